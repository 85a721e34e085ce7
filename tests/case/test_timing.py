"""Clocks, behaviour and the window: rates and dates."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of
from offramp.case import load_text
from offramp.case.expressions import At, Constant
from offramp.case.model import MONTH_DAYS, Speed
from offramp.case.timing import DEFAULT_FORESIGHT, read_rate

DATED = "as_of: 2017-07-10\n" + BASE


@pytest.mark.parametrize(
    ("written", "per_month"),
    [
        ("0.2 per month", 0.2),
        ("3 per year", 0.25),
        ("1 per week", MONTH_DAYS / 7),
        ("2 per day", 2 * MONTH_DAYS),
        (" .5  per  month ", 0.5),
        ("1e-3 per month", 0.001),
        ("0 per month", 0.0),
    ],
)
def test_a_rate_is_a_number_and_a_unit(written, per_month):
    found = read_rate(written)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(per_month), pytest.approx(per_month))
    assert found.values == (found.low,)


def test_a_rate_may_be_a_range_of_three_equally_likely_values():
    assert read_rate("0.1 to 1 per month") == Speed(0.1, 1.0)
    assert read_rate(" 1  to  1 per week") == read_rate("1 per week")
    # thirds of a range of one power of ten, by hand: 0.1 * 10^(1/6), 10^(1/2), 10^(5/6)
    assert Speed(0.1, 1.0).values == pytest.approx((0.146780, 0.316228, 0.681292), abs=1e-6)
    assert Speed(0.1, 1.0).middle == pytest.approx(0.316228, abs=1e-6)
    assert (Speed(0.0, 0.0).values, Speed(0.0, 0.0).middle) == ((0.0,), 0.0)


@pytest.mark.parametrize("written", ["1 to 0.5 per month", "0 to 1 per month", "0.1 to per month", "1 to 1e9 per day"])
def test_a_range_of_rates_goes_up_from_above_nought(written):
    assert_mistake(BASE + f"behaviour: {{usa: {{reconsiders: ▸{written}}}}}\n", "E034", "0.1 to 1 per month")


@pytest.mark.parametrize("written", ["monthly", "1 per hour", "-1 per month", "per month", "1e9 per day", "1 permonth"])
def test_what_is_no_rate_is_refused_wherever_a_rate_stands(written):
    assert read_rate(written) is None
    assert_mistake(BASE + f"behaviour: {{usa: {{reconsiders: ▸{written}}}}}\n", "E034", "0.2 per month")
    assert_mistake(BASE + f"window: {{closes: {{▸{written}: true}}}}\n", "E034", "day, week, month, year")
    clock = f"clocks: {{c: {{levels: [a, b], rate: {{▸{written}: true}}}}}}\n"
    assert_mistake(BASE + clock, "E034", "day, week, month, year")


@pytest.mark.parametrize("day", ["2017-07-10", "2017-01-01"])
def test_what_is_still_to_come_lies_after_the_day_of_the_analysis(day):
    assert_mistake(DATED + f"window: {{closes: ▸{day}}}\n", "E035", "`as_of`")
    assert_mistake(DATED + f"clocks: {{c: {{levels: [a, b], dates: {{b: ▸{day}}}}}}}\n", "E035", "`status_quo`")


def test_a_window_that_closes_by_neither_rate_nor_date_is_refused():
    assert_mistake(DATED + "window: {closes: ▸soon}\n", "E035", "write rates")


@pytest.mark.parametrize("window", ["{}", "{closes: 2017-10-01, when: usa.strike}"])
def test_a_window_closes_in_one_way(window):
    assert_mistake(DATED + f"▸window: {window}\n", "E012", "give `closes:`", "or `when:`")


@pytest.mark.parametrize(
    "clock", ["{levels: [a, b]}", "{levels: [a, b], rate: {1 per day: true}, dates: {b: 2018-01-01}}"]
)
def test_a_clock_has_rates_or_dates(clock):
    assert_mistake(DATED + f"clocks: {{▸c: {clock}}}\n", "E012", "either `rate:`", "or `dates:`")


def test_a_clock_is_a_variable_of_nobody_that_only_advances():
    text = "clocks: {icbm: {levels: [near, far], rate: {1 per year: prk.testing == active, 0.1 per year: true}}}\n"
    case = load_text(BASE + text)[0]
    clock = case.variable("icbm")
    assert (clock.actor, clock.direction, clock.adjacent) == (None, "up", True)
    (fast, slow) = case.clocks[0].rates
    assert fast.per_month == pytest.approx(1 / 12)
    assert fast.when == At("prk.testing", (0,))
    assert slow.when == Constant(True)
    assert mistakes_of(BASE + text + "impossible: [icbm == far and usa.talks]\nstatus_quo: {icbm: far}\n") == ()


def test_dates_are_counted_in_months_from_the_day_of_the_analysis():
    text = "clocks: {c: {levels: [a, b, d], dates: {d: 2018-07-10, b: 2017-08-10}}}\nwindow: {closes: 2017-08-09}\n"
    case = load_text(DATED + text)[0]
    assert [level for _, level in case.clocks[0].dates] == [1, 2]
    assert case.clocks[0].dates[0][0] == pytest.approx(31 / MONTH_DAYS)
    assert case.window is not None
    assert case.window.closes_on == pytest.approx(30 / MONTH_DAYS)


def test_a_window_may_close_at_rates_and_open_again():
    text = "window: {closes: {0.05 per month: not usa.talks, 0.01 per month: true}, reopens: {0.1 per month: true}}\n"
    window = load_text(BASE + text)[0].window
    assert window is not None
    assert [rate.per_month for rate in window.closes] == [0.05, 0.01]
    assert [rate.text for rate in window.reopens] == ["true"]


def test_a_window_may_be_closed_while_a_condition_holds():
    window = load_text(BASE + "window: {when: usa.strike}\n")[0].window
    assert window is not None
    assert window.when == At("usa.strike", (1,))


def test_behaviour_that_is_not_given_comes_from_the_default():
    text = "behaviour: {default: {reconsiders: 2 per month, chooses: any}, usa: {foresight: nash}}\n"
    behaviour = load_text(BASE + text)[0].behaviour
    assert {c: p.middle for c, p in behaviour["usa"].foresight.items()} == {"nash": 1.0}
    assert {c: p.middle for c, p in behaviour["prk"].foresight.items()} == DEFAULT_FORESIGHT
    assert [(b.per_month, b.chooses) for b in behaviour.values()] == [(2.0, "any")] * 2


def test_without_any_word_on_behaviour_everybody_decides_monthly():
    behaviour = load_text(BASE)[0].behaviour
    assert {name: b.per_month for name, b in behaviour.items()} == {"usa": 1.0, "prk": 1.0}


def test_a_window_that_is_closed_from_the_first_day_is_not_sent_to_the_status_quo():
    found = mistakes_of(DATED + "window: {closes: 2017-01-01}\n")
    assert [m.code for m in found] == ["E035"]
    assert "a later date" in found[0].hint
    assert "status_quo" not in found[0].hint


def test_a_clock_and_its_level_have_different_names():
    late = "{levels: [soon, late], rate: {1 per month: true}}"
    assert_mistake(DATED + f"clocks: {{▸late: {late}}}\n", "E006", "another name")


def test_what_is_a_level_and_a_clock_is_neither_in_a_comparison():
    clocks = "clocks: {freeze: {levels: [soon, late], rate: {1 per month: true}}}\n"
    assert_mistake(DATED + clocks + "impossible: [prk.testing == ▸freeze]\n", "E023", "another name")
    assert mistakes_of(DATED + clocks + "impossible: ['prk.testing in [freeze]']\n") == ()
