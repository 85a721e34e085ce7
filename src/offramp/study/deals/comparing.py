"""All targets of a case, with everything that deals are compared by."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import levels_of
from offramp.study.deals.approving import Approving
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.filtering import Measured
from offramp.study.deals.gains import Gains
from offramp.study.deals.pareto import Front, pareto
from offramp.study.deals.targets import targets_of
from offramp.study.playing.courses import Report, course_of, silent
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.deals import FrontPoint

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Comparing:
    """What all targets are worth.

    Parameters
    ----------
    bargain : Bargain
        The case.
    report : callable
        Told of progress.

    Attributes
    ----------
    targets : (targets,) int array
        The states that a deal may aim at.
    course : Course
        Play with no policy, with which targets are compared.
    enforcing, gaining, approving
        How surely targets hold, what they are worth to the parties, and to third parties.
    """

    def __init__(self, bargain: Bargain, report: Report = silent) -> None:
        self.bargain = bargain
        self.targets = targets_of(bargain)
        self.course = course_of(bargain.ensemble, NO_POLICY, report)
        self.enforcing = Enforcing(bargain, self.targets, report)
        self.gaining = Gains(bargain, self.targets, self.course)
        self.approving = Approving(bargain, self.gaining)

    @cached_property
    def gains(self) -> Floats:
        """Each party's chances of better, equal and worse: a (parties, 3, targets) array."""
        return np.stack([self.gaining.of(i) for i in self.bargain.parties])

    @cached_property
    def net(self) -> Floats:
        """Each party's chance of better less its chance of worse: a (parties, targets) array."""
        return np.asarray(self.gains[:, 0] - self.gains[:, 2])

    @cached_property
    def measured(self) -> Measured:
        """What filters look at."""
        asked = np.asarray(self.gaining.asked.sum(axis=0))
        return Measured(self.enforcing.enforceable, self.net.min(axis=0), self.approving.approved, asked)

    def front(self, positions: Longs) -> Front:
        """Return which of some targets no other of them surpasses, best first.

        Those that hold nowhere come last; before them those by which every party gains at least as likely as it loses;
        then the surest, then those by which the party that gains least gains most, then those that ask least.
        """
        told = self.measured
        merits = np.stack([told.enforceable, *self.net, told.approved, -told.asked.astype(np.float64)])
        found = pareto(merits[:, positions])
        best = positions[found.positions]
        holds, least = np.round(told.enforceable[best], 9), np.round(told.least_gain[best], 9)
        order = np.lexsort((best, told.asked[best], -least, -holds, least < 0, holds <= 0))
        return Front(best[order], found.alike[order])

    def point(self, position: int) -> FrontPoint:
        """Return a target in short."""
        state = int(self.targets[position])
        return FrontPoint(
            id=state,
            label=self.bargain.labels.state(levels_of(self.bargain.ensemble.space, state)),
            enforceable=float(self.measured.enforceable[position]),
            error=self.bargain.ensemble.worlds.error(self.enforcing.holding(position).astype(np.float64)),
            least_gain=float(self.measured.least_gain[position]),
            asked=int(self.measured.asked[position]),
        )
