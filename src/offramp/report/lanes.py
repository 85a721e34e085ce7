"""The timeline as a picture: a lane for every option and clock, the outcomes below, events as strokes."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence

from offramp.report import axis, recorded
from offramp.report.axis import Axis, Spec
from offramp.report.drawing import MARK, picture
from offramp.report.names import Names, spaced
from offramp.report.palette import Palette, Swatch
from offramp.report.rounding import counted
from offramp.study.results.recording import EventsResult, KindCount, LevelSpan, TimelineResult

WIDTH = 560
"""Of the lanes, in pixels."""
LANE = 30
BAR = 22
LABEL_CHARACTERS = 30
MOST_KINDS = 8
DARKEST = 0.5
"""How much of the mark's colour the highest level has; text stays readable on it."""
FAINTEST = 0.06


def lanes_chart(
    result: TimelineResult,
    names: Names,
    palette: Palette,
    *,
    levels: Mapping[str, Sequence[str]],
    events: EventsResult | None = None,
    wanted: Collection[str] = (),
    as_of: str | None = None,
    uid: str = "lanes",
) -> str:
    """Draw the levels of every option and clock over time, and the outcomes of the states.

    Parameters
    ----------
    result : TimelineResult
        The levels and states.
    names : Names
        What to call them.
    palette : Palette
        How outcomes are filled.
    levels : mapping of str to sequence of str
        For every option and clock its levels, lowest first.
    events : EventsResult, optional
        Days with an event, drawn as strokes.
    wanted : collection of str, optional
        The kinds whose days are drawn, the most frequent if there are too many; all kinds if it is empty.
    as_of : str, optional
        A day to mark by a line, if it lies within.
    uid : str, optional
        See :func:`offramp.report.drawing.picture`.

    Returns
    -------
    str
        An `<svg>` element; empty if there are no states. A lane that never changes is left out.
    """
    if not result.states:
        return ""
    days = axis.covering(result.since, result.until, WIDTH)
    moving = [v for v in levels if len({s.level for s in result.levels if s.variable == v}) > 1]
    kinds = _frequent(events.kinds, wanted) if events is not None else []
    count = len(moving) + 1 + len(kinds)
    layers = [
        *_levels(result, moving, levels, days, count),
        *_outcomes(result, names, palette, days, len(moving), count),
    ]
    labels = {row: _two_lines(recorded.lane(v, names)) for row, v in enumerate(moving)}
    labels[len(moving)] = "outcome"
    for row, kind in enumerate(kinds, start=len(moving) + 1):
        labels[row] = _two_lines(f"{kind.name} ({counted(kind.days, 'day')})")
        layers.append(axis.strokes(_days(events, kind.kind, row, days), days, count, BAR - 6))
    layers.append(axis.names_of_rows(labels, count))
    height = LANE * count
    if as_of is not None and result.since <= as_of <= result.until:
        layers += days.marked(as_of, f"as of {as_of}", height)
    spec = {
        "width": WIDTH,
        "height": height,
        "padding": {"left": 5, "top": 18, "right": 25, "bottom": 5},
        "layer": layers,
    }
    swatches = [palette.swatch(outcome) for outcome in {state.outcome for state in result.states}]
    return picture(
        spec, uid=uid, title="Levels and outcomes over time", description=_described(result, names), swatches=swatches
    )


def _frequent(kinds: Sequence[KindCount], wanted: Collection[str]) -> list[KindCount]:
    """Return the kinds wanted with most days, in their order."""
    found = [kind for kind in kinds if kind.days and (not wanted or kind.kind in wanted)]
    most = sorted(found, key=lambda kind: -kind.days)[:MOST_KINDS]
    return [kind for kind in found if kind in most]


def unmoved(result: TimelineResult, names: Names) -> list[str]:
    """Return the options and clocks that the record leaves at one level, each with it."""
    found: dict[str, set[str]] = {}
    for span in result.levels:
        found.setdefault(span.variable, set()).add(span.level)
    return [f"{recorded.lane(v, names)} ({spaced(next(iter(at)))})" for v, at in found.items() if len(at) == 1]


def _levels(
    result: TimelineResult, moving: Sequence[str], levels: Mapping[str, Sequence[str]], days: Axis, count: int
) -> list[Spec]:
    bars: list[Spec] = []
    texts: list[Spec] = []
    for span in result.levels:
        if span.variable in moving:
            row = moving.index(span.variable)
            bars.append({**_stretch(span.since, span.until), "row": row, "shade": _shade(span, levels)})
            texts += _label(spaced(span.level), span.since, span.until, row, days)
    drawn = axis.spans(bars, days, count, BAR, color=MARK)
    drawn["encoding"]["fillOpacity"] = {"field": "shade", "type": "quantitative", "scale": None}
    edges = axis.spans(bars, days, count, BAR, filled=False, stroke=MARK, strokeWidth=1)
    return [drawn, edges, axis.words_on(texts, days, count)]


def _shade(span: LevelSpan, levels: Mapping[str, Sequence[str]]) -> float:
    order = list(levels[span.variable])
    top = max(len(order) - 1, 1)
    return FAINTEST + (DARKEST - FAINTEST) * (order.index(span.level) / top if span.level in order else 0.0)


def _stretch(since: str, until: str) -> Spec:
    return {"x": axis.start(since), "x2": axis.end(until)}


def _label(text: str, since: str, until: str, row: int, days: Axis) -> list[Spec]:
    if not days.fits(text, since, until):
        return []
    return [{"x": (axis.start(since) + axis.end(until)) / 2, "row": row, "text": text}]


def _outcomes(
    result: TimelineResult, names: Names, palette: Palette, days: Axis, row: int, count: int
) -> Iterable[Spec]:
    strips = runs(result)
    met = list(dict.fromkeys(name for name, _, _ in strips))
    bars = [{**_stretch(since, until), "row": row, "outcome": names.outcome(name)} for name, since, until in strips]
    drawn = axis.spans(bars, days, count, BAR)
    labels = [names.outcome(name) for name in met]
    legend = {"orient": "top", "title": None, "columns": 5, "symbolType": "square", "symbolSize": 180}
    scale = {"domain": labels, "range": [palette.swatch(name).colour for name in met]}
    drawn["encoding"]["color"] = {
        "field": "outcome",
        "type": "nominal",
        "scale": scale,
        "legend": legend,
        "sort": labels,
    }
    yield drawn
    for name in met:
        mine = [(since, until) for outcome, since, until in strips if outcome == name]
        texts = [text for since, until in mine for text in _label(names.outcome(name), since, until, row, days)]
        if texts:
            yield from _inked(texts, palette.swatch(name), days, count)


def _inked(texts: list[Spec], swatch: Swatch, days: Axis, count: int) -> Iterable[Spec]:
    if swatch.pattern != "solid":
        halo = {"stroke": swatch.colour, "strokeWidth": 3, "strokeJoin": "round"}
        yield axis.words_on(texts, days, count, color=swatch.ink, fontWeight=600, **halo)
    yield axis.words_on(texts, days, count, color=swatch.ink, fontWeight=600)


def runs(result: TimelineResult) -> list[tuple[str, str, str]]:
    """Return the outcomes of the record one after the other: which, from when, until when."""
    found: list[tuple[str, str, str]] = []
    for state in result.states:
        if found and found[-1][0] == state.outcome:
            found[-1] = (state.outcome, found[-1][1], state.until)
        else:
            found.append((state.outcome, state.since, state.until))
    return found


def _days(events: EventsResult | None, kind: str, row: int, days: Axis) -> list[Spec]:
    lines = events.events if events is not None else ()
    held = {e.day for e in lines if kind in e.kinds and days.since <= recorded.day_of(e.day) <= days.until}
    return [{"x": x, "row": row} for x in sorted({axis.start(day) for day in held})]


def _two_lines(text: str) -> str:
    lines = textwrap.wrap(text, LABEL_CHARACTERS) or [""]
    return "\n".join([lines[0], recorded.cut(" ".join(lines[1:]), LABEL_CHARACTERS)] if len(lines) > 1 else lines)


def _described(result: TimelineResult, names: Names) -> str:
    told = [f"{names.outcome(name)} {recorded.stretch(since, until)}" for name, since, until in runs(result)]
    return f"A lane for each option or clock that moves, stronger for higher levels. Outcomes: {'; '.join(told)}."
