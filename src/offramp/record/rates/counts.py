"""Counts of rare events: exact intervals, and whether they come in clusters."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]

DRAWS = 1_999
"""How often is drawn to find how often something comes by chance."""
BLOCK = 1_000_000
"""How many numbers are drawn at a time."""
FEWEST_MONTHS = 6
"""From how many whole months on clustering is looked for."""


def dispersion(counts: Longs) -> float | None:
    """Return the variance of counts over their mean (Fisher's index), None for fewer than 6 or if all are 0."""
    if len(counts) < FEWEST_MONTHS or not counts.any():
        return None
    return float(counts.var(ddof=1) / counts.mean())


def dispersion_p(counts: Longs, days: Longs, seed: int, draws: int = DRAWS) -> float | None:
    """Return how often as much dispersion comes by chance if no day depends on another.

    Parameters
    ----------
    counts, days : (months,) int array
        Days with an event in each month, and days it has.
    seed : int
        For the drawing.
    draws : int
        How often to draw.

    Returns
    -------
    float or None
        (1 + draws with a dispersion at least as large) / (1 + draws); None where :func:`dispersion` is. A drawing
        spreads as many days over all days of these months, each set of days being equally likely.
    """
    observed = dispersion(counts)
    if observed is None:
        return None
    rng = np.random.default_rng(seed)
    far = 0
    for size in parts(draws, len(counts)):
        drawn = rng.multivariate_hypergeometric(days, int(counts.sum()), size=size, method="marginals")
        far += int(np.count_nonzero(drawn.var(axis=1, ddof=1) / counts.mean() >= observed * (1 - 1e-12)))
    return (1 + far) / (1 + draws)


def parts(draws: int, length: int) -> Iterator[int]:
    """Yield how many rows to draw at a time, so that some draws of a length take little memory."""
    each = max(1, BLOCK // length)
    for done in range(0, draws, each):
        yield min(each, draws - done)


def factor(low: float, high: float) -> float:
    """Return by which factor an interval's ends differ from its geometric middle; infinite if it begins at 0."""
    return math.sqrt(high / low) if low > 0 else math.inf
