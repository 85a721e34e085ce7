"""How long it takes from one event to the next: fits, and whether the time since the last one matters."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.record.rates.counts import DRAWS, parts

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST = 5
"""From how many gaps that ended on anything is fitted."""


@dataclass(frozen=True, eq=False)
class Waits:
    """Days from each event to the next, all at least 1; and, of the last event, days since without one, 0 if none."""

    ended: Longs
    cut: int

    @property
    def durations(self) -> Floats:
        """All of them, the one that was cut off last, if there is one."""
        return np.append(self.ended, [self.cut] if self.cut else []).astype(np.float64)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Whether each of them ended."""
        return np.append(np.ones(len(self.ended), dtype=bool), [False] if self.cut else []).astype(bool)


def waits(happened: NDArray[np.bool_]) -> Waits:
    """Return the gaps of a stretch of time, given day by day whether there was an event.

    The time before the first event is no gap, as nobody knows when it began. The last gap is censored.
    """
    days = np.flatnonzero(happened)
    return Waits(np.diff(days), int(len(happened) - 1 - days[-1]) if len(days) else 0)


@dataclass(frozen=True, slots=True)
class Fits:
    """Fits by maximum likelihood, the last gap censored.

    Attributes
    ----------
    exponential : float
        Mean days.
    shape, low, high, scale : float
        Of a Weibull; the shape with its 95 percent interval, symmetric on a logarithmic scale.
    aic : dict of str to float
        Akaike's criterion (1974) of each fit.
    """

    exponential: float
    shape: float
    low: float
    high: float
    scale: float
    aic: dict[str, float]


def fits(found: Waits) -> Fits | None:
    """Fit an exponential and a Weibull to gaps with lifelines; None for fewer than 5, or if all are the same."""
    if len(found.ended) < FEWEST or len(np.unique(found.ended)) < 2:
        return None
    from lifelines import ExponentialFitter, WeibullFitter
    from lifelines.exceptions import ConvergenceError

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # lifelines tries parameters on the way at which logarithms overflow; what it ends with is looked at below
        warnings.simplefilter("ignore")
        try:
            plain = ExponentialFitter().fit(found.durations, found.seen)
            bent = WeibullFitter().fit(found.durations, found.seen)
        except ConvergenceError:
            return None
        error = float(bent.summary.loc["rho_", "se(coef)"])
    shape = float(bent.rho_)
    if not (math.isfinite(error) and error > 0):
        return None
    wide = math.exp(1.959963984540054 * error / shape)
    aic = {"exponential": float(plain.AIC_), "weibull": float(bent.AIC_)}
    return Fits(float(plain.lambda_), shape, shape / wide, shape * wide, float(bent.lambda_), aic)


def survival(found: Waits) -> tuple[tuple[float, float, float, float], ...]:
    """Return days, the share of gaps longer than that, and its 95 percent interval, by lifelines.

    The share is that of Kaplan and Meier (1958), the interval exponential Greenwood (Hosmer and Lemeshow 1999).
    """
    if len(found.ended) == 0:
        return ()
    from lifelines import KaplanMeierFitter

    with np.errstate(divide="ignore", invalid="ignore"):  # where the share is 1 or 0 its logarithm has none
        fitted = KaplanMeierFitter().fit(found.durations, found.seen)
    share = fitted.survival_function_.iloc[:, 0]
    low, high = (fitted.confidence_interval_.iloc[:, column] for column in (0, 1))
    return tuple(
        (float(day), float(s), float(a), float(b))
        for day, s, a, b in zip(share.index, share, low, high, strict=True)
        if day > 0
    )


def exponential_p(ended: Longs, seed: int, draws: int = DRAWS) -> float | None:
    """Return how often gaps without memory lie as far from an exponential as some, by drawing (Lilliefors 1969).

    Gaps are whole days. One without memory is then geometric: an exponential, rounded up. The distance is the largest
    between the gaps' distribution and the geometric with their mean; each drawing is compared with its own mean. Given
    how many there were, gaps that ended are alike whenever the watching stopped; so the censored one is left out.

    Returns
    -------
    float or None
        (1 + draws at least as far) / (1 + draws); None for fewer than 5 gaps.
    """
    if len(ended) < FEWEST:
        return None
    observed = float(_distance(ended[None, :])[0])
    rng = np.random.default_rng(seed)
    far = 0
    for size in parts(draws, len(ended)):
        drawn = rng.geometric(1 / ended.mean(), (size, len(ended)))
        far += int(np.count_nonzero(_distance(drawn) >= observed - 1e-12))
    return (1 + far) / (1 + draws)


def _distance(gaps: Longs) -> Floats:
    """Return the largest distance between each row's distribution and the geometric with its mean."""
    count = gaps.shape[1]
    ordered = np.sort(gaps, axis=1)
    stays = 1 - 1 / ordered.mean(axis=1, keepdims=True)
    rank = np.arange(count)
    above = (rank + 1) / count - (1 - stays**ordered)
    below = (1 - stays ** (ordered - 1)) - rank / count
    return np.asarray(np.maximum(above.max(axis=1), below.max(axis=1)))
