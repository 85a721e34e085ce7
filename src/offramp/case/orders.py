"""What is known of an order: pairs of names of which the first comes before the second."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from offramp.case.mistakes import nearest
from offramp.case.naming import Scope
from offramp.case.reading import Place

MOST_NAMES = 24
"""How many things may be ordered in part."""
_WORD = re.compile(r"\S+")
_SEVERAL = re.compile(r",|\s(?:and|or)\s")


def known_order(written: Any, names: Sequence[str], place: Place, scope: Scope) -> tuple[tuple[int, int], ...]:
    """Resolve a list such as `[halt before talk, cut before talk]`; mistakes go to the scope.

    Parameters
    ----------
    written : object
        The list, as read.
    names : sequence of str
        The names it may use.
    place : Place
        Where it stands.
    scope : Scope
        For the mistakes.

    Returns
    -------
    tuple of (int, int)
        Pairs of positions in `names`, without circles.
    """
    if not isinstance(written, list):
        hint = "write a list, such as `known: [halt before talk]`; `known: []` if nothing is known"
        scope.mistakes.append(scope.text.mistake("E012", "a list of what is known is wanted here", place, hint=hint))
        return ()
    if len(names) > MOST_NAMES:
        hint = f"at most {MOST_NAMES} can be ordered in part; leave out what decides little, or split them in two"
        scope.mistakes.append(scope.text.mistake("E045", f"{len(names)} names to order", place, hint=hint, key=True))
        return ()
    found: list[tuple[int, int]] = []
    for number, item in enumerate(written):
        pair = _pair(item, names, (*place, number), scope)
        if pair is None or pair in found:
            continue
        if way := _way(pair[1], pair[0], found):
            circle = " before ".join(names[k] for k in (pair[0], *way))
            message, hint = f"an order in a circle: {circle}", "take one of these out"
            scope.mistakes.append(scope.text.mistake("E043", message, (*place, number), hint=hint))
            continue
        found.append(pair)
    return tuple(found)


def _pair(written: Any, names: Sequence[str], place: Place, scope: Scope) -> tuple[int, int] | None:
    spans = _two_names(written) if isinstance(written, str) else None
    if spans is None:
        hint = "write two names, such as `halt before talk`; one pair a line"
        scope.mistakes.append(scope.text.mistake("E012", "this does not say what comes first", place, hint=hint))
        return None
    first, second = (written[at:end] for at, end in spans)
    for name, (at, end) in zip((first, second), spans, strict=True):
        if name not in names:
            several = bool(_SEVERAL.search(name))
            hint = _one_pair(first, second) if several else nearest(name, names)
            scope.mistakes.append(
                scope.text.mistake("E021", f'unknown name "{name}"', place, hint=hint, at=at, width=end - at)
            )
    if first not in names or second not in names:
        return None
    if first == second:
        hint = "name two different things, or take it out"
        scope.mistakes.append(scope.text.mistake("E044", f"{first} cannot come before itself", place, hint=hint))
        return None
    return names.index(first), names.index(second)


def _one_pair(first: str, second: str) -> str:
    """Return a hint to write several pairs where one side, or both, holds several names."""
    sides = [[part.strip() for part in _SEVERAL.split(side) if part.strip()] for side in (first, second)]
    pairs = ", ".join(f"{one} before {other}" for one in sides[0] for other in sides[1])
    return f"one pair a line: write `known: [{pairs}]`"


def _two_names(written: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return where the names on both sides of the word `before` begin and end."""
    words = list(_WORD.finditer(written))
    at = [number for number, word in enumerate(words) if word.group() == "before"]
    if len(at) != 1 or not 0 < at[0] < len(words) - 1:
        return None
    return (words[0].start(), words[at[0] - 1].end()), (words[at[0] + 1].start(), words[-1].end())


def _way(start: int, end: int, pairs: Collection[tuple[int, int]]) -> tuple[int, ...]:
    """Return a way from one name to another along pairs, both included; empty if there is none."""
    ways: dict[int, tuple[int, ...]] = {start: (start,)}
    reached = [start]
    for at in reached:
        for first, second in pairs:
            if first == at and second not in ways:
                ways[second] = (*ways[at], second)
                reached.append(second)
    return ways.get(end, ())
