"""Where the ranking turns: the flip surface, and the smallest change of beliefs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from offramp.study.deciding import Choice
from offramp.study.hinges.nearest import (
    change,
    expected,
    least_divergence,
    least_joint_divergence,
    least_variation,
    product_of,
)
from offramp.study.hinges.surface import crossing_lines, surface_of
from offramp.study.results.hinges import BeliefNow
from study.test_deciding import TWO
from study.test_hinges import found_in
from study.test_robust import worlds_with

# ---------------------------------------------------------------- the flip surface


def corners(chances, yardstick="seek", *, exact=True, repeat=1):
    """Return a choice over the four combinations of two fair beliefs: neither, the second, the first, both."""
    worlds = worlds_with(np.full(4 * repeat, 0.25 / repeat), exact=exact)
    holds = (np.tile([False, False, True, True], repeat), np.tile([False, True, False, True], repeat))
    values = {name: np.tile(np.array(v, dtype=float), repeat) for name, v in chances.items()}
    beliefs = (BeliefNow("q", "a", 0.5), BeliefNow("r", "b", 0.5))
    return Choice(worlds, values, yardstick), beliefs, holds


def test_each_cell_holds_the_policy_that_is_best_there():
    surface = surface_of(*corners({"bet": (0, 0, 0, 1), "safe": (0.25, 0.25, 0.25, 0.25)}), size=5)
    for i, p in enumerate(surface.grid):
        for j, q in enumerate(surface.grid):
            assert surface.chance[i][j] == pytest.approx(max(p * q, 0.25))
            if abs(p * q - 0.25) > 1e-6:
                assert surface.best[i][j] == ("bet" if p * q > 0.25 else "safe")
            assert surface.undecided[i][j] == (abs(p * q - 0.25) < 1e-6)


def test_the_crossing_is_the_exact_hyperbola():
    surface = surface_of(*corners({"bet": (0, 0, 0, 1), "safe": (0.25, 0.25, 0.25, 0.25)}))
    (crossing,) = surface.crossings
    assert (crossing.first, crossing.second) == ("bet", "safe")
    assert crossing.coefficients == pytest.approx((-0.25, 0, 0, 1))
    (line,) = crossing.lines
    assert all(p * q == pytest.approx(0.25) for p, q in line)
    assert [p for p, _ in line] == sorted(p for p, _ in line)
    assert (line[0], line[-1]) == (pytest.approx((0.25, 1)), pytest.approx((1, 0.25)))


@pytest.mark.parametrize("axis", [0, 1])
def test_a_belief_that_alone_decides_gives_a_straight_line(axis):
    bet = (0, 0, 1, 1) if axis == 0 else (0, 1, 0, 1)
    surface = surface_of(*corners({"bet": bet, "safe": (0.4, 0.4, 0.4, 0.4)}))
    (line,) = surface.crossings[0].lines
    assert all(point[axis] == pytest.approx(0.4) for point in line)
    along = [point[1 - axis] for point in line]
    assert (min(along), max(along)) == (0, 1)
    assert along in (sorted(along), sorted(along, reverse=True))


def test_a_crossing_of_policies_that_a_third_beats_is_not_drawn():
    table = np.array([[0, 0, 1, 1], [1, 1, 0, 0], [0.9, 0.9, 0.9, 0.9]], dtype=float)
    assert crossing_lines((-1.0, 2.0, 0.0, 0.0), table, 0) == []


def test_an_outcome_to_avoid_is_best_where_it_is_least_likely():
    surface = surface_of(*corners({"bet": (0, 0, 0, 1), "safe": (0.25, 0.25, 0.25, 0.25)}, "avoid"), size=5)
    assert (surface.best[4][4], surface.best[0][0]) == ("safe", "bet")
    assert surface.chance[4][4] == pytest.approx(0.25)


def test_policies_that_are_equal_throughout_stand_as_one():
    surface = surface_of(*corners({"one": (0, 0, 0, 1), "two": (0, 0, 0, 1), "safe": (0.3,) * 4}), size=3)
    assert surface.alike == (("one", "two"),)
    assert not any(map(any, surface.undecided))


def test_cells_within_two_standard_errors_are_undecided():
    choice, beliefs, holds = corners({"one": (0.6,) * 4, "two": (0.5,) * 4}, exact=False, repeat=32)
    noise = np.repeat(np.tile([0.5, -0.5], 16), 4)
    choice = Choice(choice.worlds, {"one": choice.chances["one"] + noise, "two": choice.chances["two"]}, "seek")
    surface = surface_of(choice, beliefs, holds, size=3)
    # at a corner one kind of worlds has all the weight: 32 worlds. In the middle all 128 count alike
    corner, middle = 2 * 0.5 / math.sqrt(32), 2 * 0.5 / math.sqrt(128)
    assert corner > 0.1 > middle
    assert surface.undecided[0][0]
    assert not surface.undecided[1][1]


def test_without_worlds_of_some_kind_there_is_no_surface():
    choice, beliefs, holds = corners({"one": (0, 0, 0, 1)})
    assert surface_of(choice, beliefs, (holds[0], holds[0])) is None


# ---------------------------------------------------------------- the smallest change


def by_program(now, gain):
    """Return the least total variation by a general linear program: what goes and what comes, alternative by one."""
    n = len(now)
    cost = np.concatenate([np.full(n, 0.5), np.full(n, 0.5)])
    balance = np.concatenate([np.ones(n), -np.ones(n)])
    found = linprog(
        cost,
        A_ub=[np.concatenate([-gain, gain])],
        b_ub=[now @ gain],
        A_eq=[balance],
        b_eq=[0],
        bounds=[(0, 1)] * n + [(0, p) for p in now],
    )
    return found.fun


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(2, 5))
def test_the_least_variation_is_that_of_a_linear_program(seed, count):
    rng = np.random.default_rng(seed)
    now, gain = rng.dirichlet(np.ones(count)), rng.normal(-0.3, 0.5, count)
    found = least_variation(now, gain)
    if gain.max() <= 1e-9:
        assert found is None
        return
    assert found.sum() == pytest.approx(1)
    assert (found >= -1e-12).all()
    assert found @ gain >= -1e-9
    assert np.abs(found - now).sum() / 2 == pytest.approx(by_program(now, gain), abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_the_least_divergence_is_that_of_a_general_program(seed):
    rng = np.random.default_rng(seed)
    now, gain = rng.dirichlet(np.full(3, 3.0)), rng.normal(-0.2, 0.5, 3)
    found = least_divergence(now, gain)
    if gain.max() <= 1e-9:
        assert found is None
        return
    assert found @ gain >= -1e-9
    if now @ gain >= 0:
        assert found == pytest.approx(now)
        return
    # all other distributions on the line where the gain is 0 are at least as far
    ends = [a * np.eye(3)[i] + (1 - a) * np.eye(3)[j] for i in range(3) for j in range(i) for a in crossing(gain, i, j)]
    for share in np.linspace(0, 1, 41):
        other = share * ends[0] + (1 - share) * ends[-1]
        assert change([now], [found]).divergence <= change([now], [other]).divergence + 1e-9


def crossing(gain, i, j):
    """Return the share of i, the rest being of j, at which the gain is 0, if there is one."""
    if (gain[i] > 0) == (gain[j] > 0):
        return []
    return [-gain[j] / (gain[i] - gain[j])]


def test_two_alternatives_turn_where_the_flip_is():
    # as in the comparison of policies: from 0.6 to 0.5, a tenth of the probability moves
    turn = next(t for t in found_in(TWO).turns if (t.yardstick, t.question, t.measure) == ("seek", "q", "variation"))
    assert (turn.now, turn.then, turn.exact) == ("p", "q", True)
    assert turn.variation == pytest.approx(0.1)
    assert turn.beliefs["q"] == pytest.approx({"g": 0.5, "h": 0.5})
    assert turn.divergence == pytest.approx(0.5 * math.log2(0.5 / 0.6) + 0.5 * math.log2(0.5 / 0.4))
    assert (turn.lead, turn.lead_error, turn.there_error) == pytest.approx((0.15, 0, 0))


def test_a_question_that_decides_nothing_has_no_turn():
    assert {t.question for t in found_in(TWO).turns} == {"q", None}


def test_the_size_of_a_joint_change_by_hand():
    found = change([np.array([0.5, 0.5])] * 2, [np.array([1.0, 0.0])] * 2)
    assert found.variation == pytest.approx(0.75)  # from a quarter on each of four to all on one
    assert found.divergence == pytest.approx(2)  # one bit for each question


def test_all_beliefs_together_need_move_less_than_one_alone():
    # the gain is p q - 1/2 with p and q a half now: alone p must go to 1; together each to 0.707
    half = np.array([0.5, 0.5])
    gain = np.array([[0.5, -0.5], [-0.5, -0.5]])
    alone = least_divergence(half, expected(gain, [half, half], keep=0))
    assert alone is None  # p = 1 makes it equal, never better
    found = least_joint_divergence([half, half], gain, [], seed=0)
    root = math.sqrt(0.5)
    assert [b[0] for b in found.beliefs] == pytest.approx([root, root], abs=1e-4)
    entropy = 1 + root * math.log2(root) + (1 - root) * math.log2(1 - root)
    assert found.divergence == pytest.approx(2 * entropy, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_a_search_over_a_grid_finds_no_smaller_change(seed):
    rng = np.random.default_rng(seed)
    now = [rng.dirichlet(np.full(2, 3.0)) for _ in range(2)]
    gain = rng.normal(-0.4, 0.6, (2, 2))
    found = least_joint_divergence(now, gain, [], seed=0)
    side = np.linspace(0.005, 0.995, 100)
    p, q = np.meshgrid(side, side, indexing="ij")
    merit = p * q * gain[0, 0] + p * (1 - q) * gain[0, 1] + (1 - p) * q * gain[1, 0] + (1 - p) * (1 - q) * gain[1, 1]
    far = sum(x * np.log2(x / b[0]) + (1 - x) * np.log2((1 - x) / b[1]) for x, b in ((p, now[0]), (q, now[1])))
    if (merit >= 0).any():
        assert found is not None
        assert found.divergence <= far[merit >= 0].min() + 1e-6
        assert expected(gain, found.beliefs) >= -1e-9


def test_independent_answers_multiply():
    beliefs = [np.array([0.2, 0.8]), np.array([0.5, 0.3, 0.2])]
    joint_chances = product_of(beliefs)
    assert joint_chances[1, 2] == pytest.approx(0.16)
    table = np.arange(6.0).reshape(2, 3)
    assert expected(table, beliefs) == pytest.approx((table * joint_chances).sum())
    assert expected(table, beliefs, keep=1) == pytest.approx(beliefs[0] @ table)
