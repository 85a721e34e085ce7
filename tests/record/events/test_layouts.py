"""Every layout on a few invented rows, with its traps."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest

from offramp.case import CaseError
from offramp.record.events.cameo import ROOTS
from offramp.record.events.detecting import detect
from offramp.record.events.event import Event, Record
from offramp.record.events.gdelt import COLUMNS, COLUMNS_1
from offramp.record.events.layouts import LAYOUTS, layout_of
from offramp.record.events.plover import TYPES
from offramp.record.events.reading import read
from offramp.record.events.rows import rows

SAMPLES = Path(__file__).parent / "samples"

FOUND = {
    # file: layout, rows, rows that became events, events, lines refused
    "own.csv": ("own", 17, 7, 6, [6, 9, 10, 11, 12, 13, 14, 15, 17, 18]),
    "gdelt-2.tsv": ("gdelt-2", 6, 4, 3, [5, 6]),
    "gdelt-2.export.CSV.zip": ("gdelt-2", 6, 4, 3, [5, 6]),
    "gdelt-1.tsv": ("gdelt-1", 4, 4, 3, []),
    "gdelt-1-old.tsv": ("gdelt-1", 2, 2, 1, []),
    "gdelt.csv": ("gdelt-csv", 4, 4, 3, []),
    "icews.tab": ("icews", 8, 7, 6, [9]),
    "polecat.txt": ("polecat", 4, 3, 2, [5]),
    "plover.json": ("plover-json", 2, 1, 1, [12]),
    "plover.jsonl": ("plover-json", 7, 4, 4, [3, 4, 5]),
    "acled.csv": ("acled", 4, 3, 2, [7]),
    "csis.csv": ("csis", 4, 3, 2, [5]),
    "negotiations.csv": ("csis-negotiations", 3, 2, 2, [4]),
    "cns.csv": ("cns", 5, 4, 4, [6]),
}


def sample(name: str) -> Record:
    return read([SAMPLES / name])


def by_line(name: str) -> dict[int, Event]:
    return {event.line: event for event in sample(name).events}


def why(name: str) -> dict[int, str]:
    return {row.line: row.why for row in sample(name).refused}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize("name", FOUND)
def test_every_row_of_a_sample_is_accounted_for(name: str) -> None:
    layout, count, kept, events, refused = FOUND[name]
    record = sample(name)

    assert detect(SAMPLES / name).name == layout
    assert record.rows == count
    assert sum(event.rows for event in record.events) == kept
    assert len(record.events) == events
    assert [row.line for row in record.refused] == refused
    assert count == kept + len(refused)


def test_every_layout_has_a_sample() -> None:
    assert {layout for layout, *_ in FOUND.values()} == set(LAYOUTS)
    assert set(FOUND) == {path.name for path in SAMPLES.iterdir()}


def test_the_own_layout_gives_all_that_an_event_has() -> None:
    assert by_line("own.csv")[2] == Event(
        id="T1",
        day=day("2031-03-01"),
        precision="day",
        actor="OST",
        target="VES",
        category="missile_test",
        mode="weapons",
        code="150",
        quad=4,
        score=-7.2,
        scale="goldstein",
        says="A test, the first\nin a year.",
        source="Tarn News",
        url="https://tarn.example/1",
        known_on=day("2031-03-02"),
        confidence="high",
        rows=1,
        file="own.csv",
        line=2,
    )


def test_a_date_known_to_the_month_or_year_is_its_first_day_and_known_when_it_is_over() -> None:
    events = by_line("own.csv")

    assert (events[20].day, events[20].precision, events[20].known_on) == (
        day("2031-03-01"),
        "month",
        day("2031-04-01"),
    )
    assert (events[7].day, events[7].precision, events[7].known_on) == (day("2031-01-01"), "year", day("2032-01-01"))


def test_a_score_on_the_plover_scale_is_taken_where_there_is_none_on_goldsteins() -> None:
    event = by_line("own.csv")[4]

    assert (event.score, event.scale) == (1.0, "plover")


def test_a_row_without_a_quad_class_takes_that_of_its_code_or_its_type(tmp_path: Path) -> None:
    rows_of = {"057,,": 1, "0841,,": 2, "094,,": 3, "138,,": 3, "14,,": 4, "173,,": 4, ",aid,": 2, ",REJECT,": 3}
    rows_of |= {",,": None, "173,aid,": 4, "173,,1": 1, ",unheard,": None}
    path = tmp_path / "events.csv"
    lines = [f"2031-03-{number:02d},OST,act,{cells}" for number, cells in enumerate(rows_of, start=1)]
    path.write_text("\n".join(["date,actor,category,cameo,plover,quad_class", *lines]), encoding="utf-8")

    assert [event.quad for event in read([path]).events] == list(rows_of.values())


def test_a_row_without_a_category_takes_the_words_of_its_code() -> None:
    assert by_line("own.csv")[7].category == "appeal"


def test_each_mistake_of_a_row_is_said() -> None:
    found = why("own.csv")
    expected = {
        6: 'the id "T1" stands already on line 2 with other content',
        9: '"06/03/2031" is not a date; write it as 2016-01-06',
        10: '"46" is no CAMEO code',
        11: "no score on Goldstein's scale",
        12: '"5" is no quad class',
        13: '"sure" is no confidence',
        14: "neither a category nor a code",
        15: "7 cells where there are 20 columns",
        17: "a quoted cell does not end",
        18: '"2031-03" names no day',
    }

    assert {line for line, text in expected.items() if text in found[line]} == set(found)


def test_an_open_quote_costs_its_own_line_alone() -> None:
    refused = {row.line: row.row for row in sample("own.csv").refused}

    assert refused[17].startswith("T13,")
    assert refused[18].startswith("T14,")


def test_gdelt_has_61_columns_and_58() -> None:
    assert (len(COLUMNS), len(set(COLUMNS)), len(COLUMNS_1)) == (61, 61, 58)


@pytest.mark.parametrize("name", ["gdelt-2.tsv", "gdelt-2.export.CSV.zip", "gdelt-1.tsv", "gdelt.csv"])
def test_gdelt_says_the_same_in_all_its_forms(name: str) -> None:
    first, second, third = sample(name).events

    assert (first.id, first.actor, first.target, first.code, first.rows) == ("9001", "OST", "VES", "036", 2)
    assert (first.category, first.mode, first.quad, first.score) == ("express intent to cooperate", "agree", 1, 4.0)
    assert (first.source, first.url) == ("news.example", "https://news.example/tarn/1")
    assert first.says == "OSTMARK: express intent to cooperate: VESLAND (Tarn, Vesland)"
    assert (second.target, second.known_on, second.source) == ("", day("2031-03-03"), "GDELT")
    assert (third.actor, third.code) == ("REB", "190")


def test_gdelt_that_lost_its_zeros_where_it_cannot_be_seen_in_the_code_shows_it_in_the_root(tmp_path: Path) -> None:
    line = (SAMPLES / "gdelt-2.tsv").read_text("utf-8").splitlines()[0].split("\t")
    places = {name: place for place, name in enumerate(COLUMNS)}
    line[places["eventcode"]], line[places["eventrootcode"]] = "10", "1"
    path = tmp_path / "lost.tsv"
    path.write_text("\t".join(line), "utf-8")

    (refused,) = rows(path, layout_of("gdelt-2"))

    assert "does not begin with its root" in refused.why


def test_icews_tells_a_meeting_of_two_once_and_a_threat_of_each_twice() -> None:
    events = by_line("icews.tab")

    assert (events[2].actor, events[2].target, events[2].rows) == ("Ostmark", "Vesland", 2)
    assert {events[4].code, events[5].code} == {"042", "043"}
    assert [(events[line].actor, events[line].target) for line in (7, 8)] == [
        ("Vesland", "Ostmark"),
        ("Ostmark", "Vesland"),
    ]


def test_icews_ids_may_stand_twice_and_its_names_may_be_latin() -> None:
    events = by_line("icews.tab")

    assert events[2].id == events[6].id == "77"
    assert events[6].actor == "Café Députés"
    assert (events[6].source, events[6].known_on, events[6].quad) == ("ICEWS", day("2031-03-03"), 3)
    assert why("icews.tab") == {9: '"2031-02-30" is no day of the calendar'}


def test_polecat_is_known_from_its_first_publication_and_names_several_actors() -> None:
    events = by_line("polecat.txt")

    assert (events[2].rows, events[2].known_on) == (2, day("2031-03-02"))
    assert (events[2].category, events[2].mode, events[2].score, events[2].scale) == (
        "threaten",
        "restrict",
        -3,
        "plover",
    )
    assert (events[4].actor, events[4].target, events[4].quad) == ("OST; NOR", "Vesland", 2)
    assert '"MEETING" is no type of PLOVER' in why("polecat.txt")[5]


def test_plover_records_may_run_over_lines_and_have_commas_too_many() -> None:
    event = by_line("plover.json")[1]

    assert (event.id, event.actor, event.target, event.category, event.quad) == ("G-1", "OST; NOR", "", "agree", 1)
    assert event.says == "Ostmark and Norda agreed to open the bridge {at last}."
    assert event.source == "by hand"


def test_plover_records_of_the_coder_have_other_names() -> None:
    first = sample("plover.jsonl").events[0]

    assert (first.actor, first.target, first.category, first.mode) == ("VES", "OST", "request", "meet")
    assert first.known_on == day("2031-03-03")
    assert [event.line for event in sample("plover.jsonl").events] == [1, 2, 6, 6]
    assert why("plover.jsonl")[5] == "date is \"{'year': 2031}\", not text"


def test_acled_counts_a_week_as_a_month_and_is_known_from_its_last_revision() -> None:
    events = by_line("acled.csv")

    assert events[2].says == 'Shots at the bridge, "some" say,\nfor an hour.'
    assert events[2].known_on == datetime.datetime.fromtimestamp(1930500000, datetime.UTC).date()
    assert (events[2].quad, events[2].score, events[2].mode, events[2].rows) == (None, None, "armed clash", 2)
    assert (events[6].day, events[6].precision, events[6].known_on) == (day("2031-03-01"), "month", day("2031-04-01"))


def test_negotiations_are_read_though_their_inner_quotes_stand_alone() -> None:
    events = by_line("negotiations.csv")

    assert events[2].says == 'Envoys met at the bridge; the host called it "a start", others did not.'
    assert (events[3].target, events[3].day, events[3].precision) == ("US, China", day("2031-09-01"), "month")


def test_missile_tests_are_one_row_a_missile_and_two_digits_are_a_year() -> None:
    events = by_line("cns.csv")

    assert events[3].day == events[4].day == day("2017-07-04")
    assert events[2].day == day("1984-04-09")
    assert (events[5].day, events[5].precision) == (day("1990-05-01"), "month")
    assert events[3].says == "Hwasong-14 launched from Panghyón: Success"


def test_codes_have_twenty_roots_and_plover_sixteen_types() -> None:
    assert sorted(ROOTS) == [f"{number:02d}" for number in range(1, 21)]
    assert len(TYPES) == 16
    assert {meaning.plover for meaning in ROOTS.values()} <= {"", *TYPES}


def code_of(error: pytest.ExceptionInfo[CaseError]) -> str:
    (mistake,) = error.value.mistakes
    return mistake.code


@pytest.mark.parametrize("text", ["", "\n\n", "when,who,what\n1,2,3\n", "\0\0\0", "{}\n"])
def test_a_file_of_no_layout_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(text, "utf-8")

    with pytest.raises(CaseError) as error:
        read([path])

    assert code_of(error) == "E090"


def test_an_unknown_layout_is_refused_with_the_nearest() -> None:
    with pytest.raises(CaseError, match="did you mean") as error:
        layout_of("polecats")

    assert code_of(error) == "E090"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,date,actor,kategory", 'no column "category", but "kategory"'),
        ("id,date,date,actor,category", 'the column "date" stands twice'),
        ("id,date,actor,category,knwon_on", 'did you mean "known_on"'),
        ("", "it is empty"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{header}\n", "utf-8")

    with pytest.raises(CaseError) as error:
        read([path], layout=layout_of("own"))

    assert code_of(error) == "E092"
    assert said in str(error.value)


def test_rows_of_a_file_without_its_header_are_all_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("T1,2031-03-01\nT2,2031-03-02\n", "utf-8")

    assert ["date, actor, category" in row.why for row in rows(path, layout_of("own"))] == [True, True]


@pytest.mark.parametrize("members", [0, 2])
def test_an_archive_must_hold_one_file(members: int, tmp_path: Path) -> None:
    path = tmp_path / "events.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/", "")
        for number in range(members):
            archive.writestr(f"{number}.csv", "id,date,actor,category\n")

    with pytest.raises(CaseError) as error:
        read([path])

    assert code_of(error) == "E093"


def test_an_archive_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    line = (SAMPLES / "gdelt-2.tsv").read_bytes().splitlines()[0] + b"\n"
    path = tmp_path / "events.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("events.tsv", line * 3)
    broken = bytearray(path.read_bytes())
    place = broken.index(b"Tarn")
    broken[place : place + 4] = b"Turn"
    path.write_bytes(broken)

    found = list(rows(path, layout_of("gdelt-2")))

    assert "the archive breaks off here" in found[-1].why


def test_too_many_rows_are_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offramp.record.events.reading.MOST_ROWS", 3)

    with pytest.raises(CaseError) as error:
        sample("gdelt-2.tsv")

    assert code_of(error) == "E091"


def test_too_many_bytes_are_not_read_whole_even_in_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    path = SAMPLES / "gdelt-2.tsv"
    monkeypatch.setattr("offramp.record.events.reading.MOST_BYTES", path.stat().st_size + 1)

    assert read([path]).rows == 6
    with pytest.raises(CaseError) as error:
        read([path, path])
    assert code_of(error) == "E091"


def test_a_missing_file_is_a_mistake_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        read([tmp_path / "none.csv"])

    assert code_of(error) == "E001"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id;date;actor;target;category", "cut by semicolons: put commas instead"),
        ("id\tdate\tactor\ttarget\tcategory", "cut by tabs: put commas instead"),
        ('"id";"date";"actor";"category"', "cut by semicolons: put commas instead"),
        ("id,date,actor,target,categry,summary", 'has no column "category", perhaps called "categry" there'),
        ("id,day,actor,target,category", 'has no column "date"'),
        ("id,Datum,actor,target,category,actor", 'has no column "date"'),
        ("date,actor,category,date", 'has the column "date" twice'),
        ("id;dat;actor;category", 'has no column "date", perhaps called "dat" there, and is cut by semicolons'),
    ],
)
def test_a_table_that_is_nearly_of_the_own_layout_is_told_what_is_amiss(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{header}\nx\n", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        detect(path)
    (found,) = error.value.mistakes

    assert found.code == "E090"
    assert said in found.hint


@pytest.mark.parametrize("header", ["when,who,what", "year,month,id,x,y,z,date", "{", "a;b;c"])
def test_of_another_table_nothing_is_guessed(tmp_path: Path, header: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{header}\nx\n", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        detect(path)

    assert error.value.mistakes[0].hint.startswith("name it with --layout")
