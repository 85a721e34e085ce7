"""What a rate is estimated from: on which days of the record something happened, and its regimes, cut at a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import MONTH_DAYS
from offramp.case.recorded import Estimate
from offramp.record.levels import History
from offramp.record.opening import Opened
from offramp.record.rates.exposing import Span, marked
from offramp.record.standing import levels_by

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]

WHOLE = "the whole record"
"""The name of the only regime of a rate that has none."""
ONE = datetime.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Stretch:
    """A regime as far as the record covers it.

    Attributes
    ----------
    name : str
        In words.
    since, until : date
        Its first day and its last, both covered.
    happened : (days,) bool array
        On which of its days something happened.
    """

    name: str
    since: datetime.date
    until: datetime.date
    happened: Bools

    @property
    def months(self) -> float:
        """How long it is."""
        return len(self.happened) / MONTH_DAYS

    @property
    def count(self) -> int:
        """On how many of its days something happened."""
        return int(self.happened.sum())

    def monthly(self) -> tuple[Longs, Longs]:
        """Return, for each whole calendar month in it, on how many days something happened, and the days it has."""
        counts, days = [], []
        for first, last in months_within(self.since, self.until):
            counts.append(int(self.happened[(first - self.since).days : (last - self.since).days + 1].sum()))
            days.append((last - first).days + 1)
        return np.array(counts, dtype=np.int64), np.array(days, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Watched:
    """What a rate is estimated from, as known on a day.

    Attributes
    ----------
    estimate : Estimate
        The rate.
    day : date
        The day.
    stretches : tuple of Stretch
        The regimes that had begun, as far as the record covers them; without those of which it covers no day.
    present : Stretch or None
        The one that had begun last; None if the record covers none of its days.
    vague : int
        Of the days, how many are only known to the month or year.
    levels : History or None
        The levels over time, if the rate or what it is compared beside depends on them.
    """

    estimate: Estimate
    day: datetime.date
    stretches: tuple[Stretch, ...]
    present: Stretch | None
    vague: int
    levels: History | None


def watched(opened: Opened, estimate: Estimate, day: datetime.date, *, compared: bool = True) -> Watched:
    """Return what a rate is estimated from, as known on a day.

    Parameters
    ----------
    opened : Opened
        A case and its record.
    estimate : Estimate
        The rate.
    day : date
        Only what was known by then counts.
    compared : bool
        Whether levels are needed for what the rate is compared beside, too.
    """
    until = covered_until(opened, day)
    levels = None
    if opened.since <= until and (estimate.changes is not None or (compared and estimate.while_)):
        levels = levels_by(opened, until if opened.rules.until is not None else day)
    if estimate.of is not None:
        events = [e for e in opened.kinds[estimate.of] if e.known_on <= day and opened.since <= e.day <= until]
        days = {e.day for e in events}
        vague = len(days - {e.day for e in events if e.precision == "day"})
    else:
        days, vague = _changes(opened, estimate, levels), 0
    happened = marked(opened.since, until, ((d, d) for d in days))
    regimes = _regimes(estimate, opened.since, until, day)
    found = [stretch for stretch in (_cut(*r, opened.since, until, happened) for r in regimes) if stretch is not None]
    present = _cut(*regimes[-1], opened.since, until, happened) if regimes else None
    return Watched(estimate, day, tuple(found), present, vague, levels)


def covered_until(opened: Opened, day: datetime.date) -> datetime.date:
    """Return the last day that a record covers, as known on a day.

    It is what the case says; else the day of the last event known by then, for those that came later were not there to
    show that the record went on.
    """
    if opened.rules.until is not None:
        return min(opened.until, day)
    known = (e.day for e in opened.record.events if e.known_on <= day and e.day <= day)
    return max(known, default=min(opened.since, day))


def _changes(opened: Opened, estimate: Estimate, levels: History | None) -> set[datetime.date]:
    """Return the days on which a level changed: of one option or clock, or of any option of an actor."""
    if levels is None:
        return set()
    actor = estimate.changes in opened.case.actor_ids
    names = [v.id for v in opened.case.variables if (v.actor if actor else v.id) == estimate.changes]
    return {span.since for name in names for span in levels.spans[name][1:]}


def _regimes(
    estimate: Estimate, since: datetime.date, until: datetime.date, day: datetime.date
) -> list[tuple[str, datetime.date, datetime.date]]:
    """Return the regimes that had begun by a day: name, first and last day."""
    if not estimate.regimes:
        return [(WHOLE, since, until)]
    return [(r.name, r.since or since, r.until or until) for r in estimate.regimes if r.since is None or r.since <= day]


def _cut(
    name: str,
    first: datetime.date,
    last: datetime.date,
    since: datetime.date,
    until: datetime.date,
    happened: Bools,
) -> Stretch | None:
    """Return what the record covers of a regime, None if nothing."""
    a, b = max(first, since), min(last, until)
    if a > b:
        return None
    own = happened[(a - since).days : (b - since).days + 1]
    return Stretch(name, a, b, own)


def span_of(stretch: Stretch) -> Span:
    """Return the first and the last day of a stretch."""
    return stretch.since, stretch.until


def months_within(since: datetime.date, until: datetime.date) -> Iterator[Span]:
    """Yield the first and the last day of every whole calendar month within a stretch of time."""
    first = since.replace(day=1)
    while first <= until:
        # the 32nd day from the first of a month lies in the next
        last = (first + 31 * ONE).replace(day=1) - ONE if first < datetime.date(9999, 12, 1) else datetime.date.max
        if since <= first and last <= until:
            yield first, last
        if last == datetime.date.max:
            return
        first = last + ONE
