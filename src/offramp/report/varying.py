"""What hangs on rates and on words of probability, as tables, sentences and a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from offramp.report.drawing import MUTED, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.palette import HIGHER, LOWER
from offramp.report.robust import NO_JUDGE, aim, chance_of
from offramp.report.rounding import MINUS, NOBREAK, SMALLEST, TIMES, counted, listed, percent, plus_minus, points, span
from offramp.study.results.varying import ChanceSpread, GroupShare, RateChange, RateEffect, RatesResult, SobolResult

LEAST_CHANGE = 0.0005
LEAST_SHARE = 0.005
MOST_BARS = 12


def rate_in_words(name: str, actor: str | None, names: Names) -> str:
    """Write what a rate is the rate of.

    Examples
    --------
    >>> rate_in_words("usa reconsiders", "usa", Names(actors={"usa": "United States"}))
    'how often the United States decides'
    >>> rate_in_words("icbm: prk.testing == active", None, Names(options={"icbm": "missile"}))
    'missile: prk.testing == active'
    """
    if actor is not None:
        return f"how often {names.the(actor)} decides"
    clock, _, condition = name.partition(": ")
    return f"{names.actor(clock)}: {condition}"


def per_month(low: float, high: float) -> str:
    """Write a rate or a range of rates, without its unit.

    Examples
    --------
    >>> per_month(0.33, 0.33), per_month(0.1, 1.0)
    ('0.33', '0.1 to 1')
    """
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


# ---------------------------------------------------------------- one rate at a time


def show_rates(page: Page, result: RatesResult) -> None:
    """Print how much hangs on each rate."""
    page.say(result.question, style="bold")
    if not result.yardsticks:
        page.say(NO_JUDGE)
    for yardstick in result.yardsticks:
        _effects(page, result, yardstick)
    if result.yardsticks:
        page.heading("Where another rate makes another policy best")
        page.items(turns_in_words(result, page.names))
        page.items(skipped_in_words(result, page.names))
        page.say(_scope(result), style="dim")
    page.provenance(result.provenance)


def _leading(effect: RateEffect, result: RatesResult, yardstick: str) -> list[RateChange]:
    """Return what a rate does to a yardstick's chance under its best policy, factor by factor."""
    best = result.best[yardstick]
    return [c for c in effect.changes if c.yardstick == yardstick and c.policy == best]


def _widest(effect: RateEffect, yardstick: str) -> RateChange:
    return max((c for c in effect.changes if c.yardstick == yardstick), key=lambda c: abs(c.change))


def _effects(page: Page, result: RatesResult, yardstick: str) -> None:
    names = page.names
    page.heading(_title(result, yardstick, names))
    shown = [effect for effect in result.rates if abs(_widest(effect, yardstick).change) >= LEAST_CHANGE]
    rows = [
        [
            rate_in_words(effect.name, effect.actor, names),
            per_month(effect.low, effect.high),
            *(_changed(change) for change in _leading(effect, result, yardstick)),
            f"{_changed(_widest(effect, yardstick))}\nat {TIMES}{NOBREAK}{_widest(effect, yardstick).factor:g}",
            names.policy(_widest(effect, yardstick).policy),
        ]
        for effect in shown
    ]
    factors = [f"{TIMES}{NOBREAK}{factor:g}" for factor in result.factors]
    if rows:
        page.table(
            ["rate", "per\nmonth", *factors, "most under\nany policy", "which"], rows, wide=(0, 3 + len(factors))
        )
    if quiet := [effect for effect in result.rates if effect not in shown]:
        told = [rate_in_words(effect.name, effect.actor, names) for effect in quiet]
        page.say(f"By less than 0.05 points: {'; '.join(told)}.", style="dim")


def _changed(change: RateChange) -> str:
    return f"{points(change.change)} {plus_minus(change.error)}".strip()


def _title(result: RatesResult, yardstick: str, names: Names) -> str:
    best = result.best[yardstick]
    chance, now = chance_of(result, yardstick, names), percent(result.now[yardstick][best])
    return f"What hangs on each rate: {chance} under {quoted(names.policy(best))}, now {now}"


def turns_in_words(result: RatesResult, names: Names) -> list[str]:
    """Say at which rates another policy is best, and whether that is beyond the sampling error."""
    lines = []
    for effect in result.rates:
        for turn in effect.turns:
            rate = rate_in_words(effect.name, effect.actor, names)
            doubt = "" if turn.sure else " Within the sampling error."
            lines.append(
                f"{rate} {TIMES}{NOBREAK}{turn.factor:g}: {aim(result, turn.yardstick, names)}, "
                f"{quoted(names.policy(turn.then))} is better than {quoted(names.policy(turn.now))} by "
                f"{_ahead(turn.gain, turn.gain_error)} points; now worse by "
                f"{_ahead(turn.lead, turn.lead_error)}.{doubt}"
            )
    return lines or ["None does: the best policy by each yardstick stays the best whichever single rate is changed."]


def _ahead(lead: float, error: float) -> str:
    return f"{points(lead).removeprefix('+')} {plus_minus(error)}".strip()


def skipped_in_words(result: RatesResult, names: Names) -> list[str]:
    """Say which rates play does not meet, and which are 0."""
    lines = []
    if result.unmet:
        lines.append(f"Not met by any play: {_rates_in_words(result.unmet, names)}.")
    if result.still:
        lines.append(f"A rate of 0 stays 0: {_rates_in_words(result.still, names)}.")
    return lines


def _rates_in_words(rates: Iterable[str], names: Names) -> str:
    actors = {f"{actor} reconsiders": actor for actor in names.actors}
    return "; ".join(rate_in_words(name, actors.get(name), names) for name in rates)


def _scope(result: RatesResult) -> str:
    worlds = counted(result.provenance.worlds, "world")
    text = "" if result.provenance.exact else ", a sample smaller than that of the other tables; ± is a standard error"
    return (
        f"In points; one rate at a time, all others as in the file; {worlds}{text}. Most under any policy: the "
        "greatest change that a tenth of the rate or ten times as much makes under some policy, and at which of them."
    )


def rates_chart(result: RatesResult, names: Names, *, uid: str = "rates", most: int = MOST_BARS) -> str:
    """Draw a tornado: how far each rate moves each yardstick's chance under its best policy, with two standard errors.

    Returns
    -------
    str
        An `<svg>` element; empty if no rate moves a chance.
    """
    panels, told = [], []
    for yardstick in result.yardsticks:
        bars = [(effect, _leading(effect, result, yardstick)) for effect in result.rates]
        bars = [(effect, changes) for effect, changes in bars if _reach(changes) >= LEAST_CHANGE]
        bars = sorted(bars, key=lambda bar: -_reach(bar[1]))[:most]
        if bars:
            panels.append(_panel(bars, result, yardstick, names))
            told.append(f"{_title(result, yardstick, names)}: {_bars_in_words(bars, names)}")
    if not panels:
        return ""
    spec = {"vconcat": panels, "spacing": 24}
    description = f"Bars from the chance now to the chance with another rate. {'. '.join(told)}."
    return picture(spec, uid=uid, title="What hangs on each rate", description=description, swatches=(LOWER, HIGHER))


def _reach(changes: Iterable[RateChange]) -> float:
    return max(abs(change.change) for change in changes)


def _bars_in_words(bars: list[tuple[RateEffect, list[RateChange]]], names: Names) -> str:
    return "; ".join(
        f"{rate_in_words(effect.name, effect.actor, names)} "
        + listed([f"{percent(change.chance)} at {TIMES}{NOBREAK}{change.factor:g}" for change in changes])
        for effect, changes in bars
    )


def _panel(
    bars: list[tuple[RateEffect, list[RateChange]]], result: RatesResult, yardstick: str, names: Names
) -> dict[str, Any]:
    now = result.now[yardstick][result.best[yardstick]]
    labels = {factor: f"rate {TIMES}{NOBREAK}{factor:g}" for factor in result.factors}
    values = [
        {
            "row": row,
            "text": textwrap.wrap(rate_in_words(effect.name, effect.actor, names), 50),
            "now": now,
            "then": change.chance,
            "low": max(change.chance - 2 * change.error, 0.0),
            "high": min(change.chance + 2 * change.error, 1.0),
            "rate": labels[change.factor],
        }
        for row, (effect, changes) in enumerate(bars)
        for change in changes
    ]
    y = {"field": "row", "type": "ordinal", "axis": None}
    axis = {"title": None, "labelExpr": PERCENT_LABELS, "tickCount": 5, "labelFlush": False}
    x = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}
    colours = {"domain": list(labels.values()), "range": [LOWER.colour, HIGHER.colour]}
    legend = {"orient": "top", "title": None, "symbolType": "square", "symbolSize": 180}
    colour = {"field": "rate", "type": "nominal", "scale": colours, "legend": legend}
    offset = {"field": "rate", "type": "nominal", "sort": list(labels.values())}
    place = {"y": y, "yOffset": offset}
    ends = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    label = {"type": "text", "align": "right", "dx": -8, "color": TEXT, "lineHeight": 13, "limit": 400}
    first = {"filter": f"datum.rate === '{labels[result.factors[0]]}'"}
    return {
        "title": {"text": textwrap.wrap(_title(result, yardstick, names), 90), "anchor": "start", "color": TEXT},
        "width": 340,
        "height": {"step": 14, "for": "offset"},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {"x": {**x, "field": "now"}, "x2": {"field": "then"}, **place, "color": colour},
            },
            {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 2}, "encoding": {**ends, **place}},
            {
                "transform": [first],
                "mark": label,
                "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "text"}},
            },
            {
                "data": {"values": [{"now": now}]},
                "mark": {"type": "rule", "color": TEXT},
                "encoding": {"x": {**x, "field": "now"}},
            },
        ],
    }


# ---------------------------------------------------------------- all at once


def show_sobol(page: Page, result: SobolResult) -> None:
    """Print which groups of continuous unknowns spread the judge's chances."""
    page.say(result.question, style="bold")
    if not result.yardsticks:
        page.say(NO_JUDGE)
    elif not result.unknowns:
        page.say("No rate is above 0 and no probability is a word, so there is nothing to vary.")
    for spread in result.spreads:
        _spread(page, result, spread)
    if result.spreads:
        page.items(drawn_in_words(result, page.names))
        page.say(sobol_legend(result), style="dim")
    page.provenance(result.provenance)


def _spread(page: Page, result: SobolResult, spread: ChanceSpread) -> None:
    names = page.names
    policy = quoted(names.policy(spread.policy))
    page.heading(f"What spreads {chance_of(result, spread.yardstick, names)} under {policy}")
    page.say(spread_in_words(spread))
    if rows := group_rows(spread, names):
        page.table(["whose rates and words", "how\nmany", "alone", "with\nothers"], rows)
    if quiet := quiet_groups(spread, names):
        page.say(quiet, style="dim")


def spread_in_words(spread: ChanceSpread) -> str:
    """Say how far a chance spreads."""
    if spread.constant:
        return f"Nothing: it is {percent(spread.mean)} whatever the rates and the words."
    return (
        f"On average {percent(spread.mean)}, standard deviation {spread.deviation * 100:.1f} points, "
        f"from {span(spread.low, spread.high)}."
    )


def _tells(share: GroupShare) -> bool:
    return max(share.first, share.total) >= LEAST_SHARE


def group_rows(spread: ChanceSpread, names: Names) -> list[list[str]]:
    """Return a row for each group that spreads a chance: whose, how many numbers, alone, with others."""
    return [
        [
            group_in_words(share, names),
            str(share.unknowns),
            _share(share.first, share.first_interval),
            _share(share.total, share.total_interval),
        ]
        for share in spread.groups
        if _tells(share)
    ]


def quiet_groups(spread: ChanceSpread, names: Names) -> str:
    """Say which groups spread a chance too little for a row; nothing if none do."""
    told = [group_in_words(share, names) for share in spread.groups if not _tells(share)]
    return f"Less than {_share(LEAST_SHARE, 0.0)}: {listed(told)}." if told else ""


def group_in_words(share: GroupShare, names: Names) -> str:
    """Write what a group is: an actor, the clocks, or the window."""
    return names.the(share.group) if share.kind == "actor" else f"the {share.kind}"


def _share(share: float, interval: float) -> str:
    """Write an estimate of a share that may lie a little outside 0 to 100 %."""
    places = 1 if abs(share) < 0.01 and abs(share) > SMALLEST else 0
    value = f"{abs(share) * 100:.{places}f}{NOBREAK}%"
    sign = MINUS if share < 0 and value.strip("0.%" + NOBREAK) else ""
    return f"{sign}{value} {plus_minus(interval)}".strip()


def drawn_in_words(result: SobolResult, names: Names) -> list[str]:
    """Say what was drawn from which ranges, and what was not."""
    rates = [unknown for unknown in result.unknowns if unknown.kind == "rate"]
    assumed = [unknown for unknown in rates if unknown.assumed]
    words = [unknown for unknown in result.unknowns if unknown.kind != "rate"]
    lines = []
    if assumed:
        lines.append(
            f"{counted(len(assumed), 'rate is', 'rates are')} one number in the file, varied from a tenth of it to "
            "ten times as much: that range is offramp's."
        )
    if len(rates) > len(assumed):
        lines.append(f"{counted(len(rates) - len(assumed), 'rate varies', 'rates vary')} over a range of the file.")
    told = counted(len(words), "probability", "probabilities")
    lines.append(
        f"{told} given as a word vary over the word's range." if words else "No probability is given as a word."
    )
    if result.left_out:
        lines.append(f"Not varied, as completions are a sample: {'; '.join(result.left_out)}.")
    if result.still:
        lines.append(f"A rate of 0 stays 0: {_rates_in_words(result.still, names)}.")
    return lines


def sobol_legend(result: SobolResult) -> str:
    """Say what the shares are, and from how many points and worlds."""
    weight = "a sample" if result.share != result.share else f"{percent(result.share)} of the weight"
    return (
        "Alone: the share of the variance that knowing the group's numbers would take away. "
        "With others: the share that would be left if all but these were known. "
        f"± is half a 95 % confidence interval, in points; estimates may fall outside 0 to 100 %. "
        f"{counted(result.evaluations, 'point')} (base {result.base}, seed {result.seed}), each played in "
        f"{counted(result.worlds, 'world')}, {weight}."
    )
