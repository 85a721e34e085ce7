"""Which events are asked for, how duplicates are merged, and what is counted: one set of expressions for all databases.

Expressions are built with Ibis (https://ibis-project.org), which writes them in the SQL of the database in use. What an
analyst gives enters as a literal value, never as text of a query.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BY = ("year", "month", "day", "actor", "target", "category", "code", "quad")
"""What events may be counted by."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events are asked for; what is not given is not asked about.

    Attributes
    ----------
    actors, targets, categories : tuple of str
        Any of these, as the source codes them.
    code : str
        The first digits of the CAMEO code.
    since, until : date or None
        The first and the last day on which it happened.
    known_by : date or None
        The day by which it was publicly known.
    """

    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    code: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    known_by: datetime.date | None = None


EVERYTHING = Selection()


def known(events: Any, selection: Selection) -> Any:
    """Return the rows that were known by the day asked about."""
    return events if selection.known_by is None else events.filter(events.known_on <= _day(selection.known_by))


def matching(events: Any, selection: Selection) -> Any:
    """Return the rows that are asked for, but for when they became known."""
    wanted = []
    for column, values in (("actor", selection.actors), ("target", selection.targets)):
        if values:
            wanted.append(events[column].isin(list(values)))
    if selection.categories:
        wanted.append(events.category.isin(list(selection.categories)))
    if selection.code:
        wanted.append(events.code.left(len(selection.code)) == selection.code)
    if selection.since is not None:
        wanted.append(events.day >= _day(selection.since))
    if selection.until is not None:
        wanted.append(events.day <= _day(selection.until))
    return events.filter(wanted) if wanted else events


SURENESS = ("low", "medium", "high")


def groups(events: Any, selection: Selection = EVERYTHING) -> Any:
    """Return one row for each event: the ``seq`` of its ``first`` row, and what all its rows come to.

    These are: rows ``together``, the day on which it was ``first_known``, and how ``sure`` the surest is, from 0 for
    not said to 3 for high. What was not known by the day asked about does not count. The rest of the selection is
    applied only where it does not part rows of one event; apply it to the first rows again.
    """
    rows = known(events, selection)
    if selection != Selection(known_by=selection.known_by):
        rows = matching(rows.filter(rows.alike), selection).union(rows.filter(~rows.alike))
    sure = rows.confidence.cases(*((word, place) for place, word in enumerate(SURENESS, 1)), else_=0)
    found = rows.group_by("same").aggregate(
        first=rows.seq.min(), together=rows.rows.sum(), first_known=rows.known_on.min(), sure=sure.max()
    )
    return found.drop("same")


def chosen(events: Any, selection: Selection = EVERYTHING, *, merge: bool = True) -> Any:
    """Return the events that are asked for.

    Parameters
    ----------
    events : ibis Table
        All rows of a store.
    selection : Selection
        Which are asked for.
    merge : bool
        Whether rows that tell of one event are merged: the first row stands, with the number of rows, the day on which
        the first of them became known, and the highest confidence. Otherwise every row stands for itself.

    Returns
    -------
    ibis Table
        With the columns of `events`.
    """
    if not merge:
        return matching(known(events, selection), selection)
    found = groups(events, selection)
    joined = events.join(found, events.seq == found["first"])
    sure = joined.sure.cases(*enumerate(SURENESS, 1), else_=None)
    joined = joined.mutate(rows=joined.together.cast("int64"), known_on=joined.first_known, confidence=sure)
    return matching(joined.select(list(events.columns)), selection)


def counted(events: Any, by: Sequence[str]) -> Any:
    """Return how many ``events`` there are, and how many ``rows`` told of them, for each value of what is in `by`.

    A year is counted as a number such as 2017, a month as one such as 201707.
    """
    year, month = events.day.year().cast("int64"), events.day.month().cast("int64")
    spans = {"year": year, "month": year * 100 + month}
    keys = {name: spans[name] if name in spans else events[name] for name in by}
    totals = {"events": events.count(), "rows": events.rows.sum().coalesce(0).cast("int64")}
    return events.group_by(**keys).aggregate(**totals) if keys else events.aggregate(**totals)


def _day(day: datetime.date) -> Any:
    """Return a day as text that the database turns into one: Ibis writes dates in words that PostgreSQL lacks."""
    import ibis

    return ibis.literal(day.isoformat()).cast("date")
