"""What a store asks of a database: keeping batches whole, and answering expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.store.columns import TABLES


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has been read; see :data:`offramp.record.store.columns.FILES`."""

    number: int
    name: str
    digest: str
    size: int
    layout: str
    lines: int = 0
    events: int = 0
    refused: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction writes.

    Attributes
    ----------
    events, refused : pyarrow Table
        Rows to add.
    progress : Progress
        How far their file has been read once they are in.
    """

    events: Any
    refused: Any
    progress: Progress


class Database(Protocol):
    """A database that holds a store.

    Attributes
    ----------
    place : str
        How the user names it.
    """

    place: str

    def rows(self, expression: Any, size: int) -> Iterator[Any]:
        """Return what an expression gives, as Arrow record batches of at most `size` rows."""

    def write(self, batch: Batch) -> None:
        """Add a batch, whole or not at all."""

    def close(self) -> None:
        """Let go of it."""


def refused(code: str, message: str, place: str, hint: str) -> CaseError:
    """Return a mistake about a store."""
    return CaseError([Mistake(code, message, place, hint=hint)])


def absent(place: str) -> CaseError:
    """Return the mistake of asking a store that is not there."""
    return refused("E095", "there is no such store", place, "make one with `offramp feed read FILES... --store STORE`")


def busy(place: str) -> CaseError:
    """Return the mistake of writing to a store that another command has open."""
    return refused("E097", "another command has this store open", place, "wait until it is done, or use another store")


def damaged(place: str, said: str) -> CaseError:
    """Return the mistake of a store that its database cannot make sense of; `said` is why."""
    hint = "read the feeds again, into a new store, with `offramp feed read FILES... --store NEW`"
    return refused("E098", f"it is damaged, or is no store: {said}", place, hint)


def missing(extra: str, place: str) -> CaseError:
    """Return the mistake of a database whose library is not installed."""
    hint = f"install it with `pip install 'offramp[{extra}]'`"
    return refused("E095", f"the library for this store is not installed ({extra})", place, hint)


COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
)
"""Lists the tables of a database and their columns."""


def is_store(found: Iterable[tuple[str, str]], place: str) -> bool:
    """Say whether a database holds a store: False if it holds none of its tables.

    Parameters
    ----------
    found : iterable of (str, str)
        What :data:`COLUMNS` lists.
    place : str
        How the user names the database.

    Raises
    ------
    CaseError
        E098 if a table is missing, or has other columns.
    """
    there: dict[str, list[str]] = {}
    for name, column in found:
        there.setdefault(name, []).append(column)
    if not set(there) & set(TABLES):
        return False
    for name, columns in TABLES.items():
        if there.get(name) != list(columns):
            hint = "give a new one with `--store`, and read the files into it"
            raise refused("E098", f'this is no store of events: its table "{name}" is missing or another', place, hint)
    return True


@contextmanager
def telling(place: str, kinds: tuple[type[Exception], ...], what: str, hint: str) -> Iterator[None]:
    """Turn the errors of a database's library into a mistake that says what could not be done."""
    try:
        yield
    except kinds as error:
        raise refused("E095", f"{what}: {first_line(error)}", place, hint) from None


def first_line(error: Exception) -> str:
    """Return the first line of what an error says, or what it is called if it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
