"""The choice between policies by one yardstick: the best, regret, the value of knowing more, where the best changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.case.model import Case
from offramp.study.many.survey import Survey
from offramp.study.summing import mean_where, outcome_number

Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Half:
    """Worlds to choose a policy by, and others to judge it in.

    Attributes
    ----------
    weight : (worlds,) float array
        To choose by; 0 in the worlds that are left for judging. Every stratum with several worlds weighs as much as in
        all worlds.
    judged : (worlds,) bool array
        In which worlds the choice is judged.
    """

    weight: Floats
    judged: Bools


def halves_of(worlds: Worlds) -> tuple[Half, ...]:
    """Divide a sample in two, every stratum in turns, to choose by one half and to judge in the other, both ways.

    Returns
    -------
    tuple of Half
        Two; none if the worlds are listed, so that nothing was drawn.
    """
    if worlds.exact or worlds.unplayed:
        return ()
    stratum = worlds.stratum
    order = np.argsort(stratum, kind="stable")
    counts = np.bincount(stratum)
    turn = np.empty(len(worlds), dtype=np.int64)
    turn[order] = np.arange(len(worlds)) - np.repeat(np.cumsum(counts) - counts, counts)
    second = (turn + stratum) % 2 == 1
    whole = np.bincount(stratum, worlds.weight)
    found = []
    for mine in (~second, second):
        part = np.bincount(stratum, worlds.weight * mine)
        factor = whole / np.where(part > 0, part, 1.0)
        found.append(Half(worlds.weight * mine * factor[stratum], ~mine))
    return tuple(found)


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

    def best_under(self, weight: Floats) -> str:
        """Return the best policy under other weights of the worlds; if all are 0, the one that is best now."""
        total = float(weight.sum())
        if total <= 0:
            return self.best()[0]
        means = {name: float(weight @ values) / total for name, values in self.chances.items()}
        other = {name: float(weight @ values) / total for name, values in self.other.items()}
        return best_of(means, self.sign, other)

    @cached_property
    def halves(self) -> tuple[Half, ...]:
        """The worlds, halved if they are a sample; see :func:`halves_of`."""
        return halves_of(self.worlds)

    @cached_property
    def whole(self) -> Half:
        """All worlds, both to choose by and to judge in."""
        return Half(self.worlds.weight, np.ones(len(self.worlds), dtype=bool))

    def worth_of(self, unknown: Numbers) -> tuple[float, float]:
        """Return by how much the outcome's chance improves on average if an unknown is known before choosing.

        Parameters
        ----------
        unknown : (worlds,) int array
            What is known, counted from 0.

        Returns
        -------
        worth, error : float
            See :meth:`worth`.
        """
        return self.worth(lambda half: self.gain_of(unknown, half.weight))

    def worth_of_seeing(self, seen: Floats) -> tuple[float, float]:
        """Return the same for an observation, given the chance of making it in each world."""

        def gain(half: Half) -> Floats:
            now, then, absent = (
                self.chances[self.best_under(half.weight * chance)] for chance in (np.ones_like(seen), seen, 1 - seen)
            )
            return np.asarray(self.sign * (seen * then + (1 - seen) * absent - now))

        return self.worth(gain)

    def worth(self, gain: Callable[[Half], Floats]) -> tuple[float, float]:
        """Return what choosing later adds on average, and its standard error.

        Parameters
        ----------
        gain : callable
            Given worlds to choose by, returns what the policies that are best in them add in each world to the one
            that is best in them without knowing more.

        Notes
        -----
        The greatest of several estimates lies too high on average. So in a sample policies are chosen by one half of
        the worlds and judged in the other, both ways, and the two are averaged (cross-fitting: Stone 1974). Choosing
        by half as many worlds is a little worse than choosing by all, so the result lies a little too low on average.
        It is 0 if, choosing by all worlds, nothing that may be learned changes the choice. The error is that of the
        average, with the choices as they are, or half of the difference between the two halves if that is greater,
        since the choices, too, rest on the sample. It is 0 if nothing was drawn.
        """
        found = gain(self.whole)
        changes = bool(found.any())
        means = [0.0, 0.0]
        for number, half in enumerate(self.halves):
            found[half.judged] = gain(half)[half.judged]
            means[number] = mean_where(self.worlds, found, half.judged)
        error = max(self.worlds.error(found), abs(means[0] - means[1]) / 2)
        return max(self.worlds.mean(found), 0.0) if changes else 0.0, error

    def gain_of(self, unknown: Numbers, weight: Floats) -> Floats:
        """Return, world by world, what the policy that is best given the unknown adds to the one that is best without.

        Parameters
        ----------
        unknown : (worlds,) int array
            What is known before choosing, counted from 0.
        weight : (worlds,) float array
            The weights of the worlds by which both are chosen.

        Returns
        -------
        (worlds,) float array
            In the chance of the outcome, positive where it is improved.
        """
        names = list(self.chances)
        merits = np.stack([self.sign * np.bincount(unknown, weight * self.chances[name]) for name in names])
        leader = self.best_under(weight)
        merits[names.index(leader)] += 1e-12  # of equals, the one that is best without
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
