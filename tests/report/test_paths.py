"""What is said of a move, and of what the ways of play leave out."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples

from offramp.report.graph import move, not_followed, state_graph, ways
from offramp.report.names import Names
from offramp.report.palette import Palette
from offramp.study.results import PathEdge, PathNode, PathsResult

NAMES = Names(actors={"low": "Lowland", "up": "Upland"}, options={"rains": "rains"}, final=frozenset({"war"}))


def node(number: int, label: str, outcome: str, visited: float, end: float, error: float = 0.0) -> PathNode:
    levels = {"up.filling": "slow" if number else "fast", "low.bombs": "yes" if outcome == "war" else "no"}
    return PathNode(number, label, levels, outcome, min(number, 1), visited, end, error, error)


RESULT = PathsResult(
    "answer",
    0,
    (
        node(0, "talks formal", "none of these", 1.0, 0.5),
        node(1, "talks formal, filling slow, bombs", "war", 0.5, 0.48),
    ),
    (PathEdge(0, 1, "low", "bombs", 0.5, 0.0, "filling slow"),),
    0.01,
    0.02,
)


def told(result: PathsResult) -> str:
    return " ".join(not_followed(result)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_move_is_the_movers_own_changes_first_then_what_answers() -> None:
    assert move(RESULT.edges[0], NAMES) == "Lowland: bombs; in answer filling slow"
    assert move(PathEdge(0, 1, "rains", "rains wet", 0.1), NAMES) == "rains wet"
    assert move(PathEdge(0, 1, "the policy", "filling slow", 0.1), NAMES) == "the policy: filling slow"


def test_a_way_into_a_final_outcome_names_the_move_and_no_whole_state() -> None:
    assert ways(RESULT, NAMES)[1] == ("war", 0.48, ["Lowland: bombs; in answer filling slow"])


def test_nothing_is_said_where_nothing_is_left_out() -> None:
    assert told(RESULT) == ""
    assert told(samples.paths()) == ""


def test_states_that_are_seldom_visited_are_counted() -> None:
    assert told(replace(RESULT, left=1_041)) == (
        "Left out: 1,041 states that play visits with a chance below 1 %; it ends there with 2 % in all."
    )
    assert "1 state that" in told(replace(RESULT, left=1))


def test_drawn_courses_are_told_with_their_number_seed_and_error() -> None:
    nodes = (RESULT.nodes[0], node(1, "x", "war", 0.5, 0.48, error=0.0312))
    result = replace(RESULT, nodes=nodes, courses=873, drawn=200, seed=4)
    assert told(result) == (
        "Play takes 873 different courses over the worlds, too many to follow each. "
        "200 were drawn in proportion to their weight (seed 4). "
        "Standard errors of these chances: up to ±3.1 points."
    )
    picture = state_graph(result, NAMES, Palette.of(("war",), None, "war"))
    assert "200 were drawn" in picture
