"""Where the record stood, and a case as of another day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offramp.api.files import Day, day_of
from offramp.api.subjects import Subject, opened

if TYPE_CHECKING:
    from offramp.record.opening import Opened
    from offramp.study.results.recording import TimelineResult


def timeline(subject: Subject | Opened, *, as_of: Day | None = None) -> TimelineResult:
    """Return the levels and states that the record went through, and where we are.

    See :func:`offramp.study.timeline.timeline`.

    Parameters
    ----------
    subject : str, Path, Case, Ensemble or Opened
        The case, with a record; see :func:`offramp.api.subjects.opened`.
    as_of : date or str, optional
        The day to tell it for, nothing known later being used; the day of the case if not given, or the last day of
        its record.

    Raises
    ------
    CaseError
        E101 if the case has no record, E102 if it does not cover the day.

    Examples
    --------
    >>> found = timeline("korea-2017", as_of="2017-07-10")
    >>> found.until, found.status_quo["prk.testing"]
    ('2017-07-10', 'active')
    """
    from offramp.record.standing import own_day
    from offramp.study.timeline import timeline as told

    there = opened(subject)
    return told(there, own_day(there) if as_of is None else day_of(as_of))
