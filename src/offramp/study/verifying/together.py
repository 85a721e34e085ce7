"""Whether deals hold in whole worlds: all parties at once, and third parties with them; from the definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.playing.ensemble import Ensemble
from offramp.study.verifying.ways import Judged, Way, orders_in, way_in_each

MOST_GAMES = 64
"""How many games are kept in mind at once."""


class OutOfBudgetError(Exception):
    """So many verdicts were given that no more are."""


@dataclass(slots=True)
class Weights:
    """How often something holds: the weight of worlds in which it surely does, and of those that were not judged."""

    sure: float = 0.0
    open: float = 0.0

    def fits(self, told: float, close: float) -> bool:
        """Tell whether a weight lies between what was confirmed and what is left open."""
        return self.sure - close <= told <= self.sure + self.open + close

    def add(self, verdict: bool | None, weight: float) -> None:
        """Count the worlds of a verdict; None if it was not given."""
        if verdict is None:
            self.open += weight
        elif verdict:
            self.sure += weight


@dataclass(slots=True)
class Held:
    """What was found of one deal.

    Attributes
    ----------
    holds : Weights
        All parties hold to it, and third parties come along and stay.
    joins, rests : Weights
        Third parties come along and stay; they moreover leave it as it is.
    error : float or None
        The standard error of the weight in which it holds; None if some worlds were not judged.
    """

    holds: Weights = field(default_factory=Weights)
    joins: Weights = field(default_factory=Weights)
    rests: Weights = field(default_factory=Weights)
    error: float | None = None


class Together:
    """Judges deals world by world.

    Third parties come along if, with the parties' options at the deal's levels and everything else as it stands, their
    play leads to the target for sure. They stay if it leads from there neither out of the outcome nor to a state at
    which a party would break its clause.

    Parameters
    ----------
    there : Ensemble
        The case in its worlds.
    oracle : Oracle
        Its states and moves.
    judged : Judged
        What parties do at some states.
    most : int
        The most verdicts on what third parties would do, and on parties where third parties may lead; as many walks.
    """

    def __init__(self, there: Ensemble, oracle: Oracle, judged: Judged, most: int) -> None:
        assert there.case.deals is not None
        assert there.case.status_quo is not None
        self.there, self.case, self.oracle, self.judged = there, there.case, oracle, judged
        self.parties = there.case.deals.between
        self.reach = there.case.deals.reach
        self.start: State = there.case.status_quo
        owners = {v.actor for v in self.case.variables}
        self.third = [a for a in self.case.actor_ids if a in owners and a not in self.parties]
        self.still = not self.third
        self.most, self.spent = most, 0
        self.number = {state: n for n, state in enumerate(oracle.states)}
        self.where = list(zip(*(way_in_each(there, a) for a in [*self.parties, *self.third]), strict=True))
        self.weight = defaultdict[tuple[Way, ...], float](float)
        for ways, weight in zip(self.where, there.worlds.weight.tolist(), strict=True):
            if weight > 0:
                self.weight[ways] += weight
        self.game = lru_cache(MOST_GAMES)(self._game)
        self.seen = lru_cache(MOST_GAMES)(lambda types: oracle.with_orders(orders_in(there, types)))
        self._bases: dict[State, Oracle] = {}
        self._next: dict[tuple[Way, State], set[State]] = {}

    def held(self, states: Sequence[int], *, thirds: bool = True) -> dict[int, Held]:
        """Return, for each of some states, how often it holds, as far as it can be judged.

        Parameters
        ----------
        states : sequence of int
            Targets, by number.
        thirds : bool
            Whether to judge third parties; else what they do is left open, unless they can do nothing.
        """
        found = {n: Held() for n in states}
        holds: dict[tuple[tuple[Way, ...], int], bool | None] = {}
        for ways, weight in sorted(self.weight.items(), key=lambda item: -item[1]):
            for n in states:
                keep = self.parties_hold(ways, n)
                joins, rests = self.third_parties(ways, n) if thirds or self.still else (None, None)
                holds[ways, n] = _all([keep, joins])
                found[n].holds.add(holds[ways, n], weight)
                found[n].joins.add(joins, weight)
                found[n].rests.add(rests, weight)
        for n, held in found.items():
            if held.holds.open == 0:
                held.error = self.there.worlds.error(
                    np.array([bool(holds.get((ways, n))) for ways in self.where], float)
                )
        return found

    def parties_hold(self, ways: tuple[Way, ...], n: int) -> bool | None:
        """Tell whether no party has a credible improvement at a state; None if that was not judged."""
        return _all([self.judged.stays.get((way, n)) for way in ways[: len(self.parties)]])

    # ------------------------------------------------------------ third parties

    def third_parties(self, ways: tuple[Way, ...], n: int) -> tuple[bool | None, bool | None]:
        """Tell whether third parties come along with a deal and stay, and whether they also leave it as it is."""
        if self.still:
            return True, True
        try:
            self.spend()
            target = self.oracle.states[n]
            joins = self.come(ways, target) and self.stay(ways, target)
            return joins, joins and not self.after(ways, target, target)
        except OutOfBudgetError:
            return None, None

    def come(self, ways: tuple[Way, ...], target: State) -> bool:
        """Tell whether the target can be reached from wherever third parties lead before it."""
        pairs = zip(self.case.variables, self.start, target, strict=True)
        begin = tuple(then if v.actor in self.parties else now for v, now, then in pairs)
        state_of = self.base(self.clause(target)).state_of
        if begin not in state_of:
            return False
        ends: dict[State, set[State]] = {}
        waiting = [state_of[begin]]
        while waiting:
            state = waiting.pop()
            if state != target and state not in ends:
                ends[state] = self.after(ways, state, target)
                waiting += ends[state]
        sure, grown = {target}, True
        while grown:
            more = {s for s, then in ends.items() if s not in sure and then & sure}
            sure, grown = sure | more, bool(more)
        return set(ends) <= sure

    def stay(self, ways: tuple[Way, ...], target: State) -> bool:
        """Tell whether third parties lead from a target to nothing but the outcome, at states that no party leaves."""
        passed: set[State] = set()
        waiting = [*self.after(ways, target, target)]
        while waiting:
            state = waiting.pop()
            if state in passed:
                continue
            passed.add(state)
            if self.outcome(state) != self.reach or not self.keep(ways, state):
                return False
            waiting += self.after(ways, state, target)
        return True

    def keep(self, ways: tuple[Way, ...], state: State) -> bool:
        """Tell whether no party has a credible improvement at any state."""
        whole = self.oracle.state_of[state]
        n = self.number[whole]
        for way in ways[: len(self.parties)]:
            if (way, n) not in self.judged.stays:
                self.spend()
                actor, concept, types = way
                self.judged.stays[way, n] = not self.seen(types).credible_improvements(actor, whole, concept)
        return self.parties_hold(ways, n) is True

    def after(self, ways: tuple[Way, ...], state: State, target: State) -> set[State]:
        """Return where third parties go from a state while the parties hold to a target."""
        if any(o.id == self.outcome(state) and o.final for o in self.case.outcomes):
            return set()
        return {t for way in ways[len(self.parties) :] for t in self.chosen(way, state, target)}

    def chosen(self, way: Way, state: State, target: State) -> set[State]:
        """Return an actor's best credible improvements, of equal ones those with the fewest changes; or all of them."""
        key = (way, state)
        if key not in self._next:
            self.spend()
            actor, concept, types = way
            game = self.game(self.clause(target), types)
            merits = {
                t: (game.worth(actor, t), -sum(x != y for x, y in zip(state, t, strict=True)))
                for t in game.credible_improvements(actor, state, concept)
            }
            best = max(merits.values(), default=None)
            every = self.case.behaviour[actor].chooses == "any"
            self._next[key] = {t for t, merit in merits.items() if every or merit == best}
        return self._next[key]

    def clause(self, target: State) -> State:
        """Return the levels of the parties' options."""
        return tuple(x for v, x in zip(self.case.variables, target, strict=True) if v.actor in self.parties)

    def base(self, clause: State) -> Oracle:
        """Return the game in which the parties' options are held, with any orders."""
        if clause not in self._bases:
            names = [v.id for v in self.case.variables if v.actor in self.parties]
            self._bases[clause] = Oracle(self.case, self.oracle.orders, dict(zip(names, clause, strict=True)))
        return self._bases[clause]

    def _game(self, clause: State, types: tuple[int, ...]) -> Oracle:
        return self.base(clause).with_orders(orders_in(self.there, types))

    def outcome(self, state: State) -> str | None:
        """Return the outcome of a state, None if it has none."""
        levels = self.oracle.levels(state)
        return next((o.id for o in self.case.outcomes if true_at(o.when, levels)), None)

    def spend(self) -> None:
        """Count one more verdict or walk."""
        if self.spent >= self.most:
            raise OutOfBudgetError
        self.spent += 1


def _all(verdicts: Sequence[bool | None]) -> bool | None:
    """Tell whether all are so: not if one is not; None if that hangs on one that was not given."""
    if False in verdicts:
        return False
    return None if None in verdicts else True
