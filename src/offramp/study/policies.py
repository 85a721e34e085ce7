"""The policies of a case, compared over the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds, worlds_of
from offramp.case.model import Policy
from offramp.game.labels import Labels, level_names, levels_of
from offramp.stability.concepts import CONCEPTS
from offramp.study.deciding import choices_of, decides, flips, watch, worth
from offramp.study.ensemble import NO_POLICY, Ensemble
from offramp.study.keeping import kept, uptake
from offramp.study.playing import Course, horizon, play
from offramp.study.results import (
    Chance,
    EndState,
    OutcomeChance,
    PoliciesResult,
    PolicyResult,
)
from offramp.study.summing import chance_of, mean_where, outcome_names, outcome_number, provenance

Floats = NDArray[np.float64]
Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0 if that is not known."""

VARIANT_SAMPLES = 200
MOST_ENDS = 12
METHOD = (
    "Play is a continuous-time Markov chain of credible moves, solved exactly in every world; "
    "policies are compared over the same worlds."
)


def silent(_: str, __: int, ___: int) -> None:
    """Report nothing."""


def compare(ensemble: Ensemble, *, report: Report = silent, thorough: bool = True) -> PoliciesResult:
    """Compare a case's policies, and no policy, over all worlds.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds.
    report : callable
        Told of progress.
    thorough : bool
        Whether also to give forecasts by single concept and with other tempi, which takes several times as long.

    Raises
    ------
    CaseError
        E064 if the case has no status quo.
    """
    courses = courses_of(ensemble, report)
    chances = {name: course.chance() for name, course in courses.items()}
    case = ensemble.case
    names = {"seek": case.seek, "avoid": case.avoid}
    numbers = {y: n for y, name in names.items() if (n := outcome_number(case, name)) is not None}
    choices = choices_of(ensemble.worlds, chances, numbers)
    labels = Labels(case)
    results = []
    for number, course in enumerate(courses.values()):
        report("weighing policies", number, len(courses))
        results.append(_result(ensemble, course, courses[NO_POLICY.id], chances, labels, numbers, thorough))
    return PoliciesResult(
        question=case.title,
        seek=case.seek,
        avoid=case.avoid,
        best_seek=choices["seek"].best()[0] if choices else None,
        best_avoid=choices["avoid"].best()[0] if choices else None,
        policies=tuple(results),
        decides=decides(ensemble, chances, numbers, {y: str(n) for y, n in names.items()}),
        worth=worth(ensemble, choices) if choices else (),
        watch=watch(ensemble, choices) if choices else (),
        flips=flips(ensemble, choices) if choices else (),
        provenance=provenance(ensemble, METHOD),
    )


def courses_of(ensemble: Ensemble, report: Report = silent) -> dict[str, Course]:
    """Return play under every policy over all worlds."""
    return {policy.id: course_of(ensemble, policy, report) for policy in ensemble.policies}


def course_of(ensemble: Ensemble, policy: Policy, report: Report = silent) -> Course:
    """Return play under a policy over all worlds; kept with the ensemble, so that it is played once."""
    if policy.id not in ensemble.courses:
        what, count = f"playing: {policy.name}", len(ensemble.worlds)
        ensemble.courses[policy.id] = play(
            ensemble, policy, ensemble.worlds, progress=lambda done: report(what, done, count)
        )
    return ensemble.courses[policy.id]


def _result(
    ensemble: Ensemble,
    course: Course,
    without: Course,
    chances: Mapping[str, Floats],
    labels: Labels,
    numbers: Mapping[str, int],
    thorough: bool,
) -> PolicyResult:
    chance = chances[course.policy.id]
    regret = _regret(ensemble.worlds, chances, chance, numbers)
    weight = np.bincount(course.which, ensemble.worlds.weight, minlength=len(course.played)).astype(np.float64)
    months = horizon()
    opened = sum(w * p.open_by for w, p in zip(weight, course.played, strict=True))
    concepts = _by_concept(ensemble, course.policy) if thorough else _Variants({}, 0.0)
    tempi = _by_tempo(ensemble, course.policy) if thorough else _Variants({}, 0.0)
    ends = _ends(ensemble, course, weight, labels)
    return PolicyResult(
        policy=course.policy.id,
        name=course.policy.name,
        outcomes=_outcomes(ensemble, course, chance, weight),
        ends=ends,
        ends_hidden=max(0.0, 1.0 - sum(end.chance for end in ends)),
        cycling=float(weight @ np.array([p.ends.cycling for p in course.played])),
        regret_seek=regret.get("seek"),
        regret_avoid=regret.get("avoid"),
        uptake=uptake(ensemble, course, without),
        kept=kept(ensemble, course, labels),
        open_by=_by_month(months, np.asarray(opened)),
        by_concept=concepts.chances,
        rates=tempi.chances,
        variants_error=max(concepts.error, tempi.error),
        by_alternative=_by_alternative(ensemble, chance),
    )


def _outcomes(ensemble: Ensemble, course: Course, chance: Floats, weight: Floats) -> dict[str, OutcomeChance]:
    names = outcome_names(ensemble.case)
    months = horizon()
    found = {}
    for k, name in enumerate(names):
        over = chance_of(ensemble.worlds, chance[:, k])
        if k == len(names) - 1:
            nan = float("nan")
            found[name] = OutcomeChance(over.chance, over.low, over.high, over.error, nan, nan, nan, nan, {})
            continue
        visits = [p.visits[k] for p in course.played]
        first = weight @ np.array([v.chance for v in visits])
        months_spent = weight @ np.array([v.chance * v.mean_months if v.chance > 0 else 0.0 for v in visits])
        by_date = sum(w * v.by_date for w, v in zip(weight, visits, strict=True))
        found[name] = OutcomeChance(
            over.chance,
            over.low,
            over.high,
            over.error,
            float(first),
            float(months_spent / first) if first > 0 else float("nan"),
            float(weight @ np.array([v.before_close for v in visits])),
            float(weight @ np.array([v.after_close for v in visits])),
            _by_month(months, np.asarray(by_date)),
        )
    return found


def _by_month(months: Floats, values: Floats) -> dict[str, float]:
    return {f"{month:g}": float(value) for month, value in zip(months, values, strict=True)}


def _ends(ensemble: Ensemble, course: Course, weight: Floats, labels: Labels) -> tuple[EndState, ...]:
    total: dict[int, float] = {}
    for share, played in zip(weight, course.played, strict=True):
        for node, chance in zip(played.ends.nodes, played.ends.chance, strict=True):
            state = int(played.states[node])
            total[state] = total.get(state, 0.0) + float(share * chance)
    names = outcome_names(ensemble.case)
    ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:MOST_ENDS]
    found = []
    for state, chance in ordered:
        levels = levels_of(ensemble.space, state)
        outcome = names[int(ensemble.outcome[state])]
        found.append(
            EndState(state, labels.state(levels), level_names(ensemble.space.variables, levels), outcome, chance)
        )
    return tuple(found)


def _regret(
    worlds: Worlds, chances: Mapping[str, Floats], chance: Floats, numbers: Mapping[str, int]
) -> dict[str, Chance]:
    found = {}
    for yardstick, number in numbers.items():
        every = np.stack([c[:, number] for c in chances.values()])
        own = chance[:, number]
        lost = every.max(axis=0) - own if yardstick == "seek" else own - every.min(axis=0)
        found[yardstick] = chance_of(worlds, lost)
    return found


@dataclass(frozen=True, slots=True)
class _Variants:
    """Forecasts with other behaviour: by name the chance of each outcome; and the largest sampling error of them."""

    chances: Mapping[str, Mapping[str, float]]
    error: float


def _by_concept(ensemble: Ensemble, policy: Policy) -> _Variants:
    actors = len(ensemble.case.actor_ids)
    found = {}
    for concept in CONCEPTS:
        doubts = replace(ensemble.doubts, concepts=((concept,),) * actors, foresight=(np.ones(1),) * actors)
        worlds = worlds_of(doubts, seed=ensemble.seed, samples=VARIANT_SAMPLES, most=VARIANT_SAMPLES)
        found[concept] = _means(ensemble, play(ensemble, policy, worlds, timed=False), worlds)
    return _Variants({name: means for name, (means, _) in found.items()}, max(error for _, error in found.values()))


def _by_tempo(ensemble: Ensemble, policy: Policy) -> _Variants:
    worlds = worlds_of(ensemble.doubts, seed=ensemble.seed, samples=VARIANT_SAMPLES, most=VARIANT_SAMPLES)
    found = {
        name: _means(ensemble, play(ensemble, policy, worlds, tempo=tempo, timed=False), worlds)
        for name, tempo in {"slower": 0.1, "faster": 10.0}.items()
    }
    return _Variants({name: means for name, (means, _) in found.items()}, max(error for _, error in found.values()))


def _means(ensemble: Ensemble, course: Course, worlds: Worlds) -> tuple[dict[str, float], float]:
    """Return the chance of each outcome, and the largest sampling error of these."""
    chance = course.chance()
    means = {name: worlds.mean(chance[:, k]) for k, name in enumerate(outcome_names(ensemble.case))}
    return means, max(worlds.error(chance[:, k]) for k in range(chance.shape[1]))


def _by_alternative(ensemble: Ensemble, chance: Floats) -> dict[str, dict[str, dict[str, float]]]:
    names = outcome_names(ensemble.case)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for question in ensemble.case.questions:
        found[question.id] = {}
        for number, alternative in enumerate(question.alternatives):
            where = ensemble.alternatives[question.id] == number
            found[question.id][alternative.id] = {
                name: mean_where(ensemble.worlds, chance[:, k], where) for k, name in enumerate(names)
            }
    return found
