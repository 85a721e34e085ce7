"""Warnings about what a case names and its record does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp import api
from offramp.case import Mistake
from offramp.cli import main
from record.standoff import CALENDAR, CASE, EVENTS, standoff

REFUSED = "s9,not a day,ISL,Someone,press,,,,\n"
SIGNALS = "id,date,actor,speaker,channel,condition_form,offers,demands,key_phrase\n"
MORE = """\
    hit: {any: raid, says: harbour}
    other: {category: raid, actor: ISL}
    fire: {code: "19"}
    quiet: {says: silence}
    far: {mode: exercise}
    either: {any: [launch, hit]}
  rates:
    hits: {of: hit, beside: [flights, drill]}
"""


def warned(code: str, path: Path, as_of: str | None = None) -> dict[str, Mistake]:
    """Return the warnings with a code, by the part of the case that they speak of."""
    return {".".join(map(str, w.place)): w for w in api.check(path, as_of=as_of)[1] if w.code == code}


@pytest.mark.parametrize("as_of", [None, "2020-02-15"])
def test_a_kind_that_no_event_is_of_is_warned_of_with_what_it_asks_for_in_vain(
    tmp_path: Path, as_of: str | None
) -> None:
    text = CASE.replace("raid: {category: raid}", "raid: {category: raids}").replace("  start:", f"{MORE}  start:")
    text += "commitments: {peace: {by: main, forbids: either, starts: 2020-01-01}}\n"
    found = warned("W119", standoff(tmp_path, case=text), as_of)

    assert set(found) == {
        "record.kinds.raid.category",
        "record.kinds.hit.any",
        "record.kinds.other",
        "record.kinds.fire.code",
        "record.kinds.quiet.says",
        "record.kinds.far.mode",
    }
    raid = found["record.kinds.raid.category"]
    assert raid.line == text.splitlines().index("    raid: {category: raids}") + 1
    assert "of the kind raid, on which the commitment peace, rule 4 and the rate hits rest" in raid.message
    for told in ('asks for category "raids"', 'did you mean "raid"?', "flight, launch, raid"):
        assert told in raid.hint
    assert "it rests on raid, of which there is no event either" in found["record.kinds.hit.any"].hint
    assert "never in one event" in found["record.kinds.other"].hint
    assert found["record.kinds.fire.code"].message.endswith("of the kind fire")
    assert "there are no codes of events here" in found["record.kinds.fire.code"].hint


@pytest.mark.parametrize("case", [CASE, CASE.replace("category: raid}", "category: RAID, actor: [mai, nobody]}")])
def test_kinds_with_events_are_not_warned_of(tmp_path: Path, case: str) -> None:
    assert not warned("W119", standoff(tmp_path, case=case))


def test_a_code_matches_by_what_it_begins_with(tmp_path: Path) -> None:
    events = "id,date,actor,target,category,cameo\ne1,2020-01-10,ISL,MAI,launch,190\n"
    text = CASE.replace("  start:", '    fire: {code: "19"}\n    talk: {code: "191"}\n  start:')

    found = warned("W119", standoff(tmp_path, case=text, events=events))

    assert {"record.kinds.flight.category", "record.kinds.raid.category", "record.kinds.talk.code"} == set(found)
    assert 'did you mean "190"?' in found["record.kinds.talk.code"].hint


def test_kinds_that_the_calendar_does_not_have_are_warned_of_with_the_nearest(tmp_path: Path) -> None:
    text = CASE.replace("calendar: drill}", "calendar: drills}").replace("  start:", f"{MORE}  start:")
    found = warned("W120", standoff(tmp_path, case=text))

    assert set(found) == {"clocks.exercise.calendar", "record.rates.hits.beside.0"}
    assert (
        'did you mean "drill"?\nknown kinds of the calendar: anniversary, drill'
        in found["clocks.exercise.calendar"].hint
    )
    assert 'did you mean "flight"?' in found["record.rates.hits.beside.0"].hint
    assert not warned("W120", standoff(tmp_path))


@pytest.mark.parametrize(
    ("until", "last", "warns"),
    [
        ("", "2031-11-20", True),
        ("", "2021-05-21", True),
        ("", "2021-05-20", False),
        ("  until: 2031-12-31\n", "2031-11-20", False),
    ],
)
def test_an_event_long_after_all_others_is_warned_of(tmp_path: Path, until: str, last: str, warns: bool) -> None:
    text = CASE.replace("  until: 2020-12-31\n", until)
    events = EVENTS.replace("e4,2020-11-20", f"e4,{last}").replace(",2020-11-20\n", ",\n")
    found = warned("W121", standoff(tmp_path, case=text, events=events))

    assert bool(found) == warns
    if warns:
        assert "e4" in found["record"].message
        assert "events.csv, line 5" in found["record"].hint


def test_a_long_gap_before_the_day_of_the_case_is_no_mistake(tmp_path: Path) -> None:
    text = CASE.replace("  until: 2020-12-31\n", "").replace("as_of: 2020-06-01", "as_of: 2031-12-01")
    text = text.replace("2020-08", "2032-08").replace("2020-09", "2032-09").replace("2020-12-01", "2032-12-01")
    events = EVENTS.replace("2020-11-20", "2031-11-20")

    assert not warned("W121", standoff(tmp_path, case=text, events=events))


def test_refused_rows_of_all_files_are_listed_as_many_as_are_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = standoff(
        tmp_path,
        case=CASE.replace("  calendar:", "  signals: signals.csv\n  calendar:"),
        events=EVENTS + "e9,never,ISL,MAI,launch,No such day.,\n",
        calendar=CALENDAR + "x,X,drill,2021-01-01,,,,,,\n",
    )
    (tmp_path / "signals.csv").write_text(SIGNALS + REFUSED, encoding="utf-8")
    (warning,) = warned("W117", path).values()

    assert warning.message.startswith("3 rows of the record")
    assert f"`offramp events {path} --refused`" in warning.hint
    assert [Path(row.file).name for row in api.events(path).refused] == ["events.csv", "signals.csv", "calendar.csv"]
    assert main(["events", str(path), "--refused"]) == 0
    said = capsys.readouterr().out
    assert "it has no known_on" in said
    assert said.endswith("3 rows of the record could not be read; of its 5 rows of events, 1\n")


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (CASE, [], False),
        (CASE, ["--as-of", "2020-06-01"], False),
        (CASE, ["--as-of", "2020-05-31"], True),
        (CASE.replace("status_quo: {main.patrols: some}\n", ""), [], True),
    ],
)
def test_it_is_told_where_play_starts_from_the_state_that_the_record_gives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, options: list[str], told: bool
) -> None:
    assert main(["policies", str(standoff(tmp_path, case=text)), *options]) == 0
    said = " ".join(capsys.readouterr().out.split())

    assert said.endswith(" Play starts from the state that the record gives.") == told
    assert ("As of 2020-05-31." if "2020-05-31" in options else "As of 2020-06-01.") in said
