"""What followed: the states the record went through, and whether something came true within some months."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.case.expressions import holds
from offramp.case.model import Case
from offramp.record.levels import History
from offramp.study.results.base import NONE_OF_THESE


@dataclass(frozen=True, slots=True)
class Stay:
    """Days on end in one state: the first and the last, the levels, and the outcome."""

    since: datetime.date
    until: datetime.date
    levels: tuple[int, ...]
    outcome: str


def outcome_of(case: Case, levels: Sequence[int]) -> str:
    """Return the outcome of a state: the first that matches, else none of these."""
    columns = {v.id: np.array([level]) for v, level in zip(case.variables, levels, strict=True)}
    found = (outcome.id for outcome in case.outcomes if bool(holds(outcome.when, columns)[0]))
    return next(found, NONE_OF_THESE)


def stays(case: Case, history: History) -> tuple[Stay, ...]:
    """Return the states of a history, one after the other."""
    begins = sorted({span.since for spans in history.spans.values() for span in spans})
    ends = [day - datetime.timedelta(days=1) for day in begins[1:]] + [history.until]
    levels = [history.on(day) for day in begins]
    return tuple(
        Stay(since, until, where, outcome_of(case, where))
        for since, until, where in zip(begins, ends, levels, strict=True)
    )


def changes_of(past: Sequence[Stay]) -> int:
    """Return how often the outcome changed."""
    return sum(before.outcome != after.outcome for before, after in itertools.pairwise(past))


def on(past: Sequence[Stay], day: datetime.date) -> Stay | None:
    """Return the state of a day, None if it lies outside the record."""
    return next((stay for stay in past if stay.since <= day <= stay.until), None)


def came(past: Sequence[Stay], outcome: str, after: datetime.date, due: datetime.date) -> bool | None:
    """Tell whether an outcome came about after one day and by another; None if the record ends before that.

    What has come about sooner is not told either: else, of what the record leaves open, only what came true would be
    scored.
    """
    if not past or past[-1].until < due:
        return None
    return any(stay.outcome == outcome and stay.until > after and stay.since <= due for stay in past)


def left(past: Sequence[Stay], outcome: str, after: datetime.date, due: datetime.date) -> bool | None:
    """Tell whether the record stood in another outcome on some day after one and by another; None as :func:`came`."""
    if not past or past[-1].until < due:
        return None
    return any(stay.outcome != outcome and stay.until > after and stay.since <= due for stay in past)


def happened(
    days: Sequence[datetime.date], after: datetime.date, due: datetime.date, until: datetime.date
) -> bool | None:
    """Tell whether one of some days lies after one day and by another; None if the record ends before that."""
    return None if until < due else any(after < day <= due for day in days)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months later, or the last day of that month if it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))
