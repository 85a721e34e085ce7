"""Change points: against a naive search, at a constant rate, and with a known change."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.signals.changes import MOST_DAYS, change_points, likelihood_ratios


def naive(counts: list[int], least: int) -> list[float]:
    def part(days: list[int]) -> float:
        events = sum(days)
        return events * math.log(events / len(days)) if events else 0.0

    cuts = range(least, len(counts) - least + 1)
    return [part(counts[:cut]) + part(counts[cut:]) - part(counts) for cut in cuts]


@given(st.lists(st.integers(0, 3), min_size=8, max_size=30), st.integers(1, 4))
def test_likelihood_ratios_are_those_of_a_naive_search(counts: list[int], least: int) -> None:
    found = likelihood_ratios(np.array([counts]), least)[0]

    assert found.tolist() == pytest.approx(naive(counts, least), abs=1e-9)
    assert (found >= -1e-9).all()


def test_at_a_constant_rate_few_series_show_a_change() -> None:
    rng = np.random.default_rng(5)
    shown = sum(bool(change_points(rng.poisson(0.07, 500), draws=199, seed=n)) for n in range(200))

    assert shown <= 20  # of 200 at a level of 0.05: 10 are expected, more than 20 come with a chance below 0.001


def test_clusters_within_a_day_do_not_raise_the_level() -> None:
    rng = np.random.default_rng(6)
    series = [rng.poisson(0.03, 400) * rng.integers(1, 6, 400) for _ in range(100)]

    assert sum(bool(change_points(s, draws=199, seed=n)) for n, s in enumerate(series)) <= 12


def test_a_known_change_is_found_where_it_is() -> None:
    rng = np.random.default_rng(7)
    found = [
        change_points(np.concatenate([rng.poisson(0.065, 699), rng.poisson(0.005, 520)]), draws=199, seed=n)
        for n in range(40)
    ]

    assert sum(len(changes) == 1 for changes in found) >= 34
    single = [changes[0] for changes in found if len(changes) == 1]
    assert np.median([abs(change.day - 699) for change in single]) < 40
    assert all(change.before > change.after for change in single)


def test_two_changes_are_found_and_rates_are_those_between_them() -> None:
    counts = np.zeros(900, dtype=np.int64)
    counts[0:300:5] = 1
    counts[600:900:5] = 1

    first, second = change_points(counts)

    assert abs(first.day - 300) <= 5
    assert second.day == 600
    assert (first.before, first.after) == pytest.approx((0.2, 0.0), abs=0.01)
    assert (second.before, second.after) == (first.after, pytest.approx(0.2))
    assert max(first.p, second.p) <= 0.05


def test_the_same_seed_finds_the_same() -> None:
    counts = np.random.default_rng(3).poisson(np.repeat([0.02, 0.2], 200))

    assert change_points(counts, seed=4) == change_points(counts, seed=4)


@pytest.mark.parametrize(
    "counts", [np.zeros(400, dtype=np.int64), np.ones(59, dtype=np.int64), np.ones(0, dtype=np.int64)]
)
def test_nothing_is_found_in_nothing_in_little_and_in_sameness(counts: np.ndarray) -> None:
    assert change_points(counts) == ()
    assert change_points(np.ones(200, dtype=np.int64)) == ()


def test_changes_lie_apart_and_inside() -> None:
    counts = np.random.default_rng(9).poisson(np.repeat([0.0, 1.0, 0.0, 1.0], 60))

    days = [change.day for change in change_points(counts, least=40)]

    assert days
    assert all(b - a >= 40 for a, b in zip([0, *days], [*days, 240], strict=True))


def test_too_many_days_are_refused() -> None:
    with pytest.raises(ValueError, match="days are more than"):
        change_points(np.zeros(MOST_DAYS + 1, dtype=np.int64))
