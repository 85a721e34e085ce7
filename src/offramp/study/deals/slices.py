"""What is left to third parties while the parties hold to their clauses, for many clauses at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import LOOKS_AT_OTHERS
from offramp.beliefs.worlds import Worlds
from offramp.case.expressions import holds
from offramp.case.model import Case
from offramp.game.game import Game
from offramp.game.moves import Moves, improving, moves_of
from offramp.game.preferences import dense
from offramp.game.states import Space, enumerate_states
from offramp.play.movers import Mover, Repertoire
from offramp.stability.concepts import CONCEPTS
from offramp.study.deals.bargain import Bargain
from offramp.study.playing.kinds import kinds_of

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

MOST_BYTES = 2**28
"""About how much memory the third parties' choices may take at once."""


def view_of(worlds: Worlds, i: int, same: Longs, alike: Callable[[int], Longs], others: Sequence[int]) -> list[Longs]:
    """Return an actor's concept and the types it reckons with, world by world; types that act alike are one.

    Parameters
    ----------
    worlds : Worlds
        The worlds.
    i : int
        The actor.
    same : (types,) int array
        For each of its types, the first with the same order.
    alike : callable
        Gives, for another actor, for each of its types the first that the actor need not tell from it.
    others : sequence of int
        The actors whose types it may reckon with.

    Returns
    -------
    list of (worlds,) int array
        The concept, by its place among all concepts; its own type; one column for each of the others, 0 where its
        concept does not look at them.
    """
    names = list(CONCEPTS)
    concept = np.array([names.index(c) for c in worlds.concepts[i]])[worlds.foresight[:, i]]
    looks = np.array([name in LOOKS_AT_OTHERS for name in names])[concept]
    columns = [concept, same[worlds.believed[:, i, i]]]
    if looks.any():
        columns += [np.where(looks, alike(j)[worlds.believed[:, i, j]], 0) for j in others]
    else:
        columns += [np.zeros(len(worlds), dtype=np.int64) for _ in others]
    return columns


@dataclass(frozen=True, eq=False)
class Slice:
    """Some combinations of the parties' levels, with all that third parties can do while these stand.

    Attributes
    ----------
    targets : (targets,) int array
        Which targets have these levels, by position.
    starts : (clauses,) int array
        The state from which third parties go on once the parties have taken their steps, -1 if it is infeasible.
    position : (states,) int array
        Which of `targets` each state is, -1 for none.
    wanted, final : (states,) bool array
        Whether the state is of the outcome wanted; whether play stops there.
    base : (states,) int array
        Each state's number among all feasible states of the case.
    space : Space
        The states; numbered here.
    moves : Moves
        What each third party can do, third parties counted by themselves.
    """

    targets: Longs
    starts: Longs
    position: Longs
    wanted: Bools
    final: Bools
    base: Longs
    space: Space
    moves: Moves


class Slices:
    """The game that is left to third parties, cut into slices that fit into memory.

    The parties' moves do not exist in it, so every combination of their levels is a game of its own; the clocks stand
    still. States are merged with others of the same game only.

    Parameters
    ----------
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States.
    """

    def __init__(self, bargain: Bargain, targets: Longs) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.targets = targets
        case = bargain.case
        names = [case.variables[n].id for n in bargain.options]
        apart = enumerate_states(case, apart=names, budget=self.ensemble.budget) if case.merge else self.ensemble.space
        self.clause, self.clauses = _numbers(self.ensemble.space, bargain.options, targets)
        self.clause_of_state, space = self._restricted(apart)
        self.space = space
        self.ids = tuple(case.actor_ids[i] for i in bargain.third)

    def _restricted(self, space: Space) -> tuple[Longs, Space]:
        """Return the states that can matter, and the clause that each belongs to."""
        strides = [s for n, s in zip(space.free, space.strides, strict=True) if n in self.bargain.options]
        levels = space.levels[:, list(self.bargain.options)].astype(np.int64)
        own = levels @ np.array(strides, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.clauses, own), len(self.clauses) - 1)
        kept = self.clauses[place] == own
        for n, variable in enumerate(space.variables):
            # merged states may stand for several levels of a clock
            if variable.actor is None and not space.merged:
                kept &= space.levels[:, n] == self.bargain.start[n]
        return place[kept], space.only(kept)

    @property
    def still(self) -> bool:
        """Whether third parties have nothing that they could change."""
        return not self.bargain.third_options

    def slices(self, ways: int) -> Iterator[Slice]:
        """Yield all clauses, a slice at a time, so small that so many ways to act on it fit into memory."""
        sizes = np.bincount(self.clause_of_state, minlength=len(self.clauses))
        most = max(MOST_BYTES // (8 * max(ways, 1)), 4_096)
        numbers = np.cumsum(sizes) // most
        for number in np.unique(numbers):
            yield self._slice(np.flatnonzero(numbers == number))

    def _slice(self, clauses: Longs) -> Slice:
        case, whole = self.bargain.case, self.ensemble.space
        first, last = int(clauses[0]), int(clauses[-1])
        space = self.space.only((self.clause_of_state >= first) & (self.clause_of_state <= last))
        mine = np.flatnonzero((self.clause >= first) & (self.clause <= last))
        levels = whole.levels[self.targets[mine]]
        position = np.full(len(space), -1, dtype=np.int64)
        position[space.states(levels)] = np.arange(len(mine))
        _, some = np.unique(self.clause[mine], return_index=True)
        begin = np.tile(np.array(self.bargain.start, dtype=np.uint8), (len(some), 1))
        begin[:, list(self.bargain.options)] = levels[some][:, list(self.bargain.options)]
        base = whole.states(space.levels).astype(np.int64)
        return Slice(
            mine,
            space.states(begin).astype(np.int64),
            position,
            self.ensemble.outcome[base] == self.bargain.goal,
            _final(case, space),
            base,
            space,
            moves_of(_without(space, self.bargain.options), self.ids),
        )

    # ------------------------------------------------------------ how third parties act on a slice

    def ways(self, part: Slice, worlds: Worlds) -> tuple[Longs, Repertoire]:
        """Return how each third party acts in each world, as a (worlds, third parties) array of numbers, and the ways.

        Costs one judgement of the slice for each view that a third party has.
        """
        repertoire = Repertoire(len(part.space))
        third = self.bargain.third
        pick = np.empty((len(worlds), len(third)), dtype=np.int64)
        alike: dict[int, Longs] = {}

        def told(j: int) -> Longs:
            if j not in alike:
                alike[j] = self._first(part, j, lambda ranks: improving(part.moves, third.index(j), ranks))
            return alike[j]

        for k, i in enumerate(third):
            same = self._first(part, i, lambda ranks: dense(ranks).tobytes())
            others = [j for j in third if j != i]
            columns = view_of(worlds, i, same, told, others)
            first, which = kinds_of(columns)
            numbers = np.empty(len(first), dtype=np.int64)
            for kind, w in enumerate(first):
                concept, own, *seen = (int(column[w]) for column in columns)
                types = dict(zip([i, *others], [own, *seen], strict=True))
                numbers[kind] = repertoire.number(*self._choice(part, i, list(CONCEPTS)[concept], types))
            pick[:, k] = numbers[which]
        return pick, repertoire

    def _choice(self, part: Slice, i: int, concept: str, types: dict[int, int]) -> tuple[Longs, Ints]:
        ranks = np.stack([self.ensemble.ranks[j][types[j]][part.base] for j in self.bargain.third])
        game = Game(self.ids, part.space, part.moves, ranks)
        chooses = self.bargain.case.behaviour[self.bargain.case.actor_ids[i]].chooses
        mover = Mover(game, self.bargain.third.index(i), concept, chooses)
        return mover.row, mover.chosen

    def _first(self, part: Slice, j: int, key_of: Callable[[Ints], bytes]) -> Longs:
        known: dict[bytes, int] = {}
        orders = self.ensemble.ranks[j]
        return np.array([known.setdefault(key_of(ranks[part.base]), t) for t, ranks in enumerate(orders)])


def _numbers(space: Space, options: Sequence[int], states: Longs) -> tuple[Longs, Longs]:
    """Return the combination of some options' levels at some states, by number, and the code of each combination."""
    strides = [s for n, s in zip(space.free, space.strides, strict=True) if n in options]
    codes = space.levels[states][:, list(options)].astype(np.int64) @ np.array(strides, dtype=np.int64)
    clauses, numbers = np.unique(codes, return_inverse=True)
    return numbers.reshape(-1), clauses


def _without(space: Space, options: Sequence[int]) -> Space:
    """Return a space in which some options are fixed, for the moves that are left."""
    kept = [(n, s) for n, s in zip(space.free, space.strides, strict=True) if n not in options]
    return replace(space, free=tuple(n for n, _ in kept), strides=tuple(s for _, s in kept))


def _final(case: Case, space: Space) -> Bools:
    """Tell in which states play stops."""
    final = np.zeros(len(space), dtype=bool)
    for outcome in reversed(case.outcomes):
        final[holds(outcome.when, space.columns)] = outcome.final
    return final
