"""Records made by hand, for rates."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np

from offramp.case.building import build
from offramp.case.model import Case
from offramp.case.reading import read_text
from offramp.record.calendar import Entry
from offramp.record.events.event import Event, Record
from offramp.record.opening import Opened

KOREA = Path(str(files("offramp") / "catalogue" / "korea-2017"))
D = datetime.date.fromisoformat
ONE = datetime.timedelta(days=1)

STANDOFF = """
case: standoff
title: A standoff
as_of: 2020-07-01
actors: {north: {name: North}, south: {}}
options: {north.tests: , north.talks: , south.drills: }
status_quo: {}
outcomes: {calm: not north.tests, war: north.tests and south.drills}
judge: {seek: calm, avoid: war}
preferences: {north: [not north.tests], south: [not south.drills]}
record:
  events: events.csv
  calendar: calendar.csv
  since: 2020-01-01
  until: 2021-12-31
  kinds: {test: {name: a test, mode: [t]}, drill: {mode: [d]}, rocket: {mode: [r]}}
  rules:
    - {on: test, set: {north.tests: yes}}
    - {without: test, after: 60 days, set: {north.tests: no}}
    - {on: drill, set: {south.drills: yes}, lasts: 20 days}
  rates:
RATES
"""


def standoff(rates: str, more: str = "") -> Case:
    """Return a small case with some rates of its record, and more text at its end."""
    lines = "\n".join("    " + line for line in rates.strip().splitlines())
    return build(read_text(STANDOFF.replace("RATES", lines) + more, "<text>"))[0]


def event(day: datetime.date, known_on: datetime.date | None = None, precision: str = "day") -> Event:
    """Return an event of which nothing matters but its day."""
    name = f"e-{day}"
    return Event(
        name,
        day,
        precision,
        "A",
        "B",
        "x",
        "",
        "",
        None,
        None,
        "",
        "it happens",
        "",
        "",
        known_on or day,
        None,
        1,
        "",
        1,
    )


def entry(start: datetime.date, end: datetime.date, kind: str = "exercise", *, held: bool = True) -> Entry:
    """Return an entry of a calendar, known a year before."""
    return Entry(f"{kind}-{start}", kind, kind, start, end, start - 365 * ONE, held, "", "")


def opened(
    case: Case,
    kinds: Mapping[str, Iterable[Event | datetime.date]],
    calendar: Iterable[Entry] = (),
    **span: datetime.date,
) -> Opened:
    """Return a case with a record: for each kind its events, or their days."""
    found = {
        name: tuple(e if isinstance(e, Event) else event(e) for e in kinds.get(name, ())) for name in case.record.kinds
    }
    record = Record(tuple(e for there in found.values() for e in there), (), 0, (), "")
    since, until = span.get("since", case.record.since), span.get("until", case.record.until)
    return Opened(case, case.record, record, (), tuple(calendar), (), found, since, until, (), "")


def days_of(path: Path, actor: str, categories: Iterable[str]) -> list[datetime.date]:
    """Return the days with an event of some categories, read naively from a file of events."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return sorted({D(r["date"]) for r in rows if r["actor"] == actor and r["category"] in set(categories)})


def between(days: Iterable[datetime.date], since: str, until: str) -> np.ndarray:
    """Return, day by day, whether a day is among some, both ends included."""
    first, last = D(since), D(until)
    found = np.zeros((last - first).days + 1, dtype=bool)
    for day in days:
        if first <= day <= last:
            found[(day - first).days] = True
    return found


def every_day_of(days: int, count: int, since: str = "2020-01-05") -> list[datetime.date]:
    """Return some days, each as many days after the one before."""
    return [D(since) + n * days * ONE for n in range(count)]
