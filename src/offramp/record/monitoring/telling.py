"""What became of clauses, in plain words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import Expression, variables_of
from offramp.case.model import Case
from offramp.record.events.event import Event
from offramp.record.levels import History, Span, span_on
from offramp.record.monitoring.days import ONE_DAY, in_words
from offramp.record.monitoring.following import Changed, Followed
from offramp.record.monitoring.monitor import Cause, Course, Happening
from offramp.record.monitoring.wording import length, listed, ordinal, terms
from offramp.study.results.monitoring import Clause, Revision, VerdictSpan


@dataclass(frozen=True, slots=True)
class _Seen:
    """A clause at the end of a day."""

    day: datetime.date
    course: Course


def tell(case: Case, followed: Followed) -> tuple[Clause, ...]:
    """Return what became of a case's commitments.

    Parameters
    ----------
    case : Case
        The case.
    followed : Followed
        Its commitments through the record.
    """
    found = []
    for number, clause in enumerate(case.commitments):
        seen = [_Seen(state.day, state.courses[number]) for state in followed.states if state.day is not None]
        found.append(_Teller(case, clause, followed.levels, seen))
    known = {teller.commitment.id: teller.known() for teller in found if teller.last.verdict == "broken"}
    changes = [[changed for changed in followed.changes if changed.clause == k] for k in range(len(found))]
    return tuple(teller.clause(own, known) for teller, own in zip(found, changes, strict=True))


class _Teller:
    """Tells of one clause."""

    def __init__(self, case: Case, clause: Commitment, levels: History, seen: Sequence[_Seen]) -> None:
        self.case, self.commitment, self.levels, self.seen = case, clause, levels, seen
        self.last = seen[-1].course

    def known(self) -> str:
        """Return from when its last verdict was known, if no other clause has decided it."""
        return list(self.spans({}))[-1].known_on

    def clause(self, changes: Sequence[Changed], known: Mapping[str, str]) -> Clause:
        """Return what became of it; `known` tells from when it was known that another was broken."""
        one = self.commitment
        return Clause(
            commitment=one.id,
            name=one.name,
            by=one.by,
            text=terms(one, self.case.as_of),
            starts=None if self.last.starts is None else self.last.starts.isoformat(),
            ends=self.ends(),
            verdict=self.last.verdict,
            spans=tuple(self.spans(known)),
            bound=tuple(self.bound()),
            acts=tuple(h.event.id for seen in self.seen for h in seen.course.acts),
            unclear=tuple(h.event.id for seen in self.seen for h in seen.course.unclear),
            revisions=tuple(_revision(changed) for changed in changes),
        )

    def ends(self) -> str | None:
        """Return the last day of the clause, as far as it is known."""
        last, days = self.last, []
        if last.final and last.since is not None:
            days.append(last.since)
        if last.over is not None:
            days.append(last.over - ONE_DAY)
        elif self.commitment.does and last.due is not None:
            days.append(last.due)
        return min(days).isoformat() if days else None

    def bound(self) -> Iterable[tuple[str, str]]:
        """Yield the stretches of days on which it bound."""
        first: datetime.date | None = None
        for seen in self.seen:
            if seen.course.binds and first is None:
                first = seen.day
            elif not seen.course.binds and first is not None:
                yield first.isoformat(), (seen.day - ONE_DAY).isoformat()
                first = None
        if first is not None:
            yield first.isoformat(), self.seen[-1].day.isoformat()

    def spans(self, known: Mapping[str, str]) -> Iterable[VerdictSpan]:
        """Yield its verdicts, one after the other."""
        begins = [seen for seen in self.seen if seen.course.since == seen.day]
        ends = [seen.day - ONE_DAY for seen in begins[1:]] + [self.seen[-1].day]
        unclear = 0
        at = iter(self.seen)
        for begin, end in zip(begins, ends, strict=True):
            for seen in at:
                unclear += len(seen.course.unclear)
                if seen.day == begin.day:
                    break
            yield self.span(begin, end, unclear, known)

    def span(self, begin: _Seen, until: datetime.date, unclear: int, broken: Mapping[str, str]) -> VerdictSpan:
        course, cause = begin.course, begin.course.cause
        event = None if cause.happening is None else cause.happening.event
        behind = self.behind(cause, begin.day)
        if event is None and behind:
            event = next((s.event for s in reversed(behind) if s.since == begin.day and s.event is not None), None)
        known = [begin.day, *(span.known_on for span in behind)] + ([] if event is None else [event.known_on])
        other = [] if cause.other is None else [broken[cause.other]]
        return VerdictSpan(
            course.verdict,
            begin.day.isoformat(),
            until.isoformat(),
            max([max(known).isoformat(), *other]),
            None if event is None else event.id,
            self.why(course, begin.day, event, unclear),
        )

    def condition(self, cause: Cause) -> Expression | None:
        """Return the condition on levels that a cause speaks of."""
        one = self.commitment
        found = {"fails": one.keeps, "until": one.until, "unless": one.unless}.get(cause.why)
        return None if isinstance(found, Happens) else found

    def behind(self, cause: Cause, day: datetime.date) -> tuple[Span, ...]:
        """Return the stretches of level that made a condition come to hold, or fail, on a day; the latest last."""
        condition = self.condition(cause)
        if condition is None:
            return ()
        spans = (span_on(self.levels.spans[name], day) for name in sorted(variables_of(condition)))
        return tuple(sorted(spans, key=lambda span: span.since))

    def why(self, course: Course, day: datetime.date, event: Event | None, unclear: int) -> str:
        """Say why the clause has its verdict."""
        one, cause = self.commitment, course.cause
        left_out = f"; {unclear} of unclear scope not counted" if unclear else ""
        match cause.why:
            case "waits":
                return self.waits()
            case "starts":
                return self.starts(course, day)
            case "act":
                return f"{_told(event)}, {self.too_many(cause.happening)}"
            case "doubt":
                return self.doubt(cause, event)
            case "done":
                return f"{_told(event)}, of kind {self.kinds(cause.happening, one.does)}; due by {_day(course.due)}"
            case "late":
                return f"nothing of kind {listed(one.does, 'or')} by {_day(course.due)}{left_out}"
            case "over":
                ran = f"from {_day(course.starts)} for {length(one.lasts or 0)}"
                return f"{in_words(day)}: it ran {ran} and was not broken{left_out}"
            case "freed":
                return f"{in_words(day)}: {cause.other} is broken, which frees its party"
            case _:
                return self.ended(cause, day, event, left_out)

    def waits(self) -> str:
        one = self.commitment
        if one.starts_on is not None:
            return f"it begins with the first event of kind {listed(one.starts_on.kinds, 'or')}"
        return f"it begins on {_day(one.starts or self.case.as_of)}"

    def starts(self, course: Course, day: datetime.date) -> str:
        if course.cause.happening is not None:
            return f"{_told(course.cause.happening.event)}, with which it begins"
        if course.starts is not None and course.starts < day:
            unseen = f"the record begins on {in_words(day)}, and what came before is not seen"
            return f"it began on {_day(course.starts)}; {unseen}"
        return f"it begins on {in_words(day)}"

    def doubt(self, cause: Cause, event: Event | None) -> str:
        """Say what is open about an act."""
        one = self.commitment
        of = "which counts"
        if kinds := self.kinds(cause.happening, one.unclear):
            of = f"of kind {kinds}, of which it is open whether it counts"
        done = "kept" if one.does else "broken"
        return f"{_told(event)}, {of}; if all acts of unclear scope counted, it would be {done}"

    def ended(self, cause: Cause, day: datetime.date, event: Event | None, left_out: str) -> str:
        """Say what held or happened on a day: the condition that failed, or what ended the clause."""
        one = self.commitment
        text = {"fails": one.text, "until": one.until_text, "unless": one.unless_text}[cause.why]
        what = {"fails": "does not hold", "until": "until which it was to bind", "unless": "which frees its party"}
        if cause.happening is not None:
            return f"{_told(event)}, {what[cause.why]}{left_out if cause.why == 'until' else ''}"
        holds = "does not hold" if cause.why == "fails" else f"holds, {what[cause.why]}"
        after = f", after {_act(event)}" if event is not None else ""
        where = self.levels_of(cause, day)
        return f"{in_words(day)}: `{text}` {holds} ({where}{after}){left_out if cause.why == 'until' else ''}"

    def levels_of(self, cause: Cause, day: datetime.date) -> str:
        """Say where the options stand that a condition speaks of."""
        condition = self.condition(cause)
        names = sorted(variables_of(condition)) if condition is not None else []
        found = []
        for name in names:
            level = self.case.variable(name).levels[span_on(self.levels.spans[name], day).level]
            found.append(f"{name}: {level}")
        return ", ".join(found) or "whatever the levels"

    def too_many(self, happening: Happening | None) -> str:
        """Say how many acts of which kind were too many."""
        one = self.commitment
        kind = self.kinds(happening, one.forbids)
        within = f" within {one.every} days" if one.every is not None else ""
        allowed = "is" if one.at_most == 1 else "are"
        return f"the {ordinal(one.at_most + 1)} of kind {kind}{within}; at most {one.at_most} {allowed} allowed"

    def kinds(self, happening: Happening | None, among: Sequence[str]) -> str:
        """Return of which of some kinds an event is."""
        return "" if happening is None else listed([kind for kind in among if kind in happening.kinds], "and")


def _day(day: datetime.date | None) -> str:
    return "" if day is None else in_words(day)


def _act(event: Event) -> str:
    return (event.category or event.mode or "an event").replace("_", " ")


def _told(event: Event | None) -> str:
    """Say which act it was, and when."""
    return "" if event is None else f"{in_words(event.day, event.precision)}: {_act(event)}"


def _revision(changed: Changed) -> Revision:
    return Revision(changed.on.isoformat(), changed.event.id, changed.day.isoformat(), changed.before, changed.after)
