"""Every rate of a case, by name: how often actors decide, clocks advance, and the window closes and reopens."""

from __future__ import annotations

from dataclasses import dataclass

from offramp.case.model import Case, Speed


@dataclass(frozen=True, slots=True)
class Pace:
    """One rate.

    Attributes
    ----------
    name : str
        Such as `usa reconsiders`, or `icbm: prk.testing == active`.
    actor : str or None
        Whose decisions it drives, if any.
    speed : Speed
        How fast, per month.
    """

    name: str
    actor: str | None
    speed: Speed


def paces_of(case: Case) -> tuple[Pace, ...]:
    """Return all rates: the actors' in their order, then those of clocks, of closing and of reopening, as written."""
    found = [Pace(f"{actor} reconsiders", actor, case.behaviour[actor].speed) for actor in case.actor_ids]
    for clock in case.clocks:
        found += [Pace(f"{clock.variable}: {rate.text}", None, rate.speed) for rate in clock.rates]
    if case.window:
        found += [Pace(f"window closes: {rate.text}", None, rate.speed) for rate in case.window.closes]
        found += [Pace(f"window reopens: {rate.text}", None, rate.speed) for rate in case.window.reopens]
    return tuple(found)
