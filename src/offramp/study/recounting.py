"""What every result about the record needs: where it comes from, and how often each kind of events happened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

from offramp import __version__
from offramp.case.recorded import Kind
from offramp.record.calendar import coming
from offramp.record.events.event import Event
from offramp.record.opening import Opened
from offramp.study.results.recording import Coming, KindCount, RecordProvenance

AHEAD = 365
"""How many days ahead the calendar is told."""


def record_provenance(opened: Opened, day: datetime.date, method: str) -> RecordProvenance:
    """Return where a result about the record comes from, as of a day."""
    record = opened.record
    return RecordProvenance(
        case=opened.case.id,
        file=opened.case.file,
        digest=opened.case.digest,
        version=__version__,
        as_of=day.isoformat(),
        files=opened.files,
        record=opened.digest,
        events=sum(event.known_on <= day for event in record.events),
        rows=record.rows,
        merged=sum(event.rows - 1 for event in record.events),
        refused=len(record.refused),
        method=method,
    )


def upcoming(opened: Opened, day: datetime.date) -> tuple[Coming, ...]:
    """Return what of the calendar has begun or is to come within `AHEAD` days, as known on a day, soonest first."""
    return tuple(
        Coming(e.id, e.name, e.kind, e.start.isoformat(), e.end.isoformat(), (e.start - day).days)
        for e in coming(opened.calendar, day, AHEAD)
    )


def kind_counts(opened: Opened, until: datetime.date) -> tuple[KindCount, ...]:
    """Return how often each kind of events happened from the first day of the record to a day, as known on that day."""
    found = []
    for name, kind in opened.rules.kinds.items():
        known = [e for e in opened.kinds[name] if e.known_on <= until and opened.since <= e.day <= until]
        found.append(kind_count(kind, known))
    return tuple(found)


def kind_count(kind: Kind, events: Sequence[Event]) -> KindCount:
    """Return how often a kind of events happened, given those events."""
    days = sorted({event.day for event in events})
    gaps = [(after - before).days for before, after in pairwise(days)]
    return KindCount(
        kind.id,
        kind.name,
        len(events),
        len(days),
        days[0].isoformat() if days else None,
        days[-1].isoformat() if days else None,
        max(gaps, default=None),
    )
