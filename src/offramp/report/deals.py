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
    Party,
    StepParty,
    Undertaking,
)

WORTH_SAYING = 0.1
"""Smaller shares of worlds in which a party goes back are left to the tables."""
MOSTLY = 0.5
"""Steps that are worse for a party with less than this are left to the tables."""


def sure(share: float, error: float) -> str:
    """Write a share with its sampling error for a sentence: `34 % (±1.2 points)`.

    Examples
    --------
    >>> sure(0.34, 0.012), sure(0.5, 0.0), sure(0.5, 0.0001)
    ('34\\xa0% (±1.2 points)', '50\\xa0%', '50\\xa0% (less than ±0.1 points)')
    """
    doubt = plus_minus(error).replace("±<", "less than ±")
    return f"{percent(share)} ({doubt} points)" if doubt else percent(share)


def with_error(share: float, error: float) -> str:
    """Write a share with its sampling error for a table: `34 % ±1.2`."""
    return f"{percent(share)} {plus_minus(error)}".strip()


def most_error(error: float) -> str:
    """Write a bound on sampling errors, in points: `at most 1.2 points`."""
    return "less than 0.1 points" if error < 0.0005 else f"at most {error * 100:.1f} points"


def net(party: Party) -> float:
    """Return what a deal is to a party in one number: the chance of better less that of worse."""
    return party.better - party.worse


def least(deal: Deal) -> float:
    """Return what a deal is to the party that gains least by it."""
    return min(net(party) for party in deal.parties.values())


def vetoed(result: DealsResult) -> bool:
    """Whether third parties with a veto are asked about the deals."""
    return any(approval.say == "veto" for deal in result.deals for approval in deal.approval.values())


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
    if not result.deals:
        return " ".join(lines if wishes else [*lines, "None of them is a deal."])
    lines.append(_unsurpassed(result))
    lines += _surest(result, names)
    lines.append(
        "To come about means that third parties come along once the parties have taken their steps; whether the "
        "parties take them is not asked here."
    )
    if result.reach in names.final:
        lines.append(
            "The outcome is final in this case: play stops there. Whether a party would leave is asked all the same, "
            "so a policy may end there for sure where a deal does not hold."
        )
    return " ".join(lines)


def _unsurpassed(result: DealsResult) -> str:
    approved = "in the chance that no veto meets it " if vetoed(result) else ""
    respects = f"in holding, in what each party gains{',' if approved else ''} {approved}and in how little is asked"
    if result.best == 1:
        return f"Of these, one is a deal that no other surpasses {respects}."
    shown = len(result.front)
    gaining = sum(point.least_gain >= 0 for point in result.front)
    of = "all of these" if shown == result.best else f"all of the {shown:,} shown"
    if not gaining:
        balance = f"by {of} some party is more likely worse off than better off"
    else:
        among = of if gaining == shown else f"{gaining:,}{of.removeprefix('all')}"
        balance = f"by {among} no party is more likely worse off than better off"
    return f"Of these, {result.best:,} are deals that no other surpasses {respects}; {balance}."


def _surest(result: DealsResult, names: Names) -> list[str]:
    surest = max(result.deals, key=lambda deal: deal.enforceable)
    name = "It is" if result.best == 1 else "The surest is"
    line = f"{name} {quoted(surest.label)}: it comes about and holds in {held(result, surest)} of worlds by weight"
    losing = [names.the(actor) for actor, party in surest.parties.items() if net(party) < 0]
    if losing:
        is_are = "is" if len(losing) == 1 else "are each"
        line += f", but {listed(losing)} {is_are} more likely worse off by it than better off."
    else:
        line += ", and no party is more likely worse off by it than better off."
    lines = [line]
    if vetoed(result):
        lines.append(f"No veto meets it with a chance of {percent(surest.approved)}.")
    balanced = [deal for deal in result.deals if least(deal) >= 0]
    if balanced and losing:
        other = max(balanced, key=lambda deal: deal.enforceable)
        lines.append(
            f"The surest by which no party is more likely worse off is {quoted(other.label)}: {held(result, other)}."
        )
    if surest.enforceable < 0.5:
        which = "It" if result.best == 1 else "Each deal"
        lines.append(f"{which} would more likely fail to come about or be broken than hold.")
    return lines


def held(result: DealsResult, deal: Deal) -> str:
    """Write how surely a deal holds, with its error."""
    bound = none_in(deal.enforceable, result.provenance)
    return f"{percent(deal.enforceable)} ({bound})" if bound else sure(deal.enforceable, deal.error)


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
    line = (
        f"It comes about and no party gains by leaving it in {sure(deal.enforceable, deal.error)} of worlds by weight."
    )
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
        found.append(staying(deal))
    return [*found, *approval(deal, names, voices=False)]


def staying(deal: Deal) -> str:
    """Say how surely third parties come along, and whether they leave the deal as it is."""
    come = "come along, and leave the outcome in place," if deal.third_parties else "leave the outcome in place"
    line = f"Third parties {come} in {percent(deal.third_parties_stay)} of worlds by weight."
    if deal.third_parties_stay - deal.third_parties_rest >= 0.0005:
        line += (
            f" In {percent(deal.third_parties_rest)} they leave all as it is; in the others of these they go on, and "
            "what the deal is to each is told of the deal, not of where they go."
        )
    return line


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
    """Say which steps make things worse for whom in half of the cases or more, as against the point before."""
    found = []
    for actor in order.exposure:
        numbered = [(k, step.parties[actor].worse) for k, step in enumerate(order.steps, start=1)]
        worse = [f"step {k} (with {percent(share)})" for k, share in numbered if share >= MOSTLY]
        if worse:
            found.append(f"For {names.the(actor)} things get worse by {listed(worse)}.")
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


def in_time(deal: Deal) -> list[str]:
    """Say whether all steps are taken in time, on which condition, and how long they take."""
    found = deal.in_time
    if found is None:
        return []
    if found.months != found.months:
        return ["The steps cannot all be taken at the pace at which the parties decide."]
    dates = [(key, value) for key, value in found.by_date.items() if 0.01 <= value < found.chance - 0.005]
    told = [f"{percent(value)} by {float(key):g} {'month' if key == '1' else 'months'}" for key, value in dates]
    chance = (
        "If each party takes its steps in this order, when it next decides, and nobody acts otherwise, all are taken "
        f"before the outcome is out of reach with a chance of {sure(found.chance, found.error)}"
    )
    if abs(found.chance - found.before_close) >= 0.0005:
        chance += f", and before the window closes, too, with {percent(found.before_close)}"
    lasts = f"The last is then taken after {months(found.months)} on average"
    lasts += "; that third parties come along takes no time here." if deal.third_parties else "."
    return [f"{chance}{'; ' if told else ''}{', '.join(told)}.", lasts]


def numbered(deals: Sequence[Deal]) -> dict[int, int]:
    """Return the number that each deal told carries, by the number of its state."""
    return {deal.id: number for number, deal in enumerate(deals, start=1)}


def apart(deals: Sequence[Deal]) -> tuple[list[str], list[str]]:
    """Return what all deals have in common, and each in so far as it differs; nothing is common to a single one."""
    parts = [deal.label.split(", ") for deal in deals]
    common = [part for part in parts[0] if all(part in other for other in parts)] if len(parts) > 1 else []
    left = [", ".join(part for part in row if part not in common) for row in parts]
    return (common, left) if all(left) else ([], [deal.label for deal in deals])
