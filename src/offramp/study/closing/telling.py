"""How long the window stays open: rates from the record, and whether each policy's path is done in time."""

from __future__ import annotations

from collections.abc import Iterable

from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.case.model import Case
from offramp.record.opening import Opened
from offramp.record.rates.estimating import METHOD as OF_RATES
from offramp.record.rates.estimating import estimates
from offramp.study.closing.completing import METHOD as OF_PATHS
from offramp.study.closing.completing import MONTHS, completions
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.recounting import record_provenance, upcoming
from offramp.study.results.recording import Coming
from offramp.study.results.window import RateEstimate, WindowResult
from offramp.study.summing import provenance


def has_path(case: Case) -> bool:
    """Tell whether a case has a window, and says what is to be done before it closes."""
    return case.window is not None and case.seek is not None


def window(
    there: Ensemble,
    opened: Opened | None,
    *,
    months: int = MONTHS,
    policies: Iterable[str] | None = None,
    seed: int = 0,
    report: Report = silent,
) -> WindowResult:
    """Tell how long the window stays open, and what is done before it closes.

    Parameters
    ----------
    there : Ensemble
        The case as of a day, in its worlds. Without a window or anything to seek, only the record is looked at.
    opened : Opened or None
        The case as its file has it, with its record, of which counts what was known on the day of the case; None if it
        has none.
    months, policies
        See :func:`offramp.study.closing.completing.completions`.
    seed : int
        Of what is drawn for rates.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        Those of the two parts.
    """
    rates: tuple[RateEstimate, ...] = ()
    coming: tuple[Coming, ...] = ()
    known = None
    if opened is not None:
        day = there.case.as_of or opened.until
        rates = estimates(opened, day, seed=seed, report=report)
        known = record_provenance(opened, day, f"{OF_RATES} Seed {seed}.")
        coming = upcoming(opened, day)
    if not has_path(there.case):
        return WindowResult(known, None, None, rates, (), coming)
    paths = completions(there, policies=policies, months=months, report=report)
    return WindowResult(known, provenance(there, OF_PATHS), there.case.seek, rates, paths, coming)


def require_something(case: Case) -> None:
    """Refuse a case of which there is nothing to tell.

    Raises
    ------
    CaseError
        E064 if it has neither a record nor a window with something to seek.
    """
    if case.record is None and not has_path(case):
        message = "this question needs a record, or a window and an outcome to seek"
        hint = "add `record:` with rates, or `window:` and `judge:`"
        raise CaseError([Mistake("E064", message, case.file, hint=hint)])


def require_known(case: Case, policies: Iterable[str]) -> None:
    """Refuse policies that a case does not have.

    Raises
    ------
    CaseError
        E021.
    """
    known = [policy.id for policy in case.policies]
    for name in policies:
        if name not in ("no policy", *known):
            hint = nearest(name, known, what="policies")
            raise CaseError([Mistake("E021", f'unknown policy "{name}"', case.file, hint=hint)])
