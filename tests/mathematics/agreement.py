"""What the engine and the oracle must agree on."""

from __future__ import annotations

import numpy as np

from mathematics.models import Model
from offramp.game.moves import successors
from offramp.stability import CONCEPTS, analyse
from offramp.stability.oracle import Oracle, State


def verdicts(oracle: Oracle, states: list[State], concept: str) -> np.ndarray:
    """Return the oracle's verdicts as the engine gives them: an (actors, states) bool array."""
    return np.array([[oracle.stable(actor, state, concept) for state in states] for actor in oracle.actors], dtype=bool)


def assert_same_verdicts(model: Model) -> None:
    """Hold the engine's verdicts, under every concept, against the oracle's."""
    stability = analyse(model.game)
    for concept in CONCEPTS:
        assert np.array_equal(stability.stable[concept], verdicts(model.oracle, model.states, concept)), concept


def assert_same_states_and_moves(model: Model) -> None:
    """Hold the engine's states, moves and orders against the oracle's."""
    game, oracle = model.game, model.oracle
    assert [tuple(int(level) for level in row) for row in game.space.levels] == model.states
    number = {state: n for n, state in enumerate(model.states)}
    for i, actor in enumerate(game.actors):
        worths = sorted({oracle.worth(actor, state) for state in model.states})
        assert [worths[rank] for rank in game.ranks[i]] == [oracle.worth(actor, state) for state in model.states]
        for s, state in enumerate(model.states):
            targets = sorted(number[target] for target in oracle.moves(actor, state))
            assert successors(game.moves, i, s, len(game)) == targets


def expected_of_moving(oracle: Oracle, actor: str, concept: str, state: State) -> tuple[float, ...]:
    """Return min(P(s1), m(s1)) straight from its definition."""
    own = oracle.worth(actor, state)
    if concept == "nash":
        return own
    ends = {state} | oracle.reach(actor, state, credible=concept in ("seq", "sseq"))
    if concept in ("gmr", "seq"):
        return min(oracle.worth(actor, end) for end in ends)
    escapes = {end: {end} | oracle.moves(actor, end) for end in ends}
    return min(own, min(max(oracle.worth(actor, s) for s in escapes[end]) for end in ends))
