"""The counts that are known of the Korean record."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from offramp import api
from offramp.case.recorded import Kind
from offramp.record.events.event import Record
from offramp.record.events.reading import read
from offramp.record.kinds import of_kind

PROVOCATION = Kind("p", "p", actor=("PRK",), category=("missile_test", "nuclear_test", "engine_test"))
TEST = Kind("t", "t", actor=("PRK",), category=("missile_test", "nuclear_test"))

BEFORE = date(2016, 1, 1), date(2017, 11, 29)
HALT = date(2017, 11, 30), date(2019, 5, 3)
AFTER = date(2019, 5, 4), date(2019, 12, 31)


@pytest.fixture(scope="module")
def record() -> Record:
    return read([api.cases()["korea-2017"].parent / "events.csv"])


def test_all_rows_are_events(record: Record) -> None:
    assert (record.rows, len(record.events), record.refused) == (292, 292, ())


@pytest.mark.parametrize(
    ("span", "length", "provocations", "tests"), [(BEFORE, 699, 45, 40), (HALT, 520, 0, 0), (AFTER, 242, 15, 13)]
)
def test_days_of_provocations_by_period(
    record: Record, span: tuple[date, date], length: int, provocations: int, tests: int
) -> None:
    found = of_kind(record.events, {"p": PROVOCATION, "t": TEST})
    since, until = span
    days = {name: len({e.day for e in those if since <= e.day <= until}) for name, those in found.items()}

    assert (until - since).days + 1 == length
    assert days == {"p": provocations, "t": tests}


def test_the_longest_gap_is_that_of_the_halt(record: Record) -> None:
    days = sorted({event.day for event in of_kind(record.events, {"p": PROVOCATION})["p"]})
    gaps = {after: (after - before).days for before, after in pairwise(days)}

    assert max(gaps.items(), key=lambda gap: gap[1]) == (date(2019, 5, 4), 521)


def test_what_was_known_later_is_hidden(record: Record) -> None:
    by_then = record.known_by(date(2017, 7, 10))

    late = [event.id for event in record.events if event.known_on > date(2017, 7, 10) >= event.day]
    assert all(event.known_on <= date(2017, 7, 10) for event in by_then.events)
    assert len(by_then.events) + len(late) == sum(event.day <= date(2017, 7, 10) for event in record.events)
