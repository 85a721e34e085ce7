"""Worlds: what every actor wants, what it believes of the others, and how far it looks ahead."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.types import Types, types_of
from offramp.beliefs.updating import normalised, posterior
from offramp.case.model import Case

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

MOST_WORLDS = 4_096
SAMPLES = 1_000
LOOKS_AT_OTHERS = frozenset({"seq", "sseq"})
"""Concepts under which an actor's choice depends on what it believes the others want."""


@dataclass(frozen=True, eq=False)
class Doubts:
    """Everything that differs from world to world, as independent draws.

    Attributes
    ----------
    types : tuple of Types
        For each actor, the orders it may have.
    truth : tuple of (types,) float array
        The chance of each type.
    believed : tuple of tuple of (types,) float array or None
        `believed[i][j]`: what actor i believes of the type of j; None where i knows (itself, or `knows: truth`).
    concepts : tuple of tuple of str
        For each actor, the concepts it may act by.
    foresight : tuple of (concepts,) float array
        Their chances.
    """

    types: tuple[Types, ...]
    truth: tuple[Floats, ...]
    believed: tuple[tuple[Floats | None, ...], ...]
    concepts: tuple[tuple[str, ...], ...]
    foresight: tuple[Floats, ...]


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
    """

    weight: Floats
    types: Longs
    believed: Longs
    foresight: Longs
    concepts: tuple[tuple[str, ...], ...]
    stratum: Longs
    drawn: tuple[Longs | None, ...]
    exact: bool
    seed: int | None

    def __len__(self) -> int:
        return len(self.weight)

    def mean(self, values: Floats) -> float:
        """Return the expectation of a quantity given world by world."""
        return float(self.weight @ values)

    def error(self, values: Floats) -> float:
        """Return the standard error of :meth:`mean` that sampling causes, of worlds and of completions; else 0."""
        variance = 0.0 if self.exact else self._within_strata(values)
        for actor, answer in enumerate(self.drawn):
            if answer is not None:
                variance += self._between_completions(values, actor, answer)
        return math.sqrt(variance)

    def _within_strata(self, values: Floats) -> float:
        counts = np.bincount(self.stratum)
        weight = np.bincount(self.stratum, self.weight)
        means = np.bincount(self.stratum, values) / np.maximum(counts, 1)
        squares = np.bincount(self.stratum, (values - means[self.stratum]) ** 2)
        variance = squares / np.maximum(counts - 1, 1)
        return float(np.sum(weight**2 * variance / np.maximum(counts, 1)))

    def _between_completions(self, values: Floats, actor: int, answer: Longs) -> float:
        """Return the variance of the mean that comes from having drawn an actor's completions.

        Each completion moves the mean by the surplus of its worlds over those with the same answer, in every part it
        plays: as the truth and in the beliefs of others. Worlds differ for other reasons, too, if they are a sample;
        a surplus is therefore not multiplied with itself.
        """
        moved = np.zeros(len(answer))
        by_itself = 0.0
        for i, concepts in enumerate(self.concepts):
            taken = self.believed[:, i, actor]
            looks = np.array([concept in LOOKS_AT_OTHERS for concept in concepts])[self.foresight[:, i]]
            plays = looks & (taken != self.types[:, actor]) if i != actor else np.ones(len(self), dtype=bool)
            weight = self.weight * (plays & (answer[taken] >= 0))
            group = answer[taken] + 1
            total = np.bincount(group, weight)
            centre = np.bincount(group, weight * values) / np.where(total > 0, total, 1.0)
            surplus = weight * (values - centre[group])
            moved += np.bincount(taken, surplus, minlength=len(answer))
            by_itself += 0.0 if self.exact else float(surplus @ surplus)
        return max(float(moved @ moved) - by_itself, 0.0)


def doubts_of(case: Case, *, seed: int = 0, without: frozenset[str] = frozenset()) -> Doubts:
    """Return what the case leaves open, with its chances; some evidence may be left out."""
    types = tuple(types_of(case, actor, seed=seed) for actor in case.actor_ids)
    analyst = {q.id: posterior(case, q, without=without) for q in case.questions}
    believed: list[tuple[Floats | None, ...]] = []
    for i, actor in enumerate(case.actor_ids):
        perception = case.perceptions.get(actor)
        views = {q.id: posterior(case, q, believer=actor, without=without) for q in case.questions}
        knows = perception is not None and perception.knows_truth
        believed.append(tuple(None if knows or i == j else t.chances(views) for j, t in enumerate(types)))
    concepts = tuple(tuple(case.behaviour[actor].foresight) for actor in case.actor_ids)
    foresight = tuple(normalised(list(case.behaviour[actor].foresight.values())) for actor in case.actor_ids)
    return Doubts(types, tuple(t.chances(analyst) for t in types), tuple(believed), concepts, foresight)


def worlds_of(doubts: Doubts, *, seed: int = 0, samples: int = SAMPLES, most: int = MOST_WORLDS) -> Worlds:
    """Return all worlds if there are at most `most`, else a sample.

    A sample is stratified: every combination of answers that can be is present with its exact weight, as long as
    there are at most half as many as samples; completions, beliefs and foresight are drawn within it, in proportion
    to its weight but at least twice.

    Parameters
    ----------
    doubts : Doubts
        What is open.
    seed : int
        For the sample.
    samples : int
        How many worlds to draw, roughly.
    most : int
        Up to how many worlds are listed one by one.
    """
    return _every_world(doubts) if count_worlds(doubts) <= most else _sample(doubts, seed, samples)


def count_worlds(doubts: Doubts) -> int:
    """Return how many worlds differ in something that can matter."""
    return math.prod(len(_possible(chances)) for chances in doubts.truth) * math.prod(
        sum(_count_views(doubts, i, k) for k in _possible(doubts.foresight[i])) for i in range(len(doubts.types))
    )


def _count_views(doubts: Doubts, i: int, k: int) -> int:
    if doubts.concepts[i][k] not in LOOKS_AT_OTHERS:
        return 1
    return math.prod(len(_possible(chances)) for chances in doubts.believed[i] if chances is not None)


def _possible(chances: Floats) -> list[int]:
    return [int(k) for k in np.flatnonzero(chances > 0)]


def _every_world(doubts: Doubts) -> Worlds:
    actors = len(doubts.types)
    views = [list(_views(doubts, i)) for i in range(actors)]
    rows: list[tuple[float, Sequence[int], list[list[int]], list[int]]] = []
    for truth in itertools.product(*(_possible(chances) for chances in doubts.truth)):
        base = math.prod(float(doubts.truth[i][t]) for i, t in enumerate(truth))
        for chosen in itertools.product(*views):
            likely = base * math.prod(chance for chance, _, _ in chosen)
            seen = [_seen(doubts, i, truth, k, view) for i, (_, k, view) in enumerate(chosen)]
            rows.append((likely, truth, seen, [k for _, k, _ in chosen]))
    weight = np.array([row[0] for row in rows])
    return Worlds(
        weight / weight.sum(),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
        np.array([row[3] for row in rows], dtype=np.int64),
        doubts.concepts,
        np.zeros(len(rows), dtype=np.int64),
        _drawn(doubts),
        True,
        None,
    )


def _views(doubts: Doubts, i: int) -> list[tuple[float, int, tuple[int, ...]]]:
    """Return actor i's possible pairs of concept and believed types (of those it does not know), with chances."""
    found = []
    for k in _possible(doubts.foresight[i]):
        chance = float(doubts.foresight[i][k])
        unknown = [c for c in doubts.believed[i] if c is not None]
        if doubts.concepts[i][k] not in LOOKS_AT_OTHERS:
            found.append((chance, k, (0,) * len(unknown)))
            continue
        for view in itertools.product(*(_possible(chances) for chances in unknown)):
            likely = math.prod(float(c[t]) for c, t in zip(unknown, view, strict=True))
            found.append((chance * likely, k, view))
    return found


def _seen(doubts: Doubts, i: int, truth: Sequence[int], concept: int, view: tuple[int, ...]) -> list[int]:
    """Return the types actor i takes everybody to have."""
    if doubts.concepts[i][concept] not in LOOKS_AT_OTHERS:
        return [truth[i] if j == i else 0 for j in range(len(truth))]
    drawn = iter(view)
    return [truth[j] if chances is None else next(drawn) for j, chances in enumerate(doubts.believed[i])]


def _sample(doubts: Doubts, seed: int, samples: int) -> Worlds:
    rng = np.random.default_rng(seed)
    actors = len(doubts.types)
    stratum, answers, weight = _strata(doubts, rng, samples)
    count = len(weight)
    types = np.empty((count, actors), dtype=np.int64)
    for i, kinds in enumerate(doubts.types):
        chances = doubts.truth[i]
        for answer in np.unique(answers[:, i]):
            rows = np.flatnonzero(answers[:, i] == answer)
            conditional = chances * (kinds.answer == answer)
            types[rows, i] = rng.choice(len(chances), size=len(rows), p=conditional / conditional.sum())
    foresight = np.stack([rng.choice(len(c), size=count, p=c / c.sum()) for c in doubts.foresight], axis=1)
    believed = np.zeros((count, actors, actors), dtype=np.int64)
    for i in range(actors):
        looks = np.array([concept in LOOKS_AT_OTHERS for concept in doubts.concepts[i]])[foresight[:, i]]
        for j, beliefs in enumerate(doubts.believed[i]):
            drawn = types[:, j] if beliefs is None else rng.choice(len(beliefs), size=count, p=beliefs / beliefs.sum())
            believed[:, i, j] = drawn if i == j else np.where(looks, drawn, 0)
    return Worlds(weight, types, believed, foresight, doubts.concepts, stratum, _drawn(doubts), False, seed)


def _drawn(doubts: Doubts) -> tuple[Longs | None, ...]:
    """Return, for each actor with a sample of completions, the answers of the types that are of the sample."""
    return tuple(np.where(t.drawn, t.answer, -1) if t.sampled else None for t in doubts.types)


def _strata(doubts: Doubts, rng: np.random.Generator, samples: int) -> tuple[Longs, Longs, Floats]:
    """Return each sampled world's stratum, the answers about each actor in it, and its weight."""
    pairs = zip(doubts.types, doubts.truth, strict=True)
    shares = [np.bincount(kinds.answer, chances).astype(np.float64) for kinds, chances in pairs]
    possible = [_possible(share) for share in shares]
    if math.prod(len(p) for p in possible) > samples // 2:
        drawn = [rng.choice(len(share), size=samples, p=share / share.sum()) for share in shares]
        return np.zeros(samples, dtype=np.int64), np.stack(drawn, axis=1), np.full(samples, 1 / samples)
    strata = list(itertools.product(*possible))
    weight = np.array([math.prod(float(shares[i][a]) for i, a in enumerate(answers)) for answers in strata])
    weight /= weight.sum()
    counts = np.maximum(2, np.round(weight * samples).astype(np.int64))
    stratum = np.repeat(np.arange(len(strata)), counts)
    return stratum, np.array(strata, dtype=np.int64)[stratum], (weight / counts)[stratum]


def alternatives_in(doubts: Doubts, worlds: Worlds, case: Case) -> Mapping[str, Longs]:
    """Return, for each question, the alternative that is true in each world."""
    found = {}
    for i, types in enumerate(doubts.types):
        for column, question in enumerate(types.questions):
            found[question.id] = types.alternatives[worlds.types[:, i], column]
    return {question.id: found[question.id] for question in case.questions}
