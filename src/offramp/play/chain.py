"""Credible moves, clocks and the window as a continuous-time Markov chain over the states play can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import holds
from offramp.case.model import Case, Clock, Rate
from offramp.game.states import Space
from offramp.play.movers import Mover

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Setting:
    """What drives play besides the actors, state by state.

    Attributes
    ----------
    start : int
        The state play starts from.
    final : (states,) bool array
        Where play stops.
    clock_rate, clock_next : (clocks, states) float and int arrays
        How fast each clock advances, per month, and the state it leads to; rate 0 where it stands.
    jumps : tuple of (months, (states,) int array)
        What happens on dates: the state each state turns into, in order of time.
    closes, reopens : (states,) float arrays
        How fast the window closes and reopens, per month.
    closed_when : (states,) bool array or None
        If the window is a condition: where it is closed.
    closes_on : float or None
        If it closes on a date: when, in months.
    has_window : bool
        Whether the case has a window at all.
    """

    start: int
    final: Bools
    clock_rate: Floats
    clock_next: Longs
    jumps: tuple[tuple[float, Longs], ...]
    closes: Floats
    reopens: Floats
    closed_when: Bools | None
    closes_on: float | None
    has_window: bool


@dataclass(frozen=True, eq=False)
class Chain:
    """A Markov chain over nodes: a state, and whether the window is closed. Node 0 is the start.

    Attributes
    ----------
    state : (nodes,) int array
        The state of each node.
    closed : (nodes,) bool array
        Whether the window is closed there.
    row : (nodes + 1,) int array
    to : (transitions,) int array
    rate : (transitions,) float array
        Transitions from node n, per month, are those from `row[n]` to `row[n + 1]`.
    jumps : tuple of (months, (nodes,) int array)
        On these dates every node turns into another, at once.
    """

    state: Longs
    closed: Bools
    row: Longs
    to: Longs
    rate: Floats
    jumps: tuple[tuple[float, Longs], ...]

    def __len__(self) -> int:
        return len(self.state)

    @property
    def key(self) -> bytes:
        """Equal for chains that are the same to the last transition."""
        parts = (self.state, self.closed, self.row, self.to, self.rate, *(m for _, m in self.jumps))
        return b"|".join(part.tobytes() for part in parts)


def setting_of(case: Case, space: Space, start: int) -> Setting:
    """Return clocks, dates, the window and final outcomes on a space of states."""
    states = len(space)
    final = np.zeros(states, dtype=bool)
    taken = np.zeros(states, dtype=bool)
    for outcome in case.outcomes:
        here = holds(outcome.when, space.columns) & ~taken
        taken |= here
        final |= here & outcome.final
    timed = [clock for clock in case.clocks if clock.rates]
    clock_rate = np.zeros((len(timed), states))
    clock_next = np.zeros((len(timed), states), dtype=np.int64)
    for c, clock in enumerate(timed):
        clock_next[c] = _with_level(space, clock.variable, None)
        clock_rate[c] = np.where(clock_next[c] >= 0, rates_at(clock.rates, space), 0.0)
    jumps = sorted(
        ((when, _dated(space, clock, level)) for clock in case.clocks for when, level in clock.dates),
        key=lambda jump: jump[0],
    )
    window = case.window
    closes = rates_at(window.closes, space) if window else np.zeros(states)
    reopens = rates_at(window.reopens, space) if window else np.zeros(states)
    when = holds(window.when, space.columns) if window and window.when is not None else None
    closes_on = window.closes_on if window else None
    return Setting(
        start, final, clock_rate, clock_next, tuple(jumps), closes, reopens, when, closes_on, window is not None
    )


def rates_at(rates: Sequence[Rate], space: Space) -> Floats:
    """Return a rate in every state: of several, the first whose condition holds."""
    found = np.zeros(len(space))
    for rate in reversed(rates):
        found = np.where(holds(rate.when, space.columns), rate.per_month, found)
    return found


def _with_level(space: Space, variable: str, level: int | None) -> Longs:
    """Return, for each state, the state with a clock at least at a level (None: one further), -1 if there is none."""
    position = next(n for n, v in enumerate(space.variables) if v.id == variable)
    stride = space.strides[space.free.index(position)]
    now = space.levels[:, position].astype(np.int64)
    then = now + 1 if level is None else np.maximum(now, level)
    possible = then < len(space.variables[position].levels)
    codes = np.where(possible, space.codes + (then - now) * stride, space.codes)
    return np.where(possible, space.index[codes], -1).astype(np.int64)


def _dated(space: Space, clock: Clock, level: int) -> Longs:
    """Return the state each state turns into when a dated clock reaches a level."""
    target = _with_level(space, clock.variable, level)
    return np.where(target >= 0, target, np.arange(len(space)))


def explore(setting: Setting, movers: Sequence[Mover], rates: Sequence[float]) -> Chain:
    """Return the chain that the movers make, each at its rate per month, from the starting state.

    Costs time in proportion to the states that play reaches, times actors.
    """
    return _Explorer(setting, movers, rates).chain()


class _Explorer:
    def __init__(self, setting: Setting, movers: Sequence[Mover], rates: Sequence[float]) -> None:
        self.setting = setting
        self.movers = movers
        self.rates = rates
        self.number: dict[tuple[int, bool], int] = {}
        self.nodes: list[tuple[int, bool]] = []

    def node(self, state: int, closed: bool) -> int:
        if self.setting.closed_when is not None:
            closed = bool(self.setting.closed_when[state])
        key = (state, closed)
        if key not in self.number:
            self.number[key] = len(self.nodes)
            self.nodes.append(key)
        return self.number[key]

    def chain(self) -> Chain:
        self.node(self.setting.start, False)
        row, to, rate = [0], [], []
        jumped: list[list[int]] = []
        position = 0
        while position < len(self.nodes):
            state, closed = self.nodes[position]
            for target, speed in sorted(self.transitions(state, closed).items()):
                to.append(target)
                rate.append(speed)
            row.append(len(to))
            jumped.append([self.node(*after) for after in self.jumps_from(state, closed)])
            position += 1
        times = [when for when, _ in self.setting.jumps] + (
            [self.setting.closes_on] if self.setting.closes_on is not None else []
        )
        maps = np.array(jumped, dtype=np.int64).reshape(len(self.nodes), len(times))
        order = np.argsort(times, kind="stable")
        jumps = tuple((times[k], np.ascontiguousarray(maps[:, k])) for k in order)
        return Chain(
            np.array([s for s, _ in self.nodes], dtype=np.int64),
            np.array([c for _, c in self.nodes], dtype=bool),
            np.array(row, dtype=np.int64),
            np.array(to, dtype=np.int64),
            np.array(rate, dtype=np.float64),
            jumps,
        )

    def transitions(self, state: int, closed: bool) -> dict[int, float]:
        """Return the rates at which a node is left for other nodes."""
        found: dict[int, float] = {}
        setting = self.setting
        if setting.final[state]:
            return found

        def add(target: int, target_closed: bool, speed: float) -> None:
            if speed > 0:
                node = self.node(target, target_closed)
                found[node] = found.get(node, 0.0) + speed

        for mover, speed in zip(self.movers, self.rates, strict=True):
            targets = mover.targets(state)
            for target in targets:
                add(target, closed, speed / len(targets))
        for clock in range(len(setting.clock_rate)):
            add(int(setting.clock_next[clock, state]), closed, float(setting.clock_rate[clock, state]))
        if setting.closed_when is None:
            add(state, not closed, float(setting.reopens[state] if closed else setting.closes[state]))
        return found

    def jumps_from(self, state: int, closed: bool) -> list[tuple[int, bool]]:
        """Return what a node turns into on each date; final states stay as they are."""
        stays = bool(self.setting.final[state])
        after = [(state if stays else int(target[state]), closed) for _, target in self.setting.jumps]
        return after + ([(state, closed or not stays)] if self.setting.closes_on is not None else [])
