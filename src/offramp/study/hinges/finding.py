"""What the answer hangs on: shares of the doubt, what to watch for, and the least that turns the ranking."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.study.deciding import Choice
from offramp.study.hinges.learning import knowing, watching
from offramp.study.hinges.nearest import (
    STARTS,
    Change,
    change,
    least_divergence,
    least_joint_divergence,
    least_variation,
)
from offramp.study.hinges.shares import Share, Shares, Unknown, first_order, in_accord, rest_of
from offramp.study.hinges.surface import surface_of
from offramp.study.hinges.unknowns import InWorlds, actors_of, statements_of, unknowns_of
from offramp.study.results.base import Provenance
from offramp.study.results.hinges import BeliefNow, Hinge, HingesResult, Surface, Turn

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Report = Callable[[str, int, int], None]
Belief = tuple[str, str]
"""A question and one of its alternatives."""

MOST_COMBINATIONS = 4_096
METHOD = (
    "Shares are first-order variance indices over the worlds; observations and other beliefs weigh the worlds anew, "
    "while actors believe what they did; standard errors are infinitesimal jackknives over worlds and completions."
)


def hinges(
    survey: InWorlds,
    choices: Mapping[str, Choice],
    provenance: Provenance,
    *,
    pair: tuple[Belief, Belief] | None = None,
    report: Report = lambda *_: None,
) -> HingesResult:
    """Find what the answer hangs on, and what would turn it.

    Parameters
    ----------
    survey : InWorlds
        The case in its worlds.
    choices : mapping of str to Choice
        The choice by each yardstick, "seek" and "avoid"; empty without a judge.
    provenance : Provenance
        Where the chances come from; `METHOD` says how. Its seed also begins the searches.
    pair : pair of (question, alternative), optional
        The two beliefs of the flip surfaces; if not given, one alternative of each of the two questions with the
        greatest shares of the doubt.
    report : callable
        Told of progress.

    Raises
    ------
    ValueError
        If the pair's questions are the same, or there is no such belief.

    Notes
    -----
    What would follow from each item of evidence being retracted is found by :func:`offramp.study.weighing.weigh`.
    """
    places = [_place(survey, belief) for belief in pair or ()]
    if pair is not None and pair[0][0] == pair[1][0]:
        raise ValueError("the two beliefs must be about different questions")
    best = {yardstick: choice.best()[0] for yardstick, choice in choices.items()}
    seed = provenance.seed or 0
    found = _hinges(survey, choices, sorted(set(best.values())), report) if choices else ()
    report("what to watch for", 0, 0)
    chosen = places or _chosen(survey, choices, best, found)
    surfaces = [_surface(survey, choice, chosen) for choice in choices.values()] if len(chosen) == 2 else []
    report("where the ranking turns", 0, 0)
    return HingesResult(
        question=survey.case.title,
        seek=survey.case.seek,
        avoid=survey.case.avoid,
        yardsticks=tuple(choices),
        best=best,
        hinges=found,
        knowing=knowing(survey, choices) if choices else (),
        observations=watching(survey, choices) if choices else (),
        surfaces=tuple(surface for surface in surfaces if surface is not None),
        turns=tuple(turn for choice in choices.values() for turn in _turns(survey, choice, seed)),
        combinations=math.prod(len(open_) for open_ in _open(survey).values()),
        most_combinations=MOST_COMBINATIONS,
        starts=STARTS,
        seed=seed,
        provenance=provenance,
    )


# ---------------------------------------------------------------- shares


@dataclass(frozen=True, eq=False)
class _Subject:
    """An unknown with what a reader wants to know of it."""

    kind: str
    name: str
    unknown: Unknown
    actor: str | None
    texts: tuple[str, ...] = ()
    scope: tuple[str, str] | None = None
    others: Longs | None = None


def _hinges(survey: InWorlds, choices: Mapping[str, Choice], policies: list[str], report: Report) -> tuple[Hinge, ...]:
    subjects = list(_subjects(survey))
    found = []
    for number, subject in enumerate(subjects):
        report("shares of the doubt", number, len(subjects))
        own = Shares(survey.worlds, subject.unknown)
        others = None if subject.others is None else Shares(survey.worlds, Unknown(subject.others))
        for yardstick, choice in choices.items():
            for policy in policies:
                values = choice.chances[policy]
                share, rest = own.of(values), NO_SHARE if others is None else rest_of(others, values)
                if not in_accord(share, rest):
                    share, rest = (replace(found, share=math.nan, error=math.nan) for found in (share, rest))
                found.append(
                    Hinge(
                        policy=policy,
                        yardstick=yardstick,
                        kind=subject.kind,
                        name=subject.name,
                        texts=subject.texts,
                        actor=subject.actor,
                        scope=dict([subject.scope]) if subject.scope else {},
                        first=share.share,
                        first_error=share.error,
                        total=rest.share,
                        total_error=rest.error,
                        groups=share.groups,
                        worlds=share.worlds,
                        others=rest.groups,
                    )
                )
    return tuple(sorted(found, key=lambda h: -round(h.first, 12) if h.first == h.first else 1.0))


NO_SHARE = Share(math.nan, math.nan, 0, 0)


def _subjects(survey: InWorlds) -> Iterator[_Subject]:
    about = {question.id: question.about for question in survey.case.questions}
    for name, unknown in unknowns_of(survey).items():
        if name in about:
            yield _Subject("question", name, unknown, about[name])
        else:
            kind, _, actor = name.partition(" of ")
            yield _Subject(kind, actor, unknown, actor)
    for actor, facets in statements_of(survey).items():
        for facet, unknown in facets:
            group = facet.texts if facet.kind == "order" else ()
            name = actor if group else facet.texts[0]
            yield _Subject(facet.kind, name, unknown, actor, group, facet.scope)
    for actor, (own, others) in actors_of(survey).items():
        yield _Subject("actor", actor, Unknown(own), actor, others=others)


# ---------------------------------------------------------------- the flip surface


def _place(survey: InWorlds, belief: Belief) -> tuple[str, int]:
    """Return a belief's question and the number of its alternative."""
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            if (question.id, alternative.id) == belief:
                return question.id, number
    raise ValueError(f"there is no alternative {belief[1]} of a question {belief[0]}")


def _chosen(
    survey: InWorlds, choices: Mapping[str, Choice], best: Mapping[str, str], found: tuple[Hinge, ...]
) -> list[tuple[str, int]]:
    """Return the beliefs to draw: of the two questions with the greatest shares the alternative that tells most."""
    share: dict[str, float] = {}
    for hinge in found:
        if hinge.kind == "question" and hinge.first == hinge.first and hinge.policy == best[hinge.yardstick]:
            share[hinge.name] = max(share.get(hinge.name, 0.0), hinge.first)
    chosen = []
    for question in sorted(share, key=lambda name: -share[name])[:2]:
        value = survey.alternatives[question]
        told = {
            k: max(
                first_order(survey.worlds, choice.chances[best[y]], Unknown((value == k).astype(np.int64))).share
                for y, choice in choices.items()
            )
            for k in _open(survey)[question]
        }
        chosen.append((question, max(told, key=lambda k: told[k])))
    return chosen


def _surface(survey: InWorlds, choice: Choice, chosen: list[tuple[str, int]]) -> Surface | None:
    names = {question.id: [a.id for a in question.alternatives] for question in survey.case.questions}
    holds = [survey.alternatives[question] == number for question, number in chosen]
    beliefs = [
        BeliefNow(question, names[question][number], float(survey.worlds.weight[there].sum()))
        for (question, number), there in zip(chosen, holds, strict=True)
    ]
    return surface_of(choice, (beliefs[0], beliefs[1]), (holds[0], holds[1]))


# ---------------------------------------------------------------- the smallest change


def _open(survey: InWorlds) -> dict[str, list[int]]:
    """Return, for each question, the alternatives that are true in some world of weight."""
    return {
        question: np.flatnonzero(np.bincount(value, survey.worlds.weight)).tolist()
        for question, value in survey.alternatives.items()
    }


def _turns(survey: InWorlds, choice: Choice, seed: int) -> Iterator[Turn]:
    """Yield the smallest changes of each question's beliefs alone, by both measures, and of all at once."""
    wide = {question: numbers for question, numbers in _open(survey).items() if len(numbers) > 1}
    singles: dict[str, list[tuple[str, Change]]] = {}
    for question, numbers in wide.items():
        rivals = _rivals(survey, choice, {question: numbers})
        for measure, least in (("variation", least_variation), ("divergence", least_divergence)):
            found = [
                (rival, change([now], [then]))
                for rival, now, gain in ((r, n[0], g) for r, n, g in rivals)
                if (then := least(now, gain)) is not None
            ]
            if found:
                rival, least_change = min(found, key=lambda f: getattr(f[1], measure))
                yield _turn(survey, choice, question, measure, rival, least_change, {question: numbers}, exact=True)
            if measure == "divergence":
                singles[question] = found
    if len(wide) > 1 and math.prod(map(len, wide.values())) <= MOST_COMBINATIONS:
        yield from _turn_of_all(survey, choice, wide, singles, seed)


def _turn_of_all(
    survey: InWorlds,
    choice: Choice,
    wide: Mapping[str, list[int]],
    singles: Mapping[str, list[tuple[str, Change]]],
    seed: int,
) -> Iterator[Turn]:
    found: list[tuple[str, Change]] = []
    for rival, now, gain in _rivals(survey, choice, wide):
        if gain.max() <= 1e-9:
            continue
        begin = [
            [single.beliefs[0] if q == question else before for q, before in zip(wide, now, strict=True)]
            for question, changes in singles.items()
            for name, single in changes
            if name == rival
        ]
        if (least := least_joint_divergence(now, gain, begin, seed=seed)) is not None:
            found.append((rival, least))
    if found:
        rival, least = min(found, key=lambda f: f[1].divergence)
        yield _turn(survey, choice, None, "divergence", rival, least, wide, exact=False)


def _rivals(survey: InWorlds, choice: Choice, wide: Mapping[str, list[int]]) -> list[tuple[str, list[Floats], Floats]]:
    """Return every other policy with the present beliefs and its gain over the best under each combination of answers.

    Empty if some combination is in no world.
    """
    worlds = survey.worlds
    shape = tuple(len(numbers) for numbers in wide.values())
    code = np.zeros(len(worlds), dtype=np.int64)
    for question, numbers in wide.items():
        code = code * len(numbers) + np.minimum(
            np.searchsorted(numbers, survey.alternatives[question]), len(numbers) - 1
        )
    weight = np.bincount(code, worlds.weight, minlength=math.prod(shape))
    if (weight <= 0).any():
        return []
    now = [
        np.bincount(survey.alternatives[question], worlds.weight)[numbers].astype(np.float64)
        for question, numbers in wide.items()
    ]
    leader = choice.best()[0]
    found = []
    for rival, values in choice.chances.items():
        if rival != leader:
            difference = choice.sign * (values - choice.chances[leader])
            gain = np.bincount(code, worlds.weight * difference, minlength=len(weight)) / weight
            found.append((rival, now, gain.reshape(shape)))
    return found


def _turn(
    survey: InWorlds,
    choice: Choice,
    question: str | None,
    measure: str,
    rival: str,
    found: Change,
    wide: Mapping[str, list[int]],
    *,
    exact: bool,
) -> Turn:
    names = {q.id: [a.id for a in q.alternatives] for q in survey.case.questions}
    leader = choice.best()[0]
    lead = choice.sign * (choice.chances[leader] - choice.chances[rival])
    beliefs = {
        q: {names[q][k]: float(p) for k, p in zip(numbers, chances, strict=True)}
        for (q, numbers), chances in zip(wide.items(), found.beliefs, strict=True)
    }
    return Turn(
        yardstick=choice.yardstick,
        question=question,
        measure=measure,
        variation=found.variation,
        divergence=found.divergence,
        exact=exact,
        now=leader,
        then=rival,
        lead=max(survey.worlds.mean(lead), 0.0),
        lead_error=survey.worlds.error(lead),
        there_error=_error_there(survey, lead, wide, found),
        beliefs=beliefs,
    )


def _error_there(survey: InWorlds, lead: Floats, wide: Mapping[str, list[int]], found: Change) -> float:
    """Return the standard error of a mean over the worlds weighed as other beliefs say."""
    ratio = np.ones(len(survey.worlds))
    for (question, numbers), then in zip(wide.items(), found.beliefs, strict=True):
        value = survey.alternatives[question]
        now = np.bincount(value, survey.worlds.weight)
        anew = np.zeros(len(now))
        anew[numbers] = then / now[numbers]
        ratio *= anew[value]
    ratio /= survey.worlds.mean(ratio)
    return survey.worlds.error(ratio * (lead - survey.worlds.mean(ratio * lead)))
