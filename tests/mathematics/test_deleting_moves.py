"""What a move that is taken away does to stability."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.graphs import Graph, game_of_graph, random_graph
from offramp.stability import CONCEPTS, analyse

SEEDS = st.integers(0, 2**32 - 1)


def with_one_arc_less(graph: Graph, rng: random.Random) -> tuple[int, Graph]:
    """Return the actor that loses an arc, and the graph without it."""
    arcs = [(i, s, t) for i, own in enumerate(graph.moves) for s, targets in own.items() for t in targets]
    if not arcs:
        return 0, graph
    actor, origin, target = rng.choice(arcs)
    return actor, graph.without(actor, origin, target)


@given(SEEDS)
@settings(max_examples=60)
def test_deleting_an_opponents_move_never_makes_a_state_stable(seed):
    rng = random.Random(seed)
    graph = random_graph(rng)
    loser, less = with_one_arc_less(graph, rng)
    before, after = analyse(game_of_graph(graph)), analyse(game_of_graph(less))
    for concept in CONCEPTS:
        for i in range(len(graph.actors)):
            if i != loser:
                assert not np.any(after.stable[concept][i] & ~before.stable[concept][i])


@given(SEEDS)
@settings(max_examples=60)
def test_deleting_an_actors_own_move_never_makes_a_state_unstable_for_it(seed):
    rng = random.Random(seed)
    graph = random_graph(rng)
    loser, less = with_one_arc_less(graph, rng)
    before, after = analyse(game_of_graph(graph)), analyse(game_of_graph(less))
    for concept in CONCEPTS:
        assert not np.any(before.stable[concept][loser] & ~after.stable[concept][loser])


@given(SEEDS)
@settings(max_examples=30)
def test_nash_stability_of_others_does_not_depend_on_an_actors_moves(seed):
    rng = random.Random(seed)
    graph = random_graph(rng)
    loser, less = with_one_arc_less(graph, rng)
    others = [i for i in range(len(graph.actors)) if i != loser]
    before, after = analyse(game_of_graph(graph), ("nash",)), analyse(game_of_graph(less), ("nash",))
    assert np.array_equal(before.stable["nash"][others], after.stable["nash"][others])
