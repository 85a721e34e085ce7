"""Large feeds of events in a database."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp import __version__
from offramp.api.files import Day, day_of, write
from offramp.case import Mistake
from offramp.case.mistakes import CaseError, nearest

if TYPE_CHECKING:
    from offramp.record.store.database import Progress
    from offramp.record.store.reading import Report
    from offramp.record.store.selecting import Selection
    from offramp.study.results.feeds import (
        FeedCountResult,
        FeedFile,
        FeedReadResult,
        FeedRefusedResult,
        FeedTakeResult,
    )

METHOD = (
    "Rows are one event as their layout has it: for events that a machine coded, the same day, actor, target and code; "
    "else the same content. The first row stands."
)


def selection(
    *,
    actors: Sequence[str] = (),
    targets: Sequence[str] = (),
    categories: Sequence[str] = (),
    code: str = "",
    since: Day | None = None,
    until: Day | None = None,
    known_by: Day | None = None,
) -> Selection:
    """Say which events of a store are asked for; what is not given is not asked about.

    Parameters
    ----------
    actors, targets, categories : sequence of str
        Any of these, as the source codes them.
    code : str
        How the CAMEO code begins.
    since, until : date or str
        The first and the last day on which it happened.
    known_by : date or str
        The day by which it was publicly known.

    Raises
    ------
    CaseError
        E035 if a day is none.

    Examples
    --------
    >>> selection(actors=["PRK"], since="2017-07-01").since
    datetime.date(2017, 7, 1)
    """
    from offramp.record.store.selecting import Selection

    days = [None if day is None else day_of(day) for day in (since, until, known_by)]
    return Selection(tuple(actors), tuple(targets), tuple(categories), code, *days)


def read_feed(
    files: Sequence[str | Path],
    store: str | Path,
    *,
    layout: str | None = None,
    workers: int = 1,
    report: Report | None = None,
) -> FeedReadResult:
    """Read files of events into a store; the same call goes on where one that was stopped or killed left off.

    Parameters
    ----------
    files : sequence of str or Path
        In any layout that offramp knows, of any size.
    store : str or Path
        A file that DuckDB keeps, made if it is not there; or `postgresql://user@host/database`; or
        `spark:local?folder=PATH`, `spark://host:port?folder=PATH`.
    layout : str, optional
        The layout of all files; found for each from its first lines if not given.
    workers : int
        Over how many processes reading is spread, where every row is a line of its own. With more than one, a script
        must do its work under `if __name__ == "__main__"`.
    report : callable, optional
        Told of progress: what is counted, how many are done, and how many there are.

    Raises
    ------
    CaseError
        E090 or E093 for a file that cannot be read as events, E095 to E098 for a store or a file that is not what it
        was.

    Examples
    --------
    >>> import tempfile
    >>> from offramp.api import cases
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = read_feed([cases()["korea-2017"].parent / "events.csv"], f"{folder}/feed.duckdb")
    >>> found.files[0].layout, found.files[0].complete
    ('own', True)
    """
    from offramp.record.events.layouts import layout_of
    from offramp.record.store.store import Store
    from offramp.study.results.feeds import FeedReadResult

    used = None if layout is None else layout_of(layout)
    with Store(str(store), write=True) as there:
        before = {file.digest: file.events + file.refused for file in there.files()}
        paths = [Path(file) for file in files]
        found = there.ingest(paths, layout=used, workers=workers, report=report or _silent)
        known = sum(before.get(file.digest, 0) for file in found)
        return FeedReadResult(there.place, __version__, tuple(map(_told, found)), known)


def count_feed(
    store: str | Path, by: Sequence[str] = (), which: Selection | None = None, *, merge: bool = True
) -> FeedCountResult:
    """Count the events of a store.

    Parameters
    ----------
    store : str or Path
        See :func:`read_feed`.
    by : sequence of str
        Any of year, month, day, actor, target, category, code, quad.
    which : Selection, optional
        See :func:`selection`; all if not given.
    merge : bool
        Whether rows that tell of one event count once.

    Raises
    ------
    CaseError
        E021 for a name that events cannot be counted by, E095 if there is no such store, E099 if there are too many
        counts.

    Examples
    --------
    >>> import tempfile
    >>> from offramp.api import cases
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = read_feed([cases()["korea-2017"].parent / "events.csv"], f"{folder}/feed.duckdb")
    ...     found = count_feed(f"{folder}/feed.duckdb", ["actor"], selection(categories=["nuclear_test"]))
    >>> found.counts
    (FeedCount(values=('PRK',), events=3, rows=3),)
    """
    from offramp.record.store.selecting import BY, EVERYTHING
    from offramp.record.store.store import Store
    from offramp.study.results.feeds import FeedCount, FeedCountResult

    for name in by:
        if name not in BY:
            raise CaseError([Mistake("E021", f'events cannot be counted by "{name}"', "by", hint=nearest(name, BY))])
    names = tuple(dict.fromkeys(by))
    asked = which or EVERYTHING
    with Store(str(store)) as there:
        found = there.count(names, asked, merge=merge)
        counts = tuple(FeedCount(tuple(map(_shown, names, values)), events, rows) for values, events, rows in found)
        events, rows = (sum(getattr(line, name) for line in counts) for name in ("events", "rows"))
        return FeedCountResult(
            store=there.place,
            version=__version__,
            by=names,
            selection=_plain(asked),
            events=events,
            rows=rows,
            merged=rows - events if merge else 0,
            counts=counts if names else (),
            refused=there.refused(0)[0],
            files=tuple(map(_told, there.files())),
            method=METHOD if merge else "Every row stands for itself.",
        )


def take_feed(store: str | Path, to: str | Path, which: Selection | None = None) -> FeedTakeResult:
    """Write events of a store to a file in offramp's own layout, whole or not at all, so that a case can use them.

    Duplicates are merged.

    Parameters
    ----------
    store : str or Path
        See :func:`read_feed`.
    to : str or Path
        The file; one that is there is written over.
    which : Selection, optional
        See :func:`selection`; all if not given.

    Raises
    ------
    CaseError
        E095 if there is no such store, E099 if there are more than 2,000,000 events.

    Examples
    --------
    >>> import tempfile
    >>> from offramp.api import cases
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = read_feed([cases()["korea-2017"].parent / "events.csv"], f"{folder}/feed.duckdb")
    ...     found = take_feed(f"{folder}/feed.duckdb", f"{folder}/tests.csv", selection(categories=["nuclear_test"]))
    ...     lines = Path(folder, "tests.csv").read_text().splitlines()
    >>> found.events, lines[1].split(",")[:3]
    (3, ['K001', '2016-01-06', 'day'])
    """
    from offramp.record.store.selecting import EVERYTHING
    from offramp.record.store.store import Store
    from offramp.study.results.feeds import FeedTakeResult

    path, asked = Path(to), which or EVERYTHING
    with Store(str(store)) as there:
        events, rows, lines = there.take(asked)
        write(path, lines)
        return FeedTakeResult(there.place, __version__, _plain(asked), str(to), path.stat().st_size, events, rows)


def refused_rows(store: str | Path, limit: int = 100) -> FeedRefusedResult:
    """List rows that could not be read into a store, the first `limit` of them.

    Examples
    --------
    >>> import tempfile
    >>> text = "date,actor,category\\n2017-07-04,PRK,test\\n2017-02-30,PRK,test\\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "feed.csv").write_text(text)
    ...     _ = read_feed([f"{folder}/feed.csv"], f"{folder}/feed.duckdb")
    ...     found = refused_rows(f"{folder}/feed.duckdb")
    >>> found.refused, found.first[0].line, found.first[0].why
    (1, 3, '"2017-02-30" is no day of the calendar')
    """
    from offramp.record.store.store import Store
    from offramp.study.results.feeds import FeedRefusedResult
    from offramp.study.results.recording import RefusedRow

    with Store(str(store)) as there:
        total, first = there.refused(limit)
        return FeedRefusedResult(there.place, __version__, total, tuple(RefusedRow(**row) for row in first))


def _silent(_: str, __: int, ___: int) -> None:
    return None


def _told(file: Progress) -> FeedFile:
    from offramp.study.results.feeds import FeedFile

    return FeedFile(file.name, file.digest, file.layout, file.lines, file.events, file.refused, file.complete)


def _shown(name: str, value: Any) -> str:
    """Return a value as it is told: a month as 2017-07, nothing as empty text."""
    if value is None:
        return ""
    return f"{value // 100:04d}-{value % 100:02d}" if name == "month" else str(value)


def _plain(which: Selection) -> dict[str, str | tuple[str, ...]]:
    """Return what a selection asks for, as plain values."""
    given = {name: value for name, value in asdict(which).items() if value}
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in given.items()}
