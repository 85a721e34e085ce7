"""Equilibria, with one concept for all or each actor's own."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import random_model
from offramp.stability import CONCEPTS, analyse

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=30)
def test_an_equilibrium_is_stable_for_every_actor(seed):
    model = random_model(seed, largest=16)
    stability = analyse(model.game)
    for concept in CONCEPTS:
        expected = [all(model.oracle.stable(a, state, concept) for a in model.game.actors) for state in model.states]
        assert list(stability.equilibrium(concept)) == expected


@given(SEEDS)
@settings(max_examples=15)
def test_in_a_mixed_profile_each_actor_is_judged_by_its_own_concept(seed):
    model = random_model(seed, largest=12)
    stability = analyse(model.game)
    for mixture in itertools.product(CONCEPTS, repeat=2):
        profile = {actor: mixture[i % 2] for i, actor in enumerate(model.game.actors)}
        expected = [all(model.oracle.stable(a, state, c) for a, c in profile.items()) for state in model.states]
        assert list(stability.equilibrium(profile)) == expected


@given(SEEDS)
@settings(max_examples=15)
def test_one_concept_for_all_is_the_profile_in_which_everybody_has_it(seed):
    game = random_model(seed, largest=16).game
    stability = analyse(game)
    for concept in CONCEPTS:
        assert np.array_equal(
            stability.equilibrium(concept), stability.equilibrium(dict.fromkeys(game.actors, concept))
        )


@given(SEEDS)
@settings(max_examples=15)
def test_concepts_asked_for_one_by_one_give_what_they_give_together(seed):
    game = random_model(seed, largest=24).game
    together = analyse(game)
    for concept in CONCEPTS:
        alone = analyse(game, (concept,))
        assert list(alone.stable) == [concept]
        assert np.array_equal(alone.stable[concept], together.stable[concept])
        assert np.array_equal(alone.margin[concept], together.margin[concept])


def test_a_concept_that_was_not_asked_for_has_no_equilibria():
    stability = analyse(random_model(0).game, ("nash",))
    with pytest.raises(KeyError):
        stability.equilibrium("gmr")
