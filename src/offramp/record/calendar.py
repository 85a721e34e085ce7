"""The calendar: dated things to come or gone, such as exercises, anniversaries, elections."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offramp.record.events.cells import printable
from offramp.record.events.event import Refused

COLUMNS = ("id", "name", "kind", "start", "end", "every", "known_on", "held", "source", "note")
NEEDED = ("name", "kind", "start")
MOST_ROWS = 20_000
MOST_BYTES = 10_000_000
CUT = 2_000
"""How many characters of a refused row are kept."""

_HELD = {"": True, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with dates, as it was known from a day on; of entries with one id the one known latest counts.

    Attributes
    ----------
    id, name, kind : str
        Its name in the file, in words, and its kind, such as `large_exercise` or `anniversary`.
    start, end : date
        Its first and last day.
    known_on : date
        From when the dates were publicly known; for what comes every year, the first day of the year before.
    held : bool
        False if it was called off or put off; it then counts for nothing but is told.
    source, note : str
        Who says so, and what the file says of it.
    """

    id: str
    name: str
    kind: str
    start: datetime.date
    end: datetime.date
    known_on: datetime.date
    held: bool
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry as the file has it: its first time, and whether it comes again every year."""

    entry: Entry
    yearly: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar as its file has it.

    Attributes
    ----------
    planned : tuple of Planned
        In the order of the file.
    refused : tuple of Refused
        Rows that could not be read.
    """

    planned: tuple[Planned, ...]
    refused: tuple[Refused, ...]

    def entries(self, since: datetime.date, until: datetime.date) -> tuple[Entry, ...]:
        """Return all entries in order of start, end and file; what comes every year only where it overlaps a span."""
        found = [entry for planned in self.planned for entry in unrolled(planned, since, until)]
        return tuple(sorted(found, key=lambda entry: (entry.start, entry.end)))


def read_calendar(path: Path) -> Calendar:
    """Read a calendar from a CSV file.

    Its columns are those of `COLUMNS`, in any order; `NEEDED` must be there. `every` is empty or `year`; `held` is
    empty, `yes` or `no`; an empty `end` is the start. `known_on` is needed for what does not come every year, since
    otherwise nobody could say from when its dates count. A row with the id of another and a later `known_on` takes its
    place from that day on: the dates were changed, confirmed or called off.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.

    Returns
    -------
    Calendar
        Rows that could not be read are in `refused`, with line and reason.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is no such calendar; the text says why.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"a calendar may have at most {MOST_BYTES:,} bytes")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 text (byte {error.start})") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    found: list[Planned] = []
    refused: list[Refused] = []
    seen: set[tuple[str, datetime.date]] = set()
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise ValueError(f"its first line has no column {' and no column '.join(missing)}")
        end = reader.line_num
        for row in reader:
            line, end = end + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(found) + len(refused) >= MOST_ROWS:
                raise ValueError(f"a calendar may have at most {MOST_ROWS:,} rows")
            try:
                found.append(_planned(names, row, line, seen))
            except ValueError as error:
                refused.append(Refused(str(path), line, str(error), ",".join(row)[:CUT]))
    except csv.Error as error:
        raise ValueError(f"it is not CSV: {error}") from None
    return Calendar(tuple(found), tuple(refused))


def _planned(names: Sequence[str], row: Sequence[str], line: int, seen: set[tuple[str, datetime.date]]) -> Planned:
    """Return the entry that a row describes."""
    if len(row) > len(names):
        raise ValueError(f"the row has {len(row)} cells, the first line {len(names)}; quote cells with commas")
    cells = dict.fromkeys(COLUMNS, "")
    cells.update((name, printable(cell).strip()) for name, cell in zip(names, row, strict=False))
    name = cells["id"] or f"line-{line}"
    for needed in NEEDED:
        if not cells[needed]:
            raise ValueError(f"it has no {needed}")
    every, held = cells["every"].lower(), cells["held"].lower()
    if every not in ("", "year"):
        raise ValueError(f'every is "{cells["every"]}"; leave it empty or write year')
    if held not in _HELD:
        raise ValueError(f'held is "{cells["held"]}"; leave it empty or write yes or no')
    start = _day(cells["start"], "start")
    end = _day(cells["end"], "end") if cells["end"] else start
    if end < start:
        raise ValueError(f"it ends on {end}, before it starts")
    if every and (end - start).days >= 365:
        raise ValueError("it comes every year and lasts a year or more; leave `every` empty")
    if not cells["known_on"] and not every:
        raise ValueError("it has no known_on, the day from which its dates were publicly known")
    known = _day(cells["known_on"], "known_on") if cells["known_on"] else datetime.date.min
    if (name, known) in seen:
        raise ValueError(f'"{name}" stands twice with one known_on; give what is not the same thing an id of its own')
    seen.add((name, known))
    entry = Entry(name, cells["name"], cells["kind"], start, end, known, _HELD[held], cells["source"], cells["note"])
    return Planned(entry, bool(every))


def _day(written: str, name: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        raise ValueError(f'{name} is "{written[:40]}"; write a day such as 2017-08-21')
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{name} is {written}, and there is no such day") from None


def unrolled(planned: Planned, since: datetime.date, until: datetime.date) -> tuple[Entry, ...]:
    """Return the times at which an entry happens: all of them, or within a span of days if it comes every year.

    Parameters
    ----------
    planned : Planned
        The entry.
    since, until : date
        The first and the last day; of what comes every year, what overlaps them is returned.

    Returns
    -------
    tuple of Entry
        In order. What comes every year does so from its first year on, named by id and year, and was known from the
        first day of the year before, or from `known_on` if that is later. 29 February becomes the 28th.

    Notes
    -----
    Costs one step a year.
    """
    entry = planned.entry
    if not planned.yearly:
        return (entry,)
    length = entry.end - entry.start
    found = []
    for year in range(max(entry.start.year, since.year - 1), until.year + 1):
        start = _in_year(entry.start, year)
        if start > until or (datetime.date.max - start) < length or start + length < since:
            continue
        known = max(entry.known_on, datetime.date(max(year - 1, 1), 1, 1))
        found.append(replace(entry, id=f"{entry.id}-{year}", start=start, end=start + length, known_on=known))
    return tuple(found)


def _in_year(day: datetime.date, year: int) -> datetime.date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not _is_leap(year) else day.day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def known_by(entries: Iterable[Entry], as_of: datetime.date) -> tuple[Entry, ...]:
    """Return the calendar as it was known on a day: of each id the entry known latest, called off or not.

    Parameters
    ----------
    entries : iterable of Entry
        Such as :meth:`Calendar.entries` returns.
    as_of : date
        Only what was known by then counts; of two known from one day on, the later in order.
    """
    latest: dict[str, Entry] = {}
    for entry in entries:
        if entry.known_on <= as_of and (entry.id not in latest or latest[entry.id].known_on <= entry.known_on):
            latest[entry.id] = entry
    return tuple(sorted(latest.values(), key=lambda entry: (entry.start, entry.end, entry.id)))


def coming(entries: Iterable[Entry], as_of: datetime.date, days: int) -> tuple[Entry, ...]:
    """Return what has begun or is to come within some days, known by then and not called off, soonest first.

    Parameters
    ----------
    entries : iterable of Entry
        Such as :meth:`Calendar.entries` returns.
    as_of : date
        Only what was known by then counts, and only what is not over on that day.
    days : int
        How many days ahead it may begin.
    """
    return tuple(
        entry
        for entry in known_by(entries, as_of)
        if entry.held and entry.end >= as_of and (entry.start - as_of).days <= days
    )
