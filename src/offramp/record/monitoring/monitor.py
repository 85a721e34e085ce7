"""The online monitor: a pure state machine that looks at one day after the other and at no day twice.

What a clause means, day by day
-------------------------------
A verdict is three-valued runtime verification (Bauer, Leucker and Schallhart 2011) over days: `kept`, `broken` and
`released` are final, no later day changes them; until then a clause that binds is `open`, or `disputed`.

A day is whole: its levels are those at its end, all its events happen on it, and which came first is not asked. What
happens counts on its day; that nothing happened by a day counts from the day after.

*Start.* A clause starts on `starts`, on the day of the first event of `starts_on` (that event itself counts for
nothing in the clause), or else on the day of the case. Before, it is `not yet`.

*Binding.* From its start on a clause binds on every day on which its `while` holds, until it ends. On other days acts
neither break nor fulfil it. Deadlines and lengths run on meanwhile.

On each day from the start on the first of these that applies decides:

1. *over*: the first day after `lasts`, for `keeps` and `forbids`: kept;
   *late*: the first binding day after the deadline of `does`: broken;
2. *until* holds or happens: kept;
3. *unless* holds or happens: released;
4. a clause under `unless_broken` is broken, on this day or before: released;
5. *acts*, if it binds. `keeps`: it is broken if the condition does not hold, from `within` after the start on.
   `does`: it is kept if one of the events happens. `forbids`: it is broken by an event that is more than the
   `at_most`-th in the `every` days that end with this one, or in all.

So nobody breaks a clause on the day on which it ends. The deadline of `does` is `within` after the start, that day
included; without `within` it is the last day of `lasts`, or the first day if neither is given.

*Scope.* An event that is of a kind in `excluding` counts for nothing. Of the others, one of a kind in `unclear` counts
for nothing either, but where the clause would be decided by now had all such events counted, it is `disputed` until it
is decided. For `keeps`, such an event would break it.

*Who is decided first on a day.* A clause after those named in its `unless_broken`; clauses that name each other in a
circle, in the order of the file. Where one later in that order is broken, an earlier one that names it and is not yet
decided is released on the same day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Literal, TypeAlias

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import And, At, Constant, Expression, Iff, Not, Or
from offramp.record.events.event import Event
from offramp.record.monitoring.days import ONE_DAY, after
from offramp.study.results.monitoring import Verdict

FINAL: tuple[Verdict, ...] = ("kept", "broken", "released")
Why: TypeAlias = Literal["waits", "starts", "doubt", "over", "late", "until", "unless", "freed", "done", "act", "fails"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, and the kinds it is of."""

    event: Event
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a clause has its verdict: see the steps of a day; the event that decided, or the clause that was broken."""

    why: Why
    happening: Happening | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a clause stands at the end of a day.

    Attributes
    ----------
    verdict : str
        Its verdict.
    since : date or None
        The first day of that verdict; None before the first day.
    cause : Cause
        Why.
    starts : date or None
        Its first day; None before.
    due : date or None
        For `keeps` the first day on which it must hold, for `does` the last one on which it can be done in time.
    over : date or None
        The first day after its length; None if it has none.
    counted : tuple of date
        The days of the last events that counted, no more than the clause allows.
    doubted : tuple of date
        The same, had those of unclear scope counted.
    binds : bool
        Whether it bound on this day.
    acts, unclear : tuple of Happening
        What counted on this day, and what is of unclear scope.
    """

    verdict: Verdict = "not yet"
    since: datetime.date | None = None
    cause: Cause = Cause("waits")
    starts: datetime.date | None = None
    due: datetime.date | None = None
    over: datetime.date | None = None
    counted: tuple[datetime.date, ...] = ()
    doubted: tuple[datetime.date, ...] = ()
    binds: bool = False
    acts: tuple[Happening, ...] = ()
    unclear: tuple[Happening, ...] = ()

    @property
    def final(self) -> bool:
        """Whether no later day can change the verdict."""
        return self.verdict in FINAL


@dataclass(frozen=True, slots=True)
class State:
    """How all clauses stand at the end of a day; the day is None before the first."""

    day: datetime.date | None
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class _Today:
    """A day: its events, its levels by name, and which clauses have been broken by now."""

    day: datetime.date
    happenings: tuple[Happening, ...]
    levels: Mapping[str, int]
    broken: frozenset[str]


class Monitor:
    """Watches clauses, one day after the other; the module says what their verdicts mean.

    Parameters
    ----------
    clauses : sequence of Commitment
        The clauses, in the order of the file.
    variables : sequence of str
        The options and clocks, in the order in which `step` is given their levels.
    as_of : date, optional
        The day on which clauses start that do not say when.

    Raises
    ------
    ValueError
        If a clause does not say when it starts, and no day is given.
    """

    def __init__(
        self, clauses: Sequence[Commitment], variables: Sequence[str], as_of: datetime.date | None = None
    ) -> None:
        self.clauses = tuple(clauses)
        self.variables = tuple(variables)
        self.as_of = as_of
        self.order = order_of(self.clauses)
        if as_of is None and any(clause.starts is None and clause.starts_on is None for clause in clauses):
            raise ValueError("a clause that does not say when it starts")

    def begin(self) -> State:
        """Return the state before the first day."""
        return State(None, tuple(Course() for _ in self.clauses))

    def step(self, state: State, day: datetime.date, happenings: Sequence[Happening], levels: Sequence[int]) -> State:
        """Return the state at the end of a day.

        Parameters
        ----------
        state : State
            That at the end of the day before; on the first day, what :meth:`begin` returns.
        day : date
            The day.
        happenings : sequence of Happening
            Its events, in the order of the record.
        levels : sequence of int
            The level of every option and clock at its end.

        Raises
        ------
        ValueError
            If a day is left out or comes twice.

        Notes
        -----
        The time is that of evaluating the conditions of the clauses not yet decided, and of looking at the events; it
        does not grow with the days before.
        """
        if state.day is not None and day != state.day + ONE_DAY:
            raise ValueError(f"{day} does not follow {state.day}")
        where = dict(zip(self.variables, levels, strict=True))
        found = list(state.courses)
        broken = {c.id for c, course in zip(self.clauses, found, strict=True) if course.verdict == "broken"}
        for number in self.order:
            clause = self.clauses[number]
            today = _Today(day, tuple(happenings), where, frozenset(broken))
            found[number] = self._next(clause, found[number], today)
            if found[number].verdict == "broken":
                broken.add(clause.id)
        for number, clause in enumerate(self.clauses):
            others = [other for other in clause.unless_broken if other in broken]
            if others and found[number].verdict in ("open", "disputed"):
                found[number] = _decided(found[number], day, "released", Cause("freed", other=others[0]))
        return State(day, tuple(found))

    def _next(self, clause: Commitment, course: Course, today: _Today) -> Course:
        """Return how one clause stands at the end of a day."""
        if course.final:
            return _quiet(course)
        course = replace(course, since=course.since or today.day, binds=False, acts=(), unclear=())
        if course.starts is None:
            started, trigger = self._starts(clause, today)
            if started is None:
                return course
            course = _started(clause, course, started, trigger, today.day)
            today = replace(today, happenings=tuple(h for h in today.happenings if h is not trigger))
        binds = clause.given is None or true_at(clause.given, today.levels)
        verdict, cause = _ending(clause, course, binds, today)
        if verdict is not None and cause is not None:
            return _decided(course, today.day, verdict, cause, binds=cause.why == "late")
        return _acting(clause, replace(course, binds=True), today) if binds else course

    def _starts(self, clause: Commitment, today: _Today) -> tuple[datetime.date | None, Happening | None]:
        """Return on which day a clause starts, if it has done so by now, and the event that starts it."""
        if clause.starts_on is not None:
            trigger = _first(clause.starts_on.kinds, today.happenings)
            return (today.day if trigger is not None else None), trigger
        planned = clause.starts or self.as_of
        return (planned if planned is not None and today.day >= planned else None), None


def order_of(clauses: Sequence[Commitment]) -> tuple[int, ...]:
    """Return in which order clauses are decided on a day: each after those it names in `unless_broken`, and those that
    name each other in a circle in the order of the file."""
    number = {clause.id: k for k, clause in enumerate(clauses)}
    named = [{number[other] for other in clause.unless_broken} for clause in clauses]
    reached = [_reached(k, named) for k in range(len(clauses))]
    circle = [min({k} | {other for other in reached[k] if k in reached[other]}) for k in range(len(clauses))]
    before: dict[int, set[int]] = {head: set() for head in circle}
    for k, others in enumerate(named):
        before[circle[k]] |= {circle[other] for other in others} - {circle[k]}
    sorter = TopologicalSorter(before)
    sorter.prepare()
    found: list[int] = []
    while sorter.is_active():
        for head in sorted(sorter.get_ready()):
            found += [k for k, own in enumerate(circle) if own == head]
            sorter.done(head)
    return tuple(found)


def _reached(start: int, named: Sequence[set[int]]) -> set[int]:
    found: set[int] = set()
    left = list(named[start])
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += named[one]
    return found


def true_at(expression: Expression, levels: Mapping[str, int]) -> bool:
    """Tell whether an expression holds at some levels."""
    match expression:
        case Constant(value):
            return value
        case At(variable, among):
            return levels[variable] in among
        case Not(operand):
            return not true_at(operand, levels)
        case And(operands):
            return all(true_at(operand, levels) for operand in operands)
        case Or(operands):
            return any(true_at(operand, levels) for operand in operands)
        case Iff(left, right):
            return true_at(left, levels) == true_at(right, levels)


def _first(kinds: Sequence[str], happenings: Sequence[Happening]) -> Happening | None:
    """Return the first event of one of some kinds."""
    return next((h for h in happenings if not h.kinds.isdisjoint(kinds)), None)


def _quiet(course: Course) -> Course:
    """Return how a decided clause stands on a later day."""
    if not course.binds and not course.acts and not course.unclear:
        return course
    return replace(course, binds=False, acts=(), unclear=())


def _decided(course: Course, day: datetime.date, verdict: Verdict, cause: Cause, *, binds: bool = False) -> Course:
    """Return a clause that something other than an act has decided."""
    return replace(course, verdict=verdict, since=day, cause=cause, binds=binds, acts=(), unclear=())


def _started(
    clause: Commitment, course: Course, starts: datetime.date, trigger: Happening | None, day: datetime.date
) -> Course:
    """Return a clause that has begun, with its days."""
    length = None if clause.lasts is None else max(after(starts, clause.lasts), starts + ONE_DAY)
    due = after(starts, clause.within)
    if clause.does:
        if not clause.within and length is not None:
            due = length - ONE_DAY
        length = None
    return replace(
        course, verdict="open", since=day, cause=Cause("starts", trigger), starts=starts, due=due, over=length
    )


def _ending(clause: Commitment, course: Course, binds: bool, today: _Today) -> tuple[Verdict | None, Cause | None]:
    """Return what decides a clause on a day before its acts do: steps 1 to 4."""
    if course.over is not None and today.day >= course.over:
        return "kept", Cause("over")
    if clause.does and course.due is not None and today.day > course.due and binds:
        return "broken", Cause("late")
    happens, which = _comes(clause.until, today)
    if happens:
        return "kept", Cause("until", which)
    happens, which = _comes(clause.unless, today)
    if happens:
        return "released", Cause("unless", which)
    for other in clause.unless_broken:
        if other in today.broken:
            return "released", Cause("freed", other=other)
    return None, None


def _comes(what: Expression | Happens | None, today: _Today) -> tuple[bool, Happening | None]:
    """Tell whether something holds or happens on a day, and the event that does."""
    if what is None:
        return False, None
    if isinstance(what, Happens):
        found = _first(what.kinds, today.happenings)
        return found is not None, found
    return true_at(what, today.levels), None


def _acting(clause: Commitment, course: Course, today: _Today) -> Course:
    """Return how acts on a day on which a clause binds change it: step 5."""
    due = course.due is not None and (today.day <= course.due if clause.does else today.day >= course.due)
    if clause.keeps is not None and due and not true_at(clause.keeps, today.levels):
        return replace(course, verdict="broken", since=today.day, cause=Cause("fails"))
    for happening in today.happenings:
        if course.final:
            break
        if not happening.kinds.isdisjoint(clause.excluding):
            continue
        if not happening.kinds.isdisjoint(clause.unclear):
            course = _unclear(clause, course, happening, today.day, due)
        elif not happening.kinds.isdisjoint(clause.does or clause.forbids):
            course = _counting(clause, course, happening, today.day, due)
    return course


def _counting(clause: Commitment, course: Course, act: Happening, day: datetime.date, due: bool) -> Course:
    """Return a clause after an act that counts."""
    if clause.does:
        if not due:
            return course
        return replace(course, verdict="kept", since=day, cause=Cause("done", act), acts=(*course.acts, act))
    course = replace(course, acts=(*course.acts, act))
    if _too_many(clause, course.counted, day):
        return replace(course, verdict="broken", since=day, cause=Cause("act", act))
    course = _doubting(clause, course, act, day)
    return replace(course, counted=_with(clause, course.counted, day))


def _unclear(clause: Commitment, course: Course, act: Happening, day: datetime.date, due: bool) -> Course:
    """Return a clause after an act of which it is open whether it counts."""
    course = replace(course, unclear=(*course.unclear, act))
    if clause.forbids:
        return _doubting(clause, course, act, day)
    return _disputed(course, act, day) if due else course


def _doubting(clause: Commitment, course: Course, act: Happening, day: datetime.date) -> Course:
    """Return a prohibition after an act that counts if those of unclear scope do."""
    if _too_many(clause, course.doubted, day):
        course = _disputed(course, act, day)
    return replace(course, doubted=_with(clause, course.doubted, day))


def _disputed(course: Course, act: Happening, day: datetime.date) -> Course:
    if course.verdict == "disputed":
        return course
    return replace(course, verdict="disputed", since=day, cause=Cause("doubt", act))


def _too_many(clause: Commitment, earlier: Sequence[datetime.date], day: datetime.date) -> bool:
    """Tell whether one more act is more than is allowed, given the days of as many acts before as are allowed."""
    if len(earlier) < clause.at_most:
        return False
    return not earlier or clause.every is None or (day - earlier[0]).days < clause.every


def _with(clause: Commitment, earlier: tuple[datetime.date, ...], day: datetime.date) -> tuple[datetime.date, ...]:
    return (*earlier, day)[-clause.at_most :] if clause.at_most else ()
