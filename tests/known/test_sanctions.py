"""What a sanction by several opponents may be: any legal sequence, in which nobody moves twice in a row."""

import pytest

from known.conflicts import Conflict, known

# Of the states in which the project is not built in full, figure 28 of the guide to GMCR+ (Kinsara 2014) shows these as
# stable under GMR and SMR; it takes only single answers into account. The states it misses need an answer of several.
SHOWN = {"2", "8", "11", "13", "15", "17", "19", "21"}
MISSED = {"4", "6", "10"}


@pytest.fixture(scope="module")
def garrison() -> Conflict:
    return known("garrison-1970s")


def steps(conflict: Conflict, actor: str, state: str, improvement: str) -> list[tuple[str, str]]:
    """Return who answers an improvement with what, under general metarationality."""
    answer = conflict.answer(actor, state, improvement, "gmr")
    return [(conflict.model.game.actors[step.actor], conflict.names[step.to]) for step in answer.steps]


@pytest.mark.parametrize("concept", ["gmr", "smr"])
def test_legal_sequences_hold_three_states_that_single_answers_do_not(garrison, concept):
    reduced = {name for name in garrison.equilibria(concept) if not built_in_full(garrison, name)}
    assert reduced == SHOWN | MISSED


@pytest.mark.parametrize("concept", ["nash", "seq"])
def test_the_diagram_is_right_on_nash_and_sequential_stability(garrison, concept):
    reduced = {name for name in garrison.equilibria(concept) if not built_in_full(garrison, name)}
    assert reduced == {"2", "11", "17", "21"}


def built_in_full(conflict: Conflict, name: str) -> bool:
    return bool(conflict.model.game.space.columns["support.full"][conflict.names.index(name)])


def test_state_4_is_held_by_an_answer_of_two_opponents(garrison):
    assert steps(garrison, "support", "4", "3") == [("canada", "7"), ("ijc", "14")]


def test_state_10_is_held_by_an_answer_of_two_opponents(garrison):
    assert steps(garrison, "support", "10", "9") == [("canada", "12"), ("ijc", "16")]


def test_state_6_is_held_by_an_answer_in_which_one_opponent_moves_twice(garrison):
    movers = [mover for mover, _ in steps(garrison, "canada", "6", "2")]
    assert movers == ["support", "opposition", "support"]


def test_a_credible_answer_may_use_one_opponent_twice():
    conflict = known("one-opponent-twice")
    answer = conflict.answer("a", "3", "4", "seq")
    actors = conflict.model.game.actors
    assert [(actors[step.actor], conflict.names[step.to]) for step in answer.steps] == [
        ("b", "2"),
        ("c", "6"),
        ("b", "8"),
    ]
    assert all(step.improves for step in answer.steps)
