"""Case files: finding, reading, checking and starting them."""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from offramp.beliefs.updating import posterior
from offramp.case import Case, Mistake
from offramp.case.building import build
from offramp.case.mistakes import CaseError, nearest
from offramp.case.reading import Text, read_file
from offramp.game.checking import check as check_states
from offramp.game.states import BUDGET


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


def check(name: str | Path, *, budget: int = BUDGET) -> tuple[Case, tuple[Mistake, ...]]:
    """Read a case and return it with all warnings.

    Raises
    ------
    CaseError
        With all mistakes of the file at once.

    Examples
    --------
    >>> case, warnings = check("korea-2017")
    >>> len(warnings)
    0
    """
    text = read_file(find(name))
    case, warnings = build(text)
    _check_evidence(case, text)
    found = check_states(case, text, budget=budget)
    return case, tuple(sorted((*warnings, *found), key=lambda m: (m.line, m.column)))


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


def load(name: str | Path, *, budget: int = BUDGET) -> Case:
    """Read a case; see :func:`check`, which also returns warnings.

    Examples
    --------
    >>> load("korea-2017").title
    'Is there still time for diplomacy with North Korea?'
    """
    return check(name, budget=budget)[0]


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Path(folder, "border.yaml"), starter("border"))
    ...     case, warnings = check(Path(folder, "border.yaml"))
    >>> case.title
    'Will the two armies leave the strip?'
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
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
