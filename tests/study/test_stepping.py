"""Steps told in full: against the definitions taken one world and one type at a time, and by hand."""

import numpy as np
import pytest

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.stepping import Stepping
from offramp.study.deals.steps import MOST_POINTS
from study.bargaining import random_bargain
from study.small import ensemble


def stepping_of(there):
    bargain = Bargain(there)
    return Stepping(bargain, Exposing(bargain))


@pytest.fixture(scope="module", params=range(10))
def pair(request):
    """Return a random bargain's steps, and the bargain the slow way."""
    slow = random_bargain(request.param)
    return stepping_of(slow.there), slow


def orders_of(stepping, slow):
    """Yield every order to every target, told in full, with the levels before the first step and after each."""
    names = [v.id for v in slow.case.variables]
    for target in slow.targets:
        ways = stepping.ways(target)
        for order in ways.orders:
            told = stepping.told(ways, order, target)
            points = [slow.start]
            for step in told.steps:
                levels = list(points[-1])
                for move in step.moves:
                    variable = slow.case.variable(move.option)
                    n = names.index(move.option)
                    assert variable.actor == move.actor
                    assert variable.levels[levels[n]] == move.before
                    levels[n] = variable.levels.index(move.after)
                points.append(tuple(levels))
            yield target, told, points


def types_of(slow, actor):
    """Return the chance of every type of an actor, with the game in which it has it."""
    chances = slow.there.doubts.truth[slow.case.actor_ids.index(actor)].tolist()
    return [(chance, slow.with_type(actor, kind)) for kind, chance in enumerate(chances)]


def leans(slow, actor, state, goal):
    """Return the weights of worlds in which an actor goes on, rests, goes back."""
    found = [0.0, 0.0, 0.0]
    distance = {n: abs(x - y) for n, (x, y) in enumerate(zip(state, goal, strict=True))}
    for w, weight in slow.weights():
        chosen = free_choice(slow, actor, state, w)
        found[1] += weight * (not chosen)
        for after in chosen:
            closer = [abs(x - y) - distance[n] for n, (x, y) in enumerate(zip(after, goal, strict=True))]
            found[0 if max(closer) <= 0 > min(closer) else 2] += weight / len(chosen)
    return tuple(found)


def free_choice(slow, actor, state, w):
    """Return an actor's best credible improvements, with the fewest changes, while nobody is committed."""
    types, concept = slow.seen_by(actor, w)
    oracle = slow.oracle(types)
    merits = {
        t: (oracle.worth(actor, t), -sum(x != y for x, y in zip(state, t, strict=True)))
        for t in oracle.credible_improvements(actor, state, concept)
    }
    return [t for t, merit in merits.items() if merit == max(merits.values())]


def test_the_steps_lead_the_parties_to_the_goal_and_show_each_exposure_on_the_way(pair):
    stepping, slow = pair
    for target, told, points in orders_of(stepping, slow):
        own = [v.actor in slow.parties for v in slow.case.variables]
        assert points[-1] == tuple(t if o else s for o, s, t in zip(own, slow.start, target, strict=True))
        for actor in slow.parties:
            exposed = [step.parties[actor].exposure for step in told.steps]
            assert exposed == pytest.approx([slow.exposure(actor, point) for point in points[1:]])
            assert told.exposure[actor] == max(exposed)
            first = next((k for k, x in enumerate(exposed, start=1) if x == max(exposed)), 0)
            assert told.worst_step[actor] == (first if max(exposed) > 0 else 0)


def test_a_step_is_compared_with_the_point_before_over_the_types(pair):
    stepping, slow = pair
    for _, told, points in orders_of(stepping, slow):
        for step, before, after in zip(told.steps, points, points[1:], strict=False):
            for actor, party in step.parties.items():
                kinds = types_of(slow, actor)
                assert party.better == pytest.approx(sum(c for c, o in kinds if o.better(actor, after, before)))
                assert party.worse == pytest.approx(sum(c for c, o in kinds if o.better(actor, before, after)))


def test_a_party_is_stuck_where_no_move_of_its_own_brings_it_back_to_the_status_quo(pair):
    stepping, slow = pair
    for _, told, points in orders_of(stepping, slow):
        for step, point in zip(told.steps, points[1:], strict=True):
            for actor, party in step.parties.items():
                stuck = sum(
                    chance
                    for chance, oracle in types_of(slow, actor)
                    if all(
                        oracle.worth(actor, s) < oracle.worth(actor, slow.start)
                        for s in oracle.moves(actor, point) | {point}
                    )
                )
                assert party.stuck == pytest.approx(stuck)


def test_what_a_party_would_do_of_its_own_accord_is_counted_world_by_world(pair):
    stepping, slow = pair
    for _, told, points in orders_of(stepping, slow):
        for step, point in zip(told.steps, points[1:], strict=True):
            for actor, party in step.parties.items():
                expected = leans(slow, actor, point, points[-1])
                assert (party.goes_on, party.rests, party.goes_back) == pytest.approx(expected)


def test_an_exchange_is_told_only_where_it_spares_somebody(pair):
    stepping, slow = pair
    for target in slow.targets:
        ways = stepping.ways(target)
        assert ways.searched
        assert stepping.ways(target, exchange=False).exchange is None
        if ways.exchange:
            assert sum(ways.exchange.exposure) < sum(ways.orders[0].exposure)
            assert any(len(step) == 2 for step in ways.exchange.steps)


# ---------------------------------------------------------------- by hand

TRUCE = """
case: truce
title: A truce
actors: {a: {}, b: {}}
options: {a.fire: , b.fire: }
status_quo: {a.fire: yes, b.fire: yes}
outcomes: {truce: not a.fire and not b.fire}
preferences: {a: [not b.fire, a.fire], b: [not a.fire, b.fire]}
deals: {between: [a, b], reach: truce}
behaviour: {default: {foresight: nash}}
"""
# both want above all that the other holds its fire, then to fire: from best to worst for a, as (a fires, b fires):
# (1, 0), (0, 0), (1, 1), (0, 1)


def test_who_ceases_fire_first_is_exposed_and_ceasing_at_once_exposes_nobody_on_the_way():
    stepping = stepping_of(ensemble(TRUCE))
    ways = stepping.ways((0, 0))
    first = stepping.told(ways, ways.orders[0], (0, 0))
    # after a's step a stands one of four states below the status quo, b above it. At the truce each may fire again,
    # which leaves the other below the status quo by one, too
    assert [step.label for step in first.steps] == ["no a fire, b fire", "no a fire, no b fire"]
    a, b = (first.steps[0].parties[actor] for actor in ("a", "b"))
    assert (a.better, a.worse, a.exposure, a.stuck) == (0, 1, 0.25, 0)
    assert (b.better, b.worse, b.exposure, b.stuck) == (1, 0, 0, 0)
    # a would fire again; b, firing while a does not, has what it likes best
    assert (a.goes_on, a.rests, a.goes_back) == (0, 0, 1)
    assert (b.goes_on, b.rests, b.goes_back) == (0, 1, 0)
    assert first.exposure == {"a": 0.25, "b": 0.25}
    assert first.worst_step == {"a": 1, "b": 2}
    assert ways.exchange is None


def test_an_exchange_spares_who_would_have_begun():
    # once they have ceased fire they cannot begin again, so that only the way there exposes
    text = TRUCE.replace("{a.fire: , b.fire: }", "{a.fire: {direction: down}, b.fire: {direction: down}}")
    stepping = stepping_of(ensemble(text))
    ways = stepping.ways((0, 0))
    assert [order.exposure for order in ways.orders] == [(1, 0), (0, 1)]
    told = stepping.told(ways, ways.exchange, (0, 0))
    (step,) = told.steps
    assert [move.actor for move in step.moves] == ["a", "b"]
    assert told.exposure == {"a": 0, "b": 0}
    assert told.worst_step == {"a": 0, "b": 0}
    first = stepping.told(ways, ways.orders[0], (0, 0)).steps[0]
    assert first.parties["a"].stuck == 1  # it cannot take back its step


def test_where_one_alone_cannot_cease_they_cease_at_once():
    stepping = stepping_of(ensemble(TRUCE + "impossible: [a.fire and not b.fire, b.fire and not a.fire]\n"))
    ways = stepping.ways((0, 0))
    assert [len(step) for step in ways.orders[0].steps] == [2]
    assert ways.exchange is None


def test_no_step_leads_through_a_state_at_which_play_stops():
    text = TRUCE.replace("outcomes: {", "outcomes: {rout: {when: b.fire and not a.fire, final: true}, ")
    ways = stepping_of(ensemble(text)).ways((0, 0))
    assert [[change.variable for (change,) in order.steps] for order in ways.orders] == [[1, 0]]


def test_steps_may_begin_elsewhere():
    stepping = stepping_of(ensemble(TRUCE))
    ways = stepping.ways((0, 0), (0, 1))
    (order,) = ways.orders
    assert [change.variable for (change,) in order.steps] == [1]
    told = stepping.told(ways, order, (0, 0))
    assert told.steps[0].parties["a"].better == 1
    assert told.exposure["a"] == 0.25  # against the status quo: b may fire again


def test_too_many_points_are_not_searched():
    options = ", ".join(f"{actor}.o{n}: " for actor in "ab" for n in range(8))
    wish = " and ".join(f"{actor}.o{n}" for actor in "ab" for n in range(8))
    text = f"""
case: wide
title: Wide
actors: {{a: {{}}, b: {{}}}}
options: {{{options}}}
status_quo: {{}}
outcomes: {{all: {wish}}}
preferences: {{a: [a.o0], b: [b.o0]}}
deals: {{between: [a, b], reach: all}}
"""
    stepping = stepping_of(ensemble(text))
    assert MOST_POINTS < 2**16
    ways = stepping.ways((1,) * 16)
    assert (ways.orders, ways.exchange, ways.searched) == ((), None, False)
    assert len(ways.road) == 2**16


def test_an_impossible_point_exposes_nobody():
    there = ensemble(TRUCE + "impossible: [a.fire and not b.fire]\n")
    exposing = Exposing(Bargain(there))
    assert exposing.at((1, 0)) is None
    assert exposing.at((1, 1)) == (0, 0)
    assert exposing.below(np.array([], dtype=np.int64)).shape == (0, 2)
