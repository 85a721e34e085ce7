"""Rows of whole numbers that are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]

_LARGEST = 2**62


def kinds_of(columns: Sequence[NDArray[Any]]) -> tuple[Longs, Longs]:
    """Return the first row of each kind, and the kind of every row.

    Parameters
    ----------
    columns : sequence of (rows,) int array
        Numbers from 0; at least one column.

    Returns
    -------
    first : (kinds,) int array
        Rows that differ from each other; kinds are in the order of their columns.
    which : (rows,) int array
        The kind of each row. Costs a sort of the rows, and memory for two copies of a column.
    """
    code = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for column in columns:
        values = int(column.max(initial=0)) + 1
        if size * values > _LARGEST:
            code = np.unique(code, return_inverse=True)[1].reshape(-1)
            size = int(code.max(initial=0)) + 1
        code = code * values + column
        size *= values
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return first, which.reshape(-1)
