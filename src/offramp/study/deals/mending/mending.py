"""What would mend a deal, put together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.mending.adding import ROUNDING, additions
from offramp.study.deals.mending.changing import changes
from offramp.study.deals.mending.leaving import Leaving
from offramp.study.deals.mending.rescoping import rescope
from offramp.study.playing.courses import Report, silent
from offramp.study.results.mending import Mending

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

WANTED = 0.5
"""The weight of worlds in which a deal should hold, unless told otherwise."""


def mend(
    bargain: Bargain,
    enforcing: Enforcing,
    gains: Floats,
    position: int,
    *,
    wanted: float = WANTED,
    report: Report = silent,
) -> Mending:
    """Return what would mend a deal: the fewest changes of preference, the smallest additions, the nearest scope.

    Parameters
    ----------
    bargain : Bargain
        The case.
    enforcing : Enforcing
        In which worlds which targets hold.
    gains : (parties, 3, targets) float array
        For each party, the chances that each target is better, equal, worse than where play ends without it.
    position : int
        The deal's place among the targets.
    wanted : float
        The weight of worlds in which it should hold, from 0 to 1.
    report : callable
        Told of progress.

    Notes
    -----
    All mendings that are as cheap as the cheapest of their kind are listed, up to stated numbers. Costs what
    :func:`~offramp.study.deals.mending.changing.changes` and :func:`~offramp.study.deals.mending.adding.additions` do.
    """
    state = int(enforcing.targets[position])
    leaving = Leaving(bargain, bargain.board)
    changed, unmended = changes(leaving, state, report)
    come = third_parties_come(enforcing, position)
    added, reaches, alone = additions(leaving, state, come, wanted=wanted, report=report)
    sure = enforcing.enforceable[position] >= wanted - ROUNDING
    scope = () if sure else rescope(bargain, enforcing.targets, enforcing.enforceable, gains, position, wanted=wanted)
    return Mending(wanted, changed, unmended, added, reaches, alone, scope)


def third_parties_come(enforcing: Enforcing, position: int) -> Bools:
    """Tell in which worlds third parties come along to a target and stay, as a (worlds,) array."""
    table, which = enforcing.stays
    return np.asarray(table[which, position])
