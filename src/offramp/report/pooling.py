"""Several analysts as tables and sentences: the pool, the disagreements, and whether they matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.rounding import counted, decimal, listed, percent, plus_minus, points
from offramp.study.results.pooling import (
    Leader,
    PooledActor,
    PooledBest,
    PooledChance,
    PooledQuestion,
    PoolResult,
    Swap,
    Turn,
)

MOST_ANALYSTS = 5
"""With more, tables have no column for each."""
LEADERS = "Lead: over the next best, in points. Loss: of acting on the analyst's best in the pool's worlds."
CHANCES = (
    "Spread: greatest less least, in points. Between: the share of the variance over the pool's worlds that lies "
    "between the analysts, not within what each holds possible."
)
SHOWN = 0.0005
"""Differences of chances below this are not told."""


def show_pool(page: Page, result: PoolResult) -> None:
    """Print what several analysts make of a standoff."""
    names = page.names
    page.say(result.question, style="bold")
    held = [f"{analyst.name} {percent(analyst.weight)}" for analyst in result.analysts]
    page.say(f"{counted(len(held), 'analyst')}; with these weights in the pool: {listed(held)}.")
    page.items(matters(result, names))
    for best in result.best:
        _leaders(page, best)
    if result.best:
        page.say(LEADERS, style="dim")
    outcomes = [outcome for outcome in (result.seek, result.avoid) if outcome is not None]
    for outcome in outcomes or list(dict.fromkeys(chance.outcome for chance in result.chances)):
        _chances(page, result, outcome)
    page.say(CHANCES, style="dim")
    if result.questions:
        _questions(page, result)
    lines = [*(line for actor in result.actors if (line := differences(actor, names))), *_timing(result)]
    if lines:
        page.heading("What else they differ on")
        page.items(lines)
    page.say(result.method, style="dim")
    for analyst in result.analysts:
        page.provenance(analyst.provenance, of=analyst.name)


def matters(result: PoolResult, names: Names) -> Iterator[str]:
    """Say, by each yardstick, whether the analysts would choose alike, what decides, and at which weight it turns."""
    if not result.best:
        yield "The case names no outcome to seek and none to avoid, so nothing tells whether the disagreements matter."
    for best in result.best:
        yield _choosing(best, names)
        yield from _deciding(result, best, names)
        yield from (turning(turn, names) for turn in turns_of(result, best.yardstick))


def _choosing(best: PooledBest, names: Names) -> str:
    """Say who would choose what, and what it would cost in the pool's worlds."""
    aim, pool = f"To {best.yardstick} {quoted(names.outcome(best.outcome))}", names.policy(best.pool.policy)
    apart = [name for name, leader in best.analysts.items() if leader.policy != best.pool.policy]
    if not apart:
        return f"{aim}, all analysts and the pool do best with {quoted(pool)}. {_settled(best.pool)}".strip()
    lines = [f"{aim}, the pool does best with {quoted(pool)}."]
    for name in apart:
        chosen = quoted(names.policy(best.analysts[name].policy))
        lines.append(f"{name} would choose {chosen}, which costs {_cost(best, name)} points in the pool's worlds.")
    return " ".join([*lines, _settled(best.pool)]).strip()


def _cost(best: PooledBest, name: str) -> str:
    return f"{points(best.loss[name]).strip('+')} {plus_minus(best.loss_error[name])}".strip()


def _settled(leader: Leader) -> str:
    if leader.next is None or leader.error == 0 or leader.lead >= 2 * leader.error:
        return ""
    return "The pool's lead over the next best is less than twice its sampling error, so its choice is not settled."


def _deciding(result: PoolResult, best: PooledBest, names: Names) -> Iterator[str]:
    """Say which disagreements would change an analyst's best policy, and which would not."""
    swaps = [swap for swap in result.swaps if swap.yardstick == best.yardstick]
    questions = list(dict.fromkeys(swap.question for swap in swaps if swap.question is not None))
    idle = []
    for question in questions:
        changed = [swap for swap in swaps if swap.question == question and swap.gain >= SHOWN]
        if changed:
            yield f"{quoted(names.question(question))} decides: {'; '.join(swapped(s, names) for s in changed)}."
        else:
            idle.append(quoted(names.question(question)))
    if idle:
        yield f"{listed(idle)} {'does' if len(idle) == 1 else 'do'} not decide: nobody would choose otherwise."
    together = [s for s in swaps if s.question is None and s.gain >= SHOWN]
    alone = {(s.analyst, s.other) for s in swaps if s.question is not None and s.gain >= SHOWN}
    only = [swap for swap in together if (swap.analyst, swap.other) not in alone]
    if only:
        yield f"All answers together decide where none does alone: {'; '.join(swapped(s, names) for s in only)}."
    answered = {(s.analyst, s.other) for s in swaps if s.gain >= SHOWN}
    if len({leader.policy for leader in best.analysts.values()}) > 1 and not answered:
        yield "What they choose differs for other reasons than their answers: see what else they differ on."


def swapped(swap: Swap, names: Names) -> str:
    """Say what an analyst would choose with another's answer."""
    gain = f"{points(swap.gain).strip('+')} {plus_minus(swap.error)}".strip()
    return (
        f"with {swap.other}'s beliefs {swap.analyst} would choose {quoted(names.policy(swap.then))} "
        f"over {quoted(names.policy(swap.now))} ({gain} points)"
    )


def turns_of(result: PoolResult, yardstick: str) -> list[Turn]:
    """Return the turns by a yardstick; of two analysts only the first one's, as the other's are the same."""
    turns = [turn for turn in result.turns if turn.yardstick == yardstick]
    if len(result.analysts) == 2:
        turns = [turn for turn in turns if turn.analyst == result.analysts[0].name]
    return turns


def turning(turn: Turn, names: Names) -> str:
    """Say at which weight of an analyst the pool's best policy changes."""
    error = plus_minus(turn.error) if turn.error == turn.error else ""
    return (
        f"To {turn.yardstick}, the pool turns from {quoted(names.policy(turn.below))} to "
        f"{quoted(names.policy(turn.above))} where {turn.analyst} has a weight of "
        f"{f'{percent(turn.at)} {error}'.strip()} (now {percent(turn.now)})."
    )


# ---------------------------------------------------------------- tables


def _leaders(page: Page, best: PooledBest) -> None:
    names = page.names
    page.heading(f"The best policy to {best.yardstick} {quoted(names.outcome(best.outcome))}")
    leaders = [*best.analysts.items(), ("the pool", best.pool)]
    rows = [
        [
            name,
            names.policy(leader.policy),
            percent(leader.chance),
            f"{points(leader.lead).strip('+')} {plus_minus(leader.error)}".strip() if leader.next else "",
            _cost(best, name) if name in best.loss else "",
        ]
        for name, leader in leaders
    ]
    page.table(["analyst", "best policy", "chance", "lead", "loss"], rows, wide=(0, 1))


def _chances(page: Page, result: PoolResult, outcome: str) -> None:
    names = page.names
    found = [chance for chance in result.chances if chance.outcome == outcome]
    page.heading(f"The chance of {quoted(names.outcome(outcome))}")
    analysts = _columns(result)
    rows = [
        [
            names.policy(chance.policy),
            *(f"{percent(chance.analysts[a].chance)} {plus_minus(chance.analysts[a].error)}".strip() for a in analysts),
            f"{percent(chance.pool.chance)} {plus_minus(chance.pool.error)}".strip(),
            points(chance.spread).strip("+"),
            percent(between(chance)),
        ]
        for chance in found
    ]
    page.table(["policy", *analysts, "pool", "spread", "between"], rows)


def between(chance: PooledChance) -> float:
    """Return the share of the variance that lies between analysts; nan if nothing varies."""
    total = chance.between + chance.within
    return chance.between / total if total > 1e-15 else float("nan")


def _columns(result: PoolResult) -> list[str]:
    return [analyst.name for analyst in result.analysts] if len(result.analysts) <= MOST_ANALYSTS else []


def _questions(page: Page, result: PoolResult) -> None:
    names, analysts = page.names, _columns(result)
    page.heading("What they answer")
    rows = []
    for question in result.questions:
        for alternative, pooled in question.pool.items():
            answers = [percent(question.analysts[a][alternative]) for a in analysts]
            spread = points(question.spread[alternative]).strip("+")
            rows.append([_answer(question, alternative, names), *answers, percent(pooled), spread])
    page.table(["answer", *analysts, "pool", "spread"], rows)
    apart = [q for q in result.questions if max((*q.spread.values(), *q.actors.values())) >= SHOWN]
    page.items(divergence(question, names) for question in apart)
    if len(apart) < len(result.questions):
        page.say("They answer the other questions alike." if apart else "They answer all questions alike.")


def _answer(question: PooledQuestion, alternative: str, names: Names) -> str:
    return f"{names.the(question.about)}: {names.alternative(question.question, alternative)}"


def divergence(question: PooledQuestion, names: Names) -> str:
    """Say how far apart the answers to a question are, and where actors are said to believe otherwise than analysts.

    Actors that are said to believe what the analysts do are passed over.
    """
    asked = quoted(names.question(question.question))
    bits = decimal(question.divergence) if question.divergence >= 0.005 else "less than 0.01"
    line = f"{asked}: a divergence of {bits} bits."
    own = max(question.spread.values())
    other = {actor: spread for actor, spread in question.actors.items() if abs(spread - own) >= SHOWN}
    if other:
        told = [f"{points(spread).strip('+')} points for {names.the(actor)}" for actor, spread in other.items()]
        line += f" On what actors believe of it they differ by {listed(told)}."
    return line


def differences(actor: PooledActor, names: Names) -> str:
    """Say in what the analysts differ about an actor, other than answers; nothing if they do not."""
    parts: Sequence[tuple[bool, str]] = (
        (actor.preferences, "what it wants, whatever the answers are"),
        (actor.foresight, "how far ahead it looks"),
        (actor.rate, "how often it decides"),
    )
    told = [text for differ, text in parts if differ]
    return f"{names.the(actor.actor)}: {listed(told)}." if told else ""


def _timing(result: PoolResult) -> list[str]:
    parts = ((result.clocks, "How the clocks advance."), (result.window, "When the window closes."))
    return [text for differ, text in parts if differ]
