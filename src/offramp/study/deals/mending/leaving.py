"""In which of its ways of deciding an actor leaves a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import LOOKS_AT_OTHERS
from offramp.game.moves import every_move
from offramp.stability.concepts import CONCEPTS
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.mending.answers import Answers
from offramp.study.deals.mending.dilemma import Dilemma
from offramp.study.playing.ensemble import Board

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of deciding: a concept, the actor's own type, and the others' types if it looks at them, else None.

    Types of the others that act alike are one.
    """

    actor: int
    concept: str
    own: int
    seen: tuple[int, ...] | None


class Leaving:
    """Who leaves a state of one board, under which orders.

    Parameters
    ----------
    bargain : Bargain
        The case.
    board : Board
        The states and moves; without commitments unless a party reckons with some.
    """

    def __init__(self, bargain: Bargain, board: Board) -> None:
        self.bargain = bargain
        self.board = board
        actors = len(bargain.case.actor_ids)
        self.answers = Answers(board.moves, actors, len(board.space))
        self._anybody = (0,) * actors
        self._ends: dict[tuple[int, int, tuple[int, ...] | None], Ints] = {}

    def way(self, actor: int, row: Longs) -> Way:
        """Return one of an actor's distinct ways of deciding, as this board has it."""
        ensemble = self.bargain.ensemble
        concept = ensemble.worlds.concepts[actor][int(row[0])]
        own = int(row[1 + actor])
        if concept not in LOOKS_AT_OTHERS:
            return Way(actor, concept, own, None)
        types = enumerate(row[1:])
        return Way(
            actor, concept, own, tuple(0 if j == actor else int(ensemble.alike(self.board, j)[t]) for j, t in types)
        )

    def ends(self, way: Way, start: int) -> Ints:
        """Return the ends of the others' legal sequences from a state that a way of deciding reckons with."""
        if not CONCEPTS[way.concept].sanctioned:
            return np.empty(0, dtype=np.int32)
        key = (way.actor, start, way.seen)
        if key not in self._ends:
            ranks = self.bargain.ensemble.ranks_on(self.board, way.seen or self._anybody)
            self._ends[key] = self.answers.ends(way.actor, start, ranks, credible=way.seen is not None)
        return self._ends[key]

    def leaves(self, way: Way, own: Ints, state: int) -> bool:
        """Tell whether a way of deciding has a credible improvement from a state, by some ranks of its own."""
        return next(self.credible(way, own, state), None) is not None

    def credible(self, way: Way, own: Ints, state: int) -> Iterator[int]:
        """Yield the improvements from a state that are not sanctioned, by some ranks of the actor's own."""
        fine = own <= own[state]
        escapes = CONCEPTS[way.concept].escape
        for move in self.answers.moves(way.actor, state):
            if fine[move]:
                continue
            ends = self.ends(way, int(move))
            ends = ends[fine[ends]]
            if len(ends) and not escapes:
                continue
            if not any(fine[self.answers.moves(way.actor, int(end))].all() for end in ends):
                yield int(move)

    def dilemma(self, way: Way, values: Longs, kind: Longs, state: int) -> Dilemma:
        """Return what a way of deciding can do at a state, and the others can answer, in some values of its own.

        Parameters
        ----------
        way : Way
            Who, and how it looks ahead.
        values : (kinds, statements) int array
            How far each statement holds in each kind of state.
        kind : (states,) int array
            The kind of each state.
        state : int
            The state.
        """
        moves = tuple(int(move) for move in self.answers.moves(way.actor, state))
        lists = every_move(self.board.moves, way.actor, len(self.board.space))
        return Dilemma(
            values - values[kind[state]],
            kind,
            moves,
            tuple(self.ends(way, move) for move in moves),
            lists if CONCEPTS[way.concept].escape else None,
        )


def grouped(ways: Sequence[Way]) -> dict[Way, list[int]]:
    """Return the positions at which each way stands."""
    found: dict[Way, list[int]] = {}
    for position, way in enumerate(ways):
        found.setdefault(way, []).append(position)
    return found
