"""The least changes of an actor's scores after which it does not leave a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from offramp.study.deals.mending.dilemma import Dilemma

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

MOST_SHIFTS = 10
"""How many of the cheapest changes are listed."""
MOST_NODES = 20_000
"""How far a search branches before it is given up."""
CLOSE = 1e-6
"""By how much, for each unit of the largest cost there can be, costs may differ and count as equal."""
DIGITS = 6
"""New numbers are rounded to as many digits."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """The cheapest changes of scores.

    Attributes
    ----------
    cost : float
        The least sum of changes, up or down.
    numbers : tuple of tuple of float
        New numbers that cost so much: one solution for each least set of numbers that change.
    more : bool
        Whether there are further such sets.
    """

    cost: float
    numbers: tuple[tuple[float, ...], ...]
    more: bool


class TooHard(Exception):
    """A search that was given up: it branches too much, or its binaries are not whole enough to be fixed."""


def least_shifts(dilemma: Dilemma, numbers: Sequence[float], *, most: int = MOST_SHIFTS) -> Shifts | None:
    """Return the least changes of numbers under which no move from a state pays.

    A state is worth the sum of the numbers whose conditions hold in it. There is always a solution: without any
    numbers all states are worth the same, and nothing pays.

    Parameters
    ----------
    dilemma : Dilemma
        Moves and answers; the differences are those of the conditions, -1, 0 or 1.
    numbers : sequence of float
        The numbers of the conditions.
    most : int
        How many sets of numbers to list.

    Returns
    -------
    Shifts or None
        None if the search branches more than `MOST_NODES` times, or numbers differ too much in size to be sure.

    Notes
    -----
    A mixed-integer linear program, with one binary for each kind of state that must not be worth more. It costs at
    most U, the sum of all numbers without their signs, so no difference between two states changes by more; a bound
    that is lifted by U and by its present size binds nothing (the "big M" is exact). Sets that change are found
    smallest first among solutions of the least cost, and excluded with all that contain them. With binaries fixed,
    costs are found once more, so that tolerance for whole numbers does not enter them.
    """
    program = _Program(np.asarray(dilemma.differences, dtype=np.float64), np.asarray(numbers, dtype=np.float64))
    try:
        return _listed(dilemma, program, most)
    except TooHard:
        return None


def _listed(dilemma: Dilemma, program: _Program, most: int) -> Shifts:
    _, cost = _sound(dilemma, program, program.cheapest)
    room = CLOSE * (1 + program.limit)
    found: list[tuple[float, ...]] = []
    while len(found) <= most:
        changed, paid = _sound(dilemma, program, lambda: program.fewest(cost + room))
        if changed is None or paid > cost + room:
            break
        moved = np.abs(changed) > room
        new = np.where(moved, np.round(program.numbers + changed, DIGITS) + 0.0, program.numbers)
        found.append(tuple(new.tolist()))
        program.exclude(np.flatnonzero(moved))
        if cost <= room:
            break
    return Shifts(max(0.0, round(cost, DIGITS)), tuple(found[:most]), len(found) > most)


def _sound(dilemma: Dilemma, program: _Program, search: Callable[[], Floats | None]) -> tuple[Floats | None, float]:
    """Return the first solution under which no move pays, and its cost; moves are put in once they pay."""
    while (changed := search()) is not None:
        worth = dilemma.differences @ (program.numbers + changed)
        demanded = [program.deter(dilemma, position) for position in dilemma.paying(worth <= CLOSE)]
        if not any(demanded):
            return changed, float(np.abs(changed).sum())
    return None, np.inf


@dataclass(eq=False)
class _Program:
    """A linear program over the changes of numbers, up and down, and whether each changes; then what it takes.

    Columns: `size` rises, `size` falls, `size` binaries for what changes, then what deterring needs.
    """

    differences: Floats
    numbers: Floats
    binary: list[bool] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float]] = field(default_factory=list)
    """Sums of columns that are at most a bound."""
    fine: dict[int, int] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        size = len(self.numbers)
        self.limit = float(np.abs(self.numbers).sum())
        self.binary = [False] * (2 * size) + [True] * size
        for k in range(size):
            self.rows.append(({k: 1.0, size + k: 1.0, 2 * size + k: -self.limit}, 0.0))

    def deter(self, dilemma: Dilemma, position: int) -> bool:
        """Demand that a move does not pay; tell whether that was not demanded before."""
        if position in self.done:
            return False
        self.done.add(position)
        ways = [self.unpreferred(int(dilemma.kind[dilemma.moves[position]]))]
        every = np.ones(len(self.differences), dtype=bool)
        for answer in sorted(dilemma.answers(position, every), key=sorted):
            kinds = [self.unpreferred(kind) for kind in sorted(answer)]
            ways.append(kinds[0] if len(kinds) == 1 else self.all_of(kinds))
        self.rows.append((dict.fromkeys(ways, -1.0), -1.0))
        return True

    def unpreferred(self, kind: int) -> int:
        """Return a binary that can only be one if a kind of state is not worth more than the state that is left."""
        if kind not in self.fine:
            column = self.column(True)
            size, weights = len(self.numbers), self.differences[kind]
            now = float(weights @ self.numbers)
            most = abs(now) + self.limit
            row = {column: most}
            for k in np.flatnonzero(weights):
                row[int(k)], row[size + int(k)] = float(weights[k]), -float(weights[k])
            self.rows.append((row, most - now))
            self.fine[kind] = column
        return self.fine[kind]

    def all_of(self, columns: Iterable[int]) -> int:
        """Return a column that is at most each of some binaries."""
        column = self.column(False)
        self.rows += [({column: 1.0, one: -1.0}, 0.0) for one in columns]
        return column

    def column(self, binary: bool) -> int:
        """Add a column."""
        self.binary.append(binary)
        return len(self.binary) - 1

    def exclude(self, changed: NDArray[np.int64]) -> None:
        """Demand that not all of some numbers change."""
        size = len(self.numbers)
        self.rows.append(({2 * size + int(k): 1.0 for k in changed}, len(changed) - 1.0))

    # ------------------------------------------------------------ solving

    def cheapest(self) -> Floats | None:
        """Return changes of the least cost."""
        return self.changes(self.costs(), [])

    def fewest(self, most: float) -> Floats | None:
        """Return changes of as few numbers as can be for a cost; None if there are none."""
        size = len(self.numbers)
        goal = np.zeros(len(self.binary))
        goal[2 * size : 3 * size] = 1.0
        return self.changes(goal, [(dict.fromkeys(range(2 * size), 1.0), most)])

    def costs(self) -> Floats:
        """Return what a unit of each column costs."""
        size = len(self.numbers)
        return np.concatenate([np.ones(2 * size), np.zeros(len(self.binary) - 2 * size)])

    def changes(self, goal: Floats, further: list[tuple[dict[int, float], float]]) -> Floats | None:
        """Return the changes that are best for a goal, as cheap as its binaries allow; None if there are none."""
        binary = np.array(self.binary)
        high = np.where(np.arange(len(binary)) < 2 * len(self.numbers), max(self.limit, 1.0), 1.0)
        found = self.solve(goal, further, np.zeros(len(binary)), high, binary)
        if found is None:
            return None
        low = np.where(binary, np.round(found), 0.0)
        fixed = self.solve(self.costs(), [], low, np.where(binary, low, high), np.zeros(len(binary), dtype=bool))
        if fixed is None:
            raise TooHard
        size = len(self.numbers)
        return np.asarray(fixed[:size] - fixed[size : 2 * size])

    def solve(
        self, goal: Floats, further: list[tuple[dict[int, float], float]], low: Floats, high: Floats, whole: Bools
    ) -> Floats | None:
        """Return the best values of the columns; None if nothing meets the rows."""
        rows = [*self.rows, *further]
        at = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
        r, c, v = zip(*at, strict=True)
        table = coo_array((v, (r, c)), shape=(len(rows), len(self.binary))).tocsr()
        found = milp(
            goal,
            integrality=whole.astype(np.int64),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(table, ub=np.array([bound for _, bound in rows])),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return None
        if found.status != 0:
            raise TooHard
        return np.asarray(found.x)
