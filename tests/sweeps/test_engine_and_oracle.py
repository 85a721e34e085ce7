"""Thousands of random conflicts: the engine against the definitions, in states, moves, orders and verdicts."""

import random

import numpy as np
import pytest

from mathematics.agreement import assert_same_states_and_moves, assert_same_verdicts
from mathematics.graphs import model_of_graph, random_graph
from mathematics.models import Model, random_model
from offramp.stability import CONCEPTS, analyse
from offramp.stability.witness import Reasons

SMALL, LARGE = 24, 64


def assert_agreement(model: Model) -> None:
    assert_same_states_and_moves(model)
    assert_same_verdicts(model)


def assert_credible_improvements(model: Model) -> None:
    """Hold every credible improvement against the definitions."""
    reasons = Reasons(model.game)
    for concept in CONCEPTS:
        for i, actor in enumerate(model.game.actors):
            for s, state in enumerate(model.states):
                found = {model.states[t] for t in reasons.credible(i, s, concept)}
                assert found == model.oracle.credible_improvements(actor, state, concept)


@pytest.mark.parametrize("batch", range(8))
def test_the_engine_agrees_with_the_definitions_on_small_conflicts(batch):
    rng = random.Random(batch)
    for _ in range(500):
        assert_agreement(random_model(rng, largest=SMALL))


@pytest.mark.parametrize("batch", range(4))
def test_the_engine_agrees_with_the_definitions_on_larger_conflicts(batch):
    rng = random.Random(100 + batch)
    for _ in range(100):
        assert_agreement(random_model(rng, largest=LARGE))


@pytest.mark.parametrize("batch", range(2))
def test_the_engine_agrees_with_the_definitions_on_graphs(batch):
    rng = random.Random(200 + batch)
    for _ in range(300):
        model = model_of_graph(random_graph(rng))
        assert_agreement(model)
        assert_credible_improvements(model)


def test_play_finds_the_credible_improvements_of_the_definitions():
    rng = random.Random(300)
    for _ in range(200):
        assert_credible_improvements(random_model(rng, largest=SMALL))


def test_the_engine_agrees_with_the_definitions_on_random_strict_orders():
    rng = random.Random(400)
    for _ in range(30):
        model = random_model(rng, largest=SMALL, merge=False)
        ranks = np.array([rng.sample(range(len(model.game)), len(model.game)) for _ in model.game.actors])
        game = model.game.with_ranks(ranks.astype(np.int32))
        shown = {state: s for s, state in enumerate(model.states)}
        model.oracle._worth = {
            (actor, state): (int(ranks[i, s]),) for i, actor in enumerate(game.actors) for state, s in shown.items()
        }
        assert_same_verdicts(Model(model.case, model.orders, game, model.oracle, model.states))


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(50))
def test_the_engine_agrees_with_the_definitions_on_a_thousand_more(batch):
    rng = random.Random(1_000 + batch)
    for number in range(1_000):
        assert_agreement(random_model(rng, largest=LARGE if number % 4 == 0 else SMALL))


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(10))
def test_the_engine_agrees_with_the_definitions_on_large_conflicts(batch):
    rng = random.Random(5_000 + batch)
    for _ in range(10):
        model = random_model(rng, largest=512, merge=False)
        found = analyse(model.game)
        for concept in CONCEPTS:
            for i, actor in enumerate(model.game.actors):
                for s in rng.sample(range(len(model.states)), min(20, len(model.states))):
                    assert found.stable[concept][i, s] == model.oracle.stable(actor, model.states[s], concept)
