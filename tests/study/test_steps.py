"""Orders of steps against all permutations."""

import itertools
import random

import pytest

from offramp.study.deals.steps import MOST_STEPS, Change, best_orders, changes_of


def naive(start, changes, exposure):
    """Return the exposure vectors of all orders that nothing beats."""
    found = set()
    for order in itertools.permutations(changes):
        point, worst = list(start), [0.0] * len(exposure(start))
        for change in order:
            if point[change.variable] != change.before:
                break
            point[change.variable] = change.after
            here = exposure(tuple(point))
            if here is None:
                break
            worst = [max(a, b) for a, b in zip(worst, here, strict=True)]
        else:
            found.add(tuple(worst))
    return {one for one in found if not any(_beats(other, one) for other in found)}


def _beats(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def random_road(rng):
    """Return a start, a goal, and how exposed two or three parties are on the way; some points are impossible."""
    start = tuple(rng.randrange(3) for _ in range(rng.randint(1, 4)))
    goal = tuple(rng.randrange(3) for _ in start)
    adjacent = tuple(rng.random() < 0.5 for _ in start)
    parties = rng.choice([2, 3])
    known = {start: (0.0,) * parties}

    def exposure(point):
        if point not in known:
            possible = point in (start, goal) or rng.random() < 0.85
            known[point] = tuple(rng.randrange(6) / 6 for _ in range(parties)) if possible else None
        return known[point]

    return start, changes_of(start, goal, adjacent), exposure


@pytest.mark.parametrize("seed", range(60))
def test_no_permutation_beats_the_orders_found(seed):
    start, changes, exposure = random_road(random.Random(seed))
    found = best_orders(start, changes, exposure, most=10_000)
    expected = naive(start, changes, exposure) if changes else set()
    assert {order.exposure for order in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("seed", range(20))
def test_an_order_takes_every_step_once_and_tells_its_own_worst_points(seed):
    start, changes, exposure = random_road(random.Random(seed))
    for order in best_orders(start, changes, exposure, most=10_000):
        assert sorted(order.steps, key=changes.index) == list(changes)
        assert naive(start, changes, exposure) >= {order.exposure}
        point, worst = list(start), [0.0] * len(order.exposure)
        for change in order.steps:
            assert point[change.variable] == change.before
            point[change.variable] = change.after
            worst = [max(a, b) for a, b in zip(worst, exposure(tuple(point)), strict=True)]
        assert tuple(worst) == order.exposure


def test_the_least_exposed_order_comes_first_and_only_some_are_given():
    roads = {(1, 0): (0.4, 0.0), (0, 1): (0.0, 0.3), (1, 1): (0.0, 0.0)}
    changes = changes_of((0, 0), (1, 1), (False, False))
    exposures = [order.exposure for order in best_orders((0, 0), changes, lambda p: roads.get(p, (0.0, 0.0)))]
    assert exposures == [(0.0, 0.3), (0.4, 0.0)]
    assert len(best_orders((0, 0), changes, lambda p: roads.get(p, (0.0, 0.0)), most=1)) == 1


def test_options_with_adjacent_steps_change_one_level_at_a_time():
    assert changes_of((0, 2, 1), (2, 0, 1), (True, False, True)) == (Change(0, 0, 1), Change(0, 1, 2), Change(1, 2, 0))
    assert changes_of((2,), (0,), (True,)) == (Change(0, 2, 1), Change(0, 1, 0))


def test_without_steps_there_are_no_orders():
    assert best_orders((0, 0), (), lambda _: (0.0,)) == ()


def test_where_every_way_is_impossible_there_are_no_orders():
    changes = changes_of((0, 0), (1, 1), (False, False))
    assert best_orders((0, 0), changes, lambda point: (0.0,) if sum(point) != 1 else None) == ()


def test_too_many_steps_are_not_ordered():
    count = MOST_STEPS + 1
    changes = changes_of((0,) * count, (1,) * count, (False,) * count)
    assert best_orders((0,) * count, changes, lambda _: (0.0,)) == ()
    assert len(best_orders((0,) * count, changes[:-1], lambda _: (0.0,))[0].steps) == MOST_STEPS
