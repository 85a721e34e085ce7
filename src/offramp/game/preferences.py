"""Preferences as ranks: one whole number for each state, bigger is better, equal is indifferent."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import Columns, holds
from offramp.case.model import Holds, Ranking, Scores, Tie

Order: TypeAlias = tuple[Holds | Tie, ...] | Ranking | Scores
"""A preference with nothing open: statements without slots or doubts, a ranking, or scores."""

_LARGEST = 2**62


def ranks_of(order: Order, columns: Columns) -> NDArray[np.int32]:
    """Return the rank of every state in an actor's order.

    Statements are compared one after the other, most important first (option prioritisation: Fang, Hipel, Kilgour
    and Peng 2003); a tie counts how many of its statements are true.

    Parameters
    ----------
    order : Order
        The preference.
    columns : mapping of str to (n,) uint8 array
        The level of every variable in every state.

    Returns
    -------
    (n,) int32 array
        Ranks from 0 without gaps. A ranking gives states that it does not name rank 0. Costs one pass over the
        states for each statement.
    """
    if isinstance(order, Ranking):
        return _by_classes(order, columns)
    if isinstance(order, Scores):
        return dense(worth(order, columns))
    return _lexicographic(order, columns)


def dense(values: NDArray[Any]) -> NDArray[np.int32]:
    """Return ranks from 0 without gaps that order states as `values` do."""
    return np.unique(values, return_inverse=True)[1].astype(np.int32).reshape(values.shape)


def _lexicographic(order: tuple[Holds | Tie, ...], columns: Columns) -> NDArray[np.int32]:
    size = len(next(iter(columns.values())))
    value = np.zeros(size, dtype=np.int64)
    reach = 1
    for statement in order:
        if isinstance(statement, Tie):
            digit = sum(
                (holds(s.when, columns).astype(np.int64) for s in statement.statements), np.zeros(size, np.int64)
            )
            radix = len(statement.statements) + 1
        else:
            digit, radix = holds(statement.when, columns).astype(np.int64), 2
        if reach * radix > _LARGEST:
            value = dense(value).astype(np.int64)
            reach = int(value.max()) + 1
        value = value * radix + digit
        reach *= radix
    return dense(value)


def _by_classes(order: Ranking, columns: Columns) -> NDArray[np.int32]:
    size = len(next(iter(columns.values())))
    value = np.zeros(size, dtype=np.int64)
    for position, members in enumerate(order.classes):
        value[holds(members, columns) & (value == 0)] = len(order.classes) - position
    return dense(value)


def worth(scores: Scores, columns: Columns) -> NDArray[np.float64]:
    """Return the sum, at every state, of the numbers whose conditions hold there, rounded to nine decimals.

    Parameters
    ----------
    scores : Scores
        The preference.
    columns : mapping of str to (n,) uint8 array
        The level of every variable in every state.

    Returns
    -------
    (n,) float array
        Costs one pass over the states for each condition.
    """
    total = np.zeros(len(next(iter(columns.values()))), dtype=np.float64)
    for condition, number in zip(scores.conditions, scores.numbers, strict=True):
        total += number * holds(condition.when, columns)
    return np.asarray(np.round(total, 9) + 0.0)
