"""Every verdict comes with a reason that the definitions confirm."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.graphs import Graph, game_of_graph, model_of_graph, random_graph
from mathematics.models import Model, random_model
from offramp.stability import CONCEPTS, analyse
from offramp.stability.witness import Answer, Reasons, Step, Witness

SEEDS = st.integers(0, 2**32 - 1)


def assert_confirmed(model: Model) -> None:
    """Re-check the witness of every verdict."""
    stability, reasons = analyse(model.game), Reasons(model.game)
    for concept in CONCEPTS:
        for i in range(len(model.game.actors)):
            for s in range(len(model.states)):
                witness = reasons.witness(i, s, concept)
                assert (witness.actor, witness.state, witness.concept) == (i, s, concept)
                assert witness.stable == stability.stable[concept][i, s]
                assert_margin(model, witness)
                (assert_deterred if witness.stable else assert_unpunished)(model, witness)


def assert_margin(model: Model, witness: Witness) -> None:
    ranks = model.game.ranks[witness.actor]
    moves = model.oracle.moves(model.game.actors[witness.actor], model.states[witness.state])
    assert (witness.margin is None) == (not moves)
    if witness.margin is None:
        assert witness.margin_share is None
        return
    best = ranks[witness.state] - witness.margin
    low, high = sorted((best, ranks[witness.state]))
    between = np.count_nonzero((ranks > low) & (ranks <= high))
    assert witness.margin_share == pytest.approx(np.sign(witness.margin) * between / len(ranks))


def assert_unpunished(model: Model, witness: Witness) -> None:
    """The improvement is credible, and none that is liked better is."""
    actor, state = model.game.actors[witness.actor], model.states[witness.state]
    credible = model.oracle.credible_improvements(actor, state, witness.concept)
    assert witness.unpunished is not None
    chosen = model.states[witness.unpunished]
    assert chosen in credible
    assert not any(model.oracle.better(actor, other, chosen) for other in credible)
    assert witness.answers == ()


def assert_deterred(model: Model, witness: Witness) -> None:
    """Every improvement is answered by a legal sequence that ends where it deters."""
    oracle, actor, state = model.oracle, model.game.actors[witness.actor], model.states[witness.state]
    assert witness.unpunished is None
    improvements = [model.states[answer.improvement] for answer in witness.answers]
    assert len(improvements) == len(set(improvements))
    assert set(improvements) == oracle.improvements(actor, state)
    for answer in witness.answers:
        assert answer.steps
        end = assert_legal(model, witness, answer)
        assert oracle.deters(actor, state, end, witness.concept)
        assert answer.carried_out == all(step.chosen for step in answer.steps)


def assert_legal(model: Model, witness: Witness, answer: Answer) -> tuple[int, ...]:
    """Follow an answer step by step and return where it ends."""
    oracle, now, last = model.oracle, model.states[answer.improvement], witness.actor
    for step in answer.steps:
        mover, after = model.game.actors[step.actor], model.states[step.to]
        assert step.actor not in (witness.actor, last)
        assert after in oracle.moves(mover, now)
        assert step.improves == oracle.better(mover, after, now)
        assert step.improves or not CONCEPTS[witness.concept].credible
        credible = oracle.credible_improvements(mover, now, witness.concept)
        best = after in credible and not any(oracle.better(mover, other, after) for other in credible)
        assert step.chosen == best
        now, last = after, step.actor
    return now


@given(SEEDS)
@settings(max_examples=25)
def test_every_witness_is_confirmed_by_the_definitions(seed):
    assert_confirmed(random_model(seed, largest=16))


@given(SEEDS)
@settings(max_examples=25)
def test_every_witness_on_any_graph_is_confirmed_by_the_definitions(seed):
    assert_confirmed(model_of_graph(random_graph(random.Random(seed), largest=8)))


def test_a_sanction_may_use_one_opponent_twice():
    graph = Graph(
        moves=({0: [1]}, {1: [2], 3: [4]}, {2: [3]}),
        ranks=((1, 4, 3, 2, 0), (0, 0, 1, 2, 3), (0, 0, 1, 2, 3)),
    )
    witness = Reasons(game_of_graph(graph)).witness(0, 0, "seq")
    assert witness.answers == (Answer(1, (Step(1, 2, True, True), Step(2, 3, True, True), Step(1, 4, True, True))),)
    assert witness.answers[0].carried_out
    assert witness.margin == 1


def test_an_answer_that_play_would_give_is_preferred_to_a_shorter_threat():
    graph = Graph(
        moves=({0: [1]}, {1: [2, 3]}, {2: [4]}),
        ranks=((1, 2, 2, 0, 0), (1, 1, 2, 0, 2), (0, 0, 0, 0, 1)),
    )
    (answer,) = Reasons(game_of_graph(graph)).witness(0, 0, "gmr").answers
    assert [step.to for step in answer.steps] == [2, 4]
    assert all(step.improves for step in answer.steps)


def test_a_threat_is_shown_as_one_that_play_would_not_carry_out():
    graph = Graph(moves=({0: [1]}, {1: [2]}), ranks=((1, 2, 0), (0, 2, 1)))
    reasons = Reasons(game_of_graph(graph))
    (answer,) = reasons.witness(0, 0, "gmr").answers
    assert answer.steps == (Step(1, 2, False, False),)
    assert not answer.carried_out
    assert reasons.witness(0, 0, "seq").unpunished == 1


def test_an_improvement_that_nobody_can_answer_has_no_answer():
    reasons = Reasons(game_of_graph(Graph(moves=({0: [1]}, {}), ranks=((0, 1), (0, 0)))))
    with pytest.raises(ValueError, match="not sanctioned"):
        reasons.answer(0, 0, 1, "gmr")
    with pytest.raises(ValueError, match="not sanctioned"):
        reasons.answer(0, 0, 1, "seq")


def test_an_actor_without_a_move_has_no_margin():
    witness = Reasons(game_of_graph(Graph(moves=({}, {0: [1]}), ranks=((0, 1), (0, 0))))).witness(0, 0, "nash")
    assert witness.stable
    assert witness.margin is None
    assert witness.margin_share is None


def test_moving_back_to_the_start_deters_but_leaves_the_escape():
    reasons = Reasons(game_of_graph(Graph(moves=({0: [1]}, {1: [0]}), ranks=((0, 1), (1, 0)))))
    assert reasons.witness(0, 0, "gmr").stable
    assert reasons.witness(0, 0, "seq").stable
    assert not reasons.witness(0, 0, "smr").stable
