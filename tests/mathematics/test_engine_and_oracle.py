"""The engine against the definitions, on models small enough to run uncompiled."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.agreement import assert_same_states_and_moves, assert_same_verdicts
from mathematics.graphs import model_of_graph, random_graph
from mathematics.models import model_of, random_model
from offramp.case import load_text
from offramp.stability.concepts import CONCEPTS, prospects

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=80)
def test_the_engine_finds_the_states_moves_and_orders_of_the_definitions(seed):
    assert_same_states_and_moves(random_model(seed, largest=24))


@given(SEEDS)
@settings(max_examples=60)
def test_the_engine_gives_the_verdicts_of_the_definitions(seed):
    assert_same_verdicts(random_model(seed, largest=20))


@given(SEEDS)
@settings(max_examples=60)
def test_the_engine_gives_the_verdicts_of_the_definitions_on_any_graph(seed):
    assert_same_verdicts(model_of_graph(random_graph(random.Random(seed), largest=8)))


@given(SEEDS)
@settings(max_examples=30)
def test_an_improvement_is_credible_when_its_prospect_beats_the_state_it_leaves(seed):
    model = random_model(seed, largest=16)
    for concept in CONCEPTS:
        for i, actor in enumerate(model.game.actors):
            expected = prospects(model.game, i, concept)
            for s, state in enumerate(model.states):
                credible = {
                    t
                    for t, target in enumerate(model.states)
                    if target in model.oracle.moves(actor, state) and expected[t] > model.game.ranks[i, s]
                }
                assert {model.states[t] for t in credible} == model.oracle.credible_improvements(actor, state, concept)


def test_classes_of_merged_states_that_overlap_are_one():
    model = model_of(
        load_text("""
case: merged
title: Merged
actors: {a: {}, b: {}}
options: {a.x: {levels: [p, q, r]}, b.y: }
merge:
  - a.x in [q, r] and b.y
  - a.x in [p, q] and b.y
preferences: {a: [b.y], b: [not b.y]}
""")[0]
    )
    assert_same_states_and_moves(model)
    assert model.states == [(0, 0), (1, 0), (2, 0), (0, 1)]
    assert [model.game.space.state((x, 1)) for x in range(3)] == [3, 3, 3]
