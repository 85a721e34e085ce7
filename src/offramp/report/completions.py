"""What holds in all, some or no profiles, and what to ask next, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from offramp.report.drawing import picture
from offramp.report.hinges import share_panel
from offramp.report.names import Names
from offramp.report.page import Page
from offramp.report.rounding import NOBREAK, counted, listed, number, percent, plus_minus, points, span
from offramp.report.words import quoted
from offramp.study.results.completions import CertaintyResult, CompletionRange, HeldState, HoldsResult, Share
from offramp.study.results.questions import Ask, AskResult, Gain

MOST_RANGES = 12
MOST_ASKED = 8
LEAST_SHARE = 0.005
LEAST_WORTH = 0.0005


# ---------------------------------------------------------------- what holds


def holds(page: Page, result: HoldsResult) -> None:
    """Print which states hold in all, some or no preference profiles."""
    names = page.names
    page.say(_profiles(result, names))
    concepts = list(result.counts)
    rows = [
        [names.concept(c), *(number(result.counts[c][verdict]) for verdict in ("all", "some", "no"))] for c in concepts
    ]
    page.heading("How many states are stable for all actors, in how many profiles")
    page.table(["foresight", "in all", "in some", "in none"], rows)
    held = [state for state in result.states if any(share.verdict != "no" for share in state.equilibrium.values())]
    page.heading("States that are stable for all, and in which share of the profiles")
    page.table(
        ["id", "state", "outcome", *(names.concept(c) for c in concepts)],
        [[str(s.id), s.label, names.outcome(s.outcome), *(cell(s.equilibrium[c]) for c in concepts)] for s in held],
        wide=(1, 2),
    )
    if result.hidden:
        page.say(f"{number(result.hidden)} more states are stable for all in some profile.", style="dim")
    start = next((s for s in result.states if s.id == result.status_quo), None)
    if start is not None:
        page.heading("The status quo: for whom it is stable")
        page.table(["actor", *(names.concept(c) for c in concepts)], by_actor(start, concepts, names))
    page.items(doubt_of(result))
    page.say(_source(result), style="dim")


def _profiles(result: HoldsResult, names: Names) -> str:
    fixed = [f"{names.question(q)} {names.alternative(q, a)}" for q, a in result.answers.items()]
    open_for = [names.the(actor) for actor, count in result.orders.items() if count > 1]
    if not open_for:
        text = "What every actor wants is settled: there is one preference profile."
    else:
        text = f"{counted(int(result.profiles), 'preference profile')}; what is wanted is open for {listed(open_for)}."
    given = f" With these answers fixed: {listed(fixed)}." if fixed else ""
    return f"{text}{given} Everybody is taken to know what the others want."


def cell(share: Share) -> str:
    """Write a share for a table: `all`, `no`, or how much.

    Examples
    --------
    >>> cell(Share("all", 1.0, 0.0, 0.0)), cell(Share("some", 0.5, 0.02, 0.0)), cell(Share("no", 0.0, 0.0, 0.01))
    ('all', '50\\xa0%', 'no')
    """
    return percent(share.share) if share.verdict == "some" else share.verdict


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
            f"than {percent_of(against)} "
            "of the profiles speak against them."
        )
    moved = [abs(running[-1] - running[-2]) for s in result.states for running in s.running.values()]
    if moved and len(result.marks) > 1:
        lines.append(
            f"From {number(result.marks[-2])} draws to {number(result.marks[-1])} no share moved by more than "
            f"{points(max(moved)).lstrip('+')} points."
        )
    return lines


def percent_of(share: float) -> str:
    """Write a bound with one place below ten per cent.

    Examples
    --------
    >>> percent_of(0.0075), percent_of(0.25)
    ('0.8\\xa0%', '25\\xa0%')
    """
    return f"{share * 100:.1f}\N{NO-BREAK SPACE}%" if share < 0.1 else percent(share)


def _source(result: HoldsResult) -> str:
    found = result.provenance
    seed = f", seed {found.seed}" if found.seed is not None else ""
    return f"{found.case}, digest {found.digest[:12]}, offramp {found.version}; {number(found.states)} states{seed}."


# ---------------------------------------------------------------- where chances are certain


def certainty(page: Page, result: CertaintyResult) -> None:
    """Print in how many worlds the judge's outcomes are certain, open or impossible."""
    names = page.names
    for outcome in dict.fromkeys(c.outcome for c in result.certainties):
        page.heading(f"{names.outcome(outcome)}: in which share of the worlds it is certain, open, impossible")
        mine = [c for c in result.certainties if c.outcome == outcome]
        rows = [
            [
                names.policy(c.policy),
                f"{percent(c.certain)} {plus_minus(c.certain_error)}".strip(),
                f"{percent(c.open)} {plus_minus(c.open_error)}".strip(),
                f"{percent(c.impossible)} {plus_minus(c.impossible_error)}".strip(),
            ]
            for c in mine
        ]
        page.table(["policy", "certain", "open", "impossible"], rows)
        against = max(c.against for c in mine)
        if against:
            page.say(
                f"Where all worlds drawn agree, less than {percent_of(against)} disagree, with 95 % confidence.",
                style="dim",
            )
    moved = [r for r in result.ranges if r.unseen < r.completions and r.high - r.low >= 0.005]
    if moved:
        page.heading("What one actor's open preferences can do to a chance, its answers given")
        page.table(
            ["policy", "outcome", "actor", "expected", "from, to"],
            [_range(r, names) for r in moved[:MOST_RANGES]],
            wide=(0, 1, 2),
        )
        if any(r.thin for r in moved[:MOST_RANGES]):
            page.say("* some completion has fewer than 30 worlds: the range is likely too wide.", style="dim")
    page.provenance(result.provenance)


def _range(found: CompletionRange, names: Names) -> list[str]:
    given = listed([names.alternative(q, a) for q, a in found.given.items()])
    actor = f"{names.actor(found.actor)} ({given})" if given else names.actor(found.actor)
    mark = "*" if found.thin else ""
    return [
        names.policy(found.policy),
        names.outcome(found.outcome),
        actor,
        percent(found.expected),
        f"{span(found.low, found.high)}{mark}",
    ]


# ---------------------------------------------------------------- what to ask


def questions(page: Page, result: AskResult) -> None:
    """Print which question to ask next."""
    names = page.names
    if not result.questions:
        page.say("Nothing is open in what the actors want, so there is nothing to ask about it.")
        return
    first = result.questions[0]
    page.say(f"Ask first: {in_words(first, names)}", style="bold")
    page.heading("Questions, by how much doubt an answer takes away")
    yardsticks = list(first.gains)
    outcomes = {"seek": result.seek, "avoid": result.avoid}
    columns = ["question", "yes"]
    for y in yardsticks:
        columns += [f"{names.outcome(outcomes[y])}:\ndoubt", "worth"]
    rows = []
    for asked in result.questions:
        row = [in_words(asked, names), percent(asked.yes)]
        for y in yardsticks:
            gain = asked.gains[y]
            row += [f"{percent(gain.share)} {plus_minus(gain.share_error)}".strip(), points(gain.worth)]
        rows.append(row)
    page.table(columns, rows)
    page.say(_legend(result, names), style="dim")
    page.provenance(result.provenance)


def in_words(asked: Ask, names: Names) -> str:
    """Write a question as one would ask it.

    Examples
    --------
    >>> in_words(Ask("order", "usa", "talks", "not strike", 1.0, 0.5, {}), Names())
    'usa: does "talks" matter more than "not strike"?'
    >>> in_words(Ask("holds", "usa", "talks", "", 1.0, 0.5, {}), Names())
    'usa: does it want "talks"?'
    >>> in_words(Ask("answer", "usa", "hard_line", "usa_aim", 1.0, 0.5, {}), Names())
    'usa aim Is it "hard line"?'
    """
    if asked.kind == "answer":
        return f'{names.question(asked.second)} Is it "{names.alternative(asked.second, asked.first)}"?'
    actor = names.actor(asked.actor)
    if asked.kind == "holds":
        return f'{actor}: does it want "{asked.first}"?'
    return f'{actor}: does "{asked.first}" matter more than "{asked.second}"?'


def telling(result: AskResult) -> list[Ask]:
    """Return the questions whose answers do something that can be told from noise."""
    return [asked for asked in result.questions if any(_tells(gain) for gain in asked.gains.values())]


def _tells(gain: Gain) -> bool:
    share = gain.share >= max(LEAST_SHARE, 2 * gain.share_error)
    return share or gain.worth >= max(LEAST_WORTH, 2 * gain.worth_error)


def ask_chart(result: AskResult, names: Names, *, uid: str = "ask", most: int = MOST_ASKED) -> str:
    """Draw how much of the doubt each answer takes away, with two standard errors, a panel for each yardstick.

    Returns
    -------
    str
        An `<svg>` element; empty if no answer tells anything.
    """
    outcomes = {"seek": result.seek, "avoid": result.avoid}
    panels, told = [], []
    for y in result.deviation:
        rows = [(in_words(a, names), a.gains[y].share, a.gains[y].share_error) for a in telling(result) if y in a.gains]
        rows = sorted((r for r in rows if r[1] >= max(LEAST_SHARE, 2 * r[2])), key=lambda r: -r[1])[:most]
        if rows:
            title = f"Doubt about {names.outcome(outcomes[y])} that an answer takes away"
            panels.append(share_panel(rows, title))
            told.append(f"{title}: {'; '.join(f'{label} {percent(share)}' for label, share, _ in rows)}")
    if not panels:
        return ""
    spec = {"vconcat": panels, "spacing": 24}
    title = "Which question to ask next"
    return picture(spec, uid=uid, title=title, description=f"Bars. {'. '.join(told)}.")


def _legend(result: AskResult, names: Names) -> str:
    outcomes = {"seek": result.seek, "avoid": result.avoid}
    under = [
        f"of {names.outcome(outcomes[y])} under {names.policy(gain.policy)}"
        for y, gain in result.questions[0].gains.items()
    ]
    text = (
        f"Doubt: the share of the variance of the chance {listed(under)} that the answer takes away on average. "
        "Worth: what choosing a policy after the answer adds to the chance, in points."
    )
    if any(asked.applies < 1 - 1e-9 for asked in result.questions):
        text += " Yes: where the actor has the statements at all."
    if result.hidden:
        text += f" {counted(result.hidden, 'more question was', 'more questions were')} weighed."
    return text
