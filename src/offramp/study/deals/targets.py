"""Targets: the states that a deal may aim at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.study.deals.bargain import Bargain

Longs = NDArray[np.int64]


def targets_of(bargain: Bargain) -> Longs:
    """Return the feasible states of the wanted outcome with the clocks as they stand, in which nothing is undone that
    cannot be undone; ascending.

    Raises
    ------
    CaseError
        E062 if there is none.
    """
    space = bargain.ensemble.space
    wanted = bargain.ensemble.outcome == bargain.goal
    for n, variable in enumerate(space.variables):
        level = space.levels[:, n]
        if variable.actor is None:
            wanted = wanted & (level == bargain.start[n])
        elif variable.direction != "both":
            start = bargain.start[n]
            wanted = wanted & (level >= start if variable.direction == "up" else level <= start)
    found = np.flatnonzero(wanted)
    if not len(found):
        hint = "loosen the outcome's condition or the rules under `impossible` that exclude it"
        message = f"no state that can still be reached is {bargain.asked.reach} with the clocks as they stand"
        raise CaseError([Mistake("E062", message, bargain.case.file, hint=hint)])
    return found
