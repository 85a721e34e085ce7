"""Where play ends, what it visits on the way, and when: exact, by linear algebra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from offramp.play.chain import Chain
from offramp.stability.compiled import compiled

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

TAIL = 1e-12
DENSE = 400


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
    """

    chance: float
    before_close: float
    after_close: float
    mean_months: float
    by_date: Floats


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
        The chance of ending in a closed class of several states.
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
    nodes = len(chain)
    now = _after_dates(chain, np.zeros(nodes, dtype=bool))
    reached = _reachable(chain, now > 0)
    closed, component = _closed_classes(chain)
    transient = np.flatnonzero(~closed & reached)
    total = now.copy()
    if len(transient):
        occupied = _occupancy(chain, transient, now)
        np.add.at(total, *_outflow(chain, transient, occupied))
    chance = np.zeros(nodes)
    cycling = 0.0
    for label in np.unique(component[closed & reached]):
        members = np.flatnonzero(component == label)
        mass = float(total[members].sum())
        if len(members) > 1:
            chance[members] = mass * _time_shares(chain, members)
            cycling += mass
        else:
            chance[members] = mass
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
    By-date chances are sums of a series (uniformization) cut where the rest is below 1e-12; chance and mean time are
    solutions of sparse linear systems.
    """
    if not target.any():
        return Visit(0.0, 0.0, 0.0, float("nan"), np.zeros(len(dates)))
    by_date = _by_date(chain, target, dates)
    now, waited = _until_dates_pass(chain, target)
    likely, months = now.copy(), 0.0
    likely[~target] = 0.0
    origins = np.flatnonzero(_leads_to(chain, target) & ~target)
    if len(origins) and now[origins].sum() > 0:
        occupied = _occupancy(chain, origins, now)
        where, how_much = _outflow(chain, origins, occupied)
        hit = np.zeros(len(chain))
        np.add.at(hit, where, how_much)
        likely[target] += hit[target]
        months = float(occupied @ _hitting(chain, origins, target))
    chance = float(likely.sum())
    if chance <= TAIL:
        return Visit(0.0, 0.0, 0.0, float("nan"), by_date)
    months += sum(length * chance - passed for length, passed in waited)
    after = float(likely[chain.closed].sum())
    return Visit(min(chance, 1.0), max(chance - after, 0.0), after, months / chance, by_date)


def still_open(chain: Chain, dates: Floats) -> Floats:
    """Return the chance that the window has never been closed by each date, as a (dates,) array."""
    return np.asarray(1.0 - _by_date(chain, chain.closed, dates))


# ---------------------------------------------------------------- time that passes


@compiled
def _series(now: Floats, months: float, row: Longs, to: Longs, rate: Floats, stopped: Bools) -> tuple[Floats, Floats]:
    """Return the distribution after some months, and the time spent in each node meanwhile (uniformization)."""
    nodes = len(now)
    leaving = np.zeros(nodes)
    fastest = 0.0
    for n in range(nodes):
        if not stopped[n]:
            for k in range(row[n], row[n + 1]):
                leaving[n] += rate[k]
        fastest = max(fastest, leaving[n])
    spent = np.zeros(nodes)
    if fastest == 0.0:
        return now.copy(), now * months
    pieces = int(np.ceil(fastest * months / 50.0))
    piece = months / pieces
    events = fastest * piece
    current = now.copy()
    for _ in range(pieces):
        after = np.zeros(nodes)
        weight = np.exp(-events)
        tail = 1.0 - weight
        step = 0
        vector = current.copy()
        while True:
            for n in range(nodes):
                after[n] += weight * vector[n]
                spent[n] += max(tail, 0.0) / fastest * vector[n]
            if tail < 1e-13 and step > events:
                break
            following = np.zeros(nodes)
            for n in range(nodes):
                v = vector[n]
                if v != 0.0:
                    following[n] += v * (1.0 - leaving[n] / fastest)
                    if not stopped[n]:
                        for k in range(row[n], row[n + 1]):
                            following[to[k]] += v * rate[k] / fastest
            vector = following
            step += 1
            weight *= events / step
            tail -= weight
        current = after
    return current, spent


def _until_dates_pass(chain: Chain, stopped: Bools) -> tuple[Floats, list[tuple[float, float]]]:
    """Return the distribution just after the last date; nodes in `stopped` are never left.

    Also return, for each stretch between dates, its length and the expected time spent in `stopped` during it.
    """
    now = np.zeros(len(chain))
    now[0] = 1.0
    waited = []
    before = 0.0
    for when, turns_into in chain.jumps:
        now, spent = _series(now, when - before, chain.row, chain.to, chain.rate, stopped)
        waited.append((when - before, float(spent[stopped].sum())))
        now = _jump(now, turns_into, stopped)
        before = when
    return now, waited


def _after_dates(chain: Chain, stopped: Bools) -> Floats:
    return _until_dates_pass(chain, stopped)[0]


def _jump(now: Floats, turns_into: Longs, stopped: Bools) -> Floats:
    after = np.zeros(len(now))
    np.add.at(after, np.where(stopped, np.arange(len(now)), turns_into), now)
    return after


def _by_date(chain: Chain, target: Bools, dates: Floats) -> Floats:
    """Return the chance that the target has been reached by each date."""
    now = np.zeros(len(chain))
    now[0] = 1.0
    moments = sorted(
        [(float(d), 1, k) for k, d in enumerate(dates)] + [(w, 0, k) for k, (w, _) in enumerate(chain.jumps)]
    )
    found = np.zeros(len(dates))
    before = 0.0
    for when, kind, k in moments:
        if when > before:
            now, _ = _series(now, when - before, chain.row, chain.to, chain.rate, target)
            before = when
        if kind == 0:
            now = _jump(now, chain.jumps[k][1], target)
        else:
            found[k] = min(float(now[target].sum()), 1.0)
    return found


# ---------------------------------------------------------------- time without end


def _origin(chain: Chain) -> Longs:
    return np.repeat(np.arange(len(chain)), np.diff(chain.row))


def _matrix(chain: Chain) -> sparse.csr_matrix:
    return sparse.csr_matrix((chain.rate, chain.to, chain.row), shape=(len(chain), len(chain)))


def _generator(chain: Chain, nodes: Longs) -> sparse.csc_matrix:
    """Return the negative generator among some nodes; its inverse holds expected times."""
    leaving = np.bincount(_origin(chain), chain.rate, minlength=len(chain))
    inside = _matrix(chain)[nodes][:, nodes]
    return (sparse.diags(leaving[nodes]) - inside).tocsc()


def _solve(matrix: sparse.csc_matrix, right: Floats) -> Floats:
    if matrix.shape[0] <= DENSE:
        return np.asarray(np.linalg.solve(matrix.toarray(), right))
    return np.asarray(splu(matrix).solve(right))


def _occupancy(chain: Chain, nodes: Longs, now: Floats) -> Floats:
    """Return the expected time that play will still spend in each of some nodes, which it leaves for good."""
    return np.maximum(_solve(_generator(chain, nodes).T.tocsc(), now[nodes]), 0.0)


def _hitting(chain: Chain, nodes: Longs, target: Bools) -> Floats:
    """Return the chance of reaching the target from each of some nodes."""
    into = np.asarray(_matrix(chain)[nodes][:, np.flatnonzero(target)].sum(axis=1)).ravel()
    return _solve(_generator(chain, nodes), into)


def _outflow(chain: Chain, nodes: Longs, occupied: Floats) -> tuple[Longs, Floats]:
    """Return where play goes when it leaves a set of nodes for good, and with what chance."""
    time = np.zeros(len(chain))
    time[nodes] = occupied
    inside = np.zeros(len(chain), dtype=bool)
    inside[nodes] = True
    origin = _origin(chain)
    leaves = inside[origin] & ~inside[chain.to]
    return chain.to[leaves], time[origin[leaves]] * chain.rate[leaves]


def _closed_classes(chain: Chain) -> tuple[Bools, Longs]:
    """Return which nodes lie in a class that is never left, and the number of each node's class."""
    _, component = connected_components(_matrix(chain), directed=True, connection="strong")
    origin = _origin(chain)
    crossing = component[origin] != component[chain.to]
    is_left = np.zeros(component.max() + 1, dtype=bool)
    is_left[component[origin[crossing]]] = True
    return ~is_left[component], component.astype(np.int64)


def _time_shares(chain: Chain, members: Longs) -> Floats:
    """Return the share of time that play spends in each node of a closed class."""
    generator = _generator(chain, members).toarray().T
    generator[-1] = 1.0
    right = np.zeros(len(members))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(generator, right))


def _leads_to(chain: Chain, target: Bools) -> Bools:
    """Return the nodes from which the target can be reached, the target among them."""
    return _spread(_matrix(chain), target)


def _reachable(chain: Chain, start: Bools) -> Bools:
    """Return the nodes that can be reached, the start among them."""
    return _spread(_matrix(chain).T.tocsr(), start)


def _spread(matrix: sparse.csr_matrix, seeds: Bools) -> Bools:
    found, front = seeds.copy(), seeds
    while front.any():
        front = (matrix @ front.astype(np.float64) > 0) & ~found
        found |= front
    return found
