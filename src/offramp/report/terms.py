"""A deal as a term sheet in Markdown: who undertakes what, in which order, for how long, and how it is watched."""

from __future__ import annotations

import math
from collections.abc import Iterator

from offramp.case.model import Case, Variable, Watch
from offramp.report import deals as words
from offramp.report.breaking import leaving
from offramp.report.names import Names, capital, quoted
from offramp.report.rounding import counted, every, length, listed, percent
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
            yield f"- {capital(self.names.the(u.actor))}: {words.change(u, self.names)}"
        if self.deal.third_parties:
            yield from ("", "Nobody undertakes this. The deal counts on their doing it of their own accord.", "")
        for line in words.approval(self.deal, self.names, voices=True):
            yield f"- {line}"

    def sequence(self) -> Iterator[str]:
        if not self.deal.orders or not self.deal.orders[0].steps:
            yield from words.unordered(self.deal)
            return
        order = self.deal.orders[0]
        for k, step in enumerate(order.steps, start=1):
            yield f"{k}. {words.step(step, self.names)}."
        yield ""
        for line in words.exposed(order, self.names):
            yield f"- {line}"
        yield "- Whoever has taken a step that can be undone may undo it if the next step does not follow."

    # ------------------------------------------------------------ how long, and what ends it

    def duration(self) -> Iterator[str]:
        lasts = self.case.deals.lasts if self.case.deals else None
        yield (
            "The case names no length. The parties should: an arrangement without an end is harder to try."
            if lasts is None
            else f"{capital(length(lasts))} from the first step, unless it is renewed."
        )
        yield from words.in_time(self.deal.in_time)
        if lasts is not None and self.deal.in_time is not None and self.deal.in_time.months > lasts:
            yield "So on average it would end before its last step."

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
        yield f"- {words.holding(deal)}"
        for actor, party in deal.parties.items():
            yield (
                f"- For {self.names.the(actor)} it is better than no deal with a chance of "
                f"{words.sure(party.better, party.error)}, worse with {percent(party.worse)}."
            )
        for broken in deal.breaks[:MOST_BREAKS]:
            yield f"- {leaving(broken, self.names)}"
        if deal.third_parties_stay < 0.9995:
            yield f"- Third parties come along and stay in {percent(deal.third_parties_stay)} of worlds by weight."

    # ------------------------------------------------------------ clauses

    def clauses(self) -> Iterator[str]:
        yield "To play the deal as a policy and to watch its clauses, add this to the case."
        yield (
            "As a policy it holds its parties to the deal from the start, whatever the others do. So the chance of the "
            "outcome then says little, and whether each would keep it is asked with the others bound: that is not how "
            "surely the deal holds."
        )
        twice = [key for key in ("policies", "commitments") if getattr(self.case, key)]
        if twice:
            keys = listed([f"`{key}:`" for key in twice])
            yield f"The case has {keys} already: what stands under {'them' if twice[1:] else 'it'} here goes there."
        yield from ("", "```yaml", "policies:", f"  {self.key}:", f"    by: [{', '.join(self.result.between)}]")
        yield "    sets:"
        for variable in self.own:
            yield f"      {variable.id}: {_plain(self.deal.levels[variable.id])}"
        yield "commitments:"
        for u in self.deal.undertakings:
            yield from self.clause(u)
        for actor in self.result.between:
            yield from self.unchanged(actor)
        yield "```"

    @property
    def own(self) -> list[Variable]:
        """The options of the parties."""
        return [variable for variable in self.case.variables if variable.actor in self.result.between]

    @property
    def key(self) -> str:
        """A name that no policy of the case has."""
        key, taken = f"deal_{self.number}", {policy.id for policy in self.case.policies}
        while key in taken:
            key += "_"
        return key

    def clause(self, u: Undertaking) -> Iterator[str]:
        """Write an undertaking as a clause: it binds once others have taken the steps before it."""
        yield f"  {self.key}_{u.option.replace('.', '_')}:"
        yield f"    by: {u.actor}"
        yield f"    keeps: {self.kept(u)}"
        earlier = " and ".join(self.kept(other) for other in self.before(u))
        if earlier:
            yield f"    while: {earlier}"
        lasts = self.case.deals.lasts if self.case.deals else None
        within = self.deal.in_time.months if self.deal.in_time is not None else math.nan
        most = math.inf if lasts is None else math.ceil(lasts) - 1
        if within == within and most >= 1:
            yield f"    within: {length(min(max(1, math.ceil(within)), most))}"
        if lasts is not None:
            yield f"    lasts: {length(lasts)}"

    def unchanged(self, actor: str) -> Iterator[str]:
        """Write as one clause that what a party does not change stays as it is."""
        changed = {u.option for u in self.deal.undertakings}
        stays = [self.at(v, self.deal.levels[v.id]) for v in self.own if v.actor == actor and v.id not in changed]
        if not stays:
            return
        yield f"  {self.key}_{actor}_else:"
        yield f"    by: {actor}"
        yield f"    keeps: {' and '.join(stays)}"
        if self.case.deals and self.case.deals.lasts is not None:
            yield f"    lasts: {length(self.case.deals.lasts)}"

    def at(self, variable: Variable, level: str) -> str:
        """Write that an option stands at a level, as an expression."""
        if variable.levels == ("no", "yes"):
            return variable.id if level == "yes" else f"not {variable.id}"
        return f"{variable.id} == {level}"

    def kept(self, u: Undertaking) -> str:
        """Return what an undertaking asks, as an expression: at least as far as it goes."""
        variable: Variable = self.case.variable(u.option)
        if variable.levels == ("no", "yes"):
            return self.at(variable, u.after)
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
    answer = f"after {length(known.delay)}" if known.delay > 0 else "at once"
    return (
        f"one look every {every(known.every)} finds a breach with a chance of {percent(known.detects.middle)}{by}; "
        f"an answer follows {answer}."
    )


def _plain(level: str) -> str:
    """Write a level so that YAML reads it as text."""
    return f'"{level}"' if level in ("null", "~") or level.replace("_", "").isdigit() else level
