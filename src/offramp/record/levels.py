"""From events to levels: where each option and clock stood on each day of the record."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from offramp.record.events.event import Event


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days in which an option or clock stood at one level.

    Attributes
    ----------
    level : int
        Its position among the levels.
    since, until : date
        The first and the last day.
    known_on : date
        From when it was publicly known that it had begun.
    rule : int or None
        The position, in the case, of the rule that set it; None for the start.
    event : Event or None
        What made the rule apply; for a rule with `without` the last event of that kind, None if there was none.
    """

    level: int
    since: datetime.date
    until: datetime.date
    known_on: datetime.date
    rule: int | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class History:
    """The levels of every option and clock from the first day of the record to the last one asked for.

    Attributes
    ----------
    since, until : date
        The first and the last day.
    spans : mapping of str to tuple of Span
        For every option and clock stretches that follow one another without gaps; neighbours differ in level.
    """

    since: datetime.date
    until: datetime.date
    spans: Mapping[str, tuple[Span, ...]]

    def on(self, day: datetime.date) -> tuple[int, ...]:
        """Return the level of every option and clock on a day, in the order of the case."""
        return tuple(
            next(span.level for span in spans if span.since <= day <= span.until) for spans in self.spans.values()
        )
