"""Questions about doubt: what is robust, what the answer hangs on, what to ask next, what analysts disagree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.api.files import Day
from offramp.api.subjects import Subject, ensemble
from offramp.case import Mistake
from offramp.case.mistakes import CaseError, nearest
from offramp.study import asking
from offramp.study import robust as choosing
from offramp.study.deciding import choices_of, numbers_of
from offramp.study.hinges import finding as hinging
from offramp.study.many import surveying
from offramp.study.many.survey import Survey
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.pool import pooling
from offramp.study.profiles import completing
from offramp.study.rates import indices, varying
from offramp.study.results.completions import CertaintyResult
from offramp.study.results.hinges import HingesResult
from offramp.study.results.pooling import PoolResult
from offramp.study.results.questions import AskResult
from offramp.study.results.robust import RobustResult
from offramp.study.results.varying import RatesResult, SobolResult
from offramp.study.summing import provenance


def robust(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> RobustResult:
    """Compare policies by rules that do not rest on the weights of worlds alone; see :mod:`offramp.study.robust`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case; it needs a judge.
    seed, samples : int
        For the worlds, where there are too many to list.
    survey : Survey, optional
        Play in many worlds, as :func:`offramp.survey` returns it.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [(rule.rule, rule.best) for rule in robust(case).rules if rule.yardstick == "seek"][0]
    ('mean', ('suspend_patrols', 'patrols_for_troops'))
    """
    there, over = _judged(subject, seed, samples, survey, report)
    choices = choices_of(over, numbers_of(there.case))
    return choosing.robust(over, choices, provenance(there, choosing.METHOD, survey=over), report=report)


def hinges(
    subject: Subject,
    *,
    pair: tuple[tuple[str, str], tuple[str, str]] | None = None,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> HingesResult:
    """Find what the answer hangs on, and what would turn it; see :mod:`offramp.study.hinges.finding`.

    Parameters
    ----------
    subject, seed, samples, survey, report
        See :func:`robust`.
    pair : pair of (question, alternative), optional
        The two beliefs of the flip surface; those that matter most if not given.

    Raises
    ------
    CaseError
        E021 if a belief of the pair is not in the case.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> found = hinges(case)
    >>> found.hinges[0].kind, found.hinges[0].name, round(found.hinges[0].first, 2)
    ('question', 'north_aim', 1.0)
    """
    there, over = _judged(subject, seed, samples, survey, report)
    choices = choices_of(over, numbers_of(there.case))
    source = provenance(there, hinging.METHOD, survey=over)
    try:
        return hinging.hinges(over, choices, source, pair=pair, report=report)
    except ValueError as error:
        hint = "give two different questions, each with one of its alternatives"
        raise CaseError([Mistake("E021", str(error), there.case.file, hint=hint)]) from None


def ask(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> AskResult:
    """Say which question about an actor to ask next; see :func:`offramp.study.asking.ask`.

    Parameters
    ----------
    subject, seed, samples, survey, report
        See :func:`robust`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> first = ask(case).questions[0]
    >>> first.kind, first.actor, first.first, round(first.yes, 2)
    ('answer', 'north', 'leave', 0.75)
    """
    there, over = _judged(subject, seed, samples, survey, report)
    choices = choices_of(over, numbers_of(there.case))
    return asking.ask(over, choices, provenance=provenance(there, asking.METHOD, survey=over), report=report)


def certain(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> CertaintyResult:
    """Say in how many worlds the judge's outcomes are certain, open or impossible, and what completions do to them.

    See :func:`offramp.study.profiles.completing.completions_of_chances`.

    Parameters
    ----------
    subject, seed, samples, survey, report
        See :func:`robust`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [(found.policy, round(found.certain, 2)) for found in certain(case).certainties if found.yardstick == "seek"]
    [('no policy', 0.0), ('suspend_patrols', 0.75), ('patrols_for_troops', 0.75)]
    """
    there, over = _judged(subject, seed, samples, survey, report)
    source = provenance(there, completing.CERTAINTY_METHOD, survey=over)
    return completing.completions_of_chances(over, over.policies, numbers_of(there.case), provenance=source)


def rates(subject: Subject, *, seed: int = 0, samples: int | None = None, report: Report = silent) -> RatesResult:
    """Vary each rate by itself, a tenth and tenfold; see :func:`offramp.study.rates.varying.vary_rates`.

    Parameters
    ----------
    subject, seed, samples, report
        See :func:`robust`.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> from offramp.api import starter
    >>> case, _ = load_text(starter("border"))
    >>> found = rates(case)
    >>> found.factors
    (0.1, 10.0)
    """
    return varying.vary_rates(ensemble(subject, seed=seed, samples=samples), report=report)


def sobol(
    subject: Subject,
    *,
    policies: Sequence[str] | None = None,
    base: int = 64,
    seed: int = 0,
    samples: int | None = None,
    report: Report = silent,
) -> SobolResult:
    """Return Sobol indices of the judge's chances for rates and words of probability.

    See :func:`offramp.study.rates.indices.sobol`.

    Parameters
    ----------
    subject, seed, samples, report
        See :func:`robust`.
    policies : sequence of str, optional
        Under which policies; no policy and the best ones if not given.
    base : int
        Points of the design, a power of two; the study plays (groups + 2) times as many.

    Raises
    ------
    CaseError
        E012 if `base` is no power of two, E021 if a policy is not known.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> from offramp.api import starter
    >>> case, _ = load_text(starter("border"))
    >>> sobol(case, base=8).base
    8
    """
    there = ensemble(subject, seed=seed, samples=samples)
    if base < 2 or base & (base - 1):
        hint = "give 32, 64, 128 or another power of two"
        raise CaseError([Mistake("E012", f"{base} is not a power of two", "base", hint=hint)])
    known = [policy.id for policy in there.policies]
    for name in policies or ():
        if name not in known:
            hint = nearest(name, known, what="policies")
            raise CaseError([Mistake("E021", f'unknown policy "{name}"', there.case.file, hint=hint)])
    return indices.sobol(there, policies, base=base, seed=seed, report=report)


def pool(
    files: Mapping[str, str | Path],
    weights: Mapping[str, float] | None = None,
    *,
    seed: int = 0,
    samples: int | None = None,
    as_of: Day | None = None,
    report: Report = silent,
) -> PoolResult:
    """Pool the judgements of several analysts of one standoff; see :func:`offramp.study.pool.pooling.pool`.

    Parameters
    ----------
    files : mapping of analyst to case
        Each one's file.
    weights : mapping of analyst to float, optional
        Only their proportions count; equal if not given.
    seed, samples : int
        For everybody's worlds, where there are too many to list.
    as_of : date or str, optional
        The cases as of another day, by their records; see :func:`offramp.check`.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from offramp.api import starter, write
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "border.yaml")
    ...     write(file, starter("border"))
    ...     found = pool({"ann": file, "bob": file}, {"ann": 2, "bob": 1})
    >>> [(analyst.name, round(analyst.weight, 2)) for analyst in found.analysts], found.questions[0].divergence
    ([('ann', 0.67), ('bob', 0.33)], 0.0)
    """
    ensembles = {name: ensemble(path, seed=seed, samples=samples, as_of=as_of) for name, path in files.items()}
    return pooling.pool(ensembles, weights or dict.fromkeys(ensembles, 1.0), report=report)


def _judged(
    subject: Subject, seed: int, samples: int | None, survey: Survey | None, report: Report
) -> tuple[Ensemble, Survey]:
    """Return a case with a judge in its worlds, and play in them."""
    there = ensemble(subject, seed=seed, samples=samples)
    if not numbers_of(there.case):
        hint = "add `judge:` with the outcome to seek and the one to avoid"
        raise CaseError([Mistake("E064", "this question needs a judge", there.case.file, hint=hint)])
    return there, survey if survey is not None else surveying.survey(there, report=report)
