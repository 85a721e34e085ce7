"""What is being said, and sentences of a text that state something."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from offramp.api.files import Day, day_of
from offramp.api.subjects import Subject, opened

if TYPE_CHECKING:
    from offramp.record.opening import Opened
    from offramp.study.playing.courses import Report
    from offramp.study.results.signals import SignalsResult


def signals(
    subject: Subject | Opened,
    *,
    as_of: Day | None = None,
    actor: str | None = None,
    seed: int = 0,
    report: Report = lambda *_: None,
) -> SignalsResult:
    """Return what is being said: statements beside earlier ones, the drumbeat, words and deeds.

    See :func:`offramp.study.signals.signals_of_case` and :func:`offramp.study.signals.signals_of_file`.

    Parameters
    ----------
    subject : str, Path, Case, Ensemble or Opened
        The case, with a record; or the path of a CSV file of statements, which is read by itself.
    as_of : date or str, optional
        The day to tell it for, nothing known later being used; the day of the case if not given, or the last day of
        its record, or of its file.
    actor : str, optional
        Whose statements; everybody's if not given.
    seed : int
        Of the drawing for changes of rates.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E101 if the case has no record, E107 if a file is not a table of statements, E021 if nobody of that name says
        anything.

    Examples
    --------
    >>> from offramp.api import find
    >>> found = signals(find("korea-2017").with_name("signals.csv"), as_of="2017-07-10", actor="PRK")
    >>> kim = next(f for f in found.formulations if f.id == "S19")
    >>> kim.compared_with, kim.first[0], round(kim.scores.authority, 2)
    ('S16', 'on the negotiating table', 1.0)
    """
    from offramp.study.signals import signals_of_case, signals_of_file

    day = None if as_of is None else day_of(as_of)
    if isinstance(subject, str | Path) and Path(subject).suffix.lower() == ".csv":
        return signals_of_file(Path(subject), day, actor=actor, seed=seed, report=report)
    from offramp.record.standing import own_day, require_covered

    there = opened(subject)
    day = own_day(there) if day is None else day
    require_covered(there, day)
    return signals_of_case(there, day, actor=actor, seed=seed, report=report)
