"""The order of a deal's steps: which orders leave nobody more exposed than need be."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

MOST_STEPS = 12
MOST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One step: a party takes one of its options from one level to another."""

    variable: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """An order of steps, and for each party the worst point on the way."""

    steps: tuple[Change, ...]
    exposure: tuple[float, ...]


def changes_of(start: tuple[int, ...], goal: tuple[int, ...], adjacent: tuple[bool, ...]) -> tuple[Change, ...]:
    """Return the steps from one state to another; options with adjacent steps change one level at a time."""
    found: list[Change] = []
    for variable, (before, after) in enumerate(zip(start, goal, strict=True)):
        if before == after:
            continue
        direction = 1 if after > before else -1
        points = list(range(before, after + direction, direction)) if adjacent[variable] else [before, after]
        found.extend(Change(variable, a, b) for a, b in itertools.pairwise(points))
    return tuple(found)


def best_orders(
    start: tuple[int, ...],
    changes: tuple[Change, ...],
    exposure: Callable[[tuple[int, ...]], tuple[float, ...] | None],
    *,
    most: int = MOST_ORDERS,
) -> tuple[Sequence, ...]:
    """Return the Pareto-best orders of steps, least total exposure first.

    Parameters
    ----------
    start : tuple of int
        The levels now.
    changes : tuple of Change
        The steps; at most `MOST_STEPS` are ordered.
    exposure : callable
        For a point on the way, how exposed each party is there; None where the point is infeasible.
    most : int
        How many orders to return.

    Notes
    -----
    Exact: dynamic programming over the sets of steps taken so far, keeping for each set the orders whose worst
    points no other order beats in every party. Costs at most two to the number of steps, times the orders kept.
    """
    if not changes or len(changes) > MOST_STEPS:
        return ()
    frontier: dict[frozenset[int], list[Sequence]] = {frozenset(): [Sequence((), (0.0,) * _parties(exposure, start))]}
    known: dict[tuple[int, ...], tuple[float, ...] | None] = {}
    for _ in changes:
        grown: dict[frozenset[int], list[Sequence]] = {}
        for taken, sequences in frontier.items():
            here = _point(start, changes, taken)
            for k, change in enumerate(changes):
                if k in taken or here[change.variable] != change.before:
                    continue
                after = taken | {k}
                point = _point(start, changes, after)
                if point not in known:
                    known[point] = exposure(point)
                cost = known[point]
                if cost is not None:
                    longer = [_extend(sequence, change, cost) for sequence in sequences]
                    grown[after] = _undominated([*grown.get(after, []), *longer])
        frontier = grown
    ends = [sequence for sequences in frontier.values() for sequence in sequences]
    return tuple(sorted(ends, key=lambda s: (sum(s.exposure), max(s.exposure)))[:most])


def _parties(exposure: Callable[[tuple[int, ...]], tuple[float, ...] | None], start: tuple[int, ...]) -> int:
    return len(exposure(start) or ())


def _point(start: tuple[int, ...], changes: tuple[Change, ...], taken: frozenset[int]) -> tuple[int, ...]:
    levels = list(start)
    for k in sorted(taken):
        levels[changes[k].variable] = changes[k].after
    return tuple(levels)


def _extend(sequence: Sequence, change: Change, cost: tuple[float, ...]) -> Sequence:
    worst = tuple(max(a, b) for a, b in zip(sequence.exposure, cost, strict=True))
    return Sequence((*sequence.steps, change), worst)


def _undominated(sequences: list[Sequence]) -> list[Sequence]:
    """Return one sequence for each vector of exposures that no other is at least as good as."""
    kept: list[Sequence] = []
    for one in sorted(sequences, key=lambda s: (sum(s.exposure), s.exposure)):
        if not any(all(a <= b for a, b in zip(other.exposure, one.exposure, strict=True)) for other in kept):
            kept.append(one)
    return kept
