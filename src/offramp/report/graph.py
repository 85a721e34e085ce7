"""The state graph around the status quo: states by number, shape and outcome, moves by actor and weight."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from offramp.report.drawing import framed, patterns
from offramp.report.layout import Drawing, arrange, route
from offramp.report.names import Names
from offramp.report.palette import Palette, Swatch
from offramp.report.rounding import counted, listed, number, percent, plus_minus
from offramp.study.results import PathEdge, PathNode, PathsResult

WIDTH, HEIGHT = 184, 88
ACROSS, DOWN = 18, 60
MARGIN = 14
CHARACTERS, LINES, HEADING = 32, 3, 27
ENDS = 0.005
TAG = 6.1


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state is drawn."""

    x: float
    y: float

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + WIDTH / 2


def state_graph(result: PathsResult, names: Names, palette: Palette, *, uid: str = "graph") -> str:
    """Draw the ways play takes from the start under one policy.

    Parameters
    ----------
    result : PathsResult
        The states and moves.
    names : Names
        What to call them.
    palette : Palette
        The outcomes' fills.
    uid : str, optional
        A name no other picture on the page has.

    Returns
    -------
    str
        An `<svg>` element.
    """
    drawing = arrange(result)
    boxes, width, height = _boxes(drawing)
    start = next((node for row in drawing.rows for node in row if node.id == result.start), None)
    swatches = {palette.swatch(node.outcome) for row in drawing.rows for node in row if node.end >= ENDS}
    parts = [patterns(uid, sorted((s for s in swatches if s.pattern != "solid"), key=lambda s: s.colour)), _arrow(uid)]
    heaviest = max((edge.flow for edge in drawing.edges), default=1.0)
    tags = _Tags(boxes)
    lines = [_edge(edge, boxes, heaviest, uid) for edge in drawing.edges]
    texts = [tags.place(edge, names.actor(edge.actor)) for edge in reversed(drawing.edges)]
    numbers = drawing.numbers
    nodes = [
        _node(node, numbers[node.id], boxes[node.id], start, names, palette, uid) for r in drawing.rows for node in r
    ]
    parts += [*lines, *nodes, *texts]
    title = f"The ways play takes under {names.policy(result.policy)}"
    return framed("".join(parts), width, height, uid=uid, title=title, description=_description(result, drawing, names))


def not_followed(result: PathsResult) -> list[str]:
    """Say what a result does not hold, and why: states that are seldom visited, courses of play that were not drawn."""
    told = []
    if result.left:
        told.append(
            f"Left out: {counted(result.left, 'state')} that play visits with a chance below {percent(result.cut)}; "
            f"it ends there with {percent(result.hidden)} in all."
        )
    if result.drawn:
        told.append(
            f"Play takes {number(result.courses)} different courses over the worlds, too many to follow each. "
            f"{number(result.drawn)} were drawn in proportion to their weight (seed {result.seed})."
        )
    errors = [node.visited_error for node in result.nodes] + [node.end_error for node in result.nodes]
    if worst := plus_minus(max(errors, default=0.0)):
        told.append(f"Standard errors of these chances: up to {worst} points.")
    return told


def left_out(drawing: Drawing) -> str:
    """Say what a drawing leaves out; nothing if it is whole."""
    if not drawing.nodes_left and not drawing.edges_left and drawing.end_left < ENDS:
        return ""
    left = [(drawing.nodes_left, "further state"), (drawing.edges_left, "move")]
    told = listed([counted(count, noun) for count, noun in left if count])
    lines = [f"Left out for legibility: {told} that play takes more seldom."] if told else []
    lines.append(f"Play ends in states that are not drawn with a chance of {percent(drawing.end_left)}.")
    return " ".join(lines)


def ways(result: PathsResult, names: Names) -> list[tuple[str, float, list[str]]]:
    """Return, for each outcome play ends in, its likeliest end and the moves most often made to get there.

    Returns
    -------
    list of (outcome, chance, moves)
        Likeliest first; no moves if play ends where it starts.
    """
    found: dict[str, PathNode] = {}
    for node in sorted(result.nodes, key=lambda node: -node.end):
        if node.end >= ENDS:
            found.setdefault(node.outcome, node)
    return [(node.outcome, node.end, [move(edge, names) for edge in route(result, node.id)]) for node in found.values()]


def move(edge: PathEdge, names: Names) -> str:
    """Say a move: who changes what of its own, then what commitments change in answer."""
    actor = names.actor(edge.actor)
    told = edge.change if edge.change.startswith(actor) else f"{actor}: {edge.change}"
    return f"{told}; in answer {edge.answers}" if edge.answers else told


def differences(levels: Mapping[str, str], start: Mapping[str, str], names: Names) -> str:
    """Say what is different in a state from the start."""
    changed = [names.level(option, level) for option, level in levels.items() if start.get(option) != level]
    return ", ".join(changed)


def _description(result: PathsResult, drawing: Drawing, names: Names) -> str:
    told = [
        f"to {names.outcome(outcome)} ({percent(chance)}) by {'; '.join(moves) if moves else 'no move at all'}"
        for outcome, chance, moves in ways(result, names)
    ]
    kind = "States as boxes, moves as arrows downwards from the start."
    return " ".join([f"{kind} Most travelled: {listed(told)}.", left_out(drawing), *not_followed(result)])


def _boxes(drawing: Drawing) -> tuple[dict[int, Box], float, float]:
    widest = max((len(row) for row in drawing.rows), default=1)
    width = MARGIN * 2 + widest * WIDTH + (widest - 1) * ACROSS
    boxes = {}
    for r, row in enumerate(drawing.rows):
        taken = len(row) * WIDTH + (len(row) - 1) * ACROSS
        space = (width - 2 * MARGIN - taken) / (len(row) + 1)
        for n, node in enumerate(row):
            x = MARGIN + space * (n + 1) + n * (WIDTH + ACROSS)
            boxes[node.id] = Box(x, MARGIN + r * (HEIGHT + DOWN))
    height: float = MARGIN * 2 + len(drawing.rows) * HEIGHT + (len(drawing.rows) - 1) * DOWN
    last = {node.id for node in drawing.rows[-1]} if drawing.rows else set()
    if any(edge.origin in last and edge.target in last for edge in drawing.edges):
        height += DOWN / 2
    return boxes, max(width, 2 * MARGIN + 2 * WIDTH), height


def _arrow(uid: str) -> str:
    tip = '<path d="M0,0 L8,4 L0,8 z" fill="var(--muted, #6b6b6b)"/>'
    return (
        f'<defs><marker id="{uid}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto">{tip}</marker></defs>'
    )


def _points(origin: Box, target: Box) -> tuple[tuple[float, float], ...]:
    """Return the four points of a curve from one box to another."""
    shift = max(-WIDTH / 2 + 14, min(WIDTH / 2 - 14, (target.middle - origin.middle) * 0.22))
    if target.y > origin.y:
        a, d = (origin.middle + shift, origin.y + HEIGHT), (target.middle - shift, target.y - 1)
        pull = min(max((d[1] - a[1]) * 0.5, 24), 90)
        return a, (a[0], a[1] + pull), (d[0], d[1] - pull), d
    if target.y < origin.y:
        a, d = (origin.middle + WIDTH * 0.36, origin.y), (target.middle + WIDTH * 0.36, target.y + HEIGHT + 1)
        pull = min(max((a[1] - d[1]) * 0.5, 24), 90)
        return a, (a[0] + 14, a[1] - pull), (d[0] + 14, d[1] + pull), d
    side = 1 if target.x > origin.x else -1
    a, d = (
        (origin.middle + side * WIDTH * 0.3, origin.y + HEIGHT),
        (target.middle - side * WIDTH * 0.3, target.y + HEIGHT + 1),
    )
    return a, (a[0], a[1] + 30), (d[0], d[1] + 30), d


def _edge(edge: PathEdge, boxes: Mapping[int, Box], heaviest: float, uid: str) -> str:
    a, b, c, d = _points(boxes[edge.origin], boxes[edge.target])
    thick = 0.8 + 5.2 * edge.flow / heaviest
    path = f"M{a[0]:.1f},{a[1]:.1f} C{b[0]:.1f},{b[1]:.1f} {c[0]:.1f},{c[1]:.1f} {d[0]:.1f},{d[1]:.1f}"
    return (
        f'<path d="{path}" fill="none" stroke="var(--muted, #6b6b6b)" stroke-opacity="0.75" '
        f'stroke-width="{thick:.1f}" marker-end="url(#{uid}-tip)"/>'
    )


class _Tags:
    """Writes on every edge who moves, where nothing else stands."""

    def __init__(self, boxes: Mapping[int, Box]) -> None:
        self.boxes = boxes
        self.taken = [(box.x, box.y, box.x + WIDTH, box.y + HEIGHT) for box in boxes.values()]

    def place(self, edge: PathEdge, actor: str) -> str:
        points = _points(self.boxes[edge.origin], self.boxes[edge.target])
        wide, high = len(actor) * TAG / 2, 7.0
        for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82):
            x, y = _along(points, t)
            area = (x - wide, y - high, x + wide, y + high)
            if not any(_overlap(area, other) for other in self.taken):
                self.taken.append(area)
                return (
                    f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11" fill="currentColor" '
                    f'stroke="var(--paper, #ffffff)" stroke-width="4" stroke-linejoin="round" paint-order="stroke">'
                    f"{escape(actor)}</text>"
                )
        return ""


def _along(points: Sequence[tuple[float, float]], t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x = sum(w * p[0] for w, p in zip(weights, points, strict=True))
    return x, sum(w * p[1] for w, p in zip(weights, points, strict=True))


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _node(
    node: PathNode, number: int, box: Box, start: PathNode | None, names: Names, palette: Palette, uid: str
) -> str:
    is_start = start is not None and node.id == start.id
    ends = node.end >= ENDS
    lines = textwrap.wrap(_said(node, start, names), CHARACTERS) or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], textwrap.shorten(" ".join(lines[LINES - 1 :]), CHARACTERS, placeholder=" …")]
    text = [f'<tspan x="{box.x + 10:.1f}" dy="{13 if n else 0}">{escape(line)}</tspan>' for n, line in enumerate(lines)]
    heading = textwrap.shorten(f"{number}. {names.outcome(node.outcome)}", HEADING, placeholder="…")
    share = f"ends here {percent(node.end)}, " if ends else ""
    share += "play starts here" if is_start else f"visited {percent(node.visited)}"
    at, paint = f'x="{box.x + 10:.1f}"', 'fill="currentColor"'
    return (
        f"<g>{_shape(box, is_start, ends)}{_band(box, palette.swatch(node.outcome), uid) if ends else ''}"
        f'<text {at} y="{box.y + 17:.1f}" font-size="12" font-weight="bold" {paint}>{escape(heading)}</text>'
        f'<text {at} y="{box.y + 31:.1f}" font-size="11" fill="var(--muted, #6b6b6b)">{escape(share)}</text>'
        f'<text {at} y="{box.y + 46:.1f}" font-size="11" {paint}>{"".join(text)}</text></g>'
    )


def _said(node: PathNode, start: PathNode | None, names: Names) -> str:
    """Say what is different in a state from the start; where play stops, only what stops it."""
    if start is None or node.id == start.id or node.outcome in names.final:
        return node.label
    return differences(node.levels, start.levels, names)


def _shape(box: Box, is_start: bool, ends: bool) -> str:
    paint = 'fill="var(--paper, #ffffff)" stroke="currentColor"'
    if is_start:
        return f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="22" {paint} stroke-width="2.5"/>'
    if not ends:
        return f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="3" {paint} stroke-opacity="0.45"/>'
    return f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" {paint} stroke-width="1.8"/>'


def _band(box: Box, swatch: Swatch, uid: str) -> str:
    fill = (
        swatch.colour
        if swatch.pattern == "solid"
        else f"url(#{uid}-{swatch.pattern}-{swatch.colour.lstrip('#').lower()})"
    )
    return f'<rect x="{box.x}" y="{box.y + HEIGHT - 7}" width="{WIDTH}" height="7" fill="{fill}"/>'
