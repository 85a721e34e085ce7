"""What hangs on one actor as a whole: its answers, its open wants, its foresight and its beliefs together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from offramp.report.names import Names
from offramp.report.rounding import number, percent, plus_minus
from offramp.study.results import Decides
from offramp.study.results.hinges import Hinge

LEAST_SHARE = 0.005
NOISE = 0.1
"""A share is given if twice its sampling error is below the share itself, or below this."""
APART = ("question", "foresight", "beliefs", "completion")
"""Kinds of unknowns that do not overlap and do not depend on each other, so that their shares add up."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The actor on whom most hangs.

    Attributes
    ----------
    actor : str
    share, error : float
        Of the variance of a chance over worlds, with its standard error; 0 if it is not known.
    parts : int
        Of how many unknowns this is the sum, and so the least that hangs on the actor; 0 if it is the whole share.
    worlds : int
        How many worlds there are, if these are too few for the whole share; else 0.
    """

    actor: str
    share: float
    error: float
    parts: int
    worlds: int


def told(share: float, error: float) -> bool:
    """Tell whether there are worlds enough to give a share of everything about an actor."""
    return share == share and 2 * error <= max(share, NOISE)


def stands_out(hinge: Hinge) -> bool:
    """Tell whether the share of a single unknown can be told from noise."""
    return hinge.first >= LEAST_SHARE and not hinge.first < 2 * hinge.first_error


def of_hinges(hinges: Iterable[Hinge]) -> Whole | None:
    """Return the actor on whom most hangs, by the share of everything about it, or where there are too few worlds for
    that by the sum of the parts that can be told from noise; None if there are none.

    Parameters
    ----------
    hinges : iterable of Hinge
        The shares in the variance of one chance.
    """
    found: dict[str, Whole] = {}
    rows = list(hinges)
    for actor in dict.fromkeys(h.actor for h in rows if h.actor is not None):
        mine = [h for h in rows if h.actor == actor]
        parts = [h for h in mine if h.kind in APART and stands_out(h)]
        if parts:
            error = math.hypot(*(h.first_error for h in parts))
            share = min(sum(h.first for h in parts), 1.0)
            found[actor] = Whole(actor, share, error, len(parts), max(h.worlds for h in mine))
        for h in mine:
            if h.kind == "actor" and told(h.first, h.first_error) and h.first >= LEAST_SHARE:
                found[actor] = Whole(actor, h.first, h.first_error, 0, 0)
    return max(found.values(), key=lambda whole: whole.share, default=None)


def of_shares(shares: Iterable[Decides], names: Names) -> Whole | None:
    """Return the actor on whom most hangs by the sum of the shares of single unknowns; None if there are none.

    Parameters
    ----------
    shares : iterable of Decides
        The shares in the variance of one chance.
    names : Names
        Whom questions are about.
    """
    found: dict[str, list[Decides]] = {}
    for one in shares:
        actor = names.about.get(one.unknown) or one.unknown.partition(" of ")[2]
        if actor and one.share >= max(LEAST_SHARE, 2 * one.error):
            found.setdefault(actor, []).append(one)
    sums = [
        Whole(actor, min(sum(p.share for p in parts), 1.0), math.hypot(*(p.error for p in parts)), len(parts), 0)
        for actor, parts in found.items()
    ]
    return max(sums, key=lambda whole: whole.share, default=None)


def in_words(whole: Whole, names: Names) -> str:
    """Say how much hangs on an actor.

    Examples
    --------
    >>> in_words(Whole("prk", 0.79, 0.04, 3, 1035), Names(actors={"prk": "North Korea"}))
    'at least 79\\xa0% ±4.0 of the variance over worlds hangs on what is not known about North Korea'
    """
    least = "at least " if whole.parts else ""
    much = f"{least}{percent(whole.share)} {plus_minus(whole.error)}".strip()
    return f"{much} of the variance over worlds hangs on what is not known about {names.the(whole.actor)}"


def remark(whole: Whole) -> str:
    """Say why a share is a bound; nothing if it is none."""
    if not whole.parts:
        return ""
    few = f", for which {number(whole.worlds)} worlds are too few" if whole.worlds else ""
    return f"That is the sum of what each part does alone; what they do together comes on top{few}."
