"""The feasible states and the way from levels to states."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import random_model
from offramp.case import CaseError, load_text
from offramp.game import enumerate_states
from offramp.game.states import combinations

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=50)
def test_every_combination_finds_its_state(seed):
    model = random_model(seed, largest=48)
    space = model.game.space
    every = list(itertools.product(*(range(len(v.levels)) for v in space.variables)))
    expected = [
        model.states.index(model.oracle.state_of[levels]) if levels in model.oracle.state_of else -1 for levels in every
    ]
    assert [space.state(levels) for levels in every] == expected
    assert list(space.states(np.array(every, dtype=np.uint8))) == expected


@given(SEEDS)
@settings(max_examples=50)
def test_codes_index_and_columns_tell_the_same(seed):
    space = random_model(seed, largest=48).game.space
    assert list(space.index[space.codes]) == list(range(len(space)))
    assert len(space.index) == np.prod([len(v.levels) for v in space.variables])
    for n, variable in enumerate(space.variables):
        assert np.array_equal(space.columns[variable.id], space.levels[:, n])


@given(SEEDS)
@settings(max_examples=50)
def test_states_are_merged_only_where_two_combinations_share_a_number(seed):
    model = random_model(seed, largest=48, merge=True)
    assert model.game.space.merged == (len(model.oracle.combinations) > len(model.states))


CASE = """
case: policy
title: Policy
actors: {a: {}, b: {}}
options: {a.x: , a.y: {levels: [p, q, r]}, b.z: }
impossible: [a.x and b.z and a.y == p]
preferences: {a: [a.x], b: [b.z]}
policies:
  tit: {by: [a], keeps: {a.y: r if b.z else p, a.x: yes if a.y == r else no}}
"""


def test_commitments_are_substituted_out():
    case = load_text(CASE)[0]
    space = enumerate_states(case, case.policies[0].commitments)
    assert [tuple(row) for row in space.levels] == [(0, 0, 0), (1, 2, 1)]
    assert [space.variables[n].id for n in space.free] == ["b.z"]
    assert space.state((0, 0, 1)) == 1


def test_a_commitment_that_leads_to_the_impossible_leaves_states_out():
    case = load_text(CASE.replace("r if b.z else p", "p"))[0]
    space = enumerate_states(case, {"a.x": 1, "a.y": 0})
    assert [tuple(row) for row in space.levels] == [(1, 0, 0)]
    assert space.state((1, 0, 1)) == -1


def test_a_policy_that_commits_everything_leaves_one_state():
    case = load_text(CASE)[0]
    space = enumerate_states(case, {"a.x": 1, "a.y": 2, "b.z": 0})
    assert [tuple(row) for row in space.levels] == [(1, 2, 0)]
    assert space.state((0, 0, 0)) == 0


def test_more_combinations_than_the_budget_are_refused_before_they_are_listed():
    options = ", ".join(f"a.o{n}: " for n in range(40))
    case = load_text(f"case: large\ntitle: L\nactors: {{a: {{}}}}\noptions: {{{options}}}\npreferences: {{a: []}}")[0]
    assert combinations(case) == 2**40
    with pytest.raises(CaseError) as caught:
        enumerate_states(case)
    assert caught.value.mistakes[0].code == "E063"
    assert "--budget" in caught.value.mistakes[0].hint


def test_the_budget_can_be_lowered():
    case = load_text(CASE)[0]
    assert len(enumerate_states(case, budget=12)) == 11
    with pytest.raises(CaseError, match="over the budget of 11"):
        enumerate_states(case, budget=11)


def test_the_first_option_changes_fastest():
    rng = random.Random(0)
    space = random_model(rng, merge=False).game.space
    assert list(space.codes) == sorted(space.codes)
    assert space.strides[0] == 1
