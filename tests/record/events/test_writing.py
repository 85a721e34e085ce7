"""Events written as a table in offramp's own layout, and read again."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.events.cameo import ROOTS
from offramp.record.events.cells import bared, guarded, printable
from offramp.record.events.event import Event, Record
from offramp.record.events.reading import read
from offramp.record.events.writing import own_table

SAMPLES = Path(__file__).parent / "samples"
BEGINNINGS = st.sampled_from(["", "", "=", "'=", "''-1", "+", "@", "'", "' =", "-", "\x01=", "\t@"])
WORDS = st.builds(str.__add__, BEGINNINGS, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


@st.composite
def drawn(draw: st.DrawFn) -> Event:
    """An event as some reader may have made it."""
    precision = draw(st.sampled_from(["day", "month", "year"]))
    day = draw(DAYS)
    if precision != "day":
        day = day.replace(day=1, month=day.month if precision == "month" else 1)
    score = draw(st.none() | st.floats(-10, 10))
    scale = "" if score is None else draw(st.sampled_from(["goldstein", "plover"]))
    return Event(
        *(
            draw(st.sampled_from(["1", "1", "1#1", "2", " x\ty ", "=1+1", "'=1"])),
            day,
            precision,
            draw(WORDS),
            draw(WORDS),
        ),
        *("consult", draw(WORDS).lower(), draw(st.sampled_from(["", "036", "1312"]))),
        *(draw(st.none() | st.integers(1, 4)), score, scale, draw(WORDS), draw(WORDS), draw(WORDS)),
        day + datetime.timedelta(draw(st.integers(0, 9999))),
        *(draw(st.sampled_from([None, "low", "medium", "high"])), draw(st.integers(1, 3)), "f", 2),
    )


def again(events: Iterable[Event]) -> Record:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.csv")
        path.write_text(own_table(events), "utf-8")
        return read([path])


def plain(event: Event) -> Event:
    """An event without what a table does not keep; where it has no quad class, with that of its code."""
    names = ("actor", "target", "mode", "says", "source", "url")
    spaced = {name: " ".join(printable(getattr(event, name)).split()) for name in names}
    quad = event.quad or (ROOTS[event.code[:2]].quad if event.code else None)
    return replace(event, quad=quad, id="", file="", line=0, rows=1, **{**spaced, "mode": spaced["mode"].lower()})


@given(st.lists(drawn(), max_size=5))
def test_what_is_written_is_read_again(events: list[Event]) -> None:
    record = again(events)

    assert record.refused == ()
    assert [plain(event) for event in record.events] == [
        plain(event) for event in sorted(events, key=lambda event: event.day)
    ]
    assert len({event.id for event in record.events}) == len(events)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_a_file_in_any_layout_becomes_the_record_of_a_case(name: str) -> None:
    record = read([SAMPLES / name])
    second = again(record.events)

    assert second.refused == ()
    assert [plain(event) for event in second.events] == [plain(event) for event in record.events]


@given(st.lists(drawn(), max_size=5))
def test_no_cell_of_text_is_a_formula_to_a_spreadsheet(events: list[Event]) -> None:
    for row in csv.DictReader(io.StringIO(own_table(events), newline="")):
        for name, cell in row.items():
            if name not in ("goldstein", "plover_score"):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(WORDS)
def test_what_is_guarded_is_bared_again(text: str) -> None:
    assert bared(guarded(text)) == text
    assert guarded(text) in (text, f"'{text}")


def test_a_formula_is_guarded_and_a_negative_score_is_not(tmp_path: Path) -> None:
    head = "id,date,actor,category,goldstein,summary\n"
    (tmp_path / "x.csv").write_text(f'{head}a,2030-01-02,=1+1,-x,-9.5,"=HYPERLINK(""http://x"")"\n', "utf-8")
    (event,) = read([tmp_path / "x.csv"]).events
    (row,) = csv.DictReader(io.StringIO(own_table([event])))

    assert (row["actor"], row["category"], row["goldstein"]) == ("'=1+1", "'-x", "-9.5")
    assert row["summary"] == '\'=HYPERLINK("http://x")'
    assert plain(again([event]).events[0]) == plain(event)
    assert event.actor == "=1+1"


def test_an_id_that_stood_already_has_a_number_after_it() -> None:
    event = read([SAMPLES / "icews.tab"]).events[0]
    table = own_table([event, event, replace(event, id="77#2"), event])

    assert [line.split(",")[0] for line in table.splitlines()[1:]] == ["77", "77#2", "77#2#2", "77#3"]
