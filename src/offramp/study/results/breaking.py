"""What breaks a deal: who would leave it, when, what for, and who could punish that; with reasons to re-check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.stability import Verdict


@dataclass(frozen=True, slots=True)
class Sign:
    """An answer that goes with leaving: its share of the worlds in which the actor leaves, and of all worlds.

    For a belief, `actor` is who believes it; for what is true it is empty.
    """

    actor: str
    question: str
    alternative: str
    share: float
    usual: float


@dataclass(frozen=True, slots=True)
class Punisher:
    """Who could answer a party that leaves.

    Attributes
    ----------
    actor : str
        Who.
    could, would : float
        Shares of the worlds in which the party leaves where one move of this actor would leave it no better than the
        deal did; and where the actor would make such a move of its own accord.
    """

    actor: str
    could: float
    would: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """Who would leave a deal, and by what move.

    Attributes
    ----------
    actor, move : str
        Who, and what changes.
    to : int
        The state it moves to.
    weight, error : float
        Weight of worlds in which it does, and its standard error.
    gain : float
        How far up it moves in its own order, as the mean share of states passed.
    foresight : mapping of concept to float
        How it looks ahead in these worlds: shares.
    signs : tuple of Sign
        What is true, and what it believes, more often in these worlds than otherwise; most telling first.
    punishers : tuple of Punisher
        Who could answer.
    unpunished : float
        Share of these worlds in which nobody would answer so that it does not pay.
    """

    actor: str
    move: str
    to: int
    weight: float
    error: float
    gain: float
    foresight: Mapping[str, float]
    signs: tuple[Sign, ...]
    punishers: tuple[Punisher, ...]
    unpunished: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """A reason why a party holds to a deal, or does not, in one of the ways it may decide.

    Attributes
    ----------
    weight : float
        Weight of the worlds in which it decides in this way.
    world : mapping of question to alternative
        What the party takes to be true; of itself, what is.
    completions : mapping of actor to int
        Which completion of each actor's preferences it reckons with.
    verdict : Verdict
        The verdict at the deal's state, under its concept, with its witness: stable if it holds to the deal.
    """

    weight: float
    world: Mapping[str, str]
    completions: Mapping[str, int]
    verdict: Verdict
