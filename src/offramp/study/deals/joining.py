"""Whether third parties come along with a deal and stay: compiled walks over their choices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@compiled
def joined(
    starts: Longs, position: Longs, wanted: Bools, final: Bools, rows: Ints, chosen: Ints, picks: Longs, kept: Bools
) -> Bools:
    """Tell in which joint ways to act play leads from a start to a target for sure, and from there to nothing worse.

    Play leads there for sure if the target can be reached from every state that play can come to before it. Worse is
    what is not wanted, and another target that is not kept.

    Parameters
    ----------
    starts : (clauses,) int array
        States from which play goes on, -1 for none; no two of them lead to one state.
    position : (states,) int array
        Which target each state is, -1 for none.
    wanted, final : (states,) bool array
        The states that play may not leave; the states in which it stops.
    rows, chosen : (ways, states + 1) and int array
        Way w goes from state s to any of `chosen[rows[w, s]:rows[w, s + 1]]`.
    picks : (joint ways, actors) int array
        Which way each actor acts in.
    kept : (joint ways, targets) bool array
        Which targets may follow another.

    Returns
    -------
    (joint ways, targets) bool array
        False for targets that no start leads to. Costs, for each joint way and start, the transitions that play can
        take; for each target among the states that it can come to, as many once more.
    """
    found = np.zeros(kept.shape, dtype=np.bool_)
    number = np.full(len(position), -1, dtype=np.int64)
    nodes = np.empty(64, dtype=np.int64)
    ends = np.empty(256, dtype=np.int64)
    row = np.empty(65, dtype=np.int64)
    for d in range(len(picks)):
        for begin in starts:
            if begin < 0:
                continue
            count, nodes, row, ends = _walked(begin, final, rows, chosen, picks[d], number, nodes, row, ends)
            if count == 1:
                if position[begin] >= 0 and wanted[begin]:
                    found[d, position[begin]] = True
            else:
                into_row, into = _turned(count, row, ends)
                worse = np.zeros(count, dtype=np.bool_)
                for k in range(count):
                    p = position[nodes[k]]
                    if not worse[k] and (not wanted[nodes[k]] or (p >= 0 and not kept[d, p])):
                        _mark_back(k, into_row, into, worse)
                for k in range(count):
                    p = position[nodes[k]]
                    if p >= 0 and wanted[nodes[k]] and not worse[ends[row[k] : row[k + 1]]].any():
                        found[d, p] = _sure(k, count, row, ends, into_row, into)
            for k in range(count):
                number[nodes[k]] = -1
    return found


@compiled
def _walked(
    begin: int,
    final: Bools,
    rows: Ints,
    chosen: Ints,
    pick: Longs,
    number: Longs,
    nodes: Longs,
    row: Longs,
    ends: Longs,
) -> tuple[int, Longs, Longs, Longs]:
    """Return the states that play can come to, and where it goes from each, by their numbers here; the first is 0."""
    nodes[0] = begin
    number[begin] = 0
    row[0] = 0
    count, filled, k = 1, 0, 0
    while k < count:
        s = nodes[k]
        if not final[s]:
            for w in pick:
                for e in range(rows[w, s], rows[w, s + 1]):
                    t = chosen[e]
                    if number[t] < 0:
                        number[t] = count
                        if count == len(nodes):
                            nodes = np.concatenate((nodes, np.empty_like(nodes)))
                            row = np.concatenate((row, np.empty_like(row)))
                        nodes[count] = t
                        count += 1
                    if filled == len(ends):
                        ends = np.concatenate((ends, np.empty_like(ends)))
                    ends[filled] = number[t]
                    filled += 1
        k += 1
        row[k] = filled
    return count, nodes, row, ends


@compiled
def _turned(count: int, row: Longs, ends: Longs) -> tuple[Longs, Longs]:
    """Return from where play comes to each state."""
    into_row = np.zeros(count + 1, dtype=np.int64)
    for e in range(row[count]):
        into_row[ends[e] + 1] += 1
    for k in range(count):
        into_row[k + 1] += into_row[k]
    place = into_row[:count].copy()
    into = np.empty(row[count], dtype=np.int64)
    for k in range(count):
        for e in range(row[k], row[k + 1]):
            into[place[ends[e]]] = k
            place[ends[e]] += 1
    return into_row, into


@compiled
def _mark_back(goal: int, into_row: Longs, into: Longs, marked: Bools) -> None:
    """Mark the states from which a state can be reached, and itself."""
    stack = np.empty(len(marked), dtype=np.int64)
    stack[0] = goal
    marked[goal] = True
    top = 1
    while top > 0:
        top -= 1
        k = stack[top]
        for e in range(into_row[k], into_row[k + 1]):
            if not marked[into[e]]:
                marked[into[e]] = True
                stack[top] = into[e]
                top += 1


@compiled
def _sure(goal: int, count: int, row: Longs, ends: Longs, into_row: Longs, into: Longs) -> bool:
    """Tell whether a state can be reached from every state that play can come to before it."""
    if goal == 0:
        return True
    leading = np.zeros(count, dtype=np.bool_)
    _mark_back(goal, into_row, into, leading)
    passed = np.zeros(count, dtype=np.bool_)
    passed[goal] = True
    passed[0] = True
    stack = np.empty(count, dtype=np.int64)
    stack[0] = 0
    top = 1
    while top > 0:
        top -= 1
        k = stack[top]
        if not leading[k]:
            return False
        for e in range(row[k], row[k + 1]):
            if not passed[ends[e]]:
                passed[ends[e]] = True
                stack[top] = ends[e]
                top += 1
    return True
