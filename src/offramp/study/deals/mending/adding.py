"""Additions: the smallest sets of promises with which a deal holds as surely as is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.case.agreements import Offer
from offramp.case.expressions import level_of
from offramp.game.labels import levels_of
from offramp.game.preferences import ranks_of
from offramp.study.deals.mending.leaving import Leaving, grouped
from offramp.study.deals.mending.promising import guarantee, kept, offers_to, promises_of, with_benefits
from offramp.study.playing.courses import Report
from offramp.study.results.mending import Addition, Promise

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

ROUNDING = 1e-9


def additions(
    leaving: Leaving, state: int, come: Bools, *, wanted: float, report: Report
) -> tuple[tuple[Addition, ...], bool, tuple[Addition, ...]]:
    """Return the smallest sets of promises with which a deal holds as surely as is wanted, whether any does, and what
    each promise does alone.

    Parameters
    ----------
    leaving : Leaving
        Who leaves, on the board without commitments.
    state : int
        The deal.
    come : (worlds,) bool array
        Whether third parties come along and stay.
    wanted : float
        The weight of worlds in which the deal should hold.
    report : callable
        Told of progress.

    Returns
    -------
    additions : tuple of Addition
        All smallest sets that reach what is wanted; if none does, the smallest of those with which the deal holds most
        surely. Empty if nothing need be added, or nothing that can be adds anything.
    reaches : bool
        Whether they reach it, or nothing need be added.
    alone : tuple of Addition
        Each promise by itself, the one with which the deal holds most surely first.

    Notes
    -----
    Every set is tried: one promise more may also do harm, since what makes one party stay can undo what deterred
    another. In each world a set of promises is reckoned with by chance, one promise independently of another, and by
    all its receivers or by none. What others believe of a receiver's order stays as it is, third parties act as
    before, and whether a promiser keeps its promise is not asked. Costs a judgement of the state for each way of
    deciding and each set of offers to one party, and worlds times two to the number of promises.
    """
    promises = promises_of(leaving.bargain.asked)
    holding = _Holding(leaving, state)
    held = np.empty((1 << len(promises), len(come)))
    for chosen in range(len(held)):
        report("additions", chosen, len(held))
        reckoned = [promised for p, promised in enumerate(promises) if chosen >> p & 1]
        parts = [holding.of(i, offers_to(leaving.bargain.case.actor_ids[i], reckoned)) for i in leaving.bargain.parties]
        held[chosen] = np.logical_and.reduce([come, *parts])
    expected = mixed(held, [promised.chance for promised in promises])
    worlds = leaving.bargain.ensemble.worlds
    chosen_sets, reaches = smallest(expected @ worlds.weight, wanted)
    named = [Promise(promised.offer.id, promised.offer.name, promised.promiser) for promised in promises]
    singles = sorted((1 << p for p in range(len(named))), key=lambda chosen: -float(worlds.weight @ expected[chosen]))
    found, alone = (
        tuple(
            Addition(
                tuple(one for p, one in enumerate(named) if chosen >> p & 1),
                float(worlds.weight @ expected[chosen]),
                worlds.error(expected[chosen]),
            )
            for chosen in sets
        )
        for sets in (chosen_sets, singles)
    )
    return found, reaches, alone


def mixed(held: Floats, chances: Sequence[float]) -> Floats:
    """Return what is expected of each set of promises, given what holds if exactly some are reckoned with.

    Parameters
    ----------
    held : (sets, worlds) float array
        For each set, as a bit mask, what holds if it is reckoned with.
    chances : sequence of float
        The chance that each promise is reckoned with; independent of each other.
    """
    expected = held.copy()
    sets = np.arange(len(held))
    for p, chance in enumerate(chances):
        with_it = sets[sets >> p & 1 == 1]
        expected[with_it] = chance * expected[with_it] + (1 - chance) * expected[with_it ^ 1 << p]
    return expected


def smallest(enforceable: Floats, wanted: float) -> tuple[list[int], bool]:
    """Return the smallest sets, as bit masks, that reach what is wanted, else those that come closest; and whether.

    No set is returned if the empty set is among them.
    """
    reaching = enforceable >= wanted - ROUNDING
    reaches = bool(reaching.any())
    good = np.flatnonzero(reaching if reaches else enforceable >= enforceable.max() - ROUNDING)
    sizes = np.array([int(chosen).bit_count() for chosen in good])
    least = int(sizes.min())
    return ([] if least == 0 else [int(chosen) for chosen in good[sizes == least]]), reaches


class _Holding:
    """In which worlds a party holds to a deal, by the offers that it reckons with."""

    def __init__(self, leaving: Leaving, state: int) -> None:
        self.leaving = leaving
        self.bargain = leaving.bargain
        self.state = state
        self.levels = levels_of(self.bargain.ensemble.space, state)
        start = self.bargain.start
        self.undertaken = [n for n in self.bargain.options if self.levels[n] != start[n]]
        self._known: dict[tuple[int, tuple[str, ...]], Bools] = {}
        self._ranks: dict[tuple[int, int, tuple[str, ...]], Ints] = {}
        self._boards: dict[tuple[str, ...], Leaving] = {(): leaving}

    def of(self, i: int, offers: tuple[Offer, ...]) -> Bools:
        """Tell in which worlds a party holds if it reckons with some offers, as a (worlds,) array."""
        benefits = tuple(offer for offer in offers if not offer.keeps)
        guarantees = tuple(offer for offer in offers if offer.keeps and self.stands(offer))
        key = (i, tuple(offer.id for offer in (*benefits, *guarantees)))
        if key not in self._known:
            leaving = self.board(guarantees)
            here = leaving.board.space.state(self.levels)
            distinct, which = self.bargain.views(i)
            stays = np.empty(len(distinct), dtype=bool)
            for way, rows in grouped([leaving.way(i, row) for row in distinct]).items():
                own = self.ranks(i, way.own, benefits)[leaving.board.base]
                stays[rows] = not leaving.leaves(way, own, here)
            self._known[key] = stays[which]
        return self._known[key]

    def stands(self, guarantee: Offer) -> bool:
        """Tell whether the deal has the options of a guarantee where the guarantee would have them."""
        space = self.bargain.ensemble.space
        columns = {
            v.id: np.array([level], dtype=np.uint8) for v, level in zip(space.variables, self.levels, strict=True)
        }
        return all(int(level_of(choice, columns)[0]) == columns[o][0] for o, choice in guarantee.keeps.items())

    def board(self, guarantees: tuple[Offer, ...]) -> Leaving:
        """Return who leaves on the board on which some guarantees are kept."""
        key = tuple(offer.id for offer in guarantees)
        if key not in self._boards:
            policy = guarantee(guarantees, self.bargain.case)
            self._boards[key] = Leaving(self.bargain, self.bargain.ensemble.board(policy))
        return self._boards[key]

    def ranks(self, i: int, number: int, benefits: tuple[Offer, ...]) -> Ints:
        """Return how a type of a party ranks all feasible states if some benefits are given for keeping its part."""
        ensemble, case = self.bargain.ensemble, self.bargain.case
        if not benefits:
            return ensemble.ranks[i][number]
        key = (i, number, tuple(offer.id for offer in benefits))
        if key not in self._ranks:
            types = ensemble.doubts.types[i]
            condition = kept(case, types.actor, self.levels, self.undertaken)
            order = with_benefits(case, types, number, benefits, condition)
            self._ranks[key] = ranks_of(order, ensemble.space.columns)
        return self._ranks[key]
