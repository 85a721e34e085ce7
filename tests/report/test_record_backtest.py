"""What is said of a back-test: on how little it rests, where it did worse, and what each month would have heard."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.report import verdict_samples
from tests.report.test_record_text import NAMES, NOBREAK, printed

from offramp.report import backtest, faring
from offramp.report.names import Names
from offramp.report.rounding import NOTHING


def test_what_the_score_rests_on_is_said_first() -> None:
    lines = faring.verdict(verdict_samples.backtest(), NAMES)
    assert (
        "the outcome of the record changed only 4 times in all, so at any one horizon they come to 6 independent"
        in lines[0]
    )
    assert lines[0].endswith("That is too few to prove anything either way.")
    assert lines[1].startswith("Not scored: 10 are open")


@pytest.mark.parametrize(
    ("low", "high", "gap", "said", "sure"),
    [
        (0.01, 0.07, 0.02, "did worse than the base rate, 0.210 against 0.190 (worse by 0.020; interval from", "more"),
        (-0.07, -0.01, -0.02, "did better than the base rate, 0.210 against 0.190 (better by 0.020;", "more"),
        (-0.03, 0.07, 0.02, "(worse by 0.020; interval from better by 0.030 to worse by 0.070)", "no more"),
        (-0.07, 0.03, -0.02, "(better by 0.020; interval from better by 0.070 to worse by 0.030)", "no more"),
        (-0.03, 0.03, 0.0, "did as well as the base rate, 0.210 against 0.190 (interval from", "no more"),
        (math.nan, math.nan, 0.02, "(worse by 0.020; too few blocks of months for an interval)", ""),
    ],
)
def test_worse_is_said_to_be_worse(low: float, high: float, gap: float, said: str, sure: str) -> None:
    score = verdict_samples.score("all", "all outcomes", 3, low=low, high=high, difference=gap, independent=12)
    text = faring.against(score)
    assert text.startswith("All outcomes, within 3 months: by the Brier score the analysis did")
    assert said in text
    assert ("; that is" in text) == bool(sure)
    assert f"; that is {sure} than chance may do" in text or not sure


@pytest.mark.parametrize("independent", [0, 3, 9])
def test_on_few_resolutions_nothing_is_more_than_chance(independent: int) -> None:
    score = verdict_samples.score("all", "all outcomes", 12, low=0.01, high=0.07, independent=independent)
    lines = faring.verdict(replace(verdict_samples.backtest(), scores=(score,)), NAMES)
    assert not any("than chance" in line for line in lines)
    assert faring.NARROW in lines
    assert backtest.side(score) == "too few resolutions to say"
    enough = replace(score, independent=10)
    lines = faring.verdict(replace(verdict_samples.backtest(), scores=(enough,)), NAMES)
    assert any("that is more than chance may do" in line for line in lines)
    assert faring.NARROW not in lines
    assert backtest.side(enough) == "did worse"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (0.70, "; but by the log score worse, 0.700 against 0.580."),
        (0.40, "; and by the log score better, 0.400 against 0.580."),
        (0.58, "; but by the log score as well, 0.580 against 0.580."),
    ],
)
def test_the_log_score_stands_beside_the_brier_score(log: float, said: str) -> None:
    assert said in faring.against(verdict_samples.score("all", "all outcomes", 3, difference=-0.02, log=log))


def test_every_horizon_has_its_verdict_and_none_speaks_for_the_others() -> None:
    found = verdict_samples.backtest()
    early = verdict_samples.score(
        "all", "all outcomes", 3, brier=0.1, difference=-0.09, low=-0.2, high=-0.01, independent=9
    )
    lines = faring.verdict(replace(found, scores=(early, *found.scores)), NAMES)
    assert "they come to 9 independent resolutions at most" in lines[0]
    told = [line.partition(" the base rate")[0] for line in lines if line.startswith("All outcomes")]
    assert told == [
        "All outcomes, within 3 months: by the Brier score the analysis did better than",
        "All outcomes, within 12 months: by the Brier score the analysis did worse than",
    ]


def test_the_score_without_what_never_came_is_the_mean_over_the_other_forecasts() -> None:
    found = verdict_samples.backtest()
    names = replace(NAMES, outcomes={"a": "peace", "b": "pause", "c": "war"})
    scores = (
        verdict_samples.score("a", "peace", 3, forecasts=10, came=2, brier=0.4, brier_base=0.3),
        verdict_samples.score("b", "pause", 3, forecasts=30, came=1, brier=0.2, brier_base=0.1),
        verdict_samples.score("c", "war", 3, forecasts=40, came=0, brier=0.0, brier_base=0.0),
        verdict_samples.score("kind", "a test", 3, forecasts=40, came=0),
    )
    (line,) = faring.never_came(replace(found, scores=scores), names)
    assert "look good: war." in line
    assert line.endswith("beside the base rate's: 0.250 against 0.150 within 3 months.")
    assert list(faring.never_came(replace(found, scores=scores[:2]), names)) == []
    assert list(faring.never_came(replace(found, scores=scores), Names())) == []


def test_what_the_least_chances_came_to_is_said() -> None:
    (line,) = faring.lowest(verdict_samples.backtest())
    assert line.replace(NOBREAK, " ") == "Of 20 forecasts of outcomes below 20 %, 8 % on average, 20 % came true."
    later = replace(verdict_samples.backtest(), calibration=verdict_samples.backtest().calibration[1:])
    assert list(faring.lowest(later)) == []


def test_a_month_in_which_no_policy_helps_names_none() -> None:
    found = verdict_samples.then(6)
    tied = replace(found, policies=tuple(replace(p, seek=0.004) for p in found.policies))
    assert backtest.helping(tied) is None
    assert backtest.helping(found) is found.policies[1]
    assert backtest.told(tied, NAMES)[1].startswith("No policy would have done better")
    assert not any("(best)" in row[0] for row in backtest.policies(tied, NAMES).rows)
    row = backtest.months(replace(verdict_samples.backtest(), then=(tied,)), NAMES).rows[0]
    assert row[3:5] == [NOTHING, backtest.NONE_BETTER]


def test_an_interval_that_could_not_be_drawn_is_not_taken_for_no_difference() -> None:
    score = verdict_samples.score("all", "all outcomes", 12, low=math.nan, high=math.nan)
    assert backtest.side(score) == "too few blocks to say"
    assert backtest.interval(score) == NOTHING


@pytest.mark.parametrize(
    ("brier", "said"),
    [(0.21, "did worse than saying"), (0.1, "did better than saying"), (0.14, "did no differently from saying")],
)
def test_persistence_is_always_beside(brier: float, said: str) -> None:
    text = faring.against(verdict_samples.score("all", "all outcomes", 3, brier=brier))
    assert f"{said} that things stay as they are" in text


def test_where_it_did_worse_is_listed_by_target() -> None:
    lines = faring.by_target(verdict_samples.backtest())
    assert lines == [
        "By its Brier score worse than the base rate: interim arrangement at 12 months.",
        "By its Brier score worse than persistence: interim arrangement at 12 months.",
        "By its Brier score better than both: a test at 12 months.",
    ]
    never = replace(verdict_samples.scores()[1], came=0, horizon=3)
    lines = faring.by_target(replace(verdict_samples.backtest(), scores=(*verdict_samples.scores()[:1], never)))
    assert lines[2:] == [
        "By its Brier score better than both: nowhere.",
        "By its Brier score better than both of what never came, which is easily foretold: a test at 3 months.",
    ]


def test_targets_are_grouped_by_their_horizons() -> None:
    score = verdict_samples.score
    scores = [score(name, name, months) for name in ("war", "deal") for months in (3, 12)] + [score("race", "race", 12)]
    assert faring.grouped(scores, {3, 12}) == "war and deal at all horizons; race at 12 months"
    assert faring.grouped(scores, {3, 6, 12}) == "war and deal at 3 and 12 months; race at 12 months"


def test_a_chance_of_none_in_a_sample_is_bounded() -> None:
    text = backtest.zeros(verdict_samples.backtest()).replace(NOBREAK, " ")
    assert text.endswith("Where 500 worlds were drawn, that proves no more than below 0.6 %, with 95 % confidence.")


def test_nothing_scored_is_said() -> None:
    empty = replace(verdict_samples.backtest(), scores=(), calibration=(), forecasts=(), then=())
    assert faring.verdict(empty, NAMES)[-1] == "Nothing could be scored."
    assert printed(empty)


def test_calibration_says_where_chances_were_off_and_leaves_out_empty_bins() -> None:
    rows = backtest.calibration(verdict_samples.backtest(), NAMES).rows
    assert [row[0].replace(NOBREAK, " ") for row in rows[3:]] == ["20 to 30 %, kinds"]
    assert rows[3][1:] == ["31", f"20{NOBREAK}%", f"100{NOBREAK}%", NOTHING, ""]
    assert [row[-1] for row in rows[:3]] == [
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
