"""The whole report as one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offramp.api import doubt
from offramp.api.subjects import Subject, ensemble
from offramp.case import Mistake
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
from offramp.study.rates import varying
from offramp.study.results import PoliciesResult


def report(
    subject: Subject,
    *,
    survey: Survey | None = None,
    warnings: Sequence[Mistake] = (),
    seed: int = 0,
    samples: int | None = None,
    rates: bool = False,
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
    rates : bool
        Whether also to vary each rate by itself, which takes about as long as all the rest.
    progress : callable
        Told of progress.

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
    leading = [name for name in dict.fromkeys(["no policy", compared.best_seek, compared.best_avoid]) if name]
    page = render(
        there.case,
        policies=compared,
        paths=tuple(ways.paths(there, name) for name in leading),
        stable=holding.stable(there),
        misread=misreading.misread(there, policies=leading, report=progress),
        evidence=weighing.weigh(there, report=progress),
        deals=deal_search.deals(there, report=progress) if there.case.deal_parties else None,
        warnings=tuple(warnings),
        whys=tuple(holding.why(there, state) for state in _likely_ends(compared, leading)),
        doubts=Doubts(
            **(_judged(there, over, progress) if numbers_of(there.case) else {}),
            held=completing.holds(there, report=progress),
            rates=varying.vary_rates(there, report=progress) if rates else None,
        ),
    )
    return page, compared


def _judged(there: Ensemble, over: Survey, progress: Report) -> dict[str, Any]:
    """Return what the studies of doubt find that need a judge, by the names that the page has for them."""
    return {
        "robust": doubt.robust(there, survey=over, report=progress),
        "hinges": doubt.hinges(there, survey=over, report=progress),
        "asked": doubt.ask(there, survey=over, report=progress),
        "certain": doubt.certain(there, survey=over, report=progress),
    }


def _likely_ends(compared: PoliciesResult, leading: Sequence[str], most: int = 2) -> list[int]:
    """Return the likeliest end states under the leading policies."""
    return list(dict.fromkeys(e.id for p in compared.policies if p.policy in leading for e in p.ends[:most]))
