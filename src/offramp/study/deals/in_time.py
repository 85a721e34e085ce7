"""Whether the steps of a deal are taken before the window closes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from offramp.play.chain import Setting, explore
from offramp.play.movers import Choices
from offramp.play.solving import Visit, first_visit
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.steps import Change, Order
from offramp.study.playing.kinds import kinds_of
from offramp.study.results.deals import InTime

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

Steps: TypeAlias = tuple[tuple[Change, ...], ...]

MONTHS = (1, 3, 6, 12, 24)
"""By how many months chances are given."""


def in_time(bargain: Bargain, order: Order, goal: Sequence[int], start: Sequence[int] | None = None) -> InTime:
    """Return how long the steps of a deal take, and whether they come in time.

    Each step is taken by its mover when it next decides, at its rate in each world; an exchange when the slowest of its
    movers does. Steps in a row that one party can take in one move are taken together. Nobody else moves; clocks, dates
    and the window run on as in the case, with nobody committed. A step waits while the clocks make it impossible. Play
    that stops on the way, except in the outcome wanted, ends it. The steps come to their end if, when the last is taken
    and third parties have come along, the state with the clocks as they then are is feasible and of the wanted outcome.

    Parameters
    ----------
    bargain : Bargain
        The case.
    order : Order
        The steps.
    goal : sequence of int
        The level of every variable in the deal's target; that of a clock is not looked at.
    start : sequence of int, optional
        Where the steps begin; the status quo unless told otherwise.

    Notes
    -----
    Worlds in which everything goes at the same rates are solved once. Costs for each such kind one or two Markov chains
    over steps times combinations of the clocks' levels.
    """
    script = _Script(bargain, together(order.steps, bargain), goal, bargain.start if start is None else start)
    worlds, values = bargain.ensemble.worlds, bargain.ensemble.doubts.paces
    actors = len(bargain.case.actor_ids)
    movers = sorted({i for step in script.movers for i in step})
    columns = [worlds.paces[:, k] for k in (*movers, *range(actors, len(values)))]
    first, which = kinds_of([np.zeros(len(worlds), dtype=np.int64), *columns])
    paces = np.array([[values[k][n] for k, n in enumerate(worlds.paces[w])] for w in first])
    solved = np.array([script.solve(own) for own in paces])[which]
    chance, months, before, *by_date = solved.T
    happens = worlds.mean(chance)
    return InTime(
        months=worlds.mean(months) / happens if happens > 0 else math.nan,
        chance=happens,
        before_close=worlds.mean(before),
        by_date={str(k): worlds.mean(column) for k, column in zip(MONTHS, by_date, strict=True)},
        error=max(worlds.error(column) for column in (chance, before, *by_date)),
    )


def together(steps: Steps, bargain: Bargain) -> Steps:
    """Return the moves that some steps make: those of one party in a row are one, unless an option that goes one level
    at a time would go two."""
    variables = bargain.case.variables
    found: list[tuple[Change, ...]] = []
    for step in steps:
        both = (*found[-1], *step) if found else step
        changed = [change.variable for change in both]
        alone = len({variables[n].actor for n in changed}) == 1
        if found and alone and not any(variables[n].adjacent and changed.count(n) > 1 for n in changed):
            found[-1] = both
        else:
            found.append(step)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Points:
    """The states of a script: one for each number of steps taken and each combination of the clocks' levels.

    Attributes
    ----------
    state : (points, combinations) int array
        Their numbers on the board; -1 where infeasible.
    arrived : (points, combinations) bool array
        Where all steps are taken, and the outcome is the wanted one.
    """

    state: Longs
    arrived: Bools


class _Script:
    """The steps of a deal as a Markov chain: states are numbered by steps taken, then by the clocks' levels."""

    def __init__(self, bargain: Bargain, steps: Steps, goal: Sequence[int], start: Sequence[int]) -> None:
        self.bargain = bargain
        self.setting: Setting = bargain.board.setting
        self.variables = bargain.ensemble.space.variables
        self.clocks = [n for n, variable in enumerate(self.variables) if variable.actor is None]
        self.sizes = [len(self.variables[n].levels) for n in self.clocks]
        self.combinations = math.prod(self.sizes)
        self.start = tuple(start)
        actors = bargain.case.actor_ids
        self.movers = [
            sorted({actors.index(str(self.variables[change.variable].actor)) for change in step}) for step in steps
        ]
        self.points = self._points(steps, goal)
        self.alone = self._scripted(watched=False)
        self.watched = self._scripted(watched=True) if self.setting.has_window else None

    # ------------------------------------------------------------ states

    def _points(self, steps: Steps, goal: Sequence[int]) -> _Points:
        levels = [list(self.start)]
        for step in steps:
            levels.append(list(levels[-1]))
            for change in step:
                levels[-1][change.variable] = change.after
        state = np.stack([self._with_clocks(point) for point in levels])
        there = self._with_clocks(goal)
        arrived = np.zeros(state.shape, dtype=bool)
        arrived[-1] = (there >= 0) & (self.bargain.ensemble.outcome[there] == self.bargain.goal)
        return _Points(state, arrived & (state >= 0))

    def _with_clocks(self, levels: Sequence[int]) -> Longs:
        """Return the states with some levels of the options, for every combination of the clocks' levels."""
        found = np.tile(np.array(levels, dtype=np.uint8), (self.combinations, 1))
        for n, level in zip(self.clocks, self._clock_levels(), strict=True):
            found[:, n] = level
        return self.bargain.ensemble.space.states(found).astype(np.int64)

    def _clock_levels(self) -> list[Longs]:
        every = np.arange(self.combinations)
        return [every // stride % size for stride, size in zip(self._strides(), self.sizes, strict=True)]

    def _strides(self) -> list[int]:
        return [math.prod(self.sizes[:k]) for k in range(len(self.sizes))]

    def _moved(self, clock: str, level: int | None) -> Longs:
        """Return, for every state of the script, the one with a clock at least at a level (None: one further); the
        same state where that cannot be."""
        k = next(k for k, n in enumerate(self.clocks) if self.variables[n].id == clock)
        now = self._clock_levels()[k]
        then = np.minimum(now + 1, self.sizes[k] - 1) if level is None else np.maximum(now, level)
        after = np.arange(self.combinations) + (then - now) * self._strides()[k]
        possible = self.points.state[:, after] >= 0
        steps = np.arange(len(self.points.state))[:, None] * self.combinations
        return np.where(possible, steps + after, steps + np.arange(self.combinations)).ravel()

    # ------------------------------------------------------------ play

    def _scripted(self, *, watched: bool) -> Setting:
        """Return what drives the script besides the movers; if the window is watched, play stops when it closes."""
        board, case = self.setting, self.bargain.case
        state = self.points.state.ravel()
        size = len(state)
        stops = board.final & (self.bargain.ensemble.outcome != self.bargain.goal)
        final = np.where(state >= 0, stops[state], True)
        final[-self.combinations :] = True
        closed_when = None
        if watched and board.closed_when is not None:
            closed_when = np.asarray(np.where(state >= 0, board.closed_when[state], False))
            final = final | closed_when
        running = [clock for clock in case.clocks if clock.rates]
        dates = [(when, clock.variable, level) for clock in case.clocks for when, level in clock.dates]
        jumps = [(when, self._moved(name, level)) for when, name, level in sorted(dates, key=lambda date: date[0])]
        begin = sum(self._strides()[k] * self.start[n] for k, n in enumerate(self.clocks))
        nowhere = np.full(size, -1, dtype=np.int64)
        return Setting(
            start=begin,
            final=final,
            clock_pace=np.where(state >= 0, board.clock_pace[:, state], -1),
            clock_next=np.array([self._moved(c.variable, None) for c in running], dtype=np.int64).reshape(-1, size),
            jumps=tuple(jumps),
            closes=np.where(state >= 0, board.closes[state], -1) if watched else nowhere,
            reopens=nowhere,
            closed_when=closed_when,
            closes_on=board.closes_on if watched else None,
            has_window=watched,
        )

    def solve(self, paces: Floats) -> list[float]:
        """Return, for some rates, the chance that the steps come to their end, the expected months until then times
        that chance, the chance that it happens before the window closes, and that it has happened by `MONTHS`."""
        found = self._visit(self.alone, paces)
        months = found.mean_months * found.chance if found.chance > 0 else 0.0
        before = found.chance if self.watched is None else self._visit(self.watched, paces).before_close
        return [found.chance, months, before, *found.by_date]

    def _visit(self, setting: Setting, paces: Floats) -> Visit:
        chain = explore(setting, self._choices(paces), np.arange(len(self.bargain.case.actor_ids)), paces)
        return first_visit(chain, self.points.arrived.ravel()[chain.state], np.array(MONTHS, dtype=np.float64))

    def _choices(self, paces: Floats) -> Choices:
        """Return what every actor does: the slowest mover of a step takes it, wherever it is possible."""
        slowest = np.array([min(movers, key=lambda i: paces[i]) for movers in self.movers], dtype=np.int64)
        possible = (self.points.state[:-1] >= 0) & (self.points.state[1:] >= 0)
        rows, chosen = [], []
        filled = 0
        for i in range(len(self.bargain.case.actor_ids)):
            moves = np.zeros(self.points.state.size, dtype=bool)
            moves[: possible.size] = (possible & (slowest == i)[:, None]).ravel()
            rows.append(filled + np.concatenate([[0], np.cumsum(moves)]))
            chosen.append(np.flatnonzero(moves) + self.combinations)
            filled += int(moves.sum())
        return Choices(np.array(rows, dtype=np.int32), np.concatenate(chosen).astype(np.int32))
