"""Deals: joint targets that every party gains from and nobody gains by leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Policy
from offramp.game.labels import Labels, level_names, levels_of
from offramp.game.moves import successors
from offramp.play.movers import Mover
from offramp.stability.concepts import best_move
from offramp.study.deals.steps import Sequence as Order
from offramp.study.deals.steps import best_orders, changes_of
from offramp.study.playing.courses import Report, course_of, silent
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.play import Course, Played
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results import Breaks, Deal, DealsResult, DealStep, Party, Undertaking
from offramp.study.summing import outcome_number, provenance

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

MOST_DEALS = 12
LEAST_WEIGHT = 0.01
"""Types of a smaller weight are left out of worst cases."""
METHOD = (
    "Every feasible state of the outcome is a target. A party's clause holds all its options at the target's levels; "
    "it breaks the clause if it has a credible improvement. Third parties must come along of their own accord."
)


def deals(ensemble: Ensemble, *, report: Report = silent, most: int = MOST_DEALS) -> DealsResult:
    """Return the Pareto-best deals that reach the case's outcome, out of all targets.

    A target is a feasible state of the wanted outcome with the clocks as they stand, in which nothing is undone that
    cannot be undone. Targets are compared by how surely they hold, by what each party gains and by how much is asked;
    those that are beaten are left out.

    Raises
    ------
    CaseError
        E064 if the case asks for no deals or has no status quo; E062 if no state reaches the outcome.
    """
    return _Search(ensemble, report).result(most)


class _Search:
    def __init__(self, ensemble: Ensemble, report: Report) -> None:
        case = ensemble.case
        if not case.deal_parties or case.deal_outcome is None:
            hint = "add `deals: {between: [...], reach: outcome}`"
            raise CaseError([Mistake("E064", "the case does not say which deals to look for", case.file, hint=hint)])
        self.ensemble = ensemble
        self.report = report
        self.start = ensemble.require_status_quo()
        self.parties = tuple(case.actor_ids.index(actor) for actor in case.deal_parties)
        self.third = tuple(i for i in range(len(case.actor_ids)) if i not in self.parties)
        self.targets = self.find_targets()
        self.course: Course = course_of(ensemble, NO_POLICY, report)
        self.labels = Labels(case)

    def find_targets(self) -> Longs:
        case, space = self.ensemble.case, self.ensemble.space
        wanted = self.ensemble.outcome == outcome_number(case, case.deal_outcome)
        for n, variable in enumerate(space.variables):
            level = space.levels[:, n]
            if variable.actor is None:
                wanted = wanted & (level == self.start[n])
            elif variable.direction != "both":
                wanted = wanted & (level >= self.start[n] if variable.direction == "up" else level <= self.start[n])
        found = np.flatnonzero(wanted)
        if not len(found):
            hint = "loosen the outcome's condition or the rules under `impossible` that exclude it"
            message = f"no state that can still be reached is {case.deal_outcome} with the clocks as they stand"
            raise CaseError([Mistake("E062", message, case.file, hint=hint)])
        return found

    # ------------------------------------------------------------ what holds

    @cached_property
    def board(self) -> Board:
        """The game with nobody committed."""
        return self.ensemble.board(NO_POLICY)

    def views(self, i: int) -> tuple[Longs, Longs]:
        """Return the distinct ways an actor decides (concept, then types as it takes them), and each world's."""
        worlds = self.ensemble.worlds
        rows = np.concatenate([worlds.foresight[:, [i]], worlds.believed[:, i]], axis=1)
        distinct, which = np.unique(rows, axis=0, return_inverse=True)
        return distinct, which.reshape(-1)

    def mover(self, i: int, row: Longs) -> Mover:
        """Return an actor's behaviour in the game with nobody committed."""
        concept = self.ensemble.worlds.concepts[i][int(row[0])]
        return self.ensemble.mover(self.board, i, concept, [int(t) for t in row[1:]])

    @cached_property
    def held(self) -> list[tuple[Bools, Longs]]:
        """For each party: in which of its ways of deciding it holds to which target, and each world's way."""
        found = []
        for i in self.parties:
            distinct, which = self.views(i)
            table = np.empty((len(distinct), len(self.targets)), dtype=bool)
            for k, row in enumerate(distinct):
                mover = self.mover(i, row)
                table[k] = (best_move(mover.game, i, mover.expected) <= mover.own)[self.targets]
            found.append((table, which))
        return found

    @cached_property
    def stays(self) -> tuple[Bools, Longs]:
        """In which joint ways of deciding third parties come along and stay in the outcome, and each world's way."""
        worlds = self.ensemble.worlds
        third = list(self.third)
        if not third:
            return np.ones((1, len(self.targets)), dtype=bool), np.zeros(len(worlds), dtype=np.int64)
        seen = worlds.believed[:, third][:, :, third].reshape(len(worlds), -1)
        rows = np.concatenate([worlds.foresight[:, third], seen], axis=1)
        distinct, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        table = np.empty((len(distinct), len(self.targets)), dtype=bool)
        clauses = self.clauses()
        for done, (levels, columns) in enumerate(clauses.items()):
            self.report("third parties", done, len(clauses))
            policy = Policy(f"deal {levels}", "", None, self.ensemble.case.deal_parties, self.committed(levels), {}, ())
            board = self.ensemble.board(policy)
            for k, w in enumerate(first):
                table[k, columns] = self.stay(board, int(w), columns)
        return table, which.reshape(-1)

    def clauses(self) -> dict[tuple[int, ...], list[int]]:
        """Return the targets, by position, for each combination of the parties' levels."""
        options = self.options()
        found: dict[tuple[int, ...], list[int]] = {}
        for position, state in enumerate(self.targets):
            levels = tuple(int(self.ensemble.space.levels[state, n]) for n in options)
            found.setdefault(levels, []).append(position)
        return found

    def options(self) -> list[int]:
        """Return the positions of the parties' options."""
        actors = self.ensemble.case.deal_parties
        return [n for n, v in enumerate(self.ensemble.space.variables) if v.actor in actors]

    def third_options(self) -> list[int]:
        """Return the positions of the third parties' options."""
        parties = self.options()
        return [n for n, v in enumerate(self.ensemble.space.variables) if v.actor is not None and n not in parties]

    def committed(self, levels: tuple[int, ...]) -> dict[str, int]:
        names = [self.ensemble.space.variables[n].id for n in self.options()]
        return dict(zip(names, levels, strict=True))

    def stay(self, board: Board, w: int, columns: Sequence[int]) -> list[bool]:
        """Tell to which targets third parties come along, and never lead out of the outcome, in one world."""
        worlds = self.ensemble.worlds
        parties = set(self.parties)
        movers = []
        for i in self.third:
            concept = worlds.concepts[i][worlds.foresight[w, i]]
            seen = [0 if j in parties else int(t) for j, t in enumerate(worlds.believed[w, i])]
            movers.append(self.ensemble.mover(board, i, concept, seen))
        goal = self.ensemble.outcome[self.targets[0]]
        found = []
        for position in columns:
            target = board.space.state(self.ensemble.space.levels[self.targets[position]])
            comes = self.surely_comes(movers, board, target)
            found.append(comes and self.never_leaves(movers, board, target, int(goal)))
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

    def never_leaves(self, movers: list[Mover], board: Board, start: int, goal: int) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            state = waiting.pop()
            if self.ensemble.outcome[board.base[state]] != goal:
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
        keys = np.stack([which for _, which in [*self.held, self.stays]], axis=1)
        distinct, where = np.unique(keys, axis=0, return_inverse=True)
        weight = np.bincount(where.reshape(-1), self.ensemble.worlds.weight)
        total = np.zeros(len(self.targets))
        for row, share in zip(distinct, weight, strict=True):
            holds = np.logical_and.reduce([t[k] for (t, _), k in zip([*self.held, self.stays], row, strict=True)])
            total += share * holds
        return total

    # ------------------------------------------------------------ what it is worth

    @cached_property
    def gains(self) -> Floats:
        """For each party, the chances of better, equal and worse at each target: a (parties, 3, targets) array."""
        found = np.zeros((len(self.parties), 3, len(self.targets)))
        for p, i in enumerate(self.parties):
            for played, t, share in self.without(i):
                ranks = self.ensemble.ranks[i][t]
                sign = np.sign(ranks[self.targets][None, :] - ranks[played.ends][:, None])
                for column, s in enumerate((1, 0, -1)):
                    found[p, column] += share * (played.shares @ (sign == s))
        return found

    def without(self, i: int) -> list[tuple[Played, int, float]]:
        """Return the courses of play without a deal, each with a type of the actor and the weight of such worlds."""
        worlds = self.ensemble.worlds
        keys = np.stack([self.course.which, worlds.types[:, i]], axis=1)
        distinct, where = np.unique(keys, axis=0, return_inverse=True)
        weight = np.bincount(where.reshape(-1), worlds.weight)
        return [(self.course.played[c], int(t), float(w)) for (c, t), w in zip(distinct, weight, strict=True)]

    def worst_without(self, i: int) -> float:
        """Return the lowest standing of where play may end without a deal, over the actor's types of weight."""
        standings = self.standings_of[i]
        ends = ((standings[t], played) for played, t, _ in self.without(i) if t in standings)
        return min(float(s[played.ends].min()) for s, played in ends)

    @cached_property
    def asked(self) -> Longs:
        """For each party, the level changes asked at each target: a (parties, targets) array."""
        space = self.ensemble.space
        changed = np.abs(space.levels[self.targets].astype(np.int64) - np.array(self.start))
        owner = [v.actor for v in space.variables]
        actors = self.ensemble.case.deal_parties
        return np.stack([changed[:, [n for n, a in enumerate(owner) if a == actor]].sum(axis=1) for actor in actors])

    def standings(self, i: int) -> dict[int, Floats]:
        """Return, for each type of weight, the share of states that the actor ranks below each state."""
        chances = self.ensemble.doubts.truth[i]
        found = {}
        for t in np.flatnonzero(chances >= min(LEAST_WEIGHT, chances.max())):
            ranks = self.ensemble.ranks[i][int(t)]
            below = np.concatenate([[0], np.cumsum(np.bincount(ranks))])[ranks]
            found[int(t)] = below / len(ranks)
        return found

    # ------------------------------------------------------------ the answer

    def result(self, most: int) -> DealsResult:
        merits = np.concatenate(
            [[self.enforceable], self.gains[:, 0] - self.gains[:, 2], -self.asked.sum(axis=0)[None]]
        )
        best = pareto(merits)
        order = sorted(best, key=lambda k: (-self.enforceable[k], -merits[1:-1, k].min(), self.asked[:, k].sum(), k))
        described = []
        for done, position in enumerate(order[:most]):
            self.report("steps of deals", done, min(most, len(order)))
            described.append(self.describe(position))
        case = self.ensemble.case
        return DealsResult(
            between=case.deal_parties,
            reach=str(case.deal_outcome),
            targets=len(self.targets),
            deals=tuple(described),
            provenance=provenance(self.ensemble, METHOD),
        )

    def describe(self, position: int) -> Deal:
        state = int(self.targets[position])
        space = self.ensemble.space
        levels = levels_of(space, state)
        orders = self.orders(levels)
        steps = tuple(self.steps(order) for order in orders)
        table, which = self.stays
        return Deal(
            id=state,
            label=self.labels.state(levels),
            levels=level_names(space.variables, levels),
            undertakings=self.undertakings(levels, self.options()),
            third_parties=self.undertakings(levels, self.third_options()),
            enforceable=float(self.enforceable[position]),
            parties={a: self.party(p, position, orders) for p, a in enumerate(self.ensemble.case.deal_parties)},
            third_parties_stay=float(self.ensemble.worlds.weight @ table[which, position]),
            orders=steps,
            breaks=self.breaks(position),
        )

    def undertakings(self, levels: tuple[int, ...], options: Sequence[int]) -> tuple[Undertaking, ...]:
        found = []
        for n in options:
            variable, before, after = self.ensemble.space.variables[n], self.start[n], levels[n]
            if before != after:
                found.append(
                    Undertaking(str(variable.actor), variable.id, variable.levels[before], variable.levels[after])
                )
        return tuple(found)

    def party(self, p: int, position: int, orders: Sequence[Order]) -> Party:
        i = self.parties[p]
        table, which = self.held[p]
        standings = self.standings_of[i]
        better, equal, worse = (float(x) for x in self.gains[p, :, position])
        return Party(
            enforceable=float(self.ensemble.worlds.weight @ table[which, position]),
            better=better,
            equal=equal,
            worse=worse,
            worst_with=min(float(s[self.targets[position]]) for s in standings.values()),
            worst_without=self.worst_without(i),
            changes=int(self.asked[p, position]),
            exposure=orders[0].exposure[p] if orders else 0.0,
        )

    def breaks(self, position: int) -> tuple[Breaks, ...]:
        """Return the moves by which parties would leave a target, heaviest first."""
        weight: dict[tuple[int, int], float] = {}
        state = int(self.targets[position])
        for p, i in enumerate(self.parties):
            table, which = self.held[p]
            distinct, _ = self.views(i)
            shares = np.bincount(which, self.ensemble.worlds.weight, minlength=len(distinct))
            for k in np.flatnonzero(~table[:, position] & (shares > 0)):
                mover = self.mover(i, distinct[k])
                target = max(mover.credible(state), key=lambda t: (mover.own[t], -t))
                weight[i, target] = weight.get((i, target), 0.0) + float(shares[k])
        before = levels_of(self.ensemble.space, state)
        return tuple(
            Breaks(
                self.ensemble.case.actor_ids[i], share, self.labels.change(before, levels_of(self.board.space, target))
            )
            for (i, target), share in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:4]
        )

    # ------------------------------------------------------------ the steps

    def orders(self, goal: tuple[int, ...]) -> tuple[Order, ...]:
        options = self.options()
        reached = tuple(goal[n] if n in options else level for n, level in enumerate(self.start))
        adjacent = tuple(v.adjacent for v in self.ensemble.space.variables)
        return best_orders(self.start, changes_of(self.start, reached, adjacent), self.exposure)

    def exposure(self, levels: tuple[int, ...]) -> tuple[float, ...] | None:
        """Return how far each party can be left below the status quo at a point on the way, as a share of states.

        The worst over its types of weight, whether the others stop there or one of them exploits it by a move that
        improves its own lot.
        """
        state = self.ensemble.space.state(levels)
        if state < 0:
            return None
        if state not in self._exposed:
            self._exposed[state] = tuple(self.exposed(i, state) for i in self.parties)
        return self._exposed[state]

    @cached_property
    def _exposed(self) -> dict[int, tuple[float, ...]]:
        return {}

    def exposed(self, i: int, state: int) -> float:
        start = self.ensemble.space.state(self.start)
        reached = np.array([state, *self.exploits(i, state)])
        standings = self.standings_of[i].values()
        return max(max(0.0, float(s[start] - s[reached].min())) for s in standings)

    @cached_property
    def standings_of(self) -> Mapping[int, dict[int, Floats]]:
        """The standings of every actor; see :meth:`standings`."""
        return {i: self.standings(i) for i in range(len(self.ensemble.case.actor_ids))}

    def exploits(self, i: int, state: int) -> set[int]:
        """Return the states to which any other actor would move for its own good, in some type of weight."""
        found: set[int] = set()
        for j in range(len(self.ensemble.case.actor_ids)):
            if j == i:
                continue
            for t in self.standings_of[j]:
                ranks = self.ensemble.ranks[j][t]
                found.update(s for s in self.neighbours(j, state) if ranks[s] > ranks[state])
        return found

    def neighbours(self, j: int, state: int) -> list[int]:
        return successors(self.board.moves, j, state, len(self.ensemble.space))

    def steps(self, order: Order) -> tuple[DealStep, ...]:
        levels = list(self.start)
        found = []
        for change in order.steps:
            levels[change.variable] = change.after
            exposure = self.exposure(tuple(levels)) or ()
            variable = self.ensemble.space.variables[change.variable]
            found.append(
                DealStep(
                    str(variable.actor),
                    variable.id,
                    variable.levels[change.before],
                    variable.levels[change.after],
                    dict(zip(self.ensemble.case.deal_parties, exposure, strict=True)),
                )
            )
        return tuple(found)


def pareto(merits: Floats) -> list[int]:
    """Return the columns of a (merits, candidates) array that no other column beats; of equal ones, the first."""
    rounded = np.round(merits, 9)
    _, first = np.unique(rounded, axis=1, return_index=True)
    candidates = rounded[:, first]
    kept = []
    for k in range(len(first)):
        beats = (candidates >= candidates[:, [k]]).all(axis=0) & (candidates > candidates[:, [k]]).any(axis=0)
        if not beats.any():
            kept.append(int(first[k]))
    return kept
