"""A store in one file, by the embedded database DuckDB (https://duckdb.org)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from offramp.record.store.columns import TABLES, making, written
from offramp.record.store.database import COLUMNS, Batch, absent, busy, is_store, refused

MEMORY = "384MB"
"""What DuckDB may take; what does not fit goes to files beside the store."""


class Embedded:
    """A store in a file.

    Parameters
    ----------
    place : str
        The file.
    write : bool
        Whether it is written to; a file that is not there is then made.

    Raises
    ------
    CaseError
        E095 if it cannot be opened, E097 if another command writes to it, E098 if it is no store.
    """

    def __init__(self, place: str, *, write: bool) -> None:
        self.place = place
        new = not Path(place).exists()
        if new and not write:
            raise absent(place)
        if new and not Path(place).absolute().parent.is_dir():
            raise refused("E095", "its folder is not there", place, "make the folder, or give another path")
        self._con = _connect(place, write)
        try:
            if not is_store(self._con.execute(COLUMNS).fetchall(), place):
                if not write:
                    raise absent(place)
                self._make()
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        self._con.execute("BEGIN TRANSACTION")
        for name in TABLES:
            self._con.execute(making(name, "duckdb"))
        self._con.execute("COMMIT")

    def rows(self, expression: Any, size: int) -> Iterator[Any]:
        """Return what an expression gives, as Arrow record batches of at most `size` rows."""
        schema = expression.schema().to_pyarrow()  # a sum comes as a decimal
        for batch in self._con.sql(written(expression, "duckdb")).to_arrow_reader(size):
            yield batch.cast(schema)

    def write(self, batch: Batch) -> None:
        """Add a batch, whole or not at all."""
        values = list(asdict(batch.progress).values())
        self._con.execute("BEGIN TRANSACTION")
        try:
            for name, rows in (("events", batch.events), ("refused", batch.refused)):
                if rows.num_rows:
                    self._con.register("incoming", rows)
                    self._con.execute(f"INSERT INTO {name} SELECT * FROM incoming")
                    self._con.unregister("incoming")
            self._con.execute("DELETE FROM files WHERE number = ?", [batch.progress.number])
            self._con.execute(f"INSERT INTO files VALUES ({', '.join('?' * len(values))})", values)
            self._con.execute("COMMIT")
        except BaseException:
            self._con.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def _connect(place: str, write: bool) -> Any:
    import duckdb

    settings: dict[str, Any] = {"memory_limit": MEMORY, "preserve_insertion_order": False}
    try:
        return duckdb.connect(place, read_only=not write, config=settings)
    except duckdb.Error as error:
        said = str(error)
        if "lock" in said.lower():
            raise busy(place) from None
        if not Path(place).is_file():
            raise refused("E095", "it is not a file", place, "give the path of a file") from None
        message = "it cannot be opened as a store: " + said.splitlines()[0]
        raise refused("E095", message, place, "give a file that `offramp feed read` made, or a new one") from None
