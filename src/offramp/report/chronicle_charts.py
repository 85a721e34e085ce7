"""Pictures of the chronicle: calibration, and the months with what was said and what was so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from offramp.report import axis
from offramp.report.axis import Axis, Spec
from offramp.report.backtest import leading
from offramp.report.drawing import MARK, MUTED, PAPER, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names
from offramp.report.palette import Palette
from offramp.report.recorded import day_of
from offramp.report.rounding import percent
from offramp.study.results.backtest import BacktestResult, Then

SIDE = 340
WIDTH, HEIGHT, STRIP = 640, 150, 26
MONTH = 30
LINES = {"no policy": ("#E69F00", [2, 2], "square"), "the policy then best": (MARK, [1, 0], "circle")}


def calibration_chart(result: BacktestResult, *, uid: str = "calibration") -> str:
    """Draw for forecasts of about the same chance the share that came true, with its interval.

    Returns
    -------
    str
        An `<svg>` element; empty if nothing was scored.
    """
    found = [b for b in result.calibration if b.forecasts]
    if not found:
        return ""
    values = [
        {"x": b.mean, "y": b.came, "low": b.came_low, "high": b.came_high, "text": str(b.forecasts)} for b in found
    ]
    x, y = (_share(field, title) for field, title in (("x", "chance given"), ("y", "share that came true")))
    whole = [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}]
    word: Spec = {"type": "text", "color": TEXT, "fontSize": 11, "align": "left", "dx": 8, "dy": -7}
    point: Spec = {"type": "point", "size": 80, "filled": True, "color": TEXT, "stroke": PAPER, "opacity": 1}
    line = {"type": "line", "color": MUTED, "strokeDash": [5, 3], "strokeWidth": 1}
    bar = {"type": "rule", "color": MARK, "strokeWidth": 3}
    layers = [
        {"data": {"values": whole}, "mark": line, "encoding": {"x": x, "y": y}},
        {
            "data": {"values": values},
            "mark": bar,
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {"data": {"values": values}, "mark": point, "encoding": {"x": x, "y": y}},
        {"data": {"values": values}, "mark": word, "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
    ]
    told = [f"of {b.forecasts} around {percent(b.mean)}, {percent(b.came)} came true" for b in found]
    spec = {"width": SIDE, "height": SIDE, "layer": layers}
    return picture(spec, uid=uid, title="Calibration", description=f"{'; '.join(told)}.")


def _share(field: str, title: str) -> Spec:
    scale = {"domain": [0, 1], "nice": False}
    values = [0, 0.25, 0.5, 0.75, 1]
    return {
        "field": field,
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": title, "labelExpr": PERCENT_LABELS, "values": values},
    }


def months_chart(result: BacktestResult, names: Names, palette: Palette, *, uid: str = "months") -> str:
    """Draw over months the chances of the outcomes to seek and to avoid, above the outcome the record stood in.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no months.
    """
    if not result.then:
        return ""
    days = axis.covering(result.then[0].day, _after(result.then), WIDTH)
    panels: list[Spec] = []
    for which, outcome, part in (("seek", result.seek, "sought"), ("avoid", result.avoid, "to avoid")):
        if outcome is not None and any(found.policies for found in result.then):
            title = f"Chance that play ends in {names.outcome(outcome)} ({part})"
            panels.append(_curves(result.then, which, title, days, legend=not panels))
    panels.append(_strip(result.then, names, palette, days))
    spec = {"vconcat": panels, "spacing": 18}
    told = [_told(found, names) for found in result.then]
    swatches = [palette.swatch(outcome) for outcome in {found.outcome for found in result.then}]
    description = f"Month by month, outcome of the record and chances. {'; '.join(told)}."
    return picture(spec, uid=uid, title="What was said and what was so", description=description, swatches=swatches)


def _after(then: Sequence[Then]) -> str:
    """Return the last day on the axis: the last month is drawn as long as the others."""
    return (day_of(then[-1].day) + datetime.timedelta(days=MONTH)).isoformat()


def _told(found: Then, names: Names) -> str:
    nothing, best = leading(found)
    parts = [f"{found.day}: {names.outcome(found.outcome)}"]
    if nothing is not None:
        parts.append(f"no policy {percent(nothing.seek)} and {percent(nothing.avoid)}")
    if best is not None:
        parts.append(f"{names.policy(best.policy)} {percent(best.seek)} and {percent(best.avoid)}")
    return ", ".join(parts)


def _curves(then: Sequence[Then], which: str, title: str, days: Axis, *, legend: bool) -> Spec:
    values = list(_values(then, which))
    lines = list(LINES)
    look = {"orient": "top", "title": None, "symbolSize": 120, "columns": 2} if legend else None
    scales: dict[str, Any] = {
        "color": [shade for shade, _, _ in LINES.values()],
        "strokeDash": [dashes for _, dashes, _ in LINES.values()],
        "shape": [shape for _, _, shape in LINES.values()],
    }
    styled = {
        channel: {
            "field": "line",
            "type": "nominal",
            "sort": lines,
            "legend": look,
            "scale": {"domain": lines, "range": range_},
        }
        for channel, range_ in scales.items()
    }
    top = min(1.0, max([value["high"] for value in values], default=1.0) * 1.15) or 0.1
    y_axis = {"title": None, "labelExpr": PERCENT_LABELS, "tickCount": 4}
    y = {"field": "chance", "type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "axis": y_axis}
    place = {"x": days.x(), "y": y}
    line = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {**place, "color": styled["color"], "strokeDash": styled["strokeDash"], "detail": {"field": "run"}},
    }
    error = {
        "mark": {"type": "rule", "strokeWidth": 1, "strokeOpacity": 0.7},
        "encoding": {**place, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": styled["color"]},
    }
    point = {
        "mark": {"type": "point", "filled": True, "size": 28, "opacity": 1},
        "encoding": {**place, "color": styled["color"], "shape": styled["shape"]},
    }
    return {
        "title": {"text": title, "anchor": "start", "frame": "group", "fontSize": 12, "color": TEXT},
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "layer": [line, error, point],
    }


def _values(then: Sequence[Then], which: str) -> Iterator[Spec]:
    """Yield the points of both lines with two standard errors; months that could not be played part a line in runs."""
    run = 0
    for found in then:
        if not found.policies:
            run += 1
            continue
        for line, policy in zip(LINES, leading(found), strict=True):
            if policy is not None:
                chance, error = getattr(policy, which), getattr(policy, f"{which}_error")
                ends = {"low": max(chance - 2 * error, 0.0), "high": min(chance + 2 * error, 1.0)}
                yield {"line": line, "run": f"{line} {run}", "x": axis.start(found.day), "chance": chance, **ends}


def _strip(then: Sequence[Then], names: Names, palette: Palette, days: Axis) -> Spec:
    ends = [*(found.day for found in then[1:]), _after(then)]
    bars: list[list[str]] = []
    for found, until in zip(then, ends, strict=True):
        if bars and bars[-1][0] == found.outcome:
            bars[-1][2] = until
        else:
            bars.append([found.outcome, found.day, until])
    layers: list[Spec] = []
    for outcome in dict.fromkeys(bar[0] for bar in bars):
        swatch, mine = palette.swatch(outcome), [bar for bar in bars if bar[0] == outcome]
        drawn = [{"x": axis.start(since), "x2": axis.start(until), "row": 0} for _, since, until in mine]
        layers.append(axis.spans(drawn, days, 1, STRIP - 4, color=swatch.colour))
        text = names.outcome(outcome)
        words = [
            {"x": (axis.start(since) + axis.start(until)) / 2, "row": 0, "text": text}
            for _, since, until in mine
            if days.fits(text, since, until)
        ]
        halo = {"stroke": swatch.colour, "strokeWidth": 3, "strokeJoin": "round"} if swatch.pattern != "solid" else {}
        for style in ([halo] if halo else []) + [{}]:
            layers += [axis.words_on(words, days, 1, color=swatch.ink, fontWeight=600, **style)] if words else []
    title = {"text": "Outcome the record stood in", "anchor": "start", "frame": "group", "fontSize": 12, "color": TEXT}
    return {"title": title, "width": WIDTH, "height": STRIP, "layer": layers}
