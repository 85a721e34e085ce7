"""From the bytes of a file to rows of cells, line by line, in bounded memory.

Lines are counted from 1 and end with a line feed, as in an editor. Lines of white space alone are passed over. A line
that is not UTF-8 is read as Latin-1.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

from offramp.case.mistakes import CaseError, Mistake

MOST_BYTES = 1_000_000
"""The longest line that is read."""
MOST_LINES = 200
"""Over how many lines a row may run."""
MOST_COMMAS = 100
"""How many commas too many a JSON object may have."""


Line: TypeAlias = tuple[int, str, str | None]
"""A line: its number, its text, and why it cannot be read, if so."""
Row: TypeAlias = tuple[int, Any, str, str | None]
"""A row: the number of its first line, its cells (a mapping in JSON), its text, and why it cannot be read, if so."""
Cut: TypeAlias = Callable[[Iterator[Line]], Iterator[Row]]
"""From lines to rows."""


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, or the one member of a ZIP archive.

    Raises
    ------
    CaseError
        E093 if the archive cannot be opened or does not hold exactly one file.
    """
    with path.open("rb") as stream:
        if not _is_archive(stream):
            yield stream
            return
        archive, member = _member(stream, path)
        try:
            inner = archive.open(member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise _unusable(path, f"the archive cannot be read: {error}") from None
        with inner:
            yield io.BufferedReader(inner, 1 << 20)  # type: ignore[type-var]


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of the one member of a ZIP archive unpacked.

    Raises
    ------
    CaseError
        E093 as :func:`opened` does.
    """
    with path.open("rb") as stream:
        return _member(stream, path)[1].file_size if _is_archive(stream) else path.stat().st_size


def _is_archive(stream: IO[bytes]) -> bool:
    begins = stream.read(4) == b"PK\x03\x04"
    stream.seek(0)
    return begins


def _member(stream: IO[bytes], path: Path) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    """Return an archive and the one file in it."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _unusable(path, f"the archive cannot be read: {error}") from None
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise _unusable(path, f"the archive holds {len(members)} files, not one")
    return archive, members[0]


def _unusable(path: Path, message: str) -> CaseError:
    return CaseError([Mistake("E093", message, str(path), hint="unpack it, and give the file of events itself")])


def lines(stream: IO[bytes], start: int = 0) -> Iterator[Line]:
    """Return the lines that are left in a stream; `start` lines have been read before."""
    number = start
    try:
        for raw in iter(partial(stream.readline, MOST_BYTES), b""):
            number += 1
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                text = raw.decode("latin-1")
            if number == 1:
                text = text.removeprefix("\ufeff")
            if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
                _leave(stream)
                yield (number, text, f"the line is longer than {MOST_BYTES:,} bytes; write one row a line")
            elif "\0" in text:
                yield (number, text.rstrip("\r\n"), "the line holds the character NUL; save the file as UTF-8 text")
            elif not text.isspace():
                yield (number, text.rstrip("\r\n"), None)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        yield (number + 1, "", f"the archive breaks off here: {error}")


def _leave(stream: IO[bytes]) -> None:
    """Read on to the end of a line."""
    while (raw := stream.readline(MOST_BYTES)) and not raw.endswith(b"\n"):
        pass


def skip(stream: IO[bytes], count: int) -> None:
    """Read past some lines."""
    for _ in range(count):
        _leave(stream)


def by_tabs(source: Iterator[Line]) -> Iterator[Row]:
    """Cut every line at its tabs. Quotes around a whole cell are taken off."""
    for number, text, why in source:
        cells = text.split("\t")
        if '"' in text:
            cells = [bare(cell) for cell in cells]
        yield number, cells, text, why


def bare(cell: str) -> str:
    """Take off the quotes around a cell."""
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


class _Open(Exception):
    """A quote that does not close."""


class _Lines:
    """Lines one after the other, some of which may be given back."""

    def __init__(self, source: Iterator[Line]) -> None:
        self.source = source
        self.waiting: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        while (line := self.after()) is not None:
            yield line

    def after(self) -> Line | None:
        """Take the next line, None at the end."""
        return self.waiting.popleft() if self.waiting else next(self.source, None)

    def give_back(self, taken: list[Line]) -> None:
        """Give lines back; they come again next."""
        self.waiting.extendleft(reversed(taken))


def by_commas(source: Iterator[Line]) -> Iterator[Row]:
    """Cut lines at commas as RFC 4180 says: quotes around a cell, doubled within, and line feeds in quoted cells.

    Where a quote does not close, or does not stand around a whole cell, only its line is refused, and reading goes on
    with the next.
    """
    given = _Lines(source)
    for line in given:
        number, text, why = line
        if why is not None or '"' not in text:
            yield number, text.split(","), text, why
            continue
        taken = [line]
        try:
            cells = next(csv.reader(_feed(taken, given), strict=True))
            yield number, cells, "\n".join(each for _, each, _ in taken), None
        except (csv.Error, _Open) as error:
            given.give_back(taken[1:])
            yield number, [], text, f"{_why(error)}; a quote within a quoted cell is written twice"


def _why(error: Exception) -> str:
    if isinstance(error, _Open) or "unexpected end of data" in str(error):
        return "a quoted cell does not end"
    return f"the quotes do not fit: {error}"


def _feed(taken: list[Line], given: _Lines) -> Iterator[str]:
    """Give out a line, and as many more as its last cell needs, with the empty lines between them."""
    number, text, _ = taken[0]
    size, empty = 0, 0
    while True:
        yield "\n" * empty + text + "\n"
        size += len(text)
        line = given.after()
        if line is None:
            return
        taken.append(line)
        empty = line[0] - number - 1
        number, text, why = line
        if why is not None or number - taken[0][0] >= MOST_LINES or size > MOST_BYTES:
            raise _Open


def by_json(source: Iterator[Line]) -> Iterator[Row]:
    """Take JSON objects one after the other: one a line, several a line, over several lines, or in one list.

    A comma after the last item of an object or a list is allowed, for the published PLOVER records have it. Where
    something is no object, or an object does not end, only its line is refused, and reading goes on with the next.
    """
    given = _Lines(source)
    for line in given:
        number, text, why = line
        if why is not None:
            yield number, {}, text, why
            continue
        at = 0
        while (at := _begin(text, at)) < len(text):
            taken: list[Line] = [(number, text[at:], None)]
            found = _object(taken, given)
            if isinstance(found, str):
                given.give_back(taken[1:])
                yield number, {}, text[at:], found
                break
            value, written, left = found
            yield number, value, written, None
            number, text, _ = taken[-1]
            at = len(text) - left


def _begin(text: str, at: int) -> int:
    """Return where the next value begins: past white space, commas and the brackets of a list."""
    while at < len(text) and (text[at].isspace() or text[at] in "[],"):
        at += 1
    return at


def _object(taken: list[Line], given: _Lines) -> tuple[dict[str, Any], str, int] | str:
    """Return an object, its text, and how much of the last line taken is left after it; or why there is none."""
    text = taken[0][1]
    if not text.startswith("{"):
        return "this is no JSON object"
    before = 0
    while True:
        if "}" in text[before:]:
            try:
                value, end = _decode(text)
                return value, text[:end], len(text) - end
            except RecursionError:
                return "this JSON object is nested too deeply"
            except ValueError as error:
                if getattr(error, "pos", 0) < before and "Unterminated" not in str(error):
                    return f"this is no JSON object: {getattr(error, 'msg', error)}"
        line = given.after()
        if line is None:
            return "this JSON object does not end"
        taken.append(line)
        if line[2] is not None or len(taken) > MOST_LINES or len(text) > MOST_BYTES:
            return "this JSON object does not end"
        before = len(text) + 1
        text = f"{text}\n{line[1]}"


def _decode(text: str) -> tuple[Any, int]:
    """Read the JSON value at the beginning, and return where it ends; commas before a closing bracket are passed over.

    Only white space is put in their place, so that places stay the same.
    """
    for _ in range(MOST_COMMAS):
        try:
            return json.JSONDecoder().raw_decode(text)
        except json.JSONDecodeError as error:
            at = error.pos if text[error.pos : error.pos + 1] == "," else len(text[: error.pos].rstrip()) - 1
            if text[at : at + 1] != "," or text[at + 1 :].lstrip()[:1] not in ("}", "]"):
                raise
            text = f"{text[:at]} {text[at + 1 :]}"
    return json.JSONDecoder().raw_decode(text)
