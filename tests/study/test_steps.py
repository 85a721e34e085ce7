"""Orders of steps against all permutations, and all ways to make changes at once."""

import itertools
import random

import numpy as np
import pytest

from offramp.study.deals.steps import Change, best_orders, road_of

ALL = 10_000


def changes_of(road):
    """Return all changes along a road."""
    pairs = zip(road.options, road.stops, strict=True)
    return [Change(n, a, b) for n, levels in pairs for a, b in itertools.pairwise(levels)]


def partitions(items):
    """Yield the ways to take some items one set after the other."""
    if not items:
        yield []
    for size in range(1, len(items) + 1):
        for first in itertools.combinations(items, size):
            for rest in partitions([item for item in items if item not in first]):
                yield [first, *rest]


class Naive:
    """Every order of steps, tried one by one."""

    def __init__(self, road, possible, cost, exchanges=False):
        self.road, self.possible, self.cost, self.exchanges = road, possible, cost, exchanges
        self.owner = dict(zip(road.options, road.owners, strict=True))

    def after(self, point, step):
        """Return the point after some changes, None if one of them cannot be made now or the point is impossible."""
        levels = list(point)
        for change in step:
            if levels[change.variable] != change.before:
                return None
            levels[change.variable] = change.after
        return tuple(levels) if tuple(levels) in self.possible else None

    def allowed(self, point, step):
        if len({change.variable for change in step}) < len(step):
            return False
        if len(step) == 1:
            return True
        if self.exchanges and len(step) == 2 and len({self.owner[change.variable] for change in step}) == 2:
            return True
        parts = (part for size in range(1, len(step)) for part in itertools.combinations(step, size))
        return len(step) <= 4 and all(self.after(point, part) is None for part in parts)

    def worst(self, steps):
        """Return each party's worst point, None if the steps cannot be taken."""
        point, worst = self.road.start, [0] * len(self.cost[self.road.start])
        for step in steps:
            after = self.after(point, step)
            if after is None or not self.allowed(point, step):
                return None
            point, worst = after, [max(a, b) for a, b in zip(worst, self.cost[after], strict=True)]
        return tuple(worst)

    def best(self):
        """Return the worst points of all orders that nothing beats, each with the fewest steps, and turns, it takes."""
        found = {}
        for steps in partitions(changes_of(self.road)):
            worst = self.worst(steps)
            if worst is not None:
                found[worst] = min((len(steps), turns(self.road, steps)), found.get(worst, (ALL, ALL)))
        return {w: n for w, n in found.items() if not any(other != w and _at_most(other, w) for other in found)}


def turns(road, steps):
    """Return how often it is another's turn."""
    owner = dict(zip(road.options, road.owners, strict=True))
    movers = [{owner[change.variable] for change in step} for step in steps]
    return sum(k == 0 or movers[k] != movers[k - 1] for k in range(len(steps)))


def _at_most(one, other):
    return all(a <= b for a, b in zip(one, other, strict=True))


def random_road(seed, likely=0.7):
    """Return a road of up to five changes by two or three actors, and what is possible and how exposed one is."""
    rng = random.Random(seed)
    while True:
        start = tuple(rng.randrange(3) for _ in range(rng.randint(1, 5)))
        goal = tuple(rng.randrange(3) for _ in start)
        parties = rng.choice([2, 3])
        road = road_of(start, goal, [rng.random() < 0.4 for _ in start], [rng.randrange(parties) for _ in start])
        if 1 <= len(changes_of(road)) <= 5:
            break
    points = [tuple(levels) for levels in road.levels.tolist()]
    possible = {point for point in points if point in (start, goal) or rng.random() < likely}
    cost = {point: tuple(rng.randrange(5) for _ in range(parties)) for point in points}
    return road, possible, cost


def searched(road, possible, cost, **asked):
    points = [tuple(levels) for levels in road.levels.tolist()]
    passable = np.array([point in possible for point in points])
    return best_orders(road, passable, np.array([cost[point] for point in points]), **{"most": ALL, **asked})


@pytest.mark.parametrize("exchanges", [False, True])
@pytest.mark.parametrize("seed", range(80))
def test_no_way_to_take_the_steps_beats_the_orders_found(seed, exchanges):
    road, possible, cost = random_road(seed)
    naive = Naive(road, possible, cost, exchanges)
    found = searched(road, possible, cost, exchanges=exchanges)
    assert {order.exposure: (len(order.steps), turns(road, order.steps)) for order in found} == naive.best()
    assert len(found) == len({order.exposure for order in found})


@pytest.mark.parametrize("exchanges", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_an_order_takes_every_change_once_and_tells_its_own_worst_points(seed, exchanges):
    road, possible, cost = random_road(seed, 0.6)
    naive = Naive(road, possible, cost, exchanges)
    for order in searched(road, possible, cost, exchanges=exchanges):
        taken = [change for step in order.steps for change in step]
        assert sorted(taken, key=changes_of(road).index) == changes_of(road)
        assert naive.worst(order.steps) == order.exposure
        point = road.start
        for step, number in zip(order.steps, order.points, strict=True):
            point = naive.after(point, step)
            assert tuple(road.levels[number].tolist()) == point


@pytest.mark.parametrize("seed", range(30))
def test_a_bound_leaves_out_what_exposes_as_much_or_more(seed):
    road, possible, cost = random_road(seed)
    whole = searched(road, possible, cost)
    for below in {sum(order.exposure) for order in whole}:
        under = [order.exposure for order in whole if sum(order.exposure) < below]
        assert [order.exposure for order in searched(road, possible, cost, below=below)] == under


def square(costs, impossible=()):
    """Return two changes by two actors, with the costs of the points between."""
    road = road_of((0, 0), (1, 1), (False, False), (0, 1))
    points = [tuple(levels) for levels in road.levels.tolist()]
    return road, set(points) - set(impossible), {point: costs.get(point, (0, 0)) for point in points}


def test_the_least_total_comes_first_then_the_least_maximum_and_only_some_are_given():
    road, possible, cost = square({(1, 0): (4, 0), (0, 1): (0, 3)})
    assert [order.exposure for order in searched(road, possible, cost)] == [(0, 3), (4, 0)]
    assert len(searched(road, possible, cost, most=1)) == 1
    road, possible, cost = square({(1, 0): (4, 0), (0, 1): (2, 2)})
    assert [order.exposure for order in searched(road, possible, cost)] == [(2, 2), (4, 0)]


def test_of_equal_orders_the_one_with_the_fewest_turns_is_taken_then_the_order_of_the_file():
    road = road_of((0, 0, 0), (1, 1, 1), (False,) * 3, (0, 1, 0))
    (order,) = best_orders(road, np.ones(8, dtype=bool), np.zeros((8, 2)))
    assert [change.variable for (change,) in order.steps] == [0, 2, 1]


def test_an_exchange_takes_fewer_steps_only_where_nobody_is_less_exposed_without():
    road, possible, cost = square({})
    assert len(searched(road, possible, cost)[0].steps) == 2
    assert len(searched(road, possible, cost, exchanges=True)[0].steps) == 1
    road, possible, cost = square({(1, 0): (4, 0), (0, 1): (0, 3)})
    assert [order.exposure for order in searched(road, possible, cost, exchanges=True)] == [(0, 0)]


def test_two_changes_of_one_actor_are_no_exchange():
    road = road_of((0, 0), (1, 1), (False, False), (0, 0))
    exposure = np.array([[0], [1], [1], [0]])
    (order,) = best_orders(road, np.ones(4, dtype=bool), exposure, exchanges=True)
    assert order.exposure == (1,)


def test_what_can_only_be_changed_at_once_is_changed_at_once():
    road, possible, cost = square({}, impossible={(0, 1), (1, 0)})
    (order,) = searched(road, possible, cost)
    assert order.steps == ((Change(0, 0, 1), Change(1, 0, 1)),)


def test_no_more_than_four_changes_are_made_at_once():
    for count in (4, 5):
        road = road_of((0,) * count, (1,) * count, (False,) * count, (0,) * count)
        ends = np.zeros(2**count, dtype=bool)
        ends[[0, -1]] = True
        assert bool(best_orders(road, ends, np.zeros((2**count, 1)))) == (count == 4)


def test_options_with_adjacent_steps_change_one_level_at_a_time():
    road = road_of((0, 2, 1), (2, 0, 1), (True, False, True), (0, 1, 1))
    assert changes_of(road) == [Change(0, 0, 1), Change(0, 1, 2), Change(1, 2, 0)]
    assert len(road) == 6
    assert changes_of(road_of((2,), (0,), (True,), (0,))) == [Change(0, 2, 1), Change(0, 1, 0)]


def test_without_changes_there_are_no_orders():
    road = road_of((0, 0), (0, 0), (False, False), (0, 1))
    assert road.levels.tolist() == [[0, 0]]
    assert best_orders(road, np.ones(1, dtype=bool), np.zeros((1, 2))) == ()


def test_where_the_goal_cannot_be_there_are_no_orders():
    road, possible, cost = square({}, impossible={(1, 1)})
    assert searched(road, possible, cost) == ()


def test_more_than_a_dozen_changes_are_put_in_order():
    count = 13
    road = road_of((0,) * count, (1,) * count, (False,) * count, (0, 1) * 6 + (0,))
    levels = road.levels
    exposure = np.abs(levels[:, ::2].sum(axis=1) - levels[:, 1::2].sum(axis=1))[:, None]
    (order,) = best_orders(road, np.ones(2**count, dtype=bool), exposure)
    assert order.exposure == (1,)
    assert len(order.steps) == count
