"""The feasible states of a case, as arrays."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from offramp.case.commitments import order_of
from offramp.case.expressions import Choice, Columns, holds, level_of
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Variable

BUDGET = 2**22
"""How many combinations of levels are listed at the most, unless told otherwise."""


@dataclass(frozen=True, eq=False)
class Space:
    """The feasible states, and where each combination of free levels is among them.

    Attributes
    ----------
    variables : tuple of Variable
        The coordinates: options, then clocks.
    levels : (states, variables) uint8 array
        The level of every variable in every state.
    free : tuple of int
        Positions of the variables that are not fixed by a commitment.
    strides : tuple of int
        For each free variable, what one level adds to a state's code.
    codes : (states,) int64 array
        The state's code: the sum of level times stride over free variables.
    index : (combinations,) int32 array
        From code to state, -1 where infeasible. Merged states share one number.
    merged : bool
        Whether some combinations share a state.
    """

    variables: tuple[Variable, ...]
    levels: NDArray[np.uint8]
    free: tuple[int, ...]
    strides: tuple[int, ...]
    codes: NDArray[np.int64]
    index: NDArray[np.int32]
    merged: bool
    columns: Columns = field(repr=False)

    def __len__(self) -> int:
        return len(self.levels)

    def state(self, levels: tuple[int, ...] | NDArray[np.uint8]) -> int:
        """Return the number of the state with these levels, -1 if it is infeasible."""
        return int(self.index[sum(int(levels[v]) * stride for v, stride in zip(self.free, self.strides, strict=True))])

    def states(self, levels: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return the numbers of many states, given as a (n, variables) array of levels."""
        codes = np.zeros(len(levels), dtype=np.int64)
        for variable, stride in zip(self.free, self.strides, strict=True):
            codes += levels[:, variable].astype(np.int64) * stride
        return self.index[codes]

    def only(self, kept: NDArray[np.bool_]) -> Space:
        """Return the space of some of the states, in the same order; all others count as infeasible.

        Parameters
        ----------
        kept : (states,) bool array
            Which states stay. Costs one pass over the combinations.
        """
        number = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        index = np.where(self.index >= 0, number[self.index], -1).astype(np.int32)
        columns = {name: column[kept] for name, column in self.columns.items()}
        return replace(self, levels=self.levels[kept], codes=self.codes[kept], index=index, columns=columns)


def combinations(case: Case) -> int:
    """Return how many combinations of levels a case has, feasible or not."""
    count = 1
    for variable in case.variables:
        count *= len(variable.levels)
    return count


def enumerate_states(
    case: Case,
    commitments: Mapping[str, Choice | int] | None = None,
    *,
    apart: Collection[str] = (),
    budget: int = BUDGET,
) -> Space:
    """List the feasible states of a case, under the commitments of a policy if any are given.

    Committed options are substituted out: a state is one level for every free variable, and the committed options
    stand at the levels that these imply.

    Parameters
    ----------
    case : Case
        The case.
    commitments : mapping of str to Choice or int, optional
        The level each committed option is held at, as a function of the others.
    apart : collection of str
        Free variables that are never merged: states are merged only with others that have the same levels of these.
    budget : int
        The most combinations to list. Time and memory grow in proportion to the combinations.

    Returns
    -------
    Space
        The feasible states, in the order of their codes; the first free variable changes fastest.

    Raises
    ------
    CaseError
        E063 if there are more combinations than the budget.
    """
    committed = dict(commitments or {})
    free = tuple(n for n, variable in enumerate(case.variables) if variable.id not in committed)
    sizes = [len(case.variables[n].levels) for n in free]
    count = 1
    for size in sizes:
        count *= size
    if count > budget:
        raise CaseError([_over_budget(case, count, budget)])
    strides = tuple(int(s) for s in np.cumprod([1, *sizes[:-1]], dtype=np.int64)) if sizes else ()
    columns: dict[str, NDArray[np.uint8]] = {}
    every = np.arange(count, dtype=np.int64)
    for n, stride, size in zip(free, strides, sizes, strict=True):
        columns[case.variables[n].id] = ((every // stride) % size).astype(np.uint8)
    if not columns:
        columns[case.variables[0].id] = np.zeros(count, dtype=np.uint8)
    for option in order_of(committed):
        columns[option] = level_of(committed[option], columns)
    feasible = np.ones(count, dtype=bool)
    for rule in case.impossible:
        feasible &= ~holds(rule, columns)
    part = np.zeros(count, dtype=np.int64)
    for n, stride in zip(free, strides, strict=True):
        if case.variables[n].id in apart:
            part += columns[case.variables[n].id] * np.int64(stride)
    return _assemble(case, columns, feasible, free, strides, part)


def _assemble(
    case: Case,
    columns: Mapping[str, NDArray[np.uint8]],
    feasible: NDArray[np.bool_],
    free: tuple[int, ...],
    strides: tuple[int, ...],
    part: NDArray[np.int64],
) -> Space:
    """Number the feasible combinations; a merged class has one number, and classes that overlap are one.

    Classes lie within the combinations that have one number in `part`.
    """
    every = np.arange(len(feasible))
    first = every.copy()
    for rule in case.merge:
        touched = np.zeros(len(every), dtype=bool)
        touched[first[holds(rule, columns) & feasible]] = True
        joined = np.flatnonzero(touched[first])
        _, lowest, which = np.unique(part[joined], return_index=True, return_inverse=True)
        first[joined] = joined[lowest[which]]
    kept = feasible & (first == every)
    index = np.where(feasible, (np.cumsum(kept) - 1)[first], -1).astype(np.int32)
    codes = np.flatnonzero(kept)
    levels = np.stack([columns[v.id][codes] for v in case.variables], axis=1)
    by_name = {v.id: np.ascontiguousarray(levels[:, n]) for n, v in enumerate(case.variables)}
    merged = bool((first != every).any())
    return Space(case.variables, levels, free, strides, codes, index, merged, by_name)


def _over_budget(case: Case, count: int, budget: int) -> Mistake:
    largest = sorted(case.variables, key=lambda v: -len(v.levels))[:4]
    names = ", ".join(f"{v.id} ({len(v.levels)} levels)" for v in largest)
    shown = f"{count:,}" if count < 10**15 else f"about 10^{int(math.log10(count))}"
    hint = (
        f"fix or drop options, or join levels that no preference tells apart; the largest are {names}\n"
        f"or raise the budget: --budget {min(2 ** (count - 1).bit_length(), 2**30)}, at some 40 bytes a combination"
    )
    return Mistake("E063", f"{shown} combinations of levels, over the budget of {budget:,}", case.file, hint=hint)
