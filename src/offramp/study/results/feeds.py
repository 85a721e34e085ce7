"""What a store of events holds, and what became of files read into it or taken from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result
from offramp.study.results.recording import RefusedRow


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file in a store.

    Attributes
    ----------
    name, digest : str
        As it was given, and the SHA-256 of its bytes.
    layout : str
        How it is laid out.
    lines : int
        How many of its lines are done.
    events, refused : int
        Rows read, and rows that could not be read.
    complete : bool
        Whether all of it is done.
    """

    name: str
    digest: str
    layout: str
    lines: int
    events: int
    refused: int
    complete: bool


@dataclass(frozen=True, slots=True)
class FeedReadResult(Result):
    """Files read into a store.

    Attributes
    ----------
    store, version : str
        The store, and the version of offramp.
    files : tuple of FeedFile
        The files that were asked for, and how far they are read.
    before : int
        Rows of them that were in the store before.
    """

    store: str
    version: str
    files: tuple[FeedFile, ...]
    before: int


@dataclass(frozen=True, slots=True)
class FeedCount:
    """How many events there are of one sort.

    Attributes
    ----------
    values : tuple of str
        For each thing counted by its value; empty if the source gives none.
    events, rows : int
        Events, and the rows that tell of them.
    """

    values: tuple[str, ...]
    events: int
    rows: int


@dataclass(frozen=True, slots=True)
class FeedCountResult(Result):
    """Events of a store, counted.

    Attributes
    ----------
    store, version : str
        The store, and the version of offramp.
    by : tuple of str
        What is counted by.
    selection : mapping of str to str or tuple of str
        Which events are counted; empty if all.
    events, rows : int
        Events, and the rows that tell of them.
    merged : int
        Rows merged into others as duplicates.
    counts : tuple of FeedCount
        In order of their values.
    refused : int
        Rows of the whole store that could not be read.
    files : tuple of FeedFile
        The files of the store.
    method : str
        In one sentence.
    """

    store: str
    version: str
    by: tuple[str, ...]
    selection: Mapping[str, str | tuple[str, ...]]
    events: int
    rows: int
    merged: int
    counts: tuple[FeedCount, ...]
    refused: int
    files: tuple[FeedFile, ...]
    method: str


@dataclass(frozen=True, slots=True)
class FeedTakeResult(Result):
    """Events taken from a store into a file.

    Attributes
    ----------
    store, version : str
        The store, and the version of offramp.
    selection : mapping of str to str or tuple of str
        Which events are taken; empty if all.
    file : str
        The file written, in offramp's own layout.
    bytes : int
        Its length.
    events, rows : int
        Events written, and the rows that told of them.
    """

    store: str
    version: str
    selection: Mapping[str, str | tuple[str, ...]]
    file: str
    bytes: int
    events: int
    rows: int


@dataclass(frozen=True, slots=True)
class FeedRefusedResult(Result):
    """Rows that could not be read into a store.

    Attributes
    ----------
    store, version : str
        The store, and the version of offramp.
    refused : int
        How many there are.
    first : tuple of RefusedRow
        The first of them, as many as were asked for.
    """

    store: str
    version: str
    refused: int
    first: tuple[RefusedRow, ...]
