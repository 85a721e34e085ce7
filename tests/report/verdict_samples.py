"""Results about the window, commitments and the back-test, made by hand like those about the record."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.report.record_samples import COMING, FIRST, LAST, QUIET, STATES, lines, on, source
from tests.report.samples import ATTACK, provenance

from offramp.study.results.backtest import BacktestResult, Bin, Forecast, Hindsight, Score, Then, ThenPolicy
from offramp.study.results.monitoring import Clause, MonitorResult, Revision, VerdictSpan
from offramp.study.results.window import (
    Combined,
    Completion,
    Contrast,
    Expected,
    Gaps,
    RateEstimate,
    RegimeRate,
    WindowResult,
)

# ---------------------------------------------------------------- the window

GAPS = Gaps("race", 44, 1, 15.8, 10.5, 115.0, 1.3, 15.9, 1.03, 0.86, 1.49, 16.0, 0.21, {"exponential": 331.0}, ())


def rates() -> tuple[RateEstimate, ...]:
    regimes = (
        RegimeRate("race", "2016-01-01", "2017-11-29", 699, 45, 1.96, 1.43, 2.62, 1.5, 0.06),
        RegimeRate("halt", QUIET, "2019-05-03", 520, 0, 0.0, 0.0, 0.22, None, None),
        RegimeRate("again", "2019-05-04", LAST, 242, 15, 1.89, 1.06, 3.11, 2.4, 0.0001),
    )
    contrasts = (
        Contrast("large_exercise", 35, 331, 49, 1495, 3.2, 2.0, 5.1, 0.002),
        Contrast("in contact", 0, 100, 15, 142, 0.0, 0.0, 0.6, 0.03),
        Contrast("august", 0, 0, 15, 242, None, None, None, None),
        Contrast("sanctions", 16, 309, 48, 1517, 1.6, 0.9, 2.9, 0.11),
        Contrast("elections", 2, 30, 0, 200, math.inf, 1.4, math.inf, 0.04),
    )
    combined = Combined((1.4, 0.5, 4.0), (1.92, 1.2, 2.9), (1.85, 1.2, 2.7), 0.88, 0.61)
    expected = tuple(
        Expected(days, days / 16, days / 40, days / 8, math.exp(-days / 16)) for days in (30, 90, 180, 365)
    )
    warnings = ("monthly counts vary 2.4 times as much as independent events would.", f"15 events are few {ATTACK}.")
    tests = RateEstimate(
        "tests",
        "days with a test",
        "test",
        regimes,
        (GAPS, replace(GAPS, regime="again", count=14, exponential_p=0.01)),
        contrasts,
        combined,
        expected,
        "0.05 to 0.2 per month for the window",
        warnings,
    )
    rare = RateEstimate(
        "decisions",
        "North Korea's decisions",
        "changes of prk",
        (replace(regimes[1], regime="all", count=2, per_month=0.1, low=0.01, high=0.4),),
        (Gaps("all", 1, 1, 300.0, 300.0, 300.0, math.nan, None, None, None, None, None, None, {}, ()),),
        (),
        Combined(None, (0.1, 0.02, 0.3), None, None, None),
        (),
        "",
        (),
    )
    return tests, rare


def completion(policy: str, end: float, error: float = 0.01) -> Completion:
    months = [str(month) for month in range(1, 25)]
    done = {m: end * (1 - math.exp(-int(m) / 8)) for m in months}
    late = {m: 0.2 * end * (1 - math.exp(-int(m) / 20)) for m in months}
    open_ = {m: max(0.0, 1 - done[m] - int(m) / 30) for m in months}
    return Completion(policy, done, late, open_, error)


def window() -> WindowResult:
    done = (completion("no policy", 0.08), completion("halt_for_halt", 0.4), completion("pressure", 0.02, 0.0))
    return WindowResult(source(), provenance(exact=False), "interim", rates(), done, COMING)


# ---------------------------------------------------------------- commitments


def clauses() -> tuple[Clause, ...]:
    began, ended = "2018-04-21", "2019-04-20"
    halt = Clause(
        "test_halt",
        f"no long-range test {ATTACK}",
        "prk",
        "North Korea does not test long-range missiles.",
        began,
        ended,
        "kept",
        (
            VerdictSpan("not yet", FIRST, "2018-04-20", FIRST, None, "it binds from 2018-04-21 on"),
            VerdictSpan("open", began, ended, began, None, "no such act so far"),
            VerdictSpan("kept", "2019-04-21", LAST, "2019-04-21", None, "its time ran out without such an act"),
        ),
        ((began, "2019-03-03"), ("2019-03-20", ended)),
        (),
        (),
        (),
    )
    wide = Clause(
        "any_halt",
        "no test of any range",
        "prk",
        "North Korea does not test.",
        began,
        None,
        "broken",
        (
            VerdictSpan("not yet", FIRST, "2018-04-20", FIRST, None, "it binds from 2018-04-21 on"),
            VerdictSpan("open", began, "2019-05-03", began, None, "no such act so far"),
            VerdictSpan(
                "disputed",
                "2019-05-04",
                "2019-07-24",
                "2019-05-06",
                "K009",
                "a short-range launch, of which the text does not speak",
            ),
            VerdictSpan("broken", "2019-07-25", LAST, "2019-07-25", "K011", "Launch number 11."),
        ),
        ((began, "2019-07-25"),),
        ("K011",),
        ("K009", "K010"),
        (Revision("2019-06-01", "K009", "2019-05-04", "open", "disputed"),),
    )
    free = Clause(
        "few_drills",
        "at most one exercise",
        "usa",
        "The United States holds one exercise in 6 months at most.",
        "2018-06-12",
        "2019-05-03",
        "released",
        (
            VerdictSpan("not yet", FIRST, "2018-06-11", FIRST, None, "it waits for a pledge"),
            VerdictSpan("open", "2018-06-12", "2019-05-03", "2018-07-09", "X001", "it binds from the pledge on"),
            VerdictSpan("released", "2019-05-04", LAST, "2019-05-04", "K009", "an act that sets it free"),
        ),
        (("2018-06-12", "2019-05-03"),),
        ("D004",),
        (),
        (),
    )
    ahead = replace(
        free,
        commitment="later",
        name="something later",
        starts=None,
        ends=None,
        verdict="not yet",
        bound=(),
        acts=(),
        spans=(VerdictSpan("not yet", FIRST, LAST, FIRST, None, "it waits for a deal"),),
    )
    return halt, wide, free, ahead


def monitor() -> MonitorResult:
    counts = {"not yet": 1, "open": 0, "disputed": 0, "kept": 1, "broken": 1, "released": 1}
    return MonitorResult(source(), FIRST, LAST, clauses(), counts)


# ---------------------------------------------------------------- the back-test


def then(month: int) -> Then:
    year, of_year = divmod(month, 12)
    day = f"{2017 + year}-{of_year + 1:02d}-10"
    state = next(s for s in STATES if s[0] <= day <= s[1])
    played = month != 14
    rise = 0.1 + 0.01 * month
    found = (
        ThenPolicy("no policy", rise / 2, 0.01, 0.3 - 0.005 * month, 0.012),
        ThenPolicy("halt_for_halt", rise + 0.15, 0.013, 0.2 - 0.004 * month, 0.011),
        ThenPolicy("pressure", 0.01, 0.002, 0.4, 0.02),
    )
    after = f"{2018 + year}-{of_year + 1:02d}-10"
    followed = next((s[3] for s in STATES if s[0] <= after <= s[1]), "")
    return Then(
        day=day,
        status_quo=on(day),
        label=state[2],
        outcome=state[3],
        posteriors={"aim": {"trade": 0.4 + 0.005 * month, "finish": 0.6 - 0.005 * month}},
        policies=found if played else (),
        best="halt_for_halt" if played else None,
        events=tuple(e.id for e in lines() if e.day[:7] == day[:7]) + (("K999",) if month == 3 else ()),
        followed=followed,
        trouble="" if played else f"the status quo is impossible {ATTACK}.",
    )


def forecasts() -> tuple[Forecast, ...]:
    found = []
    for month in range(36):
        told = then(month)
        for target, name in (("interim", "interim arrangement"), ("test", "a test")):
            came = None if month > 30 else target == "test" or told.followed == "interim"
            due = f"{int(told.day[:4]) + 1}{told.day[4:]}"
            already = target == "interim" and told.outcome == "interim"
            scored = came is not None and not already
            found.append(Forecast(told.day, due, target, name, 12, 0.2, 0.01, 0.3, 0.1, came, already, scored))
    return tuple(found)


def score(target: str, name: str, horizon: int, **changes: object) -> Score:
    found = Score(target, name, horizon, 31, 12, 3, 0.21, 0.19, 0.14, 0.62, 0.58, 0.44, 0.02, -0.03, 0.07)
    return replace(found, **changes)  # type: ignore[arg-type]


def scores() -> tuple[Score, ...]:
    return (
        score("interim", "interim arrangement", 12),
        score(
            "test",
            "a test",
            12,
            brier=0.1,
            brier_base=0.2,
            brier_persistence=0.3,
            difference=-0.1,
            low=-0.15,
            high=-0.02,
        ),
        score("all", "all outcomes", 12, forecasts=62, came=24, independent=6),
    )


def backtest() -> BacktestResult:
    bins = (
        Bin(0.0, 0.2, 20, 0.08, 0.2, 0.09, 0.38),
        Bin(0.2, 0.4, 30, 0.29, 0.27, 0.15, 0.42),
        Bin(0.4, 0.6, 0, math.nan, math.nan, math.nan, math.nan),
        Bin(0.6, 1.0, 12, 0.75, 0.4, 0.2, 0.63),
    )
    says = (
        f"The rules were written when all events were known {ATTACK}.",
        "Policies are those of the case as it is now.",
    )
    items = {"evidence": 12, "evidence with a day": 9, "evidence known only after the first forecast": 4}
    return BacktestResult(
        provenance=source(),
        mapping="12" * 32,
        since="2017-01-10",
        until="2019-12-10",
        seek="interim",
        avoid="war",
        horizons=(3, 12),
        seed=7,
        samples=500,
        then=tuple(then(month) for month in range(36)),
        forecasts=forecasts(),
        scores=scores(),
        calibration=bins,
        changes=4,
        hindsight=Hindsight(items, ("prior of aim", "policy pressure"), 22, says),
    )
