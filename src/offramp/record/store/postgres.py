"""A store in PostgreSQL (https://www.postgresql.org), named by a connection string."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from offramp.record.store.columns import TABLES, making, written
from offramp.record.store.database import COLUMNS, Batch, absent, busy, is_store, missing, telling

LOCK = 0x0FF7A3B
"""The advisory lock that whoever writes to a store holds."""

ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


class Postgres:
    """A store in a database of a PostgreSQL server.

    Parameters
    ----------
    place : str
        `postgresql://user@host:port/database`, with all that PostgreSQL allows in it: `?host=/folder` for a Unix
        socket.
    write : bool
        Whether it is written to; tables that are not there are then made.

    Raises
    ------
    CaseError
        E095 if the server does not let us in, E097 if another command writes to it, E098 if the tables are not a
        store's.
    """

    def __init__(self, place: str, *, write: bool) -> None:
        self.place = hidden(place)
        self._con = _connect(place, self.place)
        try:
            if write and not self._con.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:
                raise busy(self.place)
            if not is_store(self._con.execute(COLUMNS).fetchall(), self.place):
                if not write:
                    raise absent(self.place)
                self._make()
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        with self._con.transaction():
            for name in TABLES:
                self._con.execute(making(name, "postgres"))

    def rows(self, expression: Any, size: int) -> Iterator[Any]:
        """Return what an expression gives, as Arrow record batches of at most `size` rows."""
        import pyarrow as pa

        schema = expression.schema().to_pyarrow()
        with self._con.transaction(), self._con.cursor(name="offramp") as cursor:
            cursor.execute(written(expression, "postgres"))
            while found := cursor.fetchmany(size):
                columns = [
                    pa.array(values, field.type) for values, field in zip(zip(*found, strict=True), schema, strict=True)
                ]
                yield pa.record_batch(columns, schema=schema)

    def write(self, batch: Batch) -> None:
        """Add a batch, whole or not at all."""
        values = list(asdict(batch.progress).values())
        with self._con.transaction(), self._con.cursor() as cursor:
            for name, rows in (("events", batch.events), ("refused", batch.refused)):
                if rows.num_rows:
                    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                        copy.write(copied(rows))
            cursor.execute("DELETE FROM files WHERE number = %s", [batch.progress.number])
            cursor.execute(f"INSERT INTO files VALUES ({', '.join(['%s'] * len(values))})", values)

    def close(self) -> None:
        """Let go of the server."""
        self._con.close()


def copied(rows: Any) -> bytes:
    """Return an Arrow table in the text format of PostgreSQL's COPY."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for column in rows.combine_chunks().columns:
        texts = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if pa.types.is_string(texts.type):
            for plain, escaped in ESCAPES:
                texts = pc.replace_substring(texts, plain, escaped)
        columns.append(pc.fill_null(texts.cast(pa.large_string()), "\\N"))
    tab, end, empty = (pa.scalar(text, pa.large_string()) for text in ("\t", "\n", ""))
    lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*columns, tab), empty, end)
    found: bytes = lines.buffers()[2].to_pybytes()
    return found


def hidden(place: str) -> str:
    """Return a connection string without its password."""
    parts = urlsplit(place)
    if parts.password is None:
        return place
    return place.replace(f":{place.split('://', 1)[1].split('@')[0].partition(':')[2]}@", ":...@", 1)


def _connect(place: str, shown: str) -> Any:
    try:
        import psycopg
    except ImportError:
        raise missing("postgres", shown) from None
    hint = "write postgresql://user@host:port/database, and see that the server runs and lets you in"
    with telling(shown, (psycopg.Error, ValueError), "the database cannot be opened", hint):
        return psycopg.connect(place, autocommit=True)
