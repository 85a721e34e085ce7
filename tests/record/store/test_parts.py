"""A file in parts gives the same rows as the file whole."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.events.gdelt import GDELT_2
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.own import OWN
from offramp.record.events.rows import rows
from offramp.record.store import parts
from offramp.record.store.packing import pack
from offramp.record.store.same import Same
from record.store.inventing import gdelt, own

LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "   ", "\r", "1\t2\t3", '"', "ä€😀", "\x00", "\u2028"]),
        st.sampled_from(["20170704", "2017", ""]).map(
            lambda day: "\t".join(
                ["7", day, *[""] * 24, "190", "190", "19", "4", "-9", *[""] * 28, "20170704", "http://x.y"]
            )
        ),
    ),
    max_size=40,
)


def in_parts(path: Path, start: int, part: int) -> list[object]:
    """Return all rows of a file from a line on, read part by part."""
    with patch.object(parts, "PART", part):
        seen = parts.look(path, start)
        assert parts.by_lines(GDELT_2, seen)
        return [row for piece in parts.parts(path, GDELT_2, "x", seen) for row in parts._rows_of(piece, GDELT_2)]


@given(LINES, st.booleans(), st.integers(1, 7), st.integers(0, 45))
def test_parts_of_lines_are_the_whole(lines: list[str], ended: bool, part: int, start: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.tsv")
        path.write_bytes(("\n".join(lines) + "\n" * ended).encode())
        count = path.read_bytes().count(b"\n") + (not path.read_bytes().endswith(b"\n") and bool(path.stat().st_size))
        start = min(start, max(count - 1, 0))

        assert parts.look(path).lines == count
        assert in_parts(path, start, part) == list(rows(path, GDELT_2, name="x", start=start))


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_parts_begin_at_the_same_places_whatever_is_read_at_once(tmp_path: Path, block: int) -> None:
    path = gdelt(tmp_path / "x.tsv", 40, 3)
    places = [0, *(place + 1 for place, byte in enumerate(path.read_bytes()) if byte == 10)]

    with patch.object(parts, "BLOCK", block), patch.object(parts, "PART", 7):
        assert list(parts.look(path).marks) == places[::7]
        assert list(parts.look(path, 5).marks) == places[5::7]


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_table_with_rows_over_several_lines_is_cut_between_rows(tmp_path: Path, size: int) -> None:
    path = own(tmp_path / "x.csv", 60, 5)
    whole = list(rows(path, OWN, name="x"))

    with patch.object(parts, "PART", size):
        start, found = 0, []
        while True:
            packed = next(parts.read_through(path, OWN, "x", parts.look(path, start)))
            found += packed.events.column("line").to_pylist()
            start = packed.lines
            if start == parts.look(path).lines:
                break

    assert found == [row.line for row in whole]


def test_an_archive_is_read_as_its_file(tmp_path: Path) -> None:
    plain, packed = gdelt(tmp_path / "x.CSV", 100, 3), tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(plain, "x.CSV")
    seen = parts.look(packed)

    assert not parts.by_lines(GDELT_2, seen)
    assert seen.lines == parts.look(plain).lines
    (found,) = parts.read_through(packed, GDELT_2, "x", seen)
    assert found.events.equals(parts.read_part(parts.Part(plain, "gdelt-2", "x", 0, seen.lines, 0)).events)


def test_text_that_a_database_cannot_hold_is_replaced() -> None:
    (event,) = [row for row in rows(_written("date,actor,category\n2017-07-04,P,q\n")) if hasattr(row, "says")]
    odd = [event.__class__(**{name: getattr(event, name) for name in event.__slots__} | {"says": "a\0b\ud800c"})]

    events, _ = pack(odd, Same(LAYOUTS["own"]))

    assert events.column("says").to_pylist() == ["a\ufffdb?c"]


def _written(text: str) -> Path:
    path = Path(tempfile.mkdtemp(), "x.csv")
    path.write_text(text, encoding="utf-8")
    return path
