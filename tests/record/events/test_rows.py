"""Whatever stands in a file, every row of it ends as an event, merged into one, or refused."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.case import CaseError
from offramp.record.events.cutting import by_tabs
from offramp.record.events.event import Event, Refused
from offramp.record.events.layout import Layout
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.making import make
from offramp.record.events.reading import read
from offramp.record.events.rows import rows

T = TypeVar("T")
SAMPLES = Path(__file__).parent / "samples"
BYTES = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
LINES = [line for data in BYTES for line in data.splitlines(keepends=True) if not data.startswith(b"PK")]
MIXED = st.lists(
    st.one_of(
        st.sampled_from(LINES),
        st.binary(max_size=20),
        st.sampled_from([b'"', b",", b"\t", b"\n", b"\r\n", b"\0", b"{", b"}", b"[", b"\xff", b"PK\x03\x04"]),
    ),
    max_size=12,
).map(b"".join)
LAYOUT = st.sampled_from(sorted(LAYOUTS.values(), key=lambda layout: layout.name))


@contextmanager
def stored(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events")
        path.write_bytes(data)
        yield path


def tried(read_it: Callable[[], T]) -> tuple[T | None, set[str]]:
    """Return what was read, or None and the codes of the mistakes that were found instead."""
    try:
        return read_it(), set()
    except CaseError as error:
        return None, {mistake.code for mistake in error.mistakes}


@given(MIXED, LAYOUT)
def test_no_bytes_raise_and_lines_are_those_of_the_file(data: bytes, layout: Layout) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    with stored(data) as path:
        found = list(rows(path, layout))

    numbers = [row.line for row in found]
    physical = data.split(b"\n")
    assert numbers == sorted(numbers)
    assert all(isinstance(row, Event | Refused) for row in found)
    assert all(1 <= number <= len(physical) for number in numbers)
    for row in found:
        if isinstance(row, Refused) and physical[row.line - 1].isascii() and layout.cut is by_tabs:
            text = physical[row.line - 1].decode().rstrip("\r")
            assert row.row == text[:2000]


@given(MIXED)
def test_bytes_without_a_layout_raise_nothing_but_a_mistake(data: bytes) -> None:
    with stored(data) as path:
        found, codes = tried(lambda: list(rows(path)))

    assert codes <= {"E090", "E093"}
    assert all(isinstance(row, Event | Refused) for row in found or ())


@given(MIXED, LAYOUT)
def test_rows_are_events_and_merged_rows_and_refused_rows(data: bytes, layout: Layout) -> None:
    with stored(data) as path:
        record, codes = tried(lambda: read([path], layout=layout))
        each = list(rows(path, layout)) if record is not None else []

    assert codes <= {"E092", "E093"}
    if record is None:
        return
    assert record.rows == len(each) == sum(event.rows for event in record.events) + len(record.refused)
    assert list(record.events) == sorted(record.events, key=lambda event: (event.day, event.line))


@given(MIXED, st.sampled_from([layout for layout in LAYOUTS.values() if layout.cut is by_tabs]))
def test_where_lines_are_rows_every_line_is_one(data: bytes, layout: Layout) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    with stored(data) as path:
        found = [row.line for row in rows(path, layout)]
    full = [
        number
        for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if _decoded(line).strip()
    ]

    assert found in (full, full[1:])
    assert found == full or data.removeprefix(b"\xef\xbb\xbf").split(b"\n")[full[0] - 1].lower().strip(b'"').startswith(
        (b"globaleventid", b"event id", b'"')
    )


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


@given(MIXED, st.sampled_from([layout for layout in LAYOUTS.values() if layout.columns]), st.data())
def test_reading_from_a_row_on_gives_what_reading_from_the_start_gives_there(
    data: bytes, layout: Layout, draw: st.DataObject
) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    with stored(data) as path:
        whole = list(rows(path, layout))
        if not whole:
            return
        place = draw.draw(st.integers(0, len(whole) - 1))
        rest = list(rows(path, layout, start=whole[place].line - 1))

    assert rest == whole[place:]


@pytest.mark.parametrize("name", ["gdelt-1.tsv", "gdelt-2.export.CSV.zip", "icews.tab", "own.csv", "acled.csv"])
def test_a_sample_can_be_read_on_from_any_row(name: str) -> None:
    whole = list(rows(SAMPLES / name))

    for place, row in enumerate(whole):
        assert list(rows(SAMPLES / name, start=row.line - 1)) == whole[place:]


def test_rows_name_the_file_as_they_are_told() -> None:
    assert {row.file for row in rows(SAMPLES / "icews.tab", name="a name")} == {"a name"}
    assert {row.file for row in rows(SAMPLES / "icews.tab")} == {"icews.tab"}


def test_an_event_made_fast_is_an_event_like_any_other() -> None:
    event = next(row for row in rows(SAMPLES / "icews.tab") if isinstance(row, Event))
    plain = Event(*(getattr(event, field.name) for field in fields(Event)))
    fast = make(*(getattr(event, field.name) for field in fields(Event)))

    assert type(fast) is Event
    assert fast == plain
    assert hash(fast) == hash(plain)
    assert repr(fast) == repr(plain)
    assert pickle.loads(pickle.dumps(fast)) == plain
    with pytest.raises(FrozenInstanceError):
        fast.id = "other"  # type: ignore[misc]
