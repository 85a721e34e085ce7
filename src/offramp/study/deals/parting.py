"""In which of its ways of deciding a party would leave a deal, and where it would go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.study.deals.bargain import Bargain

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

STAYS = -1
LEAST_APART = 0.05
"""Shares that differ by less are not told apart."""


def departures(bargain: Bargain, i: int, state: int) -> Longs:
    """Return where a party goes from a deal's state in each of its ways of deciding; `STAYS` where it holds to it.

    Parameters
    ----------
    bargain : Bargain
        The case.
    i : int
        The party's position among the actors.
    state : int
        The deal's state. The party's clause holds all its options at their levels there, so that any move breaks it.

    Returns
    -------
    (ways,) int array
        States, in the order of :meth:`Bargain.views`: its most preferred credible improvement with nobody committed;
        of equal ones the first. Costs one sweep over the states for each way that was not met before.
    """
    distinct, _ = bargain.views(i)
    found = np.full(len(distinct), STAYS, dtype=np.int64)
    for k, row in enumerate(distinct):
        mover = bargain.mover(i, row)
        found[k] = max(mover.credible(state), key=lambda t: (mover.own[t], -t), default=STAYS)
    return found


# ---------------------------------------------------------------- shares of some of the worlds


def share_among(worlds: Worlds, where: Bools, values: Floats) -> tuple[float, float]:
    """Return the mean of a quantity over some of the worlds, and its standard error.

    Parameters
    ----------
    worlds : Worlds
        All worlds.
    where : (worlds,) bool array
        Which of them; some of weight.
    values : (worlds,) float array
        The quantity; what it is elsewhere does not matter.

    Notes
    -----
    The error is that of a ratio of two means, linearised (Cochran 1977, section 6.4).
    """
    return _mean(worlds, where, values), worlds.error(_pull(worlds, where, values))


def error_apart(worlds: Worlds, where: Bools, among: Bools, values: Floats) -> float:
    """Return the standard error of the mean over some of the worlds less the mean over others that include them."""
    return worlds.error(_pull(worlds, where, values) - _pull(worlds, among, values))


def apart(difference: float, error: float) -> bool:
    """Tell whether one share exceeds another by enough to be told: by `LEAST_APART` and twice the error at least."""
    return difference >= LEAST_APART and difference > 2 * error


def _pull(worlds: Worlds, where: Bools, values: Floats) -> Floats:
    """Return how much each world moves the mean over some of the worlds."""
    mean = _mean(worlds, where, values)
    return np.where(where, values - mean, 0.0) / float(worlds.weight[where].sum())


def _mean(worlds: Worlds, where: Bools, values: Floats) -> float:
    weight, inside = worlds.weight[where], values[where]
    mean = float(weight @ inside) / float(weight.sum())
    return min(max(mean, float(inside.min())), float(inside.max()))  # sums may round past both
