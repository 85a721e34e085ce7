"""Values with size."""

from dataclasses import replace

import pytest

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.values import values_of
from study.small import ensemble

CASE = """
case: values
title: Values
actors: {a: {}, b: {}, c: {}}
options: {a.x: {}, b.y: {levels: [low, middle, high]}, c.z: {}}
status_quo: {a.x: no}
outcomes: {deal: a.x and b.y == high}
states: {idle: {c.z: no}, busy: {c.z: yes}}
preferences:
  a: {scores: {a.x: -1, b.y >= middle: 2.5, b.y == high: 0.25}}
  b: [a.x]
  c: {ranking: [idle, busy]}
questions: {q: {about: a, ask: Which?, alternatives: {one: {prior: 0.5}, two: {prior: 0.5}}}}
deals: {between: [a, b], reach: deal}
"""


def test_a_state_is_worth_the_sum_of_the_numbers_that_hold():
    bargain = Bargain(ensemble(CASE))
    values = values_of(bargain, 0)
    by_hand = {(0, 0): 0, (1, 0): -1, (0, 1): 2.5, (1, 1): 1.5, (0, 2): 2.75, (1, 2): 1.75}
    for (x, y), worth in by_hand.items():
        for z in (0, 1):
            assert values[bargain.ensemble.space.state((x, y, z))] == worth


def test_statements_and_rankings_have_no_size():
    bargain = Bargain(ensemble(CASE))
    assert values_of(bargain, 1) is None
    assert values_of(bargain, 2) is None


def test_types_that_differ_have_no_value_in_common():
    there = ensemble(CASE)
    types = there.doubts.types[0]
    assert len(types.orders) == 2
    first, second = types.orders
    other = replace(types, orders=(first, replace(second, numbers=(1.0, 0.0, 0.0))))
    there.doubts = replace(there.doubts, types=(other, *there.doubts.types[1:]))
    assert values_of(Bargain(there), 0) is None


def test_values_are_in_the_order_of_ranks():
    bargain = Bargain(ensemble(CASE.replace("a.x: -1", "a.x: 0.1, b.y == low: 0.2, not a.x: 0.3")))
    values, ranks = values_of(bargain, 0), bargain.ensemble.ranks[0][0]
    for s in range(len(values)):
        for t in range(len(values)):
            assert (values[s] > values[t]) == (ranks[s] > ranks[t])
    assert values.max() == pytest.approx(3.05)
