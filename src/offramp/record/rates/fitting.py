"""Rates of a case that are to be taken from its record."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Behaviour, Case, Rate, Speed
from offramp.case.timing import FASTEST
from offramp.record.opening import Opened
from offramp.record.rates.combining import known
from offramp.record.rates.watching import watched

LOW, HIGH = 0.1, 0.9
"""Which quantiles of what is known of a rate make its range."""


def fitted_names(case: Case) -> tuple[str, ...]:
    """Return the names of the rates of the record that a case takes rates from, each once, in order."""
    rates: list[Rate | Behaviour] = [*case.behaviour.values()]
    for clock in case.clocks:
        rates += clock.rates
    if case.window is not None:
        rates += (*case.window.closes, *case.window.reopens)
    return tuple(dict.fromkeys(rate.fitted for rate in rates if rate.fitted is not None))


def fitted(case: Case, opened: Opened, day: datetime.date) -> Case:
    """Return a case whose fitted rates have a value.

    Each becomes the range from the 10 to the 90 percent quantile of what is known of it by a day: judgement and record
    together, or the one there is. Of the record counts the present regime, the last that had begun by then, up to that
    day. Everything that names one rate has one range, but is varied by itself.

    Parameters
    ----------
    case : Case
        The case; as it is if no rate of it is fitted.
    opened : Opened
        The record, and the estimates that the names stand for.
    day : date
        Only what was known by then counts.

    Raises
    ------
    CaseError
        E110 if there is neither judgement nor record for a rate.
    """
    names = fitted_names(case)
    if not names:
        return case
    speeds = {name: _speed(opened, name, day) for name in names}
    window = case.window
    if window is not None:
        closes, reopens = _taken(window.closes, speeds), _taken(window.reopens, speeds)
        window = replace(window, closes=closes, reopens=reopens)
    return replace(
        case,
        behaviour={
            name: behaviour if behaviour.fitted is None else replace(behaviour, speed=speeds[behaviour.fitted])
            for name, behaviour in case.behaviour.items()
        },
        clocks=tuple(replace(clock, rates=_taken(clock.rates, speeds)) for clock in case.clocks),
        window=window,
    )


def _taken(rates: tuple[Rate, ...], speeds: Mapping[str, Speed]) -> tuple[Rate, ...]:
    return tuple(rate if rate.fitted is None else replace(rate, speed=speeds[rate.fitted]) for rate in rates)


def _speed(opened: Opened, name: str, day: datetime.date) -> Speed:
    found = known(watched(opened, opened.rules.rates[name], day, compared=False)).best
    if found is None:
        message = f"{name} has no judgement, and the record covers no day of its present regime by {day}"
        hint = "add `expert:` with a range such as `0.5 to 4 per month`, or take a day that the record covers"
        place = ("record", "rates", name)
        raise CaseError([Mistake("E110", message, opened.case.file, hint=hint, place=place)])
    return Speed(*(min(found.quantile(share), FASTEST) for share in (LOW, HIGH)))
