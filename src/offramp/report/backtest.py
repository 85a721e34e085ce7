"""What the analysis would have said, and how well that did, in words and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator

from offramp.report import recorded
from offramp.report.faring import ALL, LESS_THAN, few, scored, verdict
from offramp.report.names import Names, quoted, spaced
from offramp.report.page import Page
from offramp.report.rounding import MINUS, NOBREAK, NOTHING, counted, percent, plus_minus, span
from offramp.report.sheets import Table
from offramp.report.words import below
from offramp.study.results.backtest import BacktestResult, Bin, Forecast, Hindsight, Score, Then, ThenPolicy

LOWER = (
    "Lower is better. Mean squared error. Base rate: how often it had come true before. Persistence: that things stay "
    "as they are. Independent: resolutions that do not overlap in time and are not one spell; the score rests on so "
    "few."
)
INTERVAL = (
    "Difference: Brier score of the analysis less that of the base rate, below 0 where the analysis does better; with "
    "its 90 % interval by drawing whole blocks of months."
)
CALIBRATED = (
    "Of forecasts of about the same chance, the share that came true, with a 90 % interval as if they were "
    "independent, which they are not: it is too narrow. Rows of outcomes, then of kinds of events, which are in no "
    "picture and no pooled score."
)
PLAYED_OUT = (
    "Chances here are of where play ends, at whatever time; what followed is the outcome of the record one year later. "
    "The two are not the same, and only the forecasts with a date are scored."
)
SHOWN = 0.005
"""A policy that adds no more to the chance of the outcome sought is not said to do better."""
BINS = 10
NONE_BETTER = "none does better"


def show_backtest(page: Page, result: BacktestResult) -> None:
    """Print how the analysis did, then what it would have said month by month, and what hindsight may have shaped."""
    names = page.names
    page.say(f"The analysis as of each month, {recorded.stretch(result.since, result.until)}", style="bold")
    page.items(verdict(result, names))
    tables = [briers(result), differences(result), logs(result), calibration(result, names), months(result, names)]
    for table in tables:
        if table.rows:
            page.heading(table.caption)
            page.table(table.columns, table.rows, wide=table.wide)
            if table.note:
                page.say(table.note, style="dim")
    page.heading("What hindsight may have shaped")
    page.items(hindsight(result.hindsight))
    page.say("")
    page.say(fixed(result), style="dim")
    page.say(recorded.source(result.provenance), style="dim")


def show_then(page: Page, found: Then) -> None:
    """Print what the analysis would have said on one day."""
    names = page.names
    page.say(f"What the analysis would have said on {found.day}", style="bold")
    page.items(told(found, names))
    for table in (policies(found, names), held(found, names)):
        if table.rows:
            page.heading(table.caption)
            page.table(table.columns, table.rows, wide=table.wide)
            if table.note:
                page.say(table.note, style="dim")


# ---------------------------------------------------------------- how well it did


def ordered(result: BacktestResult) -> list[Score]:
    """Return the scores, those of all targets together first."""
    return sorted(result.scores, key=lambda score: score.target != ALL)


def named(score: Score) -> str:
    """Return what a score is of, and how far ahead."""
    return f"{score.name}, {counted(score.horizon, 'month')}"


def difference(value: float) -> str:
    """Write a difference of scores with its sign.

    Examples
    --------
    >>> difference(0.0213), difference(-0.0213)[1:], difference(0.0)
    ('+0.021', '0.021', '0.000')
    """
    if value != value:
        return NOTHING
    return f"{'+' if value > LESS_THAN else MINUS if value < -LESS_THAN else ''}{abs(value):.3f}"


def briers(result: BacktestResult) -> Table:
    """The Brier scores, with how much each rests on."""
    rows = [
        [
            named(s),
            f"{s.forecasts:,}",
            f"{s.came:,}",
            f"{s.independent:,}",
            *(scored(value) for value in (s.brier, s.brier_base, s.brier_persistence)),
        ]
        for s in ordered(result)
    ]
    columns = ("what", "scored", "came", "independent", "analysis", "base\nrate", "persistence")
    return Table("Brier scores", columns, rows, (0,), LOWER)


def differences(result: BacktestResult) -> Table:
    """How far the analysis is ahead of the base rate or behind it, and whether that can be told from chance."""
    rows = [[named(s), difference(s.difference), interval(s), side(s)] for s in result.scores]
    columns = ("what", "difference", "interval", "the analysis")
    return Table("Beside the base rate", columns, rows, (0, 3), INTERVAL)


def interval(score: Score) -> str:
    """Write the interval of a difference; a dash if there were too few blocks for one."""
    return NOTHING if math.isnan(score.low) else f"{difference(score.low)} to {difference(score.high)}"


def side(score: Score) -> str:
    """Say whether the analysis did better or worse than the base rate, or whether that cannot be told."""
    if math.isnan(score.low):
        return "too few blocks to say"
    if few(score):
        return "too few resolutions to say"
    return "did worse" if score.low > 0 else "did better" if score.high < 0 else "cannot be told apart"


def logs(result: BacktestResult) -> Table:
    """The log scores."""
    rows = [
        [named(s), *(scored(value) for value in (s.log, s.log_base, s.log_persistence)), _least(s)]
        for s in ordered(result)
    ]
    note = (
        "Mean of minus the logarithm of the chance given to what happened: a chance close to 0 for it costs most. "
        "Chances are held within 0.001 and 0.999."
    )
    return Table("Log scores", ("what", "analysis", "base rate", "persistence", "least"), rows, (0, 4), note)


def _least(score: Score) -> str:
    values = {"analysis": score.log, "base rate": score.log_base, "persistence": score.log_persistence}
    known = {name: value for name, value in values.items() if value == value}
    return min(known, key=lambda name: known[name]) if known else NOTHING


def calibration(result: BacktestResult, names: Names) -> Table:
    """Forecasts of about the same chance, and the share that came true: of outcomes, then of kinds of events."""
    rows = [
        [
            span(b.low, b.high),
            f"{b.forecasts:,}",
            percent(b.mean),
            percent(b.came),
            span(b.came_low, b.came_high),
            off(b),
        ]
        for b in result.calibration
        if b.forecasts
    ]
    columns = ("chances", "forecasts", "mean", "came true", "interval", "")
    return Table("Calibration", columns, [*rows, *_of_kinds(result, names)], (0, 5), CALIBRATED)


def _of_kinds(result: BacktestResult, names: Names) -> Iterator[list[str]]:
    """Yield the same of kinds of events, by tenths; no interval is known of them."""
    kinds = [f for f in result.forecasts if f.scored and names.outcomes and f.target not in names.outcomes]
    for k in range(BINS):
        mine = [f for f in kinds if min(int(f.chance * BINS), BINS - 1) == k]
        if mine:
            mean, came = (
                sum(values) / len(mine) for values in ([f.chance for f in mine], [bool(f.came) for f in mine])
            )
            yield [
                f"{span(k / BINS, (k + 1) / BINS)}, kinds",
                f"{len(mine):,}",
                percent(mean),
                percent(came),
                NOTHING,
                "",
            ]


def off(found: Bin) -> str:
    """Say whether what came lies outside what the chances allow."""
    if found.mean < found.came_low:
        return "came oftener than said"
    return "came less often than said" if found.mean > found.came_high else "as said, within the interval"


# ---------------------------------------------------------------- month by month


def leading(found: Then) -> tuple[ThenPolicy | None, ThenPolicy | None]:
    """Return what was said of no policy, and of the policy that was then best."""
    nothing = found.policies[0] if found.policies else None
    return nothing, next((p for p in found.policies if p.policy == found.best), None)


def helping(found: Then) -> ThenPolicy | None:
    """Return the policy that was then best, None if it does no better for the outcome sought than no policy."""
    nothing, best = leading(found)
    if nothing is None or best is None or best.policy == nothing.policy or best.seek - nothing.seek < SHOWN:
        return None
    return best


def months(result: BacktestResult, names: Names) -> Table:
    """Month by month: the outcome of the record, what was said without and with the best policy, what followed."""
    rows = []
    for found in result.then:
        nothing, best = leading(found)[0], helping(found)
        rows.append(
            [
                found.day,
                names.outcome(found.outcome),
                _pair(nothing) if not found.trouble else "not played",
                _pair(best),
                names.policy(best.policy) if best else NONE_BETTER if nothing else NOTHING,
                names.outcome(found.followed) or "not known yet",
            ]
        )
    sought, feared = names.outcome(result.seek) or "none", names.outcome(result.avoid) or "none"
    note = (
        f"Chances in percent: of the outcome sought ({sought}), then of the one to avoid ({feared}). {zeros(result)} "
        f"{PLAYED_OUT}"
    )
    columns = ("day", "outcome then", "no\npolicy", "best\npolicy", "which", "a year later")
    return Table("What it would have said", columns, rows, (1, 4, 5), note)


def _pair(found: ThenPolicy | None) -> str:
    if found is None:
        return NOTHING
    return ", ".join(percent(chance).removesuffix("%").strip(NOBREAK) for chance in (found.seek, found.avoid))


def told(found: Then, names: Names) -> list[str]:
    """Say where the record stood on a day, what the analysis would have advised, and what followed."""
    lines = [f"The record stood in {quoted(found.label)} (outcome: {names.outcome(found.outcome)})."]
    nothing, best = leading(found)[0], helping(found)
    if found.trouble:
        lines.append(f"It could not be played from there: {found.trouble}")
    elif nothing is None:
        lines.append("Policies were not played for this day.")
    elif best is None:
        lines.append(
            "No policy would have done better for the outcome sought than none: "
            f"{_sure(nothing.seek, nothing.seek_error)}."
        )
    else:
        lines.append(
            f"Best for the outcome sought: {quoted(names.policy(best.policy))}, {_sure(best.seek, best.seek_error)}, "
            f"against {_sure(nothing.seek, nothing.seek_error)} with no policy; the one to avoid: "
            f"{_sure(best.avoid, best.avoid_error)} against {_sure(nothing.avoid, nothing.avoid_error)}."
        )
    if found.followed:
        lines.append(f"A year later the record stood in {quoted(names.outcome(found.followed))}.")
    else:
        lines.append("The record ends before a year had passed.")
    return lines


def _sure(chance: float, error: float) -> str:
    return f"{percent(chance)} {plus_minus(error)}".strip()


def policies(found: Then, names: Names) -> Table:
    """The policies as they would have been compared on a day."""
    best = helping(found)
    rows = [
        [
            names.policy(p.policy) + (" (best)" if p is best else ""),
            _sure(p.seek, p.seek_error),
            _sure(p.avoid, p.avoid_error),
        ]
        for p in found.policies
    ]
    note = "± is the sampling error in points. Policies are those of the case as it is now, written with hindsight."
    return Table("The policies then", ("policy", "sought", "to avoid"), rows, (0,), note)


def held(found: Then, names: Names) -> Table:
    """What would have been held of each question on a day."""
    rows = [
        [names.question(question) if not number else "", names.alternative(question, key), percent(chance)]
        for question, chances in found.posteriors.items()
        for number, (key, chance) in enumerate(chances.items())
    ]
    return Table("What was held then", ("question", "answer", "held"), rows, (0, 1), "")


def status_quo(found: Then, names: Names) -> str:
    """Return the levels of a day in words."""
    return "; ".join(f"{recorded.lane(v, names)} {spaced(level)}" for v, level in found.status_quo.items())


def resolved(result: BacktestResult, day: str) -> Table:
    """The forecasts made on a day, then and now."""
    rows = [
        [
            f"{f.name}, within {counted(f.horizon, 'month')}",
            _sure(f.chance, f.error),
            percent(f.base_rate),
            percent(f.persistence),
            became(f),
        ]
        for f in result.forecasts
        if f.made == day
    ]
    columns = ("what, by when", "analysis", "base rate", "persistence", "what came")
    return Table("Then and now", columns, rows, (0, 4), "")


def became(found: Forecast) -> str:
    """Say whether a forecast came true."""
    if found.came is None:
        return f"open: the record ends before {found.due}"
    came = "came" if found.came else "did not come"
    return f"held already; not scored ({came})" if found.already else f"{came} by {found.due}"


# ---------------------------------------------------------------- hindsight


def hindsight(found: Hindsight) -> list[str]:
    """Say what may have been shaped by knowing what came."""
    return list(_hindsight(found))


def _hindsight(found: Hindsight) -> Iterator[str]:
    yield from found.says
    counts = {**found.items, "rules from events to levels, all written after the events": found.rules}
    yield f"Counted: {'; '.join(f'{kind} {count:,}' for kind, count in counts.items())}."
    if found.undated:
        yield f"Without a day on which they were known: {', '.join(found.undated)}."


def zeros(result: BacktestResult) -> str:
    """Say what a chance of 0 means where worlds were drawn (the rule of three)."""
    return (
        f"0{NOBREAK}%: in none of the worlds of that day. Where {counted(result.samples, 'world')} were drawn, that "
        f"proves no more than below {below(3 / result.samples)}, with 95{NOBREAK}% confidence."
    )


def fixed(result: BacktestResult) -> str:
    """Say what was fixed before scoring, and how the worlds were drawn."""
    return (
        "Fixed before scoring (rules, kinds, priors, preferences, rates): SHA-256 "
        f"{result.mapping[: recorded.DIGEST]}. {counted(result.samples, 'world')} a month, seed {result.seed}."
    )
