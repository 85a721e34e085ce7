"""Whether a policy would be adopted, and whether it would be kept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import level_of
from offramp.case.model import Policy
from offramp.game.labels import Labels, levels_of
from offramp.play.chain import Chain
from offramp.play.movers import Mover
from offramp.play.solving import NO_DATES, first_visit
from offramp.stability.concepts import NONE, best_move
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.play import Course, Played
from offramp.study.playing.stages import Track
from offramp.study.results import Kept, Leaving, Uptake

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
MOST_LEAVES = 5


def uptake(ensemble: Ensemble, course: Course, without: Course) -> Mapping[str, Uptake]:
    """Return, for each actor asked to adopt a policy, how its end compares with the end of play without it.

    The two ends are drawn independently in each world and compared in the actor's true ranks.
    """
    return {actor: _uptake(ensemble, actor, course, without) for actor in course.policy.by}


def _uptake(ensemble: Ensemble, actor: str, course: Course, without: Course) -> Uptake:
    worlds = ensemble.worlds
    columns = compared(ensemble, ensemble.case.actor_ids.index(actor), course, without)
    better, equal, worse = (worlds.mean(column) for column in columns)
    return Uptake(better, equal, worse, max(worlds.error(column) for column in columns))


def compared(ensemble: Ensemble, i: int, course: Course, without: Course) -> NDArray[np.float64]:
    """Return the chances, world by world, that one course ends better, equal, worse for an actor than another.

    In its true ranks; the two ends are drawn independently in each world.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds.
    i : int
        The actor's position.
    course, without : Course
        Play under two policies.

    Returns
    -------
    (3, worlds) float array
        Costs a comparison of ends for each pair of courses and type of the actor.
    """
    types = ensemble.worlds.types[:, i]
    first, where = kinds_of([course.which, without.which, types])
    pairs = ((course.played[course.which[w]], without.played[without.which[w]]) for w in first)
    found = [
        compare_ends(one, other, ensemble.ranks[i][types[w]]) for w, (one, other) in zip(first, pairs, strict=True)
    ]
    return np.stack(found)[where].T


def compare_ends(one: Played, other: Played, ranks: Ints) -> NDArray[np.float64]:
    """Return the chances that the end of one course ranks better than, equal to, and worse than that of another."""
    here, there = ranks[one.ends].astype(np.int64), ranks[other.ends].astype(np.int64)
    sign = np.sign(here[:, None] - there[None, :])
    joint = one.shares[:, None] * other.shares[None, :]
    return np.array([joint[sign > 0].sum(), joint[sign == 0].sum(), joint[sign < 0].sum()])


def kept(ensemble: Ensemble, course: Course, labels: Labels) -> Mapping[str, Kept]:
    """Return, for each actor of a policy, whether it would hold to it with nothing but its own preferences.

    The actor's own commitments are lifted, those of the other parties stay in force. It leaves where it has a
    credible improvement to a state in which its commitments are broken. Found once for each ensemble.
    """
    known = ensemble.kept
    if course.policy.id not in known:
        known[course.policy.id] = {
            actor: _Keeping(ensemble, course, actor, labels).result() for actor in course.policy.by
        }
    return known[course.policy.id]


class _Keeping:
    def __init__(self, ensemble: Ensemble, course: Course, actor: str, labels: Labels) -> None:
        self.ensemble = ensemble
        self.course = course
        self.labels = labels
        self.actor = actor
        self.i = ensemble.case.actor_ids.index(actor)
        self.binding: dict[str, _Binding] = {}
        self.chains: dict[int, list[Chain]] = {}

    def result(self) -> Kept:
        worlds, i = self.ensemble.worlds, self.i
        views = [self.course.which, worlds.foresight[:, i], *worlds.believed[:, i].T]
        first, where = kinds_of(views)
        weight = np.bincount(where, worlds.weight)
        on_path, off_path = np.zeros(len(first)), np.zeros(len(first))
        leaves: dict[tuple[str, int, int], float] = {}
        for kind, (w, share) in enumerate(zip(first, weight, strict=True)):
            k = int(self.course.which[w])
            if k not in self.chains:
                self.chains[k] = [way.walk() for way in self.course.ways[k]]
            for way, chain in zip(self.course.ways[k], self.chains[k], strict=True):
                stays, calm = self.along(way.track, chain, int(w), float(share) * way.share, leaves)
                on_path[kind] += way.share * stays
                off_path[kind] += way.share * calm
        error = max(worlds.error(on_path[where]), worlds.error(off_path[where]))
        return Kept(
            min(float(weight @ on_path), 1.0), min(float(weight @ off_path), 1.0), error, self.described(leaves)
        )

    def along(
        self, track: Track, chain: Chain, w: int, share: float, leaves: dict[tuple[str, int, int], float]
    ) -> tuple[float, float]:
        """Return the chance that the actor never comes to leave in one world, and the share of states in which it
        would not; note where it leaves."""
        bound = [self.bound(leg.policy, board) for leg, board in zip(track.legs, track.boards, strict=True)]
        found = [b.leaving(self.ensemble, w) if b else None for b in bound]
        leaving = np.concatenate(
            [
                np.zeros(len(board.space), dtype=bool) if f is None else f[0]
                for f, board in zip(found, track.boards, strict=True)
            ]
        )
        binds = np.repeat([b is not None for b in bound], np.diff(track.offsets))
        calm = 1 - leaving[binds].mean() if binds.any() else 1.0
        visit = first_visit(chain, leaving[chain.state], NO_DATES)
        for node in np.flatnonzero(visit.at > 0):
            state = int(chain.state[node])
            number = int(track.stage_of(np.array([state]))[0])
            binding, mover = bound[number], found[number]
            if binding is not None and mover is not None:
                here = int(binding.under[state - track.offsets[number]])
                key = (binding.board.key, here, binding.best_break(mover[1], here))
                leaves[key] = leaves.get(key, 0.0) + share * float(visit.at[node])
        return 1 - visit.chance, float(calm)

    def bound(self, policy: Policy, board: Board) -> _Binding | None:
        """Return how a policy binds the actor while it is in force; None if it does not."""
        if not any(option.partition(".")[0] == self.actor for option in policy.commitments):
            return None
        if board.key not in self.binding:
            self.binding[board.key] = _Binding(self.ensemble, policy, board, self.actor)
        return self.binding[board.key]

    def described(self, leaves: dict[tuple[str, int, int], float]) -> tuple[Leaving, ...]:
        ordered = sorted(leaves.items(), key=lambda item: (-item[1], item[0]))[:MOST_LEAVES]
        spaces = {binding.board.key: binding.board.space for binding in self.binding.values()}
        found = []
        for (key, state, target), chance in ordered:
            before, after = levels_of(spaces[key], state), levels_of(spaces[key], target)
            found.append(Leaving(self.labels.state(before), self.labels.change(before, after), chance))
        return tuple(found)


class _Binding:
    """An actor's commitments under a policy, set beside what it would do without them."""

    def __init__(self, ensemble: Ensemble, policy: Policy, under: Board, actor: str) -> None:
        self.i = ensemble.case.actor_ids.index(actor)
        self.board = ensemble.board(policy, without=[actor])
        self.breaking = broken(self.board, policy, actor)
        self.under = self.board.space.states(under.space.levels)
        self.known: dict[tuple[int, ...], tuple[Bools, Mover]] = {}

    def leaving(self, ensemble: Ensemble, w: int) -> tuple[Bools, Mover]:
        """Return the states in which the actor has a credible improvement that breaks its commitments, in one world.

        Where an outcome is final play has stopped, and nobody leaves. States are those under all commitments.
        """
        worlds, i = ensemble.worlds, self.i
        seen = (int(worlds.foresight[w, i]), *worlds.believed[w, i].tolist())
        if seen not in self.known:
            mover = ensemble.mover(self.board, i, worlds.concepts[i][seen[0]], seen[1:])
            value = np.where(self.breaking, mover.expected, NONE).astype(np.int32)
            leaving = (best_move(mover.game, i, value) > mover.own) & ~self.board.setting.final
            self.known[seen] = leaving[self.under], mover
        return self.known[seen]

    def best_break(self, mover: Mover, state: int) -> int:
        """Return the actor's most preferred credible improvement that breaks its commitments."""
        targets = [t for t in mover.credible(state) if self.breaking[t]]
        return max(targets, key=lambda t: (mover.own[t], -t))


def broken(board: Board, policy: Policy, actor: str) -> Bools:
    """Return the states of a board in which an actor's commitments under a policy do not hold."""
    found = np.zeros(len(board.space), dtype=bool)
    for option, choice in policy.commitments.items():
        if option.partition(".")[0] == actor:
            found |= board.space.columns[option] != level_of(choice, board.space.columns)
    return found
