"""offramp's own layout: a table with commas and a header, as a case has it beside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import cast

from offramp.record.events.cameo import Codes
from offramp.record.events.cells import Days, Numbers, Unreadable, bared, dated, known_after, name_of, shown
from offramp.record.events.cutting import by_commas
from offramp.record.events.event import Confidence, Event, Precision
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make
from offramp.record.events.plover import KNOWN

COLUMNS = (
    "id",
    "date",
    "date_precision",
    "actor",
    "target",
    "category",
    "cameo",
    "goldstein",
    "plover",
    "plover_mode",
    "plover_score",
    "quad_class",
    "summary",
    "source",
    "source_url",
    "source_date",
    "confidence",
    "seed_ref",
    "note",
    "known_on",
)

CONFIDENCE = {"": None, "high": "high", "medium": "medium", "low": "low"}
QUADS = {"": None, "1": 1, "2": 2, "3": 3, "4": 4}
PRECISIONS = ("day", "month", "year")


def bind(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row.

    Where the quad class is empty it is that of the root of the code, or else of the PLOVER type.
    """
    places = [at.get(name, -1) for name in COLUMNS]
    goldstein = Numbers("score on Goldstein's scale", -10, 10, ("",))
    plover = Numbers("score on the PLOVER scale", -10, 10, ("",))
    days, codes = Days(), Codes()

    def event(cells: Sequence[str], line: int) -> Event:
        row = [bared(cells[place].strip()) if place >= 0 else "" for place in places]
        (name, date, precise, actor, target, category, code, scored, kind, mode, graded, quad, says, source, url) = row[
            :15
        ]
        day, precision = dated(date)
        if precise and precise != precision:
            day, precision = coarser(date, precise)
        words = category or kind or (codes[code].words if code else "")
        if not words:
            raise Unreadable("the row has neither a category nor a code; fill in the column category")
        implied = codes[code].quad if code else KNOWN.get(kind.lower())
        if quad not in QUADS:
            raise Unreadable(f"{shown(quad)} is no quad class; write 1, 2, 3 or 4, or leave it empty")
        if row[16] not in CONFIDENCE:
            raise Unreadable(f"{shown(row[16])} is no confidence; write high, medium or low, or leave it empty")
        known = days[row[19]] if row[19] else known_after(day, precision)
        if known < day:
            raise Unreadable(f"it is known on {known}, before it happened; an announcement is an event of its own")
        score, scale = goldstein[scored], "goldstein"
        if score is None:
            score, scale = plover[graded], "plover"
        return make(
            name or name_of(file, line),
            day,
            precision,
            actor,
            target,
            words.lower(),
            mode.lower(),
            code,
            QUADS[quad] or implied,
            score,
            scale if score is not None else "",
            says,
            source,
            url,
            known,
            cast("Confidence | None", CONFIDENCE[row[16]]),
            1,
            file,
            line,
        )

    return event


def coarser(date: str, precise: str) -> tuple[datetime.date, Precision]:
    """Return the first day of the month or year of a day, if no more than that is said to be known."""
    day, precision = dated(date)
    if precise not in PRECISIONS:
        raise Unreadable(f"{shown(precise)} is no precision of a date; write day, month or year, or leave it empty")
    if PRECISIONS.index(precise) < PRECISIONS.index(precision):
        raise Unreadable(f"{shown(date)} names no {precise}; write one, or {precision} as its precision")
    return day.replace(day=1, month=day.month if precise == "month" else 1), cast("Precision", precise)


OWN = Layout(
    name="own",
    title="offramp's own table of events",
    columns=COLUMNS,
    needs=("date", "actor", "category"),
    cut=by_commas,
    header="first",
    bind=bind,
    merge="id",
    terms="those of whoever wrote it",
)
