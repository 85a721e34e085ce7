"""Linear extensions of partial orders: counted, listed and drawn."""

import itertools
import math
from collections import Counter
from graphlib import CycleError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from offramp.beliefs.extensions import (
    MOST_DOWN_SETS,
    TooLittleKnown,
    count_extensions,
    draw_extension,
    every_extension,
    partial_order,
)


def chain(*elements):
    return list(itertools.pairwise(elements))


def fence(size):
    """0 < 1 > 2 < 3 > ..."""
    return [(k, k + 1) if k % 2 == 0 else (k + 1, k) for k in range(size - 1)]


def crown(size):
    """Every lower element comes before every upper one but its own."""
    return [(a, size + b) for a in range(size) for b in range(size) if a != b]


def orders_that_agree(size, before):
    """Try every permutation: the definition, word for word."""
    return [
        order
        for order in itertools.permutations(range(size))
        if all(order.index(first) < order.index(second) for first, second in before)
    ]


@st.composite
def posets(draw, most=7):
    size = draw(st.integers(0, most))
    names = draw(st.permutations(range(size)))
    pairs = list(itertools.combinations(names, 2))
    return size, draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []


@pytest.mark.parametrize("size", range(8))
def test_nothing_known_leaves_every_order(size):
    assert count_extensions(partial_order(size, [])) == math.factorial(size)


@pytest.mark.parametrize("size", [1, 2, 7, 24])
def test_a_chain_leaves_one_order(size):
    order = partial_order(size, chain(*range(size)))
    assert count_extensions(order) == 1
    assert draw_extension(order, np.random.default_rng(0)) == tuple(range(size))


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 3), (4, 4), (1, 23), (12, 12)])
def test_two_chains_are_shuffled(a, b):
    before = chain(*range(a)) + chain(*range(a, a + b))
    assert count_extensions(partial_order(a + b, before)) == math.comb(a + b, a)


def test_a_fence_leaves_as_many_orders_as_alternating_permutations():
    # the Euler numbers (Andre 1881)
    euler = [1, 1, 1, 2, 5, 16, 61, 272, 1385, 7936, 50521]
    assert [count_extensions(partial_order(n, fence(n))) for n in range(11)] == euler


def test_small_orders_leave_what_one_counts_by_hand():
    n_shaped = [(0, 2), (1, 2), (1, 3)]
    v_shaped = [(0, 1), (0, 2)]
    assert count_extensions(partial_order(4, n_shaped)) == 5
    assert count_extensions(partial_order(3, v_shaped)) == 2
    assert count_extensions(partial_order(6, crown(3))) == len(orders_that_agree(6, crown(3)))


@given(st.lists(st.integers(0, 22), min_size=1, max_size=23))
@settings(max_examples=60)
def test_a_forest_leaves_what_the_hook_lengths_say(numbers):
    """n! over the product, over all elements, of how many are in the tree below (Knuth 1973)."""
    parents = [min(number, k) for k, number in enumerate(numbers)]  # an element that is its own parent is a root
    size = len(parents)
    hooks = [1] * size
    for element in reversed(range(size)):
        if parents[element] != element:
            hooks[parents[element]] += hooks[element]
    before = [(parent, element) for element, parent in enumerate(parents) if parent != element]
    assert count_extensions(partial_order(size, before)) * math.prod(hooks) == math.factorial(size)


@given(posets())
@settings(max_examples=150, deadline=None)
def test_the_list_is_that_of_the_definition_and_as_long_as_the_count(poset):
    size, before = poset
    order = partial_order(size, before)
    listed = list(every_extension(order))
    assert listed == orders_that_agree(size, before)
    assert count_extensions(order) == len(listed)


@given(posets(most=12), st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_what_is_drawn_agrees_with_what_is_known(poset, seed):
    size, before = poset
    drawn = draw_extension(partial_order(size, before), np.random.default_rng(seed))
    assert sorted(drawn) == list(range(size))
    assert all(drawn.index(first) < drawn.index(second) for first, second in before)


@pytest.mark.parametrize(
    ("size", "before"),
    [
        (4, [(0, 2), (1, 2), (1, 3)]),  # by down-sets
        (5, fence(5)),
        (6, crown(3)),
        (4, []),  # side by side
        (5, [(0, 1), (2, 3)]),
        (5, [(0, k) for k in range(1, 5)]),  # one after the other
        (6, [(0, 2), (1, 2), (1, 3), (4, 0), (4, 1), (4, 2), (4, 3)]),  # all three
    ],
)
def test_every_order_is_drawn_equally_often(size, before):
    order = partial_order(size, before)
    rng = np.random.default_rng(20170710)
    ways = orders_that_agree(size, before)
    drawn = Counter(draw_extension(order, rng) for _ in range(100 * len(ways)))
    statistic = sum((drawn[way] - 100) ** 2 / 100 for way in ways)
    assert set(drawn) <= set(ways)
    # one sample in a thousand uniform ones would stray further; the seed is fixed
    assert statistic < chi2.ppf(0.999, len(ways) - 1)


def test_an_order_of_more_ways_than_a_machine_word_holds_is_drawn_evenly():
    size = 24
    order = partial_order(size, fence(size))
    assert count_extensions(order) > 2**63
    rng = np.random.default_rng(1)
    lowest = [draw_extension(order, rng).index(0) for _ in range(400)]
    highest = [size - 1 - draw_extension(order, rng).index(size - 1) for _ in range(400)]
    # turned upside down and back to front the fence is itself, so both places have the same distribution: the means
    # of 400 places differ by under four standard errors
    error = math.sqrt((np.var(lowest) + np.var(highest)) / 400)
    assert abs(np.mean(lowest) - np.mean(highest)) < 4 * error


def test_what_follows_need_not_be_known():
    short, long = chain(0, 1, 2, 3), [*itertools.combinations(range(4), 2)]
    assert partial_order(4, short).earlier == partial_order(4, long).earlier == (0, 1, 3, 7)


def test_the_same_may_be_known_twice():
    assert count_extensions(partial_order(3, [(0, 1), (0, 1)])) == 3


@pytest.mark.parametrize("before", [[(0, 0)], [(0, 1), (1, 0)], [(0, 1), (1, 2), (2, 0)]])
def test_a_circle_is_no_order(before):
    with pytest.raises(CycleError):
        partial_order(3, before)


def test_an_order_that_falls_apart_needs_no_table():
    # 24 statements of which one pair is known: half of all orders
    assert count_extensions(partial_order(24, [(3, 17)])) == math.factorial(24) // 2


def test_an_order_with_too_many_down_sets_is_refused():
    # 0 before ten, 1 before ten others, and one of both that joins them: over 2^20 down-sets
    before = [(0, k) for k in range(2, 13)] + [(1, k) for k in range(12, 23)]
    with pytest.raises(TooLittleKnown, match=f"{MOST_DOWN_SETS:,}"):
        partial_order(23, before)
