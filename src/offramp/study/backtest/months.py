"""The analysis as of every month, over several processes if asked for; what is done when it is stopped is kept."""

from __future__ import annotations

import datetime
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from offramp.record.opening import Opened
from offramp.stability.compiled import interrupted
from offramp.study.backtest.moments import Moment, moment
from offramp.study.backtest.resolving import months_later
from offramp.study.many.spreading import mind_parent
from offramp.study.playing.courses import Report


@dataclass(frozen=True, slots=True)
class Plan:
    """How the analysis is run as of each day: seed and number of worlds, whether with policies, and the budget."""

    seed: int
    samples: int
    policies: bool
    budget: int


def days_of(first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """Return the same day of every month from one day to another."""
    found = []
    day = first
    while day <= last:
        found.append(day)
        day = months_later(first, len(found))
    return tuple(found)


def moments_of(
    opened: Opened, days: Sequence[datetime.date], plan: Plan, workers: int, report: Report
) -> tuple[Moment, ...]:
    """Return the analysis as of each of some days, or as of those first ones that were done when it was stopped.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped before the first is done.
    """
    found: list[Moment] = []
    report("looking back", 0, len(days))
    try:
        for done in _run(opened, days, plan, workers):
            found.append(done)
            report("looking back", len(found), len(days))
    except (KeyboardInterrupt, SystemError) as error:
        if not found or not interrupted(error):
            raise
    return tuple(found)


def _run(opened: Opened, days: Sequence[datetime.date], plan: Plan, workers: int) -> Iterator[Moment]:
    if workers < 2:
        for day in days:
            yield _moment(opened, day, plan)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=mind_parent, initargs=(os.getpid(),))
    try:
        yield from pool.map(_moment, [opened] * len(days), days, [plan] * len(days))
        pool.shutdown()
    except BaseException:
        for process in list(pool._processes.values() if pool._processes else ()):
            process.kill()
        pool.shutdown(cancel_futures=True)
        raise


def _moment(opened: Opened, day: datetime.date, plan: Plan) -> Moment:
    return moment(opened, day, seed=plan.seed, samples=plan.samples, policies=plan.policies, budget=plan.budget)
