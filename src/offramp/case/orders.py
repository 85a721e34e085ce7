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
_PAIR = re.compile(r"\s*(\S.*?)\s+before\s+(\S.*?)\s*\Z", re.DOTALL)


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


def _pair(written: Any, names: Collection[str], place: Place, scope: Scope) -> tuple[int, int] | None:
    match = _PAIR.match(written) if isinstance(written, str) else None
    if match is None or " before " in match.group(2):
        hint = "write two names, such as `halt before talk`"
        scope.mistakes.append(scope.text.mistake("E012", "this does not say what comes first", place, hint=hint))
        return None
    sound = True
    for group in (1, 2):
        if match.group(group) not in names:
            hint, at = nearest(match.group(group), names), match.start(group)
            message, width = f'unknown name "{match.group(group)}"', match.end(group) - at
            scope.mistakes.append(scope.text.mistake("E021", message, place, hint=hint, at=at, width=width))
            sound = False
    if not sound:
        return None
    first, second = (list(names).index(match.group(group)) for group in (1, 2))
    if first == second:
        hint = "name two different things, or take it out"
        message = f"{match.group(1)} cannot come before itself"
        scope.mistakes.append(scope.text.mistake("E044", message, place, hint=hint))
        return None
    return first, second


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
