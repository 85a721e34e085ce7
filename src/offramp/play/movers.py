"""What an actor does in each state: its most preferred credible improvement, or any of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.moves import every_move
from offramp.play.walking import choose
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
        self._starts, self._moves = every_move(game.moves, actor, len(game))
        self.row, self.chosen = choose(
            self._starts, self._moves, self.own, self.expected, game.space.levels, chooses == "any"
        )

    def credible(self, state: int) -> list[int]:
        """Return C_i(s): the improvements that are not sanctioned, in ascending order."""
        moves = self._moves[self._starts[state] : self._starts[state + 1]]
        return [int(t) for t in moves[self.expected[moves] > self.own[state]]]

    def targets(self, state: int) -> tuple[int, ...]:
        """Return where the actor goes from a state, each target equally likely; empty if it stays."""
        return tuple(int(t) for t in self.chosen[self.row[state] : self.row[state + 1]])
