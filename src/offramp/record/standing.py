"""Where the record puts us: the level of every option and clock, as known on a day, and what is behind it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from offramp.case.expressions import holds, variables_of
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import MONTH_DAYS, Case, Clock
from offramp.record.calendar import known_by
from offramp.record.levels import History, Span, history, span_on
from offramp.record.opening import Opened

ONE = datetime.timedelta(days=1)


def own_day(opened: Opened) -> datetime.date:
    """Return the day of the case's file: its `as_of`, or the last day of the record."""
    return opened.case.as_of or opened.until


def require_covered(opened: Opened, day: datetime.date) -> None:
    """Refuse a day before the first of the record, or after the last that the case gives.

    Raises
    ------
    CaseError
        E102.
    """
    if _covers(opened, day):
        return
    last = opened.rules.until
    span = f"from {opened.since}" + (f" to {last}" if last is not None else "")
    message = f"the record covers {span}, and {day} is not in it"
    hint = "take a day that it covers, or add events and mend `since` and `until` of `record`"
    raise CaseError([Mistake("E102", message, opened.case.file, hint=hint, place=("record",))])


def _covers(opened: Opened, day: datetime.date) -> bool:
    last = opened.rules.until
    return opened.since <= day and (last is None or day <= last)


def levels_by(opened: Opened, day: datetime.date) -> History:
    """Return the levels of every option and clock from the first day of the record to a day, as known on that day.

    They follow from the rules, as :func:`offramp.record.levels.history` says. A clock that no rule and no start speaks
    of follows its calendar, or else its dates: with a calendar it stands at level 1 on the days of entries of its kind
    and at level 0 on others; with dates, at the highest level whose date has come.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E104 if a clock has a calendar and not 2 or 3 levels.
    """
    require_covered(opened, day)
    case, rules = opened.case, opened.rules
    found = history(rules, case.variables, opened.kinds, day, day, opened.since)
    spans = dict(found.spans)
    ruled = {name for rule in rules.rules for name in rule.sets} | set(rules.start)
    for clock in case.clocks:
        if clock.variable not in ruled and clock.calendar is not None:
            spans[clock.variable] = _by_calendar(opened, clock, day)
        elif clock.variable not in ruled and clock.dates:
            spans[clock.variable] = _by_dates(opened, clock, day)
    return History(found.since, day, spans)


def _by_calendar(opened: Opened, clock: Clock, day: datetime.date) -> tuple[Span, ...]:
    """Return the spans of a clock that stands at level 1 on the days of entries."""
    marks = {opened.since: (0, opened.since)}
    for stretch in stretches(opened, clock, day):
        if stretch.end >= opened.since:
            begin, after = max(stretch.start, opened.since), stretch.end + ONE
            marks[begin] = (1, max(begin, stretch.start_known))
            marks[after] = (0, max(after, stretch.end_known))
    return _spans(marks, day)


def _by_dates(opened: Opened, clock: Clock, day: datetime.date) -> tuple[Span, ...]:
    """Return the spans of a clock that stands at the highest level whose date has come."""
    marks = {opened.since: (0, opened.since)}
    highest = 0
    for months, level in clock.dates:
        when = max(date_after(opened.case, months), opened.since)
        highest = max(highest, level)
        marks[when] = (highest, when)
    return _spans(marks, day)


def _spans(marks: Mapping[datetime.date, tuple[int, datetime.date]], until: datetime.date) -> tuple[Span, ...]:
    """Return the spans between the days on which a level begins, each with the day from which that was known."""
    starts = [(when, *marks[when]) for when in sorted(marks) if when <= until]
    changed = [mark for n, mark in enumerate(starts) if n == 0 or mark[1] != starts[n - 1][1]]
    ends = [when - ONE for when, _, _ in changed[1:]] + [until]
    return tuple(
        Span(level, when, end, known, None, None) for (when, level, known), end in zip(changed, ends, strict=True)
    )


def date_after(case: Case, months: float) -> datetime.date:
    """Return the day that is some months after the case's own."""
    if case.as_of is None:
        raise ValueError("a case with dates has a day")
    return case.as_of + datetime.timedelta(days=round(months * MONTH_DAYS))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on end on which there are entries, and from when its first and last days were known."""

    start: datetime.date
    end: datetime.date
    start_known: datetime.date
    end_known: datetime.date


def stretches(opened: Opened, clock: Clock, day: datetime.date) -> list[Stretch]:
    """Return when there are entries that move a clock, as known on a day, without those that were called off."""
    if len(opened.case.variable(clock.variable).levels) not in (2, 3):
        hint = "give it three levels, such as [ahead, under_way, over], or two, such as [ahead, begun]"
        message = f"the clock {clock.variable} follows a calendar, and has not 2 or 3 levels"
        place = ("clocks", clock.variable)
        raise CaseError([Mistake("E104", message, opened.case.file, hint=hint, place=place)])
    found: list[Stretch] = []
    for entry in known_by(opened.calendar, day):
        if not entry.held or entry.kind != clock.calendar or entry.end == datetime.date.max:
            continue
        if found and entry.start <= found[-1].end + ONE:
            if entry.end > found[-1].end:
                found[-1] = replace(found[-1], end=entry.end, end_known=entry.known_on)
        else:
            found.append(Stretch(entry.start, entry.end, entry.known_on, entry.known_on))
    return found


# ---------------------------------------------------------------- states that cannot be


def status_quo(opened: Opened, day: datetime.date) -> tuple[int, ...]:
    """Return the levels on a day, as known on that day; see :func:`levels_by`.

    Raises
    ------
    CaseError
        E103 if the case calls that state impossible: it names the line of `impossible`, and for the levels that it
        speaks of the rules and events behind them.
    """
    found = levels_by(opened, day)
    levels = found.on(day)
    broken = broken_by(opened.case, levels)
    if broken is None:
        return levels
    names = variables_of(opened.case.impossible[broken])
    spans = {v.id: span_on(found.spans[v.id], day) for v in opened.case.variables if v.id in names}
    message = f"on {day} the record is in an impossible state: `{opened.case.impossible_texts[broken]}` holds in it"
    lines = [because(opened, name, span) for name, span in spans.items()]
    last = max((span for span in spans.values() if span.rule is not None), key=lambda s: s.since, default=None)
    place = ("record",) if last is None or last.rule is None else ("record", "rules", last.rule)
    hint = "\n".join([*lines, "mend a rule, or the line under `impossible`"])
    raise CaseError([Mistake("E103", message, opened.case.file, hint=hint, place=place)])


def broken_by(case: Case, levels: Sequence[int]) -> int | None:
    """Return the position of the first line of `impossible` that holds in a state, None if it is possible."""
    columns = {v.id: np.array([level], dtype=np.uint8) for v, level in zip(case.variables, levels, strict=True)}
    return next((number for number, rule in enumerate(case.impossible) if holds(rule, columns)[0]), None)


def because(opened: Opened, name: str, span: Span) -> str:
    """Say why an option or clock stands where it does: since when, by which rule and event."""
    level = opened.case.variable(name).levels[span.level]
    event = f", event {span.event.id} of {span.event.day}" if span.event is not None else ""
    return f"{name} is {level} since {span.since}, by {source_of(opened, name, span)}{event}"


def source_of(opened: Opened, name: str, span: Span) -> str:
    """Return what set a level, in words: a rule, the start, the calendar or the dates of a clock."""
    if span.rule is not None:
        return f"rule {span.rule + 1}, `{opened.rules.rules[span.rule].text}`"
    if span.since == opened.since or any(name in rule.sets for rule in opened.rules.rules):
        return "the start"
    clock = next(clock for clock in opened.case.clocks if clock.variable == name)
    return f"the calendar ({clock.calendar})" if clock.calendar is not None else "its dates"


@dataclass(frozen=True, slots=True)
class Difference:
    """An option or clock that stands elsewhere by the record than the case states: both levels, and why."""

    variable: str
    stated: int
    derived: int
    because: str


def follows_calendar(clock: Clock) -> bool:
    """Tell whether a clock has its dates from the calendar on the day of the case's file: it states none."""
    return clock.calendar is not None and not clock.dates


def stated_status_quo(opened: Opened) -> tuple[int, ...] | None:
    """Return the status quo that the case states on the day of its file, None if it states none.

    A clock without dates, whose level is not stated, stands where its calendar puts it, or a rule if one speaks of it
    and the record covers the day.

    Raises
    ------
    CaseError
        E104 if such a clock has not 2 or 3 levels.
    """
    case, day = opened.case, own_day(opened)
    moved = {clock.variable: clock for clock in case.clocks if follows_calendar(clock) and not clock.stated}
    if case.status_quo is None or not moved:
        return case.status_quo
    if _covers(opened, day):
        by_record = dict(zip((v.id for v in case.variables), levels_by(opened, day).on(day), strict=True))
        found = {name: by_record[name] for name in moved}
    else:
        found = {
            name: int(any(stretch.start <= day <= stretch.end for stretch in stretches(opened, clock, day)))
            for name, clock in moved.items()
        }
    return tuple(found.get(v.id, level) for v, level in zip(case.variables, case.status_quo, strict=True))


def differences(opened: Opened) -> tuple[Difference, ...]:
    """Return in what the stated status quo differs from that of the record on the day of the case's file.

    Empty if the file states none, or if the record does not cover the day.
    """
    case, day, given = opened.case, own_day(opened), stated_status_quo(opened)
    if given is None or not _covers(opened, day):
        return ()
    found = levels_by(opened, day)
    return tuple(
        Difference(v.id, stated, derived, because(opened, v.id, span_on(found.spans[v.id], day)))
        for v, stated, derived in zip(case.variables, given, found.on(day), strict=True)
        if stated != derived
    )
