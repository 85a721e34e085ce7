"""Which states hold in which preference profiles: every profile where they are few, else draws."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.updating import posterior
from offramp.game.game import Game
from offramp.game.moves import improving, moves_of
from offramp.stability.concepts import CONCEPTS, best_move, prospects
from offramp.study.playing.courses import Report
from offramp.study.playing.ensemble import Ensemble

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

MIXED = "mixed"
SURE = 1e-9
MOST_BYTES = 2**28
"""How much memory verdicts may take that are kept for another profile."""


# ---------------------------------------------------------------- the orders there may be


@dataclass(frozen=True, eq=False)
class Orders:
    """The orders of the states that one actor may have, each once.

    Attributes
    ----------
    chance : (orders,) float array
        The chance of each; all are above 0.
    ranks : (orders, states) int array
        The rank of every state.
    alike : (orders,) int array
        The first order whose moves improve the actor's lot in exactly the same cases.
    thin : float
        The most weight that stands on one drawn completion; 0 if all are listed.
    """

    chance: Floats
    ranks: Ints
    alike: Longs
    thin: float


def orders_of(ensemble: Ensemble, answers: Mapping[str, str]) -> tuple[Orders, ...]:
    """Return the orders of the states that each actor may have, given the answers to some questions.

    Costs a comparison of each type's ranks with those met before, and one of its improving moves.
    """
    case = ensemble.case
    beliefs = {q.id: posterior(case, q) for q in case.questions}
    for question in case.questions:
        if question.id in answers:
            beliefs[question.id] = np.array([float(a.id == answers[question.id]) for a in question.alternatives])
    moves = moves_of(ensemble.space, case.actor_ids)
    found = []
    for i, types in enumerate(ensemble.doubts.types):
        chances = types.chances(beliefs)
        numbers: dict[bytes, int] = {}
        rows: list[Ints] = []
        sums: list[float] = []
        for t in np.flatnonzero(chances > 0):
            row = ensemble.ranks[i][t]
            number = numbers.setdefault(row.tobytes(), len(rows))
            if number == len(rows):
                rows.append(row)
                sums.append(0.0)
            sums[number] += float(chances[t])
        first: dict[bytes, int] = {}
        alike = [first.setdefault(improving(moves, i, row), number) for number, row in enumerate(rows)]
        chance = np.array(sums) / math.fsum(sums)
        found.append(Orders(chance, np.stack(rows), np.array(alike), thinness(types.answer, types.drawn, chances)))
    return tuple(found)


def thinness(answer: Longs, drawn: Bools, chances: Floats) -> float:
    """Return the most weight that one drawn completion stands for; 0 if none were drawn."""
    live = drawn & (chances > 0)
    if not live.any():
        return 0.0
    weight = np.bincount(answer[live], chances[live])
    count = np.bincount(answer[live])
    return float((weight[count > 0] / count[count > 0]).max() / chances.sum())


# ---------------------------------------------------------------- judging profiles


class Judge:
    """Says where an actor is stable in a profile: one number of an order for every actor."""

    def __init__(self, ensemble: Ensemble, orders: tuple[Orders, ...]) -> None:
        self.actors = ensemble.case.actor_ids
        self.space = ensemble.space
        self.moves = moves_of(ensemble.space, self.actors)
        self.orders = orders
        self._known: dict[tuple[int, str, tuple[int, ...]], NDArray[np.uint8]] = {}

    def stable(self, actor: int, concept: str, profile: Sequence[int]) -> Bools:
        """Return, for each state, whether it is stable; what the others want counts only if their moves must pay."""
        looks = CONCEPTS[concept].credible
        seen = tuple(
            int(p) if j == actor else int(self.orders[j].alike[p]) if looks else 0 for j, p in enumerate(profile)
        )
        key = (actor, concept, seen)
        packed = self._known.get(key)
        if packed is None:
            ranks = np.stack([orders.ranks[p] for orders, p in zip(self.orders, seen, strict=True)])
            game = Game(self.actors, self.space, self.moves, ranks)
            packed = np.packbits(best_move(game, actor, prospects(game, actor, concept)) <= ranks[actor])
            if len(self._known) * len(packed) < MOST_BYTES:
                self._known[key] = packed
        return np.unpackbits(packed, count=len(self.space)).view(np.bool_)


@dataclass(frozen=True, eq=False)
class Look:
    """Profiles to judge.

    Attributes
    ----------
    profiles : (profiles, actors) int array
        The number of an order for every actor.
    weight : (profiles,) float array
        Their weights; they sum to 1.
    draws : int
        How many they are if they were drawn, else 0.
    """

    profiles: Longs
    weight: Floats
    draws: int

    @property
    def spread(self) -> float:
        """The variance of a share p from having drawn the profiles, over p (1 - p)."""
        return 1 / self.draws if self.draws else 0.0


def _look(chances: Sequence[Floats], most: int, seed: Sequence[int]) -> Look:
    """Return every profile if there are at most `most`, else as many draws."""
    if math.prod(len(c) for c in chances) <= most:
        return _every(chances)
    rng = np.random.default_rng(seed)
    drawn = np.stack([rng.choice(len(c), size=most, p=c) for c in chances], axis=1)
    return Look(drawn, np.full(most, 1 / most), most)


def _every(chances: Sequence[Floats]) -> Look:
    profiles = np.array(list(itertools.product(*(range(len(c)) for c in chances))), dtype=np.int64)
    weight = np.prod([c[profiles[:, j]] for j, c in enumerate(chances)], axis=0)
    return Look(profiles, np.asarray(weight), 0)


@dataclass(eq=False)
class Tally:
    """How often something holds, state by state.

    Attributes
    ----------
    share : (states,) float array
        The weight of the profiles in which it holds.
    some, every : (states,) bool array
        Whether it holds in some, and in every profile looked at.
    spread : float
        The variance of a share p from drawing profiles and completions is at most p (1 - p) times this.
    squares : (states,) float array or None
        The variance itself, where it is known better.
    running : list of (states,) float array
        The share after some of the draws.
    """

    share: Floats
    some: Bools
    every: Bools
    spread: float
    squares: Floats | None = None
    running: list[NDArray[np.float32]] = field(default_factory=list)

    @classmethod
    def empty(cls, states: int, spread: float) -> Tally:
        """Return a tally of nothing yet."""
        return cls(np.zeros(states), np.zeros(states, dtype=bool), np.ones(states, dtype=bool), spread)

    def add(self, weight: float, value: Floats | Bools) -> None:
        """Count a profile; between 0 and 1 a value is the share of the actors' foresight for which it holds."""
        self.share += weight * value
        self.some |= value > 0
        self.every &= value > 1 - SURE

    def mark(self, seen: float) -> None:
        """Remember the share so far, of profiles that weigh `seen` together."""
        self.running.append((self.share / seen).astype(np.float32))

    @property
    def variance(self) -> Floats:
        """The variance of the share, as a (states,) array."""
        return self.spread * self.share * (1 - self.share) if self.squares is None else self.squares


def marks_of(draws: int) -> tuple[int, ...]:
    """Return after how many draws a running share is taken: an eighth, a quarter, half and all of them."""
    return tuple(sorted({max(draws // part, 1) for part in (8, 4, 2, 1)})) if draws else ()


def _product(tallies: Sequence[Tally]) -> Tally:
    """Join actors that are independent of each other; the variance is that of a product (Goodman 1960)."""
    share = np.prod([t.share for t in tallies], axis=0)
    some = np.logical_and.reduce([t.some for t in tallies])
    every = np.logical_and.reduce([t.every for t in tallies])
    spread = sum(t.spread for t in tallies)
    squares = np.prod([t.share**2 + t.variance for t in tallies], axis=0) - share**2 if spread else None
    return Tally(share, some, every, spread, squares)


# ---------------------------------------------------------------- all tallies


@dataclass(frozen=True, eq=False)
class Found:
    """Tallies by concept: for one actor, and of equilibria."""

    one: Mapping[tuple[str, int], Tally]
    every: Mapping[str, Tally]


class Sweep:
    """All tallies over the profiles.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    orders : tuple of Orders
        Each actor's.
    concepts : sequence of str
        To judge by; with :data:`MIXED` among them, also by those of the actors' own foresight.
    most : int
        The most profiles to list, and how many to draw if there are more.
    """

    def __init__(self, ensemble: Ensemble, orders: tuple[Orders, ...], concepts: Sequence[str], most: int) -> None:
        doubts = ensemble.doubts
        self.judge = Judge(ensemble, orders)
        self.orders = orders
        self.states = len(ensemble.space)
        self.mixtures = [
            {c: float(p) for c, p in zip(names, chances, strict=True) if p > 0}
            for names, chances in zip(doubts.concepts, doubts.foresight, strict=True)
        ]
        self.blends = MIXED in concepts
        own = [c for mixture in self.mixtures for c in mixture] if self.blends else []
        names = dict.fromkeys([*(c for c in concepts if c != MIXED), *own])
        self.apart = [c for c in names if not CONCEPTS[c].credible]
        self.together = [c for c in names if CONCEPTS[c].credible]
        self.mixed = any(CONCEPTS[c].credible for c in own)
        self.actors = range(len(orders))
        self.joint = _look([o.chance for o in orders], most, [ensemble.seed, len(orders)])
        self.views = [self._view(i, most) if self.joint.draws else self.joint for i in self.actors]

    def _view(self, actor: int, most: int) -> Look:
        """Return what one actor's verdicts hang on: its own order, and of the others' what can be told apart."""
        chances = [
            o.chance if j == actor else np.bincount(o.alike, o.chance, minlength=len(o.chance)).astype(np.float64)
            for j, o in enumerate(self.orders)
        ]
        kept = [np.flatnonzero(c) for c in chances]
        if math.prod(len(k) for k in kept) > most:
            return self.joint
        look = _every([c[k] for c, k in zip(chances, kept, strict=True)])
        return Look(np.stack([k[look.profiles[:, j]] for j, k in enumerate(kept)], axis=1), look.weight, 0)

    def run(self, report: Report) -> Found:
        """Judge the profiles."""
        one = {(c, i): self._alone(c, i) for c in self.apart for i in self.actors}
        every = {c: _product([one[c, i] for i in self.actors]) for c in self.apart}
        if self.together:
            thin = sum(o.thin for o in self.orders)
            spreads = [thin + view.spread for view in self.views]
            one |= {(c, i): Tally.empty(self.states, spreads[i]) for c in self.together for i in self.actors}
            every |= self._jointly(one, thin + self.joint.spread, report)
            self._apiece(one)
        if self.blends:
            mixtures = {i: [(p, one[c, i]) for c, p in self.mixtures[i].items()] for i in self.actors}
            one |= {(MIXED, i): self._mixture(parts) for i, parts in mixtures.items()}
            if not self.mixed:
                every[MIXED] = _product([one[MIXED, i] for i in self.actors])
        return Found(one, every)

    def _alone(self, concept: str, actor: int) -> Tally:
        """Tally a concept under which an actor's own order is all that counts."""
        tally = Tally.empty(self.states, self.orders[actor].thin)
        profile = [0] * len(self.orders)
        for number, chance in enumerate(self.orders[actor].chance):
            profile[actor] = number
            tally.add(float(chance), self.judge.stable(actor, concept, profile))
        return tally

    def _jointly(self, one: Mapping[tuple[str, int], Tally], spread: float, report: Report) -> dict[str, Tally]:
        """Tally equilibria under concepts that look at the others, and the mixture if it has one of these."""
        names = [*self.together, MIXED] if self.mixed else self.together
        every = {name: Tally.empty(self.states, spread) for name in names}
        marks, steps = marks_of(self.joint.draws), len(self.joint.weight)
        for step, (weight, profile) in enumerate(_rows(self.joint), start=1):
            for concept in self.together:
                stable = [self.judge.stable(i, concept, profile) for i in self.actors]
                every[concept].add(weight, np.logical_and.reduce(stable))
                for i in self.actors:
                    if self.views[i] is self.joint:
                        one[concept, i].add(weight, stable[i])
            if self.mixed:
                every[MIXED].add(weight, self._blend(profile))
            if step in marks:
                for tally in every.values():
                    tally.mark(step * weight)
            report("judging preference profiles", step, steps)
        return every

    def _blend(self, profile: Sequence[int]) -> Floats:
        """Return, for each state, with which chance over their foresight all are stable in a profile."""
        chance = np.ones(self.states)
        for i, mixture in enumerate(self.mixtures):
            chance *= np.sum([p * self.judge.stable(i, c, profile) for c, p in mixture.items()], axis=0)
        return chance

    def _apiece(self, one: Mapping[tuple[str, int], Tally]) -> None:
        """Tally each actor over its own view, where that could be listed in full."""
        for i in self.actors:
            if self.views[i] is not self.joint:
                for weight, profile in _rows(self.views[i]):
                    for concept in self.together:
                        one[concept, i].add(weight, self.judge.stable(i, concept, profile))

    def _mixture(self, parts: Sequence[tuple[float, Tally]]) -> Tally:
        """Return an actor's tally with its own mixture of foresight."""
        share = np.sum([p * tally.share for p, tally in parts], axis=0)
        some = np.logical_or.reduce([tally.some for _, tally in parts])
        every = np.logical_and.reduce([tally.every for _, tally in parts])
        return Tally(share, some, every, max(tally.spread for _, tally in parts))


def _rows(look: Look) -> Iterator[tuple[float, list[int]]]:
    return zip(look.weight.tolist(), look.profiles.tolist(), strict=True)
