"""What an actor does in each state: its most preferred credible improvement, or any of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.moves import successors
from offramp.stability.concepts import prospects


class Mover:
    """One actor's behaviour on a game, as it believes that game to be.

    Parameters
    ----------
    game : Game
        States, moves, and the orders as the actor believes them to be; its own is its true one.
    actor : int
        The actor.
    concept : str
        Its foresight: which improvements it takes to be credible.
    chooses : {"best", "any"}
        The most preferred one (ties: fewest level changes, then equally), or any with equal chance.
    """

    def __init__(self, game: Game, actor: int, concept: str, chooses: Literal["best", "any"] = "best") -> None:
        self.game = game
        self.actor = actor
        self.concept = concept
        self.chooses = chooses
        self.own: NDArray[np.int32] = game.ranks[actor]
        self.expected = prospects(game, actor, concept)
        self._targets: dict[int, tuple[int, ...]] = {}

    def credible(self, state: int) -> list[int]:
        """Return C_i(s): the improvements that are not sanctioned."""
        moves = successors(self.game.moves, self.actor, state, len(self.game))
        return [t for t in moves if self.expected[t] > self.own[state]]

    def targets(self, state: int) -> tuple[int, ...]:
        """Return where the actor goes from a state, each target equally likely; empty if it stays."""
        if state not in self._targets:
            credible = self.credible(state)
            self._targets[state] = tuple(credible if self.chooses == "any" else self._best(state, credible))
        return self._targets[state]

    def _best(self, state: int, credible: list[int]) -> list[int]:
        if not credible:
            return []
        top = max(self.own[t] for t in credible)
        favourites = [t for t in credible if self.own[t] == top]
        levels = self.game.space.levels
        changes = [int(np.count_nonzero(levels[t] != levels[state])) for t in favourites]
        fewest = min(changes)
        return [t for t, changed in zip(favourites, changes, strict=True) if changed == fewest]
