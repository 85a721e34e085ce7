"""The analysis as of one day: the state, the beliefs, and what play says from there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from offramp.beliefs.updating import posterior
from offramp.case.mistakes import CaseError
from offramp.case.model import Case, Policy, Question
from offramp.game.labels import Labels, level_names
from offramp.record.dating import as_of
from offramp.record.opening import Opened
from offramp.record.states import outcome_of
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.backtest import ThenPolicy


@dataclass(frozen=True, slots=True)
class Moment:
    """What the analysis says on one day.

    Attributes
    ----------
    day : date
        Which.
    status_quo : mapping of str to str
        The levels.
    label, outcome : str
        The state in words, and its outcome.
    posteriors : mapping of str to mapping of str to float
        For each question.
    by_month : mapping of str to tuple of (float, float)
        For each outcome, for each month from the first on: the chance, without any policy, that it has come about by
        then, and its standard error.
    policies : tuple of ThenPolicy
        `no policy` first.
    trouble : str
        What could not be played, and why; empty if everything could.
    """

    day: datetime.date
    status_quo: Mapping[str, str]
    label: str
    outcome: str
    posteriors: Mapping[str, Mapping[str, float]]
    by_month: Mapping[str, tuple[tuple[float, float], ...]]
    policies: tuple[ThenPolicy, ...]
    trouble: str


def moment(opened: Opened, day: datetime.date, *, seed: int, samples: int, policies: bool, budget: int) -> Moment:
    """Return what the analysis says as of one day, using only what was known by then.

    Parameters
    ----------
    opened : Opened
        The case and its record.
    day : date
        Which day.
    seed, samples : int
        For the worlds.
    policies : bool
        Whether to play the case's policies, too.
    budget : int
        The most combinations of levels.

    Returns
    -------
    Moment
        Without chances, and saying why, if the rules lead to a state that the case calls impossible.
    """
    try:
        case = as_of(opened, day)
    except CaseError as error:
        return Moment(day, {}, "", "", {}, {}, (), error.mistakes[0].message)
    there = Ensemble(case, seed=seed, samples=samples, budget=budget)
    wanted = there.policies if policies else (NO_POLICY,)
    found, troubles = [], []
    for policy in wanted:
        try:
            found.append(_policy(there, policy))
        except CaseError as error:
            troubles.append(f"{policy.name}: {error.mistakes[0].message}")
    levels = case.status_quo or ()
    return Moment(
        day,
        level_names(case.variables, levels),
        Labels(case).state(levels),
        outcome_of(case, levels),
        {question.id: _posterior(case, question) for question in case.questions},
        _by_month(there),
        tuple(found),
        "; ".join(troubles),
    )


def _policy(there: Ensemble, policy: Policy) -> ThenPolicy:
    course = course_of(there, policy)
    chance = course.chance()
    names = [outcome.id for outcome in there.case.outcomes]
    numbers = []
    for wanted in (there.case.seek, there.case.avoid):
        values = chance[:, names.index(wanted)] if wanted in names else chance[:, 0] * 0.0
        numbers += [float(there.worlds.mean(values)), float(there.worlds.error(values))]
    return ThenPolicy(policy.id, *numbers)


def _posterior(case: Case, question: Question) -> dict[str, float]:
    return {a.id: float(p) for a, p in zip(question.alternatives, posterior(case, question), strict=True)}


def _by_month(there: Ensemble) -> dict[str, tuple[tuple[float, float], ...]]:
    course = course_of(there, NO_POLICY)
    values = np.stack([p.times.by_date for p in course.played if p.times is not None])[course.which]
    worlds = there.worlds
    return {
        outcome.id: tuple((float(worlds.mean(column)), float(worlds.error(column))) for column in values[:, k].T)
        for k, outcome in enumerate(there.case.outcomes)
    }
