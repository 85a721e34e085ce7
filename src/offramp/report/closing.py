"""How long the window stays open by the record, in words and tables: rates, their checks, and paths in time."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.report import recorded
from offramp.report.names import Names, capital, quoted, spaced
from offramp.report.page import Page
from offramp.report.recorded import by_chance, in_cell, rate, rated
from offramp.report.rounding import NOBREAK, NOTHING, counted, listed, percent, plus_minus, weighty
from offramp.report.sheets import Table
from offramp.report.timeline import coming
from offramp.report.windows import NO_POLICY, at_months
from offramp.report.words import likely
from offramp.study.results.window import Completion, Contrast, Gaps, RateEstimate, RegimeRate, WindowResult

DATES = (3.0, 6.0, 12.0, 24.0)
TAKEN = "taken from the record: "
"""How a result begins that says what of the case takes a rate."""
SURE = 0.9995
GIVEN = " (begins in it)"
EVERY, FIRST, OTHERS = slice(None), slice(1), slice(1, None)
MOST_SAID = 2
"""Rates that the summary tells; of more there is a table."""
REJECTED = 0.05
RATES = (
    "Per month, with its exact 95 % interval, which supposes events independent of each other. Spread: variance over "
    "mean of monthly counts, 1 if they are; p: how often as much comes by chance if they are. Above 1 the interval is "
    "too narrow."
)
CHECKS = (
    "Gaps in days; the last one is cut off by the end and counted as such. Shape: of a Weibull fit, with its 95 % "
    "interval; 1 if the time since the last event does not matter, below 1 if events come in clusters. p: how often "
    "gaps at a constant rate differ as much from one. That a constant rate is not rejected does not prove it."
)
INSIDE = (
    "Ratio: the rate inside over that outside, with its exact 95 % interval, which supposes independent events. p: "
    "how often a shift of all events along the record gives as large a ratio; it keeps their clusters. A ratio is no "
    "cause: season, what is watched, and who answers whom may make it. With many contrasts, some are large by chance."
)
TOGETHER = (
    "Median and 90 % range, per month. The record alone has a prior that knows nothing (Jeffreys). Agree: how "
    "often the judgement would expect a count as far off as that of the record."
)
AHEAD = (
    "If the present regime lasts, which is what is least known: a change of regime makes these numbers wrong, and no "
    "rate within a regime tells when that comes. 80 % range."
)
IN_TIME = (
    "Done: the outcome sought has come about by then, the window having stayed open until it did; in brackets: only "
    "after it had once closed. Open: neither done nor closed yet."
)


def show_window(page: Page, result: WindowResult) -> None:
    """Print how long the window stays open, and what is done before it closes."""
    names = page.names
    page.say("How long the window stays open", style="bold")
    page.say(summary(result, names))
    _print(page, rates(result))
    if groups := warnings(result, names):
        page.heading("What to hold against these rates")
        for whose, lines in groups:
            page.say(f"{whose}:")
            page.items(lines)
    for table in (gaps(result), contrasts(result), combined(result), expected(result), completions(result, names)):
        _print(page, table)
    _print(page, coming(result.coming))
    page.say("")
    if result.record is not None:
        page.say(recorded.source(result.record), style="dim")
    if result.provenance is not None:
        page.provenance(result.provenance)


def _print(page: Page, table: Table) -> None:
    if table.rows:
        page.heading(table.caption)
        page.table(table.columns, table.rows, wide=table.wide)
        if table.note:
            page.say(table.note, style="dim")


def summary(result: WindowResult, names: Names) -> str:
    """Say at which rate things happen now, how that differs from before, and which policy is done in time."""
    known = [found for found in result.rates if found.regimes]
    lines = [_now(found) for found in known[:MOST_SAID]]
    if not result.rates:
        lines.append("The case asks for no rate of its record.")
    elif known[MOST_SAID:]:
        lines.append(f"The table has {counted(len(known) - MOST_SAID, 'more rate')}.")
    return " ".join([*lines, *_in_time(result, names)])


def _now(found: RateEstimate) -> str:
    now = found.regimes[-1]
    line = (
        f"{capital(found.name)}: {rated(now.per_month, now.low, now.high)} per month in the present regime "
        f"({spaced(now.regime)}, {counted(now.count, 'day')} of {now.days:,})"
    )
    if not now.count:
        line += ", none at all: the interval says no more than how often none comes by chance"
    before = found.regimes[-2] if len(found.regimes) > 1 else None
    if before is not None:
        line += f"; before that {rated(before.per_month, before.low, before.high)} ({spaced(before.regime)})"
    return f"{line}."


def _in_time(result: WindowResult, names: Names) -> Iterator[str]:
    if not result.completions or result.seek is None:
        yield "Whether a path is done before the window closes was not asked, or cannot be in this case."
        return
    sought, year = quoted(names.outcome(result.seek)), 12.0
    given = [c for c in result.completions if begins(c)]
    if given:
        yield (
            f"Of {listed([quoted(names.policy(c.policy)) for c in given])} nothing is to be learned: play begins in "
            f"{sought}, so its chance is what was written, not what anybody chooses."
        )
    ranked = [(at_months(c.done, year), c) for c in result.completions if c not in given]
    known = [(chance, c) for chance, c in ranked if chance is not None]
    if not known:
        return
    chance, best = max(known, key=lambda pair: pair[0])
    still = at_months(best.open, year)
    open_ = f", and with {percent(still)} it is still open and undone" if still is not None else ""
    yield (
        f"Under {quoted(names.policy(best.policy))} {sought} comes about within a year while the window is open with a "
        f"chance of {_sure(chance, best.error)}, the best of {counted(len(known), 'policy', 'policies')}{open_}."
    )
    nothing = next((chance for chance, c in known if c.policy == NO_POLICY), None)
    if nothing is not None and best.policy != NO_POLICY:
        yield f"With no policy it is {likely(nothing, result.provenance) if result.provenance else percent(nothing)}."
    near = [c for chance_, c in known if c is not best and chance - chance_ <= best.error + c.error]
    if near:
        yield f"No further behind than the error: {listed([quoted(names.policy(c.policy)) for c in near[:3]])}."


def begins(found: Completion) -> bool:
    """Tell whether play begins in the outcome sought: it has come about, in every world, by the first date."""
    first = min(found.done, key=float, default=None)
    return first is not None and found.done[first] + found.late.get(first, 0.0) >= SURE


def _sure(chance: float, error: float) -> str:
    return f"{percent(chance)} ({plus_minus(error)} points at most)" if plus_minus(error) else percent(chance)


# ---------------------------------------------------------------- rates and their checks


def rates(result: WindowResult) -> Table:
    """The rates by regime, with intervals and how far events come in clusters."""
    rows = [
        [
            _regime(found, regime, number),
            recorded.stretch(regime.since, regime.until),
            f"{regime.count:,} in {regime.days:,}",
            in_cell(regime.per_month, regime.low, regime.high),
            _spread(regime),
        ]
        for found in result.rates
        for number, regime in enumerate(found.regimes)
    ]
    columns = ("rate, regime", "from, to", "days", "per month", "spread (p)")
    return Table("Rates by regime", columns, rows, (0, 1), RATES)


def _regime(found: RateEstimate, regime: RegimeRate, number: int) -> str:
    now = " (now)" if regime is found.regimes[-1] else ""
    return f"{found.name}, {spaced(regime.regime)}{now}" if not number else f"   {spaced(regime.regime)}{now}"


def _spread(regime: RegimeRate) -> str:
    if regime.dispersion is None:
        return NOTHING
    return f"{rate(regime.dispersion)} ({by_chance(regime.dispersion_p)})"


def warnings(result: WindowResult, names: Names) -> list[tuple[str, list[str]]]:
    """Return by rate what its use has against it, and what the case states beside it; the same words once.

    What several rates share stands under all their names.
    """
    whose: dict[str, list[str]] = {}
    for found in result.rates:
        for line in (*found.warnings, *stated(found, names)):
            whose.setdefault(line.removesuffix("."), []).append(found.name)
    groups: dict[tuple[str, ...], list[str]] = {}
    for line, rates_ in whose.items():
        groups.setdefault(tuple(rates_), []).append(f"{capital(line)}.")
    order = [found.name for found in result.rates]
    keys = sorted(groups, key=lambda key: (len(key) > 1, order.index(key[0])))
    return [(capital(listed(key)), groups[key]) for key in keys]


def stated(found: RateEstimate, names: Names) -> Iterator[str]:
    """Yield what the case takes from a rate, or states of the same, with names for what it calls by the file's."""
    if not found.stated:
        return
    taken = found.stated.removeprefix(TAKEN)
    parts = listed([_named(part, names) for part in taken.split("; ")])
    if taken != found.stated:
        yield f"the case takes this rate from the record for: {parts}"
    else:
        yield f"the case itself states: {parts}"


def _named(part: str, names: Names) -> str:
    """Write `usa reconsiders 0.33 per month` with the actor's name."""
    who, space, rest = part.partition(" ")
    if who in names.actors:
        return f"{names.the(who)}{space}{rest}"
    return f"{recorded.lane(who, names)}{space}{rest}" if who in names.options else part


def gaps(result: WindowResult) -> Table:
    """How long it takes from one event to the next, and whether a constant rate may be supposed."""
    rows = [
        [
            f"{found.name}, {spaced(gap.regime)}",
            f"{gap.count:,}" + (f" +{gap.censored:,}" if gap.censored else ""),
            " / ".join(_days(value) for value in (gap.mean, gap.median, gap.longest)),
            in_cell(gap.weibull_shape, gap.weibull_low, gap.weibull_high),
            by_chance(gap.exponential_p),
            verdict(gap),
        ]
        for found in result.rates
        for gap in found.gaps
    ]
    columns = ("rate, regime", "gaps", "mean / median\n/ longest", "shape", "p", "constant rate?")
    return Table("Is the rate constant within a regime?", columns, rows, (0, 5), CHECKS)


def _days(value: float) -> str:
    return NOTHING if value != value else f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}"


def verdict(gap: Gaps) -> str:
    """Say whether a constant rate is rejected.

    Examples
    --------
    >>> one = Gaps("race", 44, 1, 15.8, 10.5, 115.0, 1.3, 15.9, 1.03, 0.86, 1.49, 16.0, 0.21, {}, ())
    >>> verdict(one)
    'not rejected'
    """
    if gap.exponential_p is None:
        return "too few gaps to say"
    return "rejected" if gap.exponential_p < REJECTED else "not rejected"


def contrasts(result: WindowResult) -> Table:
    """Rates inside some days and outside them."""
    rows = [
        [
            f"{found.name}: {spaced(c.beside)}",
            f"{c.inside:,} in {c.inside_days:,}",
            f"{c.outside:,} in {c.outside_days:,}",
            in_cell(c.ratio, c.low, c.high),
            by_chance(c.p),
            clear(c),
        ]
        for found in result.rates
        for c in found.contrasts
    ]
    columns = ("rate: beside", "inside,\nin days", "outside,\nin days", "ratio", "p", "")
    return Table("Beside exercises, talks and the like", columns, rows, (0, 5), INSIDE)


def clear(found: Contrast) -> str:
    """Say whether a contrast can be told from chance."""
    if found.ratio is None or found.low is None or found.high is None:
        return "cannot be told"
    return "differs" if found.low > 1 or found.high < 1 else "may be chance"


def combined(result: WindowResult) -> Table:
    """Judgement, record, and both together."""
    rows = [
        [
            found.name,
            *(_ranged(value) for value in (found.combined.expert, found.combined.record, found.combined.both)),
            percent(found.combined.weight),
            percent(found.combined.agree),
        ]
        for found in result.rates
    ]
    columns = ("rate", "judgement", "record", "both", "record's\nweight", "agree")
    return Table("Judgement and record, for the present regime", columns, rows, (0,), TOGETHER)


def _ranged(value: tuple[float, float, float] | None) -> str:
    return "not given" if value is None else in_cell(*value)


def expected(result: WindowResult, part: slice = EVERY) -> Table:
    """How many days with an event to expect, by all rates or some of them."""
    rows = [
        [
            found.name if not number else "",
            f"{e.days:,}",
            f"{rate(e.mean)} ({round(e.low, 1):g} to {round(e.high, 1):g})",
            percent(e.none),
        ]
        for found in [rate_ for rate_ in result.rates if rate_.expected][part]
        for number, e in enumerate(found.expected)
    ]
    return Table("What to expect", ("rate", "within days", "expected", "none at all"), rows, (0,), AHEAD)


# ---------------------------------------------------------------- paths in time


def completions(result: WindowResult, names: Names) -> Table:
    """By policy, whether the outcome sought comes about before the window closes, by months."""
    told, small = weighty(ranked(result), _most)
    told += [c for c in small if c.policy == NO_POLICY]
    others = ", ".join(names.policy(c.policy) for c in small if c.policy != NO_POLICY)
    dates = [m for m in DATES if any(at_months(c.done, m) is not None for c in result.completions)]
    rows = [
        [
            names.policy(c.policy) + (GIVEN if begins(c) else ""),
            *(_done(c, month) for month in dates),
            open_at(c, dates),
            plus_minus(c.error) or "0",
        ]
        for c in told
    ]
    columns = (
        "policy",
        *(f"{month:g}\nmonths" for month in dates),
        f"open at {dates[-1]:g}" if dates else "open",
        "error",
    )
    sought = quoted(names.outcome(result.seek))
    note = f"{IN_TIME} Error: in points, at most." + (f" Below 1{NOBREAK}% throughout: {others}." if others else "")
    return Table(f"{capital(sought)} before the window closes", columns, rows, (0,), note)


def _most(found: Completion) -> float:
    """Return the greatest chance that the outcome sought has come about, in time or not."""
    return max((chance + found.late.get(month, 0.0) for month, chance in found.done.items()), default=0.0)


def ranked(result: WindowResult) -> list[Completion]:
    """Return the policies, the most surely done within two years first."""
    return sorted(result.completions, key=lambda c: -(list(c.done.values()) or [0.0])[-1])


def _done(found: Completion, month: float) -> str:
    late = at_months(found.late, month)
    after = f"\n({percent(late)})" if late is not None and late >= 0.005 else ""
    return f"{percent(at_months(found.done, month))}{after}"


def open_at(found: Completion, dates: list[float]) -> str:
    """Write the chance that at the last date the window is open and the outcome has not come about."""
    return percent(at_months(found.open, dates[-1])) if dates else NOTHING
