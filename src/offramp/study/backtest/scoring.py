"""How good forecasts of yes or no were: scores, what to beat, how far the record can tell. Pure functions on arrays.

Days are whole numbers. A forecast is made on one day and due on another; it came true if what it is about came to hold
after the first and by the second. Forecasts stand in the order in which they were made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from offramp.record.intervals import jeffreys

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

LEAST, MOST = 0.001, 0.999
"""Within which chances are held before their logarithm is taken."""
DRAWS = 10_000
LEVEL = 0.9
TENTHS = tuple(k / 10 for k in range(11))


def squares(chances: ArrayLike, came: ArrayLike) -> Floats:
    """Return for each forecast the square of its chance less what came, 1 or 0; the mean is the score of Brier (1950).

    Examples
    --------
    >>> squares([0.5, 1.0, 0.0], [True, True, True]).tolist()
    [0.25, 0.0, 1.0]
    """
    found: Floats = np.square(np.asarray(chances, float) - np.asarray(came, float))
    return found


def surprises(chances: ArrayLike, came: ArrayLike) -> Floats:
    """Return for each forecast minus the natural logarithm of the chance it gave to what happened (Good 1952).

    Chances are held within `LEAST` and `MOST`, so none costs more than about 6.9.

    Examples
    --------
    >>> surprises([0.5, 0.0], [True, True]).round(3).tolist()
    [0.693, 6.908]
    """
    held = np.clip(np.asarray(chances, float), LEAST, MOST)
    given = np.where(np.asarray(came, bool), held, 1 - held)
    found: Floats = -np.log(given)
    return found


def base_rates(made: ArrayLike, due: ArrayLike, came: ArrayLike, start: float = 0.5) -> Floats:
    """Return for each forecast how often the earlier ones came true, of those due by the day on which it is made.

    The window grows: all such forecasts count alike. `start` is added to those that came true and 1 to all, so that
    with none the rate is `start`; with 0.5 it is the mean under the prior of Jeffreys.

    Parameters
    ----------
    made, due : (n,) array of int
        Days.
    came : (n,) array
        Whether each came true; what is not due by the day a later one is made does not matter to it.
    start : float
        The rate before anything is known.

    Returns
    -------
    (n,) float array
        Costs n squared comparisons.

    Examples
    --------
    >>> base_rates([0, 30, 60], [30, 60, 90], [True, False, False]).tolist()
    [0.5, 0.75, 0.5]
    """
    return _share(np.asarray(made), np.asarray(due), np.asarray(came, bool), start)


def persistence(made: ArrayLike, due: ArrayLike, held: ArrayLike, changed: ArrayLike, start: float = 0.5) -> Floats:
    """Return for each forecast the chance that its target holds, by the share of earlier ones whose target changed.

    Of the forecasts due by the day on which it is made, it takes the share before which the target did not hold and
    then came to, or held and then ceased to. That share is the chance of coming true where the target does not hold
    when the forecast is made, and of ceasing where it does. `start` and 1 are added as in :func:`base_rates`.

    Parameters
    ----------
    made, due : (n,) array of int
        Days.
    held : (n,) bool array
        Whether the target held on the day the forecast was made.
    changed : (n,) bool array
        Whether that was otherwise on some day after it, up to the day it was due.
    start : float
        The share before anything is known.

    Examples
    --------
    >>> persistence([0, 30, 60], [30, 60, 90], [False, True, True], [True, False, False]).tolist()
    [0.5, 0.25, 0.5]
    """
    moved = _share(np.asarray(made), np.asarray(due), np.asarray(changed, bool), start)
    found: Floats = np.where(np.asarray(held, bool), 1 - moved, moved)
    return found


def _share(made: Longs, due: Longs, which: NDArray[np.bool_], start: float) -> Floats:
    """Return for each forecast the share of some among those due by the day it is made, and one more worth `start`."""
    known = due[None, :] <= made[:, None]
    found: Floats = ((known & which[None, :]).sum(axis=1) + start) / (known.sum(axis=1) + 1)
    return found


def independent(made: ArrayLike, due: ArrayLike, came: ArrayLike) -> int:
    """Return how many of the forecasts of one target at one horizon are independent resolutions, at the most.

    Two forecasts overlap if one is made before the other is due. A spell is a run of forecasts, one after the other,
    with the same result: a quiet year is one fact, however many months it has. The number is the size of the largest
    set of forecasts of which no two overlap and no two are of one spell.

    Parameters
    ----------
    made, due : (n,) array of int
        Days, neither of which goes down from one forecast to the next.
    came : (n,) bool array
        Whether each came true.

    Raises
    ------
    ValueError
        If the days go down.

    Notes
    -----
    Taken greedily: of the forecasts made when the last one taken is due, and not of its spell, the one due first; of
    several the earliest. That is best. Suppose that of each of the first k taken, the place is no later than that of
    the k-th of any other such set. Then the other's next one is made when ours is due, for days do not go down, and is
    of a later spell, for spells follow one another; so it is among those we choose from, and ours comes no later. The
    time is that of one pass.

    Examples
    --------
    >>> independent([0, 30, 60, 90], [60, 90, 120, 150], [True, True, False, False])
    2
    >>> independent([0, 60, 120], [60, 120, 180], [False, False, False])
    1
    """
    starts, ends, results = np.asarray(made), np.asarray(due), np.asarray(came, bool)
    if (np.diff(starts) < 0).any() or (np.diff(ends) < 0).any():
        raise ValueError("forecasts are to be given in the order in which they were made and are due")
    if not len(results):
        return 0
    spells = np.concatenate([[0], np.cumsum(results[1:] != results[:-1])])
    count, last = 1, 0
    for number in range(1, len(results)):
        if starts[number] >= ends[last] and spells[number] != spells[last]:
            count, last = count + 1, number
    return count


def block_means(sums: ArrayLike, counts: ArrayLike, block: int, *, seed: int = 0, draws: int = DRAWS) -> Floats:
    """Draw months in blocks, with replacement, and return the mean over all forecasts made in them, draw by draw.

    Blocks are of months on end, the first month following on the last (circular block bootstrap: Politis and Romano
    1992), so that each is drawn equally often; as many are drawn as fill the months, the last one cut.

    Parameters
    ----------
    sums, counts : (n,) array
        For each month, in order, the sum of a number over its forecasts, and how many there are; 0 where there is none.
    block : int
        Months in a block, from 1.
    seed, draws : int
        Of the draws, and how many.

    Returns
    -------
    (draws,) float array
        nan where a draw has no forecast. Memory and time are draws times n.
    """
    totals, sizes = np.asarray(sums, float), np.asarray(counts, float)
    months = len(totals)
    rng = np.random.default_rng(seed)
    first = rng.integers(0, months, size=(draws, math.ceil(months / block)))
    drawn = ((first[:, :, None] + np.arange(block)) % months).reshape(draws, -1)[:, :months]
    number = sizes[drawn].sum(axis=1)
    found: Floats = np.divide(totals[drawn].sum(axis=1), number, out=np.full(draws, np.nan), where=number > 0)
    return found


def block_interval(
    sums: ArrayLike, counts: ArrayLike, block: int, *, seed: int = 0, draws: int = DRAWS, level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of a mean over forecasts, by drawing whole blocks of months; see :func:`block_means`.

    Forecasts whose windows overlap share what happened, so blocks are as long as the horizon. Where not even two blocks
    fit, the draws would differ too little to say anything: both ends are nan. With few blocks it is too narrow.

    Parameters
    ----------
    sums, counts, block, seed, draws
        As there.
    level : float
        How much of the draws lies within, as much on either side left out.

    Examples
    --------
    >>> block_interval([0.25, 0.25, 0.25, 0.25], [1, 1, 1, 1], 2)
    (0.25, 0.25)
    >>> block_interval([0.1, 0.3, 0.2], [1, 1, 1], 2)
    (nan, nan)
    """
    if len(np.asarray(sums)) < 2 * block or not np.any(counts):
        return math.nan, math.nan
    found = block_means(sums, counts, block, seed=seed, draws=draws)
    low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Forecasts by bins of chance, empty ones left out; all arrays are of one length.

    Attributes
    ----------
    low, high : (k,) float array
        From which chance to which; the upper end belongs to the next bin, but for the last.
    forecasts : (k,) int array
        How many.
    mean, came : (k,) float array
        Their mean chance, and the share that came true.
    came_low, came_high : (k,) float array
        The interval of that share.
    """

    low: Floats
    high: Floats
    forecasts: Longs
    mean: Floats
    came: Floats
    came_low: Floats
    came_high: Floats


def calibration(chances: ArrayLike, came: ArrayLike, edges: ArrayLike = TENTHS, *, level: float = LEVEL) -> Calibration:
    """Set forecasts of about the same chance beside how often they came true.

    Parameters
    ----------
    chances, came : (n,) array
        The forecasts, from 0 to 1, and what came.
    edges : (k + 1,) array
        The ends of the bins, rising from 0 to 1.
    level : float
        Of the intervals.

    Notes
    -----
    Intervals are those of Jeffreys as in Brown, Cai and DasGupta (2001): quantiles of Beta(k + 1/2, n - k + 1/2), with
    0 as the lower end where none came true, and 1 as the upper where all did. They take forecasts as independent.
    """
    said, true, ends = np.asarray(chances, float), np.asarray(came, bool), np.asarray(edges, float)
    which = np.clip(np.searchsorted(ends, said, side="right") - 1, 0, len(ends) - 2)
    size = np.bincount(which, minlength=len(ends) - 1)
    there = np.flatnonzero(size)
    number = size[there]
    hits = np.bincount(which, weights=true, minlength=len(ends) - 1)[there]
    means = np.bincount(which, weights=said, minlength=len(ends) - 1)[there] / number
    low, high = jeffreys(hits, number, level)
    return Calibration(ends[there], ends[there + 1], number, means, hits / number, low, high)
