"""Where play ends, what it visits on the way, and when: exact, by linear algebra."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from scipy.sparse.linalg import splu

from offramp.play.chain import Chain
from offramp.play.classes import hitting, occupied
from offramp.stability.compiled import compiled

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

TAIL = 1e-12
REST = 1e-14
"""How little may be left of a series when its sum is cut off."""
SLOWEST = 1e-3
"""The least rate per month at which a series is summed: below it, differences of nearly equal numbers would tell."""
LARGEST_DENSE = 200
"""Up to how many nodes that lead to each other are solved as a dense system."""
NO_DATES = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Visit:
    """The first visit to a set of states.

    Attributes
    ----------
    chance : float
        That it ever happens.
    before_close, after_close : float
        That it happens while the window is open, and while it is closed; they sum to `chance`.
    mean_months : float
        Expected time, given that it happens; nan if it cannot.
    by_date : (dates,) float array
        The chance that it has happened by each date.
    at : (nodes,) float array
        The chance that it happens at each node; sums to `chance`.
    """

    chance: float
    before_close: float
    after_close: float
    mean_months: float
    by_date: Floats
    at: Floats


@dataclass(frozen=True, eq=False)
class Ends:
    """Where play ends.

    Attributes
    ----------
    nodes : (ends,) int array
        The nodes it can end in.
    chance : (ends,) float array
        With what chance; states of a closed class count by their share of time. Sums to 1.
    cycling : float
        The chance of ending in a closed class of several states. A window that closes and reopens is none.
    """

    nodes: Longs
    chance: Floats
    cycling: float


def ends_of(chain: Chain) -> Ends:
    """Return where play ends, after all dates have passed.

    Transient nodes are left for good; what remains are closed classes. One linear system gives the expected time in
    each transient node, and from it the flow into each class.

    Notes
    -----
    Costs the solution of one sparse system over the nodes. Residuals are of the order of rounding.
    """
    nobody = np.zeros(len(chain), dtype=bool)
    now = _pass_dates(chain, nobody, NO_DATES).now
    component, closed = chain.classes.number, chain.classes.closed
    transient = _spread_forward(chain.row, chain.to, now > 0) & ~closed
    total = np.where(transient, 0.0, now)
    if transient.any():
        total += _leave(chain, transient, now).arrives
    chance = np.zeros(len(chain))
    cycling = 0.0
    for label in np.unique(component[(total > 0) & closed]):
        members = np.flatnonzero(component == label)
        mass = float(total[members].sum())
        chance[members] = mass * _time_shares(chain, members) if len(members) > 1 else mass
        if len(np.unique(chain.state[members])) > 1:
            cycling += mass
    found = np.flatnonzero(chance > TAIL)
    return Ends(found, chance[found] / chance[found].sum(), cycling)


def first_visit(chain: Chain, target: Bools, dates: Floats) -> Visit:
    """Return chance and time of the first visit to a set of nodes.

    Parameters
    ----------
    chain : Chain
        The chain.
    target : (nodes,) bool array
        The set.
    dates : (dates,) float array
        Months from the start, ascending.

    Notes
    -----
    By-date chances are sums of a series (uniformization; Jensen 1953) whose rest is below 1e-12; chance and mean time
    are solutions of sparse linear systems.
    """
    if target[0]:
        at = np.zeros(len(chain))
        at[0] = 1.0
        return Visit(1.0, float(not chain.closed[0]), float(chain.closed[0]), 0.0, np.ones(len(dates)), at)
    if not target.any():
        return Visit(0.0, 0.0, 0.0, float("nan"), np.zeros(len(dates)), np.zeros(len(chain)))
    passed = _pass_dates(chain, target, dates)
    likely = np.where(target, passed.now, 0.0)
    months = 0.0
    origins = _spread_backward(chain.row, chain.to, target) & ~target
    if passed.now[origins].sum() > 0:
        left = _leave(chain, origins, passed.now, target)
        likely += np.where(target, left.arrives, 0.0)
        months = left.months
    chance = float(likely.sum())
    if chance <= TAIL:
        return Visit(0.0, 0.0, 0.0, float("nan"), passed.by_date, np.zeros(len(chain)))
    months += passed.length * chance - passed.waited
    after = float(likely[chain.closed].sum())
    return Visit(min(chance, 1.0), max(chance - after, 0.0), after, max(months, 0.0) / chance, passed.by_date, likely)


def reached_by(chain: Chain, target: Bools, dates: Floats) -> Floats:
    """Return the chance that a set of nodes has been visited by each date, as a (dates,) array; see `first_visit`."""
    if not target.any():
        return np.zeros(len(dates))
    return _pass_dates(chain, target, dates).by_date


def still_open(chain: Chain, dates: Floats) -> Floats:
    """Return the chance that the window has never been closed by each date, as a (dates,) array."""
    return np.asarray(1.0 - reached_by(chain, chain.closed, dates))


def traffic(chain: Chain) -> tuple[Floats, tuple[Floats, ...]]:
    """Return how often each transition is made on average, and the chance of being at each node when a date comes.

    Transitions within a closed class are counted until the last date only; after that they go on for ever.
    """
    nobody = np.zeros(len(chain), dtype=bool)
    now = np.zeros(len(chain))
    now[0] = 1.0
    before, time, at_dates = 0.0, np.zeros(len(chain)), []
    for when, turns_into in chain.jumps:
        now, spent, _ = _stretch(now, when - before, NO_DATES, chain.row, chain.to, chain.rate, nobody)
        time += spent
        at_dates.append(now)
        now = _jump(now, turns_into, nobody)
        before = when
    transient = _spread_forward(chain.row, chain.to, now > 0) & ~chain.classes.closed
    if transient.any():
        time += _leave(chain, transient, now).occupied
    return np.repeat(time, np.diff(chain.row)) * chain.rate, tuple(at_dates)


# ---------------------------------------------------------------- time that passes


@dataclass(frozen=True, eq=False)
class _Passed:
    """Play until the last date: `now`, the distribution just after it; `length`, the months until then; `waited`, the
    expected part of them spent in the target; and the chance of having reached the target by each date."""

    now: Floats
    length: float
    waited: float
    by_date: Floats


def _pass_dates(chain: Chain, target: Bools, dates: Floats) -> _Passed:
    """Play up to the last date of the chain, and to all dates asked for; nodes of the target are never left."""
    now = np.zeros(len(chain))
    now[0] = 1.0
    waited, before = 0.0, 0.0
    by_date = np.zeros(len(dates))
    for when, turns_into in chain.jumps:
        within = (dates >= before) & (dates < when)
        now, spent, by_date[within] = _stretch(
            now, when - before, dates[within] - before, chain.row, chain.to, chain.rate, target
        )
        waited += float(spent[target].sum())
        now = _jump(now, turns_into, target)
        before = when
    after = dates >= before
    if after.any():
        length = float(dates[after].max()) - before
        _, _, by_date[after] = _stretch(now, length, dates[after] - before, chain.row, chain.to, chain.rate, target)
    return _Passed(now, before, waited, np.minimum(by_date, 1.0))


@compiled
def _stretch(
    now: Floats, months: float, times: Floats, row: Longs, to: Longs, rate: Floats, target: Bools
) -> tuple[Floats, Floats, Floats]:
    """Let time pass: return the distribution after some months, the time spent in each node meanwhile, and the
    chance of being in the target at some times on the way. The target is never left."""
    nodes = len(now)
    leaving = np.zeros(nodes)
    for n in range(nodes):
        if not target[n]:
            for k in range(row[n], row[n + 1]):
                leaving[n] += rate[k]
    fastest = max(leaving.max(), SLOWEST)
    stay, go = 1.0 - leaving / fastest, rate / fastest
    mean = fastest * months
    steps = int(mean + 8.0 * math.sqrt(mean) + 25.0)
    after = np.zeros(nodes)
    at_times = np.zeros(len(times))
    spent = np.zeros(nodes)
    tail = 1.0
    vector, following = now.copy(), np.empty(nodes)
    means = np.append(fastest * times, mean)
    weights = np.exp(-means)
    k = 0
    while k < steps and (tail >= REST or k <= mean):
        _next_poisson(means, k, weights)
        weight = weights[-1]
        tail = max(tail - weight, 0.0)
        inside = 0.0
        following[:] = 0.0
        for n in range(nodes):
            v = vector[n]
            if v == 0.0:
                continue
            after[n] += weight * v
            spent[n] += tail / fastest * v
            if target[n]:
                inside += v
                following[n] += v
                continue
            following[n] += v * stay[n]
            for e in range(row[n], row[n + 1]):
                following[to[e]] += v * go[e]
        for t in range(len(times)):
            at_times[t] += weights[t] * inside
        vector, following = following, vector
        k += 1
    return after, spent, at_times


@compiled
def _next_poisson(means: Floats, count: int, weights: Floats) -> None:
    """Turn the Poisson probabilities of one event less into those of a count; at first they are exp(-mean)."""
    for t in range(len(means)):
        if means[t] > 600.0:  # exp(-mean) would be 0
            weights[t] = math.exp(count * math.log(means[t]) - means[t] - math.lgamma(count + 1.0))
        elif count > 0:
            weights[t] *= means[t] / count


def _jump(now: Floats, turns_into: Longs, target: Bools) -> Floats:
    turned = np.where(target, np.arange(len(now)), turns_into)
    return np.bincount(turned, now, minlength=len(now)).astype(np.float64)


# ---------------------------------------------------------------- time without end


@dataclass(frozen=True, eq=False)
class _Left:
    """How play leaves some nodes for good: where it arrives, with what chance; the expected months until it arrives
    in the target, counting only the ways that do; and the expected months in each of the nodes."""

    arrives: Floats
    months: float
    occupied: Floats


def _leave(chain: Chain, nodes: Bools, now: Floats, target: Bools | None = None) -> _Left:
    """Let play run until it has left some nodes, starting from the part of a distribution that lies in them."""
    begin, members = chain.classes.begin, chain.classes.members
    graph = chain.row, chain.to, chain.rate
    wanted = np.zeros(len(chain), dtype=bool) if target is None else target
    if np.diff(begin).max() <= LARGEST_DENSE:
        months = occupied(*graph, begin, members, nodes, now)
        hits = hitting(*graph, begin, members, nodes, wanted)
    else:
        months, hits = _leave_sparsely(chain, nodes, now, wanted)
    return _Left(_spill(*graph, nodes, months), float(months @ hits), months)


def _leave_sparsely(chain: Chain, nodes: Bools, now: Floats, target: Bools) -> tuple[Floats, Floats]:
    """Return what `occupied` and `hitting` do, for chains with a class too large for a dense system."""
    position = np.where(nodes, np.cumsum(nodes) - 1, -1)
    data, indices, start = _system(chain.row, chain.to, chain.rate, position, int(nodes.sum()))
    system: Any = splu(csc_matrix((data, indices, start), shape=(len(start) - 1,) * 2))
    months, hits = np.zeros(len(chain)), np.zeros(len(chain))
    months[nodes] = np.maximum(system.solve(now[nodes]), 0.0)
    hits[nodes] = system.solve(_speed_into(chain.row, chain.to, chain.rate, target)[nodes], trans="T")
    return months, hits


@compiled
def _system(row: Longs, to: Longs, rate: Floats, position: Longs, size: int) -> tuple[Floats, Longs, Longs]:
    """Return the negative generator among some nodes, row by row; its inverse holds expected times."""
    data = np.empty(len(rate) + size)
    indices = np.empty(len(rate) + size, dtype=np.int64)
    start = np.zeros(size + 1, dtype=np.int64)
    filled = 0
    for n in range(len(position)):
        if position[n] < 0:
            continue
        diagonal = filled
        data[diagonal] = 0.0
        indices[diagonal] = position[n]
        filled += 1
        for k in range(row[n], row[n + 1]):
            data[diagonal] += rate[k]
            if position[to[k]] >= 0:
                data[filled] = -rate[k]
                indices[filled] = position[to[k]]
                filled += 1
        start[position[n] + 1] = filled
    return data[:filled], indices[:filled], start


@compiled
def _spill(row: Longs, to: Longs, rate: Floats, nodes: Bools, occupied: Floats) -> Floats:
    """Return where play goes when it leaves some nodes in which it spends some time."""
    arrives = np.zeros(len(nodes))
    for n in range(len(nodes)):
        if nodes[n]:
            for k in range(row[n], row[n + 1]):
                if not nodes[to[k]]:
                    arrives[to[k]] += occupied[n] * rate[k]
    return arrives


@compiled
def _speed_into(row: Longs, to: Longs, rate: Floats, target: Bools) -> Floats:
    """Return how fast each node is left for the target."""
    speed = np.zeros(len(target))
    for n in range(len(target)):
        for k in range(row[n], row[n + 1]):
            if target[to[k]]:
                speed[n] += rate[k]
    return speed


@compiled
def _spread_forward(row: Longs, to: Longs, seeds: Bools) -> Bools:
    """Return the nodes that can be reached from the seeds, these among them."""
    found = seeds.copy()
    stack = list(np.flatnonzero(seeds))
    while len(stack) > 0:
        n = stack.pop()
        for k in range(row[n], row[n + 1]):
            if not found[to[k]]:
                found[to[k]] = True
                stack.append(to[k])
    return found


@compiled
def _spread_backward(row: Longs, to: Longs, seeds: Bools) -> Bools:
    """Return the nodes from which the seeds can be reached, these among them."""
    found = seeds.copy()
    changed = True
    while changed:
        changed = False
        for n in range(len(found) - 1, -1, -1):
            if found[n]:
                continue
            for k in range(row[n], row[n + 1]):
                if found[to[k]]:
                    found[n] = True
                    changed = True
                    break
    return found


def _time_shares(chain: Chain, members: Longs) -> Floats:
    """Return the share of time that play spends in each node of a closed class."""
    position = np.full(len(chain), -1)
    position[members] = np.arange(len(members))
    data, indices, start = _system(chain.row, chain.to, chain.rate, position, len(members))
    balance = csr_matrix((data, indices, start), shape=(len(members),) * 2).toarray().T
    balance[-1] = 1.0
    right = np.zeros(len(members))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(balance, right))
