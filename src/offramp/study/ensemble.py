"""A case in all its worlds: what is computed once and shared by every question that is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import LOOKS_AT_OTHERS, SAMPLES, Doubts, Worlds, alternatives_in, doubts_of, worlds_of
from offramp.case.expressions import holds
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy
from offramp.game.game import Game
from offramp.game.moves import Moves, improving, moves_of
from offramp.game.preferences import ranks_of
from offramp.game.states import BUDGET, Space, enumerate_states
from offramp.play.chain import Setting, setting_of
from offramp.play.movers import Mover

if TYPE_CHECKING:
    from offramp.study.playing import Course

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_POLICY = Policy("no policy", "no policy", "Everybody does as before.", (), {}, {}, ())


@dataclass(frozen=True, eq=False)
class Board:
    """The states and moves that are left under some commitments.

    Attributes
    ----------
    space : Space
        The states.
    moves : Moves
        The moves of each actor's free options.
    base : (states,) int array
        Each state's number among all feasible states of the case.
    setting : Setting
        Clocks, dates and the window; play starts from the status quo as the commitments turn it.
    """

    space: Space
    moves: Moves
    base: Longs
    setting: Setting


class Ensemble:
    """A case in all its worlds.

    Parameters
    ----------
    case : Case
        The case.
    seed : int
        For everything that is sampled.
    samples : int
        How many worlds to draw where there are too many to list.
    budget : int
        The most combinations of levels.

    Raises
    ------
    CaseError
        E063 if there are too many combinations.
    """

    def __init__(self, case: Case, *, seed: int = 0, samples: int = SAMPLES, budget: int = BUDGET) -> None:
        self.case = case
        self.seed = seed
        self.samples = samples
        self.budget = budget
        self.space = enumerate_states(case, budget=budget)
        self.doubts: Doubts = doubts_of(case, seed=seed)
        self.courses: dict[str, Course] = {}
        self._boards: dict[tuple[str, frozenset[str]], Board] = {}
        self._alike: dict[tuple[str, int], Longs] = {}
        self._movers: dict[tuple[str, int, str, tuple[int, ...]], Mover] = {}

    @cached_property
    def worlds(self) -> Worlds:
        """The worlds, listed or sampled; the same for every policy."""
        return worlds_of(self.doubts, seed=self.seed, samples=self.samples)

    @cached_property
    def alternatives(self) -> dict[str, Longs]:
        """For each question, the alternative that is true in each world."""
        return dict(alternatives_in(self.doubts, self.worlds, self.case))

    @cached_property
    def ranks(self) -> tuple[tuple[Ints, ...], ...]:
        """For each actor and type, the rank of every feasible state."""
        return tuple(tuple(ranks_of(order, self.space.columns) for order in t.orders) for t in self.doubts.types)

    @cached_property
    def outcome(self) -> Longs:
        """For each feasible state the number of its outcome; the number of outcomes stands for none of these."""
        found = np.full(len(self.space), len(self.case.outcomes), dtype=np.int64)
        for number in reversed(range(len(self.case.outcomes))):
            found[holds(self.case.outcomes[number].when, self.space.columns)] = number
        return found

    @cached_property
    def final(self) -> Bools:
        """For each feasible state, whether play stops there."""
        final = np.array([*(outcome.final for outcome in self.case.outcomes), False])
        return np.asarray(final[self.outcome])

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The case's policies, after `no policy`, with which they are compared."""
        return (NO_POLICY, *self.case.policies)

    def policy(self, name: str) -> Policy:
        """Return a policy by its name."""
        return next(policy for policy in self.policies if policy.id == name)

    def board(self, policy: Policy, *, without: Iterable[str] = ()) -> Board:
        """Return the states and moves under a policy, leaving out the commitments of some actors."""
        dropped = frozenset(without) & frozenset(policy.by)
        key = (policy.id, dropped)
        if key not in self._boards:
            kept = {o: c for o, c in policy.commitments.items() if o.partition(".")[0] not in dropped}
            space = enumerate_states(self.case, kept, budget=self.budget)
            start = space.state(self.require_status_quo())
            moves = moves_of(space, self.case.actor_ids)
            base = self.space.states(space.levels).astype(np.int64)
            self._boards[key] = Board(space, moves, base, setting_of(self.case, space, start))
        return self._boards[key]

    def require_status_quo(self) -> tuple[int, ...]:
        """Return the status quo, or say that the question needs one."""
        if self.case.status_quo is None:
            hint = "add `status_quo:` with the levels that are not the lowest"
            raise CaseError([Mistake("E064", "this question needs a status quo", self.case.file, hint=hint)])
        return self.case.status_quo

    def mover(self, board_key: str, board: Board, actor: int, concept: str, types: Sequence[int]) -> Mover:
        """Return an actor's behaviour on a board, given the types that it takes all actors to have."""
        seen = tuple(
            int(t) if j == actor else int(self.alike(board_key, board, j)[t]) if concept in LOOKS_AT_OTHERS else 0
            for j, t in enumerate(types)
        )
        key = (board_key, actor, concept, seen)
        if key not in self._movers:
            game = Game(self.case.actor_ids, board.space, board.moves, self.ranks_on(board, seen))
            choice = self.case.behaviour[self.case.actor_ids[actor]].chooses
            self._movers[key] = Mover(game, actor, concept, choice)
        return self._movers[key]

    def alike(self, board_key: str, board: Board, actor: int) -> Longs:
        """Return, for each type of an actor, the first type whose moves improve its lot in exactly the same cases.

        To the others, who only reckon with improving moves, such types are one.
        """
        if (board_key, actor) not in self._alike:
            first: dict[bytes, int] = {}
            found = np.zeros(len(self.ranks[actor]), dtype=np.int64)
            for t, ranks in enumerate(self.ranks[actor]):
                found[t] = first.setdefault(improving(board.moves, actor, ranks[board.base]), t)
            self._alike[board_key, actor] = found
        return self._alike[board_key, actor]

    def ranks_on(self, board: Board, types: Sequence[int]) -> Ints:
        """Return every actor's ranks of a board's states, given everybody's type."""
        return np.stack([self.ranks[j][t][board.base] for j, t in enumerate(types)])

    def game(self, types: Sequence[int]) -> Game:
        """Return the game without any commitments in which all actors have the given types."""
        board = self.board(NO_POLICY) if self.case.status_quo is not None else None
        moves = board.moves if board else moves_of(self.space, self.case.actor_ids)
        return Game(self.case.actor_ids, self.space, moves, np.stack([self.ranks[j][t] for j, t in enumerate(types)]))
