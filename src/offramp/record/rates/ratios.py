"""A rate inside some days over that outside: exact within strata, and against circular shifts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FARTHEST = 30.0
"""The largest logarithm of a ratio that is looked at."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Counts and days inside and outside, within a stretch of time whose rate outside is one."""

    inside: int
    inside_days: int
    outside: int
    outside_days: int

    @property
    def tells(self) -> bool:
        """Whether it says anything about a ratio."""
        return self.inside + self.outside > 0 and self.inside_days > 0 and self.outside_days > 0


def stratum(happened: Bools, inside: Bools) -> Stratum:
    """Count events and days, given day by day whether there was an event and whether the day is inside."""
    return Stratum(
        int((happened & inside).sum()), int(inside.sum()), int((happened & ~inside).sum()), int((~inside).sum())
    )


def ratio(strata: Sequence[Stratum], level: float = 0.95) -> tuple[float, float, float] | None:
    """Return the ratio of rates that is common to all strata, with its exact interval.

    Each stratum has a rate of its own; given how much was counted in each, the count inside is a sum of independent
    binomial counts that depends on the ratio alone (Gart 1970, for Poisson counts). The estimate is the ratio at which
    its mean is what was counted; the interval holds all ratios at which neither tail is below half of what is left.
    For one stratum these are the plain ratio and the conditional binomial interval (Clopper and Pearson 1934).

    Returns
    -------
    ratio, low, high : float
        Infinite where nothing was counted outside; None if no stratum has events, days inside and days outside.

    Notes
    -----
    Costs a few dozen convolutions of the strata's binomial distributions.
    """
    told = [s for s in strata if s.tells]
    if not told:
        return None
    most = sum(s.inside + s.outside for s in told)
    here = sum(s.inside for s in told)
    rest = (1 - level) / 2
    low = 0.0 if here == 0 else _root(lambda r: float(_inside(told, r)[here:].sum()) - rest)
    high = math.inf if here == most else _root(lambda r: rest - float(_inside(told, r)[: here + 1].sum()))
    if here in (0, most):
        return (low if here == 0 else high), low, high
    return _root(lambda r: _mean(told, r) - here), low, high


def _root(rising: Callable[[float], float]) -> float:
    """Return the ratio at which a rising function of its logarithm is 0."""
    from scipy.optimize import brentq

    return math.exp(brentq(rising, -FARTHEST, FARTHEST, xtol=1e-10))


def _share(own: Stratum, log_ratio: float) -> float:
    """Return the chance that an event of a stratum lies inside."""
    return 1 / (1 + math.exp(-log_ratio) * own.outside_days / own.inside_days)


def _mean(strata: Sequence[Stratum], log_ratio: float) -> float:
    return sum((s.inside + s.outside) * _share(s, log_ratio) for s in strata)


def _inside(strata: Sequence[Stratum], log_ratio: float) -> Floats:
    """Return the distribution of the count inside."""
    from scipy.signal import fftconvolve
    from scipy.stats import binom

    found = np.ones(1)
    for s in strata:
        count = s.inside + s.outside
        found = fftconvolve(found, binom.pmf(np.arange(count + 1), count, _share(s, log_ratio)))
    return np.maximum(found, 0.0)


def shift_p(stretches: Sequence[tuple[Bools, Bools]]) -> float:
    """Return how often as many events or more lie inside if they are shifted in a circle.

    Parameters
    ----------
    stretches : sequence of ((days,) bool array, (days,) bool array)
        Stretches of time: on which days there was an event, and which days are inside.

    Returns
    -------
    float
        The share of shifts, all of them equally likely and every stretch shifted by itself; none is drawn. Within a
        stretch a shift keeps the gaps between events, and so their clustering, but for the one cut at the end.

    Notes
    -----
    Costs a Fourier transform of each stretch.
    """
    from scipy.signal import fftconvolve

    observed, chances = 0, np.ones(1)
    for happened, inside in stretches:
        observed += int((happened & inside).sum())
        turned = np.fft.rfft(inside.astype(float)) * np.conj(np.fft.rfft(happened.astype(float)))
        counts = np.rint(np.fft.irfft(turned, len(happened))).astype(np.int64)
        chances = fftconvolve(chances, np.bincount(counts) / len(counts))
    return float(min(np.maximum(chances, 0.0)[observed:].sum(), 1.0))
