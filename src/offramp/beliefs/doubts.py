"""Doubts: everything that differs from world to world, with its chances."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.types import Types, types_of
from offramp.beliefs.updating import normalised, posterior
from offramp.case.model import Case
from offramp.case.paces import paces_of

Floats = NDArray[np.float64]

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
    paces : tuple of tuple of float
        For each rate of the case, the equally likely values it may have, per month.
    """

    types: tuple[Types, ...]
    truth: tuple[Floats, ...]
    believed: tuple[tuple[Floats | None, ...], ...]
    concepts: tuple[tuple[str, ...], ...]
    foresight: tuple[Floats, ...]
    paces: tuple[tuple[float, ...], ...]


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
    paces = tuple(pace.speed.values for pace in paces_of(case))
    return Doubts(types, tuple(t.chances(analyst) for t in types), tuple(believed), concepts, foresight, paces)


def count_worlds(doubts: Doubts) -> int:
    """Return how many worlds differ in something that can matter."""
    truths = math.prod(len(possible(chances)) for chances in doubts.truth)
    views = (sum(_count_views(doubts, i, k) for k in possible(doubts.foresight[i])) for i in range(len(doubts.types)))
    return truths * math.prod(views) * math.prod(len(values) for values in doubts.paces)


def _count_views(doubts: Doubts, i: int, k: int) -> int:
    if doubts.concepts[i][k] not in LOOKS_AT_OTHERS:
        return 1
    return math.prod(len(possible(chances)) for chances in doubts.believed[i] if chances is not None)


def possible(chances: Floats) -> list[int]:
    """Return the numbers of what has any chance."""
    return [int(k) for k in np.flatnonzero(chances > 0)]
