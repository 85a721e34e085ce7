"""A file of events, read row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from offramp.record.events.cells import Unreadable, printable
from offramp.record.events.cutting import Row, lines, opened, skip
from offramp.record.events.event import Event, Refused
from offramp.record.events.heading import NO_HEADER, columns_of, fits
from offramp.record.events.layout import Layout

MOST_SHOWN = 2000
"""How many characters of a refused row are kept."""


class Reader:
    """Reads a file row by row; see :func:`offramp.record.events.rows.rows`.

    Attributes
    ----------
    text : str
        The text of the row returned last.
    stream : file or None
        What is being read.
    """

    def __init__(self, path: Path, layout: Layout, *, name: str | None = None, start: int = 0) -> None:
        self.path, self.layout, self.start = path, layout, start
        self.name = name if name is not None else path.name
        self.text = ""
        self.stream: IO[bytes] | None = None

    def __iter__(self) -> Iterator[Event | Refused]:
        with opened(self.path) as stream:
            self.stream = stream
            source = self.layout.cut(lines(stream))
            first = next(source, None)
            if first is None:
                return
            columns, is_header = columns_of(self.layout, first)
            if self.start == 0:
                yield from self.read(source if is_header else chain((first,), source), columns)
                return
        with opened(self.path) as stream:
            self.stream = stream
            skip(stream, self.start)
            source = self.layout.cut(lines(stream, self.start))
            if is_header and self.start < first[0]:
                next(source, None)
            yield from self.read(source, columns)

    def read(self, source: Iterable[Row], columns: tuple[str, ...] | None) -> Iterator[Event | Refused]:
        """Return rows as events or as refused, where the columns stand as given (None if they are not known).

        Cells are read as :func:`offramp.record.events.cells.printable` makes them. Records of JSON have no columns;
        their layout sees to that.
        """
        if columns is None:
            yield from self._nameless(source)
            return
        layout, name = self.layout, self.name
        read = layout.bind({column: place for place, column in enumerate(columns)}, name)
        width, least = len(columns), layout.least or len(columns)
        for number, cells, text, why in source:
            self.text = text
            if why is None and width and not text.replace("\t", "").isprintable():
                cells = [printable(cell) for cell in cells]
            if why is None and width and len(cells) != width:
                why, cells = fits(cells, width, least)
            if why is None:
                try:
                    yield read(cells, number)
                    continue
                except Unreadable as error:
                    why = str(error)
            yield Refused(name, number, why, text[:MOST_SHOWN])

    def _nameless(self, source: Iterable[Row]) -> Iterator[Refused]:
        """Refuse all rows of a file whose columns are not known."""
        for number, _, text, why in source:
            self.text = text
            missing = f"{NO_HEADER} {', '.join(self.layout.needs)}"
            yield Refused(self.name, number, why or missing, text[:MOST_SHOWN])
