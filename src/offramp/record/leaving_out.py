"""What of a case cannot begin on another day: policies, and rungs of the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from offramp.case.commitments import order_of
from offramp.case.expressions import level_of
from offramp.case.model import Case, Policy
from offramp.case.reading import Place
from offramp.record.standing import broken_by


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A policy or a rung that cannot begin: its name, its place in the case, and why."""

    id: str
    place: Place
    why: str


def without(case: Case) -> Case:
    """Return a case without the policies and rungs that cannot begin at its status quo."""
    gone = {found.place for found in left_out(case)}
    deals = case.deals
    if deals is not None:
        kept = tuple(rung for rung in deals.ladder if ("deals", "ladder", rung.id) not in gone)
        deals = replace(deals, ladder=kept)
    policies = tuple(policy for policy in case.policies if ("policies", policy.id) not in gone)
    return replace(case, policies=policies, deals=deals)


def left_out(case: Case) -> tuple[LeftOut, ...]:
    """Return the policies and rungs of a case that cannot begin at its status quo.

    A policy cannot if its commitments make the status quo an impossible state, or undo an option that goes one way; one
    in stages cannot if it needs one that cannot. A rung cannot if, with all else at the status quo, it is impossible,
    undoes such an option, or is there already.
    """
    now = {v.id: level for v, level in zip(case.variables, case.status_quo or (), strict=True)}
    found = [
        LeftOut(policy.id, ("policies", policy.id), why)
        for policy in case.policies
        if (why := _why_not(case, now, _under(policy, now))) is not None
    ]
    gone = {left.id for left in found}
    for policy in case.policies:
        needed = sorted(set(_needed(policy)) & gone)
        if needed:
            found.append(LeftOut(policy.id, ("policies", policy.id), f"it needs {needed[0]}, which is left out"))
    for rung in case.deals.ladder if case.deals is not None else ():
        then = {**now, **rung.levels}
        why = "it is there already" if then == now else _why_not(case, now, then)
        if why is not None:
            found.append(LeftOut(rung.id, ("deals", "ladder", rung.id), why))
    return tuple(found)


def _needed(policy: Policy) -> Iterator[str]:
    for stage in policy.stages:
        yield from (name for name in (stage.policy, *stage.then.values()) if name is not None)


def _under(policy: Policy, now: Mapping[str, int]) -> dict[str, int]:
    """Return the levels as a policy's commitments turn them."""
    columns = {name: np.array([level], dtype=np.uint8) for name, level in now.items()}
    for option in order_of(dict(policy.commitments)):
        columns[option] = level_of(policy.commitments[option], columns)
    return {name: int(column[0]) for name, column in columns.items()}


def _why_not(case: Case, now: Mapping[str, int], then: Mapping[str, int]) -> str | None:
    """Return why play cannot go from some levels to others at once, None if it can."""
    for variable in case.variables:
        change = then[variable.id] - now[variable.id]
        if (variable.direction == "up" and change < 0) or (variable.direction == "down" and change > 0):
            return f"it would undo {variable.id}, which is {variable.levels[now[variable.id]]}"
    broken = broken_by(case, [then[variable.id] for variable in case.variables])
    return None if broken is None else f"`{case.impossible_texts[broken]}` would hold"
