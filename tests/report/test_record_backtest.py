"""What is said of a back-test: on how little it rests, where it did worse, and what each month would have heard."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.report import verdict_samples
from tests.report.test_record_text import NAMES, NOBREAK, printed

from offramp.report import backtest
from offramp.report.rounding import NOTHING


def test_what_the_score_rests_on_is_said_first() -> None:
    lines = backtest.verdict(verdict_samples.backtest())
    assert (
        "the outcome of the record changed only 4 times in all, so at any one horizon they come to 6 independent"
        in lines[0]
    )
    assert lines[0].endswith("That is too few to prove anything either way.")
    assert lines[1].startswith("Not scored: 10 are open")


@pytest.mark.parametrize(
    ("low", "high", "gap", "said"),
    [
        (0.01, 0.07, 0.02, "did worse than the base rate (a Brier score of 0.210 against 0.190); that is more than"),
        (
            -0.07,
            -0.01,
            -0.02,
            "did better than the base rate (a Brier score of 0.210 against 0.190); that is more than",
        ),
        (
            -0.03,
            0.07,
            0.02,
            "did worse than the base rate (a Brier score of 0.210 against 0.190); that is no more than",
        ),
        (-0.07, 0.03, -0.02, "did better than the base rate (a Brier score of 0.210 against 0.190); that is no more"),
        (-0.03, 0.03, 0.0, "did as well as the base rate (a Brier score of 0.210 against 0.190); that is no more than"),
        (math.nan, math.nan, 0.02, "there are too few blocks of months to say whether that is chance"),
    ],
)
def test_worse_is_said_to_be_worse(low: float, high: float, gap: float, said: str) -> None:
    score = verdict_samples.score("all", "all outcomes", 3, low=low, high=high, difference=gap)
    text = backtest.against(score)
    assert text.startswith("All outcomes, within 3 months: the analysis did")
    assert said in text


def test_every_horizon_has_its_verdict_and_none_speaks_for_the_others() -> None:
    found = verdict_samples.backtest()
    early = verdict_samples.score(
        "all", "all outcomes", 3, brier=0.1, difference=-0.09, low=-0.2, high=-0.01, independent=9
    )
    lines = backtest.verdict(replace(found, scores=(early, *found.scores)))
    assert "they come to 9 independent resolutions at most" in lines[0]
    told = [line.partition(" the base rate")[0] for line in lines if line.startswith("All outcomes")]
    assert told == [
        "All outcomes, within 3 months: the analysis did better than",
        "All outcomes, within 12 months: the analysis did worse than",
    ]


def test_an_interval_that_could_not_be_drawn_is_not_taken_for_no_difference() -> None:
    score = verdict_samples.score("all", "all outcomes", 12, low=math.nan, high=math.nan)
    assert backtest.side(score) == "too few blocks to say"
    assert backtest.interval(score) == NOTHING


@pytest.mark.parametrize(
    ("brier", "said"),
    [(0.21, "did worse than saying"), (0.1, "did better than saying"), (0.14, "did no differently from saying")],
)
def test_persistence_is_always_beside(brier: float, said: str) -> None:
    text = backtest.against(verdict_samples.score("all", "all outcomes", 3, brier=brier))
    assert f"{said} that things stay as they are" in text


def test_where_it_did_worse_is_listed_by_target() -> None:
    lines = backtest.by_target(verdict_samples.backtest())
    assert lines == [
        "By its score worse than the base rate: interim arrangement (12 months).",
        "By its score worse than persistence: interim arrangement (12 months).",
        "By its score better than both: a test (12 months).",
    ]
    never = replace(verdict_samples.scores()[1], came=0, horizon=3)
    lines = backtest.by_target(replace(verdict_samples.backtest(), scores=(*verdict_samples.scores()[:1], never)))
    assert lines[2:] == [
        "By its score better than both: nowhere.",
        "By its score better than both of what never came, which is easily foretold: a test (3 months).",
    ]


def test_a_chance_of_none_in_a_sample_is_bounded() -> None:
    text = backtest.zeros(verdict_samples.backtest()).replace(NOBREAK, " ")
    assert text.endswith("Where 500 worlds were drawn, that proves no more than below 0.6 %, with 95 % confidence.")


def test_nothing_scored_is_said() -> None:
    empty = replace(verdict_samples.backtest(), scores=(), calibration=(), forecasts=(), then=())
    assert backtest.verdict(empty)[-1] == "Nothing could be scored."
    assert printed(empty)


def test_calibration_says_where_chances_were_off_and_leaves_out_empty_bins() -> None:
    rows = backtest.calibration(verdict_samples.backtest()).rows
    assert [row[-1] for row in rows] == [
        "came oftener than said",
        "as said, within the interval",
        "came less often than said",
    ]


def test_a_month_that_could_not_be_played_says_why() -> None:
    lines = backtest.told(verdict_samples.then(14), NAMES)
    assert lines[1].startswith("It could not be played from there: the status quo is impossible")
    row = backtest.months(verdict_samples.backtest(), NAMES).rows[14]
    assert row[2:5] == ["not played", NOTHING, NOTHING]


def test_a_day_says_what_was_best_and_what_followed() -> None:
    lines = [line.replace(NOBREAK, " ") for line in backtest.told(verdict_samples.then(6), NAMES)]
    assert "31 % ±1.3, against 8 % ±1.0 with no policy; the one to avoid: 18 % ±1.1 against 27 % ±1.2." in lines[1]
    assert lines[2] == "A year later the record stood in “interim arrangement”."
    ends = verdict_samples.then(35)
    assert backtest.told(ends, NAMES)[2] == "The record ends before a year had passed."
    assert "No policy would have done better" in backtest.told(replace(ends, best="no policy"), NAMES)[1]
    assert backtest.told(replace(ends, policies=(), best=None), NAMES)[1] == "Policies were not played for this day."


def test_forecasts_of_a_day_are_told_then_and_now() -> None:
    found = verdict_samples.backtest()
    assert [row[-1] for row in backtest.resolved(found, "2017-01-10").rows] == [
        "did not come by 2018-01-10",
        "came by 2018-01-10",
    ]
    assert backtest.resolved(found, "2018-07-10").rows[0][-1] == "held already; not scored (did not come)"
    assert backtest.resolved(found, "2019-12-10").rows[0][-1] == "open: the record ends before 2020-12-10"


def test_hindsight_is_told_with_counts_and_undated_parts() -> None:
    lines = backtest.hindsight(verdict_samples.backtest().hindsight)
    assert lines[-2].startswith("Counted: evidence 12; evidence with a day 9;")
    assert lines[-2].endswith("written after the events 22.")
    assert lines[-1] == "Without a day on which they were known: prior of aim, policy pressure."
