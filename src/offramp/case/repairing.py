"""Reading on after mistakes of shape: what cannot be read is left out, so that the rest can be checked as well.

What is left out may declare names that the rest uses, and what was put in its place was never written. Mistakes that
only follow from that are not reported.
"""

from __future__ import annotations

import copy
import datetime
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from offramp.case.document import Document
from offramp.case.mistakes import LIMIT, CaseError, Mistake
from offramp.case.probabilities import Probability
from offramp.case.reading import Place, Text
from offramp.case.shape import keys_at, shape_mistake

_MOST_ROUNDS = 8
_ANY_CHANCE = Probability(0.0, 1.0)
_EMPTY: dict[str, Any] = {
    "case": "case", "title": "", "options": {}, "preferences": {}, "when": "true", "seek": "", "avoid": "",
    "prior": _ANY_CHANCE, "about": "", "alternatives": {}, "id": "", "bears_on": {}, "levels": [], "between": [],
    "reach": "", "to": [], "from": {}, "detects": _ANY_CHANCE, "every": "1 month", "by": "", "set": {},
    "says": "", "does": "", "within": "1 day", "words": [],
}  # fmt: skip
"""What stands in for a required key that is missing."""
_MAPPINGS = ("dict_type", "model_type", "model_attributes_type")
_NAME = re.compile(r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*")
_ABOUT_PARTS = {
    "E011", "E012", "E031", "E032", "E040", "E056", "E059", "E067", "E077", "E079", "E080", "E081", "E087",
}  # fmt: skip
"""Mistakes of a mapping or list as a whole, which may be due to a part of it that was left out."""
_ABOUT_NAMES = {
    "E021",
    "E022",
    "E023",
    "E032",
    "E040",
    "E050",
    "E053",
    "E056",
    "E058",
    "E059",
    "E064",
    "E078",
    "E085",
    "E089",
}
"""Mistakes about a name that may be due to how its declaration was written."""
_DECLARING = {
    "options": {"levels"},
    "clocks": {"levels"},
    "questions": {"about", "alternatives"},
    "policies": {"by", "lasts", "stages"},
}
"""The keys of an entry on which depends what others may say of it."""

_ABOUT_LEVELS = {"E022", "E023", "E050", "E053", "E064", "E067"}
_ABOUT_NEIGHBOURS = {"E050": 2, "E082": 3, "E088": 2}
"""Mistakes that may be due to another part of the same entry, and how many keys lead to that entry."""
_ABOUT_START = {"E053", "E067"}
"""Mistakes that may be due to how the status quo was written."""
_UNKNOWN: dict[str, str | tuple[str, ...]] = {
    "options": ("unknown option", "unknown name", "no state is called"),
    "sources": "unknown source", "actors": "unknown actor", "define": "unknown name", "states": "no state is called",
    "outcomes": "unknown outcome", "questions": "unknown question", "evidence": "unknown evidence",
    "clocks": "unknown name", "policies": "unknown policy",
    "preferences": "unknown statement",
}  # fmt: skip
"""How a message begins about a name that a section should have declared."""

_OF_THE_RECORD = (("kinds", "kind"), ("kinds", "name"), ("rates", "rate"))
"""Parts of the record, and of what a message then says that it is unknown."""


class Damage:
    """What could not be read of a case file.

    Attributes
    ----------
    text : Text
        The file. Places that begin with a misspelt key also stand under the key that was meant.
    mistakes : list of Mistake
        The mistakes of shape, and keys that stand twice.
    replaced : set of Place
        Where something was left out, or put in.
    incomplete : set of Place
        Those of them without which what is around them cannot be judged.
    words : set of str
        The names that occur in what was left out.
    """

    def __init__(self, text: Text) -> None:
        self.text = replace(text, marks=dict(text.marks), keys=dict(text.keys))
        self.mistakes: list[Mistake] = [mistake for mistake, _ in text.doubles]
        self.replaced: set[Place] = set()
        self.incomplete: set[Place] = {mistake.place for mistake in self.mistakes}
        self.guessed: set[Place] = set()
        self.words: set[str] = set()
        for _, first in text.doubles:
            self.words.update(_names_in(first))

    def with_others(self, found: Iterable[Mistake]) -> list[Mistake]:
        """Return all mistakes, given those of the rest; after some of shape, without warnings and what only follows."""
        if not self.mistakes:
            return list(found)
        return [*self.mistakes, *(m for m in found if not m.is_warning and not self.explains(m))]

    # ------------------------------------------------------------ leaving out

    def mend(self, error: ValidationError, values: dict[str, Any]) -> None:
        """Report mistakes of shape, and change the values so that they can be read."""
        entries = error.errors()[:LIMIT]
        done: set[Place] = set()
        for entry in sorted(entries, key=lambda e: e["type"] != "extra_forbidden"):
            place, parent = _place_of(entry, values)
            missing = entry["type"] == "missing"
            if place in done or (missing and isinstance(parent, dict) and place[-1] in parent):
                continue
            done.add(place)
            if not self.within(place) and place not in self.guessed:
                self.mistakes.append(shape_mistake(entry, self.text))
            self.change(entry["type"], place, parent, values)

    def change(self, kind: str, place: Place, parent: Any, values: dict[str, Any]) -> None:
        """Put something that can be read in a place, or take out what stands there."""
        key: Any = place[-1]
        if kind == "missing":
            parent[key] = _actors_in(values) if place == ("actors",) else copy.deepcopy(_EMPTY[key])
            self.note(place)
            return
        old = parent[key]
        if kind == "extra_forbidden" and self.rename(place, parent):
            return
        self.words.update(_names_in(old))
        if kind == "extra_forbidden":
            self.words.add(key)
            self.incomplete.add(place[:2])
        repeated = place in self.replaced
        self.note(place, incomplete=kind != "probability")
        if place == ("actors",) and kind in _MAPPINGS:
            parent[key] = _named(old) or _actors_in(values)
        elif repeated or place in self.guessed or (found := _stand_in(kind, place, old)) is None:
            parent.pop(key)
        else:
            parent[key] = found

    def rename(self, place: Place, parent: dict[str, Any]) -> bool:
        """Read a misspelt key as the one that was meant, if that is plain."""
        key = str(place[-1])
        free = [name for name in keys_at(place[:-1]) if name not in parent]
        meant = difflib.get_close_matches(key, free, n=1, cutoff=0.6)
        if not meant or self.within(place):
            return False
        parent[meant[0]] = parent.pop(key)
        there = (*place[:-1], meant[0])
        self.guessed.add(there)
        for table in (self.text.marks, self.text.keys):
            table.update({(*there, *at[len(place) :]): mark for at, mark in table.items() if _begins(at, place)})
        return True

    def note(self, place: Place, *, incomplete: bool = True) -> None:
        """Remember that what stands in a place is not what was written."""
        self.replaced.add(place)
        if incomplete:
            self.incomplete.add(place)

    # ------------------------------------------------------------ what follows from that

    def within(self, place: Place) -> bool:
        """Tell whether a place is, or is in, something that was left out."""
        return any(place[:length] in self.replaced for length in range(len(place) + 1))

    def explains(self, mistake: Mistake) -> bool:
        """Tell whether a mistake in the rest may only follow from what was left out."""
        place, code = mistake.place, mistake.code
        if self.within(place):
            return True
        if code in _ABOUT_PARTS and any(_begins(at, place) and len(at) <= len(place) + 2 for at in self.incomplete):
            return True
        if code in _ABOUT_NAMES and set(_NAME.findall(mistake.message)) & self.unclear():
            return True
        if code in _ABOUT_NAMES and set(re.findall(r'"([^"]*)"', mistake.message)) & self.words:
            return True
        return self.of_a_section(mistake)

    def unclear(self) -> set[str]:
        """Return the names of entries of which others may say what cannot be judged."""
        return {
            str(name)
            for section, name, *rest in (at for at in self.incomplete if len(at) > 1)
            if section in _DECLARING and (not rest or rest[0] in _DECLARING[str(section)])
        }

    def of_a_section(self, mistake: Mistake) -> bool:
        """Tell whether a mistake may follow from a section that was left out, or from entries whose name is lost."""
        code, lost = mistake.code, {str(at[0]) for at in self.replaced if len(at) == 1}
        if any(at[:1] == ("evidence",) and at[2:] in ((), ("id",)) for at in self.replaced):
            lost.add("evidence")
        if "options" in lost and code in _ABOUT_LEVELS:
            return True
        if code in _ABOUT_START and any(at[:1] == ("status_quo",) for at in self.replaced):
            return True
        if code == "E011" and mistake.place == ("preferences",):
            return "actors" in lost
        if (length := _ABOUT_NEIGHBOURS.get(code)) is not None:
            return any(at[:length] == mistake.place[:length] for at in self.incomplete)
        if self.of_the_record(mistake):
            return True
        if code == "E040":
            return "preferences" in lost or any(at[:1] == ("questions",) for at in self.incomplete)
        return any(mistake.message.startswith(unknown) for section, unknown in _UNKNOWN.items() if section in lost)

    def of_the_record(self, mistake: Mistake) -> bool:
        """Tell whether a mistake may follow from a part of the record that was left out."""
        lost = {str(at[-1]) for at in self.replaced if at[:1] == ("record",) and len(at) < 3}
        if mistake.code == "E085" or "beside" in mistake.place:
            return bool(lost & {"record", "calendar"})
        return any(
            lost & {part, "record"} and mistake.message.startswith(f"unknown {what}") for part, what in _OF_THE_RECORD
        )


def document_of(text: Text) -> tuple[Document, Damage]:
    """Return a case file's values in their shape, and what could not be read of them.

    Parameters
    ----------
    text : Text
        The file, as read.

    Returns
    -------
    Document
        The values; where there were mistakes of shape, something neutral.
    Damage
        These mistakes, and what follows from them.

    Raises
    ------
    CaseError
        If too little can be read to go on.
    """
    damage = Damage(text)
    values = text.values if text.values is not None else {}
    for number in range(_MOST_ROUNDS):
        try:
            return Document.model_validate(values), damage
        except ValidationError as error:
            if not isinstance(values, dict):
                raise CaseError([shape_mistake(entry, text) for entry in error.errors()]) from None
            values = values if number else copy.deepcopy(values)
            damage.mend(error, values)
        if len(damage.mistakes) >= LIMIT:
            break
    raise CaseError(damage.mistakes)


def _place_of(entry: Any, values: Any) -> tuple[Place, Any]:
    """Return where in the values an entry of pydantic's list of errors is, and what it is a part of."""
    given: Place = tuple(part for part in entry["loc"] if part != "[key]")
    last = len(given) - (entry["type"] == "missing")
    place: list[Any] = []
    parent: Any = None
    value: Any = values
    for part in given[:last]:
        if not _has(value, part):
            return tuple(place), parent
        place.append(part)
        parent, value = value, value[part]
    return (given, value) if entry["type"] == "missing" else (tuple(place), parent)


def _has(value: Any, part: str | int) -> bool:
    return part in value if isinstance(value, dict) else isinstance(value, list) and isinstance(part, int)


def _stand_in(kind: str, place: Place, old: Any) -> Any:
    """Return what can be read where something of the wrong kind stood, None if the key is better taken out."""
    if kind == "probability":
        return _ANY_CHANCE
    if kind == "date":
        return datetime.date.min if place == ("as_of",) else datetime.date.max if "dates" in place[:-1] else None
    if kind in _MAPPINGS:
        return _named(old)
    return {"list_type": [], "string_type": ""}.get(kind)


def _named(written: Any) -> dict[str, None]:
    """Return a list of names as a mapping; empty if it is none."""
    return dict.fromkeys(item for item in written if isinstance(item, str)) if isinstance(written, list) else {}


def _actors_in(values: dict[str, Any]) -> dict[str, None]:
    """Return the actors that the options and preferences speak of."""
    options, preferences = (values.get(key) for key in ("options", "preferences"))
    owners = [str(name).partition(".")[0] for name in options] if isinstance(options, dict) else []
    return dict.fromkeys([*owners, *(preferences if isinstance(preferences, dict) else ())])


def _names_in(value: Any) -> Iterator[str]:
    """Yield every name that occurs in a value, keys included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names_in(item)
    elif isinstance(value, str):
        yield value
        yield from _NAME.findall(value)


def _begins(place: Place, other: Place) -> bool:
    return place[: len(other)] == other
