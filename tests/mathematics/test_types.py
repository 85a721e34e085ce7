"""The orders an actor may have, and their chances."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from offramp.beliefs.types import MOST_COMPLETIONS, SAMPLED_COMPLETIONS, types_of
from offramp.case import load_text
from offramp.case.model import Ranking, Scores, Tie

BASE = """
case: types
title: Types
actors: {a: {}, b: {}}
options: {a.u: , a.v: , a.w: , a.x: , a.y: , a.z: , a.t: }
"""
SEVEN = ["a.t", "a.u", "a.v", "a.w", "a.x", "a.y", "a.z"]


def types(preference, questions="", *, seed=0):
    text = f"{BASE}preferences: {{a: {preference}, b: []}}\n"
    return types_of(load_text(f"{text}questions: {{{questions}}}\n")[0], "a", seed=seed)


def question(name, *alternatives):
    listed = ", ".join(f"{name}{n}: {{prior: {1 / len(alternatives)}{more}}}" for n, more in enumerate(alternatives))
    return f"{name}: {{about: a, alternatives: {{{listed}}}}}"


def written(order):
    return [[s.text for s in part.statements] if isinstance(part, Tie) else part.text for part in order]


def completions(preference, questions=""):
    """Return each type's order, with its chance."""
    found = types(preference, questions)
    return {str(written(order)): chance for order, chance in zip(found.orders, found.completion, strict=True)}


def test_statements_that_leave_nothing_open_make_one_type():
    assert completions("[a.u, {tie: [a.v, a.w]}]") == {"['a.u', ['a.v', 'a.w']]": 1.0}


def test_an_actor_that_does_not_care_has_one_type():
    found = types("[]")
    assert found.orders == ((),)
    assert found.completion.dtype == np.float64


def test_a_statement_that_may_hold_is_there_or_not():
    found = completions('[a.u, {"maybe(0.4)": a.v}, a.w]')
    assert found == {"['a.u', 'a.v', 'a.w']": 0.4, "['a.u', 'a.w']": 0.6}


def test_a_word_says_how_likely_a_statement_is_held():
    assert_allclose(completions('[{"maybe(likely)": a.v}]')["['a.v']"], 0.675)


def test_every_order_of_three_is_equally_likely():
    found = completions("[{any_order: [a.u, a.v, a.w]}]")
    assert found.keys() == {str(list(order)) for order in itertools.permutations(["a.u", "a.v", "a.w"])}
    assert_allclose(list(found.values()), 1 / 6)


def test_weights_say_how_likely_a_statement_comes_first():
    found = completions("[{any_order: {a.u: 2, a.v: 1, a.w: 1}}]")
    # u first with 2/4, v and w with 1/4; then of those left in proportion
    expected = {"uvw": 1 / 4, "uwv": 1 / 4, "vuw": 1 / 6, "vwu": 1 / 12, "wuv": 1 / 6, "wvu": 1 / 12}
    assert_allclose([found[str([f"a.{name}" for name in order])] for order in expected], list(expected.values()))


def test_a_weight_known_within_a_range_has_three_equally_likely_values():
    found = completions("[{any_order: {a.u: 1 to 64, a.v: 1}}]")
    # the middles of the thirds of 1 to 64 on a logarithmic scale are 2, 8 and 32: u is first with w / (w + 1)
    assert_allclose(found["['a.u', 'a.v']"], (2 / 3 + 8 / 9 + 32 / 33) / 3)
    assert_allclose(found["['a.v', 'a.u']"], (1 / 3 + 1 / 9 + 1 / 33) / 3)


def test_weights_known_within_ranges_are_independent():
    found = completions("[{any_order: {a.u: 1 to 64, a.v: 1 to 64}}]")
    assert_allclose(list(found.values()), 0.5)
    three = completions("[{any_order: {a.u: 1 to 64, a.v: 1 to 64, a.w: 3}}]")
    expected = sum(3 / (u + v + 3) * u / (u + v) for u in (2, 8, 32) for v in (2, 8, 32)) / 9
    assert_allclose(three["['a.w', 'a.u', 'a.v']"], expected)


def test_orders_that_agree_with_what_is_known_are_equally_likely():
    names = "u: a.u, v: a.v, w: a.w, x: a.x"
    known = "u before w, v before w, v before x"
    found = completions(f"[a.t, {{any_order: {{statements: {{{names}}}, known: [{known}]}}}}]")
    orders = ["uvwx", "uvxw", "vuwx", "vuxw", "vxuw"]  # by hand: all that put u and v before w, and v before x
    assert found.keys() == {str(["a.t", *order]) for order in orders}
    assert_allclose(list(found.values()), 0.2)


def test_an_order_of_which_nothing_is_known_may_have_names():
    named = completions("[{any_order: {statements: {one: a.u, two: a.v}, known: []}}]")
    assert named == {"['one', 'two']": 0.5, "['two', 'one']": 0.5}


def test_classes_known_in_part_make_a_ranking_for_every_order_that_agrees():
    states = "states: {good: a.u, odd: not a.u and a.v, bad: not a.u and not a.v}"
    found = types(f"{{partial: {{{states}, known: [good before bad]}}}}")
    preference = load_text(f"{BASE}preferences: {{a: {{partial: {{{states}, known: []}}}}, b: []}}\n")[0].preferences[
        "a"
    ]
    good, odd, bad = preference.classes
    assert found.orders == (Ranking((good, odd, bad)), Ranking((good, bad, odd)), Ranking((odd, good, bad)))
    assert_allclose(found.completion, 1 / 3)
    assert not found.sampled


def test_a_preference_without_classes_makes_one_type():
    assert types("{partial: {states: {}, known: []}}").orders == (Ranking(()),)


def test_doubts_that_stand_apart_are_independent():
    found = completions('[{"maybe(0.25)": a.u}, {any_order: [a.v, a.w]}, {"maybe(0.5)": a.x}]')
    assert len(found) == 8
    assert_allclose(found["['a.u', 'a.w', 'a.v']"], 0.25 * 0.5 * 0.5)
    assert_allclose(sum(found.values()), 1.0)


def test_what_is_held_for_certain_leaves_a_type_without_chance():
    assert completions('[{"maybe(1.0)": a.u}]') == {"['a.u']": 1.0, "[]": 0.0}


# ---------------------------------------------------------------- slots


def test_a_slot_is_filled_by_the_alternative_that_holds():
    found = types("[a.u, {slot: aim}, a.v]", question("q", ", aim: [a.w, not a.x]", ", aim: [a.y]"))
    assert [written(order) for order in found.orders] == [["a.u", "a.w", "not a.x", "a.v"], ["a.u", "a.y", "a.v"]]
    assert found.alternatives.tolist() == [[0], [1]]


def test_an_alternative_may_leave_a_slot_empty():
    found = types("[a.u, {slot: aim}]", question("q", ", aim: [a.w]", ""))
    assert [written(order) for order in found.orders] == [["a.u", "a.w"], ["a.u"]]


def test_two_questions_make_every_pair_of_answers():
    questions = question("q", ", aim: [a.u]", ", aim: [a.v]") + ", " + question("r", ", way: [a.w]", ", way: [a.x]")
    found = types("[{slot: way}, {slot: aim}]", questions)
    assert [written(order) for order in found.orders] == [
        ["a.w", "a.u"],
        ["a.x", "a.u"],
        ["a.w", "a.v"],
        ["a.x", "a.v"],
    ]
    assert found.alternatives.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert found.answer.tolist() == [0, 1, 2, 3]


def test_one_question_may_fill_two_slots():
    found = types("[{slot: way}, a.z, {slot: aim}]", question("q", ", aim: [a.u], way: [a.v]", ", aim: [a.w]"))
    assert [written(order) for order in found.orders] == [["a.v", "a.z", "a.u"], ["a.z", "a.w"]]


def test_statements_in_a_slot_may_be_open():
    found = types("[{slot: aim}]", question("q", ", aim: [{any_order: [a.u, a.v]}]", ', aim: [{"maybe(0.1)": a.w}]'))
    assert found.answer.tolist() == [0, 0, 1, 1]
    assert_allclose(found.completion, [0.5, 0.5, 0.1, 0.9])


def test_a_type_is_as_likely_as_its_answers_and_its_completion():
    questions = question("q", ", aim: [a.u]", ', aim: [{"maybe(0.25)": a.v}]') + ", " + question("r", "", "")
    found = types("[{slot: aim}]", questions)
    chances = found.chances({"q": np.array([0.2, 0.8]), "r": np.array([0.6, 0.4])})
    assert_allclose(chances, [0.12, 0.08, 0.12, 0.36, 0.08, 0.24])


@pytest.mark.parametrize("seed", range(5))
def test_chances_sum_to_one(seed):
    rng = np.random.default_rng(seed)
    weights = ", ".join(f"{name}: {rng.uniform(0.1, 5)}" for name in ("a.u", "a.v", "a.w", "a.x"))
    slots = [f", aim: [{{any_order: {{{weights}}}}}, a.y]", f', aim: [{{"maybe({rng.random()})": a.z}}]']
    found = types(f'[{{"maybe({rng.random()})": a.t}}, {{slot: aim}}]', question("q", *slots))
    posterior = rng.dirichlet([1, 1])
    assert len(found) == 2 * math.factorial(4) + 2 * 2
    assert_allclose(found.chances({"q": posterior}).sum(), 1.0)
    assert_allclose(np.bincount(found.answer, found.chances({"q": posterior})), posterior)


@pytest.mark.parametrize(("preference", "kind"), [("{ranking: [Y------]}", Ranking), ("{scores: {a.u: 2}}", Scores)])
def test_a_ranking_or_scores_leave_nothing_open(preference, kind):
    found = types(preference, question("q", "", ""))
    assert [isinstance(order, kind) for order in found.orders] == [True, True]
    assert found.completion.tolist() == [1.0, 1.0]
    assert not found.sampled


# ---------------------------------------------------------------- samples


ALL_ORDERS = f"{{any_order: [{', '.join(SEVEN)}]}}"


def test_orders_are_listed_as_long_as_they_are_few():
    found = types(f"[{{any_order: [{', '.join(SEVEN[:6])}]}}]")
    assert len(found) == MOST_COMPLETIONS == 720
    assert not found.sampled


def test_of_too_many_orders_some_are_drawn():
    found = types(f"[{ALL_ORDERS}]")
    assert found.sampled
    assert len(found) == SAMPLED_COMPLETIONS
    assert_allclose(found.completion.sum(), 1.0)
    assert {tuple(sorted(written(order))) for order in found.orders} == {tuple(SEVEN)}


def test_drawn_orders_come_in_proportion_to_the_weights():
    weights = ", ".join(f"{name}: {n + 1}" for n, name in enumerate(SEVEN))
    first = [0] * 7
    for seed in range(12):
        for order in types(f"[{{any_order: {{{weights}}}}}]", seed=seed).orders:
            first[SEVEN.index(order[0].text)] += 1
    draws = 12 * SAMPLED_COMPLETIONS
    expected = np.arange(1, 8) / 28
    assert (np.abs(np.array(first) / draws - expected) < 4 * np.sqrt(expected * (1 - expected) / draws)).all()


def test_what_else_is_open_is_drawn_too():
    found = types(f'[{ALL_ORDERS}, {{"maybe(0.3)": a.u}}, {{tie: [a.v, a.w]}}]')
    held = np.mean([len(order) == 9 for order in found.orders])
    assert abs(held - 0.3) < 4 * np.sqrt(0.21 / SAMPLED_COMPLETIONS)
    assert {written(order)[-1][0] for order in found.orders} == {"a.v"}


def test_of_too_many_orders_that_agree_some_are_drawn():
    names = ", ".join(f"n{k}: {name}" for k, name in enumerate(SEVEN))
    found = types(f"[{{any_order: {{statements: {{{names}}}, known: [n2 before n1]}}}}, {{any_order: [a.t, a.u]}}]")
    assert found.sampled
    assert len(found) == SAMPLED_COMPLETIONS
    orders = [written(order) for order in found.orders]
    assert all(order.index("n2") < order.index("n1") for order in orders)
    assert {tuple(sorted(order[:7])) for order in orders} == {tuple(f"n{k}" for k in range(7))}
    assert len({tuple(order) for order in orders}) > SAMPLED_COMPLETIONS / 2


def test_of_too_many_rankings_that_agree_some_are_drawn():
    signs = itertools.product("YN", repeat=3)
    states = ", ".join(f"n{k}: {a}{b}{c}----" for k, (a, b, c) in enumerate(signs))
    first = [f"n0 before n{k}" for k in range(1, 8)]
    found = types(f"{{partial: {{states: {{{states}}}, known: [{', '.join(first)}]}}}}")  # 7! rankings
    assert found.sampled
    assert_allclose(found.completion, 1 / SAMPLED_COMPLETIONS)
    assert len({order.classes[0] for order in found.orders}) == 1
    assert len({order.classes[1] for order in found.orders}) == 7


def test_weights_in_a_range_are_drawn_too():
    weights = ", ".join([f"{SEVEN[0]}: 1 to 64", *(f"{name}: 1" for name in SEVEN[1:])])
    drawn = [order for seed in range(12) for order in types(f"[{{any_order: {{{weights}}}}}]", seed=seed).orders]
    first = np.mean([order[0].text == SEVEN[0] for order in drawn])
    expected = (2 / 8 + 8 / 14 + 32 / 38) / 3
    assert abs(first - expected) < 4 * np.sqrt(0.25 / len(drawn))


def test_orders_are_drawn_only_for_the_answers_that_need_it():
    found = types("[{slot: aim}]", question("q", f", aim: [{ALL_ORDERS}]", ', aim: [{"maybe(0.25)": a.u}]'))
    assert found.drawn.tolist() == [True] * SAMPLED_COMPLETIONS + [False] * 2
    assert_allclose(np.bincount(found.answer, found.completion), [1, 1])


def test_the_same_seed_draws_the_same_orders():
    first, again, other = (types(f"[{ALL_ORDERS}]", seed=seed).orders for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_great_many_statements_in_any_order_are_no_obstacle():
    names = [f"{name} or {other}" for name, other in itertools.permutations(SEVEN, 2)]
    assert len(types(f"[{{any_order: [{', '.join(names)}]}}]")) == SAMPLED_COMPLETIONS
