"""What actors may agree on: deals, their rungs, what could be added and how it is watched; and clauses."""

from __future__ import annotations

import datetime
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
class Happens:
    """That an event of one of some kinds happens."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A clause: what one actor is to keep, do or leave, and when.

    Exactly one of `keeps`, `does` and `forbids` is given.

    Attributes
    ----------
    by : str
        Who is bound.
    keeps : Expression or None
        What must hold of the levels, from `within` after the start on.
    does : tuple of str
        Kinds of events of which one must happen, by `within` after the start.
    forbids : tuple of str
        Kinds of events that must not happen more than `at_most` times.
    text : str
        Which of these, as written.
    at_most : int
        How many forbidden events are allowed.
    every : int or None
        In any so many days on end; None if in all the time it binds.
    excluding : tuple of str
        Kinds of events that do not count.
    unclear : tuple of str
        Kinds of events of which it is open whether they count. They count for nothing, but are disputed.
    starts : date or None
        The day it begins to bind, or that of the case if None.
    starts_on : Happens or None
        Or the day of the first such event.
    given : Expression or None
        While this does not hold, the clause does not bind.
    given_text : str or None
        That, as written.
    within : float
        Months from the start until it must hold or be done; 0 if at once.
    lasts : float or None
        Months from the start for which it binds; None if for good.
    until : Expression or Happens or None
        Once this holds or happens, the clause ends and has been kept if it was not broken.
    until_text : str or None
        That, as written.
    unless : Expression or Happens or None
        Once this holds or happens, its party is free.
    unless_text : str or None
        That, as written.
    unless_broken : tuple of str
        Other commitments. Once one of them is broken, the clause ends and its party is free.
    """

    id: str
    name: str
    by: str
    keeps: Expression | None
    text: str
    given: Expression | None
    given_text: str | None
    within: float
    lasts: float | None
    until: Expression | Happens | None
    until_text: str | None
    unless_broken: tuple[str, ...]
    cite: tuple[str, ...]
    does: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    at_most: int = 0
    every: int | None = None
    excluding: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    starts: datetime.date | None = None
    starts_on: Happens | None = None
    unless: Expression | Happens | None = None
    unless_text: str | None = None
