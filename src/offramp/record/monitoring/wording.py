"""Clauses in words: what each says, with its lengths and numbers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import Expression
from offramp.case.model import MONTH_DAYS
from offramp.record.monitoring.days import in_words

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def terms(clause: Commitment, as_of: datetime.date | None) -> str:
    """Say what a clause asks, and when."""
    return "; ".join((_core(clause), *_scope(clause), *_time(clause, as_of)))


def _core(clause: Commitment) -> str:
    if clause.keeps is not None:
        within = f" {length(clause.within)} after the start" if clause.within else ""
        return f"keeps `{clause.text}`{',' + within + ' at the latest' if within else ''}"
    if clause.does:
        limit = clause.within or clause.lasts or 0
        return f"does {listed(clause.does, 'or')} " + (f"within {length(limit)}" if limit else "on the first day")
    often = "" if not clause.at_most else f" more than {clause.at_most} time{'s' * (clause.at_most > 1)}"
    window = f" in any {clause.every} days" if clause.every is not None else ""
    return f"no {listed(clause.forbids, 'or')}{often}{window}"


def _scope(clause: Commitment) -> Iterator[str]:
    if clause.excluding:
        yield f"{listed(clause.excluding, 'and')} not counted"
    if clause.unclear:
        yield f"open whether {listed(clause.unclear, 'and')} counts"
    if clause.given_text is not None:
        yield f"while `{clause.given_text}`"


def _time(clause: Commitment, as_of: datetime.date | None) -> Iterator[str]:
    first = clause.starts or as_of
    if clause.starts_on is not None:
        yield f"from the first {listed(clause.starts_on.kinds, 'or')}"
    elif first is not None:
        yield f"from {in_words(first)}"
    if clause.lasts is not None and not clause.does:
        yield f"for {length(clause.lasts)}"
    if clause.until is not None:
        yield f"until {_event_or_condition(clause.until, clause.until_text)}"
    if clause.unless is not None:
        yield f"unless {_event_or_condition(clause.unless, clause.unless_text)}"
    if clause.unless_broken:
        yield f"unless {listed(clause.unless_broken, 'or')} is broken"


def _event_or_condition(what: Expression | Happens, text: str | None) -> str:
    return listed(what.kinds, "or") if isinstance(what, Happens) else f"`{text}`"


def length(months: float) -> str:
    """Write a length of time in months if it is a whole number of them, else in days.

    Examples
    --------
    >>> length(12.0), length(1.0), length(90 / MONTH_DAYS)
    ('12 months', '1 month', '90 days')
    """
    whole = abs(months - round(months)) <= 1e-9
    count, unit = (round(months), "month") if whole else (round(months * MONTH_DAYS), "day")
    return f"{count} {unit}{'s' * (count != 1)}"


def ordinal(number: int) -> str:
    """Write a place in a row.

    Examples
    --------
    >>> ordinal(1), ordinal(11), ordinal(22), ordinal(113)
    ('first', '11th', '22nd', '113th')
    """
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(names: Sequence[str], last: str) -> str:
    """Join names.

    Examples
    --------
    >>> listed(["a", "b", "c"], "or"), listed(["a"], "or")
    ('a, b or c', 'a')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""
