"""Another scope: the targets near a deal that hold as surely as is wanted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import levels_of
from offramp.study.deals.bargain import Bargain
from offramp.study.results.mending import Rescope

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

ROUNDING = 1e-9


def rescope(
    bargain: Bargain, targets: Longs, enforceable: Floats, gains: Floats, position: int, *, wanted: float
) -> tuple[Rescope, ...]:
    """Return the nearest other targets that hold as surely as is wanted, all of them.

    Parameters
    ----------
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States.
    enforceable : (targets,) float array
        The weight of worlds in which each holds.
    gains : (parties, 3, targets) float array
        For each party, the chances that each target is better, equal, worse than where play ends without it.
    position : int
        The deal's place among the targets.
    wanted : float
        The weight of worlds in which a target should hold.

    Notes
    -----
    Nearness counts levels, of the options of all actors. Costs a pass over the targets.
    """
    space = bargain.ensemble.space
    levels = space.levels[targets].astype(np.int64)
    steps = np.abs(levels - levels[position]).sum(axis=1)
    good = enforceable >= wanted - ROUNDING
    good[position] = False
    if not good.any():
        return ()
    found = []
    for k in np.flatnonzero(good & (steps == steps[good].min())):
        there = levels_of(space, int(targets[k]))
        pairs = zip(space.variables, levels[position], there, strict=True)
        found.append(
            Rescope(
                id=int(targets[k]),
                label=bargain.labels.state(there),
                changes=tuple((v.id, v.levels[a], v.levels[b]) for v, a, b in pairs if a != b),
                steps=int(steps[k]),
                enforceable=float(enforceable[k]),
                gains=bool((gains[:, 0, k] >= gains[:, 2, k]).all()),
            )
        )
    return tuple(found)
