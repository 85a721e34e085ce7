"""Play under one policy in many worlds; worlds in which play is the same are solved once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy
from offramp.play.chain import Chain, explore
from offramp.play.solving import Ends, Visit, ends_of, first_visit, still_open
from offramp.study.ensemble import Board, Ensemble

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Played:
    """One course of play, solved.

    Attributes
    ----------
    chain : Chain
        The chain.
    states : (nodes,) int array
        Each node's state among all feasible states of the case.
    ends : Ends
        Where play ends.
    chance : (outcomes + 1,) float array
        The chance of ending in each outcome; last, in none of these.
    visits : tuple of Visit
        The first visit to each outcome.
    open_by : (dates,) float array
        The chance that the window has never been closed by each date.
    """

    chain: Chain
    states: Longs
    ends: Ends
    chance: Floats
    visits: tuple[Visit, ...]
    open_by: Floats


@dataclass(frozen=True, eq=False)
class Course:
    """Play under one policy in many worlds.

    Attributes
    ----------
    policy : Policy
        The policy.
    which : (worlds,) int array
        Which of the courses of play each world takes.
    played : tuple of Played
        The distinct courses.
    """

    policy: Policy
    which: Longs
    played: tuple[Played, ...]

    def chance(self) -> Floats:
        """Return the chance of each outcome in each world, as a (worlds, outcomes + 1) array."""
        return np.stack([p.chance for p in self.played])[self.which]


def horizon(months: int = 24) -> Floats:
    """Return the dates at which by-date chances are given: every month for two years."""
    return np.arange(1.0, months + 1)


def play(
    ensemble: Ensemble,
    policy: Policy,
    worlds: Worlds,
    *,
    tempo: float = 1.0,
    timed: bool = True,
    progress: Progress = lambda _: None,
) -> Course:
    """Return play under a policy in many worlds.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    policy : Policy
        Its commitments are substituted out.
    worlds : Worlds
        The worlds.
    tempo : float
        Multiplies how often every actor decides.
    timed : bool
        Whether also to find first visits and times; ends alone take a fraction of the time.
    progress : callable
        Told how many distinct worlds are done, now and then.

    Returns
    -------
    Course

    Raises
    ------
    CaseError
        E055, or E061 without a policy, if the state to start from is impossible.

    Notes
    -----
    Costs one walk over the states that play reaches for each distinct world, and one solution of linear systems for
    each distinct course of play.
    """
    board = ensemble.board(policy)
    if board.setting.start < 0:
        raise CaseError([_impossible_start(ensemble.case, policy)])
    actors = ensemble.case.actor_ids
    speeds = [tempo * ensemble.case.behaviour[actor].per_month for actor in actors]
    distinct, which = _distinct_worlds(worlds)
    solved: dict[bytes, int] = {}
    played: list[Played] = []
    course_of = np.empty(len(distinct), dtype=np.int64)
    for number, w in enumerate(distinct):
        movers = [
            ensemble.mover(policy.id, board, i, worlds.concepts[i][worlds.foresight[w, i]], worlds.believed[w, i])
            for i in range(len(actors))
        ]
        chain = explore(board.setting, movers, speeds)
        if chain.key not in solved:
            solved[chain.key] = len(played)
            played.append(solve(ensemble, board, chain, timed=timed))
        course_of[number] = solved[chain.key]
        progress(number + 1)
    return Course(policy, course_of[which], tuple(played))


def _impossible_start(case: Case, policy: Policy) -> Mistake:
    if policy.commitments:
        hint = "let the policy set the other option too, or change the rule under `impossible`"
        return Mistake("E055", f"{policy.id} cannot begin: its first state is impossible", case.file, hint=hint)
    return Mistake("E061", "the status quo is impossible", case.file, hint="change a level, or the rule")


def _distinct_worlds(worlds: Worlds) -> tuple[Longs, Longs]:
    """Return one world of each kind that can differ in play, and the kind of every world."""
    rows = np.concatenate([worlds.foresight, worlds.believed.reshape(len(worlds), -1)], axis=1)
    _, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first, which.reshape(-1)


def solve(ensemble: Ensemble, board: Board, chain: Chain, *, timed: bool = True) -> Played:
    """Return where a chain ends and, if `timed`, what it visits and when."""
    states = board.base[chain.state]
    outcome = ensemble.outcome[states]
    ends = ends_of(chain)
    count = len(ensemble.case.outcomes)
    chance = np.bincount(outcome[ends.nodes], ends.chance, minlength=count + 1).astype(np.float64)
    chance = np.minimum(chance, 1.0)  # sums of shares may round above it
    dates = horizon()
    visits = tuple(first_visit(chain, outcome == k, dates) for k in range(count)) if timed else ()
    opens = still_open(chain, dates) if timed and board.setting.has_window else np.ones(len(dates))
    return Played(chain, states, ends, chance, visits, opens)
