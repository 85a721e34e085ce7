"""What the record says: events read, levels and states over time, where we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result


@dataclass(frozen=True, slots=True)
class RecordProvenance:
    """Where a result about the record comes from.

    Attributes
    ----------
    case, file, digest : str
        The case, its file, and the SHA-256 of its text.
    version : str
        Of offramp.
    as_of : str
        The day as of which it is told: nothing known later is used.
    files : tuple of str
        The files of the record.
    record : str
        The SHA-256 of the files of the record.
    events : int
        Events known by then.
    rows, merged, refused : int
        Rows read, rows merged into others as duplicates, and rows that could not be read.
    method : str
        In one sentence.
    """

    case: str
    file: str
    digest: str
    version: str
    as_of: str
    files: tuple[str, ...]
    record: str
    events: int
    rows: int
    merged: int
    refused: int
    method: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as it is told.

    Attributes
    ----------
    id, day, known_on, actor, target, category, says, source : str
        As the record has it; a day of which only the month or year is known is written so.
    confidence : str or None
        high, medium or low.
    kinds : tuple of str
        The case's kinds of events that it is one of.
    rows : int
        How many rows were merged into it.
    """

    id: str
    day: str
    known_on: str
    actor: str
    target: str
    category: str
    says: str
    source: str
    confidence: str | None
    kinds: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """How often a kind of events happened.

    Attributes
    ----------
    kind, name : str
        Its name in the file, and in words.
    events, days : int
        Events, and days with at least one.
    first, last : str or None
        The days of the first and the last.
    longest_gap : int or None
        The most days between two days that follow one another, None if there are fewer than two.
    """

    kind: str
    name: str
    events: int
    days: int
    first: str | None
    last: str | None
    longest_gap: int | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read: where it stands, why, and the row itself."""

    file: str
    line: int
    why: str
    row: str


@dataclass(frozen=True, slots=True)
class EventsResult(Result):
    """The events of a case, counted.

    Attributes
    ----------
    since, until : str
        The days counted, both included.
    kinds : tuple of KindCount
        The case's kinds of events.
    actors : mapping of str to int
        Events by actor and target, such as `PRK > USA`, most first.
    months : mapping of str to mapping of str to int
        For each month, such as `2017-07`, days with an event, by kind.
    events : tuple of EventLine
        All of them in order.
    refused : tuple of RefusedRow
        Rows that could not be read.
    """

    provenance: RecordProvenance
    since: str
    until: str
    kinds: tuple[KindCount, ...]
    actors: Mapping[str, int]
    months: Mapping[str, Mapping[str, int]]
    events: tuple[EventLine, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class LevelSpan:
    """A stretch of time in which an option or clock was at one level.

    Attributes
    ----------
    variable, level : str
        Which, and where.
    since, until : str
        Its first and last day.
    known_on : str
        From when it was publicly known that it had begun.
    rule : str
        The rule that set it; `the start` for the first.
    event : str or None
        The event behind it; for a rule that waits for nothing to happen, the last event of that kind.
    says : str
        What that event says.
    """

    variable: str
    level: str
    since: str
    until: str
    known_on: str
    rule: str
    event: str | None
    says: str


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A stretch of time in which the record stood in one state.

    Attributes
    ----------
    since, until : str
        Its first and last day.
    levels : mapping of str to str
        For every option and clock its level.
    label : str
        In words.
    outcome : str
        Its outcome.
    possible : bool
        Whether the case holds the state for possible. If not, the rules and the case contradict each other.
    """

    since: str
    until: str
    levels: Mapping[str, str]
    label: str
    outcome: str
    possible: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """An entry of the calendar that has begun or is to come.

    Attributes
    ----------
    id, name, kind, start, end : str
        As the calendar has it.
    days : int
        Days until it begins; 0 or less if it has begun.
    """

    id: str
    name: str
    kind: str
    start: str
    end: str
    days: int


@dataclass(frozen=True, slots=True)
class TimelineResult(Result):
    """The states the record went through, and where we are.

    Attributes
    ----------
    since, until : str
        The first day, and the day as of which it is told.
    levels : tuple of LevelSpan
        For every option and clock its levels over time.
    states : tuple of StateSpan
        The states, one after the other.
    status_quo : mapping of str to str
        The levels on the last day.
    stated : mapping of str to str or None
        The status quo as the case file gives it, None if it gives none or for another day.
    differs : tuple of str
        The options and clocks in which the two differ.
    posteriors : mapping of str to mapping of str to float
        For each question what is held of its alternatives with the evidence known by then.
    evidence : tuple of str
        Evidence known by then.
    hidden : tuple of str
        Evidence known only later, which is not used.
    kinds : tuple of KindCount
        Kinds of events, counted up to then.
    coming : tuple of Coming
        What of the calendar has begun or is to come, soonest first.
    """

    provenance: RecordProvenance
    since: str
    until: str
    levels: tuple[LevelSpan, ...]
    states: tuple[StateSpan, ...]
    status_quo: Mapping[str, str]
    stated: Mapping[str, str] | None
    differs: tuple[str, ...]
    posteriors: Mapping[str, Mapping[str, float]]
    evidence: tuple[str, ...]
    hidden: tuple[str, ...]
    kinds: tuple[KindCount, ...]
    coming: tuple[Coming, ...]
