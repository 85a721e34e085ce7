"""Where we are, and how we came here: the levels and states that the record went through."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from offramp.beliefs.updating import posterior
from offramp.case.model import Case
from offramp.game.labels import Labels, level_names
from offramp.record.dating import known_on
from offramp.record.levels import History, Span
from offramp.record.opening import Opened
from offramp.record.standing import broken_by, levels_by, source_of, stated_status_quo
from offramp.record.states import stays
from offramp.study.recounting import kind_counts, record_provenance, upcoming
from offramp.study.results.recording import LevelSpan, StateSpan, TimelineResult

METHOD = (
    "The latest rule of the case that applied and has not run out gives each level, by the events known on the day; "
    "clocks follow rules, the calendar or their dates."
)


def timeline(opened: Opened, day: datetime.date) -> TimelineResult:
    """Return the levels and states from the first day of the record to a day, and what was known on that day.

    Parameters
    ----------
    opened : Opened
        The case as its file has it, and its record.
    day : date
        The last day; nothing known later is used.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E104 if a clock has a calendar and not 2 or 3 levels, E105 if of a
        question no alternative is left.

    Notes
    -----
    A state that the case calls impossible is told, not refused. The stated status quo is compared on the day of the
    case's file alone. The calendar is told for a year.
    """
    case = opened.case
    found = levels_by(opened, day)
    now = found.on(day)
    there = case if day == case.as_of else known_on(case, day)
    stated = stated_status_quo(opened) if day == case.as_of and not case.from_record else None
    pairs = list(zip(case.variables, now, stated or now, strict=True))
    return TimelineResult(
        provenance=record_provenance(opened, day, METHOD),
        since=found.since.isoformat(),
        until=day.isoformat(),
        levels=tuple(_level(opened, name, span) for name, spans in found.spans.items() for span in spans),
        states=tuple(_states(case, found)),
        status_quo=level_names(case.variables, now),
        stated=None if stated is None else level_names(case.variables, stated),
        differs=tuple(v.id for v, derived, given in pairs if derived != given),
        posteriors={
            q.id: {a.id: float(p) for a, p in zip(q.alternatives, posterior(there, q), strict=True)}
            for q in there.questions
        },
        evidence=tuple(item.id for item in there.evidence if item.used),
        hidden=tuple(item.id for item in there.evidence if not item.used),
        kinds=kind_counts(opened, day),
        coming=upcoming(opened, day),
    )


def _level(opened: Opened, name: str, span: Span) -> LevelSpan:
    event = span.event
    return LevelSpan(
        variable=name,
        level=opened.case.variable(name).levels[span.level],
        since=span.since.isoformat(),
        until=span.until.isoformat(),
        known_on=span.known_on.isoformat(),
        rule=source_of(opened, name, span),
        event=None if event is None else event.id,
        says="" if event is None else event.says,
    )


def _states(case: Case, found: History) -> Iterator[StateSpan]:
    """Yield the states in order. Costs one step for each change of a level."""
    labels = Labels(case)
    for stay in stays(case, found):
        yield StateSpan(
            stay.since.isoformat(),
            stay.until.isoformat(),
            level_names(case.variables, stay.levels),
            labels.state(stay.levels),
            stay.outcome,
            broken_by(case, stay.levels) is None,
        )
