"""Which layout a file has, from its first lines."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.events.cutting import Line, bare, lines, opened
from offramp.record.events.event import Event
from offramp.record.events.heading import columns_of, is_header, names_of
from offramp.record.events.layout import Layout
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.own import OWN
from offramp.record.events.reader import Reader

MOST_LINES = 200
MOST_CHARACTERS = 1_000_000
"""How much of a file is looked at to tell its layout."""
OWN_COLUMNS = "id, date, actor, target, category"
OWN_NAMES = frozenset(OWN.columns)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def detect(path: Path) -> Layout:
    """Return the layout of a file.

    Of the layouts whose header the file has, or which read at least half of its first rows, it is the one that reads
    most of them; of several, the one that needs the most columns.

    Raises
    ------
    CaseError
        E090 if there is none, with what is amiss if it is nearly the own; E093 for an archive that cannot be read.
    """
    with opened(path) as stream:
        head = list(_head(lines(stream)))
    found = [(*fit, name) for name, layout in LAYOUTS.items() if (fit := _fit(layout, head))]
    if found:
        return LAYOUTS[max(found)[-1]]
    hint = f"name it with --layout, one of {', '.join(LAYOUTS)}; or write a table with the columns {OWN_COLUMNS}"
    if nearly := _nearly(head):
        hint = f"{nearly}\n{hint}"
    raise CaseError([Mistake("E090", "its first lines fit no layout of events", str(path), hint=hint)])


def _nearly(head: list[Line]) -> str | None:
    """Return what keeps a table from offramp's own layout, if it nearly is one: a separator, or columns."""
    if not head:
        return None
    first = head[0][1]
    found = {mark: names_of([bare(cell.strip()) for cell in first.split(mark)]) for mark in (",", *SEPARATORS)}
    separator = max(found, key=lambda mark: len(OWN_NAMES.intersection(found[mark])))
    names = found[separator]
    known = OWN_NAMES.intersection(names)
    if separator != "," and is_header(OWN, names):
        return f"its columns are those of offramp's own layout, cut by {SEPARATORS[separator]}: put commas instead"
    if len(known) < 2 or 2 * len(known) < len(names):
        return None
    rest = [name for name in names if name not in OWN_NAMES]
    lacking = [_lacking(name, rest) for name in OWN.needs if name not in names]
    lacking += [f'has the column "{name}" twice' for name in OWN.needs if names.count(name) > 1]
    cut = "" if separator == "," else f", and is cut by {SEPARATORS[separator]} instead of commas"
    return f"it is nearly a table of offramp's own layout, but {' and '.join(lacking)}{cut}" if lacking else None


def _lacking(name: str, rest: Collection[str]) -> str:
    near = difflib.get_close_matches(name, rest, n=1)
    return f'has no column "{name}"' + (f', perhaps called "{near[0]}" there' if near else "")


def _head(source: Iterator[Line]) -> Iterator[Line]:
    """Return the first lines, as far as they are looked at."""
    size = 0
    for count, line in enumerate(source):
        size += len(line[1])
        if count >= MOST_LINES or size > MOST_CHARACTERS:
            return
        yield line


def _fit(layout: Layout, head: list[Line]) -> tuple[int, int] | None:
    """Return how many of the first rows a layout reads, and how many columns it needs; None if it does not fit."""
    source = layout.cut(iter(head))
    first = next(source, None)
    if first is None:
        return None
    columns, named = columns_of(layout, first)
    if columns is None:
        return None
    source = source if named else chain((first,), source)
    read = [isinstance(row, Event) for row in Reader(Path(), layout).read(source, columns)]
    return (sum(read), len(layout.needs)) if named or 2 * sum(read) >= len(read) else None
