"""What all that is told of the record shares: dates, rates with their doubt, and where a result comes from."""

from __future__ import annotations

import datetime

from offramp.report.names import Names
from offramp.report.rounding import NOTHING, counted, listed
from offramp.study.results.recording import RecordProvenance

DIGEST = 12
"""How many characters of a digest are told."""
MOST_WORDS = 140
"""Characters after which what an event says is cut in a table."""


def source(found: RecordProvenance) -> str:
    """Say where a result about the record comes from, and what its rows were."""
    files = listed(list(found.files)) or "no file"
    return (
        f"{found.case}, digest {found.digest[:DIGEST]}, offramp {found.version}; the record ({files}, digest "
        f"{found.record[:DIGEST]}) as of {found.as_of}: {rows(found)}. {found.method}"
    )


def rows(found: RecordProvenance) -> str:
    """Say how many events were known, and what became of the rows read."""
    known = f"{counted(found.events, 'event')} known by then, of {counted(found.rows, 'row')} read"
    parts = []
    if found.merged:
        parts.append(f"{found.merged:,} merged into others as duplicates")
    if found.refused:
        parts.append(f"{found.refused:,} could not be read and {'is' if found.refused == 1 else 'are'} left out")
    return f"{known} ({'; '.join(parts)})" if parts else known


def day_of(text: str) -> datetime.date:
    """Return the day of a date; the first day of a month or year of which no more is known.

    Examples
    --------
    >>> day_of("2017-07-04"), day_of("2017-07").isoformat(), day_of("2017").isoformat()
    (datetime.date(2017, 7, 4), '2017-07-01', '2017-01-01')
    """
    parts = [int(part) for part in text.split("-")]
    return datetime.date(*[*parts, 1, 1][:3])


def stretch(since: str, until: str | None) -> str:
    """Write a stretch of days: `2017-07-04 to 2017-07-06`, one day alone, or `from` a day on.

    Examples
    --------
    >>> stretch("2017-07-04", "2017-07-06"), stretch("2017-07-04", "2017-07-04"), stretch("2017-07-04", None)
    ('2017-07-04 to 2017-07-06', '2017-07-04', 'from 2017-07-04')
    """
    if until is None:
        return f"from {since}"
    return since if since == until else f"{since} to {until}"


def rate(value: float | None) -> str:
    """Write a rate, a ratio or a length with three figures at most; a dash if there is none.

    Examples
    --------
    >>> rate(1.956), rate(0.0), rate(0.004), rate(15.84), rate(520.0)
    ('1.96', '0', '0.004', '15.8', '520')
    """
    if value is None or value != value:
        return NOTHING
    if value == 0:
        return "0"
    if value >= 99.95:
        return f"{value:,.0f}" if value != float("inf") else "no bound"
    if value < 0.01:
        return f"{value:.3f}" if value >= 0.0005 else "<0.001"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def rated(value: float | None, low: float | None, high: float | None) -> str:
    """Write a rate with its interval: `1.96 (1.43 to 2.62)`.

    Examples
    --------
    >>> rated(1.96, 1.43, 2.62), rated(2.0, None, None), rated(3.0, 0.5, float("inf"))
    ('1.96 (1.43 to 2.62)', '2.00', '3.00 (at least 0.50)')
    """
    if value is None or low is None or high is None:
        return rate(value)
    if high == float("inf"):
        return f"{rate(value)} (at least {rate(low)})"
    return f"{rate(value)} ({rate(low)} to {rate(high)})"


def in_cell(value: float | None, low: float | None, high: float | None) -> str:
    """Write a rate with its interval for a table cell, the interval on a line of its own."""
    return rated(value, low, high).replace(" (", "\n(", 1)


def by_chance(p: float | None) -> str:
    """Write how often something comes by chance, never as 0.

    Examples
    --------
    >>> by_chance(0.21), by_chance(0.0023), by_chance(0.0)
    ('0.21', '0.002', '<0.001')
    """
    if p is None or p != p:
        return NOTHING
    if p < 0.0005:
        return "<0.001"
    return f"{p:.3f}" if p < 0.0995 else f"{p:.2f}"


def in_days(days: int) -> str:
    """Write when something begins, in days from now.

    Examples
    --------
    >>> in_days(42), in_days(1), in_days(0), in_days(-3)
    ('in 42 days', 'in 1 day', 'today', 'has begun')
    """
    return f"in {counted(days, 'day')}" if days > 0 else "today" if days == 0 else "has begun"


def cut(text: str, most: int = MOST_WORDS) -> str:
    """Cut a text, at a space if there is one, and say so by dots.

    Examples
    --------
    >>> cut("one two three", 9), cut("one two three", 13), cut("x" * 30, 6)
    ('one two …', 'one two three', 'xxxx …')
    """
    if len(text) <= most:
        return text
    short = text[: most - 1]
    return f"{short[: short.rfind(' ')] if ' ' in short else short[: most - 2]} …"


def lane(variable: str, names: Names) -> str:
    """Return an option or clock with whose it is: `North Korea: testing`."""
    actor, dot, _ = variable.rpartition(".")
    option = names.option(variable)
    whose = names.actor(actor) if dot else ""
    if not whose or option == whose:
        return option
    return f"{whose}: {option.removeprefix(f'{whose} ')}"
