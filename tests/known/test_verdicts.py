"""Verdicts for known conflicts, actor by actor, as published and as worked out by brute force."""

import pytest

from known.conflicts import GRAPHS, SLUGS, expected, graph_conflict, known
from mathematics.agreement import assert_same_states_and_moves, assert_same_verdicts
from offramp.stability import CONCEPTS

PARTS = [(slug, part) for slug in SLUGS for part in ("published", "computed") if part in expected(slug)]


def as_names(states: list[object]) -> set[str]:
    return {str(state) for state in states}


@pytest.mark.parametrize(("slug", "part"), PARTS)
def test_each_actor_finds_the_known_states_stable(slug, part):
    conflict = known(slug)
    for concept, actors in expected(slug)[part].get("stable", {}).items():
        for actor, states in actors.items():
            assert conflict.stable(actor, concept) == as_names(states), (concept, actor)


@pytest.mark.parametrize(("slug", "part"), PARTS)
def test_the_equilibria_are_the_known_ones(slug, part):
    conflict = known(slug)
    for concept, states in expected(slug)[part].get("equilibria", {}).items():
        assert conflict.equilibria(concept) == as_names(states), concept


@pytest.mark.parametrize("slug", SLUGS)
def test_every_concept_and_actor_has_a_known_answer(slug):
    table = expected(slug)["computed"]
    assert list(table["equilibria"]) == list(table["stable"]) == list(CONCEPTS)
    actors = set(known(slug).model.game.actors)
    assert all(set(row) == actors for row in table["stable"].values())


@pytest.mark.parametrize("slug", SLUGS)
def test_the_rules_leave_the_known_number_of_states(slug):
    assert len(known(slug).model.game) == expected(slug)["states"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_definitions_agree(slug):
    model = known(slug).model
    assert_same_states_and_moves(model)
    assert_same_verdicts(model)


@pytest.mark.parametrize("title", GRAPHS)
def test_conflicts_given_as_arcs_have_the_known_answers(title):
    conflict = graph_conflict(title)
    assert_same_verdicts(conflict.model)
    for concept in CONCEPTS:
        assert conflict.equilibria(concept) == as_names(GRAPHS[title]["equilibria"][concept])
        for i, actor in enumerate(conflict.model.game.actors):
            assert conflict.stable(actor, concept) == as_names(GRAPHS[title]["stable"][concept][i])
