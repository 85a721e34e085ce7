"""From YAML text to plain values, each with its place in the file.

The reader takes the part of YAML 1.2 that a case needs: mappings, lists and scalars. `yes` and `no` are text, a key
may stand only once, aliases are refused, and size, depth and number of values are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from offramp.case.mistakes import LIMIT, CaseError, Mistake

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 100_000

Key = str | int
Place = tuple[Key, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text: line and column from 1, and whether columns inside the scalar can be counted."""

    line: int
    column: int
    exact: bool = True


@dataclass
class Text:
    """A case file's text, its values and where each stands.

    Attributes
    ----------
    file : str
        The path as the user gave it.
    lines : list of str
        The text, line by line.
    values : object
        Nested dicts and lists of str, int, float, bool and None; keys are always text.
    marks, keys : dict
        From the place of a value (a tuple of keys and list positions) to the mark of the value, and of its key.
    doubles : list
        Keys that stand twice: the mistake, and the first value, of which nothing else is left.
    """

    file: str
    lines: list[str]
    values: Any = None
    marks: dict[Place, Mark] = field(default_factory=dict)
    keys: dict[Place, Mark] = field(default_factory=dict)
    doubles: list[tuple[Mistake, Any]] = field(default_factory=list)

    def mistake(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        hint: str = "",
        at: int = 0,
        width: int = 0,
        key: bool = False,
    ) -> Mistake:
        """Return the mistake at a place; `at` counts characters inside the scalar that stands there."""
        given = place
        table = self.keys if key and place in self.keys else self.marks
        while place not in table and place:
            place = place[:-1]
        mark = table.get(place, Mark(1, 1))
        column = mark.column + at if mark.exact else mark.column
        source = self.lines[mark.line - 1] if 0 < mark.line <= len(self.lines) else ""
        column = min(column, len(source) + 1)
        if not width:
            width = max(1, len(re.split(r"[\s,:}\]]", source[column - 1 :], maxsplit=1)[0]))
        return Mistake(code, message, self.file, mark.line, column, hint, width, source, given)


def read_file(path: Path) -> Text:
    """Read a case file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Text
        Values and their places.

    Raises
    ------
    CaseError
        If the file is missing, too large, not text, or not the YAML a case may use.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        hint = "give a case file, a folder with a case.yaml, or a name that `offramp cases` lists"
        raise CaseError([Mistake("E001", f"cannot read the file: {reason.lower()}", str(path), hint=hint)]) from None
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES / 1e6:.0f} MB"
        raise CaseError([Mistake("E002", message, str(path), hint="a case is written by hand; keep data beside it")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CaseError(
            [Mistake("E003", "the file is not UTF-8 text", str(path), line, 1, hint="save it as UTF-8")]
        ) from None
    return read_text(text, str(path))


def read_text(text: str, file: str = "<text>") -> Text:
    """Read a case from text; see :func:`read_file`.

    A key that stands twice is noted in the text's `doubles`; the rest is read on.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text[: error.start].count("\n") + 1
        hint = "save it as UTF-8"
        raise CaseError([Mistake("E003", "the file is not UTF-8 text", file, line, 1, hint)]) from None
    result = Text(file, text.splitlines())
    result.values = _Builder(result).build(text)
    return result


class _Builder:
    """Turns the parser's events into values, without recursion."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.containers: list[Any] = []
        self.places: list[Place] = []
        self.pending: list[str | None] = []
        self.root: Any = None
        self.count = 0
        self.documents = 0

    def build(self, text: str) -> Any:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self.take(event)
        except yaml.YAMLError as error:
            raise CaseError([*self.twice(), self.syntax(error)]) from None
        return self.root

    def twice(self) -> list[Mistake]:
        return [mistake for mistake, _ in self.text.doubles]

    def stop(self, code: str, message: str, event: Any, hint: str = "") -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        source = self.text.lines[mark.line] if mark.line < len(self.text.lines) else ""
        raise CaseError([*self.twice(), Mistake(code, message, self.text.file, line, column, hint, 1, source)])

    def syntax(self, error: yaml.YAMLError) -> Mistake:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable text"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source = self.text.lines[line - 1] if line <= len(self.text.lines) else ""
        hint = "check the indentation, and quote text that holds `: ` or ` #`"
        return Mistake("E004", f"not YAML: {problem}", self.text.file, line, column, hint, 1, source)

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop("E005", "a second document in the file", event, "one case, one file: take out the `---`")
        elif isinstance(event, yaml.AliasEvent):
            self.stop("E005", "an alias", event, "write the value out; a case has no aliases")
        elif isinstance(event, yaml.NodeEvent):
            self.node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.containers.pop()
            self.places.pop()
            self.pending.pop()

    def node(self, event: Any) -> None:
        if event.anchor or event.tag:
            self.stop("E005", "an anchor or a tag", event, "write the value out; a case has no anchors and no tags")
        self.count += 1
        if self.count > MAX_VALUES:
            self.stop(
                "E002",
                f"more than {MAX_VALUES:,} values",
                event,
                "a case is written by hand; keep data beside it",
            )
        if self.containers and isinstance(self.containers[-1], dict) and self.pending[-1] is None:
            self.key(event)
            return
        place = self.place()
        exact = not (isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"))
        quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
        mark = event.start_mark
        self.text.marks[place] = Mark(mark.line + 1, mark.column + 1 + quoted, exact)
        if isinstance(event, yaml.ScalarEvent):
            self.put(_scalar(event))
            return
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.put(value)
        self.containers.append(value)
        self.places.append(place)
        self.pending.append(None)
        if len(self.containers) > MAX_DEPTH:
            self.stop("E007", f"nested more than {MAX_DEPTH} deep", event, "a case needs no such depth")

    def key(self, event: Any) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.stop("E004", "a key that is not text", event, "write a name before the colon")
        name = event.value
        place = (*self.places[-1], name)
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if name in self.containers[-1]:
            first = self.text.keys[place].line
            source = self.text.lines[mark.line - 1]
            hint = f"it stands already on line {first}; keep one of the two"
            message = f'the key "{name}" stands twice'
            file = self.text.file
            mistake = Mistake("E006", message, file, mark.line, mark.column, hint, len(name), source, place)
            self.text.doubles.append((mistake, self.containers[-1][name]))
            if len(self.text.doubles) >= LIMIT:
                raise CaseError(self.twice())
        self.text.keys[place] = mark
        self.pending[-1] = name

    def place(self) -> Place:
        if not self.containers:
            return ()
        parent = self.containers[-1]
        last: Key = len(parent) if isinstance(parent, list) else str(self.pending[-1])
        return (*self.places[-1], last)

    def put(self, value: Any) -> None:
        if not self.containers:
            self.root = value
        elif isinstance(self.containers[-1], list):
            self.containers[-1].append(value)
        else:
            self.containers[-1][self.pending[-1]] = value
            self.pending[-1] = None


def _scalar(event: Any) -> Any:
    """Read a scalar by the YAML 1.2 core schema; quoted text stays text."""
    value: str = event.value
    if event.style in ("'", '"', "|", ">"):
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.match(value) and len(value) < 19:
        return int(value)
    if _FLOAT.match(value):
        return float(value)
    return value
