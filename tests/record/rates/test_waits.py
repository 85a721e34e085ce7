"""Gaps: fits against closed forms and a second program, coverage on simulated gaps, and the gaps of Korea."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from offramp.record.rates.waits import Waits, exponential_p, fits, survival, waits
from record.rates.making import KOREA, between, days_of
from record.rates.test_counts import PROVOCATIONS, TESTS

gaps = st.lists(st.integers(1, 400), min_size=5, max_size=60)


def test_gaps_of_a_stretch_of_time():
    found = waits(np.array([0, 0, 1, 1, 0, 0, 1, 0, 0, 0], dtype=bool))
    assert (found.ended.tolist(), found.cut) == ([1, 3], 3)
    assert (found.durations.tolist(), found.seen.tolist()) == ([1, 3, 3], [True, True, False])
    assert waits(np.array([1, 0, 1], dtype=bool)).durations.tolist() == [2]
    nothing = waits(np.zeros(30, dtype=bool))
    assert (len(nothing.durations), nothing.cut, survival(nothing), fits(nothing)) == (0, 0, (), None)


@settings(max_examples=12)
@given(gaps, st.integers(0, 300))
def test_an_exponential_has_its_closed_form(ended, cut):
    found = fits(Waits(np.array(ended), cut))
    if len(set(ended)) < 2:
        assert found is None
        return
    assert found.exponential == pytest.approx((sum(ended) + cut) / len(ended), rel=1e-4)
    assert found.aic["exponential"] == pytest.approx(2 + 2 * len(ended) * (math.log(found.exponential) + 1), rel=1e-6)


def second_program(there):
    """Fit a Weibull by another way: the likelihood over logarithms, its curvature by differences."""
    t, seen = there.durations, there.seen

    def loss(x):
        shape, scale = np.exp(x)
        return -(seen * (np.log(shape / scale) + (shape - 1) * np.log(t / scale))).sum() + ((t / scale) ** shape).sum()

    best = minimize(loss, [0.0, math.log(t.mean())], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11})
    h = 1e-3
    e = np.eye(2) * h
    curve = [
        [
            (loss(best.x + a + b) - loss(best.x + a - b) - loss(best.x - a + b) + loss(best.x - a - b)) / 4 / h**2
            for b in e
        ]
        for a in e
    ]
    error = math.sqrt(np.linalg.inv(np.array(curve))[0, 0])
    shape, scale = np.exp(best.x)
    return shape, shape * math.exp(-1.96 * error), shape * math.exp(1.96 * error), scale, 4 + 2 * best.fun


@pytest.mark.parametrize("seed", range(6))
def test_a_weibull_against_a_second_program(seed):
    rng = np.random.default_rng(seed)
    ended = np.ceil(rng.weibull(rng.uniform(0.6, 2.5), 40) * 20).astype(int)
    there = Waits(ended, int(rng.integers(0, 60)))
    found = fits(there)
    told = (found.shape, found.low, found.high, found.scale, found.aic["weibull"])
    assert told == pytest.approx(second_program(there), rel=2e-3)


@pytest.mark.slow
def test_the_interval_of_a_shape_holds_the_true_one():
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(30):
        found = fits(Waits(np.ceil(rng.weibull(1.4, 45) * 60).astype(int), 20))
        held += found.low <= 1.4 <= found.high
    assert held >= 26


@pytest.mark.parametrize("ended", [[7] * 8, [1] * 8, [3, 4, 5, 6], []])
def test_gaps_too_few_or_all_alike_are_not_fitted(ended):
    assert fits(Waits(np.array(ended, dtype=int), 0)) is None


@settings(max_examples=12)
@given(gaps)
def test_any_gaps_are_fitted_or_refused_without_a_warning(ended):
    found = fits(Waits(np.array(ended), 1))
    if found is not None:
        assert 0 < found.low < found.shape < found.high


@pytest.mark.parametrize("ended", [[30] * 20 + [31], [1] * 30 + [9_999], [20_000, 1, 1, 1, 1]])
def test_gaps_far_from_any_weibull_are_fitted_or_refused_without_a_warning(ended):
    found = fits(Waits(np.array(ended), 0))
    assert found is None or 0 < found.low < found.shape < found.high


@settings(max_examples=30)
@given(gaps, st.integers(0, 300))
def test_survival_is_the_product_of_kaplan_and_meier(ended, cut):
    there = Waits(np.array(ended), cut)
    by_hand, share = {}, 1.0
    for day in sorted(set(ended)):
        at_risk = (there.durations >= day).sum()
        share *= 1 - ended.count(day) / at_risk
        by_hand[day] = share
    for day, told, low, high in survival(there):
        before = [d for d in by_hand if d <= day]
        assert told == pytest.approx(by_hand[max(before)] if before else 1.0, abs=1e-9)
        assert 0 <= low <= told + 1e-12
        assert told <= high + 1e-12


def test_survival_begins_at_the_first_gap_and_has_every_gap():
    told = survival(Waits(np.array([4, 9, 9, 30]), 12))
    assert [row[0] for row in told] == [4, 9, 12, 30]
    assert [row[1] for row in told] == pytest.approx([0.8, 0.4, 0.4, 0])


def test_exponential_by_chance_is_fair_for_gaps_without_memory():
    rng = np.random.default_rng(2)
    found = [exponential_p(rng.geometric(1 / 15, 30), 1, 399) for _ in range(300)]
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(found) == pytest.approx(0.5, abs=0.07)


def test_gaps_like_clockwork_or_in_bursts_are_not_exponential():
    assert exponential_p(np.array([29, 30, 31, 30, 29, 31, 30, 30]), 0) < 0.01
    assert exponential_p(np.array([1, 1, 1, 2, 1, 1, 2, 1, 90, 1, 1, 120, 1, 1]), 0) < 0.01
    assert exponential_p(np.array([3, 4, 5, 6]), 0) is None


def test_many_gaps_are_drawn_in_parts():
    ended = np.random.default_rng(0).geometric(1 / 9, 3_000)
    assert exponential_p(ended, 5, 400) == exponential_p(ended, 5, 400)
    assert exponential_p(ended, 5, 400) > 0.01


def continuous_p(ended):
    """Return the p of Lilliefors for gaps that are not whole days."""

    def distance(rows):
        rows = np.sort(rows, axis=1)
        below = 1 - np.exp(-rows / rows.mean(axis=1, keepdims=True))
        rank = np.arange(rows.shape[1])
        return np.maximum((rank + 1) / rows.shape[1] - below, below - rank / rows.shape[1]).max(axis=1)

    drawn = np.random.default_rng(0).exponential(1, (4_000, len(ended)))
    return (distance(drawn) >= distance(ended[None, :].astype(float))[0]).mean()


@pytest.mark.parametrize(
    ("categories", "count", "mean", "median", "variation", "shape", "high", "p"),
    [(PROVOCATIONS, 44, 15.8, 10.5, 1.3, 1.03, 1.49, 0.21), (TESTS, 39, 17.8, 12, 1.2, 1.08, 1.64, 0.26)],
)
def test_the_gaps_of_korea_in_2016_and_2017(categories, count, mean, median, variation, shape, high, p):
    """As a table of the same events has them. Its interval of the shape is wider, found another way; its p takes gaps
    for continuous, which whole days are not."""
    there = waits(between(days_of(KOREA / "events.csv", "PRK", categories), "2016-01-01", "2017-11-29"))
    ended = there.ended
    assert (len(ended), there.cut, ended.max()) == (count, 0, 115)
    assert (ended.mean(), ended.std(ddof=1) / ended.mean()) == pytest.approx((mean, variation), abs=0.051)
    assert np.median(ended) == median
    found = fits(there)
    assert found.shape == pytest.approx(shape, abs=0.006)
    assert found.low < 1 < found.high < high
    assert continuous_p(ended) == pytest.approx(p, abs=0.025)
    assert exponential_p(ended, 0) > p
    assert found.aic["exponential"] < found.aic["weibull"]
