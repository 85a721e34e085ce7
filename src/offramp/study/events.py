"""The events of a case, or of a file, counted."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from offramp import __version__
from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.case.recorded import Kind
from offramp.record.events.event import Event, Record, Refused
from offramp.record.events.layout import Layout
from offramp.record.events.reading import Progress, read, silent
from offramp.record.events.writing import LENGTHS
from offramp.record.kinds import of_kind, telling
from offramp.record.opening import Opened
from offramp.study.recounting import kind_count, record_provenance
from offramp.study.results.recording import EventLine, EventsResult, RecordProvenance, RefusedRow

METHOD = "Events are counted as the sources code them; a day with several of a kind counts once for it."


@dataclass(frozen=True, slots=True)
class Gathered:
    """Events that are asked for, and where they come from.

    Attributes
    ----------
    record : Record
        All that was read.
    refused : tuple of Refused
        Rows that could not be read; of a case, those of all files of its record.
    events : tuple of Event
        Those between `since` and `until` that were known by the day, of the kind asked for.
    kinds : mapping of str to Kind
        All kinds of the case, for they rest on one another; empty for a file.
    counted : tuple of str
        The kinds to count.
    since, until : date
        The days counted.
    """

    record: Record
    refused: tuple[Refused, ...]
    events: tuple[Event, ...]
    kinds: Mapping[str, Kind]
    counted: tuple[str, ...]
    since: datetime.date
    until: datetime.date
    provenance: RecordProvenance


def gather_case(opened: Opened, day: datetime.date | None = None, kind: str | None = None) -> Gathered:
    """Return the events of a case: those known by a day, all if it is None; those of a kind, if one is named.

    Raises
    ------
    CaseError
        E021 for a kind that the case does not have, E102 for a day before its record begins.
    """
    rules, record = opened.rules, opened.record
    if kind is not None and kind not in rules.kinds:
        hint = nearest(kind, rules.kinds, what="kinds")
        raise CaseError([Mistake("E021", f'the case has no kind "{kind}"', opened.case.file, hint=hint)])
    day = _last(record, opened.until) if day is None else day
    until = _covered(day, opened.since, opened.until, opened.case.file)
    chosen = record.events if kind is None else opened.kinds[kind]
    counted = tuple(rules.kinds) if kind is None else (kind,)
    events = _between(chosen, opened.since, until, day)
    where = record_provenance(opened, day, METHOD)
    return Gathered(record, opened.refused, events, rules.kinds, counted, opened.since, until, where)


def gather_file(
    path: Path,
    layout: Layout | None = None,
    day: datetime.date | None = None,
    report: Progress = silent,
) -> Gathered:
    """Return the events of a file in any layout: those known by a day, all if it is None.

    Raises
    ------
    CaseError
        Those of :func:`offramp.record.events.reading.read`; E100 if no row could be read as an event, E102 for a day
        before the first.
    """
    record = read([path], layout=layout, report=report)
    if not record.events:
        said = record.refused[0] if record.refused else None
        hint = f"line {said.line}: {said.why}" if said else "the file has no rows"
        raise CaseError([Mistake("E100", "no row could be read as an event", str(path), hint=hint)])
    since, last = record.events[0].day, record.events[-1].day
    day = _last(record, last) if day is None else day
    until = _covered(day, since, last, str(path))
    where = RecordProvenance(
        case=path.name,
        file=str(path),
        digest=record.digest,
        version=__version__,
        as_of=day.isoformat(),
        files=record.files,
        record=record.digest,
        events=sum(event.known_on <= day for event in record.events),
        rows=record.rows,
        merged=sum(event.rows - 1 for event in record.events),
        refused=len(record.refused),
        method=METHOD,
    )
    return Gathered(record, record.refused, _between(record.events, since, until, day), {}, (), since, until, where)


def _last(record: Record, until: datetime.date) -> datetime.date:
    """Return a day by which all events of a record are known."""
    return max([until, *(event.known_on for event in record.events)])


def _covered(day: datetime.date, since: datetime.date, until: datetime.date, file: str) -> datetime.date:
    """Return the last day counted."""
    if day < since:
        message = f"the record begins on {since.isoformat()}, after {day.isoformat()}"
        raise CaseError([Mistake("E102", message, file, hint="ask for a later day")])
    return min(day, until)


def _between(
    events: tuple[Event, ...], since: datetime.date, until: datetime.date, day: datetime.date
) -> tuple[Event, ...]:
    return tuple(event for event in events if since <= event.day <= until and event.known_on <= day)


def told(gathered: Gathered) -> EventsResult:
    """Return events counted: by kind, by month, by actor and target, and one by one."""
    events, kinds, counted = gathered.events, gathered.kinds, gathered.counted
    found, names = of_kind(events, kinds), telling(kinds)
    months = {month: dict.fromkeys(counted, 0) for month in _months(gathered.since, gathered.until)}
    for name in counted:
        for day in {event.day for event in found[name]}:
            months[day.isoformat()[:7]][name] += 1
    pairs = Counter(f"{event.actor} > {event.target}" for event in events)
    return EventsResult(
        provenance=gathered.provenance,
        since=gathered.since.isoformat(),
        until=gathered.until.isoformat(),
        kinds=tuple(kind_count(kinds[name], found[name]) for name in counted),
        actors=dict(sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))),
        months=months,
        events=tuple(_line(event, tuple(n for n in names(event) if n in counted)) for event in events),
        refused=tuple(RefusedRow(row.file, row.line, row.why, row.row) for row in gathered.refused),
    )


def _months(since: datetime.date, until: datetime.date) -> list[str]:
    """Return the months from one day to another."""
    count = 12 * (until.year - since.year) + until.month - since.month + 1
    numbers = (12 * since.year + since.month - 1 + after for after in range(count))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _line(event: Event, kinds: tuple[str, ...]) -> EventLine:
    return EventLine(
        id=event.id,
        day=event.day.isoformat()[: LENGTHS[event.precision]],
        known_on=event.known_on.isoformat(),
        actor=event.actor,
        target=event.target,
        category=event.category,
        says=event.says,
        source=event.source,
        confidence=event.confidence,
        kinds=kinds,
        rows=event.rows,
    )
