"""What each piece of evidence does to the posteriors and to the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.updating import item_likelihood, normalised, posterior, updated
from offramp.beliefs.worlds import doubts_of
from offramp.case.model import Case, Evidence, Question
from offramp.case.probabilities import Probability
from offramp.study.deciding import choices_of
from offramp.study.ensemble import Ensemble
from offramp.study.policies import Report, courses_of, silent
from offramp.study.results import EvidenceReport, EvidenceResult, QuestionResult
from offramp.study.summing import outcome_number

Floats = NDArray[np.float64]


def weigh(ensemble: Ensemble, *, report: Report = silent) -> EvidenceReport:
    """Return posteriors, and how they and the policies' chances would change without each item of evidence.

    The chances are reweighted, not replayed: worlds keep their play and get the weight they would have had. Actors'
    beliefs are updated on what is left, too.
    """
    case = ensemble.case
    questions = tuple(_question(case, question) for question in case.questions)
    playable = case.status_quo is not None and case.outcomes and case.seek is not None
    chances = {n: c.chance() for n, c in courses_of(ensemble, report).items()} if playable else {}
    return EvidenceReport(questions, tuple(_item(ensemble, item, chances) for item in case.evidence))


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
    """Return the least and greatest posterior of an alternative when words are taken at the ends of their ranges.

    One end favours the alternative in its prior and in every likelihood, the other speaks against it throughout.
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


def _item(ensemble: Ensemble, item: Evidence, chances: dict[str, Floats]) -> EvidenceResult:
    case = ensemble.case
    asked = [q for q in case.questions if q.id in item.likelihoods]
    without = frozenset([item.id]) if item.used else frozenset()
    seek, avoid, changes = _effect(ensemble, without, chances)
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
    ensemble: Ensemble, without: frozenset[str], chances: dict[str, Floats]
) -> tuple[dict[str, float], dict[str, float], bool]:
    """Return the change of each policy's chances, and whether the best policy changes."""
    if not chances:
        return {}, {}, False
    case, worlds = ensemble.case, ensemble.worlds
    ratio = _reweighting(ensemble, without)
    total = float(worlds.weight @ ratio)
    numbers = {
        y: n
        for y, name in (("seek", case.seek), ("avoid", case.avoid))
        if (n := outcome_number(case, name)) is not None
    }
    shifts: dict[str, dict[str, float]] = {}
    for yardstick, number in numbers.items():
        shifts[yardstick] = {
            name: float((worlds.weight * ratio) @ c[:, number]) / total - worlds.mean(c[:, number])
            for name, c in chances.items()
        }
    now = {y: choice.best()[0] for y, choice in choices_of(worlds, chances, numbers).items()}
    then = {
        y: _best_after(ensemble, shifts[y], {n: worlds.mean(c[:, numbers[y]]) for n, c in chances.items()}, y)
        for y in numbers
    }
    return shifts["seek"], shifts["avoid"], any(now[y] != then[y] for y in numbers)


def _best_after(ensemble: Ensemble, shift: dict[str, float], mean: dict[str, float], yardstick: str) -> str:
    sign = 1.0 if yardstick == "seek" else -1.0
    merits = {name: sign * (mean[name] + shift[name]) for name in mean}
    top = max(merits.values())
    return next(name for name, merit in merits.items() if merit >= top - 1e-12)


def _reweighting(ensemble: Ensemble, without: frozenset[str]) -> Floats:
    """Return, world by world, its probability without some evidence over its probability now."""
    now, then, worlds = ensemble.doubts, doubts_of(ensemble.case, seed=ensemble.seed, without=without), ensemble.worlds
    ratio = np.ones(len(worlds))
    for i in range(len(now.types)):
        ratio *= _ratio(then.truth[i], now.truth[i])[worlds.types[:, i]]
        looks = np.array([c in ("seq", "sseq") for c in worlds.concepts[i]])[worlds.foresight[:, i]]
        for j, chances in enumerate(now.believed[i]):
            after = then.believed[i][j]
            if chances is not None and after is not None:
                ratio *= np.where(looks, _ratio(after, chances)[worlds.believed[:, i, j]], 1.0)
    return ratio


def _ratio(after: Floats, before: Floats) -> Floats:
    return np.divide(after, before, out=np.zeros_like(after), where=before > 0)
