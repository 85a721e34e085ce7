"""Which deals rules of fairness pick, where every party's value has size."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.game.labels import levels_of
from offramp.study.deals.comparing import Comparing
from offramp.study.deals.values import values_of
from offramp.study.playing.play import Course
from offramp.study.results.deals import FairPoint

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

SAME = 1e-9
"""Gains are equal that differ by less than this share of the largest numbers they are differences of; and shares, and
logarithms of products, that differ by less."""

MOST_EQUAL = 20
"""How many equally fair deals are listed."""


# ---------------------------------------------------------------- mathematics


def gains_of(values: Floats, without: Floats) -> tuple[Longs, Floats]:
    """Return the targets that leave no party worse than without a deal, and what each gives to each party.

    Parameters
    ----------
    values : (parties, targets) float array
        What each target is worth to each party.
    without : (parties,) float array
        What it has without a deal: the disagreement point.

    Returns
    -------
    rational : (rational,) int array
        Positions of these targets, ascending.
    gains : (parties, rational) float array
        Value less value without; 0 where the difference is only rounding.
    """
    slack = SAME * np.maximum(np.abs(values).max(axis=1, initial=0.0), np.abs(without))[:, None]
    gains = values - without[:, None]
    rational = np.flatnonzero((gains >= -slack).all(axis=0))
    found = gains[:, rational]
    return rational, np.where(found > slack, found, 0.0)


def nash(gains: Floats) -> Longs:
    """Return the targets with the greatest product of gains (Nash 1950).

    If no target gives something to every party, those that give something to the most parties are considered. Where
    different parties gain, products cannot be compared without comparing the parties' units; so for each such set of
    parties the targets with the greatest product of their gains are returned. (Caragiannis, Kurokawa, Moulin,
    Procaccia, Shah and Wang 2019 use the same convention, and take any one of the sets.)

    Parameters
    ----------
    gains : (parties, targets) float array
        Not negative.

    Returns
    -------
    (picked,) int array
        Positions, ascending.
    """
    gaining = gains > 0
    most = np.flatnonzero(gaining.sum(axis=0) == gaining.sum(axis=0).max(initial=0))
    size = np.log(np.where(gaining, gains, 1.0)).sum(axis=0)
    picked: list[int] = []
    for who in np.unique(gaining[:, most], axis=1).T:
        alike = most[(gaining[:, most] == who[:, None]).all(axis=0)]
        picked.extend(alike[size[alike] >= size[alike].max() - SAME].tolist())
    return np.array(sorted(picked), dtype=np.int64)


def kalai_smorodinsky(gains: Floats) -> Longs:
    """Return the targets with the greatest least share of each party's best gain (Kalai and Smorodinsky 1975).

    Ties are broken by the next-least share, and so on (Imai 1983). A party that no target gives anything is left out.

    Parameters
    ----------
    gains : (parties, targets) float array
        Not negative.

    Returns
    -------
    (picked,) int array
        Positions, ascending.
    """
    best = gains.max(axis=1, initial=0.0)
    there = best > 0
    return leximin(gains[there] / best[there, None], SAME)


def egalitarian(gains: Floats) -> Longs:
    """Return the targets with the greatest least gain (Kalai 1977); ties are broken by the next-least gain, and so on.

    This compares one party's units with another's.

    Parameters
    ----------
    gains : (parties, targets) float array
        Not negative.

    Returns
    -------
    (picked,) int array
        Positions, ascending.
    """
    return leximin(gains, SAME * float(gains.max(initial=0.0)))


def leximin(amounts: Floats, slack: float) -> Longs:
    """Return the columns whose least number is greatest, of these whose next-least is, and so on.

    Costs a sort of every column. Numbers that differ by at most `slack` are equal.
    """
    kept = np.arange(amounts.shape[1])
    for row in np.sort(amounts, axis=0):
        kept = kept[row[kept] >= row[kept].max(initial=-np.inf) - slack]
    return kept


RULES: Mapping[str, Callable[[Floats], Longs]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
}


def expected(values: Floats, course: Course, worlds: Worlds) -> tuple[float, float]:
    """Return the expected value of where play ends, with its standard error from sampling worlds.

    Parameters
    ----------
    values : (states,) float array
        What every state is worth.
    course : Course
        Play in the worlds.
    worlds : Worlds
        The worlds.
    """
    ends = np.array([float(played.shares @ values[played.ends]) for played in course.played])[course.which]
    return worlds.mean(ends), worlds.error(ends)


# ---------------------------------------------------------------- deals


def fair_points(found: Comparing) -> tuple[tuple[FairPoint, ...], tuple[str, ...]]:
    """Return what rules of fairness pick out of the targets, and the parties whose values have no size.

    The disagreement point is each party's expected value of where play ends without a deal, over the worlds. Only
    targets that leave no party worse are considered. The axioms that single these rules out are for convex sets of
    possible agreements; here there are finitely many targets, and no lotteries between them, so that a rule may pick
    several. Whether a target holds is not asked, only told.

    Parameters
    ----------
    found : Comparing
        What all targets are worth.

    Returns
    -------
    tuple of FairPoint
        One for each rule. Empty if some party's values have no size, or if every target leaves somebody worse.
    tuple of str
        The parties whose values have no size, in the order of the case's `between`.
    """
    bargain, targets, measured = found.bargain, found.targets, found.measured
    known = {actor: values_of(bargain, i) for actor, i in zip(bargain.asked.between, bargain.parties, strict=True)}
    values = {actor: value for actor, value in known.items() if value is not None}
    if len(values) < len(known):
        return (), tuple(actor for actor in known if actor not in values)
    ends = {actor: expected(value, found.course, bargain.ensemble.worlds) for actor, value in values.items()}
    there = np.stack([value[targets] for value in values.values()])
    rational, gains = gains_of(there, np.array([mean for mean, _ in ends.values()]))
    if not len(rational):
        return (), ()
    best = dict(zip(values, there[:, rational].max(axis=1).tolist(), strict=True))
    points = []
    for rule, pick in RULES.items():
        places = rational[pick(gains)]
        picked = targets[places]
        shown = tuple(int(state) for state in picked[:MOST_EQUAL])
        points.append(
            FairPoint(
                rule=rule,
                deals=shown,
                labels=tuple(bargain.labels.state(levels_of(bargain.ensemble.space, state)) for state in shown),
                count=len(picked),
                values={actor: float(value[shown[0]]) for actor, value in values.items()},
                without={actor: mean for actor, (mean, _) in ends.items()},
                errors={actor: error for actor, (_, error) in ends.items()},
                best=best,
                enforceable=float(measured.enforceable[places[0]]),
                approved=float(measured.approved[places[0]]),
            )
        )
    return tuple(points), ()
