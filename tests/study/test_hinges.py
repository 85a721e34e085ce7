"""What the answer hangs on: shares with errors, observations, the flip surface, the smallest change."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.beliefs.types import types_of
from offramp.study.deciding import Choice
from offramp.study.hinges.finding import hinges
from offramp.study.hinges.learning import Pattern, watching
from offramp.study.hinges.shares import Shares, Unknown, first_order, joint, rest_of
from offramp.study.hinges.unknowns import facets_of
from offramp.study.policies import courses_of
from study.small import ensemble
from study.test_deciding import TWO
from study.test_robust import FROM, worlds_with

FROM = SimpleNamespace(seed=0, method=FROM.method)


def choices_of(case):
    courses = {name: course.chance() for name, course in courses_of(case).items()}
    numbers = {"seek": 0, "avoid": 1} if case.case.seek else {}
    return {y: Choice(case.worlds, {name: c[:, k] for name, c in courses.items()}, y) for y, k in numbers.items()}


def found_in(text, **how):
    case = ensemble(text)
    return hinges(case, choices_of(case), FROM, **how)


def hinge(result, kind, name, policy="p", yardstick="seek"):
    return next(h for h in result.hinges if (h.kind, h.name, h.policy, h.yardstick) == (kind, name, policy, yardstick))


# ---------------------------------------------------------------- shares


def uniform(count, *, exact=False, stratum=None):
    return worlds_with(np.full(count, 1 / count), exact=exact, stratum=stratum)


def test_shares_of_two_factors_and_their_interaction():
    # f = u + 2 v + u v with fair coins of -1 and 1: variances 1, 4 and 1
    u, v = (a.reshape(-1) for a in np.meshgrid([0, 1], [0, 1]))
    values = (2 * u - 1) + 2 * (2 * v - 1) + (2 * u - 1) * (2 * v - 1.0)
    worlds = uniform(4, exact=True)
    assert first_order(worlds, values, Unknown(u)).share == pytest.approx(1 / 6)
    assert first_order(worlds, values, Unknown(v)).share == pytest.approx(4 / 6)
    assert rest_of(Shares(worlds, Unknown(v)), values).share == pytest.approx(2 / 6)  # of u: all but what v explains
    assert first_order(worlds, values, Unknown(v)).error == 0


@pytest.mark.parametrize("weight", [1.0, 0.0])
def test_the_error_of_a_share_is_how_much_it_scatters(weight):
    # 0.8 u + noise, and nothing but noise: the shares are 0.16 / 0.41 and 0
    rng = np.random.default_rng(5)
    shares, errors = [], []
    for _ in range(300):
        u = rng.integers(0, 4, 300)
        values = weight * 0.8 * (u % 2) + rng.normal(0, 0.5, 300)
        found = first_order(uniform(300), values, Unknown(u))
        shares.append(found.share)
        errors.append(found.error)
    if weight:
        assert np.mean(shares) == pytest.approx(0.16 / 0.41, abs=0.01)
        assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.15)
    else:
        # clipped at 0, shares scatter about half as much as their error says
        assert np.mean(shares) < np.mean(errors)
        assert np.quantile(shares, 0.95) < 2.5 * np.mean(errors)


def test_strata_take_the_error_out_that_they_fix():
    # the unknown is the stratum: its groups have exact weights, and values do not vary within
    stratum = np.repeat([0, 1], 50)
    worlds = uniform(100, stratum=stratum)
    found = first_order(worlds, stratum.astype(float), Unknown(stratum))
    assert (found.share, found.error) == pytest.approx((1.0, 0.0))


def test_too_many_groups_for_the_sample_have_no_share():
    rng = np.random.default_rng(1)
    found = first_order(uniform(100), rng.random(100), Unknown(np.arange(100)))
    assert math.isnan(found.share)
    assert (found.groups, found.worlds) == (100, 100)
    assert math.isnan(rest_of(Shares(uniform(100), Unknown(np.arange(100))), rng.random(100)).share)
    assert first_order(uniform(100, exact=True), rng.random(100), Unknown(np.arange(100))).share == pytest.approx(1)


def test_what_does_not_vary_has_neither_share_nor_total():
    assert first_order(uniform(4), np.ones(4), Unknown(np.arange(4))).share == 0
    assert rest_of(Shares(uniform(4), Unknown(np.arange(4))), np.ones(4)).share == 0


def test_an_unknown_that_matters_in_part_of_the_worlds_counts_there():
    # a coin decides the half of the worlds in which it is thrown: variance of the expectation 1/4 * 1/4 of 3/16
    matters = np.array([True, True, False, False])
    value, values = np.array([0, 1, 0, 0]), np.array([0.0, 1.0, 0.0, 0.0])
    found = first_order(uniform(4, exact=True), values, Unknown(value, matters=matters))
    assert found.share == pytest.approx((1 / 16) / (3 / 16))
    assert (found.groups, found.worlds) == (2, 2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_joint_numbers_are_equal_for_equal_rows_only(rows):
    table = np.array(rows)
    code = joint(list(table.T), len(rows))
    for a in range(len(rows)):
        for b in range(len(rows)):
            assert (code[a] == code[b]) == (rows[a] == rows[b])


def test_joint_numbers_of_many_columns_do_not_overflow():
    rng = np.random.default_rng(0)
    table = rng.integers(0, 2**20, (50, 8))
    table[49] = table[0]
    code = joint(list(table.T), 50)
    assert len(np.unique(code)) == 49
    assert code[49] == code[0]


# ---------------------------------------------------------------- statements


OPEN = """
case: open
title: Open
actors: {a: {}, b: {}}
options: {a.x: , b.y: , b.z: }
status_quo: {}
outcomes: {left: {when: b.y, final: true}, right: {when: b.z, final: true}}
judge: {seek: left, avoid: right}
impossible: [b.y and b.z]
preferences:
  a: [a.x]
  b: [{"maybe(0.25)": not b.y}, {any_order: [b.y, b.z]}, {slot: rest}]
questions:
  q: {about: b, alternatives: {g: {prior: 0.5, rest: [{"maybe(0.5)": a.x}]}, h: {prior: 0.5, rest: []}}}
behaviour: {default: {foresight: nash}}
"""


def test_each_type_tells_which_statements_it_holds_and_in_which_order():
    case = ensemble(OPEN)
    types = types_of(case.case, "b")
    facets = {(f.kind, f.texts): f for f in facets_of(case.case, types)}
    held, order, inner = (
        facets[key] for key in [("held", ("not b.y",)), ("order", ("b.y", "b.z")), ("held", ("a.x",))]
    )
    for t, statements in enumerate(types.orders):
        texts = [s.text for s in statements]
        assert held.by_type[t] == ("not b.y" in texts)
        assert (order.by_type[t] == 0) == (texts.index("b.y") < texts.index("b.z"))
        assert inner.by_type[t] == (-1 if types.alternatives[t, 0] == 1 else int(texts[-1] == "a.x"))
    assert inner.scope == ("q", "g")
    assert len(facets) == 3


def test_shares_of_statements_by_hand():
    # b goes left if its order says so (1/2) and it holds nothing against it (3/4): chance 3/8
    result = found_in(OPEN)
    policy = result.best["seek"]
    variance = 3 / 8 * 5 / 8
    held = hinge(result, "held", "not b.y", policy)
    order = hinge(result, "order", "b", policy)
    assert held.first == pytest.approx((3 / 16) * (1 / 2) ** 2 / variance)
    assert order.first == pytest.approx((1 / 4) * (3 / 4) ** 2 / variance)
    assert order.texts == ("b.y", "b.z")
    inner = hinge(result, "held", "a.x", policy)
    assert (inner.first, inner.scope) == (0.0, {"q": "g"})
    actor = hinge(result, "actor", "b", policy)
    assert (actor.first, actor.total) == pytest.approx((1.0, 1.0))


def test_three_statements_in_an_open_order_have_a_place_each():
    text = OPEN.replace("any_order: [b.y, b.z]", "any_order: [b.y, b.z, a.x]")
    case = ensemble(text)
    types = types_of(case.case, "b")
    places = {f.texts[0]: f.by_type for f in facets_of(case.case, types) if f.kind == "place"}
    order = next(f for f in facets_of(case.case, types) if f.kind == "order")
    assert set(np.unique(order.by_type)) == set(range(6))
    for t, statements in enumerate(types.orders):
        group = [s.text for s in statements if s.text in places][:3]
        assert all(places[text][t] == group.index(text) for text in places)


def test_everything_about_actors_adds_up_in_a_case_without_interaction():
    result = found_in(TWO)
    b, c = hinge(result, "actor", "b"), [h for h in result.hinges if h.kind == "actor" and h.name == "c"]
    assert (b.first, b.total) == pytest.approx((1.0, 1.0))
    assert all(h.first == h.total == 0 for h in c)


# ---------------------------------------------------------------- knowing and watching


def test_knowing_a_question_and_all_an_actor_wants_is_worth_the_same_where_nothing_else_is_open():
    worth = {(k.kind, k.name): k.worth for k in found_in(TWO).knowing if k.yardstick == "seek"}
    assert worth["question", "q"] == pytest.approx(0.3)  # 0.75 less 0.45, as in the comparison of policies
    assert worth["type", "b"] == pytest.approx(0.3)
    assert worth["question", "r"] == worth["type", "d"] == 0


def test_a_sign_is_worth_what_choosing_after_it_adds():
    # a sign for h is seen with 0.6 * 0.2 + 0.4 * 0.8 = 0.44; then h has 32/44 and q is best
    result = found_in(TWO)
    sign = next(o for o in result.observations if (o.kind, o.favours) == ("sign", "h"))
    assert sign.probability == pytest.approx(0.44)
    assert sign.posterior["q"]["h"] == pytest.approx(32 / 44)
    seek = sign.after[0]
    assert (seek.now, seek.seen, seek.unseen, seek.changes) == ("p", "q", "p", True)
    # seen: 0.75 * 0.32; unseen: 0.75 * 0.48; together 0.6, against 0.45 now
    assert seek.worth == pytest.approx(0.15)


def test_an_observation_that_cannot_change_the_choice_is_worth_nothing():
    result = found_in(TWO)
    for observation in result.observations:
        if "r" in observation.likelihoods:
            assert not any(a.changes for a in observation.after)
            assert [a.worth for a in observation.after] == pytest.approx([0, 0])


def test_another_report_counts_by_the_weight_of_its_source():
    text = (
        TWO
        + """
sources: {s: {title: S, weight: 0.5}}
evidence:
  - {id: seen, says: Seen., cite: s, bears_on: {q: {g: 0.2, h: 0.6}}}
"""
    )
    report = next(o for o in found_in(text).observations if o.kind == "report")
    # with chance one half as stated, else as under h: 0.4 and 0.6
    assert report.likelihoods["q"] == pytest.approx({"g": 0.4, "h": 0.6})
    g, h = 0.6 * (0.5 / 3 + 0.5), 0.4
    now = {"g": g / (g + h), "h": h / (g + h)}
    assert report.probability == pytest.approx(now["g"] * 0.4 + now["h"] * 0.6)
    assert report.posterior["q"]["g"] == pytest.approx(now["g"] * 0.4 / report.probability)


def test_an_observation_about_two_questions_multiplies_their_ratios():
    pattern = Pattern("report", "x", "", {"q": np.array([0.8, 0.4]), "r": np.array([0.1, 0.5])})
    alternatives = {"q": np.array([0, 0, 1, 1]), "r": np.array([0, 1, 0, 1])}
    assert pattern.seen(alternatives, 4) == pytest.approx([0.1, 0.5, 0.05, 0.25])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_no_observation_is_worth_more_than_knowing(seed):
    rng = np.random.default_rng(seed)
    prior = rng.dirichlet(np.ones(3))
    worlds = worlds_with(prior)
    choice = Choice(worlds, {f"p{n}": rng.random(3) for n in range(3)}, "seek")
    case = SimpleNamespace(
        questions=(SimpleNamespace(id="q", alternatives=tuple(SimpleNamespace(id=a) for a in "abc")),), evidence=()
    )
    survey = SimpleNamespace(case=case, worlds=worlds, alternatives={"q": np.arange(3)})
    perfect, _ = choice.worth_of(np.arange(3))
    for observation in watching(survey, {"seek": choice}):
        assert -1e-12 <= observation.after[0].worth <= perfect + 1e-12
        # a naive program: choose after each of the two things that may be seen
        likely = np.array(list(observation.likelihoods["q"].values()))
        naive = sum(max((prior * way) @ v for v in choice.chances.values()) for way in (likely, 1 - likely))
        assert observation.after[0].worth == pytest.approx(naive - max(prior @ v for v in choice.chances.values()))


# ---------------------------------------------------------------- the whole


def test_without_a_judge_nothing_is_given():
    result = found_in(TWO.replace("judge: {seek: deal, avoid: war}\n", ""))
    assert result.yardsticks == result.hinges == result.knowing == result.observations == result.turns == ()
    assert result.surfaces == ()


def test_the_pair_of_beliefs_may_be_chosen():
    result = found_in(TWO, pair=(("q", "h"), ("r", "weak")))
    assert len(result.surfaces) == 2
    first = result.surfaces[0]
    assert (first.first.alternative, first.first.now) == ("h", pytest.approx(0.4))
    assert first.best[0][0] == "p"
    assert first.best[-1][0] == "q"
    assert all(p == pytest.approx(0.5) for p, _ in first.crossings[0].lines[0])


def test_a_pair_must_be_of_two_questions_that_there_are():
    with pytest.raises(ValueError, match="different questions"):
        found_in(TWO, pair=(("q", "h"), ("q", "g")))
    with pytest.raises(ValueError, match="no alternative strange"):
        found_in(TWO, pair=(("q", "strange"), ("r", "weak")))


def test_a_sample_gives_nearly_what_the_list_gives_within_its_errors():
    text = TWO.replace("  b: {reconsiders", "  c: {foresight: {nash: 0.5, seq: 0.5}}\n  b: {reconsiders")
    case = ensemble(text)
    exact = hinges(case, choices_of(case), FROM)
    rows = np.random.default_rng(2).choice(len(case.worlds), size=4_000, p=case.worlds.weight)
    drawn = replace(
        case.worlds,
        weight=np.full(4_000, 1 / 4_000),
        exact=False,
        **{name: getattr(case.worlds, name)[rows] for name in ("types", "believed", "foresight", "paces", "stratum")},
    )
    choices = {
        y: Choice(drawn, {name: v[rows] for name, v in choice.chances.items()}, y)
        for y, choice in choices_of(case).items()
    }
    survey = SimpleNamespace(
        case=case.case,
        doubts=case.doubts,
        worlds=drawn,
        alternatives={name: v[rows] for name, v in case.alternatives.items()},
    )
    sampled = hinges(survey, choices, FROM)
    for found in sampled.hinges:
        true = next(
            h
            for h in exact.hinges
            if (h.kind, h.name, h.texts, h.policy, h.yardstick)
            == (found.kind, found.name, found.texts, found.policy, found.yardstick)
        )
        assert abs(found.first - true.first) <= 4 * found.first_error + 1e-9
        if found.kind == "actor":
            assert abs(found.total - true.total) <= 4 * found.total_error + 1e-9
    assert any(found.first_error > 0 for found in sampled.hinges)
    for one, other in zip(sampled.surfaces, exact.surfaces, strict=True):
        cells = [(i, j) for i in range(21) for j in range(21) if not one.undecided[i][j]]
        assert sum(one.best[i][j] != other.best[i][j] for i, j in cells) <= 0.05 * len(cells)
