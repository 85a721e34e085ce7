"""Policies in time: which commitments are in force when, and the states and moves that play goes through."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy, Stage, Variable
from offramp.game.labels import Labels, levels_of
from offramp.play.chain import Chain, Setting

if TYPE_CHECKING:
    from offramp.study.playing.ensemble import Board, Ensemble

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Levels = NDArray[np.uint8]

NO_POLICY = Policy("no policy", "no policy", "Everybody does as before.", (), {}, {}, ())


@dataclass(frozen=True, slots=True)
class Leg:
    """A policy, and until when it is in force: in months from the start, None for good."""

    policy: Policy
    until: float | None


@dataclass(frozen=True, eq=False)
class Track:
    """The boards on which a policy is played, one after the other; their states are numbered through.

    Attributes
    ----------
    legs : tuple of Leg
        What is in force on each board.
    boards : tuple of Board
        The boards.
    offsets : (boards + 1,) int array
        Where each board's states begin.
    base : (states,) int array
        Each state's number among all feasible states of the case.
    stuck : (states,) bool array
        Where the next policy could not begin, because its first state would be impossible, or because it would undo an
        option that cannot be undone.
    setting : Setting
        What drives play, the change from board to board among it.
    """

    legs: tuple[Leg, ...]
    boards: tuple[Board, ...]
    offsets: Longs
    base: Longs
    stuck: Bools
    setting: Setting

    def stage_of(self, states: Longs) -> Longs:
        """Return the board that each state is on."""
        return np.searchsorted(self.offsets, states, side="right") - 1


def learnings(policy: Policy) -> tuple[Stage, ...]:
    """Return the stages of a policy that depend on what has been learned."""
    return tuple(stage for stage in policy.stages if stage.learn is not None)


def learned(case: Case, policy: Policy) -> Iterator[tuple[int, ...]]:
    """Yield everything that may be learned under a policy: an alternative for each learning stage."""
    questions = {question.id: question for question in case.questions}
    yield from itertools.product(*(range(len(questions[str(s.learn)].alternatives)) for s in learnings(policy)))


def chance_to_learn(truth: Longs, answers: int, answer: int, right: float) -> Floats:
    """Return the chance, world by world, that an answer is what is learned.

    The true answer is learned with chance `right`; each of the others is equally likely.
    """
    others = answers - 1
    return np.where(truth == answer, right if others else 1.0, (1 - right) / max(others, 1))


def legs_of(case: Case, policies: Mapping[str, Policy], policy: Policy, answers: Sequence[int]) -> tuple[Leg, ...]:
    """Return which policies are in force when, given what is learned. What ends leaves nobody bound."""
    questions = {question.id: question for question in case.questions}
    stages = policy.stages or (Stage(policy.id, policy.lasts, None, {}, 1.0),)
    left = iter(answers)
    found: list[Leg] = []
    clock: float | None = 0.0
    for stage in stages:
        name = stage.policy
        if stage.learn is not None:
            name = stage.then[questions[stage.learn].alternatives[next(left)].id]
        chosen = policy if name == policy.id else policies[str(name)]
        lasts = stage.lasts if stage.lasts is not None else chosen.lasts
        clock = None if lasts is None or clock is None else clock + lasts
        found.append(Leg(chosen, clock))
    if clock is not None:
        found.append(Leg(NO_POLICY, None))
    return tuple(found)


def track_of(ensemble: Ensemble, legs: tuple[Leg, ...]) -> Track:
    """Return what is played through."""
    boards = tuple(ensemble.board(leg.policy) for leg in legs)
    offsets = np.cumsum([0, *(len(board.space) for board in boards)])
    base = np.concatenate([board.base for board in boards])
    if len(boards) == 1:
        return Track(legs, boards, offsets, base, np.zeros(len(base), dtype=bool), boards[0].setting)
    jumps: list[tuple[float, Longs]] = []
    for number, (when, _) in enumerate(boards[0].setting.jumps):
        jumps.append((when, _joined([board.setting.jumps[number][1] for board in boards], offsets)))
    stuck = np.zeros(len(base), dtype=bool)
    for number, leg in enumerate(legs[:-1]):
        there = boards[number + 1].space.states(boards[number].space.levels).astype(np.int64)
        mine = slice(offsets[number], offsets[number + 1])
        levels, after = boards[number].space.levels, boards[number + 1].space.levels[there]
        barred = (there < 0) | _undone(levels, after, ensemble.case.variables).any(axis=1)
        stuck[mine] = barred & ~boards[number].setting.final
        turned = np.arange(len(base))
        turned[mine] = np.where(barred, turned[mine], there + offsets[number + 1])
        jumps.append((float(leg.until or 0.0), turned))
    jumps.sort(key=lambda jump: jump[0])
    return Track(legs, boards, offsets, base, stuck, _setting(boards, offsets, tuple(jumps)))


def _setting(boards: Sequence[Board], offsets: Longs, jumps: tuple[tuple[float, Longs], ...]) -> Setting:
    settings = [board.setting for board in boards]
    closed = [s.closed_when for s in settings if s.closed_when is not None]
    return replace(
        settings[0],
        final=np.concatenate([s.final for s in settings]),
        clock_pace=np.concatenate([s.clock_pace for s in settings], axis=1),
        clock_next=np.concatenate(
            [np.where(s.clock_next >= 0, s.clock_next + o, -1) for s, o in zip(settings, offsets[:-1], strict=True)],
            axis=1,
        ),
        jumps=jumps,
        closes=np.concatenate([s.closes for s in settings]),
        reopens=np.concatenate([s.reopens for s in settings]),
        closed_when=np.concatenate(closed) if closed else None,
    )


def _joined(parts: Sequence[Longs], offsets: Longs) -> Longs:
    return np.concatenate([part + offset for part, offset in zip(parts, offsets[:-1], strict=True)])


def _undone(before: Levels, after: Levels, variables: Sequence[Variable]) -> Bools:
    """Return which variables would go back though they go one way only, as a (states, variables) array."""
    ways = np.array([{"up": 1, "down": -1, "both": 0}[variable.direction] for variable in variables])
    return np.asarray((after.astype(np.int64) - before.astype(np.int64)) * ways < 0)


def require_going_on(case: Case, policy: Policy, track: Track, chain: Chain) -> None:
    """Refuse a policy whose next stage could not begin where play may be when the stage before it ends.

    Raises
    ------
    CaseError
        E055 if the state would be impossible, E053 if an option would be undone that cannot be.
    """
    stuck = _caught(track, chain)
    if not len(stuck):
        return
    state = int(chain.state[stuck[0]])
    number = int(track.stage_of(np.array([state]))[0])
    board, next_board, following = track.boards[number], track.boards[number + 1], track.legs[number + 1].policy
    here = np.array([state - track.offsets[number]])
    where = Labels(case).state(levels_of(board.space, int(here[0])))
    message = f"{policy.id} cannot go on to {following.id} from {where}: "
    there = next_board.space.states(board.space.levels[here]).astype(np.int64)
    if there[0] < 0:
        hint = "let the policy set the other option too, or change the rule under `impossible`"
        raise CaseError([Mistake("E055", message + "the state would be impossible", case.file, hint=hint)])
    undone = _undone(board.space.levels[here], next_board.space.levels[there], case.variables)
    name = case.variables[int(np.argmax(undone[0]))].id
    hint = f"let {following.id} leave {name} alone, or set a level that it can always still reach"
    raise CaseError(
        [Mistake("E053", message + f"this would undo {name}, which cannot be undone", case.file, hint=hint)]
    )


def _caught(track: Track, chain: Chain) -> Longs:
    """Return the nodes that play may be in when their stage ends, and from which the next cannot begin."""
    stuck = track.stuck[chain.state]
    if not stuck.any():
        return np.zeros(0, dtype=np.int64)
    ends = np.array([np.inf if leg.until is None else leg.until for leg in track.legs])
    until = ends[track.stage_of(chain.state)]
    origin = np.repeat(np.arange(len(chain)), np.diff(chain.row))
    reached = np.zeros(len(chain), dtype=bool)
    reached[0] = True
    for number, (when, turns_into) in enumerate(chain.jumps):
        reached = _spread(reached, origin, chain.to)
        reached = np.bincount(turns_into[reached], minlength=len(chain)) > 0
        over = number + 1 == len(chain.jumps) or chain.jumps[number + 1][0] > when  # all of the day has happened
        caught = np.flatnonzero(reached & stuck & (until == when))
        if over and len(caught):
            return caught
    return np.zeros(0, dtype=np.int64)


def _spread(reached: Bools, origin: Longs, to: Longs) -> Bools:
    """Return the nodes that can be reached from some nodes, these among them."""
    while True:
        further = reached.copy()
        further[to[reached[origin]]] = True
        if np.array_equal(further, reached):
            return reached
        reached = further
