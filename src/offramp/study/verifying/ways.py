"""The ways in which parties to deals decide, judged one by one from the definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State
from offramp.study.playing.ensemble import Ensemble

Way = tuple[str, str, tuple[int, ...]]
"""An actor, the concept by which it decides, and the types that it takes all actors to have."""

Ways = dict[Way, float]
"""The weight of the worlds in which an actor decides in each way."""


def ways_of(there: Ensemble, actors: Sequence[str]) -> Ways:
    """Return the ways in which some actors decide, in any world of weight."""
    found = defaultdict[Way, float](float)
    for actor in actors:
        for way, weight in zip(way_in_each(there, actor), there.worlds.weight.tolist(), strict=True):
            if weight > 0:
                found[way] += weight
    return dict(found)


def way_in_each(there: Ensemble, actor: str) -> list[Way]:
    """Return the way in which an actor decides in each world."""
    worlds, i = there.worlds, there.case.actor_ids.index(actor)
    concepts, rows = worlds.concepts[i], worlds.believed[:, i].tolist()
    return [(actor, concepts[k], tuple(types)) for k, types in zip(worlds.foresight[:, i].tolist(), rows, strict=True)]


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
    stays : mapping of (way, state number) to bool
        Whether an actor that decides in a way has no credible improvement there; what was not judged is missing.
    verdicts, unchecked : int
        How many verdicts were given, and how many not.
    """

    holds: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))
    leaves: dict[tuple[str, int, int], float] = field(default_factory=lambda: defaultdict(float))
    open: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stays: dict[tuple[Way, int], bool] = field(default_factory=dict)
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
    for done, (way, weight) in enumerate(heaviest):
        actor, concept, types = way
        if done >= count:
            found.open[actor] += weight
            found.unchecked += len(states)
            continue
        report(done, count)
        seen = oracle.with_orders(orders_in(there, types))
        for state in states:
            to = favourite(seen, actor, oracle.states[state], concept, number)
            found.stays[way, state] = to is None
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
