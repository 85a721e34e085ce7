"""Rows read, packed as columns for a store."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from offramp.record.events.event import Event, Refused
from offramp.record.store.columns import EVENTS, OF_EVENTS, OF_REFUSED, REFUSED, schema_of
from offramp.record.store.same import Same

TEXTS = tuple(name for name, kind in (EVENTS | REFUSED).items() if kind.endswith("string"))


def pack(rows: Sequence[Event | Refused], same: Same) -> tuple[Any, Any]:
    """Return rows as Arrow tables with the columns of `events` and of `refused`.

    Parameters
    ----------
    rows : sequence of Event or Refused
        In the order of their file. ``seq`` counts them from 0.
    same : Same
        Which of them tell of one event.
    """
    read: list[Event] = []
    left: list[Refused] = []
    places: tuple[list[int], list[int]] = [], []
    for place, row in enumerate(rows):
        if isinstance(row, Event):
            read.append(row)
            places[0].append(place)
        else:
            left.append(row)
            places[1].append(place)
    events: dict[str, list[Any]] = {name: list(map(attrgetter(name), read)) for name in OF_EVENTS}
    events |= {"seq": places[0], "same": list(map(same.number, read)), "alike": list(map(same.alike, read))}
    refused: dict[str, list[Any]] = {name: list(map(attrgetter(name), left)) for name in OF_REFUSED}
    refused["seq"] = places[1]
    return _table("events", events), _table("refused", refused)


def placed(table: Any, first: int) -> Any:
    """Return a packed table with ``seq`` counted from `first`."""
    import pyarrow.compute as pc

    return table.set_column(0, table.schema.field(0), pc.add(table.column(0), first))


def _table(table: str, columns: dict[str, list[Any]]) -> Any:
    import pyarrow as pa

    schema = schema_of(table).to_pyarrow()
    arrays = []
    for field in schema:
        values = columns[field.name]
        arrays.append(_texts(values, field.type) if field.name in TEXTS else pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _texts(values: list[Any], kind: Any) -> Any:
    """Return texts without what some database cannot hold: NUL, and halves of characters."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        array = pa.array(values, type=kind)
    except UnicodeEncodeError:
        whole = [None if value is None else value.encode("utf-8", "replace").decode() for value in values]
        array = pa.array(whole, type=kind)
    found = pc.any(pc.match_substring(array, "\0")).as_py()
    return pc.replace_substring(array, "\0", "\ufffd") if found else array
