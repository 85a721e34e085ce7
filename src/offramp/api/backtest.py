"""What the analysis would have said, month by month, against what followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.api.files import Day, day_of
from offramp.api.subjects import Subject, opened
from offramp.case import Mistake
from offramp.case.mistakes import CaseError
from offramp.game.states import BUDGET
from offramp.study.playing.courses import Report, silent

if TYPE_CHECKING:
    from offramp.record.opening import Opened
    from offramp.study.results.backtest import BacktestResult

HORIZONS = (3, 6, 12)
SAMPLES = 200


def backtest(
    subject: Subject | Opened,
    *,
    since: Day | None = None,
    until: Day | None = None,
    horizons: Sequence[int] = HORIZONS,
    policies: bool = True,
    seed: int = 0,
    samples: int = SAMPLES,
    workers: int = 1,
    budget: int = BUDGET,
    report: Report = silent,
) -> BacktestResult:
    """Run the analysis as of each month, and score it; see :func:`offramp.study.backtest.running.backtest`.

    Parameters
    ----------
    subject : str, Path, Case or Opened
        The case, with a record.
    since, until : date or str, optional
        The first and the last day on which it is run; those of the record if not given.
    horizons : sequence of int
        Within how many months something is to come about, each from 1 to 24.
    policies : bool
        Whether also to play the policies as of each month, which takes most of the time.
    seed, samples : int
        For the worlds, where there are too many to list.
    workers : int
        Over how many processes the months are spread. A script that asks for several needs
        `if __name__ == "__main__":`.
    budget : int
        The most combinations of levels.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E101 if the case has no record, E117 if there is no month to run it on, or a horizon is out of bounds.

    Examples
    --------
    >>> found = backtest("korea-2017", since="2017-07-01", until="2017-07-31", policies=False, samples=20)
    >>> [(then.day, then.outcome, then.followed) for then in found.then]
    [('2017-07-10', 'race', 'interim')]
    """
    from offramp.study.backtest.months import Plan
    from offramp.study.backtest.running import backtest as run

    there = opened(subject)
    if there.case.status_quo is None and not there.rules.rules:
        hint = "add rules to `record`, or `status_quo`"
        raise CaseError([Mistake("E064", "nothing says where the case stands", there.case.file, hint=hint)])
    return run(
        there,
        Plan(seed, samples, policies, budget),
        since=day_of(since) if since is not None else None,
        until=day_of(until) if until is not None else None,
        horizons=horizons,
        workers=workers,
        report=report,
    )
