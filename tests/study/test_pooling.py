"""Several analysts: the pool of their worlds, where they disagree, and whether it matters."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.case import CaseError
from offramp.study.many.surveying import survey
from offramp.study.pool.opinions import crossings, divergence, effective, error_of_crossing, parts_of_variance
from offramp.study.pool.pooling import pool
from study.small import chances, compared, ensemble

TWO = """
case: two
title: Two
as_of: 2020-06-30
actors: {a: {}, b: {}, c: {}}
options: {a.x: , a.z: , b.y: , c.w: }
status_quo: {}
outcomes: {deal: {when: b.y, final: true}, war: {when: c.w, final: true}}
judge: {seek: deal, avoid: war}
preferences:
  a: []
  b: [{slot: aim}]
  c: [{slot: mood}]
questions:
  q: {about: b, alternatives: {g: {prior: 0.8, aim: [b.y iff a.x]}, h: {prior: 0.2, aim: [b.y iff a.z]}}}
  r: {about: c, alternatives: {fierce: {prior: 0.5, mood: [c.w]}, calm: {prior: 0.5, mood: [not c.w]}}}
behaviour:
  default: {foresight: nash}
  b: {reconsiders: 3 per month}
policies:
  p: {by: a, sets: {a.x: yes}}
  q: {by: a, sets: {a.z: yes}}
"""
"""b makes the deal at rate 3 if a does what b waits for; a fierce c goes to war at rate 1, a calm one never does."""


def with_priors(g, fierce, text=TWO):
    text = text.replace("g: {prior: 0.8", f"g: {{prior: {g}").replace("h: {prior: 0.2", f"h: {{prior: {1 - g:.12g}")
    text = text.replace("fierce: {prior: 0.5", f"fierce: {{prior: {fierce}")
    return text.replace("calm: {prior: 0.5", f"calm: {{prior: {1 - fierce:.12g}")


ANN, BOB = TWO, with_priors(0.3, 0.8)


def pooled(texts, weights, **options):
    return pool({name: ensemble(text, **options) for name, text in texts.items()}, weights)


@pytest.fixture(scope="module")
def both():
    return pooled({"ann": ANN, "bob": BOB}, {"ann": 0.6, "bob": 0.4})


def found(result, policy, outcome="deal"):
    return next(c for c in result.chances if (c.policy, c.outcome) == (policy, outcome))


def asked(result, question):
    return next(q for q in result.questions if q.question == question)


def best(result, yardstick="seek"):
    return next(b for b in result.best if b.yardstick == yardstick)


def swap(result, analyst, question, yardstick="seek"):
    return next(s for s in result.swaps if (s.analyst, s.question, s.yardstick) == (analyst, question, yardstick))


# ---------------------------------------------------------------- the mixture, by hand


def test_every_chance_of_the_pool_is_the_weighted_mean(both):
    # under p, if g: 3/4 with a fierce c, else 1. Ann: 0.8 (0.5 * 0.75 + 0.5); Bob: 0.3 (0.8 * 0.75 + 0.2)
    deals = {"no policy": (0, 0, 0), "p": (0.7, 0.24, 0.516), "q": (0.175, 0.56, 0.329)}
    # war: 1/4 if the deal could be, 1 if not, with a fierce c
    wars = {"no policy": (0.5, 0.8, 0.62), "p": (0.2, 0.62, 0.368), "q": (0.425, 0.38, 0.407)}
    for outcome, expected in (("deal", deals), ("war", wars)):
        for policy, (ann, bob, together) in expected.items():
            chance = found(both, policy, outcome)
            assert (chance.analysts["ann"].chance, chance.analysts["bob"].chance) == pytest.approx((ann, bob))
            assert chance.pool.chance == pytest.approx(together)
            assert chance.spread == pytest.approx(abs(ann - bob))
            assert chance.pool.error == 0
    assert (found(both, "p").pool.low, found(both, "p").pool.high) == pytest.approx((0, 1))


def test_the_pool_keeps_together_what_an_analyst_thinks_together(both):
    # with the pooled answers 0.6 and 0.62, taken to be independent, the deal would have 0.6 (0.62 * 0.75 + 0.38)
    alone = chances(compared(with_priors(0.6, 0.62)), "p")["deal"]
    assert alone == pytest.approx(0.507)
    assert found(both, "p").pool.chance == pytest.approx(0.516)


def test_the_variance_has_a_part_between_and_a_part_within(both):
    chance = found(both, "p")
    assert chance.between == pytest.approx(0.6 * 0.4 * 0.46**2)
    ann, bob = 0.8 * (0.5 * 0.75**2 + 0.5) - 0.7**2, 0.3 * (0.8 * 0.75**2 + 0.2) - 0.24**2
    assert chance.within == pytest.approx(0.6 * ann + 0.4 * bob)


def test_the_parts_sum_to_the_variance_over_all_worlds(both):
    # under p the deal is 1, 3/4 or 0 with these weights in the pool
    sure, likely = 0.6 * 0.8 * 0.5 + 0.4 * 0.3 * 0.2, 0.6 * 0.8 * 0.5 + 0.4 * 0.3 * 0.8
    whole = sure + likely * 0.75**2 - 0.516**2
    assert found(both, "p").between + found(both, "p").within == pytest.approx(whole)


def test_answers_are_pooled_and_their_divergence_is_in_bits(both):
    q = asked(both, "q")
    assert q.analysts["bob"] == pytest.approx({"g": 0.3, "h": 0.7})
    assert q.pool == pytest.approx({"g": 0.6, "h": 0.4})
    assert q.spread == pytest.approx({"g": 0.5, "h": 0.5})

    def bits(chance):
        return -chance * math.log2(chance) - (1 - chance) * math.log2(1 - chance)

    assert q.divergence == pytest.approx(bits(0.6) - 0.6 * bits(0.8) - 0.4 * bits(0.3))
    assert q.actors == pytest.approx({"a": 0.5, "c": 0.5})


# ---------------------------------------------------------------- whether it matters, by hand


def test_each_analyst_has_a_best_policy_and_acting_on_it_may_cost(both):
    seek = best(both)
    assert {name: leader.policy for name, leader in seek.analysts.items()} == {"ann": "p", "bob": "q"}
    assert (seek.pool.policy, seek.pool.next) == ("p", "q")
    assert seek.pool.lead == pytest.approx(0.187)
    assert seek.loss == pytest.approx({"ann": 0, "bob": 0.187})
    avoid = best(both, "avoid")
    assert (avoid.pool.policy, avoid.pool.next, avoid.analysts["bob"].policy) == ("p", "q", "q")
    assert avoid.loss == pytest.approx({"ann": 0, "bob": 0.039})
    assert seek.loss_error == avoid.loss_error == {"ann": 0, "bob": 0}


def test_one_disagreement_decides_and_the_other_does_not(both):
    decides, not_so = swap(both, "ann", "q"), swap(both, "ann", "r")
    assert (decides.now, decides.then) == ("p", "q")
    assert decides.gain == pytest.approx(0.7 * 0.875 - 0.3 * 0.875)
    assert (not_so.now, not_so.then, not_so.gain) == ("p", "p", 0)
    assert swap(both, "bob", "q").gain == pytest.approx(0.8 * 0.8 - 0.2 * 0.8)
    # all answers at once make the other analyst, as nothing else differs
    assert swap(both, "ann", None).gain == pytest.approx(0.56 - 0.24)
    assert len(both.swaps) == 2 * 3 * 2


def test_the_best_policy_of_the_pool_turns_at_the_exact_weight(both):
    # 0.24 + 0.46 t = 0.56 - 0.385 t for the deal; 0.62 - 0.42 t = 0.38 + 0.045 t for war
    turns = {(t.yardstick, t.analyst): t for t in both.turns}
    assert turns["seek", "ann"].at == pytest.approx(0.32 / 0.845)
    assert turns["seek", "bob"].at == pytest.approx(1 - 0.32 / 0.845)
    assert turns["avoid", "ann"].at == pytest.approx(0.24 / 0.465)
    assert (turns["seek", "ann"].below, turns["seek", "ann"].above, turns["seek", "ann"].now) == ("q", "p", 0.6)
    assert (turns["seek", "bob"].below, turns["seek", "bob"].above) == ("p", "q")
    assert len(both.turns) == 4
    assert all(t.error == 0 for t in both.turns)


def test_of_three_analysts_the_others_keep_their_proportions():
    texts = {"ann": ANN, "bob": BOB, "cid": with_priors(0.5, 0.5)}
    result = pooled(texts, {"ann": 3, "bob": 2, "cid": 5})
    assert [a.weight for a in result.analysts] == pytest.approx([0.3, 0.2, 0.5])
    # cid finds both policies equally good, 0.4375; so ann and bob decide, 0.525 against 0.32
    (turn,) = [t for t in result.turns if (t.yardstick, t.analyst) == ("seek", "bob")]
    assert 0.525 * 3 / 8 * (1 - turn.at) == pytest.approx(0.32 * turn.at)
    assert not [t for t in result.turns if (t.yardstick, t.analyst) == ("seek", "cid")]


# ---------------------------------------------------------------- what must hold of any pool


def test_identical_files_do_not_disagree_and_the_pool_is_each_of_them():
    result = pooled({"ann": ANN, "bob": ANN}, {"ann": 0.3, "bob": 0.7})
    for chance in result.chances:
        assert chance.spread == 0
        assert chance.between == pytest.approx(0, abs=1e-15)
        one = chance.analysts["ann"]
        assert (one.chance, one.low, one.high, one.error) == pytest.approx(
            (chance.pool.chance, chance.pool.low, chance.pool.high, chance.pool.error)
        )
    assert [(q.divergence, *q.spread.values()) for q in result.questions] == [pytest.approx((0, 0, 0), abs=1e-12)] * 2
    assert result.swaps == result.turns == ()
    assert all(set(b.loss.values()) == {0} for b in result.best)
    assert not result.clocks
    assert not result.window
    assert not any(a.preferences or a.foresight or a.rate or a.beliefs for a in result.actors)


def test_all_weight_on_one_analyst_gives_that_analyst_back():
    result = pooled({"ann": ANN, "bob": BOB}, {"ann": 0, "bob": 2})
    for chance in result.chances:
        assert chance.pool == chance.analysts["bob"]
        assert chance.between == pytest.approx(0)
    for b in result.best:
        assert b.pool == b.analysts["bob"]
        assert b.loss["bob"] == 0
    assert all(q.divergence == 0 and q.pool == q.analysts["bob"] for q in result.questions)
    assert {t.analyst: t.now for t in result.turns} == {"ann": 0, "bob": 1}


def test_all_weight_on_one_of_three_leaves_the_others_equal_proportions():
    texts = {"ann": ANN, "bob": BOB, "cid": with_priors(0.5, 0.5)}
    result = pooled(texts, {"ann": 1, "bob": 0, "cid": 0})
    (turn,) = [t for t in result.turns if (t.yardstick, t.analyst) == ("seek", "ann")]
    assert 0.525 * turn.at == pytest.approx(0.32 / 2 * (1 - turn.at))


def test_the_order_of_the_analysts_changes_nothing():
    texts = {"ann": ANN, "bob": BOB, "cid": with_priors(0.45, 0.1)}
    weights = {"ann": 0.2, "bob": 0.5, "cid": 0.3}
    there = pooled(texts, weights).to_dict()
    back = pooled(dict(reversed(texts.items())), dict(reversed(weights.items()))).to_dict()
    assert there == back


def test_play_that_is_at_hand_is_used():
    there = {"ann": ensemble(ANN), "bob": ensemble(BOB)}
    told = []
    weights = {"ann": 1, "bob": 1}
    found_here = pool(there, weights, report=lambda what, _, __: told.append(what))
    assert any(what.startswith("ann: playing") for what in told)
    told.clear()
    surveys = {name: survey(one) for name, one in there.items()}
    assert pool(there, weights, surveys=surveys, report=lambda what, _, __: told.append(what)) == found_here
    assert not any("playing" in what for what in told)


@settings(max_examples=12, deadline=None)
@given(st.tuples(*[st.floats(0.05, 0.95)] * 5))
def test_a_chance_of_the_pool_lies_between_those_of_the_analysts(numbers):
    g, fierce, other_g, other_fierce, weight = (round(n, 3) for n in numbers)
    texts = {"ann": with_priors(g, fierce), "bob": with_priors(other_g, other_fierce)}
    result = pooled(texts, {"ann": weight, "bob": 1 - weight})
    for chance in result.chances:
        low, high = sorted(c.chance for c in chance.analysts.values())
        assert low - 1e-12 <= chance.pool.chance <= high + 1e-12
        assert chance.pool.low <= chance.pool.chance + 1e-12
        assert chance.spread == pytest.approx(high - low)


# ---------------------------------------------------------------- swaps against files written out

LOOKING = """
case: looking
title: Looking
actors: {a: {}, b: {}, c: {}}
options: {a.act: , a.wait: , b.strike: , c.help: }
status_quo: {}
outcomes: {war: b.strike, gain: a.act and c.help, quiet: not a.act}
judge: {seek: gain, avoid: war}
preferences:
  a: [not b.strike, a.act]
  b: [{slot: kind}]
  c: [{slot: will}]
questions:
  nerve:
    about: b
    alternatives: {dove: {prior: D, kind: [not b.strike]}, hawk: {prior: 1-D, kind: [b.strike iff a.act]}}
  will: {about: c, alternatives: {yes: {prior: H, will: [c.help]}, no: {prior: 1-H, will: [not c.help]}}}
perceptions: {a: {believes: {nerve: {dove: P, hawk: 1-P}}}}
behaviour: {a: {foresight: {seq: 0.7, nash: 0.3}}, b: {foresight: nash}, c: {foresight: nash}}
policies: {hold: {by: a, sets: {a.act: no}}, push: {by: a, sets: {a.act: yes}}}
"""


def looking(dove, help_, perceived):
    text = LOOKING
    for letter, number in (("D", dove), ("H", help_), ("P", perceived)):
        text = text.replace(f"1-{letter}", f"{1 - number:.12g}").replace(f": {letter},", f": {number},")
    return text


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ((0.6, 0.9, 0.3), (0.2, 0.4, 0.9)),
        ((0.6, 0.5, 0.3), (0.6, 0.5, 0.9)),  # they differ only on what a believes
        pytest.param((1.0, 0.7, 1.0), (0.1, 0.7, 0.2), id="what is impossible for one"),
    ],
)
def test_a_swap_is_as_if_the_file_had_the_other_answer(mine, other):
    result = pooled({"ann": looking(*mine), "bob": looking(*other)}, {"ann": 1, "bob": 1})
    written = {"nerve": looking(other[0], mine[1], other[2]), "will": looking(mine[0], other[1], mine[2])}
    swaps = [s for s in result.swaps if s.analyst == "ann" and s.question is not None]
    assert {s.question for s in swaps} == {"nerve", "will"} - ({"will"} if mine[1] == other[1] else set())
    for s in swaps:
        then = compared(written[s.question])
        outcome = "gain" if s.yardstick == "seek" else "war"
        sign = 1 if s.yardstick == "seek" else -1
        now = best(result, s.yardstick).analysts["ann"].policy
        top = max(sign * chances(then, policy)[outcome] for policy in ("no policy", "hold", "push"))
        assert s.now == now
        assert s.gain == pytest.approx(top - sign * chances(then, now)[outcome], abs=1e-9)
        assert sign * chances(then, s.then)[outcome] == pytest.approx(top)
        assert s.error == 0


def test_what_differs_about_an_actor_is_told_apart():
    def flags(change):
        result = pooled({"ann": ANN, "bob": change}, {"ann": 1, "bob": 1})
        return {
            (a.actor, kind)
            for a in result.actors
            for kind in ("preferences", "foresight", "rate", "beliefs")
            if getattr(a, kind)
        }

    assert flags(TWO.replace("a: []", 'a: [{"maybe(0.4)": a.x}]')) == {("a", "preferences")}
    assert flags(TWO.replace("mood: [c.w]", "mood: [c.w, b.y]")) == {("c", "preferences")}
    assert flags(TWO.replace("3 per month", "2 per month")) == {("b", "rate")}
    assert flags(TWO.replace("{foresight: nash}", "{foresight: {nash: 0.5, smr: 0.5}}")) == {
        (actor, "foresight") for actor in "abc"
    }
    perceived = TWO + "perceptions: {a: {believes: {q: {g: 0.5, h: 0.5}}}}\n"
    assert flags(perceived) == flags(TWO + "perceptions: {a: {knows: truth}}\n") == {("a", "beliefs")}
    assert flags(TWO.replace("a: []", "a: [{any_order: [a.x, a.z]}]")) == {("a", "preferences")}


def test_preferences_written_differently_may_be_the_same():
    one = TWO.replace("a: []", "a: [{any_order: [a.x, a.z]}]")
    two = TWO.replace("a: []", "a: [{any_order: [a.z == yes, a.x]}]")
    result = pooled({"ann": one, "bob": two}, {"ann": 1, "bob": 1})
    assert not any(a.preferences for a in result.actors)


def test_clocks_and_windows_may_differ():
    clock = "clocks: {icbm: {levels: [alaska, mainland], rate: {0.2 per month: true}}}\n"
    ann = TWO + clock + "window: {closes: {0.1 per month: true}}\n"
    result = pooled({"ann": ann, "bob": ann.replace("0.2 per", "0.3 per")}, {"ann": 1, "bob": 1})
    assert (result.clocks, result.window) == (True, False)
    result = pooled({"ann": ann, "bob": ann.replace("0.1 per", "0.3 per")}, {"ann": 1, "bob": 1})
    assert (result.clocks, result.window) == (False, True)


# ---------------------------------------------------------------- samples

SAMPLED = (
    TWO.replace("c: {}}", "c: {}, d: {}}")
    .replace("b: [{slot: aim}]", 'b: [{"maybe(0.5)": not b.y}, {slot: aim}]')
    .replace("preferences:\n", "preferences:\n  d: [{any_order: [a.x, b.y, c.w]}]\n")
    .replace(
        "c: [{slot: mood}]",
        "c: [{slot: mood}, {any_order: [a.x, a.z, b.y, a.x or a.z, a.x or b.y, a.z or b.y]}]",
    )
)
"""As above, but b may above all refuse, which halves the chance of the deal; and with 720 orders of c and 6 of d that
play no part in the outcome: too many worlds to list."""


def test_a_sample_is_within_its_errors_and_its_pool_within_the_bound():
    result = pooled(
        {"ann": SAMPLED, "bob": with_priors(0.3, 0.8, SAMPLED)}, {"ann": 0.6, "bob": 0.4}, samples=400, seed=3
    )
    assert not result.analysts[0].provenance.exact
    for policy, together in {"p": 0.516 / 2, "q": 0.329 / 2}.items():
        chance = found(result, policy)
        assert chance.pool.error > 0.005
        errors = [c.error for c in chance.analysts.values()]
        assert chance.pool.error == pytest.approx(0.6 * errors[0] + 0.4 * errors[1])
        assert chance.pool.chance == pytest.approx(together, abs=4 * chance.pool.error + 1e-9)
    s = swap(result, "ann", "q")
    assert (s.now, s.then) == ("p", "q")
    assert 0 < s.error < 0.05
    assert s.gain == pytest.approx(0.35 / 2, abs=4 * s.error)
    turn = next(t for t in result.turns if (t.yardstick, t.analyst) == ("seek", "ann"))
    assert 0 < turn.error < 0.1
    assert turn.at == pytest.approx(0.32 / 0.845, abs=4 * turn.error)
    assert 0 < best(result).pool.error < 0.1
    assert best(result).pool.lead == pytest.approx(0.187 / 2, abs=4 * best(result).pool.error)


def test_identical_samples_have_the_error_of_one():
    result = pooled({"ann": SAMPLED, "bob": SAMPLED}, {"ann": 0.5, "bob": 0.5}, samples=400)
    assert all(c.pool.error == pytest.approx(c.analysts["ann"].error) for c in result.chances)
    assert found(result, "p").pool.error > 0


def test_a_sample_that_says_too_little_is_played_afresh():
    ann = with_priors(0.0001, 0.5, SAMPLED)
    result = pooled({"ann": ann, "bob": with_priors(0.9999, 0.5, SAMPLED)}, {"ann": 1, "bob": 1}, samples=60)
    s = swap(result, "ann", "q")
    assert (s.now, s.then) == ("q", "p")
    assert s.gain == pytest.approx(0.9998 * 0.875 / 2, abs=4 * s.error)


# ---------------------------------------------------------------- files that do not fit


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "outcomes: {deal: {when: b.y, final: true}",
            "outcomes: {deal: {when: b.y}",
            'the outcome "deal" is not as in',
        ),
        ("deal: {when: b.y, final: true}, war: {when: c.w, final: true}", "WAR_FIRST", "another order"),
        ("  q: {by: a, sets: {a.z: yes}}\n", "", 'the policy "q" is missing'),
        ("sets: {a.z: yes}", "sets: {a.z: yes, a.x: yes}", 'the policy "q" is not as in'),
        ("policies:\n", "policies:\n  more: {by: a, sets: {a.z: no}}\n", 'the policy "more" is not in'),
        ("a.z: , b.y", "a.z: {direction: up}, b.y", 'the option "a.z" is not as in'),
        ("status_quo: {}", "status_quo: {a.z: yes}", "the status quo is not as in"),
        ("seek: deal, avoid: war", "seek: war, avoid: deal", "the outcome to seek is not as in"),
        ("2020-06-30", "2020-07-01", "the date of the analysis"),
        ("status_quo: {}", "impossible: [a.x and a.z]\nstatus_quo: {}", "the impossible states are not as in"),
        ("calm: {prior: 0.5, mood: [not c.w]}", "cool: {prior: 0.5, mood: [not c.w]}", 'the question "r" is not as in'),
        ("actors: {a: {}, b: {}, c: {}}", "actors: {a: {}, b: {}, c: {}, d: {}}", 'the actor "d" is not in'),
    ],
)
def test_files_on_different_standoffs_are_refused(old, new, told):
    if new == "WAR_FIRST":
        new = "war: {when: c.w, final: true}, deal: {when: b.y, final: true}"
    other = TWO.replace(old, new)
    assert other != TWO
    if " d: {}" in new:
        other = other.replace("  a: []", "  a: []\n  d: []")
    with pytest.raises(CaseError) as refused:
        pooled({"ann": TWO, "bob": other}, {"ann": 1, "bob": 1})
    assert {m.code for m in refused.value.mistakes} == {"E070"}
    assert any(told in m.message for m in refused.value.mistakes)


def test_all_differences_are_told_at_once():
    other = TWO.replace("2020-06-30", "2021-01-01").replace("direction", "").replace("a.x: yes", "a.x: no")
    with pytest.raises(CaseError) as refused:
        pooled({"ann": TWO, "bob": other, "cid": other}, {"ann": 1, "bob": 1, "cid": 1})
    assert len(refused.value.mistakes) == 4


def test_words_sources_and_the_order_of_most_things_may_differ():
    other = (
        TWO.replace("  p: {by: a, sets: {a.x: yes}}\n  q: {by: a,", "  q: {name: zed, by: a,")
        .replace("a.z: yes}}\n", "a.z: yes}}\n  p: {by: a, sets: {a.x: yes}}\n")
        .replace("actors: {a: {}, b: {}, c: {}}", "actors: {c: {}, b: {name: Bee}, a: {}}")
        .replace("a.x: , a.z: , b.y: , c.w: ", "c.w: , b.y: , a.z: , a.x: ")
        .replace("title: Two", "title: Zwei")
        .replace("g: {prior: 0.8, aim: [b.y iff a.x]}, h: {prior: 0.2, aim: [b.y iff a.z]}", "H, G")
        .replace("H, G", "h: {prior: 0.2, aim: [b.y iff a.z]}, g: {prior: 0.8, aim: [b.y iff a.x]}")
    )
    result = pooled({"ann": TWO, "bob": other}, {"ann": 0.5, "bob": 0.5})
    assert all(c.spread == pytest.approx(0, abs=1e-12) for c in result.chances)
    assert result.swaps == result.turns == ()
    assert not any(a.preferences for a in result.actors)


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({"ann": 1}, "E011"),
        ({"ann": 1, "bob": 1, "cid": 1}, "E021"),
        ({"ann": -1, "bob": 2}, "E030"),
        ({"ann": float("nan"), "bob": 2}, "E030"),
        ({"ann": 0, "bob": 0}, "E030"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, code):
    with pytest.raises(CaseError) as refused:
        pooled({"ann": ANN, "bob": BOB}, weights)
    assert [m.code for m in refused.value.mistakes] == [code]


def test_one_analyst_is_no_pool():
    with pytest.raises(CaseError, match="at least two"):
        pooled({"ann": ANN}, {"ann": 1})


def test_without_a_judge_only_disagreement_is_told():
    texts = {"ann": ANN, "bob": BOB}
    result = pooled(
        {n: t.replace("judge: {seek: deal, avoid: war}\n", "") for n, t in texts.items()}, {"ann": 1, "bob": 1}
    )
    assert result.best == result.swaps == result.turns == ()
    assert found(result, "p").pool.chance == pytest.approx(0.47)


def test_with_no_policies_there_is_nothing_to_choose():
    texts = {"ann": ANN.split("policies:")[0], "bob": BOB.split("policies:")[0]}
    result = pooled(texts, {"ann": 1, "bob": 1})
    assert (best(result).pool.policy, best(result).pool.next) == ("no policy", None)
    assert math.isnan(best(result).pool.lead)
    assert result.turns == ()


# ---------------------------------------------------------------- the mathematics


def test_the_divergence_of_what_excludes_each_other_is_the_entropy_of_the_weights():
    opinions, weights = np.eye(3), np.array([0.5, 0.25, 0.25])
    assert divergence(opinions, weights) == pytest.approx(1.5)


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=2, max_size=5), st.data())
def test_the_divergence_lies_between_nothing_and_the_entropy_of_the_weights(rows, data):
    opinions = np.array(rows) / np.sum(rows, axis=1, keepdims=True)
    raw = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=len(rows), max_size=len(rows))))
    weights = raw / raw.sum()
    bits = divergence(opinions, weights)
    # by definition: the mean Kullback-Leibler divergence from the mixture
    mixture = weights @ opinions
    assert bits == pytest.approx(weights @ (opinions * np.log2(opinions / mixture)).sum(axis=1), abs=1e-9)
    assert 0 <= bits <= -(weights * np.log2(weights)).sum() + 1e-9


def test_the_variance_of_a_mixture_is_what_drawing_from_it_gives():
    parts = [np.array([0.0, 1.0]), np.array([0.25, 0.5])]
    between, within = parts_of_variance(
        np.array([p.mean() for p in parts]), np.array([p.var() for p in parts]), np.array([0.75, 0.25])
    )
    drawn = np.concatenate([parts[0], parts[0], parts[0], parts[1]])
    assert between + within == pytest.approx(drawn.var())


def test_lines_cross_where_they_are_equal():
    # 1 - t, t, and 0.25: t = 0.5, 0.75 and 0.25
    assert crossings(np.array([1, 0, 0.25]), np.array([0, 1, 0.25])) == pytest.approx([0.25, 0.5, 0.75])
    # three lines in one point are one crossing; parallel lines and ends are none
    assert crossings(np.array([1, 0, 0.5]), np.array([0, 1, 0.5])) == pytest.approx([0.5])
    assert len(crossings(np.array([0.0, 0.1, 0.0]), np.array([1.0, 1.1, 0.5]))) == 0


def test_the_error_of_a_crossing_is_that_of_its_height_over_the_slope():
    # a difference from -1 to 1 that is moved by 0.01 as a whole crosses nought 0.005 sooner
    assert error_of_crossing(-1.0, 1.0, 0.01, 0.01) == pytest.approx(0.005)


def test_equal_weights_count_in_full_and_one_weight_counts_as_one():
    assert effective(np.full(8, 0.3)) == pytest.approx(8)
    assert effective(np.array([0.7, 0, 0])) == pytest.approx(1)
    assert effective(np.zeros(3)) == 0
