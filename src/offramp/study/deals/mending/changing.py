"""The fewest changes of preference after which parties hold to a deal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Ranking, Scores
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.mending.dilemma import Dilemma
from offramp.study.deals.mending.leaving import Leaving, Way, grouped
from offramp.study.deals.mending.shifts import CLOSE, least_shifts
from offramp.study.deals.mending.swaps import fewest_swaps
from offramp.study.deals.mending.wishes import names_of, told_apart, values_of
from offramp.study.playing.courses import Report
from offramp.study.results.mending import Change, Reversal, Shift

Longs = NDArray[np.int64]

LOOKED_AT = 0.9
"""Ways of deciding are looked at, heaviest first, until they make up this share of all in which a party leaves."""
MOST_SOLVED = 400
"""How many of them, at the most; ways that are answered alike are one."""
MOST_STATEMENTS = 60
"""Orders of more statements, or classes, are not looked at."""


@dataclass(frozen=True, slots=True)
class Left:
    """A way of deciding in which a party leaves a deal; the rows among its distinct ways, and their weight."""

    way: Way
    rows: tuple[int, ...]
    weight: float


def changes(leaving: Leaving, state: int, report: Report) -> tuple[tuple[Change, ...], float]:
    """Return the fewest changes of each party's preference after which it stays at a state, heaviest first.

    Only the order of the party itself changes. What it believes of the others, their moves and what they would answer
    stay as they are.

    Parameters
    ----------
    leaving : Leaving
        Who leaves, on the board without commitments.
    state : int
        The deal.
    report : callable
        Told of progress.

    Returns
    -------
    changes : tuple of Change
        Equal answers for one party are one.
    unmended : float
        The weight of worlds in which a party leaves in a way that was not looked at, since it is beyond `LOOKED_AT` or
        `MOST_SOLVED`, or too hard.

    Notes
    -----
    Costs a judgement of the state for each way of deciding, and a search for each that is looked at.
    """
    bargain = leaving.bargain
    left = sorted(
        (one for i in bargain.parties for one in ways_that_leave(leaving, i, state)), key=lambda one: -one.weight
    )
    search = _Search(leaving, state)
    enough = LOOKED_AT * sum(one.weight for one in left)
    found: dict[object, Change] = {}
    looked_at, covered = set(), 0.0
    for done, one in enumerate(left):
        if covered >= enough or search.solved >= MOST_SOLVED:
            break
        report("changes of preference", done, min(len(left), MOST_SOLVED))
        covered += one.weight
        change = search.mended(one)
        if change is not None:
            looked_at.add(one.way)
            key = (change.actor, change.cost, change.reversals, change.shifts)
            known = found.get(key)
            found[key] = _joined(known, change) if known else change
    unseen = [one for one in left if one.way not in looked_at]
    ordered = sorted(found.values(), key=lambda change: -change.weight)
    return tuple(ordered), _weight_of_any(bargain, unseen)


def ways_that_leave(leaving: Leaving, i: int, state: int) -> Iterator[Left]:
    """Yield the ways of deciding in which an actor leaves a state; ways that decide alike are one."""
    bargain = leaving.bargain
    distinct, _ = bargain.views(i)
    weights = bargain.weights(i)
    for way, rows in grouped([leaving.way(i, row) for row in distinct]).items():
        own = bargain.ensemble.ranks[i][way.own]
        if leaving.leaves(way, own, state):
            yield Left(way, tuple(rows), float(weights[rows].sum()))


def _joined(first: Change, second: Change) -> Change:
    return replace(first, weight=first.weight + second.weight, ways=first.ways + second.ways)


def _weight_of_any(bargain: Bargain, left: list[Left]) -> float:
    """Return the weight of the worlds in which a party decides in any of some ways."""
    worlds = bargain.ensemble.worlds
    found = np.zeros(len(worlds), dtype=bool)
    for one in left:
        found |= np.isin(bargain.views(one.way.actor)[1], one.rows)
    return float(worlds.weight[found].sum())


class _Search:
    """Searches for the cheapest changes at one state, each made once."""

    def __init__(self, leaving: Leaving, state: int) -> None:
        self.leaving = leaving
        self.bargain = leaving.bargain
        self.state = state
        self.solved = 0
        self._values: dict[tuple[int, int], tuple[Longs, Longs]] = {}
        self._known: dict[tuple[object, ...], Change | None] = {}

    def mended(self, left: Left) -> Change | None:
        """Return what mends a way of deciding; None if that is too hard."""
        way = left.way
        dilemma = self.leaving.dilemma(way, *self.values(way), self.state)
        answered = tuple(ends.tobytes() for ends in dilemma.ends)
        key = (way.actor, way.own, dilemma.escapes is not None, answered)
        if key not in self._known:
            self.solved += 1
            self._known[key] = self.cheapest(way, dilemma)
        found = self._known[key]
        return found and replace(found, weight=left.weight, ways=len(left.rows), concept=way.concept)

    def values(self, way: Way) -> tuple[Longs, Longs]:
        """Return how far the statements of a way's own order hold in each kind of state, and each state's kind."""
        key = (way.actor, way.own)
        if key not in self._values:
            ensemble = self.bargain.ensemble
            order = ensemble.doubts.types[way.actor].orders[way.own]
            self._values[key] = told_apart(values_of(order, ensemble.space.columns))
        return self._values[key]

    def cheapest(self, way: Way, dilemma: Dilemma) -> Change | None:
        """Return the cheapest changes for a dilemma, with no weight as yet."""
        case, types = self.bargain.case, self.bargain.ensemble.doubts.types[way.actor]
        order = types.orders[way.own]
        names = names_of(case, types.actor, order, self.bargain.ensemble.space, self.bargain.labels)
        cost: float | None
        reversals: tuple[tuple[Reversal, ...], ...] = ()
        shifts: tuple[tuple[Shift, ...], ...] = ()
        if isinstance(order, Scores):
            moved = least_shifts(dilemma, order.numbers)
            if moved is None:
                return None
            cost, more = moved.cost, moved.more
            shifts = tuple(_shifted(names, order.numbers, numbers) for numbers in moved.numbers)
        else:
            if dilemma.differences.shape[1] > MOST_STATEMENTS:
                return None
            swaps = fewest_swaps(dilemma, last_stays=isinstance(order, Ranking))
            cost, more = swaps.cost, swaps.more
            reversals = tuple(tuple(Reversal(names[a], names[b]) for a, b in pairs) for pairs in swaps.reversals)
        chosen = zip(types.questions, types.alternatives[way.own], strict=True)
        world = {question.id: question.alternatives[int(a)].id for question, a in chosen}
        return Change(types.actor, 0.0, 0, world, way.concept, cost, reversals, shifts, more)


def _shifted(names: list[str], before: tuple[float, ...], after: tuple[float, ...]) -> tuple[Shift, ...]:
    pairs = zip(names, before, after, strict=True)
    return tuple(Shift(name, a, b) for name, a, b in pairs if abs(a - b) > CLOSE)
