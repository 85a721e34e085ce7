"""Shares of variance: how much of the doubt about a quantity hangs on one unknown, and how sure that share is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.study.playing.kinds import kinds_of

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]

SMALLEST_VARIANCE = 1e-15
SMALL_GROUP = 3
MOST_IN_SMALL_GROUPS = 0.25
"""No share is given if more of the weight of a sample lies in groups of fewer worlds than `SMALL_GROUP`."""
NEARLY_ALONE = 4
"""Groups of one world are taken to scatter as those of up to so many worlds do."""
GUESS = 0.5
"""The relative standard error of that guess."""


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
class Groups:
    """The worlds in which an unknown matters (the live ones), sorted by its value; serves any number of quantities.

    Attributes
    ----------
    worlds : Worlds
        All worlds.
    value : (worlds,) int array
        The group of each.
    share : (worlds,) float array
        Its part of its group's weight; 0 where the unknown does not matter.
    live : float
        The weight of the worlds in which it matters.
    each : (groups,) float array
        The groups' weights over `live`.
    counts : (groups,) int array
        How many worlds each has.
    sampled : bool
        Whether the worlds are a sample.
    cell : (worlds,) int array
        Number of the world's group and stratum together; empty if not sampled, as what follows.
    cell_group, cell_stratum : (cells,) int array
        Which these are.
    thickness : (groups,) float array
        Sum of the squares of `share`: the variance of a group's mean over that of one world.
    known : (groups,) float array
        What the stratified variance of a group's mean is on average, over the true one, if all its worlds scatter
        alike: below 1 because a group's own mean is taken from few worlds. 0 for a group of one world.
    pool : (groups,) int array
        Groups of one world are taken to scatter as the others of their pool do.
    """

    worlds: Worlds
    value: Numbers
    share: Floats
    live: float
    each: Floats
    counts: Longs
    sampled: bool
    cell: Longs
    cell_group: Longs
    cell_stratum: Longs
    thickness: Floats
    known: Floats
    pool: Longs

    @property
    def number(self) -> int:
        """How many groups have weight."""
        return int(np.count_nonzero(self.each))

    @property
    def thin(self) -> bool:
        """Whether too much of the weight lies in groups of so few worlds that their scatter cannot be told."""
        small = self.each[self.counts < SMALL_GROUP].sum()
        return self.sampled and (float(small) > MOST_IN_SMALL_GROUPS or not (self.known > 0).any())

    def means(self, values: Floats) -> Floats:
        """Return a quantity's mean in each group."""
        return _sums(self.value, self.share * values, len(self.each))

    def variances(self, values: Floats, means: Floats) -> Floats:
        """Return the sampling variance of a quantity's mean in each group, from the scatter within it."""
        if not self.sampled:
            return np.zeros(len(self.each))
        pulls = self.share * (values - means[self.value])
        size = len(self.cell_group)
        squares, sums = (_sums(self.cell, part, size) for part in (pulls**2, pulls))
        drawn = _drawn(self.worlds)[self.cell_stratum]
        found = _sums(self.cell_group, _spread(squares, sums, drawn), len(self.each))
        told = self.known > 0
        found = np.where(told, found / np.where(told, self.known, 1.0), 0.0)
        one = np.where(told, found / np.where(self.each > 0, self.thickness, 1.0), 0.0)
        average = self._pooled(one)
        return np.where(told | (self.each == 0), found, average * self.thickness)

    def _pooled(self, one: Floats) -> Floats:
        """Return how much a world scatters in the pool of each group, by its groups that are nearly as small."""
        small, together = self.counts <= NEARLY_ALONE, np.zeros_like(self.pool)
        every = np.ones_like(small)
        found = np.full(len(one), math.nan)
        for among, pool in ((small, self.pool), (small, together), (every, self.pool), (every, together)):
            weight = np.where((self.known > 0) & among, self.counts - 1, 0)
            total = np.bincount(pool, weight)
            average = np.bincount(pool, weight * one) / np.where(total > 0, total, math.nan)
            found = np.where(np.isnan(found), average[pool], found)
        return found


def groups_of(worlds: Worlds, value: Numbers, matters: Bools | None = None, beyond: Numbers | None = None) -> Groups:
    """Sort worlds by the value of an unknown; see :class:`Unknown`. Costs a sort of the worlds if they are a sample."""
    weight = worlds.weight if matters is None else worlds.weight * matters
    live = float(weight.sum())
    each = np.bincount(value, weight).astype(np.float64)
    counts = np.bincount(value, weight > 0).astype(np.int64)
    share = weight / np.where(each > 0, each, 1.0)[value]
    sampled = not worlds.exact and not worlds.unplayed
    none, zero = np.zeros(0, dtype=np.int64), np.zeros(len(each))
    each = each / live if live > 0 else each
    if not sampled:
        return Groups(worlds, value, share, live, each, counts, sampled, none, none, none, zero, zero, none)
    first, cell = kinds_of([value, worlds.stratum])
    of, stratum = value[first].astype(np.int64), worlds.stratum[first].astype(np.int64)
    drawn, size = _drawn(worlds)[stratum], len(first)
    thickness = _sums(value, share**2, len(each))
    sums, squares, cubes = (_sums(cell, share**power, size) for power in (1, 2, 3))
    # pulls are centred at their group's own mean: expected square of each, and of the sum over a cell
    own = squares * (1 + thickness[of]) - 2 * cubes
    together = squares * (1 - 2 * sums) + sums**2 * thickness[of]
    known = _sums(of, (own - together / drawn) * _grown(drawn), len(each))
    known = np.where(counts > 1, known / np.where(each > 0, thickness, 1.0), 0.0)
    pool = np.zeros(len(each), dtype=np.int64)
    pool[value] = worlds.stratum if beyond is None else beyond
    known[known < 1e-9] = 0.0
    return Groups(worlds, value, share, live, each, counts, sampled, cell, of, stratum, thickness, known, pool)


def _sums(number: Numbers, values: Floats, size: int) -> Floats:
    return np.bincount(number, values, minlength=size).astype(np.float64)


def _drawn(worlds: Worlds) -> Longs:
    """Return how many worlds each stratum has."""
    return np.bincount(worlds.stratum).astype(np.int64)


def _grown(drawn: Longs) -> Floats:
    return np.asarray(drawn / np.maximum(drawn - 1, 1))


def _spread(squares: Floats, sums: Floats, drawn: Longs) -> Floats:
    """Return the variance of sums over strata, given the sums of pulls and of their squares in each."""
    return np.asarray((squares - sums**2 / drawn) * _grown(drawn))


@dataclass(frozen=True, eq=False)
class _Parts:
    """The variance of a quantity, split by an unknown over the worlds in which it matters.

    Attributes
    ----------
    total : float
        The variance over all worlds.
    mean : float
        Over the live worlds, as what follows.
    means : (groups,) float array
        Of each group, less the mean.
    between : float
        The variance of the means.
    noise : float
        What groups differ by chance alone.
    scatter : float
        The standard deviation that a share of 0 would have by chance.
    """

    groups: Groups
    total: float
    mean: float
    means: Floats
    between: float
    noise: float
    scatter: float

    @property
    def share(self) -> float:
        """The share with what chance alone adds taken out; it may fall below 0."""
        return self.groups.live**2 * (self.between - self.noise) / self.total


def first_order(worlds: Worlds, values: Floats, unknown: Unknown) -> Share:
    """Return the share of a quantity's variance that one unknown accounts for, with its standard error.

    See :class:`Shares`, which gives the shares of several quantities at less cost.

    Parameters
    ----------
    worlds : Worlds
        The worlds.
    values : (worlds,) float array
        The quantity.
    unknown : Unknown
        The unknown; of one that is nested, the share that it adds to what it is nested in.
    """
    return Shares(worlds, unknown).of(values)


class Shares:
    """The shares of quantities' variances that one unknown accounts for.

    Parameters
    ----------
    worlds : Worlds
        The worlds.
    unknown : Unknown
        The unknown; of one that is nested, the share that it adds to what it is nested in.

    Notes
    -----
    The share is the first-order index Var(E[f | u]) / Var(f) (Sobol' 1993). In a sample the groups' means differ by
    chance, too. That part is estimated group by group, from the scatter within each, since groups may scatter very
    unequally: the sum of the groups' weights times the sampling variances of their means, less the sampling variance
    of the mean of all (as in the analysis of variance for unequal variances, Brown and Forsythe 1974). Variances
    respect strata. A group of one world is taken to scatter as other groups of few worlds with the same answers do; as
    this is a guess, it adds half of its size to the error. Where most of the variance lies in groups that hardly any
    world of the sample reaches, the share is too large, and its error too small.

    The standard error is that of the infinitesimal jackknife (Jaeckel 1972; Efron 1982): the limit of the jackknife
    over ever smaller blocks of worlds, in which each world counts by its pull on the share. It respects strata and
    counts completions that are a sample. To it is added what the squares of the groups' means scatter by chance,
    which alone is left where the share is 0. Costs a sort of the worlds, and for each quantity some passes over them;
    no world is compared with another.
    """

    def __init__(self, worlds: Worlds, unknown: Unknown) -> None:
        self.worlds = worlds
        self.groups = groups_of(worlds, unknown.value, unknown.matters, unknown.beyond)
        self.outer = None if unknown.beyond is None else groups_of(worlds, unknown.beyond)

    def of(self, values: Floats) -> Share:
        """Return the share of a quantity; exact, with error 0, if the worlds are all there are."""
        size = self.groups.number, int(self.groups.counts.sum())
        if variance(self.worlds, values) < SMALLEST_VARIANCE or self.groups.live <= 0:
            return Share(0.0, 0.0, *size)
        if self.groups.thin:
            return Share(math.nan, math.nan, *size)
        first = _parts(self.groups, values)
        share, scatter, pull = first.share, first.scatter, _pull(first, values)
        if self.outer is not None:
            outer = _parts(self.outer, values)
            share -= outer.share
            scatter = math.hypot(scatter, outer.scatter)
            pull -= _pull(outer, values)
        error = math.hypot(self.worlds.error(pull), scatter)
        return Share(min(max(share, 0.0), 1.0), error, *size)


def rest_of(others: Shares, values: Floats) -> Share:
    """Return what is left of a quantity's variance if some unknowns are known; 0 if it does not vary.

    For all unknowns but one it is the total index of that one (Homma and Saltelli 1996): the share of the unknown by
    itself and of everything it takes part in.
    """
    known = others.of(values)
    if variance(others.worlds, values) < SMALLEST_VARIANCE:
        return known
    return Share(1.0 - known.share, known.error, known.groups, known.worlds)


def in_accord(first: Share, total: Share) -> bool:
    """Tell whether a first-order share is no greater than the total one, as it must be, to within two errors.

    If it is not, there are too few worlds to say either.
    """
    return not first.share - total.share > 2 * math.hypot(first.error, total.error) + 1e-9


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


def _parts(groups: Groups, values: Floats) -> _Parts:
    """Split the variance of a quantity that varies, by an unknown that matters somewhere."""
    worlds = groups.worlds
    means = groups.means(values)
    mean = float(groups.each @ means)
    between = float(groups.each @ (means - mean) ** 2)
    apart = groups.each * groups.variances(values, means)
    weight = groups.share * (groups.each * groups.live)[groups.value]
    total = variance(worlds, values) + _sampling(groups, worlds.weight * (values - worlds.mean(values)))
    noise = float(apart.sum()) - _sampling(groups, weight * (values - mean) / groups.live)
    guessed = GUESS * float(apart[groups.known == 0].sum()) if groups.sampled else 0.0
    scatter = groups.live**2 * math.hypot(math.sqrt(2 * float(apart @ apart)), guessed) / total
    return _Parts(groups, total, mean, means - mean, between, noise, scatter)


def _sampling(groups: Groups, pulls: Floats) -> float:
    """Return the variance of a mean that comes from having drawn worlds, given each world's pull on it."""
    if not groups.sampled:
        return 0.0
    stratum = groups.worlds.stratum
    drawn = np.maximum(_drawn(groups.worlds), 1)
    squares, sums = (_sums(stratum, part, len(drawn)) for part in (pulls**2, pulls))
    return float(_spread(squares, sums, drawn).sum())


def _pull(parts: _Parts, values: Floats) -> Floats:
    """Return by how much a little more weight on each world would move the share."""
    groups = parts.groups
    apart = parts.means[groups.value]
    between = 2 * apart * (values - parts.mean) - apart**2 - parts.between
    if groups.live < 1.0 - 1e-12:
        # over the live worlds, whose weight is itself an estimate
        matters = groups.share > 0
        between = groups.live * matters * between + 2 * groups.live * parts.between * (matters - groups.live)
    whole = (values - groups.worlds.mean(values)) ** 2 - parts.total
    pulled: Floats = (between - parts.share * whole) / parts.total
    return pulled
