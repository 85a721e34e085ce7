"""Opening the record of a case: its files, read into events, statements and the calendar."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case
from offramp.case.recorded import RecordRules
from offramp.record.calendar import Calendar, Entry, Planned, read_calendar
from offramp.record.events.event import Event, Record, Refused
from offramp.record.events.reading import read as read_events
from offramp.record.kinds import of_kind
from offramp.record.signals.reading import read as read_statements
from offramp.record.signals.statement import Statement

MOST_BYTES = 200_000_000
"""How large a file of the record may be."""
YEARS_BEFORE, YEARS_AFTER = 1, 10
"""For how many years before the first day of the record and after the last what comes every year is listed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its record.

    Attributes
    ----------
    case : Case
        The case as its file has it.
    rules : RecordRules
        How it reads its record.
    record : Record
        Its events.
    statements : tuple of Statement
        What was said.
    calendar : tuple of Entry
        Dated things, all versions of each: see :func:`offramp.record.calendar.known_by` and `coming`.
    refused : tuple of Refused
        Rows that could not be read, of all files.
    kinds : mapping of str to tuple of Event
        The events of each kind of the case, in order.
    since, until : date
        The first and the last day that the record covers.
    files : tuple of str
        The files, as the case names them.
    digest : str
        SHA-256 of their bytes.
    """

    case: Case
    rules: RecordRules
    record: Record
    statements: tuple[Statement, ...]
    calendar: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    kinds: Mapping[str, tuple[Event, ...]]
    since: datetime.date
    until: datetime.date
    files: tuple[str, ...]
    digest: str


def rules_of(case: Case) -> RecordRules:
    """Return how a case reads its record.

    Raises
    ------
    CaseError
        E101 if it has none.
    """
    if case.record is None:
        hint = "add `record:` with the files of events and the rules that map them to levels"
        raise CaseError([Mistake("E101", "this needs a record, and the case has none", case.file, hint=hint)])
    return case.record


def open_record(case: Case) -> Opened:
    """Read the files of a case's record, which stand beside it.

    Parameters
    ----------
    case : Case
        The case as its file has it.

    Returns
    -------
    Opened
        Rows that could not be read are in `refused`; they do not fail it.

    Raises
    ------
    CaseError
        E101 if the case has no record, E100 if a file of it is missing or cannot be read, E075 if it is not one inside
        the case's folder, E102 if the record covers no day.

    Notes
    -----
    Reads at most `MOST_BYTES` a file. What comes every year is listed for the days the record covers, `YEARS_BEFORE`
    years before and `YEARS_AFTER` after.
    """
    rules = rules_of(case)
    paths = _paths(case, rules)
    record = read_events(paths["events"])
    spoken = read_statements(paths["signals"])
    calendar = _calendar(case, paths["calendar"])
    since, until = _covered(case, rules, record.events)
    return Opened(
        case,
        rules,
        record,
        spoken.statements,
        _unrolled(calendar, since, until),
        (*record.refused, *spoken.refused, *calendar.refused),
        of_kind(record.events, rules.kinds),
        since,
        until,
        (*rules.events, *rules.signals, *rules.calendar),
        _digest(path for there in paths.values() for path in there),
    )


def _paths(case: Case, rules: RecordRules) -> dict[str, list[Path]]:
    """Return the files of each part of the record; all that cannot be used are reported at once."""
    folder = Path(case.file).parent
    named = {"events": rules.events, "signals": rules.signals, "calendar": rules.calendar}
    mistakes = []
    for part, names in named.items():
        for number, name in enumerate(names):
            found = _unusable(folder, name)
            if found is not None:
                code, message, hint = found
                mistakes.append(Mistake(code, message, case.file, hint=hint, place=("record", part, number)))
    if mistakes:
        raise CaseError(mistakes)
    return {part: [folder / name for name in names] for part, names in named.items()}


def _unusable(folder: Path, name: str) -> tuple[str, str, str] | None:
    """Return why a file cannot be part of the record: code, message and hint; None if it can."""
    beside = "name a file in the folder of the case, such as events.csv"
    pure = PurePosixPath(name)
    if pure.is_absolute() or PureWindowsPath(name).drive or ".." in pure.parts or "\0" in name:
        return "E075", f"{name} is not a file beside the case", beside
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return "E075", f"{name} leads out of the folder of the case", beside
        if not path.exists():
            return "E100", f"there is no file {name} beside the case", f"put it into {folder}, or mend its name"
        if not path.is_file():
            return "E100", f"{name} is no file", beside
        if path.stat().st_size > MOST_BYTES:
            hint = "load it with `offramp feed`, and keep beside the case what its kinds are about"
            return "E100", f"{name} is larger than {MOST_BYTES // 10**6} MB", hint
    except OSError as error:
        return "E100", f"{name} cannot be read: {(error.strerror or 'it did not work').lower()}", beside
    return None


def _calendar(case: Case, paths: Sequence[Path]) -> Calendar:
    """Return what is in all files of the calendar."""
    planned: list[Planned] = []
    refused: list[Refused] = []
    for number, path in enumerate(paths):
        try:
            found = read_calendar(path)
        except (OSError, ValueError) as error:
            said = (error.strerror or "it did not work").lower() if isinstance(error, OSError) else str(error)
            hint = "its first line names its columns: name, kind, start, and more; see `record` in the case language"
            message, place = f"{path.name} cannot be read as a calendar: {said}", ("record", "calendar", number)
            raise CaseError([Mistake("E100", message, case.file, hint=hint, place=place)]) from None
        planned += found.planned
        refused += found.refused
    return Calendar(tuple(planned), tuple(refused))


def _covered(case: Case, rules: RecordRules, events: Sequence[Event]) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that a record covers."""
    since = rules.since or (events[0].day if events else None)
    until = rules.until or (events[-1].day if events else since)
    if since is None or until is None or until < since:
        hint = "give `since:` and `until:`, the first and the last day that the files cover"
        message = "the record covers no day"
        raise CaseError([Mistake("E102", message, case.file, hint=hint, place=("record",))])
    return since, until


def _unrolled(calendar: Calendar, since: datetime.date, until: datetime.date) -> tuple[Entry, ...]:
    first = datetime.date(max(since.year - YEARS_BEFORE, 1), 1, 1)
    last = datetime.date(min(until.year + YEARS_AFTER, 9999), 12, 31)
    return calendar.entries(first, last)


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            found.update(hashlib.file_digest(stream, "sha256").digest())
    return found.hexdigest()
