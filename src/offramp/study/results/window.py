"""How long the window stays open: rates, their doubt, and whether a path is done before it closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result
from offramp.study.results.recording import Coming, RecordProvenance


@dataclass(frozen=True, slots=True)
class RegimeRate:
    """A rate within one stretch of time.

    Attributes
    ----------
    regime, since, until : str
        Its name, first and last day.
    days, count : int
        Days it has, and days of them with an event (or a change).
    per_month, low, high : float
        The rate, with its exact 95 percent interval (Poisson; Garwood 1936). It holds if events are independent.
    dispersion : float or None
        Variance over mean of monthly counts, 1 if independent; None with fewer than 6 whole months.
    dispersion_p : float or None
        How often as much comes by chance if they are.
    """

    regime: str
    since: str
    until: str
    days: int
    count: int
    per_month: float
    low: float
    high: float
    dispersion: float | None
    dispersion_p: float | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """How long it takes from one event to the next, within one regime; the last gap is censored.

    Attributes
    ----------
    regime : str
        Which.
    count, censored : int
        Gaps that ended, and gaps cut off.
    mean, median, longest, variation : float
        Days; of the gaps that ended; `variation` is standard deviation over mean.
    exponential : float or None
        Mean days by an exponential fit.
    weibull_shape, weibull_low, weibull_high, weibull_scale : float or None
        A Weibull fit, the shape with its 95 percent interval: 1 if the time since the last event does not matter.
    exponential_p : float or None
        How often gaps from an exponential, rounded up to whole days, differ as much from one as these, by drawing with
        refitting (Lilliefors).
    aic : mapping of str to float
        Of each fit.
    survival : tuple of (float, float, float, float)
        Kaplan and Meier (1958): days, the share of gaps longer than that, and its 95 percent interval.
    """

    regime: str
    count: int
    censored: int
    mean: float
    median: float
    longest: float
    variation: float
    exponential: float | None
    weibull_shape: float | None
    weibull_low: float | None
    weibull_high: float | None
    weibull_scale: float | None
    exponential_p: float | None
    aic: Mapping[str, float]
    survival: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A rate inside some days and outside them.

    Attributes
    ----------
    beside : str
        What makes the days: a kind of calendar entry or event, or a named condition.
    inside, inside_days, outside, outside_days : int
        Counts and days.
    ratio, low, high : float or None
        The rate inside over that outside, common to all regimes, with its exact 95 percent interval (conditional
        binomial); infinite where nothing was counted outside; None where no regime has events, days inside and days
        outside.
    p : float or None
        How often a circular shift of the events of each regime gives as large a ratio or larger; keeps their
        clustering.
    """

    beside: str
    inside: int
    inside_days: int
    outside: int
    outside_days: int
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Combined:
    """Judgement and record, each alone and together, as gamma distributions of a rate per month.

    Attributes
    ----------
    expert, record, both : tuple of (float, float, float) or None
        Median and 90 percent range: of the judgement, of the record alone (Jeffreys), and of both; None if not given.
    weight : float or None
        The share of the record in both: its time over its time plus what the judgement is worth in time.
    agree : float or None
        How often the judgement would expect a count as far off as the record's; small if they contradict each other.
    """

    expert: tuple[float, float, float] | None
    record: tuple[float, float, float] | None
    both: tuple[float, float, float] | None
    weight: float | None
    agree: float | None


@dataclass(frozen=True, slots=True)
class Expected:
    """How many days with an event to expect, at the present regime's rate, doubt about the rate included.

    Attributes
    ----------
    days : int
        Within how many days.
    mean, low, high : float
        Expected, and the 80 percent range (gamma-Poisson).
    none : float
        The chance of none.
    """

    days: int
    mean: float
    low: float
    high: float
    none: float


@dataclass(frozen=True, slots=True)
class RateEstimate:
    """A rate of the case, estimated.

    Attributes
    ----------
    rate, name, of : str
        Its name in the file, in words, and what is counted.
    regimes : tuple of RegimeRate
        By regime; the last is the present one.
    gaps : tuple of Gaps
        By regime.
    contrasts : tuple of Contrast
        Beside exercises, talks, ...
    combined : Combined
        For the present regime.
    expected : tuple of Expected
        In 30, 90, 180 and 365 days.
    stated : str
        Where the case states such a rate (an actor's `reconsiders`, a clock, the window): that, in words; else empty.
    warnings : tuple of str
        What its use has against it, in words.
    """

    rate: str
    name: str
    of: str
    regimes: tuple[RegimeRate, ...]
    gaps: tuple[Gaps, ...]
    contrasts: tuple[Contrast, ...]
    combined: Combined
    expected: tuple[Expected, ...]
    stated: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """Whether a policy's path is done before the window closes, over time.

    Attributes
    ----------
    policy : str
        Which.
    done : mapping of str to float
        For each month the chance that the outcome sought has come about by then, the window having been open until
        it did.
    late : mapping of str to float
        For each month the chance that it has come about by then, but only after the window had once closed.
    open : mapping of str to float
        For each month the chance that it has not come about and the window has not closed yet.
    error : float
        The largest standard error of any of these.
    """

    policy: str
    done: Mapping[str, float]
    late: Mapping[str, float]
    open: Mapping[str, float]
    error: float


@dataclass(frozen=True, slots=True)
class WindowResult(Result):
    """How long the window stays open, and what is done before it closes.

    Attributes
    ----------
    record : RecordProvenance or None
        Of the rates; None if the case has no record.
    provenance : Provenance or None
        Of the completions; None if the case has no window or nothing to seek.
    seek : str or None
        The outcome sought.
    rates : tuple of RateEstimate
        The rates of the case.
    completions : tuple of Completion
        By policy, `no policy` first.
    coming : tuple of Coming
        What of the calendar has begun or is to come.
    """

    record: RecordProvenance | None
    provenance: Provenance | None
    seek: str | None
    rates: tuple[RateEstimate, ...]
    completions: tuple[Completion, ...]
    coming: tuple[Coming, ...]
