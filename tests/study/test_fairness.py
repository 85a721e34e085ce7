"""Rules of fairness: by hand, by the axioms, and against a naive search."""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.comparing import Comparing
from offramp.study.deals.fairness import MOST_EQUAL, RULES, egalitarian, fair_points, gains_of, kalai_smorodinsky, nash
from study.small import ensemble


def picks(rule, values, without):
    """Return the positions of the targets that a rule picks."""
    rational, gains = gains_of(np.array(values, float), np.array(without, float))
    return set(rational[RULES[rule](gains)].tolist()) if len(rational) else set()


# ---------------------------------------------------------------- by hand


def test_the_three_rules_on_a_hand_worked_example():
    # Gains (1, 8), (2, 5), (3, 3), (4, 1), and two targets that leave one party worse.
    values = [[2, 3, 4, 5, 0, 9], [10, 7, 5, 3, 20, 1]]
    without = [1, 2]
    assert picks("nash", values, without) == {1}  # products 8, 10, 9, 4
    assert picks("kalai_smorodinsky", values, without) == {1}  # least shares 1/4, 1/2, 3/8, 1/8
    assert picks("egalitarian", values, without) == {2}  # least gains 1, 2, 3, 1


def test_the_three_rules_may_all_differ():
    # Products 10, 16, 17.5, 17.6, 0; least shares of 10 and 5: 0.2, 0.4, 0.5, 0.44, 0; least gains 1, 4, 3.5, 2.2, 0.
    gains = np.array([[10, 4, 5, 8, 0], [1, 4, 3.5, 2.2, 5]])
    assert nash(gains).tolist() == [3]
    assert kalai_smorodinsky(gains).tolist() == [2]
    assert egalitarian(gains).tolist() == [1]


def test_all_equally_fair_targets_are_picked():
    gains = np.array([[1.0, 2.0, 1.5, 1.0], [2.0, 1.0, 1.0, 2.0]])
    assert nash(gains).tolist() == [0, 1, 3]
    assert kalai_smorodinsky(gains).tolist() == [0, 1, 3]
    assert egalitarian(gains).tolist() == [0, 1, 3]


def test_equal_least_gains_are_told_apart_by_the_next_least():
    # In order: 1, 2, 9 and 1, 2, 3 and 0.5, 5, 9; then 1, 2, 2 and 1, 2, 3.
    assert egalitarian(np.array([[1, 1, 5], [2, 3, 0.5], [9, 2, 9]])).tolist() == [0]
    assert egalitarian(np.array([[1.0, 3.0], [2.0, 1.0], [2.0, 2.0]])).tolist() == [1]


def test_if_nothing_gives_to_all_products_are_of_those_that_gain():
    # Nobody can give to a and b at once. Both pairs a, c and b, c are two parties; each pair has its own best.
    gains = np.array([[2.0, 3.0, 0, 0, 9.0], [0, 0, 1.0, 1.0, 0], [5.0, 3.0, 1.0, 2.0, 0]])
    assert nash(gains).tolist() == [0, 3]


def test_where_nobody_can_gain_every_target_is_as_fair():
    for rule in RULES:
        assert picks(rule, [[1, 1], [2, 2]], [1, 2]) == {0, 1}


def test_targets_that_leave_somebody_worse_are_not_considered():
    for rule in RULES:
        assert picks(rule, [[5, 1], [-1, 0]], [0, 0]) == {1}
        assert picks(rule, [[5], [-1]], [0, 0]) == set()


def test_rounding_does_not_make_a_target_worse_or_better():
    without = 0.1 + 0.2
    rational, gains = gains_of(np.array([[0.3], [1.0]]), np.array([without, 1 - 1e-16]))
    assert rational.tolist() == [0]
    assert gains.tolist() == [[0.0], [0.0]]


# ---------------------------------------------------------------- the axioms

whole = st.integers(-6, 6)


@st.composite
def problems(draw):
    parties, targets = draw(st.integers(2, 3)), draw(st.integers(1, 8))
    values = draw(st.lists(st.lists(whole, min_size=targets, max_size=targets), min_size=parties, max_size=parties))
    without = draw(st.lists(whole, min_size=parties, max_size=parties))
    return np.array(values, float), np.array(without, float)


@given(problems(), st.sampled_from(["nash", "kalai_smorodinsky"]), st.sampled_from([0.03, 0.5, 7, 1e3]), whole)
def test_one_partys_unit_and_zero_do_not_matter(problem, rule, unit, zero):
    values, without = problem
    scaled, shifted = values.copy(), without.copy()
    scaled[0], shifted[0] = unit * values[0] + zero, unit * without[0] + zero
    assert picks(rule, scaled, shifted) == picks(rule, values, without)


@given(problems(), st.sampled_from([0.03, 0.5, 7, 1e3]), st.lists(whole, min_size=3, max_size=3))
def test_the_egalitarian_rule_needs_a_common_unit_but_no_common_zero(problem, unit, zeros):
    values, without = problem
    zero = np.array(zeros, float)[: len(values)]
    moved = picks("egalitarian", unit * values + zero[:, None], unit * without + zero)
    assert moved == picks("egalitarian", values, without)


@given(problems(), st.sampled_from(sorted(RULES)))
def test_who_is_named_first_does_not_matter(problem, rule):
    values, without = problem
    for order in itertools.permutations(range(len(values))):
        assert picks(rule, values[list(order)], without[list(order)]) == picks(rule, values, without)


@given(problems(), st.sampled_from(sorted(RULES)))
def test_no_target_is_better_for_all(problem, rule):
    values, without = problem
    for k in picks(rule, values, without):
        beaten = (values >= values[:, [k]]).all(axis=0) & (values > values[:, [k]]).any(axis=0)
        assert not beaten.any()


@given(problems())
def test_nash_does_not_depend_on_targets_that_it_does_not_pick(problem):
    values, without = problem
    picked = picks("nash", values, without)
    if picked and any((values[:, k] > without).all() for k in picked):
        kept = sorted(picked)
        assert picks("nash", values[:, kept], without) == set(range(len(kept)))


# ---------------------------------------------------------------- a naive search


def naive(rule, values, without):
    """Return the positions that a rule picks, from its definition; whole numbers are compared exactly."""
    gains = {
        k: [int(v - w) for v, w in zip(column, without, strict=True)]
        for k, column in enumerate(values.T)
        if all(v >= w for v, w in zip(column, without, strict=True))
    }
    if not gains:
        return set()
    if rule == "nash":
        most = max(sum(g > 0 for g in found) for found in gains.values())
        picked = set()
        for who in itertools.combinations(range(len(without)), most):
            of = {
                k: math.prod(found[i] for i in who)
                for k, found in gains.items()
                if {i for i, g in enumerate(found) if g > 0} == set(who)
            }
            picked |= {k for k, product in of.items() if product == max(of.values())}
        return picked
    best = [max(found[i] for found in gains.values()) for i in range(len(without))]
    unit = best if rule == "kalai_smorodinsky" else [1] * len(without)
    amounts = {
        k: sorted(Fraction(g, u) for g, u in zip(found, unit, strict=True) if u > 0) for k, found in gains.items()
    }
    return {k for k, amount in amounts.items() if amount == max(amounts.values())}


@given(problems(), st.sampled_from(sorted(RULES)))
def test_rules_pick_what_a_naive_search_picks(problem, rule):
    assert picks(rule, *problem) == naive(rule, *problem)


# ---------------------------------------------------------------- in a case

CASE = """
case: fair
title: Fair
actors: {a: {}, b: {}}
options: {a.x: {levels: [none, half, full]}, b.y: {levels: [none, half, full]}, b.idle: {}}
status_quo: {a.x: none}
outcomes: {deal: a.x >= half and b.y >= half}
preferences:
  a: {scores: {a.x >= half: -1, a.x == full: -1, b.y >= half: 3, b.y == full: 2}}
  b: {scores: {b.y >= half: -1, b.y == full: -1, a.x >= half: 4, a.x == full: 4}}
behaviour: {default: {foresight: {nash: 1}}}
deals: {between: [a, b], reach: deal}
"""


def points(text):
    there = ensemble(text)
    bargain = Bargain(there)
    return bargain, *fair_points(Comparing(bargain))


def test_fair_deals_of_a_case_by_hand():
    # Nobody moves without a deal: 0 each. Values of (half, half): 2, 3; (half, full): 4, 2; (full, half): 1, 7;
    # (full, full): 3, 6. `idle` does not matter, so that each is there twice.
    bargain, found, missing = points(CASE)
    assert missing == ()
    assert [point.rule for point in found] == ["nash", "kalai_smorodinsky", "egalitarian"]
    space = bargain.ensemble.space
    for point in found:  # products 6, 8, 7, 18; least shares 3/7, 2/7, 1/4, 3/4; least gains 2, 2, 1, 3
        assert {tuple(space.levels[s].tolist()) for s in point.deals} == {(2, 2, 0), (2, 2, 1)}
        assert point.count == 2
        assert point.values == {"a": 3.0, "b": 6.0}
        assert point.without == {"a": 0.0, "b": 0.0}
        assert point.errors == {"a": 0.0, "b": 0.0}
        assert point.best == {"a": 4.0, "b": 7.0}
        assert set(point.labels) == {"x full, y full", "x full, y full, idle"}


def test_where_play_ends_without_a_deal_is_weighed_over_worlds():
    # b gives all of its own accord in the world, of weight 1/4, in which it wants to: a has 5 there, else 0.
    scores = "{scores: {b.y >= half: -1, b.y == full: -1, a.x >= half: 4, a.x == full: 4}}"
    text = CASE.replace(scores, "[{slot: aim}]") + (
        "questions: {q: {about: b, alternatives: {gives: {prior: 0.25, aim: [b.y == full]},"
        " keeps: {prior: 0.75, aim: [b.y == none]}}}}\n"
    )
    _, found, missing = points(text)
    assert (found, missing) == ((), ("b",))
    text = text.replace("actors: {a: {}, b: {}}", "actors: {a: {}, b: {}, c: {}}").replace("b.idle: {}", "c.z: {}")
    text = text.replace("between: [a, b]", "between: [a, c]").replace(
        "preferences:", "preferences:\n  c: {scores: {b.y == full: 2}}"
    )
    _, found, missing = points(text)
    assert missing == ()
    assert found[0].without == pytest.approx({"a": 0.25 * 5, "c": 0.25 * 2})
    # a has at most 4 in the outcome, which it reaches with a.x half and b.y full; c has 2 there.
    assert found[0].values == {"a": 4.0, "c": 2.0}


def test_no_rule_picks_anything_if_every_target_leaves_somebody_worse():
    _, found, missing = points(CASE.replace("b.y >= half: -1", "b.y >= half: -20"))
    assert (found, missing) == ((), ())


def test_many_equally_fair_deals_are_counted_and_the_first_listed():
    idle = ", ".join(f"b.idle{n}: {{}}" for n in range(5))
    _, found, _ = points(CASE.replace("b.idle: {}", idle))
    assert found[0].count == 32
    assert len(found[0].deals) == len(found[0].labels) == MOST_EQUAL
    assert replace(found[0], rule="") == replace(found[1], rule="")
