"""What is stable under one concept is stable under a more cautious one."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.graphs import game_of_graph, random_graph
from mathematics.models import random_model
from offramp.stability import analyse

SEEDS = st.integers(0, 2**32 - 1)
CHAIN = [("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("sseq", "smr"), ("smr", "gmr")]


@pytest.mark.parametrize(("strict", "lenient"), CHAIN)
@given(seed=SEEDS)
@settings(max_examples=25)
def test_stability_under_the_stricter_concept_implies_the_more_lenient(strict, lenient, seed):
    stability = analyse(random_model(seed, largest=24).game, (strict, lenient))
    assert not np.any(stability.stable[strict] & ~stability.stable[lenient])
    assert np.all(stability.margin[strict] <= stability.margin[lenient])


@pytest.mark.parametrize(("strict", "lenient"), CHAIN)
@given(seed=SEEDS)
@settings(max_examples=25)
def test_the_inclusions_hold_on_any_graph(strict, lenient, seed):
    stability = analyse(game_of_graph(random_graph(random.Random(seed))), (strict, lenient))
    assert not np.any(stability.stable[strict] & ~stability.stable[lenient])


@given(SEEDS)
@settings(max_examples=25)
def test_a_state_that_an_actor_likes_best_is_stable_for_it(seed):
    game = random_model(seed, largest=24).game
    best = game.ranks == game.ranks.max(axis=1, keepdims=True)
    assert np.all(analyse(game, ("nash",)).stable["nash"][best])
