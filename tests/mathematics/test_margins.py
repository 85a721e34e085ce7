"""How far a verdict is from turning."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.agreement import expected_of_moving
from mathematics.graphs import model_of_graph, random_graph
from mathematics.models import Model, random_model
from offramp.stability import CONCEPTS, analyse
from offramp.stability.concepts import NO_MOVE, prospects

SEEDS = st.integers(0, 2**32 - 1)


def assert_margins_by_definition(model: Model) -> None:
    """Compare every margin with the rank of the state less the best expected of a move."""
    oracle, stability = model.oracle, analyse(model.game)
    for i, actor in enumerate(oracle.actors):
        rank = {oracle.worth(actor, state): int(model.game.ranks[i, s]) for s, state in enumerate(model.states)}
        for concept in CONCEPTS:
            worths = [expected_of_moving(oracle, actor, concept, state) for state in model.states]
            expected = {state: rank[worth] for state, worth in zip(model.states, worths, strict=True)}
            assert list(prospects(model.game, i, concept)) == list(expected.values())
            for s, state in enumerate(model.states):
                best = max((expected[target] for target in oracle.moves(actor, state)), default=None)
                margin = NO_MOVE if best is None else rank[oracle.worth(actor, state)] - best
                assert stability.margin[concept][i, s] == margin


@given(SEEDS)
@settings(max_examples=30)
def test_a_margin_is_the_rank_of_the_state_less_the_best_expected_of_a_move(seed):
    assert_margins_by_definition(random_model(seed, largest=16))


@given(SEEDS)
@settings(max_examples=40)
def test_a_margin_is_the_same_difference_on_any_graph(seed):
    assert_margins_by_definition(model_of_graph(random_graph(random.Random(seed), largest=8)))


@given(SEEDS)
@settings(max_examples=40)
def test_a_margin_is_below_nought_exactly_where_the_state_is_unstable(seed):
    stability = analyse(random_model(seed, largest=24).game)
    for concept in CONCEPTS:
        assert np.array_equal(stability.margin[concept] >= 0, stability.stable[concept])
