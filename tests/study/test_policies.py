"""Policies compared: what is written out, the same worlds for all, the same result for the same seed."""

import json

import numpy as np
import pytest

from offramp.beliefs import worlds_of
from offramp.study.policies import MOST_ENDS, compare
from study.small import chances, compared, ensemble, policy

TEXT = """
case: policies
title: Policies
as_of: 2020-01-01
actors: {a: {}, b: {}, c: {}}
options: {a.x: {levels: [l0, l1, l2]}, a.y: , b.u: , b.v: , c.w: }
status_quo: {}
outcomes: {war: {when: b.v and not a.y, final: true}, deal: a.x >= l1 and b.u}
judge: {seek: deal, avoid: war}
preferences:
  a: [{"maybe(0.4)": a.x == l0}, not b.v, a.x == l1, b.u, not a.y]
  b: [{slot: aim}, {any_order: [a.x >= l1, b.u iff c.w, not b.v]}]
  c: [{slot: will}, c.w if a.x >= l1]
questions:
  q: {about: b, alternatives: {g: {prior: likely, aim: [b.u if a.x > l0]}, h: {prior: unlikely, aim: [b.v if not a.y]}}}
  r: {about: c, alternatives: {s: {prior: 0.3, will: [c.w]}, t: {prior: 0.7, will: [not c.w]}}}
clocks: {bomb: {levels: [none, made], rate: {0.1 per month: not a.y}}}
window: {closes: {0.2 per month: bomb == made}}
policies:
  give: {by: [a, c], sets: {a.x: l2}, keeps: {c.w: yes if b.u else no}}
  stand: {by: a, sets: {a.y: yes}}
"""


def test_the_result_is_written_out_as_documented():
    found = json.loads(compare(ensemble(TEXT), thorough=True).to_json())
    assert [p["policy"] for p in found["policies"]] == ["no policy", "give", "stand"]
    for result in found["policies"]:
        assert list(result["outcomes"]) == ["war", "deal", "none of these"]
        for outcome in result["outcomes"].values():
            assert outcome.keys() >= {"chance", "low", "high", "error"}
            assert 0 <= outcome["low"] <= outcome["chance"] <= outcome["high"] <= 1
    assert found["provenance"]["exact"] == ensemble(TEXT).worlds.exact


def assert_sums(result):
    for found in result.policies:
        assert all(0 <= outcome.low <= outcome.high <= 1 for outcome in found.outcomes.values())
        assert sum(outcome.chance for outcome in found.outcomes.values()) == pytest.approx(1, abs=1e-9)
        for by in (*found.by_concept.values(), *found.rates.values()):
            assert sum(by.values()) == pytest.approx(1, abs=1e-9)
        for answers in found.by_alternative.values():
            for by in answers.values():
                assert sum(by.values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("samples", [40, 400])
def test_the_chances_of_all_outcomes_sum_to_one(samples):
    assert_sums(compare(ensemble(TEXT, samples=samples)))


def test_every_outcome_is_broken_down_by_end_state_as_far_as_ends_are_listed():
    result = compared(TEXT)
    assert sum(len(found.ends) < MOST_ENDS for found in result.policies) >= 2
    for found in result.policies:
        by_outcome = dict.fromkeys(found.outcomes, 0.0)
        for end in found.ends:
            by_outcome[end.outcome] += end.chance
        listed = [end.chance for end in found.ends]
        assert listed == sorted(listed, reverse=True)
        if len(listed) < MOST_ENDS:
            assert by_outcome == pytest.approx({n: o.chance for n, o in found.outcomes.items()}, abs=1e-9)
        else:
            assert all(by_outcome[n] <= o.chance + 1e-9 for n, o in found.outcomes.items())


def test_first_visits_split_by_the_window_and_bound_the_ends():
    for found in compared(TEXT).policies:
        for name, outcome in found.outcomes.items():
            if name != "none of these":
                assert outcome.first_visit >= outcome.chance - 1e-9
                assert outcome.before_close + outcome.after_close == pytest.approx(outcome.first_visit)
                by_date = list(outcome.by_date.values())
                assert by_date == sorted(by_date)
                assert by_date[-1] <= outcome.first_visit + 1e-9
        opened = list(found.open_by.values())
        assert opened == sorted(opened, reverse=True)


def test_answers_weighed_by_their_chances_make_up_the_whole():
    there = ensemble(TEXT)
    result = compare(there, thorough=False)
    for question, prior in {"q": [0.675, 0.325], "r": [0.3, 0.7]}.items():
        for found in result.policies:
            answers = list(found.by_alternative[question].values())
            for name, outcome in found.outcomes.items():
                mixed = sum(p * by[name] for p, by in zip(prior, answers, strict=True))
                assert mixed == pytest.approx(outcome.chance, abs=1e-9)


def test_all_policies_share_the_same_worlds():
    there = ensemble(TEXT, samples=60)
    assert not there.worlds.exact
    courses = compare(there, thorough=False) and there.courses
    assert {len(course.which) for course in courses.values()} == {len(there.worlds)}
    # a policy that commits nobody to anything plays exactly as no policy does, world by world
    same = ensemble(TEXT + "  nothing: {by: a}\n", samples=60)
    compare(same, thorough=False)
    assert np.array_equal(same.courses["nothing"].chance(), same.courses["no policy"].chance())


def test_the_same_seed_gives_the_same_result_to_the_last_bit():
    first, again, other = (compare(ensemble(TEXT, seed=seed, samples=60)) for seed in (4, 4, 5))
    assert repr(first) == repr(again)
    assert first.to_json() == again.to_json()
    assert first.provenance.seed == 4
    assert chances(first) != chances(other)


def test_a_sampled_result_is_within_its_error_of_the_listed_one():
    text = TEXT + "behaviour: {b: {foresight: nash}, c: {foresight: nash}}\n"
    listed = compared(text)
    assert listed.provenance.exact
    for seed in (1, 2):
        there = ensemble(text)
        there.worlds = worlds_of(there.doubts, seed=seed, samples=150, most=1)
        found = compare(there, thorough=False)
        assert not found.provenance.exact
        for one in found.policies:
            for name, outcome in one.outcomes.items():
                assert abs(outcome.chance - chances(listed, one.policy)[name]) <= 4 * outcome.error + 1e-9


def test_each_concept_alone_is_what_all_would_do_with_it():
    result = compare(ensemble(TEXT))
    for concept in ("nash", "smr"):
        alone = compare(ensemble(TEXT + f"behaviour: {{default: {{foresight: {concept}}}}}\n"), thorough=False)
        for found in result.policies:
            assert found.by_concept[concept] == pytest.approx(chances(alone, found.policy), abs=1e-9)


def test_slower_actors_leave_clocks_more_time():
    text = """
    case: pace
    title: Pace
    actors: {a: {}}
    options: {a.x: }
    status_quo: {}
    outcomes: {made: {when: bomb == made, final: true}, done: {when: a.x, final: true}}
    preferences: {a: [a.x]}
    clocks: {bomb: {levels: [none, made], rate: {1 per month: true}}}
    """
    found = policy(compare(ensemble(text)))
    assert found.outcomes["done"].chance == pytest.approx(0.5)
    assert found.rates["slower"]["done"] == pytest.approx(1 / 11)
    assert found.rates["faster"]["done"] == pytest.approx(10 / 11)
