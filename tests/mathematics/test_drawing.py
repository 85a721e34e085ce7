"""Drawing worlds: all of them, block by block, or samples whose strata and rates are what the case says."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from offramp.beliefs import doubts_of, drawing
from offramp.beliefs.doubts import Doubts
from offramp.beliefs.drawing import Draw, joined, worlds_of
from offramp.beliefs.worlds import Worlds, alternatives_in
from offramp.case import load_text
from offramp.case.paces import paces_of
from offramp.study.playing.ensemble import NO_POLICY, Ensemble
from offramp.study.playing.play import play

TEXT = """
case: drawing
title: Drawing
actors: {a: {}, b: {}}
options: {a.x: , a.y: , b.x: }
status_quo: {}
outcomes: {both: a.x and b.x, one: a.x or b.x}
preferences:
  a: [{slot: aim}, {"maybe(0.3)": a.y}]
  b: [{any_order: [b.x, not a.y]}, b.x iff a.x]
questions:
  qa:
    about: a
    alternatives: {u: {prior: 0.2, aim: [a.x]}, v: {prior: 0.7, aim: [a.x iff b.x]}, w: {prior: 0.1, aim: [not a.x]}}
perceptions: {b: {believes: {qa: {u: 0.5, v: 0.5, w: 0}}}}
behaviour:
  a: {foresight: {seq: 0.75, nash: 0.25}, reconsiders: 0.5 to 2 per month}
  b: {foresight: {sseq: 0.5, smr: 0.5}}
window: {closes: {0.1 to 0.3 per month: not a.x, 0.05 per month: true}}
"""
LOOKS = {"seq", "sseq"}


def doubts_in(text: str = TEXT) -> Doubts:
    return doubts_of(load_text(text)[0])


def enumerated(doubts: Doubts) -> dict[tuple[int, ...], float]:
    """Return every world with its weight, combination by combination of everything that may differ."""
    found: dict[tuple[int, ...], float] = {}
    actors = range(len(doubts.types))
    truths = itertools.product(*(range(len(t)) for t in doubts.types))
    beliefs = [range(len(doubts.types[j])) for i in actors for j in actors if i != j]
    concepts = [range(len(c)) for c in doubts.concepts]
    paces = [range(len(p)) for p in doubts.paces]
    rest = list(itertools.product(itertools.product(*beliefs), itertools.product(*concepts)))
    for types, (believed, foresight) in itertools.product(truths, rest):
        weight = math.prod(doubts.truth[i][types[i]] * doubts.foresight[i][foresight[i]] for i in actors)
        held, seen = iter(believed), []
        for i, j in itertools.product(actors, actors):
            if i == j:
                seen.append(types[i])
                continue
            view, chances = next(held), doubts.believed[i][j]
            weight *= chances[view] if chances is not None else float(view == types[j])
            seen.append(view if doubts.concepts[i][foresight[i]] in LOOKS else 0)
        if weight > 0:
            for values in itertools.product(*paces):
                key = (*types, *seen, *foresight, *values)
                found[key] = found.get(key, 0.0) + weight / math.prod(len(p) for p in doubts.paces)
    return found


def keys(worlds: Worlds) -> list[tuple[int, ...]]:
    parts = (worlds.types, worlds.believed.reshape(len(worlds), -1), worlds.foresight, worlds.paces)
    return [tuple(row) for row in np.concatenate([part.astype(int) for part in parts], axis=1).tolist()]


# ---------------------------------------------------------------- all of them


KNOWING = TEXT.replace("{b: {believes: {qa: {u: 0.5, v: 0.5, w: 0}}}}", "{a: {knows: truth}}")
NO_RANGES = TEXT.replace("0.5 to 2 per", "1 per").replace("0.1 to 0.3 per", "0.2 per")
CERTAIN = NO_RANGES.replace("{seq: 0.75, nash: 0.25}", "nash").replace("{sseq: 0.5, smr: 0.5}", "smr")


@pytest.mark.parametrize("text", [TEXT, KNOWING, NO_RANGES, CERTAIN], ids=["ranges", "knowing", "plain", "certain"])
@pytest.mark.parametrize("size", [7, 64, 1_000])
def test_blocks_list_every_world_once_with_its_weight(text, size, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_WORLDS", size)
    doubts = doubts_in(text)
    draw = Draw(doubts, most=10**6)
    blocks = [draw.block(number) for number in range(draw.blocks)]
    expected = enumerated(doubts)
    found = [key for block in blocks for key in keys(block)]
    assert draw.exact
    assert draw.count == len(expected) == len(found) == len(set(found))
    assert [len(block) for block in blocks[:-1]] == [size] * (len(blocks) - 1)
    assert 0 < len(blocks[-1]) <= size
    weight = np.concatenate([block.weight for block in blocks])
    assert math.fsum(weight) == pytest.approx(1.0, abs=1e-12)
    assert dict(zip(found, weight.tolist(), strict=True)) == pytest.approx(expected, rel=1e-12)


def test_worlds_listed_together_are_the_blocks_in_their_order(monkeypatch):
    monkeypatch.setattr(drawing, "MOST_WORLDS", 50)
    draw = Draw(doubts_in(), most=10**6)
    blocks = [draw.block(number) for number in range(draw.blocks)]
    together = worlds_of(doubts_in(), most=10**6)
    assert keys(together) == [key for block in blocks for key in keys(block)]
    assert_allclose(together.weight, np.concatenate([block.weight for block in blocks]), rtol=1e-12)


def test_numbers_are_kept_in_as_few_bytes_as_hold_them():
    for largest, size in [(127, 1), (128, 2), (32_767, 2), (32_768, 4), (2**31, 8)]:
        kept = drawing.small(np.array([0, largest]), largest)
        assert kept.itemsize == size
        assert kept[1] == largest


# ---------------------------------------------------------------- sampled blocks


def sampled(samples: int, seed: int = 3, text: str = TEXT) -> Draw:
    return Draw(doubts_in(text), seed, samples, most=1)


def test_every_sampled_block_has_the_strata_with_their_exact_weight(monkeypatch):
    monkeypatch.setattr(drawing, "BLOCK", 40)
    draw = sampled(400)
    case = load_text(TEXT)[0]
    assert draw.blocks == 10
    for number in range(10):
        block = draw.block(number)
        truth = alternatives_in(draw.doubts, block, case)["qa"]
        assert_allclose(np.bincount(truth, block.weight), [0.2, 0.7, 0.1], rtol=1e-12)
        assert np.bincount(truth).tolist() == [8, 28, 4]  # forty worlds, in proportion
        assert_array_equal(np.unique(truth + 10 * block.stratum), [0, 11, 22])


def test_a_rare_answer_is_drawn_at_least_twice_and_weighs_what_it_should(monkeypatch):
    monkeypatch.setattr(drawing, "BLOCK", 10)
    block = sampled(50).block(4)
    truth = alternatives_in(doubts_in(), block, load_text(TEXT)[0])["qa"]
    assert np.bincount(truth).tolist() == [2, 7, 2]
    assert_allclose(np.bincount(truth, block.weight), [0.2, 0.7, 0.1], rtol=1e-12)


def test_a_block_is_the_same_whoever_draws_it_and_unlike_the_others(monkeypatch):
    monkeypatch.setattr(drawing, "BLOCK", 40)
    one, again, other = sampled(400), sampled(4_000), sampled(400, seed=4)
    assert keys(one.block(7)) == keys(again.block(7))
    assert keys(one.block(0)) == keys(worlds_of(doubts_in(), seed=3, samples=40, most=1))
    drawn = [keys(one.block(number)) for number in range(10)]
    assert all(a != b for a, b in itertools.combinations(drawn, 2))
    assert keys(other.block(7)) != keys(one.block(7))


def test_every_sampled_world_is_one_of_those_listed():
    listed = enumerated(doubts_in())
    assert set(keys(sampled(800).block(0))) <= set(listed)


def value(worlds: Worlds) -> np.ndarray:
    """Return a quantity that hangs on everything that differs: types, beliefs, foresight and rates."""
    seen = (worlds.believed[:, 1, 0] * 1.0) ** 2 + worlds.types[:, 0] * worlds.foresight[:, 0]
    return seen + worlds.types[:, 1] * worlds.paces[:, 0] + worlds.paces[:, 2]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [4, 40])  # without strata, and with
def test_means_over_many_blocks_come_to_the_listed_mean(seed, size, monkeypatch):
    monkeypatch.setattr(drawing, "BLOCK", size)
    draw = sampled(50 * size, seed)
    blocks = [draw.block(number) for number in range(draw.blocks)]
    listed = worlds_of(doubts_in(), most=10**6)
    expected, together = listed.mean(value(listed)), joined(blocks)
    means = np.array([block.mean(value(block)) for block in blocks])
    apart = means.std(ddof=1) / math.sqrt(len(means))
    assert abs(means.mean() - expected) < 4 * apart
    assert together.mean(value(together)) == pytest.approx(means.mean())
    assert abs(together.mean(value(together)) - expected) < 4 * together.error(value(together))
    assert together.error(value(together)) == pytest.approx(
        apart, rel=0.4
    )  # of fifty means the spread is known to some 10 %
    assert bool(together.stratum.any()) == (size == 40)


# ---------------------------------------------------------------- rates


def test_a_range_stands_for_the_middles_of_its_thirds():
    paces = dict(zip([p.name for p in paces_of(load_text(TEXT)[0])], doubts_in().paces, strict=True))
    assert list(paces) == ["a reconsiders", "b reconsiders", "window closes: not a.x", "window closes: true"]
    assert paces["a reconsiders"] == pytest.approx((0.5 * 4 ** (1 / 6), 1.0, 0.5 * 4 ** (5 / 6)))
    assert paces["window closes: not a.x"] == pytest.approx(tuple(0.1 * 3 ** (k / 6) for k in (1, 3, 5)))
    assert paces["b reconsiders"] == (1.0,)
    assert paces["window closes: true"] == (0.05,)


def test_listed_rates_are_equally_likely_and_independent():
    worlds = worlds_of(doubts_in(), most=10**6)
    joint = np.bincount(3 * worlds.paces[:, 0] + worlds.paces[:, 2], worlds.weight)
    assert_allclose(joint, np.full(9, 1 / 9), rtol=1e-12)
    truth = np.bincount(3 * worlds.types[:, 0] + worlds.paces[:, 0], worlds.weight).reshape(-1, 3)
    assert_allclose(truth, truth[:, :1] @ np.ones((1, 3)), rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_drawn_rates_are_equally_likely_and_independent(seed):
    block = sampled(900, seed).block(0)
    assert not block.paces[:, [1, 3]].any()
    for k, m in itertools.product(range(3), range(3)):
        here = ((block.paces[:, 0] == k) & (block.paces[:, 2] == m)).astype(float)
        assert abs(block.mean(here) - 1 / 9) < 4 * block.error(here)
        of_u = here * (block.types[:, 0] == 0)
        share = doubts_in().truth[0][0] / 9
        assert abs(block.mean(of_u) - share) < 4 * block.error(of_u)


RACE = """
case: race
title: Race
actors: {a: , b: }
options: {a.x: , b.x: }
status_quo: {}
outcomes: {mine: {when: a.x, final: true}, yours: {when: b.x, final: true}}
preferences: {a: [a.x], b: [b.x]}
behaviour: {default: {foresight: nash}, a: {reconsiders: 0.5 to 2 per month}, b: {reconsiders: 1 to 9 per month}}
window: {closes: {0.1 to 0.3 per month: true}}
"""


@pytest.mark.parametrize("most", [1, 10**6])
def test_play_goes_at_the_rates_of_its_world(most):
    there = Ensemble(load_text(RACE)[0])
    worlds = worlds_of(there.doubts, samples=60, most=most)
    course = play(there, NO_POLICY, worlds)
    table = [[0.5 * 4 ** (k / 6) for k in (1, 3, 5)], [9 ** (k / 6) for k in (1, 3, 5)]]
    table.append([0.1 * 3 ** (k / 6) for k in (1, 3, 5)])
    a, b, closing = (np.array(values)[worlds.paces[:, n]] for n, values in enumerate(table))
    assert len({tuple(row) for row in worlds.paces.tolist()}) > 15
    assert_allclose(course.chance()[:, 0], a / (a + b), rtol=1e-12)
    times = [course.played[k].times for k in course.which]
    months = np.arange(1.0, 25.0)
    leaving = (a + b)[:, None]
    expected = (a / (a + b))[:, None] * (1 - np.exp(-leaving * months))
    assert_allclose(np.stack([t.by_date[0] for t in times]), expected, atol=1e-12)
    assert_allclose([t.before[0] for t in times], a / (a + b + closing), rtol=1e-12)


def test_a_tempo_multiplies_the_rate_that_was_drawn():
    there = Ensemble(load_text(RACE)[0])
    chance = play(there, NO_POLICY, there.worlds, factors=np.array([10.0, 1.0, 1.0]), timed=False).chance()[:, 0]
    a = 5.0 * 4 ** ((2 * there.worlds.paces[:, 0] + 1) / 6)
    b = 9.0 ** ((2 * there.worlds.paces[:, 1] + 1) / 6)
    assert_allclose(chance, a / (a + b), rtol=1e-12)
