"""The monitor against a second program, and a prefix of a history against the whole, on clauses drawn at random."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from offramp.case.agreements import Commitment
from record.monitoring.drawing import histories, several
from record.monitoring.inventing import FIRST, VARIABLES, day, happenings, run
from record.monitoring.naive import Naive

Three = tuple[Commitment, Commitment, Commitment]


def agree(clauses: Three, history: Any) -> None:
    happened, levels = history
    naive = Naive(clauses, VARIABLES, FIRST, happenings(happened), levels)

    for number, state in enumerate(run(clauses, happened, levels)):
        told = [course.verdict for course in state.courses]
        assert told == [naive.verdict(clause.id, day(number)) for clause in clauses], number


@settings(max_examples=70)
@given(several, histories)
def test_the_monitor_says_what_the_definitions_say(clauses: Three, history: Any) -> None:
    agree(clauses, history)


@pytest.mark.slow
@settings(max_examples=5000)
@given(several, histories)
def test_the_monitor_says_what_the_definitions_say_of_many(clauses: Three, history: Any) -> None:
    agree(clauses, history)


@settings(max_examples=70)
@given(several, histories)
def test_no_later_day_changes_a_final_verdict(clauses: Three, history: Any) -> None:
    states = run(clauses, *history)

    for before, now in pairwise(states):
        for was, course in zip(before.courses, now.courses, strict=True):
            if was.final:
                assert (course.verdict, course.since, course.cause) == (was.verdict, was.since, was.cause)
            elif was.verdict == "disputed":
                assert course.verdict != "open"
            assert was.verdict == "not yet" or course.verdict != "not yet"


@settings(max_examples=70)
@given(several, histories)
def test_a_prefix_is_told_as_the_whole_tells_it(clauses: Three, history: Any) -> None:
    happened, levels = history
    whole = run(clauses, happened, levels)

    for size in range(1, len(happened)):
        assert run(clauses, happened[:size], levels[:size]) == whole[:size]


@settings(max_examples=70)
@given(several, histories)
def test_verdicts_follow_their_causes(clauses: Three, history: Any) -> None:
    ends = {
        "kept": {"over", "until", "done"}, "broken": {"late", "act", "fails"}, "released": {"unless", "freed"},
        "disputed": {"doubt"}, "open": {"starts"}, "not yet": {"waits"},
    }  # fmt: skip

    for state in run(clauses, *history):
        for clause, course in zip(clauses, state.courses, strict=True):
            assert course.cause.why in ends[course.verdict]
            assert course.binds or not (course.acts or course.unclear)
            assert len(course.counted) <= clause.at_most >= len(course.doubted)
