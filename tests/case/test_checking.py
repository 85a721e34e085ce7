"""Mistakes and warnings that only the list of states reveals."""

import pytest

from case.bad import BASE, places_of
from case.test_whole_case import FULL
from offramp.case import CaseError
from offramp.case.building import build
from offramp.case.mistakes import Mistake
from offramp.case.reading import read_text
from offramp.game.checking import check

RANKED = """case: ranked
title: Ranked
actors: {usa: , prk: }
options: {usa.talks: , prk.test: }
states: {calm: YN, tense: -Y, cold: NN}
preferences:
  usa:
    ranking: [calm, cold, tense]
  prk: []
"""


def checked(text: str) -> tuple[Mistake, ...]:
    """Return what a case's states reveal: mistakes, or else warnings."""
    read = read_text(text, "case.yaml")
    case, _ = build(read)
    try:
        return check(case, read)
    except CaseError as error:
        return error.mistakes


def assert_found(marked: str, code: str, *words: str) -> None:
    """Check that the states of a text reveal one mistake, at the mark, that says the words."""
    text, places = places_of(marked)
    found = checked(text)
    assert [(m.code, m.line, m.column) for m in found] == [(code, line, column) for line, column in places]
    assert found[0].hint
    for word in words:
        assert word in found[0].message or word in found[0].hint, str(found[0])


@pytest.mark.parametrize("text", [BASE, FULL.replace("merge: [prk.attack]\n", ""), RANKED])
def test_a_sound_case_reveals_nothing(text):
    assert checked(text) == ()


def test_rules_that_exclude_everything_leave_no_state():
    assert_found(BASE + "▸impossible: [usa.talks, not usa.talks]\n", "E060", "loosen one of the rules")


def test_the_status_quo_is_possible():
    text = BASE + "impossible: [usa.talks and prk.testing == active]\n▸status_quo: {usa.talks: yes}\n"
    assert_found(text, "E061", "`usa.talks and prk.testing == active` holds", "change a level, or the rule")


def test_every_outcome_has_a_state():
    text = BASE + "impossible: [usa.strike]\noutcomes: {▸war: usa.strike, talks: usa.talks, none: not usa.talks}\n"
    assert_found(text.replace("[not usa.strike]", "[]"), "E062", "no feasible state is war", "loosen its condition")


def test_a_policy_can_begin():
    text = BASE + "impossible: [usa.talks and prk.testing == active]\nstatus_quo: {}\n"
    text += "policies:\n  ▸talk: {by: usa, sets: {usa.talks: yes}}\n"
    assert_found(text, "E055", "talk cannot begin", "let the policy set the other option too")


def test_a_policy_may_begin_after_its_commitments_have_reacted():
    text = BASE + "impossible: [usa.talks and prk.testing == active]\nstatus_quo: {}\n"
    text += "policies: {both: {by: [usa, prk], sets: {usa.talks: yes}, "
    text += "keeps: {prk.testing: freeze if usa.talks else active}}}\n"
    assert checked(text) == ()


def test_without_a_status_quo_no_policy_is_begun():
    text = BASE + "impossible: [usa.talks and prk.testing == active]\n"
    assert checked(text + "policies: {talk: {by: usa, sets: {usa.talks: yes}}}\n") == ()


@pytest.mark.parametrize(
    ("ranking", "words"),
    [
        ("[calm, cold]", ("leaves 2 feasible states out", "rank every feasible state")),
        ("[calm, cold, tense, YY]", ("in two places", "usa.talks: yes, prk.test: yes", "keep one of them")),
    ],
)
def test_a_ranking_has_every_feasible_state_once(ranking, words):
    text = RANKED.replace("ranking: [calm, cold, tense]", f"▸ranking: {ranking}")
    assert_found(text, "E041", *words)


def test_a_ranking_can_be_wrong_in_both_ways():
    found = checked(RANKED.replace("[calm, cold, tense]", "[calm, calm, cold]"))
    assert [m.code for m in found] == ["E041", "E041"]


def test_a_ranking_need_not_have_what_is_impossible():
    assert checked(RANKED.replace("[calm, cold, tense]", "[calm, cold]") + "impossible: [prk.test]\n") == ()


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ("{a: calm, b: [tense, YY], c: cold, d: YY}", ("b and d", "usa.talks: yes, prk.test: yes", "keep one")),
        ("{a: usa.talks, b: not usa.talks, c: tense}", ("b and c",)),
    ],
)
def test_classes_of_states_do_not_share_one(states, words):
    marked = RANKED.replace("ranking: [calm, cold, tense]", f"partial: {{▸states: {states}, known: []}}")
    assert_found(marked, "E041", *words)


def test_states_in_no_class_are_a_warning():
    marked = RANKED.replace("ranking: [calm, cold, tense]", "partial: {▸states: [calm, cold], known: []}")
    assert_found(marked, "W106", "2 feasible states are in no class", "they rank below all classes")
    assert checked(marked.replace("▸", "") + "impossible: [prk.test]\n") == ()
    everything = RANKED.replace("ranking: [calm, cold, tense]", "partial: {▸states: {}, known: []}")
    assert_found(everything, "W106", "4 feasible states are in no class")


def too_little_known(kind: str) -> str:
    conditions = [
        f"({a}) {word} ({b})" for a in ("usa.talks", "prk.test") for b in ("usa.talks", "prk.test")
        for word in ("and", "or", "iff", "if", "and not", "or not")
    ][:23]  # fmt: skip
    names = ", ".join(f"n{k}: {condition}" for k, condition in enumerate(conditions))
    known = [f"n0 before n{k}" for k in range(2, 13)] + [f"n1 before n{k}" for k in range(12, 23)]
    return f"{{{kind}: {{{names}}}, ▸known: [{', '.join(known)}]}}"


def test_so_little_may_be_known_of_an_order_that_it_cannot_be_counted():
    place = "[any_order: " + too_little_known("statements") + "]"
    found = [m for m in checked(RANKED.replace("prk: []", f"prk: {place}").replace("▸", "")) if not m.is_warning]
    assert [m.code for m in found] == ["E045"]
    assert "say more under `known`" in found[0].hint
    slot = RANKED.replace("prk: []", "prk: [slot: s]") + "questions:\n  q: {about: prk, alternatives: "
    slot += f"{{a: {{prior: 0.5, s: {place}}}, b: {{prior: 0.5, s: []}}}}}}\n"
    text, places = places_of(slot)
    found = [m for m in checked(text) if not m.is_warning]
    assert [(m.code, m.line, m.column) for m in found] == [("E045", *places[0])]
    classes = RANKED.replace("prk: []", "prk: {partial: " + too_little_known("states") + "}")
    assert {m.code for m in checked(classes.replace("▸", ""))} == {"E041", "E045"}


def test_an_order_of_a_single_known_pair_is_counted():
    names = ", ".join(f"n{k}: usa.talks or prk.test" for k in range(24))
    text = RANKED.replace("prk: []", f"prk: [any_order: {{statements: {{{names}}}, known: [n3 before n7]}}]")
    assert checked(text) == ()


@pytest.mark.parametrize(
    "preference",
    [
        "{partial: {states: {a: prk.testing == freeze, b: prk.testing != freeze}, known: []}}",
        "[prk.testing == freeze]",
        "{scores: {prk.testing == freeze: 1}}",
        "[tie: [usa.talks, prk.testing == freeze]]",
    ],
)
def test_merged_states_are_the_same_to_everybody(preference):
    text = BASE.replace("[not usa.strike]", preference).replace("[not prk.testing == active, usa.talks]", "[]")
    assert_found(text + "▸merge: [usa.strike]\n", "E042", "tells merged states apart", "the same to everybody")


def test_merged_states_may_be_ranked_with_dashes():
    text = RANKED.replace("[calm, cold, tense]", "[calm, cold, -Y]") + "merge: [prk.test]\n"
    assert checked(text) == ()


def test_merging_nothing_reveals_nothing():
    assert checked(BASE + "merge: [usa.talks and not usa.talks]\n") == ()


def test_an_outcome_hidden_by_earlier_ones_is_a_warning():
    text = BASE + "outcomes: {talks: usa.talks, other: not usa.talks, ▸deal: usa.talks and prk.testing == freeze}\n"
    assert_found(text, "W101", "deal is hidden", "put it further up")


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("[▸usa.talks or not usa.talks, usa.strike]", ("the same in every state", "take it out")),
        ("[usa.talks, ▸not usa.talks, usa.strike]", ("the statements before it decide", "put it further up")),
        ("[usa.strike, ▸tie: [usa.strike, usa.strike]]", ("the statements before it decide",)),
        ("[maybe(0.5): ▸usa.talks or not usa.talks]", ("the same in every state",)),
        ("[any_order: [usa.talks, ▸true]]", ("the same in every state",)),
    ],
)
def test_a_statement_that_never_matters_is_a_warning(statements, words):
    text, places = places_of(BASE.replace("[not usa.strike]", statements))
    found = checked(text)
    assert [(m.code, m.line) for m in found] == [("W102", places[0][0])]
    for word in words:
        assert word in found[0].message or word in found[0].hint


def test_states_without_an_outcome_that_somebody_tells_apart_are_a_warning():
    text = BASE + "▸outcomes: {talks: usa.talks}\n"
    found = checked(text.replace("▸", ""))
    assert {(m.code, m.line, m.column) for m in found} == {("W103", *places_of(text)[1][0])}
    assert "6 states are in no outcome" in found[0].message
    assert "add an outcome" in found[0].hint


def test_states_without_an_outcome_that_nobody_tells_apart_are_no_warning():
    text = BASE.replace("not prk.testing == active, ", "").replace("[not usa.strike]", "[usa.talks]")
    assert checked(text + "outcomes: {talks: usa.talks}\n") == ()


def test_all_that_the_states_reveal_is_shown_at_once():
    text = (
        BASE + "impossible: [usa.talks]\nstatus_quo: {usa.talks: yes}\noutcomes: {peace: usa.talks, war: usa.strike}\n"
    )
    found = checked(text)
    assert [m.code for m in found if not m.is_warning] == ["E061", "E062"]
    assert "W102" in [m.code for m in found]


def test_more_states_than_the_budget_are_refused():
    read = read_text(BASE, "case.yaml")
    with pytest.raises(CaseError) as caught:
        check(build(read)[0], read, budget=11)
    (mistake,) = caught.value.mistakes
    assert mistake.code == "E063"
    assert "--budget 16" in mistake.hint


SOUGHT = (
    BASE
    + """status_quo: {usa.talks: no}
outcomes: {war: {when: usa.strike, final: true}, peace: usa.talks and prk.testing == freeze, rest: true}
judge: {seek: peace, avoid: war}
"""
)


def test_a_policy_that_is_the_outcome_sought_is_warned_of():
    both = "{by: [usa, prk], sets: {usa.talks: yes, prk.testing: freeze}}"
    assert_found(SOUGHT + f"policies: {{▸both: {both}, half: {{by: usa, sets: {{usa.talks: yes}}}}}}\n", "W110", "both")
    assert (
        checked(SOUGHT.replace("usa.talks: no}", "usa.talks: yes, prk.testing: freeze}") + f"policies: {{p: {both}}}\n")
        == ()
    )


def test_a_policy_that_sets_the_outcome_below_another_that_holds_is_not_warned_of():
    every = "{by: [usa, prk], sets: {usa.talks: yes, usa.strike: yes, prk.testing: freeze}}"
    assert checked(SOUGHT + f"policies: {{p: {every}}}\n") == ()
