"""Detection and patience: closed forms, by hand, and against the slow way."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.case.probabilities import Probability
from offramp.study.deals import patience as module
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.discounting import (
    least_detection,
    least_patience,
    longest_delay,
    mean_months,
    pays,
    weight_after,
    weight_needed,
)
from offramp.study.deals.patience import patience
from offramp.study.deals.targets import targets_of
from study.cheating import Cheating, offered, random_scored, watch, weight_by_months, with_watching
from study.small import ensemble

chances = st.floats(0.01, 1)
months = st.floats(0.05, 60)
delays = st.one_of(st.just(0.0), st.floats(0.01, 24))
needs = st.floats(0.001, 0.999)


# ---------------------------------------------------------------- mathematics


def test_what_is_found_by_the_first_look_is_answered_after_one_look_and_the_delay():
    assert weight_after(10, 1, 3, 2) == pytest.approx(math.exp(-(3 + 2) / 10))


def test_looks_that_are_far_apart_weigh_nothing_and_looks_without_end_weigh_their_delay():
    assert weight_after(1, 1, 5_000, 0) == 0
    assert weight_after(10, 0.5, 1e-9, 2) == pytest.approx(math.exp(-0.2))
    assert weight_after(10, 0, 1, 0) == 0


def test_the_weight_by_hand_for_two_looks_in_three():
    # q = 1/2: 2/3 q + 1/3 2/3 q^2 + ... = (1/3) / (1 - 1/6) = 2/5.
    assert weight_after(1 / math.log(2), 2 / 3, 1, 0) == pytest.approx(0.4)


@given(months, chances, months, delays)
def test_the_weight_is_the_sum_over_the_looks(patient, detects, every, delay):
    assert weight_after(patient, detects, every, delay) == pytest.approx(
        weight_by_months(patient, [(detects, every, delay)]), abs=1e-9
    )


def test_the_weight_is_the_mean_discount_of_simulated_answers():
    detects, every, delay, patient = 0.3, 2.0, 1.5, 12.0
    looks = np.random.default_rng(20170710).geometric(detects, 200_000)
    discounts = np.exp(-(looks * every + delay) / patient)
    error = discounts.std() / math.sqrt(len(discounts))
    assert abs(weight_after(patient, detects, every, delay) - discounts.mean()) < 4 * error
    assert mean_months(detects, every, delay) == pytest.approx(2 / 0.3 + 1.5)


def test_the_weight_needed_is_the_share_of_the_gain():
    assert weight_needed(1, 3) == 0.25
    assert weight_needed(2, 0) == 1
    assert weight_needed(2, -1) == 2
    assert weight_needed(2, -2) == math.inf
    assert weight_needed(2, -3) == math.inf


@given(st.floats(0.01, 100), st.floats(-100, 100), st.floats(0, 1))
def test_a_breach_pays_if_what_comes_after_weighs_less_than_needed(gain, loss, weight):
    needed = weight_needed(gain, loss)
    if abs(weight - needed) > 1e-9:
        assert bool(pays(gain, loss, weight)) == (weight < needed)


def test_least_patience_in_closed_form():
    assert least_patience(0.25, 1, 3, 2) == pytest.approx(5 / math.log(4))
    assert least_patience(0.4, 2 / 3, 1, 0) == pytest.approx(1 / math.log(2))


@given(needs, chances, months, delays)
def test_the_least_patience_gives_just_the_weight_needed(needed, detects, every, delay):
    least = least_patience(needed, detects, every, delay)
    assert weight_after(least, detects, every, delay) == pytest.approx(needed, rel=1e-8)
    assert weight_after(1.01 * least, detects, every, delay) > needed


@given(needs, months, months, delays)
def test_the_least_detection_gives_just_the_weight_needed(needed, patient, every, delay):
    least = least_detection(needed, patient, every, delay)
    if math.isnan(least):
        assert weight_after(patient, 1, every, delay) < needed * (1 + 1e-9)
    else:
        assert weight_after(patient, least, every, delay) == pytest.approx(needed, rel=1e-8)


@given(needs, months, chances, months)
def test_the_longest_delay_gives_just_the_weight_needed(needed, patient, detects, every):
    longest = longest_delay(needed, patient, detects, every)
    if math.isnan(longest):
        assert weight_after(patient, detects, every, 0) < needed
    else:
        assert weight_after(patient, detects, every, longest) == pytest.approx(needed, rel=1e-8)


@pytest.mark.parametrize("needed", [1, 1.5, math.inf])
def test_where_no_weight_is_enough_nothing_else_is(needed):
    assert math.isnan(least_patience(needed, 1, 1, 1))
    assert math.isnan(least_detection(needed, 10, 1, 1))
    assert math.isnan(longest_delay(needed, 10, 1, 1))


def test_looks_that_find_nothing_need_a_patience_that_nobody_has():
    assert math.isnan(least_patience(0.5, 0, 1, 1))
    assert mean_months(0, 1, 1) == math.inf


def test_extreme_lengths_neither_overflow_nor_fail():
    assert math.isnan(least_detection(0.5, 0.01, 60, 60))
    assert math.isnan(longest_delay(0.5, 0.01, 1, 60))
    assert weight_after(least_patience(1e-12, 0.01, 60, 60), 0.01, 60, 60) == pytest.approx(1e-12, rel=1e-6)
    assert weight_after(least_patience(1 - 1e-9, 0.5, 1, 1), 0.5, 1, 1) == pytest.approx(1 - 1e-9, abs=1e-12)


# ---------------------------------------------------------------- by hand

CASE = """
case: cuts
title: Cuts
actors: {a: {}, b: {}}
options: {a.cut: {}, b.cut: {}}
status_quo: {a.cut: no}
outcomes: {deal: a.cut and b.cut}
preferences:
  a: {scores: {b.cut: 3, a.cut: -1}}
  b: {scores: {a.cut: 3, b.cut: -1}}
deals: {between: [a, b], reach: deal}
"""


def patience_of(there, levels):
    bargain = Bargain(there)
    return patience(bargain, bargain.ensemble.space.state(levels))


def test_a_cheat_by_hand():
    # The deal is worth 2; to stop cutting 3, a gain of 1; with no cuts 0, a loss of 2. Needed: 1/3.
    there = with_watching(ensemble(CASE), watch={"a.cut": watch(1, 1, 1)}, patience={"a": 10.0})
    found = patience_of(there, (1, 1))
    party = found.parties["a"]
    assert party.cardinal
    assert party.gainful == len(party.cheats) == 1
    cheat = party.cheats[0]
    assert (cheat.move, cheat.option) == ("no a cut", "a.cut")
    assert (cheat.gain, cheat.loss) == (1, 2)
    assert cheat.weight_needed == pytest.approx(1 / 3)
    assert cheat.weight == pytest.approx(math.exp(-0.2))
    assert cheat.patience_needed == pytest.approx(2 / math.log(3))
    # With p q / (1 - (1 - p) q) = x: p = x (1 - q) / (q (1 - x)); here q = e^-0.1 and x = e^0.1 / 3.
    q, x = math.exp(-0.1), math.exp(0.1) / 3
    assert cheat.detection_needed == pytest.approx(x * (1 - q) / (q * (1 - x)))
    assert cheat.delay_allowed == pytest.approx(10 * math.log(3) - 1)
    assert cheat.pays is False
    assert (party.never, party.some, party.none, party.error) == (0, 1, 0, 0)
    assert (party.safe_step, party.steps) == (1, 1)


def test_who_is_not_patient_cheats():
    there = with_watching(ensemble(CASE), watch={"a.cut": watch(1, 1, 1)}, patience={"a": 1.8})
    party = patience_of(there, (1, 1)).parties["a"]  # it takes 2 / ln 3, about 1.82
    assert party.cheats[0].pays is True
    assert party.safe_step == 0


def test_what_nothing_watches_is_never_found_out():
    there = with_watching(ensemble(CASE), watch={"a.cut": watch(1, 1, 1)}, patience={"b": 1e6})
    party = patience_of(there, (1, 1)).parties["b"]
    cheat = party.cheats[0]
    assert (cheat.option, cheat.weight, cheat.pays) == ("", 0, True)
    assert math.isnan(cheat.patience_needed)
    assert math.isnan(cheat.detection_needed)
    assert math.isnan(cheat.delay_allowed)
    assert party.some == 1


def test_what_the_case_does_not_state_is_not_made_up():
    nothing = patience_of(ensemble(CASE), (1, 1)).parties["a"]
    assert nothing.cheats[0].weight_needed == pytest.approx(1 / 3)
    assert nothing.cheats[0].pays is None
    assert math.isnan(nothing.cheats[0].weight)
    assert nothing.safe_step is None
    there = with_watching(ensemble(CASE), watch={"a.cut": watch(1, 1, 1)})
    impatient = patience_of(there, (1, 1)).parties["a"]
    assert impatient.cheats[0].pays is None
    assert impatient.cheats[0].patience_needed == pytest.approx(2 / math.log(3))
    assert math.isnan(impatient.cheats[0].detection_needed)
    assert impatient.safe_step is None


def test_a_chance_within_a_range_counts_as_its_middle():
    way = replace(watch(0, 1, 0), detects=Probability(0.2, 0.6))
    there = with_watching(ensemble(CASE), watch={"a.cut": way}, patience={"a": 3.0})
    assert patience_of(there, (1, 1)).parties["a"].cheats[0].weight == pytest.approx(weight_by_months(3, [(0.4, 1, 0)]))


def test_no_patience_is_enough_if_the_answer_is_as_good_as_the_deal():
    # b's cut is worth nothing to a: without any it has 0, more than the deal's -1.
    there = with_watching(
        ensemble(CASE.replace("a: {scores: {b.cut: 3, a.cut: -1}}", "a: {scores: {a.cut: -1}}")),
        watch={"a.cut": watch(1, 1, 1)},
        patience={"a": 1e6},
    )
    party = patience_of(there, (1, 1)).parties["a"]
    assert (party.cheats[0].gain, party.cheats[0].loss) == (1, -1)
    assert (party.cheats[0].weight_needed, party.cheats[0].pays) == (math.inf, True)
    assert math.isnan(party.cheats[0].patience_needed)
    assert (party.never, party.some, party.none) == (0, 0, 1)


def test_what_cannot_be_undone_is_not_taken_back():
    # b's cut stays, so that a keeps 3 for good.
    text = CASE.replace("b.cut: {}", "b.cut: {direction: up}")
    there = with_watching(ensemble(text), watch={"a.cut": watch(1, 1, 1)}, patience={"a": 10.0})
    cheat = patience_of(there, (1, 1)).parties["a"].cheats[0]
    assert (cheat.gain, cheat.loss, cheat.pays) == (1, -1, True)


def test_nobody_answers_once_play_has_stopped():
    text = CASE.replace("outcomes: {", "outcomes: {grab: {when: b.cut and not a.cut, final: true}, ")
    there = with_watching(ensemble(text), watch={"a.cut": watch(1, 1, 1)}, patience={"a": 10.0})
    cheat = patience_of(there, (1, 1)).parties["a"].cheats[0]
    assert (cheat.gain, cheat.loss, cheat.pays) == (1, -1, True)


def test_if_the_others_alone_cannot_go_back_everybody_does():
    # To stop cutting while the other arms is impossible unless a.guard is down, as it was.
    text = CASE.replace("a.cut: {},", "a.cut: {}, a.guard: {},").replace(
        "outcomes:", "impossible: [a.guard and not b.cut]\noutcomes:"
    )
    text = text.replace("b.cut: 3, a.cut: -1", "b.cut: 3, a.cut: -1, a.guard: 0.5")
    there = with_watching(ensemble(text), watch={"a.cut": watch(1, 1, 1)}, patience={"a": 10.0})
    party = patience_of(there, (1, 1, 1)).parties["a"]  # worth 2.5; without the cut 3.5; then 0
    assert [(c.gain, c.loss) for c in party.cheats] == [(1, 2.5), (0.5, 2.5)]


def test_orders_without_size_say_whether_some_patience_would_do():
    text = CASE.replace(
        "a: {scores: {b.cut: 3, a.cut: -1}}", "a: [{maybe(0.25): a.cut}, {maybe(0.5): b.cut}, not a.cut]"
    )
    party = patience_of(ensemble(text), (1, 1)).parties["a"]
    # Cutting first (1/4): no move is better. Else, if the other's cut comes first (1/2 of 3/4), the answer is worse
    # than the deal; else a does not mind it.
    assert not party.cardinal
    assert (party.cheats, party.gainful, party.safe_step) == ((), 0, None)
    assert (party.never, party.some, party.none) == pytest.approx((0.25, 0.375, 0.375))


def test_offers_of_watching_tell_whom_they_would_keep():
    there = with_watching(
        ensemble(CASE),
        watch={"a.cut": watch(0.01, 6, 6)},
        patience={"a": 5.0, "b": 5.0},
        offers=(
            offered("mine", "b", a_cut=watch(1, 1, 1), b_cut=watch(1, 1, 1)),
            offered("both", "ab", a_cut=watch(1, 1, 1), b_cut=watch(1, 1, 1)),
            offered("first", "ab", a_cut=watch(1, 1, 1)),
            offered("worse", "ab", a_cut=watch(0, 1, 1), b_cut=watch(1, 1, 1)),
            replace(offered("money", "a"), points=1.0),
        ),
    )
    found = patience_of(there, (1, 1))
    assert found.parties["a"].cheats[0].pays is True
    assert found.offers == {
        "mine": {"b": True},
        "both": {"a": True, "b": True},
        "first": {"a": True, "b": False},
        "worse": {"a": False, "b": True},
    }


def test_watching_that_is_offered_counts_only_where_it_is_better():
    there = with_watching(
        ensemble(CASE),
        watch={"a.cut": watch(1, 1, 1)},
        patience={"a": 5.0},
        offers=(offered("worse", "ab", a_cut=watch(0, 1, 1)),),
    )
    assert patience_of(there, (1, 1)).offers == {"worse": {"a": True, "b": False}}


def test_nothing_is_said_of_an_offer_where_patience_is_not_stated_or_values_have_no_size():
    text = CASE.replace("a: {scores: {b.cut: 3, a.cut: -1}}", "a: [b.cut, not a.cut]")
    both = offered("both", "ab", a_cut=watch(1, 1, 1), b_cut=watch(1, 1, 1))
    assert patience_of(with_watching(ensemble(text), offers=(both,)), (1, 1)).offers == {"both": {}}


ARMS = """
case: arms
title: Arms
actors: {a: {}, b: {}}
options: {a.arms: {levels: [ten, nine, eight, seven, none], steps: adjacent}, b.aid: {}}
status_quo: {a.arms: ten}
outcomes: {deal: a.arms == none and b.aid}
preferences:
  a: {scores: {b.aid: 5, a.arms == ten: 9, a.arms == nine: 6, a.arms == eight: 4, a.arms == seven: 1}}
  b: {scores: {a.arms == none: 3, b.aid: -1}}
deals: {between: [a, b], reach: deal}
"""


def test_after_the_answer_a_party_goes_on_step_by_step():
    # The deal is worth 5. Once aid ends, a is back at ten arms in a few steps: 9 for good, by one step no more than 4.
    there = with_watching(ensemble(ARMS), watch={"a.arms": watch(1, 1, 0)}, patience={"a": 1e6})
    party = patience_of(there, (4, 1)).parties["a"]
    needed = {c.move: (c.gain, c.weight_needed) for c in party.cheats}
    assert needed == {
        "arms seven": (1, math.inf), "arms eight": (4, math.inf), "arms nine": (6, 3), "arms ten": (9, 1.8),
    }  # fmt: skip
    assert {(c.loss, c.pays) for c in party.cheats} == {(-4, True)}
    assert (party.never, party.some, party.none, party.safe_step) == (0, 0, 1, 0)


SLOPE = """
case: slope
title: Slope
actors: {a: {}, b: {}}
options: {a.arms: {levels: [none, some, many], steps: adjacent}, b.aid: {}}
status_quo: {a.arms: some}
outcomes: {deal: a.arms == none and b.aid}
preferences:
  a: {scores: {b.aid: 5, a.arms == some: -2, a.arms == many: 3}}
  b: {scores: {a.arms == none: 3, b.aid: -1}}
deals: {between: [a, b], reach: deal}
"""


@pytest.mark.parametrize(("patient", "pays"), [(10.0, False), (1.5, True)])
def test_a_cheat_may_take_several_steps_the_first_of_which_is_worth_less(patient, pays):
    # To many arms it takes two steps: worth 8 beside the deal's 5, and 3 once aid has ended. Needed: 3 / 5.
    there = with_watching(ensemble(SLOPE), watch={"a.arms": watch(1, 1, 1)}, patience={"a": patient})
    party = patience_of(there, (0, 1)).parties["a"]
    assert [(c.move, c.option, c.gain, c.loss, c.pays) for c in party.cheats] == [("arms many", "a.arms", 3, 2, pays)]
    assert party.cheats[0].weight_needed == pytest.approx(0.6)
    assert (party.never, party.some, party.none) == (0, 1, 0)
    assert party.safe_step == (1 if not pays else 0)


def test_a_step_at_which_play_stops_leads_no_further():
    text = SLOPE.replace("outcomes: {", "outcomes: {raid: {when: a.arms == some, final: true}, ")
    text = text.replace("status_quo: {a.arms: some}", "status_quo: {}")
    party = patience_of(ensemble(text), (0, 1)).parties["a"]
    assert (party.gainful, party.never) == (0, 1)


def test_an_order_without_size_is_asked_for_the_end_of_all_steps_too():
    # Many arms come before all else, some before nothing: one step tempts nobody, two do, and no answer undoes them.
    text = SLOPE.replace(
        "a: {scores: {b.aid: 5, a.arms == some: -2, a.arms == many: 3}}", "a: [a.arms == many, b.aid, a.arms == none]"
    )
    party = patience_of(ensemble(text), (0, 1)).parties["a"]
    assert (party.never, party.some, party.none) == (0, 0, 1)


STEPS = """
case: steps
title: Steps
actors: {a: {}, b: {}}
options: {a.cut: {}, b.cut: {levels: [none, some, all]}}
status_quo: {a.cut: no}
outcomes: {deal: a.cut and b.cut == all}
preferences:
  a: {scores: {b.cut >= some: 1, b.cut == all: 3, a.cut: -1.5}}
  b: {scores: {a.cut: 3}}
deals: {between: [a, b], reach: deal}
"""


def test_the_others_can_go_so_far_at_once():
    # The deal is worth 2.5. To run with half of what the other gives is worth 1, with all 4.
    there = with_watching(ensemble(STEPS), watch={"a.cut": watch(1, 6, 6)}, patience={"a": 5.0})
    party = patience_of(there, (1, 2)).parties["a"]
    assert (party.safe_step, party.steps) == (1, 2)
    there = with_watching(ensemble(STEPS), watch={"a.cut": watch(1, 1, 0)}, patience={"a": 5.0})
    assert patience_of(there, (1, 2)).parties["a"].safe_step == 2


def test_too_many_points_are_not_looked_at(monkeypatch):
    monkeypatch.setattr(module, "MOST_POINTS", 2)
    there = with_watching(ensemble(STEPS), watch={"a.cut": watch(1, 6, 6)}, patience={"a": 5.0})
    assert patience_of(there, (1, 2)).parties["a"].safe_step is None


def test_of_many_ways_to_cheat_the_first_are_told_and_all_counted():
    idle = ", ".join(f"a.idle{n}: {{}}" for n in range(4))
    text = CASE.replace("a.cut: {},", f"a.cut: {{}}, {idle},")
    party = patience_of(ensemble(text), (1, 0, 0, 0, 0, 1)).parties["a"]
    assert (party.gainful, len(party.cheats)) == (16, module.MOST_CHEATS)


# ---------------------------------------------------------------- the slow way


def numbers(watching):
    return {option: [(way.detects.middle, way.every, way.delay)] for option, way in watching.items()}


@pytest.mark.parametrize("seed", range(40))
def test_random_deals_against_the_slow_way(seed):
    there = random_scored(seed)
    bargain = Bargain(there)
    watching = numbers(there.case.deals.watch)
    for state in targets_of(bargain)[:4].tolist():
        found = patience(bargain, state)
        levels = tuple(there.space.levels[state].tolist())
        for actor in ("a", "b"):
            slow, party = Cheating(there, actor, levels), found.parties[actor]
            assert (party.never, party.some, party.none) == pytest.approx(slow.shares())
            if party.cardinal:
                expected = sorted(
                    (slow.worth(c) - slow.worth(levels), slow.excess(c, watching) > 1e-9) for c in slow.gainful()
                )
                assert party.gainful == len(expected)
                if party.gainful <= module.MOST_CHEATS:
                    assert sorted((c.gain, c.pays) for c in party.cheats) == expected
                assert party.safe_step == slow.safe_step(watching)


def test_random_deals_are_of_every_kind():
    kinds = set()
    for seed in range(40):
        bargain = Bargain(random_scored(seed))
        party = patience(bargain, int(targets_of(bargain)[0])).parties["a"]
        kinds |= {cheat.pays for cheat in party.cheats} | {("safe", party.safe_step == party.steps)}
        kinds |= {name for name in ("never", "some", "none") if getattr(party, name) > 0}
    assert kinds == {True, False, ("safe", True), ("safe", False), "never", "some", "none"}
