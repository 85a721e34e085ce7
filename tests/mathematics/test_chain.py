"""Chances and times of play against numbers worked out by hand."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mathematics.playing import explored, match
from offramp.play.solving import still_open, traffic

HEAD = """
case: chain
title: Chain
as_of: 2020-01-01
actors: {a: {}, b: {}}
status_quo: {}
behaviour: {default: {foresight: nash}, b: {reconsiders: 0.5 per month}}
"""
MONTH = 365.25 / 12
FEBRUARY, MARCH = 31 / MONTH, 60 / MONTH

RACE = (
    HEAD
    + """
options: {a.x: , b.y: }
outcomes: {settlement: {when: a.x, final: true}, war: {when: b.y, final: true}}
preferences: {a: [a.x], b: [b.y]}
"""
)


def test_the_first_to_decide_wins_a_race():
    played = match(RACE)
    assert played.chances() == pytest.approx({"settlement": 2 / 3, "war": 1 / 3})


def test_either_end_of_a_race_is_reached_in_the_mean_time_of_the_faster_of_two():
    dates = [0.0, 1.0, 3.0]
    for outcome, share in {"settlement": 2 / 3, "war": 1 / 3}.items():
        visit = match(RACE).visit(outcome, dates)
        assert visit.chance == pytest.approx(share)
        assert visit.mean_months == pytest.approx(1 / 1.5)
        assert_allclose(visit.by_date, [share * (1 - math.exp(-1.5 * t)) for t in dates], atol=1e-12)
        assert visit.at.sum() == pytest.approx(share)


def test_without_final_outcomes_both_come_to_pass():
    text = RACE.replace("{when: a.x, final: true}", "a.x and b.y").replace("{when: b.y, final: true}", "b.y")
    played = match(text)
    assert played.chances() == pytest.approx({"settlement": 1.0})
    assert played.visit("war").chance == pytest.approx(1 / 3)
    # the slower of two: 1/1 + 1/0.5 - 1/1.5
    assert played.visit("settlement").mean_months == pytest.approx(1 + 2 - 2 / 3)


STEPS = (
    HEAD
    + """
options: {a.x: {levels: [l0, l1, l2, l3], steps: adjacent}, b.y: }
outcomes: {there: a.x == l3, way: a.x >= l1}
preferences: {a: [a.x == l3, a.x >= l2, a.x >= l1], b: []}
"""
)


def test_three_steps_take_the_time_of_three_decisions():
    dates = [0.5, 2.0, 5.0]
    visit = match(STEPS.replace("default: {", "default: {reconsiders: 2 per month, ")).visit("there", dates)
    erlang = [1 - math.exp(-2 * t) * (1 + 2 * t + (2 * t) ** 2 / 2) for t in dates]
    assert_allclose(visit.by_date, erlang, atol=1e-12)
    assert visit.mean_months == pytest.approx(1.5)


def test_what_is_passed_is_visited_but_no_end():
    played = match(STEPS)
    assert played.visit("way").chance == pytest.approx(1.0)
    assert played.chances() == pytest.approx({"there": 1.0})


def test_where_play_starts_it_has_been_at_once():
    visit = match(STEPS).visit("none of these", [0.0, 1.0])
    assert (visit.chance, visit.mean_months) == (1.0, 0.0)
    assert_allclose(visit.by_date, [1.0, 1.0])


def test_what_no_state_reached_is_has_no_chance_and_no_time():
    visit = match(STEPS.replace("there: a.x == l3", "there: b.y")).visit("there", [1.0])
    assert visit.chance == visit.before_close == visit.after_close == 0.0
    assert math.isnan(visit.mean_months)
    assert visit.by_date.tolist() == [0.0]


def test_play_stops_at_once_in_a_final_outcome():
    text = RACE.replace("status_quo: {}", "status_quo: {a.x: yes}")
    played = match(
        text
        + "clocks: {bomb: {levels: [none, made], rate: {1 per month: true}}}\nwindow: {closes: {1 per month: true}}\n"
    )
    assert len(played.chain) == 1
    assert played.chances() == {"settlement": 1.0}


def test_an_earlier_outcome_hides_a_final_one():
    text = RACE.replace("outcomes: {", "outcomes: {open: a.x, ")
    assert match(text).chances() == pytest.approx({"open": 2 / 3, "war": 1 / 3})
    assert match(text).visit("war").chance == pytest.approx(1 / 3)


def test_very_different_rates_do_not_blur_each_other():
    text = RACE.replace("default: {", "default: {reconsiders: 4000 per month, ").replace("0.5 per", "0.000004 per")
    visit = match(text).visit("war", [1.0])
    assert visit.chance == pytest.approx(1e-9 / (1 + 1e-9), rel=1e-9)
    assert match(text).visit("settlement").mean_months == pytest.approx(1 / 4000, rel=1e-8)


def test_a_climb_of_many_levels_by_any_step_takes_the_harmonic_sum_of_months():
    levels = [f"l{n}" for n in range(50)]
    wishes = ", ".join(f"a.x >= {level}" for level in reversed(levels[1:]))
    text = HEAD.replace("default: {", "default: {chooses: any, ")
    text += f"options: {{a.x: {{levels: [{', '.join(levels)}]}}, b.y: }}\npreferences: {{a: [{wishes}], b: []}}\n"
    played = match(text + "outcomes: {top: a.x == l49}\n")
    # a level n below the top is passed with chance 1 / (n + 1), and left after a month
    assert len(played.chain.to) == 50 * 49 / 2
    assert played.visit("top").mean_months == pytest.approx(sum(1 / n for n in range(1, 50)))


# ---------------------------------------------------------------- clocks


CLOCK = (
    HEAD
    + """
options: {a.x: , b.y: }
clocks: {bomb: {levels: [none, near, made], CLOCK}}
outcomes: {lost: {when: bomb == made, final: true}, calm: a.x}
preferences: {a: [a.x], b: []}
"""
)


def test_a_clock_ticks_against_the_actors():
    text = CLOCK.replace("CLOCK", "rate: {3 per month: true}").replace("calm: a.x", "calm: {when: a.x, final: true}")
    # both ticks come before a decides: 3/4 * 3/4
    assert match(text).chances() == pytest.approx({"lost": 9 / 16, "calm": 7 / 16})


def test_of_several_rates_the_first_whose_condition_holds_counts():
    rates = "rate: {2 per month: bomb == none, 7 per month: bomb == none, 4 per month: a.x or not a.x}"
    visit = match(CLOCK.replace("CLOCK", rates).replace("a: [a.x]", "a: []")).visit("lost")
    assert visit.mean_months == pytest.approx(1 / 2 + 1 / 4)


def test_a_clock_stands_where_no_rate_holds():
    text = CLOCK.replace("CLOCK", "rate: {1 per month: not a.x}").replace("a: [a.x]", "a: [a.x if bomb == near]")
    assert match(text).chances() == pytest.approx({"lost": 0.5, "calm": 0.5})


def test_a_clock_waits_where_its_next_level_is_impossible():
    text = CLOCK.replace("CLOCK", "rate: {1 per month: true}") + "impossible: [bomb == near and not a.x]\n"
    visit = match(text).visit("lost")
    assert visit.chance == pytest.approx(1.0)
    assert visit.mean_months == pytest.approx(3.0)


def test_a_tick_that_changes_nothing_for_merged_states_is_no_move():
    text = CLOCK.replace("CLOCK", "rate: {1 per month: true}").replace(
        "lost: {when: bomb == made, final: true}, calm: a.x", "calm: a.x"
    )
    played = match(text + "merge: [a.x]\n")
    assert played.chances() == pytest.approx({"calm": 1.0})
    assert played.ends.cycling == 0.0
    assert played.visit("calm").mean_months == pytest.approx(1.0)


# ---------------------------------------------------------------- dates


DATED = CLOCK.replace("CLOCK", "dates: {near: 2020-02-01, made: 2020-03-01}")


def test_an_actor_that_waits_for_a_date_moves_a_while_after_it():
    text = DATED.replace("[none, near, made]", "[none, near]").replace(", made: 2020-03-01", "")
    text = text.replace("a: [a.x]", "a: [a.x iff bomb == near]").replace(
        "lost: {when: bomb == made, final: true}, ", ""
    )
    dates = [0.5, FEBRUARY, FEBRUARY + 0.7, 5.0]
    visit = match(text).visit("calm", dates)
    assert visit.chance == pytest.approx(1.0)
    assert visit.mean_months == pytest.approx(FEBRUARY + 1)
    assert_allclose(visit.by_date, [1 - math.exp(-max(t - FEBRUARY, 0)) for t in dates], atol=1e-12)


def test_what_must_come_before_a_date_races_against_it():
    visit = match(DATED).visit("calm", [MARCH, 9.0])
    before = 1 - math.exp(-MARCH)
    assert visit.chance == pytest.approx(before)
    assert_allclose(visit.by_date, [before, before])
    # the mean of an exponential time, given that it is over by March
    assert visit.mean_months == pytest.approx((1 - math.exp(-MARCH) * (1 + MARCH)) / before)


def test_a_date_is_when_its_level_is_reached():
    visit = match(DATED).visit("lost", [MARCH - 1e-6, MARCH])
    assert visit.mean_months == pytest.approx(MARCH)
    assert_allclose(visit.by_date, [0.0, 1.0], atol=1e-12)


def test_play_that_has_stopped_sleeps_through_dates():
    played = match(
        DATED.replace("calm: a.x", "calm: {when: a.x, final: true}").replace("a: [a.x]", "a: [a.x if bomb == none]")
    )
    assert played.chances() == pytest.approx({"lost": math.exp(-FEBRUARY), "calm": 1 - math.exp(-FEBRUARY)})


def test_a_date_whose_level_is_impossible_passes_without_effect():
    text = DATED.replace("a: [a.x]", "a: []") + "impossible: [bomb == near and not a.x]\n"
    visit = match(text).visit("lost")
    assert visit.mean_months == pytest.approx(MARCH)
    assert match(text.replace(", made: 2020-03-01", "")).visit("lost").chance == 0.0


def test_a_date_does_not_turn_a_clock_back():
    text = DATED.replace("status_quo: {}", "status_quo: {bomb: made}").replace(
        "{when: bomb == made, final: true}", "a.x"
    )
    assert match(text.replace("a: [a.x]", "a: []")).chain.jumps[0][1].tolist() == [0]


def test_between_two_dates_the_first_has_its_effect_from_its_day_on():
    text = DATED.replace("calm: a.x", "close: bomb == near").replace("a: [a.x]", "a: []")
    visit = match(text).visit("close", [0.0, FEBRUARY - 1e-6, FEBRUARY, MARCH, 9.0])
    assert_allclose(visit.by_date, [0, 0, 1, 1, 1], atol=1e-12)
    early = match(text).visit("none of these", [0.0, FEBRUARY])
    assert_allclose(early.by_date, [1, 1])


TWO_CLOCKS = (
    HEAD
    + """
options: {a.x: , b.y: }
clocks:
  one: {levels: [no_one, one_on], dates: {one_on: 2020-02-01}}
  two: {levels: [no_two, two_on], dates: {two_on: DAY}}
outcomes: {both: one == one_on and two == two_on, only_two: two == two_on}
preferences: {a: [], b: []}
"""
)


def test_what_could_only_happen_in_another_order_of_dates_has_no_chance():
    played = match(TWO_CLOCKS.replace("DAY", "2020-03-01"))
    assert played.nodes("only_two").any()
    visit = played.visit("only_two", [3.0])
    assert (visit.chance, visit.at.any()) == (0.0, False)
    assert math.isnan(visit.mean_months)
    assert played.visit("both").mean_months == pytest.approx(MARCH)


def test_two_things_may_happen_on_one_day():
    played = match(TWO_CLOCKS.replace("DAY", "2020-02-01"))
    assert played.visit("both").mean_months == pytest.approx(FEBRUARY)
    assert played.chances() == {"both": 1.0}


# ---------------------------------------------------------------- the window


OPEN = (
    HEAD
    + """
options: {a.x: , b.y: }
outcomes: {deal: a.x}
preferences: {a: [a.x], b: []}
"""
)


def test_a_window_that_closes_at_a_rate_races_against_the_deal():
    played = match(OPEN + "window: {closes: {0.25 per month: not a.x}}\n")
    visit = played.visit("deal", [2.0])
    assert (visit.before_close, visit.after_close) == pytest.approx((0.8, 0.2))
    assert visit.chance == pytest.approx(1.0)
    assert visit.mean_months == pytest.approx(1.0)
    opened = still_open(played.chain, np.array([0.0, 2.0]))
    assert_allclose(opened, [1.0, 0.8 + 0.2 * math.exp(-1.25 * 2.0)])


def test_a_window_may_reopen_and_the_deal_come_then():
    played = match(OPEN + "window: {closes: {1 per month: true}, reopens: {2 per month: true}}\n")
    # open: o = 1/2 + c/2; closed: c = 2/3 o
    assert played.visit("deal").before_close == pytest.approx(3 / 4)
    assert_allclose(still_open(played.chain, np.array([1.0])), [math.exp(-1.0)])


def test_a_window_that_closes_and_reopens_for_ever_is_no_cycle():
    played = match(OPEN + "window: {closes: {1 per month: true}, reopens: {2 per month: true}}\n")
    assert played.ends.cycling == 0.0
    assert played.chances() == pytest.approx({"deal": 1.0})
    assert sorted(played.ends.chance) == pytest.approx([1 / 3, 2 / 3])


def test_a_window_closes_on_a_date():
    played = match(OPEN + "window: {closes: 2020-02-01}\n")
    visit = played.visit("deal")
    assert visit.before_close == pytest.approx(1 - math.exp(-FEBRUARY))
    assert visit.after_close == pytest.approx(math.exp(-FEBRUARY))
    assert visit.mean_months == pytest.approx(1.0)
    assert_allclose(still_open(played.chain, np.array([1.0, FEBRUARY])), [1.0, 0.0], atol=1e-12)


def test_a_window_that_closed_on_a_date_may_reopen():
    played = match(OPEN.replace("a: [a.x]", "a: []") + "window: {closes: 2020-02-01, reopens: {1 per month: true}}\n")
    assert played.chain.closed.tolist() == [False, True]
    assert played.ends.nodes.tolist() == [0]


def test_a_final_outcome_keeps_the_window_as_it_is():
    played = match(OPEN.replace("deal: a.x", "deal: {when: a.x, final: true}") + "window: {closes: 2020-02-01}\n")
    assert_allclose(still_open(played.chain, np.array([9.0])), [1 - math.exp(-FEBRUARY)])


WHEN = OPEN.replace("preferences: {a: [a.x], b: []}", "preferences: {a: [a.x], b: [b.y if not a.x, not b.y]}")


def test_a_window_that_is_a_condition_is_closed_while_it_holds():
    played = match(WHEN + "window: {when: b.y, reopens: {9 per month: true}}\n")
    visit = played.visit("deal")
    assert (visit.before_close, visit.after_close) == pytest.approx((2 / 3, 1 / 3))
    assert [bool(closed) for closed in played.chain.closed] == [
        played.space.levels[s, 1] == 1 for s in played.chain.state
    ]
    assert played.visit("deal").chance == pytest.approx(1.0)


def test_a_window_may_be_closed_from_the_start():
    played = match(WHEN + "window: {when: not a.x}\n")
    assert_allclose(still_open(played.chain, np.array([0.0, 1.0])), [0.0, 0.0], atol=1e-12)
    assert played.visit("deal").before_close == pytest.approx(1.0)


def test_without_a_window_nothing_closes():
    played = match(OPEN)
    assert not played.setting.has_window
    assert still_open(played.chain, np.array([1.0])).tolist() == [1.0]
    assert played.visit("deal").after_close == 0.0


# ---------------------------------------------------------------- commitments and the chain itself


COMMITTED = (
    HEAD
    + """
options: {a.x: {levels: [l0, l1]}, b.y: }
clocks: {bomb: {levels: [none, made], rate: {1 per month: a.x == l0}}}
outcomes: {deal: b.y}
preferences: {a: [], b: [b.y if a.x == l1, not b.y]}
policies: {deter: {by: a, keeps: {a.x: l1 if bomb == made else l0}}}
"""
)


def test_a_commitment_reacts_to_a_clock_at_once():
    played = match(COMMITTED, "deter")
    levels = [tuple(played.space.levels[s].tolist()) for s in played.chain.state]
    assert levels == [(0, 0, 0), (1, 0, 1), (1, 1, 1)]
    assert played.visit("deal").mean_months == pytest.approx(1 + 1 / 0.5)


def test_without_the_commitment_nothing_of_the_sort_happens():
    assert match(COMMITTED).visit("deal").chance == 0.0


def test_ways_into_the_same_state_add_up():
    text = HEAD + "options: {a.x: , b.y: }\nmerge: [a.x or b.y]\noutcomes: {war: a.x or b.y}\n"
    played = match(text + "preferences: {a: [a.x or b.y], b: [a.x or b.y]}\n")
    assert played.chain.rate.tolist() == [1.5]


def test_chains_that_are_the_same_share_a_key_and_others_do_not():
    played = match(DATED)
    again, slower = (explored(played.setting, played.movers, [rate, 1.0]) for rate in (1.0, 0.5))
    assert again.key == played.chain.key != slower.key
    assert match(DATED.replace("near: 2020-02-01", "near: 2020-02-11")).chain.key != played.chain.key


def test_a_chain_lists_what_leaves_each_node():
    chain = match(RACE).chain
    assert chain.row.tolist() == [0, 2, 2, 2]
    assert sorted(zip(chain.to.tolist(), chain.rate.tolist(), strict=True)) == [(1, 1.0), (2, 0.5)]


def made_from(text, outcome):
    """Return how often moves into an outcome are made, and the chance of being elsewhere when each date comes."""
    played = match(text)
    made, at_dates = traffic(played.chain)
    into = played.nodes(outcome)
    return float(made[into[played.chain.to]].sum()), [float(at[~into].sum()) for at in at_dates]


def test_moves_into_an_end_are_made_as_often_as_play_ends_there():
    assert made_from(RACE, "settlement") == (pytest.approx(2 / 3), [])
    assert made_from(RACE, "war") == (pytest.approx(1 / 3), [])


def test_who_has_not_moved_before_a_date_is_there_when_it_comes():
    made, waiting = made_from(DATED, "calm")
    assert made == pytest.approx(1 - math.exp(-MARCH))
    assert waiting == pytest.approx([math.exp(-FEBRUARY), math.exp(-MARCH)])
