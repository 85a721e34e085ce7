"""Rates that are to be estimated from the record, as written, with names resolved."""

from __future__ import annotations

import datetime

from offramp.case import document
from offramp.case.fields import RATE
from offramp.case.kinds import named
from offramp.case.mistakes import nearest
from offramp.case.naming import Scope, name_mistake
from offramp.case.reading import Place
from offramp.case.recorded import Estimate, Regime
from offramp.case.recording import Estimate as Written
from offramp.case.recording import Record
from offramp.case.timing import read_rate


def estimates(case: document.Document, record: Record, scope: Scope) -> dict[str, Estimate]:
    """Resolve the rates of the record; mistakes go to the scope."""
    return {name: _estimate(name, rate, case, record, scope) for name, rate in record.rates.items()}


def _estimate(name: str, written: Written, case: document.Document, record: Record, scope: Scope) -> Estimate:
    place: Place = ("record", "rates", name)
    if mistake := name_mistake(name, scope.text, place):
        scope.mistakes.append(mistake)
    if (written.of is None) == (written.changes is None):
        hint = "give either `of:`, a kind of events, or `changes:`, an option, a clock or an actor"
        what = "of nothing" if written.of is None else "of two things"
        scope.wrong("E081", f"{name} is a rate {what}", place, hint, key=True)
    elif written.of is not None:
        named([written.of], (*place, "of"), scope)
    elif written.changes not in (known := [*scope.variables, *case.actors]):
        hint = nearest(written.changes or "", known, what="options, clocks and actors")
        scope.wrong("E021", f'unknown option or actor "{written.changes}"', (*place, "changes"), hint)
    return Estimate(
        name,
        written.name or name.replace("_", " "),
        written.of,
        written.changes,
        _regimes(written, place, record, scope),
        _expert(written.expert, (*place, "expert"), scope),
        _beside(written, (*place, "beside"), record, scope),
        written.beside_days,
        {key: scope.condition(text, (*place, "while", key)) for key, text in written.given.items()},
        written.about,
        tuple(written.cite),
    )


def _regimes(written: Written, place: Place, record: Record, scope: Scope) -> tuple[Regime, ...]:
    """Resolve the regimes: in order, apart, and within the record."""
    found: list[Regime] = []
    for name, regime in written.regimes.items():
        inner = (*place, "regimes", name)
        first, last = _span(regime.since, regime.until)
        if first > last:
            hint = "let `since` be a day before `until`, or the same"
            scope.wrong("E082", f"{name} ends before it begins", inner, hint, key=True)
        elif found and first <= _span(found[-1].since, found[-1].until)[1]:
            hint = f"give {name} a `since` after the `until` of {found[-1].id}, or change their order"
            scope.wrong("E082", f"{name} begins before {found[-1].id} ends", inner, hint, key=True)
        elif (record.since and last < record.since) or (record.until and first > record.until):
            hint = "change its dates, or `since` and `until` of the record"
            scope.wrong("E082", f"{name} lies outside the record", inner, hint, key=True)
        found.append(Regime(name, regime.name or name.replace("_", " "), regime.since, regime.until))
    return tuple(found)


def _span(since: datetime.date | None, until: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    return since or datetime.date.min, until or datetime.date.max


def _expert(written: str | None, place: Place, scope: Scope) -> tuple[float, float] | None:
    """Return a range of rates per month, None if there is none."""
    if written is None:
        return None
    found = read_rate(written)
    if found is None and not RATE.match(written):
        hint = "write a range and a unit, such as `0.5 to 4 per month` (day, week, month, year)"
        scope.wrong("E034", f'"{written}" is not a range of rates', place, hint)
        return None
    if found is None or not found.low < found.high:
        hint = "write the least and the greatest that you would believe, both above 0: `0.5 to 4 per month`"
        scope.wrong("E084", "a judgement is a range from low to high", place, hint)
        return None
    return found.low, found.high


def _beside(written: Written, place: Place, record: Record, scope: Scope) -> tuple[str, ...]:
    """Return kinds of events, or of calendar entries, which are known only once the calendar is read."""
    if not record.calendar:
        return named(written.beside, place, scope)
    for number, name in enumerate(written.beside):
        if name in written.beside[:number]:
            scope.wrong("E006", f"{name} stands twice", (*place, number), "keep one of the two")
    return tuple(written.beside)
