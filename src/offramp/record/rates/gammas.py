"""A rate as a gamma distribution: judgement, record, both together, and what they lead one to expect."""

from __future__ import annotations

import math
from dataclasses import dataclass

WIDEST = 1e12
"""The greatest ratio of a range's ends that is fitted."""
SHAPES = 0.02, 1e9
"""The least shape and the greatest: of ranges wider than any in use, and of those that are a number."""


@dataclass(frozen=True, slots=True)
class Gamma:
    """A gamma distribution of a rate per month: as if `shape` events had been counted in `months`."""

    shape: float
    months: float

    @property
    def mean(self) -> float:
        """The expected rate."""
        return self.shape / self.months

    def quantile(self, share: float) -> float:
        """Return the rate below which the true one lies with a chance."""
        from scipy.stats import gamma

        return float(gamma.ppf(share, self.shape)) / self.months

    def after(self, count: int, months: float) -> Gamma:
        """Return the distribution once some events have been counted in some months (by conjugacy)."""
        return Gamma(self.shape + count, self.months + months)

    @property
    def told(self) -> tuple[float, float, float]:
        """Median and 90 percent range."""
        return self.quantile(0.5), self.quantile(0.05), self.quantile(0.95)


def from_range(low: float, high: float) -> Gamma:
    """Return the gamma distribution with these 5 and 95 percent quantiles.

    The ratio of the two depends on the shape alone and falls as it grows; it is solved for numerically.

    Parameters
    ----------
    low, high : float
        Above 0, `low` below `high`. Ends less than 1.0001 or more than 1e12 times apart are not told from those that
        are; `high` is met exactly then.
    """
    from scipy.optimize import brentq
    from scipy.stats import gamma

    wanted = math.log(min(high / low, WIDEST))

    def apart(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return float(math.log(gamma.ppf(0.95, shape)) - math.log(gamma.ppf(0.05, shape))) - wanted

    least, most = (math.log(shape) for shape in SHAPES)
    shape = math.exp(most if apart(most) >= 0 else brentq(apart, least, most, xtol=1e-12))
    return Gamma(shape, float(gamma.ppf(0.95, shape)) / high)


def from_count(count: int, months: float) -> Gamma:
    """Return what a count alone says of a rate: Jeffreys' prior (1946), updated."""
    return Gamma(count + 0.5, months)


def agreement(judged: Gamma, count: int, months: float) -> float:
    """Return how often a judgement would expect a count as far out as one, in either tail (prior predictive; Box 1980).

    Twice the chance of a count at least as small, or at least as large, whichever is less; at most 1.
    """
    from scipy.stats import nbinom

    share = judged.months / (judged.months + months)
    below, above = nbinom.cdf(count, judged.shape, share), nbinom.sf(count - 1, judged.shape, share)
    return float(min(1.0, 2 * min(below, above)))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What to expect of a count: its mean, its 10 and 90 percent quantiles, and the chance of none."""

    mean: float
    low: float
    high: float
    none: float


def ahead(known: Gamma, months: float) -> Ahead:
    """Return what to expect within some months: a negative binomial count (gamma-Poisson; Greenwood and Yule 1920)."""
    from scipy.stats import nbinom

    share = known.months / (known.months + months)
    low, high = (float(nbinom.ppf(q, known.shape, share)) for q in (0.1, 0.9))
    return Ahead(known.mean * months, low, high, float(nbinom.pmf(0, known.shape, share)))
