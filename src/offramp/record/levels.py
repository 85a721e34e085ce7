"""From events to levels: where each option and clock stood on each day of the record."""

from __future__ import annotations

import bisect
import datetime
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from offramp.case.model import Variable
from offramp.case.recorded import RecordRules, Rule
from offramp.record.events.event import Event


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days in which an option or clock stood at one level.

    Attributes
    ----------
    level : int
        Its position among the levels.
    since, until : date
        The first and the last day.
    known_on : date
        From when it was publicly known that it had begun.
    rule : int or None
        The position, in the case, of the rule that set it; None for the start.
    event : Event or None
        What made the rule apply; for a rule with `without` the last event of that kind, None if there was none.
    """

    level: int
    since: datetime.date
    until: datetime.date
    known_on: datetime.date
    rule: int | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class History:
    """The levels of every option and clock from the first day of the record to the last one asked for.

    Attributes
    ----------
    since, until : date
        The first and the last day.
    spans : mapping of str to tuple of Span
        For every option and clock stretches that follow one another without gaps; neighbours differ in level.
    """

    since: datetime.date
    until: datetime.date
    spans: Mapping[str, tuple[Span, ...]]

    def on(self, day: datetime.date) -> tuple[int, ...]:
        """Return the level of every option and clock on a day, in the order of the case."""
        return tuple(span_on(spans, day).level for spans in self.spans.values())


def span_on(spans: Sequence[Span], day: datetime.date) -> Span:
    """Return the span that a day lies in.

    Raises
    ------
    ValueError
        If it lies in none.
    """
    found = bisect.bisect_right(spans, day, key=lambda span: span.since) - 1
    if found < 0 or day > spans[found].until:
        raise ValueError(f"{day} is not in the history")
    return spans[found]


@dataclass(frozen=True, slots=True)
class _Applied:
    """A rule that applied on a day; all days are ordinals. `ends` is the first day on which it has run out."""

    day: int
    rule: int
    level: int
    ends: float
    known: int
    event: Event | None


def history(
    rules: RecordRules,
    variables: Sequence[Variable],
    events_by_kind: Mapping[str, Sequence[Event]],
    until: datetime.date,
    known_by: datetime.date | None = None,
    since: datetime.date | None = None,
) -> History:
    """Return the levels of every option and clock on every day, as the rules derive them from events.

    Parameters
    ----------
    rules : RecordRules
        The rules, and the levels at the start.
    variables : sequence of Variable
        The options and clocks.
    events_by_kind : mapping of str to sequence of Event
        The events of every kind that a rule names, in any order.
    until : date
        The last day.
    known_by : date, optional
        Only events known by then exist; all of them if not given.
    since : date, optional
        The first day; that of `rules`, or else that of the first event of a kind, if not given.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If the last day comes before the first.

    Notes
    -----
    The meaning is that of :class:`offramp.case.recorded.Rule`. A rule that lasts 60 days is in force on the day on
    which it applies and the 59 days after. Events before the first day or after the last do not count. A rule with
    `without` and 90 days after applies on the 90th day after the last event if there was none on these 90 days.
    A span was known to have begun once it had begun and the event that made its rule apply was known: of several events
    on one day, the one known first. For each option the rules that applied are kept on a stack that has only those
    which can still show: the time is that of sorting the events, plus one step for each event, rule and span.
    """
    first = since or rules.since or _first_day(events_by_kind, until)
    if until < first:
        raise ValueError(f"the last day, {until}, comes before the first, {first}")
    days = {
        kind: _days(events_by_kind.get(kind, ()), first, until, known_by)
        for kind in {kind for rule in rules.rules for kind in (*rule.on, *_absent(rule))}
    }
    applied: dict[str, list[_Applied]] = {variable.id: [] for variable in variables}
    for number, rule in enumerate(rules.rules):
        for day, known, event in _applications(rule, days, first.toordinal(), until.toordinal()):
            ends = math.inf if rule.lasts is None else day + rule.lasts
            for name, level in rule.sets.items():
                applied[name].append(_Applied(day, number, level, ends, known, event))
    spans = {}
    for variable in variables:
        start = _Applied(first.toordinal(), -1, rules.start.get(variable.id, 0), math.inf, first.toordinal(), None)
        in_order = sorted(applied[variable.id], key=lambda a: (a.day, a.rule))
        spans[variable.id] = _spans([start, *in_order], until)
    return History(first, until, spans)


def _first_day(events_by_kind: Mapping[str, Sequence[Event]], until: datetime.date) -> datetime.date:
    return min((event.day for events in events_by_kind.values() for event in events), default=until)


def _absent(rule: Rule) -> tuple[str, ...]:
    return () if rule.without is None else (rule.without,)


def _days(
    events: Iterable[Event], first: datetime.date, until: datetime.date, known_by: datetime.date | None
) -> dict[int, Event]:
    """Return the days of events as ordinals, in order, each with the event of that day that was known first."""
    found: dict[int, Event] = {}
    for event in events:
        if first <= event.day <= until and (known_by is None or event.known_on <= known_by):
            day = event.day.toordinal()
            if day not in found or event.known_on < found[day].known_on:
                found[day] = event
    return dict(sorted(found.items()))


def _applications(
    rule: Rule, days: Mapping[str, Mapping[int, Event]], first: int, until: int
) -> Iterator[tuple[int, int, Event | None]]:
    """Yield the days on which a rule applies, from when each was known, and the event behind it."""
    if rule.without is None:
        merged: dict[int, Event] = {}
        for kind in rule.on:
            for day, found in days[kind].items():
                if day not in merged or found.known_on < merged[day].known_on:
                    merged[day] = found
        for day, first_known in merged.items():
            yield day, max(day, first_known.known_on.toordinal()), first_known
        return
    there = days[rule.without]
    marks: list[tuple[int, Event | None]] = [*there.items()]
    if not there or next(iter(there)) > first:
        marks.insert(0, (first, None))
    ends = [day for day, _ in marks[1:]] + [until + 1]
    for (day, event), end in zip(marks, ends, strict=True):
        applies = day + rule.after
        if applies < end:
            yield applies, applies if event is None else max(applies, event.known_on.toordinal()), event


def _spans(applied: Sequence[_Applied], until: datetime.date) -> tuple[Span, ...]:
    """Return the spans of one option, given the rules that applied to it in order, the start first.

    The stack has, from its top, the rule in force and what shows again once it has run out: every rule below ends
    later than the one above it.
    """
    last = until.toordinal()
    shown: list[tuple[int, _Applied]] = []
    stack: list[_Applied] = []
    for position, application in enumerate(applied):
        while stack and stack[-1].ends <= application.ends:
            stack.pop()
        stack.append(application)
        following = applied[position + 1].day if position + 1 < len(applied) else last + 1
        day = application.day
        while day < following:
            top = stack[-1]
            if top.ends <= day:
                stack.pop()
                continue
            if not shown or shown[-1][1].level != top.level:
                shown.append((day, top))
            day = following if top.ends >= following else int(top.ends)
    ends = [day - 1 for day, _ in shown[1:]] + [last]
    return tuple(_span(day, end, found) for (day, found), end in zip(shown, ends, strict=True))


def _span(day: int, end: int, found: _Applied) -> Span:
    """Return a span in which a rule's level showed; it was known once it had begun and its event was known."""
    date = datetime.date.fromordinal
    known = date(max(day, found.known))
    return Span(found.level, date(day), date(end), known, found.rule if found.rule >= 0 else None, found.event)
