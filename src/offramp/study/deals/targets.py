"""Targets: the states that a deal may aim at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offramp.case.expressions import holds
from offramp.case.mistakes import CaseError, Mistake
from offramp.game.states import Space, enumerate_states
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.relaxing import smallest_sets

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]

MOST_TOLD = 5


def targets_of(bargain: Bargain) -> Longs:
    """Return the feasible states of the wanted outcome with the clocks as they stand, in which nothing is undone that
    cannot be undone; ascending.

    Raises
    ------
    CaseError
        E062 if there is none; it says which of the case's rules stand in the way.
    """
    wanted = bargain.ensemble.outcome == bargain.goal
    for _, barred in _barred(bargain, bargain.ensemble.space):
        wanted &= ~barred
    found = np.flatnonzero(wanted)
    if not len(found):
        message = f"no state that can still be reached is {bargain.asked.reach} with the clocks as they stand"
        raise CaseError([Mistake("E062", message, bargain.case.file, hint=_in_the_way(bargain))])
    return found


def _barred(bargain: Bargain, space: Space) -> Iterator[tuple[str, Bools]]:
    """Yield what keeps states from being targets, in words, with the states that it keeps: clocks and directions."""
    for n, variable in enumerate(space.variables):
        level, start = space.levels[:, n], bargain.start[n]
        if variable.actor is None:
            yield f"the clock {variable.id}, which stands at {variable.levels[start]}", level != start
        elif variable.direction != "both":
            barred = level < start if variable.direction == "up" else level > start
            yield f"`direction: {variable.direction}` of {variable.id}, now {variable.levels[start]}", barred


def _in_the_way(bargain: Bargain) -> str:
    """Return which rules, directions and clocks keep the outcome out of reach: the fewest that do, together."""
    case = bargain.case
    every = enumerate_states(replace(case, impossible=(), merge=()), budget=bargain.ensemble.budget)
    wanted = np.zeros(len(every), dtype=bool)
    for outcome in reversed(case.outcomes):
        wanted[holds(outcome.when, every.columns)] = outcome.id == bargain.asked.reach
    rules = zip(case.impossible_texts, case.impossible, strict=True)
    bars = [(f"`impossible: {text}`", holds(rule, every.columns)[wanted]) for text, rule in rules]
    bars += [(name, barred[wanted]) for name, barred in _barred(bargain, every)]
    sets = smallest_sets([where for _, where in bars]) if bars else []
    if not sets or not sets[0][0]:
        return "loosen the outcome's condition, or narrow the outcomes above it"
    size = len(sets[0][0])
    told = ["without one of these there is something to aim at:"]
    if size > 1:
        told = [f"nothing stands in the way alone; without {size} of these together there is something to aim at:"]
    for members, count in sets[:MOST_TOLD]:
        names = " and ".join(bars[k][0] for k in members)
        told.append(f"{names}: {count:,} combination{'s' if count > 1 else ''} of levels")
    if len(sets) > MOST_TOLD:
        told.append(f"and {len(sets) - MOST_TOLD} more")
    return "\n".join(told)
