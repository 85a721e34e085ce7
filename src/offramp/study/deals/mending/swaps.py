"""The fewest swaps of neighbouring statements in an actor's order after which it does not leave a state."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.mending.dilemma import Answer, Dilemma

Ints = NDArray[np.int8]
Bools = NDArray[np.bool_]

MOST_SWAPS = 20
"""How many of the cheapest orders are listed."""


@dataclass(frozen=True, slots=True)
class Swaps:
    """The cheapest changes of an order.

    Attributes
    ----------
    cost : int or None
        The least number of swaps of neighbours; None if no order will do.
    reversals : tuple of tuple of (int, int)
        For each cheapest order the pairs it reverses: the first would come before the second, and came after it.
    more : bool
        Whether there are further orders as cheap.
    """

    cost: int | None
    reversals: tuple[tuple[tuple[int, int], ...], ...]
    more: bool


def fewest_swaps(dilemma: Dilemma, *, last_stays: bool = False, most: int = MOST_SWAPS) -> Swaps:
    """Return every order of statements nearest to the given one under which no move from a state pays.

    States are compared lexicographically: one is not preferred to another iff nothing speaks for it, or something that
    speaks against it comes before everything that does. Distance is the number of pairs in reversed order, which is
    the number of swaps of neighbours that it takes (Kendall 1938).

    Parameters
    ----------
    dilemma : Dilemma
        Moves and answers. Of the differences only the signs count.
    last_stays : bool
        Whether the last statement must stay last.
    most : int
        How many orders to list.

    Notes
    -----
    Exact, by maximum satisfiability (RC2: Ignatiev, Morgado and Marques-Silva 2019) over one variable for each pair.
    Moves are encoded once an order lets them pay. The worst case is exponential in the statements.
    """
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    signs = np.sign(dilemma.differences).astype(np.int8)
    encoding = _Encoding(signs.shape[1], signs, last_stays)
    formula = WCNF()
    formula.extend(encoding.transitive())
    formula.extend([[pair] for pair in encoding.pairs()], weights=[1] * len(encoding.pairs()))
    found: list[tuple[tuple[int, int], ...]] = []
    cost: int | None = None
    with RC2(formula) as solver:
        while len(found) <= most:
            model = _next_order(solver, encoding, dilemma)
            if model is None or (cost is not None and solver.cost > cost):
                break
            cost = int(solver.cost)
            found.append(encoding.reversed_in(model))
            solver.add_clause([-literal for literal in model])
    return Swaps(cost, tuple(sorted(found[:most])), len(found) > most)


def _next_order(solver: Any, encoding: _Encoding, dilemma: Dilemma) -> list[int] | None:
    """Return the next cheapest order, as the literals of its pairs, under which no move pays; None if there is none."""
    while (model := solver.compute()) is not None:
        pairs = model[: len(encoding.pairs())]
        paying = dilemma.paying(unpreferred(encoding.signs, encoding.order(pairs)))
        if not paying:
            return list(pairs)
        for position in paying:
            for clause in encoding.deterring(dilemma, position):
                solver.add_clause(clause)
    return None


def unpreferred(signs: Ints, order: Sequence[int]) -> Bools:
    """Tell which kinds of states are not preferred under an order: the first statement that differs speaks against."""
    arranged = signs[:, list(order)]
    first = np.argmax(arranged != 0, axis=1)
    return np.asarray(arranged[np.arange(len(arranged)), first] <= 0)


class _Encoding:
    """Orders of statements as truth values: one variable for each pair, true if the pair is in its given order."""

    def __init__(self, size: int, signs: Ints, last_stays: bool) -> None:
        self.size = size
        self.signs = signs
        self.last_stays = last_stays
        self.number = {pair: k for k, pair in enumerate(itertools.combinations(range(size), 2), start=1)}
        self._top = len(self.number)
        self._before: dict[tuple[int, frozenset[int]], int] = {}
        self._fine: dict[int, int] = {}
        self._waiting: list[list[int]] = []
        self._done: set[int] = set()

    def pairs(self) -> range:
        """Return the variables of the pairs."""
        return range(1, len(self.number) + 1)

    def before(self, a: int, b: int) -> int:
        """Return the literal that says that one statement comes before another."""
        return self.number[a, b] if a < b else -self.number[b, a]

    def transitive(self) -> list[list[int]]:
        """Return the clauses that make truth values an order."""
        clauses = []
        for a, b, c in itertools.combinations(range(self.size), 3):
            ab, bc, ac = self.number[a, b], self.number[b, c], self.number[a, c]
            clauses += [[-ab, -bc, ac], [ab, bc, -ac]]
        if self.last_stays:
            clauses += [[self.number[a, self.size - 1]] for a in range(self.size - 1)]
        return clauses

    def order(self, pairs: Sequence[int]) -> list[int]:
        """Return the statements in the order that some truth values give them."""
        later = [0] * self.size
        for (a, b), literal in zip(self.number, pairs, strict=True):
            later[b if literal > 0 else a] += 1
        return sorted(range(self.size), key=later.__getitem__)

    def reversed_in(self, pairs: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Return the pairs that some truth values reverse: what comes first, and what came first before."""
        return tuple((b, a) for (a, b), literal in zip(self.number, pairs, strict=True) if literal < 0)

    # ------------------------------------------------------------ what deters

    @property
    def possible(self) -> Bools:
        """Which kinds of states some order leaves unpreferred."""
        return np.asarray((self.signs < 0).any(axis=1) | (self.signs <= 0).all(axis=1))

    def deterring(self, dilemma: Dilemma, position: int) -> list[list[int]]:
        """Return the clauses that say that a move does not pay; none if they were given before."""
        if position in self._done:
            return []
        self._done.add(position)
        possible = self.possible
        ways = []
        kind = int(dilemma.kind[dilemma.moves[position]])
        if possible[kind]:
            ways.append(self.fine(kind))
        answers = self.easiest(dilemma.answers(position, possible))
        ways.extend(self.both([self.fine(kind) for kind in sorted(answer)]) for answer in answers)
        clauses, self._waiting = [*self._waiting, ways], []
        return clauses

    def easiest(self, answers: Iterable[Answer]) -> list[Answer]:
        """Return the answers that are not harder than another, each without the parts that follow from others."""
        found = {self.hardest(answer) for answer in answers}
        if all(len(answer) == 1 for answer in found):
            kinds = sorted(kind for answer in found for kind in answer)
            return [frozenset([kinds[k]]) for k in _minimal(self.signs[kinds])]
        return [answer for answer in found if not any(other < answer for other in found)]

    def hardest(self, answer: Answer) -> Answer:
        """Return the kinds of an answer that do not follow from others: less speaks for or more against the rest."""
        kinds = sorted(answer)
        return frozenset(kinds[k] for k in _minimal(-self.signs[kinds]))

    def fine(self, kind: int) -> int:
        """Return a literal from which follows that a kind of state is not preferred."""
        if kind not in self._fine:
            speaks_for = frozenset(np.flatnonzero(self.signs[kind] > 0).tolist())
            against = np.flatnonzero(self.signs[kind] < 0).tolist()
            if not speaks_for:
                self._fine[kind] = self.either([])
            else:
                self._fine[kind] = self.either([self.before_all(b, speaks_for) for b in against])
        return self._fine[kind]

    def before_all(self, statement: int, others: frozenset[int]) -> int:
        """Return a literal from which follows that a statement comes before all of some others."""
        key = (statement, others)
        if key not in self._before:
            self._before[key] = self.both([self.before(statement, other) for other in sorted(others)])
        return self._before[key]

    def both(self, literals: list[int]) -> int:
        """Return a literal from which all of some literals follow."""
        if len(literals) == 1:
            return literals[0]
        self._top += 1
        self._waiting += [[-self._top, literal] for literal in literals]
        return self._top

    def either(self, literals: list[int]) -> int:
        """Return a literal from which follows that one of some literals holds; a free one if there are none."""
        if len(literals) == 1:
            return literals[0]
        self._top += 1
        if literals:
            self._waiting.append([-self._top, *literals])
        return self._top


def _minimal(rows: Ints) -> list[int]:
    """Return the positions of the rows that are not at least another row in every column; rows are distinct."""
    kept: list[int] = []
    for k in np.argsort(rows.sum(axis=1), kind="stable"):
        if not kept or not (rows[kept] <= rows[k]).all(axis=1).any():
            kept.append(int(k))
    return kept
