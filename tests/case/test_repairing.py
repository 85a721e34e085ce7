"""What cannot be read hides no other mistake, and makes none."""

import copy
import json

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of
from case.test_whole_case import FULL
from offramp.case.reading import Place, read_text

ASKED = """questions:
  aim: {about: usa, alternatives: {deal: {prior: 0.5, goal: [usa.talks]}, war: {prior: 0.5, goal: []}}}
"""
WANTED = BASE.replace("usa: [not", "usa: [slot: goal, not")


def all_places(value, place: Place = ()):
    """Yield the place of every value within a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*place, key)
        yield from all_places(item, (*place, key))


def changed(values, place: Place, new):
    """Return values with another value in a place."""
    found = copy.deepcopy(values)
    parent = found
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = new
    return found


@pytest.mark.parametrize("new", [7.5, None, []], ids=["a number", "nothing", "a list"])
def test_one_value_of_the_wrong_kind_is_one_mistake(new):
    values = read_text(FULL).values
    shape = {"a mapping is wanted", "a list is wanted", "text is wanted", "`true` or `false` is wanted"}
    tried = 0
    for place in all_places(values):
        found = mistakes_of(json.dumps(changed(values, place, new)))
        if any(m.place == place and m.message.split(" here")[0] in shape for m in found):
            tried += 1
            assert len(found) == 1, [str(m) for m in found]
    assert tried > 10


def test_a_misspelt_key_is_read_as_the_one_that_was_meant():
    text, places = places_of(BASE.replace("options:", "▸optoins:") + "impossible: [▸usa.strik]\n")
    assert [(m.code, m.line, m.column) for m in mistakes_of(text)] == [
        ("E010", *places[0]), ("E021", *places[1]),
    ]  # fmt: skip


def test_mistakes_under_a_misspelt_key_are_shown_where_they_stand():
    text, places = places_of(BASE + "▸outcome: {peace: ▸usa.talk, war: {▸finl: true, when: usa.strike}}\n")
    assert [(m.line, m.column) for m in mistakes_of(text)] == places


def test_a_key_that_only_looks_like_another_makes_no_second_mistake():
    assert_mistake(BASE + "window: {when: usa.strike, ▸open: 2017-10-01}\n", "E010")


def test_names_that_a_part_left_out_declares_are_known():
    assert_mistake(BASE + "▸shorthands: {calm: not usa.strike}\nimpossible: [calm and usa.talks]\n", "E010")
    assert_mistake(BASE.replace("{levels: [", "{▸values: [") + "impossible: [prk.testing == freeze]\n", "E010")
    assert_mistake(BASE.replace("prk: {name: North Korea}", "prk: {▸chn: {}}") + "behaviour: {chn: {}}\n", "E010")


def test_what_is_said_of_a_question_that_cannot_be_read_is_not_judged():
    for alternatives in ("▸[deal, war]", "▸deal or war"):
        text = WANTED + ASKED.replace(ASKED[ASKED.index("{deal") :], alternatives + "}\n")
        assert_mistake(text + "evidence: [{id: e, bears_on: {aim: {deal: 0.2, war: 0.3}}}]\n", "E012")


def test_a_chance_that_cannot_be_read_may_be_any():
    assert_mistake(WANTED + ASKED.replace("0.5, goal: []", "▸50%, goal: []"), "E030", "write 0.5")
    text = WANTED + ASKED.replace("0.5, goal: [usa", "▸50%, goal: [usa").replace("0.5, goal: []", "0.9, goal: []")
    assert_mistake(text, "E030", "write 0.5")


def test_a_date_that_cannot_be_read_may_be_any():
    assert_mistake(BASE + "as_of: ▸July\nwindow: {closes: 2017-10-01}\n", "E035")
    assert_mistake(BASE + "as_of: 2017-07-10\nclocks: {c: {levels: [a, b], dates: {b: ▸July}}}\n", "E035")


def test_the_commitments_of_nobody_are_not_said_to_be_of_others():
    assert_mistake(BASE + "policies: {▸p: {sets: {usa.talks: yes}}}\n", "E011", "add `by:`")
    assert_mistake(BASE + "policies: {p: {by: ▸3, sets: {usa.talks: yes}}}\n", "E012")


def test_without_the_options_nothing_is_said_of_their_names():
    text = BASE.replace(BASE[BASE.index("  usa.talks:") : BASE.index("preferences:")], "")
    found = mistakes_of(text + "impossible: [usa.talks and prk.testing == freeze]\njudge: {seek: a, avoid: b}\n")
    assert [m.code for m in found] == ["E012", "E021", "E021"]
    assert [m.message for m in found[1:]] == ['unknown outcome "a"', 'unknown outcome "b"']


def test_a_key_that_stands_twice_hides_no_mistake_and_makes_none():
    text = BASE + "define: {calm: usa.talks}\n▸define: {loud: usa.strike}\nimpossible: [calm, loud, ▸nobody]\n"
    marked, places = places_of(text)
    assert [(m.line, m.column) for m in mistakes_of(marked)] == places


def test_a_hundred_mistakes_of_shape_are_enough():
    keys = "".join(f"zz{n}: 1\n" for n in range(150))
    assert len(mistakes_of(BASE + keys)) == 100
