"""What the others can leave of an improvement: one sweep over the states for each actor and concept.

Everything the others can do to actor i's improvement s1 enters through one number, m(s1): the least worth, to i, of
s1 itself and of the ends of the others' legal sequences from s1. The worth of an end is i's rank of it (GMR, SEQ) or
the best that i can make of it by one move more (SMR, SSEQ). States are taken in order of worth, worst first, and each
passes its worth backwards along the others' moves to all states that have none yet. Every array is indexed by state.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

NONE = -1
END = np.iinfo(np.int32).max


@compiled
def ascending(key: Ints) -> Ints:
    """Return the states in ascending order of a key from 0 without large gaps; equal keys keep their order."""
    states = len(key)
    largest = 0
    for s in range(states):
        largest = max(largest, key[s])
    place = np.zeros(largest + 2, dtype=np.int64)
    for s in range(states):
        place[key[s] + 1] += 1
    for k in range(1, largest + 2):
        place[k] += place[k - 1]
    order = np.empty(states, dtype=np.int32)
    for s in range(states):
        order[place[key[s]]] = s
        place[key[s]] += 1
    return order


@compiled
def ordered_members(ranks: Ints, start: Longs, members: Ints) -> Ints:
    """Return the members of every block in ascending order of its actor's ranks, each beside its rank."""
    states = ranks.shape[1]
    ordered = np.empty((len(members), 2), dtype=np.int32)
    for b in range(len(start) - 1):
        own = members[start[b] : start[b + 1]]
        worth = ranks[start[b] // states][own]
        order = np.argsort(worth, kind="mergesort")
        for k in range(len(own)):
            ordered[start[b] + k, 0] = own[order[k]]
            ordered[start[b] + k, 1] = worth[order[k]]
    return ordered


# ---------------------------------------------------------------- transitive moves


@compiled
def sweep_blocks(
    focal: int, key: Ints, order: Ints, block: Ints, start: Longs, members: Ints, into_start: Longs, into: Ints
) -> Ints:
    """Return m for transitive moves of any kind; `block` has a row for each state, as all rows here.

    Who can move from one state of a block can move from all, so a block is passed once, whole.
    """
    states, actors = block.shape
    m = np.full(states, NONE, dtype=np.int32)
    passed = np.zeros(len(start) - 1, dtype=np.bool_)
    both_ways = len(into) == len(passed)
    stack = np.empty(states, dtype=np.int32)
    for s in order:
        if m[s] != NONE:
            continue
        m[s] = key[s]
        stack[0] = s
        top = 1
        while top > 0:
            top -= 1
            y = stack[top]
            for j in range(actors):
                if j == focal:
                    continue
                b = block[y, j]
                low, high = (b, b + 1) if both_ways else (into_start[b], into_start[b + 1])
                for k in range(low, high):
                    a = k if both_ways else into[k]
                    if passed[a]:
                        continue
                    passed[a] = True
                    for p in range(start[a], start[a + 1]):
                        x = members[p]
                        if m[x] == NONE:
                            m[x] = key[s]
                            stack[top] = x
                            top += 1
    return m


@compiled
def sweep_credible(
    focal: int,
    key: Ints,
    order: Ints,
    block: Ints,
    ranks: Ints,
    start: Longs,
    ordered: Ints,
    into_start: Longs,
    into: Ints,
) -> Ints:
    """Return m for transitive moves that improve the mover's lot.

    The members of a block stand in ascending rank, so those that an improving move can have left come first. Each
    block keeps the place and the rank of its first member that is not passed.
    """
    states, actors = block.shape
    m = np.full(states, NONE, dtype=np.int32)
    blocks = len(start) - 1
    both_ways = len(into) == blocks
    front = np.empty((blocks, 2), dtype=np.int32)
    for b in range(blocks):
        front[b, 0] = start[b]
        front[b, 1] = ordered[start[b], 1]
    stack = np.empty(states, dtype=np.int32)
    for s in order:
        if m[s] != NONE:
            continue
        m[s] = key[s]
        stack[0] = s
        top = 1
        while top > 0:
            top -= 1
            y = stack[top]
            for j in range(actors):
                if j == focal:
                    continue
                b = block[y, j]
                low, high = (b, b + 1) if both_ways else (into_start[b], into_start[b + 1])
                for k in range(low, high):
                    a = k if both_ways else into[k]
                    while front[a, 1] < ranks[y, j]:
                        p = front[a, 0]
                        front[a, 0] = p + 1
                        front[a, 1] = ordered[p + 1, 1] if p + 1 < start[a + 1] else END
                        x = ordered[p, 0]
                        if m[x] == NONE:
                            m[x] = key[s]
                            stack[top] = x
                            top += 1
    return m


@compiled
def best_blocks(focal: int, value: Ints, block: Ints, out_start: Longs, out: Ints, blocks: int) -> Ints:
    """Return, for each state, the greatest value among the states the focal actor can move to; NONE without any."""
    states = block.shape[1]
    first = np.full(blocks, NONE, dtype=np.int32)
    second = np.full(blocks, NONE, dtype=np.int32)
    holder = np.full(blocks, NONE, dtype=np.int32)
    for s in range(states):
        b = block[focal, s]
        if value[s] > first[b]:
            second[b] = first[b]
            first[b] = value[s]
            holder[b] = s
        elif value[s] > second[b]:
            second[b] = value[s]
    best = np.full(states, NONE, dtype=np.int32)
    for s in range(states):
        b = block[focal, s]
        for k in range(out_start[b], out_start[b + 1]):
            a = out[k]
            v = second[a] if holder[a] == s else first[a]
            best[s] = max(best[s], v)
    return best


# ---------------------------------------------------------------- moves as lists


@compiled
def sweep_arcs(focal: int, credible: bool, key: Ints, order: Ints, ranks: Ints, into_start: Longs, into: Ints) -> Ints:
    """Return m where moves are not transitive: nobody moves twice in a row, so each state is settled twice.

    A state is first settled by sequences that begin with one mover, which therefore may not have moved just before;
    once sequences with two different first movers, or none at all, lead from it, everybody may have.
    """
    actors, states = ranks.shape
    free = actors
    m = np.full(states, NONE, dtype=np.int32)
    first_mover = np.full(states, NONE, dtype=np.int32)
    entered = np.zeros((states, actors), dtype=np.bool_)
    stack = np.empty(3 * states + 1, dtype=np.int32)
    for s in order:
        if first_mover[s] == free:
            continue
        if m[s] == NONE:
            m[s] = key[s]
        first_mover[s] = free
        stack[0] = s
        top = 1
        while top > 0:
            top -= 1
            y = stack[top]
            for j in range(actors):
                if j == focal or j == first_mover[y] or entered[y, j]:
                    continue
                entered[y, j] = True
                for k in range(into_start[j * states + y], into_start[j * states + y + 1]):
                    x = into[k]
                    if credible and ranks[j, x] >= ranks[j, y]:
                        continue
                    if first_mover[x] == NONE:
                        m[x] = key[s]
                        first_mover[x] = j
                    elif first_mover[x] != j and first_mover[x] != free:
                        first_mover[x] = free
                    else:
                        continue
                    stack[top] = x
                    top += 1
    return m


@compiled
def best_arcs(focal: int, value: Ints, out_start: Longs, out: Ints) -> Ints:
    """Return, for each state, the greatest value among the states the focal actor can move to; NONE without any."""
    states = len(value)
    best = np.full(states, NONE, dtype=np.int32)
    for s in range(states):
        for k in range(out_start[focal * states + s], out_start[focal * states + s + 1]):
            best[s] = max(best[s], value[out[k]])
    return best
