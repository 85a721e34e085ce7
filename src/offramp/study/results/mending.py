"""What would mend a deal: changes of preference, additions, another scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two statements (or classes of states) whose order is reversed: `above` would come to matter more than `below`."""

    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A number of a party's scores that changes."""

    condition: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Change:
    """The fewest changes of a party's preference after which it holds to a deal, in one way that it leaves it.

    Attributes
    ----------
    actor : str
        Whose preference.
    weight : float
        Weight of the worlds in which it leaves the deal in ways that these changes mend.
    ways : int
        In how many of its distinct ways of deciding that is.
    world : mapping of question to alternative
        Its own alternatives, in the heaviest of these ways.
    concept : str
        How it looks ahead there.
    cost : float or None
        The fewest adjacent swaps; for scores, the least sum of changes. None if no change of preference mends it.
    reversals : tuple of tuple of Reversal
        For orders: every cheapest change, as the pairs it reverses.
    shifts : tuple of tuple of Shift
        For scores: cheapest changes, one for each least set of numbers that change.
    more : bool
        Whether there are further changes as cheap.
    """

    actor: str
    weight: float
    ways: int
    world: Mapping[str, str]
    concept: str
    cost: float | None
    reversals: tuple[tuple[Reversal, ...], ...]
    shifts: tuple[tuple[Shift, ...], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """An offer, and who promises it."""

    offer: str
    name: str
    promiser: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A set of promises, and what it does to a deal.

    Attributes
    ----------
    promises : tuple of Promise
        The promises.
    enforceable, error : float
        Weight of worlds in which the deal then holds, each promise counting only as far as it is reckoned with; and
        its standard error.
    """

    promises: tuple[Promise, ...]
    enforceable: float
    error: float


@dataclass(frozen=True, slots=True)
class Rescope:
    """Another target near the deal that holds as surely as is wanted.

    Attributes
    ----------
    id, label : the target
    changes : tuple of (option, level in the deal, level there)
        What differs.
    steps : int
        How many levels that is.
    enforceable : float
        Weight of worlds in which it holds.
    gains : bool
        Whether every party more likely gains by it than loses.
    """

    id: int
    label: str
    changes: tuple[tuple[str, str, str], ...]
    steps: int
    enforceable: float
    gains: bool


@dataclass(frozen=True, slots=True)
class Mending:
    """What would mend a deal.

    Attributes
    ----------
    wanted : float
        The weight of worlds in which the deal should hold.
    changes : tuple of Change
        The fewest changes of preference, heaviest first.
    unmended : float
        Weight of worlds in which a party leaves in ways that were not looked at.
    additions : tuple of Addition
        The smallest sets of promises with which the deal holds as surely as wanted, all of them; if none does, the
        smallest of those with which it holds most surely. Empty if nothing need be added, or nothing that is offered
        makes it hold more surely.
    reaches : bool
        Whether additions reach what is wanted, or nothing need be added.
    alone : tuple of Addition
        Each promise by itself, the one with which the deal holds most surely first.
    scope : tuple of Rescope
        The nearest targets that hold as surely as wanted, all of them; empty if there is none, or the deal does itself.
    """

    wanted: float
    changes: tuple[Change, ...]
    unmended: float
    additions: tuple[Addition, ...]
    reaches: bool
    alone: tuple[Addition, ...]
    scope: tuple[Rescope, ...]
