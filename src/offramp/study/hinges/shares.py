"""Shares of variance: how much of the doubt about a quantity hangs on one unknown, and how sure that share is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds

Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]

SMALLEST_VARIANCE = 1e-15
FEWEST_TO_A_GROUP = 2.0
"""How many worlds of a sample a group needs on average before a share is given."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something that differs between worlds.

    Attributes
    ----------
    value : (worlds,) int array
        Its value in each world, counted from 0.
    matters : (worlds,) bool array or None
        Where it is drawn at all; None if everywhere. Whether it is drawn does not depend on its value.
    beyond : (worlds,) int array or None
        What it is nested in: the values have a meaning only for a given value of this.
    """

    value: Numbers
    matters: Bools | None = None
    beyond: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of variance.

    Attributes
    ----------
    share : float
        From 0 to 1; nan if the groups are too many for the worlds of the sample.
    error : float
        Its standard error from sampling worlds and completions.
    groups : int
        How many values the unknown has among the worlds in which it matters.
    worlds : int
        How many worlds these are.
    """

    share: float
    error: float
    groups: int
    worlds: int


@dataclass(frozen=True, eq=False)
class _Parts:
    """The variance of a quantity, split by an unknown over the worlds in which it matters (the live ones)."""

    total: float
    live: float
    mean: float
    means: Floats
    between: float
    noise: float
    groups: int

    @property
    def share(self) -> float:
        """The share with what chance alone adds taken out; it may fall below 0."""
        return self.live**2 * (self.between - self.noise) / self.total


def share_of(worlds: Worlds, values: Floats, unknown: Unknown) -> float:
    """Return the share of a quantity's variance that one unknown accounts for (first-order index)."""
    share = variance_share(worlds, values, unknown.value, unknown.matters)
    if unknown.beyond is not None:
        share -= variance_share(worlds, values, unknown.beyond)
    return max(share, 0.0)


def variance_share(worlds: Worlds, values: Floats, unknown: Numbers, matters: Bools | None = None) -> float:
    """Return the variance of a quantity's expectation given an unknown, over its whole variance.

    In a sample, groups differ by chance alone; that part is taken out, as the adjusted correlation ratio does
    (Kelley 1935). Where the unknown does not matter, the expectation is the same whatever its value. The share is 0 if
    every group of a sample is a single world, so that nothing can be told.
    """
    parts = _parts(worlds, values, unknown, matters)
    return 0.0 if parts is None else min(max(parts.share, 0.0), 1.0)


def first_order(worlds: Worlds, values: Floats, unknown: Unknown) -> Share:
    """Return the share of a quantity's variance that one unknown accounts for, with its standard error.

    Parameters
    ----------
    worlds : Worlds
        The worlds.
    values : (worlds,) float array
        The quantity.
    unknown : Unknown
        The unknown; of one that is nested, the share that it adds to what it is nested in.

    Returns
    -------
    Share
        Exact, with error 0, if the worlds are all there are.

    Notes
    -----
    The share is the first-order index Var(E[f | u]) / Var(f) (Sobol' 1993), with what groups differ by chance alone
    taken out (Kelley 1935). The standard error is that of the infinitesimal jackknife (Jaeckel 1972; Efron 1982): the
    limit of the jackknife over ever smaller blocks of worlds, in which each world counts by its pull on the share. It
    respects strata and counts completions that are a sample. To it is added what the groups' means scatter by chance,
    which alone is left where the share is 0: a chi-square with one degree of freedom less than there are groups. Costs
    some passes over the worlds; no world is compared with another.
    """
    groups, count = _sizes(worlds, unknown.value, unknown.matters)
    varies = variance(worlds, values) >= SMALLEST_VARIANCE
    if varies and not worlds.exact and count < FEWEST_TO_A_GROUP * groups:
        return Share(math.nan, math.nan, groups, count)
    first = _parts(worlds, values, unknown.value, unknown.matters)
    if first is None:
        return Share(0.0, 0.0, groups, count)
    share, scatter = first.share, _scatter(first)
    pull = _pull(first, worlds, values, unknown.value, unknown.matters)
    if unknown.beyond is not None and (outer := _parts(worlds, values, unknown.beyond)) is not None:
        share -= outer.share
        scatter = math.hypot(scatter, _scatter(outer))
        pull -= _pull(outer, worlds, values, unknown.beyond)
    error = math.hypot(worlds.error(pull), scatter)
    return Share(min(max(share, 0.0), 1.0), error, groups, count)


def total_order(worlds: Worlds, values: Floats, others: Numbers) -> Share:
    """Return the share of variance that goes once everything but one unknown is known, given all the others jointly.

    It is the total index, 1 less the first-order index of all the others (Homma and Saltelli 1996), and so the share
    of the unknown by itself and of everything it takes part in.
    """
    rest = first_order(worlds, values, Unknown(others))
    if variance(worlds, values) < SMALLEST_VARIANCE:
        return rest
    return Share(1.0 - rest.share, rest.error, rest.groups, rest.worlds)


def variance(worlds: Worlds, values: Floats) -> float:
    """Return the variance of a quantity over worlds."""
    return worlds.mean((values - worlds.mean(values)) ** 2)


def joint(columns: list[Numbers], count: int) -> NDArray[np.int64]:
    """Return one whole number for each row of several columns, equal for equal rows and counted from 0.

    Parameters
    ----------
    columns : list of (count,) int array
        Whole numbers from 0.
    count : int
        How many rows there are.
    """
    code = np.zeros(count, dtype=np.int64)
    size = 1
    for column in columns:
        radix = int(column.max(initial=0)) + 1
        if size * radix >= 2**62:
            code = np.unique(code, return_inverse=True)[1].reshape(-1).astype(np.int64)
            size = int(code.max(initial=0)) + 1
        code = code * radix + column
        size *= radix
    return np.unique(code, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _sizes(worlds: Worlds, unknown: Numbers, matters: Bools | None) -> tuple[int, int]:
    weight = worlds.weight if matters is None else worlds.weight * matters
    return int(np.count_nonzero(np.bincount(unknown, weight))), int(np.count_nonzero(weight))


def _parts(worlds: Worlds, values: Floats, unknown: Numbers, matters: Bools | None = None) -> _Parts | None:
    """Split the variance of a quantity; None if there is none, or if nothing can be told."""
    total = variance(worlds, values)
    weight = worlds.weight if matters is None else worlds.weight * matters
    live = float(weight.sum())
    if total < SMALLEST_VARIANCE or live <= 0:
        return None
    mean = float(weight @ values) / live
    each = np.bincount(unknown, weight)
    present = each > 0
    safe = np.where(present, each, 1.0)
    means = np.bincount(unknown, weight * (values - mean)) / safe
    whole = float(weight @ (values - mean) ** 2) / live
    between = float(each @ means**2) / live
    noise = 0.0
    if not worlds.exact:
        squares = weight**2
        inside = float(np.sum(np.bincount(unknown, squares) / safe)) / live
        if inside > 1 - 1e-12:
            return None
        noise = (whole - between) * (inside - float(squares.sum()) / live**2) / (1 - inside)
    return _Parts(total, live, mean, means, between, noise, int(present.sum()))


def _scatter(parts: _Parts) -> float:
    """Return the standard deviation that a share of 0 would have by chance."""
    if parts.groups < 2:
        return 0.0
    return parts.live**2 * parts.noise * math.sqrt(2 / (parts.groups - 1)) / parts.total


def _pull(parts: _Parts, worlds: Worlds, values: Floats, unknown: Numbers, matters: Bools | None = None) -> Floats:
    """Return by how much a little more weight on each world would move the share."""
    apart = parts.means[unknown]
    between = 2 * apart * (values - parts.mean) - apart**2 - parts.between
    if matters is not None:
        # over the live worlds, whose weight is itself an estimate
        between = parts.live * matters * between + 2 * parts.live * parts.between * (matters - parts.live)
    whole = (values - worlds.mean(values)) ** 2 - parts.total
    pulled: Floats = (between - parts.share * whole) / parts.total
    return pulled
