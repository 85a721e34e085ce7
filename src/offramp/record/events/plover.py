"""PLOVER's types of events, and the quad class of each, after the sections of its manual 0.8 (2021)."""

from __future__ import annotations

from offramp.record.events.cells import NOTHING, Unreadable, shown

TYPES = {
    **dict.fromkeys(("agree", "consult", "support", "concede"), 1),
    **dict.fromkeys(("cooperate", "aid", "retreat"), 2),
    **dict.fromkeys(("request", "accuse", "reject", "threaten"), 3),
    **dict.fromkeys(("protest", "sanction", "mobilize", "coerce", "assault"), 4),
}
"""The quad class of each of the 16 types. (A table of the manual has sanction as verbal; its own section does not.)"""
OLDER = {"investigate": 2, "demand": 3, "disapprove": 3, "crime": 4, "fight": 4}
"""Types of earlier drafts, which files still have."""
KNOWN = TYPES | OLDER

_WORDS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
QUADS = {key: number for number, words in enumerate(_WORDS, 1) for key in (words, str(number), f"q{number}")}


def kind_of(cell: str) -> str:
    """Return a type in lower case.

    Raises
    ------
    Unreadable
        If PLOVER has no such type.
    """
    name = cell.strip().lower()
    if name not in KNOWN:
        raise Unreadable(f"{shown(cell)} is no type of PLOVER, which are {', '.join(TYPES)}")
    return name


def quad_of(cell: str, kind: str) -> int:
    """Return the quad class that a cell gives, or that of the type if it gives none.

    Raises
    ------
    Unreadable
        If it gives another thing.
    """
    if cell in NOTHING:
        return KNOWN[kind]
    quad = QUADS.get(cell.strip().lower().replace("_", " "))
    if quad is None:
        raise Unreadable(f"{shown(cell)} is no quad class, such as VERBAL CONFLICT")
    return quad


def joined(names: list[str]) -> str:
    """Return several actors as one: each once, in the order given, with `; ` between."""
    return "; ".join(dict.fromkeys(name for name in names if name not in NOTHING))
