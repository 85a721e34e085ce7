"""The compliance chart: a row for each clause, a bar for each verdict, marks for the events that decided."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable, Sequence

from offramp.report import axis, recorded
from offramp.report.axis import Axis, Spec
from offramp.report.drawing import TEXT, picture
from offramp.report.names import Names
from offramp.report.palette import AVOIDED, NEITHER, SOUGHT, Swatch
from offramp.study.results.monitoring import Clause, MonitorResult

WIDTH = 540
ROW = 46
BAR = 24
LABEL_CHARACTERS = 34
BEFORE = 60
"""Days shown before the first clause binds."""
SWATCHES: dict[str, Swatch] = {
    "not yet": NEITHER,
    "open": Swatch("#56B4E9", "falling", "#000000"),
    "disputed": Swatch("#E69F00", "upright", "#000000"),
    "kept": SOUGHT,
    "broken": AVOIDED,
    "released": Swatch("#CC79A7", "level", "#000000"),
}
"""How each verdict is filled; patterns and labels tell them apart without colour."""


def compliance_chart(result: MonitorResult, names: Names, *, uid: str = "compliance") -> str:
    """Draw the verdicts on every clause over time, with the events that decided them.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no clauses.
    """
    clauses = [clause for clause in result.clauses if clause.spans]
    if not clauses:
        return ""
    days = axis.covering(_begin(clauses), max(c.spans[-1].until for c in clauses), WIDTH)
    count = len(clauses)
    layers = [_bars(clauses, days), *_texts(clauses, days)]
    layers += [_decisions(clauses, days), _bound(clauses, days)]
    layers.append(axis.names_of_rows({n: _label(c, names) for n, c in enumerate(clauses)}, count))
    spec = {
        "width": WIDTH,
        "height": ROW * count,
        "padding": {"left": 5, "top": 5, "right": 25, "bottom": 5},
        "layer": layers,
    }
    told = [f"{c.name} ({names.actor(c.by)}): {_told(c)}" for c in clauses]
    return picture(
        spec,
        uid=uid,
        title="Whether each clause is kept, over time",
        description=f"A row for each clause. {'; '.join(told)}.",
        swatches=SWATCHES.values(),
    )


def _begin(clauses: Sequence[Clause]) -> str:
    """Return where the axis begins: with the first verdict, or a while before anything binds."""
    first = min(c.spans[0].since for c in clauses)
    binds = min((s.since for c in clauses for s in c.spans if s.verdict != "not yet"), default=first)
    before = recorded.day_of(binds) - datetime.timedelta(days=BEFORE)
    return max(first, before.isoformat())


def _told(clause: Clause) -> str:
    return ", ".join(f"{s.verdict} {recorded.stretch(s.since, s.until)}" for s in clause.spans)


def _label(clause: Clause, names: Names) -> str:
    lines = textwrap.wrap(f"{names.actor(clause.by)}: {clause.name}", LABEL_CHARACTERS) or [""]
    return "\n".join([*lines[:1], *([recorded.cut(" ".join(lines[1:]), LABEL_CHARACTERS)] if lines[1:] else [])])


def _shown(clause: Clause, days: Axis) -> list[tuple[str, str, str]]:
    """Return the verdicts that lie on the axis, cut at its start."""
    first = days.since.isoformat()
    return [(s.verdict, max(s.since, first), s.until) for s in clause.spans if s.until >= first]


def _bars(clauses: list[Clause], days: Axis) -> Spec:
    values = [
        {"row": row, "verdict": verdict, "x": axis.start(since), "x2": axis.end(until)}
        for row, clause in enumerate(clauses)
        for verdict, since, until in _shown(clause, days)
    ]
    used = [verdict for verdict in SWATCHES if any(value["verdict"] == verdict for value in values)]
    drawn = axis.spans(values, days, len(clauses), BAR)
    legend = {"orient": "top", "title": None, "columns": 6, "symbolType": "square", "symbolSize": 180}
    scale = {"domain": used, "range": [SWATCHES[verdict].colour for verdict in used]}
    drawn["encoding"]["color"] = {"field": "verdict", "type": "nominal", "scale": scale, "legend": legend, "sort": used}
    return drawn


def _texts(clauses: list[Clause], days: Axis) -> Iterable[Spec]:
    for verdict, swatch in SWATCHES.items():
        values = [
            {"row": row, "text": verdict, "x": (axis.start(since) + axis.end(until)) / 2}
            for row, clause in enumerate(clauses)
            for name, since, until in _shown(clause, days)
            if name == verdict and days.fits(verdict, since, until)
        ]
        if values and swatch.pattern != "solid":
            halo = {"stroke": swatch.colour, "strokeWidth": 3, "strokeJoin": "round"}
            yield axis.words_on(values, days, len(clauses), color=swatch.ink, fontWeight=600, **halo)
        if values:
            yield axis.words_on(values, days, len(clauses), color=swatch.ink, fontWeight=600)


def _decisions(clauses: list[Clause], days: Axis) -> Spec:
    values = [
        {"row": row, "x": axis.start(span.since)}
        for row, clause in enumerate(clauses)
        for span in clause.spans
        if span.event is not None and span.since >= days.since.isoformat()
    ]
    drawn = axis.ticks(values, days, len(clauses))
    drawn["mark"]["yOffset"] = -BAR / 2 - 1
    return drawn


def _bound(clauses: list[Clause], days: Axis) -> Spec:
    first = days.since.isoformat()
    values = [
        {"row": row, "x": axis.start(max(since, first)), "x2": axis.end(until)}
        for row, clause in enumerate(clauses)
        for since, until in clause.bound
        if until >= first
    ]
    return axis.spans(values, days, len(clauses), 3, color=TEXT, strokeWidth=0, yOffset=BAR / 2 + 4)
