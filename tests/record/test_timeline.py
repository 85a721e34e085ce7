"""The timeline: levels and states over time, where we are, and the commands that look at another day."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from offramp import api
from offramp.beliefs.updating import posterior
from offramp.cli import main
from offramp.record.dating import as_of
from offramp.study.results.recording import Coming
from record.standoff import CASE, standoff


@pytest.fixture(name="path")
def fixture_path(tmp_path: Path) -> Path:
    return standoff(tmp_path)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main([*arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_every_level_has_its_rule_and_event(path: Path) -> None:
    found = api.timeline(path)
    told = [
        (s.level, s.since, s.until, s.known_on, s.rule, s.event) for s in found.levels if s.variable == "isle.tests"
    ]

    assert told == [
        ("active", "2020-01-01", "2020-04-08", "2020-01-01", "the start", None),
        ("halted", "2020-04-09", "2020-05-19", "2020-04-09", "rule 2, `no launch for 90 days`", "e1"),
        ("active", "2020-05-20", "2020-06-01", "2020-05-20", "rule 1, `launch`", "e3"),
    ]
    flight = next(s for s in found.levels if s.event == "e2")
    assert (flight.level, flight.since, flight.known_on) == ("many", "2020-02-01", "2020-02-20")
    assert flight.says == "Bombers fly along the strait."


def test_states_follow_one_another_and_are_those_of_each_day(path: Path) -> None:
    found = api.timeline(path, as_of="2020-05-31")
    there = api.opened(path)

    assert found.states[0].since == "2020-01-01"
    assert found.states[-1].until == "2020-05-31"
    for before, after in zip(found.states, found.states[1:], strict=False):
        assert datetime.date.fromisoformat(after.since) - datetime.date.fromisoformat(
            before.until
        ) == datetime.timedelta(1)
        assert before.levels != after.levels
    assert [(s.since, s.outcome) for s in found.states if s.outcome != "none of these"] == []
    assert found.status_quo == found.states[-1].levels
    now = as_of(there, datetime.date(2020, 5, 31))
    assert [v.levels[n] for v, n in zip(now.variables, now.status_quo or (), strict=True)] == list(
        found.status_quo.values()
    )


def test_the_outcome_is_the_first_that_matches(tmp_path: Path) -> None:
    text = CASE.replace("status_quo: {main.patrols: some}\n", "").replace("  start: {main.patrols: some}\n", "")
    found = api.timeline(standoff(tmp_path, case=text), as_of="2020-05-01")

    assert [(s.since, s.outcome) for s in found.states if s.outcome == "calm"] == [("2020-04-09", "calm")]


def test_an_impossible_state_is_told_and_not_refused(path: Path) -> None:
    found = api.timeline(path, as_of="2020-11-25")

    assert [(s.since, s.outcome) for s in found.states if not s.possible] == [("2020-11-20", "war")]


def test_the_stated_status_quo_is_compared_on_the_day_of_the_file_alone(tmp_path: Path) -> None:
    text = CASE.replace("status_quo: {main.patrols: some}", "status_quo: {isle.tests: halted}")
    path = standoff(tmp_path, case=text)
    found = api.timeline(path)

    assert found.differs == ("main.patrols", "isle.tests")
    assert found.stated is not None
    assert (found.stated["isle.tests"], found.status_quo["isle.tests"]) == ("halted", "active")
    other = api.timeline(path, as_of="2020-05-31")
    assert (other.stated, other.differs) == (None, ())


def test_beliefs_are_those_of_the_day(path: Path) -> None:
    found = api.timeline(path, as_of="2020-03-10")
    case = as_of(api.opened(path), datetime.date(2020, 3, 10))

    assert list(found.posteriors["isle_aim"]) == ["trade", "stall"]
    assert list(found.posteriors["isle_aim"].values()) == pytest.approx(list(posterior(case, case.questions[0])))
    assert (found.evidence, found.hidden) == (("undated",), ("letter", "later"))


def test_kinds_and_the_calendar_are_told_as_known(path: Path) -> None:
    found = api.timeline(path)
    launch = found.kinds[0]

    assert (launch.kind, launch.events, launch.days, launch.first, launch.last, launch.longest_gap) == (
        *("launch", 2, 2, "2020-01-10", "2020-05-20"),
        131,
    )
    assert found.coming == (
        Coming("day-2020", "Founding day", "anniversary", "2020-06-20", "2020-06-20", 19),
        Coming("summer", "Summer drill", "drill", "2020-08-10", "2020-08-20", 70),
        Coming("autumn", "Autumn drill", "drill", "2020-10-05", "2020-10-09", 126),
    )
    assert api.timeline(path, as_of="2020-02-10").kinds[1].events == 0


def test_it_says_where_it_comes_from(path: Path) -> None:
    found = api.timeline(path).provenance

    assert (found.as_of, found.files, found.events, found.rows) == ("2020-06-01", ("events.csv", "calendar.csv"), 3, 4)
    assert (found.merged, found.refused) == (0, 0)
    before = found.record
    (path.parent / "calendar.csv").write_text("name,kind,start\n", encoding="utf-8")
    assert api.timeline(path).provenance.record != before


def test_korea_comes_where_its_case_says() -> None:
    found = api.timeline("korea-2017")

    assert found.differs == ()
    assert found.stated == found.status_quo
    assert {s.outcome for s in found.states} == {"race"}
    later = api.timeline("korea-2017", as_of="2018-06-30")
    assert (later.status_quo["prk.testing"], later.status_quo["usa.exercises"]) == ("moratorium", "scaled_back")


# ---------------------------------------------------------------- the commands


COMMANDS = (
    ["states"],
    ["stable"],
    ["why"],
    ["holds"],
    ["policies"],
    ["paths"],
    ["misread"],
    ["evidence"],
    ["robust"],
    ["hinges"],
    ["ask"],
    ["certain"],
    ["rates"],
    ["sobol", "--base", "2"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_that_opens_a_case_takes_a_day_and_says_it(
    command: list[str], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, command[0], str(path), *command[1:], "--as-of", "2020-05-31")
    source = found.get("provenance", found)

    assert isinstance(source, dict)
    assert source["as_of"] == "2020-05-31"


def test_deals_of_another_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = standoff(tmp_path, case=CASE + "deals: {between: [main, isle], reach: calm}\n")
    found = printed(capsys, "deals", str(path), "--as-of", "2020-05-10")
    source = found["provenance"]

    assert isinstance(source, dict)
    assert source["as_of"] == "2020-05-10"


def test_the_timeline_is_printed_and_given_as_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        printed(capsys, "timeline", str(path), "--as-of", "2020-05-31")
        == api.timeline(path, as_of="2020-05-31").to_dict()
    )
    assert main(["timeline", str(path)]) == 0
    assert "2020-06-01" in capsys.readouterr().out


def test_text_says_the_day(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["states", str(path), "--as-of", "2020-05-31"]) == 0
    assert "As of 2020-05-31." in capsys.readouterr().out
    assert main(["check", str(path), "--as-of", "2020-05-31"]) == 0
    assert "strait as of 2020-05-31" in capsys.readouterr().out


@pytest.mark.parametrize("command", [*COMMANDS, ["timeline"], ["check"], ["report"]], ids=lambda command: command[0])
def test_without_a_record_a_day_is_refused(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "border.yaml"
    path.write_text(api.starter("border"), encoding="utf-8")

    assert main([command[0], str(path), "--as-of", "2026-01-01", "--json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["errors"]
    assert found["code"] == "E101"


def test_what_is_no_day_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["states", str(path), "--as-of", "2020-13-01"]) == 2
    assert "is not a date" in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_result_of_another_day_is_checked_on_that_day(path: Path, tmp_path: Path) -> None:
    there = api.ensemble(path, as_of="2020-05-10")
    result = api.why(there)
    file = tmp_path / "why.json"
    file.write_text(result.to_json(), encoding="utf-8")

    assert api.verify(file).verified
    refused = api.verify(result.to_dict(), api.load(path))
    assert refused.refused == ("the result is about another day, 2020-05-10",)


def test_a_run_folder_of_another_day_is_another_study(path: Path, tmp_path: Path) -> None:
    from offramp.case import CaseError

    folder = tmp_path / "run"
    api.survey(path, run=folder)
    api.survey(path, run=folder)
    with pytest.raises(CaseError, match="E071"):
        api.survey(api.load(path, as_of="2020-05-10"), run=folder)
