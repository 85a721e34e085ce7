"""What a rate counts, and what a case states of the same: in words."""

from __future__ import annotations

from collections.abc import Iterable

from offramp.case.model import Case, Rate, Speed
from offramp.case.recorded import Estimate
from offramp.record.opening import Opened


def counted(opened: Opened, rate: Estimate) -> str:
    """Say what a rate counts."""
    if rate.of is not None:
        return f"days with an event: {opened.rules.kinds[rate.of].name}"
    for actor in opened.case.actors:
        if actor.id == rate.changes:
            return f"days on which a level of {actor.name} changes"
    return f"days on which the level of {rate.changes} changes"


def uses(case: Case, name: str) -> tuple[str, ...]:
    """Say what of a case takes a rate of the record."""
    found = [f"{actor} reconsiders" for actor, behaviour in case.behaviour.items() if behaviour.fitted == name]
    for clock in case.clocks:
        found += _while(f"{clock.variable} advances", (r for r in clock.rates if r.fitted == name))
    if case.window is not None:
        found += _while("the window closes", (r for r in case.window.closes if r.fitted == name))
        found += _while("the window reopens", (r for r in case.window.reopens if r.fitted == name))
    return tuple(found)


def _while(what: str, rates: Iterable[Rate]) -> list[str]:
    return [f"{what} while {rate.text}" if rate.text != "true" else what for rate in rates]


def stated(case: Case, rate: Estimate) -> str:
    """Say what a case states of a rate: what it takes from it, or the rates that it gives for the same; or nothing."""
    taken = uses(case, rate.id)
    if taken:
        return f"taken from the record: {'; '.join(taken)}"
    if rate.changes in case.behaviour:
        behaviour = case.behaviour[str(rate.changes)]
        return "" if behaviour.fitted else f"{rate.changes} reconsiders {_speed(behaviour.speed)}"
    for clock in case.clocks:
        if clock.variable == rate.changes and not any(r.fitted for r in clock.rates):
            return "; ".join(
                f"{clock.variable} advances {_speed(r.speed)}" + (f" while {r.text}" if r.text != "true" else "")
                for r in clock.rates
            )
    return ""


def _speed(speed: Speed) -> str:
    if speed.low == speed.high:
        return f"{speed.low:.3g} per month"
    return f"{speed.low:.3g} to {speed.high:.3g} per month"
