"""Asking for commitments: the function, the command, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.cli import main
from record.monitoring.strait import CASE, HEADER, written

ROWS = "a,2030-01-03,ISL,MAI,pledge,,2030-01-03\nb,2030-01-06,ISL,MAI,launch,,2030-01-06\n"


def code_of(file: Path, **options: object) -> str:
    with pytest.raises(CaseError) as caught:
        api.monitor(file, **options)  # type: ignore[arg-type]
    return caught.value.mistakes[0].code


def test_the_last_day_is_that_of_the_record_unless_told_otherwise(tmp_path: Path) -> None:
    file = written(tmp_path, ROWS)

    assert api.monitor(file).until == "2030-01-06"
    assert api.monitor(file, as_of="2030-01-05").counts["broken"] == 0
    assert api.monitor(file, as_of="2030-01-31").counts == {
        "not yet": 0, "open": 1, "disputed": 0, "kept": 0, "broken": 2, "released": 1
    }  # fmt: skip


def test_more_events_are_read_beside_those_of_the_case(tmp_path: Path) -> None:
    file = written(tmp_path, ROWS)
    more = tmp_path / "more.csv"
    more.write_text(f"{HEADER}\nb,2030-01-06,ISL,MAI,launch,,2030-01-06\nc,2030-01-08,MAI,ISL,visit,,2030-01-08\n")

    found = api.monitor(file, events=[more])

    assert (found.until, found.provenance.events, found.provenance.merged) == ("2030-01-08", 3, 1)
    assert found.provenance.files == ("events.csv", str(more))
    assert {one.commitment: one.verdict for one in found.clauses} == {
        "halt": "broken", "calm": "released", "talks": "kept", "few": "kept"
    }  # fmt: skip
    assert code_of(file, events=[tmp_path / "events.csv"]) == "E006"
    assert code_of(file, events=[tmp_path / "none.csv"]) == "E001"


def test_a_record_that_ends_by_the_case_goes_on_with_more_events(tmp_path: Path) -> None:
    file = written(tmp_path, ROWS, CASE.replace("since: 2030-01-01", "since: 2030-01-01\n  until: 2030-01-06"))
    more = tmp_path / "more.csv"
    more.write_text(f"{HEADER}\nc,2030-01-08,MAI,ISL,visit,,2030-01-08\n")

    assert code_of(file, as_of="2030-01-08") == "E102"
    assert api.monitor(file, as_of="2030-01-08", events=[more]).until == "2030-01-08"


def test_cases_that_cannot_be_watched_are_refused(tmp_path: Path) -> None:
    bare = CASE[: CASE.index("record:")]
    for name, text, code in (
        ("silent", CASE[: CASE.index("commitments:")], "E113"),
        ("recordless", bare, "E101"),
        ("timeless", CASE.replace("as_of: 2030-01-03\n", ""), "E114"),
        ("over", CASE.replace("lasts: 20 days", "lasts: 20 days\n    starts: 2029-12-01"), "E114"),
        ("done", CASE.replace("starts_on: pledge", "starts: 2029-12-01"), "E114"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        assert code_of(written(folder, ROWS, text)) == code, name
    assert code_of(written(tmp_path, ROWS), as_of="2029-12-31") == "E102"


def test_the_command_prints_what_the_function_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, ROWS)

    assert main(["monitor", str(file), "--as-of", "2030-01-06", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == api.monitor(file, as_of="2030-01-06").to_dict()
    assert main(["monitor", str(file)]) == 0
    assert "6 January 2030: launch, the first of kind launch" in " ".join(capsys.readouterr().out.split())


def test_the_record_of_korea_decides_its_commitments() -> None:
    found = {one.commitment: one for one in api.monitor("korea-2017", as_of="2019-12-31").clauses}

    halt = found["no_nuclear_or_icbm_tests"]
    assert [(span.verdict, span.since, span.event) for span in halt.spans] == [
        ("not yet", "2016-01-01", None),
        ("open", "2018-04-21", None),
        ("disputed", "2019-05-04", "K260"),
    ]
    assert (found["remains_returned"].verdict, found["remains_returned"].spans[-1].since) == ("kept", "2018-07-27")
