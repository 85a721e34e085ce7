"""The ways play takes from the status quo."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import Labels, level_names, levels_of
from offramp.play.solving import NO_DATES, first_visit, traffic
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, Way
from offramp.study.profiles.judging import thinness
from offramp.study.results import PathEdge, PathNode, PathsResult
from offramp.study.summing import day_of, outcome_names

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
        self.flow: dict[tuple[int, int, str | None], Floats] = defaultdict(self.nothing)
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
        moving = np.flatnonzero(np.diff(chain.row))
        months = made[chain.row[moving]] / chain.rate[chain.row[moving]]
        for state, time in zip(chain.state[moving].tolist(), months.tolist(), strict=True):
            for mover, target, speed in self.transitions(way, state):
                self.add(n, int(way.track.base[state]), int(way.track.base[target]), mover, way.share * time * speed)
        for (_, turned), chances in zip(chain.jumps, at_dates, strict=True):
            for a, b, chance in zip(states.tolist(), states[turned].tolist(), chances.tolist(), strict=True):
                self.add(n, a, b, None, way.share * chance)

    def transitions(self, way: Way, state: int) -> Iterator[tuple[str, int, float]]:
        """Yield who or what leads from a state of a track to which others, and at which rate."""
        rows, chosen = way.choices.rows, way.choices.chosen
        for i, actor in enumerate(self.ensemble.case.actor_ids):
            targets = chosen[rows[way.pick[i], state] : rows[way.pick[i], state + 1]]
            yield from ((actor, int(target), float(way.paces[i]) / len(targets)) for target in targets)
        setting = way.track.setting
        for number, clock in enumerate(clock for clock in self.ensemble.case.clocks if clock.rates):
            if setting.clock_pace[number, state] >= 0:
                pace = float(way.paces[setting.clock_pace[number, state]])
                yield clock.variable, int(setting.clock_next[number, state]), pace

    def add(self, n: int, origin: int, target: int, mover: str | None, flow: float) -> None:
        """Add the flow from one state to another."""
        if origin != target and flow > 0:
            self.flow[origin, target, mover][n] += flow

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
        edges.sort(key=lambda e: (-e.flow, e.origin, e.target, e.actor))
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
            as_of=day_of(self.ensemble.case),
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

    def edge(self, key: tuple[int, int, str | None], labels: Labels) -> PathEdge:
        origin, target, actor = key
        before = levels_of(self.ensemble.space, origin)
        mover = self.turned_by(before, levels_of(self.ensemble.space, target)) if actor is None else actor
        mine = np.array([mover in (v.actor or v.id, THE_POLICY) for v in self.ensemble.case.variables])
        after = self.nearest(before, target, mine)
        own = tuple(np.where(mine, after, before).tolist())
        return PathEdge(
            origin=origin,
            target=target,
            actor=mover,
            change=labels.change(before, own),
            flow=self.mean(self.flow[key]),
            flow_error=self.error(self.flow[key]),
            answers=labels.change(own, after) if own != after else "",
        )

    def nearest(self, before: tuple[int, ...], target: int, mine: NDArray[np.bool_]) -> tuple[int, ...]:
        """Return the levels a move leads to; of states that are merged, those in which least has changed.

        What is not the mover's own counts first, since it changes only in answer.
        """
        space = self.ensemble.space
        codes = np.flatnonzero(space.index == target)
        if len(codes) < 2:
            return levels_of(space, target)
        sizes = [len(space.variables[v].levels) for v in space.free]
        levels = np.stack([codes // stride % size for stride, size in zip(space.strides, sizes, strict=True)], axis=1)
        changed = levels != np.array(before)
        least = np.lexsort((changed[:, mine].sum(axis=1), changed[:, ~mine].sum(axis=1)))[0]
        return tuple(int(level) for level in levels[least])

    def turned_by(self, before: tuple[int, ...], after: tuple[int, ...]) -> str:
        """Return the clock that a date advances, or the policy if none is."""
        dated = {clock.variable for clock in self.ensemble.case.clocks if clock.dates}
        turned = [v.id for v, a, b in zip(self.ensemble.case.variables, before, after, strict=True) if a != b]
        return next((name for name in turned if name in dated), THE_POLICY)
