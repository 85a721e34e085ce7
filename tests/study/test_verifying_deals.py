"""What is told of deals is confirmed by the definitions, and refused once it is tampered with."""

import copy

import pytest

from offramp.game.labels import Labels
from offramp.stability.oracle import Oracle
from offramp.study.deals.search import deals as search
from offramp.study.holding import World, stable
from offramp.study.playing.ensemble import Ensemble
from offramp.study.verifying import verify
from study.bargaining import Bargain, random_bargain
from study.dealing import told
from study.small import ensemble
from study.tampering import TAMPERINGS, first

RIVALS = """
case: rivals
title: Do the rivals disarm?
actors: {a: {}, b: {}, c: {}}
options: {a.arms: {levels: [none, some, many]}, b.arms: {levels: [none, some], direction: down}, c.blocks: , a.talks: }
status_quo: {a.arms: many, b.arms: some}
outcomes: {peace: a.arms == none and not c.blocks}
preferences:
  a: [not c.blocks, b.arms == none, {slot: aim}, {"maybe(0.4)": a.talks}]
  b: [a.arms == none, not c.blocks, {slot: need}, b.arms == some]
  c: [c.blocks iff a.arms != none, {"maybe(0.2)": not c.blocks}]
questions:
  q:
    about: a
    alternatives:
      calm: {prior: 0.2, aim: [a.arms == none]}
      keen: {prior: 0.8, aim: [a.arms != none, a.arms == many]}
  r: {about: b, alternatives: {free: {prior: 0.7, need: []}, sure: {prior: 0.3, need: [a.talks]}}}
deals: {between: [a, b], reach: peace}
behaviour: {default: {foresight: {seq: 0.8, nash: 0.1, smr: 0.1}}}
"""


@pytest.fixture(scope="module")
def rivals():
    slow = Bargain(ensemble(RIVALS))
    return slow.case, told(slow)


@pytest.mark.parametrize("seed", range(10))
def test_what_the_search_tells_is_confirmed(seed):
    slow = random_bargain(seed)
    found = verify(told(slow), slow.case)
    assert found.refused == ()
    assert found.verified
    assert found.unchecked == 0
    ways = {actor: {slow.seen_by(actor, w) for w, x in slow.weights() if x > 0} for actor in slow.parties}
    assert found.verdicts == len(slow.targets) * sum(len(seen) for seen in ways.values())


def test_the_numbers_of_reasons_and_verdicts_are_told(rivals):
    case, result = rivals
    found = verify(result, case)
    assert found.refused == ()
    assert found.witnesses == sum(len(deal["certificates"]) for deal in result["deals"]) >= 8
    assert found.passed_over[0].startswith("which deals no other surpasses")
    few = verify(result, case, most=20)
    assert few.verified
    assert few.verdicts <= 20
    assert few.verdicts + few.unchecked == found.verdicts


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda change: change.__name__)
def test_it_is_refused_once_it_is_tampered_with(tamper, rivals):
    case, result = rivals
    changed = copy.deepcopy(result)
    tamper(changed)
    assert changed != result
    found = verify(changed, case)
    assert not found.verified
    assert found.refused


def test_a_worse_move_than_the_best_that_goes_unpunished_is_no_reason(rivals):
    # of two moves that nobody punishes the reason must give the one that is liked better
    case, result = rivals
    changed, tried = copy.deepcopy(result), 0
    for deal in changed["deals"]:
        for one in deal["certificates"]:
            verdict = one["verdict"]
            if verdict["concept"] == "nash" and not verdict["stable"]:
                oracle = of_certificate(case, one)
                state, best = oracle.states[deal["id"]], oracle.states[verdict["unpunished"]]
                worse = [s for s in oracle.improvements(verdict["actor"], state) if s != best]
                worse = [s for s in worse if oracle.better(verdict["actor"], best, s)]
                for other in worse[:1]:
                    verdict["unpunished"] = oracle.states.index(other)
                    verdict["unpunished_label"] = Labels(case).state(other)
                    tried += 1
    assert tried
    refused = verify(changed, case).refused
    assert sum("likes better goes unpunished" in line for line in refused) >= 1


def of_certificate(case, certificate):
    there = World(Ensemble(case), certificate["world"], certificate["completions"])
    types = zip(case.actor_ids, there.ensemble.doubts.types, there.types, strict=True)
    return Oracle(case, {actor: kinds.orders[t] for actor, kinds, t in types})


# ---------------------------------------------------------------- worlds that cannot be drawn again


def test_weights_are_passed_over_if_the_worlds_cannot_be_drawn_again(rivals):
    case, result = rivals
    for change in ({"version": "0.0.1"}, {"worlds": len(ensemble(RIVALS).worlds) + 3}):
        other = copy.deepcopy(result)
        other["provenance"].update(change)
        first(other)["breaks"][0]["weight"] -= 0.001
        found = verify(other, case)
        assert found.verified, found.refused
        assert found.verdicts == 0
        assert found.shares is False
        assert not found.holds
        assert found.said == "nothing contradicted, but shares were not re-checked"
        assert found.passed_over[-1].startswith("shares of worlds")
        first(other)["breaks"][0]["weight"] = 1.5
        assert not verify(other, case).verified


def test_shares_count_as_re_checked_only_if_some_verdict_was_given(rivals):
    case, result = rivals
    found = verify(result, case, most=0)
    assert (found.verified, found.shares, found.verdicts) == (True, False, 0)
    assert not found.holds
    assert verify(result, case).said == "all hold"


WISHES = "a.talks, b.arms == none, c.blocks, a.arms == some, a.arms == many, a.arms != none, not a.talks"
NOISY = RIVALS.replace("c: [", f"c: [{{any_order: [{WISHES}]}}, ")


def test_worlds_and_completions_that_were_drawn_are_drawn_again():
    for seed, samples in ((0, 1_000), (3, 1_000), (3, 40)):
        slow = Bargain(ensemble(NOISY, seed=seed, samples=samples))
        assert not slow.worlds.exact
        assert any(kinds.sampled for kinds in slow.there.doubts.types)
        found = verify(told(slow), slow.case)
        assert found.verified, found.refused
        assert found.unchecked == 0
        assert found.verdicts > 0


# ---------------------------------------------------------------- how surely a deal holds, over all parties


def changed(result, name, n, value):
    """Return a result in which a number of a deal is another, on the front, too."""
    other = copy.deepcopy(result)
    for listed in (other["deals"], other["front"]):
        for one in listed:
            if one["id"] == n and name in one:
                one[name] = value
    return other


@pytest.mark.parametrize("seed", range(5))
def test_how_surely_a_deal_holds_cannot_be_changed(seed):
    slow = random_bargain(seed)
    result = told(slow)
    for target in slow.targets:
        n, truth = slow.there.space.state(target), slow.enforceable(target)
        for value in {0.0, truth / 2, (1 + truth) / 2, 1.0, truth - 1e-6, truth + 1e-6}:
            if abs(value - truth) > 1e-8:
                assert verify(changed(result, "enforceable", n, value), slow.case).refused


@pytest.mark.parametrize("seed", range(5))
def test_how_often_third_parties_join_cannot_be_changed(seed):
    slow = random_bargain(seed)
    result = told(slow)
    for target in slow.targets:
        n = slow.there.space.state(target)
        truth = sum(x for w, x in slow.weights() if slow.third_parties_join(target, w))
        rest = sum(
            x for w, x in slow.weights() if slow.third_parties_join(target, w) and not slow.next(target, target, w)
        )
        for deal in result["deals"]:
            if deal["id"] == n:
                deal["third_parties_rest"] = rest
        assert not [line for line in verify(result, slow.case).refused if f"deal {n}:" in line]
        for name, right in (("third_parties_stay", truth), ("third_parties_rest", rest)):
            for value in (0.0, 1.0, right / 2):
                if abs(value - right) > 1e-8:
                    assert verify(changed(result, name, n, value), slow.case).refused


def test_a_point_of_the_front_that_is_told_in_short_is_bounded_by_the_worlds_in_which_all_parties_hold(rivals):
    case, result = rivals
    short = copy.deepcopy(result)
    kept = first(short)["id"]
    short["deals"] = [deal for deal in short["deals"] if deal["id"] == kept]
    found = verify(short, case)
    assert found.verified, found.refused
    assert "how surely deals hold that are told in short" in found.passed_over
    point = next(p for p in short["front"] if p["id"] != kept)
    slow = Bargain(ensemble(RIVALS))
    state = slow.oracle((0, 0, 0)).states[point["id"]]
    most = sum(x for w, x in slow.weights() if all(slow.holds_to(a, state, w) for a in "ab"))
    point["enforceable"] = most
    assert verify(short, case).verified
    point["enforceable"] = most + 0.001
    assert not verify(short, case).verified


def test_with_a_small_budget_third_parties_are_named_among_what_was_not_looked_at(rivals):
    case, result = rivals
    assert "how often third parties come along" not in verify(result, case).passed_over
    found = verify(result, case, most=20)
    assert found.verified
    assert "how often third parties come along" in found.passed_over


ALONE = """
case: alone
title: One world
actors: {a: {}, b: {}}
options: {a.arms: , b.arms: }
status_quo: {a.arms: yes, b.arms: yes}
outcomes: {peace: not a.arms and not b.arms}
preferences: {a: [a.arms, not b.arms], b: [not a.arms, not b.arms]}
deals: {between: [a, b], reach: peace}
behaviour: {default: {foresight: {nash: 1}}}
"""


def test_a_case_of_one_world_is_re_checked_like_any_other():
    slow = Bargain(ensemble(ALONE))
    assert len(slow.worlds) == 1
    result = told(slow)
    found = verify(result, slow.case)
    assert found.holds, found.refused
    # a arms again in the one world there is
    assert [(b["actor"], b["weight"]) for b in result["deals"][0]["breaks"]] == [("a", 1.0)]
    result["deals"][0]["breaks"] = []
    assert not verify(result, slow.case).verified


def test_nothing_errs_if_nothing_was_sampled():
    slow = Bargain(ensemble(ALONE))
    result = told(slow)
    result["deals"][0]["parties"]["a"]["error"] = 0.0
    assert verify(result, slow.case).verified
    result["deals"][0]["parties"]["a"]["error"] = 0.1
    assert not verify(result, slow.case).verified


EITHER = "a.arms, not a.arms, b.arms, not b.arms, a.arms and b.arms, a.arms or b.arms, a.arms iff b.arms"
SHAKY = ALONE.replace("a: [a.arms, not b.arms]", f"a: [{{any_order: [{EITHER}]}}]")


def test_the_error_of_how_surely_a_deal_holds_cannot_be_changed():
    there = ensemble(SHAKY, seed=3)
    result = search(there).to_dict()
    found = verify(result, there.case)
    assert found.holds, found.refused
    deal = result["deals"][0]
    assert 0 < deal["enforceable"] < 1
    assert deal["error"] > 0
    other = changed(result, "error", deal["id"], deal["error"] / 2)
    assert not verify(other, there.case).verified


# ---------------------------------------------------------------- whatever stands there


def leaves(value, path=()):
    """Yield the way to everything in a result."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from leaves(item, (*path, key))


DOUBT = "questions: {q: {about: a, alternatives: {x: {prior: 0.5, aim: [a.arms]}, y: {prior: 0.5, aim: []}}}}"
SMALL = ALONE.replace("a: [a.arms, ", "a: [{slot: aim}, ").replace("deals:", f"{DOUBT}\ndeals:")


@pytest.mark.parametrize("found_by", ["deals", "stable"])
def test_nothing_that_may_stand_in_a_result_is_beyond_verify(found_by):
    there = ensemble(SMALL)
    result = (search(there) if found_by == "deals" else stable(there)).to_dict()
    assert verify(result, there.case).holds
    tried = 0
    for path in [*leaves(result)][:: 1 if found_by == "deals" else 3]:
        for value in (None, -1, 10**40, float("nan"), "x", [], {}, [None], {"x": 1}):
            other = copy.deepcopy(result)
            place = other
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = value
            verify(other, there.case)
            tried += 1
    assert tried > 500
