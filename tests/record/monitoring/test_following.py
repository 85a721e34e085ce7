"""Following clauses through a record: prefixes, late news, and the results that are told of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.case.model import MONTH_DAYS
from offramp.record.events.event import Event
from offramp.record.monitoring.days import ONE_DAY
from offramp.record.monitoring.following import follow
from offramp.record.monitoring.monitor import Happening, Monitor
from offramp.record.opening import Opened
from offramp.record.standing import levels_by
from offramp.study.monitoring import monitor
from offramp.study.results.monitoring import Clause, MonitorResult
from record.monitoring.inventing import day
from record.monitoring.strait import CASE, happened, opened

CATEGORIES = ("launch", "short", "flight", "pledge", "visit")
timely = st.builds(happened, st.integers(0, 25), st.sampled_from(CATEGORIES))
late = st.builds(
    lambda number, category, delay: happened(number, category, number + delay),
    st.integers(0, 25), st.sampled_from(CATEGORIES), st.integers(1, 12),
)  # fmt: skip
records = st.lists(st.one_of(timely, timely, late), max_size=10)


def clause(result: MonitorResult, name: str) -> Clause:
    return next(one for one in result.clauses if one.commitment == name)


def told(events: list[Event], until: int = 30, text: str = CASE) -> MonitorResult:
    return monitor(opened(events, until, text), day(until))


def without(there: Opened, gone: list[Event]) -> Opened:
    """Return a record without some events."""
    events = tuple(e for e in there.record.events if e not in gone)
    kinds = {name: tuple(e for e in those if e not in gone) for name, those in there.kinds.items()}
    return replace(there, record=replace(there.record, events=events), kinds=kinds)


def watching(there: Opened) -> Monitor:
    return Monitor(there.case.commitments, [v.id for v in there.case.variables], there.case.as_of)


def anew(there: Opened, until: int) -> list[tuple[str, ...]]:
    """Return each day's verdicts by feeding the monitor one day after the other, of what was known on the last day."""
    watch = watching(there)
    levels = levels_by(there, day(until))
    state, found = watch.begin(), []
    for number in range(until + 1):
        events = [e for e in there.record.events if e.day == day(number) and e.known_on <= day(until)]
        today = [Happening(e, frozenset(k for k, of in there.kinds.items() if e in of)) for e in events]
        state = watch.step(state, day(number), today, levels.on(day(number)))
        found.append(tuple(course.verdict for course in state.courses))
    return found


@settings(max_examples=40)
@given(records, st.integers(0, 30))
def test_the_history_is_told_as_day_after_day(events: list[Event], until: int) -> None:
    there = opened(events)
    followed = follow(watching(there), there, day(until))

    assert [tuple(c.verdict for c in state.courses) for state in followed.states] == anew(there, until)
    assert [state.day for state in followed.states] == [day(number) for number in range(until + 1)]


@settings(max_examples=40)
@given(st.lists(timely, max_size=10), st.integers(0, 29))
def test_what_is_told_of_a_prefix_is_told_of_the_whole(events: list[Event], until: int) -> None:
    there = opened(events)
    part, whole = monitor(there, day(until)), monitor(there, day(30))

    for early, late in zip(part.clauses, whole.clauses, strict=True):
        size = len(early.spans)
        last, same = early.spans[-1], late.spans[size - 1]
        assert early.spans[:-1] == late.spans[: size - 1]
        assert last == replace(same, until=min(same.until, part.until))
        assert last.until == part.until
        assert not early.revisions
        assert early.acts == late.acts[: len(early.acts)]
        assert early.unclear == late.unclear[: len(early.unclear)]
        if early.verdict in ("kept", "broken", "released"):
            assert (early.verdict, early.ends, size) == (late.verdict, late.ends, len(late.spans))


@settings(max_examples=40)
@given(records)
def test_revisions_are_where_the_record_as_known_then_says_otherwise(events: list[Event]) -> None:
    there = opened(events)
    names = [one.id for one in there.case.commitments]
    expected = set()
    news = [e for e in there.record.events if day(30) >= e.known_on > e.day + ONE_DAY]
    for on in sorted({e.known_on for e in news}):
        number = (on - day(0)).days
        before = anew(without(there, [e for e in news if e.known_on == on]), number)[:number]
        now = anew(there, number)[:number]
        for k, name in enumerate(names):
            changed = [d for d in range(number) if before[d][k] != now[d][k]]
            if changed:
                d = changed[0]
                expected.add((name, on.isoformat(), day(d).isoformat(), before[d][k], now[d][k]))

    result = monitor(there, day(30))

    found = {(one.commitment, r.on, r.day, r.before, r.after) for one in result.clauses for r in one.revisions}
    assert found == expected
    for one in result.clauses:
        for revision in one.revisions:
            event = next(e for e in there.record.events if e.id == revision.event and str(e.known_on) == revision.on)
            assert event.day.isoformat() <= revision.day < revision.on


@settings(max_examples=40)
@given(records)
def test_spans_follow_one_another_and_are_known_once_they_begin(events: list[Event]) -> None:
    result = told(events)

    for one in result.clauses:
        assert (one.spans[0].since, one.spans[-1].until) == (result.since, result.until)
        for span, following in zip(one.spans, one.spans[1:], strict=False):
            assert (day(0).fromisoformat(span.until) + ONE_DAY).isoformat() == following.since
            assert span.verdict != following.verdict
        assert all(span.since <= span.known_on and span.since <= span.until for span in one.spans)
        assert one.verdict == one.spans[-1].verdict
        assert all(first <= last for first, last in one.bound)
    assert sum(result.counts.values()) == len(result.clauses)


def test_a_late_report_changes_the_verdict_held_then() -> None:
    one = clause(told([happened(5, "launch", known=9)]), "halt")

    assert [(s.verdict, s.since, s.known_on, s.event) for s in one.spans[1:]] == [
        ("open", "2030-01-03", "2030-01-03", None),
        ("broken", "2030-01-06", "2030-01-10", "launch5"),
    ]
    (revision,) = one.revisions
    assert (revision.on, revision.event, revision.day) == ("2030-01-10", "launch5", "2030-01-06")
    assert (revision.before, revision.after) == ("open", "broken")


def test_what_was_known_the_day_after_as_most_events_are_is_no_late_news() -> None:
    assert clause(told([happened(5, "launch", known=6)]), "halt").revisions == ()
    assert len(clause(told([happened(5, "launch", known=7)]), "halt").revisions) == 1


def test_an_event_of_a_month_is_late_only_after_its_month() -> None:
    event = replace(happened(5, "launch", known=31), precision="month")

    assert clause(told([event], until=40), "halt").revisions == ()
    assert len(clause(told([replace(event, known_on=day(33))], until=40), "halt").revisions) == 1


def test_a_late_report_may_change_a_later_day_than_its_own() -> None:
    """The second flight within ten days is the one too many, once the first is known."""
    one = clause(told([happened(4, "flight", known=12), happened(9, "flight")]), "few")

    (revision,) = one.revisions
    assert (revision.event, revision.day, revision.before, revision.after) == (
        "flight4",
        "2030-01-10",
        "open",
        "broken",
    )
    assert one.spans[-1].event == "flight9"


def test_news_of_levels_changes_what_binds() -> None:
    """Patrols that were many, as is known only later, had set the island free to launch."""
    one = clause(told([happened(5, "flight", known=11), happened(6, "launch")]), "halt")

    assert (one.revisions[0].before, one.revisions[0].after, one.revisions[0].event) == ("broken", "open", "flight5")
    assert one.bound == (("2030-01-03", "2030-01-05"), ("2030-01-10", "2030-01-22"))
    assert (one.verdict, one.acts) == ("kept", ())


def test_what_is_known_only_after_the_day_asked_for_is_not_used() -> None:
    one = clause(monitor(opened([happened(5, "launch", known=9)]), day(8)), "halt")

    assert (one.verdict, one.revisions) == ("open", ())


def test_reasons_are_given_in_words() -> None:
    broken = told([happened(5, "launch"), happened(2, "pledge")])
    disputed = told([happened(4, "short")])
    kept = told([happened(2, "pledge"), happened(7, "visit"), happened(3, "flight")])

    assert {name: clause(kept, name).spans[-1].why for name in ("talks", "few", "halt")} == {
        "talks": "8 January 2030: visit, of kind visit; due by 9 January 2030",
        "few": "8 January 2030: visit, until which it was to bind",
        "halt": "23 January 2030: it ran from 3 January 2030 for 20 days and was not broken",
    }
    assert clause(broken, "halt").spans[-1].why == (
        "6 January 2030: launch, the first of kind launch; at most 0 are allowed"
    )
    assert clause(broken, "talks").spans[-1].why == "nothing of kind visit by 9 January 2030"
    assert clause(broken, "calm").spans[-1].why == "6 January 2030: halt is broken, which frees its party"
    assert clause(disputed, "halt").spans[2].why == (
        "5 January 2030: short, of kind short, of which it is open whether it counts; if all acts of unclear scope "
        "counted, it would be broken"
    )
    assert clause(disputed, "halt").spans[3].why.endswith("was not broken; 1 of unclear scope not counted")
    assert clause(disputed, "talks").spans[0].why == "it begins with the first event of kind pledge"
    assert clause(kept, "calm").spans[-1].why == (
        "5 January 2030: `main.patrols <= some` does not hold (main.patrols: many)"
    )


def test_a_condition_that_fails_is_told_with_its_levels_and_the_event_behind_them() -> None:
    one = clause(told([happened(6, "flight", known=8)]), "calm")

    assert (one.spans[-1].event, one.spans[-1].since, one.spans[-1].known_on) == (
        "flight6",
        "2030-01-07",
        "2030-01-09",
    )
    assert one.spans[-1].why == (
        "7 January 2030: `main.patrols <= some` does not hold (main.patrols: many, after flight)"
    )


def test_what_a_breach_sets_free_is_known_when_the_breach_is() -> None:
    one = clause(told([happened(5, "launch", known=9)]), "calm")

    assert (one.verdict, one.spans[-1].since, one.spans[-1].known_on) == ("released", "2030-01-06", "2030-01-10")


def test_a_clause_says_what_it_asks_and_when() -> None:
    result = told([happened(2, "pledge")])

    assert [one.text for one in result.clauses] == [
        "no launch; open whether short counts; while `main.patrols <= some`; from 3 January 2030; for 20 days",
        "keeps `main.patrols <= some`, 2 days after the start at the latest; from 3 January 2030; "
        "unless halt is broken",
        "does visit within 6 days; from the first pledge",
        "no flight more than 1 time in any 10 days; from 3 January 2030; until visit",
    ]
    assert [(one.starts, one.ends) for one in result.clauses] == [
        ("2030-01-03", "2030-01-22"),
        ("2030-01-03", None),
        ("2030-01-03", "2030-01-09"),
        ("2030-01-03", None),
    ]
    assert clause(told([]), "talks").starts is None
    assert abs(20 / MONTH_DAYS - opened([]).case.commitments[0].lasts) < 1e-12
