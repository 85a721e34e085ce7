"""POLECAT event files: tab-separated, 40 columns, a header, None for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from offramp.record.events.cells import NOTHING, Days, Numbers, known_after, name_of
from offramp.record.events.cutting import by_tabs
from offramp.record.events.event import Event
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make
from offramp.record.events.plover import joined, kind_of, quad_of

COLUMNS = (
    *("event id", "event date", "event type", "event mode", "intensity", "quad code", "contexts"),
    *("actor name", "actor country", "actor cow", "primary actor sector", "actor sectors", "actor title"),
    *("actor name raw", "wikipedia actor id", "recipient name", "recipient country", "recipient cow"),
    *("primary recipient sector", "recipient sectors", "recipient title", "recipient name raw"),
    *("wikipedia recipient id", "placename", "city", "district", "province", "country", "latitude", "longitude"),
    *("geonames id", "raw placename", "feature type", "source", "publication date", "story people"),
    *("story organizations", "story locations", "language", "version"),
)
USED = (
    *("event id", "event date", "event type", "event mode", "quad code", "contexts", "actor name", "actor country"),
    *("recipient name", "recipient country", "country", "source", "publication date"),
)


def bind(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row.

    Actors are given by country, several with `; ` between, or by their names if they have none. An event is known from
    the day it was published.
    """
    cells_of = itemgetter(*(at[name] for name in USED))
    scored = at.get("intensity", at.get("event intensity", -1))
    days, scores = Days(), Numbers("intensity", -10, 10)
    nothing = NOTHING

    def event(cells: Sequence[str], line: int) -> Event:
        row = ["" if cell in nothing else cell for cell in cells_of(cells)]
        name, date, kind, mode, quad, contexts, who, land, whom, their, place, source, published = row
        day, kind = days[date[:10]], kind_of(kind)
        known = days[published[:10]] if published else known_after(day)
        score = scores[cells[scored]] if scored >= 0 else None
        said = [who or land, f"{kind}{f' ({mode})' if mode else ''}", whom or their, contexts, place]
        return make(
            name or name_of(file, line),
            day,
            "day",
            joined((land or who).split("; ")),
            joined((their or whom).split("; ")),
            kind,
            mode.lower(),
            "",
            quad_of(quad, kind),
            score,
            "" if score is None else "plover",
            ": ".join(part for part in said if part),
            source or "POLECAT",
            "",
            max(known, day),
            None,
            1,
            file,
            line,
        )

    return event


POLECAT = Layout(
    name="polecat",
    title="POLECAT events",
    columns=COLUMNS,
    needs=USED,
    cut=by_tabs,
    header="first",
    bind=bind,
    merge="coding",
    terms="those of the Harvard Dataverse, where the series is published (doi 10.7910/DVN/AJGVIT); cite it",
)
