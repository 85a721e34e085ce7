"""What detection and patience a deal takes so that nobody gains by cheating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cheat:
    """A move by which a party would gain until it is found out.

    Attributes
    ----------
    move : str
        What changes.
    option : str
        The watched option whose watching finds it out soonest; empty if nothing watches it.
    gain, loss : float
        Its value while it lasts less the deal's, and the deal's less the value after the answer; per month.
    weight_needed : float
        How much what comes after the answer must weigh, in [0, 1], so that it does not pay: gain / (gain + loss);
        above 1 if no patience is enough.
    weight : float
        How much it does weigh, by the case's watching and patience; nan if the case states none.
    patience_needed : float
        The least patience, in months, given the watching; nan if none is enough or nothing watches.
    detection_needed : float
        The least chance that one look finds it, given the looks' frequency, the delay and patience; nan likewise.
    delay_allowed : float
        The longest delay of the answer, in months, given the rest; nan likewise.
    pays : bool or None
        Whether it pays; None if that cannot be said.
    """

    move: str
    option: str
    gain: float
    loss: float
    weight_needed: float
    weight: float
    patience_needed: float
    detection_needed: float
    delay_allowed: float
    pays: bool | None


@dataclass(frozen=True, slots=True)
class PartyPatience:
    """What keeps one party from cheating.

    Attributes
    ----------
    cardinal : bool
        Whether its preference has size.
    cheats : tuple of Cheat
        For cardinal values: its gainful moves, the most tempting first.
    never, some, none : float
        Weight of worlds in which it has no move that it ranks above the deal; in which it has, and the answer to each
        can be worse than the deal, so that some patience would do; in which no patience would.
    safe_step : int or None
        The largest number of level changes of the others, towards the deal at once, after which it still does not gain
        by cheating; None if that cannot be said.
    steps : int
        How many level changes of the others there are in all.
    """

    cardinal: bool
    cheats: tuple[Cheat, ...]
    never: float
    some: float
    none: float
    safe_step: int | None
    steps: int


@dataclass(frozen=True, slots=True)
class Patience:
    """What detection and patience a deal takes; `offers` says which offers' watching would be enough for whom."""

    parties: Mapping[str, PartyPatience]
    offers: Mapping[str, Mapping[str, bool]]
