"""What learning first is worth, against examples worked by hand."""

import itertools
import math
import random

import numpy as np
import pytest

from offramp.study.policies import compare
from offramp.study.results.staging import AtOnce, Staged
from study.in_time import random_text
from study.small import compared, ensemble

# b says yes to an offer if it wants trade, and to firmness if it wants a fight; whoever waits may come too late
CHOOSE = """
case: choose
title: Choose
actors: {a: , b: }
options: {a.offers: , a.firm: , b.agrees: }
clocks: {hour: {levels: [early, late], rate: {SPOIL per month: true}}}
status_quo: {}
outcomes: {spoiled: {when: hour == late, final: true}, deal: {when: b.agrees, final: true}}
judge: {seek: deal, avoid: spoiled}
preferences: {a: [], b: [{slot: aim}]}
questions:
  aim:
    about: b
    alternatives: {trade: {prior: 0.5, aim: [b.agrees iff a.offers]}, fight: {prior: 0.5, aim: [b.agrees iff a.firm]}}
behaviour: {default: {foresight: nash, reconsiders: 1 per month}}
policies:
  wait: {by: a, sets: {a.offers: no, a.firm: no}, lasts: 2 months}
  offer: {by: a, sets: {a.offers: yes, a.firm: no}}
  stand: {by: a, sets: {a.offers: no, a.firm: yes}}
  look: {stages: [wait, {learn: aim, then: {trade: offer, fight: stand}, right: RIGHT}]}
"""


def staged(spoil: float, *, right: float = 1.0, text: str = CHOOSE) -> Staged:
    (found,) = compared(text.replace("SPOIL", str(spoil)).replace("RIGHT", str(right))).staged
    return found


def by(found: Staged, yardstick: str) -> AtOnce:
    return next(row for row in found.yardsticks if row.yardstick == yardstick)


def test_looking_first_is_right_where_little_is_lost_by_it():
    found = staged(0.1)
    row = by(found, "seek")
    assert (found.policy, found.learns, found.months) == ("look", ("aim",), pytest.approx(2.0))
    soon = 1 / 1.1  # b decides before it is too late
    assert row.at_once == pytest.approx({"offer": soon / 2, "stand": soon / 2})
    assert row.staged.chance == pytest.approx(math.exp(-0.2) * soon)
    assert row.learning == pytest.approx(soon / 2)
    assert -row.before == pytest.approx((1 - math.exp(-0.2)) * soon)
    assert row.gain == pytest.approx((math.exp(-0.2) - 0.5) * soon)
    assert row.gain > 0.2


def test_acting_at_once_is_right_where_time_is_short():
    row = by(staged(0.5), "seek")
    assert row.learning == pytest.approx(0.5 / 1.5)
    assert -row.before == pytest.approx((1 - math.exp(-1)) / 1.5)
    assert row.gain == pytest.approx((math.exp(-1) - 0.5) / 1.5)
    assert row.gain < 0


def test_looking_and_acting_are_worth_the_same_where_half_is_spoiled_meanwhile():
    assert by(staged(math.log(2) / 2), "seek").gain == pytest.approx(0.0, abs=1e-9)


def test_what_may_be_learned_wrongly_is_worth_less():
    row = by(staged(0.1, right=0.8), "seek")
    assert row.staged.chance == pytest.approx(0.8 * math.exp(-0.2) / 1.1)
    assert row.learning == pytest.approx(0.3 / 1.1)
    assert row.gain == pytest.approx((0.8 * math.exp(-0.2) - 0.5) / 1.1)


def test_a_coin_teaches_nothing_and_waiting_still_costs():
    row = by(staged(0.1, right=0.5), "seek")
    assert row.learning == pytest.approx(0.0, abs=1e-12)
    assert row.gain == pytest.approx(-0.5 * (1 - math.exp(-0.2)) / 1.1)


def test_what_is_to_be_avoided_counts_the_other_way_round():
    found = staged(0.1)
    seek, avoid = by(found, "seek"), by(found, "avoid")
    # nothing but the deal keeps the hour from coming
    assert avoid.staged.chance == pytest.approx(1 - seek.staged.chance)
    assert (avoid.gain, avoid.learning, avoid.before) == pytest.approx((seek.gain, seek.learning, seek.before))


def test_an_answer_that_changes_nothing_is_worth_nothing():
    row = by(staged(0.1, text=CHOOSE.replace("fight: stand", "fight: offer")), "seek")
    assert row.best == "offer"
    assert list(row.at_once) == ["offer"]
    assert row.learning == pytest.approx(0.0, abs=1e-12)
    assert row.gain == pytest.approx(row.before)


def test_no_policy_may_be_what_follows():
    row = by(staged(0.1, text=CHOOSE.replace("fight: stand", "fight: no policy")), "seek")
    assert row.at_once == pytest.approx({"offer": 0.5 / 1.1, "no policy": 0.0}, abs=1e-12)
    assert row.best == "offer"


def test_who_learns_in_the_first_stage_does_not_wait():
    found = staged(0.1, text=CHOOSE.replace("[wait, ", "["))
    row = by(found, "seek")
    assert found.months == 0.0
    assert row.before == pytest.approx(0.0, abs=1e-12)
    assert row.gain == pytest.approx(0.5 / 1.1)


def test_listed_worlds_have_no_sampling_error():
    row = by(staged(0.1), "seek")
    assert (row.gain_error, row.learning_error, row.before_error) == (0.0, 0.0, 0.0)


def test_the_last_answer_is_known_at_the_latest_when_the_longest_way_to_it_ends():
    text = CHOOSE.replace("  look:", "  slow: {by: a, sets: {a.offers: no}, lasts: 7 months}\n  look:")
    text = text.replace("[wait, ", "[{learn: aim, then: {trade: wait, fight: slow}, right: 0.9}, ")
    assert staged(0.1, text=text).months == pytest.approx(7.0)


def test_a_case_without_learning_has_no_such_comparison():
    text = CHOOSE.partition("  look:")[0].replace("SPOIL", "0.1")
    assert compared(text).staged == ()


@pytest.mark.parametrize("seed", [0, 4, 6, 8, 12, 14, 19, 23, 25, 27])
def test_the_gain_is_what_learning_brings_less_what_waiting_costs(seed):
    text = random_text(random.Random(seed)).replace("preferences:", "judge: {seek: one, avoid: two}\npreferences:")
    for found in compared(text).staged:
        for row in found.yardsticks:
            sign = 1 if row.yardstick == "seek" else -1
            assert row.gain == pytest.approx(row.learning + row.before, abs=1e-12)
            assert row.gain == pytest.approx(sign * (row.staged.chance - row.at_once[row.best]), abs=1e-12)
            assert sign * row.at_once[row.best] == max(sign * chance for chance in row.at_once.values())


@pytest.mark.parametrize("seed", range(3))
def test_the_gain_in_a_sample_is_within_its_error(seed):
    text = CHOOSE.replace("SPOIL", "0.05 to 0.5").replace("RIGHT", "1")
    text = text.replace("reconsiders: 1 per month", "reconsiders: 0.5 to 2 per month")
    text = text.replace(
        "a: []", "a: [{any_order: [a.firm, a.offers, not a.firm, not a.offers, b.agrees, hour == late]}]"
    )
    (found,) = compare(ensemble(text, seed=seed, samples=600), thorough=False).staged
    thirds = (1 / 6, 1 / 2, 5 / 6)
    pairs = [(0.05 * 10**x, 0.5 * 4**y) for x, y in itertools.product(thirds, thirds)]
    gain = np.mean([(math.exp(-2 * spoil) - 0.5) * pace / (pace + spoil) for spoil, pace in pairs])
    waiting = np.mean([(1 - math.exp(-2 * spoil)) * pace / (pace + spoil) for spoil, pace in pairs])
    row = by(found, "seek")
    assert 0 < row.gain_error < 0.03
    assert abs(row.gain - gain) < 4 * row.gain_error
    assert abs(row.before + waiting) < 4 * row.before_error
    assert abs(row.learning - gain - waiting) < 4 * row.learning_error
