"""What holds in all, some or no preference profiles: states that differ only in clocks put together, and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from offramp.report.completions import cell
from offramp.report.drawing import CENTRED, GRID, MARK, TEXT, picture
from offramp.report.names import Names
from offramp.report.rounding import counted, listed, number, percent, plus_minus, span
from offramp.report.words import quoted
from offramp.study.results.completions import HeldState, HoldsResult, Share

MOST_GROUPS = 8
MIXED = "mixed"
DARKEST = 0.6
"""How opaque the fill is where states hold in all profiles, so that text on it stays readable."""


@dataclass(frozen=True, slots=True)
class Alike:
    """States that are the same but for clocks.

    Attributes
    ----------
    label : str
        What they have in common.
    outcomes : tuple of str
        Theirs.
    states : tuple of HeldState
        Most likely to hold first.
    start : bool
        Whether the status quo is one of them.
    ends : tuple of (policy, chance)
        Under which leading policies play ends in them, and how likely.
    """

    label: str
    outcomes: tuple[str, ...]
    states: tuple[HeldState, ...]
    start: bool
    ends: tuple[tuple[str, float], ...]

    def shares(self, concept: str) -> list[Share]:
        """Return in how many profiles each state holds for all."""
        return [state.equilibrium[concept] for state in self.states]


def alike(
    held: HoldsResult,
    levels: Mapping[int, Mapping[str, str]],
    clocks: Iterable[str],
    ends: Sequence[tuple[str, int, float]],
) -> list[Alike]:
    """Put together states that differ only in clocks: that of the status quo, those where play ends, then the others.

    Parameters
    ----------
    held : HoldsResult
        What holds.
    levels : mapping of state to mapping of option to level
        Of every state.
    clocks : iterable of str
        The names of the clocks.
    ends : sequence of (policy, state, chance)
        In which states play ends.
    """
    still = set(clocks)
    groups: dict[tuple[str, ...], list[HeldState]] = {}
    for state in held.states:
        key = tuple(level for option, level in levels[state.id].items() if option not in still)
        groups.setdefault(key, []).append(state)
    found = [_alike(states, held.status_quo, ends) for states in groups.values()]
    return sorted(found, key=lambda g: (not g.start, not g.ends, -sum(chance for _, chance in g.ends)))


def _alike(states: Sequence[HeldState], start: int | None, ends: Sequence[tuple[str, int, float]]) -> Alike:
    numbers = {state.id for state in states}
    chances: dict[str, float] = {}
    for policy, state, chance in ends:
        if state in numbers:
            chances[policy] = chances.get(policy, 0.0) + chance
    parts = [state.label.split(", ") for state in states]
    common = [part for part in parts[0] if all(part in other for other in parts)]
    label = ", ".join(common) or states[0].label
    outcomes = tuple(dict.fromkeys(state.outcome for state in states))
    return Alike(label, outcomes, tuple(states), start in numbers, tuple(chances.items()))


def shown(groups: Sequence[Alike]) -> list[Alike]:
    """Return the groups to show: the status quo, those where play ends, and the likeliest of the others."""
    others = [g for g in groups if not g.start and not g.ends and _somewhere(g)]
    return [*(g for g in groups if g.start or g.ends), *others[:MOST_GROUPS]]


def _somewhere(group: Alike) -> bool:
    """Tell whether a group has an equilibrium in some profile."""
    return any(share.verdict != "no" for state in group.states for share in state.equilibrium.values())


def hidden(held: HoldsResult, groups: Sequence[Alike]) -> int:
    """Return how many states that hold for all in some profile are not shown."""
    kept = {state.id for group in shown(groups) for state in group.states}
    left = [g for g in groups if not any(state.id in kept for state in g.states) and _somewhere(g)]
    return held.hidden + sum(len(group.states) for group in left)


def verdict(group: Alike, concept: str) -> str:
    """Write in how many profiles states hold: `all`, `no`, a share, or the range of their shares."""
    cells = list(dict.fromkeys(cell(share) for share in group.shares(concept)))
    if len(cells) == 1:
        return cells[0]
    shares = [share.share for share in group.shares(concept)]
    return span(min(shares), max(shares))


def error(group: Alike, concept: str) -> str:
    """Write the largest sampling error of a group's shares; nothing if there is none."""
    return plus_minus(max(share.error for share in group.shares(concept)))


def in_words(held: HoldsResult, groups: Sequence[Alike], names: Names) -> list[str]:
    """Say what is open, whether the status quo holds, and what holds whatever the actors want."""
    open_for = [names.the(actor) for actor, count in held.orders.items() if count > 1]
    lines = []
    if open_for:
        lines.append(
            f"What is wanted is open for {listed(open_for)}; that makes {number(held.profiles)} preference profiles, "
            "each of which settles it for everybody."
        )
    else:
        lines.append("What every actor wants is settled, so there is one preference profile.")
    start = next((group for group in groups if group.start), None)
    if start is not None:
        lines.append(_status_quo(next(s for s in start.states if s.id == held.status_quo)))
    lines.append(_always(held, groups))
    return lines


def _status_quo(state: HeldState) -> str:
    share = state.equilibrium[MIXED]
    if share.verdict == "no":
        return "In none of them would all actors stay at the status quo, with the foresight that the case gives them."
    much = "all" if share.verdict == "all" else f"{percent(share.share)} {plus_minus(share.error)}".strip()
    return f"In {much} of them all actors would stay at the status quo, with the foresight that the case gives them."


def _always(held: HoldsResult, groups: Sequence[Alike]) -> str:
    counts = held.counts[MIXED]
    if not counts["all"]:
        return f"No state holds in all of them; {counted(counts['some'], 'state')} in some."
    sure = [g.label for g in groups if all(share.verdict == "all" for share in g.shares(MIXED))]
    named = f": {listed([quoted(label) for label in sure])}" if 0 < len(sure) <= 3 else ""
    verb = "holds" if counts["all"] == 1 else "hold"
    return (
        f"{counted(counts['all'], 'state')} {verb} in all of them{named}; {number(counts['some'])} in some but not all."
    )


def holds_chart(groups: Sequence[Alike], concepts: Sequence[str], names: Names, *, uid: str = "profiles") -> str:
    """Draw, for each group of states and each kind of foresight, in how many profiles they hold.

    Returns
    -------
    str
        An `<svg>` element; empty if there is nothing to draw.
    """
    import textwrap

    if not groups:
        return ""
    values = [
        {
            "row": row,
            "concept": names.concept(concept),
            "share": DARKEST * fmean(share.share for share in group.shares(concept)),
            "text": verdict(group, concept),
        }
        for row, group in enumerate(groups)
        for concept in concepts
    ]
    labels = [
        {"row": row, "text": lines, "lines": len(lines)}
        for row, g in enumerate(groups)
        for lines in [textwrap.wrap(("Status quo: " if g.start else "") + g.label, 64)[:3]]
    ]
    domain = [names.concept(concept) for concept in concepts]
    axis = {"orient": "top", "title": None, "labelAngle": 0, "grid": False, "ticks": False, "domain": False}
    x = {"field": "concept", "type": "nominal", "scale": {"domain": domain}, "axis": axis}
    y = {"field": "row", "type": "ordinal", "axis": None}
    shade = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1], "range": [0, 1]}, "legend": None}
    label = {"type": "text", "align": "right", "x": -10, "color": TEXT, "lineHeight": 13, "limit": 440, "dy": CENTRED}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "color": MARK},
            "encoding": {"x": x, "y": y, "opacity": shade},
        },
        {
            "data": {"values": values},
            "mark": {"type": "rect", "filled": False, "stroke": GRID},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "color": TEXT},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
        {"data": {"values": labels}, "mark": label, "encoding": {"y": y, "text": {"field": "text"}}},
    ]
    told = [f"{g.label}: {listed([f'{names.concept(c)} {verdict(g, c)}' for c in concepts])}" for g in groups]
    spec = {"width": 80 * len(concepts), "height": 46 * len(groups), "layer": layers}
    title = "In how many preference profiles states hold, by kind of foresight"
    return picture(spec, uid=uid, title=title, description=f"{'; '.join(told)}.")
