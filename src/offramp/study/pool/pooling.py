"""Several analysts: the pool of their worlds, where they disagree, and whether it matters."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Case, Question
from offramp.study.many.survey import Survey
from offramp.study.many.surveying import survey
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.pool.agreeing import meaning, require_same_standoff
from offramp.study.pool.analysts import Analyst, Table, shares_of, tables_of
from offramp.study.pool.opinions import TIE, crossings, divergence, error_of_crossing, parts_of_variance
from offramp.study.pool.swapping import swaps_between
from offramp.study.results.base import Chance
from offramp.study.results.pooling import (
    Leader,
    PooledActor,
    PooledAnalyst,
    PooledBest,
    PooledChance,
    PooledQuestion,
    PoolResult,
    Turn,
)
from offramp.study.summing import chance_of, outcome_names, provenance

Floats = NDArray[np.float64]

METHOD = (
    "The pool is the mixture of the analysts' worlds by their weights (linear opinion pool). All are drawn with one "
    "seed, so their sampling errors may depend on one another; errors of the pool are what they are at most."
)


def pool(
    ensembles: Mapping[str, Ensemble],
    weights: Mapping[str, float],
    *,
    surveys: Mapping[str, Survey] | None = None,
    report: Report = silent,
) -> PoolResult:
    """Pool the judgements of several analysts of one standoff, and tell which of their disagreements matter.

    The pool is the linear opinion pool (Stone 1961; Genest and Zidek 1986): with the chance of its weight, an analyst
    is right, in everything. It is the mixture of whole distributions of worlds, not of posteriors question by
    question, so an analyst's judgements that belong together stay together. Every chance in the pool is the weighted
    mean of the analysts' chances.

    Parameters
    ----------
    ensembles : mapping of analyst to Ensemble
        Each analyst's case in its worlds; best with one seed for all, so that what they agree on is drawn alike.
    weights : mapping of analyst to float
        Not negative; scaled to sum to 1.
    surveys : mapping of analyst to Survey, optional
        Play in the worlds of each, where it is at hand; else all worlds asked for are played here.
    report : callable
        Told of progress.

    Returns
    -------
    PoolResult
        The same, number for number, in whatever order the analysts are given.

    Raises
    ------
    CaseError
        E070 for every difference between the cases that is not one of belief; E011, E021 or E030 for weights that do
        not fit; E064 if a case has no status quo.

    Notes
    -----
    Errors of the pool are bounds: the weighted means of the analysts' standard errors, which are reached if the
    samples move together, as samples of one seed do.

    Costs play under every policy for each analyst; then, for each ordered pair of analysts and each question on which
    they differ, a pass over the worlds for each policy. Play is found afresh where one analyst holds possible what the
    other's worlds lack; see :func:`offramp.study.pool.swapping.swaps_between`.
    """
    shares = shares_of(ensembles, weights)
    require_same_standoff({name: ensembles[name].case for name in shares})
    analysts = [
        Analyst(name, share, ensembles[name], _survey(name, ensembles[name], surveys or {}, report))
        for name, share in shares.items()
    ]
    case = analysts[0].case
    chances = tuple(
        _chance(analysts, policy, outcome, number)
        for policy in analysts[0].survey.policies
        for number, outcome in enumerate(outcome_names(case))
    )
    tables = tables_of(case, chances)
    return PoolResult(
        question=case.title,
        seek=case.seek,
        avoid=case.avoid,
        analysts=tuple(
            PooledAnalyst(a.name, a.weight, provenance(a.ensemble, METHOD, survey=a.survey)) for a in analysts
        ),
        questions=tuple(_question(analysts, question) for question in case.questions),
        actors=tuple(_actor(analysts, actor) for actor in case.actor_ids),
        clocks=_differ({clock.variable: meaning(clock) for clock in a.case.clocks} for a in analysts),
        window=_differ(meaning(a.case.window) for a in analysts),
        chances=chances,
        best=tuple(_best(analysts, tables[yardstick], yardstick) for yardstick in tables),
        swaps=swaps_between(analysts, tables, report),
        turns=tuple(turn for y, table in tables.items() for a in analysts for turn in _turns(analysts, table, y, a)),
        method=METHOD,
    )


def _survey(name: str, ensemble: Ensemble, surveys: Mapping[str, Survey], report: Report) -> Survey:
    if name in surveys:
        return surveys[name]
    return survey(ensemble, report=lambda what, done, count: report(f"{name}: {what}", done, count))


def _weights(analysts: Sequence[Analyst]) -> Floats:
    return np.array([analyst.weight for analyst in analysts])


def _differ(values: Iterable[object]) -> bool:
    first, *others = values
    return any(other != first for other in others)


# ---------------------------------------------------------------- where they disagree


def _question(analysts: Sequence[Analyst], question: Question) -> PooledQuestion:
    names = [a.id for a in question.alternatives]
    table = _answers(analysts, question, None)
    weights = _weights(analysts)
    rows = zip(analysts, table.tolist(), strict=True)
    return PooledQuestion(
        question=question.id,
        about=question.about,
        ask=question.ask,
        analysts={analyst.name: dict(zip(names, row, strict=True)) for analyst, row in rows},
        pool=dict(zip(names, (weights @ table).tolist(), strict=True)),
        spread=dict(zip(names, np.ptp(table, axis=0).tolist(), strict=True)),
        divergence=divergence(table, weights),
        actors={
            actor: float(np.ptp(_answers(analysts, question, actor), axis=0).max())
            for actor in analysts[0].case.actor_ids
            if actor != question.about and not all(analyst.knows(actor) for analyst in analysts)
        },
    )


def _answers(analysts: Sequence[Analyst], question: Question, believer: str | None) -> Floats:
    """Return each analyst's chances of a question's alternatives, or what each says an actor believes of them."""
    held = [a.truth[question.id] if believer is None else a.held[believer][question.id] for a in analysts]
    return np.array([[answers[alternative.id] for alternative in question.alternatives] for answers in held])


def _actor(analysts: Sequence[Analyst], actor: str) -> PooledActor:
    first, *others = analysts
    knows = [analyst.knows(actor) for analyst in analysts]
    questions = [question for question in first.case.questions if question.about != actor]
    apart = [float(np.ptp(_answers(analysts, question, actor), axis=0).max()) > TIE for question in questions]
    return PooledActor(
        actor=actor,
        preferences=any(_preferences_differ(first, other, actor) for other in others),
        foresight=any(_apart(_foresight(first, actor), _foresight(other, actor)) for other in others),
        rate=_differ(meaning(replace(analyst.case.behaviour[actor], foresight={})) for analyst in analysts),
        beliefs=_differ(knows) or (not all(knows) and any(apart)),
    )


def _preferences_differ(one: Analyst, two: Analyst, actor: str) -> bool:
    """Tell whether two analysts give an actor different chances of orders, given the answers."""
    if _written(one.case, actor) == _written(two.case, actor):
        return False
    return _apart(_orders(one, actor), _orders(two, actor))


def _written(case: Case, actor: str) -> tuple[object, ...]:
    slots = {(q.id, a.id): a.slots for q in case.questions if q.about == actor for a in q.alternatives}
    return case.preferences[actor], slots


def _orders(analyst: Analyst, actor: str) -> dict[Hashable, float]:
    """Return the chance of each order, given the answers to the questions about the actor."""
    types = analyst.survey.doubts.types[analyst.case.actor_ids.index(actor)]
    found: dict[Hashable, float] = {}
    for row, chance, order in zip(types.alternatives, types.completion, types.orders, strict=True):
        answers = frozenset((q.id, q.alternatives[k].id) for q, k in zip(types.questions, row, strict=True))
        key = (answers, meaning(order))
        found[key] = found.get(key, 0.0) + float(chance)
    return found


def _foresight(analyst: Analyst, actor: str) -> dict[Hashable, float]:
    doubts, i = analyst.survey.doubts, analyst.case.actor_ids.index(actor)
    return dict(zip(doubts.concepts[i], doubts.foresight[i].tolist(), strict=True))


def _apart(one: Mapping[Hashable, float], two: Mapping[Hashable, float]) -> bool:
    """Tell whether two distributions differ; what is not named has no chance."""
    return any(abs(one.get(key, 0.0) - two.get(key, 0.0)) > TIE for key in {*one, *two})


# ---------------------------------------------------------------- the chances


def _chance(analysts: Sequence[Analyst], policy: str, outcome: str, number: int) -> PooledChance:
    found, variances = {}, []
    for analyst in analysts:
        worlds, values = analyst.survey.worlds, analyst.survey.chance(policy, number)
        chance = chance_of(worlds, values)
        found[analyst.name] = chance
        variances.append(worlds.mean((values - chance.chance) ** 2))
    weights = _weights(analysts)
    means = np.array([chance.chance for chance in found.values()])
    errors = np.array([chance.error for chance in found.values()])
    counted = [found[analyst.name] for analyst in analysts if analyst.weight > 0]
    low, high = min(chance.low for chance in counted), max(chance.high for chance in counted)
    between, within = parts_of_variance(means, np.array(variances), weights)
    return PooledChance(
        policy=policy,
        outcome=outcome,
        analysts=found,
        pool=Chance(float(weights @ means), low, high, float(weights @ errors)),
        spread=float(np.ptp(means)),
        between=between,
        within=within,
    )


# ---------------------------------------------------------------- whether it matters


def _best(analysts: Sequence[Analyst], table: Table, yardstick: str) -> PooledBest:
    weights = _weights(analysts)
    alone = np.eye(len(analysts))
    leaders = {analyst.name: _leader(analysts, table, alone[k]) for k, analyst in enumerate(analysts)}
    chosen = _leader(analysts, table, weights)
    pairs = [(name, chosen.policy, leader.policy) for name, leader in leaders.items()]
    return PooledBest(
        yardstick=yardstick,
        outcome=table.outcome,
        analysts=leaders,
        pool=chosen,
        loss={name: max(table.lead(weights, best, own), 0.0) for name, best, own in pairs},
        loss_error={name: _error(analysts, table, weights, best, own) for name, best, own in pairs},
    )


def _leader(analysts: Sequence[Analyst], table: Table, weights: Floats) -> Leader:
    best = table.best(weights)
    chance = float(weights @ table.means[best])
    if len(table.means) == 1:
        return Leader(best, chance, None, float("nan"), 0.0)
    second = table.best(weights, leaving_out=best)
    lead = max(table.lead(weights, best, second), 0.0)
    return Leader(best, chance, second, lead, _error(analysts, table, weights, best, second))


def _error(analysts: Sequence[Analyst], table: Table, weights: Floats, one: str, two: str) -> float:
    """Return how large the standard error of the difference between two policies may be in the pool."""
    if one == two:
        return 0.0
    found = 0.0
    for analyst, weight in zip(analysts, weights.tolist(), strict=True):
        if weight > 0:
            survey = analyst.survey
            found += weight * survey.worlds.error(survey.chance(one, table.number) - survey.chance(two, table.number))
    return found


def _turns(analysts: Sequence[Analyst], table: Table, yardstick: str, analyst: Analyst) -> list[Turn]:
    """Return the weights of one analyst at which the pool's best policy changes."""
    own, rest = _own_and_rest(analysts, analyst)
    ends = [np.array([[rest @ row, own @ row] for row in means.values()]) for means in (table.means, table.other)]
    inside = [crossings(lines[:, 0], lines[:, 1]) for lines in ends]
    places = np.unique(np.concatenate([[0.0, 1.0], *inside]))
    best = [table.best((1 - at) * rest + at * own) for at in (places[1:] + places[:-1]) / 2]
    found = []
    for at, below, above in zip(places[1:-1].tolist(), best[:-1], best[1:], strict=True):
        if below != above:
            error = _error_of_turn(analysts, table, own, rest, below, above)
            found.append(Turn(yardstick, analyst.name, analyst.weight, at, error, below, above))
    return found


def _own_and_rest(analysts: Sequence[Analyst], analyst: Analyst) -> tuple[Floats, Floats]:
    """Return all weight on one analyst, and on the others in proportion; equally, if they have none."""
    own = np.array([float(other is analyst) for other in analysts])
    rest = _weights(analysts) * (1 - own)
    return own, rest / rest.sum() if rest.sum() > 0 else (1 - own) / (len(analysts) - 1)


def _error_of_turn(
    analysts: Sequence[Analyst], table: Table, own: Floats, rest: Floats, below: str, above: str
) -> float:
    """Return how large the standard error of the weight at which two policies are equally good may be.

    It is nan where they are equally good throughout, and the other yardstick sets them apart.
    """
    start, end = table.lead(rest, below, above), table.lead(own, below, above)
    if abs(start - end) <= TIE:
        return float("nan")
    errors = [_error(analysts, table, weights, below, above) for weights in (rest, own)]
    return error_of_crossing(start, end, *errors)
