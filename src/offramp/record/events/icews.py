"""ICEWS event files: tab-separated, 20 columns, a header, NA for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from offramp.record.events.cameo import TWO_SIDED, Codes
from offramp.record.events.cells import NOTHING, Days, Numbers, known_after, name_of
from offramp.record.events.cutting import by_tabs
from offramp.record.events.event import Event
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make

COLUMNS = (
    *("event id", "event date", "source name", "source sectors", "source country", "event text", "cameo code"),
    *("intensity", "target name", "target sectors", "target country", "story id", "sentence number", "publisher"),
    *("city", "district", "province", "country", "latitude", "longitude"),
)
USED = (
    *("event id", "event date", "source name", "source country", "event text", "cameo code", "intensity"),
    *("target name", "target country", "publisher", "country"),
)


def bind(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row.

    Actors are given by the name of their country, or by their own if they have none. ICEWS has no quad class; it is
    that of the code's root.
    """
    cells_of = itemgetter(*(at[name] for name in USED))
    days, codes, scores = Days(), Codes(), Numbers("intensity", -10, 10)
    nothing = NOTHING

    def event(cells: Sequence[str], line: int) -> Event:
        name, date, who, actor, text, code, scored, whom, target, source, place = cells_of(cells)
        day = days[date]
        meaning = codes[code]
        score = scores[scored]
        who, whom = ("" if each in nothing else each for each in (who, whom))
        return make(
            name if name not in nothing else name_of(file, line),
            day,
            "day",
            who if actor in nothing else actor,
            whom if target in nothing else target,
            meaning.words,
            meaning.plover,
            code,
            meaning.quad,
            score,
            "" if score is None else "goldstein",
            f"{who}: {meaning.words if text in nothing else text}: {whom}{'' if place in nothing else f' ({place})'}",
            "ICEWS" if source in nothing else source,
            "",
            known_after(day),
            None,
            1,
            file,
            line,
        )

    return event


ICEWS = Layout(
    name="icews",
    title="ICEWS events",
    columns=COLUMNS,
    needs=USED,
    cut=by_tabs,
    header="first",
    bind=bind,
    merge="coding",
    terms="those of the Harvard Dataverse, where the series is published; cite Boschee et al., ICEWS Coded Event Data",
    two_sided=TWO_SIDED,
)
