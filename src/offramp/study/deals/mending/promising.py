"""Promises: what an offer puts into its receiver's order, and what it commits its promiser to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offramp.beliefs.types import Types
from offramp.case.agreements import Deals, Offer
from offramp.case.commitments import order_of
from offramp.case.expressions import And, At, Choice
from offramp.case.model import AnyOrder, Case, Holds, Maybe, Policy, Scores, Slot, Statement, Statements, Tie
from offramp.game.preferences import Order


@dataclass(frozen=True, slots=True)
class Promised:
    """An offer by one who promises it; `chance` is that a receiver reckons with it."""

    offer: Offer
    promiser: str
    chance: float


def promises_of(asked: Deals) -> tuple[Promised, ...]:
    """Return all promises that bear on orders or on the others' moves: benefits and guarantees, not watching."""
    return tuple(
        Promised(offer, promiser, chance.middle)
        for offer in asked.offers
        if offer.keeps or offer.above is not None or offer.points is not None
        for promiser, chance in offer.promisers.items()
    )


def offers_to(actor: str, promises: Sequence[Promised]) -> tuple[Offer, ...]:
    """Return the offers that an actor reckons with, given what promises are; two promises of one offer are one."""
    found = {promised.offer.id: promised.offer for promised in promises if actor in promised.offer.to}
    return tuple(found.values())


def kept(case: Case, actor: str, levels: Sequence[int], undertaken: Sequence[int]) -> And:
    """Return the condition that an actor keeps its part: its options stand at some levels.

    Parameters
    ----------
    case : Case
        The case.
    actor : str
        Who.
    levels : sequence of int
        The levels of a deal.
    undertaken : sequence of int
        The positions of the options that the deal has somebody change; if it has the actor change none, all of the
        actor's count.
    """
    own = [n for n, variable in enumerate(case.variables) if variable.actor == actor]
    part = [n for n in own if n in undertaken] or own
    return And(tuple(At(case.variables[n].id, (int(levels[n]),)) for n in part))


def with_benefits(case: Case, types: Types, number: int, benefits: Sequence[Offer], condition: And) -> Order:
    """Return the order of one of an actor's types with some benefits in it, given for as long as a condition holds.

    A benefit stands above the statement that its offer names, whatever fills the slots and completes the order before
    it. Of two above the same statement the first in the file comes first. In scores it adds its points.
    """
    order = types.orders[number]
    if isinstance(order, Scores):
        added = tuple(Holds(condition, offer.name) for offer in benefits)
        points = tuple(offer.points or 0.0 for offer in benefits)
        return Scores((*order.conditions, *added), (*order.numbers, *points))
    preference = case.preferences[types.actor]
    assert isinstance(order, tuple), "a ranking has no place for a benefit"
    assert isinstance(preference, Statements), "what completes to statements is written in statements"
    places = _places(order, _filled(types, number, preference))
    new = list(order)
    upwards = sorted(benefits, key=lambda offer: offer.above or 0)[::-1]
    for offer in upwards:
        at = sum(place < (offer.above or 0) for place in places)
        new[at:at] = [Holds(condition, offer.name)]
    return tuple(new)


def _filled(types: Types, number: int, preference: Statements) -> list[tuple[Statement, ...]]:
    """Return what stands at each place of the file's order, with a type's own alternatives in the slots."""
    slots: dict[str, tuple[Statement, ...]] = {}
    for question, position in zip(types.questions, types.alternatives[number], strict=True):
        slots.update(question.alternatives[int(position)].slots)
    return [slots.get(one.name, ()) if isinstance(one, Slot) else (one,) for one in preference.statements]


def _places(order: Sequence[Holds | Tie], filled: Sequence[Sequence[Statement]]) -> list[int]:
    """Return for each statement of a completed order the place in the file that it comes from.

    A completed order is made of the very objects of the case, in the order of its places, so that equal statements at
    different places are told apart.
    """
    found: list[int] = []
    for one in order:
        least = found[-1] if found else 0
        found.append(next(p for p in range(least, len(filled)) if any(one is part for part in _parts(filled[p]))))
    return found


def _parts(statements: Sequence[Statement]) -> list[Statement]:
    parts: list[Statement] = []
    for one in statements:
        parts.extend(
            one.statements if isinstance(one, AnyOrder) else [one.statement if isinstance(one, Maybe) else one]
        )
    return parts


def guarantee(offers: Sequence[Offer], case: Case) -> Policy:
    """Return what some guarantees commit their promisers to, as one policy.

    Of two that hold the same option the first in the file counts, and one that would close a circle of options that
    depend on each other does not.
    """
    commitments: dict[str, Choice | int] = {}
    for offer in offers:
        joined = {**offer.keeps, **commitments}
        if len(order_of(joined)) == len(joined):
            commitments = joined
    by = {case.variable(option).actor or "" for option in commitments}
    name = ", ".join(offer.id for offer in offers)
    return Policy(f"offers {name}", name, None, tuple(sorted(by)), commitments, {}, ())
