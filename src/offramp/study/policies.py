"""The policies of a case, compared over the same worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.drawing import worlds_of
from offramp.beliefs.worlds import Worlds
from offramp.case.model import Case, Policy
from offramp.case.paces import paces_of
from offramp.game.labels import Labels, level_names, levels_of
from offramp.stability.concepts import CONCEPTS
from offramp.study.deciding import Choice, choices_of, numbers_of
from offramp.study.hinges.comparing import decides, flips, watch, worth
from offramp.study.keeping import kept, uptake
from offramp.study.many.survey import Outlook, Survey
from offramp.study.many.surveying import survey_here
from offramp.study.playing.courses import Report, courses_of, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, horizon, play
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results import Decides, EndState, OutcomeChance, PoliciesResult, PolicyResult, Running
from offramp.study.staging import staged
from offramp.study.summing import chance_of, mean_where, outcome_names, provenance

Floats = NDArray[np.float64]
VARIANT_SAMPLES = 200
MOST_FOR_SHARES = 100_000
"""From how many worlds at the most the shares of unknowns are found, under every policy: they are sure by then."""
MOST_ENDS = 12
METHOD = (
    "Play is a continuous-time Markov chain of credible moves, solved exactly in every world; "
    "policies are compared over the same worlds."
)


def compare(
    ensemble: Ensemble, survey: Survey | None = None, *, report: Report = silent, thorough: bool = True
) -> PoliciesResult:
    """Compare a case's policies, and no policy, over all worlds.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds.
    survey : Survey, optional
        Play in many worlds; in the worlds of the ensemble if not given. Whether a policy would be adopted and kept is
        asked in the worlds of the ensemble alone.
    report : callable
        Told of progress.
    thorough : bool
        Whether also to give forecasts by single concept and with other tempi, which takes several times as long.

    Raises
    ------
    CaseError
        E064 if the case has no status quo.
    """
    over = survey if survey is not None else survey_here(ensemble, report)
    courses = courses_of(ensemble, report)
    case = ensemble.case
    choices = choices_of(over, numbers_of(case))
    labels = Labels(case)
    results = []
    for number, course in enumerate(courses.values()):
        report("weighing policies", number, len(courses))
        results.append(_result(ensemble, over, course, courses[NO_POLICY.id], choices, labels, thorough))
    return PoliciesResult(
        question=case.title,
        seek=case.seek,
        avoid=case.avoid,
        best_seek=choices["seek"].best()[0] if choices else None,
        best_avoid=choices["avoid"].best()[0] if choices else None,
        policies=tuple(results),
        decides=_decides(over),
        worth=worth(over, choices) if choices else (),
        watch=watch(over, choices) if choices else (),
        flips=flips(over, choices) if choices else (),
        staged=staged(over, choices, {policy.id: policy for policy in ensemble.policies}),
        running=_running(over, choices) if choices else (),
        provenance=provenance(ensemble, METHOD, survey=over),
    )


def _decides(survey: Survey) -> tuple[Decides, ...]:
    part = survey.first(MOST_FOR_SHARES)
    return decides(part, choices_of(part, numbers_of(part.case)))


def _running(survey: Survey, choices: Mapping[str, Choice]) -> tuple[Running, ...]:
    """Return what growing parts of the worlds say: whole blocks, each of which is a fair sample."""
    count = len(survey.blocks)
    if survey.worlds.exact or count == 1:
        return ()
    found = []
    for blocks in sorted({max(1, count // part) for part in (8, 4, 2, 1)}):
        size = sum(survey.blocks[:blocks])
        part = survey.worlds.at(np.arange(size))
        part = replace(part, weight=part.weight / part.weight.sum())
        values = {y: {name: chance[:size] for name, chance in choice.chances.items()} for y, choice in choices.items()}
        means = {y: {name: part.mean(v) for name, v in own.items()} for y, own in values.items()}
        errors = {y: {name: part.error(v) for name, v in own.items()} for y, own in values.items()}
        found.append(Running(size, means["seek"], means["avoid"], errors["seek"], errors["avoid"]))
    return tuple(found)


def _result(
    ensemble: Ensemble,
    survey: Survey,
    course: Course,
    without: Course,
    choices: Mapping[str, Choice],
    labels: Labels,
    thorough: bool,
) -> PolicyResult:
    policy = course.policy
    outlook = survey.outlooks[policy.id]
    concepts = _by_concept(ensemble, policy) if thorough else _Variants({}, 0.0)
    tempi = _by_tempo(ensemble, policy) if thorough else _Variants({}, 0.0)
    ends = _ends(ensemble, outlook, labels)
    regret = {y: chance_of(survey.worlds, choice.regret(policy.id)) for y, choice in choices.items()}
    return PolicyResult(
        policy=policy.id,
        name=policy.name,
        outcomes=_outcomes(survey, policy.id),
        ends=ends,
        ends_hidden=max(0.0, 1.0 - sum(end.chance for end in ends)),
        cycling=survey.worlds.mean(outlook.cycling[outlook.which]),
        courses=len(outlook.chance),
        regret_seek=regret.get("seek"),
        regret_avoid=regret.get("avoid"),
        uptake=uptake(ensemble, course, without),
        kept=kept(ensemble, course, labels),
        open_by=_by_month(outlook.times.open_by),
        by_concept=concepts.chances,
        rates=tempi.chances,
        variants_error=max(concepts.error, tempi.error),
        by_alternative=_by_alternative(survey, policy.id),
    )


def _outcomes(survey: Survey, policy: str) -> dict[str, OutcomeChance]:
    names = outcome_names(survey.case)
    times = survey.outlooks[policy].times
    found = {}
    for k, name in enumerate(names):
        over = chance_of(survey.worlds, survey.chance(policy, k))
        if k == len(names) - 1:
            nan = float("nan")
            found[name] = OutcomeChance(over.chance, over.low, over.high, over.error, nan, nan, nan, nan, {})
            continue
        first = float(times.before[k] + times.after[k])
        found[name] = OutcomeChance(
            over.chance,
            over.low,
            over.high,
            over.error,
            min(first, 1.0),
            float(times.months[k]) / first if first > 0 else float("nan"),
            float(times.before[k]),
            float(times.after[k]),
            _by_month(times.by_date[k]),
        )
    return found


def _by_month(values: Floats) -> dict[str, float]:
    return {f"{month:g}": float(value) for month, value in zip(horizon(), values, strict=True)}


def _ends(ensemble: Ensemble, outlook: Outlook, labels: Labels) -> tuple[EndState, ...]:
    names = outcome_names(ensemble.case)
    ordered = sorted(outlook.ends.items(), key=lambda item: (-item[1], item[0]))[:MOST_ENDS]
    found = []
    for state, chance in ordered:
        levels = levels_of(ensemble.space, state)
        outcome = names[int(ensemble.outcome[state])]
        found.append(
            EndState(state, labels.state(levels), level_names(ensemble.space.variables, levels), outcome, chance)
        )
    return tuple(found)


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
        name: _means(
            ensemble, play(ensemble, policy, worlds, factors=_tempo(ensemble.case, tempo), timed=False), worlds
        )
        for name, tempo in {"slower": 0.1, "usual": 1.0, "faster": 10.0}.items()
    }
    return _Variants({name: means for name, (means, _) in found.items()}, max(error for _, error in found.values()))


def _tempo(case: Case, factor: float) -> Floats:
    """Return factors for the case's rates that change how often every actor decides."""
    return np.array([1.0 if pace.actor is None else factor for pace in paces_of(case)])


def _means(ensemble: Ensemble, course: Course, worlds: Worlds) -> tuple[dict[str, float], float]:
    """Return the chance of each outcome, and the largest sampling error of these."""
    chance = course.chance()
    means = {name: worlds.mean(chance[:, k]) for k, name in enumerate(outcome_names(ensemble.case))}
    return means, max(worlds.error(chance[:, k]) for k in range(chance.shape[1]))


def _by_alternative(survey: Survey, policy: str) -> dict[str, dict[str, dict[str, float]]]:
    names = outcome_names(survey.case)
    found: dict[str, dict[str, dict[str, float]]] = {q.id: {} for q in survey.case.questions}
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = survey.alternatives[question.id] == number
            found[question.id][alternative.id] = {
                name: mean_where(survey.worlds, survey.chance(policy, k), where) for k, name in enumerate(names)
            }
    return found
