"""A store in one file, by the embedded database DuckDB (https://duckdb.org)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from offramp.case.mistakes import CaseError
from offramp.record.store.columns import TABLES, making, written
from offramp.record.store.database import COLUMNS, Batch, absent, busy, damaged, first_line, is_store, refused

MEMORY = "384MB"
"""What DuckDB may take; what does not fit goes to files beside the store."""

LOCKED = "set lock on file"
DAMAGED = ("corrupt", "checksum", "could not read enough bytes", "not a valid duckdb database", "serializ")
"""What DuckDB says, in lower case, of a file that another process has open, and of one that it cannot make sense of."""


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
        E095 if it cannot be opened, E097 if another command writes to it, E098 if it is no store or a damaged one.
        Methods raise the same where they come upon damage later.
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
            with _telling(place):
                found = self._con.execute(COLUMNS).fetchall()
            if not is_store(found, place):
                if not write:
                    raise absent(place)
                self._make()
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        with _telling(self.place):
            self._con.execute("BEGIN TRANSACTION")
            for name in TABLES:
                self._con.execute(making(name, "duckdb"))
            self._con.execute("COMMIT")

    def rows(self, expression: Any, size: int) -> Iterator[Any]:
        """Return what an expression gives, as Arrow record batches of at most `size` rows."""
        schema = expression.schema().to_pyarrow()  # a sum comes as a decimal
        with _telling(self.place):
            for batch in self._con.sql(written(expression, "duckdb")).to_arrow_reader(size):
                yield batch.cast(schema)

    def write(self, batch: Batch) -> None:
        """Add a batch, whole or not at all."""
        import duckdb

        with _telling(self.place):
            self._con.execute("BEGIN TRANSACTION")
            try:
                self._insert(batch)
                self._con.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a damaged store takes no more commands, and keeps nothing of the batch
                    self._con.execute("ROLLBACK")
                raise

    def _insert(self, batch: Batch) -> None:
        values = list(asdict(batch.progress).values())
        for name, rows in (("events", batch.events), ("refused", batch.refused)):
            if rows.num_rows:
                self._con.register("incoming", rows)
                self._con.execute(f"INSERT INTO {name} SELECT * FROM incoming")
                self._con.unregister("incoming")
        self._con.execute("DELETE FROM files WHERE number = ?", [batch.progress.number])
        self._con.execute(f"INSERT INTO files VALUES ({', '.join('?' * len(values))})", values)

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def _connect(place: str, write: bool) -> Any:
    import duckdb

    settings: dict[str, Any] = {"memory_limit": MEMORY, "preserve_insertion_order": False}
    with _telling(place):
        connection = duckdb.connect(place, read_only=not write, config=settings)
        connection.execute("SET enable_progress_bar = false")  # it goes to standard output, where results go
        return connection


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """Turn what DuckDB says, itself or through Arrow, into a mistake."""
    import duckdb
    import pyarrow as pa

    broken = (duckdb.InternalError, duckdb.FatalException)
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except (duckdb.Error, pa.ArrowException) as error:
        raise _mistake(place, first_line(error), broken=isinstance(error, broken)) from None


def _mistake(place: str, said: str, *, broken: bool) -> CaseError:
    """Return the mistake that DuckDB tells of; `broken` if it tells of something that cannot be in a sound file."""
    lower = said.lower()
    if LOCKED in lower:
        return busy(place)
    if Path(place).exists() and not Path(place).is_file():
        return refused("E095", "it is not a file", place, "give the path of a file")
    if broken or any(words in lower for words in DAMAGED):
        return damaged(place, said)
    hint = "see that the file may be read, and that there is room on the disk; or give another file"
    return refused("E095", f"the store cannot be used: {said}", place, hint)
