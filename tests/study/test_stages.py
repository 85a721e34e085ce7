"""Policies in time, against closed forms worked by hand and against a second program."""

import math
import random

import numpy as np
import pytest
from numpy.testing import assert_allclose

from offramp.case import CaseError
from offramp.case.model import MONTH_DAYS, Policy
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, play
from study.in_time import NOWHERE, InTime, Stuck, courses, random_text, told
from study.small import compared, ensemble, policy

TIMES = ("before", "after", "months", "by_date", "open_by")
MONTHS = np.arange(1.0, 25.0)


def played(text: str, name: str) -> Course:
    """Return play under a policy of a case."""
    there = ensemble(text)
    return play(there, there.policy(name), there.worlds)


def mistake(text: str, name: str) -> tuple[str, str]:
    """Return the code and the message with which a policy of a case is refused."""
    with pytest.raises(CaseError) as caught:
        played(text, name)
    return caught.value.mistakes[0].code, caught.value.mistakes[0].message


def spread(there: Ensemble, course: Course) -> np.ndarray:
    """Return the chance of ending in each feasible state, world by world."""
    found = np.zeros((len(course.played), len(there.space)))
    for k, part in enumerate(course.played):
        found[k, part.ends] = part.shares
    return found[course.which]


def timed(course: Course, name: str) -> np.ndarray:
    """Return one of the quantities of `Times`, world by world."""
    return np.stack([getattr(part.times, name) for part in course.played])[course.which]


def assert_alike(there: Ensemble, one: Course, other: Course, shares: np.ndarray | float = 1.0) -> None:
    assert_allclose(spread(there, one), spread(there, other), atol=1e-12)
    assert_allclose(one.chance(), other.chance(), atol=1e-12)
    for name in TIMES:
        assert_allclose(timed(one, name), timed(other, name), atol=1e-12 if name != "months" else 1e-9)


# ---------------------------------------------------------------- policies that end, by hand

# b says yes if a holds back; a would rather not. Whoever decides first decides it for good.
HOLD = """
case: hold
title: Hold
actors: {a: , b: }
options: {a.x: , b.y: }
status_quo: {}
outcomes: {moved: {when: b.y, final: true}, left: a.x}
judge: {seek: moved, avoid: left}
preferences: {a: [b.y, a.x], b: [b.y if not a.x, not b.y if a.x]}
behaviour: {default: {foresight: nash}, a: {reconsiders: 0.5 per month}, b: {reconsiders: 0.8 per month}}
window: {closes: {0.1 per month: true}}
policies:
  good: {by: a, sets: {a.x: no}}
  hold: {by: a, sets: {a.x: no}, lasts: LENGTH}
  twice: {stages: [{policy: good, lasts: 45 days}, {policy: good, lasts: 30 days}, good]}
"""
R, S = 0.8, 0.5
"""How often b decides, and a."""


def moved_by(months, lasts):
    """Return the chance that b has moved: alone while the policy lasts, in a race against a after it."""
    held, free = np.minimum(months, lasts), np.maximum(months - lasts, 0.0)
    return 1 - np.exp(-R * held) + np.exp(-R * held) * R / (R + S) * (1 - np.exp(-(R + S) * free))


@pytest.mark.parametrize("months", [1, 3, 5.5, 12])
def test_one_who_is_bound_for_a_time_races_only_after_it(months):
    found = played(HOLD.replace("LENGTH", f"{months} months"), "hold").played[0]
    missed = math.exp(-R * months)
    chance = 1 - missed + missed * R / (R + S)
    assert found.chance == pytest.approx([chance, 1 - chance, 0.0], abs=1e-12)
    assert_allclose(found.times.by_date[0], moved_by(MONTHS, months), atol=1e-12)
    expected = (1 - missed * (1 + R * months)) / R + missed * R / (R + S) * (months + 1 / (R + S))
    assert found.times.months[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("months", [1, 5.5])
def test_the_window_may_close_before_or_after_the_policy_ends(months):
    found = played(HOLD.replace("LENGTH", f"{months} months"), "hold").played[0]
    # b moves first of three while the policy lasts, and of four events after it
    first, gone = 1 - math.exp(-(R + 0.1) * months), math.exp(-(R + 0.1) * months)
    before = R / (R + 0.1) * first + gone * R / (R + S + 0.1)
    assert found.times.before[0] == pytest.approx(before, abs=1e-12)
    assert found.times.before[0] + found.times.after[0] == pytest.approx(found.chance[0], abs=1e-12)


def test_a_policy_that_ends_at_once_is_almost_no_policy():
    there = ensemble(HOLD.replace("LENGTH", "0.0001 days"))
    tiny, none = (play(there, there.policy(name), there.worlds) for name in ("hold", "no policy"))
    assert none.chance()[0] == pytest.approx([R / (R + S), S / (R + S), 0.0])
    assert 0 < abs(tiny.chance() - none.chance()).max() < 1e-5
    for name in TIMES:
        assert_allclose(timed(tiny, name), timed(none, name), atol=1e-5)


def test_a_policy_that_lasts_very_long_is_the_policy_for_good():
    there = ensemble(HOLD.replace("LENGTH", "50 years"))
    long, good = (play(there, there.policy(name), there.worlds) for name in ("hold", "good"))
    assert good.chance()[0] == pytest.approx([1.0, 0.0, 0.0])
    assert_alike(there, long, good)


def test_an_end_in_the_middle_of_a_month_is_no_rounding():
    found = played(HOLD.replace("LENGTH", "20 days"), "hold").played[0]
    assert_allclose(found.times.by_date[0], moved_by(MONTHS, 20 / MONTH_DAYS), atol=1e-12)


# what a policy has set stays set when it ends, until its owner decides
GIFT = HOLD.replace("a: [b.y, a.x]", "a: [not a.x]").replace("b.y if not a.x, not b.y if a.x", "b.y iff a.x")
GIFT = GIFT.replace("sets: {a.x: no}, lasts", "sets: {a.x: yes}, lasts").replace("LENGTH", "2 months")


def test_what_was_set_stays_until_its_owner_takes_it_back():
    found = played(GIFT, "hold").played[0]
    missed = math.exp(-R * 2)
    assert_allclose(found.times.by_date[0], moved_by(MONTHS, 2), atol=1e-12)
    assert found.chance == pytest.approx([1 - missed + missed * R / (R + S), 0.0, missed * S / (R + S)], abs=1e-12)


def test_what_cannot_be_undone_stays_for_good():
    text = GIFT.replace("a.x: ,", "a.x: {direction: up},")
    assert played(text, "hold").played[0].chance == pytest.approx([1.0, 0.0, 0.0], abs=1e-12)


def test_a_commitment_that_ends_may_be_taken_up_again_at_another_level():
    text = GIFT.replace("lasts: 2 months", "lasts: 2 months").replace(
        "  twice:", "  both: {stages: [hold, good]}\n  twice:"
    )
    found = played(text, "both").played[0]
    assert found.chance == pytest.approx([1 - math.exp(-R * 2), 0.0, math.exp(-R * 2)], abs=1e-12)


# ---------------------------------------------------------------- a policy followed by itself


def test_a_policy_followed_by_itself_is_the_policy_for_good():
    there = ensemble(HOLD.replace("LENGTH", "1 month"))
    twice, good = (play(there, there.policy(name), there.worlds) for name in ("twice", "good"))
    assert_alike(there, twice, good)


@pytest.mark.parametrize("seed", [0, 6, 12, 19, 27, 38])
def test_a_policy_followed_by_itself_is_the_policy_for_good_in_random_cases(seed):
    text, _, rest = random_text(random.Random(seed)).partition("policies:\n")
    first = rest.splitlines()[0].partition(", lasts")[0] + "}"
    stages = "[{policy: p, lasts: 45 days}, {policy: p, lasts: 2 months}, p]"
    there = ensemble(f"{text}policies:\n{first}\n  twice: {{stages: {stages}}}\n")
    twice, good = (play(there, there.policy(name), there.worlds) for name in ("twice", "p"))
    assert_allclose(spread(there, twice), spread(there, good), atol=1e-12)
    for name in ("before", "after", "by_date", "open_by"):
        assert_allclose(timed(twice, name), timed(good, name), atol=1e-12)
    assert_allclose(timed(twice, "months"), timed(good, "months"), atol=1e-9)


# ---------------------------------------------------------------- dates between and on the ends of stages

RAIN = """
case: rain
title: Rain
as_of: 2020-01-01
actors: {a: , b: }
options: {a.x: , b.y: }
clocks: {season: {levels: [dry, wet], dates: {wet: 2020-03-01}}}   # 60 days from the start
status_quo: {}
outcomes: {moved: {when: b.y, final: true}, crossed: a.x}
preferences: {a: [not a.x], b: [b.y iff season == wet]}
behaviour: {default: {foresight: nash, reconsiders: 0.8 per month}}
policies:
  first: {by: a, sets: {a.x: no}, lasts: LENGTH}
  cross: {by: a, sets: {a.x: yes}}
  both: {stages: [first, cross]}
"""


@pytest.mark.parametrize("length", ["10 days", "59 days", "60 days", "61 days", "6 months"])
@pytest.mark.parametrize("name", ["first", "both"])
def test_a_date_comes_on_its_day_whatever_stage_it_falls_in(name, length):
    found = played(RAIN.replace("LENGTH", length), name).played[0]
    waited = np.maximum(MONTHS - 60 / MONTH_DAYS, 0.0)
    assert_allclose(found.times.by_date[0], 1 - np.exp(-0.8 * waited), atol=1e-12)
    assert found.times.months[0] == pytest.approx(60 / MONTH_DAYS + 1 / 0.8, abs=1e-9)


FLOOD = RAIN.replace("status_quo", "impossible: [season == wet and a.x]\nstatus_quo")


@pytest.mark.parametrize(("length", "begins"), [("59 days", True), ("60 days", False), ("61 days", False)])
def test_a_stage_begins_if_it_can_on_its_own_day(length, begins):
    """The rain comes on the sixtieth day, before anything else does on that day; who has crossed keeps it off."""
    text = FLOOD.replace("LENGTH", length).replace("[b.y iff season == wet]", "[not b.y]")
    if begins:
        assert played(text, "both").played[0].chance == pytest.approx([0.0, 1.0, 0.0])
    else:
        code, message = mistake(text, "both")
        assert code == "E055"
        assert message == "both cannot go on to cross from season wet: the state would be impossible"


# ---------------------------------------------------------------- where the next stage cannot begin

BARRED = """
case: barred
title: Barred
actors: {a: , b: }
options: {a.x: , b.y: }
impossible: [a.x and b.y]
status_quo: {}
outcomes: {moved: b.y, crossed: a.x}
preferences: {a: [], b: [b.y]}
policies:
  cross: {by: a, sets: {a.x: yes}}
  plan: {stages: [{policy: no policy, lasts: 1 month}, cross]}
"""


def test_it_is_said_from_where_the_next_stage_cannot_begin():
    code, message = mistake(BARRED, "plan")
    assert code == "E055"
    assert message == "plan cannot go on to cross from y: the state would be impossible"


def test_where_play_does_not_come_the_next_stage_need_not_begin():
    assert played(BARRED.replace("b: [b.y]", "b: [not b.y]"), "plan").chance()[0] == pytest.approx([0.0, 1.0, 0.0])


def test_where_play_has_stopped_no_stage_begins():
    text = BARRED.replace("moved: b.y", "moved: {when: b.y, final: true}")
    moved = 1 - math.exp(-1)
    assert played(text, "plan").chance()[0] == pytest.approx([moved, 1 - moved, 0.0])


ONE_WAY = """
case: one-way
title: One way
actors: {a: , b: }
options: {a.x: {direction: up}, b.y: {direction: down}}
status_quo: {b.y: yes}
outcomes: {kept: b.y, crossed: a.x}
preferences: {a: [PREFERENCE], b: []}
policies:
  stay: {by: a, sets: {a.x: no}}
  drop: {by: b, sets: {b.y: no}, lasts: 1 month}
  hold: {by: b, sets: {b.y: yes}}
  late: {stages: [{policy: no policy, lasts: 1 month}, stay]}
  back: {stages: [drop, hold]}
"""


def test_a_stage_does_not_undo_what_cannot_be_undone():
    code, message = mistake(ONE_WAY.replace("PREFERENCE", "a.x"), "late")
    assert code == "E053"
    assert message.startswith("late cannot go on to stay from ")
    assert message.endswith(": this would undo a.x, which cannot be undone")


def test_a_stage_does_not_undo_what_a_stage_before_it_did():
    code, message = mistake(ONE_WAY.replace("PREFERENCE", ""), "back")
    assert code == "E053"
    assert message.startswith("back cannot go on to hold from ")
    assert message.endswith(": this would undo b.y, which cannot be undone")


def test_a_stage_may_hold_what_nobody_has_done():
    assert played(ONE_WAY.replace("PREFERENCE", "not a.x"), "late").chance()[0] == pytest.approx([1.0, 0.0, 0.0])


# ---------------------------------------------------------------- learning

LEARN = """
case: learn
title: Learn
actors: {a: , b: , c: }
options: {a.x: , b.y: , c.z: }
status_quo: {}
outcomes: {deal: b.y and c.z, half: b.y}
preferences: {a: [not a.x], b: [{slot: aim}], c: [{slot: will}]}
questions:
  qb:
    about: b
    alternatives:
      trade: {prior: 0.5, aim: [b.y iff a.x]}
      stall: {prior: 0.3, aim: [not b.y]}
      fight: {prior: 0.2, aim: [b.y iff not a.x]}
  qc: {about: c, alternatives: {joins: {prior: 0.6, will: [c.z iff b.y]}, stays: {prior: 0.4, will: [not c.z]}}}
behaviour: {default: {foresight: nash, reconsiders: 0.5 to 2 per month}, b: {reconsiders: 1 per month}}
window: {closes: {0.1 per month: b.y, 0.2 per month: true}}
policies:
  offer: {by: a, sets: {a.x: yes}}
  deny: {by: a, sets: {a.x: no}}
"""
WAIT = "{policy: deny, lasts: 2 months}"
THEN_B = "then: {trade: offer, stall: no policy, fight: deny}"
THEN_C = "then: {joins: offer, stays: deny}"


def learning(*stages: str) -> str:
    return f"{LEARN}  plan: {{stages: [{', '.join(stages)}]}}\n"


def mixed(there: Ensemble, parts: dict[str, np.ndarray], quantity) -> np.ndarray:
    """Return a quantity of several policies, mixed world by world by given shares."""
    total = 0.0
    for name, share in parts.items():
        values = quantity(play(there, there.policy(name), there.worlds))
        total = total + share.reshape(-1, *([1] * (values.ndim - 1))) * values
    return np.asarray(total)


def assert_mixture(there: Ensemble, parts: dict[str, np.ndarray]) -> None:
    plan = play(there, there.policy("plan"), there.worlds)
    assert_allclose(sum(parts.values()), 1.0)
    for quantity in (lambda c: spread(there, c), lambda c: c.chance()):
        assert_allclose(quantity(plan), mixed(there, parts, quantity), atol=1e-12)
    for name in TIMES:
        assert_allclose(timed(plan, name), mixed(there, parts, lambda c, n=name: timed(c, n)), atol=1e-12)


BRANCHES = {
    "then_offer": f"  then_offer: {{stages: [{WAIT}, offer]}}\n",
    "then_nothing": f"  then_nothing: {{stages: [{WAIT}, no policy]}}\n",
    "then_deny": f"  then_deny: {{stages: [{WAIT}, deny]}}\n",
}


def answers(there: Ensemble, question: str, number: int) -> np.ndarray:
    return (there.alternatives[question] == number).astype(float)


@pytest.mark.parametrize("right", [1, 0.8, 0.5, 0])
def test_what_is_learned_is_a_mixture_of_its_branches(right):
    there = ensemble(
        learning(WAIT, f"{{learn: qb, {THEN_B}, right: {right}}}") + "".join(BRANCHES.values()), samples=5_000
    )
    true = [answers(there, "qb", k) for k in range(3)]
    shares = [right * t + (1 - right) / 2 * (1 - t) for t in true]
    assert_mixture(there, dict(zip(BRANCHES, shares, strict=True)))


def test_what_is_learned_for_sure_is_the_branch_of_what_is_true():
    there = ensemble(learning(WAIT, f"{{learn: qb, {THEN_B}}}") + "".join(BRANCHES.values()))
    plan = play(there, there.policy("plan"), there.worlds)
    for number, name in enumerate(BRANCHES):
        where = there.alternatives["qb"] == number
        branch = play(there, there.policy(name), there.worlds)
        assert_allclose(plan.chance()[where], branch.chance()[where], atol=1e-14)
        assert where.any()


def test_one_in_three_of_three_answers_teaches_nothing():
    there = ensemble(learning(WAIT, f"{{learn: qb, {THEN_B}, right: {1 / 3!r}}}") + "".join(BRANCHES.values()))
    third = np.full(len(there.worlds), 1 / 3)
    assert_mixture(there, dict.fromkeys(BRANCHES, third))


def test_the_visits_of_a_plan_that_may_err_are_those_worked_by_hand():
    there = ensemble(learning(WAIT, f"{{learn: qb, {THEN_B}, right: 0.8}}"))
    plan = play(there, there.policy("plan"), there.worlds)
    came = timed(plan, "by_date")[:, 1]
    late = np.maximum(MONTHS - 2, 0.0)
    # trade: b moves only if offered; fight: only while denied; an offer in error comes with 0.1
    trade = 0.8 * (1 - np.exp(-late))
    fight = 1 - np.exp(-np.minimum(MONTHS, 2)) * (0.1 + 0.9 * np.exp(-late))
    for number, expected in enumerate([trade, 0 * MONTHS, fight]):
        for w in np.flatnonzero(there.alternatives["qb"] == number):
            assert_allclose(came[w], expected, atol=1e-12)
    whole = there.worlds.weight @ (timed(plan, "before") + timed(plan, "after"))[:, 1]
    assert whole == pytest.approx(0.5 * 0.8 + 0.2 * (1 - 0.1 * math.exp(-2)), abs=1e-12)


def test_answers_to_two_questions_are_learned_one_after_the_other():
    one, two = (
        f"{{learn: qb, {THEN_B}, right: 0.8, lasts: 1 month}}",
        "{learn: qc, then: {joins: offer, stays: deny}, right: 0.7}",
    )
    branches, shares = "", {}
    there = ensemble(learning(WAIT, one, two))
    for k, first in enumerate(["offer", "no policy", "deny"]):
        for m, second in enumerate(["offer", "deny"]):
            name = f"branch_{k}{m}"
            branches += f"  {name}: {{stages: [{WAIT}, {{policy: {first}, lasts: 1 month}}, {second}]}}\n"
            is_b, is_c = answers(there, "qb", k), answers(there, "qc", m)
            shares[name] = (0.8 * is_b + 0.1 * (1 - is_b)) * (0.7 * is_c + 0.3 * (1 - is_c))
    assert_mixture(ensemble(learning(WAIT, one, two) + branches), shares)


def test_the_same_question_learned_twice_errs_twice():
    learn = "{learn: qc, then: {joins: offer, stays: deny}, right: 0.7"
    text = learning(f"{learn}, lasts: 1 month}}", f"{learn}}}")
    text += "".join(
        f"  branch_{k}{m}: {{stages: [{{policy: {p}, lasts: 1 month}}, {q}]}}\n"
        for k, p in enumerate(["offer", "deny"])
        for m, q in enumerate(["offer", "deny"])
    )
    there = ensemble(text)
    told_of = [0.7 * answers(there, "qc", k) + 0.3 * (1 - answers(there, "qc", k)) for k in range(2)]
    assert_mixture(there, {f"branch_{k}{m}": told_of[k] * told_of[m] for k in range(2) for m in range(2)})


def test_what_follows_from_what_is_learned_may_end():
    text = learning(WAIT, f"{{learn: qb, {THEN_B}, lasts: 3 months}}")
    text += f"  offered: {{stages: [{WAIT}, {{policy: offer, lasts: 3 months}}]}}\n"
    there = ensemble(text)
    plan, offered = (play(there, there.policy(name), there.worlds) for name in ("plan", "offered"))
    trade = there.alternatives["qb"] == 0
    assert_allclose(plan.chance()[trade], offered.chance()[trade], atol=1e-14)
    # b comes within the three months, or before a, free again, takes the offer back; a's rate differs by world
    pace = np.array(there.doubts.paces[0])[there.worlds.paces[:, 0]]
    chance = 1 - math.exp(-3) + math.exp(-3) / (1 + pace)
    visited = timed(plan, "before")[:, 1] + timed(plan, "after")[:, 1]
    assert_allclose(visited[trade], chance[trade], atol=1e-12)


def test_the_first_stage_may_learn():
    there = ensemble(learning(f"{{learn: qb, {THEN_B}}}"))
    plan = play(there, there.policy("plan"), there.worlds)
    for number, name in enumerate(["offer", "no policy", "deny"]):
        where = there.alternatives["qb"] == number
        assert_allclose(plan.chance()[where], play(there, there.policy(name), there.worlds).chance()[where], atol=1e-14)


# ---------------------------------------------------------------- uptake, and what is kept

TEMPTED = """
case: tempted
title: Tempted
as_of: 2020-01-01
actors: {a: , b: }
options: {a.x: , b.y: }
clocks: {season: {levels: [dry, wet], MOVES}}
status_quo: {}
outcomes: {crossed: a.x, back: not a.x}
judge: {seek: crossed, avoid: back}
preferences: {a: [a.x iff season == dry], b: []}
behaviour: {default: {foresight: nash}}
policies: {hold: {by: a, sets: {a.x: yes}, lasts: LENGTH}}
"""


@pytest.mark.parametrize(("length", "kept"), [("59 days", 1.0), ("61 days", 0.0)])
def test_one_is_bound_only_while_the_policy_lasts(length, kept):
    text = TEMPTED.replace("MOVES", "dates: {wet: 2020-03-01}").replace("LENGTH", length)
    found = policy(compared(text), "hold").kept["a"]
    assert found.on_path == pytest.approx(kept, abs=1e-12)
    assert found.off_path == pytest.approx(0.75 - 0.25, abs=1e-12)  # of dry and wet, whatever b does: half


@pytest.mark.parametrize("months", [1, 4])
def test_a_policy_is_kept_if_temptation_comes_after_it(months):
    text = TEMPTED.replace("MOVES", "rate: {0.3 per month: true}").replace("LENGTH", f"{months} months")
    found = policy(compared(text), "hold").kept["a"]
    assert found.on_path == pytest.approx(math.exp(-0.3 * months), abs=1e-12)


def test_an_actor_is_asked_about_the_stages_that_bind_it():
    text = TEMPTED.replace("MOVES", "dates: {wet: 2020-03-01}").replace("LENGTH", "1 month")
    text = text.replace("policies: {", "policies: {other: {by: b, sets: {b.y: yes}}, plan: {stages: [hold, other]}, ")
    text = text.replace("b: []", "b: [not b.y]")
    found = policy(compared(text), "plan").kept
    assert found["a"].on_path == pytest.approx(1.0, abs=1e-12)
    assert found["b"].on_path == pytest.approx(0.0, abs=1e-12)


def test_uptake_looks_at_the_end_after_the_policy_has_ended():
    found = policy(compared(HOLD.replace("LENGTH", "2 months")), "hold").uptake["a"]
    with_it = 1 - math.exp(-2 * R) + math.exp(-2 * R) * R / (R + S)
    without = R / (R + S)
    assert found.better == pytest.approx(with_it * (1 - without), abs=1e-12)
    assert found.worse == pytest.approx((1 - with_it) * without, abs=1e-12)
    assert found.equal == pytest.approx(with_it * without + (1 - with_it) * (1 - without), abs=1e-12)


# ---------------------------------------------------------------- a second program


def hold_against_the_second_program(seed: int, worlds: int) -> list[str]:
    """Compare play under every policy of a random case with the second program, in some of the worlds."""
    rng = random.Random(seed)
    try:
        there = ensemble(random_text(rng))
    except CaseError:
        return []
    chosen = rng.sample(range(len(there.worlds)), min(worlds, len(there.worlds)))
    return [_compare(there, there.policy(name), chosen) for name in ("p", "q", "plan")]


def _refusal(there: Ensemble, what: Policy) -> str | None:
    try:
        play(there, what, there.worlds)
    except CaseError as error:
        return error.mistakes[0].message
    return None


def _compare(there: Ensemble, what: Policy, worlds: list[int]) -> str:
    refusal = _refusal(there, what)
    if refusal is not None:
        assert "cannot go on to" in refusal
        assert any(_is_stuck(there, what, w) for w in range(len(there.worlds)))
        return "stuck"
    course = play(there, what, there.worlds)
    for w in worlds:
        found, expected = course.played[course.which[w]], told(there, what, w)
        assert_allclose(found.chance, expected.chance, atol=1e-9)
        for name in ("before", "after", "by_date", "open_by"):
            assert_allclose(getattr(found.times, name), getattr(expected, name), atol=1e-9)
        assert_allclose(found.times.months, expected.months, atol=1e-9)
        ends = {tuple(there.space.levels[s].tolist()): p for s, p in zip(found.ends, found.shares, strict=True)}
        assert {state: p for state, p in ends.items() if p > 1e-9} == pytest.approx(
            {state: p for state, p in expected.ends.items() if p > 1e-9}, abs=1e-9
        )
    return "played"


def _is_stuck(there: Ensemble, what: Policy, w: int) -> bool:
    try:
        for share, stages in courses(there, what, w):
            if share > 0:
                InTime(there, w).passed(stages, NOWHERE, [])
    except Stuck:
        return True
    return False


@pytest.mark.parametrize("seed", [2, 4, 6, 8, 12, 14, 23, 29])
def test_play_in_time_is_what_the_matrix_exponential_makes_of_the_definitions(seed):
    assert hold_against_the_second_program(seed, 1)


@pytest.mark.slow
def test_play_in_time_is_what_the_matrix_exponential_makes_of_many_random_cases():
    found = [result for seed in range(100, 300) for result in hold_against_the_second_program(seed, 2)]
    assert found.count("played") > 250
    assert found.count("stuck") > 3
