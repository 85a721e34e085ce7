"""Events, rules and cases made up for tests of the record."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from offramp.case.model import Variable
from offramp.case.recorded import RecordRules, Rule
from offramp.record.events.event import Event

FIRST = datetime.date(2020, 1, 1)


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def event(number: int, known: int | None = None, name: str = "") -> Event:
    """Return an event on the day of a number, known from another."""
    known_on = day(number if known is None else known)
    return Event(
        name or f"e{number}", day(number), "day", "A", "B", "test", "", "", None, None, "", "", "", "",
        known_on, None, 1, "events.csv", 2,
    )  # fmt: skip


def on(sets: Mapping[str, int], *kinds: str, lasts: int | None = None) -> Rule:
    return Rule(kinds, None, 0, sets, lasts, " or ".join(kinds))


def without(sets: Mapping[str, int], kind: str, after: int, lasts: int | None = None) -> Rule:
    return Rule((), kind, after, sets, lasts, f"no {kind} for {after} days")


def rules(given: Sequence[Rule], start: Mapping[str, int] | None = None) -> RecordRules:
    return RecordRules((), (), (), FIRST, None, {}, start or {}, {}, tuple(given), {}, (), {})


def variables(*names: str, levels: int = 3) -> tuple[Variable, ...]:
    return tuple(Variable(name, "a", name, tuple(f"l{n}" for n in range(levels))) for name in names)
