"""Questions about many worlds: policies, paths, misreadings, evidence, deals."""

from __future__ import annotations

from collections.abc import Sequence

from offramp.api.subjects import Subject, ensemble
from offramp.case import Mistake
from offramp.case.mistakes import CaseError, nearest
from offramp.report.terms import term_sheet as write_terms
from offramp.study import misreading, weighing
from offramp.study import paths as ways
from offramp.study.deals import search as deal_search
from offramp.study.deals.filtering import Wanted as Wanted
from offramp.study.many import surveying
from offramp.study.many.survey import Survey
from offramp.study.playing.courses import Report, silent
from offramp.study.policies import compare
from offramp.study.results import DealsResult, EvidenceReport, MisreadResult, PathsResult, PoliciesResult


def policies(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> PoliciesResult:
    """Compare the policies of a case over all its worlds; see :func:`offramp.study.policies.compare`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    survey : Survey, optional
        Play in more worlds than are studied closely, as :func:`survey` returns it.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> result = policies(case)
    >>> result.best_seek, round(result.policies[1].outcomes["disengagement"].chance, 2)
    ('suspend_patrols', 0.75)
    """
    there = ensemble(subject, seed=seed, samples=samples)
    over = survey if survey is not None else surveying.survey(there, report=report)
    return compare(there, over, report=report)


def paths(subject: Subject, policy: str = "no policy", *, seed: int = 0, samples: int | None = None) -> PathsResult:
    """Return the ways play takes from the status quo under a policy; see :func:`offramp.study.paths.paths`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [edge.change for edge in paths(case, "suspend_patrols").edges]
    ['troops reduced']
    """
    there = ensemble(subject, seed=seed, samples=samples)
    known = [p.id for p in there.policies]
    if policy not in known:
        hint = nearest(policy, known, what="policies")
        raise CaseError([Mistake("E021", f'unknown policy "{policy}"', there.case.file, hint=hint)])
    return ways.paths(there, policy)


def misread(
    subject: Subject,
    *,
    policies: Sequence[str] | None = None,
    actors: Sequence[str] | None = None,
    seed: int = 0,
    samples: int | None = None,
    report: Report = silent,
) -> MisreadResult:
    """Tell who misreads whom, and what follows; see :func:`offramp.study.misreading.misread`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [(belief.actor, round(belief.believes["leave"], 2)) for belief in misread(case).beliefs]
    [('south', 0.39)]
    """
    there = ensemble(subject, seed=seed, samples=samples)
    return misreading.misread(there, policies=policies, actors=actors, report=report)


def evidence(subject: Subject, *, seed: int = 0, samples: int | None = None, report: Report = silent) -> EvidenceReport:
    """Return posteriors and what each item of evidence does; see :func:`offramp.study.weighing.weigh`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> {answer: round(chance, 2) for answer, chance in evidence(case).questions[0].posterior.items()}
    {'leave': 0.75, 'hold': 0.25}
    """
    return weighing.weigh(ensemble(subject, seed=seed, samples=samples), report=report)


def deals(
    subject: Subject,
    wanted: Wanted | None = None,
    *,
    seed: int = 0,
    samples: int | None = None,
    most: int = deal_search.MOST_DEALS,
    mend_to: float = deal_search.SURELY,
    report: Report = silent,
) -> DealsResult:
    """Return the deals that would hold; see :func:`offramp.study.deals.search.deals`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    wanted : Wanted, optional
        Filters: only deals that pass them are compared.
    seed, samples : int
        For the worlds, where there are too many to list.
    most : int
        How many deals to tell in full.
    mend_to : float
        How surely a mended deal should hold.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import Wanted, starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> best = deals(case, Wanted(max_asks=2)).deals[0]
    >>> best.label, round(best.enforceable, 2)
    ('troops reduced, patrols suspended', 0.52)
    """
    there = ensemble(subject, seed=seed, samples=samples)
    return deal_search.deals(there, wanted, report=report, most=most, mend_to=mend_to)


def term_sheet(subject: Subject, result: DealsResult, number: int) -> str:
    """Write a deal as a term sheet in Markdown; see :func:`offramp.report.terms.term_sheet`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    result : DealsResult
        What :func:`deals` found.
    number : int
        Which deal, counted from 1.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> print(term_sheet(case, deals(case), 1).splitlines()[0])
    # Troops reduced, patrols suspended
    """
    return write_terms(result, ensemble(subject).case, number)
