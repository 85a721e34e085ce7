"""What stands in a cell: text, dates, numbers, words for nothing; and why a row cannot be read."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection
from pathlib import PurePath

from offramp.record.events.event import Precision

NOTHING = frozenset({"", "NA", "N/A", "None", "NULL", "null", "nan", "NaN"})
"""What foreign files write where there is nothing."""

FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST_KEPT = 50_000

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of months in English, in lower case."""

_CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
OBEYED = dict.fromkeys((*_CONTROLS, *_TURNING), " ")
"""What a terminal or a page obeys rather than shows: control characters (but tab and line feed), and those that turn
the direction of text; each with the space that takes its place."""

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_FORMULA = frozenset("'=+-@\t\r")


class Unreadable(ValueError):
    """Why a row cannot be read, and what would be right."""


def name_of(file: str, line: int) -> str:
    """Return the name of an event that has none in its source."""
    return f"{PurePath(file).stem}-{line}"


def printable(text: str) -> str:
    """Return text with a space for each character of `OBEYED`."""
    return text if text.isprintable() else text.translate(OBEYED)


def guarded(text: str) -> str:
    """Return text with an apostrophe before it if a spreadsheet would take it for a formula, or for guarded text.

    That is text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, after any apostrophes. What
    :func:`bared` makes of it is the text itself.
    """
    return f"'{text}" if text and text[0] in _FORMULA and _RISKY.match(text) else text


def bared(text: str) -> str:
    """Return text without the apostrophe that :func:`guarded` puts before it."""
    return text[1:] if text[:1] == "'" and _RISKY.match(text) else text


def shown(cell: str, most: int = 40) -> str:
    """Return a cell in quotes, cut if it is long."""
    return f'"{cell}"' if len(cell) <= most else f'"{cell[:most]}..."'


def whole(cell: str) -> int | None:
    """Return a number written in digits alone, None if it is anything else."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 19 else None


def date_of(year: int | None, month: int | None, day: int | None, cell: str) -> datetime.date:
    """Return a day of the calendar.

    Raises
    ------
    Unreadable
        If there is no such day, or none between the years `FIRST_YEAR` and `LAST_YEAR`.
    """
    if year is None or month is None or day is None:
        raise Unreadable(f"{shown(cell)} is not a date; write it as 2016-01-06")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"{shown(cell)} is no year between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise Unreadable(f"{shown(cell)} is no day of the calendar") from None


def dated(cell: str) -> tuple[datetime.date, Precision]:
    """Return the day that `2016-01-06` or `20160106` names, or the first of the month `2016-01` or the year `2016`."""
    text = cell.strip()
    parts = [text[:4], text[4:6], text[6:]] if len(text) == 8 and "-" not in text else text.split("-")
    if [len(part) for part in parts] not in ([4, 2, 2], [4, 2], [4]):
        raise Unreadable(f"{shown(cell)} is not a date; write it as 2016-01-06")
    year, month, day = (whole(part) for part in (*parts, "1", "1")[:3])
    precision: Precision = "day" if len(parts) == 3 else "month" if len(parts) == 2 else "year"
    return date_of(year, month, day, cell), precision


class Days(dict[str, datetime.date]):
    """Days by the cells that name them, `2016-01-06` or `20160106`; each is worked out once."""

    def __missing__(self, cell: str) -> datetime.date:
        day, precision = dated(cell)
        if precision != "day":
            raise Unreadable(f"{shown(cell)} is not a day; write it as 2016-01-06")
        if len(self) >= MOST_KEPT:
            self.clear()
        self[cell] = day
        return day


class Numbers(dict[str, float | None]):
    """Numbers by the cells that hold them, None where there is nothing; each is worked out once."""

    def __init__(self, what: str, low: float, high: float, nothing: Collection[str] = NOTHING) -> None:
        super().__init__(dict.fromkeys(nothing))
        self.what, self.low, self.high = what, low, high

    def __missing__(self, cell: str) -> float | None:
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not self.low <= number <= self.high:
            raise Unreadable(f"{shown(cell)} is no {self.what}, which is a number from {self.low:g} to {self.high:g}")
        if len(self) < MOST_KEPT:
            self[cell] = number
        return number


def known_after(day: datetime.date, precision: Precision = "day") -> datetime.date:
    """Return from when an event is taken as known if nobody says: the day after the last day it may have happened."""
    if precision == "day":
        return day + datetime.timedelta(1)
    if precision == "year" or day.month == 12:
        return datetime.date(day.year + 1, 1, 1)
    return datetime.date(day.year, day.month + 1, 1)
