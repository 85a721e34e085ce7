"""The ways in which parties to deals decide, judged one by one from the definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from offramp.case.model import Case
from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State
from offramp.study.playing.ensemble import Ensemble

Ways = dict[tuple[str, str, tuple[int, ...]], float]
"""The weight of the worlds in which an actor decides by a concept, taking all actors to have some types."""


def drawn_again(case: Case, provenance: Mapping[str, Any]) -> tuple[Ensemble, bool]:
    """Return a case in the worlds that a result was found in, and whether these are the same worlds.

    They are if they are as many and of the same version: the seed is known, and how many were asked for is either the
    usual number or the number there is. Else no weight can be re-checked.
    """
    from offramp import __version__

    seed = provenance.get("seed")
    seed = seed if isinstance(seed, int) else 0
    count = provenance.get("worlds")
    there = Ensemble(case, seed=seed)
    if provenance.get("version") != __version__ or not isinstance(count, int) or count < 2:
        return there, False
    if len(there.worlds) != count:
        there = Ensemble(case, seed=seed, samples=count)
    return there, len(there.worlds) == count


def ways_of(there: Ensemble, actors: Sequence[str]) -> Ways:
    """Return the ways in which some actors decide, in any world of weight."""
    worlds, found = there.worlds, defaultdict[tuple[str, str, tuple[int, ...]], float](float)
    for actor in actors:
        i = there.case.actor_ids.index(actor)
        concepts, rows = worlds.concepts[i], worlds.believed[:, i].tolist()
        for weight, k, types in zip(worlds.weight.tolist(), worlds.foresight[:, i].tolist(), rows, strict=True):
            if weight > 0:
                found[actor, concepts[k], tuple(types)] += weight
    return dict(found)


def orders_in(there: Ensemble, types: Sequence[int]) -> dict[str, Order]:
    """Return every actor's order, given everybody's type."""
    return {a: kinds.orders[t] for a, kinds, t in zip(there.case.actor_ids, there.doubts.types, types, strict=True)}


@dataclass(slots=True)
class Judged:
    """What parties do at some states, as far as it was judged.

    Attributes
    ----------
    holds : mapping of (actor, state number) to float
        The weight of the ways of deciding in which an actor has no credible improvement there.
    leaves : mapping of (actor, state number, state number) to float
        The weight of those in which it has, by the one that it likes best; of equal ones the first.
    open : mapping of actor to float
        The weight of the ways that were not judged.
    verdicts, unchecked : int
        How many verdicts were given, and how many not.
    """

    holds: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))
    leaves: dict[tuple[str, int, int], float] = field(default_factory=lambda: defaultdict(float))
    open: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    verdicts: int = 0
    unchecked: int = 0


def judge(
    there: Ensemble,
    oracle: Oracle,
    ways: Ways,
    states: Sequence[int],
    most: int,
    report: Callable[[int, int], None],
) -> Judged:
    """Judge some states in as many ways of deciding as may be, the heaviest first.

    Parameters
    ----------
    there : Ensemble
        The case in its worlds.
    oracle : Oracle
        Its states and moves.
    ways : mapping
        As :func:`ways_of` returns them.
    states : sequence of int
        The states, by number.
    most : int
        The most verdicts to give; one for each way and state.
    report : callable
        Told how many ways are done, of how many.
    """
    found = Judged()
    number = {state: n for n, state in enumerate(oracle.states)}
    heaviest = sorted(ways.items(), key=lambda item: -item[1])
    count = min(len(heaviest), most // max(len(states), 1))
    for done, ((actor, concept, types), weight) in enumerate(heaviest):
        if done >= count:
            found.open[actor] += weight
            found.unchecked += len(states)
            continue
        report(done, count)
        seen = oracle.with_orders(orders_in(there, types))
        for state in states:
            to = favourite(seen, actor, oracle.states[state], concept, number)
            if to is None:
                found.holds[actor, state] += weight
            else:
                found.leaves[actor, state, number[to]] += weight
            found.verdicts += 1
    return found


def favourite(oracle: Oracle, actor: str, state: State, concept: str, number: Mapping[State, int]) -> State | None:
    """Return an actor's most preferred credible improvement, of equal ones the first; None if it has none."""
    by_number = sorted(oracle.improvements(actor, state), key=lambda t: number[t])
    best_first = sorted(by_number, key=lambda t: oracle.worth(actor, t), reverse=True)
    return next((t for t in best_first if not oracle.sanctioned(actor, state, t, concept)), None)
