"""What targets are worth to actors, beside where play ends without a deal; and what they ask."""

from __future__ import annotations

from collections.abc import Sequence
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

        What is better and worse hangs on the actor's type alone, so the ends of all worlds in which it has one type
        are counted together. Costs a look at the states and the targets for each type.
        """
        found = np.zeros((3, len(self.targets)))
        for t, (ends, shares) in self.ends_by_type((i,)).items():
            ranks = self.bargain.ensemble.ranks[i][t[0]]
            upto = np.concatenate([[0.0], np.cumsum(np.bincount(ranks[ends], shares, minlength=int(ranks.max()) + 1))])
            here = ranks[self.targets]
            below, so_far = upto[here], upto[here + 1]
            found += np.stack([below, so_far - below, upto[-1] - so_far])
        return found

    def ends_by_type(self, actors: Sequence[int]) -> dict[tuple[int, ...], tuple[Longs, Floats]]:
        """Return where play ends without a deal, for each combination of some actors' types that occurs.

        Returns
        -------
        mapping of types to (ends,) int and float arrays
            States, each once, ascending, and the weight of worlds with these types times the chance of ending there;
            over all combinations the weights sum to 1.
        """
        worlds = self.bargain.ensemble.worlds
        first, which = kinds_of([worlds.types[:, i] for i in actors])
        found = {}
        for kind, w in enumerate(first):
            courses = self.course.which[which == kind]
            weight = np.bincount(courses, worlds.weight[which == kind])
            played = [(self.course.played[c], weight[c]) for c in np.unique(courses)]
            ends, place = np.unique(np.concatenate([p.ends for p, _ in played]), return_inverse=True)
            each = np.concatenate([share * p.shares for p, share in played])
            shares = np.bincount(place.reshape(-1), each).astype(np.float64)
            found[tuple(int(worlds.types[w, i]) for i in actors)] = ends.astype(np.int64), shares
        return found

    def at(self, i: int, position: int) -> Floats:
        """Return an actor's chances of better, equal and worse at one target in each world, a (worlds, 3) array."""
        kinds, which = self.without(i)
        target = self.targets[position]
        found = np.empty((len(kinds), 3))
        for k, (played, t) in enumerate(kinds):
            ranks = self.bargain.ensemble.ranks[i][t]
            ends, here = ranks[played.ends], ranks[target]
            found[k] = [float(played.shares[where].sum()) for where in (ends < here, ends == here, ends > here)]
        return found[which]

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
