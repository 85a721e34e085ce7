"""The calendar: dated things to come or gone, such as exercises, anniversaries, elections."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with dates.

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
