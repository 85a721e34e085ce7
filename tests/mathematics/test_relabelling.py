"""How a conflict is written down does not matter: other orders of actors, options and levels permute the results."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import Model, model_of, orders_of, random_model
from mathematics.relabelling import relevelled, shuffled
from offramp.case.model import Scores
from offramp.game import game_of
from offramp.stability import CONCEPTS, analyse

SEEDS = st.integers(0, 2**32 - 1)


def assert_permuted(one: Model, other: Model, places: np.ndarray) -> None:
    """Compare verdicts and margins; state s of one is state places[s] of the other."""
    assert sorted(places) == list(range(len(other.game)))
    rows = [other.game.actors.index(actor) for actor in one.game.actors]
    first, second = analyse(one.game), analyse(other.game)
    for concept in CONCEPTS:
        assert np.array_equal(first.stable[concept], second.stable[concept][rows][:, places])
        assert np.array_equal(first.margin[concept], second.margin[concept][rows][:, places])


@given(SEEDS)
@settings(max_examples=40)
def test_another_order_of_actors_and_options_permutes_the_results(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24, merge=False)
    other = model_of(shuffled(model.case, rng))
    column = [[v.id for v in model.case.variables].index(v.id) for v in other.case.variables]
    assert_permuted(model, other, other.game.space.states(model.game.space.levels[:, column]))


@given(SEEDS)
@settings(max_examples=40)
def test_another_order_of_levels_permutes_the_results(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24, merge=False)
    case, positions = relevelled(model.case, rng)
    other = model_of(case)
    columns = [
        np.array(positions[variable.id])[model.game.space.levels[:, n]]
        for n, variable in enumerate(model.case.variables)
    ]
    assert_permuted(model, other, other.game.space.states(np.stack(columns, axis=1).astype(np.uint8)))


@given(SEEDS)
@settings(max_examples=40)
def test_ranks_with_gaps_give_the_same_verdicts(seed):
    rng = random.Random(seed)
    game = random_model(rng, largest=24).game
    steps = np.array([rng.randint(1, 9) for _ in range(len(game))], dtype=np.int32)
    wider = game.with_ranks(np.cumsum(steps, dtype=np.int32)[game.ranks])
    before, after = analyse(game), analyse(wider)
    for concept in CONCEPTS:
        assert np.array_equal(before.stable[concept], after.stable[concept])


@pytest.mark.parametrize("factor", [0.5, 3, 1000])
@given(seed=SEEDS)
@settings(max_examples=15)
def test_scores_on_another_scale_give_the_same_ranks(factor, seed):
    model = random_model(seed, largest=24)
    wider = {
        actor: Scores(order.conditions, tuple(factor * number for number in order.numbers))
        if isinstance(order, Scores)
        else order
        for actor, order in orders_of(model.case).items()
    }
    assert np.array_equal(game_of(model.case, wider).ranks, model.game.ranks)
