"""What a store keeps: three tables and their columns."""

from __future__ import annotations

from typing import Any

EVENTS = {
    "seq": "!int64",
    "id": "!string",
    "day": "!date",
    "precision": "!string",
    "actor": "!string",
    "target": "!string",
    "category": "!string",
    "mode": "!string",
    "code": "!string",
    "quad": "int64",
    "score": "float64",
    "scale": "!string",
    "says": "!string",
    "source": "!string",
    "url": "!string",
    "known_on": "!date",
    "confidence": "string",
    "rows": "!int64",
    "file": "!string",
    "line": "!int64",
    "same": "!int64",
    "alike": "!boolean",
}
"""An event as :class:`offramp.record.events.event.Event` has it, one for each row read; and before and after it

- ``seq``: where it stands in the whole feed: the number of its file times 2^32, plus the rows of the file before it;
- ``same``: a number that rows share if they tell of one event, see :mod:`offramp.record.store.same`;
- ``alike``: whether rows that tell of one event agree in day, actor, target, category and code.
"""

REFUSED = {"seq": "!int64", "file": "!string", "line": "!int64", "why": "!string", "row": "!string"}
"""A row that could not be read, as :class:`offramp.record.events.event.Refused` has it."""

FILES = {
    "number": "!int64",
    "name": "!string",
    "digest": "!string",
    "size": "!int64",
    "layout": "!string",
    "lines": "!int64",
    "events": "!int64",
    "refused": "!int64",
    "complete": "!boolean",
}
"""How far a file has been read.

- ``number``, ``name``: the first file read into a store is 1; the name is as it was given;
- ``digest``, ``size``: SHA-256 and length of its bytes;
- ``lines``: lines of the file that are done, ``events`` and ``refused``: rows that they gave;
- ``complete``: whether nothing is left.
"""

OF_EVENTS = tuple(name for name in EVENTS if name not in ("seq", "same", "alike"))
OF_REFUSED = tuple(name for name in REFUSED if name != "seq")
"""What an event, and a refused row, has of itself."""

TABLES = {"events": EVENTS, "refused": REFUSED, "files": FILES}
MOST_ROWS = 2**32
"""More rows than a file may have."""


def schema_of(table: str) -> Any:
    """Return the Ibis schema of a table."""
    import ibis

    return ibis.schema(TABLES[table])


def table(name: str) -> Any:
    """Return a table as an Ibis expression that is bound to no database."""
    import ibis

    return ibis.table(schema_of(name), name=name)


def making(name: str, dialect: str) -> str:
    """Return the statement that makes a table."""
    import sqlglot.expressions as sge

    columns = schema_of(name).to_sqlglot_column_defs(dialect)
    made = sge.Create(kind="TABLE", this=sge.Schema(this=sge.to_table(name), expressions=columns))
    return str(made.sql(dialect))


def written(expression: Any, dialect: str) -> str:
    """Return an expression in the language of a database."""
    import ibis

    return str(ibis.to_sql(expression, dialect=dialect))
