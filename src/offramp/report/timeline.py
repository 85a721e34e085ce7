"""Where we are, and how we came here: levels and states over time, in words and tables."""

from __future__ import annotations

from itertools import pairwise

from offramp.report import recorded
from offramp.report.events import kinds
from offramp.report.names import Names, quoted, spaced
from offramp.report.page import Page
from offramp.report.rounding import counted, listed, percent
from offramp.report.sheets import Table
from offramp.study.results.recording import Coming, LevelSpan, StateSpan, TimelineResult

IMPOSSIBLE = "the case holds this for impossible"
DOUBT = (
    "Levels come from rules in the case, which the analyst wrote with the events before their eyes. Other rules would "
    "give other levels."
)
START = "the start"
"""What a level is said to be set by that no rule, no calendar and no date has set."""
WEEK = 7


def show_timeline(page: Page, result: TimelineResult) -> None:
    """Print the states the record went through, and where we are."""
    names = page.names
    page.say(f"Where we are on {result.until}", style="bold")
    page.say(summary(result, names))
    page.say(DOUBT)
    tables = [why(result, names), stated(result, names), states(result, names)]
    tables += [posteriors(result, names), kinds(result.kinds), coming(result.coming)]
    for table in tables:
        if table is not None and table.rows:
            page.heading(table.caption)
            page.table(table.columns, table.rows, wide=table.wide)
            if table.note:
                page.say(table.note, style="dim")
        elif table is not None and table.caption == "Why":
            page.say(at_start(result, names))
    page.heading("Evidence")
    page.items(evidence(result))
    page.say("")
    page.say(recorded.source(result.provenance), style="dim")


def summary(result: TimelineResult, names: Names) -> str:
    """Say in which state the record stands, since when, how it compares with the case, and what contradicts it."""
    if not result.states:
        return "The record covers no day, so it gives no state."
    now = result.states[-1]
    lines = [
        f"The record puts us in {quoted(now.label)} since {now.since} (outcome: {names.outcome(now.outcome)}), the "
        f"last of {counted(len(result.states), 'state')} since {result.since}."
    ]
    wrong = [state for state in result.states if not state.possible]
    if not now.possible:
        lines.append("The case holds this state for impossible: its rules and its exclusions contradict each other.")
    elif wrong:
        lines.append(
            f"{counted(len(wrong), 'earlier state is', 'earlier states are')} impossible by the case: there its rules "
            "and its exclusions contradict each other."
        )
    if short := brief(result):
        lines.append(
            f"{counted(short, 'state')} gave way to another within a week: that may be what happened, or rules that "
            "answer to noise."
        )
    lines.append(agreement(result, names))
    return " ".join(lines)


def agreement(result: TimelineResult, names: Names) -> str:
    """Say how the status quo of the record compares with that of the case file."""
    if result.stated is None:
        return "The case file states no status quo for this day to compare it with."
    if not result.differs:
        return "The case file states the same status quo."
    which = listed([recorded.lane(variable, names) for variable in result.differs])
    return (
        f"The case file states another status quo in {which}; one of the two is wrong, or they mean different things."
    )


def now_of(result: TimelineResult) -> list[LevelSpan]:
    """Return the present level of every option and clock."""
    last: dict[str, LevelSpan] = {}
    for span in result.levels:
        last[span.variable] = span
    return list(last.values())


def why(result: TimelineResult, names: Names) -> Table:
    """The present levels that a rule, the calendar or dates set, since when, by which rule and event; then the rest."""
    now = now_of(result)
    rows = [
        [f"{recorded.lane(s.variable, names)}: {spaced(s.level)}", s.since, f"{s.rule}{because(s)}"]
        for s in now
        if s.rule != START
    ]
    note = "Each level is that of the last rule that applied and has not run out."
    if rest := at_start(result, names):
        note += f" {rest}"
    return Table("Why", ("level", "since", "by which rule and event"), rows, (0, 2), note)


def at_start(result: TimelineResult, names: Names) -> str:
    """Say which options and clocks stand where they stood at the start, and since when, if they had left it."""
    first = result.since
    told = [
        f"{recorded.lane(s.variable, names)} {spaced(s.level)}"
        + (f" (again since {s.since})" if s.since > first else "")
        for s in now_of(result)
        if s.rule == START
    ]
    return f"As at the start, no rule setting them otherwise: {'; '.join(told)}." if told else ""


def because(span: LevelSpan) -> str:
    """Say the event behind a level, and from when it was known if that was later."""
    late = f"; known on {span.known_on}" if span.known_on > span.since else ""
    if span.event is None:
        return f" ({late.removeprefix('; ')})" if late else ""
    says = f": {recorded.cut(span.says)}" if span.says else ""
    return f" ({span.event}{says}{late})"


def stated(result: TimelineResult, names: Names) -> Table | None:
    """What the case file states beside what the record gives, where they differ; None if they do not."""
    if result.stated is None or not result.differs:
        return None
    rows = [
        [recorded.lane(v, names), spaced(result.stated.get(v, "")), spaced(result.status_quo[v])]
        for v in result.differs
    ]
    return Table("Stated and derived", ("", "the case states", "the record gives"), rows, (0, 1, 2), "")


def states(result: TimelineResult, names: Names) -> Table:
    """The states, one after the other, each with what changed."""
    befores: list[StateSpan | None] = [None, *result.states]
    rows = [
        [recorded.stretch(now.since, now.until), names.outcome(now.outcome), changed(before, now, names)]
        for before, now in zip(befores, result.states, strict=False)
    ]
    return Table("States over time", ("days", "outcome", "what changed"), rows, (0, 1, 2), "")


def changed(before: StateSpan | None, now: StateSpan, names: Names) -> str:
    """Say what is different from the state before, or the state itself if it is the first."""
    moved = [v for v, level in now.levels.items() if before is not None and before.levels.get(v) != level]
    told = listed([names.level(v, now.levels[v]) for v in moved]) if moved else now.label
    return told if now.possible else f"{told} ({IMPOSSIBLE})"


def history(result: TimelineResult, names: Names) -> Table:
    """Every level of every option and clock, with the rule and the event that set it."""
    rows = [
        [recorded.lane(s.variable, names), spaced(s.level), recorded.stretch(s.since, s.until), f"{s.rule}{because(s)}"]
        for s in result.levels
    ]
    return Table("Every level", ("option or clock", "level", "days", "rule and event"), rows, (0, 1, 2, 3), "")


def posteriors(result: TimelineResult, names: Names) -> Table:
    """What is held of each question with the evidence known by then."""
    rows = [
        [names.question(question) if not number else "", names.alternative(question, key), percent(chance)]
        for question, chances in result.posteriors.items()
        for number, (key, chance) in enumerate(chances.items())
    ]
    note = "With the evidence known by then, from the analyst's priors and likelihoods; other analysts hold others."
    return Table("What is held", ("question", "answer", "held"), rows, (0, 1), note)


def evidence(result: TimelineResult) -> list[str]:
    """Say which evidence was known by then, and which is hidden because it was known only later."""
    known, hidden = (", ".join(items) for items in (result.evidence, result.hidden))
    return [
        f"Known by {result.until}: {known or 'none'}.",
        f"Known only later, and not used: {hidden or 'none'}.",
    ]


def coming(entries: tuple[Coming, ...]) -> Table:
    """What of the calendar has begun or is to come."""
    rows = [[recorded.in_days(e.days), e.name, recorded.stretch(e.start, e.end)] for e in entries]
    note = "By what was publicly known of dates by then; what is held may still be put off or called off."
    return Table("What is coming", ("when", "what", "days"), rows, (0, 1, 2), note)


def brief(result: TimelineResult) -> int:
    """Return how many states gave way to another within a week."""
    return sum(
        (recorded.day_of(after.since) - recorded.day_of(before.since)).days < WEEK
        for before, after in pairwise(result.states)
    )
