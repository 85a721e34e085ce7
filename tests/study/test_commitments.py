"""Commitments: what they change, whether they are adopted and whether they are kept."""

import pytest

from offramp.case import CaseError, load_text
from offramp.study.playing.ensemble import Ensemble
from offramp.study.policies import compare
from study.small import chances, compared, ensemble, policy

DILEMMA = """
case: dilemma
title: Dilemma
actors: {p1: {}, p2: {}}
options: {p1.c: {name: p1 cooperates}, p2.c: {name: p2 cooperates}}
status_quo: {}
outcomes: {peace: p1.c and p2.c, race: not p1.c and not p2.c}
judge: {seek: peace, avoid: race}
preferences:
  p1: {ranking: [NY, YY, NN, YN]}
  p2: {ranking: [YN, YY, NN, NY]}
"""
TIT_FOR_TAT = DILEMMA + "policies: {tit_for_tat: {by: p2, keeps: {p2.c: yes if p1.c else no}}}\n"


# ---------------------------------------------------------------- tit for tat


def test_without_a_commitment_the_race_goes_on():
    assert chances(compared(TIT_FOR_TAT)) == {"peace": 0, "race": 1, "none of these": 0}


def test_tit_for_tat_comes_to_peace_and_stays_in_all_worlds():
    found = policy(compared(TIT_FOR_TAT), "tit_for_tat")
    peace = found.outcomes["peace"]
    assert (peace.chance, peace.low, peace.high) == (1, 1, 1)
    assert peace.first_visit == pytest.approx(1)
    assert peace.mean_months == pytest.approx(1)
    assert found.outcomes["race"].chance == 0


@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq", "sseq"])
def test_tit_for_tat_works_whatever_the_others_foresight(concept):
    result = compared(TIT_FOR_TAT + f"behaviour: {{default: {{foresight: {concept}}}}}\n")
    assert chances(result, "tit_for_tat")["peace"] == 1


def test_to_want_tit_for_tat_most_is_not_to_have_promised_it():
    wanted = DILEMMA.replace(
        "p2: {ranking: [YN, YY, NN, NY]}", "p2: [p2.c iff p1.c, p1.c and not p2.c, p1.c, not p2.c]"
    )
    assert chances(compared(wanted)) == {"peace": 0, "race": 1, "none of these": 0}


# ---------------------------------------------------------------- kept


def kept(text, *, actor="p2", name="tit_for_tat"):
    return policy(compared(text), name).kept[actor]


def test_one_who_looks_ahead_keeps_tit_for_tat_and_one_who_does_not_leaves_peace():
    # with the default foresight: SEQ 0.6 and SMR 0.2 keep, Nash 0.2 leaves once there is peace
    found = kept(TIT_FOR_TAT)
    assert found.on_path == pytest.approx(0.8)
    assert [(leaving.label, leaving.change) for leaving in found.leaves] == [
        ("p1 cooperates, p2 cooperates", "no p2 cooperates")
    ]
    assert found.leaves[0].chance == pytest.approx(0.2)
    # of the two states under the policy, Nash leaves peace and keeps to the race
    assert found.off_path == pytest.approx(0.8 + 0.2 * 0.5)


@pytest.mark.parametrize(
    ("concept", "keeps"), [("nash", False), ("gmr", True), ("smr", True), ("seq", True), ("sseq", True)]
)
def test_foresight_decides_whether_tit_for_tat_is_kept(concept, keeps):
    found = kept(TIT_FOR_TAT + f"behaviour: {{p2: {{foresight: {concept}}}}}\n")
    assert found.on_path == pytest.approx(float(keeps))
    assert bool(found.leaves) != keeps


def test_the_others_hold_to_theirs_while_one_is_tempted():
    text = DILEMMA + "policies: {both: {by: [p1, p2], sets: {p1.c: yes}, keeps: {p2.c: yes if p1.c else no}}}\n"
    # p1 alone without its commitment faces tit for tat, so it never gains by leaving
    assert kept(text, actor="p1", name="both").on_path == pytest.approx(1)
    # p2 alone faces somebody who always cooperates: nothing punishes it, whatever it foresees
    assert kept(text, actor="p2", name="both").on_path == pytest.approx(0)


def test_a_commitment_one_would_choose_anyway_is_kept():
    text = DILEMMA + "policies: {harsh: {by: p2, sets: {p2.c: no}}}\n"
    found = kept(text, name="harsh")
    assert (found.on_path, found.off_path, found.leaves) == (1, 1, ())


HALTED = """
case: halted
title: Halted
actors: {a: {}, b: {}}
options: {a.x: , b.y: , b.z: }
status_quo: {}
outcomes: {war: {when: b.y, final: true}, truce: b.z}
preferences: {a: [a.x if b.y or b.z], b: [b.y or b.z, RANK]}
behaviour: {default: {foresight: nash}}
policies: {calm: {by: a, sets: {a.x: no}}}
"""


def test_nobody_leaves_once_play_has_stopped():
    war, truce = HALTED.replace("RANK", "b.y and not b.z"), HALTED.replace("RANK", "b.z and not b.y")
    assert chances(compared(war), "calm")["war"] == 1
    assert kept(war, actor="a", name="calm").on_path == pytest.approx(1)
    assert chances(compared(truce), "calm")["truce"] == 1
    assert kept(truce, actor="a", name="calm").on_path == pytest.approx(0)


def test_where_one_leaves_on_the_way_counts_even_if_play_goes_on():
    text = DILEMMA + "policies: {lure: {by: p2, sets: {p2.c: yes}}}\nbehaviour: {p2: {foresight: nash}}\n"
    # p2 would leave at once: in the state play starts from, p1 does not cooperate
    found = kept(text, name="lure")
    assert found.on_path == pytest.approx(0)
    assert found.leaves[0].label == "p2 cooperates"
    assert sum(leaving.chance for leaving in found.leaves) == pytest.approx(1)


# ---------------------------------------------------------------- uptake


def test_uptake_compares_the_end_with_the_end_without():
    found = policy(compared(TIT_FOR_TAT), "tit_for_tat").uptake
    assert found.keys() == {"p2"}
    assert (found["p2"].better, found["p2"].equal, found["p2"].worse) == pytest.approx((1, 0, 0))


CHANCY = """
case: chancy
title: Chancy
actors: {a: {}, b: {}, c: {}}
options: {a.x: , b.y: , b.z: , c.w: }
status_quo: {}
impossible: [b.y and b.z]
outcomes: {y: {when: b.y, final: true}, z: {when: b.z, final: true}}
preferences:
  a: [{slot: taste}]
  b: [b.y or b.z, b.y if a.x]
  c: [c.w]
questions: {q: {about: a, alternatives: {likes_y: {prior: 0.3, taste: [b.y]}, likes_z: {prior: 0.7, taste: [b.z]}}}}
behaviour: {default: {foresight: nash}}
policies: {lead: {by: [a, c], sets: {a.x: yes}}}
"""


def test_uptake_weighs_each_world_by_what_the_actor_wants_in_it():
    # without: y or z with one half each; with: y for certain. Who likes y gains or draws, who likes z loses or draws
    result = compared(CHANCY)
    assert chances(result) == pytest.approx({"y": 0.5, "z": 0.5, "none of these": 0})
    found = policy(result, "lead").uptake
    assert (found["a"].better, found["a"].equal, found["a"].worse) == pytest.approx((0.15, 0.5, 0.35))


def test_who_does_not_care_is_neither_better_nor_worse_off():
    found = policy(compared(CHANCY.replace("c: [c.w]", "c: []")), "lead").uptake["c"]
    assert (found.better, found.equal, found.worse) == pytest.approx((0, 1, 0))


# ---------------------------------------------------------------- where a policy starts


IMPOSSIBLE = DILEMMA + "impossible: [p2.c and not p1.c]\npolicies: {lure: {by: p2, sets: {p2.c: yes}}}\n"


def test_a_policy_that_cannot_begin_is_a_mistake_of_the_case():
    with pytest.raises(CaseError, match=r"E055  lure cannot begin: `p2\.c and not p1\.c` holds"):
        ensemble(IMPOSSIBLE)


def test_a_policy_that_cannot_begin_is_not_played_either():
    with pytest.raises(CaseError, match="E055  lure cannot begin"):
        compare(Ensemble(load_text(IMPOSSIBLE)[0]), thorough=False)


def test_an_impossible_status_quo_is_not_played():
    text = DILEMMA + "impossible: [not p1.c and not p2.c]\n"
    with pytest.raises(CaseError, match="E061  the status quo is impossible"):
        compare(Ensemble(load_text(text)[0]), thorough=False)


def test_commitments_that_react_make_a_policy_possible():
    text = IMPOSSIBLE.replace("sets: {p2.c: yes}", "keeps: {p2.c: yes if p1.c else no}")
    assert chances(compared(text), "lure")["peace"] == 1


# ---------------------------------------------------------------- clocks


CLOCK = """
case: clock
title: Clock
as_of: 2020-01-01
actors: {a: {}, b: {}}
options: {a.aid: , b.stop: {direction: up}}
clocks: {snow: {levels: [deep, gone], dates: {gone: 2020-03-01}}}
status_quo: {}
outcomes: {stopped: b.stop}
preferences: {a: [not a.aid], b: [b.stop if a.aid, not b.stop]}
behaviour: {default: {foresight: nash}}
policies: {in_spring: {by: a, keeps: {a.aid: yes if snow == gone else no}}, now: {by: a, sets: {a.aid: yes}}}
"""


def test_a_commitment_may_wait_for_a_clock():
    result = compared(CLOCK)
    spring, now = policy(result, "in_spring").outcomes["stopped"], policy(result, "now").outcomes["stopped"]
    assert now.mean_months == pytest.approx(1)
    assert spring.mean_months == pytest.approx(60 / (365.25 / 12) + 1)
    assert spring.by_date["1"] == pytest.approx(0, abs=1e-12)
    assert chances(result)["stopped"] == 0


def test_a_commitment_that_waits_for_a_clock_is_left_when_the_clock_calls_it():
    found = policy(compared(CLOCK), "in_spring").kept["a"]
    assert found.on_path == pytest.approx(0)
    assert [leaving.label for leaving in found.leaves] == ["aid, snow gone"]
    # of the four states under the policy, those in spring
    assert found.off_path == pytest.approx(0.5)
