"""Files of events read whole, into a record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.events.cutting import lines, opened, size_of
from offramp.record.events.detecting import OWN_COLUMNS, detect
from offramp.record.events.event import Record
from offramp.record.events.heading import amiss
from offramp.record.events.layout import Layout
from offramp.record.events.merging import Merger
from offramp.record.events.reader import Reader

MOST_BYTES = 200_000_000
MOST_ROWS = 2_000_000
"""How large the files of a record that are read whole may be together; unpacked, if they are archives."""
FEED = "`offramp feed` takes files of any size into a store, and gives a part of it as a file"
EVERY = 10_000
"""After how many rows progress is told."""

Progress: TypeAlias = Callable[[str, int, int], None]


def silent(_: str, __: int, ___: int) -> None:
    """Report nothing."""


def read(
    paths: Sequence[Path],
    *,
    layout: Layout | None = None,
    names: Sequence[str] | None = None,
    report: Progress = silent,
) -> Record:
    """Read files of events whole: every row becomes an event, is merged into one, or is refused.

    Parameters
    ----------
    paths : sequence of Path
        The files, or ZIP archives with one file each.
    layout : Layout, optional
        How all of them are laid out; found for each from its first lines if not given.
    names : sequence of str, optional
        How events name the files; by their own names if not given.
    report : callable
        Told of progress: what is done, how many bytes of how many.

    Returns
    -------
    Record
        Events by day, and rows refused; `rows` is the sum of the rows of the events and the rows refused.

    Raises
    ------
    CaseError
        E001 for a file that cannot be read; E090 if no layout is given and none fits; E091 for files too large; E092
        for a header that does not fit; E093 for an archive that cannot be read.

    Notes
    -----
    Some 100,000 rows a second, and some 500 bytes of memory for each event.
    """
    named = [path.name for path in paths] if names is None else list(names)
    merger, digest, count, size = Merger(), hashlib.sha256(), 0, 0
    for path, name in zip(paths, named, strict=True):
        try:
            size += size_of(path)
            if size > MOST_BYTES:
                raise _too_large(name, f"more than {MOST_BYTES:,} bytes of events")
            found = layout or detect(path)
            _check_header(path, name, found)
            count = _read_one(Reader(path, found, name=name), merger, count, report)
            with path.open("rb") as stream:
                for part in iter(lambda stream=stream: stream.read(1 << 20), b""):  # type: ignore[misc]
                    digest.update(part)
        except OSError as error:
            hint = "name a file of events that is there"
            message = f"the file cannot be read: {(error.strerror or 'it did not work').lower()}"
            raise CaseError([Mistake("E001", message, name, hint=hint)]) from None
    events = tuple(sorted(merger.events, key=lambda event: event.day))
    return Record(events, tuple(merger.refused), count, tuple(named), digest.hexdigest())


def _read_one(reader: Reader, merger: Merger, count: int, report: Progress) -> int:
    """Read a file, and return how many rows there are with those before it."""
    what, total = f"reading {reader.name}", size_of(reader.path)
    for row in reader:
        count += 1
        if count > MOST_ROWS:
            raise _too_large(reader.name, f"more than {MOST_ROWS:,} rows of events")
        merger.add(row, reader.layout, reader.text)
        if count % EVERY == 0 and reader.stream is not None:
            report(what, reader.stream.tell(), total)
    report(what, total, total)
    return count


def _too_large(name: str, what: str) -> CaseError:
    return CaseError([Mistake("E091", f"{what} are not read whole", name, hint=FEED)])


def _check_header(path: Path, name: str, layout: Layout) -> None:
    """Refuse a file whose header does not fit its layout.

    Raises
    ------
    CaseError
        E092 with what is wrong.
    """
    if layout.header != "first":
        return
    with opened(path) as stream:
        first = next(layout.cut(lines(stream)), None)
    wrong = "it is empty" if first is None else first[3] or amiss(layout, first[1])
    if wrong:
        needs = OWN_COLUMNS if layout.name == "own" else ", ".join(layout.needs)
        hint = f"the first line must name the columns, among them {needs}"
        line = 0 if first is None else first[0]
        message = f"the header does not fit the layout {layout.name}: {wrong}"
        raise CaseError([Mistake("E092", message, name, line, 1 if line else 0, hint=hint)])
