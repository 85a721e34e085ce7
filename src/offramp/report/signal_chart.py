"""Statements on an axis of days, a row for each actor, with marks for what became harder or softer."""

from __future__ import annotations

from collections.abc import Sequence

from offramp.report import axis
from offramp.report.axis import Spec
from offramp.report.drawing import GRID, MUTED, PAPER, TEXT, picture
from offramp.report.names import Names
from offramp.report.palette import HIGHER, LOWER
from offramp.report.rounding import counted
from offramp.study.results.signals import Formulation, SignalsResult

WIDTH = 600
ROW = 58
LINE = 14
CLOSE = 13.0
"""Marks closer than this many pixels are put above each other."""
LEVELS = 4
"""How many may stand above each other."""
KINDS: dict[str, tuple[str, str]] = {
    "harder": ("triangle-up", LOWER.colour),
    "harder and softer": ("diamond", MUTED),
    "softer": ("triangle-down", HIGHER.colour),
    "other differences": ("square", PAPER),
    "no difference, or nothing to compare": ("circle", PAPER),
}
"""Each with its shape and fill; shapes tell them apart without colour."""


def signals_chart(result: SignalsResult, names: Names, *, uid: str = "signals-marks") -> str:
    """Draw the statements of every actor over time.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no statements.
    """
    said = result.formulations
    if not said:
        return ""
    actors = sorted({f.actor for f in said}, key=lambda a: -sum(f.actor == a for f in said))
    last = max(result.provenance.as_of, said[-1].day)
    days = axis.covering(min(f.day for f in said), last, WIDTH)
    values = [
        value for row, actor in enumerate(actors) for value in _marks([f for f in said if f.actor == actor], row, days)
    ]
    height = ROW * len(actors)
    layers = [
        _between(len(actors)),
        _points(values, days, len(actors)),
        _labels([_counted(said, actor, names) for actor in actors]),
        *days.marked(result.provenance.as_of, f"as of {result.provenance.as_of}", height),
    ]
    told = [f"{f.day} {f.id} {names.actor(f.actor)}: {kind_of(f)}" for f in said if f.moves]
    spec = {
        "width": WIDTH,
        "height": height,
        "padding": {"left": 5, "top": 5, "right": 25, "bottom": 5},
        "layer": layers,
    }
    description = f"One mark for each statement, a row for each actor. {'; '.join(told)}."
    return picture(spec, uid=uid, title="Statements over time, harder and softer", description=description)


def kind_of(found: Formulation) -> str:
    """Return which mark a statement carries."""
    whats = {move.what for move in found.moves}
    if {"harder", "softer"} <= whats:
        return "harder and softer"
    for what in ("harder", "softer"):
        if what in whats:
            return what
    return "other differences" if whats else "no difference, or nothing to compare"


def _counted(said: Sequence[Formulation], actor: str, names: Names) -> str:
    return f"{names.actor(actor)}\n{counted(sum(f.actor == actor for f in said), 'statement')}"


def _marks(said: Sequence[Formulation], row: int, days: axis.Axis) -> list[Spec]:
    """Return the marks of one actor, those close to each other on different heights."""
    free = [float("-inf")] * LEVELS
    found: list[Spec] = []
    for statement in sorted(said, key=lambda f: f.day):
        x = axis.start(statement.day)
        place = days.pixels(days.since.isoformat(), statement.day)
        level = next((n for n, last in enumerate(free) if place - last >= CLOSE), free.index(min(free)))
        free[level] = place
        found.append({"x": x, "y": row * ROW + ROW / 2 + _offset(level), "kind": kind_of(statement)})
    return found


def _offset(level: int) -> float:
    return (1 if level % 2 == 0 else -1) * ((level + 1) // 2) * CLOSE


def _points(values: Sequence[Spec], days: axis.Axis, count: int) -> Spec:
    kinds = [kind for kind in KINDS if any(value["kind"] == kind for value in values)]
    legend = {"orient": "top", "title": None, "columns": 3, "labelLimit": 300, "symbolSize": 90}
    shape = {"domain": kinds, "range": [KINDS[kind][0] for kind in kinds]}
    fill = {"domain": kinds, "range": [KINDS[kind][1] for kind in kinds]}
    return {
        "data": {"values": list(values)},
        "mark": {"type": "point", "size": 80, "stroke": TEXT, "strokeWidth": 1, "opacity": 1, "filled": False},
        "encoding": {
            "x": days.x(),
            "y": _y(count),
            "shape": {"field": "kind", "type": "nominal", "scale": shape, "legend": legend, "sort": kinds},
            "fill": {"field": "kind", "type": "nominal", "scale": fill, "legend": legend, "sort": kinds},
        },
    }


def _y(count: int) -> Spec:
    scale = {"domain": [0, ROW * count], "reverse": True, "nice": False}
    return {"field": "y", "type": "quantitative", "scale": scale, "axis": None}


def _between(count: int) -> Spec:
    values = [{"y": ROW * row} for row in range(1, count)]
    mark = {"type": "rule", "color": GRID}
    return {"data": {"values": values}, "mark": mark, "encoding": {"y": _y(count)}}


def _labels(labels: Sequence[str]) -> Spec:
    values = [{"y": ROW * (row + 0.5) - LINE / 2, "text": text} for row, text in enumerate(labels)]
    style = {"color": TEXT, "fontSize": 12, "align": "right", "x": -8, "lineBreak": "\n", "lineHeight": LINE}
    mark = {"type": "text", "baseline": "middle", **style}
    return {"data": {"values": values}, "mark": mark, "encoding": {"y": _y(len(labels)), "text": {"field": "text"}}}
