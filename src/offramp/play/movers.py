"""What an actor does in each state: its most preferred credible improvement, or any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.moves import every_move
from offramp.play.walking import choose
from offramp.stability.concepts import prospects

Ints = NDArray[np.int32]


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
        The most preferred one (ties: fewest options changed, then equally), or any with equal chance.
    """

    def __init__(self, game: Game, actor: int, concept: str, chooses: Literal["best", "any"] = "best") -> None:
        self.game = game
        self.actor = actor
        self.concept = concept
        self.chooses = chooses
        self.own: Ints = game.ranks[actor]
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


@dataclass(frozen=True, eq=False)
class Choices:
    """Several ways to act on the same states.

    Attributes
    ----------
    rows : (ways, states + 1) int array
        Way w goes from state s to one of `chosen[rows[w, s]:rows[w, s + 1]]`, each equally likely.
    chosen : int array
        Targets.
    """

    rows: Ints
    chosen: Ints


class Repertoire:
    """The ways to act on some states, numbered as they are met; equal ways have one number.

    Parameters
    ----------
    states : int
        How many states there are.
    """

    def __init__(self, states: int) -> None:
        self._rows = np.zeros((8, states + 1), dtype=np.int32)
        self._chosen = np.zeros(1024, dtype=np.int32)
        self._numbers: dict[bytes, int] = {}
        self._filled = 0

    @property
    def choices(self) -> Choices:
        """All ways met so far."""
        return Choices(self._rows, self._chosen)

    def number(self, row: NDArray[np.int64], chosen: Ints) -> int:
        """Return the number of a way to act, given as :class:`Mover` has it."""
        key = row.tobytes() + chosen.tobytes()
        found = self._numbers.get(key)
        if found is not None:
            return found
        number = len(self._numbers)
        self._numbers[key] = number
        if number == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        while self._filled + len(chosen) > len(self._chosen):
            self._chosen = np.concatenate([self._chosen, np.zeros_like(self._chosen)])
        self._rows[number] = row + self._filled
        self._chosen[self._filled : self._filled + len(chosen)] = chosen
        self._filled += len(chosen)
        return number

    def way(self, number: int) -> tuple[NDArray[np.int64], Ints]:
        """Return a way to act, as it was given."""
        row = self._rows[number].astype(np.int64)
        return row - row[0], self._chosen[row[0] : row[-1]]


def choices_of(movers: Sequence[Mover]) -> Choices:
    """Return the ways in which some movers act, in their order."""
    offsets = np.cumsum([0, *(len(mover.chosen) for mover in movers[:-1])])
    rows = np.stack([mover.row + offset for mover, offset in zip(movers, offsets, strict=True)])
    return Choices(rows.astype(np.int32), np.concatenate([mover.chosen for mover in movers]))
