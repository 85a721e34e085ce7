"""Drawing worlds: all of them if they are few, else a stratified sample, block by block."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import LOOKS_AT_OTHERS, Doubts, count_worlds, possible
from offramp.beliefs.worlds import Worlds

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

MOST_WORLDS = 4_096
SAMPLES = 1_000
BLOCK = 1_000
"""How many worlds are drawn together; listed ones come by the number that is always listed."""
CHUNK = 50_000


@dataclass(frozen=True, eq=False)
class Draw:
    """How the worlds of a study are drawn, block by block.

    Every block is a fair sample by itself and has a seed of its own, so a block is the same whoever draws it, and any
    number of blocks make a study. If there are at most `most` worlds, the blocks list them all instead, the heaviest
    first if there are several blocks.

    A sampled block is stratified: every combination of answers that can be is present with its exact weight, as long
    as there are at most half as many as worlds in the block; completions, beliefs, foresight and rates are drawn
    within it, in proportion to its weight but at least twice.

    Attributes
    ----------
    doubts : Doubts
        What is open.
    seed : int
        For the sample.
    samples : int
        How many worlds to draw; whole blocks are drawn, and strata of little weight add some.
    most : int
        Up to how many worlds are listed one by one.
    """

    doubts: Doubts
    seed: int = 0
    samples: int = SAMPLES
    most: int = MOST_WORLDS

    @cached_property
    def exact(self) -> bool:
        """Whether the worlds are listed, not sampled."""
        return self.count <= self.most

    @cached_property
    def count(self) -> int:
        """How many worlds there are."""
        return count_worlds(self.doubts)

    @cached_property
    def _order(self) -> Longs:
        """The order in which worlds are listed."""
        every = np.arange(self.count)
        if self.count <= MOST_WORLDS:
            return every
        chunks = (every[first : first + CHUNK] for first in range(0, self.count, CHUNK))
        weight = np.concatenate([_listed(self.doubts, chunk).weight for chunk in chunks])
        return np.argsort(-weight, kind="stable")

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.count // MOST_WORLDS) if self.exact else -(-self.samples // BLOCK)

    def block(self, number: int) -> Worlds:
        """Return the worlds of a block; their weights sum to 1 in a sample, over all blocks if they are listed."""
        if self.exact:
            return _listed(self.doubts, self._order[number * MOST_WORLDS : (number + 1) * MOST_WORLDS])
        rng = np.random.default_rng(self.seed if number == 0 else [self.seed, number])
        return _sampled(self.doubts, rng, min(self.samples, BLOCK), self.seed)


def worlds_of(doubts: Doubts, *, seed: int = 0, samples: int = SAMPLES, most: int = MOST_WORLDS) -> Worlds:
    """Return all worlds if there are at most `most`, else a sample; see :class:`Draw`."""
    draw = Draw(doubts, seed, samples, most)
    return joined([draw.block(number) for number in range(draw.blocks)])


def joined(blocks: Sequence[Worlds]) -> Worlds:
    """Return the worlds of several blocks as one set of worlds, with weights that sum to 1."""
    if len(blocks) == 1 and not blocks[0].exact:
        return blocks[0]
    weight = np.concatenate([block.weight for block in blocks])
    return replace(
        blocks[0],
        weight=weight / weight.sum(),
        types=np.concatenate([block.types for block in blocks]),
        believed=np.concatenate([block.believed for block in blocks]),
        foresight=np.concatenate([block.foresight for block in blocks]),
        paces=np.concatenate([block.paces for block in blocks]),
        stratum=np.concatenate([block.stratum for block in blocks]),
    )


def small(numbers: NDArray[Any], largest: int) -> NDArray[np.signedinteger[Any]]:
    """Return whole numbers in as few bytes as hold them all."""
    kind = next(k for k in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(k).max)
    return numbers.astype(kind)


def _worlds(
    doubts: Doubts,
    weight: Floats,
    types: Longs,
    believed: Longs,
    foresight: Longs,
    paces: Longs,
    stratum: Longs,
    seed: int | None,
) -> Worlds:
    kinds = max(len(t) for t in doubts.types)
    return Worlds(
        weight,
        small(types, kinds),
        small(believed, kinds),
        small(foresight, max(len(c) for c in doubts.concepts)),
        small(paces, 3),
        doubts.concepts,
        stratum.astype(np.int32),
        tuple(np.where(t.drawn, t.answer, -1) if t.sampled else None for t in doubts.types),
        seed is None,
        seed,
    )


# ---------------------------------------------------------------- all of them


def _listed(doubts: Doubts, numbers: Longs) -> Worlds:
    """Return the worlds of some numbers: digits of mixed radix, the last unknown changing fastest."""
    actors = len(doubts.types)
    truths = [np.array(possible(chances)) for chances in doubts.truth]
    views = [_views(doubts, i) for i in range(actors)]
    digits = _digits(numbers, [len(t) for t in truths] + [len(v[0]) for v in views] + [len(p) for p in doubts.paces])
    types = np.stack([truths[i][digits[i]] for i in range(actors)], axis=1)
    weight = np.ones(len(numbers))
    foresight = np.empty_like(types)
    believed = np.zeros((len(numbers), actors, actors), dtype=np.int64)
    for i, (chance, concept, seen, looks) in enumerate(views):
        weight *= doubts.truth[i][types[:, i]] * chance[digits[actors + i]]
        foresight[:, i] = concept[digits[actors + i]]
        for j in range(actors):
            taken = types[:, j] if doubts.believed[i][j] is None else seen[digits[actors + i], j]
            believed[:, i, j] = taken if i == j else np.where(looks[digits[actors + i]], taken, 0)
    paces = np.stack(digits[2 * actors :], axis=1)
    weight = weight / math.prod(len(p) for p in doubts.paces)
    return _worlds(doubts, weight, types, believed, foresight, paces, np.zeros(len(numbers), np.int64), None)


def _digits(numbers: Longs, sizes: Sequence[int]) -> list[Longs]:
    """Return the digits of numbers in a mixed radix, most significant first."""
    found = []
    for size in reversed(sizes):
        numbers, digit = np.divmod(numbers, size)
        found.append(digit)
    return found[::-1]


def _views(doubts: Doubts, i: int) -> tuple[Floats, Longs, Longs, NDArray[np.bool_]]:
    """Return actor i's possible views: their chances, concepts, believed types of all (0 where it knows), and
    whether the concept looks at the others."""
    rows: list[tuple[float, int, tuple[int, ...], bool]] = []
    nothing = (0,) * len(doubts.types)
    for k in possible(doubts.foresight[i]):
        chance = float(doubts.foresight[i][k])
        if doubts.concepts[i][k] not in LOOKS_AT_OTHERS:
            rows.append((chance, k, nothing, False))
            continue
        for seen in itertools.product(*([0] if c is None else possible(c) for c in doubts.believed[i])):
            likely = math.prod(float(c[t]) for c, t in zip(doubts.believed[i], seen, strict=True) if c is not None)
            rows.append((chance * likely, k, seen, True))
    chances, concepts, views, looks = zip(*rows, strict=True)
    return np.array(chances), np.array(concepts), np.array(views), np.array(looks)


# ---------------------------------------------------------------- a sample


def _sampled(doubts: Doubts, rng: np.random.Generator, samples: int, seed: int) -> Worlds:
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
    paces = np.zeros((count, len(doubts.paces)), dtype=np.int64)
    for column, values in enumerate(doubts.paces):
        if len(values) > 1:
            paces[:, column] = rng.integers(len(values), size=count)
    return _worlds(doubts, weight, types, believed, foresight, paces, stratum, seed)


def _strata(doubts: Doubts, rng: np.random.Generator, samples: int) -> tuple[Longs, Longs, Floats]:
    """Return each sampled world's stratum, the answers about each actor in it, and its weight."""
    pairs = zip(doubts.types, doubts.truth, strict=True)
    shares = [np.bincount(kinds.answer, chances).astype(np.float64) for kinds, chances in pairs]
    answers_of = [possible(share) for share in shares]
    if math.prod(len(p) for p in answers_of) > samples // 2:
        drawn = [rng.choice(len(share), size=samples, p=share / share.sum()) for share in shares]
        return np.zeros(samples, dtype=np.int64), np.stack(drawn, axis=1), np.full(samples, 1 / samples)
    strata = list(itertools.product(*answers_of))
    weight = np.array([math.prod(float(shares[i][a]) for i, a in enumerate(answers)) for answers in strata])
    weight /= weight.sum()
    counts = np.maximum(2, np.round(weight * samples).astype(np.int64))
    stratum = np.repeat(np.arange(len(strata)), counts)
    return stratum, np.array(strata, dtype=np.int64)[stratum], (weight / counts)[stratum]
