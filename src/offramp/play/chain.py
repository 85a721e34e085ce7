"""Credible moves, clocks and the window as a continuous-time Markov chain over the states play can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import holds
from offramp.case.model import Case, Clock, Rate
from offramp.game.states import Space
from offramp.play.classes import classes_of, closed_of
from offramp.play.movers import Choices
from offramp.play.walking import fingerprints, walk

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Setting:
    """What drives play besides the actors, state by state.

    Attributes
    ----------
    start : int
        The state play starts from.
    final : (states,) bool array
        Where play stops.
    clock_pace, clock_next : (clocks, states) int arrays
        By which of the case's rates each clock advances, -1 where it stands; and the state it leads to.
    jumps : tuple of (months, (states,) int array)
        What happens on dates: the state each state turns into, in order of time.
    closes, reopens : (states,) int arrays
        By which of the case's rates the window closes and reopens; -1 where it does not.
    closed_when : (states,) bool array or None
        If the window is a condition: where it is closed.
    closes_on : float or None
        If it closes on a date: when, in months.
    has_window : bool
        Whether the case has a window at all.
    """

    start: int
    final: Bools
    clock_pace: Longs
    clock_next: Longs
    jumps: tuple[tuple[float, Longs], ...]
    closes: Longs
    reopens: Longs
    closed_when: Bools | None
    closes_on: float | None
    has_window: bool

    @cached_property
    def turns(self) -> Longs:
        """The states of `jumps`, one row for each date."""
        return np.array([target for _, target in self.jumps], dtype=np.int64).reshape(-1, len(self.final))


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of nodes that lead to each other.

    Attributes
    ----------
    number : (nodes,) int array
        The class of each node. No transition leads to a class of a higher number.
    begin, members : int arrays
        The nodes of class c are `members[begin[c]:begin[c + 1]]`.
    closed : (nodes,) bool array
        Whether a node's class is never left.
    """

    number: Longs
    begin: Longs
    members: Longs
    closed: Bools


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

    @cached_property
    def classes(self) -> Classes:
        """The classes of nodes that lead to each other by transitions; dates do not count."""
        number, begin, members = classes_of(self.row, self.to)
        closed = closed_of(self.row, self.to, number, len(begin) - 1)
        return Classes(number, begin, members, closed[number])

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
    clock_pace, clock_next = [], []
    position = len(case.actor_ids)
    for clock in (clock for clock in case.clocks if clock.rates):
        target = _with_level(space, clock.variable, None)
        clock_next.append(target)
        clock_pace.append(np.where(target >= 0, _first_match(clock.rates, position, space), -1))
        position += len(clock.rates)
    jumps = sorted(
        ((when, _dated(space, clock, level)) for clock in case.clocks for when, level in clock.dates),
        key=lambda jump: jump[0],
    )
    window = case.window
    closing = window.closes if window else ()
    when = holds(window.when, space.columns) if window and window.when is not None else None
    return Setting(
        start,
        final,
        np.array(clock_pace, dtype=np.int64).reshape(-1, states),
        np.array(clock_next, dtype=np.int64).reshape(-1, states),
        tuple(jumps),
        _first_match(closing, position, space),
        _first_match(window.reopens if window else (), position + len(closing), space),
        when,
        window.closes_on if window else None,
        window is not None,
    )


def _first_match(rates: Sequence[Rate], position: int, space: Space) -> Longs:
    """Return, for each state, the number of the first rate whose condition holds, counted from `position`; else -1."""
    found = np.full(len(space), -1, dtype=np.int64)
    for number in reversed(range(len(rates))):
        found[holds(rates[number].when, space.columns)] = position + number
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


def fingerprints_of(setting: Setting, choices: Choices, picks: Longs, paces: Floats) -> Hashes:
    """Return 128 bits for each of many chains, without keeping the chains: equal for chains that are the same.

    Parameters
    ----------
    setting, choices
        See :func:`explore`.
    picks : (chains, actors) int array
    paces : (chains, rates) float array
        What :func:`explore` takes, one row for each chain.

    Returns
    -------
    (chains, 2) uint64 array
    """
    with np.errstate(over="ignore"):  # products modulo 2^64
        return fingerprints(*_walking(setting, choices, picks, paces))


def explore(setting: Setting, choices: Choices, pick: Longs, paces: Floats) -> Chain:
    """Return the chain that some actors make from the starting state.

    Parameters
    ----------
    setting : Setting
        Where play starts, and what drives it besides the actors.
    choices : Choices
        Ways to act.
    pick : (actors,) int array
        The way in which each actor acts.
    paces : (rates,) float array
        The rates of :func:`offramp.case.paces.paces_of`, per month; the actors' first.

    Notes
    -----
    Costs time in proportion to the states that play reaches, times actors.
    """
    state, closed, row, to, rate, turned = walk(*_walking(setting, choices, pick, paces))
    times = [when for when, _ in setting.jumps]
    times += [setting.closes_on] if setting.closes_on is not None else []
    order = np.argsort(times, kind="stable")
    jumps = tuple((times[k], np.ascontiguousarray(turned[:, k])) for k in order)
    return Chain(state, closed, row, to, rate, jumps)


def _walking(setting: Setting, choices: Choices, picks: Longs, paces: Floats) -> tuple[Any, ...]:
    """Return what a walk, or many, is told."""
    return (
        setting.start,
        setting.final,
        choices.rows,
        picks,
        choices.chosen,
        paces,
        setting.clock_pace,
        setting.clock_next,
        setting.closes,
        setting.reopens,
        np.zeros(0, dtype=bool) if setting.closed_when is None else setting.closed_when,
        setting.turns,
        setting.closes_on is not None,
    )
