"""How exposed each party is at a point on the way to a deal."""

from __future__ import annotations

import numpy as np

from offramp.study.deals.bargain import Bargain


class Exposing:
    """Exposure at points on the way.

    Parameters
    ----------
    bargain : Bargain
        The case.
    """

    def __init__(self, bargain: Bargain) -> None:
        self.bargain = bargain
        self._known: dict[int, tuple[float, ...]] = {}

    def at(self, levels: tuple[int, ...]) -> tuple[float, ...] | None:
        """Return how far each party can be left below the status quo at a point, as a share of states.

        The worst over its types of weight, whether the others stop there or one of them exploits it by a move that
        improves its own lot. None where the point is infeasible.
        """
        state = self.bargain.ensemble.space.state(levels)
        if state < 0:
            return None
        if state not in self._known:
            self._known[state] = tuple(self.exposed(i, state) for i in self.bargain.parties)
        return self._known[state]

    def exposed(self, i: int, state: int) -> float:
        """Return how far an actor can be left below the status quo at a state."""
        start = self.bargain.ensemble.space.state(self.bargain.start)
        reached = np.array([state, *self.exploits(i, state)])
        standings = self.bargain.standings[i].values()
        return max(max(0.0, float(s[start] - s[reached].min())) for s in standings)

    def exploits(self, i: int, state: int) -> set[int]:
        """Return the states to which any other actor would move for its own good, in some type of weight."""
        found: set[int] = set()
        for j in range(len(self.bargain.case.actor_ids)):
            if j == i:
                continue
            for t in self.bargain.standings[j]:
                ranks = self.bargain.ensemble.ranks[j][t]
                found.update(s for s in self.bargain.neighbours(j, state) if ranks[s] > ranks[state])
        return found
