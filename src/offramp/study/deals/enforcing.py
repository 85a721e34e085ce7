"""What holds a deal: no party gains by breaking its clause, and third parties come along and stay."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.stability.concepts import CONCEPTS, best_move, prospects
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.joining import joined
from offramp.study.deals.slices import Slice, Slices, view_of
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.kinds import kinds_of

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

CHUNK = 4_096
"""How many targets are looked at together."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Yes or no for each way to act and each target, eight to a byte.

    Attributes
    ----------
    bits : (ways, bytes) uint8 array
        The verdicts of a way, the first in the highest bit of the first byte.
    columns : (targets,) int array
        At which bit each target stands.
    """

    bits: Bytes
    columns: Longs

    def __getitem__(self, key: tuple[Longs, int]) -> Bools:
        """Return the verdicts of some ways at one target, given as `verdicts[ways, target]`."""
        ways, target = key
        return np.asarray(self.at(self.columns[[target]])[ways, 0])

    def at(self, columns: Longs) -> Bools:
        """Return the verdicts of all ways at some bits, as a (ways, columns) array."""
        return np.asarray((self.bits[:, columns >> 3] >> (7 - (columns & 7)).astype(np.uint8)) & 1, dtype=bool)


class Enforcing:
    """In which worlds which targets hold.

    Parameters
    ----------
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States, with the clocks as they stand.
    report : callable
        Told of progress.
    """

    def __init__(self, bargain: Bargain, targets: Longs, report: Report = silent) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.targets = targets
        self.report = report
        self._workers = os.cpu_count() or 1

    # ------------------------------------------------------------ the parties

    @cached_property
    def held(self) -> list[tuple[Verdicts, Longs]]:
        """For each party: in which of its ways of deciding it holds to which target, and each world's way.

        Ways that judge all states alike are one. Costs a sweep over the states for each way of each party, and one
        bit for each of these and each state with the clocks as they stand.
        """
        return [self._held(i) for i in self.bargain.parties]

    def _held(self, i: int) -> tuple[Verdicts, Longs]:
        ensemble, board = self.ensemble, self.bargain.board
        others = [j for j in range(len(self.bargain.case.actor_ids)) if j != i]
        columns = view_of(ensemble.worlds, i, ensemble.same(board, i), partial(ensemble.alike, board), others)
        first, which = kinds_of(columns)
        bits = np.empty((len(first), -(-len(self.standing) // 8)), dtype=np.uint8)
        name = self.bargain.case.actors[i].name
        with ThreadPoolExecutor(self._workers) as pool:
            for done in range(0, len(first), self._workers):
                self.report(f"whether {name} holds to deals", done, len(first))
                some = first[done : done + self._workers]
                views = [[int(column[w]) for column in columns] for w in some]
                for k, judged in enumerate(pool.map(lambda view: self._holds(i, others, view), views)):
                    bits[done + k] = np.packbits(judged)
        return Verdicts(bits, self._place[self.targets]), which

    def _holds(self, i: int, others: Sequence[int], view: Sequence[int]) -> Bools:
        """Tell at which of the standing states an actor has no credible improvement, given what it reckons with."""
        concept, own, *seen = view
        types = dict(zip([i, *others], [own, *seen], strict=True))
        ranks = np.stack([self.ensemble.ranks[j][types[j]] for j in range(len(types))])
        game = Game(self.bargain.case.actor_ids, self.ensemble.space, self.bargain.board.moves, ranks)
        expected = prospects(game, i, list(CONCEPTS)[concept])
        return np.asarray((best_move(game, i, expected) <= ranks[i])[self.standing])

    @cached_property
    def standing(self) -> Longs:
        """The states with the clocks as they stand."""
        space = self.ensemble.space
        kept = np.ones(len(space), dtype=bool)
        for n, variable in enumerate(space.variables):
            if variable.actor is None:
                kept &= space.levels[:, n] == self.bargain.start[n]
        return np.flatnonzero(kept)

    @cached_property
    def _place(self) -> Longs:
        place = np.full(len(self.ensemble.space), -1, dtype=np.int64)
        place[self.standing] = np.arange(len(self.standing))
        return place

    def parties_hold(self, state: int) -> Bools:
        """Tell in which worlds no party has a credible improvement at a state, as a (worlds,) array.

        Parameters
        ----------
        state : int
            Any state with the clocks as they stand, a target or not.

        Raises
        ------
        ValueError
            If the clocks are elsewhere.
        """
        parties = range(len(self.bargain.parties))
        return np.asarray(np.logical_and.reduce([self.party_holds(p, state) for p in parties]))

    def party_holds(self, p: int, state: int) -> Bools:
        """Tell in which worlds one party has no credible improvement at a state; see :meth:`parties_hold`."""
        place = self._place[[state]]
        if place[0] < 0:
            raise ValueError(f"at state {state} the clocks do not stand as they do now")
        verdicts, which = self.held[p]
        return np.asarray(verdicts.at(place)[which, 0])

    # ------------------------------------------------------------ third parties

    @cached_property
    def stays(self) -> tuple[Verdicts, Longs]:
        """In which joint ways of deciding third parties come along and stay, and each world's way.

        They come along if their play leads to the target for sure, once the parties have taken their steps. They stay
        if it leads from there neither out of the outcome nor to a state at which a party would break its clause.

        Costs a judgement of the states with the parties' levels of some target for each way of each third party, and
        a walk for each joint way, of the parties too, and combination of the parties' levels.
        """
        worlds, slices = self.ensemble.worlds, Slices(self.bargain, self.targets)
        count = len(self.targets)
        if slices.still:
            everywhere = np.full((1, -(-count // 8)), 255, dtype=np.uint8)
            return Verdicts(everywhere, np.arange(count)), np.zeros(len(worlds), dtype=np.int64)
        third = list(self.bargain.third)
        seen = worlds.believed[:, third][:, :, third].reshape(len(worlds), -1)
        first, which = kinds_of([*worlds.foresight[:, third].T, *seen.T, *(ways for _, ways in self.held)])
        columns = np.empty(count, dtype=np.int64)
        parts, filled, done = [], 0, 0
        for part in slices.slices(sum(len(self.bargain.views(i)[0]) for i in third)):
            columns[part.targets] = 8 * filled + np.arange(len(part.targets))
            parts.append(self._joined(slices, part, first))
            filled += parts[-1].shape[1]
            done += len(part.targets)
            self.report("third parties", done, count)
        return Verdicts(np.concatenate(parts, axis=1), columns), which

    def _joined(self, slices: Slices, part: Slice, first: Longs) -> Bytes:
        """Return the verdicts of a slice in some worlds, eight to a byte."""
        pick, repertoire = slices.ways(part, self.ensemble.worlds.at(first))
        kinds, which = kinds_of([*pick.T, *(ways[first] for _, ways in self.held)])
        rows, chosen = repertoire.choices.rows, repertoire.choices.chosen
        judge = partial(joined, part.starts, part.position, part.wanted, part.final, rows, chosen)

        def judged(some: Longs) -> Bytes:
            return np.packbits(judge(pick[some], self._kept(part.targets, first[some])), axis=1)

        bits: list[Bytes] = []
        with ThreadPoolExecutor(self._workers) as pool:
            for batch in _batches(kinds, 8 * self._workers):
                bits.extend(pool.map(judged, [some for some in np.array_split(batch, self._workers) if len(some)]))
        return np.concatenate(bits)[which]

    def _kept(self, targets: Longs, worlds: Longs) -> Bools:
        """Tell in some worlds which of some targets no party breaks, as a (worlds, targets) array."""
        kept = np.ones((len(worlds), len(targets)), dtype=bool)
        for verdicts, ways in self.held:
            kept &= verdicts.at(verdicts.columns[targets])[ways[worlds]]
        return kept

    # ------------------------------------------------------------ both

    @cached_property
    def enforceable(self) -> Floats:
        """The weight of worlds in which each target holds: no party breaks its clause, and third parties join."""
        tables = [*self.held, self.stays]
        first, which = kinds_of([where for _, where in tables])
        weight = np.bincount(which, self.ensemble.worlds.weight)
        found = np.empty(len(self.targets))
        for some in _batches(np.arange(len(self.targets)), CHUNK):
            holds = np.ones((len(first), len(some)), dtype=bool)
            for verdicts, where in tables:
                holds &= verdicts.at(verdicts.columns[some])[where[first]]
            found[some] = weight @ holds
        return np.minimum(found, 1.0)

    def holding(self, position: int) -> Bools:
        """Tell in which worlds one target holds, as a (worlds,) array."""
        tables = [*self.held, self.stays]
        return np.asarray(np.logical_and.reduce([verdicts[where, position] for verdicts, where in tables]))


def _batches(values: Longs, size: int) -> Iterator[Longs]:
    for first in range(0, len(values), size):
        yield values[first : first + size]
