"""Tables about deals, the same for a terminal and for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offramp.report import deals as words
from offramp.report.names import Names, capital
from offramp.report.rounding import NOTHING, SMALLEST, counted, decimal, listed, months_short, percent, points
from offramp.study.results.deals import (
    Approval,
    Beside,
    Deal,
    DealOrder,
    DealsResult,
    FairPoint,
    Ladder,
    Party,
    Undertaking,
)

MOST_PARTIES = 4
"""Parties that have a column of their own; of more only the least gain is told."""
MOST_BESIDE = 2
"""The same beside the proposals, where there are more columns."""
MOST_FAILS = 2
ORDER = (
    "Best first: those by which no party is more likely worse off than better off come before the others, and of each "
    "kind the surest first; deals that hold nowhere come last. The surest of all is told in any case, if need be as "
    "the last."
)
OF_ALL_STATES = "Options that are added to the case change these shares."
RULES = {
    "nash": "greatest product of gains (Nash)",
    "kalai_smorodinsky": "equal parts of what each could gain (Kalai and Smorodinsky)",
    "egalitarian": "the least gain as large as can be",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        The heads of the columns.
    rows : list of list of str
        Its cells.
    wide : tuple of int
        The columns that hold words; the others hold numbers.
    note : str
        How to read it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    wide: tuple[int, ...] = (0,)
    note: str = ""


# ---------------------------------------------------------------- all deals


def told(result: DealsResult, names: Names) -> Table:
    """Return the first deals side by side: how surely each holds, what each party gains, what is asked."""
    shown = result.deals
    columns = ["no.", "deal", "holds", *_heads(result, names, MOST_PARTIES), "asked"]
    common, labels = words.apart(shown) if shown else ([], [])
    rows = [
        [
            str(n),
            label,
            words.with_error(deal.enforceable, deal.error),
            *_gains([words.net(deal.parties[actor]) for actor in result.between], MOST_PARTIES),
            str(sum(party.changes for party in deal.parties.values())),
        ]
        for n, (deal, label) in enumerate(zip(shown, labels, strict=True), start=1)
    ]
    vetoes = words.vetoed(result)
    if vetoes:
        columns.append("no veto\nagainst")
        rows = [[*row, percent(deal.approved)] for row, deal in zip(rows, shown, strict=True)]
    note = (
        "Holds: the share of worlds, by weight, in which it comes about and no party gains by leaving. Gain, in "
        "points: the chance that the deal is better for a party than where play ends without it, less the chance that "
        "it is worse. Asked: changes of level in all."
    )
    if vetoes:
        note += " No veto against: the chance that no third party with a veto is worse off."
    if len(shown) > 1:
        note += f" {ORDER}"
    # a gain is a difference of two chances, so its error is at most twice theirs
    error = 2 * max((party.error for deal in shown for party in deal.parties.values()), default=0.0)
    if error > SMALLEST:
        note += f" Sampling errors of gains are {words.most_error(error)}."
    if common:
        note = f"All of them have: {', '.join(common)}. {note}"
    return Table("The deals, best first", tuple(columns), rows, (1,), note)


def _heads(result: DealsResult, names: Names, most: int) -> list[str]:
    """Return the heads of the columns of gains: of each party, or of more than `most` the least gain."""
    if len(result.between) > most:
        return ["least\ngain"]
    return [f"gain of\n{names.actor(actor)}" for actor in result.between]


def _gains(each: Sequence[float], most: int) -> list[str]:
    return [points(min(each))] if len(each) > most else [points(gain) for gain in each]


def ways(result: DealsResult, names: Names) -> Table | None:
    """Return the ways to the first deals side by side: exposure, what each is asked, time; None if none has steps."""
    rows = []
    for n, deal in enumerate(result.deals, start=1):
        if not deal.orders or not deal.orders[0].steps:
            continue
        order, time = deal.orders[0], deal.in_time
        most = max(order.exposure, key=lambda actor: order.exposure[actor])
        asked = "/".join(str(deal.parties[actor].changes) for actor in result.between)
        first = listed(list(dict.fromkeys(names.actor(move.actor) for move in order.steps[0].moves)))
        exposed = f"{names.actor(most)} {percent(order.exposure[most])}" if order.exposure[most] > 0 else "nobody"
        taken = [months_short(time.months), percent(time.before_close)] if time else [NOTHING, NOTHING]
        rows.append([str(n), first, exposed, asked, *taken])
    if not rows:
        return None
    who = listed([names.actor(actor) for actor in result.between])
    note = (
        "In the order of steps that exposes the parties least. Most exposed: who can fall furthest below today on the "
        f"way, as a share of all states. Asked: changes of level of {who}, in this order. Months: until the last step, "
        "on average, if each takes its steps when it next decides and nobody acts otherwise. In time: the chance that "
        "it is taken before the window closes and the outcome is out of reach."
    )
    return Table(
        "The ways to them", ("no.", "begins", "most exposed", "asked", "months", "in time"), rows, (1, 2), note
    )


def rest(result: DealsResult) -> Table | None:
    """Return the deals of the Pareto set that are not told in full; None if there are none."""
    numbers = words.numbered(result.deals)
    left = [point for point in result.front if point.id not in numbers]
    if not left:
        return None
    rows = [[p.label, percent(p.enforceable), points(p.least_gain), str(p.asked)] for p in left]
    hidden = result.best - len(result.front)
    note = "Least gain: of the party that gains least, in points."
    if hidden > 0:
        note += f" {counted(hidden, 'more')} that no other surpasses {'is' if hidden == 1 else 'are'} not shown."
    caption = "The other deals that no other surpasses"
    return Table(caption, ("deal", "holds", "least gain", "asked"), rows, (0,), note)


# ---------------------------------------------------------------- one deal


def asked(deal: Deal, names: Names) -> Table:
    """Return who undertakes what."""
    rows = [_undertaken(u, names) for u in deal.undertakings]
    return Table("What each undertakes", ("who", "undertakes", "now"), rows, (0, 1, 2))


def _undertaken(found: Undertaking, names: Names) -> list[str]:
    level = names.level
    return [names.actor(found.actor), level(found.option, found.after), level(found.option, found.before)]


def parties(deal: Deal, names: Names) -> Table:
    """Return what a deal is to each party, and to third parties that are asked about it."""
    rows = [_party(names.actor(actor), party) for actor, party in deal.parties.items()]
    rows += [_third(f"{names.actor(actor)} ({a.say})", a) for actor, a in deal.approval.items()]
    columns = ("who", "keeps\nits part", "better", "equal", "worse", "at worst\nwith it", "at worst\nwithout", "asked")
    note = (
        "Keeps its part: the share of worlds, by weight, in which it gains nothing by breaking it. Better, equal, "
        "worse: in its own order, than where play ends without the deal. At worst: of all states, the share that it "
        f"ranks below the worst that it can come to. {OF_ALL_STATES}"
    )
    error = max([p.error for p in deal.parties.values()] + [a.error for a in deal.approval.values()], default=0.0)
    if error > SMALLEST:
        note += f" Sampling errors of these chances are {words.most_error(error)}."
    return Table("What it is to each", columns, rows, (0,), note)


def _party(name: str, found: Party) -> list[str]:
    chances = (found.enforceable, found.better, found.equal, found.worse, found.worst_with, found.worst_without)
    return [name, *(percent(chance) for chance in chances), str(found.changes)]


def _third(name: str, found: Approval) -> list[str]:
    return [name, NOTHING, *(percent(c) for c in (found.better, found.equal, found.worse)), NOTHING, NOTHING, NOTHING]


def steps(order: DealOrder, names: Names) -> Table:
    """Return the steps of an order: who moves, and how far each party is exposed after it."""
    actors = list(order.exposure)
    columns = ("step", "who does what", *(f"{names.actor(actor)}\nexposed" for actor in actors))
    rows = [
        [str(k), words.step(step, names), *(percent(step.parties[actor].exposure) for actor in actors)]
        for k, step in enumerate(order.steps, start=1)
    ]
    note = (
        "Exposed: how far a party can fall below today after this step, if the others stop or one of them exploits it; "
        f"in its own order, as a share of all states. {OF_ALL_STATES}"
    )
    return Table("The steps, in the order that exposes the parties least", columns, rows, (1,), note)


def each_step(order: DealOrder, names: Names) -> Table:
    """Return what each step is to each party, and what it would then do of its own accord."""
    rows = [
        [str(k), names.actor(actor), *(percent(value) for value in values)]
        for k, step in enumerate(order.steps, start=1)
        for actor, at in step.parties.items()
        for values in [(at.better, at.worse, at.stuck, at.goes_on, at.rests, at.goes_back)]
    ]
    columns = ("step", "party", "better", "worse", "stuck", "goes on", "rests", "moves\nelsewhere")
    note = (
        "Better, worse: the chance that it ranks the point after the step above, below the one before. Stuck: the "
        "chance that even the best move of its own leaves it below today. Then what it would do of its own accord, "
        "without the deal's clauses: shares of worlds, by weight."
    )
    return Table("What each step is to each", columns, rows, (1,), note)


# ---------------------------------------------------------------- the ladder


def ladder(found: Ladder, names: Names) -> Table:
    """Return how far the parties climb a ladder, rung by rung."""
    rows = [
        [
            rung.name,
            listed([f"{names.actor(u.actor)}: {words.change(u, names)}" for u in rung.adds]) or "nothing",
            words.with_error(rung.holds, rung.holds_error),
            words.with_error(rung.reached, rung.error),
            percent(rung.stops),
            percent(rung.breaks),
        ]
        for rung in found.rungs
    ]
    columns = ("rung", "adds", "holds", "reached", "stops\nthere", "broken\nthere")
    note = (
        "Shares of worlds, by weight. Holds: no party gains by breaking what it has undertaken so far. Reached: the "
        "parties climb so far; a party goes on if it ranks where the ladder would then end at least as high, and all "
        "must. Stops: they then stay, and it holds."
    )
    return Table("The ladder", columns, rows, (0, 1), note)


def rungs(found: Ladder, names: Names) -> Table:
    """Return what each rung is to each party."""
    rows = [
        [rung.name, names.actor(actor), percent(at.better), percent(at.worse)]
        for rung in found.rungs
        for actor, at in rung.parties.items()
    ]
    note = "The chance that it ranks this rung above, below the rung before."
    return Table("What each rung is to each", ("rung", "party", "better", "worse"), rows, (0, 1), note)


# ---------------------------------------------------------------- fairness


def fair(result: DealsResult, names: Names) -> Table:
    """Return what rules of fairness pick, how surely that holds, and what each party gets."""
    found, vetoes = result.fair, words.vetoed(result)
    rows = [
        [
            RULES.get(point.rule, point.rule),
            picked(point),
            percent(point.enforceable) if point.labels else NOTHING,
            *([percent(point.approved) if point.labels else NOTHING] if vetoes else []),
            "; ".join(f"{names.actor(actor)} {decimal(value)}" for actor, value in point.values.items()),
        ]
        for point in found
    ]
    columns = ("rule", "deal", "holds", *(["no veto\nagainst"] if vetoes else []), "worth per month")
    note = "The rules weigh gains alone; holds is told of the first deal that a rule picks."
    note += " Worth: in each party's own scores; those of different parties compare only if the case meant them to."
    for actor, value in found[0].without.items() if found else ():
        error = f" ±{found[0].errors[actor]:.2f}" if found[0].errors[actor] > 0 else ""
        best = decimal(found[0].best[actor])
        note += f" {capital(names.the(actor))}: {decimal(value)}{error} without a deal, "
        note += f"at most {best} where no party loses."
    return Table("What rules of fairness pick", columns, rows, (0, 1, len(columns) - 1), note)


def picked(found: FairPoint) -> str:
    """Write which deal a rule of fairness picks."""
    if not found.labels:
        return "none leaves all parties as well off as without"
    more = found.count - 1
    return found.labels[0] + (f" (and {more:,} as fair)" if more else "")


# ---------------------------------------------------------------- the proposals on the table


def beside(result: DealsResult, names: Names, most: int, least: float = 0.0) -> Table:
    """Return the first deals and, with at least some chance, the case's policies, the likeliest to reach it first."""
    policies = sorted(result.beside, key=lambda found: -found.chance)
    small = [found.name for found in policies if found.chance < least]
    rows = [_deal_row(n, deal, result) for n, deal in enumerate(result.deals[:most], start=1)]
    rows += [_policy_row(found, result) for found in policies if found.chance >= least]
    columns = ("proposal", "comes about,\nif kept", "kept", "holds", *_heads(result, names, MOST_BESIDE), "asked")
    note = (
        "A deal binds all parties, a policy only those that adopt it. Comes about, if kept: the chance that play under "
        f"a policy ends as {names.outcome(result.reach)}; that third parties come along with a deal and leave the "
        "outcome in place, once the parties have taken their steps. Kept: the least chance that one who adopts a "
        "policy never comes to leave it; the least share of worlds in which a party keeps its part of a deal. Holds: "
        "that a deal comes about and all parties keep it; of a policy it is not asked. Gain: the chance of better less "
        "that of worse than without it, in points. Asked: changes of level; of a policy those it asks at once."
    )
    error = max((found.parties_error for found in policies), default=0.0)
    if error > SMALLEST:
        note += f" Sampling errors of the chances of better and of worse are {words.most_error(error)}."
    if small:
        note += f" With less than {percent(least)}: {listed(small)}."
    return Table("The proposals on the table beside the best deals", columns, rows, (0,), note)


def _deal_row(number: int, deal: Deal, result: DealsResult) -> list[str]:
    return [
        f"deal {number}",
        percent(deal.third_parties_stay),
        percent(min(party.enforceable for party in deal.parties.values())),
        words.with_error(deal.enforceable, deal.error),
        *_gains([words.net(deal.parties[actor]) for actor in result.between], MOST_BESIDE),
        str(sum(party.changes for party in deal.parties.values())),
    ]


def _policy_row(found: Beside, result: DealsResult) -> list[str]:
    each = [better - worse for better, _, worse in (found.parties[actor] for actor in result.between)]
    return [
        found.name,
        words.with_error(found.chance, found.error),
        words.with_error(min(found.kept.values()), found.kept_error) if found.kept else NOTHING,
        NOTHING,
        *_gains(each, MOST_BESIDE),
        str(sum(found.asks.values())),
    ]


def failing(found: Beside, names: Names) -> str:
    """Say under which answers a policy fails most; empty if none makes a difference."""
    lines = [
        f"{names.alternative(f.question, f.alternative)} ({names.question(f.question)}; chance {percent(f.chance)}, "
        f"weight {percent(f.weight)})"
        for f in found.fails[:MOST_FAILS]
    ]
    return f"{capital(found.name)} does worst if: {'; '.join(lines)}." if lines else ""
