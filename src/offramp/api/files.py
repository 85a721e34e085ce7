"""Case files: finding, reading, checking and starting them."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from offramp.beliefs.updating import posterior
from offramp.case import Case, Mistake
from offramp.case.building import build
from offramp.case.mistakes import CaseError, nearest
from offramp.case.reading import Text, read_file
from offramp.game.checking import check as check_states
from offramp.game.states import BUDGET

if TYPE_CHECKING:
    from offramp.record.opening import Opened

Day: TypeAlias = str | datetime.date
"""A day: a date, or one written as `2017-07-10`."""


def day_of(written: Day) -> datetime.date:
    """Return a day that is given as a date or as text.

    Raises
    ------
    CaseError
        E035 if it is neither.

    Examples
    --------
    >>> day_of("2017-07-10")
    datetime.date(2017, 7, 10)
    """
    if isinstance(written, datetime.date):
        return written
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        hint = "write year, month and day, such as 2017-07-10"
        raise CaseError([Mistake("E035", f'"{written}" is not a date', "as of", hint=hint)]) from None


def cases() -> dict[str, Path]:
    """Return the bundled cases: name to file.

    Examples
    --------
    >>> "korea-2017" in cases()
    True
    """
    folder = Path(str(files("offramp") / "catalogue"))
    return {path.parent.name: path for path in sorted(folder.glob("*/case.yaml"))}


def find(name: str | Path) -> Path:
    """Return the file of a case, given its name in the catalogue, its file, or its folder.

    Raises
    ------
    CaseError
        E001 if there is no such case.

    Examples
    --------
    >>> find("korea-2017").name
    'case.yaml'
    """
    path = Path(name)
    if path.is_dir() and (path / "case.yaml").is_file():
        return path / "case.yaml"
    if path.is_file() or path.suffix in (".yaml", ".yml"):
        return path
    known = cases()
    if str(name) in known:
        return known[str(name)]
    hint = "give a case file, a folder with a case.yaml, or one of these\n" + nearest(str(name), known, what="cases")
    raise CaseError([Mistake("E001", "there is no such case", str(name), hint=hint)])


def check(name: str | Path, *, budget: int = BUDGET, as_of: Day | None = None) -> tuple[Case, tuple[Mistake, ...]]:
    """Read a case and return it with all warnings.

    Parameters
    ----------
    name : str or Path
        The case: its name in the catalogue, its file or its folder.
    budget : int
        The most combinations of levels.
    as_of : date or str, optional
        The case as it would have been on another day, by its record; see :func:`offramp.record.dating.as_of`. On the
        day of the file, what the file states counts; only what it leaves open comes from the record.

    Raises
    ------
    CaseError
        With all mistakes of the file at once; E101 to E105 if the record does not give the case on that day.

    Examples
    --------
    >>> case, warnings = check("korea-2017")
    >>> len(warnings)
    0
    """
    text = read_file(find(name))
    case, warnings = build(text)
    case, told = _dated(case, text, None if as_of is None else day_of(as_of))
    if as_of is not None:
        warnings = tuple(w for w in warnings if w.code != "W104")
    _check_evidence(case, text)
    found = check_states(case, text, budget=budget)
    return case, tuple(sorted((*warnings, *told, *found), key=lambda m: (m.line, m.column)))


def _dated(case: Case, text: Text, day: datetime.date | None) -> tuple[Case, tuple[Mistake, ...]]:
    """Return a case as of a day, None for that of its file, and warnings about its record."""
    if case.record is None and day is None:
        return case, ()
    from offramp.record.checking import check_record, placed

    try:
        opened = _opened(case)
        there = _as_of(opened, day)
    except CaseError as error:
        raise placed(error, text) from None
    told = check_record(opened, text, None if day == case.as_of else day)
    return there, (*told, *(_not_known(there, text) if day is not None else ()))


def _opened(case: Case) -> Opened:
    from offramp.record.opening import open_record

    return open_record(case)


def read_with_record(name: str | Path) -> Opened:
    """Read a case with its record, without looking at its states.

    Raises
    ------
    CaseError
        With the mistakes of the file, or of its record: see :func:`offramp.record.opening.open_record`.

    Examples
    --------
    >>> read_with_record("korea-2017").case.id
    'korea-2017'
    """
    from offramp.record.checking import placed

    text = read_file(find(name))
    case, _ = build(text)
    try:
        return _opened(case)
    except CaseError as error:
        raise placed(error, text) from None


def _as_of(opened: Opened, day: datetime.date | None) -> Case:
    """Return a case on a day; on that of its file, what the file states counts."""
    from offramp.record.dating import as_of, on_its_own_day

    return on_its_own_day(opened) if day is None or day == opened.case.as_of else as_of(opened, day)


def on_day(case: Case, day: Day) -> Case:
    """Return a case, as its file has it, as of another day, by its record; see :func:`check`.

    Raises
    ------
    CaseError
        E100 to E105 if the record does not give the case on that day.

    Examples
    --------
    >>> on_day(load("korea-2017"), "2017-07-10").as_of
    datetime.date(2017, 7, 10)
    """
    return _as_of(_opened(case), day_of(day))


def _not_known(case: Case, text: Text) -> list[Mistake]:
    """Return warnings about evidence that was not known on the day of a case."""
    message = f"was not known on {case.as_of}, so it is not used"
    return [
        text.mistake("W104", f'the evidence "{item.id}" {message}', ("evidence", n, "id"), hint="take a later day")
        for n, item in enumerate(case.evidence)
        if not item.used
    ]


def _check_evidence(case: Case, text: Text) -> None:
    """Refuse evidence that rules out every answer to a question."""
    for question in case.questions:
        for believer in (None, *case.perceptions):
            try:
                posterior(case, question, believer=believer)
            except CaseError as error:
                (found,) = error.mistakes
                place = ("questions", question.id)
                raise CaseError([text.mistake(found.code, found.message, place, hint=found.hint, key=True)]) from None


def load(name: str | Path, *, budget: int = BUDGET, as_of: Day | None = None) -> Case:
    """Read a case, as of another day if one is given; see :func:`check`, which also returns warnings.

    Examples
    --------
    >>> load("korea-2017").title
    'Is there still time for diplomacy with North Korea?'
    """
    return check(name, budget=budget, as_of=as_of)[0]


def write(path: Path, text: str | Iterable[str]) -> None:
    """Write a text, or pieces of one as they come, to a file in UTF-8; whole or not at all.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Path(folder, "border.yaml"), starter("border"))
    ...     case, warnings = check(Path(folder, "border.yaml"))
    >>> case.title
    'Will the two armies leave the strip?'
    """
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.writelines([text] if isinstance(text, str) else text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def starter(name: str) -> str:
    """Return a commented starter case of a given name.

    Examples
    --------
    >>> "case: border" in starter("border").splitlines()
    True
    """
    return (files("offramp") / "catalogue" / "starter.yaml").read_text("utf-8").replace("NAME", name)
