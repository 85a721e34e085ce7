"""ACLED event files: a table with commas and a header."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from operator import itemgetter

from offramp.record.events.cells import MONTHS, NOTHING, Days, Unreadable, date_of, known_after, name_of, shown, whole
from offramp.record.events.cutting import by_commas
from offramp.record.events.event import Event, Precision
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
USED = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
    *("source", "notes", "timestamp"),
)
PRECISIONS: dict[str, Precision] = {"": "day", "1": "day", "2": "month", "3": "month"}
"""Of ACLED's precisions 1 is a day, 2 a week and 3 a month; a week counts as a month, for it may lie in two."""
EPOCH = datetime.date(1970, 1, 1)
LAST_STAMP = 7_258_118_400
"""The first second of the year 2200."""


class Dates(Days):
    """Days as ACLED writes them: `2023-01-31`, or `31 January 2023` in older files."""

    def __missing__(self, cell: str) -> datetime.date:
        parts = cell.split()
        if len(parts) != 3:
            return super().__missing__(cell)
        day = date_of(whole(parts[2]), MONTHS.get(parts[1].lower()), whole(parts[0]), cell)
        self[cell] = day
        return day


def bind(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row.

    An event is known from the day of its timestamp, which is that of its last revision.
    """
    cells_of = itemgetter(*(at[name] for name in USED))
    dates, nothing = Dates(), NOTHING

    def event(cells: Sequence[str], line: int) -> Event:
        row = ["" if cell in nothing else cell.strip() for cell in cells_of(cells)]
        name, date, precise, kind, mode, actor, target, source, notes, stamp = row
        if not kind:
            raise Unreadable("the row has no event_type")
        if precise not in PRECISIONS:
            raise Unreadable(f"{shown(precise)} is no time_precision, which is 1, 2 or 3")
        day, precision = dates[date], PRECISIONS[precise]
        known = stamped(stamp) if stamp else known_after(day, precision)
        return make(
            name or name_of(file, line),
            day if precision == "day" else day.replace(day=1),
            precision,
            actor,
            target,
            kind.lower(),
            mode.lower(),
            "",
            None,
            None,
            "",
            notes,
            source or "ACLED",
            "",
            max(known, day),
            None,
            1,
            file,
            line,
        )

    return event


def stamped(cell: str) -> datetime.date:
    """Return the day, in UTC, of a number of seconds since 1970."""
    seconds = whole(cell)
    if seconds is None or seconds >= LAST_STAMP:
        raise Unreadable(f"{shown(cell)} is no timestamp, which is a number of seconds since 1970")
    return EPOCH + datetime.timedelta(seconds // 86_400)


ACLED = Layout(
    name="acled",
    title="ACLED events",
    columns=COLUMNS,
    needs=USED,
    cut=by_commas,
    header="first",
    bind=bind,
    merge="id",
    terms="ACLED asks for registration and attribution, and forbids passing its data on (acleddata.com)",
)
