"""Databases for the tests: files of DuckDB, and a PostgreSQL server that is started here."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from record.store.server import running

Place: TypeAlias = Callable[[], str]
_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running() as url:
        yield url


def new_database(server: str) -> str:
    """Make an empty database on a server, and return its connection string."""
    name = f"feed_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.debian)])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return what names a new store each time, in each of the databases in turn."""
    if request.param == "duckdb":
        return lambda: str(tmp_path / f"feed-{next(_numbers)}.duckdb")
    server = request.getfixturevalue("server")
    return lambda: new_database(server)
