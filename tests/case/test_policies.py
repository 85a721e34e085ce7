"""Policies and deals: commitments that can be kept, and parties that can commit."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of
from offramp.case import CaseError, load_text
from offramp.case.commitments import order_of
from offramp.case.expressions import At, Choice, Or
from offramp.case.model import MONTH_DAYS, Stage


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
    assert case.deals is not None
    assert case.deals.between == ("usa", "prk")
    assert case.deals.reach == "peace"
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


# ---------------------------------------------------------------- policies that end, and stages

ASKED = """questions:
  aim: {about: prk, alternatives: {trade: {prior: 0.5}, stall: {prior: 0.3}, war: {prior: 0.2}}}
"""
PARTS = """policies:
  talk: {by: usa, sets: {usa.talks: yes}, lasts: 1 year}
  freeze: {by: prk, sets: {prk.testing: freeze}}
"""


def staged(stages: str, *, more: str = "") -> str:
    return BASE + ASKED + PARTS + f"  plan: {{stages: {stages}{more}}}\n"


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("6 months", 6.0),
        ("1 month", 1.0),
        ("1.5 years", 18.0),
        ("2 weeks", 14 / MONTH_DAYS),
        (" 30  days ", 30 / MONTH_DAYS),
        ("50 years", 600.0),
    ],
)
def test_a_policy_may_end(written, months):
    assert load_text(policy(f"sets: {{}}, lasts: {written}"))[0].policies[0].lasts == pytest.approx(months)


@pytest.mark.parametrize("written", ["6", "soon", "0 days", "-1 month", "6 moons", "51 years", "1e9 days", "[]"])
def test_a_length_is_a_number_and_a_unit(written):
    code, remedy = ("E012", "a list") if written == "[]" else ("E036", "such as `6 months`")
    assert_mistake(policy(f"sets: {{}}, lasts: ▸{written}"), code, remedy)
    assert_mistake(staged(f"[{{policy: talk, lasts: ▸{written}}}, freeze]"), code, remedy)


def test_a_policy_may_come_in_stages():
    case = load_text(
        staged(
            "[talk, {policy: freeze, lasts: 6 months}, {policy: no policy, lasts: 1 month}, "
            "{learn: aim, then: {trade: freeze, stall: talk, war: no policy}, right: 0.8, lasts: 2 months}, freeze]"
        )
    )[0]
    plan = case.policies[2]
    assert plan.stages == (
        Stage("talk", None, None, {}, 1.0),
        Stage("freeze", 6.0, None, {}, 1.0),
        Stage("no policy", 1.0, None, {}, 1.0),
        Stage(None, 2.0, "aim", {"trade": "freeze", "stall": "talk", "war": "no policy"}, 0.8),
        Stage("freeze", None, None, {}, 1.0),
    )
    assert (plan.by, plan.commitments, plan.texts, plan.lasts) == (("usa", "prk"), {}, {}, None)
    assert (case.policies[0].lasts, case.policies[0].stages) == (12.0, ())


def test_whoever_commits_after_some_answer_adopts_the_policy():
    stages = "[{learn: aim, then: {trade: freeze, stall: no policy, war: talk}}]"
    assert load_text(staged(stages))[0].policies[2].by == ("prk", "usa")


def test_what_is_learned_is_true_unless_it_is_said():
    stages = "[{learn: aim, then: {trade: freeze, stall: no policy, war: talk}, right: likely}]"
    assert load_text(staged(stages))[0].policies[2].stages[0].right == pytest.approx(0.675)


@pytest.mark.parametrize(
    ("stages", "code", "remedy"),
    [
        ("[▸freeze, talk]", "E056", "`lasts:` to the policy freeze"),
        ("[▸{policy: no policy}, talk]", "E056", "lasts: 3 months"),
        ("[▸{learn: aim, then: {trade: talk, stall: freeze, war: talk}}, talk]", "E056", "to the policy freeze"),
        ("[▸{learn: aim, then: {trade: talk, stall: no policy, war: talk}}, talk]", "E056", "lasts: 3 months"),
        ("[▸plan]", "E058", "write its stages out here"),
        ("[{policy: ▸plan, lasts: 1 day}, talk]", "E058", "write its stages out here"),
        ("[▸talks]", "E021", 'did you mean "talk"?'),
        ("[▸talks, freeze]", "E021", 'did you mean "talk"?'),
        ("[{learn: ▸aims, then: {trade: talk}}]", "E021", 'did you mean "aim"?'),
        ("[{learn: ▸aims, then: {trade: talk}}, talk]", "E021", 'did you mean "aim"?'),
        ("[{learn: aim, ▸then: {trade: talk, stall: talk}}]", "E059", "add `war:`"),
        ("[{learn: aim, then: {trade: talk, stall: talk, war: talk, ▸ward: talk}}]", "E059", 'did you mean "war"?'),
        ("[{learn: aim, then: {trade: talk, stall: ▸talks, war: talk}}]", "E021", 'did you mean "talk"?'),
        ("[{learn: aim, then: {trade: talk, stall: ▸plan, war: talk}}]", "E058", "write its stages out"),
        ("[{learn: aim, then: {trade: talk, stall: talk, war: talk}, right: ▸2}]", "E030", "from 0 to 1"),
        ("[▸{}]", "E012", "{learn: question"),
        ("[▸{lasts: 1 day}, talk]", "E012", "{learn: question"),
        ("[▸{policy: talk, learn: aim}]", "E012", "{learn: question"),
        ("[{policy: talk, ▸then: {}}]", "E012", "add `learn:`"),
        ("[{policy: talk, ▸right: 1}]", "E012", "add `learn:`"),
        ("[▸3]", "E012", "a number"),
        ("▸talk", "E012", "text"),
    ],
)
def test_a_stage_names_a_policy_or_one_for_every_answer_and_ends(stages, code, remedy):
    assert_mistake(staged(stages), code, remedy)


def test_every_answer_without_a_policy_is_reported():
    text, places = places_of(staged("[▸{learn: aim}]"))
    found = mistakes_of(text)
    assert [(m.code, m.line, m.column) for m in found] == [("E059", *places[0])] * 3
    assert {m.message.split()[6] for m in found} == {"trade", "stall", "war"}


@pytest.mark.parametrize("key", ["by: usa", "by: []", "sets: {}", "keeps: {usa.talks: yes}", "lasts: 1 month"])
def test_a_policy_in_stages_has_nothing_of_its_own(key):
    assert_mistake(staged("[talk]", more=f", ▸{key}"), "E057", "a policy for each stage")


def test_a_policy_in_stages_has_a_stage():
    assert_mistake(BASE + "policies: {plan: {▸stages: []}}\n", "E012", "at least one policy")


def test_a_policy_in_stages_binds_somebody():
    wrong = staged("[]").replace("stages: []", "▸stages: [{policy: no policy, lasts: 1 day}, no policy]")
    assert_mistake(wrong, "E012", "let one of the stages be a policy")


def test_a_policy_without_stages_says_who_adopts_it():
    assert_mistake(BASE + "policies: {▸p: {sets: {}}}\n", "E011", "add `by:`")


def test_deals_that_reach_what_is_to_be_avoided_are_warned_of():
    text = BASE + "outcomes: {war: usa.strike, peace: usa.talks}\njudge: {seek: peace, avoid: war}\n"
    assert_mistake(text + "deals: {between: [usa, prk], reach: ▸war}\n", "W109", "sought")
    assert mistakes_of(text + "deals: {between: [usa, prk], reach: peace}\n") == ()


def test_what_is_right_less_often_than_a_guess_is_warned_of():
    def stages(right: str) -> str:
        return staged(f"[{{learn: aim, then: {{trade: freeze, stall: no policy, war: talk}}, right: {right}}}]")

    assert_mistake(stages("▸0.3"), "W107", "the chance that what is learned is true")
    assert mistakes_of(stages("0.3333333")) == ()
