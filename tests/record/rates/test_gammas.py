"""Judgement and record as gamma distributions: in closed form and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, nbinom, poisson

from offramp.record.rates.gammas import Gamma, agreement, ahead, from_count, from_range


@given(st.floats(1e-3, 1e3), st.floats(1.01, 1e6))
def test_a_range_is_met(low, times):
    _, found_low, found_high = from_range(low, low * times).told
    assert (found_low, found_high) == pytest.approx((low, low * times), rel=1e-6)


def test_ranges_wider_or_narrower_than_any_in_use_are_read_all_the_same():
    assert from_range(1, 1 + 1e-9).told == pytest.approx((1, 1, 1), rel=1e-3)
    assert from_range(1e-10, 1e10).quantile(0.95) == pytest.approx(1e10)


def test_record_alone():
    assert from_count(3, 10).quantile(0.5) == pytest.approx(gamma.ppf(0.5, 3.5, scale=0.1))
    assert from_count(0, 10).told[1] > 0


def test_both_is_what_bayes_says():
    """By a grid of rates: prior times likelihood, scaled."""
    judged = from_range(0.5, 4)
    both = judged.after(9, 12.0)
    rates = np.linspace(1e-4, 8, 40_001)
    weight = gamma.pdf(rates, judged.shape, scale=1 / judged.months) * poisson.pmf(9, rates * 12)
    share = np.cumsum(weight) / weight.sum()
    for q in (0.05, 0.5, 0.95):
        assert both.quantile(q) == pytest.approx(rates[np.searchsorted(share, q)], abs=1e-3)


def test_agreement_against_drawing():
    judged = from_range(0.5, 4)
    drawn = np.random.default_rng(0).poisson(np.random.default_rng(1).gamma(judged.shape, 10 / judged.months, 200_000))
    for count in (0, 5, 60):
        tails = 2 * min((drawn <= count).mean(), (drawn >= count).mean())
        assert agreement(judged, count, 10.0) == pytest.approx(min(tails, 1), abs=0.01)


def test_what_to_expect_against_drawing():
    known = Gamma(4.5, 6.0)
    drawn = np.random.default_rng(0).poisson(np.random.default_rng(1).gamma(4.5, 3 / 6.0, 200_000))
    found = ahead(known, 3.0)
    assert found.mean == pytest.approx(drawn.mean(), rel=0.01)
    assert found.none == pytest.approx((drawn == 0).mean(), abs=0.005)
    assert (found.low, found.high) == tuple(np.quantile(drawn, (0.1, 0.9)))
    assert found.none == pytest.approx((6 / 9) ** 4.5)


def test_four_of_five_counts_lie_in_the_range_of_what_to_expect():
    known = Gamma(3.0, 2.0)
    found = ahead(known, 4.0)
    inside = nbinom.cdf(found.high, 3.0, 2 / 6) - nbinom.cdf(found.low - 1, 3.0, 2 / 6)
    assert 0.8 <= inside < 0.95


def test_as_much_is_learned_in_parts_as_at_once():
    once = from_count(7, 5.0).after(3, 2.0)
    assert (once.shape, once.months) == (10.5, 7.0)
    assert math.isclose(once.mean, 1.5)
