"""Shares of variance and values of knowing in samples: no bias beyond their errors, and errors that cover."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import Choice, choices_of, halves_of, numbers_of
from offramp.study.hinges.comparing import decides, worth
from offramp.study.hinges.finding import hinges
from offramp.study.hinges.shares import Share, Unknown, first_order, in_accord
from offramp.study.many.surveying import survey_here
from study.small import ensemble

SEEDS = 60


def worlds_with(weight, stratum=None):
    """Return worlds drawn, of one actor about whom nothing is open."""
    nothing = np.zeros((len(weight), 1), dtype=np.int64)
    return Worlds(
        weight=weight,
        types=nothing,
        believed=nothing[:, None],
        foresight=nothing,
        paces=nothing,
        concepts=(("nash",),),
        stratum=nothing[:, 0] if stratum is None else stratum,
        drawn=(None,),
        exact=False,
        seed=0,
    )


def uniform(count):
    return worlds_with(np.full(count, 1 / count))


# ---------------------------------------------------------------- unequal scatter, drawn by hand
# each returns worlds, values and an unknown of some seed; the share is beside it


def one_sure_group_and_many_torn(count, groups, *, nested):
    """Half of the worlds are in one group and 0; the other half in many groups, 0 or 1 with equal chances in each."""

    def draw(rng):
        sure = rng.random(count) < 0.5
        group = np.where(sure, 0, 1 + rng.integers(0, groups, count))
        values = np.where(sure, 0.0, rng.random(count) < 0.5)
        return uniform(count), values, Unknown(group, beyond=sure.astype(np.int64) if nested else None)

    return draw


def rare_groups_scatter_most(rng):
    rate, mean, spread = _rare()
    group = rng.choice(len(rate), 1_000, p=rate)
    return uniform(1_000), mean[group] + spread[group] * rng.normal(size=1_000), Unknown(group)


def _rare():
    number = np.arange(20)
    rate = 0.9**number
    return rate / rate.sum(), 0.2 * np.cos(7 * number), (number / 19) ** 2


def share_of_rare():
    rate, mean, spread = _rare()
    between = rate @ (mean - rate @ mean) ** 2
    return between / (between + rate @ spread**2)


def across_strata_of_unequal_weight(rng):
    """Every other of 50 groups scatters ten times as much; strata have weights of their own, and move the value."""
    weight, size, moved, mean, spread = _across()
    stratum = np.repeat(np.arange(3), size)
    group = rng.integers(0, 50, 1_000)
    values = mean[group] + moved[stratum] + spread[group] * rng.normal(size=1_000)
    return worlds_with((weight / size)[stratum], stratum), values, Unknown(group)


def _across():
    number = np.arange(50)
    weight, size, moved = np.array([0.7, 0.2, 0.1]), np.array([400, 300, 300]), np.array([0.0, 0.3, -0.3])
    return weight, size, moved, 0.5 * np.cos(7 * number), np.where(number % 2, 1.0, 0.1)


def share_across():
    weight, _, moved, mean, spread = _across()
    return np.var(mean) / (np.var(mean) + weight @ (moved - weight @ moved) ** 2 + np.mean(spread**2))


@pytest.mark.parametrize(
    ("draw", "truth"),
    [
        pytest.param(one_sure_group_and_many_torn(1_000, 240, nested=True), 0.0, id="two worlds to a torn group"),
        pytest.param(one_sure_group_and_many_torn(1_000, 40, nested=True), 0.0, id="twelve worlds to a torn group"),
        # of the variance 1/4 x 3/4 the groups explain 1/4 x 1/4
        pytest.param(one_sure_group_and_many_torn(1_000, 240, nested=False), 1 / 3, id="torn groups, not nested"),
        pytest.param(rare_groups_scatter_most, share_of_rare(), id="rare groups scatter most"),
        pytest.param(across_strata_of_unequal_weight, share_across(), id="across strata of unequal weight"),
    ],
)
def test_shares_of_groups_that_scatter_unequally_are_covered_by_their_errors(draw, truth):
    found = [first_order(*draw(np.random.default_rng(seed))) for seed in range(SEEDS)]
    shares, errors = np.array([f.share for f in found]), np.array([f.error for f in found])
    # of 60 at least 54 are within two errors, and the average is off by less than half an error (clipped at 0)
    assert np.mean(np.abs(shares - truth) <= 2 * errors) >= 0.9
    assert abs(shares.mean() - truth) < 0.5 * errors.mean()
    assert errors.mean() < 3 * max(np.std(shares), 0.02)


def test_a_group_of_its_own_for_every_other_world_tells_nothing():
    # the weight of groups of one or two worlds counts, not the average size: one great group hides them
    group = np.concatenate([np.zeros(600, dtype=np.int64), 1 + np.arange(400)])
    found = first_order(uniform(1_000), np.random.default_rng(0).random(1_000), Unknown(group))
    assert math.isnan(found.share)
    assert (found.groups, found.worlds) == (401, 1_000)


def test_a_first_order_share_may_not_be_above_the_total():
    assert in_accord(Share(0.3, 0.02, 2, 9), Share(0.3, 0.0, 2, 9))
    assert in_accord(Share(0.3, 0.03, 2, 9), Share(0.22, 0.03, 2, 9))
    assert not in_accord(Share(0.3, 0.02, 2, 9), Share(0.2, 0.02, 2, 9))
    assert in_accord(Share(0.3, 0.02, 2, 9), Share(math.nan, math.nan, 2, 9))


# ---------------------------------------------------------------- the same, played

ORDER = """
case: order
title: An order that changes nothing
actors: {b: {}, c: {}, d: {}}
options: {b.y: , c.w: , d.v: {levels: [l0, l1, l2, l3, l4, l5]}}
status_quo: {}
outcomes: {peace: b.y and c.w, war: b.y and not c.w}
judge: {seek: peace, avoid: war}
preferences:
  b: [{slot: aim}]
  c: ["maybe(0.5)": c.w, "not c.w"]
  d: []
policies:
  p: {by: d, sets: {d.v: l1}}
questions:
  q:
    about: b
    alternatives:
      no_way: {prior: 0.5, aim: [not b.y]}
      willing:
        prior: 0.5
        aim: [b.y, "maybe(0.5)": c.w, any_order: [d.v == l1, d.v == l2, d.v == l3, d.v == l4, d.v == l5]]
behaviour: {default: {foresight: {nash: 0.5, gmr: 0.3, smr: 0.2}}}
"""


@pytest.mark.parametrize("seed", range(4))
def test_an_order_that_changes_nothing_has_no_share_however_few_the_worlds(seed):
    # peace if b is willing and c, too: each alone explains 1/16 of 3/16; with the other, 2/3
    there = ensemble(ORDER, seed=seed)
    assert not there.worlds.exact
    survey = survey_here(there)
    choices = choices_of(survey, numbers_of(there.case))
    result = hinges(survey, choices, SimpleNamespace(seed=0))
    truth = {
        ("completion", "b"): (0, None),
        ("actor", "b"): (1 / 3, 2 / 3),
        ("actor", "c"): (1 / 3, 2 / 3),
        ("actor", "d"): (0, 0),
        ("question", "q"): (1 / 3, None),
    }
    for hinge in result.hinges:
        if hinge.yardstick == "seek" and (hinge.kind, hinge.name) in truth:
            first, total = truth[hinge.kind, hinge.name]
            assert math.isnan(hinge.first) or abs(hinge.first - first) <= 3 * hinge.first_error
            if total is not None:
                assert math.isnan(hinge.total) or abs(hinge.total - total) <= 3 * hinge.total_error
                assert not hinge.first > hinge.total + 2 * math.hypot(hinge.first_error, hinge.total_error)
    shares = {d.unknown: d for d in decides(survey, choices) if (d.policy, d.outcome) == ("p", "peace")}
    assert abs(shares["q"].share - 1 / 3) <= 3 * shares["q"].error
    useless = shares.get("completion of b")
    assert useless is None or useless.share <= 3 * useless.error


# ---------------------------------------------------------------- the value of knowing

KNOW = """
case: know
title: What b wants is of no use
actors: {b: {}, c: {}, d: {}, e: {}}
options: {b.y: {levels: [k0, k1, k2, k3]}, c.w: , d.v: {levels: [l0, l1, l2, l3, l4, l5, l6]}, e.o: }
status_quo: {}
outcomes: {peace: c.w iff e.o, war: c.w iff not e.o}
judge: {seek: peace, avoid: war}
preferences:
  b: [{any_order: [c.w, b.y == k1, b.y == k2, b.y == k3]}]
  c: ["maybe(0.5)": c.w, "not c.w"]
  d: [{any_order: [d.v == l1, d.v == l2, d.v == l3, d.v == l4, d.v == l5, d.v == l6]}]
  e: []
policies:
  p: {by: e, sets: {e.o: yes}}
behaviour: {default: {foresight: nash}}
"""


def test_what_is_of_no_use_is_worth_nothing_within_the_error():
    found = []
    for seed in range(6):
        there = ensemble(KNOW, seed=seed)
        assert not there.worlds.exact
        survey = survey_here(there)
        result = hinges(survey, choices_of(survey, numbers_of(there.case)), SimpleNamespace(seed=0))
        known = {k.name: k for k in result.knowing if k.yardstick == "seek"}
        found.append((known["b"].worth, known["b"].error))
        assert math.isnan(known["d"].worth)  # 720 orders
        # with c known peace is sure, without it has one half
        assert abs(known["c"].worth - 0.5) <= 3 * known["c"].error
    values, errors = np.array(found).T
    assert (values <= 2 * errors).all()
    assert values.mean() < errors.mean()


def irrelevant(groups):
    def draw(rng):
        half = rng.random(1_000) < 0.5
        return uniform(1_000), {"one": half * 1.0, "two": 1.0 - half}, rng.integers(0, groups, 1_000)

    return draw


def close_race(rng):
    merits = _merits()
    group = rng.integers(0, 4, 1_000)
    chances = {str(k): (rng.random(1_000) < merit[group]) * 1.0 for k, merit in enumerate(merits)}
    return uniform(1_000), chances, group


def _merits():
    return 0.5 + 0.2 * np.cos(np.outer(np.arange(10) + 1, 2 * np.arange(4)))


def strata(rng):
    """What is known is the stratum; one policy wins in the first, the other in the last."""
    weight, size = np.array([0.6, 0.3, 0.1]), np.array([600, 200, 200])
    stratum = np.repeat(np.arange(3), size)
    won = rng.random(1_000) < np.array([0.4, 0.5, 0.6])[stratum]
    return worlds_with((weight / size)[stratum], stratum), {"one": won * 1.0, "two": 1.0 - won}, stratum


@pytest.mark.parametrize(
    ("draw", "truth"),
    [
        pytest.param(irrelevant(2), 0.0, id="of no use"),
        pytest.param(irrelevant(24), 0.0, id="of no use, 24 values"),
        pytest.param(close_race, _merits().max(axis=0).mean() - _merits().mean(axis=1).max(), id="ten close policies"),
        pytest.param(strata, 0.1 * (0.6 - 0.4), id="strata"),
    ],
)
def test_values_of_knowing_are_covered_by_their_errors(draw, truth):
    found = []
    for seed in range(2 * SEEDS):
        worlds, chances, known = draw(np.random.default_rng(seed))
        found.append(Choice(worlds, chances, "seek").worth_of(known))
    values, errors = np.array(found).T
    assert np.mean(np.abs(values - truth) <= 2 * errors) >= 0.9
    assert abs(values.mean() - truth) < 0.75 * errors.mean()  # clipped at 0


def test_an_observation_of_no_use_is_worth_nothing_within_the_error():
    values, errors = [], []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        worlds, chances, known = irrelevant(2)(rng)
        value, error = Choice(worlds, chances, "seek").worth_of_seeing(np.where(known == 1, 0.8, 0.2))
        values.append(value)
        errors.append(error)
    assert np.mean(np.array(values) <= 2 * np.array(errors) + 1e-12) >= 0.9
    assert np.mean(values) < np.mean(errors) + 0.005


def test_the_halves_of_a_sample_divide_every_stratum_and_keep_its_weight():
    stratum = np.array([0, 0, 1, 1, 1, 2, 2, 2, 2])
    weight = np.array([0.1, 0.1, 0.1, 0.1, 0.1, 0.125, 0.125, 0.125, 0.125])
    one, two = halves_of(worlds_with(weight, stratum))
    assert (one.judged ^ two.judged).all()
    for half in (one, two):
        assert (half.weight[half.judged] == 0).all()
        assert np.bincount(stratum, half.weight) == pytest.approx([0.2, 0.3, 0.5])
    assert np.bincount(stratum, one.judged).tolist() in ([1, 1, 2], [1, 2, 2])


def test_listed_worlds_are_not_halved():
    assert halves_of(ensemble(ORDER, samples=20_000).worlds) != ()
    text = ORDER.replace(", any_order: [d.v == l1, d.v == l2, d.v == l3, d.v == l4, d.v == l5]", "")
    assert halves_of(ensemble(text).worlds) == ()


def test_worths_in_the_comparison_carry_their_errors():
    there = ensemble(ORDER)
    survey = survey_here(there)
    (found,) = worth(survey, choices_of(survey, numbers_of(there.case)))
    # d does nothing that b or c heeds: no policy is better
    assert (found.question, found.seek, found.avoid) == ("q", 0, 0)
    assert found.seek_error == found.avoid_error == 0
