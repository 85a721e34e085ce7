"""Policies in time: which commitments are in force when, and the states and moves that play goes through."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy, Stage
from offramp.game.labels import Labels, levels_of
from offramp.play.chain import Chain, Setting

if TYPE_CHECKING:
    from offramp.study.ensemble import Board, Ensemble

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

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
        Where the next policy could not begin, because its first state would be impossible.
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


def track_of(ensemble: Ensemble, legs: tuple[Leg, ...], *, without: str | None = None) -> Track:
    """Return what is played through, perhaps with one actor's commitments lifted."""
    dropped = () if without is None else (without,)
    boards = tuple(ensemble.board(leg.policy, without=dropped) for leg in legs)
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
        stuck[mine] = (there < 0) & ~boards[number].setting.final
        turned = np.arange(len(base))
        turned[mine] = np.where(there >= 0, there + offsets[number + 1], turned[mine])
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


def require_going_on(case: Case, policy: Policy, track: Track, chain: Chain) -> None:
    """Refuse a policy that would lead to an impossible state when its next stage begins.

    Raises
    ------
    CaseError
        E055 if play can be in such a state.
    """
    stuck = np.flatnonzero(track.stuck[chain.state])
    if not len(stuck):
        return
    state = int(chain.state[stuck[0]])
    number = int(track.stage_of(np.array([state]))[0])
    board, following = track.boards[number], track.legs[number + 1].policy
    where = Labels(case).state(levels_of(board.space, state - int(track.offsets[number])))
    message = f"{policy.id} cannot go on to {following.id} from {where}: the state would be impossible"
    hint = "let the policy set the other option too, or change the rule under `impossible`"
    raise CaseError([Mistake("E055", message, case.file, hint=hint)])
