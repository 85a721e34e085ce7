"""A case as it would have been on another day: the state, the evidence and the dates as they were known then."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import MONTH_DAYS, Case, Clock, Perception, Policy, Question, Window
from offramp.case.probabilities import Probability
from offramp.record.leaving_out import without
from offramp.record.opening import Opened
from offramp.record.rates.fitting import fitted
from offramp.record.standing import (
    ONE,
    date_after,
    follows_calendar,
    own_day,
    stated_status_quo,
    status_quo,
    stretches,
)


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
        The same, but for: `as_of`; the status quo, which follows from events known by then
        (:func:`offramp.record.standing.levels_by`); which
        evidence is `used`: what was known by then, or has no date; alternatives, without those known only later, the
        priors of the others scaled up, here and where an actor has its own; the dates of clocks and of the window,
        counted from the day; fitted rates; and policies and rungs that cannot begin on that day, which are left out
        (:func:`offramp.record.leaving_out.left_out`). Its digest stays that of the file.

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
        from_record=True,
        clocks=tuple(_clock(opened, clock, day, levels[_position(case, clock.variable)]) for clock in case.clocks),
        window=None if case.window is None else _window(case, case.window, day),
    )
    return fitted(without(dated), opened, day)


def on_its_own_day(opened: Opened) -> Case:
    """Return the case on the day of its file: a status quo that is not stated, and fitted rates, from the record.

    What the file states is kept. A clock with a calendar and no dates has its dates from there, and its level unless
    that is stated (:func:`offramp.record.standing.stated_status_quo`). The day is its `as_of`, or the last of the
    record.

    Raises
    ------
    CaseError
        E102 if the status quo is not stated and the record does not cover the day, E103 if the rules then lead to a
        state that the case calls impossible, E104 if a clock has a calendar and not 2 or 3 levels.
    """
    case, day = opened.case, own_day(opened)
    given = stated_status_quo(opened)
    levels = status_quo(opened, day) if given is None else given
    clocks = tuple(
        _clock(opened, clock, day, levels[_position(case, clock.variable)]) if follows_calendar(clock) else clock
        for clock in case.clocks
    )
    derived = given is None or case.from_record
    return fitted(replace(case, status_quo=levels, clocks=clocks, from_record=derived), opened, day)


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


def _clock(opened: Opened, clock: Clock, day: datetime.date, level: int) -> Clock:
    """Return a clock with its dates counted from a day; those of levels that it has reached are gone.

    With a calendar these are the dates of the first entry of its kind that is not over, with those that overlap it or
    follow it at once: level 1 when it begins, and, if the clock has three levels, level 2 on the day after it.
    """
    if clock.calendar is None:
        dated = [(date_after(opened.case, months), then) for months, then in clock.dates]
    else:
        following = [stretch for stretch in stretches(opened, clock, day) if stretch.end >= day][:1]
        dated = [(stretch.start, 1) for stretch in following]
        if len(opened.case.variable(clock.variable).levels) == 3:
            dated += [(stretch.end + ONE, 2) for stretch in following]
    months = [((when - day).days / MONTH_DAYS, then) for when, then in dated if when > day and then > level]
    return replace(clock, dates=tuple(sorted(months)))


def _window(case: Case, window: Window, day: datetime.date) -> Window:
    """Return a window whose closing date is counted from a day."""
    if window.closes_on is None:
        return window
    closes = date_after(case, window.closes_on)
    if closes <= day:
        hint = "play starts on that day, and the window would be closed from the first: take an earlier day"
        message = f"the window closes on {closes}, which is not after {day}"
        raise CaseError([Mistake("E035", message, case.file, hint=hint, place=("window", "closes"))])
    return replace(window, closes_on=(closes - day).days / MONTH_DAYS)
