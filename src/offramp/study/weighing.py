"""What each piece of evidence does to the posteriors and to the answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import doubts_of
from offramp.beliefs.updating import item_likelihood, normalised, posterior, updated
from offramp.case.model import Case, Evidence, Question
from offramp.case.probabilities import Probability
from offramp.study.deciding import Choice, best_of, choices_of, numbers_of
from offramp.study.many.surveying import survey_here
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.reweighting import more_is_possible, played_under, reweighting
from offramp.study.results import EvidenceReport, EvidenceResult, QuestionResult
from offramp.study.summing import day_of

Floats = NDArray[np.float64]


def weigh(ensemble: Ensemble, *, report: Report = silent) -> EvidenceReport:
    """Return posteriors, and how they and the policies' chances would change without each item of evidence.

    The chances are reweighted, not replayed: worlds keep their play and get the weight they would have had. Only where
    an item rules an answer out, so that worlds are missing, is play found again. Actors' beliefs are updated on what
    is left, too.
    """
    case = ensemble.case
    questions = tuple(_question(case, question) for question in case.questions)
    playable = case.status_quo is not None and case.outcomes and case.seek is not None
    choices = choices_of(survey_here(ensemble, report), numbers_of(case)) if playable else {}
    items = tuple(_item(ensemble, item, choices) for item in case.evidence)
    return EvidenceReport(questions, items, day_of(case))


def _question(case: Case, question: Question) -> QuestionResult:
    names = [a.id for a in question.alternatives]
    bounds = [_bounds(case, question, k) for k in range(len(names))]
    return QuestionResult(
        question=question.id,
        about=question.about,
        ask=question.ask,
        prior=dict(zip(names, normalised([a.prior for a in question.alternatives]).tolist(), strict=True)),
        low=dict(zip(names, (low for low, _ in bounds), strict=True)),
        high=dict(zip(names, (high for _, high in bounds), strict=True)),
        posterior=dict(zip(names, posterior(case, question).tolist(), strict=True)),
        actors={
            actor: dict(zip(names, posterior(case, question, believer=actor).tolist(), strict=True))
            for actor in case.actor_ids
            if actor != question.about
        },
    )


def _bounds(case: Case, question: Question, favoured: int) -> tuple[float, float]:
    """Return the posterior of an alternative with all words against it, and with all words for it.

    At one end the alternative's prior and likelihoods are at the top of their ranges and those of all others at the
    bottom, at the other end the reverse. With two alternatives these are the least and the greatest posterior; with
    more, mixed readings can lie a little outside.
    """
    ends = []
    for towards in (False, True):
        prior = _end([a.prior for a in question.alternatives], favoured, towards)
        items = [e for e in case.evidence if e.used and question.id in e.likelihoods]
        bodies: dict[str, list[Floats]] = {}
        for item in items:
            likelihoods = _end(item.likelihoods[question.id], favoured, towards)
            weighed = item.weight * likelihoods / likelihoods.max() + 1 - item.weight
            bodies.setdefault(item.group or f"item {item.id}", []).append(weighed)
        ends.append(float(updated(prior / prior.sum(), list(bodies.values()))[favoured]))
    return min(ends), max(ends)


def _end(chances: tuple[Probability, ...] | list[Probability], favoured: int, towards: bool) -> Floats:
    return np.array([p.high if (k == favoured) == towards else p.low for k, p in enumerate(chances)])


def _item(ensemble: Ensemble, item: Evidence, choices: Mapping[str, Choice]) -> EvidenceResult:
    case = ensemble.case
    asked = [q for q in case.questions if q.id in item.likelihoods]
    without = frozenset([item.id]) if item.used else frozenset()
    seek, avoid, changes = _effect(ensemble, without, choices)
    return EvidenceResult(
        id=item.id,
        says=item.says,
        date=item.date.isoformat() if item.date else None,
        cite=item.cite,
        group=item.group,
        used=item.used,
        weight=item.weight,
        bears_on={q.id: _named(q, item_likelihood(item, q)) for q in asked},
        without={q.id: _named(q, posterior(case, q, without=without)) for q in asked},
        seek=seek,
        avoid=avoid,
        changes_best=changes,
    )


def _named(question: Question, values: Floats) -> dict[str, float]:
    return {a.id: float(v) for a, v in zip(question.alternatives, values, strict=True)}


def _effect(
    ensemble: Ensemble, without: frozenset[str], choices: Mapping[str, Choice]
) -> tuple[dict[str, float], dict[str, float], bool]:
    """Return the change of each policy's chances, and whether the best policy changes."""
    if not choices:
        return {}, {}, False
    means = _means_without(ensemble, without, choices)
    shifts: dict[str, dict[str, float]] = {}
    changes = False
    for yardstick, choice in choices.items():
        then = means[yardstick]
        shifts[yardstick] = {name: mean - ensemble.worlds.mean(choice.chances[name]) for name, mean in then.items()}
        other = next((m for y, m in means.items() if y != yardstick), None)
        changes = changes or choice.best()[0] != best_of(then, choice.sign, other)
    return shifts["seek"], shifts["avoid"], changes


def _means_without(
    ensemble: Ensemble, without: frozenset[str], choices: Mapping[str, Choice]
) -> dict[str, dict[str, float]]:
    """Return each policy's chances without some evidence: played afresh if worlds become possible that were not."""
    doubts = doubts_of(ensemble.case, seed=ensemble.seed, without=without)
    if more_is_possible(ensemble.doubts, doubts):
        worlds, courses = played_under(ensemble, doubts, [policy.id for policy in ensemble.policies])
        means = {name: worlds.weight @ course.chance() for name, course in courses.items()}
        return {y: {name: float(m[k]) for name, m in means.items()} for y, k in numbers_of(ensemble.case).items()}
    weight = ensemble.worlds.weight * reweighting(ensemble.doubts, doubts, ensemble.worlds)
    weight = weight / weight.sum()
    return {y: {name: float(weight @ c) for name, c in choice.chances.items()} for y, choice in choices.items()}
