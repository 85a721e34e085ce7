"""What to watch for: the value of knowing, and of observations that speak for one answer and against another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Case, Evidence
from offramp.study.deciding import Choice
from offramp.study.hinges.unknowns import InWorlds
from offramp.study.results.hinges import After, Knowing, Observation

Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]

FEWEST_TO_CHOOSE_ON = 30
"""How many worlds of a sample a group needs on average before the value of knowing it is given."""

SIGN = (0.8, 0.2)
"""The chance of seeing a sign if its answer is true, and if another is: four to one."""


# ---------------------------------------------------------------- knowing for certain


def knowing(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Knowing, ...]:
    """Return the value of knowing each question's answer, and each actor's type, before choosing; greatest first."""
    unknowns: dict[tuple[str, str], Numbers] = {("question", name): v for name, v in survey.alternatives.items()}
    for i, actor in enumerate(survey.case.actor_ids):
        if len(survey.doubts.types[i]) > 1:
            unknowns["type", actor] = survey.worlds.types[:, i]
    found = [
        knowing_of(choice, kind, name, value) for choice in choices.values() for (kind, name), value in unknowns.items()
    ]
    return tuple(sorted(found, key=lambda k: -k.worth if k.worth == k.worth else 1.0))


def knowing_of(choice: Choice, kind: str, name: str, value: Numbers) -> Knowing:
    """Return the value of knowing one thing, by one yardstick; see :class:`Knowing` and :meth:`Choice.worth_of`."""
    worlds = choice.worlds
    groups = int(np.count_nonzero(np.bincount(value, worlds.weight)))
    count = int(np.count_nonzero(worlds.weight))
    if not worlds.exact and count < FEWEST_TO_CHOOSE_ON * groups:
        return Knowing(kind, name, choice.yardstick, math.nan, math.nan, groups, count)
    return Knowing(kind, name, choice.yardstick, *choice.worth_of(value), groups, count)


# ---------------------------------------------------------------- observations


@dataclass(frozen=True, eq=False)
class Pattern:
    """An observation that may be made: how likely it is to be seen under each answer to some questions.

    Attributes
    ----------
    kind, name, favours : str
        See :class:`Observation`.
    likelihoods : mapping of question to (alternatives,) float array
        Chances of seeing it. If it bears on several questions, the answers act independently of each other: in
        proportion to the product, and at most as likely as the least of their largest likelihoods.
    """

    kind: str
    name: str
    favours: str
    likelihoods: Mapping[str, Floats]

    def seen(self, alternatives: Mapping[str, Numbers], count: int) -> Floats:
        """Return the chance of seeing it in each of `count` worlds."""
        peak = min(float(likely.max()) for likely in self.likelihoods.values())
        found = np.full(count, peak)
        for question, likely in self.likelihoods.items():
            found *= (likely / likely.max())[alternatives[question]]
        return found


def patterns_of(case: Case) -> Iterator[Pattern]:
    """Yield what might be observed: a further report like each item of evidence, and one sign for each answer.

    A source of weight w reports as its likelihoods say with chance w, else as under the answer that its report favours,
    whatever is true: the chance of seeing the report is w L + (1 - w) max L, which is in proportion to the discounted
    likelihoods. A further report is taken to be independent of all that is known.
    """
    for item in case.evidence:
        if item.used:
            yield Pattern("report", item.id, "", {question: _reported(item, question) for question in item.likelihoods})
    for question in case.questions:
        for number, alternative in enumerate(question.alternatives):
            likely = np.full(len(question.alternatives), SIGN[1])
            likely[number] = SIGN[0]
            yield Pattern("sign", question.id, alternative.id, {question.id: likely})


def _reported(item: Evidence, question: str) -> Floats:
    likely = np.array([p.middle for p in item.likelihoods[question]])
    return np.asarray(item.weight * likely + (1 - item.weight) * likely.max())


def watching(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Observation, ...]:
    """Return what would follow from each thing that may be observed, the most valuable first.

    Notes
    -----
    Worlds keep their play and are weighed anew by the chance of the observation in them (Raiffa and Schlaifer 1961).
    Only the analyst observes: what the actors believe stays as it is. An observation that is certain, or impossible,
    under every answer that can be is left out, since nothing is learned from it.
    """
    found = []
    for pattern in patterns_of(survey.case):
        seen = pattern.seen(survey.alternatives, len(survey.worlds))
        if np.ptp(seen[survey.worlds.weight > 0]) > 1e-12:
            found.append(_observed(survey, choices, pattern, seen))
    return tuple(sorted(found, key=lambda o: -max(after.worth for after in o.after)))


def _observed(survey: InWorlds, choices: Mapping[str, Choice], pattern: Pattern, seen: Floats) -> Observation:
    names = {q.id: [a.id for a in q.alternatives] for q in survey.case.questions}
    probability = survey.worlds.mean(seen)
    weight = survey.worlds.weight * seen / probability
    posterior = {
        question: np.bincount(survey.alternatives[question], weight, minlength=len(names[question])).astype(np.float64)
        for question in pattern.likelihoods
    }
    return Observation(
        kind=pattern.kind,
        name=pattern.name,
        favours=pattern.favours,
        likelihoods={question: _named(names[question], v) for question, v in pattern.likelihoods.items()},
        probability=probability,
        posterior={question: _named(names[question], v) for question, v in posterior.items()},
        after=tuple(_after(choice, seen) for choice in choices.values()),
    )


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))


def _after(choice: Choice, seen: Floats) -> After:
    """Return what is best after an observation and after its absence, and what choosing then adds on average."""
    weight = choice.worlds.weight
    now, then, absent = (choice.best_under(weight * chance) for chance in (np.ones_like(seen), seen, 1 - seen))
    worth, error = choice.worth_of_seeing(seen)
    return After(choice.yardstick, now, then, absent, then != now or absent != now, worth, error)
