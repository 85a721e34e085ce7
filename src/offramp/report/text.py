"""Results as tables for a terminal of 80 columns. Colour is never needed to read them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from string import ascii_uppercase
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from offramp.case.model import Case
from offramp.report import completions, reasons, words
from offramp.report.charts import palette_of
from offramp.report.controls import harmless
from offramp.report.dealing import show_deals
from offramp.report.graph import move, not_followed, ways
from offramp.report.hinges import show_hinges
from offramp.report.holding import reasons_of, shorter
from offramp.report.names import CONCEPT_GLOSSES, Names, quoted
from offramp.report.pooling import show_pool
from offramp.report.printing import PRINTERS
from offramp.report.profiles import show_holds
from offramp.report.robust import show_robust
from offramp.report.rounding import counted, decimal, listed, number, percent, plus_minus, points, span
from offramp.report.staging import show_staged
from offramp.report.varying import show_rates, show_sobol
from offramp.study.listing import StatesResult
from offramp.study.results import (
    DealsResult,
    EvidenceReport,
    MisreadResult,
    PathsResult,
    PoliciesResult,
    Provenance,
    StableResult,
    WhyResult,
)
from offramp.study.results.completions import CertaintyResult, HoldsResult
from offramp.study.results.hinges import HingesResult
from offramp.study.results.pooling import PoolResult
from offramp.study.results.questions import AskResult
from offramp.study.results.robust import RobustResult
from offramp.study.results.varying import RatesResult, SobolResult
from offramp.study.verifying import VerifyResult

WIDEST = 80
MOST_LINES = 40
MOST_COLUMNS = 9


def show(result: Any, console: Console, *, case: Case | None = None, limit: int = MOST_LINES) -> None:
    """Print a result.

    Parameters
    ----------
    result : Result
        What a study found.
    console : rich.console.Console
        Where to print; no line is longer than 80 columns or than the console.
    case : Case, optional
        For names in words; without it actors, questions and options go by their names in the file.
    limit : int, optional
        How many rows of a long table to print.

    Raises
    ------
    TypeError
        If there is no table for such a result.
    """
    printers: dict[type, Callable[[_Page, Any], None]] = {
        PoliciesResult: _policies,
        MisreadResult: _misread,
        EvidenceReport: _evidence,
        DealsResult: show_deals,
        StableResult: _stable,
        WhyResult: _why,
        StatesResult: _states,
        PathsResult: _paths,
        VerifyResult: _verify,
        HoldsResult: show_holds,
        CertaintyResult: completions.certainty,
        AskResult: completions.questions,
        RobustResult: show_robust,
        HingesResult: show_hinges,
        PoolResult: show_pool,
        RatesResult: show_rates,
        SobolResult: show_sobol,
        **PRINTERS,
    }
    printer = printers.get(type(result))
    if printer is None:
        raise TypeError(f"there is no table for {type(result).__name__}")
    page = _Page(console, Names.of(case) if case is not None else Names(), limit)
    source = getattr(result, "provenance", None)
    if isinstance(source, Provenance) and (partial := words.stopped(source)):
        page.say(partial, style="bold")
        page.console.print()
    printer(page, result)
    day = source.as_of if isinstance(source, Provenance) else getattr(result, "as_of", None)
    if day is not None:
        derived = case is not None and case.from_record and isinstance(source, Provenance)
        start = " Play starts from the state that the record gives." if derived else ""
        page.say(f"As of {day}.{start}", style="dim")


class _Page:
    """A console with the names and the limits that all tables share."""

    def __init__(self, console: Console, names: Names, limit: int) -> None:
        self.console = console
        self.names = names
        self.limit = limit
        self.width = min(console.width, WIDEST)

    def say(self, text: str, *, indent: str = "", style: str = "") -> None:
        """Print a paragraph; no-break spaces hold."""
        for line in textwrap.wrap(
            harmless(text), self.width, initial_indent=indent, subsequent_indent=" " * len(indent)
        ) or [""]:
            self.console.print(Text(line, style=style), soft_wrap=True)

    def items(self, lines: Iterable[str]) -> None:
        """Print a list."""
        for line in lines:
            self.say(line, indent="- ")

    def heading(self, text: str) -> None:
        """Print a heading after an empty line."""
        self.console.print()
        self.say(text, style="bold")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, wide: Sequence[int] = (0,)) -> None:
        """Print a table: columns in `wide` wrap, the others hold numbers and keep their width."""
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, width=None, show_edge=False)
        for place, column in enumerate(columns):
            if place in wide:
                table.add_column(Text(harmless(column)), overflow="fold", min_width=min(14, self.width // 5))
            else:
                table.add_column(Text(harmless(column)), justify="right", overflow="fold")
        rows = list(rows)
        for row in rows[: self.limit]:
            table.add_row(*(Text(harmless(cell)) for cell in row))
        with self.console.capture() as drawn:
            self.console.print(table, width=self.width)
        for line in drawn.get().splitlines():
            self.console.print(Text.from_ansi(line.rstrip()), soft_wrap=True)
        if len(rows) > self.limit:
            self.say(f"{len(rows) - self.limit:,} more rows are not shown; --json gives all.", style="dim")

    def provenance(self, found: Provenance, *, of: str = "") -> None:
        """Print where a result comes from, and whose it is if there are several."""
        seed = f", seed {found.seed}" if found.seed is not None else ""
        self.console.print()
        whose = f"{of}: " if of else ""
        self.say(
            f"{whose}{found.case}, digest {found.digest[:12]}, offramp {found.version}; {number(found.states)} states; "
            f"{words.scope(found)}{seed}.",
            style="dim",
        )


# ---------------------------------------------------------------- policies


def _policies(page: _Page, result: PoliciesResult) -> None:
    page.say(result.question, style="bold")
    page.console.print()
    for head, text in words.paragraphs(result, page.names):
        page.say(f"{head}. {text}")
        page.console.print()
    ranked = words.ranked(result)
    if result.seek is not None or result.avoid is not None:
        _yardsticks(page, result)
    palette, names = palette_of(result), page.names
    shown = [o for o in palette.order if any(p.outcomes[o].chance >= 0.0005 for p in ranked)]
    letters = dict(zip(shown, ascii_uppercase, strict=False))
    page.heading("All outcomes")
    for start in range(0, len(shown), MOST_COLUMNS):
        part = shown[start : start + MOST_COLUMNS]
        rows = [[p.name, *(percent(p.outcomes[o].chance) for o in part)] for p in ranked]
        page.table(["policy", *(letters[o] for o in part)], rows)
    keys = [
        f"{letter} {names.outcome(o)}{' (sought)' if o == result.seek else ' (to avoid)' if o == result.avoid else ''}"
        for o, letter in letters.items()
    ]
    page.say("; ".join(keys) + ".")
    show_staged(page, result)
    _deciding(page, result)
    _settling(page, result)
    page.provenance(result.provenance)
    page.say(words.played(result), style="dim")


def _yardsticks(page: _Page, result: PoliciesResult) -> None:
    outcomes = [outcome for outcome in (result.seek, result.avoid) if outcome is not None]
    columns = ["policy"]
    for outcome in outcomes:
        columns += [page.names.outcome(outcome), "range"]
    columns += ["worst\nregret"] if result.seek else []
    rows = []
    for policy in words.ranked(result):
        row = [policy.name]
        for outcome in outcomes:
            found = policy.outcomes[outcome]
            row += [f"{percent(found.chance)} {plus_minus(found.error)}".strip(), span(found.low, found.high)]
        rows.append([*row, percent(policy.regret_seek.high) if policy.regret_seek else ""] if result.seek else row)
    page.table(columns, rows)
    page.say("Range: over the worlds. Regret: what the best policy of the worst world would add.", style="dim")
    if zeros := words.zeros(result):
        page.say(zeros, style="dim")


def _deciding(page: _Page, result: PoliciesResult) -> None:
    names = page.names
    shares = [
        d for d in result.decides if d.policy == result.best_seek and d.outcome == result.seek and d.share >= 0.01
    ]
    if shares:
        page.heading(f"What the chance under {quoted(names.policy(result.best_seek))} hangs on")
        page.table(
            ["unknown", "variance"],
            [[names.unknown(d.unknown), f"{percent(d.share)} {plus_minus(d.error)}".strip()] for d in shares[:8]],
        )
    then = {w: [words.better_then(result, w, yardstick) for yardstick in ("seek", "avoid")] for w in result.watch}
    changing = [w for w in result.watch if any(then[w])]
    if changing:
        page.heading("What to watch for: answers that make another policy best")
        rows = [
            [
                f"{names.alternative(w.question, w.alternative)} ({names.question(w.question)})",
                percent(w.probability),
                *(names.policy(policy) if policy else "as now" for policy in then[w]),
            ]
            for w in changing
        ]
        page.table(["answer", "held", "then best to seek", "then best to avoid"], rows, wide=(0, 2, 3))


def _settling(page: _Page, result: PoliciesResult) -> None:
    """Print how the chances settle as worlds are added, if there are enough worlds to see it."""
    best = {"seek": result.best_seek, "avoid": result.best_avoid}
    columns = words.settling_columns(result, page.names)
    if result.running and columns:
        page.heading("How the chances settle as worlds are added")
        page.table(["worlds", *columns], words.settling_rows(result), wide=())
        told = listed([f"{quoted(page.names.policy(p))} to {y}" for y, p in best.items() if p is not None])
        page.say(f"Under the best policy of the whole study: {told}.", style="dim")


# ---------------------------------------------------------------- misreadings and evidence


def _misread(page: _Page, result: MisreadResult) -> None:
    names = page.names
    rows = [
        [
            names.actor(b.actor),
            names.question(b.question),
            names.alternative(b.question, key),
            percent(value),
            percent(b.believes.get(key)),
        ]
        for b in result.beliefs
        for key, value in b.analyst.items()
        if abs(b.believes.get(key, 0.0) - value) >= 0.005
    ]
    if rows:
        page.say("Beliefs that differ from the analyst's", style="bold")
        page.table(["actor", "question", "answer", "analyst", "actor"], rows, wide=(0, 1, 2))
    page.heading("What actors expect, and what happens")
    ordered = sorted(result.misreadings, key=lambda m: -round(m.gap, 9))
    columns = ["actor", "policy", "misplaced", "seek if\nit knew", "avoid if\nit knew", "error"]
    table = [
        [
            names.actor(m.actor),
            names.policy(m.policy),
            percent(m.gap),
            *(points(price) for price in (m.price_seek, m.price_avoid)),
            plus_minus(m.price_error),
        ]
        for m in ordered
    ]
    page.table(columns, table, wide=(0, 1))
    page.say("Misplaced: of the chance an actor sees. Then: how the chances would change, in points.", style="dim")
    told = [m for m in ordered if m.gap >= 0.005][:6]
    if told:
        page.heading("In words")
        lines = (" ".join(reasons.misreading(m, names, "the outcome sought", "the one to avoid")) for m in told)
        page.items(f"Under {quoted(names.policy(m.policy))}: {line}" for m, line in zip(told, lines, strict=True))
    page.provenance(result.provenance)


def _evidence(page: _Page, result: EvidenceReport) -> None:
    names = page.names
    ranged = any(q.high[key] - q.low[key] >= 0.0005 for q in result.questions for key in q.low)
    if not result.questions:
        page.say("The case asks no questions, so there is nothing for evidence to bear on.")
    for question in result.questions:
        page.say(f"{question.ask} ({names.actor(question.about)})", style="bold")
        rows = [
            [
                names.alternative(question.question, key),
                percent(prior),
                percent(question.posterior[key]),
                *([span(question.low[key], question.high[key])] if ranged else []),
                "; ".join(
                    f"{names.actor(actor)} {percent(chances[key])}"
                    for actor, chances in question.actors.items()
                    if abs(chances[key] - question.posterior[key]) >= 0.005
                ),
            ]
            for key, prior in question.prior.items()
        ]
        columns = ["answer", "before", "after", *(["range"] if ranged else []), "others hold"]
        page.table(columns, rows, wide=(0, len(columns) - 1))
        page.console.print()
    _items(page, result)


def _items(page: _Page, result: EvidenceReport) -> None:
    names = page.names
    posterior = {question.question: question.posterior for question in result.questions}
    rows = []
    for item in result.evidence:
        policy = max(item.seek, key=lambda name: abs(item.seek[name]), default=None)
        moved = policy is not None and abs(item.seek[policy]) >= 0.0005
        effect = [f"{points(item.seek[policy])} {names.policy(policy)}"] if policy is not None and moved else []
        effect += ["changes the best policy"] if item.changes_best else []
        told = "; ".join(reasons.evidence_effect(item, posterior, names)) or "no change"
        mark = "" if item.used else " (too late, not used)"
        rows.append([f"{item.id}{mark}: {item.says}", decimal(item.weight), told, "; ".join(effect)])
    if rows:
        page.say("What would change without each item", style="bold")
        page.table(["item", "weight", "belief", "most moved policy"], rows, wide=(0, 2, 3))
        note = "Weight: of its source. Last column: whose chance of the outcome sought would move most, by points."
        page.say(note, style="dim")


# ---------------------------------------------------------------- stability, states, paths


def _world(page: _Page, result: StableResult | WhyResult) -> None:
    answers = [f"{question} = {answer}" for question, answer in result.world.items()]
    completions = [f"completion {n} of {actor}" for actor, n in result.completions.items()]
    page.say(
        f"In the world where {listed([*answers, *completions])}." if answers or completions else "In the only world."
    )


def _stable(page: _Page, result: StableResult) -> None:
    names = page.names
    _world(page, result)
    concepts = list(result.states[0].equilibrium) if result.states else []
    page.say(f"{number(len(result.states))} states.")
    page.console.print()
    for concept in concepts:
        count = sum(state.equilibrium[concept] for state in result.states)
        page.say(f"{names.concept(concept)}: {counted(count, 'equilibrium', 'equilibria')}")
    held = [state for state in result.states if any(state.equilibrium.values())]
    held.sort(key=lambda state: (-sum(state.equilibrium.values()), state.id))
    page.heading("States that are stable for all")
    rows = [
        [str(s.id), s.label, names.outcome(s.outcome), *("yes" if s.equilibrium[c] else "no" for c in concepts)]
        for s in held
    ]
    page.table(["id", "state", "outcome", *(names.concept(c) for c in concepts)], rows, wide=(1, 2))
    page.say("`offramp why CASE ID` gives the reasons for one state.", style="dim")
    page.provenance(result.provenance)


def _why(page: _Page, result: WhyResult) -> None:
    names, state = page.names, result.state
    page.say(f"State {state.id}: {state.label} ({names.outcome(state.outcome)})", style="bold")
    _world(page, result)
    actors = list(next(iter(state.stable.values()), {}))
    concepts = list(state.stable)
    rows = [[names.actor(a), *("stays" if state.stable[c][a] else "leaves" for c in concepts)] for a in actors]
    rows.append(["all stay", *("yes" if state.equilibrium.get(c) else "no" for c in concepts)])
    page.console.print()
    page.table(["actor", *(names.concept(c) for c in concepts)], rows)
    labels = {state.id: state.label}
    for verdict in result.witnesses:
        labels |= {s.improvement: s.label for s in verdict.sanctions}
        labels |= {step.to: step.label for s in verdict.sanctions for step in s.steps}
    told = [shorter(verdict, {}, labels, names) for verdict in result.witnesses]
    found = reasons_of(told, names)
    if found:
        page.console.print()
        page.items(f"{'[threat nobody keeps] ' if reason.threat else ''}{reason.text}" for reason in found)
    used = [c for c in concepts if c in CONCEPT_GLOSSES]
    page.heading("Kinds of foresight")
    page.items(f"{names.concept(c)}: {CONCEPT_GLOSSES[c]}" for c in used)
    page.provenance(result.provenance)


def _states(page: _Page, result: StatesResult) -> None:
    names = page.names
    page.say(f"{number(len(result.states))} feasible states of {number(result.combinations)} combinations of levels.")
    if result.status_quo is not None:
        page.say(f"The status quo is state {result.status_quo}.")
    page.console.print()
    page.table(["outcome", "states"], [[names.outcome(o), number(count)] for o, count in result.outcomes.items()])
    page.console.print()
    rows = [[str(state.id), state.label, names.outcome(state.outcome)] for state in result.states]
    page.table(["id", "state", "outcome"], rows, wide=(1, 2))


def _paths(page: _Page, result: PathsResult) -> None:
    names = page.names
    page.say(f"The ways play takes under {quoted(names.policy(result.policy))}", style="bold")
    for outcome, chance, moves in ways(result, names):
        page.console.print()
        page.say(f"{names.outcome(outcome)}, likeliest end {percent(chance)}:")
        page.items(moves or ["play ends where it starts"])
    page.heading("States")
    numbers = {node.id: str(node.id) for node in result.nodes}
    rows = [
        [numbers[n.id], n.label, names.outcome(n.outcome), str(n.steps), percent(n.visited), percent(n.end)]
        for n in result.nodes
    ]
    page.table(["id", "state", "outcome", "steps", "visited", "ends"], rows, wide=(1, 2))
    page.heading("Moves made most often")
    made = [
        [
            numbers.get(e.origin, str(e.origin)),
            numbers.get(e.target, str(e.target)),
            move(e, names),
            percent(e.flow),
        ]
        for e in result.edges
    ]
    page.table(["from", "to", "move", "how often"], made, wide=(2,))
    for line in not_followed(result):
        page.say(line)


def _verify(page: _Page, result: VerifyResult) -> None:
    page.items(f"refused: {line}" for line in result.refused[: page.limit])
    page.say(f"{result.said[0].upper()}{result.said[1:]}.")
    page.say(f"{counted(result.witnesses, 'reason')} and {counted(result.verdicts, 'verdict')} re-checked.")
    if result.unchecked:
        page.say(f"{counted(result.unchecked, 'verdict')} not re-checked.")
    page.items(f"not looked at: {line}" for line in result.passed_over)
