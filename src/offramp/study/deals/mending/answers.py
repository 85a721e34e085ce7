"""What the others can answer: the ends of their legal sequences of moves from a state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.game.moves import Moves, every_move
from offramp.stability.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

_NEVER = -2
_ANYBODY = -1


class Answers:
    """All moves on one board, to find what the others can answer.

    Parameters
    ----------
    moves : Moves
        The moves.
    actors, states : int
        How many there are. Costs as much memory as there are moves.
    """

    def __init__(self, moves: Moves, actors: int, states: int) -> None:
        lists = [every_move(moves, j, states) for j in range(actors)]
        offsets = np.cumsum([0, *(len(targets) for _, targets in lists[:-1])])
        self._starts = np.stack([starts + offset for (starts, _), offset in zip(lists, offsets, strict=True)])
        self._targets = np.concatenate([targets for _, targets in lists])

    def moves(self, actor: int, state: int) -> Ints:
        """Return the states that an actor can move to, in ascending order."""
        row = self._starts[actor]
        found: Ints = self._targets[row[state] : row[state + 1]]
        return found

    def ends(self, actor: int, start: int, ranks: Ints, *, credible: bool) -> Ints:
        """Return the ends of the legal sequences of the actors other than one, from a state, in ascending order.

        Parameters
        ----------
        actor, start : int
            Who does not move, and where they start.
        ranks : (actors, states) int array
            Everybody's order, as the actor believes it to be.
        credible : bool
            Whether each move must improve its mover's lot.
        """
        return np.flatnonzero(reached(actor, start, ranks, credible, self._starts, self._targets)).astype(np.int32)


@compiled
def reached(focal: int, origin: int, ranks: Ints, credible: bool, starts: Longs, targets: Ints) -> Bools:
    """Tell which states are ends of the others' legal sequences from a state: nobody moves twice in a row.

    Who moved last matters only until a state has been entered by two; so a state waits twice at the most, and every
    mover moves from it once.
    """
    actors, states = ranks.shape
    ends = np.zeros(states, dtype=np.bool_)
    entered = np.full(states, _NEVER, dtype=np.int64)
    moved = np.zeros((actors, states), dtype=np.bool_)
    waiting = np.empty((2 * states + 1, 2), dtype=np.int64)
    entered[origin] = _ANYBODY
    waiting[0, 0], waiting[0, 1] = origin, _ANYBODY
    top = 1
    while top > 0:
        top -= 1
        state, last = waiting[top, 0], waiting[top, 1]
        for j in range(actors):
            if j in (focal, last) or moved[j, state]:
                continue
            moved[j, state] = True
            for k in range(starts[j, state], starts[j, state + 1]):
                t = targets[k]
                if credible and ranks[j, t] <= ranks[j, state]:
                    continue
                ends[t] = True
                if entered[t] not in (j, _ANYBODY):
                    entered[t] = j if entered[t] == _NEVER else _ANYBODY
                    waiting[top, 0], waiting[top, 1] = t, entered[t]
                    top += 1
    return ends
