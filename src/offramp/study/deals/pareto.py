"""The targets that no other surpasses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pareto(merits: Floats) -> list[int]:
    """Return the columns of a (merits, candidates) array that no other column beats; of equal ones, the first."""
    rounded = np.round(merits, 9)
    _, first = np.unique(rounded, axis=1, return_index=True)
    candidates = rounded[:, first]
    kept = []
    for k in range(len(first)):
        beats = (candidates >= candidates[:, [k]]).all(axis=0) & (candidates > candidates[:, [k]]).any(axis=0)
        if not beats.any():
            kept.append(int(first[k]))
    return kept
