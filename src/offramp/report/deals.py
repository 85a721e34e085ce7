"""Deals in plain sentences: how many there are, what they ask, how surely they hold, and the way to them."""

from __future__ import annotations

from collections.abc import Sequence

from offramp.report.names import Names, capital, quoted, spaced
from offramp.report.rounding import counted, listed, months, percent, plus_minus
from offramp.report.words import none_in
from offramp.study.results.deals import (
    Deal,
    DealOrder,
    DealsResult,
    DealStep,
    Filters,
    FrontPoint,
    InTime,
    Party,
    StepParty,
    Undertaking,
)

WORTH_SAYING = 0.1
"""Smaller shares of worlds in which a party goes back are left to the tables."""


def sure(share: float, error: float) -> str:
    """Write a share with its sampling error for a sentence: `34 % (±1.2 points)`.

    Examples
    --------
    >>> sure(0.34, 0.012), sure(0.5, 0.0)
    ('34\\xa0% (±1.2 points)', '50\\xa0%')
    """
    doubt = plus_minus(error)
    return f"{percent(share)} ({doubt} points)" if doubt else percent(share)


def with_error(share: float, error: float) -> str:
    """Write a share with its sampling error for a table: `34 % ±1.2`."""
    return f"{percent(share)} {plus_minus(error)}".strip()


def net(party: Party) -> float:
    """Return what a deal is to a party in one number: the chance of better less that of worse."""
    return party.better - party.worse


# ---------------------------------------------------------------- all deals


def summary(result: DealsResult, names: Names) -> str:
    """Say how many deals there are, how many nothing surpasses, and how surely the surest hold."""
    between = listed([names.the(actor) for actor in result.between])
    states = counted(result.targets, "state counts", "states count")
    lines = [f"Between {between}, {states} as {quoted(names.outcome(result.reach))}."]
    wishes = asked(result.filters, names)
    if wishes:
        passed = {0: "None passes", 1: "One passes"}.get(result.passed, f"{result.passed:,} pass")
        lines.append(f"Asked of them: {'; '.join(wishes)}. {passed}.")
    if not result.front:
        return " ".join(lines if wishes else [*lines, "None of them is a deal."])
    lines.append(_unsurpassed(result))
    lines.append(_surest(result))
    return " ".join(lines)


def _unsurpassed(result: DealsResult) -> str:
    respects = "in holding, in what each party gains and in how little is asked"
    gaining = sum(point.least_gain >= 0 for point in result.front)
    if result.best == 1:
        return f"Of these, one is a deal that no other surpasses {respects}."
    of = f" of the surest {len(result.front)}" if len(result.front) < result.best else " of these"
    if gaining:
        balance = f"by {gaining:,}{of} nobody loses in the balance: no party is more likely worse off than better off"
    else:
        balance = f"by each{of} some party loses in the balance: it is more likely worse off than better off"
    return f"Of these, {result.best:,} are deals that no other surpasses {respects}; {balance}."


def _surest(result: DealsResult) -> str:
    surest = max(result.front, key=lambda point: point.enforceable)
    balanced = [point for point in result.front if point.least_gain >= 0]
    share = held(result, surest)
    line = f"The surest is {quoted(surest.label)}: it comes about and holds in {share} of worlds by weight"
    if surest.least_gain >= 0:
        line += ", and nobody is more likely worse off by it than better off."
    else:
        line += "."
    if balanced and surest.least_gain < 0:
        other = max(balanced, key=lambda point: point.enforceable)
        line += f" The surest by which nobody loses in the balance is {quoted(other.label)}: {held(result, other)}."
    if surest.enforceable < 0.5:
        which = "It" if len(result.front) == 1 else "Each deal"
        line += f" {which} would more likely fail to come about or be broken than hold."
    return line


def held(result: DealsResult, point: FrontPoint) -> str:
    """Write how surely a deal of the Pareto set holds, with its error."""
    bound = none_in(point.enforceable, result.provenance)
    return f"{percent(point.enforceable)} ({bound})" if bound else sure(point.enforceable, point.error)


def asked(filters: Filters, names: Names) -> list[str]:
    """Say what was asked of the deals that are shown, one filter to a part."""
    found = []
    if filters.min_enforceable is not None:
        found.append(f"to hold in {percent(filters.min_enforceable)} of worlds or more")
    if filters.min_gain is not None:
        found.append(f"that each party gains {filters.min_gain * 100:.0f} points or more (better less worse)")
    if filters.min_approved is not None:
        found.append(f"no third party with a veto worse off, with a chance of {percent(filters.min_approved)} or more")
    if filters.max_asks is not None:
        found.append(f"at most {counted(filters.max_asks, 'change')} of level in all")
    for option, levels in filters.with_levels.items():
        found.append(f"with {listed([names.level(option, level) for level in levels.split('|')], last='or')}")
    if filters.without_levels:
        pairs = [text.partition("=") for text in filters.without_levels]
        found.append(f"without {listed([names.level(option, level) for option, _, level in pairs], last='or')}")
    return found


# ---------------------------------------------------------------- what one asks


def undertakings(deal: Deal, names: Names) -> list[str]:
    """Say what each party undertakes: `United States: exercises full → suspended`."""
    return [f"{names.actor(u.actor)}: {change(u, names)}" for u in deal.undertakings]


def change(found: Undertaking, names: Names) -> str:
    """Say a change of level: `exercises full → suspended`, `talks`, `no strike`."""
    if {found.before, found.after} == {"no", "yes"}:
        return names.level(found.option, found.after)
    return f"{names.option(found.option)} {spaced(found.before)} → {spaced(found.after)}"


def step(found: DealStep, names: Names) -> str:
    """Say one step of a deal; moves that can only be made together are said together."""
    return " together with ".join(f"{names.actor(m.actor)}: {change(m, names)}" for m in found.moves)


def holding(deal: Deal) -> str:
    """Say how surely a deal holds."""
    line = f"It comes about and nobody gains by leaving it in {sure(deal.enforceable, deal.error)} of worlds by weight."
    if deal.alike:
        line += (
            f" {counted(deal.alike, 'other state is', 'other states are')} exactly as good in all that deals are "
            "compared by."
        )
    return line


def others(deal: Deal, names: Names) -> list[str]:
    """Say what is left to others, whether they do it, and what the deal is to those that are asked about it."""
    found = []
    if deal.third_parties:
        wanted = listed([f"{names.the(u.actor)}: {change(u, names)}" for u in deal.third_parties])
        found.append(f"Others must do their part of their own accord, and nobody undertakes it ({wanted}).")
    if deal.third_parties or deal.third_parties_stay < 0.9995:
        come = "come along and stay" if deal.third_parties else "leave it in place"
        found.append(f"Third parties {come} in {percent(deal.third_parties_stay)} of worlds by weight.")
    return [*found, *approval(deal, names, voices=False)]


def approval(deal: Deal, names: Names, *, voices: bool) -> list[str]:
    """Say what a deal is to third parties with a veto, and if wanted to those with a voice."""
    found = []
    for actor, asked_of in deal.approval.items():
        if asked_of.say == "voice" and not voices:
            continue
        say = "a veto" if asked_of.say == "veto" else "a voice, not a veto"
        well = sure(asked_of.better + asked_of.equal, asked_of.error)
        found.append(f"{capital(names.the(actor))} has {say}, and is no worse off with a chance of {well}.")
    if sum(asked_of.say == "veto" for asked_of in deal.approval.values()) > 1:
        found.append(f"None of those with a veto is worse off with a chance of {percent(deal.approved)}.")
    return found


# ---------------------------------------------------------------- the way to it


def unordered(deal: Deal) -> list[str]:
    """Say why a deal that changes something has no order of steps; nothing if it has one."""
    if deal.orders or not deal.undertakings:
        return []
    if not deal.searched:
        return ["No order of its steps was looked for: there are too many points on the way."]
    return ["No order of steps leads to it through states that can be."]


def walking(order: DealOrder, names: Names) -> list[str]:
    """Say what decides on the way: who is exposed, and after which step it most easily ends."""
    weakest = _weakest(order)
    if weakest is None:
        return exposed(order, names)
    k, actor, at = weakest
    return [
        *exposed(order, names),
        f"Without the deal's clauses the way is weakest after step {k}: {names.the(actor)} is to move next, and of its "
        f"own accord would go on in {percent(at.goes_on)} of worlds by weight, rest in {percent(at.rests)}, and move "
        f"elsewhere in {sure(at.goes_back, at.error)}.",
    ]


def exposed(order: DealOrder, names: Names) -> list[str]:
    """Say at which step each party is exposed most, and how far."""
    never = [names.the(actor) for actor, worst in order.worst_step.items() if not worst]
    found = []
    for actor, worst in order.worst_step.items():
        if worst:
            stuck = order.steps[worst - 1].parties[actor].stuck
            found.append(
                f"{capital(names.the(actor))} is exposed most after step {worst}: if the others stop there, or one of "
                f"them exploits it, it can fall below today, past {percent(order.exposure[actor])} of all states in "
                "its own order"
                + (f"; no move of its own would mend that, with a chance of {percent(stuck)}." if stuck > 0 else ".")
            )
    if len(never) == len(order.worst_step):
        return ["No party is exposed after any step."] if order.steps else []
    return [*found, f"{capital(listed(never))}: not exposed after any step."] if never else found


def hurting(order: DealOrder, names: Names) -> list[str]:
    """Say which steps are more likely worse than better for whom, as against the point before."""
    found = []
    for actor in order.exposure:
        numbered = [(k, step.parties[actor]) for k, step in enumerate(order.steps, start=1)]
        worse = [(k, at) for k, at in numbered if at.worse > at.better]
        if worse:
            told = listed([f"step {k} ({percent(at.worse)})" for k, at in worse])
            makes = "makes" if len(worse) == 1 else "make"
            found.append(f"For {names.the(actor)} {told} more likely {makes} things worse than better.")
    return found


def _weakest(order: DealOrder) -> tuple[int, str, StepParty] | None:
    """Return the step after which the next to move is least likely to go on, who that is, and how it stands."""
    nexts = [
        (k, actor, step.parties[actor])
        for k, (step, after) in enumerate(zip(order.steps, order.steps[1:], strict=False), start=1)
        for actor in dict.fromkeys(move.actor for move in after.moves)
        if actor in step.parties
    ]
    return min(nexts, key=lambda row: row[2].goes_on, default=None)


def turning_back(order: DealOrder, names: Names) -> list[str]:
    """Say where each party would most likely move elsewhere on the way, if that is worth saying."""
    found = []
    for actor in order.exposure:
        numbered = [(k, step.parties[actor].goes_back) for k, step in enumerate(order.steps[:-1], start=1)]
        k, share = max(numbered, key=lambda row: row[1], default=(0, 0.0))
        if share >= WORTH_SAYING:
            found.append(
                f"{capital(names.the(actor))} would most likely move elsewhere after step {k}, in {percent(share)} of "
                "worlds by weight."
            )
    return found


def exchange(deal: Deal, names: Names) -> str:
    """Say what two parties that change levels at once would save; empty if it exposes nobody less."""
    if deal.exchange is None or not deal.orders:
        return ""
    before, after = deal.orders[0].exposure, deal.exchange.exposure
    joint = [step(s, names) for s in deal.exchange.steps if len({m.actor for m in s.moves}) > 1]
    less = [
        f"{names.the(actor)} from {percent(before[actor])} to {percent(after[actor])}"
        for actor in before
        if abs(before[actor] - after[actor]) >= 0.0005
    ]
    if not less or not joint:
        return ""
    return f"If two change at once ({'; '.join(joint)}), the worst exposure falls or shifts: {listed(less)}."


def orders_as_good(deal: Deal) -> str:
    """Say how many other orders of steps nothing surpasses; empty if there is none, or nothing to change."""
    rest = len(deal.orders) - 1
    if rest < 1:
        return ""
    return f"{counted(rest, 'other order')} of steps {'is' if rest == 1 else 'are'} as good, exposing others more."


def in_time(found: InTime | None) -> list[str]:
    """Say how long the steps take, and whether the last is taken in time."""
    if found is None:
        return []
    if found.months != found.months:
        return ["The steps cannot all be taken at the pace at which the parties decide."]
    lines = [
        f"If each party takes its next step when it next decides, the last is taken after {months(found.months)} on "
        f"average."
    ]
    chance = "All steps are taken while the outcome is still the wanted one with a chance of "
    chance += sure(found.chance, found.error)
    if abs(found.chance - found.before_close) >= 0.0005:
        chance += f", and before the window closes with {percent(found.before_close)}"
    dates = [(key, value) for key, value in found.by_date.items() if 0.01 <= value < found.chance - 0.005]
    told = [f"{percent(value)} by {float(key):g} {'month' if key == '1' else 'months'}" for key, value in dates]
    return [*lines, f"{chance}{'; ' if told else ''}{', '.join(told)}."]


def numbered(deals: Sequence[Deal]) -> dict[int, int]:
    """Return the number that each deal told carries, by the number of its state."""
    return {deal.id: number for number, deal in enumerate(deals, start=1)}


def apart(deals: Sequence[Deal]) -> tuple[list[str], list[str]]:
    """Return what all deals have in common, and each in so far as it differs; nothing is common to a single one."""
    parts = [deal.label.split(", ") for deal in deals]
    common = [part for part in parts[0] if all(part in other for other in parts)] if len(parts) > 1 else []
    left = [", ".join(part for part in row if part not in common) for row in parts]
    return (common, left) if all(left) else ([], [deal.label for deal in deals])
