"""Compiled walks over states: what an actor chooses everywhere, and which states play reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.uint8]
Hashes = NDArray[np.uint64]


@compiled
def choose(starts: Longs, targets: Ints, own: Ints, expected: Ints, levels: Levels, every: bool) -> tuple[Longs, Ints]:
    """Return an actor's choice in every state, as slices of one array.

    The moves from state s are `targets[starts[s]:starts[s + 1]]`. A move is credible if what the actor expects of it
    exceeds its rank of s. Of the credible ones the most preferred are chosen, of these the ones that change the fewest
    levels; or all, if `every`.
    """
    states = len(own)
    row = np.zeros(states + 1, dtype=np.int64)
    chosen = np.empty(max(len(targets), 1), dtype=np.int32)
    filled = 0
    for s in range(states):
        first = filled
        best, fewest = np.int32(-1), 1 << 30
        for k in range(starts[s], starts[s + 1]):
            t = targets[k]
            if expected[t] <= own[s]:
                continue
            if not every:
                if own[t] < best:
                    continue
                changes = 0
                for v in range(levels.shape[1]):
                    if levels[t, v] != levels[s, v]:
                        changes += 1
                if own[t] == best and changes > fewest:
                    continue
                if own[t] > best or changes < fewest:
                    best, fewest, filled = own[t], changes, first
            chosen[filled] = t
            filled += 1
        row[s + 1] = filled
    return row, chosen[:filled].copy()


@compiled
def walk(
    start: int,
    final: Bools,
    rows: Ints,
    pick: Longs,
    chosen: Ints,
    paces: Floats,
    clock_pace: Longs,
    clock_next: Longs,
    closes: Longs,
    reopens: Longs,
    closed_when: Bools,
    jumps: Longs,
    closing_date: bool,
) -> tuple[Longs, Bools, Longs, Longs, Floats, Longs]:
    """Return the nodes that play reaches, their transitions, and what each turns into on every date.

    A node is a state, and whether the window is closed. With r = `rows[pick[i]]`, actor i's choice in state s stands
    in `chosen` from r[s] to r[s + 1]; it decides at rate `paces[i]`. Clocks, closing and reopening name their rates by
    position in `paces`, -1 for none. An empty `closed_when` means that the window is no condition. The columns of the
    last result are the dates of `jumps`, then the closing date if there is one.
    """
    states = len(final)
    actors = len(pick)
    number = np.full(2 * states, -1, dtype=np.int64)
    nodes = np.empty(2 * states, dtype=np.int64)
    count = 0
    dates = len(jumps) + (1 if closing_date else 0)
    row = np.zeros(2 * states + 1, dtype=np.int64)
    to = np.empty(1024, dtype=np.int64)
    rate = np.empty(1024)
    turned = np.empty((2 * states, dates), dtype=np.int64) if dates > 0 else np.empty((1, 1), dtype=np.int64)
    closed = len(closed_when) > 0 and closed_when[start]
    code = 2 * start + (1 if closed else 0)
    number[code] = 0
    nodes[0] = code
    count = 1
    filled = 0
    position = 0
    while position < count:
        s = nodes[position] // 2
        shut = nodes[position] % 2
        most = filled + len(clock_pace) + 1
        for i in range(actors):
            most += rows[pick[i], s + 1] - rows[pick[i], s]
        if most > len(to):
            bigger_to = np.empty(2 * most, dtype=np.int64)
            bigger_to[:filled] = to[:filled]
            to = bigger_to
            bigger_rate = np.empty(2 * most)
            bigger_rate[:filled] = rate[:filled]
            rate = bigger_rate
        begin = filled
        if not final[s]:
            for i in range(actors):
                first, last = rows[pick[i], s], rows[pick[i], s + 1]
                for k in range(first, last):
                    filled = _add(to, rate, begin, filled, 2 * np.int64(chosen[k]) + shut, paces[i] / (last - first))
            for c in range(len(clock_pace)):
                if clock_pace[c, s] >= 0:
                    filled = _add(to, rate, begin, filled, 2 * clock_next[c, s] + shut, paces[clock_pace[c, s]])
            turn = reopens[s] if shut == 1 else closes[s]
            if len(closed_when) == 0 and turn >= 0:
                filled = _add(to, rate, begin, filled, 2 * s + 1 - shut, paces[turn])
        for k in range(begin, filled):
            to[k], count = _node(to[k], closed_when, number, nodes, count)
        row[position + 1] = filled
        for d in range(dates):
            after = 2 * s + shut
            if not final[s]:
                after = 2 * jumps[d, s] + shut if d < len(jumps) else 2 * s + 1
            turned[position, d], count = _node(after, closed_when, number, nodes, count)
        position += 1
    found = nodes[:count]
    return found // 2, found % 2 == 1, row[: count + 1].copy(), to[:filled].copy(), rate[:filled].copy(), turned[:count]


@compiled
def fingerprints(
    start: int,
    final: Bools,
    rows: Ints,
    picks: Longs,
    chosen: Ints,
    paces: Floats,
    clock_pace: Longs,
    clock_next: Longs,
    closes: Longs,
    reopens: Longs,
    closed_when: Bools,
    jumps: Longs,
    closing_date: bool,
) -> Hashes:
    """Return 128 bits for each of many walks, as a (walks, 2) array: equal for walks that are the same.

    `picks` and `paces` hold one row for each walk. Walks that differ share their bits by chance alone: among a million
    of them with a chance below 1e-26.
    """
    found = np.empty((len(picks), 2), dtype=np.uint64)
    for k in range(len(picks)):
        state, closed, row, to, rate, turned = walk(
            start,
            final,
            rows,
            picks[k],
            chosen,
            paces[k],
            clock_pace,
            clock_next,
            closes,
            reopens,
            closed_when,
            jumps,
            closing_date,
        )
        found[k, 0], found[k, 1] = np.uint64(1469598103934665603), np.uint64(88172645463325252)
        _stir(found[k], (2 * state + closed).astype(np.uint64))
        _stir(found[k], row.astype(np.uint64))
        _stir(found[k], to.astype(np.uint64))
        _stir(found[k], rate.view(np.uint64))
        for d in range(len(jumps) + (1 if closing_date else 0)):
            _stir(found[k], turned[:, d].astype(np.uint64))
    return found


@compiled
def _stir(bits: Hashes, numbers: Hashes) -> None:
    """Mix numbers into 128 bits: two lanes of multiplications modulo 2^64 and shifts."""
    one, other = bits[0], bits[1]
    for number in numbers:
        one = (one ^ number) * np.uint64(0x9E3779B97F4A7C15)
        one ^= one >> np.uint64(29)
        other = (other + number) * np.uint64(0xD6E8FEB86659FD93)
        other ^= other >> np.uint64(32)
    bits[0], bits[1] = one, other


@compiled
def _add(to: Longs, rate: Floats, begin: int, filled: int, target: int, speed: float) -> int:
    """Add a transition to those from `begin`, joining it with one to the same place; return their new end."""
    if speed <= 0.0:
        return filled
    for k in range(begin, filled):
        if to[k] == target:
            rate[k] += speed
            return filled
    to[filled] = target
    rate[filled] = speed
    return filled + 1


@compiled
def _node(code: int, closed_when: Bools, number: Longs, nodes: Longs, count: int) -> tuple[int, int]:
    """Return the number of a node, and how many nodes are known now."""
    if len(closed_when) > 0:
        code = code - code % 2 + (1 if closed_when[code // 2] else 0)
    if number[code] < 0:
        number[code] = count
        nodes[count] = code
        count += 1
    return number[code], count
