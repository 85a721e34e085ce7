"""What actors may agree on: deals, their rungs, what could be added and how it is watched; and clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from offramp.case.expressions import Choice, Expression
from offramp.case.probabilities import Probability


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder: levels of the parties' options, all those of the rungs below included."""

    id: str
    name: str
    levels: Mapping[str, int]
    about: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """How it is found out that an option is no longer where a deal has it.

    Attributes
    ----------
    detects : Probability
        The chance that one look finds it.
    every : float
        Months between looks.
    delay : float
        Months from finding out to the others' answer.
    by : str or None
        Who looks, or by what means.
    """

    detects: Probability
    every: float
    delay: float
    by: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could be added to a deal: what its receivers count it as, by who promises it.

    It is one of three kinds. A benefit is given to a receiver for as long as the receiver keeps its part: for it, that
    is one more statement (`above`), or a number of points in its scores (`points`). A guarantee commits its promiser
    to an answer (`keeps`). Watching (`watch`) finds out sooner.

    Attributes
    ----------
    to : tuple of str
        The parties that reckon with it.
    promisers : mapping of str to Probability
        For each actor that could promise it, the chance that a receiver reckons with the promise.
    above : int or None
        The position, among the statements of the receiver, of the one that it matters more than; their number if it
        matters less than all.
    points : float or None
        What it adds, if the receiver's preference is in scores.
    keeps : mapping of str to Choice or int
        For each option of the promiser the level it is held at.
    texts : mapping of str to str
        These as written.
    watch : mapping of str to Watch
        For options of the parties, how they would be watched.
    """

    id: str
    name: str
    about: str | None
    to: tuple[str, ...]
    promisers: Mapping[str, Probability]
    above: int | None
    points: float | None
    keeps: Mapping[str, Choice | int]
    texts: Mapping[str, str]
    watch: Mapping[str, Watch]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deals:
    """Which deals to look for.

    Attributes
    ----------
    between : tuple of str
        The parties.
    reach : str
        The outcome wanted.
    lasts : float or None
        How many months a deal runs; None if that is open.
    approval : mapping of str to {"veto", "voice"}
        Third parties that must find a deal no worse than none (veto), or whose view is told (voice).
    ladder : tuple of Rung
        Partial deals, one after the other.
    offers : tuple of Offer
        What could be added.
    watch : mapping of str to Watch
        For options of the parties, how they are watched.
    patience : mapping of str to float
        For each actor, the months after which a gain counts for 1/e of what it counts now.
    """

    between: tuple[str, ...]
    reach: str
    lasts: float | None = None
    approval: Mapping[str, Literal["veto", "voice"]] = field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()
    offers: tuple[Offer, ...] = ()
    watch: Mapping[str, Watch] = field(default_factory=dict)
    patience: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A clause: what one actor is to keep, and when.

    Attributes
    ----------
    by : str
        Who is bound.
    keeps : Expression
        What must hold.
    text : str
        That, as written.
    given : Expression or None
        While this does not hold, the clause does not bind.
    given_text : str or None
        That, as written.
    within : float
        Months from the start until it must hold; 0 if at once.
    lasts : float or None
        Months from the start for which it binds; None if for good.
    until : Expression or None
        Once this holds, the clause ends.
    until_text : str or None
        That, as written.
    unless_broken : tuple of str
        Other commitments. Once one of them is broken, the clause ends and its party is free.
    """

    id: str
    name: str
    by: str
    keeps: Expression
    text: str
    given: Expression | None
    given_text: str | None
    within: float
    lasts: float | None
    until: Expression | None
    until_text: str | None
    unless_broken: tuple[str, ...]
    cite: tuple[str, ...]
