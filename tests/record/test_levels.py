"""Levels from events: cases by hand, and a second program that goes through every rule on every day."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.case.recorded import Rule
from offramp.record.events.event import Event
from offramp.record.levels import history, span_on
from record.inventing import FIRST, day, event, on, rules, variables, without


def levels(spans: Sequence[object]) -> list[tuple[int, int]]:
    """Return the levels and the numbers of the days on which they began."""
    return [(span.level, (span.since - FIRST).days) for span in spans]


def test_without_events_all_stand_at_the_start() -> None:
    found = history(rules([on({"x": 1}, "test")], {"x": 2}), variables("x", "y"), {}, day(9))

    assert levels(found.spans["x"]) == [(2, 0)]
    assert levels(found.spans["y"]) == [(0, 0)]
    assert found.spans["x"][0].until == day(9)
    assert found.spans["x"][0].rule is None


def test_an_event_sets_a_level_and_its_absence_another() -> None:
    given = rules([on({"x": 1}, "test"), without({"x": 2}, "test", 90)])
    found = history(given, variables("x"), {"test": [event(10), event(50)]}, day(200))

    assert levels(found.spans["x"]) == [(0, 0), (1, 10), (2, 140)]
    assert found.spans["x"][2].event == event(50)
    assert found.spans["x"][2].rule == 1


def test_absence_is_counted_from_the_first_day_if_there_was_no_event() -> None:
    found = history(rules([without({"x": 2}, "test", 30)]), variables("x"), {"test": [event(60)]}, day(100))

    assert levels(found.spans["x"]) == [(0, 0), (2, 30)]
    assert found.spans["x"][1].event is None


@pytest.mark.parametrize(("second", "expected"), [(99, [(0, 0)]), (100, [(0, 0)]), (101, [(0, 0), (2, 100)])])
def test_an_event_on_the_last_day_of_the_wait_ends_it(second: int, expected: list[tuple[int, int]]) -> None:
    given = rules([without({"x": 2}, "test", 90)])
    found = history(given, variables("x"), {"test": [event(0), event(10), event(second)]}, day(110))

    assert levels(found.spans["x"]) == expected


def test_a_rule_that_runs_out_shows_the_one_before_again() -> None:
    given = rules([on({"x": 1}, "test"), on({"x": 2}, "show", lasts=60)])
    found = history(given, variables("x"), {"test": [event(5)], "show": [event(20), event(40)]}, day(200))

    assert levels(found.spans["x"]) == [(0, 0), (1, 5), (2, 20), (1, 100)]
    assert found.spans["x"][3].event == event(5)
    assert found.spans["x"][3].known_on == day(100)


def test_of_two_rules_on_one_day_the_later_in_the_file_counts() -> None:
    there = {"test": [event(5)], "show": [event(5)]}

    assert history(rules([on({"x": 1}, "test"), on({"x": 2}, "show")]), variables("x"), there, day(9)).on(day(5)) == (
        2,
    )
    assert history(rules([on({"x": 2}, "show"), on({"x": 1}, "test")]), variables("x"), there, day(9)).on(day(5)) == (
        1,
    )


def test_a_span_is_known_once_its_event_is() -> None:
    given = rules([on({"x": 1}, "meeting"), without({"x": 0}, "meeting", 10)])
    there = {"meeting": [event(5, known=40), event(5, known=30)]}

    full = history(given, variables("x"), there, day(60))
    assert [(s.level, s.since, s.known_on) for s in full.spans["x"]] == [
        (0, day(0), day(0)),
        (1, day(5), day(30)),
        (0, day(15), day(30)),
    ]
    assert levels(history(given, variables("x"), there, day(29), known_by=day(29)).spans["x"]) == [(0, 0)]


def test_a_day_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        history(rules([]), variables("x"), {}, day(-1))


def test_a_day_outside_has_no_span() -> None:
    found = history(rules([]), variables("x"), {}, day(5))

    assert span_on(found.spans["x"], day(5)).level == 0
    for outside in (day(-1), day(6)):
        with pytest.raises(ValueError, match="not in the history"):
            found.on(outside)


# ---------------------------------------------------------------- the second program


def applies_on(rule: Rule, there: Mapping[str, Sequence[Event]], when: datetime.date) -> bool:
    """Tell whether a rule applies on a day, by looking at all events."""
    if rule.without is None:
        return any(e.day == when for kind in rule.on for e in there[kind])
    past = [e.day for e in there[rule.without] if FIRST <= e.day <= when]
    last = max(past, default=FIRST)
    return (when - last).days == rule.after


def naive(given: Sequence[Rule], there: Mapping[str, Sequence[Event]], name: str, start: int, when: int) -> int:
    """Return a level on a day: look back day by day, and through the rules from the last to the first."""
    for back in range(when, -1, -1):
        for rule in reversed(given):
            in_force = rule.lasts is None or when < back + rule.lasts
            if name in rule.sets and in_force and applies_on(rule, there, day(back)):
                return rule.sets[name]
    return start


_SETS = st.dictionaries(st.sampled_from("xy"), st.integers(0, 2), min_size=1)
_LASTS = st.none() | st.integers(1, 15)
_KINDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True)
_RULES = st.one_of(
    st.builds(lambda kinds, sets, lasts: on(sets, *kinds, lasts=lasts), _KINDS, _SETS, _LASTS),
    st.builds(lambda kind, sets, after, lasts: without(sets, kind, after, lasts), st.sampled_from("abc"), _SETS,
              st.integers(0, 12), _LASTS),
)  # fmt: skip
_EVENTS = st.lists(
    st.tuples(st.integers(-3, 45), st.integers(0, 20)).map(lambda e: event(e[0], e[0] + e[1])), max_size=9
)
_THERE = st.fixed_dictionaries(dict.fromkeys("abc", _EVENTS))


@given(given=st.lists(_RULES, max_size=5), there=_THERE, start=st.integers(0, 2), known=st.none() | st.integers(0, 60))
def test_levels_are_those_of_the_second_program_on_every_day(
    given: list[Rule], there: dict[str, list[Event]], start: int, known: int | None
) -> None:
    known_by = None if known is None else day(known)
    found = history(rules(given, {"x": start}), variables("x", "y"), there, day(40), known_by)
    seen = {
        kind: [e for e in events if e.day >= FIRST and (known_by is None or e.known_on <= known_by)]
        for kind, events in there.items()
    }

    for number in range(41):
        assert found.on(day(number)) == (naive(given, seen, "x", start, number), naive(given, seen, "y", 0, number))


@given(given=st.lists(_RULES, max_size=5), there=_THERE)
def test_spans_follow_one_another_and_name_what_set_them(given: list[Rule], there: dict[str, list[Event]]) -> None:
    found = history(rules(given), variables("x", "y"), there, day(40))

    for name, spans in found.spans.items():
        assert spans[0].since == FIRST
        assert spans[-1].until == day(40)
        for before, after in itertools.pairwise(spans):
            assert (after.since - before.until).days == 1
            assert before.level != after.level
        for span in spans:
            assert span.known_on >= span.since
            assert span.rule is None or given[span.rule].sets[name] == span.level
            assert span.event is None or (span.event.day <= span.since and span.event.known_on <= span.known_on)


@given(given=st.lists(_RULES, max_size=5), there=_THERE, known=st.integers(0, 40))
def test_what_was_known_by_a_day_is_what_the_known_events_alone_give(
    given: list[Rule], there: dict[str, list[Event]], known: int
) -> None:
    only = {kind: [e for e in events if e.known_on <= day(known)] for kind, events in there.items()}

    assert history(rules(given), variables("x", "y"), there, day(known), day(known)) == history(
        rules(given), variables("x", "y"), only, day(known)
    )
