"""Which part of a state graph to draw, and where: layers from the start downwards, little crossing."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from offramp.study.results import PathEdge, PathNode, PathsResult

MOST_NODES = 22
MOST_EDGES = 34
MOST_ABREAST = 5
SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Drawing:
    """The part of a state graph that is drawn.

    Attributes
    ----------
    rows : tuple of tuple of PathNode
        From top to bottom, each from left to right; the start comes first.
    edges : tuple of PathEdge
        Between nodes that are drawn, weakest first, so that strong ones lie on top.
    nodes_left, edges_left : int
        How many nodes and edges of the result are not drawn.
    end_left : float
        The chance of ending in a state that is not drawn.
    """

    rows: tuple[tuple[PathNode, ...], ...]
    edges: tuple[PathEdge, ...]
    nodes_left: int
    edges_left: int
    end_left: float

    @property
    def numbers(self) -> dict[int, int]:
        """The number each drawn state carries, by its id, from top to bottom."""
        return {node.id: n for n, node in enumerate((node for row in self.rows for node in row), start=1)}


def arrange(result: PathsResult, *, most: int = MOST_NODES) -> Drawing:
    """Choose the part of a state graph that carries most of play, and arrange it in layers.

    Parameters
    ----------
    result : PathsResult
        The ways play takes.
    most : int, optional
        How many states to draw at most.

    Returns
    -------
    Drawing
    """
    chosen = _chosen(result, most)
    inside = [e for e in result.edges if e.origin in chosen and e.target in chosen and e.origin != e.target]
    edges = _drawn(_merged(sorted(inside, key=lambda e: -e.flow)))
    rows = _rows(result, [n for n in result.nodes if n.id in chosen], edges)
    left = [node for node in result.nodes if node.id not in chosen]
    end_left = result.hidden + sum(node.end for node in left)
    return Drawing(rows, tuple(reversed(edges)), len(left), len(result.edges) - len(edges), end_left)


def _merged(edges: Iterable[PathEdge]) -> list[PathEdge]:
    """Keep, of edges between the same states, the strongest."""
    found: dict[tuple[int, int], PathEdge] = {}
    for edge in edges:
        found.setdefault((edge.origin, edge.target), edge)
    return list(found.values())


def _drawn(edges: list[PathEdge]) -> list[PathEdge]:
    """Keep the strongest edges, and of every state the strongest that leads to it."""
    arrived: set[int] = set()
    kept = []
    for number, edge in enumerate(edges):
        if number < MOST_EDGES or edge.target not in arrived:
            kept.append(edge)
        arrived.add(edge.target)
    return kept


def _chosen(result: PathsResult, most: int) -> set[int]:
    """Choose the start, the likeliest end of each outcome with its way there, then ends and ways by their chance."""
    chosen = {result.start}
    ends = sorted((node for node in result.nodes if node.end >= 0.005), key=lambda node: -node.end)
    first: dict[str, PathNode] = {}
    for node in ends:
        first.setdefault(node.outcome, node)
    ways = {tuple(sorted(route_states(result, node.id))) for node in first.values()}
    for node in [*first.values(), *ends]:
        way = {node.id, *route_states(result, node.id)}
        if len(chosen | way) <= most:
            chosen |= way
    for node in result.nodes if not ways or len(chosen) < most else ():
        if len(chosen) < most and node.visited >= 0.02:
            chosen.add(node.id)
    return chosen


def route(result: PathsResult, target: int) -> list[PathEdge]:
    """Return the way from the start to a state whose weakest move is made most often; empty if there is none."""
    best: dict[int, float] = {result.start: float("inf")}
    came: dict[int, PathEdge] = {}
    leaving: dict[int, list[PathEdge]] = defaultdict(list)
    for edge in result.edges:
        leaving[edge.origin].append(edge)
    queue = [(-best[result.start], 0, result.start)]
    while queue:
        flow, length, state = heapq.heappop(queue)
        if state == target:
            break
        for edge in leaving[state]:
            through = min(-flow, edge.flow)
            if through > best.get(edge.target, 0.0) + 1e-12:
                best[edge.target] = through
                came[edge.target] = edge
                heapq.heappush(queue, (-through, length + 1, edge.target))
    way: list[PathEdge] = []
    state = target
    while state != result.start and state in came and len(way) < len(result.nodes):
        way.append(came[state])
        state = came[state].origin
    return list(reversed(way)) if state == result.start else []


def route_states(result: PathsResult, target: int) -> list[int]:
    """Return the states on the way to a state, the state included, without the start."""
    return [edge.target for edge in route(result, target)]


def _rows(result: PathsResult, nodes: list[PathNode], edges: list[PathEdge]) -> tuple[tuple[PathNode, ...], ...]:
    layers: dict[int, list[PathNode]] = defaultdict(list)
    for node in nodes:
        layers[-1 if node.id == result.start else node.steps].append(node)
    rows = [layers[key] for key in sorted(layers)]
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for edge in edges:
        near[edge.origin].append((edge.target, edge.flow))
        near[edge.target].append((edge.origin, edge.flow))
    for sweep in range(SWEEPS):
        place = {node.id: (n + 0.5) / len(row) for row in rows for n, node in enumerate(row)}
        layer = {node.id: r for r, row in enumerate(rows) for node in row}
        order = range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows)))
        for r in order:
            upper = {other for other, at in layer.items() if (at < r) == (sweep % 2 == 0) and at != r}
            rows[r] = sorted(rows[r], key=lambda node: _middle(node.id, near, place, upper))
            place |= {node.id: (n + 0.5) / len(rows[r]) for n, node in enumerate(rows[r])}
    return tuple(tuple(part) for row in rows for part in _parts(row))


def _middle(state: int, near: dict[int, list[tuple[int, float]]], place: dict[int, float], wanted: set[int]) -> float:
    beside = [(place[other], flow) for other, flow in near[state] if other in wanted]
    total = sum(flow for _, flow in beside)
    return sum(at * flow for at, flow in beside) / total if total > 0 else place[state]


def _parts(row: list[PathNode]) -> Iterable[list[PathNode]]:
    count = -(-len(row) // MOST_ABREAST)
    size = -(-len(row) // count)
    return (row[start : start + size] for start in range(0, len(row), size))
