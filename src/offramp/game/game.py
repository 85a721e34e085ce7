"""A case in one world, as arrays: states, moves and ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Case
from offramp.game.moves import Moves, moves_of
from offramp.game.preferences import Order, ranks_of
from offramp.game.states import BUDGET, Space, enumerate_states


@dataclass(frozen=True, eq=False)
class Game:
    """The graph model of a conflict (Kilgour, Hipel and Fang 1987).

    Attributes
    ----------
    actors : tuple of str
        The decision makers.
    space : Space
        The feasible states.
    moves : Moves
        What each actor can reach in one step.
    ranks : (actors, states) int32 array
        Each actor's order: bigger is better, ranks from 0 without gaps.
    """

    actors: tuple[str, ...]
    space: Space
    moves: Moves
    ranks: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.space)

    def with_ranks(self, ranks: NDArray[np.int32]) -> Game:
        """Return the same states and moves with other orders."""
        return Game(self.actors, self.space, self.moves, ranks)


def game_of(case: Case, orders: Mapping[str, Order], *, budget: int = BUDGET) -> Game:
    """Return the game of a case, given every actor's order.

    Raises
    ------
    CaseError
        E063 if there are more combinations of levels than the budget.
    """
    space = enumerate_states(case, budget=budget)
    ranks = np.stack([ranks_of(orders[actor], space.columns) for actor in case.actor_ids])
    return Game(case.actor_ids, space, moves_of(space, case.actor_ids), ranks)
