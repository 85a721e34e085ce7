"""A second program for the verdicts of clauses, straight from their definitions, quantifying over the whole history.

For each clause and day it looks at all days up to that day anew, and shares nothing with the monitor but the types and
the calendar's months.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import Expression, holds
from offramp.record.monitoring.days import after
from offramp.record.monitoring.monitor import Happening

ONE = datetime.timedelta(days=1)


class Naive:
    """Clauses over a history.

    `happened` gives each day's events, `levels` each day's levels, from `first` on.
    """

    def __init__(
        self,
        clauses: Sequence[Commitment],
        variables: Sequence[str],
        first: datetime.date,
        happened: Sequence[Sequence[Happening]],
        levels: Sequence[Sequence[int]],
    ) -> None:
        self.clauses = {clause.id: clause for clause in clauses}
        self.variables = variables
        self.first = first
        self.happened = {first + k * ONE: tuple(events) for k, events in enumerate(happened)}
        self.levels = {first + k * ONE: tuple(there) for k, there in enumerate(levels)}
        self.place = {name: k for k, name in enumerate(self.ordered())}
        self.broken_on = cache(self._broken_on)
        self.true = cache(self._true)

    # ------------------------------------------------------------ the order on a day

    def needs(self, name: str) -> set[str]:
        """Return all clauses that one names, directly or through others."""
        found: set[str] = set()
        for _ in self.clauses:
            for other in {name, *found}:
                found |= set(self.clauses[other].unless_broken)
        return found

    def ordered(self) -> list[str]:
        """Return the names such that what one needs, and does not need it, comes before; circles in file order."""
        names = list(self.clauses)
        found: list[str] = []
        while len(found) < len(names):
            for name in names:
                circle = [other for other in names if other == name or self.circular(name, other)]
                outside = set().union(*(self.needs(other) for other in circle)) - set(circle)
                if name not in found and outside <= set(found):
                    found += circle
                    break
        return found

    def circular(self, one: str, other: str) -> bool:
        return other in self.needs(one) and one in self.needs(other)

    # ------------------------------------------------------------ what holds on a day

    def _true(self, expression: Expression | None, day: datetime.date) -> bool:
        if expression is None:
            return True
        columns: Mapping[str, np.ndarray] = {
            name: np.array([level], dtype=np.uint8)
            for name, level in zip(self.variables, self.levels[day], strict=True)
        }
        return bool(holds(expression, columns)[0])

    def start(self, one: Commitment) -> tuple[datetime.date | None, Happening | None]:
        """Return the first day a clause is in force that the history covers, and the event that starts it."""
        if one.starts_on is None:
            assert one.starts is not None
            return one.starts, None
        for day, events in self.happened.items():
            for happening in events:
                if happening.kinds & set(one.starts_on.kinds):
                    return day, happening
        return None, None

    def comes(self, what: Expression | Happens | None, one: Commitment, until: datetime.date) -> datetime.date | None:
        """Return the first day, from the start to a day, on which something holds or happens."""
        start, trigger = self.start(one)
        for day in self.days(one, until):
            if what is None or start is None:
                return None
            if isinstance(what, Happens):
                if any(h.kinds & set(what.kinds) and h is not trigger for h in self.happened[day]):
                    return day
            elif self.true(what, day):
                return day
        return None

    def days(self, one: Commitment, until: datetime.date) -> list[datetime.date]:
        """Return the days from the start on."""
        start, _ = self.start(one)
        return [day for day in self.happened if start is not None and start <= day <= until]

    # ------------------------------------------------------------ the ends of a clause

    def over(self, one: Commitment) -> datetime.date | None:
        start, _ = self.start(one)
        if start is None or one.lasts is None or one.does:
            return None
        return max(after(start, one.lasts), start + ONE)

    def deadline(self, one: Commitment) -> datetime.date:
        start, _ = self.start(one)
        assert start is not None
        if one.within == 0 and one.lasts is not None:
            return max(after(start, one.lasts) - ONE, start)
        return after(start, one.within)

    def ended_before(self, one: Commitment, day: datetime.date) -> bool:
        """Tell whether a clause has ended by `over`, `until` or `unless` when a day's acts are looked at."""
        over = self.over(one)
        ends = [over if over is not None and over <= day else None]
        ends += [self.comes(one.until, one, day), self.comes(one.unless, one, day)]
        return any(end is not None for end in ends)

    def scope(self, one: Commitment, happening: Happening) -> str:
        if happening.kinds & set(one.excluding):
            return "none"
        if happening.kinds & set(one.unclear):
            return "unclear"
        return "counts" if happening.kinds & {*one.does, *one.forbids} else "none"

    def acts(self, one: Commitment, until: datetime.date, scopes: set[str]) -> list[datetime.date]:
        """Return the days of acts of some scope on days on which the clause binds, each act once."""
        _, trigger = self.start(one)
        return [
            day
            for day in self.days(one, until)
            if self.true(one.given, day)
            for happening in self.happened[day]
            if happening is not trigger and self.scope(one, happening) in scopes
        ]

    # ------------------------------------------------------------ acts that decide

    def late(self, one: Commitment, until: datetime.date) -> datetime.date | None:
        """Return the first binding day after the deadline of something to be done."""
        if not one.does or self.start(one)[0] is None:
            return None
        due = self.deadline(one)
        return min((d for d in self.days(one, until) if d > due and self.true(one.given, d)), default=None)

    def done(self, one: Commitment, until: datetime.date, scopes: set[str]) -> datetime.date | None:
        if not one.does or self.start(one)[0] is None:
            return None
        return min((d for d in self.acts(one, until, scopes) if d <= self.deadline(one)), default=None)

    def violated(self, one: Commitment, until: datetime.date, scopes: set[str]) -> datetime.date | None:
        """Return the first day on which acts, by themselves, would break the clause."""
        start, _ = self.start(one)
        if start is None or one.does:
            return None
        if one.keeps is not None:
            from_on = after(start, one.within)
            bad = [d for d in self.days(one, until) if d >= from_on and self.true(one.given, d)]
            bad_acts = [d for d in self.acts(one, until, scopes - {"counts"}) if d >= from_on]
            return min([d for d in bad if not self.true(one.keeps, d)] + bad_acts, default=None)
        acts = self.acts(one, until, scopes)
        window = 10**6 if one.every is None else one.every
        groups = combinations(acts, one.at_most + 1)
        return min((max(g) for g in groups if (max(g) - min(g)).days < window), default=None)

    # ------------------------------------------------------------ verdicts

    def freed(self, one: Commitment, until: datetime.date, *, by_rank: bool) -> datetime.date | None:
        """Return the first day, from the start on, on which another is broken (before this one is looked at)."""
        start, _ = self.start(one)
        found = []
        for other in one.unless_broken:
            later = by_rank and self.place[other] > self.place[one.id]
            day = self.broken_on(other, until - ONE if later else until)
            if day is not None and start is not None:
                found.append(max(day, start))
        return min((day for day in found if day <= until), default=None)

    def _broken_on(self, name: str, until: datetime.date) -> datetime.date | None:
        """Return the day up to `until` on which a clause is broken."""
        one = self.clauses[name]
        for day in self.days(one, until):
            before = day - ONE
            ended = self.ended_before(one, before) or self.done(one, before, {"counts"}) is not None
            if ended or self.freed(one, before, by_rank=False) is not None:
                return None
            over = self.over(one)
            if over is not None and over <= day:
                return None
            if self.late(one, day) is not None:
                return day
            if self.ended_before(one, day) or self.freed(one, day, by_rank=True) is not None:
                return None
            if self.violated(one, day, {"counts"}) is not None:
                return day
        return None

    def verdict(self, name: str, until: datetime.date) -> str:
        """Return the verdict at the end of a day."""
        one = self.clauses[name]
        start, _ = self.start(one)
        if start is None or start > until:
            return "not yet"
        if self.broken_on(name, until) is not None:
            return "broken"
        for day in self.days(one, until):
            over = self.over(one)
            if (over is not None and over <= day) or self.comes(one.until, one, day) is not None:
                return "kept"
            if self.comes(one.unless, one, day) or self.freed(one, day, by_rank=True):
                return "released"
            if self.done(one, day, {"counts"}) is not None:
                return "kept"
            if self.freed(one, day, by_rank=False):
                return "released"
        loose = {"counts", "unclear"}
        doubt = self.done(one, until, loose) or self.violated(one, until, loose)
        return "disputed" if doubt is not None else "open"
