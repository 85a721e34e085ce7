"""Events as a table in offramp's own layout."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from offramp.record.events.cells import guarded, printable
from offramp.record.events.event import Event
from offramp.record.events.own import COLUMNS

LENGTHS = {"day": 10, "month": 7, "year": 4}


def own_table(events: Iterable[Event]) -> str:
    """Return events as the text of a file in offramp's own layout, one a line.

    Read again, it gives the same events, but for these: line feeds and runs of white space have become single spaces;
    an id that stood already has a number after it; an event with a code has a quad class; and each event is one row.
    Text that a spreadsheet would run as a formula has an apostrophe before it, which is taken off when it is read.
    """
    return "".join(own_lines(events))


def own_lines(events: Iterable[Event]) -> Iterator[str]:
    """Return the lines of :func:`own_table`, the header first, each with the line feed at its end."""
    stream, seen = io.StringIO(), Counter[str]()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    yield stream.getvalue()
    for event in events:
        stream.seek(0)
        stream.truncate()
        table.writerow([_written(cell) for cell in _cells(event, _unique(event.id, seen))])
        yield stream.getvalue()


def _unique(name: str, seen: Counter[str]) -> str:
    """Return a name, with a number after it if it stood already."""
    given = name
    while seen[given]:
        seen[name] += 1
        given = f"{name}#{seen[name]}"
    seen[given] += 1
    return given


def _written(cell: object) -> object:
    """Return a cell as it is written: text on one line, and such that a spreadsheet does not run it."""
    return guarded(" ".join(printable(cell).split())) if isinstance(cell, str) else cell


def _cells(event: Event, name: str) -> list[object]:
    scored = "" if event.score is None else event.score
    return [
        *(name, event.day.isoformat()[: LENGTHS[event.precision]], event.precision, event.actor, event.target),
        *(event.category, event.code, scored if event.scale == "goldstein" else "", "", event.mode),
        *(scored if event.scale == "plover" else "", "" if event.quad is None else event.quad),
        *(event.says, event.source, event.url, "", event.confidence or "", "", "", event.known_on.isoformat()),
    ]
