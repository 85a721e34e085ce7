"""Whether the commitments of a case are kept."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import get_args

from offramp.case.agreements import Commitment
from offramp.case.mistakes import CaseError, Mistake
from offramp.record.monitoring.days import ONE_DAY, after
from offramp.record.monitoring.following import follow
from offramp.record.monitoring.monitor import Monitor
from offramp.record.monitoring.telling import tell
from offramp.record.opening import Opened
from offramp.record.standing import require_covered
from offramp.study.recounting import record_provenance
from offramp.study.results.monitoring import MonitorResult, Verdict

METHOD = (
    "Each clause is watched by an online monitor, one day after the other (three-valued runtime verification: Bauer, "
    "Leucker and Schallhart 2011), on the levels and events as known on the last day."
)


def monitor(opened: Opened, day: datetime.date, report: Callable[[int, int], None] = lambda *_: None) -> MonitorResult:
    """Tell of each commitment of a case whether it is kept, from the first day of the record to a day.

    Parameters
    ----------
    opened : Opened
        The case and its record.
    day : date
        The last day; nothing known later is used.
    report : callable
        Told of days done, and of how many.

    Raises
    ------
    CaseError
        E102 if the record does not cover the day, E113 if the case has no commitments, E114 if it cannot be said when
        one of them binds.
    """
    case = opened.case
    if not case.commitments:
        hint = "add `commitments:`, such as `halt: {by: prk, forbids: test}`; `offramp deals` writes those of a deal"
        raise CaseError([Mistake("E113", "there are no commitments to watch", case.file, hint=hint)])
    require_covered(opened, day)
    mistakes = [found for one in case.commitments if (found := _misplaced(one, opened)) is not None]
    if mistakes:
        raise CaseError(mistakes)
    watching = Monitor(case.commitments, [variable.id for variable in case.variables], case.as_of)
    clauses = tell(case, follow(watching, opened, day, report))
    verdicts: tuple[Verdict, ...] = get_args(Verdict)
    return MonitorResult(
        provenance=record_provenance(opened, day, METHOD),
        since=opened.since.isoformat(),
        until=day.isoformat(),
        clauses=clauses,
        counts={verdict: sum(clause.verdict == verdict for clause in clauses) for verdict in verdicts},
    )


def _misplaced(one: Commitment, opened: Opened) -> Mistake | None:
    """Return what is wrong with the time of a clause, if it has no first day or has ended before the record begins."""
    case, place = opened.case, ("commitments", one.id)
    starts = one.starts or case.as_of
    if one.starts_on is not None:
        return None
    if starts is None:
        hint = "add `starts:` with a day, `starts_on:` with a kind of events, or `as_of:` to the case"
        return Mistake("E114", f"{one.id} does not say when it starts", case.file, hint=hint, place=place)
    length = one.lasts if not one.does else max(one.within, one.lasts or 0)
    if length is None or max(after(starts, length), starts + ONE_DAY) > opened.since:
        return None
    message = f"{one.id} had run out when the record begins, on {opened.since}"
    hint = "let the record begin earlier, or take the commitment out"
    return Mistake("E114", message, case.file, hint=hint, place=place)
