"""Statements and events by hand."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

from offramp import api
from offramp.record.events.event import Event
from offramp.record.signals.reading import COLUMNS, read
from offramp.record.signals.statement import Statement

KOREA = api.find("korea-2017").with_name("signals.csv")


def day(written: str) -> datetime.date:
    return datetime.date.fromisoformat(written)


def korea(until: str = "2020-12-31") -> tuple[Statement, ...]:
    return tuple(statement for statement in read([KOREA]).statements if statement.known_on <= day(until))


def statement(id: str, when: str, *, actor: str = "ost", speaker: str = "", **more: Any) -> Statement:
    given = {"channel": "press", "form": "", "conditioned": "", "offers": (), "demands": (), "phrase": ""} | more
    return Statement(
        id=id,
        day=day(when),
        known_on=day(when),
        actor=actor,
        speaker=speaker,
        language="en",
        source="",
        url="",
        note="",
        confidence=None,
        file="by hand",
        line=1,
        **given,
    )


def event(id: str, when: str, *, actor: str = "OST", precision: Any = "day", quad: int | None = None) -> Event:
    return Event(
        id=id,
        day=day(when),
        precision=precision,
        actor=actor,
        target="",
        category="",
        mode="",
        code="",
        quad=quad,
        score=None,
        scale="",
        says=id,
        source="",
        url="",
        known_on=day(when),
        confidence=None,
        rows=1,
        file="by hand",
        line=1,
    )


def table(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


ROW = {
    "id": "a",
    "date": "2031-01-01",
    "actor": "ost",
    "speaker": "the minister",
    "channel": "press",
    "condition_form": "reject",
}
