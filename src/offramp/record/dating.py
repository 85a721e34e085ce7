"""A case as it would have been on another day: the state, the evidence and the dates as they were known then."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from offramp.case.expressions import holds, variables_of
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import MONTH_DAYS, Case, Clock, Perception, Policy, Question, Window
from offramp.case.probabilities import Probability
from offramp.record.calendar import known_by
from offramp.record.levels import History, Span, history, span_on
from offramp.record.opening import Opened

ONE = datetime.timedelta(days=1)


def as_of(opened: Opened, day: datetime.date) -> Case:
    """Return the case as it would have been on a day, using only what was known by then.

    Parameters
    ----------
    opened : Opened
        The case as its file has it, and its record.
    day : date
        Which day.

    Returns
    -------
    Case
        The same, but for: `as_of`; the status quo, which follows from events known by then (:func:`levels_by`); which
        evidence is `used`: what was known by then, or has no date; alternatives, without those known only later, the
        priors of the others scaled up, here and where an actor has its own; the dates of clocks and of the window,
        counted from the day; and fitted rates. Its digest stays that of the file.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E103 if the rules lead to a state that the case calls impossible,
        E104 if a clock has a calendar and not 2 or 3 levels, E105 if of a question no alternative is left, E035 if
        the window closes on a date that is not after the day.
    """
    case = opened.case
    levels = status_quo(opened, day)
    dated = replace(
        known_on(case, day),
        as_of=day,
        status_quo=levels,
        clocks=tuple(_clock(opened, clock, day, levels[_position(case, clock.variable)]) for clock in case.clocks),
        window=None if case.window is None else _window(case, case.window, day),
    )
    return _fitted(dated, opened, day)


def on_its_own_day(opened: Opened) -> Case:
    """Return the case on the day of its file: a status quo that is not stated, and fitted rates, from the record.

    What the file states is kept. The day is its `as_of`, or the last of the record.

    Raises
    ------
    CaseError
        E102 if the status quo is not stated and the record does not cover the day, E103 if the rules then lead to a
        state that the case calls impossible.
    """
    case, day = opened.case, own_day(opened)
    if case.status_quo is None:
        case = replace(case, status_quo=status_quo(opened, day))
    return _fitted(case, opened, day)


def own_day(opened: Opened) -> datetime.date:
    """Return the day of the case's file: its `as_of`, or the last day of the record."""
    return opened.case.as_of or opened.until


def _fitted(case: Case, opened: Opened, day: datetime.date) -> Case:
    """Return a case with its fitted rates, as the record known by a day gives them."""
    window = (*case.window.closes, *case.window.reopens) if case.window else ()
    rates = (*(rate for clock in case.clocks for rate in clock.rates), *window)
    if not any(rate.fitted for rate in rates) and not any(how.fitted for how in case.behaviour.values()):
        return case
    from offramp.record.rates.fitting import fitted

    return fitted(case, opened, day)


# ---------------------------------------------------------------- levels


def require_covered(opened: Opened, day: datetime.date) -> None:
    """Refuse a day before the first of the record, or after the last that the case gives.

    Raises
    ------
    CaseError
        E102.
    """
    last = opened.rules.until
    if opened.since <= day and (last is None or day <= last):
        return
    span = f"from {opened.since}" + (f" to {last}" if last is not None else "")
    message = f"the record covers {span}, and {day} is not in it"
    hint = "take a day that it covers, or add events and mend `since` and `until` of `record`"
    raise CaseError([Mistake("E102", message, opened.case.file, hint=hint, place=("record",))])


def levels_by(opened: Opened, day: datetime.date) -> History:
    """Return the levels of every option and clock from the first day of the record to a day, as known on that day.

    They follow from the rules, as :func:`offramp.record.levels.history` says. A clock that no rule and no start speaks
    of follows its calendar, or else its dates: with a calendar it stands at level 1 on the days of entries of its kind
    and at level 0 on others; with dates, at the highest level whose date has come.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E104 if a clock has a calendar and not 2 or 3 levels.
    """
    require_covered(opened, day)
    case, rules = opened.case, opened.rules
    found = history(rules, case.variables, opened.kinds, day, day, opened.since)
    spans = dict(found.spans)
    ruled = {name for rule in rules.rules for name in rule.sets} | set(rules.start)
    for clock in case.clocks:
        if clock.variable not in ruled and clock.calendar is not None:
            spans[clock.variable] = _by_calendar(opened, clock, day)
        elif clock.variable not in ruled and clock.dates:
            spans[clock.variable] = _by_dates(opened, clock, day)
    return History(found.since, day, spans)


def _by_calendar(opened: Opened, clock: Clock, day: datetime.date) -> tuple[Span, ...]:
    """Return the spans of a clock that stands at level 1 on the days of entries."""
    marks = {opened.since: (0, opened.since)}
    for stretch in _stretches(opened, clock, day):
        if stretch.end >= opened.since:
            begin, after = max(stretch.start, opened.since), stretch.end + ONE
            marks[begin] = (1, max(begin, stretch.start_known))
            marks[after] = (0, max(after, stretch.end_known))
    return _spans(marks, day)


def _by_dates(opened: Opened, clock: Clock, day: datetime.date) -> tuple[Span, ...]:
    """Return the spans of a clock that stands at the highest level whose date has come."""
    marks = {opened.since: (0, opened.since)}
    highest = 0
    for months, level in clock.dates:
        when = max(_date(opened.case, months), opened.since)
        highest = max(highest, level)
        marks[when] = (highest, when)
    return _spans(marks, day)


def _spans(marks: Mapping[datetime.date, tuple[int, datetime.date]], until: datetime.date) -> tuple[Span, ...]:
    """Return the spans between the days on which a level begins, each with the day from which that was known."""
    starts = [(when, *marks[when]) for when in sorted(marks) if when <= until]
    changed = [mark for n, mark in enumerate(starts) if n == 0 or mark[1] != starts[n - 1][1]]
    ends = [when - ONE for when, _, _ in changed[1:]] + [until]
    return tuple(
        Span(level, when, end, known, None, None) for (when, level, known), end in zip(changed, ends, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days on end on which there are entries, and from when its first and last days were known."""

    start: datetime.date
    end: datetime.date
    start_known: datetime.date
    end_known: datetime.date


def _stretches(opened: Opened, clock: Clock, day: datetime.date) -> list[_Stretch]:
    """Return when there are entries that move a clock, as known on a day, without those that were called off."""
    if len(opened.case.variable(clock.variable).levels) not in (2, 3):
        hint = "give it three levels, such as [ahead, under_way, over], or two, such as [ahead, begun]"
        message = f"the clock {clock.variable} follows a calendar, and has not 2 or 3 levels"
        place = ("clocks", clock.variable)
        raise CaseError([Mistake("E104", message, opened.case.file, hint=hint, place=place)])
    found: list[_Stretch] = []
    for entry in known_by(opened.calendar, day):
        if not entry.held or entry.kind != clock.calendar or entry.end == datetime.date.max:
            continue
        if found and entry.start <= found[-1].end + ONE:
            if entry.end > found[-1].end:
                found[-1] = replace(found[-1], end=entry.end, end_known=entry.known_on)
        else:
            found.append(_Stretch(entry.start, entry.end, entry.known_on, entry.known_on))
    return found


# ---------------------------------------------------------------- states that cannot be


def status_quo(opened: Opened, day: datetime.date) -> tuple[int, ...]:
    """Return the levels on a day, as known on that day; see :func:`levels_by`.

    Raises
    ------
    CaseError
        E103 if the case calls that state impossible: it names the line of `impossible`, and for the levels that it
        speaks of the rules and events behind them.
    """
    found = levels_by(opened, day)
    levels = found.on(day)
    broken = broken_by(opened.case, levels)
    if broken is None:
        return levels
    names = variables_of(opened.case.impossible[broken])
    spans = {v.id: span_on(found.spans[v.id], day) for v in opened.case.variables if v.id in names}
    message = f"on {day} the record is in an impossible state: `{opened.case.impossible_texts[broken]}` holds in it"
    lines = [because(opened, name, span) for name, span in spans.items()]
    last = max((span for span in spans.values() if span.rule is not None), key=lambda s: s.since, default=None)
    place = ("record",) if last is None or last.rule is None else ("record", "rules", last.rule)
    hint = "\n".join([*lines, "mend a rule, or the line under `impossible`"])
    raise CaseError([Mistake("E103", message, opened.case.file, hint=hint, place=place)])


def broken_by(case: Case, levels: Sequence[int]) -> int | None:
    """Return the position of the first line of `impossible` that holds in a state, None if it is possible."""
    columns = {v.id: np.array([level], dtype=np.uint8) for v, level in zip(case.variables, levels, strict=True)}
    return next((number for number, rule in enumerate(case.impossible) if holds(rule, columns)[0]), None)


def because(opened: Opened, name: str, span: Span) -> str:
    """Say why an option or clock stands where it does: since when, by which rule and event."""
    level = opened.case.variable(name).levels[span.level]
    event = f", event {span.event.id} of {span.event.day}" if span.event is not None else ""
    return f"{name} is {level} since {span.since}, by {source_of(opened, name, span)}{event}"


def source_of(opened: Opened, name: str, span: Span) -> str:
    """Return what set a level, in words: a rule, the start, the calendar or the dates of a clock."""
    if span.rule is not None:
        return f"rule {span.rule + 1}, `{opened.rules.rules[span.rule].text}`"
    if span.since == opened.since or any(name in rule.sets for rule in opened.rules.rules):
        return "the start"
    clock = next(clock for clock in opened.case.clocks if clock.variable == name)
    return f"the calendar ({clock.calendar})" if clock.calendar is not None else "its dates"


@dataclass(frozen=True, slots=True)
class Difference:
    """An option or clock that stands elsewhere by the record than the case states: both levels, and why."""

    variable: str
    stated: int
    derived: int
    because: str


def differences(opened: Opened) -> tuple[Difference, ...]:
    """Return in what the stated status quo differs from that of the record on the day of the case's file.

    Empty if the file states none, or if the record does not cover the day.
    """
    case, day = opened.case, own_day(opened)
    last = opened.rules.until
    if case.status_quo is None or day < opened.since or (last is not None and day > last):
        return ()
    found = levels_by(opened, day)
    return tuple(
        Difference(v.id, stated, derived, because(opened, v.id, span_on(found.spans[v.id], day)))
        for v, stated, derived in zip(case.variables, case.status_quo, found.on(day), strict=True)
        if stated != derived
    )


# ---------------------------------------------------------------- what was known


def known_on(case: Case, day: datetime.date) -> Case:
    """Return a case with the evidence and the alternatives known by a day; nothing else changes.

    Raises
    ------
    CaseError
        E105 if of a question no alternative is left.
    """
    questions, kept = _questions(case, day)
    evidence = tuple(
        replace(
            item,
            used=item.known_on is None or item.known_on <= day,
            likelihoods={q: _only(chances, kept[q]) for q, chances in item.likelihoods.items()},
        )
        for item in case.evidence
    )
    return replace(
        case,
        questions=questions,
        evidence=evidence,
        perceptions={name: _perception(case, name, view, kept) for name, view in case.perceptions.items()},
        policies=tuple(_policy(policy, case, kept) for policy in case.policies),
    )


def _questions(case: Case, day: datetime.date) -> tuple[tuple[Question, ...], dict[str, tuple[int, ...]]]:
    """Return the questions with the alternatives known by a day, and which of them these were."""
    found, kept = [], {}
    for question in case.questions:
        there = tuple(n for n, a in enumerate(question.alternatives) if a.known_on is None or a.known_on <= day)
        priors = _scaled([question.alternatives[n].prior for n in there], len(there) < len(question.alternatives))
        if priors is None:
            place = ("questions", question.id)
            hint = "take a later day, or give an alternative without `known_on` and with a prior above 0"
            message = f"of {question.id} no alternative was known on {day}"
            raise CaseError([Mistake("E105", message, case.file, hint=hint, place=place)])
        alternatives = tuple(
            replace(question.alternatives[n], prior=prior) for n, prior in zip(there, priors, strict=True)
        )
        found.append(replace(question, alternatives=alternatives))
        kept[question.id] = there
    return tuple(found), kept


def _scaled(chances: Sequence[Probability], fewer: bool) -> list[Probability] | None:
    """Return probabilities scaled so that their middles sum to one, None if they sum to none; as they are if all."""
    if not fewer:
        return list(chances)
    total = sum(chance.middle for chance in chances)
    if total <= 0:
        return None
    return [Probability(min(chance.low / total, 1.0), min(chance.high / total, 1.0)) for chance in chances]


def _only(chances: Sequence[Probability], kept: Sequence[int]) -> tuple[Probability, ...]:
    return tuple(chances[n] for n in kept)


def _perception(case: Case, name: str, view: Perception, kept: Mapping[str, tuple[int, ...]]) -> Perception:
    """Return what an actor believes of the alternatives that are left."""
    believes = {}
    for question, chances in view.believes.items():
        scaled = _scaled(_only(chances, kept[question]), len(kept[question]) < len(chances))
        if scaled is None:
            hint = "give it a chance above 0 for an alternative without `known_on`"
            message = f"of what {name} believes of {question} nothing was known on this day"
            place = ("perceptions", name)
            raise CaseError([Mistake("E105", message, case.file, hint=hint, place=place)])
        believes[question] = tuple(scaled)
    return replace(view, believes=believes)


def _policy(policy: Policy, case: Case, kept: Mapping[str, tuple[int, ...]]) -> Policy:
    """Return a policy whose stages have no answer for alternatives that are gone."""
    names = {q.id: {q.alternatives[n].id for n in kept[q.id]} for q in case.questions}
    stages = tuple(
        stage
        if stage.learn is None
        else replace(stage, then={a: p for a, p in stage.then.items() if a in names[stage.learn]})
        for stage in policy.stages
    )
    return replace(policy, stages=stages)


# ---------------------------------------------------------------- dates


def _position(case: Case, name: str) -> int:
    return next(n for n, variable in enumerate(case.variables) if variable.id == name)


def _date(case: Case, months: float) -> datetime.date:
    """Return the day that is some months after the case's own."""
    if case.as_of is None:
        raise ValueError("a case with dates has a day")
    return case.as_of + datetime.timedelta(days=round(months * MONTH_DAYS))


def _clock(opened: Opened, clock: Clock, day: datetime.date, level: int) -> Clock:
    """Return a clock with its dates counted from a day; those of levels that it has reached are gone.

    With a calendar these are the dates of the first entry of its kind that is not over, with those that overlap it or
    follow it at once: level 1 when it begins, and, if the clock has three levels, level 2 on the day after it.
    """
    if clock.calendar is None:
        dated = [(_date(opened.case, months), then) for months, then in clock.dates]
    else:
        following = [stretch for stretch in _stretches(opened, clock, day) if stretch.end >= day][:1]
        dated = [(stretch.start, 1) for stretch in following]
        if len(opened.case.variable(clock.variable).levels) == 3:
            dated += [(stretch.end + ONE, 2) for stretch in following]
    months = [((when - day).days / MONTH_DAYS, then) for when, then in dated if when > day and then > level]
    return replace(clock, dates=tuple(sorted(months)))


def _window(case: Case, window: Window, day: datetime.date) -> Window:
    """Return a window whose closing date is counted from a day."""
    if window.closes_on is None:
        return window
    closes = _date(case, window.closes_on)
    if closes <= day:
        hint = "play starts on that day, and the window would be closed from the first: take an earlier day"
        message = f"the window closes on {closes}, which is not after {day}"
        raise CaseError([Mistake("E035", message, case.file, hint=hint, place=("window", "closes"))])
    return replace(window, closes_on=(closes - day).days / MONTH_DAYS)
