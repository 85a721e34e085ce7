"""The flip surface: which policy is best for every pair of probabilities of two beliefs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import Choice
from offramp.study.results.hinges import BeliefNow, Crossing, Surface

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Coefficients = tuple[float, float, float, float]
Line = tuple[tuple[float, float], ...]

GRID = 21
FINE = 401
"""Points along each side of the square at which a crossing is looked for."""
SAME = 1e-9


def surface_of(
    choice: Choice, beliefs: tuple[BeliefNow, BeliefNow], holds: tuple[Bools, Bools], *, size: int = GRID
) -> Surface | None:
    """Return the best policy for every pair of probabilities of two beliefs about different questions.

    Parameters
    ----------
    choice : Choice
        The choice by one yardstick.
    beliefs : pair of BeliefNow
        Which beliefs.
    holds : pair of (worlds,) bool array
        Where each is true.
    size : int
        How many probabilities of each.

    Returns
    -------
    Surface or None
        None if some combination of the two being true and not is in no world, so that nothing is known of it.

    Notes
    -----
    The answers to different questions are independent. So a policy's mean is p q m11 + p (1-q) m10 + (1-p) q m01 +
    (1-p) (1-q) m00, with m its mean over the worlds where the beliefs are true or not; and two policies are equally
    good along a hyperbola. Standard errors are those of the difference of two policies over the same worlds, weighed
    as the two probabilities say.
    """
    worlds = choice.worlds
    quadrant = 2 * holds[0].astype(np.int64) + holds[1]
    weight = np.bincount(quadrant, worlds.weight, minlength=4).astype(np.float64)
    if (weight <= 0).any():
        return None
    means = {
        name: np.bincount(quadrant, worlds.weight * values, minlength=4) / weight
        for name, values in choice.chances.items()
    }
    alike = _alike(means)
    policies = [group[0] for group in alike]
    table = choice.sign * np.stack([means[name] for name in policies])
    grid = np.linspace(0.0, 1.0, size)
    shares = shares_at(*np.meshgrid(grid, grid, indexing="ij"))
    merit = np.einsum("kij,ak->aij", shares, table)
    # of equals, the one that is best in more of the square
    wins = np.bincount(merit.argmax(axis=0).reshape(-1), minlength=len(policies))
    order = np.argsort(-merit + SAME * (wins.max() - wins)[:, None, None] / wins.max(), axis=0, kind="stable")
    best = np.take_along_axis(merit, order[:1], axis=0)[0]
    undecided = np.zeros((size, size), dtype=bool)
    if len(policies) > 1:
        gap = best - np.take_along_axis(merit, order[1:2], axis=0)[0]
        undecided = gap <= np.maximum(2 * _errors(choice, policies, quadrant, weight, order, shares), SAME)
    return Surface(
        yardstick=choice.yardstick,
        first=beliefs[0],
        second=beliefs[1],
        grid=tuple(grid.tolist()),
        best=tuple(tuple(policies[k] for k in row) for row in order[0]),
        chance=tuple(tuple(row) for row in (choice.sign * best).tolist()),
        undecided=tuple(tuple(row) for row in undecided.tolist()),
        crossings=tuple(_crossings(choice.sign, policies, table)),
        alike=tuple(group for group in alike if len(group) > 1),
    )


def shares_at(p: Floats, q: Floats) -> Floats:
    """Return the probabilities of neither belief, the second alone, the first alone, and both, as the first axis."""
    return np.stack([(1 - p) * (1 - q), (1 - p) * q, p * (1 - q), p * q])


def _alike(means: dict[str, Floats]) -> list[tuple[str, ...]]:
    """Return the policies in groups that have the same means throughout."""
    groups: list[list[str]] = []
    for name, values in means.items():
        for group in groups:
            if np.abs(means[group[0]] - values).max() <= SAME:
                group.append(name)
                break
        else:
            groups.append([name])
    return [tuple(group) for group in groups]


# ---------------------------------------------------------------- sampling error


def _errors(
    choice: Choice, policies: list[str], quadrant: Longs, weight: Floats, order: Longs, shares: Floats
) -> Floats:
    """Return, for each cell, the standard error of the difference between the two best policies."""
    size = order.shape[1]
    found = np.zeros((size, size))
    for a, b in {tuple(sorted(pair)) for pair in order[:2].reshape(2, -1).T.tolist()}:
        difference = choice.chances[policies[a]] - choice.chances[policies[b]]
        spread = _covariance(choice.worlds, difference, quadrant, weight)
        error = np.sqrt(np.maximum(np.einsum("kij,kl,lij->ij", shares, spread, shares), 0.0))
        there = (np.sort(order[:2], axis=0) == np.array([a, b])[:, None, None]).all(axis=0)
        found[there] = error[there]
    return found


def _covariance(worlds: Worlds, values: Floats, quadrant: Longs, weight: Floats) -> Floats:
    """Return the sampling covariance of a quantity's means over the four kinds of worlds."""
    means = np.bincount(quadrant, worlds.weight * values, minlength=4) / weight
    pulls = [np.where(quadrant == k, (values - means[k]) / weight[k], 0.0) for k in range(4)]
    found = np.diag([worlds.error(pull) ** 2 for pull in pulls])
    for k, j in combinations(range(4), 2):
        together = worlds.error(pulls[k] + pulls[j]) ** 2
        found[k, j] = found[j, k] = (together - found[k, k] - found[j, j]) / 2
    return found


# ---------------------------------------------------------------- crossings


def _crossings(sign: float, policies: list[str], table: Floats) -> list[Crossing]:
    found = []
    for a, b in combinations(range(len(policies)), 2):
        m00, m01, m10, m11 = table[a] - table[b]
        coefficients = (m00, m10 - m00, m01 - m00, m11 - m10 - m01 + m00)
        lines = crossing_lines(coefficients, table, a)
        if lines:
            plain = tuple(float(sign * c) for c in coefficients)
            found.append(Crossing(policies[a], policies[b], (plain[0], plain[1], plain[2], plain[3]), tuple(lines)))
    return found


def crossing_lines(coefficients: Coefficients, table: Floats, leader: int) -> list[Line]:
    """Return where a + b p + c q + d p q is 0 within the unit square and no policy is better than the leader there.

    Parameters
    ----------
    coefficients : tuple of float
        a, b, c, d.
    table : (policies, 4) float array
        The policies' merits, in the order of :func:`shares_at`.
    leader : int
        One of the two policies that are equally good there.

    Returns
    -------
    list of tuple of (p, q)
        Each stretch in order along the curve, which has up to two branches. Those along a side of the square are left
        out.
    """
    a, b, c, d = coefficients
    side = np.linspace(0.0, 1.0, FINE)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_p = np.stack([side, -(a + b * side) / (c + d * side)], axis=1)
        by_q = np.stack([-(a + c * side) / (b + d * side), side], axis=1)
    points = np.concatenate([by_p, by_q])
    points = points[np.isfinite(points).all(axis=1)]
    points = points[((points >= -SAME) & (points <= 1 + SAME)).all(axis=1)]
    points = np.clip(points, 0.0, 1.0)
    # a branch lies on one side of where c + d p vanishes, and runs up or down throughout
    left = c + d * points[:, 0] < 0
    rising = b * c - a * d < 0
    lines = []
    for branch in (points[left], points[~left]):
        ordered = branch[np.lexsort((branch[:, 1] if rising else -branch[:, 1], np.round(branch[:, 0], 12)))]
        merits = table @ shares_at(ordered[:, 0], ordered[:, 1])
        top = merits[leader] >= merits.max(axis=0, initial=-np.inf) - 1e-7
        cuts = np.flatnonzero(np.diff(top.astype(np.int8))) + 1
        stretches = zip(np.split(ordered, cuts), np.split(top, cuts), strict=True)
        lines += [tuple(map(tuple, part.tolist())) for part, best in stretches if len(part) > 1 and best[0]]
    return [line for line in lines if not _on_the_border(line)]


def _on_the_border(line: Line) -> bool:
    """Tell whether a line runs along the sides of the square, so that the ranking does not turn there."""
    return all(min(p, 1 - p, q, 1 - q) <= SAME for p, q in line)
