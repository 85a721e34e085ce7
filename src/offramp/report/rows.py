"""Pictures made of labelled rows: stacked bars, bars from a middle line, and changes from one mark to another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from offramp.report.drawing import GRID, MARK, MUTED, PAPER, PERCENT_LABELS, TEXT, picture
from offramp.report.palette import HIGHER, LOWER, Swatch
from offramp.report.rounding import percent

LABEL_WIDTH = 250
LABEL_CHARACTERS = 40
HEADING_CHARACTERS = 100
ROW = 30
LEAST_LABELLED = 0.055
CRAMPED = 0.12
"""Below this share of the axis the share of a bar to the left is written to the right of the line."""

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar."""

    category: str
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a heading if there is nothing to draw."""

    label: str
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One row that shows a chance and another beside it; a heading if `before` is None.

    Attributes
    ----------
    low, high : float or None
        A range to draw behind the marks.
    """

    label: str
    before: float | None = None
    after: float | None = None
    low: float | None = None
    high: float | None = None


def stacked(
    rows: Sequence[Row], swatches: dict[str, Swatch], *, uid: str, title: str, description: str, width: int = 640
) -> str:
    """Draw stacked bars from 0 to 100 %, with the share written on every part that has room for it.

    Parameters
    ----------
    rows : sequence of Row
        From top to bottom.
    swatches : dict of str to Swatch
        The categories, in the order of the legend.
    uid, title, description : str
        See :func:`offramp.report.drawing.picture`.
    width : int, optional
        Of the bars, in pixels.
    """
    values: list[Spec] = []
    for number, row in enumerate(rows):
        start = 0.0
        for part in row.segments:
            end = min(start + part.share, 1.0)
            text = percent(part.share) if part.share >= LEAST_LABELLED else ""
            values.append({"row": number, "category": part.category, "x": start, "x2": end, "text": text})
            start = end
    names = list(swatches)
    colours = {"domain": names, "range": [swatches[name].colour for name in names]}
    legend = {"orient": "top", "title": None, "columns": 4, "symbolType": "square", "symbolSize": 180}
    bars: Spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 20, "stroke": PAPER, "strokeWidth": 1},
        "encoding": {
            **_places(rows),
            "x2": {"field": "x2"},
            "color": {"field": "category", "type": "nominal", "scale": colours, "legend": legend},
        },
    }
    layers = [bars, *_inks(values, swatches, rows), *_labels(rows, [row.label for row in rows], _headings(rows))]
    spec = {"width": width, "height": ROW * len(rows), "layer": layers}
    return picture(spec, uid=uid, title=title, description=description, swatches=swatches.values())


def _headings(rows: Sequence[Row]) -> list[bool]:
    return [not row.segments for row in rows]


def _places(rows: Sequence[object]) -> Spec:
    axis = {"labelExpr": PERCENT_LABELS, "title": None, "grid": True, "values": [0, 0.25, 0.5, 0.75, 1]}
    return {
        "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis},
        "y": _y(rows),
    }


def _y(rows: Sequence[object]) -> Spec:
    return {
        "field": "row",
        "type": "ordinal",
        "scale": {"domain": list(range(len(rows))), "paddingInner": 0, "paddingOuter": 0},
        "axis": None,
    }


def _inks(values: list[Spec], swatches: dict[str, Swatch], rows: Sequence[Row]) -> list[Spec]:
    layers: list[Spec] = []
    for category, swatch in swatches.items():
        chosen = [v for v in values if v["category"] == category and v["text"]]
        middles = [{"row": v["row"], "x": (v["x"] + v["x2"]) / 2, "text": v["text"]} for v in chosen]
        if not middles:
            continue
        halo = {"stroke": swatch.colour, "strokeWidth": 3, "strokeJoin": "round"} if swatch.pattern != "solid" else {}
        for style in ([halo] if halo else []) + [{}]:
            mark = {"type": "text", "color": swatch.ink, "fontSize": 11, "fontWeight": 600, **style}
            encoding = {**_places(rows), "text": {"field": "text"}}
            layers.append({"data": {"values": middles}, "mark": mark, "encoding": encoding})
    return layers


def _labels(rows: Sequence[object], labels: Sequence[str], headings: Sequence[bool]) -> list[Spec]:
    plain = [
        {"row": n, "text": _wrapped(label, LABEL_CHARACTERS)}
        for n, (label, heading) in enumerate(zip(labels, headings, strict=True))
        if not heading
    ]
    bold = [
        {"row": n, "text": _wrapped(label, HEADING_CHARACTERS)}
        for n, (label, heading) in enumerate(zip(labels, headings, strict=True))
        if heading
    ]
    text = {"text": {"field": "text"}, "y": _y(rows)}
    style: Spec = {
        "type": "text",
        "color": TEXT,
        "fontSize": 12,
        "lineBreak": "\n",
        "lineHeight": 13,
        "baseline": "middle",
    }
    layers: list[Spec] = [
        {
            "data": {"values": plain},
            "mark": {**style, "align": "right", "x": -8},
            "encoding": text,
        }
    ]
    if bold:
        for around in ({"stroke": PAPER, "strokeWidth": 5, "strokeJoin": "round"}, {}):
            mark = {**style, "align": "left", "x": -LABEL_WIDTH, "fontWeight": "bold", **around}
            layers.append({"data": {"values": bold}, "mark": mark, "encoding": text})
    return layers


def _wrapped(text: str, characters: int) -> str:
    lines = textwrap.wrap(text, characters) or [""]
    if len(lines) > 2:
        lines = [lines[0], textwrap.shorten(" ".join(lines[1:]), characters, placeholder=" …")]
    return "\n".join(lines)


def diverging(
    panels: Sequence[tuple[str, float, Sequence[Change]]], *, uid: str, title: str, description: str, width: int = 330
) -> str:
    """Draw, beside each other, panels of bars that go from a middle line to another value.

    Parameters
    ----------
    panels : sequence of (title, middle, rows)
        Rows as in `Change`, of which `after` is used; all panels have the same labels.
    uid, title, description : str
        See :func:`offramp.report.drawing.picture`.
    width : int, optional
        Of one panel, in pixels.
    """
    drawn = []
    for number, (name, middle, rows) in enumerate(panels):
        top = _domain(max([middle, *(row.after for row in rows if row.after is not None)], default=1.0))
        layers = _diverging_layers(middle, rows, top)
        if not number:
            layers += _labels(rows, [row.label for row in rows], [row.after is None for row in rows])
        heading = {"text": name, "anchor": "start", "frame": "group", "offset": 6}
        drawn.append({"title": heading, "width": width, "height": ROW * len(rows) * 0.8, "layer": layers})
    spec = {"hconcat": drawn, "spacing": 36}
    return picture(spec, uid=uid, title=title, description=description, swatches=(HIGHER, LOWER))


def _domain(largest: float) -> float:
    return next((edge for edge in (0.1, 0.25, 0.5) if largest <= edge * 0.82), 1.0)


def _diverging_layers(middle: float, rows: Sequence[Change], top: float) -> list[Spec]:
    values: list[Spec] = [
        {
            "row": n,
            "x": middle,
            "x2": row.after,
            "text": percent(row.after),
            "fill": HIGHER.colour if row.after >= middle else LOWER.colour,
        }
        for n, row in enumerate(rows)
        if row.after is not None
    ]
    axis = {"labelExpr": PERCENT_LABELS, "title": None, "grid": True, "tickCount": 5}
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [0, top]}, "axis": axis}
    base = {"y": _y(rows), "x": x}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    bar = {"mark": {"type": "bar", "height": 13}, "encoding": {**base, "x2": {"field": "x2"}, "color": fill}}
    end = {**x, "field": "x2"}
    cramped = [v["fill"] == LOWER.colour and v["x2"] < CRAMPED * top for v in values]
    right = [{**v, "x2": v["x"]} if tight else v for v, tight in zip(values, cramped, strict=True)]
    higher = [v for v, tight in zip(right, cramped, strict=True) if tight or v["fill"] == HIGHER.colour]
    lower = [v for v, tight in zip(values, cramped, strict=True) if not tight and v["fill"] == LOWER.colour]
    text: Spec = {"type": "text", "fontSize": 11, "color": TEXT}
    layers: list[Spec] = [{"data": {"values": values}, **bar}]
    layers.append(
        {
            "data": {"values": [{"x": middle}]},
            "mark": {"type": "rule", "color": TEXT, "strokeDash": [3, 2]},
            "encoding": {"x": x},
        }
    )
    for chosen, align, shift in ((higher, "left", 5), (lower, "right", -5)):
        mark = {**text, "align": align, "dx": shift}
        encoding = {"y": _y(rows), "x": end, "text": {"field": "text"}}
        layers.append({"data": {"values": chosen}, "mark": mark, "encoding": encoding})
    return layers


def changes(
    rows: Sequence[Change], marks: tuple[str, str], *, uid: str, title: str, description: str, width: int = 560
) -> str:
    """Draw, in every row, an open mark at one chance, a filled one at another, and the way between them.

    Parameters
    ----------
    rows : sequence of Change
        From top to bottom.
    marks : (str, str)
        What the open and the filled mark stand for.
    uid, title, description : str
        See :func:`offramp.report.drawing.picture`.
    width : int, optional
        Of the panel, in pixels.
    """
    labels = _labels(rows, [row.label for row in rows], [row.before is None for row in rows])
    key = f"\N{WHITE CIRCLE} {marks[0]}\N{EM SPACE}\N{EM SPACE}\N{BLACK DIAMOND} {marks[1]}"
    heading = {"text": key, "anchor": "start", "frame": "group", "fontWeight": "normal", "offset": 8}
    spec = {
        "data": {"values": [_change(number, row) for number, row in enumerate(rows) if row.before is not None]},
        "title": heading,
        "width": width,
        "height": ROW * len(rows) * 0.8,
        "layer": [*_change_layers(rows, width), *labels],
    }
    return picture(spec, uid=uid, title=title, description=description)


def _change(number: int, row: Change) -> Spec:
    return {
        "row": number,
        "x": row.before,
        "x2": row.after,
        "low": row.low if row.low is not None else row.before,
        "high": row.high if row.high is not None else row.before,
        "text": f"{percent(row.before)} → {percent(row.after)}",
    }


def _change_layers(rows: Sequence[Change], width: int) -> list[Spec]:
    base = _places(rows)
    second = {**base, "x": {**base["x"], "field": "x2"}}
    ranged = {**base, "x": {**base["x"], "field": "low"}, "x2": {"field": "high"}}
    noted = {"y": base["y"], "text": {"field": "text"}}
    return [
        {"mark": {"type": "rule", "color": GRID, "strokeWidth": 9}, "encoding": ranged},
        {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 2}, "encoding": {**base, "x2": {"field": "x2"}}},
        {"mark": _point("circle", PAPER), "encoding": base},
        {"mark": _point("diamond", MARK), "encoding": second},
        {"mark": {"type": "text", "align": "left", "x": width + 10, "fontSize": 11, "color": TEXT}, "encoding": noted},
    ]


def _point(shape: str, fill: str) -> Spec:
    stroke = {"stroke": MARK, "strokeWidth": 1.8}
    return {"type": "point", "shape": shape, "size": 85, "fill": fill, "opacity": 1, **stroke}
