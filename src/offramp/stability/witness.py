"""Why a verdict holds: for each improvement the answer that deters it, or the improvement nobody punishes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.moves import successors
from offramp.stability.concepts import CONCEPTS, prospects

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One move in a sanctioning sequence.

    Attributes
    ----------
    actor : int
        Who moves.
    to : int
        The state it moves to.
    improves : bool
        Whether the mover prefers that state to the one it leaves.
    chosen : bool
        Whether play would make this move: it is the mover's best credible improvement there, under the same concept,
        and play has not stopped.
    """

    actor: int
    to: int
    improves: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How the others can answer one improvement."""

    improvement: int
    steps: tuple[Step, ...]

    @property
    def carried_out(self) -> bool:
        """Whether play would carry the whole answer out."""
        return all(step.chosen for step in self.steps)


@dataclass(frozen=True, slots=True)
class Witness:
    """A verdict with its reason.

    Attributes
    ----------
    actor, state : int
        For whom, where.
    concept : str
        Under which concept.
    stable : bool
        The verdict.
    answers : tuple of Answer
        If stable, one for each improvement.
    unpunished : int or None
        If unstable, the most preferred improvement that is not sanctioned.
    margin : int or None
        How many ranks the verdict is from turning (below 0 where unstable); None if the actor has no move.
    margin_share : float or None
        The same as the share of all states that lie between, in the actor's order.
    """

    actor: int
    state: int
    concept: str
    stable: bool
    answers: tuple[Answer, ...]
    unpunished: int | None
    margin: int | None
    margin_share: float | None


class Reasons:
    """Finds witnesses on one game; what they share is computed once.

    Parameters
    ----------
    game : Game
        The game.
    final : (states,) bool array, optional
        Where play has stopped, so that nobody carries anything out. Verdicts do not depend on it.
    """

    def __init__(self, game: Game, final: Bools | None = None) -> None:
        self.game = game
        self.final = np.zeros(len(game), dtype=bool) if final is None else final
        self._prospects: dict[tuple[int, str], Ints] = {}
        self._counts = [np.concatenate([[0], np.cumsum(np.bincount(row))]) for row in game.ranks]

    def prospects(self, actor: int, concept: str) -> Ints:
        """Return what an actor expects of each state; see :func:`offramp.stability.concepts.prospects`."""
        if (actor, concept) not in self._prospects:
            self._prospects[actor, concept] = prospects(self.game, actor, concept)
        return self._prospects[actor, concept]

    def moves(self, actor: int, state: int) -> list[int]:
        """Return the states an actor can move to."""
        return successors(self.game.moves, actor, state, len(self.game))

    def credible(self, actor: int, state: int, concept: str) -> list[int]:
        """Return C_i(s): improvements that are not sanctioned."""
        expected, own = self.prospects(actor, concept), self.game.ranks[actor]
        return [t for t in self.moves(actor, state) if expected[t] > own[state]]

    def witness(self, actor: int, state: int, concept: str) -> Witness:
        """Return the verdict on a state for an actor, with its reason.

        Costs one sweep for each actor and concept when first asked, then a search of the others' moves from each
        improvement, shortest answer first; answers that play would be ready to make are preferred to threats.
        """
        own = self.game.ranks[actor]
        moves = self.moves(actor, state)
        expected = self.prospects(actor, concept)
        best = max((int(expected[t]) for t in moves), default=None)
        unpunished = [t for t in moves if expected[t] > own[state]]
        margin = None if best is None else int(own[state]) - best
        share = None if best is None else self._share(actor, int(own[state]), best)
        if unpunished:
            favourite = max(unpunished, key=lambda t: (own[t], -t))
            return Witness(actor, state, concept, False, (), favourite, margin, share)
        improvements = sorted((t for t in moves if own[t] > own[state]), key=lambda t: (-own[t], t))
        answers = tuple(Answer(t, self.answer(actor, state, t, concept)) for t in improvements)
        return Witness(actor, state, concept, True, answers, None, margin, share)

    def _share(self, actor: int, rank: int, best: int) -> float:
        low, high = min(rank, best), max(rank, best)
        between = int(self._counts[actor][high + 1] - self._counts[actor][low + 1])
        return (1 if rank >= best else -1) * between / len(self.game)

    def answer(self, actor: int, state: int, improvement: int, concept: str) -> tuple[Step, ...]:
        """Return the shortest legal sequence of the others that deters an improvement, improving moves first."""
        found = self._search(actor, state, improvement, concept, improving=True)
        if found is None and not CONCEPTS[concept].credible:
            found = self._search(actor, state, improvement, concept, improving=False)
        if found is None:
            raise ValueError(f"state {improvement} is not sanctioned from {state} under {concept}")
        return tuple(self._step(x, j, y, concept) for x, j, y in found)

    def _search(
        self, actor: int, state: int, improvement: int, concept: str, *, improving: bool
    ) -> list[tuple[int, int, int]] | None:
        """Search breadth first over pairs of state and last mover; return moves as (from, mover, to)."""
        ranks = self.game.ranks
        came: dict[tuple[int, int], tuple[int, int] | None] = {(improvement, -1): None}
        queue = deque([(improvement, -1)])
        while queue:
            x, last = queue.popleft()
            for j in range(len(self.game.actors)):
                if j in (actor, last):
                    continue
                for y in self.moves(j, x):
                    if (y, j) in came or (improving and ranks[j, y] <= ranks[j, x]):
                        continue
                    came[y, j] = (x, last)
                    if self._deters(actor, state, y, concept):
                        return _path(came, (y, j))
                    queue.append((y, j))
        return None

    def _deters(self, actor: int, state: int, end: int, concept: str) -> bool:
        own = self.game.ranks[actor]
        if own[end] > own[state]:
            return False
        return not CONCEPTS[concept].escape or all(own[t] <= own[state] for t in self.moves(actor, end))

    def _step(self, x: int, mover: int, y: int, concept: str) -> Step:
        ranks = self.game.ranks[mover]
        credible = self.credible(mover, x, concept)
        best = max((int(ranks[t]) for t in credible), default=-1)
        return Step(mover, y, bool(ranks[y] > ranks[x]), y in credible and int(ranks[y]) == best and not self.final[x])


def _path(came: dict[tuple[int, int], tuple[int, int] | None], end: tuple[int, int]) -> list[tuple[int, int, int]]:
    path = []
    node = end
    while (before := came[node]) is not None:
        path.append((before[0], node[1], node[0]))
        node = before
    return path[::-1]
