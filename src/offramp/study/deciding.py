"""Which unknown decides: shares of variance, the value of knowing, what to watch for, where the ranking turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.case.model import Case
from offramp.study.hinges.shares import share_of
from offramp.study.hinges.unknowns import InWorlds, unknowns_of
from offramp.study.many.survey import Survey
from offramp.study.results import Decides, Flip, Watch, Worth
from offramp.study.summing import mean_where, outcome_number

Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]

YARDSTICKS = ("seek", "avoid")


def decides(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Decides, ...]:
    """Return the share of every unknown in the doubt about each yardstick's outcome, under each policy."""
    found = []
    unknowns = unknowns_of(survey)
    outcomes = {"seek": survey.case.seek, "avoid": survey.case.avoid}
    for yardstick, choice in choices.items():
        for policy, chance in choice.chances.items():
            for name, unknown in unknowns.items():
                share = share_of(survey.worlds, chance, unknown)
                if share > 1e-6:
                    found.append(Decides(policy, str(outcomes[yardstick]), name, share))
    return tuple(sorted(found, key=lambda d: -d.share))


class Choice:
    """The choice between policies by one yardstick.

    Parameters
    ----------
    worlds : Worlds
    chances : mapping of policy to (worlds,) float array
        The chance of the yardstick's outcome.
    yardstick : str
        "seek", to be made likely, or "avoid".
    other : mapping of policy to (worlds,) float array, optional
        The chance of the other yardstick's outcome, by which ties are broken.
    """

    def __init__(
        self,
        worlds: Worlds,
        chances: Mapping[str, Floats],
        yardstick: str,
        other: Mapping[str, Floats] | None = None,
    ) -> None:
        self.worlds = worlds
        self.yardstick = yardstick
        self.sign = 1.0 if yardstick == "seek" else -1.0
        self.chances = chances
        self.other = other or {}

    def best(self, where: Bools | None = None) -> tuple[str, float]:
        """Return the best policy and its merit, over all worlds or those of a kind; see :func:`best_of` for ties."""
        every = np.ones(len(self.worlds), dtype=bool) if where is None else where
        means = {name: mean_where(self.worlds, values, every) for name, values in self.chances.items()}
        other = {name: mean_where(self.worlds, values, every) for name, values in self.other.items()}
        name = best_of(means, self.sign, other)
        return name, self.sign * means[name]

    def worth_of(self, unknown: Numbers) -> float:
        """Return by how much the outcome's chance improves on average if the unknown is known before choosing."""
        return max(self.worlds.mean(self.gain_of(unknown)), 0.0)

    def gain_of(self, unknown: Numbers) -> Floats:
        """Return, world by world, what the policy that is best given the unknown adds to the one that is best now.

        Parameters
        ----------
        unknown : (worlds,) int array
            What is known before choosing, counted from 0.

        Returns
        -------
        (worlds,) float array
            In the chance of the outcome, positive where it is improved; its mean is the value of knowing.
        """
        names = list(self.chances)
        merits = np.stack([self.sign * np.bincount(unknown, self.worlds.weight * self.chances[name]) for name in names])
        leader, _ = self.best()
        merits[names.index(leader)] += 1e-12  # of equals, the one that is best now
        taken = merits.argmax(axis=0)[unknown]
        gain = np.zeros(len(self.worlds))
        for number, name in enumerate(names):
            if name != leader:
                there = taken == number
                gain[there] = self.sign * (self.chances[name][there] - self.chances[leader][there])
        return gain

    def regret(self, policy: str) -> Floats:
        """Return what the best policy of each world would add to a policy, as a (worlds,) float array."""
        best = self.sign * self.chances[policy]
        for values in self.chances.values():
            best = np.maximum(best, self.sign * values)
        return np.asarray(best - self.sign * self.chances[policy])

    def flip(self, where: Bools) -> tuple[float, str] | None:
        """Return the nearest probability of a kind of worlds at which another policy becomes best, and that policy."""
        now = float(self.worlds.weight[where].sum())
        leader, _ = self.best()
        lines = {}
        for name, values in self.chances.items():
            inside, outside = mean_where(self.worlds, values, where), mean_where(self.worlds, values, ~where)
            if inside != inside or outside != outside:
                return None
            lines[name] = (self.sign * outside, self.sign * (inside - outside))
        crossings = []
        for name, (height, slope) in lines.items():
            difference = lines[leader][1] - slope
            if name == leader or abs(difference) < 1e-12:
                continue
            at = (height - lines[leader][0]) / difference
            gains = slope > lines[leader][1]
            if -1e-12 <= at <= 1 + 1e-12 and ((at >= now - 1e-12) if gains else (at <= now + 1e-12)):
                crossings.append((abs(at - now), min(max(at, 0.0), 1.0), name))
        return min(crossings)[1:] if crossings else None


def best_of(means: Mapping[str, float], sign: float, other: Mapping[str, float] | None = None) -> str:
    """Return the policy with the greatest mean, or with the least if `sign` is negative.

    Of equals, the one that is better by the other yardstick, which has the opposite sign; of equals there, the first.
    """
    top = max(sign * mean for mean in means.values())
    equals = [name for name, mean in means.items() if sign * mean >= top - 1e-12]
    return max(equals, key=lambda name: round(-sign * other[name], 12)) if other else equals[0]


def numbers_of(case: Case) -> dict[str, int]:
    """Return the positions of the outcome to seek and of the one to avoid; nothing without a judge."""
    names = {"seek": case.seek, "avoid": case.avoid}
    return {y: number for y, name in names.items() if (number := outcome_number(case, name)) is not None}


def choices_of(survey: Survey, numbers: Mapping[str, int]) -> dict[str, Choice]:
    """Return the choice between a survey's policies by each yardstick."""
    chances = {y: {name: survey.chance(name, k) for name in survey.policies} for y, k in numbers.items()}
    found = {}
    for yardstick, own in chances.items():
        other = next((c for y, c in chances.items() if y != yardstick), None)
        found[yardstick] = Choice(survey.worlds, own, yardstick, other)
    return found


def worth(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Worth, ...]:
    """Return the value of knowing each question's answer before choosing."""
    found = [
        Worth(name, *(choices[y].worth_of(unknown) for y in YARDSTICKS))
        for name, unknown in survey.alternatives.items()
    ]
    return tuple(sorted(found, key=lambda w: -max(w.seek, w.avoid)))


def watch(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Watch, ...]:
    """Return which policy would be best if each question were answered."""
    found = []
    now = {y: choices[y].best()[0] for y in YARDSTICKS}
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = survey.alternatives[question.id] == number
            probability = float(survey.worlds.weight[where].sum())
            if probability <= 0:
                continue
            best = {y: choices[y].best(where)[0] for y in YARDSTICKS}
            changes = [best[y] != now[y] for y in YARDSTICKS]
            found.append(Watch(question.id, alternative.id, probability, best["seek"], best["avoid"], *changes))
    return tuple(found)


def flips(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Flip, ...]:
    """Return the smallest change of belief in each alternative that makes another policy best, nearest first."""
    found = []
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = survey.alternatives[question.id] == number
            now = float(survey.worlds.weight[where].sum())
            for yardstick, choice in choices.items():
                if (crossing := choice.flip(where)) is not None:
                    found.append(Flip(question.id, alternative.id, yardstick, now, *crossing))
    return tuple(sorted(found, key=lambda f: abs(f.at - f.now)))
