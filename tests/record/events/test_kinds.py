"""Which kinds an event is of: by hand, and by a second program that goes through the definition."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.case.recorded import Kind
from offramp.record.events.event import Event
from offramp.record.kinds import kinds_of, of_kind

DAY = datetime.date(2031, 3, 1)
TEST = Event(
    *("1", DAY, "day", "OST", "VES", "missile_test", "weapons", "150", 4, -7.2, "goldstein", "An ICBM flies."),
    *("Tarn News", "", DAY, "high", 1, "f", 2),
)


def kind(name: str, **what: Any) -> Kind:
    return Kind(name, name, **what)


@pytest.mark.parametrize(
    ("what", "matches"),
    [
        ({}, True),
        ({"actor": ("ost",)}, True),
        ({"actor": ("VES", "OST")}, True),
        ({"actor": ("VES",)}, False),
        ({"target": ("VES",), "category": ("nuclear_test", "Missile_Test"), "mode": ("WEAPONS",)}, True),
        ({"target": ("VES",), "category": ("nuclear_test",)}, False),
        ({"code": ("15",)}, True),
        ({"code": ("50", "154")}, False),
        ({"says": ("icbm",)}, True),
        ({"says": ("short range",)}, False),
    ],
)
def test_a_kind_matches_everything_it_says(what: dict[str, Any], matches: bool) -> None:
    assert kinds_of(TEST, {"k": kind("k", **what)}) == (("k",) if matches else ())


def test_kinds_refer_to_others_by_name() -> None:
    kinds = {
        "long": kind("long", any=("test",), says=("ICBM",), but=("short",)),
        "test": kind("test", category=("missile_test",)),
        "short": kind("short", says=("short",)),
    }
    short = replace(TEST, says="Not an ICBM, a short flight.")
    other = replace(TEST, category="summit")

    assert kinds_of(TEST, kinds) == ("long", "test")
    assert of_kind([TEST, short, other], kinds) == {"long": (TEST,), "test": (TEST, short), "short": (short,)}


def test_of_several_actors_each_counts_and_all_of_them_together() -> None:
    both = replace(TEST, actor="OST; NOR")

    assert kinds_of(both, {name: kind(name, actor=(name,)) for name in ("OST", "nor", "OST; NOR", "VES")}) == (
        "OST",
        "nor",
        "OST; NOR",
    )


def some(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=2).map(tuple)


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Kind]:
    """Kinds that refer only to those before them, in any order."""
    found: list[Kind] = []
    for name in "abcd":
        before = [each.id for each in found]
        others = some(*before) if before else st.just(())
        found.append(
            kind(
                name,
                actor=draw(some("ost", "VES")),
                category=draw(some("missile_test", "summit")),
                code=draw(some("1", "15", "04")),
                says=draw(some("icbm", "flies", "meet")),
                any=draw(others),
                but=draw(others),
            )
        )
    return {each.id: each for each in draw(st.permutations(found))}


EVENTS = st.builds(
    lambda actor, category, code, says: replace(TEST, actor=actor, category=category, code=code, says=says),
    st.sampled_from(["OST", "VES", ""]),
    st.sampled_from(["missile_test", "summit", "visit"]),
    st.sampled_from(["150", "046", "1312", ""]),
    st.sampled_from(["An ICBM flies.", "They meet.", ""]),
)


def is_of(event: Event, name: str, kinds: dict[str, Kind]) -> bool:
    there = kinds[name]
    return (
        (not there.actor or event.actor.lower() in [each.lower() for each in there.actor])
        and (not there.category or event.category in there.category)
        and (not there.code or any(event.code[: len(code)] == code for code in there.code))
        and (not there.says or any(word in event.says.lower() for word in there.says))
        and (not there.any or any(is_of(event, other, kinds) for other in there.any))
        and all(not is_of(event, other, kinds) for other in there.but)
    )


@given(drawn(), st.lists(EVENTS, max_size=5))
def test_kinds_are_as_their_definition_says(kinds: dict[str, Kind], events: list[Event]) -> None:
    expected = {name: tuple(event for event in events if is_of(event, name, kinds)) for name in kinds}

    assert of_kind(events, kinds) == expected
    for event in events:
        assert kinds_of(event, kinds) == tuple(name for name in kinds if is_of(event, name, kinds))
