"""A store by its name: a file, a PostgreSQL database, or a folder that Spark asks."""

from __future__ import annotations

from offramp.record.store.database import Database, refused

NAMES = "a file such as feed.duckdb, postgresql://user@host/database, spark:local?folder=PATH, or spark://host:port"


def connect(place: str, *, write: bool = False) -> Database:
    """Open the database that a name names.

    Parameters
    ----------
    place : str
        A file, which DuckDB keeps; `postgresql://...`; `spark:local` or `spark://...`.
    write : bool
        Whether it is written to. Only then is a store made where there is none; only one command may write at once.

    Raises
    ------
    CaseError
        E095 if it cannot be opened, E097 if another command writes to it, E098 if it is no store.
    """
    kind, scheme, _ = place.partition("://")
    if kind in ("postgresql", "postgres") and scheme:
        from offramp.record.store.postgres import Postgres

        return Postgres(place, write=write)
    if place.startswith("spark:"):
        from offramp.record.store.cluster import Cluster

        return Cluster(place, write=write)
    if scheme or not place:
        raise refused("E095", "this names no kind of store", place, f"write {NAMES}")
    from offramp.record.store.embedded import Embedded

    return Embedded(place, write=write)
