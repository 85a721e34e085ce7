"""What holds in all, in some or in none of what is left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Share:
    """In how much of what is left open something holds.

    Attributes
    ----------
    verdict : str
        "all", "some" or "no": in how many of the cases looked at.
    share : float
        Their weight.
    error : float
        Standard error of the share; 0 if every case was looked at.
    against : float
        How much weight can speak against a verdict of "all" or "no" without having been seen: below this with 95 %
        confidence. 0 if every case was looked at, or if the verdict is "some".
    """

    verdict: str
    share: float
    error: float
    against: float


@dataclass(frozen=True, slots=True)
class HeldState:
    """A state, and in how many preference profiles it is stable.

    Attributes
    ----------
    id : int
        The state's number.
    label : str
        In words.
    levels : mapping of option or clock to level
        Its position.
    outcome : str
        Its outcome.
    equilibrium : mapping of concept to Share
        Stable for all; `mixed` is with every actor's own mixture of foresight, and is found only if all concepts are.
    stable : mapping of concept to mapping of actor to Share
        Stable for one.
    running : mapping of concept to tuple of float
        The share of the equilibria after the numbers of draws in `HoldsResult.marks`; only where profiles were drawn.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    equilibrium: Mapping[str, Share]
    stable: Mapping[str, Mapping[str, Share]]
    running: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class HoldsResult(Result):
    """Which states hold in all, some or no preference profiles.

    Attributes
    ----------
    answers : mapping of question to alternative
        The answers that were fixed; all others vary.
    orders : mapping of actor to int
        How many orders of the states each actor may have.
    profiles : float
        How many preference profiles there are: the product of these.
    looked_at : int
        How many different ones were judged as a whole, where a concept looks at the others; else all count.
    draws : int
        How many draws these come from; 0 if all were judged.
    marks : tuple of int
        After how many draws the running shares were taken; empty if nothing was drawn.
    status_quo : int or None
        The status quo's number.
    states : tuple of HeldState
        States that are equilibria in some profile, most likely first; always the status quo and those asked for.
    hidden : int
        How many more such states there are.
    counts : mapping of concept to mapping of verdict to int
        How many of all states are equilibria in all, some and no profiles.
    provenance : Provenance
        Its worlds are preference profiles.
    """

    answers: Mapping[str, str]
    orders: Mapping[str, int]
    profiles: float
    looked_at: int
    draws: int
    marks: tuple[int, ...]
    status_quo: int | None
    states: tuple[HeldState, ...]
    hidden: int
    counts: Mapping[str, Mapping[str, int]]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Certainty:
    """In how many worlds an outcome is certain, open or impossible under a policy.

    Attributes
    ----------
    policy, outcome : str
        Which.
    yardstick : str
        "seek" or "avoid".
    verdict : str
        "all" if the outcome is certain in all worlds, "no" if it is impossible in all, else "some".
    certain, open, impossible : float
        The weight of worlds in which its chance is 1, between, and 0.
    certain_error, open_error, impossible_error : float
        Their standard errors.
    against : float
        See :class:`Share`.
    """

    policy: str
    outcome: str
    yardstick: str
    verdict: str
    certain: float
    open: float
    impossible: float
    certain_error: float
    open_error: float
    impossible_error: float
    against: float


@dataclass(frozen=True, slots=True)
class CompletionRange:
    """How far an actor's open preferences alone can move a chance.

    Attributes
    ----------
    policy, outcome : str
        Whose chance.
    yardstick : str
        "seek" or "avoid".
    actor : str
        Whose preferences.
    given : mapping of question to alternative
        The answers about this actor that are fixed meanwhile; empty if they are held at their weights.
    weight : float
        The probability of these answers.
    index, index_error : float
        The share of the chance's variance that the completion accounts for beyond the answers (first-order index),
        and its standard error; nan if there are too few worlds to tell.
    telling : bool
        Whether the index is above 0 by more than two standard errors: completions differ beyond chance.
    expected : float
        The chance, expected over the actor's completions.
    low, high : float
        The least and the greatest expected chance given one of them, under each answer; nan if not `telling`. Of
        worlds that were drawn, the mean of each completion is first drawn towards that of all, by as much of its
        spread as is noise.
    low_error, high_error : float
        Standard errors of these two from drawing worlds.
    completions : int
        How many completions have any chance.
    unseen : int
        How many of them are in no world.
    fewest : int
        The number of worlds of the rarest of the others.
    thin : bool
        Whether there are too few worlds to tell.
    """

    policy: str
    outcome: str
    yardstick: str
    actor: str
    given: Mapping[str, str]
    weight: float
    index: float
    index_error: float
    telling: bool
    expected: float
    low: float
    high: float
    low_error: float
    high_error: float
    completions: int
    unseen: int
    fewest: int
    thin: bool


@dataclass(frozen=True, slots=True)
class CertaintyResult(Result):
    """Where outcomes are certain or impossible, and how far open preferences move their chances.

    Attributes
    ----------
    certainties : tuple of Certainty
        For every policy, by each yardstick.
    ranges : tuple of CompletionRange
        Greatest surplus over noise first; those that tell nothing last.
    provenance : Provenance
    """

    certainties: tuple[Certainty, ...]
    ranges: tuple[CompletionRange, ...]
    provenance: Provenance
