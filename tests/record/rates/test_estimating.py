"""Rates of a case: what is counted, by regime, as known on a day; what is against them; what play takes of them."""

import datetime
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gamma

from offramp.case.mistakes import CaseError
from offramp.case.model import MONTH_DAYS
from offramp.record.rates.combining import known
from offramp.record.rates.estimating import estimates
from offramp.record.rates.fitting import fitted, fitted_names
from offramp.record.rates.gammas import ahead
from offramp.record.rates.watching import months_within, watched
from record.rates.making import ONE, D, entry, event, every_day_of, opened, standoff

TESTS = "tests: {of: test}"
TWO = "tests: {of: test, regimes: {race: {until: 2020-06-30}, halt: {since: 2020-07-01, until: 2020-09-30}, now: {since: 2020-10-01}}}"  # noqa: E501
FIRST = D("2020-01-01")


def every(days, since="2020-01-05", count=12):
    return every_day_of(days, count, since)


def one(rates, kinds, day="2021-12-31", calendar=(), more="", **span):
    found = estimates(opened(standoff(rates, more), kinds, calendar, **span), D(day))
    assert len(found) == 1
    return found[0]


# ---------------------------------------------------------------- counting


def test_days_with_an_event_are_counted_not_events():
    found = one(TESTS, {"test": [*every(10), *every(10)]})
    assert (found.regimes[0].count, found.regimes[0].days) == (12, 731)
    assert (found.regimes[0].regime, found.of) == ("the whole record", "days with an event: a test")
    assert found.regimes[0].per_month == pytest.approx(12 / 731 * MONTH_DAYS)


def test_only_what_was_known_by_the_day_counts():
    kinds = {"test": [event(D("2020-03-01")), event(D("2020-03-05"), D("2020-07-01")), event(D("2020-08-01"))]}
    assert [one(TESTS, kinds, day).regimes[0].count for day in ("2020-06-30", "2020-07-01", "2020-12-01")] == [1, 2, 3]
    cut = one(TESTS, kinds, "2020-06-30").regimes[0]
    assert (cut.until, cut.days) == ("2020-06-30", 182)


def test_the_present_regime_is_the_last_that_has_begun_cut_at_the_day():
    kinds = {"test": every(10, count=60)}
    early, late = one(TWO, kinds, "2020-09-05"), one(TWO, kinds)
    assert [(r.regime, r.since, r.until) for r in early.regimes] == [
        ("race", "2020-01-01", "2020-06-30"),
        ("halt", "2020-07-01", "2020-09-05"),
    ]
    assert [r.regime for r in late.regimes] == ["race", "halt", "now"]
    now = late.regimes[-1]
    expected = gamma.ppf(0.5, now.count + 0.5) / now.days * MONTH_DAYS
    assert late.combined.record[0] == pytest.approx(expected)


def test_changes_of_level_are_counted_not_events():
    """Ten tests in a row are one change of level, and their end another."""
    kinds = {"test": every(5, count=10), "drill": [D("2020-03-01"), D("2020-08-01")]}
    by_option = one("moves: {changes: north.tests}", kinds)
    assert (by_option.regimes[0].count, by_option.of) == (2, "days on which the level of north.tests changes")
    by_actor = one("moves: {changes: south}", kinds)
    assert (by_actor.regimes[0].count, by_actor.of) == (4, "days on which a level of south changes")
    assert one("moves: {changes: north}", {}).regimes[0].count == 0


def test_whole_months_within_a_stretch_of_time():
    assert list(months_within(D("2020-01-02"), D("2020-04-29"))) == [
        (D("2020-02-01"), D("2020-02-29")),
        (D("2020-03-01"), D("2020-03-31")),
    ]
    assert list(months_within(D("2020-02-01"), D("2020-02-29"))) == [(D("2020-02-01"), D("2020-02-29"))]
    assert list(months_within(D("9999-11-15"), datetime.date.max)) == [(D("9999-12-01"), D("9999-12-31"))]
    there = watched(
        opened(standoff(TESTS), {"test": every(40)}), standoff(TESTS).record.rates["tests"], D("2020-04-29")
    )
    counts, days = there.present.monthly()
    assert (counts.tolist(), days.tolist()) == ([1, 1, 1], [31, 29, 31])


# ---------------------------------------------------------------- comparing


def test_beside_entries_of_the_calendar_overlaps_count_once_and_what_was_called_off_does_not():
    calendar = [
        entry(D("2020-03-01"), D("2020-03-20")),
        entry(D("2020-03-10"), D("2020-03-31")),
        entry(D("2020-06-01"), D("2020-06-30"), held=False),
        entry(D("2020-05-01"), D("2020-05-02"), "election"),
    ]
    kinds = {"test": [D("2020-03-05"), D("2020-03-12"), D("2020-06-15"), D("2020-09-01")]}
    own = one("tests: {of: test, beside: [exercise]}", kinds, calendar=calendar).contrasts[0]
    assert (own.inside, own.inside_days, own.outside, own.outside_days) == (2, 31, 2, 700)
    assert own.ratio == pytest.approx(700 / 31)


def test_beside_events_counts_their_day_and_the_days_after():
    kinds = {"rocket": [D("2020-02-01"), D("2020-02-05"), D("2021-12-30")], "test": [D("2020-02-08"), D("2020-02-09")]}
    own = one("tests: {of: test, beside: [rocket], beside_days: 3}", kinds).contrasts[0]
    assert (own.inside, own.inside_days, own.outside) == (1, 8 + 2, 1)  # 1 to 8 February, and two days at the end


def test_while_a_condition_on_levels_holds():
    kinds = {"drill": [D("2020-02-01")], "test": [D("2020-02-05"), D("2020-04-05")]}
    own = one("tests: {of: test, while: {in drills: south.drills}}", kinds).contrasts[0]
    assert (own.beside, own.inside, own.inside_days, own.outside) == ("in drills", 1, 20, 1)


def test_a_ratio_is_within_regimes():
    """Drills all fall into the busy time; within it they make no difference."""
    calendar = [entry(D("2020-01-01"), D("2020-04-30"))]
    busy = [D("2020-01-01") + n * 4 * ONE for n in range(46)]
    kinds = {"test": [*busy, D("2021-05-05")]}
    assert one("tests: {of: test, beside: [exercise]}", kinds, calendar=calendar).contrasts[0].ratio > 5
    regimes = "regimes: {busy: {until: 2020-06-30}, calm: {since: 2020-07-01}}"
    own = one("tests: {of: test, beside: [exercise], %s}" % regimes, kinds, calendar=calendar).contrasts[0]  # noqa: UP031
    assert own.ratio == pytest.approx(1, abs=0.05)


# ---------------------------------------------------------------- judgement, and what to expect

JUDGED = "tests: {of: test, expert: 0.5 to 4 per month}"


def test_judgement_and_record_are_weighed_by_their_time():
    found = one(JUDGED, {"test": every(30)}).combined
    assert found.expert[1:] == pytest.approx((0.5, 4))
    assert found.record[0] < found.both[0] < found.expert[0]
    assert 0.9 < found.weight < 1
    alone = one(TESTS, {"test": every(30)}).combined
    assert (alone.expert, alone.both, alone.weight, alone.agree) == (None, None, None, None)
    assert alone.record == pytest.approx(found.record)


def test_what_to_expect_takes_doubt_about_the_rate_in():
    found = one(TESTS, {"test": every(30)})
    assert [e.days for e in found.expected] == [30, 90, 180, 365]
    months = 731 / MONTH_DAYS
    for e in found.expected:
        within = e.days / MONTH_DAYS
        assert e.mean == pytest.approx(12.5 / months * within)
        assert e.none == pytest.approx((months / (months + within)) ** 12.5)
        assert e.low <= e.mean <= e.high


def test_forecasts_hold_as_often_as_they_say_where_the_rate_is_constant():
    """Records drawn at a rate that is itself drawn from the judgement; four of five counts lie in the range."""
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(200):
        rate = gamma.rvs(2.9, scale=1 / 1.54, random_state=rng) / MONTH_DAYS
        days = [D("2020-01-01") + int(n) * ONE for n in np.flatnonzero(rng.random(731) < rate)]
        case = standoff(JUDGED)
        there = watched(opened(case, {"test": days}), case.record.rates["tests"], D("2021-07-04"))
        count = sum(D("2021-07-04") < day <= D("2021-12-31") for day in days)
        expected = ahead(known(there).best, 180 / MONTH_DAYS)
        held += expected.low <= count <= expected.high
        assert there.present.count + count == len(days)
    assert held >= 150


# ---------------------------------------------------------------- against it


def warned(found):
    return "\n".join(found.warnings)


def test_few_none_and_no_transitions():
    assert "few, 3 days" in warned(one(TESTS, {"test": every(30, count=3)}))
    assert "none in 731 days" in warned(one(TESTS, {}))
    assert "there are no transitions to learn from" in warned(one("moves: {changes: north}", {}))
    assert "leaves no trace" in warned(one("moves: {changes: north}", {"test": every(5)}))
    plenty = one(TESTS, {"test": [FIRST + int(n) * ONE for n in np.random.default_rng(2).permutation(731)[:40]]})
    assert plenty.warnings == ()


def test_clusters_and_memory():
    bursts = [D(f"2020-{m:02}-{d:02}") for m in (2, 8) for d in range(1, 12)]
    found = one(TESTS, {"test": bursts})
    assert found.regimes[0].dispersion > 3
    assert "come in clusters" in warned(found)
    assert "not exponential" in warned(one(TESTS, {"test": every(30, count=20)}))


def test_regimes_that_meet_at_an_event_and_regimes_that_gave_way():
    found = one(TWO, {"test": [*every(10, count=18), D("2020-06-30")]})
    assert "the regimes race, halt meet where an event is" in warned(found)
    assert "gave way to another 2 times" in warned(found)
    apart = one(TWO, {"test": [D("2020-03-03"), D("2021-01-04")]}, "2020-08-01")
    assert "meet" not in warned(apart)
    assert "gave way to another once" in warned(apart)


def test_a_judgement_that_the_record_contradicts():
    found = one(JUDGED, {})
    assert found.combined.agree < 0.05
    assert "contradict each other" in warned(found)
    assert "contradict" not in warned(one(JUDGED, {"test": every(20, count=35)}))


def test_a_record_that_ends_before_the_day_or_begins_after():
    ended = one(TESTS, {"test": every(30)}, "2022-02-01")
    assert "nothing is counted after 2021-12-31, 32 days before 2022-02-01" in warned(ended)
    before = one(JUDGED, {"test": every(30)}, "2019-06-01")
    assert (before.regimes, before.gaps, before.combined.record) == ((), (), None)
    assert before.combined.expert[1:] == pytest.approx((0.5, 4))
    assert "the judgement alone counts" in warned(before)
    assert "nothing is known of the rate" in warned(one(TESTS, {}, "2019-06-01"))


def test_a_present_regime_of_which_the_record_covers_nothing():
    found = one(TWO, {"test": every(30)}, "2020-12-01", until=D("2020-09-15"))
    assert [r.regime for r in found.regimes] == ["race", "halt"]
    assert found.combined.record is None
    assert found.expected == ()


def test_days_known_to_the_month_only():
    found = one(TESTS, {"test": [event(D("2020-03-01"), precision="month"), event(D("2020-04-07"))]})
    assert "of 1 day only the month or year is known" in warned(found)


def test_comparisons_that_rest_on_little():
    calendar = [entry(D("2020-03-01"), D("2020-03-20"))]
    kinds = {"test": [D("2020-03-05"), *every(20, "2020-05-01", 20)]}
    few = one("tests: {of: test, beside: [exercise]}", kinds, calendar=calendar)
    assert "the comparison beside exercise rests on 1 day inside" in warned(few)
    burst = [D("2020-03-01") + n * ONE for n in range(12)]
    again = [D("2021-06-01") + n * ONE for n in range(12)]
    wide = [entry(D("2020-02-20"), D("2020-06-20"))]
    clustered = one("tests: {of: test, beside: [exercise]}", {"test": [*burst, *again]}, calendar=wide)
    assert "clustering alone would explain" in warned(clustered)
    itself = one("tests: {of: test, beside: [test]}", {"test": burst})
    assert "12 days of test are counted themselves" in warned(itself)
    apart = one(
        "tests: {of: test, beside: [exercise], regimes: {a: {until: 2020-06-30}, b: {since: 2020-07-01}}}",
        {"test": burst},
        calendar=[entry(D("2020-07-01"), D("2021-12-31"))],
    )
    assert "no regime has days inside, days outside and events" in warned(apart)
    assert apart.contrasts[0].ratio is None


# ---------------------------------------------------------------- what the case states, and takes


USED = """
clocks: {bomb: {levels: [no, yes], rate: {fitted tests: north.tests, 0.2 per month: true}}}
window: {closes: {fitted tests: not north.talks}, reopens: {fitted tests: true}}
"""


def test_what_a_case_takes_from_a_rate_or_states_of_it():
    found = one(TESTS, {"test": every(30)}, more=USED)
    told = "bomb advances while north.tests; the window closes while not north.talks; the window reopens"
    assert found.stated == f"taken from the record: {told}"
    assert "as if each such event did it" in warned(found)
    ranged = "behaviour: {default: {reconsiders: 0.2 to 2 per month}}"
    assert one("moves: {changes: north}", {}, more=ranged).stated == "north reconsiders 0.2 to 2 per month"
    clock = "clocks: {bomb: {levels: [no, yes], rate: {0.3 per month: north.tests, 0.2 per month: true}}}"
    stated = one("moves: {changes: bomb}", {}, more=clock).stated
    assert stated == "bomb advances 0.3 per month while north.tests; bomb advances 0.2 per month"
    assert one(TESTS, {}).stated == ""
    taken = one("moves: {changes: north}", {}, more="behaviour: {north: {reconsiders: fitted moves}}")
    assert taken.stated == "taken from the record: north reconsiders"


def test_fitted_rates_get_the_range_of_what_is_known():
    case = standoff(
        "tests: {of: test, expert: 0.5 to 4 per month}\nmoves: {changes: north}",
        USED + "behaviour: {north: {reconsiders: fitted moves}}",
    )
    assert fitted_names(case) == ("moves", "tests")
    there = opened(case, {"test": every(20, count=9)})
    day = D("2020-12-31")
    ready = fitted(case, there, day)
    tests = estimates(there, day)[0]
    shape, months = 2.904320, 1.538053
    for rate in (ready.window.closes[0], ready.window.reopens[0], ready.clocks[0].rates[0]):
        both = gamma.ppf([0.1, 0.9], shape + 9) / (months + 366 / MONTH_DAYS)
        assert (rate.speed.low, rate.speed.high) == pytest.approx(both, rel=1e-5)
        assert tests.combined.both[1] < rate.speed.low < tests.combined.both[0] < rate.speed.high
    assert ready.clocks[0].rates[1].speed == case.clocks[0].rates[1].speed
    moves = ready.behaviour["north"].speed
    record = gamma.ppf([0.1, 0.9], 2.5) / (366 / MONTH_DAYS)  # the tests begin, and end
    assert (moves.low, moves.high) == pytest.approx(record)
    assert ready.behaviour["south"] == case.behaviour["south"]
    assert replace(ready, window=case.window, clocks=case.clocks, behaviour=case.behaviour) == case


def test_a_case_that_takes_nothing_from_the_record_is_as_it_was():
    case = standoff(TESTS)
    assert fitted(case, opened(case, {}), D("2020-05-05")) is case


def test_a_rate_with_neither_judgement_nor_record_is_refused():
    case = standoff(TESTS, USED)
    with pytest.raises(CaseError) as caught:
        fitted(case, opened(case, {}), D("2019-05-05"))
    assert [m.code for m in caught.value.mistakes] == ["E110"]
    assert "tests" in caught.value.mistakes[0].message


def test_no_rate_is_faster_than_play_can_follow():
    case = standoff("tests: {of: test, expert: 4000 to 5000 per month}", USED)
    speed = fitted(case, opened(case, {}), D("2019-05-05")).window.closes[0].speed
    assert speed.low < speed.high <= 5_000


def test_the_same_seed_gives_the_same_estimates():
    case = standoff(TWO)
    there = opened(case, {"test": every(9, count=50)})
    first, again = estimates(there, D("2021-12-31"), seed=7), estimates(there, D("2021-12-31"), seed=7)
    assert first == again
    other = estimates(there, D("2021-12-31"), seed=8)
    assert other[0].regimes[0].per_month == first[0].regimes[0].per_month
    assert math.isclose(other[0].regimes[0].dispersion_p, first[0].regimes[0].dispersion_p, abs_tol=0.05)
