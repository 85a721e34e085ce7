"""Play in many worlds is what play in each world alone would be."""

import numpy as np
import pytest

from mathematics.playing import explored
from offramp.case import CaseError, load_text
from offramp.game import Game, enumerate_states
from offramp.game.moves import moves_of
from offramp.game.preferences import ranks_of
from offramp.play.chain import setting_of
from offramp.play.movers import Mover
from offramp.play.solving import ends_of
from offramp.stability.oracle import true_at
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import play
from study.bargaining import random_bargain
from study.small import ensemble


def alone(there: Ensemble, policy, w: int) -> np.ndarray:
    """Return the chance of each outcome in one world, with nothing shared with any other."""
    case, worlds = there.case, there.worlds
    space = enumerate_states(case, policy.commitments)
    movers = []
    for i, actor in enumerate(case.actor_ids):
        orders = [types.orders[t] for types, t in zip(there.doubts.types, worlds.believed[w, i], strict=True)]
        ranks = np.stack([ranks_of(order, space.columns) for order in orders])
        game = Game(case.actor_ids, space, moves_of(space, case.actor_ids), ranks)
        concept = worlds.concepts[i][worlds.foresight[w, i]]
        movers.append(Mover(game, i, concept, case.behaviour[actor].chooses))
    paces = [values[k] for values, k in zip(there.doubts.paces, worlds.paces[w], strict=True)]
    chain = explored(setting_of(case, space, space.state(case.status_quo)), movers, paces)
    ends = ends_of(chain)
    chance = np.zeros(len(case.outcomes) + 1)
    for node, share in zip(ends.nodes, ends.chance, strict=True):
        levels = dict(zip([v.id for v in case.variables], space.levels[chain.state[node]].tolist(), strict=True))
        chance[next((k for k, o in enumerate(case.outcomes) if true_at(o.when, levels)), -1)] += share
    return chance


@pytest.mark.parametrize("seed", range(20, 32))
def test_worlds_that_share_their_play_are_those_that_play_alike(seed):
    there = random_bargain(seed).there
    for policy in there.policies:
        found = play(there, policy, there.worlds, timed=False).chance()
        for w in range(0, len(there.worlds), 1 + len(there.worlds) // 30):
            assert found[w] == pytest.approx(alone(there, policy, w), abs=1e-12)


def test_some_of_the_random_cases_have_policies_and_many_worlds():
    cases = [random_bargain(seed).there for seed in range(20, 32)]
    assert sum(len(there.policies) == 3 for there in cases) >= 3
    assert sum(len(there.worlds) > 20 for there in cases) >= 3


TYPES = """
case: types
title: Types
actors: {a: {}, b: {}}
options: {a.x: , b.y: , b.z: }
status_quo: {}
outcomes: {x: a.x}
preferences:
  a: [not b.y, a.x]
  b: [{any_order: [b.y iff a.x, b.z or b.y, not b.z]}]
behaviour: {a: {foresight: seq}, b: {foresight: nash}}
"""


def test_types_are_alike_to_others_if_their_moves_improve_in_the_same_cases():
    there = ensemble(TYPES)
    board = there.board(there.policy("no policy"))
    alike = there.alike(board, 1)
    states, moves = range(len(board.space)), {}
    for t, ranks in enumerate(there.ranks[1]):
        up = frozenset((s, u) for s in states for u in states if _moves_of_b(board, s, u) and ranks[u] > ranks[s])
        moves.setdefault(up, t)
        assert alike[t] == moves[up]
    assert len(moves) > 1


def _moves_of_b(board, s, u):
    return board.space.levels[s, 0] == board.space.levels[u, 0] and s != u


def test_a_question_that_needs_a_status_quo_says_so():
    there = Ensemble(load_text(TYPES.replace("status_quo: {}\n", ""))[0])
    with pytest.raises(CaseError, match="E064  this question needs a status quo"):
        play(there, there.policy("no policy"), there.worlds)
