"""Play as it is told, one path after the other: what the exact chain must agree with.

Time and choice are drawn event by event (Gillespie 1977). Conditions, clocks, dates and the window are taken from the
case itself, conditions by the oracle's reading of expressions; of the program under test only the actors' targets and
the list of states are used.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mathematics.playing import Match
from offramp.case.model import Rate
from offramp.stability.oracle import true_at

Place = tuple[int, bool]


@dataclass
class Path:
    """One path: for each outcome when it was first visited and whether the window was closed then; when the window was
    first closed; the share of time spent in each state at the end; and how often each place was left for another, dates
    aside."""

    visits: dict[str, tuple[float, bool]] = field(default_factory=dict)
    closed_at: float = float("inf")
    ends: dict[int, float] = field(default_factory=dict)
    left: Counter[tuple[Place, Place]] = field(default_factory=Counter)


class Simulator:
    """Draws paths of play; where play never comes to rest, ends are taken over the second half of a long time."""

    def __init__(self, match: Match, seed: int, *, long: float = 60.0) -> None:
        self.match = match
        self.case = match.case
        self.rng = random.Random(seed)
        self.long = long
        self.known: dict[Place, tuple[list[Place], list[float]]] = {}
        self.named: dict[int, str] = {}
        self.dates: list[tuple[float, str | None, int]] = sorted(
            ((when, clock.variable, level) for clock in self.case.clocks for when, level in clock.dates),
            key=lambda date: date[0],
        )
        window = self.case.window
        if window is not None and window.closes_on is not None:
            self.dates = sorted([*self.dates, (window.closes_on, None, 0)], key=lambda date: date[0])

    # ------------------------------------------------------------ one state

    def levels(self, state: int) -> dict[str, int]:
        return dict(zip([v.id for v in self.case.variables], self.match.space.levels[state].tolist(), strict=True))

    def outcome(self, state: int) -> str:
        if state not in self.named:
            self.named[state] = self.match.outcome(state)
        return self.named[state]

    def final(self, state: int) -> bool:
        return any(o.final and o.id == self.outcome(state) for o in self.case.outcomes)

    def rate(self, rates: Sequence[Rate], state: int) -> float:
        levels = self.levels(state)
        return next((r.per_month for r in rates if true_at(r.when, levels)), 0.0)

    def with_clock(self, state: int, clock: str, level: int) -> int:
        """Return the state with a clock at a level, the same state if there is none."""
        position = [v.id for v in self.case.variables].index(clock)
        levels = list(self.match.space.levels[state].tolist())
        levels[position] = max(level, levels[position])
        if levels[position] >= len(self.case.variables[position].levels):
            return state
        found = self.match.space.state(tuple(levels))
        return state if found < 0 else found

    def closed(self, state: int, closed: bool) -> bool:
        window = self.case.window
        return true_at(window.when, self.levels(state)) if window and window.when is not None else closed

    def exits(self, place: Place) -> tuple[list[Place], list[float]]:
        """Return where a place can be left for, and how fast."""
        if place not in self.known:
            found = [] if self.final(place[0]) else list(self.events(*place))
            self.known[place] = [to for to, _ in found], [rate for _, rate in found]
        return self.known[place]

    def events(self, state: int, closed: bool) -> Iterator[tuple[Place, float]]:
        for mover, speed in zip(self.match.movers, self.match.paces, strict=False):
            targets = mover.targets(state)
            for target in targets:
                yield (target, self.closed(target, closed)), speed / len(targets)
        for clock in self.case.clocks:
            rate, after = self.rate(clock.rates, state), self.next_tick(state, clock.variable)
            if rate > 0 and after != state:
                yield (after, self.closed(after, closed)), rate
        window = self.case.window
        if window is not None and window.when is None:
            rate = self.rate(window.reopens if closed else window.closes, state)
            if rate > 0:
                yield (state, not closed), rate

    def next_tick(self, state: int, clock: str) -> int:
        return self.with_clock(state, clock, self.levels(state)[clock] + 1)

    # ------------------------------------------------------------ one path

    def path(self) -> Path:
        """Draw one path."""
        found, now = Path(), 0.0
        place = (self.match.setting.start, self.closed(self.match.setting.start, False))
        dates = list(self.dates)
        self.arrive(found, place, now)
        while True:
            exits, rates = self.exits(place)
            later = now + self.rng.expovariate(sum(rates)) if rates else float("inf")
            if dates and dates[0][0] <= later:
                self.spend(found, place, now, min(dates[0][0], self.long))
                now, clock, level = dates.pop(0)
                place = self.dated(place, clock, level)
            elif later < self.long:
                self.spend(found, place, now, later)
                now, (after,) = later, self.rng.choices(exits, rates)
                found.left[place, after] += 1
                place = after
            else:
                self.spend(found, place, now, self.long)
                return found
            self.arrive(found, place, now)

    def dated(self, place: Place, clock: str | None, level: int) -> Place:
        state, closed = place
        if self.final(state):
            return place
        if clock is None:
            return state, True
        after = self.with_clock(state, clock, level)
        return after, self.closed(after, closed)

    def arrive(self, path: Path, place: Place, now: float) -> None:
        path.visits.setdefault(self.outcome(place[0]), (now, place[1]))
        if place[1]:
            path.closed_at = min(path.closed_at, now)

    def spend(self, path: Path, place: Place, since: float, until: float) -> None:
        counted = max(0.0, until - max(since, self.long / 2)) / (self.long / 2)
        if counted > 0:
            path.ends[place[0]] = path.ends.get(place[0], 0.0) + counted
