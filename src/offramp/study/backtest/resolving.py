"""What followed: whether something came true within some months."""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Sequence

from offramp.record.states import Stay


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
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
