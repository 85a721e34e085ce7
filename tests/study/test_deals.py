"""Deals against a naive search, and by hand."""

import numpy as np
import pytest

from offramp.case import CaseError
from offramp.study.deals.search import deals, pareto
from study.bargaining import random_bargain
from study.small import ensemble

SEEDS = range(12)


@pytest.fixture(scope="module", params=SEEDS)
def pair(request):
    """Return the deals of a random case as the search gives them, and the slow way."""
    bargain = random_bargain(request.param)
    return deals(bargain.there, most=1_000), bargain


def levels(bargain, deal):
    return tuple(v.levels.index(deal.levels[v.id]) for v in bargain.case.variables)


def test_the_targets_are_the_states_of_the_outcome_that_can_be_reached(pair):
    found, bargain = pair
    assert found.targets == len(bargain.targets)


def test_the_deals_are_the_pareto_set(pair):
    found, bargain = pair
    assert {levels(bargain, deal) for deal in found.deals} == set(bargain.pareto())


def test_a_deal_holds_in_the_worlds_where_nobody_breaks_it(pair):
    found, bargain = pair
    for deal in found.deals:
        target = levels(bargain, deal)
        assert deal.enforceable == pytest.approx(bargain.enforceable(target))
        stay = sum(weight for w, weight in bargain.weights() if bargain.third_parties_join(target, w))
        assert deal.third_parties_stay == pytest.approx(stay)
        for actor, party in deal.parties.items():
            holds = sum(weight for w, weight in bargain.weights() if bargain.holds_to(actor, target, w))
            assert party.enforceable == pytest.approx(holds)
            assert sum(b.weight for b in deal.breaks if b.actor == actor) <= 1 - holds + 1e-9


def test_gains_are_measured_against_the_end_without_a_deal(pair):
    found, bargain = pair
    for deal in found.deals:
        for actor, party in deal.parties.items():
            assert (party.better, party.equal, party.worse) == pytest.approx(bargain.gain(actor, levels(bargain, deal)))


def test_the_worst_cases_are_over_the_worlds(pair):
    found, bargain = pair
    for deal in found.deals:
        for actor, party in deal.parties.items():
            assert party.worst_with == pytest.approx(bargain.worst_with(actor, levels(bargain, deal)))
            assert party.worst_without == pytest.approx(bargain.worst_without(actor))


def test_what_is_asked_is_counted_in_levels(pair):
    found, bargain = pair
    for deal in found.deals:
        for actor, party in deal.parties.items():
            assert party.changes == bargain.asked(actor, levels(bargain, deal))
        undertaken = {(u.option, u.before, u.after) for u in deal.undertakings}
        variables = [v for v in bargain.case.variables if v.actor in bargain.parties]
        start = dict(zip([v.id for v in bargain.case.variables], bargain.start, strict=True))
        assert undertaken == {
            (v.id, v.levels[start[v.id]], deal.levels[v.id])
            for v in variables
            if v.levels[start[v.id]] != deal.levels[v.id]
        }


def test_each_step_shows_how_exposed_it_leaves_each_party(pair):
    found, bargain = pair
    names = [v.id for v in bargain.case.variables]
    for deal in found.deals:
        for steps in deal.orders:
            point = list(bargain.start)
            for step in steps:
                variable = bargain.case.variable(step.option)
                assert variable.levels[point[names.index(step.option)]] == step.before
                point[names.index(step.option)] = variable.levels.index(step.after)
                for actor, exposure in step.exposure.items():
                    assert exposure == pytest.approx(bargain.exposure(actor, tuple(point)))
        if deal.orders:
            for actor, party in deal.parties.items():
                assert party.exposure == pytest.approx(max(step.exposure[actor] for step in deal.orders[0]))


def test_the_surest_deals_come_first(pair):
    found, _ = pair
    assert [d.enforceable for d in found.deals] == sorted((d.enforceable for d in found.deals), reverse=True)


# ---------------------------------------------------------------- by hand


DISARM = """
case: disarm
title: Disarm
actors: {a: {}, b: {}, c: {}}
options: {a.arms: {levels: [none, some, many]}, b.arms: {levels: [none, some]}, c.spoil: }
status_quo: {a.arms: many, b.arms: some}
outcomes: {peace: a.arms == none and b.arms == none and not c.spoil}
preferences:
  a: [b.arms == none, not c.spoil, a.arms != none]
  b: [a.arms == none, a.arms != many, not c.spoil, b.arms == some]
  c: [WISH]
deals: {between: [a, b], reach: peace}
behaviour: {a: {foresight: {seq: 0.75, nash: 0.25}}, b: {foresight: {seq: 0.5, nash: 0.5}}, c: {foresight: nash}}
"""


def the_deal(wish="not c.spoil", text=DISARM):
    (found,) = deals(ensemble(text.replace("WISH", wish))).deals
    return found


def test_a_mutual_deal_by_hand():
    # at peace each would rather arm again; who looks ahead fears the answer, and who does not, breaks
    found = the_deal()
    assert found.enforceable == pytest.approx(0.75 * 0.5)
    assert (found.parties["a"].enforceable, found.parties["b"].enforceable) == pytest.approx((0.75, 0.5))
    assert {(b.actor, b.move): b.weight for b in found.breaks} == {
        ("a", "a arms some"): pytest.approx(0.25),
        ("b", "b arms some"): pytest.approx(0.5),
    }
    for actor, changes in {"a": 2, "b": 1}.items():
        party = found.parties[actor]
        assert (party.better, party.equal, party.worse, party.changes) == pytest.approx((1, 0, 0, changes))


def test_a_third_party_that_spoils_the_outcome_undoes_the_deal():
    found = the_deal("c.spoil if a.arms == none")
    assert (found.third_parties_stay, found.enforceable) == (0, 0)
    assert found.parties["a"].enforceable == pytest.approx(0.75)


def test_in_a_final_outcome_no_third_party_spoils():
    text = DISARM.replace(
        "peace: a.arms == none and b.arms == none and not c.spoil",
        "peace: {when: a.arms == none and b.arms == none and not c.spoil, final: true}",
    )
    assert the_deal("c.spoil if a.arms == none", text).third_parties_stay == 1


def test_the_order_of_steps_by_hand():
    # a cannot arm again. Of twelve states a ranks four below the status quo, and three below the one where only it has
    # disarmed, to which b may also lead back from peace. If b begins, it is left with two below instead of three, and a
    # is as exposed at peace: that order is beaten
    text = DISARM.replace("levels: [none, some, many]", "levels: [none, some, many], direction: down")
    (steps,) = the_deal(text=text).orders
    assert [(step.actor, step.before, step.after) for step in steps] == [("a", "many", "none"), ("b", "some", "none")]
    for step in steps:
        assert step.exposure == pytest.approx({"a": 1 / 12, "b": 0})


def test_nothing_is_undone_that_cannot_be_undone():
    text = DISARM.replace("a.arms: {levels: [none, some, many]}", "a.arms: {levels: [none, some, many], direction: up}")
    with pytest.raises(CaseError, match="E062"):
        the_deal(text=text)
    down = DISARM.replace(
        "a.arms: {levels: [none, some, many]}", "a.arms: {levels: [none, some, many], direction: down}"
    )
    assert the_deal(text=down).parties["a"].changes == 2


def test_the_clocks_stand_as_they_are():
    text = DISARM.replace("peace: a.arms", "peace: snow == gone and a.arms")
    text += "clocks: {snow: {levels: [deep, gone], rate: {1 per month: true}}}\n"
    with pytest.raises(CaseError, match="E062"):
        the_deal(text=text)
    assert the_deal(text=text.replace("status_quo: {", "status_quo: {snow: gone, ")).parties["a"].changes == 2


def test_a_case_must_say_which_deals_to_look_for():
    with pytest.raises(CaseError, match="E064  the case does not say which deals"):
        deals(ensemble(DISARM.replace("WISH", "true").replace("deals: {between: [a, b], reach: peace}\n", "")))


def test_where_play_ends_anyway_there_is_nothing_to_gain_and_nothing_to_do():
    text = DISARM.replace("status_quo: {a.arms: many, b.arms: some}", "status_quo: {}")
    text = text.replace("a.arms != none]", "a.arms == none]").replace("b.arms == some]", "b.arms == none]")
    found = the_deal(text=text)
    assert found.orders == ()
    assert found.undertakings == ()
    assert found.enforceable == 1
    assert [(p.better, p.equal, p.worse, p.exposure) for p in found.parties.values()] == [(0, 1, 0, 0)] * 2


# ---------------------------------------------------------------- the pareto set


def test_the_pareto_set_is_what_nothing_beats():
    rng = np.random.default_rng(0)
    for _ in range(30):
        merits = rng.integers(0, 4, (3, 12)) / 4
        expected = []
        for k in range(12):
            beaten = any(
                (merits[:, j] >= merits[:, k]).all() and (merits[:, j] > merits[:, k]).any() for j in range(12)
            )
            twin = any((merits[:, j] == merits[:, k]).all() for j in range(k))
            if not beaten and not twin:
                expected.append(k)
        assert sorted(pareto(merits)) == expected


def test_differences_of_rounding_beat_nobody():
    assert sorted(pareto(np.array([[0.1 + 0.2, 0.3], [1.0, 1.0]]))) == [0]
    assert sorted(pareto(np.array([[0.0, -0.0], [1.0, 1.0]]))) == [0]


OBSERVED = """
case: observed
title: With observers or not?
actors: {a: {}, b: {}, c: {}}
options: {a.p: {}, b.q: {}, c.watches: {}}
status_quo: {}
outcomes: {good: a.p and b.q and c.watches, bad: not a.p and b.q}
judge: {seek: good, avoid: bad}
preferences: {a: [c.watches and a.p and b.q], b: [c.watches and a.p and b.q], c: [WISH]}
deals: {between: [a, b], reach: good}
"""


@pytest.mark.parametrize(("wish", "chance"), [("c.watches iff a.p", 1), ("not c.watches", 0), ("a.p", 0)])
def test_a_deal_that_needs_a_third_party_holds_where_that_comes_along_by_itself(wish, chance):
    found = the_deal(wish, OBSERVED)
    assert (found.third_parties_stay, found.enforceable) == pytest.approx((chance, chance))
    assert [(u.actor, u.option, u.after) for u in found.third_parties] == [("c", "c.watches", "yes")]
