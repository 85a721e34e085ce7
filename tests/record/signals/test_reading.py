"""Statements are read, and what cannot be read is refused by line and reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.case.mistakes import CaseError
from offramp.record.signals.reading import COLUMNS, read
from offramp.record.signals.splitting import items
from record.signals.making import KOREA, ROW, table


def test_the_statements_of_the_korea_case_are_all_read() -> None:
    found = read([KOREA])

    assert len(found.statements) == 58
    assert found.refused == ()
    assert [s.day for s in found.statements] == sorted(s.day for s in found.statements)
    assert {s.id: s.known_on.isoformat() for s in found.statements if s.known_on != s.day} == {
        "S43": "2018-05-24",
        "S57": "2020-01-01",
    }


def test_quotations_of_the_korea_case_are_short_and_have_a_source() -> None:
    for statement in read([KOREA]).statements:
        assert len(statement.phrase.split()) < 25
        assert not statement.phrase or statement.source


def test_the_columns_may_be_few_and_in_any_order(tmp_path: Path) -> None:
    columns = ("offers", "id", "date", "actor", "speaker", "channel", "condition_form", "demands")
    path = table(tmp_path / "s.csv", {**ROW, "offers": "stop drills; talks"}, columns=columns)

    (found,) = read([path]).statements

    assert (found.id, found.offers, found.known_on, found.line) == ("a", ("stop drills", "talks"), found.day, 2)


def test_control_characters_and_turns_of_direction_are_read_as_spaces(tmp_path: Path) -> None:
    wild = {
        **ROW,
        "speaker": "the\x1b[31m min\x07ister",
        "offers": "stop\u202e tests",
        "source": "a\x9bb\u2066c",
        "key_phrase": "so \x00it is",
        "conditioned": "talks\u2069",
    }
    path = table(tmp_path / "s.csv", wild, {**ROW, "id": "b", "date": "\x1b[2J"}, columns=(*COLUMNS, "mo\x1bod"))

    found = read([path])

    (one,) = found.statements
    assert (one.speaker, one.offers, one.source) == ("the [31m min ister", ("stop tests",), "a b c")
    assert (one.phrase, one.conditioned) == ("so it is", "talks")
    assert not [letter for row in found.refused for letter in row.why + row.row if letter in "\x1b\u202e\x9b"]


def test_a_column_that_is_not_known_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", {**ROW, "mood": "grim"}, columns=(*COLUMNS, "mood"))

    found = read([path])

    assert len(found.statements) == 1
    assert '"mood"' in found.refused[0].why


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"date": "2031-02-30"}, 'date "2031-02-30" is not a day'),
        ({"date": "1/2/2031"}, "is not a day"),
        ({"date": ""}, "is not a day"),
        ({"date": "0001-01-01"}, "is not between 1800 and 2199"),
        ({"known_on": "2030-12-31"}, "is before date"),
        ({"known_on": "soon"}, 'known_on "soon"'),
        ({"actor": " "}, "no actor"),
        ({"confidence": "sure"}, "not high, medium or low"),
        ({"authority": "1.5"}, "not a number from 0 to 1"),
        ({"authority": "nan"}, "not a number from 0 to 1"),
        ({"id": "a b"}, "is not an id"),
        ({"speaker": "x" * 10_001}, "more than 10,000 characters"),
    ],
)
def test_a_bad_row_is_refused_alone(tmp_path: Path, wrong: dict[str, str], why: str) -> None:
    path = table(tmp_path / "s.csv", {**ROW, "id": "before"}, {**ROW, **wrong}, {**ROW, "id": "after"})

    found = read([path])

    assert [s.id for s in found.statements] == ["before", "after"]
    assert [(r.line, why in r.why) for r in found.refused] == [(3, True)]


def test_an_id_that_stands_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    one, two = table(tmp_path / "one.csv", ROW), table(tmp_path / "two.csv", ROW)

    found = read([one, two])

    assert len(found.statements) == 1
    assert "one.csv, line 2" in found.refused[0].why


def test_a_quote_that_is_not_closed_takes_only_its_own_line(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", {**ROW, "id": "before"})
    line = "b,2031-01-01,ost,x,press,reject" + "," * (len(COLUMNS) - 6)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line.replace("x", '"x') + "\n")
        stream.writelines(line.replace("b,", f"c{n},", 1) + "\n" for n in range(3))

    found = read([path])

    assert [s.id for s in found.statements] == ["before", "c0", "c1", "c2"]
    assert [r.line for r in found.refused] == [3]


def test_a_row_over_several_lines_keeps_the_count_of_lines(tmp_path: Path) -> None:
    rows = ({**ROW, "key_phrase": "one\ntwo\nthree"}, {**ROW, "id": "b"}, {**ROW, "date": "no"})

    found = read([table(tmp_path / "s.csv", *rows)])

    assert [(s.id, s.line) for s in found.statements] == [("a", 2), ("b", 5)]
    assert found.statements[0].phrase == "one two three"
    assert found.refused[0].line == 6


def test_a_row_that_is_not_utf_8_is_refused_alone(tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", ROW, {**ROW, "id": "b", "speaker": "Muller"})
    path.write_bytes(path.read_bytes().replace(b"Muller", b"M\xfcller"))

    found = read([path])

    assert [s.id for s in found.statements] == ["a"]
    assert "UTF-8" in found.refused[0].why
    assert "M\ufffdller" in found.refused[0].row


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"id,id,date,actor,speaker,channel,condition_form,offers,demands\n"]
)
def test_what_is_no_table_of_statements_is_a_mistake(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(content)

    with pytest.raises(CaseError) as caught:
        read([path])

    assert [m.code for m in caught.value.mistakes] == ["E107"]


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read([tmp_path / "s.csv"])

    assert caught.value.mistakes[0].code == "E001"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "s.csv"
    head = ",".join(COLUMNS).encode()
    path.write_bytes(head + b"\n" + content)

    found = read([path])

    assert all(refused.line >= 1 and refused.why for refused in found.refused)


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=20), max_size=8))
def test_every_row_is_a_statement_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("rows") / "s.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        writer.writerows(rows)

    found = read([path])

    told = [row for row in rows if any(" ".join(cell.split()) for cell in row)]
    assert len(found.statements) + len(found.refused) >= len(told) - sum("\r" in "".join(row) for row in rows)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", ()),
        ("none", ()),
        ("stop nuclear tests; peace treaty", ("stop nuclear tests", "peace treaty")),
        ("five: disclose arms; remove them and bases", ("disclose arms", "remove them and bases")),
        ("summit, peace treaty, family reunions", ("summit", "peace treaty", "family reunions")),
        ("regime safety, no military threat", ("regime safety", "no military threat")),
        ("freeze first, dismantlement second", ("freeze first", "dismantlement second")),
        ("no further tests plus steps to denuclearize", ("no further tests", "steps to denuclearize")),
        ("stop the drills and lift the sanctions", ("stop the drills", "lift the sanctions")),
        ("halt threats, nuclear tests, launches and other tests", None),
        ("stop testing, developing, exporting", None),
        ("no making, testing, using or spreading", None),
        ("full stop to large-scale exercises, temporary or permanent", None),
        ("temporary stop to nuclear and missile tests", None),
        ("consult US on scaling down exercises and strategic assets", None),
        ("hostile policy and nuclear threat fundamentally eliminated", None),
        ("(implied) nuclear arms and missiles negotiable", None),
    ],
)
def test_a_cell_is_split_where_both_sides_stand_alone(cell: str, parts: tuple[str, ...] | None) -> None:
    assert items(cell) == ((cell,) if parts is None else parts)


@given(st.text(alphabet=st.sampled_from("ab ,;:and plus no stop"), max_size=60))
def test_splitting_loses_no_word_but_joints(cell: str) -> None:
    def words(text: str) -> list[str]:
        plain = "".join(" " if letter in ",;." else letter for letter in text)
        return sorted(word for word in plain.split() if word not in ("and", "plus", "no", "none", "-"))

    found = words(" ".join(items(cell)))

    assert found == words(cell) or set(found) <= set(words(cell))
