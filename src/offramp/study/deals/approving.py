"""What third parties that are asked think of a deal, and the chance that none of them objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.gains import Gains
from offramp.study.results.deals import Approval

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Approving:
    """What targets are to the third parties that are asked about them.

    An actor with a veto approves of a target if it ranks it no lower than where play ends without a deal; a voice is
    heard but stops nothing.

    Parameters
    ----------
    bargain : Bargain
        The case.
    gains : Gains
        Targets beside play without a deal.
    """

    def __init__(self, bargain: Bargain, gains: Gains) -> None:
        self.bargain = bargain
        self.gains = gains
        self.asked: Mapping[int, str] = {
            bargain.case.actor_ids.index(actor): say for actor, say in bargain.asked.approval.items()
        }
        self.vetoes = tuple(i for i, say in self.asked.items() if say == "veto")

    @cached_property
    def approved(self) -> Floats:
        """For each target, the chance that no actor with a veto finds itself worse than where play ends without it.

        In each world play ends in one state for all of them, so this is no product. 1 if nobody has a veto. Costs, for
        each combination of their types, a comparison of each target with each end that differs to them.
        """
        targets = self.gains.targets
        found = np.zeros(len(targets))
        if not self.vetoes:
            return found + 1.0
        for types, (ends, shares) in self.gains.ends_by_type(self.vetoes).items():
            orders = [self.bargain.ensemble.ranks[i][t] for i, t in zip(self.vetoes, types, strict=True)]
            distinct, which = np.unique(
                np.stack([ranks[ends] for ranks in orders], axis=1), axis=0, return_inverse=True
            )
            weight = np.bincount(which.reshape(-1), shares, minlength=len(distinct)).astype(np.float64)
            found += _no_lower(np.stack([ranks[targets] for ranks in orders], axis=1), distinct, weight)
        return np.minimum(found, 1.0)

    def approved_at(self, position: int) -> Floats:
        """Return the chance that no actor with a veto finds one target worse, in each world, as a (worlds,) array."""
        worlds, target = self.bargain.ensemble.worlds, self.gains.targets[position]
        found = np.ones(len(worlds))
        if not self.vetoes:
            return found
        for w, course in enumerate(self.gains.course.which):
            played = self.gains.course.played[course]
            fine = np.ones(len(played.ends), dtype=bool)
            for i in self.vetoes:
                ranks = self.bargain.ensemble.ranks[i][int(worlds.types[w, i])]
                fine &= ranks[target] >= ranks[played.ends]
            found[w] = played.shares[fine].sum()
        return found

    def at(self, position: int) -> dict[str, Approval]:
        """Return what one target is to each actor that is asked about it."""
        worlds, found = self.bargain.ensemble.worlds, {}
        for actor, say in self.bargain.asked.approval.items():
            columns = self.gains.at(self.bargain.case.actor_ids.index(actor), position).T
            better, equal, worse = (worlds.mean(column) for column in columns)
            found[actor] = Approval(say, better, equal, worse, max(worlds.error(column) for column in columns))
        return found


@compiled
def _no_lower(targets: Ints, ends: Ints, weight: Floats) -> Floats:
    """Return, for each row of ranks, the weight of the ends than which it is nowhere lower."""
    found = np.zeros(len(targets))
    for k in range(len(targets)):
        total = 0.0
        for e in range(len(ends)):
            fine = True
            for i in range(ends.shape[1]):
                if targets[k, i] < ends[e, i]:
                    fine = False
                    break
            if fine:
                total += weight[e]
        found[k] = total
    return found
