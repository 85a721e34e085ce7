"""The trade-off between the outcome sought and the one to avoid, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offramp.report.drawing import MARK, MUTED, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names
from offramp.report.robust import place
from offramp.report.rounding import percent
from offramp.study.results.robust import RobustResult, Tradeoff

SIDE = 400
"""Width and height of the picture in pixels."""
FAR = 2.5
"""A policy whose chance of the outcome to avoid is so many times the next is left out of the picture."""
LEAST_DRAWN = 3
NEAR = 26
"""Labels of points closer than this many pixels across get out of each other's way."""
LINE = 13
AXES = ("seek", "avoid")


def frontier_chart(result: RobustResult, names: Names, *, uid: str = "frontier") -> str:
    """Draw the policies by their mean chances of the outcome sought and of the one to avoid, with two standard errors.

    Returns
    -------
    str
        An `<svg>` element; empty if the case has not both yardsticks.
    """
    if set(result.yardsticks) != set(AXES):
        return ""
    numbered = list(enumerate(ordered(result), start=1))
    outside = far([t for _, t in numbered])
    drawn = [(n, t) for n, t in numbered if t.policy not in outside]
    edges = {axis: _edge([t.means[axis] + 2 * t.errors[axis] for _, t in drawn]) for axis in AXES}
    titles = {
        "seek": f"{names.outcome(result.seek)} (sought)",
        "avoid": f"{names.outcome(result.avoid)} (to avoid), less is higher",
    }
    encoding = {
        "x": _axis("seek", titles["seek"], edges["seek"]),
        "y": _axis("avoid", titles["avoid"], edges["avoid"]),
    }
    plot = {
        "width": SIDE,
        "height": SIDE,
        "data": {"values": _points(drawn, edges)},
        "layer": _layers(encoding),
    }
    key = [{"row": n, "text": f"{n}  {names.policy(t.policy)}{_outside(t, outside)}"} for n, t in numbered]
    spec = {"hconcat": [plot, _key(key)], "spacing": 40}
    told = [f"{n}. {names.policy(t.policy)}: {_told(t, names)}" for n, t in numbered]
    title = "The trade-off between the outcome sought and the one to avoid"
    description = f"One point for each policy, triangles where others beat it by both. {'; '.join(told)}."
    return picture(spec, uid=uid, title=title, description=description)


def ordered(result: RobustResult) -> list[Tradeoff]:
    """Return the policies in the order of their numbers: first those no other beats, then by the outcome sought."""
    return sorted(result.frontier, key=lambda t: (not t.frontier, -t.means.get("seek", 0.0)))


def far(policies: Sequence[Tradeoff]) -> set[str]:
    """Return the policies so much more dangerous than all others that the picture leaves them out."""
    left = sorted(policies, key=lambda t: t.means["avoid"])
    found = set()
    while len(left) > LEAST_DRAWN and left[-1].means["avoid"] > FAR * left[-2].means["avoid"] > 0:
        found.add(left.pop().policy)
    return found


def spread(places: Sequence[tuple[float, float]]) -> list[float]:
    """Return where to write labels so that none covers another.

    Parameters
    ----------
    places : sequence of (float, float)
        The points in pixels, from the left and from above.

    Returns
    -------
    list of float
        For each the height of its label in pixels from above. Labels of points that are close across are moved apart
        as little as keeps their order.

    Examples
    --------
    >>> spread([(0, 100), (5, 100), (200, 100)])
    [93.5, 106.5, 100]
    """
    heights = [y for _, y in places]
    for group in _columns(places):
        blocks: list[list[int]] = []
        for number in sorted(group, key=lambda k: (places[k][1], k)):
            blocks.append([number])
            while len(blocks) > 1 and _top(blocks[-1], places) < _top(blocks[-2], places) + LINE * len(blocks[-2]):
                blocks[-2:] = [blocks[-2] + blocks[-1]]
        for block in blocks:
            for row, number in enumerate(block):
                heights[number] = places[number][1] if len(block) == 1 else _top(block, places) + LINE * row
    return heights


def _columns(places: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Return the points in groups that are close across, from the left."""
    groups: list[list[int]] = []
    for number in sorted(range(len(places)), key=lambda k: places[k][0]):
        if groups and places[number][0] - places[groups[-1][-1]][0] < NEAR:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _top(block: Sequence[int], places: Sequence[tuple[float, float]]) -> float:
    """Return where the first label of a block stands, with all of them centred on their points."""
    middle = sum(places[k][1] for k in block) / len(block)
    return max(middle - LINE * (len(block) - 1) / 2, 0.0)


def _edge(ends: Sequence[float]) -> float:
    """Return where an axis ends: a round number beyond all points."""
    most = min(max([*ends, 0.0]) * 1.05, 1.0)
    return next((edge for edge in (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if most <= edge), 1.0)


def _points(drawn: Sequence[tuple[int, Tradeoff]], edges: dict[str, float]) -> list[dict[str, Any]]:
    places = [(t.means["seek"] / edges["seek"] * SIDE, t.means["avoid"] / edges["avoid"] * SIDE) for _, t in drawn]
    columns = {k: max(places[j][0] for j in group) for group in _columns(places) for k in group}
    points = []
    for k, ((number, found), height) in enumerate(zip(drawn, spread(places), strict=True)):
        point: dict[str, Any] = {"number": str(number), "shape": "circle" if found.frontier else "triangle-down"}
        for axis in AXES:
            mean, error = found.means[axis], 2 * found.errors[axis]
            point |= {axis: mean, f"{axis}_low": max(mean - error, 0.0), f"{axis}_high": min(mean + error, edges[axis])}
        point["label_x"] = (columns[k] + 18) / SIDE * edges["seek"]
        point["label_y"] = height / SIDE * edges["avoid"]
        points.append(point)
    return points


def _layers(encoding: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {axis: {**encoding[axis], "field": f"label_{axis}"} for axis in ("x", "y")}
    leaders = {**encoding, "x2": {"field": "label_x"}, "y2": {"field": "label_y"}}
    shape = {"field": "shape", "type": "nominal", "scale": None, "legend": None}
    return [
        {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.6}, "encoding": leaders},
        *(_bar(encoding, axis, yardstick) for axis, yardstick in zip(("x", "y"), AXES, strict=True)),
        {
            "mark": {"type": "point", "filled": True, "size": 90, "color": MARK, "opacity": 1},
            "encoding": {**encoding, "shape": shape},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 2, "color": TEXT},
            "encoding": {**labels, "text": {"field": "number"}},
        },
    ]


def _outside(found: Tradeoff, outside: set[str]) -> str:
    if found.policy not in outside:
        return ""
    return f" (outside: {percent(found.means['seek'])}, {percent(found.means['avoid'])})"


def _told(found: Tradeoff, names: Names) -> str:
    return f"{percent(found.means['seek'])} sought, {percent(found.means['avoid'])} to avoid, {place(found, names)}"


def _axis(yardstick: str, title: str, edge: float) -> dict[str, Any]:
    return {
        "field": yardstick,
        "type": "quantitative",
        "scale": {"domain": [0, edge], "reverse": yardstick == "avoid"},
        "axis": {"title": title, "labelExpr": PERCENT_LABELS, "tickCount": 6},
    }


def _bar(encoding: dict[str, Any], axis: str, yardstick: str) -> dict[str, Any]:
    ends = {axis: {**encoding[axis], "field": f"{yardstick}_low"}, f"{axis}2": {"field": f"{yardstick}_high"}}
    return {"mark": {"type": "rule", "color": MUTED}, "encoding": {**encoding, **ends}}


def _key(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "width": 10,
        "height": 20 * len(rows),
        "data": {"values": rows},
        "mark": {"type": "text", "align": "left", "color": TEXT, "limit": 360},
        "encoding": {
            "y": {"field": "row", "type": "ordinal", "axis": None},
            "x": {"value": 0},
            "text": {"field": "text"},
        },
    }
