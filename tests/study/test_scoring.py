"""Scores of forecasts, against closed forms, second programs and known examples."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from offramp.record.intervals import jeffreys
from offramp.study.backtest.scoring import (
    base_rates,
    block_interval,
    block_means,
    calibration,
    independent,
    persistence,
    squares,
    surprises,
)

results = st.lists(st.booleans(), min_size=1, max_size=9)


@st.composite
def forecasts(draw: Any) -> tuple[list[int], list[int], list[bool]]:
    """Draw forecasts of one target: days that do not go down, and results."""
    size = draw(st.integers(0, 9))
    steps = st.lists(st.integers(0, 3), min_size=size, max_size=size)
    made = list(itertools.accumulate(draw(steps)))
    due = [max(d, m + 1) for m, d in zip(made, itertools.accumulate(draw(steps), initial=2), strict=False)]
    due = list(itertools.accumulate(due, max))
    return made, due, draw(st.lists(st.booleans(), min_size=size, max_size=size))


# ---------------------------------------------------------------- scores


@given(results)
def test_a_perfect_forecaster_scores_nothing_and_a_perfectly_wrong_one_all(came: list[bool]) -> None:
    right = np.array(came, float)

    assert squares(right, came).mean() == 0
    assert squares(1 - right, came).mean() == 1
    assert surprises(right, came) == pytest.approx(-math.log(0.999))
    assert surprises(1 - right, came) == pytest.approx(-math.log(0.001))


@given(results, st.floats(0.01, 0.99))
def test_a_constant_forecaster_scores_by_the_share_that_came(came: list[bool], chance: float) -> None:
    share = np.mean(came)
    constant = [chance] * len(came)

    assert squares(constant, came).mean() == pytest.approx((chance - share) ** 2 + share * (1 - share))
    expected = -share * math.log(chance) - (1 - share) * math.log(1 - chance)
    assert surprises(constant, came).mean() == pytest.approx(expected)


@given(st.floats(0.002, 0.998), st.floats(0.002, 0.998))
def test_both_scores_are_least_in_expectation_for_the_true_chance(true: float, said: float) -> None:
    for score in (squares, surprises):
        expected = [true * score(p, True) + (1 - true) * score(p, False) for p in (true, said)]
        assert expected[0] <= expected[1] + 1e-12


@given(st.lists(st.tuples(st.sampled_from([0.05, 0.15, 0.35, 0.75, 1.0]), st.booleans()), min_size=1, max_size=40))
def test_the_score_is_the_sum_of_its_parts(pairs: list[tuple[float, bool]]) -> None:
    """Brier = reliability - resolution + uncertainty (Murphy 1973), where forecasts of a bin are alike."""
    chances, came = map(np.array, zip(*pairs, strict=True))
    found = calibration(chances, came)
    share = came.mean()

    reliability = np.sum(found.forecasts * (found.mean - found.came) ** 2) / len(came)
    resolution = np.sum(found.forecasts * (found.came - share) ** 2) / len(came)

    assert squares(chances, came).mean() == pytest.approx(reliability - resolution + share * (1 - share))


# ---------------------------------------------------------------- what to beat


@given(forecasts())
def test_the_base_rate_counts_only_what_was_due(drawn: tuple[list[int], list[int], list[bool]]) -> None:
    made, due, came = drawn

    for rate, now in zip(base_rates(made, due, came), made, strict=True):
        before = [c for c, d in zip(came, due, strict=True) if d <= now]
        assert rate == pytest.approx((sum(before) + 0.5) / (len(before) + 1))


@given(forecasts())
def test_what_is_not_due_yet_does_not_matter(drawn: tuple[list[int], list[int], list[bool]]) -> None:
    made, due, came = drawn
    rates = base_rates(made, due, came)

    for number, now in enumerate(made):
        others = [not c if d > now else c for c, d in zip(came, due, strict=True)]
        assert base_rates(made, due, others)[number] == rates[number]


@given(forecasts(), st.data())
def test_persistence_is_the_share_that_changed_or_what_is_left(drawn: Any, data: Any) -> None:
    made, due, changed = drawn
    held = data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made)))

    for chance, now, here in zip(persistence(made, due, held, changed), made, held, strict=True):
        before = [c for c, d in zip(changed, due, strict=True) if d <= now]
        moved = (sum(before) + 0.5) / (len(before) + 1)
        assert chance == pytest.approx(1 - moved if here else moved)


def test_what_never_changes_is_ever_more_expected_to_stay() -> None:
    made = np.arange(48) * 30
    chances = persistence(made, made + 30, np.zeros(48), np.zeros(48))

    assert chances[0] == 0.5
    assert (np.diff(chances) < 0).all()
    assert chances[-1] == pytest.approx(0.5 / 48)


# ---------------------------------------------------------------- how many facts


def most_independent(made: list[int], due: list[int], came: list[bool]) -> int:
    """Return the size of the largest set without overlaps and without two of one spell, by trying all sets."""

    def apart(one: int, other: int) -> bool:
        return made[other] >= due[one] and any(came[k] != came[one] for k in range(one, other + 1))

    size = range(len(made))
    sets = (chosen for n in range(len(made) + 1) for chosen in itertools.combinations(size, n))
    return max(len(s) for s in sets if all(apart(a, b) for a, b in itertools.combinations(s, 2)))


@settings(max_examples=400)
@given(forecasts())
def test_the_number_of_independent_resolutions_is_that_of_the_largest_set(drawn: Any) -> None:
    assert independent(*drawn) == most_independent(*drawn)


def test_a_long_spell_is_one_fact() -> None:
    made = np.arange(48) * 30

    assert independent(made, made + 30, [False] * 48) == 1
    assert independent(made, made + 30, [False] * 20 + [True] * 4 + [False] * 24) == 3
    assert independent(made, made + 30, [bool(k % 2) for k in range(48)]) == 48
    assert independent(made, made + 180, [bool(k % 2) for k in range(48)]) == 8
    assert independent([], [], []) == 0


def test_forecasts_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        independent([30, 0], [60, 30], [True, False])


# ---------------------------------------------------------------- the interval


def test_drawing_every_block_once_is_drawing_all_there_is() -> None:
    sums, counts = np.array([1.0, 4.0, 0.0, 2.0, 3.0]), np.array([1, 2, 0, 1, 1])

    assert block_means(sums, counts, 5, draws=50) == pytest.approx(10 / 5)


def test_the_draws_have_the_mean_and_the_spread_that_follow_from_their_definition() -> None:
    """The variance of the mean of circular blocks in closed form, with circular autocovariances (Politis, Romano)."""
    rng = np.random.default_rng(5)
    series, block = rng.normal(size=24).cumsum(), 4
    centred = series - series.mean()
    covariances = [np.mean(centred * np.roll(centred, -k)) for k in range(block)]
    inside = covariances[0] + 2 * sum((1 - k / block) * covariances[k] for k in range(1, block))

    found = block_means(series, np.ones(24), block, seed=1, draws=200_000)

    assert found.mean() == pytest.approx(series.mean(), abs=5 * math.sqrt(inside / 24 / 200_000))
    assert found.var() == pytest.approx(inside / 24, rel=0.02)


def test_single_months_are_drawn_as_in_the_plain_bootstrap() -> None:
    """Of three months all 27 draws can be listed."""
    series = np.array([0.0, 1.0, 5.0])
    listed = sorted(np.mean(draw) for draw in itertools.product(series, repeat=3))

    found = np.sort(block_means(series, np.ones(3), 1, draws=270_000))

    steps = np.searchsorted(found, [value + 1e-9 for value in listed]) / len(found)
    assert steps == pytest.approx(np.searchsorted(listed, [v + 1e-9 for v in listed]) / 27, abs=0.006)


def test_months_without_forecasts_keep_their_place_but_weigh_nothing() -> None:
    sums, counts = np.array([0.2, 0.0, 0.6, 0.0]), np.array([1, 0, 1, 0])

    found = block_means(sums, counts, 2, draws=5_000)

    assert set(found.round(9)) == {0.2, 0.4, 0.6}
    assert np.isnan(block_means([0.0, 0.5], [0, 1], 1, draws=200)).any()


def test_the_interval_is_seeded_and_says_nothing_where_two_blocks_do_not_fit() -> None:
    series = np.sin(np.arange(30.0))
    one, two = (block_interval(series, np.ones(30), 3, seed=seed) for seed in (1, 2))

    assert one == block_interval(series, np.ones(30), 3, seed=1)
    assert one != two
    assert one[0] < series.mean() < one[1]
    assert block_interval(series, np.ones(30), 3, level=0.5)[0] > one[0]
    assert all(math.isnan(end) for end in block_interval(series[:5], np.ones(5), 3))
    assert all(math.isnan(end) for end in block_interval(np.zeros(6), np.zeros(6), 3))


def test_forecasts_that_go_together_widen_the_interval() -> None:
    series = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0, 0.0], 6)
    narrow, wide = (block_interval(series, np.ones(36), block) for block in (1, 6))

    assert wide[1] - wide[0] > 1.5 * (narrow[1] - narrow[0])


# ---------------------------------------------------------------- calibration


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_bins_hold_every_forecast_once(pairs: list[tuple[float, bool]]) -> None:
    chances, came = map(np.array, zip(*pairs, strict=True))
    found = calibration(chances, came)

    assert found.forecasts.sum() == len(pairs)
    for low, high, number, mean, share in zip(
        found.low, found.high, found.forecasts, found.mean, found.came, strict=True
    ):
        inside = (chances >= low) & ((chances < high) | ((high == 1) & (chances == 1)))
        assert number == inside.sum()
        assert mean == pytest.approx(chances[inside].mean())
        assert share == pytest.approx(came[inside].mean())
    assert (found.came_low <= found.came + 1e-12).all()
    assert (found.came_high >= found.came - 1e-12).all()


def test_intervals_are_those_of_jeffreys() -> None:
    """Against quantiles from scipy's distribution, and the ends of Brown, Cai and DasGupta (2001)."""
    hits, number = np.arange(8), np.full(8, 7)
    low, high = jeffreys(hits, number, 0.95)

    assert low[1:] == pytest.approx(stats.beta.ppf(0.025, hits[1:] + 0.5, 7 - hits[1:] + 0.5))
    assert high[:-1] == pytest.approx(stats.beta.ppf(0.975, hits[:-1] + 0.5, 7 - hits[:-1] + 0.5))
    assert (low[0], high[-1]) == (0, 1)
    assert low + high[::-1] == pytest.approx(1)
