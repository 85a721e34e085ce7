"""What a sample may have missed: how much weight worlds of a kind may have of which none was drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from offramp.beliefs.worlds import Worlds, most_missed


def worlds_with(weight, **how):
    nothing = np.zeros((len(weight), 1), dtype=np.int64)
    found = Worlds(
        np.array(weight), nothing, nothing[:, None], nothing, nothing, (("nash",),), nothing[:, 0], (None,), False, 0
    )
    return replace(found, **how)


@pytest.mark.parametrize("count", [1, 2, 30, 1_000])
def test_of_equal_draws_it_is_what_all_of_them_miss_with_a_chance_of_one_in_twenty(count):
    assert most_missed(np.full(count, 1 / count)) == pytest.approx(1 - 0.05 ** (1 / count))


def test_one_draw_for_much_weight_may_miss_nearly_all_of_it():
    # a single draw that stands for 0.9 misses a kind of 0.95 of it once in twenty; the others hardly count
    assert most_missed(np.array([0.9, *[0.001] * 100])) >= 0.9 * 0.95


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0.05, 1.0), st.integers(1, 20)), min_size=1, max_size=4))
def test_no_kind_that_is_missed_so_often_weighs_more(strata):
    weight, size = np.array([w for w, _ in strata]), np.array([n for _, n in strata])
    weight = weight / weight.sum()
    found = most_missed(np.repeat(weight / size, size))
    # a second program: search for the parts of the strata that a kind has
    best = 0.0
    for start in ([0.1] * len(size), *(0.9 * np.eye(len(size)))):
        tried = minimize(
            lambda p: -(weight @ p),
            np.clip(start, 0.01, 0.9),
            bounds=[(0, 0.9999)] * len(size),
            constraints={"type": "ineq", "fun": lambda p: size @ np.log1p(-np.minimum(p, 0.99995)) - np.log(0.05)},
            method="SLSQP",
        )
        if size @ np.log1p(-tried.x) >= np.log(0.05) - 1e-6:
            best = max(best, float(weight @ tried.x))
    assert found == pytest.approx(best, abs=1e-3)


def test_nothing_is_missed_of_what_is_listed_but_what_was_not_played():
    listed = worlds_with([0.5, 0.5], exact=True, seed=None)
    assert listed.unseen() == 0
    assert worlds_with([0.5, 0.5], unplayed=0.125).unseen() == 0.125


def test_drawn_completions_count_by_what_each_stands_for():
    # three types of answer 0 are a sample for 0.6 of the weight; the fourth has an answer of its own, listed
    types = np.array([[0], [1], [2], [3]])
    drawn = (np.array([0, 0, 0, -1]),)
    listed = worlds_with([0.2, 0.2, 0.2, 0.4], types=types, drawn=drawn, exact=True, seed=None)
    assert listed.unseen() == pytest.approx(0.6 * (1 - 0.05 ** (1 / 3)))
    sampled = worlds_with([0.2, 0.2, 0.2, 0.4], types=types, drawn=drawn)
    assert sampled.unseen() == pytest.approx(most_missed(np.array([0.2] * 6 + [0.4])))


def test_a_sample_seldom_misses_more():
    rng = np.random.default_rng(0)
    weight, size = np.array([0.7, 0.3]), np.array([20, 5])
    bound = most_missed(np.repeat(weight / size, size))
    # kinds that weigh a little more than the bound, however they are spread over the strata
    for part in np.linspace(0, 1, 5):
        p = np.array([part * bound / 0.7, (1 - part) * bound / 0.3]) * 1.001
        if p.max() <= 1:
            missed = (rng.random((20_000, 25)) >= np.repeat(p, size)).all(axis=1)
            assert missed.mean() < 0.055


def test_what_has_no_weight_is_not_missed():
    assert most_missed(np.zeros(3)) == 0
