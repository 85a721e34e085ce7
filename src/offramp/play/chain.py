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
from offramp.play.walking import walk

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
        when = np.array([months for months, _ in self.jumps], dtype=np.float64)
        parts = (self.state, self.closed, self.row, self.to, self.rate, when, *(m for _, m in self.jumps))
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
    offsets = np.cumsum([0, *(len(mover.chosen) for mover in movers[:-1])])
    state, closed, row, to, rate, turned = walk(
        setting.start,
        setting.final,
        np.stack([mover.row + offset for mover, offset in zip(movers, offsets, strict=True)]),
        np.concatenate([mover.chosen for mover in movers]),
        np.array(rates, dtype=np.float64),
        setting.clock_rate,
        setting.clock_next,
        setting.closes,
        setting.reopens,
        np.zeros(0, dtype=bool) if setting.closed_when is None else setting.closed_when,
        np.array([target for _, target in setting.jumps], dtype=np.int64).reshape(-1, len(setting.final)),
        setting.closes_on is not None,
    )
    times = [when for when, _ in setting.jumps]
    times += [setting.closes_on] if setting.closes_on is not None else []
    order = np.argsort(times, kind="stable")
    jumps = tuple((times[k], np.ascontiguousarray(turned[:, k])) for k in order)
    return Chain(state, closed, row, to, rate, jumps)
