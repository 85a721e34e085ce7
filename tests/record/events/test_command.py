"""`offramp events`: on a case, on files, and writing a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offramp import api
from offramp.case import CaseError
from offramp.cli import main

SAMPLES = Path(__file__).parent / "samples"


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main(["events", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def mistake(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main(["events", *map(str, arguments), "--json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["errors"]
    return found


def test_a_case_is_counted_by_its_kinds() -> None:
    found = api.events("korea-2017")

    assert (found.since, found.until, found.provenance.as_of) == ("2016-01-01", "2019-12-31", "2019-12-31")
    assert len(found.events) == found.provenance.events == found.provenance.rows == 292
    assert sum(found.actors.values()) == 292
    assert min(found.months) == "2016-01"
    assert len(found.months) == 48
    for kind in found.kinds:
        lines = [event for event in found.events if kind.kind in event.kinds]
        assert kind.events == len(lines)
        days = {event.day for event in lines}
        assert kind.days == len(days) == sum(month[kind.kind] for month in found.months.values())


def test_a_day_hides_what_was_known_later_and_what_came_after() -> None:
    found = api.events("korea-2017", as_of="2017-07-10")

    assert found.until == "2017-07-10"
    assert found.events
    assert all(event.known_on <= "2017-07-10" and event.day <= "2017-07-10" for event in found.events)


@pytest.mark.parametrize("name", ["nuclear_test", "provocation", "large_drill"])
def test_a_kind_alone_can_be_asked_for(capsys: pytest.CaptureFixture[str], name: str) -> None:
    found = run_json(capsys, "korea-2017", "--kind", name)

    assert [kind["kind"] for kind in found["kinds"]] == [name]
    assert found["kinds"][0]["events"] == len(found["events"])
    assert all(event["kinds"] == [name] for event in found["events"])


def test_a_file_is_counted_without_kinds_and_says_what_became_of_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    found = run_json(capsys, SAMPLES / "icews.tab")

    where = {key: found["provenance"][key] for key in ("case", "rows", "events", "merged", "refused")}
    assert where == {"case": "icews.tab", "rows": 8, "events": 6, "merged": 1, "refused": 1}
    assert found["kinds"] == []
    assert found["actors"] == {"Ostmark > Vesland": 3, "Vesland > Ostmark": 2, "Café Députés > Vesland": 1}
    assert found["refused"][0]["line"] == 9


def test_refused_rows_alone_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["line"] for row in run_json(capsys, SAMPLES / "own.csv", "--refused")["refused"]][:2] == [6, 9]

    assert main(["events", str(SAMPLES / "own.csv"), "--refused"]) == 0
    out = capsys.readouterr().out
    assert "own.csv:9" in out
    assert "10 of 17 rows could not be read" in out


def test_the_page_shows_counts_and_rows_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", str(SAMPLES / "icews.tab")]) == 0
    out = capsys.readouterr().out

    assert "2031-02-30" in out
    assert "Ostmark" in out


@pytest.mark.parametrize("name", ["icews.tab", "gdelt-2.tsv", "polecat.txt", "acled.csv", "plover.jsonl"])
def test_a_foreign_file_becomes_a_table_for_a_case(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "events.csv"
    told = run_json(capsys, SAMPLES / name, "--to", target)
    first, second = api.events(SAMPLES / name), api.events(target)

    assert told["events"] == len(first.events) == len(second.events)
    assert second.refused == ()
    keys = ("day", "known_on", "actor", "target", "category", "source", "confidence")
    assert [[getattr(e, key) for key in keys] for e in first.events] == [
        [getattr(e, key) for key in keys] for e in second.events
    ]


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "events.csv"
    target.write_text("mine", "utf-8")

    assert mistake(capsys, SAMPLES / "icews.tab", "--to", target)["code"] == "E094"
    assert target.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("none-such",), "E001"),
        ((SAMPLES / "none.csv", "--layout", "own"), "E001"),
        ((SAMPLES / "icews.tab", "--layout", "icew"), "E090"),
        ((SAMPLES / "icews.tab", "--layout", "acled"), "E092"),
        ((SAMPLES / "icews.tab", "--as-of", "2030-01-01"), "E102"),
        ((SAMPLES / "icews.tab", "--kind", "test"), "E021"),
        (("korea-2017", "--kind", "no_such_kind"), "E021"),
        (("korea-2017", "--as-of", "2015-01-01"), "E102"),
        (("ugli", "--as-of", "2015-01-01"), "E001"),
    ],
)
def test_a_mistake_has_its_code(arguments: tuple[object, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert mistake(capsys, *arguments)["code"] == code


def test_a_file_of_which_no_row_can_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,actor,target,category\nT1,1 March,OST,VES,visit\n", "utf-8")

    with pytest.raises(CaseError, match='line 2: "1 March" is not a date') as error:
        api.events(path)

    assert [found.code for found in error.value.mistakes] == ["E100"]


def test_events_gathered_once_are_counted_and_written() -> None:
    there = api.gathered(SAMPLES / "gdelt-2.tsv")

    assert len(api.events(there).events) == len(api.events_table(there).splitlines()) - 1
