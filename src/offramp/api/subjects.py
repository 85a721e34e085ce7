"""What a question is about: a case in its worlds, and play in many of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from offramp.api.files import Day, load, on_day, read_with_record
from offramp.case import Case, Mistake
from offramp.case.mistakes import CaseError
from offramp.game.states import BUDGET
from offramp.study.many import surveying
from offramp.study.many.spreading import spread_over
from offramp.study.many.survey import Survey
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble

if TYPE_CHECKING:
    from offramp.record.opening import Opened

MOST_SAMPLES = 4_000_000
"""How many worlds can be asked for: some 200 bytes each, and 4 more for each policy."""

Subject: TypeAlias = str | Path | Case | Ensemble
"""A case: its name in the catalogue, its file or folder, the case itself, or the case in its worlds."""


def ensemble(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    budget: int = BUDGET,
    as_of: Day | None = None,
) -> Ensemble:
    """Return a case in all its worlds, so that several questions share what they have in common.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    budget : int
        The most combinations of levels.
    as_of : date or str, optional
        The case as of another day, by its record; see :func:`offramp.check`. What is given must then be a name, a file
        or a case as its file has it.

    Raises
    ------
    CaseError
        E012 if a day is given for a case that is in its worlds already; those of :func:`offramp.check`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> there = ensemble(case)
    >>> len(there.space), len(there.worlds), there.worlds.exact
    (26, 192, True)
    """
    if isinstance(subject, Ensemble):
        if as_of is not None:
            hint = "give the case by its name, its file, or as its file has it"
            raise CaseError([Mistake("E012", "a case in its worlds has its day", subject.case.file, hint=hint)])
        return subject
    if isinstance(subject, Case):
        case = subject if as_of is None else on_day(subject, as_of)
    else:
        case = load(subject, budget=budget, as_of=as_of)
    return Ensemble(case, seed=seed, budget=budget, **({} if samples is None else {"samples": samples}))


def opened(subject: Subject | Opened) -> Opened:
    """Return a case with its record, so that several questions share what was read.

    Parameters
    ----------
    subject : str, Path, Case, Ensemble or Opened
        The case; a case itself should be as its file has it, since days before it lack what it lacks.

    Raises
    ------
    CaseError
        E101 if it has no record, E100 or E075 if a file of it cannot be read.

    Examples
    --------
    >>> there = opened("korea-2017")
    >>> there.since.year, len(there.kinds) > 0
    (2016, True)
    """
    from offramp.record.opening import Opened, open_record

    if isinstance(subject, Opened):
        return subject
    if isinstance(subject, Ensemble | Case):
        return open_record(subject.case if isinstance(subject, Ensemble) else subject)
    return read_with_record(subject)


def survey(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    run: str | Path | None = None,
    report: Report = silent,
) -> Survey:
    """Play all policies of a case in many worlds; see :func:`offramp.study.many.surveying.survey`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    workers : int, optional
        Over how many processes of this machine the work is spread; in this process if not given. A script that asks
        for several needs `if __name__ == "__main__":`.
    scheduler : str, optional
        The address of a Dask scheduler to spread the work over; `local` starts a cluster on this machine.
    run : str or Path, optional
        A run folder, which keeps what is done.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> found = survey(case)
    >>> len(found.worlds), {name: len(outlook.chance) for name, outlook in found.outlooks.items()}
    (192, {'no policy': 1, 'suspend_patrols': 2, 'patrols_for_troops': 2})
    >>> round(found.worlds.mean(found.chance("suspend_patrols", 1)), 2)
    0.75
    """
    there = ensemble(subject, seed=seed, samples=samples)
    folder = Path(run) if run is not None else None
    spread = spread_over(workers, scheduler) if workers is not None or scheduler is not None else None
    return surveying.survey(there, spread=spread, folder=folder, report=report)
