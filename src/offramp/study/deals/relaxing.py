"""Which demands, let go of, would leave something over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


def smallest_sets(failing: Sequence[Bools]) -> list[tuple[tuple[int, ...], int]]:
    """Return the smallest sets of demands without which anything is left, and how much is left without each.

    Parameters
    ----------
    failing : sequence of (candidates,) bool array
        For each demand, which candidates it shuts out.

    Returns
    -------
    list of (demands, count)
        Sets of positions in `failing`, all of the same size, the one that lets the most candidates pass first; a single
        empty set if no candidate is shut out, nothing if there are no candidates. Costs two passes over the candidates
        for each demand.
    """
    count = np.zeros(len(failing[0]), dtype=np.int16)
    for where in failing:
        count += where
    if not len(count):
        return []
    near = np.flatnonzero(count == count.min())
    patterns, sizes = np.unique(np.stack([where[near] for where in failing], axis=1), axis=0, return_counts=True)
    sets = [tuple(int(k) for k in np.flatnonzero(pattern)) for pattern in patterns]
    return sorted(zip(sets, (int(size) for size in sizes), strict=True), key=lambda found: (-found[1], found[0]))
