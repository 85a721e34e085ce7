"""An event, whatever file it came from; and the record, all events of a case with what was refused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["day", "month", "year"]
Confidence: TypeAlias = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated, coded action.

    Attributes
    ----------
    id : str
        Its name in its source; made from file and line if it has none.
    day : date
        When it happened; the first day of its month or year if no more is known.
    precision : {"day", "month", "year"}
        How exact that is.
    actor, target : str
        Who did it, and to whom, as the source codes them; empty if it does not say.
    category : str
        What it was, in the source's own vocabulary, in lower case: a category, a PLOVER type, or a CAMEO root in
        words.
    mode : str
        What the source says beyond that (a PLOVER mode, an ACLED sub-event type); empty if nothing.
    code : str
        The CAMEO code as text, leading zeros kept; empty if there is none.
    quad : int or None
        1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    score : float or None
        How cooperative it is on the scale `scale`.
    scale : str
        `goldstein`, `plover`, or empty.
    says : str
        What happened, in words.
    source, url : str
        Who reports it, and where; empty if not given.
    known_on : date
        From which day it was publicly known.
    confidence : {"high", "medium", "low"} or None
        How sure the report is, None if the source does not say.
    rows : int
        How many rows were merged into it.
    file, line : str and int
        Where its first row stands.
    """

    id: str
    day: datetime.date
    precision: Precision
    actor: str
    target: str
    category: str
    mode: str
    code: str
    quad: int | None
    score: float | None
    scale: str
    says: str
    source: str
    url: str
    known_on: datetime.date
    confidence: Confidence | None
    rows: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be read.

    Attributes
    ----------
    file, line : str and int
        Where it stands; lines are counted from 1, in the file as it is.
    why : str
        What is wrong with it, and what would be right.
    row : str
        The row as written, cut to 2,000 characters.
    """

    file: str
    line: int
    why: str
    row: str


@dataclass(frozen=True, slots=True)
class Record:
    """All events of a case.

    Attributes
    ----------
    events : tuple of Event
        In order of day, then as they stand in the files. Duplicates are merged.
    refused : tuple of Refused
        Rows that could not be read.
    rows : int
        How many rows were read: events with all rows merged into them, and rows refused.
    files : tuple of str
        The files read.
    digest : str
        SHA-256 of the files' bytes.
    """

    events: tuple[Event, ...]
    refused: tuple[Refused, ...]
    rows: int
    files: tuple[str, ...]
    digest: str

    def known_by(self, day: datetime.date) -> Record:
        """Return the record as it was known on a day: only events known on or before it."""
        events = tuple(event for event in self.events if event.known_on <= day)
        return Record(events, self.refused, self.rows, self.files, self.digest)
