"""What the printers of tables write on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from offramp.report.names import Names
from offramp.study.results import Provenance


class Page(Protocol):
    """Paper of some width for paragraphs, lists and tables, with the names that all of them share."""

    @property
    def names(self) -> Names:
        """What to call things."""

    def say(self, text: str, *, indent: str = "", style: str = "") -> None:
        """Write a paragraph."""

    def items(self, lines: Iterable[str]) -> None:
        """Write a list."""

    def heading(self, text: str) -> None:
        """Write a heading after an empty line."""

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, wide: Sequence[int] = (0,)) -> None:
        """Write a table: columns in `wide` hold words, the others numbers."""

    def provenance(self, found: Provenance, *, of: str = "") -> None:
        """Write where a result comes from, and whose it is if there are several."""
