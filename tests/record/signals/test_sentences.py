"""Sentences of a text: cut, found by rules, decided of, and added to a file of statements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.record.signals.cutting import sentences
from offramp.record.signals.reading import COLUMNS, read
from offramp.record.signals.rules import RULES, hits, speaker_of
from record.signals.labelled import DEVELOPMENT, EARLIER, FRESH
from record.signals.making import KOREA, ROW, table

DOCS = Path(__file__).parents[3] / "docs" / "signals.md"
TEXT = """It rained. Unless the patrols end, the road stays shut.

“We are ready to meet,” said Foreign Minister Ann Lee.
"""


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def measured(labelled: tuple[tuple[str, str], ...]) -> tuple[int, int, int, int, int, int]:
    """Return labels right, found, and there; then the same of sentences."""
    told = [({s for hit in hits(text) for s in hit.rule.states}, set(label.split())) for text, label in labelled]
    return (
        sum(len(found & there) for found, there in told),
        sum(len(found) for found, _ in told),
        sum(len(there) for _, there in told),
        sum(bool(found and there) for found, there in told),
        sum(bool(found) for found, _ in told),
        sum(bool(there) for _, there in told),
    )


def test_the_rules_are_rather_right_than_complete() -> None:
    right, found, there, sentences_right, sentences_found, sentences_there = measured(FRESH)

    assert len(FRESH) == 30
    assert right / found > 0.9
    assert right / there > 0.5
    page = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert f"Of {len(FRESH)} sentences in the style of news agencies" in page
    assert f"{sentences_there} state something" in page
    assert f"(precision {sentences_right} of {sentences_found}, recall {sentences_right} of {sentences_there})" in page
    assert f"by label, precision {right} of {found} and recall {right} of {there}" in page
    _, _, _, used_right, used_found, used_there = measured(DEVELOPMENT)
    assert used_right == used_found
    assert f"Of the {len(DEVELOPMENT)} used to make the rules: {used_right} of {used_there}" in page
    _, _, _, seen_right, seen_found, seen_there = measured(EARLIER)
    assert f"Of {len(EARLIER)} short ones that were seen later: {seen_right} of {seen_there}" in page
    assert f"and {seen_found - seen_right} that states nothing" in page


def test_every_rule_finds_a_labelled_sentence() -> None:
    used = {hit.rule.name for text, _ in (*DEVELOPMENT, *EARLIER, *FRESH) for hit in hits(text)}

    assert {rule.name for rule in RULES} - used == set()


@pytest.mark.parametrize("text", [text for text, _ in (*DEVELOPMENT, *EARLIER, *FRESH)])
def test_the_words_of_a_rule_only_spare_work(text: str) -> None:
    if not text.endswith("?"):
        assert [hit.rule.name for hit in hits(text)] == [rule.name for rule in RULES if rule.pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("The U.S. said so. Mr. Ri left.", ["The U.S. said so.", "Mr. Ri left."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ('"Why?" he asked. At 3.5 p.m. he went.', ['"Why?" he asked.', "At 3.5 p.m. he went."]),
        ("A title\n\nA line\nand its end.", ["A title", "A line and its end."]),
        ("그는 말했다. 그리고 갔다.돌아왔다.", ["그는 말했다.", "그리고 갔다.", "돌아왔다."]),
        ("Stop\x1b[2J it.\u202e Now.", ["Stop [2J it.", "Now."]),
        ("", []),
        (" \n\n \r\n", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, parts: list[str]) -> None:
    assert [piece.text for piece in sentences(text)] == parts


def test_each_sentence_has_the_line_where_it_begins() -> None:
    assert [piece.line for piece in sentences("One.\nTwo\ngoes on. Three.\r\n\r\nFour.")] == [1, 2, 3, 5]


@given(st.text(alphabet=st.sampled_from('aB .!?\n"”다 그1'), max_size=120))
def test_cutting_loses_no_letter(text: str) -> None:
    pieces = sentences(text)

    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
    assert [piece.line for piece in pieces] == sorted(piece.line for piece in pieces)


@given(st.text(max_size=300))
def test_no_text_breaks_the_rules(text: str) -> None:
    for piece in sentences(text):
        assert all(hit.words for hit in hits(piece.text))
        assert isinstance(speaker_of(piece.text), str)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are ready,” said Foreign Minister Ri Yong Ho.", "Foreign Minister Ri Yong Ho"),
        ('"Stop," Kye Chun-yong, ambassador to India, told WION.', "Kye Chun-yong"),
        ('Kim Jong Un said: "We will not move."', "Kim Jong Un"),
        ('"The path is open," the Foreign Ministry spokesman said.', "Foreign Ministry spokesman"),
        ('"We go," he said.', ""),
        ("Kim said nothing.", ""),
    ],
)
def test_who_is_quoted(text: str, speaker: str) -> None:
    assert speaker_of(text) == speaker


def test_sentences_are_offered_and_nothing_is_written_unasked(speech: Path) -> None:
    found = api.sentences(speech)

    assert found.sentences == 3
    assert [(s.number, s.line, s.states, s.accepted) for s in found.found] == [
        (2, 1, ("condition",), None),
        (3, 3, ("offer",), None),
    ]
    assert found.found[1].speaker == "Foreign Minister Ann Lee"
    assert found.found[1].rules == ('ready to: "are ready to meet"',)
    assert list(speech.parent.iterdir()) == [speech]


def test_decisions_are_kept_and_can_be_changed(speech: Path) -> None:
    api.sentences(speech, accept=[2], reject=[3])
    found = api.sentences(speech, accept=[3])

    assert [s.accepted for s in found.found] == [True, True]
    kept = json.loads(speech.with_name("speech.txt.sentences.json").read_text("utf-8"))
    assert kept == {"text": found.digest, "decisions": {"2": True, "3": True}}


@pytest.mark.parametrize(("accept", "reject"), [([1], []), ([], [99]), ([2], [2])])
def test_decisions_that_do_not_fit_are_a_mistake_and_change_nothing(
    speech: Path, accept: list[int], reject: list[int]
) -> None:
    with pytest.raises(CaseError) as caught:
        api.sentences(speech, accept=accept, reject=reject)

    assert caught.value.mistakes[0].code == "E109"
    assert list(speech.parent.iterdir()) == [speech]


def test_decisions_of_another_text_are_a_mistake(speech: Path) -> None:
    api.sentences(speech, accept=[2])
    speech.write_text("New. " + TEXT, encoding="utf-8")

    with pytest.raises(CaseError, match="has changed since") as caught:
        api.sentences(speech)

    assert caught.value.mistakes[0].code == "E109"


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"text": 1}', '{"text": "x", "decisions": {"a": true}}', "[" * 9999])
def test_a_broken_file_of_decisions_is_a_mistake(speech: Path, kept: str) -> None:
    speech.with_name("speech.txt.sentences.json").write_text(kept, encoding="utf-8")

    with pytest.raises(CaseError) as caught:
        api.sentences(speech)

    assert caught.value.mistakes[0].code == "E109"


@pytest.mark.parametrize(("content", "code"), [(b"a" * 2_000_001, "E108"), (b"One. \xff", "E108"), (None, "E001")])
def test_a_text_that_cannot_be_searched_is_a_mistake(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "t.txt"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CaseError) as caught:
        api.sentences(path)

    assert caught.value.mistakes[0].code == code


def test_accepted_sentences_become_rows_to_be_coded(speech: Path, tmp_path: Path) -> None:
    to = tmp_path / "signals.csv"

    api.sentences(speech, accept=[3], to=to, actor="ost", date="2031-05-01", speaker="the government")
    api.sentences(speech, accept=[2], to=to, actor="ost", date="2031-05-01", speaker="the government")

    found = read([to])
    assert found.refused == ()
    assert [(s.speaker, s.phrase, s.offers, s.form) for s in found.statements] == [
        ("Foreign Minister Ann Lee", "“We are ready to meet,” said Foreign Minister Ann Lee.", (), ""),
        ("the government", "Unless the patrols end, the road stays shut.", (), ""),
    ]
    assert 'ready to: "are ready to meet"' in found.statements[0].note


def test_rows_are_added_to_a_file_as_it_is(speech: Path, tmp_path: Path) -> None:
    columns = ("demands", "offers", "id", "date", "actor", "speaker", "channel", "condition_form")
    to = table(tmp_path / "s.csv", ROW, columns=columns)
    before = to.read_text("utf-8").rstrip("\n")
    to.write_text(before, encoding="utf-8")

    api.sentences(speech, accept=[2], to=to, actor="ost", date="2031-05-01")

    assert to.read_text("utf-8").startswith(before + "\n")
    assert next(s.id for s in read([to]).statements) == "a"
    assert len(read([to]).statements) == 2


def test_a_long_sentence_is_quoted_in_part(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("Unless " + "the road opens and " * 20 + "we go.", encoding="utf-8")

    api.sentences(path, accept=[1], to=tmp_path / "s.csv", actor="ost", date="2031-05-01")

    (one,) = read([tmp_path / "s.csv"]).statements
    assert len(one.phrase.split()) == 25
    assert one.phrase.endswith(" ...")


def test_a_file_of_statements_needs_actor_and_date(speech: Path, tmp_path: Path) -> None:
    for half in ({"actor": "ost"}, {"date": "2031-05-01"}, {}):
        with pytest.raises(CaseError) as caught:
            api.sentences(speech, accept=[2], to=tmp_path / "s.csv", **half)
        assert caught.value.mistakes[0].code == "E011"
    assert list(tmp_path.iterdir()) == [speech]


def test_a_file_that_is_no_table_of_statements_is_left_as_it_is(speech: Path, tmp_path: Path) -> None:
    to = tmp_path / "s.csv"
    to.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(CaseError) as caught:
        api.sentences(speech, accept=[2], to=to, actor="ost", date="2031-05-01")

    assert caught.value.mistakes[0].code == "E107"
    assert to.read_text("utf-8") == "a,b\n1,2\n"
    assert not speech.with_name("speech.txt.sentences.json").exists()


def test_the_columns_of_the_page_are_those_of_the_reader() -> None:
    page = DOCS.read_text(encoding="utf-8")

    assert [name for name in COLUMNS if f"`{name}`" not in page] == []
    assert KOREA.is_file()
