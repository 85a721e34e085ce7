"""Where moves are transitive, play by actors that heed sanctions comes to rest."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import Model, random_model
from offramp.stability.witness import Reasons

SEEDS = st.integers(0, 2**32 - 1)
HEEDING = ["gmr", "seq"]


def departures(model: Model, profile: list[str]) -> dict[int, list[int]]:
    """Return where credible improvements lead from each state."""
    reasons = Reasons(model.game)
    return {
        s: [t for i, concept in enumerate(profile) for t in reasons.credible(i, s, concept)]
        for s in range(len(model.game))
    }


def comes_back(moves: dict[int, list[int]]) -> bool:
    """Tell whether some path returns to where it was."""
    waiting = {s: len(targets) for s, targets in moves.items()}
    origins: dict[int, list[int]] = {s: [] for s in moves}
    for s, targets in moves.items():
        for t in targets:
            origins[t].append(s)
    at_rest = [s for s, count in waiting.items() if count == 0]
    for s in at_rest:
        for origin in origins[s]:
            waiting[origin] -= 1
            if waiting[origin] == 0:
                at_rest.append(origin)
    return len(at_rest) < len(moves)


@given(SEEDS)
@settings(max_examples=60)
def test_actors_that_heed_sanctions_never_come_back(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24, adjacent=False, merge=False)
    assert not comes_back(departures(model, [rng.choice(HEEDING) for _ in model.game.actors]))


@given(SEEDS)
@settings(max_examples=60)
def test_one_actor_that_heeds_nothing_does_not_make_them_come_back(seed):
    rng = random.Random(seed)
    model = random_model(rng, largest=24, adjacent=False, merge=False)
    profile = [rng.choice(HEEDING) for _ in model.game.actors]
    profile[rng.randrange(len(profile))] = "nash"
    assert not comes_back(departures(model, profile))


@pytest.mark.parametrize("concept", ["nash", "smr", "sseq"])
def test_actors_of_other_kinds_may_go_round_for_ever(concept):
    games = (random_model(seed, largest=16, adjacent=False, merge=False) for seed in range(300))
    assert any(comes_back(departures(model, [concept] * len(model.game.actors))) for model in games)
