"""Whether a policy would be adopted, and whether it would be kept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import level_of
from offramp.case.model import Policy
from offramp.game.labels import Labels, levels_of
from offramp.play.movers import Mover
from offramp.play.solving import NO_DATES, Ends, first_visit
from offramp.stability.concepts import NONE, best_move
from offramp.study.ensemble import Board, Ensemble
from offramp.study.playing import Course, Played
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
    i = ensemble.case.actor_ids.index(actor)
    worlds = ensemble.worlds
    keys = np.stack([course.which, without.which, worlds.types[:, i]], axis=1)
    distinct, where = np.unique(keys, axis=0, return_inverse=True)
    weight = np.bincount(where.reshape(-1), worlds.weight)
    total = np.zeros(3)
    for (a, b, t), share in zip(distinct, weight, strict=True):
        total += share * compare_ends(course.played[a], without.played[b], ensemble.ranks[i][t])
    return Uptake(*(float(x) for x in total))


def compare_ends(one: Played, other: Played, ranks: Ints) -> NDArray[np.float64]:
    """Return the chances that the end of one course ranks better than, equal to, and worse than that of another."""
    here, there = _end_ranks(one.ends, one, ranks), _end_ranks(other.ends, other, ranks)
    sign = np.sign(here[:, None] - there[None, :])
    joint = one.ends.chance[:, None] * other.ends.chance[None, :]
    return np.array([joint[sign > 0].sum(), joint[sign == 0].sum(), joint[sign < 0].sum()])


def _end_ranks(ends: Ends, played: Played, ranks: Ints) -> NDArray[np.int64]:
    return ranks[played.states[ends.nodes]].astype(np.int64)


def kept(ensemble: Ensemble, course: Course, labels: Labels) -> Mapping[str, Kept]:
    """Return, for each actor of a policy, whether it would hold to it with nothing but its own preferences.

    The actor's own commitments are lifted, those of the other parties stay in force. It leaves where it has a
    credible improvement to a state in which its commitments are broken.
    """
    return {actor: _Keeping(ensemble, course, actor, labels).result() for actor in course.policy.by}


class _Keeping:
    def __init__(self, ensemble: Ensemble, course: Course, actor: str, labels: Labels) -> None:
        self.ensemble = ensemble
        self.course = course
        self.labels = labels
        self.i = ensemble.case.actor_ids.index(actor)
        self.policy = course.policy
        self.board = ensemble.board(self.policy, without=[actor])
        self.breaking = broken(self.board, self.policy, actor)
        self.under = self.board.space.states(ensemble.board(self.policy).space.levels)

    def result(self) -> Kept:
        worlds, i = self.ensemble.worlds, self.i
        views = np.concatenate([self.course.which[:, None], worlds.foresight[:, [i]], worlds.believed[:, i]], axis=1)
        distinct, where = np.unique(views, axis=0, return_inverse=True)
        weight = np.bincount(where.reshape(-1), worlds.weight)
        on_path, off_path = 0.0, 0.0
        leaves: dict[tuple[int, int], float] = {}
        masks: dict[tuple[int, ...], tuple[Bools, Mover]] = {}
        for row, share in zip(distinct, weight, strict=True):
            seen = tuple(int(x) for x in row[1:])
            if seen not in masks:
                masks[seen] = self.leaving(seen[0], seen[1:])
            leaving, mover = masks[seen]
            played = self.course.played[row[0]]
            nodes = self.board.space.states(self.ensemble.space.levels[played.states])
            visit = first_visit(played.chain, leaving[nodes], NO_DATES)
            on_path += share * (1 - visit.chance)
            off_path += share * (1 - float(leaving[self.under].mean()))
            for node in np.flatnonzero(visit.at):
                move = (int(nodes[node]), self.best_break(mover, int(nodes[node])))
                leaves[move] = leaves.get(move, 0.0) + float(share * visit.at[node])
        return Kept(float(on_path), float(off_path), self.described(leaves))

    def leaving(self, concept: int, types: tuple[int, ...]) -> tuple[Bools, Mover]:
        """Return the states in which the actor has a credible improvement that breaks its commitments.

        Where an outcome is final play has stopped, and nobody leaves.
        """
        name = self.ensemble.worlds.concepts[self.i][concept]
        key = f"{self.policy.id} without {self.i}"
        mover = self.ensemble.mover(key, self.board, self.i, name, types)
        value = np.where(self.breaking, mover.expected, NONE).astype(np.int32)
        leaving = best_move(mover.game, self.i, value) > mover.own
        return leaving & ~self.board.setting.final, mover

    def best_break(self, mover: Mover, state: int) -> int:
        """Return the actor's most preferred credible improvement that breaks its commitments."""
        targets = [t for t in mover.credible(state) if self.breaking[t]]
        return max(targets, key=lambda t: (mover.own[t], -t))

    def described(self, leaves: dict[tuple[int, int], float]) -> tuple[Leaving, ...]:
        ordered = sorted(leaves.items(), key=lambda item: (-item[1], item[0]))[:MOST_LEAVES]
        return tuple(self.describe(state, target, chance) for (state, target), chance in ordered)

    def describe(self, state: int, target: int, chance: float) -> Leaving:
        before, after = levels_of(self.board.space, state), levels_of(self.board.space, target)
        return Leaving(self.labels.state(before), self.labels.change(before, after), chance)


def broken(board: Board, policy: Policy, actor: str) -> Bools:
    """Return the states of a board in which an actor's commitments under a policy do not hold."""
    found = np.zeros(len(board.space), dtype=bool)
    for option, choice in policy.commitments.items():
        if option.partition(".")[0] == actor:
            found |= board.space.columns[option] != level_of(choice, board.space.columns)
    return found
