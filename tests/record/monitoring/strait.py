"""A small case with a record and commitments, in hand or in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from offramp.case.building import load_text
from offramp.record.events.event import Event, Record
from offramp.record.kinds import of_kind
from offramp.record.opening import Opened
from record.monitoring.inventing import day

CASE = """\
case: strait
title: Will the island open the strait?
as_of: 2030-01-03
actors:
  main: {name: Mainland}
  isle: {name: Island}
options:
  main.patrols: {levels: [none, some, many]}
  isle.tests: {levels: [active, halted]}
preferences:
  main: [isle.tests == halted]
  isle: [main.patrols == none]
record:
  events: events.csv
  since: 2030-01-01
  kinds:
    launch: {category: launch}
    short: {category: short}
    flight: {category: flight}
    pledge: {category: pledge}
    visit: {category: visit}
  start: {main.patrols: some, isle.tests: halted}
  rules:
    - {on: launch, set: {isle.tests: active}, lasts: 5 days}
    - {on: flight, set: {main.patrols: many}, lasts: 4 days}
commitments:
  halt:
    by: isle
    forbids: launch
    unclear: short
    while: main.patrols <= some
    lasts: 20 days
  calm: {by: main, keeps: main.patrols <= some, within: 2 days, unless_broken: halt}
  talks: {by: main, does: visit, starts_on: pledge, within: 6 days}
  few: {by: main, forbids: flight, at_most: 1, every: 10 days, until: visit}
"""
"""Four clauses; the first is the only one that speaks both of events and of levels."""

HEADER = "id,date,actor,target,category,summary,known_on"


def happened(number: int, category: str, known: int | None = None, line: int = 0) -> Event:
    """Return an event, known from another day."""
    known_on = day(number if known is None else known)
    return Event(
        f"{category}{number}", day(number), "day", "ISL", "MAI", category, "", "", None, None, "", "", "", "",
        known_on, None, 1, "events.csv", line or number + 2,
    )  # fmt: skip


def opened(events: Iterable[Event], until: int = 30, text: str = CASE) -> Opened:
    """Return the case with some events as its record."""
    case, _ = load_text(text, "strait.yaml")
    assert case.record is not None
    ordered = tuple(sorted(events, key=lambda event: event.day))
    numbered = tuple(replace(event, line=line) for line, event in enumerate(ordered, start=2))
    record = Record(numbered, (), len(numbered), ("events.csv",), "0" * 64)
    kinds = of_kind(record.events, case.record.kinds)
    return Opened(case, case.record, record, (), (), (), kinds, day(0), day(until), ("events.csv",), "0" * 64)


def written(folder: Path, rows: str = "", text: str = CASE) -> Path:
    """Write the case and its record into a folder and return the case's file."""
    (folder / "strait.yaml").write_text(text, encoding="utf-8")
    (folder / "events.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    return folder / "strait.yaml"
