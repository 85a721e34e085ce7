"""The steps of a deal told in full: what each asks, and where it leaves the parties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.steps import MOST_POINTS, Change, Order, Road, best_orders, road_of
from offramp.study.results.deals import DealOrder, DealStep, StepParty, Undertaking

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ways:
    """The orders in which the parties can go from a state to a goal.

    Attributes
    ----------
    road : Road
        The points between.
    orders : tuple of Order
        The Pareto-best orders, least total exposure first; exposure counts states. Empty if there is nothing to
        change, no way, or too many points.
    exchange : Order or None
        The order that exposes least in total if any two parties may change levels at once, too; None if that is not
        less than the first of `orders`, or there are none.
    searched : bool
        Whether orders were looked for: not if there are more than `MOST_POINTS` points.
    """

    road: Road
    orders: tuple[Order, ...]
    exchange: Order | None
    searched: bool


class Stepping:
    """Orders of steps to goals.

    Third parties and clocks stand still. No step leads through a state at which play stops, unless it is of the
    outcome wanted.

    Parameters
    ----------
    bargain : Bargain
        The case.
    exposing : Exposing
        Where parties stand at points on the way.
    """

    def __init__(self, bargain: Bargain, exposing: Exposing) -> None:
        self.bargain = bargain
        self.exposing = exposing
        self.space = bargain.ensemble.space

    def ways(self, goal: Sequence[int], start: Sequence[int] | None = None, *, exchange: bool = True) -> Ways:
        """Return the orders of steps in which the parties' options come to the levels of a goal.

        Parameters
        ----------
        goal : sequence of int
            The level of every variable; those of third parties and clocks are not looked at.
        start : sequence of int, optional
            Where the steps begin; the status quo unless told otherwise. Exposure is always measured against the status
            quo.
        exchange : bool
            Whether to find out what exchanges spare.

        Notes
        -----
        Costs the exposure at every feasible point, and a search over the points.
        """
        bargain = self.bargain
        begin = tuple(bargain.start if start is None else start)
        reached = [goal[n] if n in bargain.options else level for n, level in enumerate(begin)]
        owners = [-1 if v.actor is None else bargain.case.actor_ids.index(v.actor) for v in self.space.variables]
        road = road_of(begin, reached, [v.adjacent for v in self.space.variables], owners)
        if len(road) > MOST_POINTS:
            return Ways(road, (), None, False)
        states = self.space.states(road.levels.astype(np.uint8)).astype(np.int64)
        passable = self._passable(states)
        exposure = np.zeros((len(road), len(bargain.parties)), dtype=np.int64)
        exposure[passable] = self.exposing.below(states[passable])
        orders = best_orders(road, passable, exposure)
        least = sum(orders[0].exposure) if orders else -math.inf
        spared = best_orders(road, passable, exposure, exchanges=True, below=least, most=1) if exchange else ()
        return Ways(road, orders, spared[0] if spared else None, True)

    def _passable(self, states: Longs) -> Bools:
        ensemble = self.bargain.ensemble
        stops = ensemble.final & (ensemble.outcome != self.bargain.goal)
        return np.asarray((states >= 0) & ~stops[states])

    # ------------------------------------------------------------ in words

    def told(self, ways: Ways, order: Order, goal: Sequence[int]) -> DealOrder:
        """Return an order of steps with names, and where each step leaves each party."""
        levels = [tuple(int(x) for x in ways.road.levels[point]) for point in (0, *order.points)]
        aim = tuple(int(g) if n in self.bargain.options else levels[0][n] for n, g in enumerate(goal))
        between = self.bargain.asked.between
        steps = tuple(
            DealStep(
                tuple(self.undertaking(change) for change in changes),
                self.bargain.labels.state(after),
                {actor: self._party(p, before, after, aim) for p, actor in enumerate(between)},
            )
            for changes, before, after in zip(order.steps, levels, levels[1:], strict=False)
        )
        exposed = {actor: [step.parties[actor].exposure for step in steps] for actor in between}
        return DealOrder(
            steps,
            {actor: max(found, default=0.0) for actor, found in exposed.items()},
            {actor: 1 + found.index(max(found)) if any(found) else 0 for actor, found in exposed.items()},
        )

    def undertaking(self, change: Change) -> Undertaking:
        """Return a change of level with names."""
        variable = self.space.variables[change.variable]
        return Undertaking(
            str(variable.actor), variable.id, variable.levels[change.before], variable.levels[change.after]
        )

    def _party(self, p: int, before: Sequence[int], after: Sequence[int], goal: tuple[int, ...]) -> StepParty:
        i = self.bargain.parties[p]
        here, there = self.space.state(tuple(before)), self.space.state(tuple(after))
        better, worse = self.exposing.compared(i, there, here)
        exposed = self.exposing.at(after)
        leaning = self.exposing.leaning(i, there, goal)
        return StepParty(
            better=better,
            worse=worse,
            exposure=exposed[p] if exposed else 0.0,
            stuck=self.exposing.stuck(i, there),
            goes_on=leaning.goes_on,
            rests=leaning.rests,
            goes_back=leaning.goes_back,
            error=leaning.error,
        )
