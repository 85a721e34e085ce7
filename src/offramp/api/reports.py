"""The whole report as one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from offramp.api import doubt
from offramp.api.events import events
from offramp.api.monitoring import monitor
from offramp.api.signals import signals
from offramp.api.subjects import Subject, ensemble, opened
from offramp.api.timeline import timeline
from offramp.api.window import window
from offramp.case import Case, Mistake
from offramp.study import holding, misreading, weighing
from offramp.study import paths as ways
from offramp.study.deals import search as deal_search
from offramp.study.deciding import numbers_of
from offramp.study.many import surveying
from offramp.study.many.survey import Survey
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.policies import compare
from offramp.study.profiles import completing
from offramp.study.rates import indices, varying
from offramp.study.results import PoliciesResult

if TYPE_CHECKING:
    from offramp.report.record import Recorded

RATE_WORLDS = 64
SOBOL_BASE = 64


def report(
    subject: Subject,
    *,
    survey: Survey | None = None,
    warnings: Sequence[Mistake] = (),
    seed: int = 0,
    samples: int | None = None,
    progress: Report = silent,
) -> tuple[str, PoliciesResult]:
    """Return the whole report as one HTML page, and the comparison of policies that it opens with.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    survey : Survey, optional
        Play in more worlds than are studied closely, as :func:`survey` returns it.
    warnings : sequence of Mistake
        Warnings of :func:`check`, to be shown.
    seed, samples : int
        See :func:`ensemble`.
    progress : callable
        Told of progress.

    Notes
    -----
    Each rate is varied in some `RATE_WORLDS` worlds if there are too many to list. Sobol indices, from `SOBOL_BASE`
    points, are found only where the file itself gives a range: a rate from one number to another, or a word of
    probability.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> page, compared = report(case)
    >>> page.startswith("<!DOCTYPE html>"), compared.best_seek
    (True, 'suspend_patrols')
    """
    from offramp.report.html import Doubts, render

    there = ensemble(subject, seed=seed, samples=samples)
    over = survey if survey is not None else surveying.survey(there, report=progress)
    compared = compare(there, over, report=progress)
    best = [name for name in dict.fromkeys([compared.best_seek, compared.best_avoid]) if name]
    leading = list(dict.fromkeys(["no policy", *best]))
    page = render(
        there.case,
        policies=compared,
        paths=tuple(ways.paths(there, name) for name in leading),
        stable=holding.stable(there),
        misread=misreading.misread(there, policies=leading, report=progress),
        evidence=weighing.weigh(there, report=progress),
        deals=deal_search.deals(there, report=progress) if there.case.deals is not None else None,
        warnings=tuple(warnings),
        whys=tuple(holding.why(there, state) for state in _likely_ends(compared, leading)),
        record=_record(there, progress),
        doubts=Doubts(
            **(_judged(there, over, best, progress) if numbers_of(there.case) else {}),
            held=completing.holds(there, always=_likely_ends(compared, leading), report=progress),
        ),
    )
    return page, compared


def _record(there: Ensemble, progress: Report) -> Recorded:
    """Return what the record says as of the day of a case, and how long its window stays open."""
    from offramp.record.standing import own_day
    from offramp.report.record import Recorded

    case = there.case
    judged = case.window is not None and case.seek is not None and case.status_quo is not None
    if case.record is None:
        return Recorded(window=window(there, report=progress) if judged else None)
    record = opened(there)
    day = own_day(record)
    watched = monitor(record, as_of=day) if case.commitments else None
    begun = watched is not None and any(clause.verdict != "not yet" for clause in watched.clauses)
    return Recorded(
        timeline=timeline(record, as_of=day),
        signals=signals(record, as_of=day) if record.rules.signals else None,
        window=window(there, record=record, report=progress),
        monitor=watched if begun else None,
        events=events(record, as_of=day),
    )


def _judged(there: Ensemble, over: Survey, best: Sequence[str], progress: Report) -> dict[str, Any]:
    """Return what the studies of doubt find that need a judge, by the names that the page has for them."""
    return {
        "robust": doubt.robust(there, survey=over, report=progress),
        "hinges": doubt.hinges(there, survey=over, report=progress),
        "asked": doubt.ask(there, survey=over, report=progress),
        "certain": doubt.certain(there, survey=over, report=progress),
        "rates": varying.vary_rates(there, samples=RATE_WORLDS, report=progress),
        "sobol": indices.sobol(there, best, base=SOBOL_BASE, report=progress) if _gives_ranges(there.case) else None,
    }


def _gives_ranges(case: Case) -> bool:
    """Tell whether a case itself says how far a rate or a probability is in doubt."""
    return any(not unknown.told.assumed for unknown in (*indices.rates_in(case), *indices.words_in(case)))


def _likely_ends(compared: PoliciesResult, leading: Sequence[str], most: int = 2) -> list[int]:
    """Return the likeliest end states under the leading policies."""
    return list(dict.fromkeys(e.id for p in compared.policies if p.policy in leading for e in p.ends[:most]))
