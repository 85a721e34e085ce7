"""The page on the record of the Korea case says what the record gives."""

from __future__ import annotations

import calendar
import itertools
from pathlib import Path

import pytest

from offramp import api
from offramp.record.signals.reading import read
from offramp.record.signals.table import comparison_table
from offramp.study.results.backtest import BacktestResult
from offramp.study.results.monitoring import MonitorResult
from offramp.study.results.recording import TimelineResult
from offramp.study.results.signals import SignalsResult
from offramp.study.results.window import Contrast, RateEstimate, WindowResult

PAGE = Path(__file__).parents[2].joinpath("docs", "korea-record.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())
END = "2019-12-31"


def says(sentence: str) -> None:
    assert sentence in WORDS, sentence


def rows(first: str) -> list[list[str]]:
    """Return the cells of the table whose first heading is this."""
    lines = PAGE.split(f"\n| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def date(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)} {calendar.month_name[int(month)]} {year}"


def ranged(middle: float, low: float, high: float, digits: int = 2) -> str:
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


@pytest.fixture(scope="module")
def timeline() -> TimelineResult:
    return api.timeline("korea-2017", as_of=END)


@pytest.fixture(scope="module")
def window() -> WindowResult:
    return api.window("korea-2017", as_of=END, policies=[], samples=50)


@pytest.fixture(scope="module")
def then() -> WindowResult:
    return api.window("korea-2017", policies=[], samples=50)


@pytest.fixture(scope="module")
def signals() -> SignalsResult:
    return api.signals("korea-2017", as_of=END)


@pytest.fixture(scope="module")
def monitor() -> MonitorResult:
    return api.monitor("korea-2017", as_of=END)


def rate(result: WindowResult, name: str) -> RateEstimate:
    return next(found for found in result.rates if found.rate == name)


def test_the_files_are_as_large_as_told() -> None:
    folder = api.find("korea-2017").parent
    for file, what, _ in rows("file"):
        lines = folder.joinpath(file.strip("`")).read_text("utf-8").splitlines()
        assert what.startswith(f"{len(lines) - 1} ")
    events = api.events("korea-2017", as_of=END)
    assert next(k.days for k in events.kinds if k.kind == "provocation") == 60
    alone = sum("Wikipedia Current Events" in e.source and ";" not in e.source for e in events.events)
    says(f"{alone} events rest on one tertiary layer alone")


def test_the_timeline_is_as_told(timeline: TimelineResult) -> None:
    turns = [b for a, b in itertools.pairwise([None, *timeline.states]) if b and (a is None or a.outcome != b.outcome)]
    begins = [turn.since for turn in turns]

    assert [turn.outcome for turn in turns] == ["race", "lull", "interim", "race"]
    told = [row[0].split(" to ")[0] for row in rows("days")]
    assert [date(day).startswith(words) for day, words in zip(begins, told, strict=True)] == [True] * 4
    says(f"passes through {len(timeline.states)} states")
    assert api.timeline("korea-2017").differs == ()
    by = {(s.variable, s.since): s for s in timeline.levels}
    events = {s.event for s in by.values()}
    assert {"K202", "K225", "K226", "K260"} <= events
    assert by["prk.testing", "2019-05-04"].event == "K260"
    case = api.load("korea-2017")
    assert case.record is not None
    assert len(case.record.rules) == 14


def test_what_is_doubtful_is_so(timeline: TimelineResult) -> None:
    assert [s.level for s in timeline.levels if s.variable == "icbm"] == ["alaska", "mainland"]
    pressure = [s for s in timeline.levels if s.variable == "usa.pressure"]
    ran_out = [b for a, b in itertools.pairwise(pressure) if a.level == "brink" and b.since not in _days_of_events()]
    assert len(ran_out) == 3
    kinds = {k.kind: k.events for k in timeline.kinds}
    assert (kinds["wide_sanctions"], kinds["us_sanctions"], kinds["mainland_range"]) == (2, 12, 2)
    assert kinds["us_sanctions_threat"] == 3
    assert not any(s.rule.startswith("rule 3") for s in timeline.levels)


def _days_of_events() -> set[str]:
    return {event.day for event in api.events("korea-2017", as_of=END).events}


def test_the_rates_are_as_told(window: WindowResult) -> None:
    provocations, tests = rate(window, "provocations"), rate(window, "tests")
    told = rows("regime")
    for row, one, other in zip(told, provocations.regimes, tests.regimes, strict=True):
        assert row[1:] == [
            str(one.days), str(one.count), ranged(one.per_month, one.low, one.high),
            str(other.count), ranged(other.per_month, other.low, other.high),
        ]  # fmt: skip
    first, gaps = provocations.regimes[0], provocations.gaps[0]
    says(f"the variance of monthly counts is {first.dispersion:.1f} times their mean, *p* {first.dispersion_p:.2f}")
    shape = f"{gaps.weibull_shape:.2f}, {gaps.weibull_low:.2f} to {gaps.weibull_high:.2f}"
    says(f"(Weibull shape {shape}; *p* {gaps.exponential_p:.2f})")


def test_what_was_expected_in_july_2017(then: WindowResult) -> None:
    found = rate(then, "tests")
    days = [event.day for event in api.events("korea-2017", as_of=END, kind="test").events]
    came = [sum("2017-07-10" < day <= end for day in days) for end in ("2017-10-08", "2018-07-10")]
    quarter, year = found.expected[1], found.expected[3]

    says(f"had {found.regimes[0].count} test days in {found.regimes[0].days}, {found.regimes[0].per_month:.2f} a month")
    says(
        f"gave {quarter.mean:.1f} for the next 90 days (80 % range {quarter.low:g} to {quarter.high:g}), and {came[0]}"
    )
    says(f"and {year.mean:.1f} for the next year ({year.low:g} to {year.high:g}), and {came[1]} came.")


def test_the_contrasts_are_as_told(window: WindowResult) -> None:
    found = {c.beside: c for c in rate(window, "provocations").contrasts}
    drills, sanctions, contact = found["large_exercise"], found["wide_sanctions"], found["in contact"]
    counts = [
        [f"{c.inside} in {c.inside_days:,}", f"{c.outside} in {c.outside_days:,}"] for c in (drills, sanctions, contact)
    ]
    told = rows("beside")

    assert [[cell.removesuffix(" days") for cell in row[1:3]] for row in told] == counts
    assert told[0][3] == f"{ratio(drills)}; by shifting events *p* {drills.p:.3f}"
    assert told[1][3] == ratio(sanctions)
    assert contact.ratio is None


def ratio(found: Contrast) -> str:
    assert found.ratio is not None
    assert found.low is not None
    assert found.high is not None
    return ranged(found.ratio, found.low, found.high, 1)


def test_how_often_governments_decide(window: WindowResult) -> None:
    usa, prk, kor = (rate(window, f"{actor}_decides").regimes[0] for actor in ("usa", "prk", "kor"))
    often = f"{usa.per_month:.2f} a month ({usa.low:.2f} to {usa.high:.2f})"
    says(f"Washington's levels change on {usa.count} days in the four years, {often}")
    says(f"Pyongyang's on {prk.count}, {ranged(prk.per_month, prk.low, prk.high)}")
    assert kor.count == 1
    says(f"contradict each other (*p* {rate(window, 'kor_decides').combined.agree:.2f})")
    stated = [rate(window, f"{actor}_decides").stated for actor in ("usa", "prk")]
    assert [line.split(" ", 2)[2] for line in stated] == ["0.33 per month"] * 2


def test_the_table_of_formulations(signals: SignalsResult) -> None:
    statements = read([api.find("korea-2017").with_name("signals.csv")]).statements
    told = rows("statement")
    which = [row[0].split(",")[0] for row in told]
    scores = {f.id: f.scores for f in signals.formulations}
    for row, line in zip(told, comparison_table(statements, which=which), strict=True):
        assert row[0] == f"{line.ids[0]}, {date(line.days[0])}"
        assert row[1:4] == [line.formulation, line.conditioned, line.would]
        assert row[4] == (line.asks if line.ids[0] != "S07" else "(five items)")
        found = scores[line.ids[0]]
        assert row[5:] == [f"{x:.2f}" for x in (found.authority, found.specificity, found.reciprocity)]
    kim = next(f for f in signals.formulations if f.id == "S19")
    assert "on the negotiating table" in kim.first


def test_words_and_deeds(signals: SignalsResult) -> None:
    before = {(d.announcement, d.actor): d for d in api.signals("korea-2017").say_do}
    assert [said.days for said in before["icbm", "prk"].said] == [184]
    assert [said.verdict for said in before["sanctions", "usa"].said] == ["not done", "open"]
    meetings = next(d for d in signals.say_do if (d.announcement, d.actor) == ("meetings", "usa"))
    assert (meetings.done, meetings.not_done) == (4, 0)
    assert max(said.days or 0 for said in meetings.said) == 40


def test_the_pledges_are_as_told(monitor: MonitorResult) -> None:
    for row, clause in zip(rows("pledge"), monitor.clauses, strict=True):
        last = clause.spans[-1]
        assert row[2:4] == [last.verdict, date(last.since)]
        assert row[4].startswith(str(last.event))
    assert monitor.counts["broken"] == 0


# ---------------------------------------------------------------- the back-test, in minutes


@pytest.fixture(scope="module")
def months() -> BacktestResult:
    return api.backtest("korea-2017", policies=False)


def near(told: str, share: float, points: float) -> bool:
    """Tell whether a share is what a cell such as `<1 %` or `38 %` says, to within some points."""
    return abs(float(told.strip("<% ")) - 100 * share) <= points


@pytest.mark.slow
def test_what_it_would_have_said_in_july_2017(months: BacktestResult) -> None:
    year = {f.name: f for f in months.forecasts if (f.made, f.horizon) == ("2017-07-10", 12)}
    for name, *chances, came in rows("outcome"):
        forecast = year[name]
        assert forecast.came is (came == "yes")
        for cell, chance in zip(chances, (forecast.chance, forecast.base_rate, forecast.persistence), strict=True):
            assert near(cell, chance, 1)


@pytest.mark.slow
def test_what_it_would_have_said_of_policies() -> None:
    found = api.backtest("korea-2017", since="2017-07-01", until="2017-07-31", horizons=[12]).then[0]
    policies = {p.policy.replace("_", " "): p for p in found.policies}
    told = rows("policy")
    assert len(told) == 6
    for name, seek, avoid in told:
        assert near(seek, policies[name].seek, 2)
        assert near(avoid, policies[name].avoid, 2)
    assert found.best == "end_of_exercises_for_moratorium"


@pytest.mark.slow
def test_the_scores_are_as_told(months: BacktestResult) -> None:
    by = {f"{s.name}, {s.horizon} months": s for s in months.scores}
    for name, *cells in rows("Brier score of"):
        score = by[name]
        assert cells[:3] == [str(score.forecasts), str(score.came), str(score.independent)]
        briers = (score.brier, score.brier_base, score.brier_persistence)
        assert [float(cell) for cell in cells[3:]] == pytest.approx(briers, abs=0.01)
    for name, *cells in rows("log score of"):
        score = by[name]
        assert [float(cell) for cell in cells] == pytest.approx(
            (score.log, score.log_base, score.log_persistence), abs=0.02
        )
    totals = [s for s in months.scores if s.target == "all"]
    assert max(s.independent for s in totals) == 3
    assert all(s.brier > max(s.brier_base, s.brier_persistence) and s.low < 0 < s.high for s in totals)
    assert (months.changes, months.hindsight.rules, len(months.hindsight.undated)) == (3, 14, 31)


@pytest.mark.slow
def test_where_it_does_worse(months: BacktestResult) -> None:
    said = {(f.target, f.horizon, f.made): f.chance for f in months.forecasts}
    standoff = [chance for (target, horizon, _), chance in said.items() if (target, horizon) == ("armed_standoff", 12)]
    assert (min(standoff), max(standoff)) == pytest.approx((0.30, 0.62), abs=0.02)
    assert said["lull", 3, "2018-02-10"] == pytest.approx(0.01, abs=0.01)
    assert said["race", 3, "2019-04-10"] == pytest.approx(0.30, abs=0.02)
    assert said["interim", 3, "2018-05-10"] == pytest.approx(0.10, abs=0.03)
    provocations = [said["provocation", 3, day] for day in ("2017-12-10", "2018-08-10", "2019-04-10")]
    assert provocations == pytest.approx([0.99, 0.71, 0.11], abs=0.005)
    least, fourth = months.calibration[0], months.calibration[3]
    assert (least.forecasts, fourth.forecasts, fourth.came) == (340, 17, 0)
