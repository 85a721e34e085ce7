"""The proposals on the table beside the deals: by hand, and world by world."""

import numpy as np
import pytest

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.beside import beside
from offramp.study.playing.courses import course_of
from offramp.study.results.deals import Fails
from study.bargaining import random_bargain
from study.breaking_slowly import answers
from study.small import ensemble

SEEDS = range(20)

FIRE = """
case: fire
title: Does the firing stop?
actors: {a: {}, b: {}}
options: {a.stops: {}, b.fires: {}}
status_quo: {b.fires: yes}
outcomes: {calm: not b.fires}
preferences: {a: [not b.fires, not a.stops], b: [{slot: aim}]}
questions:
  q:
    about: b
    alternatives:
      honest: {prior: 0.6, aim: [b.fires iff not a.stops]}
      stubborn: {prior: 0.4, aim: [b.fires]}
behaviour: {default: {foresight: nash}}
policies:
  halt: {by: a, sets: {a.stops: yes}}
  tit_for_tat: {by: a, keeps: {a.stops: no if b.fires else yes}}
  cease: {by: b, sets: {b.fires: no}}
  ask: {stages: [{learn: q, then: {honest: halt, stubborn: no policy}}]}
deals: {between: [a, b], reach: calm}
"""


@pytest.fixture(scope="module")
def fire():
    return {b.policy: b for b in beside(Bargain(ensemble(FIRE)))}


def test_all_policies_stand_beside_no_policy(fire):
    assert list(fire) == ["no policy", "halt", "tit_for_tat", "cease", "ask"]
    for found in fire.values():
        assert (found.error, found.kept_error, found.parties_error) == (0, 0, 0)


def test_the_chance_of_the_outcome_by_hand(fire):
    # nobody moves first: a would stop for nothing, and b fires as long as a goes on. If a halts, an honest b stops;
    # under tit for tat a stops as soon as b does, and b is as content with that as before, and stays
    chances = {"no policy": 0, "halt": 0.6, "tit_for_tat": 0, "cease": 1, "ask": 0.6}
    assert {name: found.chance for name, found in fire.items()} == pytest.approx(chances)


def test_what_it_is_to_each_party_by_hand(fire):
    assert fire["no policy"].parties == {"a": (0, 1, 0), "b": (0, 1, 0)}
    # a has stopped for nothing if b is stubborn; b has what it wants with the policy and without
    assert fire["halt"].parties == {"a": pytest.approx((0.6, 0, 0.4)), "b": pytest.approx((0, 1, 0))}
    # whoever b is, it would rather fire while a goes on
    assert fire["cease"].parties == {"a": pytest.approx((1, 0, 0)), "b": pytest.approx((0, 0, 1))}
    # the halt comes only where it does good
    assert fire["ask"].parties == {"a": pytest.approx((0.6, 0.4, 0)), "b": pytest.approx((0, 1, 0))}


def test_what_is_asked_at_once_by_hand(fire):
    asks = {"no policy": {}, "halt": {"a": 1}, "tit_for_tat": {"a": 0}, "cease": {"b": 1}, "ask": {"a": 1}}
    assert {name: dict(found.asks) for name, found in fire.items()} == asks


def test_who_keeps_it_by_hand(fire):
    # a would rather not stop whatever b does, and b would rather fire; while b fires tit for tat asks nothing of a
    kept = {"no policy": {}, "halt": {"a": 0}, "tit_for_tat": {"a": 1}, "cease": {"b": 0}, "ask": {"a": 0.4}}
    for name, expected in kept.items():
        assert fire[name].kept == pytest.approx(expected)


def test_under_which_answers_it_fails_by_hand(fire):
    stubborn = (Fails("q", "stubborn", 0.0, pytest.approx(0.4)),)
    expected = {"no policy": (), "halt": stubborn, "tit_for_tat": (), "cease": (), "ask": stubborn}
    assert {name: found.fails for name, found in fire.items()} == expected


def test_a_party_is_told_of_whether_it_adopts_the_policy_or_not(fire):
    assert all(set(found.parties) == {"a", "b"} for found in fire.values())


# ---------------------------------------------------------------- world by world


def ends(slow, policy, w):
    """Yield where play under a policy ends in a world, with its chances."""
    played = course_of(slow.there, slow.there.policy(policy))
    one = played.played[played.which[w]]
    for state, chance in zip(one.ends, one.shares, strict=True):
        yield tuple(slow.there.space.levels[state].tolist()), float(chance)


def comes(slow, policy, w):
    return sum(chance for state, chance in ends(slow, policy, w) if slow.outcome(state) == slow.deals.reach)


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_are_sums_over_the_worlds(seed):
    slow = random_bargain(seed)
    for found in beside(Bargain(slow.there)):
        chance = sum(weight * comes(slow, found.policy, w) for w, weight in slow.weights())
        assert found.chance == pytest.approx(chance)


@pytest.mark.parametrize("seed", SEEDS)
def test_parties_compare_the_ends_in_their_true_order(seed):
    slow = random_bargain(seed)
    for found in beside(Bargain(slow.there))[1:]:
        for actor in slow.parties:
            total = np.zeros(3)
            for w, weight in slow.weights():
                oracle = slow.oracle(slow.true_types(w))
                for one, chance in ends(slow, found.policy, w):
                    for other, share in ends(slow, "no policy", w):
                        here, there = oracle.worth(actor, one), oracle.worth(actor, other)
                        total += weight * chance * share * np.array([here > there, here == there, here < there])
            assert found.parties[actor] == pytest.approx(tuple(total))


def test_a_policy_fails_under_answers_that_lower_its_chance():
    failing = 0
    for seed in SEEDS:
        slow = random_bargain(seed)
        for found in beside(Bargain(slow.there)):
            sums = {}
            for w, weight in slow.weights():
                for pair in answers(slow, slow.true_types(w)).items():
                    total, good = sums.get(pair, (0.0, 0.0))
                    sums[pair] = total + weight, good + weight * comes(slow, found.policy, w)
            low = {pair: (g / t, t) for pair, (t, g) in sums.items() if t > 0 and found.chance - g / t >= 0.05}
            assert {(f.question, f.alternative): (f.chance, f.weight) for f in found.fails} == {
                pair: pytest.approx(numbers) for pair, numbers in low.items()
            }
            assert [f.chance for f in found.fails] == sorted(f.chance for f in found.fails)
            failing += len(low)
    assert failing > 3


def test_progress_is_told():
    told = []
    beside(Bargain(ensemble(FIRE)), lambda *what: told.append(what))
    assert ("weighing proposals", 4, 5) in told
