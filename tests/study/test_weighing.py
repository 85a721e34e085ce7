"""What each piece of evidence does to the beliefs and to the answer."""

import itertools

import pytest

from offramp.study.weighing import weigh
from study.small import chances, compared, ensemble

HEAD = """
case: weighed
title: Weighed
as_of: 2020-06-30
actors: {a: {}, b: {}, c: {}}
options: {a.act: , a.wait: , b.strike: , c.help: }
status_quo: {}
outcomes: {war: b.strike, gain: a.act and c.help, quiet: not a.act}
judge: {seek: gain, avoid: war}
preferences:
  a: [not b.strike, a.act]
  b: [{slot: kind}]
  c: [{slot: will}]
questions:
  nerve:
    about: b
    alternatives:
      dove: {prior: 0.6, kind: [not b.strike]}
      hawk: {prior: 0.4, kind: [b.strike iff a.act]}
  will:
    about: c
    alternatives: {yes: {prior: 0.5, will: [c.help]}, no: {prior: 0.3, will: [not c.help]}, maybe: {prior: 0.2}}
behaviour: {a: {foresight: {seq: 0.7, nash: 0.3}}, b: {foresight: nash}, c: {foresight: nash}}
policies: {hold: {by: a, sets: {a.act: no}}, push: {by: a, sets: {a.act: yes}}}
"""
ITEMS = {
    "plain": "bears_on: {nerve: {dove: 0.8, hawk: 0.3}}",
    "both": "bears_on: {nerve: {dove: 0.2, hawk: 0.5}, will: {yes: 0.1, no: 0.6, maybe: 0.3}}, weight: 0.6",
    "first": "bears_on: {will: {yes: 0.9, no: 0.3, maybe: 0.3}}, group: g",
    "second": "bears_on: {will: {yes: 0.7, no: 0.2, maybe: 0.9}}, group: g",
    "late": "bears_on: {nerve: {dove: 0.1, hawk: 0.9}}, date: 2021-01-01",
    "decisive": "bears_on: {will: {yes: 0.5, no: 0, maybe: 0.5}}",
}
PERCEPTION = "perceptions: {a: {believes: {nerve: {dove: 0.3, hawk: 0.7}}, overlooks: [plain]}}\n"


def text_with(names, perception=PERCEPTION):
    """Return the case with some items of evidence."""
    listed = "".join(f"  - {{id: {name}, {ITEMS[name]}}}\n" for name in names)
    kept = perception if "plain" in names else perception.replace(", overlooks: [plain]", "")
    return HEAD + kept + (f"evidence:\n{listed}" if listed else "")


def posteriors(text):
    return {q.question: q.posterior for q in weigh(ensemble(text)).questions}


@pytest.fixture(scope="module")
def report():
    return weigh(ensemble(text_with(ITEMS)))


@pytest.mark.parametrize("name", ITEMS)
def test_to_retract_an_item_is_as_if_it_had_never_been_reported(report, name):
    left = [other for other in ITEMS if other != name]
    found = next(item for item in report.evidence if item.id == name)
    without = posteriors(text_with(left))
    for question, posterior in found.without.items():
        assert posterior == pytest.approx(without[question])
    now, then = compared(text_with(ITEMS)), compared(text_with(left))
    for policy in ("no policy", "hold", "push"):
        shift = {outcome: chances(then, policy)[outcome] - chances(now, policy)[outcome] for outcome in ("gain", "war")}
        assert found.seek[policy] == pytest.approx(shift["gain"], abs=1e-12)
        assert found.avoid[policy] == pytest.approx(shift["war"], abs=1e-12)
    assert found.changes_best == ((now.best_seek, now.best_avoid) != (then.best_seek, then.best_avoid))


def test_some_item_matters(report):
    assert max(abs(shift) for item in report.evidence for shift in item.seek.values()) > 0.05


def test_evidence_that_is_not_used_changes_nothing(report):
    found = next(item for item in report.evidence if item.id == "late")
    assert not found.used
    assert [*found.seek.values(), *found.avoid.values()] == pytest.approx([0] * 6, abs=1e-12)
    assert not found.changes_best


def test_what_an_item_ruled_out_is_possible_again_without_it():
    # b would strike; that a hawk's world is missing now does not hide what it would bring
    text = HEAD + "evidence: [{id: e, bears_on: {nerve: {dove: 0.9, hawk: 0}}}]\n"
    found = weigh(ensemble(text)).evidence[0]
    assert found.without["nerve"] == pytest.approx({"dove": 0.6, "hawk": 0.4})
    assert found.avoid["push"] == pytest.approx(0.4)
    assert found.avoid["hold"] == pytest.approx(0)


def test_what_only_an_actor_had_ruled_out_is_believed_again_without_the_item():
    perception = "perceptions: {a: {believes: {nerve: {dove: 0.5, hawk: 0.5}}}}\n"
    item = "evidence: [{id: e, bears_on: {nerve: {dove: 0, hawk: 1}}}]\n"
    prior = HEAD.replace("dove: {prior: 0.6", "dove: {prior: 0.0").replace("hawk: {prior: 0.4", "hawk: {prior: 1.0")
    found = weigh(ensemble(prior + perception + item)).evidence[0]
    then = compared(prior + perception)
    now = compared(prior + perception + item)
    shift = chances(then)["war"] - chances(now)["war"]
    assert shift == pytest.approx(0.7 * 0.5)
    assert found.avoid["no policy"] == pytest.approx(shift)


def test_retraction_in_a_sample_comes_close_to_playing_afresh():
    names = ["plain", "both", "first"]
    text = text_with(names)
    open_orders = "{any_order: [a.act, a.wait, not a.act, b.strike, not b.strike, not a.wait]}"
    text = text.replace("c: [{slot: will}]", f"c: [{{slot: will}}, {open_orders}]")
    there = ensemble(text, samples=600)
    assert not there.worlds.exact
    found = weigh(there)
    for item, left in zip(found.evidence, itertools.combinations(reversed(names), 2), strict=True):
        exact_now, exact_then = compared(text_with(names)), compared(text_with(left))
        for policy in ("no policy", "push"):
            shift = chances(exact_then, policy)["gain"] - chances(exact_now, policy)["gain"]
            assert item.seek[policy] == pytest.approx(shift, abs=0.05)


def test_the_counted_likelihoods_are_shown(report):
    found = next(item for item in report.evidence if item.id == "both")
    assert found.bears_on["nerve"] == pytest.approx({"dove": 0.6 * 0.4 + 0.4, "hawk": 1.0})
    assert found.bears_on["will"] == pytest.approx({"yes": 0.5, "no": 1.0, "maybe": 0.7})


def test_questions_show_the_prior_the_posterior_and_what_each_actor_believes():
    found = {q.question: q for q in weigh(ensemble(text_with(["plain"]))).questions}
    assert found["nerve"].prior == pytest.approx({"dove": 0.6, "hawk": 0.4})
    assert found["nerve"].posterior == pytest.approx({"dove": 0.8, "hawk": 0.2})
    assert found["nerve"].actors.keys() == {"a", "c"}
    assert found["nerve"].actors["a"] == pytest.approx({"dove": 0.3, "hawk": 0.7})
    assert found["nerve"].actors["c"] == pytest.approx({"dove": 0.8, "hawk": 0.2})


def test_numbers_leave_no_range_and_words_do():
    text = HEAD + "evidence: [{id: e, bears_on: {nerve: {dove: likely, hawk: 0.2}}}]\n"
    nerve, will = weigh(ensemble(text)).questions
    assert (will.low, will.high) == (pytest.approx(will.posterior), pytest.approx(will.posterior))
    # dove: 0.6 times 0.55 to 0.8 against 0.4 times 0.2
    assert nerve.low["dove"] == pytest.approx(0.33 / 0.41)
    assert nerve.high["dove"] == pytest.approx(0.48 / 0.56)
    assert nerve.low["hawk"] == pytest.approx(0.08 / 0.56)


def test_without_a_judge_only_beliefs_are_weighed():
    text = text_with(["plain"]).replace("judge: {seek: gain, avoid: war}\n", "")
    (found,) = weigh(ensemble(text)).evidence
    assert (found.seek, found.avoid, found.changes_best) == ({}, {}, False)
    assert found.without["nerve"] == pytest.approx({"dove": 0.6, "hawk": 0.4})
