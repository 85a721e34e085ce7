"""The targets that no other surpasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

BLOCK = 128
"""How many kept rows are compared at once."""
DIGITS = 9
"""Merits that agree to so many decimals are equal; what is left is rounding."""


@dataclass(frozen=True, eq=False)
class Front:
    """What no other surpasses: columns of a table of merits.

    Attributes
    ----------
    positions : (best,) int array
        The columns, ascending; of equal ones the first.
    alike : (best,) int array
        How many other columns equal each of them in every merit.
    """

    positions: Longs
    alike: Longs

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[int]:
        return (int(k) for k in self.positions)


def pareto(merits: Floats) -> Front:
    """Return the columns that no other column beats: none is as good in every merit and better in one.

    Parameters
    ----------
    merits : (merits, candidates) float array
        More is better.

    Returns
    -------
    Front
        Exact. Costs a sort, and at most one comparison of each candidate with each column of the front.

    Notes
    -----
    Candidates are taken in descending order of the sum of their ranks, so that none can be beaten by a later one, and
    each is compared with what is kept alone (sort-filter-skyline: Chomicki, Godfrey, Gryz and Liang 2003).
    """
    # adding 0 turns -0 into 0
    ranks = np.stack([np.unique(row, return_inverse=True)[1].reshape(-1) for row in np.round(merits, DIGITS) + 0.0])
    order = np.lexsort((np.arange(ranks.shape[1]), *ranks))
    ordered = ranks[:, order]
    fresh = np.concatenate([[True], (np.diff(ordered, axis=1) != 0).any(axis=0)])
    first, count = order[fresh], np.bincount(np.cumsum(fresh) - 1)
    rows = np.ascontiguousarray(ranks[:, first].T, dtype=np.int32)
    by_sum = np.argsort(-rows.sum(axis=1, dtype=np.int64), kind="stable")
    best = by_sum[_unbeaten(rows[by_sum])]
    best = best[np.argsort(first[best])]
    return Front(first[best], count[best] - 1)


@compiled
def _unbeaten(rows: Ints) -> Bools:
    """Tell which rows no earlier row equals or beats in every entry; rows differ, and none beats an earlier one."""
    count, merits = rows.shape
    found = np.zeros(count, dtype=np.bool_)
    # blocks of kept rows, entry by entry, so that a whole block is compared at once
    kept = np.full((count // BLOCK + 1, merits, BLOCK), -1, dtype=np.int32)
    size = 0
    for k in range(count):
        beaten = False
        for b in range(size // BLOCK + 1):
            if _beaten(kept[b], rows[k]):
                beaten = True
                break
        if not beaten:
            kept[size // BLOCK, :, size % BLOCK] = rows[k]
            size += 1
            found[k] = True
    return found


@compiled
def _beaten(block: Ints, row: Ints) -> bool:
    """Tell whether a column of a block is nowhere below a row."""
    still = np.ones(BLOCK, dtype=np.int32)
    for m in range(len(row)):
        least, left = row[m], np.int32(0)
        for j in range(BLOCK):
            still[j] &= np.int32(block[m, j] >= least)
            left |= still[j]
        if left == 0:
            return False
    return True
