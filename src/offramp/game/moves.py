"""The moves of every actor: which states it can reach in one step, and which it can be reached from."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from offramp.game.states import Space

Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Blocks:
    """Transitive moves: an actor moves freely within a block of states, and one way between blocks.

    States that differ only in an actor's own two-way options form one block of that actor. Blocks of all actors are
    numbered through.

    Attributes
    ----------
    block : (actors, states) int32 array
        The block that each state lies in, for each actor.
    start : (blocks + 1,) int64 array
        Block b has `start[b + 1] - start[b]` states; they stand together in any array of members.
    members : (actors * states,) int32 array
        The states block by block, within a block by number.
    into_start, into : int64 and int32 arrays
        For block b, `into[into_start[b]:into_start[b + 1]]` are the blocks from which b is entered, b among them.
    out_start, out : int64 and int32 arrays
        Likewise, the blocks that can be entered from b, b among them.
    """

    block: Ints
    start: Longs
    members: Ints
    into_start: Longs
    into: Ints
    out_start: Longs
    out: Ints
    lists: dict[int, tuple[Longs, Ints]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Moves as lists, where they are not transitive: for actor i and state s a slice of targets and of origins.

    Attributes
    ----------
    out_start, out : (actors * states + 1,) int64 and int32 arrays
        `out[out_start[i * states + s]:out_start[i * states + s + 1]]` are the states that i reaches from s, sorted.
    into_start, into : likewise
        The states from which i reaches s.
    """

    out_start: Longs
    out: Ints
    into_start: Longs
    into: Ints
    lists: dict[int, tuple[Longs, Ints]] = field(default_factory=dict, repr=False)


Moves: TypeAlias = Blocks | Arcs


def moves_of(space: Space, actors: tuple[str, ...]) -> Moves:
    """Return the moves that the options of a space allow each actor.

    A move changes any of an actor's own free options at once; both ends are feasible; one-way options keep their
    direction; an option with adjacent steps changes by at most one level.

    Costs time in proportion to states (blocks) or to moves (arcs: merged states, adjacent steps).
    """
    adjacent = any(space.variables[n].adjacent and space.variables[n].actor is not None for n in space.free)
    return _arcs(space, actors) if adjacent or space.merged else _blocks(space, actors)


def successors(moves: Moves, actor: int, state: int, states: int) -> list[int]:
    """Return the states that an actor reaches from a state in one move, in ascending order."""
    if isinstance(moves, Arcs):
        row = actor * states + state
        return [int(t) for t in moves.out[moves.out_start[row] : moves.out_start[row + 1]]]
    b = moves.block[actor, state]
    entered = moves.out[moves.out_start[b] : moves.out_start[b + 1]]
    found = [int(t) for a in entered for t in moves.members[moves.start[a] : moves.start[a + 1]]]
    return sorted(t for t in found if t != state)


def every_move(moves: Moves, actor: int, states: int) -> tuple[Longs, Ints]:
    """Return all moves of an actor: the targets from state s, ascending, stand between `starts[s]` and `starts[s + 1]`.

    Kept with the moves, so that it is made once. Costs as much memory as there are moves.
    """
    if actor not in moves.lists:
        moves.lists[actor] = _listed(moves, actor, states)
    return moves.lists[actor]


def _listed(moves: Moves, actor: int, states: int) -> tuple[Longs, Ints]:
    if isinstance(moves, Arcs):
        starts = moves.out_start[actor * states : (actor + 1) * states + 1]
        return starts - starts[0], moves.out[starts[0] : starts[-1]]
    origins, targets = [], []
    block = moves.block[actor]
    own_blocks = np.unique(block)
    for b in own_blocks:
        inside = moves.members[moves.start[b] : moves.start[b + 1]]
        entered = moves.out[moves.out_start[b] : moves.out_start[b + 1]]
        reached = np.concatenate([moves.members[moves.start[a] : moves.start[a + 1]] for a in entered])
        origins.append(np.repeat(inside, len(reached)))
        targets.append(np.tile(reached, len(inside)))
    origin, target = np.concatenate(origins), np.concatenate(targets)
    kept = origin != target
    return _grouped(origin[kept].astype(np.int64), target[kept].astype(np.int64), states)


def improving(moves: Moves, actor: int, ranks: Ints) -> bytes:
    """Return a key; orders of an actor that share it make exactly the same moves improvements.

    Where the actor's blocks lead into each other, only equal orders share a key.
    """
    states = len(ranks)
    if isinstance(moves, Arcs):
        start = moves.out_start[actor * states : (actor + 1) * states + 1]
        origin = np.repeat(np.arange(states), np.diff(start))
        return np.packbits(ranks[moves.out[start[0] : start[-1]]] > ranks[origin]).tobytes()
    block = moves.block[actor]
    if np.diff(moves.out_start)[block].max(initial=1) > 1:
        return ranks.tobytes()
    order = np.lexsort((ranks, block))
    rises = np.diff(ranks[order]) != 0
    return order.astype(np.int32).tobytes() + np.packbits(rises).tobytes()


def _own(space: Space, actor: str) -> list[tuple[int, int]]:
    """Return position and stride of an actor's own free options."""
    return [(n, s) for n, s in zip(space.free, space.strides, strict=True) if space.variables[n].actor == actor]


def _blocks(space: Space, actors: tuple[str, ...]) -> Blocks:
    block = np.empty((len(actors), len(space)), dtype=np.int32)
    sizes: list[NDArray[np.int64]] = []
    origins: list[NDArray[np.int64]] = []
    targets: list[NDArray[np.int64]] = []
    count = 0
    for i, actor in enumerate(actors):
        keys = space.codes.copy()
        one_way = []
        for n, stride in _own(space, actor):
            if space.variables[n].direction == "both":
                keys -= space.levels[:, n].astype(np.int64) * stride
            else:
                one_way.append((n, stride))
        found = np.zeros(len(space.index), dtype=bool)
        found[keys] = True
        numbers = np.cumsum(found) - 1
        block[i] = numbers[keys] + count
        sizes.append(np.bincount(numbers[keys], minlength=int(numbers[-1]) + 1))
        there = np.flatnonzero(found)
        origins_i, targets_i = _one_way_links(space, one_way, there, numbers, found)
        origins.append(origins_i + count)
        targets.append(targets_i + count)
        count += len(there)
    start = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64)
    origin, target = np.concatenate(origins), np.concatenate(targets)
    into_start, into = _grouped(target, origin, count)
    out_start, out = _grouped(origin, target, count)
    members = np.concatenate([np.argsort(row, kind="stable") for row in block]).astype(np.int32)
    return Blocks(block, start, members, into_start, into, out_start, out)


def _one_way_links(
    space: Space, one_way: list[tuple[int, int]], keys: Longs, numbers: Longs, found: NDArray[np.bool_]
) -> tuple[Longs, Longs]:
    """Return pairs of blocks (origin, target) of one actor: each block with itself and with those it can enter."""
    origins, targets = [numbers[keys]], [numbers[keys]]
    if not one_way:
        return origins[0], targets[0]
    sizes = [len(space.variables[n].levels) for n, _ in one_way]
    level = [(keys // stride) % size for (_, stride), size in zip(one_way, sizes, strict=True)]
    for goal in itertools.product(*(range(size) for size in sizes)):
        allowed = np.ones(len(keys), dtype=bool)
        moved = np.zeros(len(keys), dtype=bool)
        goal_keys = keys.copy()
        for (n, stride), now, then in zip(one_way, level, goal, strict=True):
            allowed &= now <= then if space.variables[n].direction == "up" else now >= then
            moved |= now != then
            goal_keys += (then - now) * stride
        chosen = allowed & moved
        chosen[chosen] = found[goal_keys[chosen]]
        origins.append(numbers[keys[chosen]])
        targets.append(numbers[goal_keys[chosen]])
    return np.concatenate(origins), np.concatenate(targets)


def _arcs(space: Space, actors: tuple[str, ...]) -> Arcs:
    combination = np.flatnonzero(space.index >= 0)
    pairs: list[NDArray[np.int64]] = []
    states = len(space)
    for i, actor in enumerate(actors):
        for origin, target in _steps(space, _own(space, actor), combination):
            pairs.append((space.index[origin].astype(np.int64) + i * states) * states + space.index[target])
    every = np.unique(np.concatenate(pairs)) if pairs else np.empty(0, dtype=np.int64)
    origin, target = every // states, every % states
    keep = origin % states != target
    origin, target = origin[keep], target[keep]
    out_start, out = _grouped(origin, target, len(actors) * states)
    into_start, into = _grouped((origin // states) * states + target, origin % states, len(actors) * states)
    return Arcs(out_start, out, into_start, into)


def _steps(space: Space, own: list[tuple[int, int]], codes: Longs) -> Iterable[tuple[Longs, Longs]]:
    """Yield codes before and after each kind of change of an actor's own options."""
    sizes = [len(space.variables[n].levels) for n, _ in own]
    level = [(codes // stride) % size for (_, stride), size in zip(own, sizes, strict=True)]
    for goal in itertools.product(*(range(size) for size in sizes)):
        allowed = np.ones(len(codes), dtype=bool)
        after = codes.copy()
        for (n, stride), now, then in zip(own, level, goal, strict=True):
            variable = space.variables[n]
            if variable.direction == "up":
                allowed &= now <= then
            elif variable.direction == "down":
                allowed &= now >= then
            if variable.adjacent:
                allowed &= np.abs(now - then) <= 1
            after += (then - now) * stride
        allowed &= after != codes
        allowed[allowed] = space.index[after[allowed]] >= 0
        yield codes[allowed], after[allowed]


def _grouped(group: Longs, value: Longs, count: int) -> tuple[Longs, Ints]:
    """Return values grouped: starts of each group, and the values in order of group and value."""
    order = np.lexsort((value, group))
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=count))]).astype(np.int64)
    return start, value[order].astype(np.int32)
