"""What is being said, from a case and from a file, as of a day; and the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.cli import main
from offramp.study.results.signals import SignalsResult
from record.signals.making import KOREA, ROW, table


@pytest.fixture(scope="module")
def july() -> SignalsResult:
    return api.signals("korea-2017", as_of="2017-07-10")


def test_nothing_known_later_is_used(july: SignalsResult) -> None:
    assert [f.id for f in july.formulations] == [f"S{n:02}" for n in range(1, 22)]
    assert july.hidden == 58 - 21
    assert all(f.day <= "2017-07-10" for f in july.formulations)
    assert all(change.day <= "2017-07-10" for change in july.changes)
    assert all(said.act_day is None or said.act_day <= "2017-07-10" for s in july.say_do for said in s.said)


def test_what_was_told_before_is_told_the_same_later(july: SignalsResult) -> None:
    later = {f.id: f for f in api.signals("korea-2017", as_of="2019-12-31").formulations}

    assert [later[f.id] == f for f in july.formulations] == [True] * len(july.formulations)
    assert "S43" not in {f.id for f in api.signals("korea-2017", as_of="2018-05-23").formulations}
    assert "S43" in later


def test_the_forecast_of_january_was_followed_by_the_test_of_july(july: SignalsResult) -> None:
    (found,) = [s for s in july.say_do if s.announcement == "icbm"]

    assert (found.actor, found.done, found.not_done, found.still_open) == ("prk", 1, 0, 0)
    assert (found.said[0].day, found.said[0].act_day) == ("2017-01-01", "2017-07-04")
    assert found.by_chance is not None
    assert found.share == 1.0


def test_loud_events_stop_with_the_halt() -> None:
    found = api.signals("korea-2017", as_of="2019-12-31")

    loud = [change for change in found.changes if change.of == "days with loud events"]
    assert loud
    assert all(beat.during_loud <= beat.count for beat in found.drumbeats)
    assert any(beat.during_loud for beat in found.drumbeats)


def test_one_actor_by_code_and_by_name(july: SignalsResult) -> None:
    by_code, by_name = (api.signals("korea-2017", as_of="2017-07-10", actor=name) for name in ("PRK", "prk"))

    assert by_code.formulations == by_name.formulations
    assert by_code.formulations == tuple(f for f in july.formulations if f.actor == "PRK")
    assert {s.actor for s in by_code.say_do} <= {"prk"}


def test_a_file_by_itself() -> None:
    found = api.signals(KOREA)

    assert len(found.formulations) == 58
    assert (found.hidden, found.say_do, found.provenance.as_of) == (0, (), "2020-01-01")
    assert found.provenance.case == ""
    assert json.loads(found.to_json())["provenance"]["files"] == ["signals.csv"]


def test_a_span_too_long_for_changes_is_told_without_them(tmp_path: Path) -> None:
    rows = [{**ROW, "id": f"s{n}", "date": f"{year}-01-01"} for n, year in enumerate(range(1850, 2040, 10))]

    found = api.signals(table(tmp_path / "s.csv", *rows))

    assert found.changes == ()
    assert found.drumbeats[0].count == len(rows)


def test_refused_rows_are_told_by_line_and_reason(tmp_path: Path) -> None:
    found = api.signals(table(tmp_path / "s.csv", ROW, {**ROW, "id": "b", "date": "x"}))

    assert found.refused == ('s.csv, line 3: date "x" is not a day; write it as 2017-07-05',)
    assert (found.provenance.rows, found.provenance.refused) == (2, 1)


@pytest.mark.parametrize(("given", "code"), [({"actor": "nobody"}, "E021"), ({"as_of": "soon"}, "E035")])
def test_what_cannot_be_asked_is_a_mistake(given: dict[str, str], code: str) -> None:
    for subject in (KOREA, "korea-2017"):
        with pytest.raises(CaseError) as caught:
            api.signals(subject, **given)
        assert caught.value.mistakes[0].code == code


def test_a_file_without_statements_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        api.signals(table(tmp_path / "s.csv", {**ROW, "date": "x"}))

    assert caught.value.mistakes[0].code == "E107"
    assert "line 2" in caught.value.mistakes[0].hint


def test_the_command_prints_a_case_and_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signals", str(KOREA), "--as-of", "2017-07-10", "--actor", "PRK"]) == 0
    assert "S19" in capsys.readouterr().out
    assert main(["signals", "korea-2017", "--as-of", "2017-07-10", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["formulations"]) == 21


def test_the_command_finds_sentences_and_keeps_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.txt"
    path.write_text("Unless you stop, we go. We are ready to talk. It rained.", encoding="utf-8")
    to = tmp_path / "s.csv"

    assert main(["sentences", str(path), "--accept", "1,2", "--json"]) == 0
    assert [s["accepted"] for s in json.loads(capsys.readouterr().out)["found"]] == [True, True]
    assert (
        main(["sentences", str(path), "--reject", "1", "--to", str(to), "--actor", "ost", "--date", "2031-01-01"]) == 0
    )
    assert "We are ready to talk" in capsys.readouterr().out
    assert to.read_text("utf-8").count("\n") == 2
    assert main(["sentences", str(path), "--accept", "x"]) == 2
    assert "E012" in capsys.readouterr().err
    assert main(["sentences", str(path), "--accept", "3"]) == 2
    assert "E109" in capsys.readouterr().err
