"""One analyst's beliefs in another's worlds: which disagreement decides what is best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import Doubts
from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import best_of
from offramp.study.playing.courses import Report
from offramp.study.playing.play import Course
from offramp.study.playing.reweighting import more_is_possible, played_under, reweighting
from offramp.study.pool.analysts import Analyst, Table
from offramp.study.pool.opinions import TIE, effective
from offramp.study.results.pooling import Swap

Floats = NDArray[np.float64]

FEWEST = 30
"""A sample that, weighed anew, says no more than so many equal worlds is drawn and played afresh."""


def swaps_between(analysts: Sequence[Analyst], tables: Mapping[str, Table], report: Report) -> tuple[Swap, ...]:
    """Return what becomes of each analyst's best policies with another's answers.

    Another's answer to one question, and what the other says the actors believe of it, are put into an analyst's
    worlds, which are weighed anew. Preferences, foresight, rates, which actors know the truth, and the answers to all
    other questions stay. Then all questions on which the two differ are swapped at once.

    Parameters
    ----------
    analysts : sequence of Analyst
        In the order of the tables.
    tables : mapping of yardstick to Table
    report : callable
        Told of progress.
    """
    if not tables:
        return ()
    found: list[Swap] = []
    pairs = [(number, other) for number in range(len(analysts)) for other in analysts if other is not analysts[number]]
    for done, (number, other) in enumerate(pairs):
        report("putting one's beliefs into another's worlds", done, len(pairs))
        mine = analysts[number]
        now = {yardstick: table.best(np.eye(len(analysts))[number]) for yardstick, table in tables.items()}
        apart = [q.id for q in mine.case.questions if _disagree(mine, other, q.id)]
        for question in apart:
            found += _swap(mine, other, question, [question], tables, now)
        if len(apart) > 1:
            found += _swap(mine, other, None, apart, tables, now)
    return tuple(found)


def _disagree(mine: Analyst, other: Analyst, question: str) -> bool:
    """Tell whether two analysts differ on a question, or on what an actor that does not know believes of it."""
    pairs = [(mine.truth[question], other.truth[question])]
    pairs += [(mine.held[actor][question], other.held[actor][question]) for actor in mine.held if not mine.knows(actor)]
    return any(abs(one[name] - two[name]) > TIE for one, two in pairs for name in one)


def _swap(
    mine: Analyst,
    other: Analyst,
    question: str | None,
    swapped: list[str],
    tables: Mapping[str, Table],
    now: Mapping[str, str],
) -> list[Swap]:
    worlds, ratio, chance = _reweighed(mine, _with_beliefs(mine, other, swapped))
    weight = worlds.weight * ratio
    ratio = ratio / weight.sum()
    means = {
        yardstick: {name: float(worlds.mean(ratio * chance(name, table.number))) for name in mine.survey.policies}
        for yardstick, table in tables.items()
    }
    found = []
    for yardstick, table in tables.items():
        (other_means,) = (values for y, values in means.items() if y != yardstick)
        old = now[yardstick]
        new = best_of(means[yardstick], table.sign, other_means)
        gain = table.sign * (means[yardstick][new] - means[yardstick][old])
        if gain <= TIE:
            found.append(Swap(mine.name, other.name, question, yardstick, old, old, 0.0, 0.0))
            continue
        better = table.sign * (chance(new, table.number) - chance(old, table.number))
        error = worlds.error(ratio * (better - gain))
        found.append(Swap(mine.name, other.name, question, yardstick, old, new, gain, error))
    return found


def _with_beliefs(mine: Analyst, other: Analyst, swapped: list[str]) -> Doubts:
    """Return an analyst's doubts with another's beliefs about some questions."""
    case, doubts = mine.case, mine.survey.doubts

    def views(own: Mapping[str, Mapping[str, float]], others: Mapping[str, Mapping[str, float]]) -> dict[str, Floats]:
        return {
            q.id: np.array([(others if q.id in swapped else own)[q.id][a.id] for a in q.alternatives])
            for q in case.questions
        }

    truth = views(mine.truth, other.truth)
    believed = []
    for actor, row in zip(case.actor_ids, doubts.believed, strict=True):
        seen = views(mine.held[actor], other.held[actor])
        pairs = zip(doubts.types, row, strict=True)
        believed.append(tuple(None if chances is None else types.chances(seen) for types, chances in pairs))
    return replace(doubts, truth=tuple(types.chances(truth) for types in doubts.types), believed=tuple(believed))


def _reweighed(mine: Analyst, then: Doubts) -> tuple[Worlds, Floats, Callable[[str, int], Floats]]:
    """Return worlds, by what their weights are to be multiplied, and the chances in them under other beliefs."""
    survey = mine.survey
    if not more_is_possible(survey.doubts, then):
        ratio = reweighting(survey.doubts, then, survey.worlds)
        if survey.worlds.exact or effective(survey.worlds.weight * ratio) > FEWEST:
            return survey.worlds, ratio, survey.chance
    worlds, courses = played_under(mine.ensemble, then, survey.policies)
    return worlds, np.ones(len(worlds)), lambda policy, number: _chance(courses[policy], number)


def _chance(course: Course, number: int) -> Floats:
    """Return the chance of an outcome, world by world."""
    return np.array([played.chance[number] for played in course.played])[course.which]
