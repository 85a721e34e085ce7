"""A deal as a term sheet in Markdown: who undertakes what, in which order, for how long, and how it is watched."""

from __future__ import annotations

import math
from collections.abc import Iterator

from offramp.case.model import Case, Variable, Watch
from offramp.report import reasons
from offramp.report.names import Names, capital, quoted
from offramp.report.rounding import counted, percent, plus_minus
from offramp.study.results.deals import Deal, DealsResult, Undertaking

MOST_BREAKS = 3


def term_sheet(result: DealsResult, case: Case, number: int) -> str:
    """Write one of the deals found as a term sheet.

    Parameters
    ----------
    result : DealsResult
        The deals.
    case : Case
        The case they belong to.
    number : int
        Which of `result.deals`, counted from 1.

    Returns
    -------
    str
        Markdown. The last section is a block of YAML that can be added to the case: the deal as a policy, to be
        played, and its clauses as commitments, to be watched. A clause asks for at least what was undertaken: going
        further is no breach.

    Raises
    ------
    IndexError
        If there is no such deal.
    """
    return "\n".join(_Sheet(result, case, number).lines()) + "\n"


class _Sheet:
    def __init__(self, result: DealsResult, case: Case, number: int) -> None:
        if not 1 <= number <= len(result.deals):
            raise IndexError(f"there is no deal {number}")
        self.result = result
        self.case = case
        self.number = number
        self.deal: Deal = result.deals[number - 1]
        self.names = Names.of(case)

    def lines(self) -> Iterator[str]:
        yield f"# {capital(self.deal.label)}"
        yield ""
        yield from self.standing()
        parts = {
            "Parties": self.parties(),
            "Undertakings": self.undertakings(),
            "Left to others": self.others(),
            "Sequence": self.sequence(),
            "Duration": self.duration(),
            "What ends it": self.ends(),
            "How it is watched": self.watched(),
            "How sure": self.sure(),
            "Clauses in the case format": self.clauses(),
        }
        for title, lines in parts.items():
            found = list(lines)
            if found:
                yield from ("", f"## {title}", "", *found)

    def standing(self) -> Iterator[str]:
        found = self.result.provenance
        drawn = "" if found.exact else f" drawn with seed {found.seed}"
        yield (
            f"Deal {self.number} of the case {found.case} (digest {found.digest[:12]}), drafted by offramp "
            f"{found.version} from {counted(found.worlds, 'world')}{drawn}. A model's draft, not advice: read what "
            "breaks it before you use it."
        )

    # ------------------------------------------------------------ who does what

    def parties(self) -> Iterator[str]:
        for actor in self.result.between:
            yield f"- {capital(self.names.the(actor))}"

    def undertakings(self) -> Iterator[str]:
        if not self.deal.undertakings:
            yield "Nothing has to change: the parties keep things as they are."
            return
        yield from ("| Who | undertakes | now |", "|---|---|---|")
        for u in self.deal.undertakings:
            yield (
                f"| {self.names.actor(u.actor)} | {self.names.level(u.option, u.after)} "
                f"| {self.names.level(u.option, u.before)} |"
            )
        yield ""
        yield "All other options of the parties stay where they are."

    def others(self) -> Iterator[str]:
        for u in self.deal.third_parties:
            yield f"- {capital(self.names.the(u.actor))}: {self.names.level(u.option, u.after)}"
        if self.deal.third_parties:
            yield ""
            yield "Nobody undertakes this. The deal counts on their doing it of their own accord."
        for actor, approval in self.deal.approval.items():
            yield (
                f"- {capital(self.names.the(actor))} has a {approval.say}: it finds itself no worse with a chance of "
                f"{percent(approval.better + approval.equal)}."
            )

    def sequence(self) -> Iterator[str]:
        if not self.deal.orders:
            return
        order = self.deal.orders[0]
        for k, step in enumerate(order.steps, start=1):
            yield f"{k}. {reasons.step(step, self.names)}."
        yield ""
        for actor, worst in order.worst_step.items():
            if worst:
                yield (
                    f"- {capital(self.names.the(actor))} is exposed most after step {worst}: if the others stop or "
                    f"exploit it there, it can be left below today by {percent(order.exposure[actor])} of all states."
                )
        yield "- Whoever has taken a step may take it back if the next does not follow."

    # ------------------------------------------------------------ how long, and what ends it

    def duration(self) -> Iterator[str]:
        lasts = self.case.deals.lasts if self.case.deals else None
        yield (
            "The case names no length. The parties should: an arrangement without an end is harder to try."
            if lasts is None
            else f"{capital(_months(lasts))} from the first step, unless it is renewed."
        )
        if self.deal.in_time is not None and not math.isnan(self.deal.in_time.months):
            found = self.deal.in_time
            yield (
                f"If each takes its next step when it next decides, the last is taken after {_months(found.months)} on "
                f"average. All steps are taken before the window closes with a chance of {percent(found.before_close)}."
            )

    def ends(self) -> Iterator[str]:
        yield "- A party breaks its part: the others are then free."
        if self.case.deals and self.case.deals.lasts is not None:
            yield "- Its time is over and it is not renewed."
        for clock in (v for v in self.case.variables if v.actor is None):
            yield (
                f"- {capital(clock.name)} moves on from {quoted(self.deal.levels[clock.id].replace('_', ' '))}, if the "
                f"state is then no longer {quoted(self.names.outcome(self.result.reach))}."
            )
        for actor, approval in self.deal.approval.items():
            if approval.say == "veto":
                yield f"- {capital(self.names.the(actor))} withdraws its approval."

    def watched(self) -> Iterator[str]:
        watch = self.case.deals.watch if self.case.deals else {}
        for u in self.deal.undertakings:
            known = watch.get(u.option)
            yield f"- {capital(self.names.option(u.option))}: " + (
                "the case does not say." if known is None else _watch(known)
            )

    # ------------------------------------------------------------ how sure

    def sure(self) -> Iterator[str]:
        deal = self.deal
        error = f" ({plus_minus(deal.error)} points)" if plus_minus(deal.error) else ""
        yield (
            f"- It comes about and nobody gains by leaving it in {percent(deal.enforceable)}{error} of worlds by "
            "weight."
        )
        for actor, party in deal.parties.items():
            yield (
                f"- For {self.names.the(actor)} it is better than no deal with a chance of {percent(party.better)}, "
                f"worse with {percent(party.worse)}."
            )
        for broken in deal.breaks[:MOST_BREAKS]:
            yield (
                f"- {capital(self.names.the(broken.actor))} would leave it in {percent(broken.weight)} of worlds by "
                f"weight, by {quoted(broken.move)}."
            )

    # ------------------------------------------------------------ clauses

    def clauses(self) -> Iterator[str]:
        yield "To play the deal as a policy and to watch its clauses, add this to the case."
        yield ""
        yield "```yaml"
        yield "policies:"
        yield f"  deal_{self.number}:"
        yield f"    by: [{', '.join(self.result.between)}]"
        yield "    sets:"
        for variable in self.case.variables:
            if variable.actor in self.result.between:
                yield f"      {variable.id}: {_plain(self.deal.levels[variable.id])}"
        if self.deal.undertakings:
            yield "commitments:"
        for u in self.deal.undertakings:
            yield from self.clause(u)
        yield "```"

    def clause(self, u: Undertaking) -> Iterator[str]:
        lasts = self.case.deals.lasts if self.case.deals else None
        yield f"  deal_{self.number}_{u.option.replace('.', '_')}:"
        yield f"    by: {u.actor}"
        yield f"    keeps: {self.kept(u)}"
        earlier = " and ".join(self.kept(other) for other in self.before(u))
        if earlier:
            yield f"    while: {earlier}"
        if self.deal.in_time is not None and not math.isnan(self.deal.in_time.months):
            yield f"    within: {max(1, math.ceil(self.deal.in_time.months))} months"
        if lasts is not None:
            yield f"    lasts: {_months(lasts)}"

    def kept(self, u: Undertaking) -> str:
        """Return what an undertaking asks, as an expression: at least as far as it goes."""
        variable: Variable = self.case.variable(u.option)
        if variable.levels == ("no", "yes"):
            return u.option if u.after == "yes" else f"not {u.option}"
        further = variable.levels.index(u.after) > variable.levels.index(u.before)
        return f"{u.option} {'>=' if further else '<='} {u.after}"

    def before(self, u: Undertaking) -> list[Undertaking]:
        """Return what other parties have done before an undertaking is met, in the first order of steps."""
        if not self.deal.orders:
            return []
        done = [{(m.actor, m.option) for m in step.moves} for step in self.deal.orders[0].steps]
        last = {pair: k for k, moves in enumerate(done) for pair in moves}
        own = last[u.actor, u.option]
        return [o for o in self.deal.undertakings if o.actor != u.actor and last[o.actor, o.option] < own]


def _watch(known: Watch) -> str:
    by = f", by {known.by}" if known.by else ""
    return (
        f"a look every {_months(known.every)} finds a breach with a chance of {percent(known.detects.middle)}{by}; an "
        f"answer follows after {_months(known.delay)}."
    )


def _months(months: float) -> str:
    """Write a length of time as the case language reads it."""
    for unit, size in (("year", 12.0), ("month", 1.0), ("week", 12 * 7 / 365.25), ("day", 12 / 365.25)):
        count = months / size
        if count >= 1 - 1e-9:
            shown = f"{count:.0f}" if abs(count - round(count)) < 0.005 else f"{count:.1f}"
            return f"{shown} {unit}" if shown == "1" else f"{shown} {unit}s"
    return f"{months * 365.25 / 12:.2g} days"


def _plain(level: str) -> str:
    """Write a level so that YAML reads it as text."""
    return f'"{level}"' if level in ("null", "~") or level.replace("_", "").isdigit() else level
