"""Mathematics of several opinions: how far they diverge, the variance of their mixture, where a ranking turns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

Floats = NDArray[np.float64]

TIE = 1e-9
"""Chances that differ by less are equal."""


def divergence(opinions: Floats, weights: Floats) -> float:
    """Return the Jensen-Shannon divergence of weighted distributions, in bits.

    It is the entropy of their mixture less the mean of their entropies (Lin 1991): what one draw from the mixture
    tells about whose distribution it came from.

    Parameters
    ----------
    opinions : (opinions, answers) float array
        Rows sum to 1.
    weights : (opinions,) float array
        They sum to 1.

    Returns
    -------
    float
        From 0, if all that have weight agree, to the entropy of the weights.

    Examples
    --------
    >>> divergence(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.5, 0.5]))
    1.0
    """
    bits = (entr(weights @ opinions).sum() - weights @ entr(opinions).sum(axis=1)) / np.log(2)
    return max(float(bits), 0.0)


def parts_of_variance(means: Floats, variances: Floats, weights: Floats) -> tuple[float, float]:
    """Return the parts of a mixture's variance: between its components, and within them (law of total variance).

    Parameters
    ----------
    means, variances, weights : (components,) float array
        Of each component; the weights sum to 1.
    """
    return float(weights @ (means - weights @ means) ** 2), float(weights @ variances)


def crossings(start: Floats, end: Floats) -> Floats:
    """Return where any two of several straight lines over [0, 1] cross, in ascending order.

    Parameters
    ----------
    start, end : (lines,) float array
        Their heights at 0 and at 1.

    Returns
    -------
    (crossings,) float array
        Inside the interval; crossings closer to one another than `TIE` are one.
    """
    one, two = np.triu_indices(len(start), k=1)
    first, last = start[one] - start[two], end[one] - end[two]
    change = (first * last < 0) & (np.minimum(abs(first), abs(last)) > 1e-12)
    found = np.sort(first[change] / (first[change] - last[change]))
    return np.asarray(found[np.diff(found, prepend=-1.0) > TIE])


def error_of_crossing(start: float, end: float, start_error: float, end_error: float) -> float:
    """Return how large the standard error of a crossing may be, to first order.

    The difference of two lines goes from `start` at 0 to `end` at 1, of the other sign; both are known with errors
    that may depend on one another.
    """
    return (abs(end) * start_error + abs(start) * end_error) / (start - end) ** 2


def effective(weight: Floats) -> float:
    """Return how many equally weighted worlds say as much as these do (Kish 1965)."""
    squares = float(weight @ weight)
    return float(weight.sum()) ** 2 / squares if squares > 0 else 0.0
