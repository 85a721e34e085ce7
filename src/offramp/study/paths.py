"""The ways play takes from the status quo."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import Labels, level_names, levels_of
from offramp.game.moves import every_move
from offramp.play.solving import NO_DATES, first_visit, traffic
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.play import Course, Way
from offramp.study.profiles.judging import thinness
from offramp.study.results import PathEdge, PathNode, PathsResult
from offramp.study.summing import outcome_names

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
CUT = 0.01
MOST_COURSES = 200
THE_POLICY = "the policy"


def paths(ensemble: Ensemble, policy: str, *, cut: float = CUT, most_courses: int = MOST_COURSES) -> PathsResult:
    """Return the states that play visits under a policy and the moves it makes, over all worlds.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    policy : str
        Its name; `no policy` for none.
    cut : float
        States visited with a smaller chance are left out.
    most_courses : int
        All courses of play are followed if they are no more, else so many draws of them; at least 2.

    Notes
    -----
    Courses are drawn with chances in proportion to their weight, with the ensemble's seed: a systematic sample
    (Madow 1949) from a list in random order, in which every draw stands for 1/n. Those that most likely end in the
    same outcome stand together in it, so that each outcome has its part in the sample. The variance from drawing is
    estimated by the squared differences of neighbouring draws (Wolter 1985). The variance from sampling worlds and
    completions is, if all are followed, that of :meth:`Worlds.error`; else at most the variance over courses times
    the sum of squared weights of worlds, and for each actor with drawn completions the most weight that one of them
    stands for.

    Costs a linear system for each state that each of the courses visits.
    """
    return _Ways(ensemble, policy, most_courses).result(cut)


# ---------------------------------------------------------------- which courses are followed


@dataclass(frozen=True, eq=False)
class Followed:
    """The courses of play that are followed.

    Attributes
    ----------
    course : (followed,) int array
        Their numbers; each once.
    share : (followed,) float array
        What each stands for; sums to 1.
    draws : (draws,) int array or None
        Which of them each draw took, in the order of the list drawn from; None if all are followed.
    """

    course: Longs
    share: Floats
    draws: Longs | None


def systematic(weight: Floats, draws: int, start: float) -> Longs:
    """Return a systematic sample from a list, with chances in proportion to weight (Madow 1949).

    Parameters
    ----------
    weight : (items,) float array
        Not negative.
    draws : int
        How many.
    start : float
        A random number from 0 up to 1.

    Returns
    -------
    (draws,) int array
        Ascending. An item with the share p of the weight is drawn `draws` p times, up or down to a whole number.
    """
    reached = np.cumsum(weight) / weight.sum()
    reached[np.flatnonzero(weight)[-1] :] = 1.0
    return np.searchsorted(reached, (start + np.arange(draws)) / draws, side="right").astype(np.int64)


def followed(course: Course, weight: Floats, most: int, seed: int) -> Followed:
    """Return all courses of some weight if they are at most so many, else so many draws."""
    live = np.flatnonzero(weight > 0)
    if len(live) <= most:
        return Followed(live, weight[live] / weight[live].sum(), None)
    rng = np.random.default_rng(seed)
    likeliest = np.array([course.played[k].chance.argmax() for k in live])
    listed = live[np.lexsort((rng.random(len(live)), likeliest))]
    drawn = listed[systematic(weight[listed], most, float(rng.random()))]
    numbers, draws, counts = np.unique(drawn, return_inverse=True, return_counts=True)
    return Followed(numbers, counts / most, draws.reshape(-1).astype(np.int64))


def drawing_variance(values: Floats) -> float:
    """Return the variance of the mean of a systematic sample, by the squared differences of neighbours (Wolter 1985).

    Parameters
    ----------
    values : (draws,) float array
        In the order of the list.
    """
    return float(np.sum(np.diff(values) ** 2)) / (2 * len(values) * (len(values) - 1))


# ---------------------------------------------------------------- what they pass


class _Ways:
    def __init__(self, ensemble: Ensemble, policy: str, most: int) -> None:
        self.ensemble = ensemble
        self.policy = policy
        self.course = course_of(ensemble, ensemble.policy(policy))
        self.track = self.course.ways[0][0].track
        self.followed = followed(self.course, self.course.weight(ensemble.worlds), most, ensemble.seed)
        self.spread = self._spread()
        self.visited: dict[int, Floats] = defaultdict(self.nothing)
        self.ends: dict[int, Floats] = defaultdict(self.nothing)
        self.flow: dict[tuple[int, int, bool], Floats] = defaultdict(self.nothing)
        for n, k in enumerate(self.followed.course):
            for way in self.course.ways[k]:
                self.follow(n, way)
            played = self.course.played[k]
            for state, chance in zip(played.ends.tolist(), played.shares.tolist(), strict=True):
                self.ends[state][n] += chance

    def nothing(self) -> Floats:
        """Return a number for each course that is followed: 0."""
        return np.zeros(len(self.followed.course))

    def follow(self, n: int, way: Way) -> None:
        """Add what one course of play passes."""
        chain = way.walk()
        states = way.track.base[chain.state]
        for state in np.unique(states).tolist():
            self.visited[state][n] += way.share * first_visit(chain, states == state, NO_DATES).chance
        made, at_dates = traffic(chain)
        self.add(n, np.repeat(states, np.diff(chain.row)), states[chain.to], way.share * made, dated=False)
        for (_, turned), chances in zip(chain.jumps, at_dates, strict=True):
            self.add(n, states, states[turned], way.share * chances, dated=True)

    def add(self, n: int, origins: Longs, targets: Longs, flows: Floats, *, dated: bool) -> None:
        """Add the flows between different states."""
        for a, b, flow in zip(origins.tolist(), targets.tolist(), flows.tolist(), strict=True):
            if a != b and flow > 0:
                self.flow[a, b, dated][n] += flow

    # ------------------------------------------------------------ means and errors

    def _spread(self) -> float:
        """Return by how much sampling worlds and completions multiplies the variance over courses, at most."""
        worlds, doubts = self.ensemble.worlds, self.ensemble.doubts
        drawn = sum(thinness(t.answer, t.drawn, c) for t, c in zip(doubts.types, doubts.truth, strict=True))
        return drawn + (0.0 if worlds.exact else float(worlds.weight @ worlds.weight))

    def mean(self, values: Floats) -> float:
        """Return the expectation of a quantity given course by course."""
        return float(self.followed.share @ values)

    def error(self, values: Floats) -> float:
        """Return its standard error."""
        chosen = self.followed
        if chosen.draws is None:
            number = np.zeros(len(self.course.played), dtype=np.int64)
            number[chosen.course] = np.arange(len(chosen.course))
            return self.ensemble.worlds.error(values[number[self.course.which]])
        variance = float(chosen.share @ (values - self.mean(values)) ** 2)
        return math.sqrt(drawing_variance(values[chosen.draws]) + self.spread * variance)

    # ------------------------------------------------------------ the result

    def result(self, cut: float) -> PathsResult:
        board = self.track.boards[0]
        start = int(board.base[board.setting.start])
        visited = {state: self.mean(values) for state, values in self.visited.items()}
        kept = sorted((s for s, chance in visited.items() if chance >= cut or s == start), key=lambda s: -visited[s])
        steps = self.steps(start)
        labels = Labels(self.ensemble.case)
        nodes = tuple(self.node(state, steps.get(state, 0), labels) for state in kept)
        inside = set(kept)
        edges = [self.edge(key, labels) for key in self.flow if key[0] in inside and key[1] in inside]
        edges.sort(key=lambda e: (-e.flow, e.origin, e.target))
        hidden = sum((values for state, values in self.ends.items() if state not in inside), self.nothing())
        return PathsResult(
            policy=self.policy,
            start=start,
            nodes=nodes,
            edges=tuple(edges),
            cut=cut,
            hidden=self.mean(hidden),
            hidden_error=self.error(hidden),
            left=len(visited) - len(kept),
            courses=int(np.count_nonzero(self.course.weight(self.ensemble.worlds))),
            drawn=0 if self.followed.draws is None else len(self.followed.draws),
            seed=None if self.followed.draws is None else self.ensemble.seed,
        )

    def steps(self, start: int) -> dict[int, int]:
        """Return how many moves each state is from the start."""
        after: dict[int, list[int]] = {}
        for a, b, _ in self.flow:
            after.setdefault(a, []).append(b)
        found, queue = {start: 0}, deque([start])
        while queue:
            state = queue.popleft()
            for target in after.get(state, []):
                if target not in found:
                    found[target] = found[state] + 1
                    queue.append(target)
        return found

    def node(self, state: int, steps: int, labels: Labels) -> PathNode:
        levels = levels_of(self.ensemble.space, state)
        visited, end = self.visited[state], self.ends[state]
        return PathNode(
            id=state,
            label=labels.state(levels),
            levels=level_names(self.ensemble.space.variables, levels),
            outcome=outcome_names(self.ensemble.case)[int(self.ensemble.outcome[state])],
            steps=steps,
            visited=self.mean(visited),
            end=self.mean(end),
            visited_error=self.error(visited),
            end_error=self.error(end),
        )

    def edge(self, key: tuple[int, int, bool], labels: Labels) -> PathEdge:
        origin, target, dated = key
        before, after = levels_of(self.ensemble.space, origin), levels_of(self.ensemble.space, target)
        mover = self.turned_by(before, after) if dated else self.mover(origin, target)
        own = tuple(b if self.moves(mover, n) else a for n, (a, b) in enumerate(zip(before, after, strict=True)))
        if own == before:  # into a merged state that is told by another's options
            own = after
        return PathEdge(
            origin=origin,
            target=target,
            actor=mover,
            change=labels.change(before, own),
            flow=self.mean(self.flow[key]),
            flow_error=self.error(self.flow[key]),
            answers=labels.change(own, after) if own != after else "",
        )

    def moves(self, mover: str, number: int) -> bool:
        """Tell whether a change of an option or clock is the mover's own; what it is not answers the move."""
        variable = self.ensemble.case.variables[number]
        return mover in (variable.actor or variable.id, THE_POLICY)

    def turned_by(self, before: tuple[int, ...], after: tuple[int, ...]) -> str:
        """Return the clock that a date advances, or the policy if none is."""
        dated = {clock.variable for clock in self.ensemble.case.clocks if clock.dates}
        turned = [v.id for v, a, b in zip(self.ensemble.case.variables, before, after, strict=True) if a != b]
        return next((name for name in turned if name in dated), THE_POLICY)

    def mover(self, origin: int, target: int) -> str:
        """Return the actor that makes a move, or the clock that does.

        Raises
        ------
        ValueError
            If nobody can.
        """
        tracks = dict.fromkeys(way.track for ways in self.course.ways for way in ways)
        for board in dict.fromkeys(board for track in tracks for board in track.boards):
            if name := self.mover_on(board, origin, target):
                return name
        raise ValueError(f"nothing leads from state {origin} to state {target}")

    def mover_on(self, board: Board, origin: int, target: int) -> str | None:
        """Return who or what leads from one state to another on a board."""
        here, there = np.flatnonzero(board.base == origin), np.flatnonzero(board.base == target)
        timed = [clock.variable for clock in self.ensemble.case.clocks if clock.rates]
        for a, b in itertools.product(here, there):
            for i, actor in enumerate(self.ensemble.case.actor_ids):
                starts, moves = every_move(board.moves, i, len(board.space))
                if b in moves[starts[a] : starts[a + 1]]:
                    return actor
            for number, clock in enumerate(timed):
                if board.setting.clock_next[number, a] == b and board.setting.clock_pace[number, a] >= 0:
                    return clock
        return None
