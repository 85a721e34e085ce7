"""The calendar: what is read, what comes every year, and what was known when."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.calendar import Entry, Planned, coming, known_by, read_calendar, unrolled

HEAD = "id,name,kind,start,end,every,known_on,held,source,note\n"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def written(folder: Path, text: str, head: str = HEAD) -> Path:
    path = folder / "calendar.csv"
    path.write_text(head + text, encoding="utf-8")
    return path


def entry(start: str, end: str, known: str, name: str = "drill", held: bool = True) -> Entry:
    return Entry(name, name, "large_exercise", day(start), day(end), day(known), held, "", "")


def test_a_row_is_read_as_it_stands(tmp_path: Path) -> None:
    row = 'ufg,"Ulchi, the drill",large_exercise,2017-08-21,2017-08-31,,2017-06-01,yes,press,"eleven days"\n'
    found = read_calendar(written(tmp_path, row))

    assert found.refused == ()
    assert found.planned == (
        Planned(
            Entry("ufg", "Ulchi, the drill", "large_exercise", day("2017-08-21"), day("2017-08-31"), day("2017-06-01"),
                  True, "press", "eleven days"),
            False,
        ),
    )  # fmt: skip


def test_columns_may_come_in_any_order_and_most_may_be_left_out(tmp_path: Path) -> None:
    found = read_calendar(written(tmp_path, "year,2013-04-15,anniversary,Sun\n", "every,start,kind,name\n"))

    assert [(p.entry.id, p.entry.start, p.entry.end, p.yearly) for p in found.planned] == [
        ("line-2", day("2013-04-15"), day("2013-04-15"), True)
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a,A,k,2017-08,,,2017-01-01,,,", "write a day such as"),
        ("a,A,k,2017-02-30,,,2017-01-01,,,", "no such day"),
        ("a,A,k,,,,2017-01-01,,,", "no start"),
        ("a,,k,2017-01-02,,,2017-01-01,,,", "no name"),
        ("a,A,k,2017-01-02,2017-01-01,,2017-01-01,,,", "before it starts"),
        ("a,A,k,2017-01-02,,week,2017-01-01,,,", "write year"),
        ("a,A,k,2017-01-02,,,2017-01-01,maybe,,", "write yes or no"),
        ("a,A,k,2017-01-02,,,,,,", "no known_on"),
        ("a,A,k,2017-01-02,2018-06-01,year,,,,", "a year or more"),
        ("a,A,k,2017-01-02,,,2017-01-01,,,,too much", "quote cells"),
        ("good,A,k,2017-01-02,,,2017-01-01,no,,", "twice with one known_on"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_line_and_reason(tmp_path: Path, row: str, why: str) -> None:
    found = read_calendar(written(tmp_path, f"good,A,k,2017-01-02,,,2017-01-01,,,\n{row}\n"))

    assert [p.entry.id for p in found.planned] == ["good"]
    (refused,) = found.refused
    assert why in refused.why
    assert refused.line == 3
    assert refused.row == row


def test_a_line_is_counted_in_the_file_as_it_is(tmp_path: Path) -> None:
    rows = 'a,"two\nlines",k,2017-01-02,,,2017-01-01,,,\n\nb,B,k,never,,,2017-01-01,,,\n'

    assert [r.line for r in read_calendar(written(tmp_path, rows)).refused] == [5]


@pytest.mark.parametrize(
    ("content", "why"), [(b"\xff\xfe", "UTF-8"), (b"", "no column name"), (b"name,kind\n", "no column start")]
)
def test_a_file_that_is_no_calendar_is_refused_whole(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=why):
        read_calendar(path)


def test_what_comes_every_year_is_known_from_the_year_before() -> None:
    found = unrolled(
        Planned(entry("2013-04-15", "2013-04-15", "2014-06-01"), True), day("2010-01-01"), day("2016-01-01")
    )

    assert [(e.id, str(e.start), str(e.known_on)) for e in found] == [
        ("drill-2013", "2013-04-15", "2014-06-01"),
        ("drill-2014", "2014-04-15", "2014-06-01"),
        ("drill-2015", "2015-04-15", "2014-06-01"),
    ]
    (late,) = unrolled(
        Planned(entry("2013-04-15", "2013-04-15", "2014-06-01"), True), day("2019-01-01"), day("2019-12-31")
    )
    assert late.known_on == day("2018-01-01")


def test_a_leap_day_comes_every_year() -> None:
    found = unrolled(
        Planned(entry("2016-02-29", "2016-03-01", "2016-01-01"), True), day("2016-01-01"), day("2017-12-31")
    )

    assert [(str(e.start), str(e.end)) for e in found] == [("2016-02-29", "2016-03-01"), ("2017-02-28", "2017-03-01")]


@given(
    start=st.dates(day("2000-01-01"), day("2010-12-31")),
    length=st.integers(0, 364),
    since=st.dates(day("1995-01-01"), day("2020-12-31")),
    span=st.integers(0, 2_000),
)
def test_every_year_of_a_span_is_found_and_nothing_else(
    start: datetime.date, length: int, since: datetime.date, span: int
) -> None:
    until = since + datetime.timedelta(days=span)
    planned = Planned(Entry("a", "a", "k", start, start + datetime.timedelta(days=length), start, True, "", ""), True)
    expected = []
    for year in range(start.year, 2030):
        try:
            first = start.replace(year=year)
        except ValueError:
            first = datetime.date(year, 2, 28)
        if first <= until and first + datetime.timedelta(days=length) >= since:
            expected.append(first)

    assert [e.start for e in unrolled(planned, since, until)] == expected


def test_of_one_id_the_entry_known_latest_counts() -> None:
    planned = entry("2018-08-20", "2018-08-31", "2018-01-01")
    off = entry("2018-08-20", "2018-08-31", "2018-06-18", held=False)

    assert known_by([off, planned], day("2017-12-31")) == ()
    assert known_by([off, planned], day("2018-06-17")) == (planned,)
    assert known_by([off, planned], day("2018-06-18")) == (off,)
    assert coming([off, planned], day("2018-06-17"), 90) == (planned,)
    assert coming([off, planned], day("2018-06-18"), 90) == ()


def test_what_has_begun_or_is_to_come_soon_comes_first() -> None:
    running = entry("2017-08-21", "2017-08-31", "2017-01-01", "running")
    soon = entry("2017-09-09", "2017-09-09", "2017-01-01", "soon")
    late = entry("2017-12-04", "2017-12-08", "2017-01-01", "late")
    over = entry("2017-03-01", "2017-04-30", "2017-01-01", "over")
    unknown = entry("2017-09-01", "2017-09-02", "2017-08-30", "unknown")

    assert coming([late, soon, over, unknown, running], day("2017-08-25"), 30) == (running, soon)
