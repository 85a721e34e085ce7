"""A layout: how a file of events is laid out, and how a row of it becomes an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from offramp.record.events.cutting import Cut
from offramp.record.events.event import Event

Header: TypeAlias = Literal["first", "maybe", "never"]
Merge: TypeAlias = Literal["id", "content", "coding", "never"]
Reads: TypeAlias = Callable[[Any, int], Event]
"""From the cells of a row and the number of its line to an event; raises `Unreadable` with the reason if there is
none."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file of events is laid out.

    Attributes
    ----------
    name, title : str
        What it is called, and in words.
    columns : tuple of str
        The columns in order, in lower case; empty for JSON.
    needs : tuple of str
        The columns that a header must have for the file to be of this layout.
    cut : callable
        From lines to rows of cells.
    header : {"first", "maybe", "never"}
        Whether the first row names the columns.
    bind : callable
        From where each column stands, and the name of the file, to what reads a row.
    merge : {"id", "content", "coding", "never"}
        Which rows are one event. `id`: those with the same id and the same content; an id that stands again with
        other content is refused. `content`: those with the same content. `coding`: those with the same day, actor,
        target and code, if both sides are known, and else those with the same content. Content is all but where a row
        stands, from when it was known, and how surely. Rows without an id are compared by their content.
    two_sided : frozenset of str
        Codes of which a row with actor and target swapped is the same event.
    least : int
        The fewest cells a row may have; the last columns are then empty. 0 if it must have all.
    terms : str
        On which terms the data may be used.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    cut: Cut
    header: Header
    bind: Callable[[Mapping[str, int], str], Reads]
    merge: Merge
    terms: str
    two_sided: frozenset[str] = frozenset()
    least: int = 0
