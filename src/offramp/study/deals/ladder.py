"""A ladder: partial deals, one after the other, how far the parties climb, and what holds on the way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.case.agreements import Rung
from offramp.case.mistakes import CaseError, Mistake
from offramp.play.movers import Mover
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.stepping import Stepping
from offramp.study.deals.steps import Change
from offramp.study.results.deals import Ladder, RungParty, RungResult

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]


def ladder(bargain: Bargain, stepping: Stepping) -> Ladder | None:
    """Return how far the parties climb the case's ladder; None if it has none.

    At a rung the options that the ladder has named so far stand at its levels, all else as in the status quo; third
    parties and clocks stand still.

    A rung holds in a world if no party has a credible improvement that takes one of its named options away from the
    rung's level, other than towards the next rung's. What the ladder has not named so far is left to each.

    The parties climb by backward induction on their true preferences: where the ladder ends from a rung is where it
    ends from the next, if every party ranks that at least as high as this rung and one of them higher; else it is this
    rung. They start below the first, at the status quo. They do not foresee breaches: a rung that does not hold is
    broken when it is climbed, and the ladder ends with it.

    Raises
    ------
    CaseError
        E062 if a rung is no feasible state.

    Notes
    -----
    Costs a look at each party's moves from each rung for each of its ways of deciding, and the orders of steps between
    the rungs.
    """
    if not bargain.asked.ladder:
        return None
    return _Ladder(bargain, stepping).result()


class _Ladder:
    """The states of a ladder's rungs; the first of them is the status quo."""

    def __init__(self, bargain: Bargain, stepping: Stepping) -> None:
        self.bargain = bargain
        self.stepping = stepping
        self.exposing: Exposing = stepping.exposing
        self.worlds = bargain.ensemble.worlds
        self.rungs = bargain.asked.ladder
        self.place = {variable.id: n for n, variable in enumerate(bargain.case.variables)}
        self.levels = [bargain.start, *(self._levels(rung) for rung in self.rungs)]
        self.states = [bargain.ensemble.space.state(levels) for levels in self.levels]
        for rung, state in zip(self.rungs, self.states[1:], strict=True):
            if state < 0:
                message = f"the rung {rung.id} is an impossible state"
                raise CaseError([Mistake("E062", message, bargain.case.file, hint="see `impossible:`")])

    def _levels(self, rung: Rung) -> tuple[int, ...]:
        named = {self.place[option]: level for option, level in rung.levels.items()}
        return tuple(named.get(n, level) for n, level in enumerate(self.bargain.start))

    def result(self) -> Ladder:
        """Climb in every world."""
        holds = np.stack([self._holds(r) for r in range(1, len(self.states))], axis=1)
        climbed = climb(self._ranks())
        rungs = np.arange(1, len(self.states))
        unbroken = np.logical_and.accumulate(np.c_[np.ones(len(holds), dtype=bool), holds[:, :-1]], axis=1)
        reached = unbroken & (rungs <= climbed[:, None])
        breaks = reached & ~holds
        stops = reached & holds & (rungs == climbed[:, None])
        columns = zip(holds.T, reached.T, stops.T, breaks.T, strict=True)
        told = tuple(self._told(r, *where) for r, where in enumerate(columns, start=1))
        never, error = self._weight(climbed == 0)
        return Ladder(never, told, error)

    def _weight(self, where: Bools) -> tuple[float, float]:
        values = where.astype(np.float64)
        return self.worlds.mean(values), self.worlds.error(values)

    # ------------------------------------------------------------ climbing

    def _ranks(self) -> Longs:
        """Return each party's rank of the status quo and every rung in every world, (worlds, parties, rungs + 1)."""
        ranks = []
        for i in self.bargain.parties:
            table = np.array([order[self.states] for order in self.bargain.ensemble.ranks[i]], dtype=np.int64)
            ranks.append(table[self.worlds.types[:, i]])
        return np.stack(ranks, axis=1)

    # ------------------------------------------------------------ holding

    def _holds(self, r: int) -> Bools:
        """Tell in which worlds no party breaks a rung."""
        held = np.ones(len(self.worlds), dtype=bool)
        for i in self.bargain.parties:
            distinct, which = self.bargain.views(i)
            broken = self._breaking(i, r)
            keeps = np.array([self._keeps(self.bargain.mover(i, row), r, broken) for row in distinct])
            held &= keeps[which]
        return held

    def _keeps(self, mover: Mover, r: int, broken: Longs) -> bool:
        return not bool((mover.expected[broken] > mover.own[self.states[r]]).any())

    def _breaking(self, i: int, r: int) -> Longs:
        """Return the states that a party's moves from a rung lead to that break its part."""
        targets = np.array(self.bargain.neighbours(i, self.states[r]), dtype=np.int64)
        actor = self.bargain.case.actor_ids[i]
        following: Mapping[str, int] = self.rungs[r].levels if r < len(self.rungs) else {}
        broken = np.zeros(len(targets), dtype=bool)
        for option, level in self.rungs[r - 1].levels.items():
            n = self.place[option]
            if self.bargain.case.variables[n].actor != actor:
                continue
            after = self.bargain.ensemble.space.levels[targets, n].astype(np.int64)
            upto = following.get(option, level)
            broken |= (after < min(level, upto)) | (after > max(level, upto))
        return targets[broken]

    # ------------------------------------------------------------ in words

    def _told(self, r: int, holds: Bools, reached: Bools, stops: Bools, breaks: Bools) -> RungResult:
        rung, before, after = self.rungs[r - 1], self.levels[r - 1], self.levels[r]
        weights = [self._weight(where) for where in (reached, stops, breaks)]
        held, error = self._weight(holds)
        ways = self.stepping.ways(after, before, exchange=False)
        changed = (Change(n, a, b) for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
        return RungResult(
            id=rung.id,
            name=rung.name,
            label=self.bargain.labels.state(after),
            adds=tuple(self.stepping.undertaking(change) for change in changed),
            holds=held,
            holds_error=error,
            reached=weights[0][0],
            stops=weights[1][0],
            breaks=weights[2][0],
            order=self.stepping.told(ways, ways.orders[0], after) if ways.orders else None,
            parties={
                actor: RungParty(*self.exposing.compared(i, self.states[r], self.states[r - 1]))
                for actor, i in zip(self.bargain.asked.between, self.bargain.parties, strict=True)
            },
            error=max(error for _, error in weights),
        )


def climb(ranks: Longs) -> Longs:
    """Return, world by world, up to which rung the parties climb from the lowest, by backward induction.

    Parameters
    ----------
    ranks : (worlds, parties, rungs) int array
        Each party's rank of every rung, from the lowest, where they start.

    Returns
    -------
    (worlds,) int array
        Where the ladder ends: from a rung it is where it ends from the next if every party ranks that at least as high
        as this one and one of them higher, else this one.
    """
    worlds, _, rungs = ranks.shape
    end = np.full(worlds, rungs - 1, dtype=np.int64)
    for rung in reversed(range(rungs - 1)):
        there = np.take_along_axis(ranks, end[:, None, None], axis=2)[:, :, 0]
        here = ranks[:, :, rung]
        end = np.where((there >= here).all(axis=1) & (there > here).any(axis=1), end, rung)
    return end
