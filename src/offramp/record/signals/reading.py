"""Reading statements from CSV files. Rows that cannot be read are refused by line and reason; the others are kept."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, cast

from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.record.events.cells import printable
from offramp.record.events.event import Refused
from offramp.record.signals.splitting import items
from offramp.record.signals.statement import Statement

NEEDED = ("id", "date", "actor", "speaker", "channel", "condition_form", "offers", "demands")
MORE = (
    "key_phrase",
    "phrase_lang",
    "source",
    "url",
    "compared_with_earlier",
    "confidence",
    "conditioned",
    "known_on",
    "authority",
)
COLUMNS = (*NEEDED, *MORE)
MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_TEXT = 10_000
"""How many characters a cell may have."""
FIRST, LAST = 1800, 2199
"""The years in which a statement may be made."""
CUT = 2_000
"""How many characters of a refused row are kept."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[^\s,;]{1,80}")


class Read(NamedTuple):
    """Statements in order of day, then as they stand in the files; and the rows that could not be read."""

    statements: tuple[Statement, ...]
    refused: tuple[Refused, ...]


class Row(NamedTuple):
    """A row of a file: its first line, its cells, and its text as written."""

    line: int
    cells: list[str]
    text: str


def read(paths: Sequence[Path | str]) -> Read:
    """Read statements.

    A file has a first line with the names of its columns: those of `NEEDED`, in any order, and any of `MORE`. Days are
    written as `2017-07-05`; an empty `known_on` is the day it was said. Columns with other names are not used, which
    is told as a refusal of the first line; all else of the file is read. Control characters and marks that turn the
    direction of writing are read as spaces.

    Parameters
    ----------
    paths : sequence of Path
        The files, in UTF-8, separated by commas.

    Returns
    -------
    Read
        The statements and the refused rows.

    Raises
    ------
    CaseError
        E001 if a file cannot be read, E107 if it is not a table of statements.

    Notes
    -----
    A file may have at most 20 MB and 100,000 rows.
    """
    statements: list[Statement] = []
    refused: list[Refused] = []
    seen: dict[str, str] = {}
    for path in paths:
        for found in _file(Path(path), seen):
            (statements if isinstance(found, Statement) else refused).append(found)  # type: ignore[arg-type]
    return Read(tuple(sorted(statements, key=lambda each: each.day)), tuple(refused))


def _file(path: Path, seen: dict[str, str]) -> Iterator[Statement | Refused]:
    rows = _rows(_text(path))
    head = next(rows, Row(1, [], ""))
    names = [name.strip().lower() for name in head.cells]
    _check_head(path, names)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        told = ", ".join(f'"{printable(name)}"' for name in unknown[:12])
        yield Refused(str(path), 1, f"not used: column {told}; {nearest(unknown[0], COLUMNS, what='columns')}", "")
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            hint = "split it into several files, or leave out what is not needed"
            raise CaseError([Mistake("E107", f"more than {MOST_ROWS:,} rows", str(path), hint=hint)])
        try:
            yield _statement(names, row, str(path), seen)
        except ValueError as error:
            yield Refused(str(path), row.line, str(error), _kept(row.text))


def read_head(path: Path) -> tuple[str, list[str]]:
    """Return the text of a file of statements, and the names of its columns.

    Raises
    ------
    CaseError
        E001 or E107 as for :func:`read`, E107 if it is not UTF-8 text.
    """
    text = _text(path)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise CaseError([Mistake("E107", "not UTF-8 text", str(path), hint="save it as UTF-8")])
    names = [name.strip().lower() for name in next(_rows(text), Row(1, [], "")).cells]
    _check_head(path, names)
    return text, names


def _text(path: Path) -> str:
    """Return a file's text; bytes that are not UTF-8 stay as lone surrogates, so that their row alone is refused."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "it did not work").lower()
        raise CaseError([Mistake("E001", f"cannot be read: {reason}", str(path), hint="name another file")]) from None
    if len(data) > MOST_BYTES:
        hint = "split it into several files, or leave out what is not needed"
        raise CaseError([Mistake("E107", f"larger than {MOST_BYTES // 10**6} MB", str(path), hint=hint)])
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _check_head(path: Path, names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not missing and not twice:
        return
    hint = "the first line names the columns; needed: " + ", ".join(NEEDED) + "\nother columns: " + ", ".join(MORE)
    wrong = f"no column {', '.join(missing)}" if missing else f"the column {', '.join(twice)} stands twice"
    raise CaseError([Mistake("E107", f"not a table of statements: {wrong}", str(path), 1, 1, hint=hint)])


def _rows(text: str) -> Iterator[Row]:
    """Yield the rows that are not empty.

    A quote that is not closed takes in further lines: then only the line where it stands is a bad row.
    """
    lines = list(io.StringIO(text, newline=""))
    at, width = 0, 0
    while at < len(lines):
        reader = csv.reader((lines[n] for n in range(at, len(lines))), strict=True)
        for cells, size in _parsed(reader):
            if cells is None or (size > 1 and width and len(cells) != width):
                yield Row(at + 1, [], lines[at])
                at += 1
                break
            if any(cell.strip() for cell in cells):
                width = width or len(cells)
                yield Row(at + 1, cells, "".join(lines[at : at + size]))
            at += size
        else:
            return


def _parsed(reader: Iterator[list[str]]) -> Iterator[tuple[list[str] | None, int]]:
    """Yield cells and how many lines they took; None for cells that cannot be parsed, after which it ends."""
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None, 1
            return
        now = int(reader.line_num)  # type: ignore[attr-defined]
        yield cells, now - before
        before = now


def _statement(names: Sequence[str], row: Row, file: str, seen: dict[str, str]) -> Statement:
    if not row.cells:
        raise ValueError("not a row: a quote is not closed, or stands within a cell; write it twice there")
    if len(row.cells) != len(names):
        raise ValueError(f"{len(row.cells)} cells where the first line has {len(names)}; put quotes around commas")
    cells = {name: " ".join(printable(cell).split()) for name, cell in zip(names, row.cells, strict=True)}
    _check_cells(cells)
    id = _id(cells["id"], row.line, file, seen)
    day = _day("date", cells["date"])
    known = _day("known_on", cells["known_on"]) if cells.get("known_on") else day
    if known < day:
        raise ValueError(f"known_on, {known}, is before date, {day}")
    if not cells["actor"]:
        raise ValueError("no actor")
    statement = Statement(
        id,
        day,
        known,
        cells["actor"],
        cells["speaker"],
        cells["channel"],
        cells["condition_form"].lower().replace(" ", "_"),
        cells.get("conditioned", ""),
        items(cells["offers"]),
        items(cells["demands"]),
        cells.get("key_phrase", ""),
        cells.get("phrase_lang", ""),
        cells.get("source", ""),
        cells.get("url", ""),
        cells.get("compared_with_earlier", ""),
        _confidence(cells.get("confidence", "")),
        file,
        row.line,
        _authority(cells),
    )
    seen[id] = f"{file}, line {row.line}"
    return statement


def _check_cells(cells: Mapping[str, str]) -> None:
    for name, cell in cells.items():
        if any("\ud800" <= letter <= "\udfff" for letter in cell):
            raise ValueError(f"{name} is not UTF-8 text; save the file as UTF-8")
        if len(cell) > MOST_TEXT:
            raise ValueError(f"{name} has more than {MOST_TEXT:,} characters")


def _id(written: str, line: int, file: str, seen: Mapping[str, str]) -> str:
    id = written or f"{Path(file).stem}-{line}"
    if not _NAME.fullmatch(id):
        raise ValueError(f'"{id[:80]}" is not an id: up to 80 characters without spaces, commas and semicolons')
    if id in seen:
        raise ValueError(f"the id {id} stands already in {seen[id]}")
    return id


def _day(name: str, written: str) -> datetime.date:
    if _DAY.fullmatch(written):
        try:
            day = datetime.date.fromisoformat(written)
        except ValueError:
            pass
        else:
            if FIRST <= day.year <= LAST:
                return day
            raise ValueError(f"{name} {written} is not between {FIRST} and {LAST}")
    raise ValueError(f'{name} "{written[:40]}" is not a day; write it as 2017-07-05')


def _confidence(written: str) -> Literal["high", "medium", "low"] | None:
    word = written.lower()
    if word not in ("", "high", "medium", "low"):
        raise ValueError(f'confidence "{written[:40]}" is not high, medium or low')
    return cast(Literal["high", "medium", "low"], word) if word else None


def _authority(cells: Mapping[str, str]) -> float | None:
    written = cells.get("authority", "")
    if not written:
        return None
    if not re.fullmatch(r"0?\.\d{1,6}|[01](?:\.\d{1,6})?", written) or float(written) > 1:
        raise ValueError(f'authority "{written[:40]}" is not a number from 0 to 1')
    return float(written)


def _kept(text: str) -> str:
    return printable(text[:CUT].rstrip("\r\n")).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
