"""What actors do in each state, and where play comes to rest."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import random_model
from mathematics.playing import at_rest, explored, match, match_of
from offramp.play.chain import setting_of
from offramp.play.movers import Mover
from offramp.play.solving import ends_of
from offramp.stability import CONCEPTS, analyse

SEEDS = st.integers(0, 2**32 - 1)

HEAD = """
case: play
title: Play
actors: {a: {}, b: {}}
status_quo: {}
"""
PENNIES = HEAD + "options: {a.x: , b.y: }\npreferences: {a: [a.x iff b.y], b: [not a.x iff b.y]}\n"
DILEMMA = (
    HEAD + "options: {a.c: , b.c: }\npreferences: {a: {ranking: [NY, YY, NN, YN]}, b: {ranking: [YN, YY, NN, NY]}}\n"
)


def movers_of(model, profile, chooses="best"):
    return [Mover(model.game, i, profile[a], chooses) for i, a in enumerate(model.game.actors)]


def random_profile(rng, actors, concepts=tuple(CONCEPTS)):
    return {actor: rng.choice(concepts) for actor in actors}


# ---------------------------------------------------------------- one decision


@given(SEEDS)
@settings(max_examples=25)
def test_an_actor_makes_the_improvements_that_the_definitions_call_credible(seed):
    model = random_model(seed, largest=16)
    rng = random.Random(seed)
    profile = random_profile(rng, model.game.actors)
    for i, (actor, concept) in enumerate(profile.items()):
        mover = Mover(model.game, i, concept)
        for s, state in enumerate(model.states):
            expected = model.oracle.credible_improvements(actor, state, concept)
            assert [model.states[t] for t in mover.credible(s)] == sorted(expected, key=model.states.index)


@given(SEEDS)
@settings(max_examples=25)
def test_an_actor_takes_its_most_preferred_credible_improvement_with_the_fewest_changes(seed):
    model = random_model(seed, largest=24)
    profile = random_profile(random.Random(seed), model.game.actors)
    for mover, (actor, concept) in zip(movers_of(model, profile), profile.items(), strict=True):
        for s, state in enumerate(model.states):
            credible = model.oracle.credible_improvements(actor, state, concept)
            merits = {
                t: (model.oracle.worth(actor, t), -sum(x != y for x, y in zip(t, state, strict=True))) for t in credible
            }
            best = max(merits.values(), default=None)
            assert {model.states[t] for t in mover.targets(s)} == {t for t, merit in merits.items() if merit == best}


@given(SEEDS)
@settings(max_examples=15)
def test_an_actor_that_chooses_any_may_take_each_credible_improvement(seed):
    model = random_model(seed, largest=24)
    profile = random_profile(random.Random(seed), model.game.actors)
    for mover in movers_of(model, profile, "any"):
        for s in range(len(model.game)):
            assert list(mover.targets(s)) == mover.credible(s)


TIED = (
    HEAD
    + """options: {a.x: , a.y: , a.z: , b.w: }
preferences: {a: [a.x or a.y and a.z], b: []}
outcomes: {x: a.x and not a.y and not a.z, yz: a.y and a.z and not a.x, more: a.x}
behaviour: {default: {foresight: nash}, a: {chooses: CHOICE}}
"""
)


def test_of_equally_good_moves_those_with_fewest_changes_are_equally_likely():
    assert match(TIED.replace("CHOICE", "best")).chances() == {"x": 1.0}
    two = TIED.replace("CHOICE", "best").replace("a.x or a.y and a.z", "a.x or a.y")
    played = match(two)
    assert sorted(played.chain.rate.tolist()) == [0.5, 0.5]


def test_any_move_that_pays_may_be_taken():
    chances = match(TIED.replace("CHOICE", "any")).chances()
    # x alone; y and z; and x with y, with z, with both
    assert chances == pytest.approx({"x": 0.2, "yz": 0.2, "more": 0.6})


def test_a_best_move_is_preferred_to_a_shorter_one():
    text = TIED.replace("CHOICE", "best").replace("[a.x or a.y and a.z]", "[a.y and a.z, a.x]")
    assert match(text).chances() == {"more": 1.0}


def test_foresight_decides_whether_cooperation_is_left():
    for concept, leaves in {"nash": True, "gmr": False, "smr": False, "seq": False, "sseq": False}.items():
        played = match(
            DILEMMA.replace("status_quo: {}", "status_quo: {a.c: yes, b.c: yes}")
            + f"behaviour: {{default: {{foresight: {concept}}}}}\n"
        )
        assert (len(played.chain) > 1) == leaves, concept


# ---------------------------------------------------------------- rest


def ends_in(played):
    """Return whether play never leaves the state it starts from."""
    return len(played.to) == 0


@given(SEEDS)
@settings(max_examples=25)
def test_play_rests_exactly_in_the_equilibria_of_the_actors_concepts(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24)
    profile = random_profile(rng, model.game.actors)
    rates = [rng.choice([0.01, 1, 30]) for _ in profile]
    equilibria = analyse(model.game).equilibrium(profile)
    for chooses in ("best", "any"):
        movers = movers_of(model, profile, chooses)
        settled = [at_rest(setting_of(model.case, model.game.space, s)) for s in range(len(model.game))]
        assert [ends_in(explored(setting, movers, rates)) for setting in settled] == list(equilibria)


@given(SEEDS)
@settings(max_examples=15)
def test_actors_with_wrong_beliefs_rest_where_each_would_in_its_own_game(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24)
    game, actors = model.game, model.game.actors
    profile = random_profile(rng, actors, ("seq", "sseq", "nash"))
    movers, expected = [], np.ones(len(game), dtype=bool)
    for i, concept in enumerate(profile.values()):
        believed = game.ranks.copy()
        for j in range(len(actors)):
            if j != i:
                believed[j] = rng.sample(list(game.ranks[j]), len(game))
        movers.append(Mover(game.with_ranks(believed), i, concept))
        expected &= analyse(game.with_ranks(believed), [concept]).stable[concept][i]
    settled = [at_rest(setting_of(model.case, game.space, s)) for s in range(len(game))]
    assert [ends_in(explored(setting, movers, [1.0] * len(actors))) for setting in settled] == list(expected)


# ---------------------------------------------------------------- cycles


def assert_no_cycle(movers, states):
    """Follow moves to their ends, forgetting states that nothing leaves; if some stay there is a cycle."""
    after = {s: {t for mover in movers for t in mover.targets(s)} for s in range(states)}
    while ended := [s for s, targets in after.items() if not targets]:
        for s in ended:
            del after[s]
        after = {s: targets.difference(ended) for s, targets in after.items()}
    assert not after, f"play cycles among {sorted(after)}"


@given(SEEDS)
@settings(max_examples=60)
def test_play_by_metarational_and_sequential_actors_never_cycles_even_with_one_nash_actor(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=36, adjacent=False, merge=False)
    profile = random_profile(rng, model.game.actors, ("gmr", "seq"))
    profile[rng.choice(model.game.actors)] = "nash"
    assert_no_cycle(movers_of(model, profile, rng.choice(["best", "any"])), len(model.game))


def test_play_by_two_nash_actors_may_cycle():
    played = match(PENNIES + "behaviour: {default: {foresight: nash}}\n")
    with pytest.raises(AssertionError, match="cycles among \\[0, 1, 2, 3\\]"):
        assert_no_cycle(played.movers, 4)


def test_states_of_a_cycle_count_by_the_time_play_spends_in_them():
    played = match(
        PENNIES + "behaviour: {default: {foresight: nash}, b: {reconsiders: 3 per month}}\n"
        "outcomes: {same: a.x iff b.y}\n"
    )
    # b leaves a state where they agree after a third of a month, a leaves one where they differ after a month
    assert played.ends.cycling == pytest.approx(1.0)
    assert played.chances() == pytest.approx({"same": 0.25, "none of these": 0.75})
    assert played.ends.chance == pytest.approx([1 / 8, 3 / 8, 1 / 8, 3 / 8])


def test_play_may_end_in_a_cycle_or_at_rest():
    text = """
    case: or
    title: Or
    actors: {a: {}, b: {}, c: {}}
    status_quo: {}
    options: {a.x: , b.y: , c.stop: {direction: up}, c.go: {direction: up}}
    impossible: [c.stop and c.go, not c.go and (a.x or b.y)]
    outcomes: {stopped: c.stop, moving: c.go}
    preferences: {a: [a.x iff b.y], b: [not a.x iff b.y], c: [c.stop or c.go]}
    behaviour: {default: {foresight: nash}}
    """
    played = match(text)
    assert played.chances() == pytest.approx({"stopped": 0.5, "moving": 0.5})
    assert played.ends.cycling == pytest.approx(0.5)


@given(SEEDS)
@settings(max_examples=15)
def test_where_play_ends_does_not_depend_on_the_pace_of_all_actors(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24)
    played = match_of(model.case, profile=random_profile(rng, model.game.actors), start=rng.randrange(len(model.game)))
    movers, setting = played.movers, at_rest(played.setting)
    rates = [rng.uniform(0.1, 3) for _ in movers]
    slow, fast = (ends_of(explored(setting, movers, [pace * rate for rate in rates])) for pace in (1, 10))
    assert np.array_equal(slow.nodes, fast.nodes)
    assert np.allclose(slow.chance, fast.chance)
