"""The header of a file: the columns it names, and whether they are those of a layout."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from offramp.record.events.cells import printable
from offramp.record.events.cutting import Row
from offramp.record.events.layout import Layout

NO_HEADER = "the first row does not name the columns; it needs"


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns as layouts have them: in lower case, without white space around them."""
    return tuple(printable(cell).strip().lower() for cell in cells)


def is_header(layout: Layout, cells: Sequence[str]) -> bool:
    """Tell whether cells name the columns that a layout needs, each once."""
    names = names_of(cells)
    return all(names.count(name) == 1 for name in layout.needs)


def amiss(layout: Layout, cells: Sequence[str]) -> str | None:
    """Return what is wrong with a header, None if nothing is: a column that is missing, stands twice or is misspelt."""
    names = names_of(cells)
    for needed in layout.needs:
        if needed not in names:
            near = difflib.get_close_matches(needed, names, n=1, cutoff=0.8)
            return f'it has no column "{needed}"' + (f', but "{near[0]}"' if near else "")
    for name in names:
        if name in layout.columns and names.count(name) > 1:
            return f'the column "{name}" stands twice'
        if name not in layout.columns:
            near = difflib.get_close_matches(name, set(layout.columns) - set(names), n=1, cutoff=0.85)
            if near:
                return f'the column "{name}" is not known; did you mean "{near[0]}"?'
    return None


def columns_of(layout: Layout, first: Row) -> tuple[tuple[str, ...] | None, bool]:
    """Return the columns of a file, None if they are not known, and whether its first row is the header."""
    if layout.header == "never":
        return layout.columns, False
    if first[3] is None and is_header(layout, first[1]):
        return names_of(first[1]), True
    return (layout.columns if layout.header == "maybe" else None), False


def fits(cells: Sequence[str], width: int, least: int) -> tuple[str | None, Sequence[str]]:
    """Return why a row has a wrong number of cells, or None and the cells, filled up where some may be left out."""
    if least <= len(cells) < width:
        return None, [*cells, *[""] * (width - len(cells))]
    return f"the row has {len(cells)} cells where there are {width} columns", cells
