"""What detection and patience a deal takes so that nobody gains by cheating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cheat:
    """A breach, of one move or several, by which a party would gain until it is found out.

    Attributes
    ----------
    move : str
        What changes in all.
    option : str
        The watched option whose watching gives the answer most weight, or, without a stated patience, finds it out
        soonest on average; empty if nothing watches it.
    gain, loss : float
        Its value while it lasts less the deal's, and the deal's less the value after the answer; per month.
    weight_needed : float
        How much what comes after the answer must weigh, in [0, 1], so that it does not pay: gain / (gain + loss);
        1 or above, or infinite, if no patience is enough.
    weight : float
        How much it does weigh, by the case's watching and patience: 0 if it is never found out. nan if the case states
        no watching at all, or watches it but does not state the party's patience.
    patience_needed : float
        The least patience, in months, given the watching; nan if none is enough or nothing watches.
    detection_needed : float
        The least chance that one look finds it, given the looks' frequency, the delay and patience; nan if none is
        enough, nothing watches or no patience is stated.
    delay_allowed : float
        The longest delay of the answer, in months, given the rest; nan likewise.
    pays : bool or None
        Whether it pays; None if that depends on what the case does not state.
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
        For cardinal values: the states of more value than the deal that its own moves lead to, one or several; those
        that pay come first, then by the weight needed. The first 12.
    gainful : int
        How many of these there are in all.
    never, some, none : float
        Weight of worlds in which its own moves lead nowhere that it ranks above the deal; in which they do, and the
        answer to each leaves it below the deal, so that some patience would do if it is found out, how much an order
        cannot say; in which no patience would.
    error : float
        The largest standard error of these three, from sampling worlds.
    safe_step : int or None
        The largest number of level changes of the others, towards the deal at once, after which it does not gain by
        cheating rather than going on to the deal, this party having done its whole part. None if that cannot be said:
        its preference has no size, no watching or patience is stated, or there are too many points to look at.
    steps : int
        How many level changes of the others there are in all.
    """

    cardinal: bool
    cheats: tuple[Cheat, ...]
    gainful: int
    never: float
    some: float
    none: float
    error: float
    safe_step: int | None
    steps: int


@dataclass(frozen=True, slots=True)
class Patience:
    """What detection and patience a deal takes.

    Attributes
    ----------
    parties : mapping of actor to PartyPatience
        What keeps each party.
    offers : mapping of offer to mapping of actor to bool
        For each offer of watching and each party that it is offered to and of which it can be said: whether no breach
        pays any more if that party reckons with that watching beside the case's. The better of the two counts.
    """

    parties: Mapping[str, PartyPatience]
    offers: Mapping[str, Mapping[str, bool]]
