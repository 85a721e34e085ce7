"""Rows that are one event."""

from __future__ import annotations

import datetime
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.events.event import Event
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.merging import SURENESS, Merger

DAY = datetime.date(2031, 3, 1)
ROW = Event(
    *("7", DAY, "day", "OST", "VES", "consult", "", "046", 1, 7.0, "goldstein", "They talk.", "Tarn News", ""),
    *(DAY, None, 1, "f", 2),
)
ROWS = st.builds(
    lambda name, days, actor, target, code, known, sure, line: replace(
        ROW,
        id=name,
        day=DAY + datetime.timedelta(days),
        actor=actor,
        target=target,
        code=code,
        known_on=DAY + datetime.timedelta(known),
        confidence=sure,
        line=line,
    ),
    st.sampled_from(["1", "2", "f-2"]),
    st.integers(0, 1),
    st.sampled_from(["OST", "VES", ""]),
    st.sampled_from(["OST", "VES", ""]),
    st.sampled_from(["046", "130"]),
    st.integers(0, 5),
    st.sampled_from([None, "low", "medium", "high"]),
    st.integers(2, 4),
)


def merged(layout: str, *given_rows: Event) -> Merger:
    merger = Merger()
    for row in given_rows:
        merger.add(row, LAYOUTS[layout], "as written")
    return merger


def test_the_merged_event_keeps_the_earliest_day_the_highest_confidence_and_the_first_text() -> None:
    later = replace(ROW, known_on=DAY + datetime.timedelta(3), confidence="low", says="First.", line=2)
    sooner = replace(ROW, known_on=DAY + datetime.timedelta(1), confidence="high", says="Second.", line=3)

    (event,) = merged("gdelt-2", later, sooner, ROW).events

    assert event == replace(later, known_on=DAY, confidence="high", rows=3)


@pytest.mark.parametrize(
    ("layout", "other", "count"),
    [
        ("own", replace(ROW, line=9), 1),
        ("own", replace(ROW, id="8"), 2),
        ("gdelt-2", replace(ROW, id="8", says="Otherwise."), 1),
        ("gdelt-2", replace(ROW, actor="VES", target="OST"), 2),
        ("gdelt-2", replace(ROW, code="040"), 2),
        ("icews", replace(ROW, actor="VES", target="OST"), 1),
        ("icews", replace(ROW, day=DAY + datetime.timedelta(1)), 2),
        ("icews", replace(ROW, id="8", says="Otherwise."), 1),
        ("csis", replace(ROW, line=9), 1),
        ("csis", replace(ROW, says="Otherwise."), 2),
        ("cns", ROW, 2),
    ],
)
def test_which_rows_are_one_event_depends_on_the_layout(layout: str, other: Event, count: int) -> None:
    assert len(merged(layout, ROW, other).events) == count


def test_a_threat_is_not_the_same_from_the_other_side() -> None:
    threat = replace(ROW, code="130")

    assert len(merged("icews", threat, replace(threat, actor="VES", target="OST")).events) == 2


def test_who_is_not_named_is_not_taken_for_the_same() -> None:
    nobody = replace(ROW, target="")

    assert len(merged("gdelt-2", nobody, replace(nobody, id="8")).events) == 2
    assert len(merged("gdelt-2", nobody, nobody).events) == 1


def test_an_id_with_other_content_is_refused_with_the_line_of_the_first() -> None:
    merger = merged("own", ROW, replace(ROW, says="Otherwise.", line=5), replace(ROW, says="Otherwise.", file="g"))

    assert len(merger.events) == 1
    assert [(row.line, row.row) for row in merger.refused] == [(5, "as written"), (2, "as written")]
    assert "on line 2 with" in merger.refused[0].why
    assert "on line 2 of f with" in merger.refused[1].why


def test_rows_of_different_layouts_stay_apart() -> None:
    merger = merged("gdelt-2", ROW)
    merger.add(ROW, LAYOUTS["icews"], "")

    assert len(merger.events) == 2


def same(layout: str, one: Event, other: Event) -> bool:
    """Whether two rows are one event: the rules of each layout once more, plainly."""
    made_up = [row.id == f"{row.file}-{row.line}" for row in (one, other)]
    left_out = ("id", "known_on", "confidence", "rows", "file", "line")
    names = [field.name for field in fields(Event) if field.name not in left_out]
    alike = all(getattr(one, name) == getattr(other, name) for name in names)
    alike = alike and ("" if made_up[0] else one.id) == ("" if made_up[1] else other.id)
    if layout == "own" and not any(made_up):
        return one.id == other.id
    if layout in ("own", "csis"):
        return alike
    if not (one.actor and one.target and other.actor and other.target):
        return alike
    if (one.day, one.code) != (other.day, other.code):
        return False
    swapped = layout == "icews" and one.code == "046" and (one.actor, one.target) == (other.target, other.actor)
    return swapped or (one.actor, one.target) == (other.actor, other.target)


@given(st.lists(ROWS, max_size=8), st.sampled_from(["own", "gdelt-2", "icews", "csis"]))
def test_merging_agrees_with_comparing_every_pair(given_rows: list[Event], layout: str) -> None:
    merger = merged(layout, *given_rows)
    groups: list[list[Event]] = []
    for row in given_rows:
        home = next((group for group in groups if same(layout, group[0], row)), None)
        if home is None:
            groups.append([row])
        elif layout != "own" or same("csis", home[0], row):
            home.append(row)

    assert [event.rows for event in merger.events] == [len(group) for group in groups]
    assert [event.known_on for event in merger.events] == [min(row.known_on for row in group) for group in groups]
    assert [SURENESS[event.confidence] for event in merger.events] == [
        max(SURENESS[row.confidence] for row in group) for group in groups
    ]
    assert sum(event.rows for event in merger.events) + len(merger.refused) == len(given_rows)
