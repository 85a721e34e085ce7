"""A store of events too many to be read whole: read files into it, count, select, take out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from offramp.record.events.event import Event
from offramp.record.events.layout import Layout
from offramp.record.events.writing import own_lines
from offramp.record.store.columns import OF_EVENTS, table
from offramp.record.store.database import Database, Progress, refused
from offramp.record.store.opening import connect
from offramp.record.store.reading import Report, ingest
from offramp.record.store.selecting import EVERYTHING, Selection, chosen, counted

AT_ONCE = 20_000
"""How many rows are fetched at once."""
MOST_TAKEN = 2_000_000
"""How many events may be taken out at once, as many as a case may have."""
MOST_COUNTS = 100_000
"""How many counts are given at once."""


class Store:
    """A store of events.

    Parameters
    ----------
    place : str
        See :func:`offramp.record.store.opening.connect`.
    write : bool
        Whether files are read into it.
    """

    def __init__(self, place: str, *, write: bool = False) -> None:
        self.database: Database = connect(place, write=write)
        self.place = self.database.place

    def __enter__(self) -> Store:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.database.close()

    def files(self) -> tuple[Progress, ...]:
        """Return how far each file has been read, in the order in which they were begun."""
        found = sorted(self._all(table("files")), key=lambda row: int(row["number"]))
        return tuple(Progress(**row) for row in found)

    def ingest(
        self, files: Sequence[Path], *, layout: Layout | None = None, workers: int = 1, report: Report
    ) -> tuple[Progress, ...]:
        """Read files into the store; see :func:`offramp.record.store.reading.ingest`."""
        return ingest(self.database, files, self.files(), layout=layout, workers=workers, report=report)

    def count(
        self, by: Sequence[str] = (), selection: Selection = EVERYTHING, *, merge: bool = True
    ) -> list[tuple[tuple[Any, ...], int, int]]:
        """Count events.

        Parameters
        ----------
        by : sequence of str
            Names of :data:`offramp.record.store.selecting.BY`.
        selection : Selection
            Which events are counted.
        merge : bool
            Whether rows that tell of one event count once.

        Returns
        -------
        list of (values, events, rows)
            In order of the values; what has no value comes first.

        Raises
        ------
        CaseError
            E099 if there are more than :data:`MOST_COUNTS`.
        """
        asked = counted(chosen(table("events"), selection, merge=merge), by).limit(MOST_COUNTS + 1)
        found = [(tuple(row[name] for name in by), row["events"], row["rows"]) for row in self._all(asked)]
        if len(found) > MOST_COUNTS:
            hint = "count by less, or of fewer events"
            raise refused("E099", f"there are more than {MOST_COUNTS:,} counts", self.place, hint)
        return sorted(found, key=lambda line: [(value is not None, value) for value in line[0]])

    def select(self, selection: Selection = EVERYTHING) -> Iterator[Event]:
        """Return events, merged, in order of day, then as they were read; fetched some at a time."""
        ordered = chosen(table("events"), selection).order_by("day", "seq").select(*OF_EVENTS)
        for row in self._all(ordered):
            yield Event(**row)

    def take(self, selection: Selection = EVERYTHING) -> tuple[int, int, Iterator[str]]:
        """Return how many events and rows there are, and the events as lines of offramp's own layout.

        Raises
        ------
        CaseError
            E099 if there are more than :data:`MOST_TAKEN`.
        """
        ((_, events, rows),) = self.count((), selection)
        if events > MOST_TAKEN:
            hint = "select fewer: by actor, target, category, code, or days"
            message = f"{events:,} events are more than a case may have, {MOST_TAKEN:,}"
            raise refused("E099", message, self.place, hint)
        return events, rows, own_lines(self.select(selection))

    def refused(self, limit: int) -> tuple[int, list[dict[str, Any]]]:
        """Return how many rows could not be read, and the first of them: file, line, why and row."""
        rows = table("refused")
        (total,) = self._all(rows.aggregate(rows=rows.count()))
        first = self._all(rows.order_by("seq").limit(limit).select("file", "line", "why", "row"))
        return int(total["rows"]), list(first)

    def _all(self, expression: Any) -> Iterator[dict[str, Any]]:
        for batch in self.database.rows(expression, AT_ONCE):
            yield from batch.to_pylist()
