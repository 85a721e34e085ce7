"""Values with size: what a state is worth per month to an actor whose preference is in scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Scores
from offramp.game.preferences import worth
from offramp.study.deals.bargain import Bargain

Floats = NDArray[np.float64]


def values_of(bargain: Bargain, i: int) -> Floats | None:
    """Return what every state is worth per month to an actor, as a (states,) array; None if its values have no size.

    Only scores have size: there, by assumption, a number is a value per month, and values of one actor may be added
    up over conditions and over time. Statements and rankings say which state is better, not by how much. Scores have
    no slots, so that all types of an actor share them; if its types differed, no one value would be its own, and it
    counts as having none.
    """
    first, *others = bargain.ensemble.doubts.types[i].orders
    if not isinstance(first, Scores) or any(order != first for order in others):
        return None
    return worth(first, bargain.ensemble.space.columns)
