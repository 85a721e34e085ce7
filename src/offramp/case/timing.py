"""Clocks, behaviour and the window: everything with a rate or a date."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from offramp.case import document
from offramp.case.document import CONCEPTS
from offramp.case.fields import FITTED, LENGTH, RATE
from offramp.case.hypotheses import sum_mistake
from offramp.case.mistakes import nearest
from offramp.case.model import MONTH_DAYS, Behaviour, Clock, Rate, Speed, Window
from offramp.case.naming import Scope
from offramp.case.probabilities import Probability
from offramp.case.reading import Place

_PER_MONTH = {"day": MONTH_DAYS, "week": MONTH_DAYS / 7, "month": 1.0, "year": 1 / 12}
FASTEST = 5_000.0
"""The highest rate per month; play follows every event."""
LONGEST = 600.0
"""The greatest length of a policy or a stage, in months."""
_UNREAD = Speed(0.0, 0.0)
"""What stands in for a rate to be fitted until the record is read."""
DEFAULT_FORESIGHT = {"seq": 0.6, "nash": 0.2, "smr": 0.2}


def read_rate(written: str) -> Speed | None:
    """Return a rate such as `0.2 per month` or `0.1 to 1 per month`, None if it is not one."""
    match = RATE.match(written)
    if match is None:
        return None
    unit = _PER_MONTH[match.group(3)]
    low = float(match.group(1)) * unit
    high = low if match.group(2) is None else float(match.group(2)) * unit
    if not low <= high <= FASTEST or (low == 0 < high):
        return None
    return Speed(low, high)


def rates(written: Mapping[str, str], place: Place, scope: Scope) -> tuple[Rate, ...]:
    """Resolve a mapping from rates to conditions."""
    found = []
    for key, condition in written.items():
        inner = (*place, key)
        fitted = _fitted(key, inner, scope, key=True)
        speed = _UNREAD if fitted else _rate(key, inner, scope, key=True)
        found.append(Rate(speed, scope.condition(condition, inner), condition, fitted))
    return tuple(found)


def _fitted(written: str, place: Place, scope: Scope, *, key: bool = False) -> str | None:
    """Return the rate of the record that `fitted NAME` names, None if this is a rate in numbers."""
    match = FITTED.match(written)
    if match is None:
        return None
    name = match.group(1)
    if scope.record is None:
        hint = "add `record:` with the rate under `rates:`, or write a rate in numbers"
        scope.wrong("E085", f'"{name}" would be fitted to a record, and there is none', place, hint, key=key)
    elif name not in scope.record.rates:
        hint = nearest(name, scope.record.rates, what="rates of the record")
        scope.wrong("E021", f'unknown rate "{name}"', place, hint, key=key)
    return name


def _rate(written: str, place: Place, scope: Scope, *, key: bool = False) -> Speed:
    found = read_rate(written)
    if found is None:
        hint = "write a number and a unit, such as `0.2 per month` (day, week, month, year), at most 5000 per month; "
        hint += "or a range, from low to high and above 0: `0.1 to 1 per month`; or `fitted` and a rate of the record"
        scope.mistakes.append(scope.text.mistake("E034", f'"{written}" is not a rate', place, hint=hint, key=key))
        return Speed(0.0, 0.0)
    return found


def length(written: str | None, place: Place, scope: Scope) -> float | None:
    """Resolve a length of time above 0 such as `6 months`, in months; None if none is written."""
    if written is None:
        return None
    months = _months(written)
    if not 0 < months <= LONGEST:
        hint = "write a number above 0 and a unit, such as `6 months` (days, weeks, months, years), at most 50 years"
        scope.mistakes.append(scope.text.mistake("E036", f'"{written}" is not a length of time', place, hint=hint))
        return 1.0
    return months


def delay(written: str, place: Place, scope: Scope) -> float:
    """Resolve a length of time that may be none, such as `2 weeks` or `0 days`, in months."""
    months = _months(written)
    if not 0 <= months <= LONGEST:
        hint = "write a number and a unit, such as `2 weeks` (days, weeks, months, years), at most 50 years; "
        hint += "`0 days` for at once"
        scope.mistakes.append(scope.text.mistake("E036", f'"{written}" is not a length of time', place, hint=hint))
        return 0.0
    return months


def days(written: str | None, place: Place, scope: Scope) -> int | None:
    """Resolve a length of time such as `90 days` or `3 months`, in whole days; None if none is written."""
    if written is None:
        return None
    found = round(max(_months(written), 0.0) * MONTH_DAYS) if _months(written) <= LONGEST else 0
    if not found:
        hint = "write a number and a unit, such as `90 days` (days, weeks, months, years), from one day to 50 years"
        scope.wrong("E036", f'"{written}" is not a number of days', place, hint)
        return 1
    return found


def _months(written: str) -> float:
    """Return a length of time in months, -1 if it is none."""
    match = LENGTH.match(written)
    return float(match.group(1)) / _PER_MONTH[match.group(2)] if match else -1.0


def months_until(
    day: datetime.date,
    written: document.Document,
    place: Place,
    scope: Scope,
    past: str = "play starts at `as_of`; put it in `status_quo`",
) -> float:
    """Return the months from `as_of` to a date; `past` says what to do about a date that does not come after it."""
    if written.as_of is None:
        hint = "add `as_of:`, the date from which time is counted"
        scope.mistakes.append(scope.text.mistake("E011", "a date, and no `as_of` to count from", place, hint=hint))
        return 1.0
    days = (day - written.as_of).days
    if days <= 0:
        scope.mistakes.append(scope.text.mistake("E035", f"{day} is not after {written.as_of}", place, hint=past))
    return max(days, 1) / MONTH_DAYS


def clocks(written: document.Document, scope: Scope) -> tuple[Clock, ...]:
    """Resolve the clocks."""
    found = []
    for name, clock in written.clocks.items():
        place: Place = ("clocks", name)
        if bool(clock.rate) == bool(clock.dates or clock.calendar):
            hint = "give either `rate:`, how fast it advances, or `dates:` or `calendar:`, when it does"
            scope.mistakes.append(
                scope.text.mistake("E012", f"the clock {name} needs rates or dates", place, hint=hint, key=True)
            )
        dates = []
        for level, day in clock.dates.items():
            inner = (*place, "dates", level)
            if level not in clock.levels:
                hint = nearest(level, clock.levels, what=f"levels of {name}")
                scope.mistakes.append(
                    scope.text.mistake("E022", f'{name} has no level "{level}"', inner, hint=hint, key=True)
                )
                continue
            dates.append((months_until(day, written, inner, scope), clock.levels.index(level)))
        if clock.calendar is not None and not (scope.record and scope.record.calendar):
            hint = "add `record:` with a file under `calendar:`, or write `dates:`"
            message = "dates from a calendar, and the record has none"
            scope.wrong("E085", message, (*place, "calendar"), hint)
        stated = name in (written.status_quo or {})
        paces = rates(clock.rate, (*place, "rate"), scope)
        found.append(Clock(name, paces, tuple(sorted(dates)), clock.calendar, stated))
    return tuple(found)


def behaviours(written: document.Document, scope: Scope) -> dict[str, Behaviour]:
    """Resolve how each actor decides; what is not given comes from `default`, then from offramp's own defaults."""
    known = [*written.actors, "default"]
    for name in written.behaviour:
        if name not in known:
            hint = nearest(name, known, what="actors")
            scope.mistakes.append(
                scope.text.mistake("E021", f'unknown actor "{name}"', ("behaviour", name), hint=hint, key=True)
            )
    default = Behaviour({c: Probability(p, p) for c, p in DEFAULT_FORESIGHT.items()}, Speed(1.0, 1.0), "best")
    if "default" in written.behaviour:
        default = _behaviour("default", written.behaviour["default"], default, scope)
    return {
        name: _behaviour(name, written.behaviour[name], default, scope) if name in written.behaviour else default
        for name in written.actors
    }


def _behaviour(name: str, written: document.Behaviour, default: Behaviour, scope: Scope) -> Behaviour:
    place: Place = ("behaviour", name)
    foresight = dict(default.foresight)
    if written.foresight is not None:
        inner = (*place, "foresight")
        foresight = {}
        for concept, chance in written.foresight.items():
            if concept not in CONCEPTS:
                hint = nearest(concept, CONCEPTS, what="concepts")
                spot = (*inner, concept)
                scope.mistakes.append(
                    scope.text.mistake("E021", f'unknown concept "{concept}"', spot, hint=hint, key=True)
                )
            foresight[concept] = chance if isinstance(chance, Probability) else Probability(chance, chance)
        if mistake := sum_mistake(list(foresight.values()), inner, scope.text):
            scope.mistakes.append(mistake)
    speed, fitted = default.speed, default.fitted
    if written.reconsiders is not None:
        inner = (*place, "reconsiders")
        fitted = _decisions(_fitted(written.reconsiders, inner, scope), inner, scope)
        speed = _UNREAD if fitted else _rate(written.reconsiders, inner, scope)
    return Behaviour(foresight, speed, written.chooses or default.chooses, fitted)


def _decisions(name: str | None, place: Place, scope: Scope) -> str | None:
    """Return the name of a fitted rate; report it if it is one of events, which are no decisions."""
    written = scope.record.rates.get(name or "") if scope.record else None
    if written is not None and written.of is not None and written.changes is None:
        hint = "name a rate with `changes:` and an actor or an option: events within a level are no decisions"
        scope.wrong("E089", f"{name} is a rate of events, not of changes of level", place, hint)
    return name


def window(written: document.Document, scope: Scope) -> Window | None:
    """Resolve the window."""
    given = written.window
    if given is None:
        return None
    place: Place = ("window",)
    if (given.closes is None) == (given.when is None):
        hint = "give `closes:` with rates or a date, or `when:` with the condition under which it is closed"
        scope.mistakes.append(
            scope.text.mistake("E012", "a window needs one way of closing", place, hint=hint, key=True)
        )
    closes: tuple[Rate, ...] = ()
    closes_on = None
    if isinstance(given.closes, dict):
        closes = rates(given.closes, ("window", "closes"), scope)
    elif given.closes is not None:
        closes_on = _closing_date(given.closes, written, scope)
    when = scope.condition(given.when, ("window", "when")) if given.when is not None else None
    return Window(closes, rates(given.reopens, ("window", "reopens"), scope), closes_on, when, given.about)


def _closing_date(text: str, written: document.Document, scope: Scope) -> float | None:
    place: Place = ("window", "closes")
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        hint = "write rates, such as `{0.05 per month: not talks}`, or a date"
        scope.mistakes.append(scope.text.mistake("E035", f'"{text}" is not a date', place, hint=hint))
        return None
    past = "play starts at `as_of`, and the window would be closed from the first day: give a later date, or rates"
    return months_until(day, written, place, scope, past)
