"""Text of cells: nothing that a terminal or a page obeys comes out of a file, in whatever layout it is."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

import pytest

from offramp.cli import main
from offramp.record.calendar import read_calendar
from offramp.record.events.cells import OBEYED
from offramp.record.events.event import Event
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.rows import rows

SAMPLES = Path(__file__).parent / "samples"
FOUL = "\x1b[31m\u202egnp.\u2066\x07\x9b\x7f"
LAYOUT_OF = {
    "acled.csv": "acled",
    "cns.csv": "cns",
    "csis.csv": "csis",
    "gdelt-1.tsv": "gdelt-1",
    "gdelt-2.tsv": "gdelt-2",
    "gdelt.csv": "gdelt-csv",
    "icews.tab": "icews",
    "negotiations.csv": "csis-negotiations",
    "own.csv": "own",
    "polecat.txt": "polecat",
}


def obeyed(text: str) -> list[str]:
    """Return the characters of a text that a terminal or a page obeys."""
    return [character for character in text if ord(character) in OBEYED]


@pytest.mark.parametrize("name", sorted(LAYOUT_OF))
def test_words_that_hold_them_are_read_without_them(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[LAYOUT_OF[name]]
    head, *lines = (SAMPLES / name).read_text("utf-8", "replace").splitlines(keepends=True)
    plain = tmp_path / "plain" / name
    foul = tmp_path / "foul" / name
    for path, mark in ((plain, "~"), (foul, FOUL)):
        path.parent.mkdir()
        marked = [line.replace("i", f"i{mark}i") for line in lines]  # the letter stands in no date but April
        path.write_text("".join([head, *lines, *marked]), "utf-8")

    expected, found = (list(rows(path, layout)) for path in (plain, foul))

    read = [row for row in found if isinstance(row, Event)]
    assert len(found) == len(expected)
    assert len(read) == sum(isinstance(row, Event) for row in expected)
    assert not any(obeyed(str(value)) for event in read for value in astuple(event))
    assert not any(obeyed(row.why) for row in found if not isinstance(row, Event))
    assert any(" [31m gnp.    " in str(value) for event in read for value in astuple(event))


def test_what_json_escapes_is_read_without_them(tmp_path: Path) -> None:
    record = {"id": f"x{FOUL}y", "date": "2030-01-02", "event_type": "CONSULT", "event_text": f"They met.{FOUL}!"}
    record |= {"source": [{"code": f"US{FOUL}A"}], "target": [], "event_mode": f"a{FOUL}b"}
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(record) + "\n" + json.dumps(record | {"event_type": FOUL}), "utf-8")

    event, refused = rows(path, LAYOUTS["plover-json"])

    assert not any(obeyed(str(value)) for value in astuple(event))
    assert event.says == "They met. [31m gnp.    !"
    assert not obeyed(refused.why)


def test_line_feeds_and_tabs_stay(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text('date,actor,category,summary\n2030-01-02,A,x,"one\ttwo\nthree\x08"\n', "utf-8")

    (event,) = rows(path)

    assert event.says == "one\ttwo\nthree"


def test_a_calendar_is_read_without_them(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    foul = f"{FOUL}\x0b\x1e\x85"
    path.write_text(f"id,name,kind,start,known_on,note\na{foul}b,N{foul}n,k,2030-01-02,2029-01-01,x{foul}y\n"
                    f"b,B,k,soon{foul}er,2029-01-01,\n", "utf-8")  # fmt: skip

    found = read_calendar(path)

    (planned,) = found.planned
    assert not any(obeyed(str(value)) for value in astuple(planned.entry))
    assert planned.entry.note.startswith("x [31m gnp.")
    assert planned.entry.note.endswith("y")
    (refused,) = found.refused
    assert refused.line == 3
    assert not obeyed(refused.why)


def test_no_command_prints_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, store = str(tmp_path / "events.csv"), str(tmp_path / "feed.duckdb")
    head = f"date,actor,category,summary,more{FOUL}\n"
    Path(path).write_text(f"{head}2030-01-02,A{FOUL}a,x{FOUL}y,{FOUL},\n2030-{FOUL},A{FOUL}a,x,,\n", "utf-8")

    for command in (
        ["events", path],
        ["events", path, "--refused"],
        ["feed", "read", path, "--store", store],
        ["feed", "count", "--store", store, "--by", "actor,category"],
        ["feed", "refused", "--store", store],
    ):
        assert main(command) == 0
        printed = capsys.readouterr()
        assert printed.out
        assert not obeyed(printed.out + printed.err)
    Path(path).write_text(f"date{FOUL},actor,category,sumary{FOUL}\n", "utf-8")
    assert main(["events", path, "--layout", "own"]) == 2
    assert not obeyed(capsys.readouterr().err)
