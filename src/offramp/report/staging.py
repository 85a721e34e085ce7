"""Policies that learn before they choose, beside acting at once: sentences, a table and a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.rounding import NOBREAK, listed, percent, plus_minus, points
from offramp.report.rows import Change, changes
from offramp.study.results import PoliciesResult
from offramp.study.results.staging import AtOnce, Staged

MOST = 0.75
"""A part that carries this much of a gain is said to make it."""
LEGEND = (
    "Gain: over the best of what the policy may come to, adopted at once, in points of chance; above 0 is better by "
    "either outcome. It is what learning adds, if what is then chosen were adopted at once, and what the stages before "
    "add; where these are below 0, waiting costs that much."
)


def beside(result: PoliciesResult) -> Iterator[tuple[Staged, AtOnce]]:
    """Yield every policy that learns, by every yardstick."""
    for staged in result.staged:
        for row in staged.yardsticks:
            yield staged, row


def outcome_of(row: AtOnce, result: PoliciesResult, names: Names) -> str:
    """Return the outcome of a yardstick."""
    return names.outcome(result.seek if row.yardstick == "seek" else result.avoid)


def show_staged(page: Page, result: PoliciesResult) -> None:
    """Print policies in stages beside acting at once; nothing if the case has none that learn."""
    if not result.staged:
        return
    names = page.names
    page.heading("Learning first, beside acting at once")
    rows = [
        [
            names.policy(staged.policy),
            outcome_of(row, result, names),
            f"{percent(row.staged.chance)} {plus_minus(row.staged.error)}".strip(),
            percent(row.at_once[row.best]),
            *figures(row),
        ]
        for staged, row in beside(result)
    ]
    columns = ["policy", "outcome", "learning\nfirst", "best at\nonce", "gain", "by\nlearning", "stages\nbefore"]
    page.table(columns, rows, wide=(0, 1))
    page.items(in_words(staged, result, names) for staged in result.staged)
    page.say(LEGEND, style="dim")


def figures(row: AtOnce) -> list[str]:
    """Return the gain, what learning adds and what the stages before add, in points with their sampling errors."""
    pairs = ((row.gain, row.gain_error), (row.learning, row.learning_error), (row.before, row.before_error))
    return [f"{points(value)} {plus_minus(error)}".strip() for value, error in pairs]


def in_words(staged: Staged, result: PoliciesResult, names: Names) -> str:
    """Say what a policy learns, when, and whether that pays."""
    learned = listed([quoted(names.question(question)) for question in staged.learns])
    when = (
        "at the start"
        if staged.months <= 0
        else f"after {staged.months:.3g}{NOBREAK}{'month' if staged.months == 1 else 'months'}"
    )
    verdicts = [_verdict(row, result, names) for row in staged.yardsticks]
    told = f"; {'; '.join(verdicts)}" if verdicts else ""
    return f"{quoted(names.policy(staged.policy))} learns the answer to {learned} {when}{told}."


def _verdict(row: AtOnce, result: PoliciesResult, names: Names) -> str:
    aim = f"to {row.yardstick} {quoted(outcome_of(row, result, names))}"
    at_once = f"{quoted(names.policy(row.best))} at once"
    if abs(row.gain) < 0.0005 or abs(row.gain) <= 2 * row.gain_error:
        within = "it does as well as" if abs(row.gain) < 0.0005 else "it is within the sampling error of"
        return f"{aim}, {within} {at_once}"
    size = points(abs(row.gain)).removeprefix("+")
    unit = "point" if size == "1" else "points"
    return f"{aim}, it is {size} {unit} {'better' if row.gain > 0 else 'worse'} than {at_once}{_by_what(row)}"


def _by_what(row: AtOnce) -> str:
    """Say whether learning or the stages before make the difference, if one of them makes most of it."""
    learning, before = (math.copysign(1, row.gain) * part / abs(row.gain) for part in (row.learning, row.before))
    if before >= MOST:
        return "; the stages before do it, not what is learned" if row.gain > 0 else "; waiting costs that"
    if learning >= MOST:
        return "; what is learned does it" if row.gain > 0 else "; what is chosen after learning is no better"
    return ""


def staged_chart(result: PoliciesResult, names: Names, *, uid: str = "staged") -> str:
    """Draw, for every policy that learns, the chance of each outcome beside that of the best policy adopted at once.

    Returns
    -------
    str
        An `<svg>` element; empty if no policy learns.
    """
    rows: list[Change] = []
    for staged in result.staged:
        rows.append(Change(names.policy(staged.policy)))
        rows += [_row(row, result, names) for row in staged.yardsticks]
    drawn: Sequence[Change] = [row for row in rows if row.before is not None]
    if not drawn:
        return ""
    told = [f"{row.label}: {percent(row.before)} at once, {percent(row.after)} after learning" for row in drawn]
    marks = ("the best policy adopted at once", "learning first")
    title = "Learning first, beside acting at once"
    return changes(rows, marks, uid=uid, title=title, description=f"{'; '.join(told)}.")


def _row(row: AtOnce, result: PoliciesResult, names: Names) -> Change:
    part = "sought" if row.yardstick == "seek" else "to avoid"
    return Change(f"{outcome_of(row, result, names)} ({part})", row.at_once[row.best], row.staged.chance)
