"""What hangs on rates, and on probabilities given as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class RateChange:
    """What another rate does to one chance.

    Attributes
    ----------
    policy, yardstick : str
        The chance of the yardstick's outcome, "seek" or "avoid", under the policy.
    factor : float
        By what the rate is multiplied.
    chance : float
        The chance then.
    change, error : float
        The chance then less the chance now, and the standard error of this difference over the same worlds.
    """

    policy: str
    yardstick: str
    factor: float
    chance: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class RateTurn:
    """Another rate at which another policy is best.

    Attributes
    ----------
    yardstick : str
    factor : float
        By what the rate is multiplied.
    now, then : str
        The best policy with the rates of the file, and with this one.
    lead, lead_error : float
        By how much `now` is better than `then` with the rates of the file, in the chance of the outcome, with the
        standard error of the difference over the same worlds.
    gain, gain_error : float
        By how much `then` is better than `now` with this rate.
    sure : bool
        Whether both differences are beyond twice their standard errors.
    """

    yardstick: str
    factor: float
    now: str
    then: str
    lead: float
    lead_error: float
    gain: float
    gain_error: float
    sure: bool


@dataclass(frozen=True, slots=True)
class RateEffect:
    """What hangs on one rate, all others as in the file.

    Attributes
    ----------
    name : str
        As in :class:`offramp.case.paces.Pace`.
    actor : str or None
        Whose decisions it drives, if any.
    low, high : float
        The rate in the file, per month; equal if it is one number.
    effect : float
        The greatest change of a yardstick's chance under the policy that is best by it.
    widest : float
        The greatest change of a yardstick's chance under any policy.
    changes : tuple of RateChange
        By policy, yardstick and factor.
    turns : tuple of RateTurn
        Where another policy is best.
    """

    name: str
    actor: str | None
    low: float
    high: float
    effect: float
    widest: float
    changes: tuple[RateChange, ...]
    turns: tuple[RateTurn, ...]


@dataclass(frozen=True, slots=True)
class RatesResult(Result):
    """What hangs on each rate of a case.

    Attributes
    ----------
    question : str
        The case's title.
    seek, avoid : str or None
        The judge's outcomes.
    yardsticks : tuple of str
        "seek", "avoid", or both; empty without a judge, and then all else is.
    factors : tuple of float
        By what each rate is multiplied.
    best : mapping of yardstick to policy
        With the rates of the file, in the worlds used here.
    now : mapping of yardstick to mapping of policy to float
        The chances with the rates of the file, in the worlds used here.
    rates : tuple of RateEffect
        The greatest effect first.
    unmet : tuple of str
        Rates that no play meets, under any policy in any world used here.
    still : tuple of str
        Rates of 0, which no factor changes.
    provenance : Provenance
    """

    question: str
    seek: str | None
    avoid: str | None
    yardsticks: tuple[str, ...]
    factors: tuple[float, ...]
    best: Mapping[str, str]
    now: Mapping[str, Mapping[str, float]]
    rates: tuple[RateEffect, ...]
    unmet: tuple[str, ...]
    still: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Varied:
    """One number that is drawn.

    Attributes
    ----------
    name : str
    kind : str
        "rate", or what a word of probability gives: "prior", "likelihood", "belief", "foresight" or "maybe".
    group : str
        See :class:`GroupShare`.
    low, high : float
        Its range: per month, or a probability.
    assumed : bool
        Whether the file gives one number, and the range is offramp's.
    """

    name: str
    kind: str
    group: str
    low: float
    high: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class GroupShare:
    """The share of a group of unknowns in the variance of a chance.

    Attributes
    ----------
    kind : str
        "actor", "clocks" or "window".
    group : str
        The actor, or the kind.
    unknowns : int
        How many numbers the group has.
    first, first_interval : float
        The first-order index: the share of the variance that knowing the group alone takes away on average; and half
        the width of its 95 % confidence interval. An estimate may be slightly below 0 or above 1.
    total, total_interval : float
        The total index: the share that is left on average if all but the group are known; and the same.
    """

    kind: str
    group: str
    unknowns: int
    first: float
    first_interval: float
    total: float
    total_interval: float


@dataclass(frozen=True, slots=True)
class ChanceSpread:
    """How far one chance spreads as the unknowns vary, and which groups of them spread it.

    Attributes
    ----------
    policy, yardstick : str
        The chance of the yardstick's outcome under the policy.
    mean, deviation : float
        Its mean and standard deviation.
    low, high : float
        The least and the greatest that were met.
    constant : bool
        Whether it does not vary at all; it then has no shares.
    groups : tuple of GroupShare
        The greatest total index first.
    """

    policy: str
    yardstick: str
    mean: float
    deviation: float
    low: float
    high: float
    constant: bool
    groups: tuple[GroupShare, ...]


@dataclass(frozen=True, slots=True)
class SobolResult(Result):
    """Which continuous unknowns spread the judge's chances.

    Attributes
    ----------
    question : str
        The case's title.
    seek, avoid : str or None
        The judge's outcomes.
    yardsticks : tuple of str
        "seek", "avoid", or both.
    unknowns : tuple of Varied
        What is drawn; empty if there is nothing to draw.
    left_out : tuple of str
        What has a range and is not drawn: words on statements of an actor whose completions are a sample.
    still : tuple of str
        Rates of 0, which stay 0.
    base : int
        How many points the sequence has.
    evaluations : int
        How many points were played in all: `base` times the number of groups and two.
    worlds : int
        How many worlds each point was played in.
    share : float
        The weight that these worlds have of all; nan if they are a sample.
    spreads : tuple of ChanceSpread
        By policy and yardstick.
    seed : int
        Of the sequence and of the intervals.
    provenance : Provenance
    """

    question: str
    seek: str | None
    avoid: str | None
    yardsticks: tuple[str, ...]
    unknowns: tuple[Varied, ...]
    left_out: tuple[str, ...]
    still: tuple[str, ...]
    base: int
    evaluations: int
    worlds: int
    share: float
    spreads: tuple[ChanceSpread, ...]
    seed: int
    provenance: Provenance
