"""Which unknown decides: regret, shares of doubt, the value of knowing, what to watch for, where the ranking turns."""

from dataclasses import replace

import numpy as np
import pytest

from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import Choice, best_of
from offramp.study.hinges.comparing import error_of_crossing
from offramp.study.hinges.shares import Unknown, first_order
from study.small import chances, compared, ensemble, policy

TWO = """
case: two
title: Two
actors: {a: {}, b: {}, c: {}, d: {}}
options: {a.x: , a.z: , b.y: , c.w: , d.r: }
status_quo: {}
outcomes: {deal: {when: b.y, final: true}, war: {when: c.w, final: true}}
judge: {seek: deal, avoid: war}
preferences:
  a: []
  b: [{slot: aim}]
  c: [not d.r, c.w]
  d: [{slot: nerve}]
questions:
  q: {about: b, alternatives: {g: {prior: 0.6, aim: [b.y iff a.x]}, h: {prior: 0.4, aim: [b.y iff a.z]}}}
  r: {about: d, alternatives: {strong: {prior: 0.8, nerve: [d.r iff c.w]}, weak: {prior: 0.2, nerve: [not d.r]}}}
behaviour:
  default: {foresight: nash}
  b: {reconsiders: 3 per month}
policies:
  p: {by: a, sets: {a.x: yes}}
  q: {by: a, sets: {a.z: yes}}
"""
# c goes to war at rate 1; b makes the deal at rate 3 if a does what b waits for
DEAL = {"no policy": (0, 0), "p": (0.75, 0), "q": (0, 0.75)}


# ---------------------------------------------------------------- regret


def test_the_chances_are_those_worked_out_by_hand():
    result = compared(TWO)
    for name, (in_g, in_h) in DEAL.items():
        assert chances(result, name)["deal"] == pytest.approx(0.6 * in_g + 0.4 * in_h)
        assert chances(result, name)["war"] == pytest.approx(1 - 0.6 * in_g - 0.4 * in_h)
        by_answer = policy(result, name).by_alternative["q"]
        assert (by_answer["g"]["deal"], by_answer["h"]["deal"]) == pytest.approx((in_g, in_h))
    assert (result.best_seek, result.best_avoid) == ("p", "p")


def test_regret_is_what_the_best_policy_of_each_world_would_add():
    result = compared(TWO)
    for name, (mean, low, high) in {"no policy": (0.75, 0.75, 0.75), "p": (0.3, 0, 0.75), "q": (0.45, 0, 0.75)}.items():
        for regret in (policy(result, name).regret_seek, policy(result, name).regret_avoid):
            assert (regret.chance, regret.low, regret.high) == pytest.approx((mean, low, high))
            assert regret.error == 0


# ---------------------------------------------------------------- knowing


def test_the_value_of_knowing_is_what_choosing_afterwards_adds():
    # the best policy of each answer has 0.75; p, chosen before, has 0.45. The other question decides nothing
    worth = {w.question: (w.seek, w.avoid) for w in compared(TWO).worth}
    assert worth["q"] == pytest.approx((0.3, 0.3))
    assert worth["r"] == pytest.approx((0, 0))


def test_knowing_is_worth_nothing_if_one_policy_is_best_anyway():
    text = TWO.replace("  q: {by: a, sets: {a.z: yes}}\n", "")
    worth = {w.question: (w.seek, w.avoid) for w in compared(text).worth}
    assert worth["q"] == pytest.approx((0, 0))


def test_what_to_watch_for_is_the_answer_that_would_change_the_choice():
    found = {(w.question, w.alternative): w for w in compared(TWO).watch}
    g, h = found["q", "g"], found["q", "h"]
    assert (g.probability, g.best_seek, g.changes_seek) == (pytest.approx(0.6), "p", False)
    assert (h.probability, h.best_seek, h.changes_seek) == (pytest.approx(0.4), "q", True)
    assert (h.best_avoid, h.changes_avoid) == ("q", True)
    assert not found["r", "strong"].changes_seek


def test_an_answer_that_cannot_be_is_not_watched_for():
    text = TWO.replace("g: {prior: 0.6", "g: {prior: 1").replace("h: {prior: 0.4", "h: {prior: 0")
    result = compared(text)
    assert [w.alternative for w in result.watch if w.question == "q"] == ["g"]
    assert [f for f in result.flips if f.question == "q"] == []


def test_the_ranking_turns_where_the_policies_are_equally_good():
    found = {(f.alternative, f.yardstick): f for f in compared(TWO).flips if f.question == "q"}
    for alternative, now in {"g": 0.6, "h": 0.4}.items():
        for yardstick in ("seek", "avoid"):
            flip = found[alternative, yardstick]
            assert (flip.now, flip.at, flip.policy) == (pytest.approx(now), pytest.approx(0.5), "q")
            assert (flip.low, flip.high) == pytest.approx((0.5, 0.5))  # all worlds are listed


# ---------------------------------------------------------------- shares of the doubt


def shares(text, name="p", outcome="deal"):
    return {d.unknown: d.share for d in compared(text).decides if (d.policy, d.outcome) == (name, outcome)}


def test_the_only_unknown_that_matters_has_the_whole_share():
    assert shares(TWO) == {"q": pytest.approx(1)}
    assert shares(TWO, "no policy") == {}


def test_shares_of_two_unknowns_by_hand():
    # where c looks ahead it fears d; the deal is then certain in g and impossible in h
    text = TWO.replace("strong: {prior: 0.8", "strong: {prior: 1").replace("weak: {prior: 0.2", "weak: {prior: 0")
    text = text.replace("  b: {reconsiders", "  c: {foresight: {nash: 0.5, seq: 0.5}}\n  b: {reconsiders")
    variance = 0.3 * 0.75**2 + 0.3 - 0.525**2
    assert shares(text) == {
        "q": pytest.approx((0.6 * 0.875**2 - 0.525**2) / variance),
        "foresight of c": pytest.approx((0.5 * 0.45**2 + 0.5 * 0.6**2 - 0.525**2) / variance),
    }


def test_beliefs_have_the_share_they_have_where_they_are_held():
    # the deal: 0.75 under Nash and where c takes d for weak, else 1; weights 0.5, 0.1 and 0.4
    text = TWO.replace("g: {prior: 0.6", "g: {prior: 1").replace("h: {prior: 0.4", "h: {prior: 0")
    text = text.replace("  b: {reconsiders", "  c: {foresight: {nash: 0.5, seq: 0.5}}\n  b: {reconsiders")
    variance = 0.6 * 0.1**2 + 0.4 * 0.15**2
    assert shares(text) == {
        "foresight of c": pytest.approx(0.25 * 0.2**2 / variance),
        "beliefs of c": pytest.approx((0.8 * 0.025**2 + 0.2 * 0.1**2) / variance),
    }


def test_beliefs_that_decide_nothing_have_no_share():
    # c looks ahead or not, but whatever it believes it stays: d strikes back in both answers
    text = TWO.replace("g: {prior: 0.6", "g: {prior: 1").replace("h: {prior: 0.4", "h: {prior: 0")
    text = text.replace("nerve: [not d.r]", "nerve: [d.r iff c.w, a.x]")
    text = text.replace("  b: {reconsiders", "  c: {foresight: {nash: 0.5, seq: 0.5}}\n  b: {reconsiders")
    assert shares(text) == {"foresight of c": pytest.approx(1)}


def test_a_completion_has_the_share_that_the_answer_leaves():
    # b may above all refuse; then there is no deal. The mean is 0.225
    text = TWO.replace("b: [{slot: aim}]", 'b: [{"maybe(0.5)": not b.y}, {slot: aim}]')
    of_answer = (0.6 * 0.375**2 - 0.225**2) / (0.3 * 0.75**2 - 0.225**2)
    assert shares(text) == {"q": pytest.approx(of_answer), "completion of b": pytest.approx(1 - of_answer)}


def test_one_actor_alone_may_be_studied():
    text = """
    case: alone
    title: Alone
    actors: {a: {}}
    options: {a.x: }
    status_quo: {}
    outcomes: {done: a.x, not_done: not a.x}
    judge: {seek: done, avoid: not_done}
    preferences: {a: [{"maybe(0.3)": a.x}]}
    """
    result = compared(text)
    assert chances(result)["done"] == pytest.approx(0.3)
    assert {d.unknown: d.share for d in result.decides if d.outcome == "done"} == {"completion of a": pytest.approx(1)}


# ---------------------------------------------------------------- on worlds made up


def worlds_with(weight, *, exact=True):
    count = len(weight)
    nothing = np.zeros((count, 1), dtype=np.int64)
    return Worlds(
        weight=np.array(weight),
        types=nothing,
        believed=nothing[:, None],
        foresight=nothing,
        paces=nothing,
        concepts=(("nash",),),
        stratum=nothing[:, 0],
        drawn=(None,),
        exact=exact,
        seed=None,
    )


def test_groups_that_differ_by_chance_alone_have_next_to_no_share():
    rng = np.random.default_rng(0)
    sampled, listed = (worlds_with([0.005] * 200, exact=exact) for exact in (False, True))
    found = []
    for _ in range(50):
        values, unknown = rng.random(200), rng.integers(0, 40, 200)
        found.append([first_order(worlds, values, Unknown(unknown)).share for worlds in (sampled, listed)])
    adjusted, raw = np.mean(found, axis=0)
    assert raw == pytest.approx(39 / 199, abs=0.02)
    assert adjusted < 0.04


def test_what_does_not_vary_has_no_share():
    worlds = worlds_with([0.5, 0.5])
    assert first_order(worlds, np.array([0.3, 0.3]), Unknown(np.array([0, 1]))).share == 0.0


def choice(chances, yardstick="seek", weight=(0.6, 0.4), other=None):
    values = {name: np.array(pair, dtype=float) for name, pair in chances.items()}
    return Choice(worlds_with(weight), values, yardstick, other and {n: np.array(v) for n, v in other.items()})


FIRST = np.array([True, False])


@pytest.mark.parametrize(
    ("chances", "yardstick", "at", "name"),
    [
        # 0.5 against p: now p is 0.6
        ({"one": (1, 0), "two": (0.5, 0.5)}, "seek", 0.5, "two"),
        # 0.7 against p
        ({"one": (0.7, 0.7), "two": (1, 0)}, "seek", 0.7, "two"),
        # the nearer of two crossings: at 0.5 down and at 0.9 up
        ({"one": (0.5, 0.5), "two": (0, 1), "three": (0.55, 0.05)}, "seek", 0.5, "two"),
        ({"one": (0.5, 0.5), "two": (0, 0.6), "three": (0.55, 0.05)}, "seek", 0.9, "three"),
        # to be made unlikely
        ({"one": (0, 1), "two": (0.5, 0.5)}, "avoid", 0.5, "two"),
    ],
)
def test_a_flip_is_the_nearest_crossing(chances, yardstick, at, name):
    assert choice(chances, yardstick).flip(FIRST) == (pytest.approx(at), name)


@pytest.mark.parametrize(
    "chances",
    [
        pytest.param({"one": (1, 0.5), "two": (0.5, 0.2)}, id="better throughout"),
        pytest.param({"one": (0.8, 0.3), "two": (0.6, 0.1)}, id="better by the same everywhere"),
        pytest.param({"one": (0.2, 0.7)}, id="alone"),
    ],
)
def test_without_a_crossing_there_is_no_flip(chances):
    assert choice(chances).flip(FIRST) is None


def test_what_is_certain_has_no_flip():
    assert choice({"one": (1, 0), "two": (0, 1)}, weight=(1.0, 0.0)).flip(FIRST) is None


def test_beyond_a_flip_the_other_policy_is_best():
    rng = np.random.default_rng(1)
    for _ in range(40):
        found = choice({f"p{n}": rng.random(2) for n in range(4)}, rng.choice(["seek", "avoid"]), (0.3, 0.7))
        flip = found.flip(FIRST)
        leader = found.best()[0]
        if flip is None:
            changed = [
                probability for probability in np.linspace(0.001, 0.999, 400) if _best_at(found, probability) != leader
            ]
            assert changed == []
            continue
        at, name = flip
        step = 1e-6 if at > 0.3 else -1e-6
        assert _best_at(found, at + step) == name
        assert _best_at(found, at - step) == leader


def _best_at(found, probability):
    means = {name: values @ [probability, 1 - probability] for name, values in found.chances.items()}
    return best_of(means, found.sign)


def test_the_error_of_a_flip_is_how_much_it_scatters():
    # the lead of one over two is 0.4 where the belief holds and -0.2 elsewhere: level at 1/3
    found, errors = [], []
    where = np.arange(600) < 400
    for seed in range(200):
        rng = np.random.default_rng(seed)
        both = rng.normal(0, 1, 600)  # what moves both policies alike does not blur their difference
        one = np.where(where, 0.9, 0.3) + both + rng.normal(0, 0.3, 600)
        stratum = np.where(where, 1, 0)
        worlds = replace(worlds_with([1 / 600] * 600, exact=False), stratum=stratum)
        there = Choice(worlds, {"one": one, "two": 0.5 + both}, "seek")
        at, rival = there.flip(where)
        assert rival == "two"
        found.append(at)
        errors.append(error_of_crossing(there, where, at, rival))
    assert np.mean(found) == pytest.approx(1 / 3, abs=0.005)
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.15)


def test_of_equally_good_policies_the_one_better_by_the_other_yardstick_is_best_then_the_first():
    equal = {"one": (0.5, 0.5), "two": (0.5, 0.5), "three": (0.5, 0.5)}
    assert choice(equal).best()[0] == "one"
    assert choice(equal, other={"one": (0.3, 0.3), "two": (0.1, 0.1), "three": (0.1, 0.1)}).best()[0] == "two"
    assert (
        choice(equal, "avoid", other={"one": (0.3, 0.3), "two": (0.1, 0.1), "three": (0.4, 0.4)}).best()[0] == "three"
    )


def test_the_studies_need_a_yardstick_to_choose_by():
    result = compared(TWO.replace("judge: {seek: deal, avoid: war}\n", ""))
    assert (result.best_seek, result.best_avoid) == (None, None)
    assert result.worth == result.watch == result.flips == result.decides == ()
    assert policy(result, "p").regret_seek is None


def test_worlds_are_those_that_can_differ():
    assert len(ensemble(TWO).worlds) == 4
