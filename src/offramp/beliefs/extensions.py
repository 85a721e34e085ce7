"""Linear extensions of a partial order: the complete orders that agree with what is known of one.

Counting is exact, and so is drawing: every linear extension is as likely as every other. An order that falls apart
into unrelated parts, or into parts of which one comes wholly before the other, is taken part by part. What is left is
counted over its down-sets: sets that hold, with an element, all that comes before it (De Loof, De Meyer and De Baets
2006). Bubley and Dyer (1999) draw from orders too large for that, by a Markov chain that is uniform in the limit only.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import accumulate

import numpy as np

MOST_DOWN_SETS = 2**18
"""How many down-sets a part that does not fall apart may have."""


class TooLittleKnown(ValueError):
    """An order with more down-sets than can be counted over."""


@dataclass(frozen=True, eq=False)
class _Part:
    """Elements as bit masks; `parts` are one after the other or side by side, `ways` counts over down-sets."""

    elements: int
    count: int
    parts: tuple[_Part, ...] = ()
    in_series: bool = False
    ways: dict[int, int] | None = None


@dataclass(frozen=True, eq=False)
class PartialOrder:
    """A partial order, made ready to count and draw its linear extensions.

    Attributes
    ----------
    size : int
        How many elements; they are the numbers below it.
    earlier : tuple of int
        For each element a bit mask of those that come before it.
    """

    size: int
    earlier: tuple[int, ...]
    _whole: _Part


def partial_order(size: int, before: Iterable[tuple[int, int]]) -> PartialOrder:
    """Return the partial order that follows from pairs, made ready.

    Parameters
    ----------
    size : int
        How many elements.
    before : iterable of (int, int)
        Pairs of elements of which the first comes before the second. What follows from them need not be given.

    Raises
    ------
    ValueError
        If the pairs lead in a circle (`graphlib.CycleError`).
    TooLittleKnown
        If a part that does not fall apart has more than `MOST_DOWN_SETS` down-sets.

    Notes
    -----
    Costs a step for each down-set of such a part and each of its elements; nothing for a series-parallel order.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(size), ()))
    direct: dict[int, set[int]] = {element: set() for element in range(size)}
    for first, second in before:
        sorter.add(second, first)
        direct[second].add(first)
    earlier = [0] * size
    for element in sorter.static_order():
        for other in direct[element]:
            earlier[element] |= earlier[other] | 1 << other
    masks = tuple(earlier)
    return PartialOrder(size, masks, _part((1 << size) - 1, masks))


def count_extensions(order: PartialOrder) -> int:
    """Return how many linear extensions an order has; exact, however many."""
    return order._whole.count


def every_extension(order: PartialOrder) -> Iterator[tuple[int, ...]]:
    """Yield every linear extension once, in the order of a dictionary; costs a step for each of their elements."""

    def longer(placed: int, prefix: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(prefix) == order.size:
            yield prefix
        for element in _next(placed, (1 << order.size) - 1, order.earlier):
            yield from longer(placed | 1 << element, (*prefix, element))

    return longer(0, ())


def draw_extension(order: PartialOrder, rng: np.random.Generator) -> tuple[int, ...]:
    """Draw a linear extension; each has exactly the same chance."""
    return tuple(_drawn(order._whole, order.earlier, rng))


def _part(elements: int, earlier: tuple[int, ...]) -> _Part:
    """Take a set of elements apart, as far as it goes."""
    if elements.bit_count() <= 1:
        return _Part(elements, 1)
    later = {e: sum(1 << o for o in _bits(elements) if earlier[o] >> e & 1) for e in _bits(elements)}
    related = {element: (earlier[element] | later[element]) & elements for element in _bits(elements)}
    side_by_side = _components(elements, related)
    if len(side_by_side) > 1:
        parts = tuple(_part(component, earlier) for component in side_by_side)
        mixed = math.factorial(elements.bit_count())
        for part in parts:
            mixed = mixed // math.factorial(part.elements.bit_count()) * part.count
        return _Part(elements, mixed, parts)
    unrelated = {element: elements & ~others & ~(1 << element) for element, others in related.items()}
    in_series = _components(elements, unrelated)
    if len(in_series) > 1:
        in_series.sort(key=lambda component: (earlier[next(_bits(component))] & elements).bit_count())
        parts = tuple(_part(component, earlier) for component in in_series)
        return _Part(elements, math.prod(part.count for part in parts), parts, in_series=True)
    ways = _ways(elements, earlier)
    return _Part(elements, ways[0], ways=ways)


def _components(elements: int, neighbours: dict[int, int]) -> list[int]:
    """Return the connected components of a graph on some elements."""
    found = []
    while elements:
        component, reached = 0, elements & -elements
        while reached & ~component:
            new = reached & ~component
            component |= new
            for element in _bits(new):
                reached |= neighbours[element]
        found.append(component)
        elements &= ~component
    return found


def _ways(elements: int, earlier: tuple[int, ...]) -> dict[int, int]:
    """Return, for every down-set of some elements, in how many orders the others can follow it."""
    levels: list[set[int]] = [{0}]
    total = 1
    for _ in range(elements.bit_count()):
        level: set[int] = set()
        for placed in levels[-1]:
            level.update(placed | 1 << element for element in _next(placed, elements, earlier))
            if total + len(level) > MOST_DOWN_SETS:
                raise TooLittleKnown(f"more than {MOST_DOWN_SETS:,} down-sets")
        total += len(level)
        levels.append(level)
    ways = {elements: 1}
    for level in reversed(levels[:-1]):
        for placed in level:
            ways[placed] = sum(ways[placed | 1 << element] for element in _next(placed, elements, earlier))
    return ways


def _next(placed: int, elements: int, earlier: tuple[int, ...]) -> Iterator[int]:
    """Yield the elements of a set that can come next when some of it are placed."""
    waiting = elements & ~placed
    return (element for element in _bits(waiting) if not earlier[element] & waiting)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _drawn(part: _Part, earlier: tuple[int, ...], rng: np.random.Generator) -> list[int]:
    if part.ways is not None:
        return _walk(part.elements, part.ways, earlier, rng)
    if not part.parts:
        return list(_bits(part.elements))
    orders = [_drawn(inner, earlier, rng) for inner in part.parts]
    turns = np.repeat(np.arange(len(orders)), [len(order) for order in orders])
    if not part.in_series:
        rng.shuffle(turns)
    following = [iter(order) for order in orders]
    return [next(following[turn]) for turn in turns]


def _walk(elements: int, ways: dict[int, int], earlier: tuple[int, ...], rng: np.random.Generator) -> list[int]:
    """Place one element after the other, each in proportion to the orders that can follow."""
    placed, order = 0, []
    while placed != elements:
        candidates = list(_next(placed, elements, earlier))
        following = list(accumulate(ways[placed | 1 << element] for element in candidates))
        element = candidates[bisect_right(following, _below(following[-1], rng))]
        order.append(element)
        placed |= 1 << element
    return order


def _below(bound: int, rng: np.random.Generator) -> int:
    """Draw a whole number below a bound of any size, all equally likely."""
    bits = bound.bit_length()
    while True:
        drawn = int.from_bytes(rng.bytes((bits + 7) // 8)) >> (-bits % 8)
        if drawn < bound:
            return drawn
