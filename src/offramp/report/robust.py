"""Robust choice as tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from offramp.report.names import Names, quoted
from offramp.report.page import Page
from offramp.report.rounding import counted, listed, number, percent, plus_minus, points, span
from offramp.report.words import below
from offramp.study.results.robust import RobustResult, Rule, Spread, Tradeoff

NO_JUDGE = "The case names no outcome to seek and none to avoid, so there is nothing to choose by."
SHOWN_LEVELS = (0.05, 0.1, 0.2, 0.5, 0.8, 0.95)


def show_robust(page: Page, result: RobustResult) -> None:
    """Print what the robust choice between policies finds."""
    page.say(result.question, style="bold")
    if not result.yardsticks:
        page.say(NO_JUDGE)
    for yardstick in result.yardsticks:
        _spreads(page, result, yardstick)
        _rules(page, result, yardstick)
        _against(page, result, yardstick)
    if result.yardsticks:
        page.heading("Which policies others beat")
        page.items(dominance(result, page.names))
        _tradeoffs(page, result)
    if result.unseen > 0:
        page.say(
            f"The worlds are a sample: worlds it missed may be worse than the worst shown; "
            f"they weigh less than {below(result.unseen)} together, with a probability of 95 %.",
            style="dim",
        )
    page.provenance(result.provenance)


def aim(result: Any, yardstick: str, names: Names) -> str:
    """Return what a yardstick is about: `to seek settlement`."""
    return f"to {yardstick} {quoted(names.outcome(result.seek if yardstick == 'seek' else result.avoid))}"


def chance_of(result: Any, yardstick: str, names: Names) -> str:
    """Return whose chance a yardstick is: `the chance of “war” (to avoid)`."""
    if yardstick == "seek":
        return f"the chance of {quoted(names.outcome(result.seek))} (sought)"
    return f"the chance of {quoted(names.outcome(result.avoid))} (to avoid)"


def spreads_of(result: RobustResult, yardstick: str) -> list[Spread]:
    """Return the policies by one yardstick, the best mean first."""
    sign = -1.0 if yardstick == "seek" else 1.0
    return sorted((s for s in result.spreads if s.yardstick == yardstick), key=lambda s: sign * s.mean)


def _spreads(page: Page, result: RobustResult, yardstick: str) -> None:
    names, spreads = page.names, spreads_of(result, yardstick)
    page.heading(f"Policies {aim(result, yardstick, names)}")
    rows = [
        [
            names.policy(s.policy),
            f"{percent(s.mean)} {plus_minus(s.error)}".strip(),
            percent(s.worst),
            span(s.quantiles[0].value, s.quantiles[-1].value),
            f"{percent(s.regret)} {plus_minus(s.regret_error)}".strip(),
            percent(s.regret_high),
            percent(s.regret_worst),
            percent(s.first),
        ]
        for s in spreads
    ]
    columns = ["policy", "mean", "worst\nworld", "5 to 95 %\nof worlds", "mean\nregret", "95 %", "worst", "best\nin"]
    page.table(columns, rows)
    page.say(
        "Regret: what the best policy of a world would add; on average, at most in 95 % of worlds, and in the worst. "
        "Best in: the weight of worlds in which no policy is better; shared where several are best.",
        style="dim",
    )
    page.heading(f"Worlds in which the chance is {'above' if yardstick == 'seek' else 'below'}")
    shown = [n for n, s in enumerate(spreads[0].satisfied) if s.level in SHOWN_LEVELS]
    levels = [percent(spreads[0].satisfied[n].level) for n in shown]
    page.table(
        ["policy", *levels],
        [[names.policy(s.policy), *(percent(s.satisfied[n].share) for n in shown)] for s in spreads],
    )
    error = max(s.satisfied[n].error for s in spreads for n in shown)
    if error > 0:
        page.say(f"Standard errors from sampling are at most {plus_minus(error)} points.", style="dim")


# ---------------------------------------------------------------- rules


def _rules(page: Page, result: RobustResult, yardstick: str) -> None:
    names = page.names
    page.heading(f"Which policy is best {aim(result, yardstick, names)}, by each rule")
    count = len(spreads_of(result, yardstick))
    rows = [[label, best_of(rule, count, names), ahead(rule)] for label, rule in told_rules(result, yardstick)]
    page.table(["rule", "best", "ahead by\npoints"], rows, wide=(0, 1))
    page.say(agreement(result, yardstick, names))


def told_rules(result: RobustResult, yardstick: str) -> Iterator[tuple[str, Rule]]:
    """Yield the rules in words; levels of satisficing that pick the same policies in a row are put together."""
    titles = {
        "mean": "best on average",
        "maximin": "best worst world",
        "minimax regret": "least worst regret",
        "regret in 95 %": "least regret in 95 % of worlds",
    }
    own = [rule for rule in result.rules if rule.yardstick == yardstick]
    yield from ((titles[rule.rule], rule) for rule in own if rule.rule in titles)
    word = "above" if yardstick == "seek" else "below"
    good = (rule for rule in own if rule.rule not in titles)
    for _, group in groupby(good, key=lambda rule: rule.best if rule.apart else len(rule.best)):
        rules = list(group)
        yield f"most often {word} {span(rules[0].level, rules[-1].level)}", min(rules, key=lambda rule: rule.lead)


def ahead(rule: Rule) -> str:
    """Write by how much the best by a rule is ahead, in points."""
    if not rule.apart:
        return ""
    error = plus_minus(rule.lead_error) if rule.lead_error == rule.lead_error else ""
    return f"{points(rule.lead)} {error}".strip()


def best_of(rule: Rule, count: int, names: Names) -> str:
    """Write which of so many policies are best by a rule, or how many tie if it tells too few apart to count."""
    if rule.apart:
        return few([names.policy(policy) for policy in rule.best])
    return f"all {number(count)} tie" if len(rule.best) == count else f"{number(len(rule.best))} of {number(count)} tie"


def few(parts: list[str], most: int = 3) -> str:
    """Join names as a sentence does; of many, only the first."""
    left = len(parts) - most + 1
    return listed(parts if left < 2 else [*parts[: most - 1], f"{left} more"])


def agreement(result: RobustResult, yardstick: str, names: Names) -> str:
    """Say whether the rules agree."""
    found = next(a for a in result.agreements if a.yardstick == yardstick)
    if not found.rules:
        return "No rule tells the policies apart."
    idle = sum(rule.yardstick == yardstick and not rule.apart for rule in result.rules)
    aside = f" Under {counted(idle, 'other rule', 'other rules')} half of the policies or more tie." if idle else ""
    told = counted(found.rules, "rule that tells", "rules that tell") + " policies apart"
    if not found.best:
        return f"The {told} do not agree on any policy: what is best depends on the rule.{aside}"
    policies = listed([quoted(names.policy(policy)) for policy in found.best])
    if found.rules == 1:
        return f"The one {told.removeprefix('1 ')} picks {policies}.{aside}"
    return f"All {told} agree on {policies}.{aside}"


def _against(page: Page, result: RobustResult, yardstick: str) -> None:
    """Print how often the policy with the best mean is better than each other, and how often worse."""
    leader, *others = [spread.policy for spread in spreads_of(result, yardstick)]
    facing = {}
    for pair in result.pairs:
        by = next(against for against in pair.by if against.yardstick == yardstick)
        facing[pair.first, pair.second] = (by.better, by.better_error, by.equal, by.worse, by.worse_error)
        facing[pair.second, pair.first] = (by.worse, by.worse_error, by.equal, by.better, by.better_error)
    rows = []
    for other in others:
        better, better_error, equal, worse, worse_error = facing[leader, other]
        shares = [
            f"{percent(better)} {plus_minus(better_error)}",
            percent(equal),
            f"{percent(worse)} {plus_minus(worse_error)}",
        ]
        rows.append([page.names.policy(other), *(share.strip() for share in shares)])
    if rows:
        page.heading(f"Worlds in which {quoted(page.names.policy(leader))} is")
        page.table(["against", "better", "equally\ngood", "worse"], rows)


# ---------------------------------------------------------------- dominance and trade-off


def dominance(result: RobustResult, names: Names) -> list[str]:
    """Say which policies are at least as good as which others in every world."""
    every = "by both yardsticks" if len(result.yardsticks) > 1 else ""
    scope = "in every world" if result.provenance.exact else "in every world looked at"
    beaten: dict[str, list[str]] = {}
    for pair in result.pairs:
        if pair.statewise:
            beaten.setdefault(pair.first, []).append(names.policy(pair.second))
    if not beaten:
        return [f"No policy is at least as good as another {scope} {every}".rstrip() + "."]
    return [
        f"{quoted(names.policy(first))} is at least as good {scope} {every}".rstrip()
        + f" as, and in some better than, {listed([quoted(second) for second in others])}."
        for first, others in sorted(beaten.items(), key=lambda item: -len(item[1]))
    ]


def _tradeoffs(page: Page, result: RobustResult) -> None:
    names = page.names
    page.heading("The trade-off between the yardsticks")
    ordered = sorted(result.frontier, key=lambda t: (not t.frontier, -t.means.get("seek", 0.0)))
    rows = [
        [
            names.policy(t.policy),
            *(f"{percent(t.means[y])} {plus_minus(t.errors[y])}".strip() for y in result.yardsticks),
            place(t, names),
        ]
        for t in ordered
    ]
    outcomes = [names.outcome(result.seek if y == "seek" else result.avoid) for y in result.yardsticks]
    page.table(["policy", *outcomes, "place"], rows, wide=(0, len(outcomes) + 1))


def place(found: Tradeoff, names: Names) -> str:
    """Say whether others beat a policy on average, and whether that is within the sampling error."""
    doubt = "" if found.sure else ", within the sampling error"
    if found.frontier:
        return f"no other beats it{doubt}"
    return f"beaten by {few([names.policy(policy) for policy in found.beaten_by])}{doubt}"
