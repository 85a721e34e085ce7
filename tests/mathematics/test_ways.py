"""Ways to act, numbered as they are met, and chains whose nodes lead to themselves or nowhere."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mathematics.playing import match
from mathematics.test_classes import chain_of
from offramp.play.movers import Repertoire
from offramp.play.solving import ends_of, first_visit
from offramp.stability.compiled import interrupted


def way(*targets: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return a way to act as movers have it: for each state, where it leads."""
    row = np.cumsum([0, *(len(t) for t in targets)])
    return row.astype(np.int64), np.array([t for there in targets for t in there], dtype=np.int32)


def test_equal_ways_have_one_number_and_come_back_as_they_were_given():
    repertoire = Repertoire(3)
    ways = [way([1, 2], [], [0]), way([], [], []), way([1], [2], [0]), way([1, 2], [], [0])]
    numbers = [repertoire.number(*given) for given in ways]
    assert numbers == [0, 1, 2, 0]
    for number, (row, chosen) in zip(numbers, ways, strict=True):
        found = repertoire.way(number)
        assert_array_equal(found[0], row)
        assert_array_equal(found[1], chosen)


def test_a_repertoire_grows_with_the_ways_that_are_met():
    repertoire = Repertoire(40)
    rng = np.random.default_rng(1)
    ways = [way(*([int(t) for t in rng.integers(40, size=rng.integers(4))] for _ in range(40))) for _ in range(30)]
    numbers = [repertoire.number(*given) for given in ways]
    assert numbers == list(range(30))
    assert sum(len(chosen) for _, chosen in ways) > 1_024
    for number, (row, chosen) in zip(numbers, ways, strict=True):
        here = repertoire.choices.rows[number]
        assert_array_equal(here - here[0], row)
        assert_array_equal(repertoire.choices.chosen[here[0] : here[-1]], chosen)


TICKS = """
case: ticks
title: Ticks
actors: {a: }
options: {a.x: }
clocks: {hour: {levels: [early, late], rate: {RATE per month: not a.x, 3 per month: true}}}
status_quo: {}
outcomes: {calm: a.x, lost: hour == late}
preferences: {a: [a.x]}
behaviour: {a: {foresight: nash, reconsiders: PACE per month}}
"""


def test_a_rate_of_nought_is_no_rate_even_if_another_would_follow():
    played = match(TICKS.replace("RATE", "0").replace("PACE", "0"))
    assert len(played.chain) == 1
    assert len(played.chain.to) == 0
    assert played.chances() == {"none of these": 1.0}
    moved = match(TICKS.replace("RATE", "0").replace("PACE", "2"))
    assert moved.visit("calm").mean_months == pytest.approx(0.5)
    assert moved.visit("lost").chance == 0.0


def test_what_leads_a_node_to_itself_takes_no_time_from_what_leaves_it():
    rates = np.array([[5.0, 2.0, 1.0], [0.0, 7.0, 4.0], [0.0, 0.0, 3.0]])
    chain = chain_of(rates)
    # from node 0 with 2/3 by way of node 1, and a third of a month before that
    passing = first_visit(chain, np.array([False, True, False]), np.zeros(0))
    assert passing.chance == pytest.approx(2 / 3)
    assert passing.mean_months == pytest.approx(1 / 3)
    last = first_visit(chain, np.array([False, False, True]), np.zeros(0))
    assert last.chance == pytest.approx(1.0)
    assert last.mean_months == pytest.approx(1 / 3 + 2 / 3 * 1 / 4)
    assert ends_of(chain).nodes.tolist() == [2]


def chained(error: BaseException, cause: BaseException | None, *, handled: bool = False) -> BaseException:
    """Return an error that another one led to, either as its cause or while it was being handled."""
    if handled:
        error.__context__ = cause
    else:
        error.__cause__ = cause
    return error


def test_ctrl_c_is_recognised_however_deep_it_is_wrapped():
    stop = KeyboardInterrupt()
    assert interrupted(stop)
    assert interrupted(chained(SystemError(), stop))
    assert interrupted(chained(SystemError(), stop, handled=True))
    assert interrupted(chained(SystemError(), chained(RuntimeError(), stop, handled=True)))
    assert not interrupted(chained(SystemError(), ValueError()))
    assert not interrupted(None)
