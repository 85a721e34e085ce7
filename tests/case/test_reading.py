"""From a file to plain values: what YAML a case may use."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, the_mistake
from offramp.case import CaseError, load_case
from offramp.case.mistakes import Mistake
from offramp.case.reading import MAX_BYTES, MAX_DEPTH, read_text


def mistake_of_file(path) -> Mistake:
    with pytest.raises(CaseError) as caught:
        load_case(path)
    (mistake,) = caught.value.mistakes
    return mistake


def test_a_file_that_is_not_there_cannot_be_read(tmp_path):
    mistake = mistake_of_file(tmp_path / "none.yaml")
    assert mistake.code == "E001"
    assert "no such file" in mistake.message
    assert "give a case file" in mistake.hint


def test_a_folder_cannot_be_read(tmp_path):
    mistake = mistake_of_file(tmp_path)
    assert mistake.code == "E001"
    assert "directory" in mistake.message


def test_a_file_may_not_be_larger_than_two_megabytes(tmp_path):
    (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    mistake = mistake_of_file(tmp_path / "large.yaml")
    assert mistake.code == "E002"
    assert "keep data beside it" in mistake.hint


def test_a_file_of_two_megabytes_is_read(tmp_path):
    text = BASE.encode()
    (tmp_path / "full.yaml").write_bytes(text + b"#" * (MAX_BYTES - len(text)))
    case, warnings = load_case(tmp_path / "full.yaml")
    assert case.file == str(tmp_path / "full.yaml")
    assert warnings == ()


def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("case: a\ntitle: Müller\n".encode("latin-1"))
    mistake = mistake_of_file(tmp_path / "latin.yaml")
    assert (mistake.code, mistake.line) == ("E003", 2)
    assert "UTF-8" in mistake.hint


def test_text_with_half_a_character_is_refused_with_the_line():
    (mistake,) = mistakes_of("case: a\ntitle: \ud800\n")
    assert (mistake.code, mistake.line) == ("E003", 2)


def test_a_byte_order_mark_is_skipped(tmp_path):
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + BASE.encode())
    assert load_case(tmp_path / "bom.yaml")[0].id == "base"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(end):
    assert mistakes_of(BASE.replace("\n", end)) == ()


def test_what_is_not_yaml_is_refused_where_reading_stopped():
    assert_mistake("case: a\ntitle: b▸: c\n", "E004", "quote text that holds")
    assert_mistake("case: a\n▸\ttitle: b\n", "E004", "check the indentation")


def test_a_control_character_is_not_yaml():
    (mistake,) = mistakes_of("case: a\0b\n")
    assert mistake.code == "E004"


def test_a_key_is_text():
    assert_mistake("case: a\n▸[a, b]: c\n", "E004", "write a name before the colon")
    assert_mistake("case: a\n▸{a: b}: c\n", "E004", "write a name before the colon")


def test_anchors_aliases_and_tags_are_refused():
    assert_mistake("case: ▸&name a\n", "E005", "write the value out")
    assert_mistake("case: ▸*name\n", "E005", "write the value out")
    assert_mistake("case: ▸!name a\n", "E005", "write the value out")
    assert_mistake("case: ▸!!python/object:os.system a\n", "E005", "no tags")
    assert_mistake("actors: ▸!!map {}\n", "E005", "no tags")


def test_a_second_document_is_refused():
    assert_mistake("case: a\n▸---\ncase: b\n", "E005", "take out the `---`")


def test_a_key_stands_once():
    assert_mistake(BASE + "▸title: Again\n", "E006", "it stands already on line 2", "keep one")
    assert_mistake(BASE + "outcomes: {war: usa.strike, ▸war: usa.talks}\n", "E006", "keep one")


def test_an_empty_key_stands_once_as_well():
    assert [m.code for m in mistakes_of("? \n? ") if m.line == 2] == ["E006", "E010"]


def test_all_keys_that_stand_twice_are_shown():
    found = mistakes_of("a: 1\na: 2\nb: 3\nb: 4\na: 5\n")
    assert [m.line for m in found if m.code == "E006"] == [2, 4, 5]


def test_values_are_not_nested_without_end():
    assert_mistake("case: " + "[" * (MAX_DEPTH - 1) + "▸[\n", "E007", "no such depth")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("Y", "Y"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("0o14", "0o14"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e-2", 0.01),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2017-07-10", "2017-07-10"),
        ("9" * 30, 1e30),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|\n  true", "true"),
        ("True", "True"),
        ("<<", "<<"),
    ],
)
def test_plain_values_follow_yaml_1_2(written, value):
    read = read_text(f"key: {written}").values["key"]
    assert read == value
    assert type(read) is type(value)


def test_keys_are_always_text():
    assert read_text("1: a\ntrue: b\n2.5: c\n~: d\n").values == {"1": "a", "true": "b", "2.5": "c", "~": "d"}


def test_every_value_and_key_has_its_place():
    text = read_text("a:\n  - x\n  - {b: 'y'}\n")
    assert (text.marks["a", 0].line, text.marks["a", 0].column) == (2, 5)
    assert (text.marks["a", 1, "b"].line, text.marks["a", 1, "b"].column) == (3, 10)
    assert (text.keys["a", 1, "b"].line, text.keys["a", 1, "b"].column) == (3, 6)


def test_a_mistake_inside_quotes_is_shown_inside_them():
    assert_mistake(BASE + 'impossible: ["usa.talks and ▸usa.talk"]\n', "E021", 'did you mean "usa.talks"?')


def test_a_mistake_in_folded_text_is_shown_where_the_text_begins():
    assert_mistake(BASE + "impossible:\n  - ▸>-\n    usa.talks\n    and usa.talk\n", "E021", "usa.talks")


def test_a_message_shows_the_line_with_a_caret():
    mistake = the_mistake(BASE + "impossible: [usa.strike and ▸usa.talk]\n", "E021")
    assert str(mistake) == (
        f'case.yaml:{mistake.line}:29  E021  unknown name "usa.talk"\n'
        "    impossible: [usa.strike and usa.talk]\n"
        "                                ^^^^^^^^\n"
        '    did you mean "usa.talks"?\n'
        "    known names: prk.testing, usa.strike, usa.talks"
    )


def test_a_long_line_is_cut_around_the_mistake():
    padding = " or ".join(["usa.talks"] * 40)
    mistake = the_mistake(BASE + f"impossible: [{padding} or ▸nobody or {padding}]\n", "E021")
    _, source, caret, *_ = str(mistake).splitlines()
    assert len(source) <= 100
    assert source[caret.index("^") : caret.rindex("^") + 1] == "nobody"
