"""Time for a deal's steps: in closed form, and against a second program that lets time pass by matrix exponentials."""

import math
import random

import numpy as np
import pytest
from scipy.linalg import expm

from offramp.case.mistakes import CaseError
from offramp.case.paces import paces_of
from offramp.stability.oracle import true_at
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.in_time import MONTHS, in_time
from offramp.study.deals.stepping import Stepping
from offramp.study.deals.targets import targets_of
from study.small import ensemble

LONG = 5_000.0
"""Months after which nothing changes any more."""


def timed(text, goal=None):
    """Return how long the first order of steps takes to a goal, or to the first target."""
    bargain, target, order = first_order(text, goal)
    return in_time(bargain, order, target)


def first_order(text, goal=None):
    bargain = Bargain(ensemble(text))
    target = goal or tuple(int(x) for x in bargain.ensemble.space.levels[targets_of(bargain)[0]])
    ways = Stepping(bargain, Exposing(bargain)).ways(target)
    return bargain, target, (ways.orders or (None,))[0]


# ---------------------------------------------------------------- in closed form

TRUCE = """
case: truce
title: A truce
as_of: 2020-01-01
actors: {a: {}, b: {}, c: {}}
options: {a.fire: , b.fire: , c.helps: }
status_quo: {a.fire: yes, b.fire: yes}
outcomes: {truce: not a.fire and not b.fire}
preferences: {a: [not b.fire, a.fire], b: [not a.fire, b.fire], c: [c.helps]}
deals: {between: [a, b], reach: truce}
behaviour: {a: {reconsiders: 0.5 per month}, b: {reconsiders: 2 per month}, c: {reconsiders: 3 per month}}
"""


def test_two_steps_take_the_sum_of_two_waits():
    found = timed(TRUCE)
    assert (found.chance, found.before_close, found.error) == (pytest.approx(1), pytest.approx(1), 0)
    assert found.months == pytest.approx(1 / 0.5 + 1 / 2)
    for months in MONTHS:
        waits = 1 - (2 * math.exp(-0.5 * months) - 0.5 * math.exp(-2 * months)) / 1.5
        assert found.by_date[str(months)] == pytest.approx(waits)


def test_steps_in_a_row_of_one_party_are_one_move_unless_an_option_goes_level_by_level():
    options = "a.fire: , b.fire: , c.helps: "
    more = TRUCE.replace(options, "a.fire: , a.troops: {levels: [far, near], steps: adjacent}, b.fire: , c.helps: ")
    more = more.replace("not b.fire}", "not b.fire and a.troops == near}")
    assert timed(more).months == pytest.approx(1 / 0.5 + 1 / 2)
    farther = more.replace("[far, near]", "[far, halfway, near]")
    assert timed(farther).months == pytest.approx(2 / 0.5 + 1 / 2)


def test_each_step_races_with_the_window():
    found = timed(TRUCE + "window: {closes: {0.1 per month: a.fire and b.fire, 0.3 per month: true}}\n")
    # the order of the file: a goes first; the window closes slowly before that, and faster after
    assert found.before_close == pytest.approx(0.5 / 0.6 * 2 / 2.3)
    assert found.chance == pytest.approx(1)


def test_a_window_that_has_closed_once_is_closed_even_if_it_opens_again():
    once = "window: {closes: {0.1 per month: true}, reopens: {5 per month: true}}\n"
    assert timed(TRUCE + once).before_close == pytest.approx(0.5 / 0.6 * 2 / 2.1)


def test_a_window_that_closes_on_a_date_leaves_what_is_done_by_then():
    found = timed(TRUCE + "window: {closes: 2020-07-01}\n")
    months = 182 / (365.25 / 12)
    waits = 1 - (2 * math.exp(-0.5 * months) - 0.5 * math.exp(-2 * months)) / 1.5
    assert found.before_close == pytest.approx(waits, rel=1e-3)


def test_an_exchange_waits_for_the_slowest():
    found = timed(TRUCE + "impossible: [a.fire and not b.fire, b.fire and not a.fire]\n")
    assert found.months == pytest.approx(1 / 0.5)


def test_rates_that_are_not_known_are_weighed():
    text = TRUCE.replace("b: {reconsiders: 2 per month}", "b: {reconsiders: 1 to 64 per month}")
    rates = (2, 8, 32)  # the middles of the thirds on a logarithmic scale
    assert timed(text).months == pytest.approx(2 + sum(1 / rate for rate in rates) / 3)
    found = timed(text + "window: {closes: {0.5 per month: true}}\n")
    assert found.before_close == pytest.approx(0.5 * sum(rate / (rate + 0.5) for rate in rates) / 3)


def test_a_clock_may_run_on_too_far():
    text = TRUCE.replace("truce: not a.fire and", "truce: bomb == no and not a.fire and")
    found = timed(text + "clocks: {bomb: {levels: [no, yes], rate: {0.1 per month: true}}}\n")
    assert found.chance == pytest.approx(0.5 / 0.6 * 2 / 2.1)
    assert found.before_close == found.chance
    # given that the bomb does not come first, each wait is shorter
    assert found.months == pytest.approx(1 / 0.6 + 1 / 2.1)


def test_a_clock_in_which_the_outcome_holds_still_does_no_harm():
    text = TRUCE + "clocks: {snow: {levels: [no, yes], rate: {0.1 per month: true}}}\n"
    assert timed(text).chance == pytest.approx(1)


def test_a_step_waits_until_the_clock_lets_it():
    text = TRUCE + "clocks: {talks: {levels: [no, yes], rate: {0.25 per month: true}}}\n"
    _, goal, order = first_order(text)
    found = in_time(Bargain(ensemble(text + "impossible: [talks == no and not a.fire]\n")), order, goal)
    assert found.chance == pytest.approx(1)
    assert found.months == pytest.approx(1 / 0.25 + 1 / 0.5 + 1 / 2)


def test_what_stops_play_stops_the_steps():
    text = TRUCE.replace("outcomes: {", "outcomes: {late: {when: bomb == yes, final: true}, ")
    found = timed(text + "clocks: {bomb: {levels: [no, yes], rate: {1 per month: b.fire, 0 per month: true}}}\n")
    assert found.chance == pytest.approx(0.5 / 1.5 * 2 / 3)


def test_third_parties_come_along_in_the_end_and_take_no_time():
    text = TRUCE.replace("truce: not a.fire", "truce: c.helps and not a.fire")
    found = timed(text)
    assert (found.chance, found.months) == (pytest.approx(1), pytest.approx(2.5))


def test_who_never_decides_never_takes_its_step():
    found = timed(TRUCE.replace("0.5 per month", "0 per month"))
    assert (found.chance, found.before_close) == (0, 0)
    assert math.isnan(found.months)
    assert set(found.by_date.values()) == {0}


# ---------------------------------------------------------------- a second program


class Naive:
    """The steps of a deal in one world: a node is steps taken, the clocks' levels, whether the window ever closed."""

    def __init__(self, bargain, order, goal, w):
        self.case, self.goal = bargain.case, goal
        self.clocks = [n for n, v in enumerate(self.case.variables) if v.actor is None]
        values, picked = bargain.ensemble.doubts.paces, bargain.ensemble.worlds.paces[w]
        self.pace = {pace.name: values[k][picked[k]] for k, pace in enumerate(paces_of(self.case))}
        self.points = [bargain.start]
        for step in order.steps:
            levels = list(self.points[-1])
            for change in step:
                levels[change.variable] = change.after
            if len(self.points) > 1 and self.in_one_move(self.points[-2], levels):
                self.points.pop()
            self.points.append(tuple(levels))
        begin = (0, tuple(bargain.start[n] for n in self.clocks), False)
        self.nodes = [self.seen(begin)]
        for node in self.nodes:
            turned = [turn(node) for _, turn in self.dates()]
            for after in [*(target for target, _ in self.leads(node)), *turned]:
                if after not in self.nodes:
                    self.nodes.append(after)
        self.generator = np.zeros((len(self.nodes),) * 2)
        for n, node in enumerate(self.nodes):
            for target, rate in self.leads(node):
                self.generator[n, self.nodes.index(target)] += rate
                self.generator[n, n] -= rate

    def movers(self, before, after):
        changed = [v for v, a, b in zip(self.case.variables, before, after, strict=True) if a != b]
        return {variable.actor for variable in changed}

    def in_one_move(self, before, after):
        far = [abs(a - b) > 1 and v.adjacent for v, a, b in zip(self.case.variables, before, after, strict=True)]
        return len(self.movers(before, after)) == 1 and not any(far)

    def named(self, levels, clocks):
        every = list(levels)
        for n, level in zip(self.clocks, clocks, strict=True):
            every[n] = level
        return {v.id: level for v, level in zip(self.case.variables, every, strict=True)}

    def possible(self, levels):
        return not any(true_at(rule, levels) for rule in self.case.impossible)

    def outcome(self, levels):
        return next((o for o in self.case.outcomes if true_at(o.when, levels)), None)

    def seen(self, node):
        """Return a node, with the window closed if it is a condition that holds there."""
        k, clocks, shut = node
        window = self.case.window
        when = window.when if window else None
        return k, clocks, shut or (when is not None and true_at(when, self.named(self.points[k], clocks)))

    def at_rest(self, node):
        k, clocks, _ = node
        outcome = self.outcome(self.named(self.points[k], clocks))
        stopped = outcome is not None and outcome.final and outcome.id != self.case.deals.reach
        return k == len(self.points) - 1 or stopped

    def moved(self, k, clocks, n, level):
        """Return the clocks with one of them at a level; as they were if that is impossible."""
        after = tuple(level if m == n else x for m, x in enumerate(clocks))
        return after if self.possible(self.named(self.points[k], after)) else clocks

    def leads(self, node):
        k, clocks, shut = node
        if self.at_rest(node):
            return
        if self.possible(self.named(self.points[k + 1], clocks)):
            movers = self.movers(self.points[k], self.points[k + 1])
            yield self.seen((k + 1, clocks, shut)), min(self.pace[f"{mover} reconsiders"] for mover in movers)
        levels = self.named(self.points[k], clocks)
        for n, position in enumerate(self.clocks):
            variable = self.case.variables[position]
            for clock in (clock for clock in self.case.clocks if clock.variable == variable.id):
                rate = next((r for r in clock.rates if true_at(r.when, levels)), None)
                if rate is not None and clocks[n] + 1 < len(variable.levels):
                    after = self.moved(k, clocks, n, clocks[n] + 1)
                    if after != clocks:
                        yield self.seen((k, after, shut)), self.pace[f"{variable.id}: {rate.text}"]
        closes = self.case.window.closes if self.case.window else ()
        rate = next((r for r in closes if true_at(r.when, levels)), None)
        if rate is not None and not shut:
            yield (k, clocks, True), self.pace[f"window closes: {rate.text}"]

    def dates(self):
        """Return what every node turns into on which dates, by the months until then."""
        found = []
        for clock in self.case.clocks:
            n = next(n for n, p in enumerate(self.clocks) if self.case.variables[p].id == clock.variable)
            found += [(when, self.turning(n, level)) for when, level in clock.dates]
        window = self.case.window
        if window and window.closes_on is not None:
            found.append((window.closes_on, lambda node: node if self.at_rest(node) else (node[0], node[1], True)))
        return sorted(found, key=lambda date: date[0])

    def turning(self, n, level):
        def turn(node):
            k, clocks, shut = node
            if self.at_rest(node):
                return node
            return self.seen((k, self.moved(k, clocks, n, max(clocks[n], level)), shut))

        return turn

    def arrived(self, node):
        k, clocks, _ = node
        levels = self.named(self.goal, clocks)
        outcome = self.outcome(levels)
        return (
            k == len(self.points) - 1
            and self.possible(levels)
            and outcome is not None
            and outcome.id == self.case.deals.reach
        )

    def turned(self, now, turn):
        """Return the chances of the nodes just after a date."""
        found = np.zeros(len(now))
        for node, chance in zip(self.nodes, now, strict=True):
            found[self.nodes.index(turn(node))] += chance
        return found

    def after(self, months):
        """Return the chances of the nodes after some months."""
        now, passed = np.eye(len(self.nodes))[0], 0.0
        for when, turn in self.dates():
            if when <= months:
                now = self.turned(now @ expm(self.generator * (when - passed)), turn)
                passed = when
        return now @ expm(self.generator * (months - passed))

    def area(self, nodes):
        """Return the mean time until play is in some nodes for good, times the chance of it: the area between that
        chance and the chance of having come there by each time."""
        chance = self.after(LONG) @ nodes
        now, passed, found = np.eye(len(self.nodes))[0], 0.0, 0.0
        for when, turn in [*self.dates(), (300.0, lambda node: node)]:
            pieces = max(math.ceil((when - passed) / 0.05), 1)
            width = (when - passed) / pieces
            step, left = expm(self.generator * width), [chance - now @ nodes]
            for _ in range(pieces):
                now = now @ step
                left.append(chance - now @ nodes)
            found += np.trapezoid(left, dx=width)
            now, passed = self.turned(now, turn), when
        return found


def random_text(rng):
    """Return a case of two parties with clocks by rate and by date, an impossible state, a final one and a window."""
    options = [("a.x", ["l0", "l1", "l2"]), ("b.x", ["l0", "l1"]), ("a.y", ["l0", "l1"]), ("b.y", ["l0", "l1"])]
    options = options[: rng.randint(2, 4)]
    clocks = [("hour", ["early", "late"]), ("snow", ["deep", "thin", "gone"])][: rng.choice([0, 1, 2])]
    variables = options + clocks

    def fact(some=variables):
        name, levels = rng.choice(some)
        return f"{name} {rng.choice(['==', '>='])} {rng.choice(levels)}"

    steps = rng.choice(["any", "adjacent"])
    lines = ["case: random", "title: Random", "as_of: 2020-01-01", "actors: {a: {}, b: {}, c: {}}", "options:"]
    lines += [f"  {name}: {{levels: [{', '.join(levels)}], steps: {steps}}}" for name, levels in options]
    lines += ["  c.z: {}", "status_quo: {}"]
    late = f"{fact()} and {fact()} and {fact()}"
    wanted = " and ".join(f"{name} >= l1" for name, _ in options)
    third = rng.choice(["", " and c.z"])
    running = rng.choice(["", f" and {clocks[-1][0]} == {clocks[-1][1][0]}"]) if clocks else ""
    lines.append(f"outcomes: {{off: {{when: {late}, final: {rng.choice(['true', 'false'])}}}, ")
    lines.append(f"  deal: {wanted}{third}{running}}}")
    lines.append(f"impossible: [{fact()} and {fact()} and {fact(options)}]")
    lines.append("preferences: {a: [a.x == l1], b: [b.x == l0], c: [c.z]}")
    rates = {actor: rng.choice(["1", "0.4", "0.5 to 4"]) for actor in "abc"}
    lines.append("behaviour: {" + ", ".join(f"{a}: {{reconsiders: {r} per month}}" for a, r in rates.items()) + "}")
    if clocks:
        lines.append("clocks:")
    for name, levels in clocks:
        dates = {levels[1]: "2020-02-10", levels[-1]: "2020-04-20"}
        told = ", ".join(f"{level}: {date}" for level, date in dates.items())
        rated = f"rate: {{{rng.choice(['0.3', '0.1 to 0.9'])} per month: {fact()}, 0.2 per month: true}}"
        driven = f"dates: {{{told}}}" if rng.random() < 0.4 else rated
        lines.append(f"  {name}: {{levels: [{', '.join(levels)}], {driven}}}")
    closes = f"{{0.1 per month: {fact()}, 0.3 per month: true}}"
    windows = [
        f"{{closes: {closes}}}",
        f"{{closes: {closes}, reopens: {{2 per month: true}}}}",
        "{closes: 2020-05-20}",
        f"{{when: {fact()}}}",
    ]
    lines.append(f"window: {rng.choice(windows)}" if rng.random() < 0.8 else "")
    lines.append("deals: {between: [a, b], reach: deal}")
    return "\n".join(lines) + "\n"


def random_order(seed):
    """Return a random case in which the parties can step to a target, with such an order."""
    rng = random.Random(seed)
    while True:
        try:
            bargain, goal, order = first_order(random_text(rng))
        except CaseError:
            continue
        if order is not None and math.prod(len(values) for values in bargain.ensemble.doubts.paces) <= 3:
            return bargain, goal, order


def naive_worlds(bargain, order, goal):
    """Return the worlds that differ in their rates, each with its weight, and where play in it has arrived."""
    rows = [tuple(row) for row in bargain.ensemble.worlds.paces.tolist()]
    found = []
    for row in sorted(set(rows)):
        weight = sum(w for r, w in zip(rows, bargain.ensemble.worlds.weight, strict=True) if r == row)
        naive = Naive(bargain, order, goal, rows.index(row))
        found.append((weight, naive, np.array([naive.arrived(node) for node in naive.nodes], dtype=float)))
    return found


@pytest.mark.parametrize("seed", range(24))
def test_chances_agree_with_matrix_exponentials(seed):
    bargain, goal, order = random_order(seed)
    found = in_time(bargain, order, goal)
    chance, before, by_date = 0.0, 0.0, np.zeros(len(MONTHS))
    for weight, naive, inside in naive_worlds(bargain, order, goal):
        end = naive.after(LONG)
        chance += weight * (end @ inside)
        before += weight * (end @ (inside * [not shut for _, _, shut in naive.nodes]))
        by_date += weight * np.array([naive.after(months) @ inside for months in MONTHS])
    assert (found.chance, found.before_close) == pytest.approx((chance, before), abs=1e-8)
    assert list(found.by_date.values()) == pytest.approx(by_date.tolist(), abs=1e-8)


@pytest.mark.parametrize("seed", range(24))
def test_mean_times_agree_with_the_area_above_the_chances(seed):
    bargain, goal, order = random_order(seed)
    found = in_time(bargain, order, goal)
    area = sum(weight * naive.area(inside) for weight, naive, inside in naive_worlds(bargain, order, goal))
    assert found.months * found.chance == pytest.approx(area, rel=2e-3)
