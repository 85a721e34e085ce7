"""The least changes of scores against a grid, and by hand."""

import numpy as np
import pytest

from offramp.game.preferences import Scores
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.mending import shifts
from offramp.study.deals.mending.changing import changes
from offramp.study.deals.mending.leaving import Leaving
from offramp.study.deals.mending.shifts import least_shifts
from offramp.study.deals.mending.wishes import told_apart, values_of
from offramp.study.playing.courses import silent
from study.mending_slowly import CONCEPTS, Trial
from study.small import ensemble

STEPS = [k / 2 for k in range(-6, 7)]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_least_changes_are_those_of_a_grid(concept):
    compared = 0
    for seed in range(8):
        trial = Trial(seed, concept, "scores")
        own = trial.orders["a"]
        for state in trial.left(1):
            cost, sets = trial.cheapest_numbers(state, STEPS)
            found = least_shifts(trial.dilemma(state), own.numbers)
            assert found.cost == pytest.approx(cost)
            changed = [[abs(b - a) for a, b in zip(own.numbers, new, strict=True)] for new in found.numbers]
            assert {frozenset(np.flatnonzero(moved).tolist()) for moved in changed} == sets
            assert len(found.numbers) == len(sets)
            for moved, new in zip(changed, found.numbers, strict=True):
                assert sum(moved) == pytest.approx(cost)
                assert trial.stays(state, Scores(own.conditions, new))
            compared += 1
    assert compared >= 3


POINTS = """
case: points
title: Points
actors: {a: {}, b: {}}
options: {a.x: {}, a.y: {}, b.w: {}}
status_quo: {}
outcomes: {deal: not a.x and not a.y}
deals: {between: [a, b], reach: deal}
preferences:
  a: {scores: {a.x: 3, not a.x: 1, a.y: -2, b.w: 5}}
  b: [b.w]
behaviour: {default: {foresight: {nash: 1}}}
"""


def mended(text):
    there = ensemble(text)
    bargain = Bargain(there)
    return changes(Leaving(bargain, bargain.board), there.space.state((0, 0, 1)), silent)


def test_a_gain_is_bought_off_in_either_of_two_ways_by_hand():
    """Moving gains 3 - 1: either the one number falls by 2, or the other rises by 2; half of each changes more."""
    found, unmended = mended(POINTS)
    assert unmended == 0
    assert len(found) == 1
    change = found[0]
    assert (change.cost, change.reversals, change.more) == (2, (), False)
    found = {tuple((s.condition, s.before, s.after) for s in one) for one in change.shifts}
    assert found == {(("a.x", 3, 1),), (("not a.x", 1, 3),)}


def test_two_gains_take_two_changes_by_hand():
    """Moving x gains 2 and moving y gains 1; both at once gain 3. Each is bought off alone, for 3 in all."""
    found, _ = mended(POINTS.replace("a.y: -2", "a.y: 1"))
    numbers = {tuple((s.condition, s.before, s.after) for s in one) for one in found[0].shifts}
    assert found[0].cost == 3
    assert numbers == {(("a.x", 3, 1), ("a.y", 1, 0)), (("not a.x", 1, 3), ("a.y", 1, 0))}


def test_only_so_many_sets_are_listed():
    there = ensemble(POINTS)
    bargain = Bargain(there)
    leaving, order = Leaving(bargain, bargain.board), there.doubts.types[0].orders[0]
    way = leaving.way(0, bargain.views(0)[0][0])
    values, kind = told_apart(values_of(order, there.space.columns))
    dilemma = leaving.dilemma(way, values, kind, there.space.state((0, 0, 1)))
    found = least_shifts(dilemma, order.numbers, most=1)
    assert len(found.numbers) == 1
    assert found.more


def test_a_search_that_is_too_hard_is_counted_as_not_looked_at(monkeypatch):
    def give_up(*_):
        raise shifts.TooHard

    monkeypatch.setattr(shifts._Program, "solve", give_up)
    assert mended(POINTS) == ((), 1)


def test_where_nothing_pays_nothing_changes():
    trial = next(t for t in (Trial(seed, "nash", "scores") for seed in range(9)) if len(t.oracle.states) > 4)
    state = next(s for s in trial.oracle.states if trial.oracle.stable("a", s, "nash"))
    found = least_shifts(trial.dilemma(state), trial.orders["a"].numbers)
    assert (found.cost, found.numbers, found.more) == (0, (trial.orders["a"].numbers,), False)
