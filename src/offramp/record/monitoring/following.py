"""Following clauses through a record, as it is now known; and where late news changed what was held before."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import variables_of
from offramp.case.recorded import RecordRules, Rule
from offramp.record.events.cells import known_after
from offramp.record.events.event import Event
from offramp.record.levels import History, span_on
from offramp.record.monitoring.days import ONE_DAY
from offramp.record.monitoring.monitor import Happening, Monitor, State
from offramp.record.opening import Opened
from offramp.record.standing import levels_by
from offramp.study.results.monitoring import Verdict

_Key: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """A verdict that late news changed.

    Attributes
    ----------
    clause : int
        The position of the clause.
    on : date
        From when the news was known.
    event : Event
        The news: of what was first known then, the last event up to the day that concerns the clause.
    day : date
        The first day whose verdict it changed.
    before, after : str
        The verdict for that day without the news, as the record was known on `on`, and with it.
    """

    clause: int
    on: datetime.date
    event: Event
    day: datetime.date
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Followed:
    """Clauses through a record.

    Attributes
    ----------
    states : tuple of State
        How all clauses stand at the end of each day, from the first day of the record to the last one asked for.
    levels : History
        The levels.
    changes : tuple of Changed
        Verdicts that late news changed, in the order in which it came.
    """

    states: tuple[State, ...]
    levels: History
    changes: tuple[Changed, ...]


def follow(
    monitor: Monitor, opened: Opened, until: datetime.date, report: Callable[[int, int], None] = lambda *_: None
) -> Followed:
    """Follow clauses through a record: the same step, day by day.

    Parameters
    ----------
    monitor : Monitor
        The clauses.
    opened : Opened
        The case and its record.
    until : date
        The last day. What was known only after it is not used.
    report : callable
        Told of days done, and of how many.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E104 if a clock cannot follow its calendar.

    Notes
    -----
    The states told are those of the record as known on the last day. Verdicts that late news changed are found by going
    on with what was known before it to the day before it came, and then again, from the day of the event on, with it.
    So the time grows with the number of days and with the sum of the delays with which news came. That an entry of the
    calendar was known late is not looked at.
    """
    known = _Known(monitor, opened, until)
    run = _Run(monitor, known)
    since, days = opened.since, (until - opened.since).days + 1
    changes: list[Changed] = []
    for (on, overdue), group in groupby(sorted(known.late, key=_when), key=_when):
        news = list(group)
        first = min(event.day for event in news)
        if run.settled(first):
            known.learn(news)
            continue
        if not overdue:
            known.learn(news)
            run.forget(first)
            continue
        before = run.verdicts(first, on - ONE_DAY)
        known.learn(news)
        run.forget(first)
        now = run.verdicts(first, on - ONE_DAY)
        changes += _changes(monitor.clauses, known, on, news, first, before, now)
        report((on - since).days, days)
    run.verdicts(since, until)
    report(days, days)
    return Followed(tuple(run.states), known.levels, tuple(changes))


class _Known:
    """The record as known at some point: what happened on each day, and the levels."""

    def __init__(self, monitor: Monitor, opened: Opened, until: datetime.date) -> None:
        self.opened, self.since, self.until = opened, opened.since, until
        self.moving = [_moving(clause, opened.rules) for clause in monitor.clauses]
        named = {kind for clause in monitor.clauses for kind in kinds_of(clause)}
        needed = named.union(*(kinds_behind(rule) for rule in opened.rules.rules))
        self.events: dict[str, list[Event]] = {kind: [] for kind in sorted(needed)}
        self.derived: History | None = None
        self.on_day: dict[datetime.date, list[Event]] = {}
        self.kinds: dict[_Key, frozenset[str]] = {}
        for kind in self.events:
            for event in opened.kinds.get(kind, ()):
                if self.since <= event.day <= until and event.known_on <= until:
                    self.kinds[_key(event)] = self.kinds.get(_key(event), frozenset()) | {kind}
        there = [event for event in opened.record.events if _key(event) in self.kinds]
        self.position = {_key(event): place for place, event in enumerate(there)}
        matter = named.union(*self.moving)
        self.late = [e for e in there if e.known_on > e.day and not self.kinds[_key(e)].isdisjoint(matter)]
        late = {_key(event) for event in self.late}
        self.learn([event for event in there if _key(event) not in late])

    def learn(self, news: Sequence[Event]) -> None:
        """Add events to what is known."""
        for event in news:
            for kind in self.kinds[_key(event)]:
                self.events[kind].append(event)
            self.on_day.setdefault(event.day, []).append(event)
        for day in {event.day for event in news}:
            self.on_day[day].sort(key=lambda event: self.position[_key(event)])
        if any(not self.kinds[_key(event)].isdisjoint(kinds) for event in news for kinds in self.moving):
            self.derived = None

    def happenings(self, day: datetime.date) -> tuple[Happening, ...]:
        """Return the events of a day, in the order of the record."""
        events = self.on_day.get(day, ())
        return tuple(Happening(event, self.kinds[_key(event)]) for event in events)

    @property
    def levels(self) -> History:
        """The levels by what is known; derived anew once something is learned that changes them."""
        if self.derived is None:
            known = {kind: tuple(events) for kind, events in self.events.items()}
            self.derived = levels_by(replace(self.opened, kinds=known), self.until)
        return self.derived


class _Run:
    """States of a monitor, day by day, as far as they have been asked for."""

    def __init__(self, monitor: Monitor, known: _Known) -> None:
        self.monitor, self.known = monitor, known
        self.states: list[State] = []

    def forget(self, day: datetime.date) -> None:
        """Forget the states from a day on."""
        del self.states[max((day - self.known.since).days, 0) :]

    def settled(self, day: datetime.date) -> bool:
        """Tell whether all clauses are known to be decided before a day."""
        place = min((day - self.known.since).days, len(self.states)) - 1
        return place >= 0 and all(course.final for course in self.states[place].courses)

    def verdicts(self, first: datetime.date, last: datetime.date) -> list[tuple[Verdict, ...]]:
        """Return the verdicts of all clauses on some days."""
        begin = self.known.since + len(self.states) * ONE_DAY
        for day, where in levels_from(self.known.levels, begin, last):
            before = self.states[-1] if self.states else self.monitor.begin()
            self.states.append(self.monitor.step(before, day, self.known.happenings(day), where))
        start, stop = ((day - self.known.since).days for day in (first, last))
        return [tuple(course.verdict for course in state.courses) for state in self.states[start : stop + 1]]


def levels_from(
    levels: History, first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, tuple[int, ...]]]:
    """Yield each day from a first to a last one, with the level of every option and clock."""
    day = first
    while day <= last:
        where = levels.on(day)
        stop = min((span_on(spans, day).until for spans in levels.spans.values()), default=last)
        while day <= min(stop, last):
            yield day, where
            day += ONE_DAY


def kinds_of(clause: Commitment) -> set[str]:
    """Return the kinds of events that a clause names."""
    named = [what.kinds for what in (clause.starts_on, clause.until, clause.unless) if isinstance(what, Happens)]
    return set().union(clause.does, clause.forbids, clause.excluding, clause.unclear, *named)


def variables_read(clause: Commitment) -> set[str]:
    """Return the options and clocks that a clause speaks of."""
    conditions = (clause.keeps, clause.given, clause.until, clause.unless)
    return set().union(*(variables_of(c) for c in conditions if c is not None and not isinstance(c, Happens)))


def _moving(clause: Commitment, rules: RecordRules) -> set[str]:
    """Return the kinds of events that change what a clause speaks of."""
    read = variables_read(clause)
    return {kind for rule in rules.rules if read & set(rule.sets) for kind in kinds_behind(rule)}


def kinds_behind(rule: Rule) -> set[str]:
    """Return the kinds of events that a rule waits for."""
    return {*rule.on} | ({rule.without} if rule.without is not None else set())


def _when(event: Event) -> tuple[datetime.date, bool]:
    """Return from when an event was known, and whether that is later than is taken for granted if nobody says."""
    return event.known_on, event.known_on > known_after(event.day, event.precision)


def _key(event: Event) -> _Key:
    return event.file, event.line


def _changes(
    clauses: Sequence[Commitment],
    known: _Known,
    on: datetime.date,
    news: Sequence[Event],
    first: datetime.date,
    before: Sequence[tuple[Verdict, ...]],
    now: Sequence[tuple[Verdict, ...]],
) -> Iterator[Changed]:
    """Yield, for every clause, the first day whose verdict is no longer what it was, and the news behind it."""
    for number, clause in enumerate(clauses):
        pairs = zip(before, now, strict=True)
        changed = next((k for k, (was, is_now) in enumerate(pairs) if was[number] != is_now[number]), None)
        if changed is None:
            continue
        day = first + changed * ONE_DAY
        own = kinds_of(clause) | known.moving[number]
        early = [event for event in news if event.day <= day]
        concerned = [event for event in early if known.kinds[_key(event)] & own] or early
        event = max(concerned, key=lambda e: (e.day, known.position[_key(e)]))
        yield Changed(number, on, event, day, before[changed][number], now[changed][number])
