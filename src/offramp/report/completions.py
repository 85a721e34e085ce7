"""In how many worlds chances are certain, and what to ask next, as text and a picture."""

from __future__ import annotations

from offramp.report.drawing import picture
from offramp.report.hinges import share_panel
from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.rounding import counted, listed, percent, plus_minus, points, span
from offramp.report.words import below
from offramp.study.results.completions import CertaintyResult, CompletionRange, Share
from offramp.study.results.questions import Ask, AskResult, Gain

MOST_RANGES = 12
MOST_ASKED = 8
LEAST_SHARE = 0.005
LEAST_MOVED = 0.005
LEAST_WORTH = 0.0005
WORTH_ASKING = 0.005
SETTLED = 1e-9
"""A standard deviation of a chance below this is rounding."""


def cell(share: Share) -> str:
    """Write a share for a table: `all`, `no`, or how much.

    Examples
    --------
    >>> cell(Share("all", 1.0, 0.0, 0.0)), cell(Share("some", 0.5, 0.02, 0.0)), cell(Share("no", 0.0, 0.0, 0.01))
    ('all', '50\\xa0%', 'no')
    """
    return percent(share.share) if share.verdict == "some" else share.verdict


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
                f"Where all worlds drawn agree, less than {below(against)} disagree, with 95 % confidence.",
                style="dim",
            )
    _ranges(page, result)
    page.provenance(result.provenance)


def _ranges(page: Page, result: CertaintyResult) -> None:
    """Print how far one actor's open preferences move a chance, where they do so beyond chance."""
    moved = [r for r in result.ranges if moves(r)]
    if moved:
        page.heading("What one actor's open preferences can do to a chance")
        page.table(
            ["policy", "outcome", "actor", "expected", "from, to"],
            [_range(r, page.names) for r in moved[:MOST_RANGES]],
            wide=(0, 1, 2),
        )
    if result.ranges:
        page.say(ranges_in_words(result), style="dim")


def moves(found: CompletionRange) -> bool:
    """Tell whether an actor's completions move a chance beyond noise, and by half a point or more."""
    return found.telling and found.high - found.low >= LEAST_MOVED


def ranges_in_words(result: CertaintyResult) -> str:
    """Say how to read the ranges, what is not listed, and where nothing can be told."""
    moved = [r for r in result.ranges if moves(r)]
    told = []
    if moved:
        told.append("In brackets: the answers that are given; else they keep their weights.")
        if len(moved) > MOST_RANGES:
            told.append(f"{counted(len(moved) - MOST_RANGES, 'range')} more, less sure, left out.")
        told.append("Of no other can it be said, by two standard errors, that it moves a chance by half a point.")
    else:
        told.append("Of no actor can it be said, by two standard errors, that its open preferences move a chance.")
    if any(r.unseen for r in moved[:MOST_RANGES]):
        told.append("* Some completions are in no world: the range may be wider.")
    if thin := sum(r.thin for r in result.ranges):
        told.append(f"There are too few worlds to tell in {counted(thin, 'case')}.")
    return " ".join(told)


def _range(found: CompletionRange, names: Names) -> list[str]:
    given = listed([names.alternative(q, a) for q, a in found.given.items()])
    actor = f"{names.actor(found.actor)} ({given})" if given else names.actor(found.actor)
    ends = f"{span(found.low, found.high)}{'*' if found.unseen else ''}"
    return [
        names.policy(found.policy),
        names.outcome(found.outcome),
        actor,
        percent(found.expected),
        f"{ends} {plus_minus(max(found.low_error, found.high_error))}".strip(),
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
    if line := only_sharpens(result):
        page.say(line)
    page.items(settled_in_words(result, names))
    page.heading("Questions, by how much doubt an answer takes away")
    yardsticks = unsettled(result)
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


def unsettled(result: AskResult) -> list[str]:
    """Return the yardsticks whose chance under the policy best by them is not the same in every world."""
    return [y for y, deviation in result.deviation.items() if deviation > SETTLED]


def settled_in_words(result: AskResult, names: Names) -> list[str]:
    """Say of which yardsticks the chance is the same in every world, so that no answer bears on it."""
    scope = "every world" if result.provenance.exact else "every world looked at"
    policies = {y: gain.policy for asked in result.questions[:1] for y, gain in asked.gains.items()}
    return [
        f"The chance of {quoted(names.outcome(result.seek if y == 'seek' else result.avoid))} under "
        f"{quoted(names.policy(policy))} is the same in {scope}, so no answer bears on it."
        for y, policy in policies.items()
        if y not in unsettled(result)
    ]


def only_sharpens(result: AskResult) -> str:
    """Say that no answer would change the choice; nothing if one would."""
    if any(gain.worth >= WORTH_ASKING for asked in result.questions for gain in asked.gains.values()):
        return ""
    return (
        "No answer is worth half a point of chance before choosing: the answers below would sharpen the forecast, not "
        "change the choice."
    )


def in_words(asked: Ask, names: Names) -> str:
    """Write a question as one would ask it.

    Examples
    --------
    >>> in_words(Ask("order", "usa", "talks", "not strike", 1.0, 0.5, {}), Names())
    'usa: does "talks" matter more than "not strike"?'
    >>> in_words(Ask("holds", "usa", "talks", "", 1.0, 0.5, {}), Names())
    'usa: does it want "talks"?'
    >>> in_words(Ask("answer", "usa", "hard_line", "usa_aim", 1.0, 0.5, {}), Names())
    'usa aim: is it "hard line"?'
    """
    if asked.kind == "answer":
        question, answer = names.question(asked.second), names.alternative(asked.second, asked.first)
        return f'{question} Is it "{answer}"?' if question.endswith("?") else f'{question}: is it "{answer}"?'
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
    gains = result.questions[0].gains
    under = [f"of {names.outcome(outcomes[y])} under {names.policy(gains[y].policy)}" for y in unsettled(result)]
    text = (
        f"Doubt: the share of the variance of the chance {listed(under)} that the answer takes away on average. "
        "Worth: what choosing a policy after the answer adds to the chance, in points."
    )
    if any(asked.applies < 1 - 1e-9 for asked in result.questions):
        text += " Yes: where the actor has the statements at all."
    if result.hidden:
        text += f" {counted(result.hidden, 'more question was', 'more questions were')} weighed."
    return text
