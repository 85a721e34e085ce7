"""Whether commitments are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from offramp.api.files import Day, day_of
from offramp.api.subjects import Subject, opened
from offramp.study.playing.courses import Report, silent

if TYPE_CHECKING:
    from offramp.record.opening import Opened
    from offramp.study.results.monitoring import MonitorResult


def monitor(
    subject: Subject | Opened, *, as_of: Day | None = None, events: Sequence[str | Path] = (), report: Report = silent
) -> MonitorResult:
    """Tell of each commitment of a case whether it is kept, broken, open or disputed, day by day, and why.

    What a clause means is defined in :mod:`offramp.record.monitoring.monitor`.

    Parameters
    ----------
    subject : str, Path, Case, Ensemble or Opened
        The case, with commitments and a record; see :func:`offramp.api.subjects.opened`.
    as_of : date or str, optional
        The day to tell it for, nothing known later being used; the last day of the record if not given.
    events : sequence of str or Path
        More files of events, read beside those of the case.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E101 if the case has no record, E102 if it does not cover the day, E113 if the case has no commitments, E114 if
        it cannot be said when one of them binds; those of reading files of events.

    Examples
    --------
    >>> found = monitor("korea-2017", as_of="2019-05-31")
    >>> {clause.commitment: clause.verdict for clause in found.clauses}["no_nuclear_or_icbm_tests"]
    'disputed'
    """
    from offramp.record.monitoring.adding import with_events
    from offramp.study.monitoring import monitor as watched

    there = with_events(opened(subject), [Path(file) for file in events]) if events else opened(subject)
    day = there.until if as_of is None else day_of(as_of)
    return watched(there, day, lambda done, total: report("watching", done, total))
