"""Worlds: listed with exact weights, or sampled with known errors."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from offramp.beliefs import doubts_of, worlds_of
from offramp.beliefs.doubts import LOOKS_AT_OTHERS, count_worlds
from offramp.beliefs.worlds import alternatives_in
from offramp.case import load_text
from offramp.study.playing.ensemble import NO_POLICY, Ensemble
from offramp.study.playing.play import play

TEXT = """
case: worlds
title: Worlds
actors: {a: {}, b: {}, c: {}}
options: {a.x: , a.y: , b.x: , b.y: , c.x: }
status_quo: {}
outcomes: {good: a.x and b.x, fair: a.x or b.x}
preferences:
  a: [{slot: aim}, {any_order: {a.x iff b.x: 2, c.x: 1}}]
  b: [{"maybe(0.3)": not a.y}, {slot: aim}]
  c: [c.x iff a.x, not b.y]
questions:
  qa: {about: a, alternatives: {u: {prior: 0.2, aim: [a.x]}, v: {prior: 0.8, aim: [not a.x if b.y]}}}
  qb: {about: b, alternatives: {u: {prior: 0.5, aim: [b.x]}, v: {prior: 0.4, aim: [b.y]}, w: {prior: 0.1}}}
evidence:
  - {id: e, bears_on: {qa: {u: 0.9, v: 0.3}, qb: {u: 0.2, v: 0.4, w: 0.2}}}
perceptions:
  a: {overlooks: [e]}
  b: {believes: {qa: {u: 1, v: 0}}}
  c: {knows: truth}
behaviour:
  a: {foresight: {seq: 0.75, nash: 0.25}}
  b: {foresight: {sseq: 0.5, gmr: 0.5}, reconsiders: 2 per month}
  c: {foresight: {seq: 0.5, smr: 0.5}}
"""
TRUTH_A = [3 / 7, 4 / 7]  # 0.2 * 0.9 to 0.8 * 0.3
TRUTH_B = [5 / 14, 8 / 14, 1 / 14]  # 0.5 * 0.2 to 0.4 * 0.4 to 0.1 * 0.2


def doubts_in(text, *, seed=0):
    return doubts_of(load_text(text)[0], seed=seed)


def exact():
    return doubts_in(TEXT), worlds_of(doubts_in(TEXT))


def looking(worlds, actor):
    """Return the worlds in which an actor's concept looks at the others."""
    return np.array([concept in LOOKS_AT_OTHERS for concept in worlds.concepts[actor]])[worlds.foresight[:, actor]]


# ---------------------------------------------------------------- listed


def test_few_worlds_are_listed_with_weights_that_sum_to_one():
    doubts, worlds = exact()
    assert worlds.exact
    assert worlds.seed is None
    assert_allclose(worlds.weight.sum(), 1.0)
    assert len(worlds) == count_worlds(doubts)


def test_the_number_of_worlds_is_the_number_of_what_can_differ():
    # types: 2 * 2 of a, 3 * 2 of b; views: a sees 6 types of b or does not look; b sees the 2 types of a that answer u,
    # or does not look; c knows
    assert len(exact()[1]) == 4 * 6 * (6 + 1) * (2 + 1) * (1 + 1)


def test_no_two_listed_worlds_are_alike():
    _, worlds = exact()
    rows = np.concatenate([worlds.types, worlds.believed.reshape(len(worlds), -1), worlds.foresight], axis=1)
    assert len(np.unique(rows, axis=0)) == len(worlds)


def test_the_marginals_of_listed_worlds_are_what_the_case_says():
    doubts, worlds = exact()
    truth = alternatives_in(doubts, worlds, load_text(TEXT)[0])
    assert_allclose(np.bincount(truth["qa"], worlds.weight), TRUTH_A)
    assert_allclose(np.bincount(truth["qb"], worlds.weight), TRUTH_B)
    for actor, chances in enumerate([[0.75, 0.25], [0.5, 0.5], [0.5, 0.5]]):
        assert_allclose(np.bincount(worlds.foresight[:, actor], worlds.weight), chances)
    for actor, chances in enumerate(doubts.truth):
        assert_allclose(np.bincount(worlds.types[:, actor], worlds.weight), chances)


def test_the_types_of_an_actor_share_out_its_answers_chance():
    doubts, _ = exact()
    assert_allclose(doubts.truth[0], np.outer(TRUTH_A, [2 / 3, 1 / 3]).ravel())
    assert_allclose(doubts.truth[1], np.outer(TRUTH_B, [0.3, 0.7]).ravel())


def test_beliefs_follow_each_actors_own_posterior_whatever_the_truth():
    doubts, worlds = exact()
    where = looking(worlds, 0)
    joint = np.zeros((6, 6))
    np.add.at(joint, (worlds.types[where, 1], worlds.believed[where, 0, 1]), worlds.weight[where])
    overlooked = np.outer([0.5, 0.4, 0.1], [0.3, 0.7]).ravel()
    assert_allclose(joint, 0.75 * np.outer(doubts.truth[1], overlooked))


def test_what_an_actor_rules_out_it_never_believes():
    _, worlds = exact()
    where = looking(worlds, 1)
    assert set(worlds.believed[where, 1, 0]) == {0, 1}
    assert set(worlds.types[:, 0]) == {0, 1, 2, 3}


def test_an_actor_that_knows_the_truth_believes_it():
    _, worlds = exact()
    where = looking(worlds, 2)
    assert_array_equal(worlds.believed[where, 2], worlds.types[where])


def test_every_actor_knows_itself():
    _, worlds = exact()
    for actor in range(3):
        assert_array_equal(worlds.believed[:, actor, actor], worlds.types[:, actor])


def test_an_actor_that_does_not_look_at_others_has_no_beliefs():
    _, worlds = exact()
    for actor in range(3):
        others = np.delete(worlds.believed[:, actor], actor, axis=1)
        assert not others[~looking(worlds, actor)].any()


def test_an_answer_that_is_ruled_out_is_in_no_world():
    text = TEXT.replace("qa: {u: 0.9, v: 0.3}", "qa: {u: 0.9, v: 0}").replace(
        "{foresight: {seq: 0.75", "{foresight: {seq: 1.0"
    )
    text = text.replace("nash: 0.25}}", "nash: 0.0}}")
    worlds = worlds_of(doubts_in(text))
    assert set(worlds.types[:, 0]) == {0, 1}
    assert set(worlds.foresight[:, 0]) == {0}
    assert (worlds.weight > 0).all()


def test_listed_worlds_have_no_error_and_need_no_seed():
    doubts, worlds = exact()
    assert worlds.error(worlds.types[:, 0] * 1.0) == 0.0
    assert_array_equal(worlds.weight, worlds_of(doubts, seed=7).weight)


def test_a_case_without_doubts_is_one_world():
    text = "case: one\ntitle: One\nactors: {a: {}}\noptions: {a.x: }\npreferences: {a: [a.x]}\n"
    worlds = worlds_of(doubts_in(text + "behaviour: {a: {foresight: seq}}\n"))
    assert worlds.weight.tolist() == [1.0]
    assert worlds.believed.tolist() == [[[0]]]


# ---------------------------------------------------------------- sampled


def sampled(seed=0, samples=600, text=TEXT):
    doubts = doubts_in(text, seed=seed)
    return doubts, worlds_of(doubts, seed=seed, samples=samples, most=1)


def assert_within_error(worlds, where, expected):
    """Hold the weight of a kind of worlds against what it should be."""
    values = where.astype(float)
    assert abs(worlds.mean(values) - expected) <= 4 * worlds.error(values) + 1e-12


def test_a_sample_is_made_if_worlds_are_too_many():
    doubts, worlds = sampled()
    assert not worlds.exact
    assert worlds.seed == 0
    assert worlds_of(doubts, most=count_worlds(doubts)).exact
    assert not worlds_of(doubts, most=count_worlds(doubts) - 1).exact


def test_answers_stand_in_a_sample_with_their_exact_weight():
    doubts, worlds = sampled(samples=100)
    truth = alternatives_in(doubts, worlds, load_text(TEXT)[0])
    assert_allclose(np.bincount(3 * truth["qa"] + truth["qb"], worlds.weight), np.outer(TRUTH_A, TRUTH_B).ravel())
    assert worlds.error(truth["qa"] * 1.0) == 0.0


def test_every_combination_of_answers_is_drawn_twice_at_least():
    _, worlds = sampled(samples=14)
    counts = np.bincount(worlds.stratum)
    assert len(counts) == 6
    assert counts.min() == 2


@pytest.mark.parametrize("seed", range(3))
def test_the_marginals_of_a_sample_are_within_its_error(seed):
    doubts, worlds = sampled(seed)
    for actor, chances in enumerate(doubts.truth):
        for kind, chance in enumerate(chances):
            assert_within_error(worlds, worlds.types[:, actor] == kind, chance)
    for actor, chances in enumerate(doubts.foresight):
        for concept, chance in enumerate(chances):
            assert_within_error(worlds, worlds.foresight[:, actor] == concept, chance)
    for kind, chance in enumerate(doubts.believed[0][1]):
        assert_within_error(worlds, looking(worlds, 0) & (worlds.believed[:, 0, 1] == kind), 0.75 * chance)
    believes_truth = looking(worlds, 0) & (worlds.believed[:, 0, 1] == worlds.types[:, 1])
    assert_within_error(worlds, believes_truth, 0.75 * float(doubts.believed[0][1] @ doubts.truth[1]))


def test_in_a_sample_actors_know_what_they_know():
    _, worlds = sampled()
    assert_array_equal(worlds.believed[looking(worlds, 2), 2], worlds.types[looking(worlds, 2)])
    for actor in range(3):
        assert_array_equal(worlds.believed[:, actor, actor], worlds.types[:, actor])
        assert not np.delete(worlds.believed[:, actor], actor, axis=1)[~looking(worlds, actor)].any()
    assert set(worlds.believed[looking(worlds, 1), 1, 0]) == {0, 1}


def test_answers_are_drawn_themselves_if_their_combinations_are_too_many():
    doubts, worlds = sampled(samples=11)
    assert not worlds.stratum.any()
    assert_allclose(worlds.weight, 1 / 11)
    many = worlds_of(doubts, samples=11, seed=1, most=1).types
    assert not np.array_equal(many, worlds.types)


# ---------------------------------------------------------------- the error


SEVEN = "[a.x, not a.x, a.y, not a.y, b.x, b.y, c.x]"
MANY = TEXT.replace("{any_order: {a.x iff b.x: 2, c.x: 1}}", f"{{any_order: {SEVEN}}}")
ONLY_TYPES = (
    MANY.replace("{seq: 0.75, nash: 0.25}", "nash")
    .replace("{sseq: 0.5, gmr: 0.5}", "gmr")
    .replace("{seq: 0.5, smr: 0.5}", "smr")
    .replace('{"maybe(0.3)": not a.y}, ', "")
)


def score(doubts, worlds):
    """Return a quantity that depends on types, beliefs and foresight."""
    first = (
        np.array([order[-7:][0].text == "a.x" for order in doubts.types[0].orders]) if doubts.types[0].sampled else 0
    )
    own = (first * np.ones(len(doubts.types[0])))[worlds.types[:, 0]] + (worlds.types[:, 1] == 2)
    seen = (first * np.ones(len(doubts.types[0])))[worlds.believed[:, 1, 0]] * looking(worlds, 1)
    return 2.0 * own + seen + worlds.foresight[:, 0] + (worlds.believed[:, 0, 1] == 3)


@pytest.mark.parametrize(
    ("text", "samples", "most"),
    [
        pytest.param(TEXT, 100, 1, id="stratified"),
        pytest.param(TEXT, 11, 1, id="plain"),
        pytest.param(ONLY_TYPES, 0, 10**6, id="all worlds of drawn completions"),
        pytest.param(MANY, 300, 1, id="sampled worlds of drawn completions"),
    ],
)
def test_the_error_is_how_far_samples_of_other_seeds_lie_apart(text, samples, most):
    means, errors = [], []
    for seed in range(36):
        doubts = doubts_in(text, seed=seed)
        worlds = worlds_of(doubts, seed=seed, samples=samples, most=most)
        values = score(doubts, worlds)
        means.append(worlds.mean(values))
        errors.append(worlds.error(values))
    # the spread of 36 values is known to some 12 %
    assert 0.66 < np.std(means, ddof=1) / np.sqrt(np.mean(np.square(errors))) < 1.5


def test_drawn_completions_have_an_error_even_if_all_worlds_are_listed():
    doubts = doubts_in(ONLY_TYPES)
    worlds = worlds_of(doubts, most=10**6)
    assert worlds.exact
    assert worlds.error(score(doubts, worlds)) > 0
    assert worlds.error(np.ones(len(worlds))) < 1e-12


def test_listed_completions_beside_drawn_ones_add_no_error():
    text = ONLY_TYPES.replace(f"[{{slot: aim}}, {{any_order: {SEVEN}}}]", "[{slot: aim}]")
    text = text.replace("aim: [a.x]}", f"aim: [{{any_order: {SEVEN}}}]}}").replace(
        "aim: [not a.x if b.y]}", 'aim: [{"maybe(0.5)": a.x}]}'
    )
    doubts = doubts_in(text)
    worlds = worlds_of(doubts, most=10**6)
    assert doubts.types[0].sampled
    plain = (worlds.types[:, 0] == len(doubts.types[0]) - 1).astype(float)
    assert worlds.error(plain) < 1e-12


def test_what_does_not_hang_on_completions_has_the_error_of_the_worlds_alone():
    worlds = worlds_of(doubts_in(MANY), samples=800, most=1)
    found = []
    for seed in range(20):
        values = np.random.default_rng(seed).normal(size=len(worlds))
        found.append(worlds.error(values) / np.sqrt(np.sum(worlds.weight**2)))
    assert 0.97 <= np.mean(found) < 1.1


def test_the_error_of_a_few_draws_of_each_completion_is_not_below_nought():
    worlds = worlds_of(doubts_in(MANY), samples=14, most=1)
    assert worlds.error((np.arange(len(worlds)) % 2).astype(float)) > 0


# ---------------------------------------------------------------- seeds and play


def test_the_same_seed_gives_the_same_worlds_to_the_last_bit():
    for text in (TEXT, MANY):
        (_, one), (_, again), (_, other) = sampled(5, text=text), sampled(5, text=text), sampled(6, text=text)
        for name in ("weight", "types", "believed", "foresight", "stratum"):
            assert_array_equal(getattr(one, name), getattr(again, name))
        assert not np.array_equal(one.foresight, other.foresight)


def test_listed_and_sampled_worlds_agree_on_where_play_ends():
    ensemble = Ensemble(load_text(TEXT)[0])
    expected = ensemble.worlds.weight @ play(ensemble, NO_POLICY, ensemble.worlds, timed=False).chance()
    assert ensemble.worlds.exact
    assert (expected > 0.05).sum() >= 2
    for seed in (1, 2):
        worlds = worlds_of(ensemble.doubts, seed=seed, samples=300, most=1)
        chance = play(ensemble, NO_POLICY, worlds, timed=False).chance()
        for outcome in range(3):
            assert abs(worlds.mean(chance[:, outcome]) - expected[outcome]) <= 4 * worlds.error(chance[:, outcome])
