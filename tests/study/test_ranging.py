"""Ranges over one actor's completions show effects, not noise."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from offramp.study.hinges.shares import Share
from offramp.study.many.surveying import survey
from offramp.study.profiles.ranging import ranges_of, shrunk, tells
from study.small import ensemble

CHANCES = """
case: chances
title: Chances
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
status_quo: {}
outcomes: {both: a.x and b.y}
preferences:
  a: [any_order: [a.x, not a.x]]
  b: [{slot: aim}]
questions:
  q:
    about: b
    alternatives:
      g: {prior: 0.75, aim: ["maybe(0.5)": b.y]}
      h: {prior: 0.25, aim: [not b.y]}
behaviour: {default: {foresight: nash}}
"""

BYSTANDER = """
case: bystander
title: Bystander
actors: {a: {}, b: {}, c: {}}
options: {a.x: , a.w: , b.y: , c.flag: , c.drum: }
status_quo: {}
outcomes: {war: a.x and b.y, calm: not a.x}
judge: {seek: calm, avoid: war}
preferences:
  a: [any_order: [a.x, not a.x, a.w, b.y]]
  b: ["maybe(0.4)": b.y]
  c: [any_order: [c.flag, c.drum, not c.flag, not c.drum if c.flag]]
behaviour: {default: {foresight: {nash: 0.5, seq: 0.3, smr: 0.2}, reconsiders: 0.5 to 2 per month}}
"""


def surveyed(there, chances, worlds=None):
    """Return what a survey offers, with chances given by hand: policy -> (worlds,) of the first outcome."""
    return SimpleNamespace(
        case=there.case,
        doubts=there.doubts,
        worlds=there.worlds if worlds is None else worlds,
        alternatives=there.alternatives,
        chance=lambda policy, _: np.asarray(chances[policy]),
    )


def drawn(there, number, rng):
    """Return so many worlds of a case as if they had been drawn, each as likely as any other."""
    picked = rng.choice(len(there.worlds), size=number, p=there.worlds.weight)
    return replace(there.worlds.at(picked), weight=np.full(number, 1 / number), exact=False, seed=0)


def test_ranges_by_hand_where_all_worlds_are_listed():
    there = ensemble(CHANCES)
    # world by world: a's order, then b's type: held, not held, h
    other = there.worlds.types[:, 1]
    found = ranges_of(
        surveyed(there, {"p": np.where(other == 0, 1.0, np.where(other == 1, 0.2, 0.0))}), ["p"], {"seek": 0}
    )
    first, second, third = found
    # given g, holding the statement or not makes all the difference
    assert (first.policy, first.actor, first.given, first.weight) == ("p", "b", {"q": "g"}, pytest.approx(0.75))
    assert (first.low, first.expected, first.high) == pytest.approx((0.2, 0.6, 1.0))
    assert (first.completions, first.unseen, first.telling, first.thin) == (2, 0, True, False)
    # with the answers at their weights: 0.75 of it, since given h there is nothing to tell apart
    assert (second.actor, second.given, second.weight) == ("b", {}, pytest.approx(1))
    assert (second.low, second.expected, second.high) == pytest.approx((0.15, 0.45, 0.75))
    # of the variance 0.375 + 0.375 * 0.04 - 0.45^2 the completion takes 0.75 * 0.4^2
    assert second.index == pytest.approx(0.75 * 0.16 / (0.375 * 1.04 - 0.2025))
    # a's order makes none: the range is empty
    assert (third.actor, third.telling, third.index) == ("a", False, pytest.approx(0))
    assert third.expected == pytest.approx(0.45)
    assert np.isnan([third.low, third.high]).all()
    assert {r.low_error for r in (first, second)} == {r.high_error for r in (first, second)} == {0.0}


def test_a_completion_that_decides_has_its_range_with_its_error():
    there = ensemble(CHANCES)
    rng = np.random.default_rng(1)
    worlds = drawn(there, 400, rng)
    own = worlds.types[:, 0]
    noise = rng.random(400)
    found = ranges_of(surveyed(there, {"p": 0.2 + 0.5 * own + 0.2 * noise}, worlds), ["p"], {"seek": 0})
    first = found[0]
    assert (first.actor, first.telling) == ("a", True)
    # means 0.3 and 0.8; noise has the variance 0.2^2 / 12 in each half
    for end, error, true, kind in ((first.low, first.low_error, 0.3, 0), (first.high, first.high_error, 0.8, 1)):
        expected = np.sqrt(0.04 / 12 / np.count_nonzero(own == kind))
        assert error == pytest.approx(expected, rel=0.15)
        assert abs(end - true) < 4 * expected
    assert not any(r.telling for r in found if r.actor == "b")


@pytest.mark.parametrize("seed", range(20))
def test_completions_that_cannot_matter_have_no_range(seed):
    there = ensemble(BYSTANDER, samples=600, seed=seed)
    assert not there.worlds.exact
    result = ranges_of(survey(there), ["no policy"], {"seek": 1, "avoid": 0})
    assert {r.actor for r in result} == {"a", "b", "c"}
    # its raw means would have spread a good deal
    idle = [r for r in result if r.actor == "c"]
    assert len(idle) == 2
    assert not any(r.telling for r in idle)
    assert np.isnan([r.high - r.low for r in idle]).all()
    first = result[0]
    # whether a wants x before it wants no x decides whether there is calm
    assert (first.actor, first.outcome, first.telling) == ("a", "calm", True)
    assert first.low < 0.02
    assert first.high > 0.98


def test_the_raw_means_of_a_bystander_spread_by_noise_alone():
    there = ensemble(BYSTANDER, samples=600)
    over = survey(there)
    values, own = over.chance("no policy", 1), over.worlds.types[:, 2]
    raw = np.bincount(own, over.worlds.weight * values) / np.bincount(own, over.worlds.weight)
    assert np.ptp(raw) > 0.2


def test_chances_that_have_nothing_to_do_with_the_completion_seldom_show_a_range():
    there = ensemble(CHANCES)
    rng = np.random.default_rng(5)
    told = []
    for _ in range(150):
        worlds = drawn(there, 200, rng)
        found = ranges_of(surveyed(there, {"p": rng.random(200) ** 3}, worlds), ["p"], {"seek": 0})
        told += [r.telling for r in found]
    # a normal number exceeds two of its errors in 2.3 % of cases; a square less often exceeds its own by chance
    assert np.mean(told) < 0.06


def test_too_few_worlds_tell_nothing_and_say_so():
    orders = "any_order: [a.x, b.y, not b.y, a.x iff b.y, not a.x, a.x or b.y]"
    text = CHANCES.replace("any_order: [a.x, not a.x]", orders).replace(
        "foresight: nash", "foresight: {seq: 0.5, nash: 0.5}"
    )
    there = ensemble(text.replace("b: [{slot: aim}]", f"b: [{orders}, {{slot: aim}}]"), samples=300)
    values = np.random.default_rng(0).random(len(there.worlds))
    found = ranges_of(surveyed(there, {"p": values}), ["p"], {"seek": 0})
    own = next(r for r in found if r.actor == "a")
    seen = np.unique(there.worlds.types[:, 0])
    assert (own.completions, own.unseen, own.fewest) == (720, 720 - len(seen), 1)
    assert (own.thin, own.telling) == (True, False)
    assert np.isnan([own.index, own.low, own.high]).all()
    assert own.expected == pytest.approx(there.worlds.mean(values))


def test_the_surest_come_first():
    there = ensemble(CHANCES)
    rng = np.random.default_rng(2)
    worlds = drawn(there, 500, rng)
    own = worlds.types[:, 0]
    chances = {"weak": 0.15 * own + 0.8 * rng.random(500), "strong": 0.1 * own + 0.01 * rng.random(500)}
    found = [r for r in ranges_of(surveyed(there, chances, worlds), ["weak", "strong"], {"seek": 0}) if r.telling]
    assert [r.policy for r in found] == ["strong", "weak"]
    assert found[0].high - found[0].low < found[1].high - found[1].low


# ---------------------------------------------------------------- drawing means towards each other


def test_means_are_drawn_together_by_the_part_of_their_spread_that_is_noise_by_hand():
    # two halves of 50 worlds of 1/100 each, within-variance 0.02: unbiased it is 0.02 / (1 - 2/100)
    weight, squares = np.array([0.5, 0.5]), np.full(2, 50 * 0.01**2)
    mean, within = np.array([0.4, 0.6]), np.array([0.02, 0.02])
    one = 0.02 / 0.98
    true = 0.01 - one * (0.02 - 0.01)
    kept = true / (true + one * 0.02)
    found, error = shrunk(weight, squares, mean, within)
    assert found == pytest.approx([0.5 - 0.1 * kept, 0.5 + 0.1 * kept])
    assert error == pytest.approx(np.sqrt(kept * one * 0.02 + (1 - kept) ** 2 * (one * 0.01 + 2 * 0.1**2)))


def test_means_that_spread_no_more_than_noise_become_one():
    found, error = shrunk(np.full(2, 0.5), np.full(2, 0.005), np.array([0.49, 0.51]), np.full(2, 0.2))
    assert found == pytest.approx(0.5)
    assert error == pytest.approx(np.sqrt(0.2 / 0.98 * 0.01 + 2 * 0.01**2))


def test_listed_worlds_leave_means_as_they_are():
    found, error = shrunk(np.array([0.2, 0.8]), np.zeros(2), np.array([0.1, 0.9]), np.full(2, 0.3))
    assert found == pytest.approx([0.1, 0.9])
    assert error == pytest.approx(0)


def test_groups_of_single_worlds_cannot_be_told_apart():
    found, error = shrunk(np.full(4, 0.25), np.full(4, 1 / 16), np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(4))
    assert found == pytest.approx(0.5)
    assert np.isnan(error).all()


def test_shrunken_means_are_nearer_to_the_truth_and_their_extremes_unbiased():
    rng = np.random.default_rng(4)
    raw, drawn_together, off = [], [], []
    for _ in range(400):
        true = rng.normal(0.5, 0.1, 30)
        values = true[:, None] + rng.normal(0, 0.4, (30, 10))
        mean, within = values.mean(axis=1), values.var(axis=1)
        found, error = shrunk(np.full(30, 1 / 30), np.full(30, 10 / 300**2), mean, within)
        raw.append(np.mean((mean - true) ** 2))
        drawn_together.append(np.mean((found - true) ** 2))
        top = found.argmax()
        off.append((found[top] - true[top]) / error[top])
    assert np.mean(drawn_together) < 0.55 * np.mean(raw)
    assert abs(np.mean(off)) < 0.25
    assert 0.8 < np.std(off) < 1.25


def test_a_share_tells_beyond_two_errors():
    assert tells(Share(0.3, 0.14, 2, 100))
    assert not tells(Share(0.3, 0.16, 2, 100))
    assert not tells(Share(0.0, 0.0, 2, 100))
    assert not tells(Share(float("nan"), float("nan"), 2, 100))
