"""The back-test: what it says then uses nothing known later, and what came is told day by day."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.record.standing import levels_by
from offramp.record.states import stays
from offramp.study.backtest import forecasting
from offramp.study.backtest.months import days_of
from offramp.study.backtest.resolving import changes_of, months_later
from offramp.study.results.backtest import BacktestResult

CASE = """\
case: pass
title: Will the pass be opened?
as_of: 2030-07-15
actors:
  hill: {name: Hill}
  dale: {name: Dale}
options:
  hill.gate: {levels: [shut, open]}
  dale.guns: {levels: [away, near]}
  dale.toll: {}
outcomes:
  trade: hill.gate == open and dale.guns == away
  siege: dale.guns == near
  tolled: dale.toll
judge: {seek: trade, avoid: siege}
preferences:
  hill: [dale.guns == away, hill.gate == open iff dale.toll]
  dale:
    - slot: aim
    - not dale.toll
questions:
  dale_aim:
    about: dale
    ask: What does Dale want?
    alternatives:
      trade: {prior: 0.5, aim: [hill.gate == open, dale.guns == away]}
      pass: {prior: 0.5, aim: [dale.guns == near]}
sources: {scouts: {title: Scouts, grade: A1}}
evidence:
  - id: camp
    date: 2030-03-01
    known_on: 2030-03-20
    cite: scouts
    says: A camp is built.
    bears_on: {dale_aim: {trade: 0.2, pass: 0.6}}
policies:
  open_up: {by: hill, sets: {hill.gate: open}}
behaviour: {default: {foresight: {nash: 1}, reconsiders: 0.3 per month}}
record:
  events: events.csv
  since: 2030-01-01
  until: 2031-12-31
  kinds:
    shot: {category: shot, name: a shot}
    opening: {category: opening}
    closing: {category: closing}
  rules:
    - {on: shot, set: {dale.guns: near}, lasts: 40 days}
    - {on: opening, set: {hill.gate: open}}
    - {on: closing, set: {hill.gate: shut}}
  rates: {shots: {of: shot}}
"""
HEADER = "id,date,actor,target,category,summary,known_on\n"
ROWS = [
    "e1,2030-02-10,D,H,shot,A shot,2030-02-10",
    "e2,2030-06-01,H,D,opening,The gate opens,2030-06-20",
    "e3,2030-09-05,D,H,shot,A shot,2030-09-05",
    "e4,2030-11-20,H,D,closing,The gate is shut,2030-11-20",
    "e5,2031-03-02,D,H,shot,A shot,2031-04-01",
    "e6,2031-08-15,H,D,opening,The gate opens,2031-08-15",
]


def case_in(folder: Path, rows: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    (folder / "events.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return folder / "case.yaml"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_in(tmp_path_factory.mktemp("pass"), ROWS)


@pytest.fixture(scope="module")
def result(file: Path) -> BacktestResult:
    return api.backtest(file, horizons=(3, 6))


def days(first: str, last: str) -> list[datetime.date]:
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return [start + datetime.timedelta(days=k) for k in range((end - start).days + 1)]


def test_it_runs_on_the_day_of_the_case_in_every_month(result: BacktestResult) -> None:
    assert [then.day for then in result.then][:2] == ["2030-01-15", "2030-02-15"]
    assert len(result.then) == 24


def test_what_came_is_told_day_by_day(file: Path, result: BacktestResult) -> None:
    """A second program: the outcome of every single day, and whether one of those within the horizon is the target."""
    gate, where = "shut", {}
    for day in days("2030-01-01", "2031-12-31"):
        if day.isoformat() in ("2030-06-01", "2031-08-15"):
            gate = "open"
        if day.isoformat() == "2030-11-20":
            gate = "shut"
        near = any(
            0 <= (day - datetime.date.fromisoformat(d)).days < 40 for d in ("2030-02-10", "2030-09-05", "2031-03-02")
        )
        where[day] = "siege" if near else "trade" if gate == "open" else "none of these"
    for forecast in result.forecasts:
        if forecast.target == "shot":
            continue
        made, due = datetime.date.fromisoformat(forecast.made), datetime.date.fromisoformat(forecast.due)
        assert due == months_later(made, forecast.horizon)
        within = [where.get(made + datetime.timedelta(days=k)) for k in range(1, (due - made).days + 1)]
        expected = None if within[-1] is None else forecast.target in within
        assert forecast.came is expected
        assert forecast.already is (where[made] == forecast.target)


def test_what_is_said_then_uses_nothing_known_later(tmp_path: Path, result: BacktestResult) -> None:
    """With every row that was not known yet taken out of the file, each month says the same."""
    for number, cut in enumerate(("2030-06-15", "2030-07-15", "2031-03-15")):
        rows = [row for row in ROWS if row.rsplit(",", 1)[1] <= cut]
        then = api.backtest(case_in(tmp_path / str(number), rows), since=cut, until=cut, horizons=(3, 6))
        (before,), (whole,) = then.then, [t for t in result.then if t.day == cut]
        assert (before.status_quo, before.posteriors, before.policies) == (
            whole.status_quo, whole.posteriors, whole.policies,
        )  # fmt: skip
        chances = {(f.target, f.horizon): f.chance for f in result.forecasts if f.made == cut}
        assert {(f.target, f.horizon): f.chance for f in then.forecasts} == chances


def test_late_news_waits_for_its_day(result: BacktestResult) -> None:
    gates = {then.day: then.status_quo["hill.gate"] for then in result.then}
    assert (gates["2030-06-15"], gates["2030-07-15"]) == ("shut", "open")
    beliefs = {then.day: then.posteriors["dale_aim"]["pass"] for then in result.then}
    assert beliefs["2030-03-15"] == 0.5
    assert beliefs["2030-04-15"] == pytest.approx(0.75)


def test_the_rate_of_late_is_a_gamma_poisson_count(file: Path, result: BacktestResult) -> None:
    (said,) = [f for f in result.forecasts if (f.target, f.horizon, f.made) == ("shot", 6, "2031-03-15")]
    months = (datetime.date(2031, 3, 15) - datetime.date(2030, 3, 15)).days / (365.25 / 12)
    assert said.chance == pytest.approx(1 - (months / (months + 6)) ** 1.5)  # one known shot in the year before
    rng = np.random.default_rng(1)
    drawn = rng.poisson(rng.gamma(1.5, 1 / months, 400_000) * 6)
    assert said.chance == pytest.approx((drawn > 0).mean(), abs=0.004)


def test_what_to_beat_is_known_by_then(result: BacktestResult) -> None:
    """A second program for base rate and persistence, forecast by forecast."""
    for target, horizon in {(f.target, f.horizon) for f in result.forecasts}:
        own = [f for f in result.forecasts if (f.target, f.horizon) == (target, horizon)]
        for forecast in own:
            before = [f for f in own if f.due <= forecast.made and not f.already and f.came is not None]
            hits = sum(bool(f.came) for f in before)
            start = 0.5 if target == "shot" else 1 / 3
            assert forecast.base_rate == pytest.approx((hits + start) / (len(before) + 1))
            assert 0 < forecast.persistence < 1


def test_scores_are_means_over_what_is_open_and_decided(result: BacktestResult) -> None:
    for score in result.scores:
        own = [
            f
            for f in result.forecasts
            if f.horizon == score.horizon
            and (f.target == score.target or (score.target == "all" and f.target != "shot"))
            and not f.already
            and f.came is not None
            and f.made >= "2031-01-15"
        ]
        assert all(f.scored for f in own)
        assert score.forecasts == len(own)
        assert score.came == sum(bool(f.came) for f in own)
        assert score.brier == pytest.approx(np.mean([(f.chance - bool(f.came)) ** 2 for f in own]))
        assert score.brier_persistence == pytest.approx(np.mean([(f.persistence - bool(f.came)) ** 2 for f in own]))
        assert score.difference == pytest.approx(score.brier - score.brier_base)
    assert sum(b.forecasts for b in result.calibration) == sum(s.forecasts for s in result.scores if s.target == "all")


def test_changes_and_what_followed(file: Path, result: BacktestResult) -> None:
    there = api.opened(file)
    past = stays(there.case, levels_by(there, there.until))
    assert [(s.since.isoformat(), s.outcome) for s in past if s.outcome != "none of these"] == [
        ("2030-02-10", "siege"), ("2030-06-01", "trade"), ("2030-09-05", "siege"), ("2030-10-15", "trade"),
        ("2031-03-02", "siege"), ("2031-08-15", "trade"),
    ]  # fmt: skip
    assert result.changes == changes_of(past) == 9
    followed = {then.day: then.followed for then in result.then}
    assert followed["2030-09-15"] == "trade"
    assert followed["2031-01-15"] == ""


def test_months_over_several_processes_are_the_same(file: Path, result: BacktestResult) -> None:
    spread = api.backtest(file, since="2030-01-01", until="2030-03-31", horizons=(3, 6), workers=2)
    assert spread.then == result.then[:3]


def test_the_mapping_tells_what_was_fixed(file: Path, tmp_path: Path, result: BacktestResult) -> None:
    moved = case_in(tmp_path / "moved", ROWS)
    moved.write_text("# a remark\n" + CASE, encoding="utf-8")
    one = {"since": "2030-01-01", "until": "2030-01-31", "policies": False}
    assert api.backtest(moved, **one).mapping == result.mapping
    moved.write_text(CASE.replace("lasts: 40 days", "lasts: 50 days"), encoding="utf-8")
    assert api.backtest(moved, **one).mapping != result.mapping
    assert result.hindsight.rules == 3
    assert "policy open_up" in result.hindsight.undated


def test_an_impossible_month_is_told_and_left_out(tmp_path: Path) -> None:
    file = case_in(tmp_path / "pass", ROWS)
    file.write_text(
        CASE.replace("outcomes:", "impossible: [hill.gate == open and dale.guns == near]\noutcomes:"), "utf-8"
    )
    found = api.backtest(file, since="2030-09-01", until="2030-11-30", policies=False)
    troubles = {then.day: then.trouble for then in found.then}
    assert troubles["2030-09-15"]
    assert not troubles["2030-11-15"]
    assert {f.made for f in found.forecasts} == {"2030-10-15", "2030-11-15"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"since": "2030-03-01", "until": "2030-03-05"}, "no month"),
        ({"horizons": (0,)}, "not a horizon"),
        ({"horizons": (25,)}, "not a horizon"),
    ],
)
def test_what_cannot_be_scored_is_refused(file: Path, given: dict[str, object], says: str) -> None:
    with pytest.raises(CaseError, match="E117") as raised:
        api.backtest(file, **given)  # type: ignore[arg-type]
    assert says in str(raised.value)


def test_days_of_months_end_with_the_month() -> None:
    assert [d.isoformat() for d in days_of(datetime.date(2030, 1, 31), datetime.date(2030, 4, 1))] == [
        "2030-01-31", "2030-02-28", "2030-03-31",
    ]  # fmt: skip
    assert months_later(datetime.date(2032, 2, 29), -12) == datetime.date(2031, 2, 28)
    assert forecasting.OF_LATE == 12


def test_the_command_writes_a_chronicle(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from offramp.cli import main

    page = tmp_path / "page.html"
    asked = ["backtest", str(file), "--until", "2030-02-28", "--workers", "1", "--json", "-o", str(page)]
    assert main(asked) == 0
    assert json.loads(capsys.readouterr().out)["horizons"] == [3, 6, 12]
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert main([*asked[:-1], str(tmp_path / "no" / "page.html")]) == 2
