"""The report's pictures: policies, the belief that decides, the window, evidence and misreadings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.report.drawing import MARK, PERCENT_LABELS, TEXT, picture
from offramp.report.names import Names
from offramp.report.palette import AVOIDED, SOUGHT, Palette, Swatch
from offramp.report.rounding import listed, percent
from offramp.report.rows import Change, Row, Segment, changes, diverging, stacked
from offramp.report.windows import has_window
from offramp.report.words import policy_of, ranked
from offramp.study.results import EvidenceReport, Misreading, PoliciesResult, PolicyResult


def palette_of(result: PoliciesResult) -> Palette:
    """Return the palette of a comparison's outcomes."""
    outcomes = list(result.policies[0].outcomes) if result.policies else []
    return Palette.of(outcomes, result.seek, result.avoid)


def _legend(palette: Palette, names: Names, result: PoliciesResult, used: Mapping[str, bool]) -> dict[str, Swatch]:
    return {outcome_label(name, names, result): palette.swatch(name) for name in palette.order if used.get(name)}


def outcome_label(outcome: str, names: Names, result: PoliciesResult) -> str:
    """Return an outcome's name with its part in the question: `war (to avoid)`."""
    part = " (sought)" if outcome == result.seek else " (to avoid)" if outcome == result.avoid else ""
    return names.outcome(outcome) + part


def outcomes_rows(
    rows: Sequence[tuple[str, Mapping[str, float]]],
    result: PoliciesResult,
    names: Names,
    *,
    uid: str,
    title: str,
    description: str,
) -> str:
    """Draw rows of outcomes by their chances; a row without chances is a heading."""
    palette = palette_of(result)
    used = {name: any(chances.get(name, 0.0) >= 0.0005 for _, chances in rows) for name in palette.order}
    drawn = [
        Row(
            label,
            tuple(
                Segment(outcome_label(name, names, result), chances[name])
                for name in palette.order
                if chances.get(name, 0.0) >= 0.0005 and used[name]
            ),
        )
        for label, chances in rows
    ]
    return stacked(drawn, _legend(palette, names, result, used), uid=uid, title=title, description=description)


def policies_chart(result: PoliciesResult, names: Names, *, uid: str = "policies") -> str:
    """Draw the policies by outcomes, the best chance of the outcome sought on top."""
    rows = [(policy.name, {name: found.chance for name, found in policy.outcomes.items()}) for policy in ranked(result)]
    sought = [f"{label} {percent(chances.get(result.seek or ''))}" for label, chances in rows]
    description = f"Stacked bars, one for each policy. Chance of {names.outcome(result.seek)}: {listed(sought)}."
    return outcomes_rows(rows, result, names, uid=uid, title="Where each policy leads", description=description)


def variants_chart(
    variants: Mapping[str, Mapping[str, float]],
    result: PoliciesResult,
    names: Names,
    *,
    uid: str,
    title: str,
) -> str:
    """Draw the chances of the outcomes under one policy, by concept or by rate."""
    rows = list(variants.items())
    told = [f"{label} {percent(chances.get(result.seek or ''))}" for label, chances in rows]
    description = f"Stacked bars. Chance of {names.outcome(result.seek)}: {listed(told)}."
    return outcomes_rows(rows, result, names, uid=uid, title=title, description=description)


def tornado(policy: PolicyResult, result: PoliciesResult, names: Names, *, uid: str) -> str:
    """Draw how the chances of the outcome sought and the one to avoid depend on each answer, the widest first."""
    likely = {(w.question, w.alternative): w.probability for w in result.watch}
    key = result.seek or result.avoid or ""

    def width(question: str) -> float:
        values = [c[key] for c in policy.by_alternative[question].values() if c.get(key, float("nan")) == c.get(key)]
        return max(values) - min(values) if values else 0.0

    questions = sorted(policy.by_alternative, key=lambda question: -width(question))
    panels = []
    for outcome in (result.seek, result.avoid):
        if outcome is None or _nowhere(policy, outcome):
            continue
        rows: list[Change] = []
        for question in questions:
            rows.append(Change(names.question(question)))
            for alternative, chances in policy.by_alternative[question].items():
                chance = chances.get(outcome)
                if chance is None or chance != chance:
                    continue
                held = likely.get((question, alternative))
                label = names.alternative(question, alternative) + (f" ({percent(held)})" if held is not None else "")
                rows.append(Change(label, after=chance))
        now = policy.outcomes[outcome].chance
        panels.append((f"{outcome_label(outcome, names, result)}, {percent(now)} in all", now, rows))
    if not panels:
        return ""
    title = f"How the chances under {policy.name} hang on each answer"
    told = [f"{row.label}: {percent(row.after)}" for row in panels[0][2] if row.after is not None]
    return diverging(panels, uid=uid, title=title, description=f"{panels[0][0]}; {'; '.join(told)}.")


def _nowhere(policy: PolicyResult, outcome: str) -> bool:
    """Tell whether an outcome has no chance worth drawing whatever the answers."""
    chances = [c.get(outcome, 0.0) for answers in policy.by_alternative.values() for c in answers.values()]
    return not any(chance >= 0.0005 for chance in chances)


def windows_chart(chosen: Sequence[PolicyResult], result: PoliciesResult, names: Names, *, uid: str = "window") -> str:
    """Draw, policy by policy, the chance by date of the outcomes and of the window still being open."""
    lines: dict[str, tuple[str, list[int]]] = {}
    if has_window(result):
        lines["window not yet closed"] = (MARK, [6, 3])
    if result.seek:
        lines[f"{names.outcome(result.seek)} reached"] = (SOUGHT.colour, [1, 0])
    if result.avoid:
        lines[f"{names.outcome(result.avoid)} reached"] = (AVOIDED.colour, [2, 2])
    if not lines:
        return ""
    panels = [_curves(policy, result, lines, first=not number) for number, policy in enumerate(chosen)]
    ends = [f"{policy.name}: {_end(policy, result, names)}" for policy in chosen]
    description = f"Curves over months, one panel for each policy. At the last date, {'; '.join(ends)}."
    spec = {"concat": panels, "columns": 3, "spacing": 24}
    return picture(spec, uid=uid, title="What has happened by when", description=description)


def _end(policy: PolicyResult, result: PoliciesResult, names: Names) -> str:
    parts = [
        f"{names.outcome(outcome)} {percent(list(policy.outcomes[outcome].by_date.values())[-1])}"
        for outcome in (result.seek, result.avoid)
        if outcome is not None and policy.outcomes[outcome].by_date
    ]
    if has_window(result) and policy.open_by:
        parts.append(f"window not yet closed {percent(list(policy.open_by.values())[-1])}")
    return ", ".join(parts)


def _curves(
    policy: PolicyResult, result: PoliciesResult, lines: dict[str, tuple[str, list[int]]], *, first: bool
) -> dict[str, Any]:
    sources: list[Mapping[str, float]] = [policy.open_by] if has_window(result) else []
    sources += [policy.outcomes[outcome].by_date for outcome in (result.seek, result.avoid) if outcome is not None]
    starts = [1.0 if number == 0 and has_window(result) else 0.0 for number in range(len(sources))]
    values = [
        {"line": line, "month": month, "chance": chance}
        for line, source, start in zip(lines, sources, starts, strict=True)
        for month, chance in [(0.0, start), *((float(key), value) for key, value in source.items())]
    ]
    names = list(lines)
    legend = {"orient": "top", "title": None, "labelLimit": 300, "symbolSize": 500, "columns": 3} if first else None
    colour = {"domain": names, "range": [shade for shade, _ in lines.values()]}
    dash = {"domain": names, "range": [dashes for _, dashes in lines.values()]}
    x = {
        "field": "month",
        "type": "quantitative",
        "axis": {"title": "months", "grid": False, "values": list(range(0, 61, 6))},
    }
    y_axis = {"title": None, "labelExpr": PERCENT_LABELS, "values": [0, 0.25, 0.5, 0.75, 1]}
    y = {"field": "chance", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": y_axis}
    return {
        "title": {"text": _two_lines(policy.name), "anchor": "start", "fontSize": 12, "color": TEXT},
        "width": 265,
        "height": 130,
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": "monotone"},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "line", "type": "nominal", "scale": colour, "legend": legend, "sort": names},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dash, "legend": legend, "sort": names},
        },
    }


def _two_lines(text: str) -> list[str]:
    import textwrap

    return (textwrap.wrap(text, 36) or [""])[:2]


def evidence_chart(report: EvidenceReport, names: Names, *, uid: str = "evidence") -> str:
    """Draw, question by question, each answer's prior with its range and its posterior."""
    rows: list[Change] = []
    for question in report.questions:
        rows.append(Change(names.question(question.question)))
        for alternative, prior in question.prior.items():
            low, high = question.low.get(alternative), question.high.get(alternative)
            label = names.alternative(question.question, alternative)
            rows.append(Change(label, prior, question.posterior[alternative], low, high))
    told = [f"{row.label} {percent(row.before)} to {percent(row.after)}" for row in rows if row.before is not None]
    description = f"From prior to posterior: {'; '.join(told)}."
    marks = ("before the evidence", "after it")
    return changes(rows, marks, uid=uid, title="What the evidence does to each belief", description=description)


def beliefs_chart(beliefs: Sequence[Any], names: Names, *, uid: str = "beliefs") -> str:
    """Draw the analyst's belief beside that of each actor whose belief differs."""
    rows: list[Change] = []
    for belief in beliefs:
        rows.append(Change(f"{names.actor(belief.actor)}: {names.question(belief.question)}"))
        for alternative, chance in belief.analyst.items():
            label = names.alternative(belief.question, alternative)
            rows.append(Change(label, chance, belief.believes.get(alternative, 0.0)))
    told = [f"{row.label} {percent(row.before)} against {percent(row.after)}" for row in rows if row.before is not None]
    return changes(
        rows,
        ("the analyst", "the actor"),
        uid=uid,
        title="What actors believe beside what the analyst holds",
        description=f"The analyst's chance against the actor's: {'; '.join(told)}.",
    )


def misreadings_chart(
    found: Sequence[Misreading], result: PoliciesResult, names: Names, *, uid: str = "misreadings"
) -> str:
    """Draw what each actor expects under a policy above what happens."""
    rows: list[tuple[str, Mapping[str, float]]] = [(f"{names.actor(m.actor)} expects", m.expects) for m in found]
    if found:
        rows.append(("what happens", found[0].happens))
    policy = policy_of(result, found[0].policy) if found else None
    told = [
        f"{label}: {names.outcome(result.seek)} {percent(chances.get(result.seek or ''))}" for label, chances in rows
    ]
    title = f"What actors expect under {policy.name if policy else 'the policy'}, and what happens"
    return outcomes_rows(rows, result, names, uid=uid, title=title, description=f"{'; '.join(told)}.")
