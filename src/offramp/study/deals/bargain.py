"""What all questions about deals share: the parties, how they decide, and what they rank where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.case.agreements import Deals
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case
from offramp.game.labels import Labels
from offramp.game.moves import successors
from offramp.play.movers import Mover
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.deals import Undertaking
from offramp.study.summing import outcome_number

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

LEAST_WEIGHT = 0.01
"""Types of a smaller weight are left out of worst cases."""


class Bargain:
    """A case in its worlds, as the parties to a deal find it.

    Parameters
    ----------
    ensemble : Ensemble
        The case.

    Attributes
    ----------
    asked : Deals
        Which deals the case asks for.
    parties, third : tuple of int
        The positions of the parties among the actors, in the order of the case's `between`; and of all others.
    start : tuple of int
        The levels now.
    options, third_options : tuple of int
        The positions of the parties' options among the variables, and of the other actors'.
    goal : int
        The number of the outcome wanted.
    labels : Labels
        Names for states.

    Raises
    ------
    CaseError
        E064 if the case asks for no deals or has no status quo.
    """

    def __init__(self, ensemble: Ensemble) -> None:
        case = ensemble.case
        if case.deals is None:
            hint = "add `deals: {between: [...], reach: outcome}`"
            raise CaseError([Mistake("E064", "the case does not say which deals to look for", case.file, hint=hint)])
        self.ensemble = ensemble
        self.asked: Deals = case.deals
        self.start = ensemble.require_status_quo()
        self.parties = tuple(case.actor_ids.index(actor) for actor in self.asked.between)
        self.third = tuple(i for i in range(len(case.actor_ids)) if i not in self.parties)
        owners = [variable.actor for variable in case.variables]
        self.options = tuple(n for n, owner in enumerate(owners) if owner in self.asked.between)
        self.third_options = tuple(n for n, owner in enumerate(owners) if owner and n not in self.options)
        self.goal = outcome_number(case, self.asked.reach)
        self.labels = Labels(case)
        self._views: dict[int, tuple[Longs, Longs]] = {}

    @property
    def case(self) -> Case:
        """The case."""
        return self.ensemble.case

    @cached_property
    def board(self) -> Board:
        """The game with nobody committed; its states are numbered as all feasible states of the case are."""
        return self.ensemble.board(NO_POLICY)

    # ------------------------------------------------------------ how actors decide

    def views(self, i: int) -> tuple[Longs, Longs]:
        """Return the distinct ways an actor decides (concept, then types as it takes them), and each world's."""
        if i not in self._views:
            worlds = self.ensemble.worlds
            columns = [worlds.foresight[:, i], *worlds.believed[:, i].T]
            first, which = kinds_of(columns)
            self._views[i] = np.stack([column[first] for column in columns], axis=1).astype(np.int64), which
        return self._views[i]

    def weights(self, i: int) -> Floats:
        """Return the weight of the worlds in which an actor decides in each of its distinct ways."""
        distinct, which = self.views(i)
        return np.bincount(which, self.ensemble.worlds.weight, minlength=len(distinct)).astype(np.float64)

    def mover(self, i: int, row: Longs) -> Mover:
        """Return an actor's behaviour in the game with nobody committed, for one of its distinct ways."""
        concept = self.ensemble.worlds.concepts[i][int(row[0])]
        return self.ensemble.mover(self.board, i, concept, [int(t) for t in row[1:]])

    def neighbours(self, j: int, state: int) -> list[int]:
        """Return the states that an actor can move to."""
        return successors(self.board.moves, j, state, len(self.ensemble.space))

    # ------------------------------------------------------------ what actors rank where

    @cached_property
    def standings(self) -> Mapping[int, Mapping[int, Floats]]:
        """For each actor and each of its types of weight, the share of states that it ranks below each state."""
        return {i: self._standings(i) for i in range(len(self.case.actor_ids))}

    def _standings(self, i: int) -> dict[int, Floats]:
        chances = self.ensemble.doubts.truth[i]
        found = {}
        for t in np.flatnonzero(chances >= min(LEAST_WEIGHT, chances.max())):
            ranks = self.ensemble.ranks[i][int(t)]
            below = np.concatenate([[0], np.cumsum(np.bincount(ranks))])[ranks]
            found[int(t)] = below / len(ranks)
        return found

    # ------------------------------------------------------------ levels

    def committed(self, levels: Sequence[int]) -> dict[str, int]:
        """Return the levels of the parties' options at a state, by name."""
        return {self.case.variables[n].id: int(levels[n]) for n in self.options}

    def undertakings(self, levels: Sequence[int], options: Sequence[int]) -> tuple[Undertaking, ...]:
        """Return what changes between the status quo and some levels, of some options."""
        found = []
        for n in options:
            variable, before, after = self.case.variables[n], self.start[n], int(levels[n])
            if before != after:
                found.append(
                    Undertaking(str(variable.actor), variable.id, variable.levels[before], variable.levels[after])
                )
        return tuple(found)
