"""What a party can do at a state and what the others can answer, as differences between states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

Answer = frozenset[int]
"""An end of the others' answer, as kinds of states: it deters if none of them is preferred to the state."""


@dataclass(frozen=True, eq=False)
class Dilemma:
    """A party's moves from a state, with the others' answers; states of one kind differ alike from the state.

    Attributes
    ----------
    differences : (kinds, statements) int array
        What a state of each kind has over the state that is left, statement by statement.
    kind : (states,) int array
        The kind of each state.
    moves : tuple of int
        The states that the party can move to.
    ends : tuple of int array
        For each move, the ends of the others' legal sequences from there; none if the party does not reckon with them.
    escapes : tuple of int arrays or None
        All moves of the party, as :func:`offramp.game.moves.every_move` gives them, if it reckons with one more move
        of its own after the others' answer.
    """

    differences: Longs
    kind: Longs
    moves: tuple[int, ...]
    ends: tuple[Ints, ...]
    escapes: tuple[Longs, Ints] | None

    def paying(self, fine: Bools) -> list[int]:
        """Return the positions of the moves that pay, given which kinds of states are not preferred to the state."""
        state = fine[self.kind]
        return [k for k, move in enumerate(self.moves) if not state[move] and not self._deterred(k, state)]

    def _deterred(self, position: int, state: Bools) -> bool:
        ends = self.ends[position]
        fine = ends[state[ends]]
        if self.escapes is None:
            return len(fine) > 0
        starts, targets = self.escapes
        return any(bool(state[targets[starts[end] : starts[end + 1]]].all()) for end in fine)

    def answers(self, position: int, possible: Bools) -> set[Answer]:
        """Return the distinct answers to a move, without those that hold a kind which is never unpreferred."""
        ends = self.ends[position]
        ends = ends[possible[self.kind[ends]]]
        if self.escapes is None:
            return {frozenset([int(kind)]) for kind in np.unique(self.kind[ends])}
        starts, targets = self.escapes
        found = set()
        for end in ends:
            kinds = self.kind[targets[starts[end] : starts[end + 1]]]
            if possible[kinds].all():
                found.add(frozenset([int(self.kind[end]), *kinds.tolist()]))
        return found
