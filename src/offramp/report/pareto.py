"""Pictures of deals: the Pareto set, what each party gets out of the best, and how far a ladder is climbed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from offramp.report.deals import net, numbered
from offramp.report.drawing import MARK, MUTED, PAPER, PERCENT_LABELS, TEXT, picture
from offramp.report.frontier import spread
from offramp.report.names import Names
from offramp.report.palette import AVOIDED, NEITHER, ONE_BAR, SOUGHT
from offramp.report.rounding import counted, listed, percent, points
from offramp.report.rows import Row, Segment, stacked
from offramp.study.results.deals import Deal, DealsResult, FrontPoint, Ladder

WIDTH, HEIGHT = 560, 320
"""Of the picture of the Pareto set, in pixels."""
POINT_LABELS = "(datum.value > 0 ? '+' : '') + format(datum.value * 100, '.0f')"
GAINS = {"better": SOUGHT, "equal": NEITHER, "worse": AVOIDED}


def pareto_chart(result: DealsResult, *, uid: str = "pareto") -> str:
    """Draw the deals that no other surpasses: how surely each holds against the least net gain of a party.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no deals. Deals told in full carry their numbers and two standard errors.
    """
    if not result.front:
        return ""
    numbers = numbered(result.deals)
    gains = [*(min(map(net, deal.parties.values())) for deal in result.deals), *(p.least_gain for p in result.front)]
    left, right = _edges(gains)
    top = highest(result)
    told = [p for p in result.front if p.id in numbers]
    values = _numbered(told, numbers, (left, right, top))
    others = [{"x": p.least_gain, "y": p.enforceable} for p in result.front if p.id not in numbers]
    spec = {"width": WIDTH, "height": HEIGHT, "layer": _layers(values, others, (left, right, top))}
    said = [
        f"deal {numbers[p.id]} holds {percent(p.enforceable)}, least gain {points(p.least_gain)} points" for p in told
    ]
    rest = f"; and {counted(len(others), 'other')}" if others else ""
    description = f"One point for each deal: {'; '.join(said)}{rest}."
    return picture(
        spec, uid=uid, title="How surely deals hold, against the least gain of a party", description=description
    )


def highest(result: DealsResult) -> float:
    """Return where the picture of the Pareto set ends: the tenth above all deals with their errors."""
    most = max(p.enforceable + 2 * p.error for p in result.front)
    return min(max(math.ceil(most * 10.5) / 10, 0.1), 1.0)


def _edges(values: Sequence[float]) -> tuple[float, float]:
    """Return tenths around all values and 0."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return max(math.floor(low * 10 - 0.3) / 10, -1.0), min(math.ceil(high * 10 + 0.3) / 10, 1.0)


def _numbered(
    told: Sequence[FrontPoint], numbers: dict[int, int], edges: tuple[float, float, float]
) -> list[dict[str, Any]]:
    left, right, top = edges
    places = [
        ((p.least_gain - left) / (right - left) * WIDTH, (1 - p.enforceable / top) * HEIGHT if top else 0.0)
        for p in told
    ]
    return [
        {
            "x": p.least_gain,
            "y": p.enforceable,
            "low": max(p.enforceable - 2 * p.error, 0.0),
            "high": min(p.enforceable + 2 * p.error, top),
            "label_x": left + (place[0] + 12) / WIDTH * (right - left),
            "label_y": (1 - height / HEIGHT) * top,
            "text": str(numbers[p.id]),
        }
        for p, place, height in zip(told, places, spread(places), strict=True)
    ]


def _layers(
    values: list[dict[str, Any]], others: list[dict[str, Any]], edges: tuple[float, float, float]
) -> list[dict[str, Any]]:
    left, right, top = edges
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [left, right], "nice": False},
        "axis": {
            "title": "least gain of a party, in points (better less worse)",
            "labelExpr": POINT_LABELS,
            "tickCount": 8,
        },
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"title": "comes about and holds, share of worlds", "labelExpr": PERCENT_LABELS, "tickCount": 6},
    }
    base = {"x": x, "y": y}
    label = {"x": {**x, "field": "label_x"}, "y": {**y, "field": "label_y"}, "text": {"field": "text"}}
    bar = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    leader = {**base, "x2": {"field": "label_x"}, "y2": {"field": "label_y"}}
    point: dict[str, Any] = {"type": "point", "opacity": 1}
    layers: list[dict[str, Any]] = [
        _rule([{"x": 0.0}], {"x": x}),
        {"data": {"values": others}, "mark": {**point, "size": 28, "stroke": MUTED, "fill": PAPER}, "encoding": base},
        {"data": {"values": values}, "mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.6}, "encoding": leader},
        {"data": {"values": values}, "mark": {"type": "rule", "color": MUTED}, "encoding": bar},
        {"data": {"values": values}, "mark": {**point, "size": 90, "fill": MARK, "stroke": MARK}, "encoding": base},
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 2, "color": TEXT},
            "encoding": label,
        },
    ]
    return [_rule([{"y": 0.5}], {"y": y}), *layers] if top > 0.5 else layers


def _rule(values: list[dict[str, float]], encoding: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": TEXT, "strokeDash": [3, 2]},
        "encoding": encoding,
    }


def deals_chart(deals: Sequence[Deal], names: Names, *, uid: str = "deals") -> str:
    """Draw, deal by deal, how surely it holds and what each party gets out of it."""
    rows: list[Row] = []
    told = []
    for number, deal in enumerate(deals, start=1):
        rows.append(Row(f"{number}. {deal.label}"))
        rows.append(Row("comes about and holds", (Segment("it holds", deal.enforceable),)))
        told.append(f"deal {number} holds {percent(deal.enforceable)}")
        for actor, party in deal.parties.items():
            shares = {"better": party.better, "equal": party.equal, "worse": party.worse}
            segments = tuple(Segment(key, share) for key, share in shares.items() if share >= 0.0005)
            rows.append(Row(names.actor(actor), segments))
    return stacked(
        rows,
        {"it holds": ONE_BAR, **GAINS},
        uid=uid,
        title="How surely each deal holds, and what each party gets out of it",
        description=f"Stacked bars; {listed(told)}.",
    )


def ladder_chart(found: Ladder, *, uid: str = "ladder") -> str:
    """Draw, rung by rung, in which share of worlds the parties come so far, and what then happens."""
    rows = [Row("not even the first", (Segment("not climbed", found.never),))] if found.never >= 0.0005 else []
    for rung in found.rungs:
        on = max(rung.reached - rung.stops - rung.breaks, 0.0)
        shares = {"go on": on, "stop there, and it holds": rung.stops, "broken there": rung.breaks}
        segments = tuple(Segment(key, share) for key, share in shares.items() if share >= 0.0005)
        rows.append(Row(rung.name, segments or (Segment("go on", 0.0),)))
    told = [f"{rung.name} reached {percent(rung.reached)}" for rung in found.rungs]
    swatches = {"go on": ONE_BAR, "stop there, and it holds": SOUGHT, "broken there": AVOIDED}
    if found.never >= 0.0005:
        swatches["not climbed"] = NEITHER
    return stacked(rows, swatches, uid=uid, title="How far the ladder is climbed", description=f"{listed(told)}.")
