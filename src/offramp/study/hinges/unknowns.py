"""What differs between worlds: answers, foresight, beliefs, completions, statements, and all about an actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import Doubts
from offramp.beliefs.types import Types
from offramp.beliefs.worlds import Worlds
from offramp.case.model import AnyOrder, Case, Maybe, Partial, Ranking, Slot, Statement, Statements
from offramp.game.preferences import Order
from offramp.study.hinges.shares import Unknown, joint

Numbers = NDArray[np.signedinteger[Any]]
Longs = NDArray[np.int64]

FacetKind: TypeAlias = Literal["held", "place", "order"]


class InWorlds(Protocol):
    """A case in its worlds, as an `Ensemble` is."""

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def doubts(self) -> Doubts:
        """What differs from world to world."""

    @property
    def worlds(self) -> Worlds:
        """The worlds."""

    @property
    def alternatives(self) -> Mapping[str, Longs]:
        """For each question, the alternative that is true in each world."""


@dataclass(frozen=True, eq=False)
class Facet:
    """One thing that is open in what an actor wants.

    Attributes
    ----------
    kind : str
        `held`: whether it holds a statement (0 or 1). `place`: at which place of its group a statement, or a class of
        states, stands. `order`: the order of a whole group.
    texts : tuple of str
        The statement, or those of the group, as written.
    scope : (str, str) or None
        The question and the alternative to which the statement belongs; None if the actor holds it whatever the answer.
    by_type : (types,) int array
        Its value in each type; -1 where the alternative is another, so that it is not there.
    """

    kind: FacetKind
    texts: tuple[str, ...]
    scope: tuple[str, str] | None
    by_type: Longs


def unknowns_of(survey: InWorlds) -> dict[str, Unknown]:
    """Return every unknown of the worlds.

    A completion belongs to an actor's answers, so it accounts for what it adds to them. Beliefs are about the answers
    to the questions, and are drawn only where an actor's concept looks at the others. Actors without options do
    nothing, so what they believe decides nothing.
    """
    worlds = survey.worlds
    found = {name: Unknown(value) for name, value in survey.alternatives.items()}
    for i, actor in enumerate(survey.case.actor_ids):
        types = survey.doubts.types[i]
        if len(types) > len(np.unique(types.answer)):
            own = worlds.types[:, i]
            found[f"completion of {actor}"] = Unknown(own, beyond=types.answer[own])
        if not acts(survey.case, actor):
            continue
        found[f"foresight of {actor}"] = Unknown(worlds.foresight[:, i])
        drawn = [j for j, chances in enumerate(survey.doubts.believed[i]) if chances is not None]
        seen: list[Numbers] = [survey.doubts.types[j].answer[worlds.believed[:, i, j]] for j in drawn]
        looks = worlds.looks(i)
        found[f"beliefs of {actor}"] = Unknown(joint(seen, len(worlds)), matters=looks)
    return {name: unknown for name, unknown in found.items() if np.ptp(unknown.value) > 0}


def acts(case: Case, actor: str) -> bool:
    """Tell whether an actor has any options."""
    return any(v.actor == actor for v in case.variables)


# ---------------------------------------------------------------- everything about an actor


def actors_of(survey: InWorlds) -> dict[str, tuple[Numbers, Numbers]]:
    """Return, for each actor about which anything is open, all about it in one number, and all about everything else.

    All about an actor is its type, its foresight, and the types it takes the others to have where it looks at them. All
    about everything else is the same of every other actor, and how fast things go. The two are independent.
    """
    worlds = survey.worlds
    own = {actor: _all_about(survey, i, actor) for i, actor in enumerate(survey.case.actor_ids)}
    found: dict[str, tuple[Numbers, Numbers]] = {}
    for actor, code in own.items():
        if code.max(initial=0) == 0:
            continue
        others: list[Numbers] = [other for name, other in own.items() if name != actor]
        found[actor] = (code, joint([*others, *worlds.paces.T], len(worlds)))
    return found


def _all_about(survey: InWorlds, i: int, actor: str) -> Longs:
    worlds = survey.worlds
    columns: list[Numbers] = [worlds.types[:, i]]
    if acts(survey.case, actor):
        columns.append(worlds.foresight[:, i])
        drawn = (j for j, chances in enumerate(survey.doubts.believed[i]) if chances is not None)
        columns += [worlds.believed[:, i, j] for j in drawn]
    return joint(columns, len(worlds))


# ---------------------------------------------------------------- single statements


def statements_of(survey: InWorlds) -> dict[str, list[tuple[Facet, Unknown]]]:
    """Return, for each actor, the single things that are open in what it wants, with their values in each world."""
    found: dict[str, list[tuple[Facet, Unknown]]] = {}
    for i, actor in enumerate(survey.case.actor_ids):
        own = survey.worlds.types[:, i]
        unknowns = []
        for facet in facets_of(survey.case, survey.doubts.types[i]):
            value = facet.by_type[own]
            there = value >= 0
            if there.any() and np.ptp(value[there]) > 0:
                unknowns.append((facet, Unknown(np.where(there, value, 0), matters=None if there.all() else there)))
        if unknowns:
            found[actor] = unknowns
    return found


def facets_of(case: Case, types: Types) -> list[Facet]:
    """Return what is open in an actor's preference, with its value in each of the actor's types.

    Raises
    ------
    ValueError
        If a type's order is no completion of the preference.
    """
    preference = case.preferences[types.actor]
    if isinstance(preference, Partial):
        places = np.array([_places(order, preference) for order in types.orders])
        return _group_facets(preference.names, None, places)
    if not isinstance(preference, Statements):
        return []
    groups: dict[tuple[tuple[str, str] | None, Maybe | AnyOrder], dict[int, tuple[int, ...]]] = {}
    for t, order in enumerate(types.orders):
        statements = _statements_in(preference, types, t)
        for scope, statement, value in _read(statements, order):
            groups.setdefault((scope, statement), {})[t] = value
    found: list[Facet] = []
    for (scope, statement), values in groups.items():
        width = len(next(iter(values.values())))
        table = np.full((len(types), width), -1, dtype=np.int64)
        table[list(values)] = list(values.values())
        if isinstance(statement, Maybe):
            found.append(Facet("held", (statement.statement.text,), scope, table[:, 0]))
        else:
            found += _group_facets(tuple(s.text for s in statement.statements), scope, table)
    return found


def _group_facets(texts: tuple[str, ...], scope: tuple[str, str] | None, places: Longs) -> list[Facet]:
    """Return the facets of a group of things in an open order, given each one's place in each type."""
    singles = [Facet("place", (text,), scope, places[:, k]) for k, text in enumerate(texts)]
    if len(texts) == 2:
        return [Facet("order", texts, scope, places[:, 0])]  # the place of one is the place of the other
    there = places[:, 0] >= 0
    whole = np.full(len(places), -1, dtype=np.int64)
    whole[there] = np.unique(places[there], axis=0, return_inverse=True)[1].reshape(-1)
    return [Facet("order", texts, scope, whole), *singles]


def _statements_in(preference: Statements, types: Types, t: int) -> Iterator[tuple[tuple[str, str] | None, Statement]]:
    """Yield the statements of a type, slots filled, each with the answer it belongs to."""
    slots: dict[str, tuple[tuple[str, str], tuple[Statement, ...]]] = {}
    for question, position in zip(types.questions, types.alternatives[t], strict=True):
        alternative = question.alternatives[int(position)]
        for name, statements in alternative.slots.items():
            slots[name] = ((question.id, alternative.id), statements)
    for statement in preference.statements:
        if isinstance(statement, Slot):
            scope, filled = slots.get(statement.name, (None, ()))
            yield from ((scope, inner) for inner in filled)
        else:
            yield None, statement


def _read(
    statements: Iterator[tuple[tuple[str, str] | None, Statement]], order: Order
) -> Iterator[tuple[tuple[str, str] | None, Maybe | AnyOrder, tuple[int, ...]]]:
    """Read off an order whether it holds each `maybe`, and at which place of its group each statement stands."""
    if not isinstance(order, tuple):
        raise ValueError("an order of statements is expected")
    at = 0
    for scope, statement in statements:
        if isinstance(statement, Maybe):
            held = order[at : at + 1] == (statement.statement,)
            at += held
            yield scope, statement, (int(held),)
        elif isinstance(statement, AnyOrder):
            part = order[at : at + len(statement.statements)]
            at += len(statement.statements)
            yield scope, statement, tuple(part.index(member) for member in statement.statements)
        else:
            at += 1


def _places(order: Order, preference: Partial) -> list[int]:
    if not isinstance(order, Ranking):
        raise ValueError("a ranking of classes is expected")
    return [order.classes.index(member) for member in preference.classes]
