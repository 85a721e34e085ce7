"""Results as small HTML tables for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from offramp.report.names import Names
from offramp.report.rounding import decimal, percent, points, span
from offramp.report.sheets import told
from offramp.report.words import ranked
from offramp.study.results import (
    DealsResult,
    EvidenceReport,
    MisreadResult,
    PathsResult,
    PoliciesResult,
    StableResult,
    WhyResult,
)

MOST_ROWS = 60
NAMES = Names()


def html_table(result: Any) -> str:
    """Return a result as an HTML table, or as its JSON text if there is no table for it.

    Parameters
    ----------
    result : Result
        What a study found.

    Returns
    -------
    str
        HTML in which everything from the case is escaped.
    """
    tables: dict[str, Callable[[Any], str]] = {
        "PoliciesResult": _policies,
        "MisreadResult": _misread,
        "EvidenceReport": _evidence,
        "DealsResult": _deals,
        "StableResult": _stable,
        "WhyResult": _why,
        "StatesResult": _states,
        "PathsResult": _paths,
        "VerifyResult": _verify,
    }
    table = tables.get(type(result).__name__)
    return table(result) if table else f"<pre>{escape(result.to_json())}</pre>"


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col" style="text-align:left">{escape(column)}</th>' for column in columns)
    every = list(rows)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row) + "</tr>"
        for row in every[:MOST_ROWS]
    )
    more = f"<p>{len(every) - MOST_ROWS:,} more rows are not shown.</p>" if len(every) > MOST_ROWS else ""
    return (
        f'<table><caption style="text-align:left">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def _policies(result: PoliciesResult) -> str:
    outcomes = list(result.policies[0].outcomes) if result.policies else []
    rows = [
        [
            policy.name,
            *(f"{percent(found.chance)} ({span(found.low, found.high)})" for found in policy.outcomes.values()),
        ]
        for policy in ranked(result)
    ]
    return _table(result.question, ["policy", *(NAMES.outcome(name) for name in outcomes)], rows)


def _misread(result: MisreadResult) -> str:
    rows = [
        [m.actor, NAMES.policy(m.policy), percent(m.gap), points(m.price_seek), points(m.price_avoid)]
        for m in result.misreadings
    ]
    columns = ["actor", "policy", "misplaced", "outcome sought if it knew", "outcome to avoid if it knew"]
    return _table("What actors expect, against what happens", columns, rows)


def _evidence(result: EvidenceReport) -> str:
    beliefs = [
        [q.ask, NAMES.alternative(q.question, key), percent(prior), percent(q.posterior[key])]
        for q in result.questions
        for key, prior in q.prior.items()
    ]
    items = [[e.id, e.says, decimal(e.weight), "yes" if e.used else "no"] for e in result.evidence]
    first = _table("Beliefs", ["question", "answer", "before", "after"], beliefs)
    return first + _table("Evidence", ["item", "says", "weight", "used"], items)


def _deals(result: DealsResult) -> str:
    table = told(result, NAMES)
    return _table(f"Deals that reach {NAMES.outcome(result.reach)}", table.columns, table.rows)


def _stable(result: StableResult) -> str:
    concepts = list(result.states[0].equilibrium) if result.states else []
    held = [state for state in result.states if any(state.equilibrium.values())]
    rows = [[s.id, s.label, NAMES.outcome(s.outcome), *_yes(s.equilibrium[c] for c in concepts)] for s in held]
    return _table("Equilibria", ["id", "state", "outcome", *(NAMES.concept(c) for c in concepts)], rows)


def _why(result: WhyResult) -> str:
    from offramp.report.reasons import verdict

    rows = [
        [v.actor, NAMES.concept(v.concept), "stable" if v.stable else "unstable", verdict(v)] for v in result.witnesses
    ]
    return _table(f"State {result.state.id}: {result.state.label}", ["actor", "concept", "verdict", "why"], rows)


def _states(result: Any) -> str:
    rows = [[state.id, state.label, NAMES.outcome(state.outcome)] for state in result.states]
    return _table(f"{len(result.states):,} feasible states", ["id", "state", "outcome"], rows)


def _paths(result: PathsResult) -> str:
    rows = [
        [n.id, n.label, NAMES.outcome(n.outcome), n.steps, percent(n.visited), percent(n.end)] for n in result.nodes
    ]
    columns = ["id", "state", "outcome", "steps", "visited", "ends there"]
    return _table(f"The ways play takes under {NAMES.policy(result.policy)}", columns, rows)


def _verify(result: Any) -> str:
    rows = [["reasons", result.witnesses], ["verdicts", result.verdicts], ["not re-checked", result.unchecked]]
    rows += [["refused", line] for line in result.refused]
    rows += [["not looked at", line] for line in result.passed_over]
    return _table(f"{result.said[0].upper()}{result.said[1:]}", ["re-checked", ""], rows)


def _yes(values: Iterable[bool]) -> list[str]:
    return ["yes" if value else "no" for value in values]
