"""Days on which a rate changed: binary segmentation by likelihood ratio, with p-values by drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

LEAST = 30
"""The fewest days between two changes, and between a change and either end."""
DRAWS = 999
LEVEL = 0.05
MOST_DAYS = 40_000
_AT_ONCE = 100
"""How many orders are drawn at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of rate.

    Attributes
    ----------
    day : int
        The first day of the new rate, counted from 0.
    before, after : float
        Events per day on each side, up to the next change or the end.
    p : float
        How often a change at least as large comes when days are drawn in any order.
    """

    day: int
    before: float
    after: float
    p: float


def change_points(
    counts: Counts, *, least: int = LEAST, draws: int = DRAWS, level: float = LEVEL, seed: int = 0
) -> tuple[Change, ...]:
    """Return where the rate of events per day changes, in order.

    Of all days at which a stretch may be cut, the one with the largest likelihood ratio of two Poisson rates against
    one is taken (Worsley 1986). It is kept if its p-value is at most `level`; then both parts are searched in the same
    way (binary segmentation, Scott and Knott 1974; Vostrikova 1981). At a constant rate days are exchangeable: the
    p-value is the share of drawn orders of the days, the observed one included, whose largest ratio is as large. So
    with a constant rate any change at all is found with a chance of at most `level`, whatever the distribution of
    counts within a day; days that depend on each other (clusters) make it find more.

    Parameters
    ----------
    counts : array of int, shape (days,)
        Events on each day.
    least : int
        The fewest days of a part.
    draws : int
        How many orders are drawn.
    level : float
        The largest p-value of a change that is kept.
    seed : int
        Of the drawing.

    Raises
    ------
    ValueError
        With more than 40,000 days.

    Notes
    -----
    Takes time in proportion to days times draws, for each stretch searched; memory is bounded.
    """
    if len(counts) > MOST_DAYS:
        raise ValueError(f"{len(counts):,} days are more than {MOST_DAYS:,}")
    rng = np.random.default_rng(seed)
    found: dict[int, float] = {}
    waiting = [(0, len(counts))]
    while waiting:
        begin, end = waiting.pop()
        part = counts[begin:end]
        if len(part) < 2 * least or not part.any():
            continue
        ratios = likelihood_ratios(part[None, :], least)[0]
        at = int(ratios.argmax())
        p = _p_value(part, float(ratios[at]), least, draws, level, rng)
        if p is not None:
            cut = begin + least + at
            found[cut] = p
            waiting += [(cut, end), (begin, cut)]
    cuts = sorted(found)
    if not cuts:
        return ()
    edges = [0, *cuts, len(counts)]
    rates = [float(counts[a:b].mean()) for a, b in pairwise(edges)]
    return tuple(Change(cut, rates[n], rates[n + 1], found[cut]) for n, cut in enumerate(cuts))


def likelihood_ratios(counts: Counts, least: int) -> Floats:
    """Return the log-likelihood ratio of two Poisson rates against one, for each day of a cut.

    Parameters
    ----------
    counts : array of int, shape (series, days)
        Events on each day.
    least : int
        The fewest days of a part.

    Returns
    -------
    array, shape (series, days - 2 least + 1)
        For cuts before day `least`, `least` + 1, and so on.
    """
    days = counts.shape[1]
    sums = counts.cumsum(axis=1)
    total = sums[:, -1:].astype(np.float64)
    left = sums[:, least - 1 : days - least].astype(np.float64)
    length = np.arange(least, days - least + 1, dtype=np.float64)
    whole = _weighted(total, np.float64(days))
    found: Floats = _weighted(left, length) + _weighted(total - left, days - length) - whole
    return found


def _weighted(events: Floats, days: Floats | np.float64) -> Floats:
    """Return n log(n / days), 0 for no events."""
    found: Floats = events * np.log(np.maximum(events, 1.0) / days)
    return found


def _p_value(
    counts: Counts, observed: float, least: int, draws: int, level: float, rng: np.random.Generator
) -> float | None:
    """Return the p-value, None as soon as it is sure to exceed the level."""
    as_large, left = 1, draws
    while left:
        size = min(left, _AT_ONCE)
        drawn = rng.permuted(np.tile(counts, (size, 1)), axis=1)
        as_large += int((likelihood_ratios(drawn, least).max(axis=1) >= observed - 1e-9).sum())
        left -= size
        if as_large > level * (draws + 1):
            return None
    return as_large / (draws + 1)
