"""Intervals of rates and of shares, from counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def garwood(count: int, exposure: float, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson rate (Garwood 1936).

    Parameters
    ----------
    count : int
        Events counted.
    exposure : float
        The time they were counted in, above 0.
    level : float
        How often such an interval holds the true rate, at least.

    Returns
    -------
    low, high : float
        Per unit of the exposure; `low` is 0 if nothing was counted.
    """
    from scipy.stats import chi2

    rest = (1 - level) / 2
    low = float(chi2.ppf(rest, 2 * count)) / 2 if count else 0.0
    return low / exposure, float(chi2.ppf(1 - rest, 2 * count + 2)) / 2 / exposure


def jeffreys(hits: ArrayLike, number: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the interval of shares by Jeffreys' prior (Brown, Cai and DasGupta 2001).

    Parameters
    ----------
    hits, number : int or (n,) array of int
        How many of how many, which are more than none.
    level : float
        How much of the posterior lies within, as much on either side left out.

    Returns
    -------
    low, high : float array
        Of the shape of `hits`; quantiles of Beta(k + 1/2, n - k + 1/2), but 0 where none hit, and 1 where all did.

    Examples
    --------
    >>> low, high = jeffreys([0, 5, 10], [10, 10, 10], 0.9)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.262, 0.829], [0.171, 0.738, 1.0])
    """
    from scipy.special import betaincinv

    came, of = np.asarray(hits, float), np.asarray(number, float)
    low = betaincinv(came + 0.5, of - came + 0.5, (1 - level) / 2)
    high = betaincinv(came + 0.5, of - came + 0.5, (1 + level) / 2)
    return np.where(came == 0, 0.0, low), np.where(came == of, 1.0, high)
