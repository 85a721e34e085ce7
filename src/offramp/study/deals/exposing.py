"""Where a party stands at a point on the way to a deal: how exposed it is, and what it would do of its own accord."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.moves import every_move
from offramp.play.movers import Mover
from offramp.study.deals.bargain import Bargain

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

AT_A_TIME = 1024
"""How many points are looked at together, to save memory."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What an actor would do of its own accord at a point: the weight of worlds in which it moves on towards the goal,
    stays, or moves elsewhere; and the largest standard error of these, from sampling worlds."""

    goes_on: float
    rests: float
    goes_back: float
    error: float


class Exposing:
    """The parties at points on the way.

    Exposure of a party at a point is how far below the status quo it can be left, in the number of states that it ranks
    in between: the worst over its types of weight, whether the others stop there or one of them exploits it by a move
    that improves its own lot, in some type of weight. Everything is measured against the status quo, wherever steps
    begin.

    Parameters
    ----------
    bargain : Bargain
        The case.
    """

    def __init__(self, bargain: Bargain) -> None:
        self.bargain = bargain
        self.space = bargain.ensemble.space
        self.start = self.space.state(bargain.start)
        self._known: dict[int, Longs] = {}
        self._leanings: dict[tuple[int, int, tuple[int, ...]], Leaning] = {}
        self._movers: dict[int, tuple[list[Mover], Longs]] = {}

    # ------------------------------------------------------------ exposure

    def at(self, levels: Sequence[int]) -> tuple[float, ...] | None:
        """Return each party's exposure at a point, as a share of states; None where the point is infeasible."""
        state = self.space.state(tuple(levels))
        if state < 0:
            return None
        return tuple(float(x) / len(self.space) for x in self.below(np.array([state]))[0])

    def below(self, states: Longs) -> Longs:
        """Return each party's exposure at some states, as a (states, parties) array of numbers of states.

        Notes
        -----
        Costs a look at every move of every actor from these states for each of its types, and at every move that
        improves somebody's lot for each type of the parties; what was asked before is kept.
        """
        new = np.array(sorted(set(states.tolist()) - self._known.keys()), dtype=np.int64)
        for begin in range(0, len(new), AT_A_TIME):
            part = new[begin : begin + AT_A_TIME]
            self._known.update(zip(part.tolist(), self._exposures(part), strict=True))
        return np.array([self._known[state] for state in states.tolist()]).reshape(-1, len(self.bargain.parties))

    def _exposures(self, states: Longs) -> Longs:
        exploits = [self._exploits(j, states) for j in range(len(self.bargain.case.actor_ids))]
        return np.stack([self._exposure(i, states, exploits) for i in self.bargain.parties], axis=1)

    def _exploits(self, j: int, states: Longs) -> tuple[Longs, Longs]:
        """Return an actor's moves from some states that improve its lot in some type of weight: the position of the
        state that each leaves, and the state that it leads to."""
        place, target = self._moves(j, states)
        improves = np.zeros(len(target), dtype=bool)
        for t in self.bargain.standings[j]:
            ranks = self.bargain.ensemble.ranks[j][t]
            improves |= ranks[target] > ranks[states][place]
        return place[improves], target[improves]

    def _moves(self, j: int, states: Longs) -> tuple[Longs, Longs]:
        starts, targets = every_move(self.bargain.board.moves, j, len(self.space))
        first, count = starts[states], starts[states + 1] - starts[states]
        place = np.repeat(np.arange(len(states)), count)
        within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return place, targets[first[place] + within].astype(np.int64)

    def _exposure(self, i: int, states: Longs, exploits: Sequence[tuple[Longs, Longs]]) -> Longs:
        others = [found for j, found in enumerate(exploits) if j != i]
        place = np.concatenate([np.arange(len(states)), *(place for place, _ in others)])
        reached = np.concatenate([states, *(target for _, target in others)])[np.argsort(place, kind="stable")]
        begin = np.concatenate([[0], np.cumsum(np.bincount(place))[:-1]])
        worst = np.zeros(len(states))
        for standing in self.bargain.standings[i].values():
            worst = np.maximum(worst, standing[self.start] - np.minimum.reduceat(standing[reached], begin))
        return np.rint(worst * len(self.space)).astype(np.int64)

    # ------------------------------------------------------------ over types

    def compared(self, i: int, state: int, other: int) -> tuple[float, float]:
        """Return the chances, over an actor's types, that it ranks a state above and below another."""
        better = worse = 0.0
        for t, chance in self._types(i):
            ranks = self.bargain.ensemble.ranks[i][t]
            better += chance * bool(ranks[state] > ranks[other])
            worse += chance * bool(ranks[state] < ranks[other])
        return better, worse

    def stuck(self, i: int, state: int) -> float:
        """Return the chance, over an actor's types, that whatever it does at a state, stay or move, leaves it below the
        status quo."""
        reached = np.append(self._moves(i, np.array([state]))[1], state)
        ranks = self.bargain.ensemble.ranks[i]
        chances = (chance for t, chance in self._types(i) if ranks[t][reached].max() < ranks[t][self.start])
        return float(sum(chances))

    def _types(self, i: int) -> list[tuple[int, float]]:
        chances = self.bargain.ensemble.doubts.truth[i]
        return [(int(t), float(chances[t])) for t in np.flatnonzero(chances > 0)]

    # ------------------------------------------------------------ of its own accord

    def leaning(self, i: int, state: int, goal: tuple[int, ...]) -> Leaning:
        """Return what an actor would do at a state with nobody committed, beside the levels of a goal.

        It goes on if its chosen credible improvement takes none of its options farther from the goal, and one nearer;
        it rests if it has no credible improvement. Of several moves equally likely each counts for its share.
        """
        key = (i, state, goal)
        if key not in self._leanings:
            movers, which = self._behaviours(i)
            table = np.array([self._lean(mover, state, np.array(goal)) for mover in movers])[which]
            worlds = self.bargain.ensemble.worlds
            on, rests, back = (worlds.mean(column) for column in table.T)
            self._leanings[key] = Leaning(on, rests, back, max(worlds.error(column) for column in table.T))
        return self._leanings[key]

    def _behaviours(self, i: int) -> tuple[list[Mover], Longs]:
        """Return an actor's distinct behaviours, and which of them it has in each world."""
        if i not in self._movers:
            distinct, which = self.bargain.views(i)
            numbers: dict[Mover, int] = {}
            number = [numbers.setdefault(self.bargain.mover(i, row), len(numbers)) for row in distinct]
            self._movers[i] = list(numbers), np.array(number)[which]
        return self._movers[i]

    def _lean(self, mover: Mover, state: int, goal: Longs) -> tuple[float, float, float]:
        targets = mover.targets(state)
        if not targets:
            return 0.0, 1.0, 0.0
        now = np.abs(self.space.levels[state].astype(np.int64) - goal)
        then = np.abs(self.space.levels[list(targets)].astype(np.int64) - goal)
        on = float(((then <= now).all(axis=1) & (then < now).any(axis=1)).mean())
        return on, 0.0, 1.0 - on
