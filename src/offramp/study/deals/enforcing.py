"""What holds a deal: no party gains by breaking its clause, and third parties come along and stay."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Policy
from offramp.play.movers import Mover
from offramp.stability.concepts import best_move
from offramp.study.deals.bargain import Bargain
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Board
from offramp.study.playing.kinds import kinds_of

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Enforcing:
    """In which worlds which targets hold.

    Parameters
    ----------
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States.
    report : callable
        Told of progress.
    """

    def __init__(self, bargain: Bargain, targets: Longs, report: Report = silent) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.targets = targets
        self.report = report

    @cached_property
    def held(self) -> list[tuple[Bools, Longs]]:
        """For each party: in which of its ways of deciding it holds to which target, and each world's way."""
        found = []
        for i in self.bargain.parties:
            distinct, which = self.bargain.views(i)
            table = np.empty((len(distinct), len(self.targets)), dtype=bool)
            for k, row in enumerate(distinct):
                mover = self.bargain.mover(i, row)
                table[k] = (best_move(mover.game, i, mover.expected) <= mover.own)[self.targets]
            found.append((table, which))
        return found

    @cached_property
    def stays(self) -> tuple[Bools, Longs]:
        """In which joint ways of deciding third parties come along and stay in the outcome, and each world's way."""
        worlds = self.ensemble.worlds
        third = list(self.bargain.third)
        if not third:
            return np.ones((1, len(self.targets)), dtype=bool), np.zeros(len(worlds), dtype=np.int64)
        seen = worlds.believed[:, third][:, :, third].reshape(len(worlds), -1)
        first, which = kinds_of([*worlds.foresight[:, third].T, *seen.T])
        table = np.empty((len(first), len(self.targets)), dtype=bool)
        clauses = self.clauses()
        for done, (levels, columns) in enumerate(clauses.items()):
            self.report("third parties", done, len(clauses))
            board = self.board(levels)
            for k, w in enumerate(first):
                table[k, columns] = self.stay(board, int(w), columns)
        return table, which

    def clauses(self) -> dict[tuple[int, ...], list[int]]:
        """Return the targets, by position, for each combination of the parties' levels."""
        found: dict[tuple[int, ...], list[int]] = {}
        for position, state in enumerate(self.targets):
            levels = tuple(int(self.ensemble.space.levels[state, n]) for n in self.bargain.options)
            found.setdefault(levels, []).append(position)
        return found

    def board(self, levels: tuple[int, ...]) -> Board:
        """Return the game that is left to third parties while the parties' options stand at some levels."""
        names = [self.ensemble.space.variables[n].id for n in self.bargain.options]
        committed = dict(zip(names, levels, strict=True))
        return self.ensemble.board(Policy(f"deal {levels}", "", None, self.bargain.asked.between, committed, {}, ()))

    def stay(self, board: Board, w: int, columns: Sequence[int]) -> list[bool]:
        """Tell to which targets third parties come along, and never lead out of the outcome, in one world."""
        worlds = self.ensemble.worlds
        parties = set(self.bargain.parties)
        movers = []
        for i in self.bargain.third:
            concept = worlds.concepts[i][worlds.foresight[w, i]]
            seen = [0 if j in parties else int(t) for j, t in enumerate(worlds.believed[w, i])]
            movers.append(self.ensemble.mover(board, i, concept, seen))
        found = []
        for position in columns:
            target = board.space.state(self.ensemble.space.levels[self.targets[position]])
            comes = self.surely_comes(movers, board, target)
            found.append(comes and self.never_leaves(movers, board, target))
        return found

    def surely_comes(self, movers: list[Mover], board: Board, target: int) -> bool:
        """Tell whether third parties' play leads to a target for sure, once the parties have taken their steps.

        It does if the target can be reached from every state that play can come to before it.
        """
        start = board.setting.start
        if start < 0 or start == target:
            return start == target
        after: dict[int, list[int]] = {}
        waiting = [start]
        while waiting:
            state = waiting.pop()
            if state in after or state == target:
                continue
            final = board.setting.final[state]
            after[state] = [] if final else [t for mover in movers for t in mover.targets(state)]
            waiting.extend(after[state])
        leading = {target}
        while grown := {state for state, ends in after.items() if state not in leading and leading & set(ends)}:
            leading |= grown
        return set(after) <= leading

    def never_leaves(self, movers: list[Mover], board: Board, start: int) -> bool:
        """Tell whether third parties' play never leads from a state out of the outcome."""
        seen, waiting = {start}, [start]
        while waiting:
            state = waiting.pop()
            if self.ensemble.outcome[board.base[state]] != self.bargain.goal:
                return False
            if board.setting.final[state]:
                continue
            for target in (t for mover in movers for t in mover.targets(state)):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return True

    @cached_property
    def enforceable(self) -> Floats:
        """The weight of worlds in which each target holds."""
        tables = [*self.held, self.stays]
        first, which = kinds_of([where for _, where in tables])
        weight = np.bincount(which, self.ensemble.worlds.weight)
        total = np.zeros(len(self.targets))
        for w, share in zip(first, weight, strict=True):
            total += share * np.logical_and.reduce([table[where[w]] for table, where in tables])
        return total

    def holding(self, position: int) -> Bools:
        """Tell in which worlds one target holds, as a (worlds,) array."""
        return np.asarray(np.logical_and.reduce([table[where, position] for table, where in [*self.held, self.stays]]))
