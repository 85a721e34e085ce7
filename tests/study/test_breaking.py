"""What breaks a deal, against a slow second program and by hand."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from offramp.beliefs.worlds import Worlds
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.breaking import breaks
from offramp.study.deals.parting import STAYS, departures, error_apart, share_among
from study.bargaining import random_bargain
from study.breaking_slowly import answers, beliefs, leavings
from study.small import ensemble

SEEDS = range(30)


def cases(seed):
    """Yield each target of a random case, with what breaks it by both programs."""
    slow = random_bargain(seed)
    bargain = Bargain(slow.there)
    for target in slow.targets:
        state = slow.there.space.state(target)
        expected = leavings(slow, target)
        number = {to: slow.there.space.state(to) for _, to in expected}
        yield slow, breaks(bargain, state, most=1_000), expected, number


@pytest.mark.parametrize("seed", SEEDS)
def test_who_leaves_and_what_follows_is_as_in_every_world_by_itself(seed):
    for slow, found, expected, number in cases(seed):
        assert {(b.actor, b.to) for b in found} == {(actor, number[to]) for actor, to in expected}
        told = {(b.actor, b.to): b for b in found}
        for (actor, to), one in expected.items():
            b = told[actor, number[to]]
            assert b.weight == pytest.approx(one.weight)
            assert b.gain == pytest.approx(one.gain / one.weight)
            assert b.unpunished == pytest.approx(one.unpunished / one.weight)
            assert b.foresight == pytest.approx({c: x / one.weight for c, x in one.foresight.items()})
            assert {p.actor for p in b.punishers} == set(slow.case.actor_ids) - {actor}
            for punisher in b.punishers:
                assert punisher.could == pytest.approx(one.could[punisher.actor] / one.weight)
                assert punisher.would == pytest.approx(one.would[punisher.actor] / one.weight)


@pytest.mark.parametrize("seed", SEEDS)
def test_signs_are_the_answers_that_go_with_leaving(seed):
    for slow, found, expected, number in cases(seed):
        for (actor, to), one in expected.items():
            b = next(b for b in found if (b.actor, b.to) == (actor, number[to]))
            signs = {}
            for who, sums, total in (("", one.true, one.weight), (actor, one.believed, one.looks)):
                for key, weight in sums.items():
                    share, usual = weight / total, usually(slow, who, key)
                    if share - usual >= 0.05:
                        signs[who, *key] = share, usual
            assert {(s.actor, s.question, s.alternative) for s in b.signs} == set(signs)
            for s in b.signs:
                assert (s.share, s.usual) == pytest.approx(signs[s.actor, s.question, s.alternative])
            assert [s.usual - s.share for s in b.signs] == sorted(s.usual - s.share for s in b.signs)


def usually(slow, believer, key):
    """Return the share of an answer in all worlds: as the truth, or as what an actor that looks believes."""
    total, having = 0.0, defaultdict(float)
    for w, weight in slow.weights():
        told = beliefs(slow, believer, w) if believer else answers(slow, slow.true_types(w))
        total += weight if told else 0.0
        for pair in told.items():
            having[pair] += weight
    return having[key] / total


def test_the_heaviest_come_first_and_no_more_than_asked_for():
    lengths = set()
    for seed in SEEDS:
        slow = random_bargain(seed)
        bargain = Bargain(slow.there)
        for target in slow.targets:
            state = slow.there.space.state(target)
            every = breaks(bargain, state, most=100)
            lengths.add(len(every))
            assert [b.weight for b in every] == sorted((b.weight for b in every), reverse=True)
            assert breaks(bargain, state, most=1) == every[:1]
    assert max(lengths) > 2


# ---------------------------------------------------------------- by hand


DISARM = """
case: disarm
title: Disarm
actors: {a: {}, b: {}, c: {}}
options: {a.arms: {levels: [none, some, many]}, b.arms: {levels: [none, some]}, c.blocks: }
status_quo: {a.arms: many, b.arms: some}
outcomes: {peace: a.arms == none and b.arms == none and not c.blocks}
preferences:
  a: [not c.blocks, b.arms == none, {slot: aim}]
  b: [a.arms == none, not c.blocks, b.arms == some if a.arms != none]
  c: [c.blocks iff a.arms == many]
questions:
  q: {about: a, alternatives: {calm: {prior: 0.6, aim: [a.arms == none]}, some: {prior: 0.1, aim: [a.arms == some]},
                               many: {prior: 0.3, aim: [a.arms == many]}}}
deals: {between: [a, b], reach: peace}
behaviour: {default: {foresight: nash}}
"""


def found_in(text=DISARM):
    there = ensemble(text)
    return breaks(Bargain(there), there.space.state((0, 0, 0)))


def test_what_breaks_a_deal_by_hand():
    # at peace a, if it wants many arms, arms to the hilt. Of its twelve states those with c blocking (six), and with b
    # armed (three more), are worse than peace; of the three left many arms is best, and the other two are equally good
    many, some = found_in()
    assert (many.actor, many.move, many.weight, many.gain) == ("a", "a arms many", pytest.approx(0.3), 2 / 12)
    assert many.foresight == {"nash": 1}
    assert [(s.actor, s.question, s.alternative, s.share) for s in many.signs] == [("", "q", "many", 1)]
    assert many.signs[0].usual == pytest.approx(0.3)
    # b would then arm, and c block, and either leaves a worse off than peace; c blocks only what is armed to the hilt
    assert [(p.actor, p.could, p.would) for p in many.punishers] == [("b", 1, 1), ("c", 1, 1)]
    assert many.unpunished == 0
    assert (some.move, some.weight) == ("a arms some", pytest.approx(0.1))
    assert [(p.actor, p.could, p.would) for p in some.punishers] == [("b", 1, 1), ("c", 1, 0)]
    assert (some.error, some.shares_error) == (0, 0)


def test_where_play_has_stopped_nobody_answers():
    broken = DISARM.replace("outcomes: {", "outcomes: {war: {when: a.arms == many, final: true}, ")
    many = found_in(broken)[0]
    assert [(p.could, p.would) for p in many.punishers] == [(1, 0), (1, 0)]
    assert many.unpunished == 1


def test_of_answers_liked_equally_each_counts_in_part():
    # c has a second option, and is as glad to use that instead, which hurts nobody
    text = DISARM.replace("c.blocks: }", "c.blocks: , c.notes: }")
    text = text.replace("c: [c.blocks iff a.arms == many]", "c: [(c.blocks != c.notes) iff a.arms == many]")
    text = text.replace("c.blocks != c.notes", "(c.blocks and not c.notes) or (c.notes and not c.blocks)")
    text = text.replace("b: [a.arms == none, not c.blocks, b.arms == some if a.arms != none]", "b: [b.arms == none]")
    there = ensemble(text)
    many = breaks(Bargain(there), there.space.state((0, 0, 0, 0)))[0]
    assert [(p.actor, p.could, p.would) for p in many.punishers] == [("c", 1, 0.5), ("b", 1, 0)]
    assert many.unpunished == 0.5


# ---------------------------------------------------------------- errors


def worlds(weight, stratum=None):
    """Return drawn worlds of some weights that differ in nothing."""
    count = len(weight)
    nothing = np.zeros(count, dtype=np.int64)
    return Worlds(
        np.array(weight),
        nothing[:, None],
        nothing[:, None, None],
        nothing[:, None],
        nothing[:, None],
        (("nash",),),
        nothing if stratum is None else np.array(stratum),
        (None,),
        False,
        0,
    )


def test_the_error_of_a_share_is_that_of_a_ratio():
    # of five draws three count, with values 1, 1, 0: the mean is 2/3, its squared error
    # 5/4 * ((1/3)^2 + (1/3)^2 + (2/3)^2) / 3^2
    drawn = worlds([0.2] * 5)
    where = np.array([True, True, True, False, False])
    values = np.array([1.0, 1.0, 0.0, 9.0, 9.0])
    mean, error = share_among(drawn, where, values)
    assert mean == pytest.approx(2 / 3)
    assert error == pytest.approx(np.sqrt(5 / 4 * (6 / 9) / 9))


def test_a_share_of_all_draws_has_the_error_of_a_mean():
    rng = np.random.default_rng(0)
    values = rng.random(50)
    mean, error = share_among(worlds([1 / 50] * 50), np.ones(50, dtype=bool), values)
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(50))


def test_the_error_of_a_difference_is_what_drawing_again_shows():
    # 400 draws, of which 3 in 10 leave; an answer is true in 8 of 10 of these and in half of the others
    rng = np.random.default_rng(1)
    differences, errors = [], []
    for _ in range(400):
        where = rng.random(400) < 0.3
        values = (rng.random(400) < np.where(where, 0.8, 0.5)).astype(float)
        drawn, everywhere = worlds([1 / 400] * 400), np.ones(400, dtype=bool)
        differences.append(share_among(drawn, where, values)[0] - values.mean())
        errors.append(error_apart(drawn, where, everywhere, values))
    assert np.mean(errors) == pytest.approx(np.std(differences), rel=0.1)


def test_what_sampling_alone_may_show_is_no_sign():
    # a leaves whatever is true of b: no answer goes with leaving, but in 300 draws, of which a tenth leaves, some are
    # more frequent there by five points
    aims = ", ".join(f"v{n}: {{prior: 0.1, aim: []}}" for n in range(10))
    there = ensemble(f"""
case: noise
title: Noise
actors: {{a: {{}}, b: {{}}}}
options: {{a.x: , b.y: }}
status_quo: {{}}
outcomes: {{calm: not a.x}}
preferences: {{a: [{{"maybe(0.1)": a.x}}, not a.x], b: [{{slot: aim}}]}}
questions: {{q: {{about: b, alternatives: {{{aims}}}}}}}
deals: {{between: [a, b], reach: calm}}
behaviour: {{default: {{foresight: nash}}}}
""")
    every = there.worlds
    rows = np.random.default_rng(2).choice(len(every), size=300, p=every.weight)
    there.worlds = replace(every.at(rows), weight=np.full(300, 1 / 300), exact=False, seed=2)
    bargain, state = Bargain(there), there.space.state((0, 0))
    leaves = departures(bargain, 0, state)[bargain.views(0)[1]] != STAYS
    apart = [np.mean(there.alternatives["q"][leaves] == n) - np.mean(there.alternatives["q"] == n) for n in range(10)]
    assert max(apart) > 0.05
    assert breaks(bargain, state)[0].signs == ()
