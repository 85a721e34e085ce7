"""Forecasts that the record resolves: outcomes by play, kinds of events by their rate of late; and what to beat."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import MONTH_DAYS
from offramp.record.opening import Opened
from offramp.record.rates.gammas import ahead, from_count
from offramp.record.states import Stay
from offramp.study.backtest.moments import Moment
from offramp.study.backtest.resolving import came, happened, left, months_later, on
from offramp.study.backtest.scoring import base_rates, persistence
from offramp.study.results.backtest import Forecast

LEARNING = 12
"""For how many months forecasts are only made, so that base rate and persistence have something to go by."""
OF_LATE = 12
"""From how many months before a forecast the rate of a kind of events is taken."""
NEVER = datetime.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Asked:
    """One target at one horizon, asked on every day in turn.

    Attributes
    ----------
    target, name : str
        An outcome or a kind of events, and it in words.
    horizon : int
        Months.
    days, due : tuple of date
        When each forecast was made, and when it is due.
    chances, errors : tuple of float
        What is said, and its standard error.
    held : tuple of bool
        Whether it held when the forecast was made; of a kind, whether it had happened within as many months before.
    came : tuple of bool or None
        Whether it came true; None if the record cannot say.
    changed : tuple of bool or None
        Whether `held` was otherwise on some day up to when it was due.
    already : tuple of bool
        Whether there is nothing to forecast.
    start : float
        What the base rate begins with: for an outcome one in as many as there are others, none of these included; for
        a kind one half.
    """

    target: str
    name: str
    horizon: int
    days: tuple[datetime.date, ...]
    due: tuple[datetime.date, ...]
    chances: tuple[float, ...]
    errors: tuple[float, ...]
    held: tuple[bool, ...]
    came: tuple[bool | None, ...]
    changed: tuple[bool | None, ...]
    already: tuple[bool, ...]
    start: float


def forecasts(
    opened: Opened, moments: Sequence[Moment], past: Sequence[Stay], until: datetime.date, horizons: Sequence[int]
) -> tuple[Forecast, ...]:
    """Return the forecasts of every outcome and every kind of events that has a rate, at every horizon.

    Parameters
    ----------
    opened : Opened
        The case and its record, all of it: what came is told by what is known now.
    moments : sequence of Moment
        The analysis as of each day.
    past : sequence of Stay
        The states the record went through.
    until : date
        The last day of the record.
    horizons : sequence of int
        Months, at most as many as a moment tells.

    Notes
    -----
    An outcome comes true if the record stands in it on some day after the forecast and by its end; play gives the
    chance of that without any policy. A kind comes true if one such event happens in that time; its chance is that of
    a gamma-Poisson count with the rate of the last `OF_LATE` months, as known on the day, and owes nothing to play.
    """
    kinds = [rate.of for rate in opened.rules.rates.values() if rate.of is not None]
    asked = [
        *(_outcome(opened, moments, past, o.id, o.name, h) for o in opened.case.outcomes for h in horizons),
        *(_kind(opened, moments, kind, until, h) for kind in dict.fromkeys(kinds) for h in horizons),
    ]
    return tuple(forecast for each in asked for forecast in _told(each))


def _outcome(
    opened: Opened, moments: Sequence[Moment], past: Sequence[Stay], outcome: str, name: str, horizon: int
) -> Asked:
    days = tuple(m.day for m in moments)
    due = tuple(months_later(day, horizon) for day in days)
    stood = [on(past, day) for day in days]
    held = tuple(stay is not None and stay.outcome == outcome for stay in stood)
    met = tuple(came(past, outcome, day, end) for day, end in zip(days, due, strict=True))
    gone = (left(past, outcome, day, end) for day, end in zip(days, due, strict=True))
    chances = [m.by_month[outcome][horizon - 1] for m in moments]
    return Asked(
        outcome, name, horizon, days, due,
        tuple(c for c, _ in chances), tuple(e for _, e in chances), held, met,
        tuple(away if there else new for there, away, new in zip(held, gone, met, strict=True)), held,
        1 / max(len(opened.case.outcomes), 1),
    )  # fmt: skip


def _kind(opened: Opened, moments: Sequence[Moment], kind: str, until: datetime.date, horizon: int) -> Asked:
    days = tuple(m.day for m in moments)
    due = tuple(months_later(day, horizon) for day in days)
    all_days = sorted({event.day for event in opened.kinds[kind]})
    met = tuple(happened(all_days, day, end, until) for day, end in zip(days, due, strict=True))
    held = tuple(any(months_later(day, -horizon) < d <= day for d in all_days) for day in days)
    chances = tuple(_chance(opened, kind, day, horizon) for day in days)
    changed = tuple(None if new is None else new != there for new, there in zip(met, held, strict=True))
    name = opened.rules.kinds[kind].name
    never, sure = (False,) * len(days), (0.0,) * len(days)
    return Asked(kind, name, horizon, days, due, chances, sure, held, met, changed, never, 0.5)


def _chance(opened: Opened, kind: str, day: datetime.date, horizon: int) -> float:
    """Return the chance of at least one such event within some months, by the rate of late as known on a day."""
    since = max(months_later(day, -OF_LATE), opened.since - datetime.timedelta(days=1))
    days = {event.day for event in opened.kinds[kind] if since < event.day <= day and event.known_on <= day}
    months = max((day - since).days, 1) / MONTH_DAYS
    return 1.0 - ahead(from_count(len(days), months), horizon).none


def _told(asked: Asked) -> list[Forecast]:
    made = np.array([day.toordinal() for day in asked.days])
    due = np.array([day.toordinal() for day in asked.due])
    open_ = np.where(np.array(asked.already) | _unknown(asked.came), NEVER, due)
    rates = base_rates(made, open_, [bool(x) for x in asked.came], asked.start)
    settled = np.where(_unknown(asked.changed), NEVER, due)
    same = persistence(made, settled, asked.held, [bool(x) for x in asked.changed], asked.start)
    first = months_later(asked.days[0], LEARNING)
    return [
        Forecast(
            day.isoformat(), end.isoformat(), asked.target, asked.name, asked.horizon,
            chance, error, float(rate), float(stays), met, already, met is not None and not already and day >= first,
        )
        for day, end, chance, error, rate, stays, met, already in zip(
            asked.days, asked.due, asked.chances, asked.errors, rates, same, asked.came, asked.already, strict=True
        )
    ]  # fmt: skip


def _unknown(values: Sequence[bool | None]) -> NDArray[np.bool_]:
    return np.array([value is None for value in values])
