"""Conflicts given outright, as states and arcs; most are not transitive, and moves may be common to actors."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mathematics.models import Model
from offramp.case import Case, load_text
from offramp.case.model import Variable
from offramp.game import Game, Space
from offramp.game.moves import Arcs
from offramp.stability.oracle import Oracle, State

Targets = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Graph:
    """For each actor the targets of its moves by state, and its ranks."""

    moves: tuple[Targets, ...]
    ranks: tuple[tuple[int, ...], ...]

    @property
    def actors(self) -> tuple[str, ...]:
        return tuple(f"a{i}" for i in range(len(self.moves)))

    @property
    def states(self) -> int:
        return len(self.ranks[0])

    def without(self, actor: int, origin: int, target: int) -> Graph:
        """Return the graph with one arc deleted."""
        own = {s: [t for t in targets if (s, t) != (origin, target)] for s, targets in self.moves[actor].items()}
        return Graph((*self.moves[:actor], own, *self.moves[actor + 1 :]), self.ranks)


class GraphOracle(Oracle):
    """The definitions on a graph; state n is written (n,)."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(_names(graph), {})
        self.states: list[State] = [(s,) for s in range(graph.states)]
        for i, actor in enumerate(graph.actors):
            for state in self.states:
                self._moves[actor, state] = {(t,) for t in graph.moves[i].get(state[0], ())}
                self._worth[actor, state] = (graph.ranks[i][state[0]],)


def game_of_graph(graph: Graph) -> Game:
    """Return the game of a graph, with arcs."""
    size, actors = graph.states, len(graph.actors)
    number = np.arange(size)
    levels = number.astype(np.uint8)
    variable = Variable("state", None, "state", tuple(f"s{s}" for s in range(size)))
    space = Space((variable,), levels[:, None], (0,), (1,), number, number.astype(np.int32), False, {"state": levels})
    arcs = [(i, s, t) for i in range(actors) for s in range(size) for t in sorted(graph.moves[i].get(s, ()))]
    out = _listed([(i * size + s, t) for i, s, t in arcs], actors * size)
    into = _listed([(i * size + t, s) for i, s, t in arcs], actors * size)
    return Game(graph.actors, space, Arcs(*out, *into), np.array(graph.ranks, dtype=np.int32))


def model_of_graph(graph: Graph) -> Model:
    """Return a graph as the engine and the oracle see it."""
    oracle = GraphOracle(graph)
    return Model(oracle.case, {}, game_of_graph(graph), oracle, oracle.states)


def random_graph(rng: random.Random, *, largest: int = 12) -> Graph:
    """Return a random graph of 2-4 actors, sparse or dense, with ties."""
    states = rng.randint(2, largest)
    density = rng.choice([0.5, 1, 2]) / states
    actors = rng.randint(2, 4)
    moves = tuple(
        {s: [t for t in range(states) if t != s and rng.random() < density] for s in range(states)}
        for _ in range(actors)
    )
    return Graph(moves, tuple(_dense([rng.randint(0, states) for _ in range(states)]) for _ in range(actors)))


def _dense(values: list[int]) -> tuple[int, ...]:
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return tuple(ranks[value] for value in values)


def _listed(pairs: list[tuple[int, int]], rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of row and value as the starts of the rows and the values in order."""
    pairs = sorted(pairs)
    counts = np.bincount([row for row, _ in pairs], minlength=rows) if pairs else np.zeros(rows, dtype=np.int64)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.array([v for _, v in pairs], dtype=np.int32)


def _names(graph: Graph) -> Case:
    """Return a case that has the graph's actors; the oracle takes nothing else from it."""
    actors = ", ".join(f"{actor}: {{}}" for actor in graph.actors)
    nothing = ", ".join(f"{actor}: []" for actor in graph.actors)
    return load_text(
        f"case: graph\ntitle: Graph\nactors: {{{actors}}}\noptions: {{a0.o: }}\npreferences: {{{nothing}}}"
    )[0]
