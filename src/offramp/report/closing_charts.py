"""Pictures of the window by the record: rates with intervals, and what is done before it closes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from offramp.report import axis
from offramp.report.closing import ranked
from offramp.report.drawing import MARK, MUTED, PAPER, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names, spaced
from offramp.report.palette import SOUGHT
from offramp.report.recorded import rated
from offramp.report.rounding import percent
from offramp.report.windows import NO_POLICY, at_months
from offramp.study.results.window import Completion, RateEstimate, WindowResult

Spec = dict[str, Any]

WIDTH = 430
ROW = 26
LABEL_CHARACTERS = 42
MOST_CURVES = 6
LINES = {
    "done while the window was open": (SOUGHT.colour, [1, 0]),
    "done at all": ("#CC79A7", [2, 2]),
    "window open, not done": (MARK, [6, 3]),
}


def rates_chart(result: WindowResult, *, uid: str = "rates") -> str:
    """Draw the rate of each regime with its interval, one block of rows for each rate.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no rates.
    """
    rows = [(found, regime) for found in result.rates for regime in found.regimes]
    if not rows:
        return ""
    values: list[Spec] = [
        {"row": n, "value": r.per_month, "low": r.low, "high": r.high, "text": rated(r.per_month, r.low, r.high)}
        for n, (_, r) in enumerate(rows)
    ]
    top = max(value["high"] for value in values) * 1.05
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"title": "per month, with 95 % interval", "tickCount": 6},
    }
    y = axis.rows(len(rows))
    labels = {n: _short(f"{found.name}: {spaced(r.regime)}{_now(found, n, rows)}") for n, (found, r) in enumerate(rows)}
    bar = {"type": "rule", "color": MARK, "strokeWidth": 3, "strokeCap": "round"}
    point: Spec = {"type": "point", "size": 80, "filled": True, "color": TEXT, "stroke": PAPER, "opacity": 1}
    word: Spec = {"type": "text", "color": TEXT, "fontSize": 11, "align": "left", "x": WIDTH + 8, "baseline": "middle"}
    spec = {
        "width": WIDTH,
        "height": ROW * len(rows),
        "padding": {"left": 5, "top": 5, "right": 130, "bottom": 5},
        "layer": [
            {
                "data": {"values": values},
                "mark": bar,
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            {"data": {"values": values}, "mark": point, "encoding": {"x": x, "y": y}},
            {"data": {"values": values}, "mark": word, "encoding": {"y": y, "text": {"field": "text"}}},
            axis.names_of_rows(labels, len(rows)),
        ],
    }
    told = [f"{found.name}, {spaced(r.regime)}: {rated(r.per_month, r.low, r.high)}" for found, r in rows]
    return picture(spec, uid=uid, title="Rates by regime", description=f"Per month: {'; '.join(told)}.")


def _now(found: RateEstimate, number: int, rows: Sequence[tuple[RateEstimate, Any]]) -> str:
    return " (now)" if rows[number][1] is found.regimes[-1] else ""


def _short(text: str) -> str:
    lines = textwrap.wrap(text, LABEL_CHARACTERS) or [""]
    return "\n".join(lines[:2])


def completion_chart(result: WindowResult, names: Names, *, uid: str = "completion") -> str:
    """Draw, policy by policy, what is done while the window is open, done at all, and the window open still.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no completions.
    """
    chosen = first(result)
    if not chosen:
        return ""
    panels = [_panel(found, names, legend=not number) for number, found in enumerate(chosen)]
    told = [f"{names.policy(c.policy)}: {_end(c)}" for c in chosen]
    description = f"Curves over months, one panel for each policy. At the last month, {'; '.join(told)}."
    spec = {"concat": panels, "columns": 3, "spacing": 24}
    title = f"{names.outcome(result.seek)} before the window closes"
    return picture(spec, uid=uid, title=title, description=description)


def first(result: WindowResult) -> list[Completion]:
    """Return the policies that are drawn: the best, and no policy in any case."""
    order = ranked(result)
    chosen = order[:MOST_CURVES]
    nothing = [c for c in order if c.policy == NO_POLICY and c not in chosen]
    return [*chosen[: MOST_CURVES - len(nothing)], *nothing]


def _end(found: Completion) -> str:
    month = list(found.done)[-1] if found.done else "0"
    done, late, open_ = (at_months(curve, float(month)) for curve in (found.done, found.late, found.open))
    return f"done in time {percent(done)}, only later {percent(late)}, open and undone {percent(open_)}"


def _panel(found: Completion, names: Names, *, legend: bool) -> Spec:
    both = {month: found.done[month] + found.late.get(month, 0.0) for month in found.done}
    curves = dict(zip(LINES, (found.done, both, found.open), strict=True))
    starts = dict(zip(LINES, (0.0, 0.0, 1.0), strict=True))
    values: list[Spec] = [
        {"line": line, "month": month, "chance": chance}
        for line, curve in curves.items()
        for month, chance in [(0.0, starts[line]), *((float(key), value) for key, value in curve.items())]
    ]
    lines = list(LINES)
    look = {"orient": "top", "title": None, "labelLimit": 300, "symbolSize": 500, "columns": 3} if legend else None
    colour = {"domain": lines, "range": [shade for shade, _ in LINES.values()]}
    dash = {"domain": lines, "range": [dashes for _, dashes in LINES.values()]}
    last = max(value["month"] for value in values)
    ticks = list(range(0, int(last) + 1, 6 if last > 9 else 3))
    x_axis = {"title": "months", "titleColor": MUTED, "grid": False, "values": ticks}
    y_axis = {"title": None, "labelExpr": PERCENT_LABELS, "values": [0, 0.25, 0.5, 0.75, 1]}
    return {
        "title": {
            "text": (textwrap.wrap(names.policy(found.policy), 36) or [""])[:2],
            "anchor": "start",
            "fontSize": 12,
            "color": TEXT,
        },
        "width": 265,
        "height": 130,
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": "monotone"},
        "encoding": {
            "x": {"field": "month", "type": "quantitative", "axis": x_axis},
            "y": {"field": "chance", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": y_axis},
            "color": {"field": "line", "type": "nominal", "scale": colour, "legend": look, "sort": lines},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dash, "legend": look, "sort": lines},
        },
    }
