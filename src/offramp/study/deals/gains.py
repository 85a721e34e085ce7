"""What targets are worth to actors, beside where play ends without a deal; and what they ask."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.bargain import Bargain
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.play import Course, Played

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Gains:
    """Targets beside play without a deal.

    Parameters
    ----------
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States.
    course : Course
        Play with no policy.
    """

    def __init__(self, bargain: Bargain, targets: Longs, course: Course) -> None:
        self.bargain = bargain
        self.targets = targets
        self.course = course
        self._without: dict[int, tuple[list[tuple[Played, int]], Longs]] = {}

    def without(self, i: int) -> tuple[list[tuple[Played, int]], Longs]:
        """Return the courses of play without a deal, each with a type of the actor, and which of them each world is."""
        if i not in self._without:
            types = self.bargain.ensemble.worlds.types[:, i]
            first, which = kinds_of([self.course.which, types])
            kinds = [(self.course.played[self.course.which[w]], int(types[w])) for w in first]
            self._without[i] = kinds, which
        return self._without[i]

    def of(self, i: int) -> Floats:
        """Return an actor's chances of better, equal and worse at each target, as a (3, targets) array.

        Costs a look at the targets for each course of play and type of the actor.
        """
        kinds, which = self.without(i)
        weight = np.bincount(which, self.bargain.ensemble.worlds.weight)
        found = np.zeros((3, len(self.targets)))
        for (played, t), share in zip(kinds, weight, strict=True):
            found += share * self._compared(i, played, t, self.targets)
        return found

    def at(self, i: int, position: int) -> Floats:
        """Return an actor's chances of better, equal and worse at one target in each world, a (worlds, 3) array."""
        kinds, which = self.without(i)
        one = self.targets[[position]]
        return np.stack([self._compared(i, played, t, one)[:, 0] for played, t in kinds])[which]

    def _compared(self, i: int, played: Played, t: int, targets: Longs) -> Floats:
        ranks = self.bargain.ensemble.ranks[i][t]
        chance = np.bincount(ranks[played.ends], played.shares, minlength=int(ranks.max()) + 1)
        upto = np.cumsum(chance)
        here = ranks[targets]
        return np.stack([upto[here] - chance[here], chance[here], upto[-1] - upto[here]])

    def worst_without(self, i: int) -> float:
        """Return the lowest standing of where play may end without a deal, over the actor's types of weight."""
        standings = self.bargain.standings[i]
        ends = ((standings[t], played) for played, t in self.without(i)[0] if t in standings)
        return min(float(s[played.ends].min()) for s, played in ends)

    def worst_with(self, i: int, position: int) -> float:
        """Return the lowest standing of a target, over the actor's types of weight."""
        return min(float(s[self.targets[position]]) for s in self.bargain.standings[i].values())

    @cached_property
    def asked(self) -> Longs:
        """For each party, the level changes asked at each target: a (parties, targets) array."""
        bargain = self.bargain
        changed = np.abs(bargain.ensemble.space.levels[self.targets].astype(np.int64) - np.array(bargain.start))
        owner = [v.actor for v in bargain.case.variables]
        return np.stack(
            [changed[:, [n for n, a in enumerate(owner) if a == party]].sum(axis=1) for party in bargain.asked.between]
        )
