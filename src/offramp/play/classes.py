"""Classes of nodes that lead to each other, and what play does until it has left some of them for good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.stability.compiled import compiled

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]


@compiled
def classes_of(row: Longs, to: Longs) -> tuple[Longs, Longs, Longs]:
    """Return the strongly connected classes of a graph (Tarjan 1972).

    Returns
    -------
    number : (nodes,) int array
        The class of each node. No transition leads to a class of a higher number.
    begin : (classes + 1,) int array
    members : (nodes,) int array
        The nodes of class c are `members[begin[c]:begin[c + 1]]`.
    """
    nodes = len(row) - 1
    number = np.full(nodes, -1, dtype=np.int64)
    begin = np.zeros(nodes + 1, dtype=np.int64)
    members = np.empty(nodes, dtype=np.int64)
    met = np.full(nodes, -1, dtype=np.int64)
    lowest = np.zeros(nodes, dtype=np.int64)
    edge = row[:-1].copy()
    path = np.empty(nodes, dtype=np.int64)
    open_nodes = np.empty(nodes, dtype=np.int64)
    deep, opened, clock, count, filled = 0, 0, 0, 0, 0
    for root in range(nodes):
        if met[root] >= 0:
            continue
        path[0], deep = root, 1
        while deep > 0:
            n = path[deep - 1]
            if met[n] < 0:
                met[n] = lowest[n] = clock
                clock += 1
                open_nodes[opened] = n
                opened += 1
            if edge[n] < row[n + 1]:
                t = to[edge[n]]
                edge[n] += 1
                if met[t] < 0:
                    path[deep] = t
                    deep += 1
                elif number[t] < 0:
                    lowest[n] = min(lowest[n], met[t])
                continue
            deep -= 1
            if deep > 0:
                lowest[path[deep - 1]] = min(lowest[path[deep - 1]], lowest[n])
            if lowest[n] == met[n]:
                last = -1
                while last != n:
                    opened -= 1
                    last = open_nodes[opened]
                    number[last] = count
                    members[filled] = last
                    filled += 1
                count += 1
                begin[count] = filled
    return number, begin[: count + 1].copy(), members


@compiled
def closed_of(row: Longs, to: Longs, number: Longs, classes: int) -> Bools:
    """Return, for each class, whether it is never left."""
    closed = np.ones(classes, dtype=np.bool_)
    for n in range(len(number)):
        for k in range(row[n], row[n + 1]):
            if number[to[k]] != number[n]:
                closed[number[n]] = False
    return closed


@compiled
def occupied(row: Longs, to: Longs, rate: Floats, begin: Longs, members: Longs, inside: Bools, now: Floats) -> Floats:
    """Return the expected months in each of some nodes until play has left them, from a distribution over them.

    Classes are solved one after the other, in the order in which play passes them; a class of several nodes is one
    dense linear system. The nodes hold no class that is never left.
    """
    months = np.where(inside, now, 0.0)  # first what flows into each node, then the months in it
    place = np.full(len(inside), -1, dtype=np.int64)
    for c in range(len(begin) - 2, -1, -1):
        here = _inside(members[begin[c] : begin[c + 1]], inside)
        if len(here) == 1:
            months[here[0]] /= _leaving(row, to, rate, here[0])
        elif len(here) > 1:
            months[here] = np.linalg.solve(_balance(row, to, rate, here, place).T.copy(), months[here])
        for n in here:
            place[n] = 0
        for n in here:
            for k in range(row[n], row[n + 1]):
                if inside[to[k]] and place[to[k]] < 0:
                    months[to[k]] += months[n] * rate[k]
        for n in here:
            place[n] = -1
    return np.maximum(months, 0.0)


@compiled
def hitting(row: Longs, to: Longs, rate: Floats, begin: Longs, members: Longs, inside: Bools, target: Bools) -> Floats:
    """Return the chance, from each of some nodes, that play leaves them for a target; 0 elsewhere."""
    chance = np.zeros(len(inside))
    place = np.full(len(inside), -1, dtype=np.int64)
    for c in range(len(begin) - 1):
        here = _inside(members[begin[c] : begin[c + 1]], inside)
        for n in here:
            place[n] = 0
        for n in here:
            for k in range(row[n], row[n + 1]):
                if target[to[k]]:
                    chance[n] += rate[k]
                elif inside[to[k]] and place[to[k]] < 0:
                    chance[n] += rate[k] * chance[to[k]]
        if len(here) == 1:
            chance[here[0]] /= _leaving(row, to, rate, here[0])
        elif len(here) > 1:
            chance[here] = np.linalg.solve(_balance(row, to, rate, here, place), chance[here])
        for n in here:
            place[n] = -1
    return chance


@compiled
def _inside(members: Longs, inside: Bools) -> Longs:
    return members[inside[members]]


@compiled
def _leaving(row: Longs, to: Longs, rate: Floats, n: int) -> float:
    """Return how fast a node is left."""
    speed = 0.0
    for k in range(row[n], row[n + 1]):
        if to[k] != n:
            speed += rate[k]
    return speed


@compiled
def _balance(row: Longs, to: Longs, rate: Floats, here: Longs, place: Longs) -> Floats:
    """Return the negative generator among the nodes of one class; `place` is overwritten for them."""
    size = len(here)
    for k in range(size):
        place[here[k]] = k
    found = np.zeros((size, size))
    for k in range(size):
        n = here[k]
        for e in range(row[n], row[n + 1]):
            found[k, k] += rate[e]
            if place[to[e]] >= 0:
                found[k, place[to[e]]] -= rate[e]
    return found
