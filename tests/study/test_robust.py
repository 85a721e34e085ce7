"""Robust choice: every number by hand or by a naive second program."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import Choice
from offramp.study.playing.courses import courses_of
from offramp.study.robust import quantiles, quantiles_with_bounds, robust
from study.small import ensemble
from study.test_deciding import TWO

FROM = SimpleNamespace(method="by hand")
CASE = SimpleNamespace(title="Made up", seek="deal", avoid="war", questions=())


def worlds_with(weight, *, exact=True, stratum=None):
    count = len(weight)
    nothing = np.zeros((count, 1), dtype=np.int64)
    return Worlds(
        weight=np.array(weight, dtype=float),
        types=nothing,
        believed=nothing[:, None],
        foresight=nothing,
        paces=nothing,
        concepts=(("nash",),),
        stratum=nothing[:, 0] if stratum is None else np.array(stratum),
        drawn=(None,),
        exact=exact,
        seed=None,
    )


def result_of(weight, seek=None, avoid=None, **how):
    worlds = worlds_with(weight, **how)
    given_by = {"seek": seek, "avoid": avoid}
    choices = {
        y: Choice(worlds, {name: np.array(v, dtype=float) for name, v in chances.items()}, y)
        for y, chances in given_by.items()
        if chances is not None
    }
    survey = SimpleNamespace(case=CASE, worlds=worlds, alternatives={}, doubts=SimpleNamespace(types=()))
    return robust(survey, choices, FROM)


def spread(result, policy, yardstick="seek"):
    return next(s for s in result.spreads if (s.policy, s.yardstick) == (policy, yardstick))


def rule(result, name, yardstick="seek", level=None):
    return next(
        r for r in result.rules if (r.yardstick, r.rule) == (yardstick, name) and (level is None or r.level == level)
    )


# three worlds of weight 0.5, 0.3 and 0.2
BOLD, STEADY, TIMID = (1.0, 0.0, 0.1), (0.4, 0.4, 0.4), (0.4, 0.2, 0.0)
THREE = {"bold": BOLD, "steady": STEADY, "timid": TIMID}
WEIGHT = (0.5, 0.3, 0.2)


# ---------------------------------------------------------------- one policy


def test_means_ends_and_regret_are_those_worked_out_by_hand():
    result = result_of(WEIGHT, THREE)
    bold, steady, timid = (spread(result, name) for name in THREE)
    assert (bold.mean, steady.mean, timid.mean) == pytest.approx((0.52, 0.4, 0.26))
    assert (bold.worst, bold.best, steady.worst, timid.worst) == (0.0, 1.0, 0.4, 0.0)
    # regrets, world by world: bold 0, 0.4, 0.3; steady 0.6, 0, 0; timid 0.6, 0.2, 0.4
    assert (bold.regret, bold.regret_worst) == pytest.approx((0.18, 0.4))
    assert (steady.regret, steady.regret_worst) == pytest.approx((0.3, 0.6))
    assert (timid.regret, timid.regret_worst) == pytest.approx((0.44, 0.6))
    assert bold.error == bold.regret_error == bold.first_error == 0
    assert result.unseen == 0


def test_regret_in_most_worlds_leaves_the_rarest_out():
    result = result_of((0.96, 0.04), {"one": (0.5, 0.1), "two": (0.4, 0.9)})
    one = spread(result, "one")
    assert (one.regret_high, one.regret_worst) == pytest.approx((0.0, 0.8))


def test_of_the_outcome_to_avoid_the_worst_is_the_greatest_chance():
    result = result_of(WEIGHT, avoid=THREE)
    bold = spread(result, "bold", "avoid")
    assert (bold.worst, bold.best) == (1.0, 0.0)
    assert bold.regret_worst == pytest.approx(0.6)  # in the first world the others have 0.4


def test_a_world_with_two_best_policies_counts_half_for_each():
    result = result_of((0.5, 0.5), {"one": (0.3, 0.7), "two": (0.3, 0.2)})
    one, two = spread(result, "one"), spread(result, "two")
    assert (one.first, two.first) == (0.75, 0.25)
    assert (one.alone, two.alone) == (0.5, 0.0)


def test_good_enough_is_above_a_level_to_seek_and_below_it_to_avoid():
    sought = {s.level: s.share for s in spread(result_of(WEIGHT, THREE), "bold").satisfied}
    assert (sought[0.05], sought[0.1], sought[0.95]) == pytest.approx((0.7, 0.5, 0.5))
    avoided = {s.level: s.share for s in spread(result_of(WEIGHT, avoid=THREE), "bold", "avoid").satisfied}
    assert (avoided[0.05], avoided[0.1], avoided[0.2]) == pytest.approx((0.3, 0.3, 0.5))


def test_worlds_without_weight_count_for_nothing():
    result = result_of((1.0, 0.0), {"one": (0.5, 0.0), "two": (0.4, 1.0)})
    assert spread(result, "one").worst == 0.5
    assert spread(result, "one").regret_worst == 0.0
    assert result.pairs[0].statewise


def test_the_worst_world_is_told_by_its_answers():
    case = ensemble(TWO)
    courses = {name: course.chance() for name, course in courses_of(case).items()}
    choice = Choice(case.worlds, {name: c[:, 0] for name, c in courses.items()}, "seek")
    found = robust(case, {"seek": choice}, FROM)
    assert spread(found, "p").worst_answers == {"q": "h", "r": "strong"}  # strong weighs more than weak
    assert spread(found, "q").worst_answers == {"q": "g", "r": "strong"}


# ---------------------------------------------------------------- quantiles


def test_a_quantile_is_the_least_value_with_enough_weight_below():
    worlds = worlds_with((0.05, 0.45, 0.5))
    values = np.array([0.9, 0.1, 0.2])
    assert quantiles(worlds, values, (0.05, 0.45, 0.5, 0.95, 1.0)).tolist() == [0.1, 0.1, 0.2, 0.2, 0.9]


def test_the_bounds_of_a_quantile_cover_it():
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        worlds = worlds_with(np.full(400, 1 / 400), exact=False)
        (found,) = quantiles_with_bounds(worlds, rng.random(400), (0.5,))
        covered += found.low <= 0.5 <= found.high
    assert covered >= 180  # about 95 % of 200


# ---------------------------------------------------------------- rules


def test_each_rule_picks_its_policy():
    result = result_of(WEIGHT, THREE)
    assert rule(result, "mean").best == ("bold",)
    assert rule(result, "mean").lead == pytest.approx(0.12)
    assert rule(result, "maximin").best == ("steady",)
    assert rule(result, "minimax regret").best == ("bold",)
    assert rule(result, "satisficing", level=0.2).best == ("steady",)
    assert rule(result, "satisficing", level=0.5).best == ("bold",)
    assert result.agreements[0].best == ()


def test_a_rule_that_tells_nothing_apart_says_so_and_is_no_objection():
    # every policy fails altogether in some world where another succeeds
    result = result_of((0.6, 0.4), {"one": (1.0, 0.0), "two": (0.0, 1.0)})
    for name in ("maximin", "minimax regret"):
        assert rule(result, name).best == ("one", "two")
        assert not rule(result, name).apart
        assert math.isnan(rule(result, name).lead)
    agreement = result.agreements[0]
    assert agreement.best == ("one",)
    assert agreement.rules == sum(r.apart for r in result.rules)


def test_a_rule_under_which_half_of_the_policies_tie_is_no_agreement():
    # above 80 % in the second world: a and b; the others never
    chances = {"a": (0.5, 0.9), "b": (0.1, 0.9), "c": (0.2, 0.2), "d": (0.3, 0.1)}
    result = result_of((0.5, 0.5), chances)
    tied = rule(result, "satisficing", level=0.8)
    assert (tied.best, tied.apart, tied.lead) == (("a", "b"), False, 0.5)
    fifth = result_of((0.5, 0.5), {**chances, "e": (0.3, 0.1)})
    assert rule(fifth, "satisficing", level=0.8).apart  # two of five
    assert [a.best for a in fifth.agreements] == [("a",)]


def test_policies_whose_merits_no_table_tells_apart_tie():
    result = result_of((0.5, 0.5), {"a": (0.5, 0.5), "b": (0.5008, 0.5), "c": (0.1, 0.1)})
    found = rule(result, "mean")
    assert (found.best, found.apart) == (("b", "a"), False)  # 0.5004 and 0.5
    alone = rule(result_of((0.5, 0.5), {"a": (0.5, 0.5), "b": (0.5012, 0.5)}), "mean")
    assert (alone.best, alone.apart, alone.lead) == (("b",), True, pytest.approx(0.0006))


def test_when_no_rule_tells_policies_apart_none_is_best():
    result = result_of((0.6, 0.4), {"one": (0.3, 0.3), "two": (0.3, 0.3)})
    assert (result.agreements[0].rules, result.agreements[0].best) == (0, ())
    assert rule(result, "mean").best == ("one", "two")


def test_a_lead_has_the_error_of_the_difference_over_the_same_worlds():
    # the two differ by 0.1 in every world: the lead is certain, however much each of them varies
    one = np.array([0.1, 0.9, 0.5, 0.7])
    result = result_of([0.25] * 4, {"one": one, "two": one - 0.1}, exact=False)
    assert rule(result, "mean").lead_error == pytest.approx(0.0, abs=1e-12)
    assert spread(result, "one").error == pytest.approx(np.std(one, ddof=1) / 2)


# ---------------------------------------------------------------- pairs, dominance, the frontier


def test_a_policy_at_least_as_good_in_every_world_by_both_yardsticks_dominates():
    seek = {"weak": (0.1, 0.2), "strong": (0.1, 0.5)}
    result = result_of((0.5, 0.5), seek, {"weak": (0.4, 0.3), "strong": (0.4, 0.3)})
    (pair,) = result.pairs
    assert (pair.first, pair.second, pair.statewise, pair.pareto) == ("strong", "weak", True, True)
    assert (pair.by[0].better, pair.by[0].equal, pair.by[0].worse) == (0.5, 0.5, 0.0)
    assert pair.by[1].equal == 1.0
    assert pair.by[0].gain == pytest.approx(0.15)


def test_one_world_the_other_way_ends_dominance_but_not_pareto():
    result = result_of((0.9, 0.1), {"one": (0.9, 0.1), "two": (0.1, 0.2)}, {"one": (0, 0), "two": (0, 0)})
    (pair,) = result.pairs
    assert (pair.statewise, pair.pareto) == (False, True)


def test_policies_that_are_the_same_do_not_dominate_each_other():
    (pair,) = result_of((0.5, 0.5), {"one": (0.3, 0.4), "two": (0.3, 0.4)}).pairs
    assert (pair.statewise, pair.pareto, pair.by[0].equal) == (False, False, 1.0)


def test_the_frontier_holds_what_no_other_beats_by_both():
    seek = {"peace": (0.2, 0.2), "gamble": (0.9, 0.9), "neither": (0.1, 0.3)}
    avoid = {"peace": (0.1, 0.1), "gamble": (0.5, 0.5), "neither": (0.3, 0.3)}
    found = {t.policy: t for t in result_of((0.5, 0.5), seek, avoid).frontier}
    assert [name for name, t in found.items() if t.frontier] == ["peace", "gamble"]
    assert found["neither"].beaten_by == ("peace",)
    assert all(t.sure for t in found.values())


def test_a_place_on_the_frontier_within_the_sampling_error_is_not_sure():
    rng = np.random.default_rng(0)
    base = rng.random(100)
    near = base + 0.2 * (rng.random(100) - 0.5)
    seek = {"one": base, "near": near, "far": base - 0.4}
    result = result_of([0.01] * 100, seek, exact=False)
    found = {t.policy: t for t in result.frontier}
    gain = base - near
    assert abs(gain.mean()) < 2 * gain.std(ddof=1) / 10  # so it is for this seed
    assert (found["one"].sure, found["near"].sure, found["far"].sure) == (False, False, True)
    assert result.unseen == pytest.approx(1 - 0.05 ** (1 / 100))  # 100 draws miss it with a chance of 1 in 20


def test_without_a_judge_there_is_nothing_to_choose_by():
    result = result_of(WEIGHT)
    assert result.yardsticks == result.spreads == result.rules == result.pairs == result.frontier == ()


# ---------------------------------------------------------------- a second program


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_a_naive_program_agrees(seed):
    rng = np.random.default_rng(seed)
    worlds, policies = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    weight = rng.random(worlds)
    weight /= weight.sum()
    seek, avoid = ({f"p{n}": rng.integers(0, 5, worlds) / 4 for n in range(policies)} for _ in range(2))
    result = result_of(weight, seek, avoid)
    for yardstick, chances, sign in (("seek", seek, 1), ("avoid", avoid, -1)):
        for name, values in chances.items():
            found = spread(result, name, yardstick)
            best = [max(sign * v[w] for v in chances.values()) for w in range(worlds)]
            regrets = [best[w] - sign * values[w] for w in range(worlds)]
            assert found.regret == pytest.approx(sum(p * r for p, r in zip(weight, regrets, strict=True)))
            assert found.regret_worst == pytest.approx(max(regrets))
            ties = [sum(sign * v[w] == best[w] for v in chances.values()) for w in range(worlds)]
            firsts = [(sign * values[w] == best[w]) / ties[w] for w in range(worlds)]
            assert found.first == pytest.approx(sum(p * f for p, f in zip(weight, firsts, strict=True)))
    for pair in result.pairs:
        a, b = pair.first, pair.second
        good = all(seek[a][w] >= seek[b][w] and avoid[a][w] <= avoid[b][w] for w in range(worlds))
        differ = any(seek[a][w] != seek[b][w] or avoid[a][w] != avoid[b][w] for w in range(worlds))
        assert pair.statewise == (good and differ)
    total = sum(s.first for s in result.spreads if s.yardstick == "seek")
    assert total == pytest.approx(1.0)
