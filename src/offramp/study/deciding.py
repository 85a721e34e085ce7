"""Which unknown decides: shares of variance, the value of knowing, what to watch for, where the ranking turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import LOOKS_AT_OTHERS, Worlds
from offramp.study.ensemble import Ensemble
from offramp.study.results import Decides, Flip, Watch, Worth
from offramp.study.summing import mean_where

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

YARDSTICKS = ("seek", "avoid")


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something that differs between worlds.

    Attributes
    ----------
    value : (worlds,) int array
        Its value in each world.
    matters : (worlds,) bool array or None
        Where it is drawn at all; None if everywhere. Whether it is drawn does not depend on its value.
    beyond : (worlds,) int array or None
        What it is nested in: the values have a meaning only for a given value of this.
    """

    value: Longs
    matters: Bools | None = None
    beyond: Longs | None = None


def unknowns_of(ensemble: Ensemble) -> dict[str, Unknown]:
    """Return every unknown of the worlds.

    A completion belongs to an actor's answers, so it accounts for what it adds to them. Beliefs are about the answers
    to the questions, and are drawn only where an actor's concept looks at the others. Actors without options do
    nothing, so what they believe decides nothing.
    """
    worlds = ensemble.worlds
    found = {name: Unknown(value) for name, value in ensemble.alternatives.items()}
    for i, actor in enumerate(ensemble.case.actor_ids):
        types = ensemble.doubts.types[i]
        if len(types) > len(np.unique(types.answer)):
            own = worlds.types[:, i]
            found[f"completion of {actor}"] = Unknown(own, beyond=types.answer[own])
        if not any(v.actor == actor for v in ensemble.case.variables):
            continue
        found[f"foresight of {actor}"] = Unknown(worlds.foresight[:, i])
        drawn = [j for j, chances in enumerate(ensemble.doubts.believed[i]) if chances is not None]
        seen = [ensemble.doubts.types[j].answer[worlds.believed[:, i, j]] for j in drawn]
        others = np.stack([np.zeros(len(worlds), dtype=np.int64), *seen], axis=1)
        looks = np.array([concept in LOOKS_AT_OTHERS for concept in worlds.concepts[i]])[worlds.foresight[:, i]]
        beliefs = np.unique(others, axis=0, return_inverse=True)[1].reshape(-1)
        found[f"beliefs of {actor}"] = Unknown(beliefs, matters=looks)
    return {name: unknown for name, unknown in found.items() if len(np.unique(unknown.value)) > 1}


def share_of(worlds: Worlds, values: Floats, unknown: Unknown) -> float:
    """Return the share of a quantity's variance that one unknown accounts for (first-order index)."""
    share = variance_share(worlds, values, unknown.value, unknown.matters)
    if unknown.beyond is not None:
        share -= variance_share(worlds, values, unknown.beyond)
    return max(share, 0.0)


def variance_share(worlds: Worlds, values: Floats, unknown: Longs, matters: Bools | None = None) -> float:
    """Return the variance of a quantity's expectation given an unknown, over its whole variance.

    In a sample, groups differ by chance alone; that part is taken out, as the adjusted correlation ratio does
    (Kelley 1935). Where the unknown does not matter, the expectation is the same whatever its value.
    """
    total = worlds.mean((values - worlds.mean(values)) ** 2)
    weight = worlds.weight if matters is None else worlds.weight * matters
    live = float(weight.sum())
    if total < 1e-15 or live <= 0:
        return 0.0
    mean = float(weight @ values) / live
    within = float(weight @ (values - mean) ** 2) / live
    each = np.bincount(unknown, weight)
    present = each > 0
    means = np.bincount(unknown, weight * values)[present] / each[present]
    between = float(each[present] @ (means - mean) ** 2) / live
    if not worlds.exact:
        count, groups = int(np.count_nonzero(weight)), int(present.sum())
        between -= (groups - 1) / max(count - groups, 1) * (within - between)
    return min(max(live**2 * between / total, 0.0), 1.0)


def decides(
    ensemble: Ensemble, chances: Mapping[str, Floats], numbers: Mapping[str, int], names: Mapping[str, str]
) -> tuple[Decides, ...]:
    """Return the share of every unknown in the doubt about each yardstick's outcome, under each policy."""
    found = []
    unknowns = unknowns_of(ensemble)
    for policy, chance in chances.items():
        for yardstick, number in numbers.items():
            for name, unknown in unknowns.items():
                share = share_of(ensemble.worlds, chance[:, number], unknown)
                if share > 1e-6:
                    found.append(Decides(policy, names[yardstick], name, share))
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

    def best(self, where: NDArray[np.bool_] | None = None) -> tuple[str, float]:
        """Return the best policy and its merit, over all worlds or those of a kind; see :func:`best_of` for ties."""
        every = np.ones(len(self.worlds), dtype=bool) if where is None else where
        means = {name: mean_where(self.worlds, values, every) for name, values in self.chances.items()}
        other = {name: mean_where(self.worlds, values, every) for name, values in self.other.items()}
        name = best_of(means, self.sign, other)
        return name, self.sign * means[name]

    def worth_of(self, unknown: Longs) -> float:
        """Return by how much the outcome's chance improves on average if the unknown is known before choosing."""
        known = 0.0
        for value in np.unique(unknown):
            where = unknown == value
            known += float(self.worlds.weight[where].sum()) * self.best(where)[1]
        return max(known - self.best()[1], 0.0)

    def flip(self, where: NDArray[np.bool_]) -> tuple[float, str] | None:
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


def choices_of(worlds: Worlds, chances: Mapping[str, Floats], numbers: Mapping[str, int]) -> dict[str, Choice]:
    """Return the choice between policies by each yardstick."""
    found = {}
    for yardstick, number in numbers.items():
        others = [k for y, k in numbers.items() if y != yardstick]
        other = {name: c[:, others[0]] for name, c in chances.items()} if others else None
        found[yardstick] = Choice(worlds, {name: c[:, number] for name, c in chances.items()}, yardstick, other)
    return found


def worth(ensemble: Ensemble, choices: Mapping[str, Choice]) -> tuple[Worth, ...]:
    """Return the value of knowing each question's answer before choosing."""
    found = [
        Worth(name, *(choices[y].worth_of(unknown) for y in YARDSTICKS))
        for name, unknown in ensemble.alternatives.items()
    ]
    return tuple(sorted(found, key=lambda w: -max(w.seek, w.avoid)))


def watch(ensemble: Ensemble, choices: Mapping[str, Choice]) -> tuple[Watch, ...]:
    """Return which policy would be best if each question were answered."""
    found = []
    now = {y: choices[y].best()[0] for y in YARDSTICKS}
    for question in ensemble.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = ensemble.alternatives[question.id] == number
            probability = float(ensemble.worlds.weight[where].sum())
            if probability <= 0:
                continue
            best = {y: choices[y].best(where)[0] for y in YARDSTICKS}
            changes = [best[y] != now[y] for y in YARDSTICKS]
            found.append(Watch(question.id, alternative.id, probability, best["seek"], best["avoid"], *changes))
    return tuple(found)


def flips(ensemble: Ensemble, choices: Mapping[str, Choice]) -> tuple[Flip, ...]:
    """Return the smallest change of belief in each alternative that makes another policy best, nearest first."""
    found = []
    for question in ensemble.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = ensemble.alternatives[question.id] == number
            now = float(ensemble.worlds.weight[where].sum())
            for yardstick, choice in choices.items():
                if (crossing := choice.flip(where)) is not None:
                    found.append(Flip(question.id, alternative.id, yardstick, now, *crossing))
    return tuple(sorted(found, key=lambda f: abs(f.at - f.now)))
