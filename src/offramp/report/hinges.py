"""What the answer hangs on, as tables, sentences and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offramp.report import whole
from offramp.report.drawing import CENTRED, MARK, MUTED, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names, capital, quoted
from offramp.report.page import Page
from offramp.report.palette import OTHERS, Swatch
from offramp.report.robust import NO_JUDGE, aim, chance_of
from offramp.report.rounding import NOTHING, counted, listed, number, percent, plus_minus, points
from offramp.study.results.hinges import After, BeliefNow, Hinge, HingesResult, Knowing, Observation, Surface, Turn

MOST_ROWS = 12
ALIKE = 1e-9
"""Chances closer than this differ by rounding alone."""


def show_hinges(page: Page, result: HingesResult) -> None:
    """Print what the answer hangs on, and what would turn it."""
    page.say(result.question, style="bold")
    if not result.yardsticks:
        page.say(NO_JUDGE)
    for yardstick in result.yardsticks:
        _shares(page, result, yardstick)
    if result.yardsticks:
        _knowing(page, result)
        _observations(page, result)
        _turns(page, result)
        for surface in result.surfaces:
            if settled(result, surface.yardstick):
                continue
            page.heading(surface_title(surface, result, page.names))
            page.items(surface_in_words(surface, page.names))
    page.provenance(result.provenance)


# ---------------------------------------------------------------- shares


def leading(result: HingesResult, yardstick: str) -> list[Hinge]:
    """Return the shares of the doubt by one yardstick under the policy that is best by it, largest first."""
    best = result.best[yardstick]
    return [h for h in result.hinges if (h.policy, h.yardstick) == (best, yardstick)]


def told_shares(result: HingesResult, yardstick: str) -> list[Hinge]:
    """Return the shares of single unknowns that can be told from noise, largest first; those of actors are left out."""
    return [h for h in leading(result, yardstick) if h.kind != "actor" and whole.stands_out(h)]


def actors_of(result: HingesResult, yardstick: str) -> list[Hinge]:
    """Return the shares of everything about each actor."""
    return [h for h in leading(result, yardstick) if h.kind == "actor"]


def share_or(share: float, error: float, otherwise: str) -> str:
    """Write a share with its sampling error, or something else where the worlds are too few to tell it from noise.

    Examples
    --------
    >>> share_or(0.33, 0.019, "too few"), share_or(0.11, 0.108, "too few"), share_or(float("nan"), 0.0, "too few")
    ('33\\xa0% ±1.9', 'too few', 'too few')
    """
    if not whole.told(share, error):
        return otherwise
    return f"{percent(share)} {plus_minus(error) if error == error else ''}".strip()


def subject(hinge: Hinge, names: Names) -> str:
    """Say what an unknown is."""
    the = names.the(hinge.actor) if hinge.actor else ""
    statement = names.statement(hinge.name)
    told = {
        "question": names.question(hinge.name),
        "foresight": f"how far ahead {the} looks",
        "beliefs": f"what {the} believes of the others",
        "completion": f"the open part of what {the} wants",
        "held": f"whether {the} holds {statement}",
        "place": f"how much {statement} matters to {the}",
        "order": f"which matters more to {the}: {listed([names.statement(text) for text in hinge.texts], last='or')}",
        "actor": f"everything about {the}",
    }[hinge.kind]
    scope = [names.alternative(question, alternative) for question, alternative in hinge.scope.items()]
    return f"{told} (if {listed(scope)})" if scope else told


def _shares(page: Page, result: HingesResult, yardstick: str) -> None:
    names, told = page.names, told_shares(result, yardstick)
    chance, policy = chance_of(result, yardstick, names), _policy(result, yardstick, names)
    page.heading(f"What {chance} hangs on, under {policy}")
    if settled(result, yardstick):
        page.say(f"Nothing: it is the same in {every_world(result)}.")
        return
    if told:
        rows = [
            [subject(h, names), f"{percent(h.first)} {plus_minus(h.first_error)}".strip()] for h in told[:MOST_ROWS]
        ]
        page.table(["unknown", "share"], rows)
        page.say(
            "Share: of the variance over worlds that goes when this alone is known; the rest is interaction, or too "
            "little to tell from noise.",
            style="dim",
        )
    else:
        page.say("No single unknown accounts for a part of the doubt that can be told from noise.")
    _by_actor(page, actors_of(result, yardstick))
    if line := on_one_actor(result, yardstick, names):
        page.say(line)


def settled(result: HingesResult, yardstick: str) -> bool:
    """Tell whether a chance under the policy that is best by it is the same in every world."""
    rows = leading(result, yardstick)
    return bool(rows) and all(h.first == 0 == h.first_error and not h.total > 0 for h in rows)


def every_world(result: HingesResult) -> str:
    """Return how far "every world" goes."""
    return "every world" if result.provenance.exact else "every world looked at"


def on_one_actor(result: HingesResult, yardstick: str, names: Names) -> str:
    """Say on which actor most hangs, and how much at least; nothing if no part of it can be told from noise."""
    found = whole.of_hinges(leading(result, yardstick))
    if found is None:
        return ""
    return f"By actor, {whole.in_words(found, names)}. {whole.remark(found)}".strip()


def _by_actor(page: Page, actors: Sequence[Hinge]) -> None:
    known = [h for h in actors if any(actor_shares(h, ""))]
    if known:
        rows = [
            [
                subject(h, page.names),
                *actor_shares(h, NOTHING),
            ]
            for h in known
        ]
        page.table(["actor", "first", "last"], rows)
        page.say(
            "First: share if all about the actor is known first; last: what is left to it when all else is known."
            + (f" {NOTHING}: too few worlds to say." if any(NOTHING in row[1:] for row in rows) else ""),
            style="dim",
        )
    if few := too_few(actors, page.names):
        page.say(few, style="dim")


def actor_shares(hinge: Hinge, otherwise: str) -> tuple[str, str]:
    """Write the share of everything about an actor, known first and known last."""
    return (
        share_or(hinge.first, hinge.first_error, otherwise),
        share_or(hinge.total, hinge.total_error, otherwise),
    )


def too_few(actors: Sequence[Hinge], names: Names) -> str:
    """Say for which actors there are too few worlds to give any share; nothing if there are none."""
    unknown = [h for h in actors if not any(actor_shares(h, ""))]
    if not unknown:
        return ""
    most = max(unknown, key=lambda h: h.groups)
    return (
        f"Too few worlds to say for {listed([names.the(h.actor or '') for h in unknown])}: all about an actor sorts "
        f"the {number(most.worlds)} worlds into up to {counted(most.groups, 'group')}."
    )


def _policy(result: HingesResult, yardstick: str, names: Names) -> str:
    return quoted(names.policy(result.best[yardstick]))


# ---------------------------------------------------------------- knowing and watching


def _knowing(page: Page, result: HingesResult) -> None:
    names = page.names
    page.heading("What knowing would be worth before choosing")
    told = [k for k in result.knowing if k.worth >= 0.0005]
    rows = [
        [known(k, names), aim(result, k.yardstick, names), f"{points(k.worth)} {plus_minus(k.error)}".strip()]
        for k in told[:MOST_ROWS]
    ]
    if rows:
        page.table(["known", "", "points"], rows, wide=(0, 1))
    else:
        page.say("Nothing: whatever any one of them is, the same policy is best.")
    unknown = sorted({known(k, names) for k in result.knowing if k.worth != k.worth})
    if unknown:
        page.say(f"Too many possibilities for the worlds of the sample: {listed(unknown)}.", style="dim")


def known(found: Knowing, names: Names) -> str:
    """Say what is known."""
    return names.question(found.name) if found.kind == "question" else f"what {names.the(found.name)} wants"


def observed(found: Observation, names: Names) -> str:
    """Say what is observed."""
    if found.kind == "report":
        return f"another report like {found.name}"
    return f"a sign 4:1 for {quoted(names.alternative(found.name, found.favours))} ({names.question(found.name)})"


def _observations(page: Page, result: HingesResult) -> None:
    names = page.names
    page.heading("What to watch for: observations that would change the choice")
    told = changing(result)
    if not told:
        page.say(
            f"Of {counted(len(result.observations), 'observation')} looked at, none would make another policy best."
        )
        return
    rows = [
        [
            observed(o, names),
            percent(o.probability),
            aim(result, a.yardstick, names),
            then(a, names),
            f"{points(a.worth)} {plus_minus(a.error)}".strip(),
        ]
        for o, a in told[:MOST_ROWS]
    ]
    page.table(["observation", "chance", "choice", "then best", "worth"], rows, wide=(0, 2, 3))
    page.say(
        "Worth: what choosing afterwards would add to the chance on average, in points. "
        "A sign is four times as likely under its answer as under any other. "
        "Only we observe; actors believe what they did.",
        style="dim",
    )


def changing(result: HingesResult) -> list[tuple[Observation, After]]:
    """Return the observations after which another policy would be better, not just as good."""
    return [(o, a) for o in result.observations for a in o.after if a.changes and a.worth > ALIKE]


def then(after: After, names: Names) -> str:
    """Say which policy is best after an observation, or after its absence."""
    if after.seen != after.now:
        return names.policy(after.seen)
    return f"{names.policy(after.unseen)}, if it fails to come"


# ---------------------------------------------------------------- the smallest change


def _turns(page: Page, result: HingesResult) -> None:
    page.heading("The smallest change of beliefs that makes another policy as good")
    page.items(turns_in_words(result, page.names))


def open_questions(result: HingesResult) -> list[str]:
    """Return the questions with several answers that have a chance."""
    return list(dict.fromkeys(hinge.name for hinge in result.hinges if hinge.kind == "question"))


def turns_in_words(result: HingesResult, names: Names) -> list[str]:
    """Say, for each yardstick, how little must change in one question, and in all at once."""
    lines, asked = [], open_questions(result)
    if not asked:
        return ["No question is open, so there is no belief to change."]
    for yardstick in result.yardsticks:
        own = [turn for turn in result.turns if turn.yardstick == yardstick]
        singles = sorted((t for t in own if t.question and t.measure == "variation"), key=lambda t: t.variation)
        start = capital(aim(result, yardstick, names))
        lines += [f"{start}: {_turn(turn, names)}" for turn in singles]
        if not singles:
            which = "one question alone" if len(asked) > 1 else "the one open question"
            lines.append(f"{start}: no change of the answers to {which} makes another policy best.")
        joint = [turn for turn in own if turn.question is None]
        lines += [f"{start}: {_turn(turn, names)}" for turn in joint]
        if joint or len(asked) < 2:
            continue
        if result.combinations > result.most_combinations:
            lines.append(f"{start}: there are too many combinations of answers to change all at once.")
        else:
            lines.append(f"{start}: no change of all answers at once was found that makes another policy best.")
    return lines


def _turn(turn: Turn, names: Names) -> str:
    ahead = f"{points(turn.lead).removeprefix('+')} {plus_minus(turn.lead_error)}".strip()
    there = f", equal there {plus_minus(turn.there_error)}" if plus_minus(turn.there_error) else ""
    lead = f"behind now by {ahead} points{there}"
    head = f"{quoted(names.policy(turn.then))} is as good as {quoted(names.policy(turn.now))} ({lead})"
    beliefs = listed([_belief(question, chances, names) for question, chances in turn.beliefs.items()])
    if turn.question is not None:
        return f"{head} if {percent(turn.variation)} of probability moves: {beliefs}."
    return (
        f"{head} if all beliefs move together by {turn.divergence:.2f} bits, {percent(turn.variation)} of joint "
        f"probability; no smaller change was found: {beliefs}."
    )


def _belief(question: str, chances: Any, names: Names) -> str:
    told = [f"{names.alternative(question, key)} {percent(chance)}" for key, chance in chances.items()]
    return f"{names.question(question)} {', '.join(told)}"


# ---------------------------------------------------------------- pictures


def hinges_chart(result: HingesResult, names: Names, *, uid: str = "hinges", most: int = MOST_ROWS) -> str:
    """Draw the largest shares of the doubt with two standard errors, one panel for each yardstick.

    Returns
    -------
    str
        An `<svg>` element; empty if there is nothing to draw.
    """
    panels, told = [], []
    for yardstick in result.yardsticks:
        found = told_shares(result, yardstick)[:most]
        if found:
            title = f"{capital(chance_of(result, yardstick, names))}, under {_policy(result, yardstick, names)}"
            panels.append(share_panel([(subject(h, names), h.first, h.first_error) for h in found], title))
            told.append(f"{title}: " + "; ".join(f"{subject(h, names)} {percent(h.first)}" for h in found))
    if not panels:
        return ""
    spec = {"vconcat": panels, "spacing": 24}
    return picture(spec, uid=uid, title="What the chances hang on", description=f"Bars. {'. '.join(told)}.")


def share_panel(rows: Sequence[tuple[str, float, float]], title: str) -> dict[str, Any]:
    """Return a panel of bars with two standard errors.

    Parameters
    ----------
    rows : sequence of (label, share, error)
        From top to bottom.
    title : str
        What stands above.
    """
    import textwrap

    values = [
        {
            "row": n,
            "text": lines,
            "lines": len(lines),
            "share": share,
            "low": max(share - 2 * error, 0.0),
            "high": min(share + 2 * error, 1.0),
        }
        for n, (label, share, error) in enumerate(rows)
        for lines in [textwrap.wrap(label, 60)]
    ]
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.3}}
    axis = {"title": None, "labelExpr": PERCENT_LABELS, "values": [0, 0.25, 0.5, 0.75, 1]}
    x = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
    label = {"type": "text", "align": "right", "dx": -8, "color": TEXT, "lineHeight": 13, "limit": 400, "dy": CENTRED}
    ends = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return {
        "title": {"text": title, "anchor": "start", "color": TEXT},
        "width": 300,
        "height": 34 * len(values),
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "color": MARK, "height": 14}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 2}, "encoding": {**ends, "y": y}},
            {"mark": label, "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "text"}}},
        ],
    }


def surface_title(surface: Surface, result: HingesResult, names: Names) -> str:
    """Say what a flip surface shows."""
    return f"Which policy is best {aim(result, surface.yardstick, names)}, as two beliefs vary"


def surface_in_words(surface: Surface, names: Names) -> list[str]:
    """Say where each policy is best, and where that is undecided."""
    cells = [
        (best, open_)
        for row, flags in zip(surface.best, surface.undecided, strict=True)
        for best, open_ in zip(row, flags, strict=True)
    ]
    sure = {policy: sum(best == policy and not open_ for best, open_ in cells) for policy, _ in cells}
    beliefs = listed([_axis(belief, names) for belief in (surface.first, surface.second)])
    found = [f"The beliefs: {beliefs}."]
    found += [
        f"{quoted(names.policy(policy))} is best in {percent(n / len(cells))} of the square."
        for policy, n in sorted(sure.items(), key=lambda s: -s[1])
        if n
    ]
    undecided = sum(open_ for _, open_ in cells)
    if undecided:
        found.append(
            f"In {percent(undecided / len(cells))} of it the best two are within the sampling error, or equally good."
        )
    found += [
        f"Equally good throughout: {listed([names.policy(policy) for policy in group])}." for group in surface.alike
    ]
    return found


def _axis(belief: BeliefNow, names: Names) -> str:
    answer = quoted(names.alternative(belief.question, belief.alternative))
    return f"{names.question(belief.question)} {answer} (now {percent(belief.now)})"


def surface_chart(surface: Surface, result: HingesResult, names: Names, *, uid: str = "surface") -> str:
    """Draw the best policy for every pair of probabilities of two beliefs.

    Cells in which the best two are not told apart are marked with a dot; lines show where two policies are equally
    good; a ring shows the beliefs now.

    Returns
    -------
    str
        An `<svg>` element.
    """
    policies = list(dict.fromkeys(best for row in surface.best for best in row))
    swatches = {names.policy(policy): OTHERS[n % len(OTHERS)] for n, policy in enumerate(policies)}
    step = surface.grid[1] / 2
    cells = [
        {
            "x": max(p - step, 0.0),
            "x2": min(p + step, 1.0),
            "y": max(q - step, 0.0),
            "y2": min(q + step, 1.0),
            "p": p,
            "q": q,
            "policy": names.policy(surface.best[i][j]),
            "open": surface.undecided[i][j],
        }
        for i, p in enumerate(surface.grid)
        for j, q in enumerate(surface.grid)
    ]
    spec = {"width": 400, "height": 400, "layer": _layers(surface, cells, swatches, names)}
    title = surface_title(surface, result, names)
    description = " ".join(surface_in_words(surface, names))
    return picture(spec, uid=uid, title=title, description=description, swatches=swatches.values())


def _layers(
    surface: Surface, cells: list[dict[str, Any]], swatches: dict[str, Swatch], names: Names
) -> list[dict[str, Any]]:
    def side(field: str, belief: BeliefNow) -> dict[str, Any]:
        text = [names.question(belief.question), quoted(names.alternative(belief.question, belief.alternative))]
        axis = {"title": text, "labelExpr": PERCENT_LABELS, "values": [0, 0.25, 0.5, 0.75, 1], "grid": False}
        return {"field": field, "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}

    colours = {"domain": list(swatches), "range": [swatch.colour for swatch in swatches.values()]}
    legend = {
        "orient": "top",
        "title": None,
        "columns": 1,
        "symbolType": "square",
        "symbolSize": 180,
        "labelLimit": 400,
    }
    colour = {"field": "policy", "type": "nominal", "scale": colours, "legend": legend}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    rects = {"x": side("x", surface.first), "y": side("y", surface.second), **ends, "color": colour}
    spots = {"x": side("p", surface.first), "y": side("q", surface.second)}
    dots = [{"p": cell["p"], "q": cell["q"]} for cell in cells if cell["open"]]
    now = [{"p": surface.first.now, "q": surface.second.now}]
    lines = [line for crossing in surface.crossings for line in crossing.lines]
    layers = [{"data": {"values": cells}, "mark": {"type": "rect"}, "encoding": rects}]
    for line in lines:
        values = [{"p": p, "q": q, "n": n} for n, (p, q) in enumerate(line)]
        order = {"field": "n", "type": "quantitative"}
        mark = {"type": "line", "color": "#000000", "strokeWidth": 2}
        layers.append({"data": {"values": values}, "mark": mark, "encoding": {**spots, "order": order}})
    dot = {"type": "point", "filled": True, "size": 12, "color": "#000000", "opacity": 1}
    ring = {"type": "point", "size": 160, "color": "#000000", "fill": "#ffffff", "strokeWidth": 3, "opacity": 1}
    layers.append({"data": {"values": dots}, "mark": dot, "encoding": spots})
    layers.append({"data": {"values": now}, "mark": ring, "encoding": spots})
    return layers
