"""Every row of a file, as an event or as refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from offramp.record.events.detecting import detect
from offramp.record.events.event import Event, Refused
from offramp.record.events.layout import Layout
from offramp.record.events.reader import Reader


def rows(
    path: Path, layout: Layout | None = None, *, name: str | None = None, start: int = 0
) -> Iterator[Event | Refused]:
    """Return every row of a file as an event or as refused, in order; nothing is merged.

    Parameters
    ----------
    path : Path
        The file, or a ZIP archive with one file in it.
    layout : Layout, optional
        How it is laid out; found from its first lines if not given.
    name : str, optional
        How events name the file; its own name if not given.
    start : int
        How many lines to leave out. To begin with the row at line n, which `Event.line` and `Refused.line` give, it
        is n - 1. The header is read all the same.

    Yields
    ------
    Event or Refused
        One for each row. Lines of white space and the header are no rows.

    Raises
    ------
    CaseError
        E090 if no layout is given and none fits; E093 for an archive that cannot be read. What stands in the file
        never raises anything.

    Notes
    -----
    Memory is bounded: one row at a time, of at most a megabyte.
    """
    return iter(Reader(path, layout or detect(path), name=name, start=start))
