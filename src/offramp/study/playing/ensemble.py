"""A case in all its worlds: what is computed once and shared by every question that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import LOOKS_AT_OTHERS, Doubts, doubts_of
from offramp.beliefs.drawing import BLOCK, MOST_WORLDS, SAMPLES, Draw, worlds_of
from offramp.beliefs.worlds import Worlds, alternatives_in
from offramp.case.expressions import holds
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy
from offramp.game.game import Game
from offramp.game.moves import Moves, improving, moves_of
from offramp.game.preferences import dense, ranks_of
from offramp.game.states import BUDGET, Space, enumerate_states
from offramp.play.chain import Setting, setting_of
from offramp.play.movers import Mover, Repertoire
from offramp.stability.concepts import CONCEPTS
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.stages import NO_POLICY, Track, legs_of, track_of

if TYPE_CHECKING:
    from offramp.study.playing.play import Course, Played
    from offramp.study.results import Kept

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Board:
    """The states and moves that are left under some commitments.

    Attributes
    ----------
    key : str
        Its name: the policy, and whose commitments are lifted.
    space : Space
        The states.
    moves : Moves
        The moves of each actor's free options.
    base : (states,) int array
        Each state's number among all feasible states of the case.
    setting : Setting
        Clocks, dates and the window; play starts from the status quo as the commitments turn it.
    """

    key: str
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
        self.kept: dict[str, Mapping[str, Kept]] = {}
        self.solved: dict[tuple[bytes, bool], Played] = {}
        self._boards: dict[tuple[str, frozenset[str]], Board] = {}
        self._tracks: dict[tuple[str, tuple[int, ...]], Track] = {}
        self._alike: dict[tuple[str, int], Longs] = {}
        self._same: dict[tuple[str, int], Longs] = {}
        self._movers: dict[tuple[str, int, str, tuple[int, ...]], Mover] = {}
        self._repertoires: dict[str, Repertoire] = {}
        self._ways: dict[tuple[str, int], dict[tuple[int, ...], int]] = {}

    @cached_property
    def draw(self) -> Draw:
        """How the worlds are drawn, block by block; all are listed if that takes no more than was asked for."""
        return Draw(self.doubts, self.seed, self.samples, max(self.samples, MOST_WORLDS))

    @cached_property
    def worlds(self) -> Worlds:
        """Worlds for close study: all of them if they are few, else the first block; the same for every policy."""
        return worlds_of(self.doubts, seed=self.seed, samples=min(self.samples, BLOCK))

    @cached_property
    def alternatives(self) -> dict[str, Longs]:
        """For each question, the alternative that is true in each world."""
        return self.truth(self.worlds)

    def truth(self, worlds: Worlds) -> dict[str, Longs]:
        """Return, for each question, the alternative that is true in each of some worlds."""
        return dict(alternatives_in(self.doubts, worlds, self.case))

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
            name = " without ".join([policy.id, *sorted(dropped)])
            self._boards[key] = Board(name, space, moves, base, setting_of(self.case, space, start))
        return self._boards[key]

    def track(self, policy: Policy, answers: Sequence[int] = ()) -> Track:
        """Return the boards that a policy leads through, given what is learned under it."""
        key = (policy.id, tuple(answers))
        if key not in self._tracks:
            named = {known.id: known for known in self.policies}
            self._tracks[key] = track_of(self, legs_of(self.case, named, policy, answers))
        return self._tracks[key]

    def require_status_quo(self) -> tuple[int, ...]:
        """Return the status quo, or say that the question needs one."""
        if self.case.status_quo is None:
            hint = "add `status_quo:` with the levels that are not the lowest"
            raise CaseError([Mistake("E064", "this question needs a status quo", self.case.file, hint=hint)])
        return self.case.status_quo

    def ways(self, board: Board, worlds: Worlds) -> tuple[Longs, Repertoire]:
        """Return how every actor acts on a board in every world, by number, and the ways that the numbers stand for.

        Costs one judgement of the board's states for each kind of view that an actor has and had not before.
        """
        actors = len(self.case.actor_ids)
        repertoire = self._repertoires.setdefault(board.key, Repertoire(len(board.space)))
        pick = np.empty((len(worlds), actors), dtype=np.int64)
        for i in range(actors):
            columns = self._view(board, worlds, i)
            first, which = kinds_of(columns)
            known = self._ways.setdefault((board.key, i), {})
            rows = np.stack([column[first] for column in columns], axis=1).tolist()
            numbers = np.empty(len(first), dtype=np.int64)
            for kind, row in enumerate(rows):
                key = tuple(row)
                if key not in known:
                    known[key] = repertoire.number(*self._choice(board, i, list(CONCEPTS)[row[0]], row[1:]))
                numbers[kind] = known[key]
            pick[:, i] = numbers[which]
        return pick, repertoire

    def _view(self, board: Board, worlds: Worlds, actor: int) -> list[Longs]:
        """Return an actor's concept and the types it reckons with, world by world; types that act alike are one."""
        names = list(CONCEPTS)
        concept = np.array([names.index(c) for c in worlds.concepts[actor]])[worlds.foresight[:, actor]]
        looks = np.array([name in LOOKS_AT_OTHERS for name in names])[concept]
        columns = [concept]
        for j in range(len(self.case.actor_ids)):
            taken = worlds.believed[:, actor, j]
            own = j == actor
            columns.append(self.same(board, j)[taken] if own else np.where(looks, self.alike(board, j)[taken], 0))
        return columns

    def _choice(self, board: Board, actor: int, concept: str, types: Sequence[int]) -> tuple[Longs, Ints]:
        game = Game(self.case.actor_ids, board.space, board.moves, self.ranks_on(board, types))
        mover = Mover(game, actor, concept, self.case.behaviour[self.case.actor_ids[actor]].chooses)
        return mover.row, mover.chosen

    def mover(self, board: Board, actor: int, concept: str, types: Sequence[int]) -> Mover:
        """Return an actor's behaviour on a board, given the types that it takes all actors to have."""
        looks = concept in LOOKS_AT_OTHERS
        seen = tuple(
            int(t) if j == actor else int(self.alike(board, j)[t]) if looks else 0 for j, t in enumerate(types)
        )
        key = (board.key, actor, concept, seen)
        if key not in self._movers:
            game = Game(self.case.actor_ids, board.space, board.moves, self.ranks_on(board, seen))
            choice = self.case.behaviour[self.case.actor_ids[actor]].chooses
            self._movers[key] = Mover(game, actor, concept, choice)
        return self._movers[key]

    def alike(self, board: Board, actor: int) -> Longs:
        """Return, for each type of an actor, the first type whose moves improve its lot in exactly the same cases.

        To the others, who only reckon with improving moves, such types are one.
        """
        key = (board.key, actor)
        if key not in self._alike:
            self._alike[key] = self._first(board, actor, lambda ranks: improving(board.moves, actor, ranks))
        return self._alike[key]

    def same(self, board: Board, actor: int) -> Longs:
        """Return, for each type of an actor, the first type with the same order of a board's states."""
        key = (board.key, actor)
        if key not in self._same:
            self._same[key] = self._first(board, actor, lambda ranks: dense(ranks).tobytes())
        return self._same[key]

    def _first(self, board: Board, actor: int, key_of: Callable[[Ints], bytes]) -> Longs:
        first: dict[bytes, int] = {}
        numbers = [first.setdefault(key_of(ranks[board.base]), t) for t, ranks in enumerate(self.ranks[actor])]
        return np.array(numbers, dtype=np.int64)

    def ranks_on(self, board: Board, types: Sequence[int]) -> Ints:
        """Return every actor's ranks of a board's states, given everybody's type."""
        return np.stack([self.ranks[j][t][board.base] for j, t in enumerate(types)])

    def game(self, types: Sequence[int]) -> Game:
        """Return the game without any commitments in which all actors have the given types."""
        board = self.board(NO_POLICY) if self.case.status_quo is not None else None
        moves = board.moves if board else moves_of(self.space, self.case.actor_ids)
        return Game(self.case.actor_ids, self.space, moves, np.stack([self.ranks[j][t] for j, t in enumerate(types)]))
