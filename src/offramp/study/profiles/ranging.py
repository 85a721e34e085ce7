"""How far one actor's open preferences move a chance, with what chance alone adds taken out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.types import Types
from offramp.beliefs.worlds import Worlds
from offramp.study.hinges.shares import Share, Shares, Unknown
from offramp.study.hinges.unknowns import InWorlds
from offramp.study.results.completions import CompletionRange
from offramp.study.summing import outcome_names

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

TELLING = 2.0
"""How many standard errors the share of variance must be above 0."""
LEAST = 1e-9


class Surveyed(InWorlds, Protocol):
    """Play of several policies in many worlds, as a `Survey` is."""

    def chance(self, policy: str, outcome: int) -> Floats:
        """Return the chance of ending in an outcome in each world, as a (worlds,) array."""


def ranges_of(survey: Surveyed, policies: Sequence[str], numbers: Mapping[str, int]) -> tuple[CompletionRange, ...]:
    """Say how far each actor's completions alone move the chance of an outcome, where they do so beyond chance.

    Parameters
    ----------
    survey : Surveyed
        Play in many worlds.
    policies : sequence of str
        Which policies to look at.
    numbers : mapping of yardstick to int
        The positions of the outcomes.

    Returns
    -------
    tuple of CompletionRange
        For each actor with several completions: with its answers held at their weights and, if there are several
        answers, given each. Greatest surplus over noise first.

    Notes
    -----
    Costs a sort of the worlds for each actor and answer, and some passes over them for each policy and outcome.
    """
    names = outcome_names(survey.case)
    found = []
    for i, kinds in enumerate(survey.doubts.types):
        seen = _Seen.of(survey.worlds, i, kinds)
        for answers in _scopes(kinds, survey.doubts.truth[i]):
            scope = _Scope(seen, answers, survey.doubts.truth[i])
            for policy in policies:
                for yardstick, number in numbers.items():
                    found.append(scope.range(survey.chance(policy, number), policy, names[number], yardstick))
    return tuple(sorted(found, key=_order))


def _order(found: CompletionRange) -> tuple[float, float]:
    if not found.telling:
        return 1.0, 0.0
    return -found.index / found.index_error if found.index_error > 0 else -math.inf, found.low - found.high


def _scopes(kinds: Types, truth: Floats) -> Iterator[Longs]:
    """Yield sets of answers to look at: all together, and each one that has several completions of some chance."""
    live = np.unique(kinds.answer[truth > 0])
    several = [a for a in live.tolist() if np.count_nonzero((kinds.answer == a) & (truth > 0)) > 1]
    if several:
        yield live
    if len(live) > 1:
        yield from (np.array([a]) for a in several)


@dataclass(frozen=True, eq=False)
class _Seen:
    """The worlds of each type of an actor: how many, their weight, and the sum of its squares."""

    worlds: Worlds
    kinds: Types
    own: NDArray[np.signedinteger]
    count: Longs
    weight: Floats
    squares: Floats

    @classmethod
    def of(cls, worlds: Worlds, actor: int, kinds: Types) -> _Seen:
        own, size = worlds.types[:, actor], len(kinds)
        sampled = not worlds.exact and not worlds.unplayed
        return cls(
            worlds,
            kinds,
            own,
            np.bincount(own[worlds.weight > 0], minlength=size),
            np.bincount(own, worlds.weight, minlength=size).astype(np.float64),
            np.bincount(own, worlds.weight**2 * sampled, minlength=size).astype(np.float64),
        )


class _Scope:
    """An actor's completions, given some of its answers."""

    def __init__(self, seen: _Seen, answers: Longs, truth: Floats) -> None:
        self.seen = seen
        self.answers = answers
        kinds = seen.kinds
        self.group = np.flatnonzero(np.isin(kinds.answer, answers) & (truth > 0))
        self.chance = float(truth[self.group].sum())
        whole = len(self.group) == np.count_nonzero(truth > 0)
        self.given = {} if whole and len(answers) > 1 else _named(kinds, int(self.group[0]))
        answer = kinds.answer[seen.own]
        matters = None if whole else np.isin(answer, answers)
        self.shares = Shares(seen.worlds, Unknown(seen.own, matters, beyond=answer if len(answers) > 1 else None))

    def range(self, values: Floats, policy: str, outcome: str, yardstick: str) -> CompletionRange:
        """Return how far the completions move a quantity."""
        seen = self.seen
        count = seen.count[self.group]
        index = self.shares.of(values)
        telling = tells(index)
        centre, ends = self.ends(values)
        nan = math.nan
        low, high = ends if telling else ((nan, nan), (nan, nan))
        return CompletionRange(
            policy=policy,
            outcome=outcome,
            yardstick=yardstick,
            actor=seen.kinds.actor,
            given=self.given,
            weight=self.chance,
            index=index.share,
            index_error=index.error,
            telling=telling,
            expected=centre,
            low=low[0],
            high=high[0],
            low_error=low[1],
            high_error=high[1],
            completions=len(self.group),
            unseen=int(np.count_nonzero(count == 0)),
            fewest=int(count[count > 0].min(initial=int(count.max()))),
            thin=math.isnan(index.share),
        )

    def ends(self, values: Floats) -> tuple[float, tuple[tuple[float, float], tuple[float, float]]]:
        """Return the expectation, and its least and greatest value over completions, each with its error."""
        seen = self.seen
        weight = np.where(seen.weight > 0, seen.weight, 1.0)
        mean = np.bincount(seen.own, seen.worlds.weight * values, minlength=len(weight)) / weight
        apart = seen.worlds.weight * (values - mean[seen.own]) ** 2
        within = np.bincount(seen.own, apart, minlength=len(weight)) / weight
        parts = []
        for answer in self.answers:
            mine = self.group[(seen.kinds.answer[self.group] == answer) & (seen.weight[self.group] > 0)]
            if len(mine):
                found, error = shrunk(seen.weight[mine], seen.squares[mine], mean[mine], within[mine])
                least, most = int(found.argmin()), int(found.argmax())
                whole = float(seen.weight[mine].sum())
                centre = float(seen.weight[mine] @ mean[mine]) / whole
                parts.append((whole, centre, found[least], found[most], error[least], error[most]))
        if not parts:
            return math.nan, ((math.nan, math.nan), (math.nan, math.nan))
        share, centre, lows, highs, low_errors, high_errors = np.array(parts).T
        share = share / share.sum()
        low = float(share @ lows), float(np.linalg.norm(share * low_errors))
        high = float(share @ highs), float(np.linalg.norm(share * high_errors))
        return float(share @ centre), (low, high)


def _named(kinds: Types, number: int) -> dict[str, str]:
    pairs = zip(kinds.questions, kinds.alternatives[number], strict=True)
    return {question.id: question.alternatives[int(a)].id for question, a in pairs}


# ---------------------------------------------------------------- mathematics


def tells(index: Share) -> bool:
    """Tell whether a share of variance is above 0 by more than two standard errors; False if it is nan."""
    return index.share > max(LEAST, TELLING * index.error)


def shrunk(weight: Floats, squares: Floats, mean: Floats, within: Floats) -> tuple[Floats, Floats]:
    """Return group means drawn towards their common mean by as much of their spread as is noise, with their errors.

    Parameters
    ----------
    weight : (groups,) float array
        The weight of each group's worlds; above 0.
    squares : (groups,) float array
        The sum of their squared weights; 0 if worlds were listed, not drawn.
    mean : (groups,) float array
        The mean of a quantity in each group.
    within : (groups,) float array
        Its variance in each group, in which worlds count by weight.

    Returns
    -------
    means, errors : (groups,) float array
        Errors are nan if no group has two worlds of a sample.

    Notes
    -----
    The best linear forecast of a group's true mean is B m + (1 - B) m0 with B = t / (t + e), where t is the variance of
    the true means and e that of the group's mean (Kelley 1927; Efron and Morris 1975). Worlds are taken to scatter
    alike in all groups; t is what the variance of the means exceeds its noise by, at least 0. The least and greatest of
    such forecasts are not biased by their having been picked (Efron 2011). The error is that of the forecast; it counts
    that the common mean and t are estimates (Morris 1983).
    """
    whole = float(weight.sum())
    share, thick = weight / whole, squares / weight**2
    centre = float(share @ mean)
    overlap, common = float(share @ thick), float(squares.sum()) / whole**2
    if overlap > 1 - 1e-12:
        return np.full(len(mean), centre), np.full(len(mean), math.nan)
    one = float(share @ within) / (1 - overlap)
    true = max(float(share @ (mean - centre) ** 2) - one * (overlap - common), 0.0)
    variance = one * thick
    kept = true / np.where(true + variance > 0, true + variance, 1.0)
    guessed = 2.0 / max(len(mean) - 3, 1) * (mean - centre) ** 2
    errors = np.sqrt(kept * variance + (1 - kept) ** 2 * (one * common + guessed))
    return centre + kept * (mean - centre), errors
