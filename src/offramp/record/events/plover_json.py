"""PLOVER records as JSON: one a line, or one after the other; also those of the coder NGEC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offramp.record.events.cells import NOTHING, Days, Unreadable, known_after, name_of, printable, shown
from offramp.record.events.cutting import by_json
from offramp.record.events.event import Event
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make
from offramp.record.events.plover import KNOWN, joined, kind_of


def bind(_: Mapping[str, int], file: str) -> Reads:
    """Return what reads a record.

    Actors are given by code or country, several with `; ` between, or by their text if they have neither. An event is
    known from the day it was published, if the record says so.
    """
    days = Days()

    def event(record: Mapping[str, Any], line: int) -> Event:
        date = text_at(record, "date", "date_resolved", "event_date")
        kind = kind_of(text_at(record, "event", "event_type"))
        day = days[date[:10]]
        published = text_at(record, "pub_date", "publication_date", "publicationDate")
        attributes = record.get("attributes")
        sides = attributes if isinstance(attributes, Mapping) else {}
        return make(
            text_at(record, "id", "event_id", "_id") or name_of(file, line),
            day,
            "day",
            actors(record.get("source", sides.get("ACTOR"))),
            actors(record.get("target", sides.get("RECIP"))),
            kind,
            text_at(record, "mode", "event_mode").lower(),
            "",
            KNOWN[kind],
            None,
            "",
            text_at(record, "text", "event_text", "eventText"),
            text_at(record, "publication", "source_name", "publisher") or "PLOVER",
            text_at(record, "url"),
            max(days[published[:10]] if published else known_after(day), day),
            None,
            1,
            file,
            line,
        )

    return event


def text_at(record: Mapping[str, Any], *names: str) -> str:
    """Return what stands under the first of some names that a record has; of a list the items, with `; ` between.

    Raises
    ------
    Unreadable
        If it is not text, a number, or a list of these.
    """
    for name in names:
        value = record.get(name)
        if value is None or value == "" or value == []:
            continue
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str | int | float) for part in parts):
            raise Unreadable(f"{name} is {shown(str(value))}, not text")
        return clean("; ".join(str(part) for part in parts))
    return ""


def clean(text: str) -> str:
    """Return text without halves of characters, which JSON can write and no table can hold, and printable."""
    return "" if text in NOTHING else printable(text.encode("utf-8", "replace").decode())


def actors(value: Any) -> str:
    """Return the actors of one side: each by its code, its country or its text."""
    sides = value if isinstance(value, list) else [value] if value else []
    names = ("code", "country", "actorText", "wiki", "text", "actor_role_query")
    found = [side if isinstance(side, str) else text_at(side, *names) for side in sides if isinstance(side, str | dict)]
    return clean(joined(found))


PLOVER_JSON = Layout(
    name="plover-json",
    title="PLOVER records as JSON",
    columns=(),
    needs=(),
    cut=by_json,
    header="never",
    bind=bind,
    merge="coding",
    terms="those of whoever coded them; the PLOVER gold standard records are CC BY-SA 4.0",
)
