"""The ways play takes from the status quo."""

from __future__ import annotations

import itertools
from collections import deque

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import Labels, level_names, levels_of
from offramp.game.moves import every_move
from offramp.play.solving import NO_DATES, first_visit, traffic
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.play import Played, Way
from offramp.study.results import PathEdge, PathNode, PathsResult
from offramp.study.summing import outcome_names

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
CUT = 0.01


def paths(ensemble: Ensemble, policy: str, *, cut: float = CUT, most_courses: int = 200) -> PathsResult:
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
        Only the likeliest courses of play are followed; what the others hold counts as hidden.
    """
    return _Ways(ensemble, policy, most_courses).result(cut)


class _Ways:
    def __init__(self, ensemble: Ensemble, policy: str, most: int) -> None:
        self.ensemble = ensemble
        self.policy = policy
        self.course = course_of(ensemble, ensemble.policy(policy))
        self.track = self.course.ways[0][0].track
        weight = self.course.weight(ensemble.worlds)
        self.visited: dict[int, float] = {}
        self.ends: dict[int, float] = {}
        self.flow: dict[tuple[int, int], float] = {}
        for k in np.argsort(-weight, kind="stable")[:most]:
            for way in self.course.ways[k]:
                self.follow(way, float(weight[k]) * way.share)
            self.end(self.course.played[k], float(weight[k]))

    def end(self, played: Played, share: float) -> None:
        """Add where one course of play ends."""
        for state, chance in zip(played.ends.tolist(), played.shares.tolist(), strict=True):
            self.ends[state] = self.ends.get(state, 0.0) + share * chance

    def follow(self, way: Way, share: float) -> None:
        """Add what one course of play passes."""
        chain = way.walk()
        states = way.track.base[chain.state]
        for state in np.unique(states):
            chance = share * first_visit(chain, states == state, NO_DATES).chance
            self.visited[int(state)] = self.visited.get(int(state), 0.0) + chance
        made, at_dates = traffic(chain)
        self.add(np.repeat(states, np.diff(chain.row)), states[chain.to], share * made)
        for (_, turned), chances in zip(chain.jumps, at_dates, strict=True):
            self.add(states, states[turned], share * chances)

    def add(self, origins: Longs, targets: Longs, flows: Floats) -> None:
        """Add the flows between different states."""
        for a, b, flow in zip(origins.tolist(), targets.tolist(), flows.tolist(), strict=True):
            if a != b and flow > 0:
                self.flow[a, b] = self.flow.get((a, b), 0.0) + flow

    def result(self, cut: float) -> PathsResult:
        board = self.track.boards[0]
        start = int(board.base[board.setting.start])
        kept = {state for state, chance in self.visited.items() if chance >= cut} | {start}
        steps = self.steps(start)
        labels, names, space = Labels(self.ensemble.case), outcome_names(self.ensemble.case), self.ensemble.space
        nodes = []
        for state in sorted(kept, key=lambda s: (-self.visited.get(s, 0.0), s)):
            levels = levels_of(space, state)
            outcome = names[int(self.ensemble.outcome[state])]
            described = level_names(space.variables, levels)
            reached, end = self.visited.get(state, 1.0), self.ends.get(state, 0.0)
            nodes.append(PathNode(state, labels.state(levels), described, outcome, steps.get(state, 0), reached, end))
        edges = [self.edge(a, b, flow, labels) for (a, b), flow in self.flow.items() if a in kept and b in kept]
        shown = sum(chance for state, chance in self.ends.items() if state in kept)
        edges.sort(key=lambda e: (-e.flow, e.origin, e.target))
        return PathsResult(self.policy, start, tuple(nodes), tuple(edges), cut, max(0.0, 1.0 - shown))

    def steps(self, start: int) -> dict[int, int]:
        """Return how many moves each state is from the start."""
        after: dict[int, list[int]] = {}
        for a, b in self.flow:
            after.setdefault(a, []).append(b)
        found, queue = {start: 0}, deque([start])
        while queue:
            state = queue.popleft()
            for target in after.get(state, []):
                if target not in found:
                    found[target] = found[state] + 1
                    queue.append(target)
        return found

    def edge(self, origin: int, target: int, flow: float, labels: Labels) -> PathEdge:
        before, after = levels_of(self.ensemble.space, origin), levels_of(self.ensemble.space, target)
        return PathEdge(origin, target, self.mover(origin, target), labels.change(before, after), flow)

    def mover(self, origin: int, target: int) -> str:
        """Return the actor that can make a move, or the clock that does."""
        tracks = dict.fromkeys(way.track for ways in self.course.ways for way in ways)
        for board in dict.fromkeys(board for track in tracks for board in track.boards):
            if name := self.mover_on(board, origin, target):
                return name
        dated = [clock.variable for clock in self.ensemble.case.clocks if clock.dates]
        return dated[0] if dated else "the policy" if self.course.policy.stages else "the window"

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
