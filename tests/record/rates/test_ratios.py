"""Ratios of rates: against the conditional binomial, a second naive program, simulation, and the drills of Korea."""

import csv
import functools
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, binomtest

from offramp.record.rates.exposing import marked
from offramp.record.rates.ratios import Stratum, ratio, shift_p, stratum
from record.rates.making import KOREA, ONE, D, between, days_of

counts = st.integers(0, 40)
days = st.integers(1, 2_000)


@given(counts, days, counts, days)
def test_one_stratum_has_the_conditional_binomial_interval(inside, inside_days, outside, outside_days):
    found = ratio([Stratum(inside, inside_days, outside, outside_days)])
    if inside + outside == 0:
        assert found is None
        return
    share = binomtest(inside, inside + outside).proportion_ci(0.95, method="exact")
    scale = outside_days / inside_days
    low, high = (p / (1 - p) * scale if p < 1 else math.inf for p in share)
    plain = inside / outside * scale if outside else math.inf
    assert found == pytest.approx((plain, low, high), rel=1e-6)


def naive(strata):
    """Return the same by listing how many of each stratum's events may lie inside."""
    here = sum(s.inside for s in strata)

    @functools.cache
    def chances(log_ratio):
        by_count = {}
        for inside in itertools.product(*(range(s.inside + s.outside + 1) for s in strata)):
            chance = 1.0
            for k, s in zip(inside, strata, strict=True):
                weight = math.exp(log_ratio) * s.inside_days
                chance *= binom.pmf(k, s.inside + s.outside, weight / (weight + s.outside_days))
            by_count[sum(inside)] = by_count.get(sum(inside), 0.0) + chance
        return by_count

    def solve(f):
        return math.exp(brentq(f, -12, 12))

    middle = solve(lambda r: sum(k * p for k, p in chances(r).items()) - here)
    low = solve(lambda r: sum(p for k, p in chances(r).items() if k >= here) - 0.025)
    high = solve(lambda r: sum(p for k, p in chances(r).items() if k <= here) - 0.025)
    return middle, low, high


@pytest.mark.parametrize("seed", range(4))
def test_several_strata_against_listing_all_counts(seed):
    rng = np.random.default_rng(seed)
    strata = [
        Stratum(int(a) + 1, int(b), int(c) + 1, int(d))
        for a, b, c, d in zip(
            rng.integers(0, 3, 3), rng.integers(5, 90, 3), rng.integers(0, 3, 3), rng.integers(5, 300, 3), strict=True
        )
    ]
    assert ratio(strata) == pytest.approx(naive(strata), rel=1e-6)


def test_a_stratum_without_events_or_days_on_one_side_says_nothing():
    told = Stratum(4, 30, 6, 100)
    assert ratio([told, Stratum(0, 50, 0, 500), Stratum(3, 20, 0, 0), Stratum(0, 0, 9, 70)]) == ratio([told])
    assert ratio([Stratum(3, 20, 0, 0)]) is None
    assert ratio([]) is None


def test_strata_do_not_mistake_a_busy_time_for_a_ratio():
    """In each stratum the rates are equal; pooled, they seem to differ fivefold."""
    strata = [Stratum(50, 100, 5, 10), Stratum(1, 20, 50, 1_000)]
    pooled = Stratum(51, 120, 55, 1_010)
    assert ratio([pooled])[0] > 7
    assert ratio(strata)[0] == pytest.approx(1, abs=0.05)


def test_intervals_hold_the_true_ratio_at_least_as_often_as_they_say():
    rng = np.random.default_rng(3)
    true, held, drawn = 2.5, 0, 150
    for _ in range(drawn):
        strata = [
            Stratum(int(rng.poisson(rate * true * a)), a, int(rng.poisson(rate * b)), b)
            for rate, a, b in ((0.06, 60, 300), (0.01, 90, 200))
        ]
        _, low, high = ratio(strata)
        held += low <= true <= high
    assert held / drawn >= 0.93


def test_shifts_against_turning_the_series_by_hand():
    rng = np.random.default_rng(0)
    for _ in range(20):
        happened, inside = rng.random(50) < 0.2, rng.random(50) < 0.4
        here = (happened & inside).sum()
        by_hand = np.mean([(np.roll(happened, s) & inside).sum() >= here for s in range(50)])
        assert shift_p([(happened, inside)]) == pytest.approx(by_hand)


def test_stretches_are_shifted_each_by_itself():
    rng = np.random.default_rng(1)
    parts = [(rng.random(n) < 0.3, rng.random(n) < 0.5) for n in (9, 14)]
    here = sum((h & i).sum() for h, i in parts)
    by_hand = np.mean(
        [
            sum((np.roll(h, s) & i).sum() for s, (h, i) in zip(shifts, parts, strict=True)) >= here
            for shifts in itertools.product(range(9), range(14))
        ]
    )
    assert shift_p(parts) == pytest.approx(by_hand)


def test_shifts_keep_clusters_where_the_interval_takes_days_for_independent():
    """Bursts fall where they fall; a ratio that the interval takes for sure is common among their shifts."""
    happened, inside = np.zeros(400, dtype=bool), np.zeros(400, dtype=bool)
    happened[40:52] = happened[240:252] = True
    inside[30:130] = True
    assert ratio([stratum(happened, inside)])[1] > 1
    assert shift_p([(happened, inside)]) > 0.2


def drills(year, categories):
    first, last = f"{year}-01-01", f"{year}-12-31"
    with (KOREA / "calendar.csv").open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if r["kind"] == "large_exercise" and r["held"] != "no"]
    spans = [(D(r["start"]), D(r["end"] or r["start"])) for r in rows]
    happened = between(days_of(KOREA / "events.csv", "PRK", categories), first, last)
    inside = marked(D(first), D(last), spans)
    by_hand = [any(a <= D(first) + n * ONE <= b for a, b in spans) for n in range(len(happened))]
    assert inside.tolist() == by_hand
    return happened, inside


def test_large_exercises_of_2016_and_2017():
    """By a table of the same events, with windows of its own, the ratios are 4.1 and 3.3."""
    both = [drills(year, ("missile_test", "nuclear_test", "engine_test")) for year in (2016, 2017)]
    ratios = [ratio([stratum(*year)]) for year in both]
    assert ratios[0][0] == pytest.approx(4.1, rel=0.1)
    assert ratios[1][0] == pytest.approx(3.3, rel=0.1)
    middle, low, high = ratio([stratum(*year) for year in both])
    assert ratios[1][0] < middle < ratios[0][0]
    assert 1.8 < low < high < 8
    assert shift_p(both) < 0.01
