"""The order of a deal's steps: which orders leave nobody more exposed than need be."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Numbers = NDArray[Any]

MOST_POINTS = 2**14
"""Roads with more points are not searched."""
MOST_TOGETHER = 4
"""How many changes are made at once at the most."""
MOST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One option goes from one level to another."""

    variable: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order of steps.

    Attributes
    ----------
    steps : tuple of tuple of Change
        The steps: one change, or several at once.
    points : tuple of int
        Which point of the road each step leads to.
    exposure : tuple of float
        Each party's worst point on the way.
    """

    steps: tuple[tuple[Change, ...], ...]
    points: tuple[int, ...]
    exposure: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Road:
    """The points between a start and a goal.

    Attributes
    ----------
    start : tuple of int
        The level of every variable at the start.
    options : tuple of int
        The variables that change, ascending.
    stops : tuple of tuple of int
        The levels that each of them passes, from the start's to the goal's.
    owners : tuple of int
        Who changes each of them.
    """

    start: tuple[int, ...]
    options: tuple[int, ...]
    stops: tuple[tuple[int, ...], ...]
    owners: tuple[int, ...]

    def __len__(self) -> int:
        return math.prod(len(levels) for levels in self.stops)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one change of each option adds to a point's number; the start is 0, the goal the last."""
        return tuple(math.prod(len(levels) for levels in self.stops[:k]) for k in range(len(self.stops)))

    def passed(self, points: Longs) -> Longs:
        """Return how many changes each option has made at some points, as a (points, options) array."""
        sizes = [len(levels) for levels in self.stops]
        columns = [points // stride % size for stride, size in zip(self.strides, sizes, strict=True)]
        return np.stack(columns, axis=1) if columns else np.zeros((len(points), 0), dtype=np.int64)

    @cached_property
    def levels(self) -> Longs:
        """The level of every variable at every point, as a (points, variables) array."""
        found = np.tile(np.array(self.start, dtype=np.int64), (len(self), 1))
        passed = self.passed(np.arange(len(self)))
        for k, variable in enumerate(self.options):
            found[:, variable] = np.array(self.stops[k])[passed[:, k]]
        return found


def road_of(start: Sequence[int], goal: Sequence[int], adjacent: Sequence[bool], owners: Sequence[int]) -> Road:
    """Return the points between a start and a goal.

    Parameters
    ----------
    start, goal : sequence of int
        The level of every variable.
    adjacent : sequence of bool
        Which variables change one level at a time; the others go to the goal's level in one step.
    owners : sequence of int
        Who changes each variable.
    """
    options = tuple(n for n, (before, after) in enumerate(zip(start, goal, strict=True)) if before != after)
    stops = []
    for n in options:
        direction = 1 if goal[n] > start[n] else -1
        whole = tuple(range(start[n], goal[n] + direction, direction))
        stops.append(whole if adjacent[n] else (start[n], goal[n]))
    return Road(tuple(start), options, tuple(stops), tuple(owners[n] for n in options))


def best_orders(
    road: Road,
    passable: Bools,
    exposure: Numbers,
    *,
    exchanges: bool = False,
    below: float = math.inf,
    most: int = MOST_ORDERS,
) -> tuple[Order, ...]:
    """Return the Pareto-best orders of steps.

    A step is one change. Where none of some changes can be made alone, and no part of them either, they are made at
    once: an exchange. An order is Pareto-best if no other leaves every party at most as exposed at its worst point, and
    one party less. The least total comes first; among equals the least exposed party, then the fewest steps, then the
    fewest turns (how often it is another's turn), then as the options stand in the file.

    Parameters
    ----------
    road : Road
        The points; at most `MOST_POINTS`.
    passable : (points,) bool array
        Which points can be passed.
    exposure : (points, parties) array
        How exposed each party is at each point. At the start nobody counts as exposed. Whole numbers make ties exact.
    exchanges : bool
        Whether any two changes by different actors may be made at once, too.
    below : float
        Only orders of a lower total are looked for.
    most : int
        How many orders to return.

    Returns
    -------
    tuple of Order
        Empty if there is nothing to change, or no way.

    Notes
    -----
    Exact: dynamic programming over the points. What can still follow depends on the point alone and the worst can only
    grow, so at each point only those orders go on that no other beats there in exposures, steps and turns. They are
    taken up in the order of their totals, and none of a higher total than the last one returned (label setting;
    Martins 1984). Costs points times options times the orders that go on; with exchanges, times pairs of options. Of
    more than `MOST_TOGETHER` changes at once none are looked at.
    """
    if not road.options or not passable[0] or not passable[-1]:
        return ()
    return _Search(road, passable, exposure, exchanges, below).best(most)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """A way to a point: the worst of each party on it and at the goal, how many steps and turns it takes, the way
    before the last step, the options changed by that, and their owners."""

    point: int
    worst: tuple[float, ...]
    steps: int
    turns: int
    before: _Way | None
    taken: tuple[int, ...]
    movers: frozenset[int]

    @property
    def merit(self) -> tuple[float, float, int, int]:
        """What ways are sorted by: total exposure, the most exposed party, steps, turns."""
        return sum(self.worst), max(self.worst, default=0), self.steps, self.turns

    def beats(self, other: _Way) -> bool:
        """Tell whether it leaves nobody more exposed than another."""
        return all(a <= b for a, b in zip(self.worst, other.worst, strict=True))

    def is_as_short(self, other: _Way) -> bool:
        """Tell whether it takes no more steps than another to the same point, nor turns, whoever moves next."""
        return self.steps <= other.steps and self.turns + (self.movers != other.movers) <= other.turns


class _Search:
    """Orders of steps along one road."""

    def __init__(self, road: Road, passable: Bools, exposure: Numbers, exchanges: bool, below: float) -> None:
        self.road = road
        self.passable: list[bool] = passable.tolist()
        self.exposure: list[list[float]] = exposure.tolist()
        self.exchanges = exchanges
        self.below = below
        self.last = [len(levels) - 1 for levels in road.stops]
        self.passed: list[list[int]] = road.passed(np.arange(len(road))).tolist()
        self.kept: dict[int, list[_Way]] = {}

    def best(self, most: int) -> tuple[Order, ...]:
        """Take up ways in the order of their merit: what beats a way comes before it."""
        begin = _Way(0, tuple(self.exposure[-1]), 0, 0, None, (), frozenset())  # every way comes to the goal
        if sum(begin.worst) >= self.below:
            return ()
        waiting = [(begin.merit, 0, begin)]
        ends: list[_Way] = []
        met: set[tuple[int, tuple[float, ...], int, int, frozenset[int]]] = set()
        while waiting and len(ends) < most:
            _, _, way = heapq.heappop(waiting)
            if any(end.beats(way) for end in ends):
                continue
            if way.point == len(self.road) - 1:
                ends.append(way)
            elif self._keep(way):
                for longer in self._longer(way):
                    key = (longer.point, longer.worst, longer.steps, longer.turns, longer.movers)
                    if key not in met and not any(end.beats(longer) for end in ends):
                        met.add(key)
                        heapq.heappush(waiting, (longer.merit, len(met), longer))
        return tuple(self._told(end) for end in ends)

    def _keep(self, way: _Way) -> bool:
        """Keep a way unless another one to the same point beats it, in steps and turns too."""
        kept = self.kept.setdefault(way.point, [])
        if any(other.is_as_short(way) and other.beats(way) for other in kept):
            return False
        kept.append(way)
        return True

    def _longer(self, way: _Way) -> Iterator[_Way]:
        for after, taken in self._steps(way.point):
            worst = tuple(map(max, way.worst, self.exposure[after]))
            if sum(worst) < self.below:
                movers = frozenset(self.road.owners[k] for k in taken)
                yield _Way(after, worst, way.steps + 1, way.turns + (movers != way.movers), way, taken, movers)

    def _steps(self, point: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the steps from a point: where each leads, and which options it changes."""
        strides, passed = self.road.strides, self.passed[point]
        ready = [k for k, done in enumerate(passed) if done < self.last[k]]
        blocked = []
        for k in ready:
            after = point + strides[k]
            if self.passable[after]:
                yield after, (k,)
            else:
                blocked.append(k)
        least: list[set[int]] = []
        for size in range(2, min(MOST_TOGETHER, len(blocked)) + 1):
            for taken in itertools.combinations(blocked, size):
                after = point + sum(strides[k] for k in taken)
                if self.passable[after] and not any(part <= set(taken) for part in least):
                    least.append(set(taken))
                    yield after, taken
        if self.exchanges:
            for a, b in itertools.combinations(ready, 2):
                after = point + strides[a] + strides[b]
                if self.road.owners[a] != self.road.owners[b] and self.passable[after]:
                    yield after, (a, b)

    def _told(self, end: _Way) -> Order:
        steps: list[tuple[Change, ...]] = []
        points: list[int] = []
        way = end
        while way.before is not None:
            points.append(way.point)
            steps.append(tuple(self._change(way.before.point, k) for k in way.taken))
            way = way.before
        return Order(tuple(reversed(steps)), tuple(reversed(points)), end.worst)

    def _change(self, point: int, k: int) -> Change:
        done, stops = self.passed[point][k], self.road.stops[k]
        return Change(self.road.options[k], stops[done], stops[done + 1])
