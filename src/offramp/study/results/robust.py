"""What the robust choice between policies finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a chance over worlds.

    Attributes
    ----------
    level : float
        The weight of worlds at or below it.
    value : float
        The least chance with at least that weight at or below it.
    low, high : float
        The quantiles two standard errors of the weight below `level` and above it (Woodruff 1952); `value` twice if
        nothing was sampled.
    """

    level: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Satisfied:
    """How often a policy is good enough.

    Attributes
    ----------
    level : float
        The chance of the outcome sought must be above it; that of the outcome to avoid below it.
    share : float
        The weight of the worlds where that is so.
    error : float
        Its standard error from sampling.
    """

    level: float
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class Spread:
    """One policy by one yardstick over all worlds.

    Attributes
    ----------
    policy, yardstick : str
        The yardstick is "seek" or "avoid".
    mean, error : float
        The expected chance of the yardstick's outcome, with its standard error from sampling.
    worst, best : float
        In the worst and the best of the worlds looked at; of the outcome to avoid the worst is the greatest chance.
    worst_answers : mapping of question to alternative
        What is true in the worst world; of several, in the one of the greatest weight.
    quantiles : tuple of Quantile
        At 5, 50 and 95 % of the weight of worlds.
    regret, regret_error : float
        What the best policy of each world would add on average (Savage 1951).
    regret_high : float
        Regret is at most this in 95 % of the weight of worlds.
    regret_worst : float
        In the worst world.
    first, first_error : float
        The weight of worlds in which the policy is best; a world with several best policies counts in equal parts.
    alone, alone_error : float
        The weight of worlds in which it is best and no other is.
    satisfied : tuple of Satisfied
        The weight of worlds in which it is good enough, level by level.
    """

    policy: str
    yardstick: str
    mean: float
    error: float
    worst: float
    best: float
    worst_answers: Mapping[str, str]
    quantiles: tuple[Quantile, ...]
    regret: float
    regret_error: float
    regret_high: float
    regret_worst: float
    first: float
    first_error: float
    alone: float
    alone_error: float
    satisfied: tuple[Satisfied, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which policies are best by one rule of choice.

    Attributes
    ----------
    yardstick, rule : str
        The rule is "mean", "maximin" (the best worst world; Wald 1950), "minimax regret" (Savage 1951), "regret in
        95 %" or "satisficing" (Simon 1956).
    level : float
        For satisficing, how good is good enough; nan for other rules.
    best : tuple of str
        The best policies; several if they tie: their merits differ by less than 0.0005.
    apart : bool
        Whether the rule tells policies apart: one is best alone, or those that tie are fewer than half of all.
    lead, lead_error : float
        By how much the first of `best` is better than the best of the others, nan if there are none; and the standard
        error of that difference over the same worlds, nan where the rule looks at single worlds.
    """

    yardstick: str
    rule: str
    level: float
    best: tuple[str, ...]
    apart: bool
    lead: float
    lead_error: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the rules agree by one yardstick.

    Attributes
    ----------
    yardstick : str
    rules : int
        How many rules tell policies apart.
    best : tuple of str
        The policies that are best by all of them; none if they disagree.
    """

    yardstick: str
    rules: int
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """Two policies compared world by world by one yardstick.

    Attributes
    ----------
    better, equal, worse : float
        The weight of worlds in which the first policy is better, equally good to within 1e-9, and worse.
    better_error, worse_error : float
        Standard errors from sampling.
    gain, gain_error : float
        By how much the first is better on average, with the standard error of that difference over the same worlds.
    """

    yardstick: str
    better: float
    equal: float
    worse: float
    better_error: float
    worse_error: float
    gain: float
    gain_error: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two policies compared.

    Attributes
    ----------
    first, second : str
        The policies.
    by : tuple of Against
        One for each yardstick.
    statewise : bool
        Whether the first is at least as good in every world looked at by all yardsticks, and better in one by one.
    pareto : bool
        Whether its mean is at least as good by all yardsticks, and better by one.
    """

    first: str
    second: str
    by: tuple[Against, ...]
    statewise: bool
    pareto: bool


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """A policy's place in the trade-off between the yardsticks.

    Attributes
    ----------
    policy : str
    means, errors : mapping of yardstick to float
        The expected chances, with their standard errors from sampling.
    frontier : bool
        Whether no other policy is better in the mean by one yardstick and at least as good by the others.
    beaten_by : tuple of str
        The policies that are.
    sure : bool
        Whether its place holds beyond two standard errors of the differences over the same worlds.
    """

    policy: str
    means: Mapping[str, float]
    errors: Mapping[str, float]
    frontier: bool
    beaten_by: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class RobustResult(Result):
    """Policies compared without trust in any one number.

    Attributes
    ----------
    question : str
        The case's title.
    seek, avoid : str or None
        The outcomes of the yardsticks.
    yardsticks : tuple of str
        Those the case has; empty without a judge, and then there is nothing to choose by.
    unseen : float
        With a probability of 95 %, worlds of a kind that the sample missed weigh less than this; so much may be worse
        than the worst. It counts draws by their weights, of worlds and of completions; of n equal ones it is nearly 3/n
        (the rule of three: Hanley and Lippman-Hand 1983). Of listed worlds, what was not played; 0 if all were.
    spreads : tuple of Spread
        Every policy by every yardstick.
    rules : tuple of Rule
    agreements : tuple of Agreement
        One for each yardstick.
    pairs : tuple of Pair
        Every pair once, in the order of the policies, or the other way round if the second dominates the first.
    frontier : tuple of Tradeoff
        Every policy.
    provenance : Provenance
    """

    question: str
    seek: str | None
    avoid: str | None
    yardsticks: tuple[str, ...]
    unseen: float
    spreads: tuple[Spread, ...]
    rules: tuple[Rule, ...]
    agreements: tuple[Agreement, ...]
    pairs: tuple[Pair, ...]
    frontier: tuple[Tradeoff, ...]
    provenance: Provenance
