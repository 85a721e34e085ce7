"""Additions against every set of promises the slow way, and by hand."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from offramp.beliefs.types import types_of
from offramp.case.expressions import And, At, Choice
from offramp.case.model import Holds, Scores, Statements
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.mending.adding import additions, mixed, smallest
from offramp.study.deals.mending.leaving import Leaving
from offramp.study.deals.mending.mending import mend, third_parties_come
from offramp.study.deals.mending.promising import with_benefits
from offramp.study.deals.targets import targets_of
from offramp.study.playing.courses import silent
from offramp.study.playing.ensemble import Ensemble
from study import bargaining
from study.mending_slowly import Added, offer
from study.small import ensemble


def offering(seed):
    """Return a random bargain with three offers: two benefits, one by two promisers, and a guarantee."""
    slow = bargaining.random_bargain(seed)
    rng = random.Random(seed)
    actors = slow.case.actor_ids
    by = {actor: rng.choice([0.3, 0.8, 1.0]) for actor in actors if actor != "a"}
    last = actors[-1]
    option = next(v for v in slow.case.variables if v.actor == last and v.direction == "both")
    condition = At("a.o0", (rng.randrange(2),))
    choice = rng.choice([rng.randrange(len(option.levels)), Choice(condition, 1, 0)])
    size = len(slow.case.preferences["a"].statements)
    offers = (
        offer("aid", ["a"], by, above=rng.randint(0, size)),
        offer("trade", ["b"], {"a": 0.5}, above=rng.randint(0, 2)),
        offer("word", [actor for actor in ("a", "b") if actor != last], {last: 0.6}, keeps={option.id: choice}),
    )
    slow.there = with_offers(slow.case, offers)
    slow.case = slow.there.case
    return slow, offers


def with_offers(case, offers):
    return Ensemble(replace(case, deals=replace(case.deals, offers=tuple(offers))), samples=1_000)


def two_way(seed):
    case = bargaining.random_bargain(seed).case
    return any(v.actor == case.actor_ids[-1] and v.direction == "both" for v in case.variables)


@pytest.mark.parametrize("seed", [seed for seed in range(30) if two_way(seed)][:12])
def test_the_smallest_sets_are_those_of_all_sets(seed):
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 150))
def test_the_smallest_sets_of_many_cases_are_those_of_all_sets(seed):
    if two_way(seed):
        check(seed)


def check(seed):
    slow, offers = offering(seed)
    bargain = Bargain(slow.there)
    enforcing = Enforcing(bargain, targets_of(bargain))
    added = Added(slow, offers)
    names = [(one.id, actor) for one, actor in added.promises]
    for target in slow.targets[:2]:
        state = slow.there.space.state(target)
        position = enforcing.targets.tolist().index(state)
        come = third_parties_come(enforcing, position)
        sets = [c for size in range(len(names) + 1) for c in itertools.combinations(range(len(names)), size)]
        chances = {chosen: added.enforceable(target, chosen) for chosen in sets}
        assert chances[()] == pytest.approx(enforcing.enforceable[position])
        for wanted in (0.3, 0.6, 1.0):
            reaching = [chosen for chosen, chance in chances.items() if chance >= wanted - 1e-9]
            best = max(chances.values())
            good = reaching or [chosen for chosen, chance in chances.items() if chance >= best - 1e-9]
            least = min(map(len, good))
            expected = {frozenset(names[k] for k in chosen): chances[chosen] for chosen in good if len(chosen) == least}
            found, reaches, alone = additions(
                Leaving(bargain, bargain.board), state, come, wanted=wanted, report=silent
            )
            assert reaches == bool(reaching)
            each = [(p.offer, p.promiser, one.enforceable) for one in alone for p in one.promises]
            by_itself = {names[k]: chances[k,] for k in range(len(names))}
            assert {(offer, actor): chance for offer, actor, chance in each} == pytest.approx(by_itself)
            assert [chance for *_, chance in each] == sorted((chance for *_, chance in each), reverse=True)
            got = {frozenset((p.offer, p.promiser) for p in one.promises): one.enforceable for one in found}
            assert got == pytest.approx(expected if least else {})


HAND = """
case: hand
title: Hand
actors: {a: {}, b: {}, c: {}}
options: {a.x: {}, b.y: {}, c.z: {}}
status_quo: {a.x: "yes"}
outcomes: {deal: not a.x and not b.y}
deals: {between: [a, b], reach: deal}
preferences:
  a: [{slot: aim}, a.x]
  b: [not b.y]
  c: [not c.z]
questions:
  q: {about: a, alternatives: {soft: {prior: 0.25, aim: [not a.x]}, hard: {prior: 0.75, aim: []}}}
behaviour: {default: {foresight: {nash: 1}}}
"""


def by_hand(text, *offers):
    there = with_offers(ensemble(text).case, offers)
    bargain = Bargain(there)
    targets = targets_of(bargain)
    enforcing = Enforcing(bargain, targets)
    position = targets.tolist().index(there.space.state((0, 0, 0)))
    gains = np.ones((2, 3, len(targets))) / 3
    return lambda wanted: mend(bargain, enforcing, gains, position, wanted=wanted)


AID = offer("aid", ["a"], {"b": 0.4, "c": 0.5}, above=1)


def test_two_promises_of_one_offer_count_once_by_hand():
    """A soft party stays anyway; a hard one if it reckons with aid from b or from c: 1/4 + 3/4 (1 - 0.6 x 0.5)."""
    mended = by_hand(HAND, AID)
    both = mended(0.7)
    assert both.reaches
    assert [len(one.promises) for one in both.additions] == [2]
    assert both.additions[0].enforceable == pytest.approx(0.775)
    one = mended(0.6)
    assert [[p.promiser for p in a.promises] for a in one.additions] == [["c"]]
    assert one.additions[0].enforceable == pytest.approx(0.625)
    assert one.additions[0].error == 0
    either = mended(0.5)
    assert {a.promises[0].promiser: round(a.enforceable, 9) for a in either.additions} == {"b": 0.55, "c": 0.625}
    short = mended(0.9)
    assert not short.reaches
    assert [round(a.enforceable, 9) for a in short.additions] == [0.775]


def test_nothing_is_added_where_nothing_need_be_or_nothing_helps():
    assert (by_hand(HAND, AID)(0.25).additions, by_hand(HAND, AID)(0.25).reaches) == ((), True)
    low = offer("aid", ["a"], {"c": 0.5}, above=2)
    assert (by_hand(HAND, low)(0.5).additions, by_hand(HAND, low)(0.5).reaches) == ((), False)
    assert (by_hand(HAND)(0.5).additions, by_hand(HAND)(0.5).reaches) == ((), False)


def test_a_guarantee_answers_at_once_by_hand():
    """Under Nash a hard party goes back to x; not if that brings z at once, which matters more to it, with 0.8."""
    text = HAND.replace("[{slot: aim}, a.x]", "[{slot: aim}, not c.z, a.x]")
    word = offer("word", ["a"], {"c": 0.8}, keeps={"c.z": Choice(At("a.x", (1,)), 1, 0)})
    found = by_hand(text, word)(0.8)
    assert [round(a.enforceable, 9) for a in found.additions] == [0.85]
    assert [(p.offer, p.promiser) for p in found.additions[0].promises] == [("word", "c")]


def test_a_guarantee_that_the_deal_contradicts_does_nothing():
    text = HAND.replace("[{slot: aim}, a.x]", "[{slot: aim}, not c.z, a.x]")
    word = offer("word", ["a"], {"c": 0.8}, keeps={"c.z": 1})
    assert (by_hand(text, word)(0.8).additions, by_hand(text, word)(0.8).reaches) == ((), False)


def test_guarantees_that_contradict_or_need_each_other_give_way_to_the_first():
    text = HAND.replace("[{slot: aim}, a.x]", "[{slot: aim}, not c.z, a.x]")
    first = offer("first", ["a"], {"c": 1.0}, keeps={"c.z": Choice(At("a.x", (1,)), 1, 0)})
    again = offer("again", ["a"], {"c": 1.0}, keeps={"c.z": 0})
    circle = offer("circle", ["a"], {"b": 1.0}, keeps={"b.y": Choice(At("c.z", (1,)), 1, 0)})
    back = offer("back", ["a"], {"c": 1.0}, keeps={"c.z": Choice(At("b.y", (1,)), 1, 0)})
    found = by_hand(text, first, again, circle, back)(1.0)
    assert [[p.offer for p in a.promises] for a in found.additions] == [["first"]]


def test_watching_is_no_addition():
    watching = offer("look", ["a"], {"c": 0.9})
    assert by_hand(HAND, watching)(0.5).additions == ()


def test_points_are_added_to_scores_by_hand():
    """Going back is worth 3, keeping x off for a benefit 2.5 or 3."""
    text = HAND.replace("[{slot: aim}, a.x]", "{scores: {a.x: 3}}")
    text = text.partition("questions:")[0] + "behaviour: {default: {foresight: {nash: 1}}}\n"
    for points, additions_found in [(2.5, 0), (3.0, 1)]:
        found = by_hand(text, offer("aid", ["a"], {"c": 0.7}, points=points))(0.5)
        assert [round(a.enforceable, 9) for a in found.additions] == [0.7] * additions_found


def test_more_promises_can_hold_less_surely():
    held = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    expected = mixed(held, [0.5, 0.2])
    assert expected == pytest.approx(np.array([[0, 0], [0.5, 0.5], [0, 0.2], [0.4, 0.5 * 0.8 + 0.5 * 0.2]]))
    assert smallest(expected @ [0.5, 0.5], 0.5) == ([1], True)
    assert smallest(expected @ [0.5, 0.5], 0.6) == ([1], False)


FULL = """
case: full
title: Full
actors: {a: {}}
options: {a.x: {}, a.y: {}, a.z: {}, a.w: {}}
outcomes: {deal: a.x}
preferences:
  a:
    - maybe(0.5): a.x
    - slot: aim
    - maybe(0.4): a.x
    - any_order: [a.y, a.z, a.x]
    - tie: [a.x, a.w]
questions:
  q: {about: a, alternatives: {u: {prior: 0.5, aim: [a.y, maybe(0.3): a.z]}, v: {prior: 0.5, aim: []}}}
"""


def test_a_benefit_stands_where_it_would_if_it_were_written_into_the_case():
    case = ensemble(FULL.replace("maybe(0.3): a.z", '{"maybe(0.3)": a.z}')).case
    types, condition = types_of(case, "a"), And((At("a.w", (0,)),))
    size = len(case.preferences["a"].statements)
    for places in [(k,) for k in range(size + 1)] + [(0, 3), (3, 0), (2, 2)]:
        benefits = [offer(f"benefit {n}", ["a"], {}, above=place) for n, place in enumerate(places)]
        written = list(enumerate(case.preferences["a"].statements))
        added = [(place - 0.5, Holds(condition, f"benefit {n}")) for n, place in enumerate(places)]
        statements = [one for _, one in sorted([*written, *added], key=lambda pair: pair[0])]
        expected = types_of(replace(case, preferences={"a": Statements(tuple(statements))}), "a")
        assert np.array_equal(expected.alternatives, types.alternatives)
        assert expected.completion == pytest.approx(types.completion)
        for number, order in enumerate(expected.orders):
            assert with_benefits(case, types, number, benefits, condition) == order


def test_a_benefit_in_scores_is_one_more_number():
    case = ensemble(
        FULL.replace("preferences:", "preferences: {a: {scores: {a.x: 2}}}\nignored:").partition("ignored")[0]
    ).case
    types, condition = types_of(case, "a"), And((At("a.w", (0,)),))
    order = with_benefits(case, types, 0, [offer("aid", ["a"], {}, points=1.5)], condition)
    assert order == Scores((*types.orders[0].conditions, Holds(condition, "aid")), (2.0, 1.5))
