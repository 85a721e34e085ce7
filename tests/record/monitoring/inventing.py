"""Clauses, events and levels made up for tests of the monitor."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from offramp.case.agreements import Commitment
from offramp.record.events.event import Event
from offramp.record.monitoring.monitor import Happening, Monitor, State

FIRST = datetime.date(2030, 1, 1)
VARIABLES = ("a.x", "b.y")
ONE_MONTH = 365.25 / 12


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def days(count: float) -> float:
    """Return a number of days in months."""
    return count / ONE_MONTH


def event(number: int, line: int = 1, known: int | None = None, category: str = "test") -> Event:
    """Return an event on the day of a number, at a line of its file, known from another day."""
    known_on = day(number if known is None else known)
    return Event(
        f"e{line}", day(number), "day", "A", "B", category, "", "", None, None, "", "", "", "",
        known_on, None, 1, "events.csv", line,
    )  # fmt: skip


def clause(name: str = "c", **given: Any) -> Commitment:
    """Return a clause that starts on the first day unless told otherwise."""
    parts: dict[str, Any] = {
        "id": name, "name": name, "by": "a", "keeps": None, "text": "", "given": None, "given_text": None,
        "within": 0.0, "lasts": None, "until": None, "until_text": None, "unless_broken": (), "cite": (),
    }  # fmt: skip
    if "starts_on" not in given:
        parts["starts"] = FIRST
    return Commitment(**{**parts, **given})


Happened = Sequence[Sequence[str | tuple[str, ...]]]
"""For each day the kinds of its events: one kind, or several of one event."""


def happenings(happened: Happened) -> list[tuple[Happening, ...]]:
    """Return for each day its events."""
    found, line = [], 1
    for number, events in enumerate(happened):
        today = []
        for kinds in events:
            line += 1
            today.append(Happening(event(number, line), frozenset([kinds] if isinstance(kinds, str) else kinds)))
        found.append(tuple(today))
    return found


def run(
    clauses: Sequence[Commitment], happened: Happened, levels: Sequence[Sequence[int]] | None = None
) -> list[State]:
    """Return the state of every clause at the end of every day."""
    monitor = Monitor(clauses, VARIABLES, FIRST)
    where = levels if levels is not None else [(0, 0)] * len(happened)
    states = [monitor.begin()]
    for number, (events, there) in enumerate(zip(happenings(happened), where, strict=True)):
        states.append(monitor.step(states[-1], day(number), events, there))
    return states[1:]


def verdicts(
    clauses: Sequence[Commitment] | Commitment, happened: Happened, levels: Sequence[Sequence[int]] | None = None
) -> list[str]:
    """Return each day's verdicts, by their first letters: n, o, d, k, b, r; those of several clauses joined."""
    several = [clauses] if isinstance(clauses, Commitment) else clauses
    return ["".join(course.verdict[0] for course in state.courses) for state in run(several, happened, levels)]
