"""The definitions, word for word, in plain Python.

This second program shares nothing with the array engine but the case: it lists the states, makes the moves, compares
the preferences and follows legal sequences by itself, one state at a time. It is slow and easy to check by eye. The
tests hold the engine against it, and `verify` re-checks witnesses with it.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping

from offramp.case.expressions import And, At, Constant, Expression, Iff, Not, Or
from offramp.case.model import Case, Holds, Ranking, Scores, Tie
from offramp.game.preferences import Order

State = tuple[int, ...]


def true_at(expression: Expression, levels: Mapping[str, int]) -> bool:
    """Tell whether an expression holds in one state."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, At):
        return levels[expression.variable] in expression.levels
    if isinstance(expression, Not):
        return not true_at(expression.operand, levels)
    if isinstance(expression, And):
        return all(true_at(operand, levels) for operand in expression.operands)
    if isinstance(expression, Or):
        return any(true_at(operand, levels) for operand in expression.operands)
    assert isinstance(expression, Iff)
    return true_at(expression.left, levels) == true_at(expression.right, levels)


class Oracle:
    """A conflict with every actor's order, judged straight from the definitions.

    Parameters
    ----------
    case : Case
        The case.
    orders : mapping of str to Order
        Every actor's preference, with nothing open.
    fixed : mapping of str to int, optional
        The levels at which some variables are held: other combinations do not exist, and states are merged without
        them.
    """

    def __init__(self, case: Case, orders: Mapping[str, Order], fixed: Mapping[str, int] | None = None) -> None:
        self.case = case
        self.orders = orders
        self.names = [variable.id for variable in case.variables]
        self.actors = list(case.actor_ids)
        # combinations in the order of the file, the first variable changing fastest
        held = {variable: [level] for variable, level in (fixed or {}).items()}
        ranges = [held.get(variable.id, range(len(variable.levels))) for variable in reversed(case.variables)]
        self.combinations = [
            combination
            for combination in (tuple(reversed(levels)) for levels in itertools.product(*ranges))
            if not any(true_at(rule, self.levels(combination)) for rule in case.impossible)
        ]
        self.state_of = {combination: combination for combination in self.combinations}
        for rule in case.merge:
            touched = {self.state_of[c] for c in self.combinations if true_at(rule, self.levels(c))}
            joined = [c for c in self.combinations if self.state_of[c] in touched]
            for member in joined:
                self.state_of[member] = joined[0]
        self.states = [c for c in self.combinations if self.state_of[c] == c]
        self.members: dict[State, list[State]] = {}
        for combination in self.combinations:
            self.members.setdefault(self.state_of[combination], []).append(combination)
        self._moves: dict[tuple[str, State], set[State]] = {}
        self._can: dict[tuple[str, State], set[State]] = {}
        self._would: dict[tuple[str, State], set[State]] = {}
        self._worth: dict[tuple[str, State], tuple[float, ...]] = {}
        self._by_order: dict[int, tuple[Order, dict[State, tuple[float, ...]]]] = {}

    def with_orders(self, orders: Mapping[str, Order]) -> Oracle:
        """Return the same states and moves with other orders.

        What does not depend on orders is found once for all that share it: states, moves, what the others can do; and
        so is what a state is worth in an order that several of them have (the same object).
        """
        other = copy.copy(self)
        other.orders = orders
        other._would = {}
        other._worth = {}
        return other

    def levels(self, state: State) -> dict[str, int]:
        """Return a state as a mapping from variable to level."""
        return dict(zip(self.names, state, strict=True))

    # ------------------------------------------------------------ moves

    def moves(self, actor: str, state: State) -> set[State]:
        """Return A_i(s): the states the actor reaches in one move."""
        if (actor, state) not in self._moves:
            origins = self.members[state]
            found = {self.state_of[t] for origin in origins for t in self.steps(actor, origin) if t in self.state_of}
            self._moves[actor, state] = found - {state}
        return self._moves[actor, state]

    def steps(self, actor: str, state: State) -> Iterator[State]:
        """Yield every change of the actor's own options that their directions and steps allow."""
        choices = []
        for variable, now in zip(self.case.variables, state, strict=True):
            if variable.actor != actor:
                choices.append([now])
                continue
            reachable = []
            for then in range(len(variable.levels)):
                if variable.direction == "up" and then < now:
                    continue
                if variable.direction == "down" and then > now:
                    continue
                if variable.adjacent and abs(then - now) > 1:
                    continue
                reachable.append(then)
            choices.append(reachable)
        yield from itertools.product(*choices)

    # ------------------------------------------------------------ preferences

    def worth(self, actor: str, state: State) -> tuple[float, ...]:
        """Return what a state is worth to an actor: compared entry by entry, bigger is better."""
        if (actor, state) not in self._worth:
            order = self.orders[actor]
            _, known = self._by_order.setdefault(id(order), (order, {}))
            if state not in known:
                known[state] = self._evaluate(order, self.levels(state))
            self._worth[actor, state] = known[state]
        return self._worth[actor, state]

    def _evaluate(self, order: Order, levels: Mapping[str, int]) -> tuple[float, ...]:
        if isinstance(order, Ranking):
            for position, members in enumerate(order.classes):
                if true_at(members, levels):
                    return (-position,)
            return (-len(order.classes),)
        if isinstance(order, Scores):
            pairs = zip(order.conditions, order.numbers, strict=True)
            return (round(sum(number for condition, number in pairs if true_at(condition.when, levels)), 9),)
        digits: list[float] = []
        for statement in order:
            if isinstance(statement, Tie):
                digits.append(sum(true_at(s.when, levels) for s in statement.statements))
            else:
                assert isinstance(statement, Holds)
                digits.append(true_at(statement.when, levels))
        return tuple(digits)

    def better(self, actor: str, state: State, than: State) -> bool:
        """Tell whether the actor prefers a state to another, strictly."""
        return self.worth(actor, state) > self.worth(actor, than)

    def improvements(self, actor: str, state: State) -> set[State]:
        """Return A_i+(s): moves to states the actor prefers."""
        return {t for t in self.moves(actor, state) if self.better(actor, t, state)}

    # ------------------------------------------------------------ what the others can do

    def reach(self, actor: str, start: State, *, credible: bool) -> set[State]:
        """Return R_{N-i}(s), the ends of the others' legal sequences; if `credible`, of improving moves only."""
        known = self._would if credible else self._can
        if (actor, start) not in known:
            known[actor, start] = self._follow(actor, start, credible)
        return known[actor, start]

    def _follow(self, actor: str, start: State, credible: bool) -> set[State]:
        others = [other for other in self.actors if other != actor]
        ends: set[State] = set()
        moved: set[tuple[State, str]] = set()  # who has moved from where; once is enough
        waiting: list[tuple[State, str | None]] = [(start, None)]
        while waiting:
            state, last = waiting.pop()
            for mover in others:
                if mover == last or (state, mover) in moved:
                    continue
                moved.add((state, mover))
                after = self.improvements(mover, state) if credible else self.moves(mover, state)
                ends |= after
                waiting.extend((end, mover) for end in after)
        return ends

    # ------------------------------------------------------------ the concepts

    def deters(self, actor: str, state: State, end: State, concept: str) -> bool:
        """Tell whether an end of the others' answer is no better for the actor than the state it left."""
        if self.better(actor, end, state):
            return False
        if concept in ("smr", "sseq"):
            return not any(self.better(actor, escape, state) for escape in self.moves(actor, end))
        return True

    def sanctioned(self, actor: str, state: State, improvement: State, concept: str) -> bool:
        """Tell whether the others can answer an improvement so that it does not pay."""
        if concept == "nash":
            return False
        ends = self.reach(actor, improvement, credible=concept in ("seq", "sseq"))
        return any(self.deters(actor, state, end, concept) for end in ends)

    def stable(self, actor: str, state: State, concept: str) -> bool:
        """Tell whether every improvement of the actor is sanctioned."""
        return all(self.sanctioned(actor, state, s1, concept) for s1 in self.improvements(actor, state))

    def credible_improvements(self, actor: str, state: State, concept: str) -> set[State]:
        """Return C_i(s): improvements that are not sanctioned."""
        return {s1 for s1 in self.improvements(actor, state) if not self.sanctioned(actor, state, s1, concept)}
