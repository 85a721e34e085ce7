"""The back-test: the analysis as of every month with only what was known, against what followed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.opening import Opened
from offramp.record.standing import levels_by
from offramp.record.states import Stay, stays
from offramp.study.backtest.forecasting import forecasts
from offramp.study.backtest.hindsight import hindsight_of, mapping_of
from offramp.study.backtest.moments import Moment
from offramp.study.backtest.months import Plan, days_of, moments_of
from offramp.study.backtest.resolving import changes_of, months_later, on
from offramp.study.backtest.scoring import block_interval, calibration, independent, squares, surprises
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.play import horizon
from offramp.study.recounting import record_provenance
from offramp.study.results.backtest import BacktestResult, Bin, Forecast, Score, Then

ALL = "all"
METHOD = (
    "The case as of each day, with the state, evidence and calendar known by then; play without any policy gives the "
    "chance that an outcome comes about within some months; the record tells whether it did."
)


def backtest(
    opened: Opened,
    plan: Plan,
    *,
    horizons: Sequence[int],
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    workers: int = 1,
    report: Report = silent,
) -> BacktestResult:
    """Run the analysis as of each month and score it against what followed.

    Parameters
    ----------
    opened : Opened
        The case, as its file has it, and its record.
    plan : Plan
        How the analysis is run as of each day.
    horizons : sequence of int
        Months, from 1 to 24.
    since, until : date, optional
        The first and the last day on which it is run; the record's if not given. It is run on the same day of every
        month, that of the case's own day if it has one, so that what it says then is what the case says.
    workers : int
        Over how many processes the months are spread.
    report : callable
        Told of progress.

    Returns
    -------
    BacktestResult
        If it is stopped when some months are done, of those.

    Raises
    ------
    CaseError
        E117 if no month lies between the two days, or a horizon is out of bounds; E105 if the rules lead to a state
        that the case calls impossible.
    """
    _require_horizons(opened, horizons)
    first, last = since or opened.since, until or opened.until
    start = first.replace(day=min((opened.case.as_of or first).day, 28))
    days = days_of(start if start >= first else months_later(start, 1), last)
    if not days:
        hint = f"the record runs from {opened.since} to {opened.until}; give days at least a month apart"
        raise CaseError([Mistake("E117", f"no month from {first} to {last}", opened.case.file, hint=hint)])
    moments = moments_of(opened, days, plan, workers, report)
    known = levels_by(opened, opened.until)
    past = stays(opened.case, known)
    played = [moment for moment in moments if moment.by_month]
    made = forecasts(opened, played, past, opened.until, tuple(sorted(set(horizons))))
    outcomes = [outcome.id for outcome in opened.case.outcomes]
    scored = [f for f in made if f.scored]
    return BacktestResult(
        provenance=record_provenance(opened, opened.until, METHOD),
        mapping=mapping_of(opened.case),
        since=moments[0].day.isoformat(),
        until=moments[-1].day.isoformat(),
        seek=opened.case.seek,
        avoid=opened.case.avoid,
        horizons=tuple(sorted(set(horizons))),
        seed=plan.seed,
        samples=plan.samples,
        then=tuple(_then(opened, moment, past) for moment in moments),
        forecasts=made,
        scores=_scores(scored, outcomes, plan.seed),
        calibration=_bins([f for f in scored if f.target in outcomes]),
        changes=changes_of(past),
        hindsight=hindsight_of(opened.case, moments[0].day, moments[-1].day),
    )


def _require_horizons(opened: Opened, horizons: Sequence[int]) -> None:
    most = len(horizon())
    for months in horizons or (0,):
        if not 1 <= months <= most:
            hint = f"give whole numbers of months from 1 to {most}"
            raise CaseError([Mistake("E117", f"{months} is not a horizon", opened.case.file, hint=hint)])


def _then(opened: Opened, moment: Moment, past: Sequence[Stay]) -> Then:
    following = months_later(moment.day, 1)
    events = [e.id for e in opened.record.events if moment.day < e.day <= following]
    later = on(past, months_later(moment.day, 12))
    best = max(moment.policies, key=lambda p: p.seek).policy if moment.policies and opened.case.seek else None
    return Then(
        moment.day.isoformat(), moment.status_quo, moment.label, moment.outcome, moment.posteriors, moment.policies,
        best, tuple(events), later.outcome if later else "", moment.trouble,
    )  # fmt: skip


def _scores(scored: Sequence[Forecast], outcomes: Sequence[str], seed: int) -> tuple[Score, ...]:
    """Score each target at each horizon, then all outcomes together at each."""
    found = []
    for target, months in dict.fromkeys((f.target, f.horizon) for f in scored):
        own = [f for f in scored if (f.target, f.horizon) == (target, months)]
        found.append(_score(own, target, own[0].name, _independent(own), seed))
    for months in sorted({f.horizon for f in scored}):
        own = [f for f in scored if f.horizon == months and f.target in outcomes]
        if own:
            most = max(s.independent for s in found if s.horizon == months and s.target in outcomes)
            found.append(_score(own, ALL, "all outcomes", most, seed))
    return tuple(found)


def _score(own: Sequence[Forecast], target: str, name: str, free: int, seed: int) -> Score:
    true = [bool(f.came) for f in own]
    said, base, same = ([f.chance for f in own], [f.base_rate for f in own], [f.persistence for f in own])
    low, high = _interval(own, squares(said, true) - squares(base, true), seed)
    brier, brier_base, brier_same = (float(squares(chances, true).mean()) for chances in (said, base, same))
    log, log_base, log_same = (float(surprises(chances, true).mean()) for chances in (said, base, same))
    return Score(
        target=target, name=name, horizon=own[0].horizon, forecasts=len(own), came=sum(true), independent=free,
        brier=brier, brier_base=brier_base, brier_persistence=brier_same,
        log=log, log_base=log_base, log_persistence=log_same,
        difference=brier - brier_base, low=low, high=high,
    )  # fmt: skip


def _independent(own: Sequence[Forecast]) -> int:
    return independent(*_days(own), [bool(f.came) for f in own])


def _days(own: Sequence[Forecast]) -> tuple[list[int], list[int]]:
    made = [datetime.date.fromisoformat(f.made).toordinal() for f in own]
    return made, [datetime.date.fromisoformat(f.due).toordinal() for f in own]


def _interval(own: Sequence[Forecast], differences: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Return the interval of the mean of differences, months drawn in blocks as long as the horizon."""
    months = [int(f.made[:4]) * 12 + int(f.made[5:7]) for f in own]
    place = np.array(months) - min(months)
    sums = np.bincount(place, weights=differences)
    return block_interval(sums, np.bincount(place), own[0].horizon, seed=seed)


def _bins(scored: Sequence[Forecast]) -> tuple[Bin, ...]:
    if not scored:
        return ()
    found = calibration([f.chance for f in scored], [bool(f.came) for f in scored])
    return tuple(
        Bin(float(a), float(b), int(n), float(m), float(c), float(lo), float(hi))
        for a, b, n, m, c, lo, hi in zip(
            found.low, found.high, found.forecasts, found.mean, found.came, found.came_low, found.came_high, strict=True
        )
    )
