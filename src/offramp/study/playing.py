"""Play under one policy in many worlds; worlds in which play is the same are solved once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Policy
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
    types: Longs,
    believed: Longs,
    foresight: Longs,
    *,
    rates: Sequence[float] | None = None,
    progress: Progress = lambda _: None,
) -> Course:
    """Return play under a policy in worlds given by types, beliefs and foresight.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    policy : Policy
        Its commitments are substituted out.
    types : (worlds, actors) int array
    believed : (worlds, actors, actors) int array
    foresight : (worlds, actors) int array
        As in :class:`offramp.beliefs.worlds.Worlds`.
    rates : sequence of float, optional
        How often each actor decides, per month; as the case says if not given.
    progress : callable
        Told the number of worlds done.

    Returns
    -------
    Course
    """
    board = ensemble.board(policy)
    behaviour = ensemble.case.behaviour
    speeds = list(rates) if rates is not None else [behaviour[a].per_month for a in ensemble.case.actor_ids]
    actors = range(len(speeds))
    rows = np.concatenate([foresight, believed.reshape(len(types), -1), types], axis=1)
    distinct, which_row = np.unique(rows, axis=0, return_inverse=True)
    solved: dict[bytes, int] = {}
    played: list[Played] = []
    course_of_row = np.empty(len(distinct), dtype=np.int64)
    for number, row in enumerate(distinct):
        chosen, views = row[: len(speeds)], row[len(speeds) : -len(speeds)].reshape(len(speeds), -1)
        movers = [ensemble.mover(policy.id, board, i, ensemble.doubts.concepts[i][chosen[i]], views[i]) for i in actors]
        chain = explore(board.setting, movers, speeds)
        if chain.key not in solved:
            solved[chain.key] = len(played)
            played.append(solve(ensemble, board, chain))
        course_of_row[number] = solved[chain.key]
        progress(number + 1)
    return Course(policy, course_of_row[which_row.reshape(-1)], tuple(played))


def solve(ensemble: Ensemble, board: Board, chain: Chain) -> Played:
    """Return where a chain ends, what it visits, and when."""
    states = board.base[chain.state]
    outcome = ensemble.outcome[states]
    ends = ends_of(chain)
    count = len(ensemble.case.outcomes)
    chance = np.bincount(outcome[ends.nodes], ends.chance, minlength=count + 1)
    dates = horizon()
    visits = tuple(first_visit(chain, outcome == k, dates) for k in range(count))
    open_by = still_open(chain, dates) if board.setting.has_window else np.ones(len(dates))
    return Played(chain, states, ends, chance, visits, open_by)
