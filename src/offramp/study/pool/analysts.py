"""One analyst of several: beliefs, worlds and play; and the chances of a yardstick's outcome by all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.updating import posterior
from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.case.model import Case
from offramp.study.deciding import best_of
from offramp.study.many.survey import Survey
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results.pooling import PooledChance
from offramp.study.summing import outcome_names

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Analyst:
    """One analyst.

    Attributes
    ----------
    name : str
    weight : float
        In the pool; all weights sum to 1.
    ensemble : Ensemble
        The analyst's case.
    survey : Survey
        Play of its policies in its worlds.
    """

    name: str
    weight: float
    ensemble: Ensemble
    survey: Survey

    @property
    def case(self) -> Case:
        """The analyst's case."""
        return self.ensemble.case

    @cached_property
    def truth(self) -> dict[str, dict[str, float]]:
        """The analyst's posterior, by question and alternative."""
        return self._held(None)

    @cached_property
    def held(self) -> dict[str, dict[str, dict[str, float]]]:
        """What the analyst says each actor believes, by actor, question and alternative."""
        return {actor: self._held(actor) for actor in self.case.actor_ids}

    def _held(self, believer: str | None) -> dict[str, dict[str, float]]:
        found = {}
        for question in self.case.questions:
            chances = posterior(self.case, question, believer=believer).tolist()
            found[question.id] = dict(zip((a.id for a in question.alternatives), chances, strict=True))
        return found

    def knows(self, actor: str) -> bool:
        """Tell whether the analyst says that an actor knows the answers to all questions."""
        perception = self.case.perceptions.get(actor)
        return perception is not None and perception.knows_truth


MOST_WEIGHT = 1e9


def shares_of(ensembles: Mapping[str, Ensemble], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the analysts' weights in alphabetical order, scaled to sum to 1.

    Raises
    ------
    CaseError
        E011 for fewer than two analysts, or one without a weight; E021 for a weight of nobody; E030 for a weight that
        is no number from 0, or if all are 0.
    """
    mistakes = []
    if len(ensembles) < 2:
        mistakes.append(Mistake("E011", "a pool needs at least two analysts", "weights", hint="give two case files"))
    for name, weight in weights.items():
        if name not in ensembles:
            hint = nearest(name, ensembles, what="analysts")
            mistakes.append(Mistake("E021", f'a weight for "{name}", who is no analyst here', "weights", hint=hint))
        elif not 0 <= weight <= MOST_WEIGHT:
            message = f"the weight of {name} is {weight:g}, not a number from 0 to {MOST_WEIGHT:g}"
            mistakes.append(Mistake("E030", message, "weights", hint="give each analyst a weight of 0 or more"))
    missing = [name for name in ensembles if name not in weights]
    mistakes += [Mistake("E011", f"no weight for {n}", "weights", hint="give every analyst a weight") for n in missing]
    total = sum(weights.values())
    if not mistakes and total <= 0:
        mistakes.append(Mistake("E030", "all weights are 0", "weights", hint="give some analyst a weight above 0"))
    if mistakes:
        raise CaseError(mistakes)
    return {name: weights[name] / total for name in sorted(ensembles)}


@dataclass(frozen=True, eq=False)
class Table:
    """The chances of a yardstick's outcome.

    Attributes
    ----------
    outcome : str
    number : int
        The outcome's number.
    sign : float
        1 if it is sought, -1 if it is to be avoided.
    means : mapping of policy to (analysts,) float array
        Expected over each analyst's worlds.
    other : mapping of policy to (analysts,) float array
        The same for the other yardstick, to break ties.
    """

    outcome: str
    number: int
    sign: float
    means: Mapping[str, Floats]
    other: Mapping[str, Floats]

    def best(self, weights: Floats, *, leaving_out: str | None = None) -> str:
        """Return the best policy in the pool by some weights of the analysts, as an (analysts,) float array."""
        means = {name: float(weights @ row) for name, row in self.means.items() if name != leaving_out}
        other = {name: float(weights @ row) for name, row in self.other.items() if name in means}
        return best_of(means, self.sign, other)

    def lead(self, weights: Floats, one: str, two: str) -> float:
        """Return by how much one policy is better than another in the pool by some weights."""
        return self.sign * float(weights @ (self.means[one] - self.means[two]))


def tables_of(case: Case, chances: Iterable[PooledChance]) -> dict[str, Table]:
    """Return the tables of "seek" and "avoid"; none if the case has no judge."""
    if case.seek is None or case.avoid is None:
        return {}
    means: dict[str, dict[str, Floats]] = {case.seek: {}, case.avoid: {}}
    for found in chances:
        if found.outcome in means:
            means[found.outcome][found.policy] = np.array([chance.chance for chance in found.analysts.values()])
    seek, avoid = (outcome_names(case).index(name) for name in means)
    return {
        "seek": Table(case.seek, seek, 1.0, means[case.seek], means[case.avoid]),
        "avoid": Table(case.avoid, avoid, -1.0, means[case.avoid], means[case.seek]),
    }
