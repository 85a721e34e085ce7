"""An actor's order, taken apart: how far each of its statements holds where, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import Columns, holds
from offramp.case.model import Case, Holds, Partial, Ranking, Scores, Tie
from offramp.game.labels import Labels, levels_of
from offramp.game.preferences import Order
from offramp.game.states import Space
from offramp.study.playing.kinds import kinds_of

Longs = NDArray[np.int64]

MOST_LABELS = 2
"""How many states of a class that has no name are told by it."""


def values_of(order: Order, columns: Columns) -> Longs:
    """Return how far each statement of an order holds in each state, as a (states, statements) array.

    A statement holds or does not, a tie holds as often as its statements do. The statements of a ranking are its
    classes as they stand, and last the states that it does not name. Those of scores are their conditions.
    """
    size = len(next(iter(columns.values())))
    if isinstance(order, Ranking):
        number = np.full(size, len(order.classes), dtype=np.int64)
        for position in reversed(range(len(order.classes))):
            number[holds(order.classes[position], columns)] = position
        return np.eye(len(order.classes) + 1, dtype=np.int64)[number]
    parts: Sequence[Holds | Tie] = order.conditions if isinstance(order, Scores) else order
    values = np.zeros((size, len(parts)), dtype=np.int64)
    for column, part in enumerate(parts):
        for one in part.statements if isinstance(part, Tie) else (part,):
            values[:, column] += holds(one.when, columns)
    return values


def told_apart(values: Longs) -> tuple[Longs, Longs]:
    """Return the distinct rows of some values that are not negative, and which of them each row is."""
    first, which = kinds_of(list(values.T))
    return values[first], which


def names_of(case: Case, actor: str, order: Order, space: Space, labels: Labels) -> list[str]:
    """Return what the statements of an order are called; those of :func:`values_of`, but for states without a class."""
    if isinstance(order, Ranking):
        preference = case.preferences[actor]
        known = dict(zip(preference.classes, preference.names, strict=True)) if isinstance(preference, Partial) else {}
        values = values_of(order, space.columns)
        return [
            known[one] if one in known else _states(np.flatnonzero(values[:, column]), space, labels)
            for column, one in enumerate(order.classes)
        ]
    parts: Sequence[Holds | Tie] = order.conditions if isinstance(order, Scores) else order
    return [" + ".join(s.text for s in part.statements) if isinstance(part, Tie) else part.text for part in parts]


def _states(states: Longs, space: Space, labels: Labels) -> str:
    """Return the labels of the first states of a class, and how many more there are."""
    told = " / ".join(labels.state(levels_of(space, int(state))) for state in states[:MOST_LABELS])
    return told if len(states) <= MOST_LABELS else f"{told} / {len(states) - MOST_LABELS} more"
