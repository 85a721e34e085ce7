"""The fewest swaps of statements against all permutations, and by hand."""

import pytest

from offramp.stability.oracle import Oracle
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.mending import changing
from offramp.study.deals.mending.changing import changes, ways_that_leave
from offramp.study.deals.mending.leaving import Leaving
from offramp.study.deals.mending.swaps import fewest_swaps
from offramp.study.playing.courses import silent
from offramp.study.results.mending import Reversal
from study.bargaining import random_bargain
from study.mending_slowly import CONCEPTS, Trial
from study.small import ensemble


def check(trial, states, **given):
    mended = 0
    for state in trial.left(states):
        cost, expected = trial.cheapest_orders(state)
        found = fewest_swaps(trial.dilemma(state), most=1_000, **given)
        assert found.cost == cost
        assert {frozenset(pairs) for pairs in found.reversals} == expected
        assert len(found.reversals) == len(expected)
        assert not found.more
        mended += cost is not None
    return mended


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_cheapest_orders_are_those_of_all_permutations(concept):
    assert sum(check(Trial(seed, concept, "statements"), 3) for seed in range(12)) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_cheapest_orders_of_six_statements_are_those_of_all_permutations(concept):
    assert sum(check(Trial(seed, concept, "statements", most=6), 6) for seed in range(60)) >= 30


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_cheapest_orders_of_classes_keep_the_unnamed_states_last(concept):
    assert sum(check(Trial(seed, concept, "ranking"), 4, last_stays=True) for seed in range(6)) >= 3


LADDER = """
case: ladder
title: Ladder
actors: {a: {}, b: {}}
options: {a.x: {}, a.y: {}, a.z: {}, b.w: {}}
status_quo: {}
outcomes: {deal: not a.x and not a.y and not a.z}
deals: {between: [a, b], reach: deal}
preferences:
  a: [a.x, {tie: [a.y, a.z]}, not a.x, not a.y and not a.z]
  b: [b.w]
behaviour: {default: {foresight: {nash: 1}}}
"""


def test_a_statement_is_moved_up_by_hand_and_a_tie_is_named_by_all_it_holds():
    """To stay at rest, `not a.x` must come before `a.x`, and the last statement before the tie.

    Call them 0 1 2 3. If 1 came before 2, the order would be 3 1 2 0, with five pairs reversed. So 2 comes before 1,
    too, and the only order that reverses no more than these three pairs is 2 0 3 1.
    """
    there = ensemble(LADDER)
    bargain = Bargain(there)
    mended, unmended = changes(Leaving(bargain, bargain.board), there.space.state((0, 0, 0, 1)), silent)
    assert unmended == 0
    assert len(mended) == 1
    change = mended[0]
    assert (change.actor, change.weight, change.ways, change.concept, change.world) == ("a", 1, 1, "nash", {})
    assert (change.cost, len(change.reversals), change.shifts, change.more) == (3, 1, (), False)
    assert {(reversal.above, reversal.below) for reversal in change.reversals[0]} == {
        ("not a.x", "a.x"),
        ("not a.x", "a.y + a.z"),
        ("not a.y and not a.z", "a.y + a.z"),
    }


SHORT = """
case: short
title: Short
actors: {a: {}, b: {}}
options: {a.x: {}, b.w: {}}
status_quo: {}
outcomes: {deal: b.w}
deals: {between: [a, b], reach: deal}
preferences: {a: ORDER, b: [b.w]}
behaviour: {default: {foresight: {nash: 1}}}
"""


@pytest.mark.parametrize(
    ("order", "above", "below"),
    [
        ("{partial: {states: {top: YY, rest: [NY, NN]}, known: [top before rest]}}", "rest", "top"),
        ("{ranking: [YY, [NY, NN], YN]}", "all at its lowest level / w", "x, w"),
        ("{ranking: [YY, [NY, NN, YN]]}", "all at its lowest level / x / 1 more", "x, w"),
    ],
)
def test_classes_are_called_by_their_names_or_by_their_states(order, above, below):
    there = ensemble(SHORT.replace("ORDER", order))
    bargain = Bargain(there)
    mended, _ = changes(Leaving(bargain, bargain.board), there.space.state((0, 1)), silent)
    assert [(change.cost, change.reversals) for change in mended] == [(1, ((Reversal(above, below),),))]


def test_what_no_order_makes_unattractive_is_not_mended():
    text = LADDER.replace("[a.x, {tie: [a.y, a.z]}, not a.x, not a.y and not a.z]", "[b.w, a.x]")
    there = ensemble(text)
    bargain = Bargain(there)
    mended, _ = changes(Leaving(bargain, bargain.board), there.space.state((0, 0, 0, 1)), silent)
    assert [(change.cost, change.reversals, change.more) for change in mended] == [(None, (), False)]


@pytest.mark.parametrize("limit", ["MOST_STATEMENTS", "MOST_SOLVED"])
def test_what_is_beyond_a_limit_is_counted_as_not_looked_at(limit, monkeypatch):
    monkeypatch.setattr(changing, limit, 0)
    there = ensemble(LADDER)
    bargain = Bargain(there)
    assert changes(Leaving(bargain, bargain.board), there.space.state((0, 0, 0, 1)), silent) == ((), 1)


def test_only_so_many_orders_are_listed():
    trial = next(
        trial
        for trial in (Trial(seed, "nash", "statements") for seed in range(40))
        if any(len(trial.cheapest_orders(state)[1]) > 1 for state in trial.left(3))
    )
    state = next(state for state in trial.left(3) if len(trial.cheapest_orders(state)[1]) > 1)
    found = fewest_swaps(trial.dilemma(state), most=1)
    assert len(found.reversals) == 1
    assert found.more


@pytest.mark.parametrize("seed", range(8))
def test_every_way_of_leaving_is_mended_or_counted_and_what_mends_it_does(seed):
    slow = random_bargain(seed)
    there = slow.there
    bargain = Bargain(there)
    for target in slow.targets[:3]:
        leaving = Leaving(bargain, bargain.board)
        state = there.space.state(target)
        for i, actor in zip(bargain.parties, slow.parties, strict=True):
            left = sum(one.weight for one in ways_that_leave(leaving, i, state))
            breaks = sum(weight for w, weight in slow.weights() if not slow.holds_to(actor, target, w))
            assert left == pytest.approx(breaks)
        mended, unmended = changes(leaving, state, silent)
        total = sum(change.weight for change in mended)
        every = [one for i in bargain.parties for one in ways_that_leave(leaving, i, state)]
        assert total >= 0.9 * sum(one.weight for one in every) - 1e-9
        assert total <= sum(one.weight for one in every) + 1e-9
        assert unmended <= sum(one.weight for one in every) - total + 1e-9


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_moves_that_pay_are_the_credible_improvements(concept):
    for seed in range(6):
        trial = Trial(seed, concept, "statements")
        own = trial.there.ranks[0][0]
        way = trial.leaving.way(0, trial.bargain.views(0)[0][0])
        oracle = Oracle(trial.case, trial.orders)
        for state in oracle.states:
            found = trial.leaving.credible(way, own, trial.there.space.state(state))
            expected = oracle.credible_improvements("a", state, concept)
            assert {tuple(trial.there.space.levels[s].tolist()) for s in found} == expected
