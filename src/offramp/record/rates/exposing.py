"""Which days lie beside something: entries of the calendar, events of a kind, levels at which things stand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import Expression, holds
from offramp.record.calendar import known_by
from offramp.record.levels import History
from offramp.record.opening import Opened

Bools = NDArray[np.bool_]
Span = tuple[datetime.date, datetime.date]


def marked(since: datetime.date, until: datetime.date, spans: Iterable[Span]) -> Bools:
    """Return, day by day, whether a day lies in one of some spans, both ends included; where they overlap, once."""
    found = np.zeros(max((until - since).days + 1, 0), dtype=bool)
    for first, last in spans:
        found[max((first - since).days, 0) : max((last - since).days + 1, 0)] = True
    return found


def beside(opened: Opened, name: str, days: int, day: datetime.date, span: Span) -> Bools:
    """Return which days of a span lie beside a kind of events, or of entries of the calendar, as known on a day.

    A kind of events has the days of its events and some days after each; a kind of entries the days from start to
    end of those that were held.
    """
    if name in opened.rules.kinds:
        after = datetime.timedelta(days=days)
        return marked(*span, ((e.day, e.day + after) for e in opened.kinds[name] if e.known_on <= day))
    return marked(*span, ((e.start, e.end) for e in known_by(opened.calendar, day) if e.kind == name and e.held))


def while_(condition: Expression, levels: History, span: Span) -> Bools:
    """Return on which days of a span a condition on levels holds."""
    days = (span[1] - span[0]).days + 1
    columns = {}
    for name, spans in levels.spans.items():
        column = np.zeros(days, dtype=np.uint8)
        for own in spans:
            column[max((own.since - span[0]).days, 0) : max((own.until - span[0]).days + 1, 0)] = own.level
        columns[name] = column
    return holds(condition, columns)
