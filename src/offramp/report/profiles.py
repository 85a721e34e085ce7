"""What holds in all, some or no preference profiles: states that differ only in clocks put together, and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from offramp.game.labels import LOWEST
from offramp.report.completions import cell
from offramp.report.drawing import CENTRED, GRID, MARK, TEXT, picture
from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.rounding import NOBREAK, counted, listed, number, percent, plus_minus, points, span
from offramp.report.words import below
from offramp.study.results.completions import HeldState, HoldsResult, Share

MOST_GROUPS = 8
MIXED = "mixed"
MIXED_LEGEND = "Mixed: every actor with the foresight that the case gives it."
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


def together(held: HoldsResult, ends: Sequence[tuple[str, int, float]] = ()) -> list[Alike]:
    """Put together states that differ only in clocks, likeliest to hold first.

    Parameters
    ----------
    held : HoldsResult
        What holds.
    ends : sequence of (policy, state, chance)
        In which states play ends.
    """
    groups: dict[tuple[str, ...], list[HeldState]] = {}
    for state in held.states:
        options = tuple(level for name, level in state.levels.items() if "." in name)
        groups.setdefault(options, []).append(state)
    return [_alike(states, held.status_quo, ends) for states in groups.values()]


def alike(held: HoldsResult, ends: Sequence[tuple[str, int, float]]) -> list[Alike]:
    """Put together states that differ only in clocks: that of the status quo, those where play ends, then the others.

    Parameters
    ----------
    held, ends
        See :func:`together`.
    """
    return sorted(together(held, ends), key=lambda g: (not g.start, not g.ends, -sum(chance for _, chance in g.ends)))


def _alike(states: Sequence[HeldState], start: int | None, ends: Sequence[tuple[str, int, float]]) -> Alike:
    numbers = {state.id for state in states}
    chances: dict[str, float] = {}
    for policy, state, chance in ends:
        if state in numbers:
            chances[policy] = chances.get(policy, 0.0) + chance
    parts = [state.label.split(", ") for state in states]
    common = [part for part in parts[0] if all(part in other for other in parts)]
    label = ", ".join(common) or LOWEST
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
    much = how_many(state.equilibrium[MIXED])
    return f"In {much} of them all actors would stay at the status quo, with the foresight that the case gives them."


def how_many(share: Share) -> str:
    """Write a share of the profiles within a sentence.

    Examples
    --------
    >>> how_many(Share("no", 0.0, 0.0, 0.0)), how_many(Share("some", 0.5, 0.02, 0.0))
    ('none', '50\\xa0% ±2.0')
    """
    if share.verdict == "some":
        return f"{percent(share.share)} {plus_minus(share.error)}".strip()
    return "all" if share.verdict == "all" else "none"


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


# ---------------------------------------------------------------- in a terminal


def show_holds(page: Page, result: HoldsResult) -> None:
    """Print which states hold in all, some or no preference profiles."""
    names, concepts = page.names, list(result.counts)
    page.say(_profiles(result, names))
    rows = [
        [names.concept(c), *(number(result.counts[c][verdict]) for verdict in ("all", "some", "no"))] for c in concepts
    ]
    page.heading("How many states are stable for all actors, in how many profiles")
    page.table(["foresight", "in all", "in some", "in none"], rows)
    if MIXED in concepts:
        page.say(MIXED_LEGEND, style="dim")
    groups = [group for group in together(result) if _somewhere(group)]
    page.heading("States that are stable for all, and in which share of the profiles")
    page.table(
        ["id", "state", "outcome", *(names.concept(c) for c in concepts)],
        [_row(group, concepts, names) for group in groups],
        wide=(1, 2),
    )
    if any(len(group.states) > 1 for group in groups):
        page.say("States that differ only in clocks are put together: +2 stands for two more.", style="dim")
    if result.hidden:
        page.say(f"{number(result.hidden)} more states are stable for all in some profile.", style="dim")
    start = next((s for s in result.states if s.id == result.status_quo), None)
    if start is not None:
        page.heading("The status quo: for whom it is stable")
        page.table(["actor", *(names.concept(c) for c in concepts)], by_actor(start, concepts, names))
    page.items(doubt_of(result))
    page.say(_source(result), style="dim")


def _row(group: Alike, concepts: Sequence[str], names: Names) -> list[str]:
    more = f" +{len(group.states) - 1}" if len(group.states) > 1 else ""
    outcomes = ", ".join(names.outcome(outcome) for outcome in group.outcomes)
    cells = [verdict(group, c).replace(" to ", " to\n") for c in concepts]
    return [f"{group.states[0].id}{more}", group.label, outcomes, *cells]


def _profiles(result: HoldsResult, names: Names) -> str:
    fixed = [f"{names.question(q)} {names.alternative(q, a)}" for q, a in result.answers.items()]
    open_for = [names.the(actor) for actor, count in result.orders.items() if count > 1]
    if not open_for:
        text = "What every actor wants is settled: there is one preference profile."
    else:
        text = f"{counted(int(result.profiles), 'preference profile')}; what is wanted is open for {listed(open_for)}."
    given = f" With these answers fixed: {listed(fixed)}." if fixed else ""
    return f"{text}{given} Everybody is taken to know what the others want."


def by_actor(state: HeldState, concepts: Sequence[str], names: Names) -> list[list[str]]:
    """Return, for every actor and then for all, in how many profiles a state is stable by each concept."""
    actors = list(state.stable[concepts[0]])
    rows = [[names.actor(a), *(cell(state.stable[c][a]) for c in concepts)] for a in actors]
    return [*rows, ["all", *(cell(state.equilibrium[c]) for c in concepts)]]


def doubt_of(result: HoldsResult) -> list[str]:
    """Say how sure the shares are, as sentences; nothing if every profile was judged."""
    shares = [share for s in result.states for share in s.equilibrium.values()]
    lines = []
    if result.draws:
        lines.append(
            f"Where actors look at what the others want, {number(result.draws)} profiles were drawn; "
            f"{number(result.looked_at)} of them differ."
        )
    error = max((share.error for share in shares), default=0.0)
    against = max((share.against for share in shares), default=0.0)
    if error:
        lines.append(f"Standard errors of the shares: up to {plus_minus(error)} points.")
    if against:
        lines.append(
            f"{quoted('all')} and {quoted('no')} are then of what was drawn: with 95{NOBREAK}% confidence, less "
            f"than {below(against)} of the profiles speak against them."
        )
    moved = [abs(running[-1] - running[-2]) for s in result.states for running in s.running.values()]
    if moved and len(result.marks) > 1:
        lines.append(
            f"From {number(result.marks[-2])} draws to {number(result.marks[-1])} no share moved by more than "
            f"{points(max(moved)).lstrip('+')} points."
        )
    return lines


def _source(result: HoldsResult) -> str:
    found = result.provenance
    seed = f", seed {found.seed}" if found.seed is not None else ""
    return f"{found.case}, digest {found.digest[:12]}, offramp {found.version}; {number(found.states)} states{seed}."
