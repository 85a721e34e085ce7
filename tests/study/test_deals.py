"""Deals against a naive search, and by hand."""

import numpy as np
import pytest

from offramp.case import CaseError
from offramp.study.deals import slices
from offramp.study.deals.approving import Approving
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.gains import Gains
from offramp.study.deals.search import deals
from offramp.study.deals.targets import targets_of
from study.bargaining import random_alliance, random_bargain
from study.small import ensemble

SEEDS = range(12)


@pytest.fixture(scope="module", params=SEEDS)
def pair(request):
    """Return the deals of a random case as the search gives them, and the slow way."""
    bargain = random_bargain(request.param)
    return deals(bargain.there, most=1_000, mended=0), bargain


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
        for order in deal.orders:
            point = list(bargain.start)
            for step in order.steps:
                for move in step.moves:
                    variable = bargain.case.variable(move.option)
                    assert variable.levels[point[names.index(move.option)]] == move.before
                    point[names.index(move.option)] = variable.levels.index(move.after)
                for actor, party in step.parties.items():
                    assert party.exposure == pytest.approx(bargain.exposure(actor, tuple(point)))
            for actor, exposure in order.exposure.items():
                assert exposure == pytest.approx(max(step.parties[actor].exposure for step in order.steps))


def test_deals_by_which_all_gain_come_first_then_the_surest(pair):
    found, _ = pair
    order = [(not deal.gains, -round(deal.enforceable, 9)) for deal in found.deals]
    assert order == sorted(order)
    for deal in found.deals:
        assert deal.gains == all(party.better >= party.worse for party in deal.parties.values())


# ---------------------------------------------------------------- third parties, the slow way


@pytest.fixture(scope="module", params=range(25))
def alliance(request):
    """Return a random case with two third parties, and what holds in it."""
    bargain = random_alliance(request.param)
    fast = Bargain(bargain.there)
    return bargain, Enforcing(fast, targets_of(fast))


def test_third_parties_join_where_they_come_for_sure_and_stay(alliance):
    bargain, enforcing = alliance
    verdicts, which = enforcing.stays
    for position, target in enumerate(bargain.targets):
        expected = [bargain.third_parties_join(target, w) for w in range(len(bargain.worlds))]
        assert verdicts[which, position].tolist() == expected


def test_a_search_in_small_slices_finds_the_same(alliance, monkeypatch):
    bargain, enforcing = alliance
    monkeypatch.setattr(slices.Slices, "slices", lambda self, ways: _each_clause(self))
    again = Enforcing(enforcing.bargain, enforcing.targets)
    for position in range(len(enforcing.targets)):
        assert (again.holding(position) == enforcing.holding(position)).all()
    assert again.enforceable == pytest.approx(enforcing.enforceable)
    assert again.enforceable == pytest.approx([bargain.enforceable(target) for target in bargain.targets])


def _each_clause(cut):
    return (cut._slice(np.array([number])) for number in range(len(cut.clauses)))


def test_parties_can_be_judged_at_any_state_with_the_clocks_as_they_stand(alliance):
    bargain, enforcing = alliance
    space = bargain.there.space
    clocks = [n for n, v in enumerate(bargain.case.variables) if v.actor is None]
    for state, levels in enumerate(space.levels.tolist()):
        if any(levels[n] != bargain.start[n] for n in clocks):
            with pytest.raises(ValueError, match="clocks"):
                enforcing.parties_hold(state)
            continue
        holds = [
            all(bargain.holds_to(actor, tuple(levels), w) for actor in bargain.parties)
            for w in range(len(bargain.worlds))
        ]
        assert enforcing.parties_hold(state).tolist() == holds


def test_vetoes_are_counted_together_over_where_play_ends(alliance):
    bargain, enforcing = alliance
    gains = Gains(enforcing.bargain, enforcing.targets, bargain.course)
    approving = Approving(enforcing.bargain, gains)
    expected = [bargain.approved(target) for target in bargain.targets]
    assert approving.approved == pytest.approx(expected)
    for position, chance in enumerate(expected):
        assert bargain.worlds.mean(approving.approved_at(position)) == pytest.approx(chance)
        for actor, approval in approving.at(position).items():
            gain = bargain.gain(actor, bargain.targets[position])
            assert (approval.better, approval.equal, approval.worse) == pytest.approx(gain)
            assert (approval.say, approval.error) == ("veto", 0)


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
    (order,) = the_deal(text=text).orders
    moves = [(move.actor, move.before, move.after) for step in order.steps for move in step.moves]
    assert moves == [("a", "many", "none"), ("b", "some", "none")]
    for step in order.steps:
        assert {a: party.exposure for a, party in step.parties.items()} == pytest.approx({"a": 1 / 12, "b": 0})


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
    assert [(p.better, p.equal, p.worse) for p in found.parties.values()] == [(0, 1, 0)] * 2


# ---------------------------------------------------------------- third parties, by hand


DRIFT = """
case: drift
title: Drift
actors: {a: {}, b: {}, c: {}}
options: {a.stop: , b.pay: , c.tax: }
status_quo: {}
outcomes: {peace: a.stop and b.pay}
preferences:
  a: [A, a.stop and b.pay, not a.stop]
  b: [b.pay iff a.stop, a.stop]
  c: [c.tax iff a.stop]
deals: {between: [a, b], reach: peace}
behaviour: {default: {foresight: nash}}
"""


def test_a_deal_does_not_hold_where_third_parties_lead_on_to_what_a_party_would_leave():
    # c taxes peace; where a minds that, it leaves there, though not at the target itself
    found = deals(ensemble(DRIFT.replace("A,", "not c.tax if a.stop,"))).deals
    at_rest = next(d for d in found if d.levels["c.tax"] == "no")
    assert (at_rest.parties["a"].enforceable, at_rest.third_parties_stay, at_rest.enforceable) == (1, 0, 0)


def test_where_third_parties_go_on_and_nobody_minds_the_deal_holds_but_does_not_rest():
    found = {d.levels["c.tax"]: d for d in deals(ensemble(DRIFT.replace("A, ", "")), most=9).deals}
    told = {tax: (d.third_parties_stay, d.third_parties_rest, d.enforceable) for tax, d in found.items()}
    assert told == {"no": (1, 0, 1)}


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


VETO = """
case: veto
title: Who may stop it
actors: {a: {}, b: {}, c: {}, d: {}}
options: {a.p: , b.q: }
status_quo: {}
outcomes: {good: a.p and b.q}
preferences: {a: [a.p and b.q], b: [b.q if a.p], c: [{"maybe(0.4)": "a.p and b.q"}, not a.p], d: [WISH]}
deals: {between: [a, b], reach: good, approval: {c: veto, d: SAY}}
behaviour: {default: {foresight: nash}}
"""


@pytest.mark.parametrize(
    ("wish", "say", "approved"),
    # without a deal nobody moves; c likes the deal with chance 0.4 and else minds; d is sure of itself
    [("a.p", "veto", 0.4), ("not a.p", "veto", 0.0), ("not a.p", "voice", 0.4), ("a.p or b.q", "voice", 0.4)],
)
def test_a_veto_counts_and_a_voice_is_heard(wish, say, approved):
    found = the_deal(text=VETO.replace("WISH", wish).replace("SAY", say))
    assert found.approved == pytest.approx(approved)
    assert found.approval["d"].say == say
    assert found.approval["d"].worse == pytest.approx(float(wish == "not a.p"))
    assert (found.approval["c"].better, found.approval["c"].worse) == pytest.approx((0.4, 0.6))
