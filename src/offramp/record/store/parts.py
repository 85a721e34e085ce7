"""A file in parts that can be read apart: looked through first, then read and packed part by part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from offramp.record.events.cutting import by_tabs, lines, opened
from offramp.record.events.event import Event, Refused
from offramp.record.events.heading import columns_of
from offramp.record.events.layout import Layout
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.reader import Reader
from offramp.record.events.rows import rows
from offramp.record.store.packing import pack
from offramp.record.store.same import Same

PART = 50_000
"""How many lines, or rows, are read and written at once."""
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is before it is read.

    Attributes
    ----------
    digest : str
        SHA-256 of its bytes.
    size, changed : int
        Its length, and when it was last written to, in nanoseconds.
    lines : int
        How many lines it has, unpacked.
    marks : tuple of int
        The place of the first byte of every :data:`PART`-th line after the first `start` lines; none for an archive.
    start : int
        From which line on it is to be read.
    """

    digest: str
    size: int
    changed: int
    lines: int
    marks: tuple[int, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a file.

    Attributes
    ----------
    path, layout, name : Path, str and str
        The file, the name of its layout, and what events call it.
    start, stop : int
        Lines before it, and the last line in it.
    offset : int or None
        The place of its first byte; None for a file that is read whole.
    """

    path: Path
    layout: str
    name: str
    start: int
    stop: int
    offset: int | None


@dataclass(frozen=True, slots=True)
class Packed:
    """What a part gives: Arrow tables of events and of refused rows, and how many lines of the file are then done."""

    events: Any
    refused: Any
    lines: int


def look(path: Path, start: int = 0) -> Look:
    """Look a file through: whether it is the same as before, how long it is, and where its parts begin.

    Cost: one pass over its bytes; two for an archive.
    """
    before = path.stat()
    digest, count, marks, place = hashlib.sha256(), 0, [], 0
    ends = b"\n"
    with path.open("rb") as stream:
        packed = stream.peek(4)[:4] == b"PK\x03\x04"
        while block := stream.read(BLOCK):
            digest.update(block)
            if not packed:
                marks += [place + at for at in _begins(block, count, start)]
                count += block.count(b"\n")
                ends = block[-1:]
            place += len(block)
    if packed:
        with opened(path) as stream:
            count = sum(block.count(b"\n") for block in iter(lambda: stream.read(BLOCK), b""))
    elif ends != b"\n":
        count += 1
    marks = marks if start else [0, *marks]
    return Look(digest.hexdigest(), before.st_size, before.st_mtime_ns, count, () if packed else tuple(marks), start)


def _begins(block: bytes, count: int, start: int) -> Iterator[int]:
    """Return where in a block the parts begin; `count` lines ended before it, and parts begin after `start` lines."""
    ended = block.count(b"\n")
    first = start + PART * max(0, -((start - count - 1) // PART))
    at, seen = 0, count
    for wanted in range(first, count + ended + 1, PART):
        for _ in range(wanted - seen):
            at = block.index(b"\n", at) + 1
        seen = wanted
        yield at


def unchanged(path: Path, seen: Look) -> bool:
    """Say whether a file is as it was when it was looked through, by its length and time."""
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) == (seen.size, seen.changed)


def by_lines(layout: Layout, seen: Look) -> bool:
    """Say whether every row of a file is one line, so that it can be read from any line on."""
    return layout.cut is by_tabs and bool(seen.marks)


def parts(path: Path, layout: Layout, name: str, seen: Look) -> Iterator[Part]:
    """Return the parts of a file whose rows are lines."""
    for place, offset in enumerate(seen.marks):
        first = seen.start + place * PART
        yield Part(path, layout.name, name, first, min(first + PART, seen.lines), offset)


def read_part(part: Part) -> Packed:
    """Read a part, and pack what it holds."""
    layout = LAYOUTS[part.layout]
    found = list(_rows_of(part, layout))
    return Packed(*pack(found, Same(layout)), part.stop)


def _rows_of(part: Part, layout: Layout) -> Iterator[Event | Refused]:
    if part.offset is None:
        yield from rows(part.path, layout, name=part.name, start=part.start)
        return
    with opened(part.path) as stream:
        first = next(layout.cut(lines(stream)), None)
        if first is None:
            return
        columns, is_header = columns_of(layout, first)
        stream.seek(part.offset)
        source = layout.cut(lines(stream, part.start))
        if is_header and part.start < first[0]:
            next(source, None)
        source = takewhile(lambda row: row[0] <= part.stop, source)
        yield from Reader(part.path, layout, name=part.name).read(source, columns)


def read_through(path: Path, layout: Layout, name: str, seen: Look) -> Iterator[Packed]:
    """Read a file from `start` on in one go, and pack it in parts of about :data:`PART` rows.

    A part ends before a row that begins a line, so that the next can begin there.
    """
    same, reader = Same(layout), Reader(path, layout, name=name, start=seen.start)
    found: list[Event | Refused] = []
    last = 0
    for row in reader:
        if len(found) >= PART and row.line > last:
            yield Packed(*pack(found, same), row.line - 1)
            found.clear()
        found.append(row)
        last = row.line + reader.text.count("\n")
    yield Packed(*pack(found, same), seen.lines)
