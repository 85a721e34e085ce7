"""Rows that are one event, merged and counted."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from offramp.record.events.cells import name_of
from offramp.record.events.event import Confidence, Event, Refused
from offramp.record.events.layout import Layout
from offramp.record.events.reader import MOST_SHOWN

SURENESS: dict[Confidence | None, int] = {None: 0, "low": 1, "medium": 2, "high": 3}

_CONTENT = attrgetter(
    *("day", "precision", "actor", "target", "category", "mode", "code", "quad", "score", "scale", "says"),
    *("source", "url"),
)


class Merger:
    """Takes rows one by one, and merges those that are one event.

    Which are is said by the layout (:class:`offramp.record.events.layout.Layout`). The merged event keeps what its
    first row says, the earliest day from which any of them was known, and the highest confidence; it counts the rows.
    Rows of different layouts are never merged.

    Attributes
    ----------
    events : list of Event
        In the order of their first rows.
    refused : list of Refused
        Rows that could not be read, and rows whose id stands already with other content.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refused: list[Refused] = []
        self._places: dict[Hashable, int] = {}

    def add(self, row: Event | Refused, layout: Layout, text: str) -> None:
        """Take a row; `text` is how it is written."""
        if isinstance(row, Refused):
            self.refused.append(row)
            return
        key = key_of(row, layout)
        place = self._places.get(key) if key is not None else None
        if place is None:
            if key is not None:
                self._places[key] = len(self.events)
            self.events.append(row)
            return
        first = self.events[place]
        if layout.merge == "id" and not made_up(row) and content(first) != content(row):
            where = f"line {first.line}" if first.file == row.file else f"line {first.line} of {first.file}"
            why = f'the id "{row.id}" stands already on {where} with other content; give each event an id of its own'
            self.refused.append(Refused(row.file, row.line, why, text[:MOST_SHOWN]))
            return
        self.events[place] = merged(first, row)


def key_of(event: Event, layout: Layout) -> Hashable:
    """Return what two rows share if they are one event; None if the row stands for itself."""
    if layout.merge == "never":
        return None
    if layout.merge == "id" and not made_up(event):
        return layout.name, event.id
    if layout.merge == "coding" and event.actor and event.target:
        sides = event.actor, event.target
        if event.code in layout.two_sided:
            sides = min(sides), max(sides)
        return layout.name, event.day, event.precision, sides, event.code or (event.category, event.mode)
    return layout.name, content(event)


def made_up(event: Event) -> bool:
    """Tell whether an event has no name in its source."""
    return event.id.endswith(str(event.line)) and event.id == name_of(event.file, event.line)


def content(event: Event) -> tuple[Any, ...]:
    """Return what an event says: all but a made-up name, where it stands, from when it is known and how surely."""
    return "" if made_up(event) else event.id, *_CONTENT(event)


def merged(first: Event, other: Event) -> Event:
    """Return two rows as one event."""
    surest = max(first.confidence, other.confidence, key=SURENESS.__getitem__)
    known = min(first.known_on, other.known_on)
    return replace(first, known_on=known, confidence=surest, rows=first.rows + other.rows)
