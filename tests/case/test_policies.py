"""Policies and deals: commitments that can be kept, and parties that can commit."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of
from offramp.case import CaseError, load_text
from offramp.case.commitments import order_of
from offramp.case.expressions import At, Choice, Or


def policy(commitments: str, *, by: str = "[usa, prk]") -> str:
    return BASE + f"policies: {{p: {{by: {by}, {commitments}}}}}\n"


def commitments(text: str):
    return load_text(text)[0].policies[0].commitments


def test_a_level_is_set_or_kept():
    found = commitments(policy("sets: {usa.talks: yes}, keeps: {prk.testing: freeze if usa.talks else active}"))
    assert found == {"usa.talks": 1, "prk.testing": Choice(At("usa.talks", (1,)), 2, 0)}


def test_commitments_may_lean_on_one_another():
    text = policy("keeps: {prk.testing: freeze if usa.talks else active, usa.talks: yes if usa.strike else no}")
    assert order_of(commitments(text)) == ["usa.talks", "prk.testing"]


def test_nobody_commits_for_others():
    assert_mistake(policy("sets: {▸prk.testing: freeze}", by="usa"), "E050", "add prk to `by`")


def test_an_option_is_set_or_kept_but_not_both():
    text = policy("sets: {usa.talks: yes}, keeps: {▸usa.talks: no}")
    assert_mistake(text, "E051", "take one of the two out")


def test_commitments_do_not_refer_to_each_other_in_a_circle():
    text = "policies:\n  ▸p: {by: [usa, prk], keeps: {usa.talks: yes if prk.testing == freeze else no, "
    text += "prk.testing: freeze if usa.talks else active}}\n"
    assert_mistake(BASE + text, "E052", "depend on the options of others only")


def test_a_commitment_does_not_refer_to_itself():
    text = "policies:\n  ▸p: {by: usa, keeps: {usa.talks: no if usa.talks else yes}}\n"
    assert_mistake(BASE + text, "E052", "depend on the options of others only")


@pytest.mark.parametrize("level", ["no", "yes if usa.talks else no"])
def test_what_cannot_be_undone_is_not_undone(level):
    text = policy(f"keeps: {{▸usa.strike: {level}}}") + "status_quo: {usa.strike: yes}\n"
    assert_mistake(text, "E053", "goes up only and stands at yes")


def test_what_cannot_be_undone_is_held_at_one_level():
    assert_mistake(policy("keeps: {▸usa.strike: yes if usa.talks else no}"), "E053", "set one level")
    assert mistakes_of(policy("sets: {usa.strike: yes}")) == ()


def test_what_cannot_be_redone_is_not_redone():
    text = BASE.replace("direction: up", "direction: down")
    assert_mistake(text + "policies: {p: {by: usa, sets: {▸usa.strike: yes}}}\n", "E053", "goes down only")
    assert mistakes_of(text + "policies: {p: {by: usa, sets: {usa.strike: no}}}\n") == ()


def test_a_commitment_fixes_a_level_everywhere():
    assert_mistake(policy("keeps: {prk.testing: ▸freeze if usa.talks}"), "E054", "add `else`")


def test_a_deal_needs_parties_that_can_undertake_something():
    text = BASE.replace("actors:\n", "actors:\n  un: {name: The UN}\n")
    text += "  un: []\noutcomes: {peace: usa.talks}\ndeals: {between: [usa, ▸un], reach: peace}\n"
    assert_mistake(text, "E064", "name actors that have options")


def test_a_deal_names_its_parties_and_its_outcome():
    text = BASE + "outcomes: {peace: usa.talks or usa.strike}\ndeals: {between: [usa, prk], reach: peace}\n"
    case = load_text(text)[0]
    assert case.deal_parties == ("usa", "prk")
    assert case.deal_outcome == "peace"
    assert case.outcomes[0].when == Or((At("usa.talks", (1,)), At("usa.strike", (1,))))


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("policies: {p: {by: [], sets: {}}}", "a policy that nobody adopts"),
        ("outcomes: {open: a.x}\ndeals: {between: [], reach: open}", "a deal is between at least two actors"),
        ("outcomes: {open: a.x}\ndeals: {between: [a, a], reach: open}", "a deal is between at least two actors"),
    ],
)
def test_it_takes_somebody_to_commit(part: str, message: str) -> None:
    text = f"case: c\ntitle: C\nactors: {{a: }}\noptions: {{a.x: }}\npreferences: {{a: [a.x]}}\n{part}\n"
    with pytest.raises(CaseError) as caught:
        load_text(text)
    assert [(m.code, m.message) for m in caught.value.mistakes] == [("E012", message)]
