"""No event is known before it happened: a table that says so is refused, a machine's date is moved."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from offramp import api
from offramp.record.events.event import Event
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.reading import read
from offramp.record.events.rows import rows
from record.store.inventing import gdelt

HEAD = "id,date,date_precision,actor,category,known_on\n"


@pytest.mark.parametrize(
    ("date", "precision", "known", "kept"),
    [
        ("2020-05-20", "", "2020-05-19", False),
        ("2020-05-20", "", "2020-01-01", False),
        ("2020-05-20", "", "2020-05-20", True),
        ("2020-05-20", "", "2020-05-21", True),
        ("2020-05-20", "month", "2020-05-01", True),
        ("2020-05-20", "month", "2020-04-30", False),
        ("2020-05", "", "2020-05-01", True),
        ("2020-05", "", "2020-04-30", False),
        ("2020", "", "2020-01-01", True),
        ("2020", "", "2019-12-31", False),
        ("2020-05-20", "year", "2020-01-01", True),
        ("2020-05-20", "year", "2019-12-31", False),
    ],
)
def test_an_own_row_known_before_it_happened_is_refused(
    date: str, precision: str, known: str, kept: bool, tmp_path: Path
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{HEAD}a,{date},{precision},A,x,{known}\n", "utf-8")

    record = read([path])

    assert [event.known_on for event in record.events] == ([datetime.date.fromisoformat(known)] if kept else [])
    assert len(record.refused) == (not kept)
    assert all("an announcement is an event of its own" in row.why and known in row.why for row in record.refused)


def test_nothing_to_come_is_counted_on_a_day(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{HEAD}a,2020-05-20,,A,x,2020-01-01\nb,2020-01-20,,A,x,2020-01-21\n", "utf-8")

    found = api.events(str(path), as_of="2020-02-01")

    assert [event.day for event in found.events] == ["2020-01-20"]


def test_of_a_machine_the_day_it_happened_counts_if_it_is_said_to_be_known_before(tmp_path: Path) -> None:
    found = [row for row in rows(gdelt(tmp_path / "x.tsv", 300, 3), LAYOUTS["gdelt-2"]) if isinstance(row, Event)]

    assert all(event.known_on >= event.day for event in found)
    assert sum(event.known_on == event.day for event in found) > 50


def test_the_other_samples_are_never_known_before() -> None:
    samples = Path(__file__).parent / "samples"
    found = [row for path in sorted(samples.iterdir()) for row in rows(path) if isinstance(row, Event)]

    assert found
    assert all(event.known_on >= event.day for event in found)
