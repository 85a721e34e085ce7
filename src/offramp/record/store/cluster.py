"""A store in a folder of Parquet files that Spark (https://spark.apache.org) asks, here or on a cluster.

The folder holds one folder for each batch, with its events, its refused rows and how far its file was read. A batch is
written under another name and renamed once it is whole, so a batch that was broken off is never seen.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from offramp.record.store.columns import TABLES, schema_of
from offramp.record.store.database import Batch, absent, busy, missing, refused, telling

FOLDER = "spark-feed"
"""The folder, if none is named."""


class Cluster:
    """A store that Spark asks.

    Parameters
    ----------
    place : str
        `spark:local`, which starts Spark on this machine, or `spark://host:port` of a cluster's master; with
        `?folder=PATH` for the folder, which every machine of a cluster must see under this path.
    write : bool
        Whether it is written to; a folder that is not there is then made.

    Raises
    ------
    CaseError
        E095 if Spark does not start or answer, E097 if another command writes to it, E098 if the folder is no store.
    """

    def __init__(self, place: str, *, write: bool) -> None:
        self.place = place
        self.master, self.folder = named(place)
        self._lock: int | None = None
        if not self.folder.is_dir():
            if not write:
                raise absent(place)
            self.folder.mkdir(parents=True)
        strange = [entry.name for entry in self.folder.iterdir() if entry.name not in ("batches", "lock")]
        if strange:
            hint = "name a new or an empty one with `?folder=PATH`"
            raise refused("E098", f"this folder is no store of events: it holds {strange[0]}", str(self.folder), hint)
        if write:
            self._claim()
        self._spark: Any = None
        self._ibis: Any = None
        self._shown: list[Path] | None = None

    def _claim(self) -> None:
        self._lock = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise busy(self.place) from None
        (self.folder / "batches").mkdir(exist_ok=True)
        for part in (self.folder / "batches").glob(".*"):
            shutil.rmtree(part)

    def rows(self, expression: Any, size: int) -> Iterator[Any]:
        """Return what an expression gives, as Arrow record batches of at most `size` rows."""
        import pyarrow as pa

        self._show()
        schema = expression.schema().to_pyarrow()
        found = self._spark.sql(self._ibis.compile(expression)).toLocalIterator()
        while taken := list(islice(found, size)):
            columns = zip(*taken, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            yield pa.record_batch(arrays, schema=schema)

    def write(self, batch: Batch) -> None:
        """Add a batch, whole or not at all."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        number = len(self._batches()) + 1
        part, whole = (self.folder / "batches" / f"{dot}{number:08d}" for dot in (".", ""))
        part.mkdir()
        progress = pa.Table.from_pylist([asdict(batch.progress)], schema=schema_of("files").to_pyarrow())
        for name, rows in (("events", batch.events), ("refused", batch.refused), ("files", progress)):
            with (part / f"{name}.parquet").open("wb") as stream:
                pq.write_table(rows, stream)
                stream.flush()
                os.fsync(stream.fileno())
        part.rename(whole)

    def close(self) -> None:
        """Let go of the folder, and stop Spark."""
        if self._lock is not None:
            os.close(self._lock)
        if self._spark is not None:
            self._spark.stop()

    def _batches(self) -> list[Path]:
        return sorted((self.folder / "batches").glob("[0-9]*"))

    def _show(self) -> None:
        """Let Spark see the batches that are there."""
        import ibis

        if self._spark is None:
            self._spark = _start(self.master, self.place)
            self._ibis = ibis.pyspark.connect(self._spark)
        batches = self._batches()
        if batches == self._shown:
            return
        for name in TABLES:
            self._frame(name, batches).createOrReplaceTempView(name)
        self._shown = batches

    def _frame(self, name: str, batches: list[Path]) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = [str((batch / f"{name}.parquet").absolute()) for batch in batches]
        if name != "files" and paths:
            return self._spark.read.parquet(*paths)
        found = {row["number"]: row for path in paths for row in pq.read_table(path).to_pylist()}
        return self._spark.createDataFrame(
            pa.Table.from_pylist(list(found.values()), schema=schema_of(name).to_pyarrow())
        )


def named(place: str) -> tuple[str, Path]:
    """Return the master and the folder that a store's name names."""
    address, _, query = place.partition("?")
    asked = parse_qs(query)
    hint = "write spark:local?folder=PATH, or spark://host:port?folder=PATH"
    if set(asked) - {"folder"} or (query and not asked):
        raise refused("E095", "this is no name of a store that Spark asks", place, hint)
    folder = Path(asked.get("folder", [FOLDER])[-1])
    if address == "spark:local":
        return "local[*]", folder
    if not urlsplit(address).netloc:
        raise refused("E095", "this is no name of a store that Spark asks", place, hint)
    return address, folder


def _start(master: str, place: str) -> Any:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise refused("E095", "Spark needs Java, and there is none", place, "install Java 17, or set JAVA_HOME")
    try:
        session: Any = importlib.import_module("pyspark.sql").SparkSession
        errors: Any = importlib.import_module("pyspark.errors").PySparkException
    except ImportError:
        raise missing("spark", place) from None
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "16",
        "spark.log.level": "ERROR",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = session.builder.master(master).appName("offramp")
    for key, value in settings.items():
        builder = builder.config(key, value)
    with telling(place, (errors, RuntimeError), "Spark does not start", "see that Java and the master run"):
        return builder.getOrCreate()
