"""What an actor expects, what happens, what its error costs, and which news would correct it."""

import pytest

from offramp.study.misreading import misread
from study.small import ensemble

# a would act unless it fears that b strikes back; b is a dove with 0.6, but a takes it for a hawk with 0.9
BLUFF = """
case: bluff
title: Bluff
actors: {a: {}, b: {}}
options: {a.act: , b.strike: }
status_quo: {}
outcomes: {war: b.strike, gain: a.act, quiet: not a.act}
judge: {seek: gain, avoid: war}
preferences:
  a: [not b.strike, a.act]
  b: [{slot: kind}]
questions:
  nerve:
    about: b
    alternatives:
      dove: {prior: 0.6, kind: [not b.strike]}
      hawk: {prior: 0.4, kind: [b.strike iff a.act]}
perceptions: {a: {believes: {nerve: {dove: 0.1, hawk: 0.9}}}}
behaviour: {a: {foresight: seq}, b: {foresight: nash}}
"""


def reading(text, actor="a", policy="no policy"):
    result = misread(ensemble(text), policies=[policy], actors=[actor])
    (found,) = result.misreadings
    return found


def test_what_an_actor_expects_is_play_in_the_game_as_it_sees_it():
    # against a dove it would act, and gain; against a hawk it would stay
    assert reading(BLUFF).expects == pytest.approx({"war": 0, "gain": 0.1, "quiet": 0.9, "none of these": 0})


def test_what_happens_is_play_in_which_each_acts_on_its_beliefs():
    # a acts if it takes b for a dove (0.1); then a dove lets it gain (0.6) and a hawk goes to war (0.4)
    assert reading(BLUFF).happens == pytest.approx({"war": 0.04, "gain": 0.06, "quiet": 0.9, "none of these": 0})


def test_the_gap_is_the_chance_that_is_misplaced():
    assert reading(BLUFF).gap == pytest.approx(0.04)


def test_the_price_is_what_the_truth_would_change():
    # knowing the truth a acts against doves only: gain 0.6, no war
    found = reading(BLUFF)
    assert found.price_seek == pytest.approx(0.6 - 0.06)
    assert found.price_avoid == pytest.approx(0 - 0.04)


def test_the_only_question_is_the_whole_revelation():
    (found,) = reading(BLUFF).revelation
    assert (found.question, found.seek, found.avoid) == ("nerve", pytest.approx(0.54), pytest.approx(-0.04))
    # gain from 0.06 to 0.6, war from 0.04 to 0, quiet from 0.9 to 0.4
    assert found.shift == pytest.approx(0.54)


def test_an_end_is_stable_by_error_if_only_the_error_holds_the_actor_there():
    # a takes a dove for a hawk and stays quiet: 0.6 * 0.9
    found = reading(BLUFF)
    assert found.stable_by_error == ("all at its lowest level",)
    assert found.weight_by_error == pytest.approx(0.54)


def test_where_play_has_stopped_nothing_is_stable_by_error():
    text = BLUFF.replace("quiet: not a.act", "quiet: {when: not a.act, final: true}")
    found = reading(text)
    assert (found.stable_by_error, found.weight_by_error) == ((), 0.0)


def test_beliefs_are_shown_beside_the_analysts():
    found = misread(ensemble(BLUFF), policies=["no policy"])
    (belief,) = found.beliefs
    assert (belief.actor, belief.question) == ("a", "nerve")
    assert belief.analyst == pytest.approx({"dove": 0.6, "hawk": 0.4})
    assert belief.believes == pytest.approx({"dove": 0.1, "hawk": 0.9})
    assert [m.actor for m in found.misreadings] == ["a"]


def test_if_nobody_has_a_perception_all_actors_are_looked_at():
    text = BLUFF.replace("perceptions: {a: {believes: {nerve: {dove: 0.1, hawk: 0.9}}}}\n", "")
    assert [m.actor for m in misread(ensemble(text), policies=["no policy"]).misreadings] == ["a", "b"]


def test_an_actor_that_knows_the_truth_errs_in_nothing():
    text = BLUFF.replace("{believes: {nerve: {dove: 0.1, hawk: 0.9}}}", "{knows: truth}")
    found = reading(text)
    assert found.expects == pytest.approx(found.happens)
    assert found.happens == pytest.approx({"war": 0, "gain": 0.6, "quiet": 0.4, "none of these": 0})
    assert (found.gap, found.price_seek, found.price_avoid, found.weight_by_error) == pytest.approx((0, 0, 0, 0))
    assert found.revelation == ()


def test_beliefs_that_are_right_on_average_still_err_case_by_case():
    text = BLUFF.replace("{dove: 0.1, hawk: 0.9}", "{dove: 0.6, hawk: 0.4}")
    found = reading(text)
    assert found.expects["gain"] == pytest.approx(0.6)
    assert found.happens["gain"] == pytest.approx(0.36)
    assert found.price_avoid == pytest.approx(-0.6 * 0.4)


@pytest.mark.parametrize("concept", ["nash", "gmr", "smr"])
def test_an_error_costs_nothing_to_one_who_does_not_reckon_with_what_others_want(concept):
    found = reading(BLUFF.replace("a: {foresight: seq}", f"a: {{foresight: {concept}}}"))
    assert (found.price_seek, found.price_avoid, found.weight_by_error) == (0, 0, 0)


def test_only_the_worlds_in_which_one_looks_ahead_pay():
    found = reading(BLUFF.replace("a: {foresight: seq}", "a: {foresight: {seq: 0.25, gmr: 0.75}}"))
    assert found.price_seek == pytest.approx(0.25 * 0.54)
    assert found.weight_by_error == pytest.approx(0.25 * 0.54)


def test_overlooked_evidence_is_a_misreading_too():
    text = BLUFF.replace("{believes: {nerve: {dove: 0.1, hawk: 0.9}}}", "{overlooks: [e]}")
    text += "evidence: [{id: e, bears_on: {nerve: {dove: 0.1, hawk: 0.9}}}]\n"
    # the truth: 0.06 to 0.36, a dove with 1/7; a believes in one with 0.6
    found = reading(text)
    assert found.expects["gain"] == pytest.approx(0.6)
    assert found.happens["war"] == pytest.approx(0.6 * 6 / 7)
    assert found.price_avoid == pytest.approx(-0.6 * 6 / 7)


# ---------------------------------------------------------------- two questions


# b also wants to help or not, which a cannot see either but which does not matter to its choice
WILL = "  will: {about: b, alternatives: {no: {prior: 0.5, will: [not b.help]}, yes: {prior: 0.5, will: [b.help]}}}\n"
TWO = (
    BLUFF.replace("b.strike: }", "b.strike: , b.help: }")
    .replace("b: [{slot: kind}]", "b: [{slot: kind}, {slot: will}]")
    .replace("perceptions:", f"{WILL}perceptions:")
)


def test_news_is_worth_most_on_the_question_that_matters():
    found = reading(TWO)
    assert [r.question for r in found.revelation] == ["nerve", "will"]
    assert [r.shift for r in found.revelation] == pytest.approx([0.54, 0])
    assert found.price_seek == pytest.approx(0.54)


def test_news_on_one_question_leaves_the_other_and_the_completions_as_believed():
    text = TWO.replace("kind: [not b.strike]", 'kind: [not b.strike, {"maybe(0.5)": a.act}]')
    found = reading(text)
    assert [r.shift for r in found.revelation] == pytest.approx([0.54, 0])


# two neighbours, each of which may strike; a acts only if it takes both for doves
THREE = """
case: three
title: Three
actors: {a: {}, b: {}, c: {}}
options: {a.act: , b.strike: , c.strike: }
status_quo: {}
outcomes: {war: b.strike or c.strike, gain: a.act}
judge: {seek: gain, avoid: war}
preferences: {a: [not b.strike and not c.strike, a.act], b: [{slot: kind}], c: [{slot: kind}]}
questions:
  of_b: {about: b, alternatives: {dove: {prior: 1, kind: [not b.strike]}, hawk: {prior: 0, kind: [b.strike iff a.act]}}}
  of_c: {about: c, alternatives: {dove: {prior: 1, kind: [not c.strike]}, hawk: {prior: 0, kind: [c.strike iff a.act]}}}
perceptions: {a: {believes: {of_b: {dove: 0.5, hawk: 0.5}, of_c: {dove: 0.2, hawk: 0.8}}}}
behaviour: {a: {foresight: seq}, b: {foresight: nash}, c: {foresight: nash}}
"""


def test_the_worse_of_two_errors_is_the_better_news_and_both_together_are_more():
    found = reading(THREE)
    assert found.happens["gain"] == pytest.approx(0.1)
    assert {r.question: r.seek for r in found.revelation} == {
        "of_c": pytest.approx(0.5 - 0.1),
        "of_b": pytest.approx(0.2 - 0.1),
    }
    assert found.revelation[0].question == "of_c"
    assert found.price_seek == pytest.approx(0.9)


def test_what_a_policy_changes_is_read_under_it():
    text = THREE + "policies: {calm: {by: [b, c], sets: {b.strike: no, c.strike: no}}}\n"
    found = reading(text, policy="calm")
    assert found.expects["gain"] == found.happens["gain"] == pytest.approx(1)
    assert found.weight_by_error == 0


def test_a_judge_is_not_needed():
    found = reading(BLUFF.replace("judge: {seek: gain, avoid: war}\n", ""))
    assert (found.price_seek, found.price_avoid) == (None, None)
    assert found.gap == pytest.approx(0.04)


def test_listed_worlds_have_no_error():
    found = reading(BLUFF)
    assert (found.expects_error, found.happens_error, found.price_error) == (0, 0, 0)
