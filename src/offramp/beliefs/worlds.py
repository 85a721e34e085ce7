"""Worlds: what every actor wants, what it believes of the others, how far it looks ahead, and how fast things go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import LOOKS_AT_OTHERS, Doubts
from offramp.case.model import Case

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]]
"""Whole numbers, stored in as few bytes as they need."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Weighted worlds.

    Attributes
    ----------
    weight : (worlds,) float array
        Sums to 1.
    types : (worlds, actors) int array
        Each actor's true type.
    believed : (worlds, actors, actors) int array
        `believed[w, i, j]` is the type that actor i takes j to be; its own on the diagonal. Where i's concept does not
        look at the others it is 0.
    foresight : (worlds, actors) int array
        Which of its concepts each actor acts by.
    paces : (worlds, rates) int array
        Which of its values each rate of the case has.
    concepts : tuple of tuple of str
        Each actor's concepts, which `foresight` counts.
    stratum : (worlds,) int array
        Worlds of one stratum share the answers to all questions and were drawn together; all 0 if exact.
    drawn : tuple of (types,) int array or None
        For each actor with a sample of completions, the answer that each type embodies, -1 for types that are not
        of the sample; None for the other actors.
    exact : bool
        Whether these are all the worlds.
    seed : int or None
        The seed, if sampled.
    unplayed : float
        The weight of listed worlds that are missing, because a study was stopped; the heaviest are there.
    """

    weight: Floats
    types: Numbers
    believed: Numbers
    foresight: Numbers
    paces: Numbers
    concepts: tuple[tuple[str, ...], ...]
    stratum: Numbers
    drawn: tuple[Longs | None, ...]
    exact: bool
    seed: int | None
    unplayed: float = 0.0

    def __len__(self) -> int:
        return len(self.weight)

    def at(self, rows: Longs) -> Worlds:
        """Return some of the worlds, with the weights they have."""
        return replace(
            self,
            weight=self.weight[rows],
            types=self.types[rows],
            believed=self.believed[rows],
            foresight=self.foresight[rows],
            paces=self.paces[rows],
            stratum=self.stratum[rows],
        )

    def looks(self, actor: int) -> NDArray[np.bool_]:
        """Return, world by world, whether an actor's choice depends on what it believes the others want."""
        return np.array([concept in LOOKS_AT_OTHERS for concept in self.concepts[actor]])[self.foresight[:, actor]]

    def mean(self, values: Floats) -> float:
        """Return the expectation of a quantity given world by world."""
        return float(self.weight @ values)

    def error(self, values: Floats) -> float:
        """Return the standard error of :meth:`mean` that sampling causes, of worlds and of completions; else 0.

        If listed worlds are missing it is a bound: what the mean moves if all of them are as far off as any there is.
        """
        variance = 0.0 if self.exact or self.unplayed else self._within_strata(values)
        variance += (self.unplayed * float(np.ptp(values))) ** 2 if self.unplayed else 0.0
        for actor, answer in enumerate(self.drawn):
            if answer is not None:
                variance += self._between_completions(values, actor, answer)
        return math.sqrt(variance)

    def unseen(self) -> float:
        """Return what may at most be missing: the weight of worlds of a kind of which none is here, at 95 %.

        Of missing listed worlds it is the weight. Of what was drawn, worlds and completions, it is the greatest weight
        that a kind may have so that a sample meets none of it with a chance of at least 1 in 20; 3 / n or a little
        less for n draws of equal weight (the rule of three, Hanley and Lippman-Hand 1983). Draws count by their
        weights: with few draws for much weight, much may be missing. 0 if everything is listed.
        """
        drawn = [] if self.exact or self.unplayed else [self.weight]
        for actor, answer in enumerate(self.drawn):
            if answer is not None:
                drawn.append(self._completions(actor, answer))
        missed = most_missed(np.concatenate(drawn)) if drawn else 0.0
        return min(missed + self.unplayed, 1.0)

    def _completions(self, actor: int, answer: Longs) -> Floats:
        """Return the weight that each drawn completion of an actor's preference stands for."""
        told = answer[self.types[:, actor]]
        size = int(answer.max(initial=0)) + 1
        weight = np.bincount(told + 1, self.weight, minlength=size + 1)[1:]
        count = np.bincount(answer[answer >= 0], minlength=size)
        each = (weight / np.maximum(count, 1))[answer]
        return np.asarray(each[answer >= 0])

    def _within_strata(self, values: Floats) -> float:
        """Return the variance of the mean that comes from having drawn worlds; of a ratio if weights differ."""
        counts = np.bincount(self.stratum)
        weight = np.bincount(self.stratum, self.weight)
        means = np.bincount(self.stratum, self.weight * values) / np.where(weight > 0, weight, 1.0)
        squares = np.bincount(self.stratum, (self.weight * (values - means[self.stratum])) ** 2)
        return float(np.sum(squares * counts / np.maximum(counts - 1, 1)))

    def _between_completions(self, values: Floats, actor: int, answer: Longs) -> float:
        """Return the variance of the mean that comes from having drawn an actor's completions.

        Each completion moves the mean by the surplus of its worlds over those with the same answer, in every part it
        plays: as the truth and in the beliefs of others. Worlds differ for other reasons, too, if they are a sample;
        a surplus is therefore not multiplied with itself.
        """
        moved = np.zeros(len(answer))
        by_itself = 0.0
        for i in range(len(self.concepts)):
            taken = self.believed[:, i, actor]
            looks = self.looks(i)
            plays = looks & (taken != self.types[:, actor]) if i != actor else np.ones(len(self), dtype=bool)
            weight = self.weight * (plays & (answer[taken] >= 0))
            group = answer[taken] + 1
            total = np.bincount(group, weight)
            centre = np.bincount(group, weight * values) / np.where(total > 0, total, 1.0)
            surplus = weight * (values - centre[group])
            moved += np.bincount(taken, surplus, minlength=len(answer))
            by_itself += 0.0 if self.exact else float(surplus @ surplus)
        return max(float(moved @ moved) - by_itself, 0.0)


def most_missed(weight: Floats, chance: float = 0.05) -> float:
    """Return the greatest weight of a kind that draws miss altogether with at least a chance.

    Parameters
    ----------
    weight : (draws,) float array
        The weight that each draw stands for, those of a stratum equal; draws are independent.
    chance : float
        Between 0 and 1.

    Notes
    -----
    A stratum of weight W and n draws, of which a part p is of the kind, is missed with chance (1 - p)^n. The sum of W p
    is greatest, for a given product of these chances, where W (1 - p) / n is the same in all strata that have p > 0.
    Costs a sort of the draws.
    """
    each = -np.sort(-weight[weight > 0])
    if len(each) == 0:
        return 0.0
    logs = np.log(each)
    # if the heaviest draws take part: the logarithm of what W (1 - p) / n then is
    level = (np.cumsum(logs) + math.log(chance)) / np.arange(1, len(each) + 1)
    beyond = np.append(logs[1:], -math.inf)
    last = int(np.argmax(level >= beyond))
    return float(each[: last + 1].sum() - (last + 1) * math.exp(level[last]))


def alternatives_in(doubts: Doubts, worlds: Worlds, case: Case) -> Mapping[str, Longs]:
    """Return, for each question, the alternative that is true in each world."""
    found = {}
    for i, types in enumerate(doubts.types):
        for column, question in enumerate(types.questions):
            found[question.id] = types.alternatives[worlds.types[:, i], column]
    return {question.id: found[question.id] for question in case.questions}
