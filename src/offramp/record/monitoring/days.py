"""Days and lengths of time as clauses count them."""

from __future__ import annotations

import calendar
import datetime

from offramp.case.model import MONTH_DAYS

ONE_DAY = datetime.timedelta(days=1)
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def after(day: datetime.date, months: float) -> datetime.date:
    """Return the day some months after a day; the last day there is if that lies beyond it.

    Whole months are months of the calendar: six months after 27 July is 27 January, and one month after 31 January is
    the last day of February. All else is counted in days, a month as 365.25 / 12 of them, and rounded.

    Examples
    --------
    >>> after(datetime.date(2018, 7, 27), 6), after(datetime.date(2019, 1, 31), 1)
    (datetime.date(2019, 1, 27), datetime.date(2019, 2, 28))
    >>> after(datetime.date(2018, 7, 27), 10 / MONTH_DAYS)
    datetime.date(2018, 8, 6)
    """
    try:
        if abs(months - round(months)) > 1e-9:
            return day + datetime.timedelta(days=round(months * MONTH_DAYS))
        years, month = divmod(day.month - 1 + round(months), 12)
        last = calendar.monthrange(day.year + years, month + 1)[1]
        return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
    except (OverflowError, ValueError):
        return datetime.date.max


def in_words(day: datetime.date, precision: str = "day") -> str:
    """Write a day as readers do; only its month or year if no more is known.

    Examples
    --------
    >>> in_words(datetime.date(2017, 7, 10)), in_words(datetime.date(2017, 7, 1), "month")
    ('10 July 2017', 'July 2017')
    """
    month = _NAMES[day.month - 1]
    return {"day": f"{day.day} {month} {day.year}", "month": f"{month} {day.year}", "year": str(day.year)}[precision]
