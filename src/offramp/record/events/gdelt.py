"""GDELT event tables: 2.0 with 61 columns and 1.0 with 58 or 57, tab-separated, mostly without a header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from offramp.record.events.cameo import LOST, Codes
from offramp.record.events.cells import NOTHING, Days, Numbers, Unreadable, known_after, name_of, shown
from offramp.record.events.cutting import by_commas, by_tabs
from offramp.record.events.event import Event
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make

_ACTOR = (
    *("code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code", "religion2code"),
    *("type1code", "type2code", "type3code"),
)
_PLACE = ("type", "fullname", "countrycode", "adm1code", "adm2code", "lat", "long", "featureid")

COLUMNS = (
    *("globaleventid", "sqldate", "monthyear", "year", "fractiondate"),
    *(f"actor{side}{name}" for side in "12" for name in _ACTOR),
    *("isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale"),
    *("nummentions", "numsources", "numarticles", "avgtone"),
    *(f"{whose}geo_{name}" for whose in ("actor1", "actor2", "action") for name in _PLACE),
    *("dateadded", "sourceurl"),
)
"""The 61 columns of GDELT 2.0, in order and in lower case."""
COLUMNS_1 = tuple(name for name in COLUMNS if not name.endswith("adm2code"))
"""The 58 columns of GDELT 1.0. Its files up to March 2013 lack the last, SOURCEURL."""

QUADS = {"1": 1, "2": 2, "3": 3, "4": 4} | dict.fromkeys(NOTHING)
TERMS = "open to any use with a citation of the GDELT Project (gdeltproject.org)"

USED = (
    *("globaleventid", "sqldate", "actor1code", "actor1name", "actor1countrycode"),
    *("actor2code", "actor2name", "actor2countrycode", "eventcode", "eventrootcode"),
    *("quadclass", "goldsteinscale", "actiongeo_fullname", "dateadded"),
)
"""The columns that are used, but for the address of the source."""


def bind(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row.

    Actors are given by country, or by their CAMEO code if they have none. An event is known from the day it was added.
    """
    cells_of = itemgetter(*(at[name] for name in USED))
    i_url = at.get("sourceurl", -1)
    days, codes, scores = Days(), Codes(), Numbers("score on Goldstein's scale", -10, 10)
    nothing = NOTHING

    def event(cells: Sequence[str], line: int) -> Event:
        (name, date, code1, name1, actor, code2, name2, target, code, root, quad, scored, place, added) = cells_of(
            cells
        )
        day = days[date]
        meaning = codes[code]
        if root != code[:2] and root not in nothing:
            raise Unreadable(f"the code {shown(code)} does not begin with its root {shown(root)}; {LOST}")
        if quad not in QUADS:
            raise Unreadable(f"{shown(quad)} is no quad class, which is 1, 2, 3 or 4")
        if actor in nothing:
            actor = "" if code1 in nothing else code1
        if target in nothing:
            target = "" if code2 in nothing else code2
        known = days[added[:8]] if added not in nothing else known_after(day)
        url = cells[i_url] if i_url >= 0 else ""
        score = scores[scored]
        return make(
            name if name not in nothing else name_of(file, line),
            day,
            "day",
            actor,
            target,
            meaning.words,
            meaning.plover,
            code,
            QUADS[quad],
            score,
            "" if score is None else "goldstein",
            f"{actor if name1 in nothing else name1}: {meaning.words}"
            f"{': ' + (target if name2 in nothing else name2) if target else ''}"
            f"{'' if place in nothing else ' (' + place + ')'}",
            host(url) or "GDELT",
            "" if url in nothing else url,
            known if known > day else day,
            None,
            1,
            file,
            line,
        )

    return event


def host(url: str) -> str:
    """Return the host that a URL names, empty if it names none."""
    parts = url.split("/", 3)
    return parts[2] if len(parts) > 2 and parts[0] in ("http:", "https:") else ""


GDELT_2 = Layout(
    name="gdelt-2",
    title="GDELT 2.0 events",
    columns=COLUMNS,
    needs=(*USED, "actiongeo_adm2code"),
    cut=by_tabs,
    header="maybe",
    bind=bind,
    merge="coding",
    terms=TERMS,
)
GDELT_1 = Layout(
    name="gdelt-1",
    title="GDELT 1.0 events",
    columns=COLUMNS_1,
    needs=tuple(USED),
    cut=by_tabs,
    header="maybe",
    bind=bind,
    merge="coding",
    terms=TERMS,
    least=57,
)
GDELT_TABLE = Layout(
    name="gdelt-csv",
    title="GDELT events as a table with commas and a header",
    columns=COLUMNS,
    needs=tuple(USED),
    cut=by_commas,
    header="first",
    bind=bind,
    merge="coding",
    terms=TERMS,
)
