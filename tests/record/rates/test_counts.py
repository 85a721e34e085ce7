"""Counts: exact intervals and clustering, in closed form, by simulation, and from the record of Korea."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from offramp.case.model import MONTH_DAYS
from offramp.record.intervals import garwood
from offramp.record.rates.counts import dispersion, dispersion_p, factor
from record.rates.making import KOREA, between, days_of

PROVOCATIONS = ("missile_test", "nuclear_test", "engine_test")
TESTS = ("missile_test", "nuclear_test")


@pytest.mark.parametrize(
    ("since", "until", "days", "provocations", "tests", "told"),
    [
        ("2016-01-01", "2017-11-29", 699, 45, 40, (1.96, 1.43, 2.62)),
        ("2017-11-30", "2019-05-03", 520, 0, 0, (0, 0, 0.22)),
        ("2019-05-04", "2019-12-31", 242, 15, 13, (1.89, 1.06, 3.11)),
    ],
)
def test_the_rates_of_korea_by_period(since, until, days, provocations, tests, told):
    happened = between(days_of(KOREA / "events.csv", "PRK", PROVOCATIONS), since, until)
    assert (len(happened), happened.sum()) == (days, provocations)
    assert between(days_of(KOREA / "events.csv", "PRK", TESTS), since, until).sum() == tests
    low, high = garwood(provocations, days / MONTH_DAYS)
    assert (provocations / days * MONTH_DAYS, low, high) == pytest.approx(told, abs=0.006)


def test_missile_or_nuclear_days_in_the_half_year_before_july_2017():
    assert between(days_of(KOREA / "events.csv", "PRK", TESTS), "2017-01-12", "2017-07-10").sum() == 12


@given(st.integers(0, 400), st.floats(0.01, 1e4), st.sampled_from([0.5, 0.8, 0.95]))
def test_at_each_end_of_an_interval_what_was_counted_is_as_rare_as_it_may_be(count, exposure, level):
    low, high = garwood(count, exposure, level)
    assert low < high
    assert poisson.cdf(count, high * exposure) == pytest.approx((1 - level) / 2)
    assert low == 0 if count == 0 else poisson.sf(count - 1, low * exposure) == pytest.approx((1 - level) / 2)


@pytest.mark.parametrize("mean", [0.4, 3.0, 20.0])
def test_intervals_hold_the_true_rate_at_least_as_often_as_they_say(mean):
    held = sum(poisson.pmf(k, mean) for k in range(150) if garwood(k, 1.0)[0] <= mean <= garwood(k, 1.0)[1])
    assert held >= 0.95


def test_dispersion_is_variance_over_mean():
    counts = np.array([0, 3, 1, 4, 0, 2, 5])
    assert dispersion(counts) == pytest.approx(np.var(counts, ddof=1) / np.mean(counts))
    assert dispersion(counts[:5]) is None
    assert dispersion(np.zeros(9, dtype=int)) is None
    assert dispersion_p(np.zeros(9, dtype=int), np.full(9, 30), 0) is None


def test_dispersion_by_chance_against_listing_all_ways():
    days = np.array([2, 2, 2, 2, 2, 2])
    counts = np.array([2, 2, 0, 0, 0, 0])
    # four days of twelve: as far apart only if they are two whole months
    assert dispersion_p(counts, days, 0, 20_000) == pytest.approx(math.comb(6, 2) / math.comb(12, 4), abs=0.005)


def test_dispersion_by_chance_is_fair_for_days_that_do_not_depend_on_each_other():
    rng = np.random.default_rng(5)
    days = np.full(24, 30)
    found = [dispersion_p(rng.binomial(30, 0.06, 24), days, 1, 399) for _ in range(300)]
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(found) == pytest.approx(0.52, abs=0.08)


def test_how_far_an_interval_reaches():
    assert factor(1, 4) == 2
    assert factor(0, 4) == math.inf
