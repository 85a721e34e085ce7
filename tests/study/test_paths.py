"""The ways play takes: all courses of play followed, or a fair sample of them with its error."""

import numpy as np
import pytest

from offramp.play.solving import traffic
from offramp.study.paths import drawing_variance, paths, systematic
from study.many import TEXT
from study.small import ensemble

COIN = """
case: coin
title: Coin
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
status_quo: {}
outcomes: {both: a.x and b.y}
preferences:
  a: ["maybe(0.3)": a.x]
  b: ["maybe(0.6)": b.y]
behaviour: {default: {foresight: nash}}
"""

DAM = """
case: dam
title: Dam
actors: {upland: {name: Upland}, lowland: {name: Lowland}}
options:
  upland.filling: {levels: [fast, slow]}
  lowland.accepts:
  lowland.bombs: {direction: up}
status_quo: {}
outcomes:
  war: {when: lowland.bombs, final: true}
  deal: lowland.accepts
preferences:
  upland: []
  lowland: ["maybe(0.5)": lowland.bombs, lowland.accepts]
clocks:
  rains: {levels: [dry, wet], dates: {wet: 2020-03-01}}
as_of: 2020-01-01
behaviour: {default: {foresight: nash}}
policies:
  answer: {by: [upland], keeps: {upland.filling: slow if lowland.accepts else fast}}
  hold: {by: [upland], sets: {upland.filling: fast}, lasts: 1 month}
  give: {by: [upland], sets: {upland.filling: slow}}
  later: {stages: [hold, give]}
"""


def moves(result):
    """Return the moves as (mover, change, what answers), without repetition."""
    return {(e.actor, e.change, e.answers) for e in result.edges}


# ---------------------------------------------------------------- all courses


def test_chances_by_hand_where_all_courses_are_followed():
    # who holds its statement moves to `yes` and stays; the two decide alike often, so each goes first in half the cases
    result = paths(ensemble(COIN), "no policy")
    assert (result.start, result.courses, result.drawn, result.seed, result.left) == (0, 4, 0, None, 0)
    found = {n.label: (n.visited, n.end) for n in result.nodes}
    assert found["all at its lowest level"] == pytest.approx((1, 0.28))
    assert found["x"] == pytest.approx((0.3 * 0.4 + 0.18 / 2, 0.3 * 0.4))
    assert found["y"] == pytest.approx((0.6 * 0.7 + 0.18 / 2, 0.6 * 0.7))
    assert found["x, y"] == pytest.approx((0.18, 0.18))
    assert all(n.visited_error == n.end_error == 0 for n in result.nodes)
    assert (result.hidden, result.hidden_error) == (0, 0)


def test_states_below_the_cut_are_counted_and_their_ends_hidden():
    result = paths(ensemble(COIN), "no policy", cut=0.25)
    assert [n.label for n in result.nodes] == ["all at its lowest level", "y"]
    assert result.left == 2
    assert result.hidden == pytest.approx(0.12 + 0.18)


@pytest.fixture(scope="module")
def many():
    there = ensemble(TEXT)
    return there, paths(there, "look_first", cut=0.0, most_courses=10_000)


def test_errors_of_all_courses_are_those_of_the_worlds(many):
    there, result = many
    course = there.courses["look_first"]
    assert result.drawn == 0
    for node in result.nodes[:12]:
        ended = np.array(
            [dict(zip(p.ends.tolist(), p.shares.tolist(), strict=True)).get(node.id, 0.0) for p in course.played]
        )[course.which]
        assert node.end == pytest.approx(there.worlds.mean(ended))
        assert node.end_error == pytest.approx(there.worlds.error(ended))


# ---------------------------------------------------------------- drawn courses


@pytest.mark.parametrize("policy", ["look_first", "trial", "answer"])
def test_play_starts_for_sure_and_ends_somewhere_whatever_is_drawn(many, policy):
    there, _ = many
    result = paths(there, policy, most_courses=50)
    assert result.drawn == 50 < result.courses
    start = next(n for n in result.nodes if n.id == result.start)
    assert (start.visited, start.visited_error) == pytest.approx((1, 0))
    assert sum(n.end for n in result.nodes) + result.hidden == pytest.approx(1)


@pytest.mark.parametrize("seed", range(5))
def test_drawn_courses_agree_with_all_courses_within_the_error(many, seed):
    _, exact = many
    there = ensemble(TEXT)
    assert not there.worlds.exact
    there.seed = seed  # of the drawing alone: the worlds are there, and the same
    drawn = paths(there, "look_first", cut=0.0, most_courses=120)
    true = {n.id: n for n in exact.nodes}
    made = {(e.origin, e.target, e.actor): e.flow for e in exact.edges}
    assert drawn.seed == seed
    # six draws or more for each number
    nodes = [n for n in drawn.nodes if n.id != drawn.start]
    off = [(n.visited - true[n.id].visited) / n.visited_error for n in nodes if true[n.id].visited > 0.05]
    off += [(n.end - true[n.id].end) / n.end_error for n in nodes if true[n.id].end > 0.05]
    flows = [(e, made[e.origin, e.target, e.actor]) for e in drawn.edges]
    off += [(e.flow - flow) / e.flow_error for e, flow in flows if flow > 0.05]
    assert len(off) > 20
    assert np.max(np.abs(off)) < 4
    assert np.sqrt(np.mean(np.square(off))) < 1.2


def test_the_likeliest_courses_alone_would_say_something_else(many):
    # what the sample is for: nearly every world is its own course
    there, exact = many
    weight = there.courses["look_first"].weight(there.worlds)
    assert exact.courses == np.count_nonzero(weight) > 400
    assert np.sort(weight)[::-1][:200].sum() < 0.8


def test_a_systematic_sample_by_hand():
    # of 0.5, 0.3, 0.2 at 0.1, 0.35, 0.6, 0.85: two, one and one draw
    assert systematic(np.array([5.0, 3.0, 2.0]), 4, 0.4).tolist() == [0, 0, 1, 2]
    # what has no weight is never drawn, first, last or between
    assert systematic(np.array([0.0, 1.0, 0.0, 1.0, 0.0]), 2, 0.0).tolist() == [1, 3]


def test_every_item_is_drawn_its_share_of_times_up_or_down_to_a_whole_number():
    rng = np.random.default_rng(3)
    weight = rng.random(40) ** 4
    expected = 100 * weight / weight.sum()
    total = np.zeros(40)
    for start in (np.arange(200) + 0.5) / 200:
        count = np.bincount(systematic(weight, 100, start), minlength=40)
        assert (np.abs(count - expected) < 1).all()
        total += count
    assert total / 200 == pytest.approx(expected, abs=0.01)


def test_the_variance_from_drawing_by_hand():
    # neighbours differ by 0, 1 and 1: 2 / (2 * 4 * 3); what never changes has none
    assert drawing_variance(np.array([1.0, 1.0, 0.0, 1.0])) == pytest.approx(1 / 12)
    assert drawing_variance(np.ones(5)) == 0
    # of independent draws it is the variance of the mean
    values = np.random.default_rng(0).random(4_000)
    assert drawing_variance(values) == pytest.approx(1 / 12 / 4_000, rel=0.06)


# ---------------------------------------------------------------- who moves


def test_a_commitment_that_reacts_answers_the_move_and_is_not_the_movers_own():
    found = moves(paths(ensemble(DAM), "answer"))
    assert ("lowland", "accepts", "filling slow") in found
    assert ("lowland", "accepts", "") not in found
    assert not any(actor == "upland" for actor, _, _ in found)


def test_a_move_into_a_final_outcome_is_what_the_mover_changes():
    result = paths(ensemble(DAM), "answer")
    final = {n.id: n.label for n in result.nodes if n.outcome == "war"}
    into = {(e.actor, e.change, e.answers) for e in result.edges if e.target in final}
    assert into == {("lowland", "accepts, bombs", "filling slow")}
    assert set(final.values()) == {"filling slow, accepts, bombs", "filling slow, accepts, bombs, rains wet"}


def test_on_dates_clocks_advance_and_policies_change():
    found = moves(paths(ensemble(DAM), "later"))
    assert ("the policy", "filling slow", "") in found
    assert ("rains", "rains wet", "") in found


MERGED = """
case: merged
title: Merged
actors: {a: {}, b: {}}
options: {a.w: , a.x: , b.y: , b.z: }
merge: [a.x or b.y]
status_quo: {}
preferences:
  a: [a.x or b.y, a.w or a.x or b.y]
  b: [a.x or b.y, b.z or a.x or b.y]
behaviour: {default: {foresight: nash}, b: {reconsiders: 3 per month}}
"""


def test_two_actors_who_lead_to_the_same_merged_state_each_have_their_own_move():
    result = paths(ensemble(MERGED), "no policy")
    assert [(e.actor, e.change, e.answers) for e in result.edges] == [("b", "y", ""), ("a", "x", "")]
    # b decides three times as often
    assert [e.flow for e in result.edges] == pytest.approx([0.75, 0.25])


def test_a_move_into_merged_states_is_the_least_that_leads_there():
    # the number of what is merged is that of x alone; here play starts from w and z, which need not go
    result = paths(ensemble(MERGED.replace("status_quo: {}", "status_quo: {a.w: yes, b.z: yes}")), "no policy")
    assert {(e.actor, e.change, e.answers) for e in result.edges} == {("b", "y", ""), ("a", "x", "")}


def test_flows_are_those_of_every_transition_and_date(many):
    there, exact = many
    course = there.courses["look_first"]
    weight = course.weight(there.worlds)
    total = 0.0
    for k, ways in enumerate(course.ways):
        for way in ways:
            chain = way.walk()
            states = way.track.base[chain.state]
            made, at_dates = traffic(chain)
            apart = np.repeat(states, np.diff(chain.row)) != states[chain.to]
            turned = sum(
                float(at[states != states[to]].sum()) for (_, to), at in zip(chain.jumps, at_dates, strict=True)
            )
            total += weight[k] * way.share * (float(made[apart].sum()) + turned)
    assert sum(e.flow for e in exact.edges) == pytest.approx(total)
