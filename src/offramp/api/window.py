"""How long the window stays open, and what is done before it closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.api.files import Day
from offramp.api.subjects import Subject, ensemble, opened
from offramp.case.mistakes import CaseError, Mistake
from offramp.study.closing import telling
from offramp.study.closing.completing import MONTHS
from offramp.study.playing.courses import Report, silent
from offramp.study.results.window import WindowResult

if TYPE_CHECKING:
    from offramp.record.opening import Opened

MOST_MONTHS = 600
"""For how many months chances can be asked for."""


def window(
    subject: Subject,
    *,
    as_of: Day | None = None,
    months: int = MONTHS,
    policies: Sequence[str] | None = None,
    seed: int = 0,
    samples: int | None = None,
    record: Opened | None = None,
    report: Report = silent,
) -> WindowResult:
    """Tell how long the window stays open, and what is done before it closes.

    Rates, gaps and contrasts come from the record of the case, judgement and record side by side and together; the
    chance, month by month, that what is sought has come about before the window closes comes from play. A case
    without a record has only the second, one without a window or anything to seek only the first. See
    :func:`offramp.record.rates.estimating.estimates` and :func:`offramp.study.closing.completing.completions`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    as_of : date or str, optional
        The day to tell it for, nothing known later being used; the day of the case if not given, or the last of its
        record. Not for a case in its worlds, which has its day.
    months : int
        For how many months, from 1 to 600.
    policies : sequence of str, optional
        Which policies, beside `no policy`; all if not given.
    seed, samples : int
        For the worlds, where there are too many to list, and for what is drawn from the record.
    record : Opened, optional
        The case as its file has it, with its record, if that has been read already.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E064 if the case has neither a record nor a window with something to seek, or no status quo; E021 for a policy
        it does not have; E012 for a number of months out of bounds; those of :func:`offramp.check`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> found = window(case, policies=["suspend_patrols"])
    >>> [(path.policy, round(path.done["12"], 2), round(path.open["12"], 2)) for path in found.completions]
    [('no policy', 0.0, 0.3), ('suspend_patrols', 0.68, 0.07)]
    """
    if not 1 <= months <= MOST_MONTHS:
        hint = f"give a whole number from 1 to {MOST_MONTHS}"
        raise CaseError([Mistake("E012", f"{months} is not a number of months", "months", hint=hint)])
    there = ensemble(subject, seed=seed, samples=samples, as_of=as_of)
    telling.require_something(there.case)
    telling.require_known(there.case, policies or ())
    if record is None and there.case.record is not None:
        record = opened(subject)
    return telling.window(there, record, months=months, policies=policies, seed=seed, report=report)
