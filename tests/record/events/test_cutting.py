"""Cutting bytes into rows: line numbers, quotes, bad bytes, long lines, JSON."""

from __future__ import annotations

import csv
import io
import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.events import cutting
from offramp.record.events.cutting import Row, by_commas, by_json, by_tabs, lines

CELLS = st.text(st.sampled_from(string.ascii_letters + ',"\né'), max_size=12)


def cut(cutter: Any, data: bytes | str) -> list[Row]:
    raw = data.encode() if isinstance(data, str) else data
    return list(cutter(lines(io.BytesIO(raw))))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6))
def test_what_a_csv_writer_wrote_is_read_as_the_csv_reader_reads_it(table: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(table)
    text = stream.getvalue()
    reader = csv.reader(io.StringIO(text))
    expected, line = [], 1
    for cells in reader:
        expected.append((line, cells))
        line = reader.line_num + 1

    assert [(number, cells) for number, cells, *_ in cut(by_commas, text)] == expected


def test_a_quote_that_never_closes_does_not_swallow_the_rows_after_it() -> None:
    text = 'a,"b\n' + "c,d\n" * 500

    found = cut(by_commas, text)

    assert [(number, why is None) for number, _, _, why in found] == [(1, False), *((n, True) for n in range(2, 502))]


def test_a_quote_within_a_quoted_cell_must_be_doubled() -> None:
    (first, second) = cut(by_commas, 'a,"say "no" to",b\nc,d,e\n')

    assert "written twice" in str(first[3])
    assert second[:2] == (2, ["c", "d", "e"])


def test_tabs_cut_and_quotes_around_a_whole_cell_come_off() -> None:
    assert cut(by_tabs, 'a\t"b ""c"""\td"e\n')[0][1] == ["a", 'b "c"', 'd"e']


def test_a_byte_order_mark_and_line_ends_are_no_part_of_a_row() -> None:
    assert [row[1] for row in cut(by_tabs, b"\xef\xbb\xbfa\tb\r\nc\td\n")] == [["a", "b"], ["c", "d"]]


def test_a_line_that_is_not_utf8_is_latin_1_and_the_others_are_not() -> None:
    assert [row[2] for row in cut(by_tabs, "é\n".encode("latin-1") + "é\n".encode())] == ["é", "é"]


def test_a_line_too_long_is_refused_and_counted_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_BYTES", 10)

    found = cut(by_tabs, b"a\n" + b"x" * 95 + b"\nb\n" + b"y" * 9 + b"\n")

    assert [(number, why is None) for number, _, _, why in found] == [(1, True), (2, False), (3, True), (4, True)]


def test_blank_lines_are_no_rows_but_are_counted_as_lines() -> None:
    assert [row[0] for row in cut(by_tabs, b"\n \na\n\t\nb")] == [3, 5]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=4), max_size=5)


@given(OBJECTS, st.sampled_from([None, 1, 3]), st.sampled_from(["list", "lines", "together"]))
def test_json_objects_are_found_however_they_are_written(
    objects: list[dict[str, Any]], indent: int | None, form: str
) -> None:
    written = [json.dumps(each, indent=indent) for each in objects]
    text = json.dumps(objects, indent=indent) if form == "list" else ("\n" if form == "lines" else ", ").join(written)

    found = cut(by_json, text)

    assert [row[1] for row in found] == objects
    assert all(row[3] is None for row in found)


def test_a_broken_json_object_costs_its_line_and_not_those_after_it() -> None:
    text = '{"a": 1\n{"b": 2}\n{"c": }\n{"d": 4}\nnothing\n{"e": 5}{"f": 6\n'

    found = cut(by_json, text)

    assert [(row[0], row[1]) for row in found if row[3] is None] == [(2, {"b": 2}), (4, {"d": 4}), (6, {"e": 5})]
    assert [row[0] for row in found if row[3] is not None] == [1, 3, 5, 6]


def test_commas_before_a_bracket_are_passed_over_but_not_in_text() -> None:
    found = cut(by_json, '{"a": [1, 2,\n], "b": ",}",\n}\n{"c": 3,}')

    assert [row[:2] for row in found] == [(1, {"a": [1, 2], "b": ",}"}), (4, {"c": 3})]


def test_json_nested_too_deeply_is_refused() -> None:
    depth = 100_000

    (row,) = cut(by_json, '{"a":' * depth + "1" + "}" * depth)

    assert "nested too deeply" in str(row[3])
