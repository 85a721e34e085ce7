"""What breaks a deal: who would leave it, when, what for, and who could punish that; with reasons to re-check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.stability import Verdict


@dataclass(frozen=True, slots=True)
class Sign:
    """An answer that goes with leaving.

    Attributes
    ----------
    actor : str
        Of a belief, who believes it; of what is true, empty.
    question, alternative : str
        The answer.
    share, usual : float
        Its share of the worlds in which the actor leaves, and of all worlds. Of a belief, only worlds count in which
        the actor looks at what the others want: in the others it has no need of one.
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
        deal did, in its own true order; and where the actor would make such a move of its own accord, if it decided
        next. Of moves that the actor likes equally, each counts in part. Where play has stopped nobody answers.
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
        How far up it moves in its own order, as the mean share of states passed: those as good as the deal's state, or
        better, and worse than where it goes.
    foresight : mapping of concept to float
        How it looks ahead in these worlds: shares.
    signs : tuple of Sign
        What is true, and what it believes, more often in these worlds than otherwise; most telling first.
    punishers : tuple of Punisher
        Every other actor, the readiest first.
    unpunished : float
        Share of these worlds in which nobody would answer so that it does not pay, whoever decided next.
    shares_error : float
        The largest standard error of the gain, of the shares of foresight, of what the punishers could and would do,
        and of what goes unpunished.
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
    shares_error: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """A reason why a party holds to a deal, or does not, in one of the ways it may decide.

    Attributes
    ----------
    weight : float
        Weight of the worlds in which it decides in this way.
    world : mapping of question to alternative
        What the party takes to be true; of itself, what is. Under a concept that does not look at what others want,
        what is said of others is nothing but an example.
    completions : mapping of actor to int
        Which completion of each actor's open preferences it reckons with, counted from 0.
    verdict : Verdict
        The verdict at the deal's state, under its concept, with its witness: stable if it holds to the deal.
    """

    weight: float
    world: Mapping[str, str]
    completions: Mapping[str, int]
    verdict: Verdict
