"""The smallest change of beliefs at which another policy is as good: over one question exactly, over all by search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STARTS = 8
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Change:
    """A change of beliefs.

    Attributes
    ----------
    beliefs : tuple of (alternatives,) float array
        The new probabilities of each question's alternatives.
    variation : float
        Total variation between the joint distributions of all answers: half the sum of the absolute differences.
    divergence : float
        Relative entropy of the new joint distribution to the present one, in bits (Kullback and Leibler 1951).
    """

    beliefs: tuple[Floats, ...]
    variation: float
    divergence: float


# ---------------------------------------------------------------- one question


def least_variation(now: Floats, gain: Floats) -> Floats | None:
    """Return the distribution nearest in total variation at which a gain is no longer negative.

    Parameters
    ----------
    now : (alternatives,) float array
        The present distribution.
    gain : (alternatives,) float array
        By how much the other policy is better under each alternative.

    Returns
    -------
    (alternatives,) float array or None
        None if no distribution over these alternatives makes the other policy better.

    Notes
    -----
    A linear program over the simplex with a closed solution: probability moves to the alternative with the greatest
    gain, first from those with the least. Each bit moved raises the gain by the difference of the two, so the greatest
    differences come first, as in a fractional knapsack.
    """
    if gain.max() <= SAME:
        return None
    then = now.copy()
    missing = -float(now @ gain)
    target = int(gain.argmax())
    for source in np.argsort(gain, kind="stable"):
        raised = float(gain[target] - gain[source])
        if missing <= 0 or raised <= 0:
            break
        moved = min(float(then[source]), missing / raised)
        then[source] -= moved
        then[target] += moved
        missing -= moved * raised
    return then


def least_divergence(now: Floats, gain: Floats) -> Floats | None:
    """Return the distribution of least relative entropy to the present one at which a gain is no longer negative.

    It is the present distribution tilted exponentially along the gain, p exp(t g) normalised (Csiszár 1975); t is found
    as a root. None if no distribution over the alternatives that are possible now makes the other policy better.
    """
    from scipy.optimize import brentq

    there = now > 0
    scale = float(np.abs(gain[there]).max())
    if gain[there].max() <= SAME:
        return None
    if now @ gain >= 0:
        return now.copy()

    def tilted(t: float) -> Floats:
        exponent = np.where(there, t * gain / scale, -np.inf)
        weight = now * np.exp(exponent - exponent.max())
        return np.asarray(weight / weight.sum())

    top = 1.0
    while tilted(top) @ gain < 0:
        top *= 2
    return tilted(float(brentq(lambda t: float(tilted(t) @ gain), 0.0, top, xtol=1e-13, rtol=1e-13)))


# ---------------------------------------------------------------- all questions at once


def change(now: Sequence[Floats], then: Sequence[Floats]) -> Change:
    """Return a change of beliefs with its size; the answers to different questions are independent, now and then."""
    divergence = 0.0
    for before, after in zip(now, then, strict=True):
        there = after > 0
        divergence += float(after[there] @ np.log2(after[there] / before[there]))
    variation = float(np.abs(product_of(now) - product_of(then)).sum() / 2)
    return Change(tuple(then), variation, max(divergence, 0.0))


def product_of(beliefs: Sequence[Floats]) -> Floats:
    """Return the joint distribution of independent answers, one axis for each question."""
    found = np.ones(())
    for chances in beliefs:
        found = np.multiply.outer(found, chances)
    return np.asarray(found)


def expected(table: Floats, beliefs: Sequence[Floats], *, keep: int | None = None) -> Floats:
    """Return the expectation of a table under independent answers; one axis may be kept."""
    found = table
    for axis in reversed(range(len(beliefs))):
        if axis != keep:
            found = np.moveaxis(found, axis, -1) @ beliefs[axis]
    return np.asarray(found)


def least_joint_divergence(
    now: Sequence[Floats], gain: Floats, begin: Sequence[Sequence[Floats]], *, seed: int, starts: int = STARTS
) -> Change | None:
    """Search for independent beliefs of least relative entropy to the present ones at which a gain is not negative.

    Parameters
    ----------
    now : sequence of (alternatives,) float array
        The present beliefs, all positive.
    gain : float array
        By how much the other policy is better under each combination of answers, one axis for each question.
    begin : sequence of beliefs
        Beliefs at which the other policy is as good, from which to start, and of which none smaller may be missed.
    seed : int
        For further starts.
    starts : int
        How many of these.

    Returns
    -------
    Change or None
        The smallest change that was found; none smaller was found, but one may exist, since the gain is not linear in
        all beliefs together. None if no start reached such beliefs.

    Notes
    -----
    Sequential quadratic programming on logits, with exact derivatives, from each start (Kraft 1988). What it returns
    counts only if the gain there is at least -1e-9.
    """
    from scipy.optimize import minimize

    problem = _Problem(now, gain)
    rng = np.random.default_rng(seed)
    origins = [problem.logits(beliefs) for beliefs in begin]
    best = np.concatenate([np.where(_top(gain, axis), 0.0, -4.0) for axis in range(gain.ndim)])
    origins += [problem.present, problem.present + best]
    origins += [problem.present + rng.normal(scale=1.5, size=problem.size) for _ in range(starts)]
    reached = [tuple(beliefs) for beliefs in begin]
    for origin in origins:
        found = minimize(
            problem.divergence,
            origin,
            jac=True,
            method="SLSQP",
            constraints=({"type": "ineq", "fun": problem.gained, "jac": problem.gained_more},),
            options={"maxiter": 300, "ftol": 1e-12},
        )
        if np.isfinite(found.x).all():
            reached.append(problem.beliefs(found.x))
    changes = [change(now, beliefs) for beliefs in reached if float(expected(gain, beliefs)) >= -SAME]
    return min(changes, key=lambda c: c.divergence, default=None)


def _top(gain: Floats, axis: int) -> NDArray[np.bool_]:
    """Return which alternative of a question the greatest gain of all needs."""
    place = np.unravel_index(int(gain.argmax()), gain.shape)[axis]
    return np.asarray(np.arange(gain.shape[axis]) == place)


class _Problem:
    """Relative entropy and gain as functions of the logits of all beliefs, with derivatives."""

    def __init__(self, now: Sequence[Floats], gain: Floats) -> None:
        self.now = now
        self.scale = float(np.abs(gain).max())
        self.gain = gain / self.scale
        self.cuts = np.cumsum([len(chances) for chances in now])[:-1]
        self.size = sum(len(chances) for chances in now)
        self.present = self.logits(now)

    def logits(self, beliefs: Sequence[Floats]) -> Floats:
        """Return the logits of beliefs; what has no probability gets a little."""
        return np.asarray(np.log(np.maximum(np.concatenate(list(beliefs)), 1e-9)))

    def beliefs(self, logits: Floats) -> tuple[Floats, ...]:
        """Return the beliefs that logits stand for."""
        parts = [np.exp(part - part.max()) for part in np.split(logits, self.cuts)]
        return tuple(np.asarray(part / part.sum()) for part in parts)

    def divergence(self, logits: Floats) -> tuple[float, Floats]:
        """Return the relative entropy in nats, and its derivatives."""
        value, slopes = 0.0, []
        for before, after in zip(self.now, self.beliefs(logits), strict=True):
            ratio = np.log(np.maximum(after, 1e-300) / before)
            own = float(after @ ratio)
            value += own
            slopes.append(after * (ratio - own))
        return value, np.concatenate(slopes)

    def gained(self, logits: Floats) -> float:
        """Return the expected gain."""
        return float(expected(self.gain, self.beliefs(logits)))

    def gained_more(self, logits: Floats) -> Floats:
        """Return the derivatives of the expected gain."""
        beliefs = self.beliefs(logits)
        slopes = []
        for axis, after in enumerate(beliefs):
            by_answer = expected(self.gain, beliefs, keep=axis)
            slopes.append(after * (by_answer - float(after @ by_answer)))
        return np.concatenate(slopes)
