"""The axis of days that all pictures of the record share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from offramp.report.drawing import CENTRED, PAPER, TEXT
from offramp.report.recorded import day_of

Spec = dict[str, Any]

DAY = 86_400_000
"""Milliseconds."""
LETTER = 6.4
"""About how many pixels a letter of 11 points takes."""
MARGIN = 8
YEARS_ONLY = 1200
"""Days after which only years are labelled."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from the first to the last, on some pixels."""

    since: datetime.date
    until: datetime.date
    width: int

    @property
    def days(self) -> int:
        """How many days there are, both ends included."""
        return (self.until - self.since).days + 1

    def pixels(self, since: str, until: str) -> float:
        """Return how wide a stretch of days is drawn."""
        return (end(until) - start(since)) / DAY / self.days * self.width

    def fits(self, text: str, since: str, until: str) -> bool:
        """Tell whether a text has room in a stretch of days."""
        return len(text) * LETTER + MARGIN <= self.pixels(since, until)

    def x(self, field: str = "x", *, labelled: bool = True) -> Spec:
        """Return the encoding of a field of milliseconds along the axis."""
        domain = [start(self.since.isoformat()), end(self.until.isoformat())]
        axis: Spec | None = None
        if labelled:
            yearly = self.days > YEARS_ONLY
            month = "utcFormat(datum.value, datum.index == 0 ? '%b %Y' : '%b')"
            expression = f"utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : {month}"
            axis = {
                "title": None,
                "grid": True,
                "orient": "bottom",
                "labelExpr": "utcFormat(datum.value, '%Y')" if yearly else expression,
                "tickCount": {"interval": "year", "step": 1} if yearly else self._step(),
                "labelFlush": False,
            }
        scale = {"type": "utc", "domain": domain, "nice": False}
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis}

    def _step(self) -> Spec:
        return {"interval": "month", "step": 1 if self.days <= 400 else 3}

    def marked(self, day: str, text: str, height: float) -> list[Spec]:
        """Return an upright line on a day, with a word above it."""
        place = [{"x": start(day), "text": text}]
        far = (start(day) - start(self.since.isoformat())) / DAY / self.days > 0.8
        word: Spec = {"type": "text", "color": TEXT, "fontSize": 11, "y": -8, "align": "right" if far else "left"}
        line = {"type": "rule", "color": TEXT, "strokeWidth": 1.5, "strokeDash": [5, 3], "y": 0, "y2": height}
        return [
            {"data": {"values": place}, "mark": line, "encoding": {"x": self.x()}},
            {"data": {"values": place}, "mark": word, "encoding": {"x": self.x(), "text": {"field": "text"}}},
        ]


def start(day: str) -> int:
    """Return the first millisecond of a day."""
    return (day_of(day) - datetime.date(1970, 1, 1)).days * DAY


def end(day: str) -> int:
    """Return the first millisecond after a day."""
    return start(day) + DAY


def covering(since: str, until: str, width: int) -> Axis:
    """Return the axis of all days from one to another."""
    return Axis(day_of(since), day_of(until), width)


def rows(count: int, field: str = "row") -> Spec:
    """Return the encoding of rows from top to bottom."""
    scale = {"domain": list(range(count)), "paddingInner": 0, "paddingOuter": 0}
    return {"field": field, "type": "ordinal", "scale": scale, "axis": None}


def names_of_rows(labels: Mapping[int, str], count: int) -> Spec:
    """Return a layer that writes the name of each row to its left."""
    values = [{"row": row, "text": text, "lines": text.count("\n") + 1} for row, text in labels.items()]
    style = {
        "color": TEXT,
        "fontSize": 12,
        "align": "right",
        "x": -8,
        "lineBreak": "\n",
        "lineHeight": 13,
        "dy": CENTRED,
    }
    mark = {"type": "text", "baseline": "middle", **style}
    return {"data": {"values": values}, "mark": mark, "encoding": {"y": rows(count), "text": {"field": "text"}}}


def ticks(values: list[Spec], axis: Axis, count: int, *, shape: str = "diamond", size: int = 90) -> Spec:
    """Return a layer of marks on days, each of `x` and `row`."""
    mark = {"type": "point", "shape": shape, "size": size, "filled": True, "color": TEXT, "stroke": PAPER, "opacity": 1}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": axis.x(), "y": rows(count)}}


def strokes(values: list[Spec], axis: Axis, count: int, height: float) -> Spec:
    """Return a layer of short upright strokes on days, each of `x` and `row`."""
    mark = {"type": "tick", "orient": "vertical", "size": height, "thickness": 1, "color": TEXT, "opacity": 0.85}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": axis.x(), "y": rows(count)}}


def spans(values: list[Spec], axis: Axis, count: int, height: float, **style: Any) -> Spec:
    """Return a layer of bars from `x` to `x2`, each in its `row`."""
    mark = {"type": "bar", "height": height, "stroke": PAPER, "strokeWidth": 1, **style}
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": axis.x(), "x2": {"field": "x2"}, "y": rows(count)},
    }


def words_on(values: list[Spec], axis: Axis, count: int, **style: Any) -> Spec:
    """Return a layer of texts at `x`, each in its `row`."""
    mark = {"type": "text", "color": TEXT, "fontSize": 11, "baseline": "middle", "align": "center", **style}
    encoding = {"x": axis.x(), "y": rows(count), "text": {"field": "text"}}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
