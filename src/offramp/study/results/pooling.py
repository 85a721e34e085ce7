"""What pooling the judgements of several analysts finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Chance, Provenance, Result


@dataclass(frozen=True, slots=True)
class PooledAnalyst:
    """One analyst.

    Attributes
    ----------
    name : str
        What the analyst is called here.
    weight : float
        The share of the pool; the weights sum to 1.
    provenance : Provenance
        The analyst's case and worlds.
    """

    name: str
    weight: float
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PooledQuestion:
    """A question as each analyst and the pool answer it.

    Attributes
    ----------
    question, about, ask : str
        The question, the actor it is about, and in words.
    analysts : mapping of analyst to mapping of alternative to float
        Each analyst's posterior.
    pool : mapping of alternative to float
        The pool's: the weighted mean.
    spread : mapping of alternative to float
        Greatest posterior among the analysts less the least.
    divergence : float
        Jensen-Shannon divergence of the posteriors by the analysts' weights, in bits; 0 if they agree, at most the
        entropy of the weights.
    actors : mapping of actor to float
        For each actor that does not know the answer, the greatest spread between what the analysts say it believes.
    """

    question: str
    about: str
    ask: str
    analysts: Mapping[str, Mapping[str, float]]
    pool: Mapping[str, float]
    spread: Mapping[str, float]
    divergence: float
    actors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PooledActor:
    """In what the analysts differ about an actor, other than the questions.

    Attributes
    ----------
    actor : str
    preferences : bool
        Whether they differ about its preferences, given the answers to the questions: statements, their order, the
        chances that it holds them.
    foresight : bool
        Whether they differ about the chances of its concepts.
    rate : bool
        Whether they differ about how often it decides, or how it chooses.
    beliefs : bool
        Whether they differ about what it believes of the others.
    """

    actor: str
    preferences: bool
    foresight: bool
    rate: bool
    beliefs: bool


@dataclass(frozen=True, slots=True)
class PooledChance:
    """The chance of an outcome under a policy, by each analyst and in the pool.

    Attributes
    ----------
    policy, outcome : str
    analysts : mapping of analyst to Chance
    pool : Chance
        The weighted mean; `low` and `high` over the worlds of all analysts of weight; `error` is at most so large.
    spread : float
        Greatest chance among the analysts less the least.
    between, within : float
        The parts of the variance of the chance over the pool's worlds: of the analysts' means, and the mean of the
        variances over each one's own worlds. They sum to the whole.
    """

    policy: str
    outcome: str
    analysts: Mapping[str, Chance]
    pool: Chance
    spread: float
    between: float
    within: float


@dataclass(frozen=True, slots=True)
class Leader:
    """The best policy by one yardstick.

    Attributes
    ----------
    policy : str
        The best; of equals, the one better by the other yardstick, then the first in the file.
    chance : float
        Of the yardstick's outcome under it.
    next : str or None
        The next best; None if there is no other.
    lead : float
        By how much the next best is worse; nan if there is none.
    error : float
        Standard error of the lead from sampling, over the same worlds; of the pool's lead it is at most so large.
    """

    policy: str
    chance: float
    next: str | None
    lead: float
    error: float


@dataclass(frozen=True, slots=True)
class PooledBest:
    """The best policy by a yardstick, for each analyst and for the pool.

    Attributes
    ----------
    yardstick : str
        "seek" or "avoid".
    outcome : str
        The yardstick's outcome.
    analysts : mapping of analyst to Leader
    pool : Leader
    loss : mapping of analyst to float
        How much worse the chance is in the pool's worlds under the analyst's best policy than under the pool's.
    loss_error : mapping of analyst to float
        The standard error of the loss from sampling is at most so large.
    """

    yardstick: str
    outcome: str
    analysts: Mapping[str, Leader]
    pool: Leader
    loss: Mapping[str, float]
    loss_error: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Swap:
    """An analyst's best policy with another's answer to one question put in the place of its own.

    Attributes
    ----------
    analyst, other : str
        Whose worlds they are, and whose beliefs are put into them.
    question : str or None
        The question; None for all of them at once.
    yardstick : str
        "seek" or "avoid".
    now, then : str
        The analyst's best policy as it is, and after. They are the same where the gain is nothing.
    gain : float
        How much better the chance then is under the new best policy than under the old.
    error : float
        Standard error of the gain from sampling, over the same worlds.
    """

    analyst: str
    other: str
    question: str | None
    yardstick: str
    now: str
    then: str
    gain: float
    error: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A weight of one analyst at which the pool's best policy changes, the others keeping their proportions.

    Attributes
    ----------
    yardstick : str
        "seek" or "avoid".
    analyst : str
        Whose weight.
    now, at : float
        The weight as it is, and where the two policies are equally good.
    error : float
        The standard error of `at` from sampling is, to first order, at most so large.
    below, above : str
        The pool's best policy under a smaller weight, and under a greater.
    """

    yardstick: str
    analyst: str
    now: float
    at: float
    error: float
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class PoolResult(Result):
    """What several analysts make of one standoff, their pool, and whether their disagreements matter.

    Attributes
    ----------
    question : str
        The title of the case.
    seek, avoid : str or None
        The outcomes of the judge.
    analysts : tuple of PooledAnalyst
        In alphabetical order, as everywhere in this result.
    questions : tuple of PooledQuestion
        In the order of the file.
    actors : tuple of PooledActor
        In the order of the file.
    clocks, window : bool
        Whether the analysts differ about how clocks advance, or when the window closes.
    chances : tuple of PooledChance
        Every policy and every outcome, `none of these` last.
    best : tuple of PooledBest
        One for each yardstick.
    swaps : tuple of Swap
        Every ordered pair of analysts and every question on which they differ; then all questions at once.
    turns : tuple of Turn
        By yardstick, analyst and weight.
    method : str
        In a few sentences.
    """

    question: str
    seek: str | None
    avoid: str | None
    analysts: tuple[PooledAnalyst, ...]
    questions: tuple[PooledQuestion, ...]
    actors: tuple[PooledActor, ...]
    clocks: bool
    window: bool
    chances: tuple[PooledChance, ...]
    best: tuple[PooledBest, ...]
    swaps: tuple[Swap, ...]
    turns: tuple[Turn, ...]
    method: str
