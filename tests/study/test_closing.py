"""Done before the window closes: in closed form, against matrix exponentials that remember, and against drawn paths."""

import math

import numpy as np
import pytest
from scipy.linalg import expm

from offramp.case.model import MONTH_DAYS
from offramp.play.chain import Chain
from offramp.study.closing.completing import completions, curve
from offramp.study.playing.courses import courses_of
from study.small import ensemble

# ---------------------------------------------------------------- in closed form

TRUCE = """
case: truce
title: A truce
as_of: 2020-01-01
actors: {a: {}, b: {}}
options: {a.fire: , b.fire: }
status_quo: {a.fire: yes, b.fire: yes}
outcomes: {truce: not a.fire, war: b.fire}
judge: {seek: truce, avoid: war}
preferences: {a: [not a.fire], b: [b.fire]}
policies: {steady: {by: b, sets: {b.fire: yes}}}
behaviour: {a: {reconsiders: 0.5 per month}, b: {reconsiders: 0 per month}}
"""


def told(text, policy="no policy", months=24, **options):
    found = completions(ensemble(text, **options), months=months)
    return next(c for c in found if c.policy == policy)


def check(found, month, done, late, still):
    assert found.done[str(month)] == pytest.approx(done)
    assert found.late[str(month)] == pytest.approx(late, abs=1e-12)
    assert found.open[str(month)] == pytest.approx(still)


@pytest.mark.parametrize("month", [1, 5, 24])
def test_a_race_with_a_window_that_closes_at_a_rate(month):
    found = told(TRUCE + "window: {closes: {0.1 per month: true}}\n")
    done = 0.5 / 0.6 * (1 - math.exp(-0.6 * month))
    check(found, month, done, 1 - math.exp(-0.5 * month) - done, math.exp(-0.6 * month))
    assert found.error == 0


def test_what_comes_about_after_it_has_closed_and_opened_again_is_late():
    once = told(TRUCE + "window: {closes: {0.1 per month: true}}\n")
    again = told(TRUCE + "window: {closes: {0.1 per month: true}, reopens: {5 per month: true}}\n")
    assert again.done == pytest.approx(once.done)
    assert again.late == pytest.approx(once.late)
    assert again.open == pytest.approx(once.open)


def test_a_window_that_closes_on_a_date():
    found = told(TRUCE + "window: {closes: 2020-07-01}\n")
    by_then = 1 - math.exp(-0.5 * 182 / MONTH_DAYS)
    check(found, 5, 1 - math.exp(-2.5), 0, math.exp(-2.5))
    check(found, 9, by_then, 1 - math.exp(-4.5) - by_then, 0)


def test_a_window_that_closes_by_a_clock():
    clock = "clocks: {bomb: {levels: [no, yes], rate: {0.2 per month: true}}}\n"
    found = told(TRUCE + clock + "window: {when: bomb == yes}\n")
    done = 0.5 / 0.7 * (1 - math.exp(-0.7 * 3))
    check(found, 3, done, 1 - math.exp(-1.5) - done, math.exp(-2.1))


def test_what_comes_about_as_the_window_closes_is_late():
    found = told(TRUCE + "window: {when: not a.fire}\n")
    check(found, 4, 0, 1 - math.exp(-2), math.exp(-2))


def test_a_window_that_is_closed_from_the_first_day_leaves_nothing_to_be_done():
    found = told(TRUCE + "window: {when: b.fire}\n")
    check(found, 4, 0, 1 - math.exp(-2), 0)


def test_what_is_there_from_the_first_day_is_done():
    text = TRUCE.replace("a.fire: yes, ", "a.fire: no, ")
    check(told(text + "window: {closes: {0.1 per month: true}}\n"), 1, 1, 0, 0)


def test_stages_change_the_race():
    kinds = "{calm: {by: b, sets: {b.fire: no}, lasts: 3 months}, steady: {by: b, sets: {b.fire: yes}}, "
    text = TRUCE.replace("{steady: {by: b, sets: {b.fire: yes}}}", kinds + "both: {stages: [calm, steady]}}")
    text = text.replace("a: [not a.fire]", "a: [not a.fire if not b.fire, a.fire]")
    found = told(text + "window: {closes: {0.1 per month: true}}\n", "both")
    done = 0.5 / 0.6 * (1 - math.exp(-1.8))
    check(found, 3, done, 1 - math.exp(-1.5) - done, math.exp(-1.8))
    assert found.done["24"] == pytest.approx(done)  # b fires again, and a goes on
    assert found.open["24"] == pytest.approx(math.exp(-1.8) * math.exp(-0.1 * 21))


UNSURE = TRUCE.replace("a: [not a.fire]", "a: [{maybe(0.3): not a.fire}]")


def test_worlds_are_weighed_and_sampled_ones_have_an_error():
    window = "window: {closes: {0.1 to 1 per month: true}}\n"
    exact = told(UNSURE + window)
    rates = [0.1 * 10 ** (n / 6) for n in (1, 3, 5)]
    assert exact.done["6"] == pytest.approx(
        0.3 * np.mean([0.5 / (0.5 + r) * (1 - math.exp(-(0.5 + r) * 6)) for r in rates])
    )
    assert exact.error == 0


def test_without_a_window_or_anything_to_seek_there_is_nothing_to_tell():
    assert completions(ensemble(TRUCE)) == ()
    without = TRUCE.replace("judge: {seek: truce, avoid: war}\n", "") + "window: {closes: {0.1 per month: true}}\n"
    assert completions(ensemble(without)) == ()


def test_policies_can_be_picked_and_no_policy_comes_first():
    there = ensemble(TRUCE + "window: {closes: {0.1 per month: true}}\n")
    assert [c.policy for c in completions(there)] == ["no policy", "steady"]
    assert [c.policy for c in completions(there, policies=[])] == ["no policy"]


def test_in_the_end_what_is_done_is_what_happened_before_the_window_closed():
    there = ensemble(UNSURE + "window: {closes: {0.1 per month: b.fire, 0.3 per month: true}}\n")
    courses = courses_of(there)
    for found in completions(there, months=400):
        course = courses[found.policy]
        before = course.weight(there.worlds) @ np.array([p.times.before[0] for p in course.played])
        assert found.done["400"] == pytest.approx(before)
        for month, done in found.done.items():
            assert done + found.late[month] + found.open[month] <= 1 + 1e-9


# ---------------------------------------------------------------- a second program


def drawn_chain(rng):
    """Return a random chain in which windows close and open, and states turn into others on dates."""
    states = int(rng.integers(2, 6))
    nodes = 2 * states  # a state with the window open, then with it closed
    table = rng.exponential(0.3, (nodes, nodes)) * (rng.random((nodes, nodes)) < 0.35)
    np.fill_diagonal(table, 0.0)
    row = np.concatenate([[0], np.cumsum((table > 0).sum(axis=1))])
    to = np.concatenate([np.flatnonzero(line) for line in table])
    rate = np.concatenate([line[line > 0] for line in table])
    jumps = tuple((float(t), rng.integers(0, nodes, nodes)) for t in np.sort(rng.uniform(0.5, 9, rng.integers(0, 3))))
    closed = np.arange(nodes) >= states
    return Chain(np.arange(nodes) % states, closed, row, to, rate, jumps), table, rng.random(nodes) < 0.3


def remembered(chain, table, target, date):
    """Return done, late and open: each node twice, before and after the window has ever closed; the target is kept."""
    nodes = len(table)
    slow = 2 * nodes

    def place(node, ever):
        return node + nodes * (ever or chain.closed[node])

    generator = np.zeros((slow, slow))
    for place_from in range(slow):
        node, ever = place_from % nodes, place_from >= nodes
        if target[node]:
            continue
        for other in np.flatnonzero(table[node]):
            generator[place_from, place(other, ever)] += table[node, other]
            generator[place_from, place_from] -= table[node, other]
    now = np.zeros(slow)
    now[place(0, False)] = 1.0
    clock = 0.0
    for when, turned in chain.jumps:
        if when > date:
            break
        now = now @ expm(generator * (when - clock))
        after = np.zeros(slow)
        for p in range(slow):
            stays = target[p % nodes]
            after[p if stays else place(turned[p % nodes], p >= nodes)] += now[p]
        now, clock = after, when
    now = now @ expm(generator * (date - clock))
    never, ever = now[:nodes], now[nodes:]
    return never[target].sum(), ever[target].sum(), never[~target].sum()


@pytest.mark.parametrize("seed", range(40))
def test_curves_agree_with_matrix_exponentials_that_remember(seed):
    chain, table, target = drawn_chain(np.random.default_rng(seed))
    dates = np.array([0.25, 1.0, 3.0, 8.0, 20.0])
    found = curve(chain, target, dates)
    for n, date in enumerate(dates):
        naive = remembered(chain, table, target, date)
        assert (found.done[n], found.late[n], found.open[n]) == pytest.approx(naive, abs=1e-9)


def walked(chain, table, target, date, rng):
    """Draw one path; return whether it is done, late, or open on a date."""
    node, clock, ever = 0, 0.0, bool(chain.closed[0])
    dates = [*chain.jumps, (math.inf, None)]
    while not target[node]:
        speed = table[node].sum()
        wait = rng.exponential(1 / speed) if speed else math.inf
        when, turned = dates[0]
        if min(clock + wait, when) > date:
            break
        if when <= clock + wait:
            node, clock = int(turned[node]), when
            dates.pop(0)
        else:
            node, clock = int(rng.choice(len(table), p=table[node] / speed)), clock + wait
        ever = ever or bool(chain.closed[node])
    return target[node] and not ever, target[node] and ever, not target[node] and not ever


@pytest.mark.parametrize("seed", [2, 5, 11])
def test_curves_agree_with_drawn_paths(seed):
    chain, table, target = drawn_chain(np.random.default_rng(seed))
    rng = np.random.default_rng(100 + seed)
    paths = np.array([walked(chain, table, target, 4.0, rng) for _ in range(4_000)])
    found = curve(chain, target, np.array([4.0]))
    for share, chance in zip(paths.mean(axis=0), (found.done[0], found.late[0], found.open[0]), strict=True):
        assert abs(share - chance) < 4 * math.sqrt(0.25 / len(paths))
