"""A deal as a term sheet in Markdown: who undertakes what, in which order, for how long, and how it is watched."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.case.agreements import Watch
from offramp.case.expressions import variables_of
from offramp.case.model import Case, Variable
from offramp.report import deals as words
from offramp.report.breaking import leaving
from offramp.report.names import Names, capital, quoted
from offramp.report.rounding import counted, every, length, percent
from offramp.study.results.deals import Deal, DealsResult, Undertaking

MOST_BREAKS = 3
MOST_TAKEN = 0.9
"""A deadline is long enough if so much of what is ever taken is taken by then."""
WRITTEN = ("Undertakings", "Clauses in the case format")
"""Parts that are Markdown already; in the others signs of Markdown are escaped."""


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
        yield f"# {_markdown(capital(self.deal.label))}"
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
            found = list(lines) if title in WRITTEN else [_escaped(line) for line in lines]
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
            level = self.names.level
            cells = self.names.actor(u.actor), level(u.option, u.after), level(u.option, u.before)
            yield f"| {' | '.join(map(_markdown, cells))} |"
        yield ""
        yield "How surely the deal holds was judged with all other options of the parties where they are now."

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
        yield from words.in_time(self.deal)
        if lasts is not None and self.deal.in_time is not None and self.deal.in_time.months > lasts:
            yield "So on average it would end before its last step."
        yield from self.due()

    def due(self) -> Iterator[str]:
        """Say how much time the clauses leave for the steps and with what chance that is enough, or why they name
        none."""
        found, deadline = self.deal.in_time, self.deadline()
        if found is None or not self.deal.undertakings:
            return
        if deadline is not None:
            by = percent(found.by_date[f"{deadline:g}"])
            yield (
                f"The clauses below leave {length(deadline)} for all steps: by then they are taken with a chance of "
                f"{by}, if nobody acts otherwise."
            )
            return
        yield (
            "The clauses below leave no time for the steps, and bind from the start: of the times looked at, none that "
            "ends before the deal does is long enough. Put one in before they are used."
        )

    def ends(self) -> Iterator[str]:
        yield "- A party breaks its part: the others are then free."
        if self.case.deals and self.case.deals.lasts is not None:
            yield "- Its time is over and it is not renewed."
        read = set().union(*(variables_of(outcome.when) for outcome in self.case.outcomes))
        for clock in (v for v in self.case.variables if v.actor is None and v.id in read):
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
            yield f"- {words.staying(deal)}"

    # ------------------------------------------------------------ clauses

    def clauses(self) -> Iterator[str]:
        if not self.deal.undertakings:
            return
        yield "To watch the deal's clauses, add this to the case. They change nobody's wants or moves."
        if self.case.commitments:
            yield "The case has `commitments:` already: what stands under it here goes there."
        yield from ("", "```yaml", "commitments:")
        for u in self.deal.undertakings:
            yield from self.clause(u)
        yield "```"

    @property
    def key(self) -> str:
        """What the names of this deal's clauses begin with, so that no clause of the case has one of them."""
        key, taken = f"deal_{self.number}", [clause.id for clause in self.case.commitments]
        while any(name.startswith(f"{key}_") for name in taken):
            key += "x"
        return key

    def name(self, u: Undertaking) -> str:
        """Return the name of an undertaking's clause."""
        return f"{self.key}_{u.option.replace('.', '_')}"

    def deadline(self) -> float | None:
        """Return the least number of months looked at in which most of those steps are taken that are taken at all;
        None if none is enough, or it is longer than the deal."""
        found = self.deal.in_time
        lasts = self.case.deals.lasts if self.case.deals else None
        if found is None or not found.chance > 0:
            return None
        enough = [float(m) for m, by in found.by_date.items() if by >= MOST_TAKEN * found.chance - 1e-9]
        return min((m for m in enough if lasts is None or m < lasts), default=None)

    def clause(self, u: Undertaking) -> Iterator[str]:
        """Write an undertaking as a clause: it binds once others have taken the steps before it, and no longer once one
        of them breaks its part."""
        yield f"  {self.name(u)}:"
        yield f"    by: {u.actor}"
        yield f"    keeps: {self.kept(u)}"
        earlier = " and ".join(self.kept(other) for other in self.before(u))
        if earlier:
            yield f"    while: {earlier}"
        others = [self.name(other) for other in self.deal.undertakings if other.actor != u.actor]
        if others:
            yield f"    unless_broken: [{', '.join(others)}]"
        deadline = self.deadline()
        if deadline is not None:
            yield f"    within: {length(deadline)}"
        if self.case.deals and self.case.deals.lasts is not None:
            yield f"    lasts: {length(self.case.deals.lasts)}"

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
    answer = f"after {length(known.delay)}" if known.delay > 0 else "at once"
    return (
        f"one look every {every(known.every)} finds a breach with a chance of {percent(known.detects.middle)}{by}; "
        f"an answer follows {answer}."
    )


def _markdown(text: str) -> str:
    """Write text in one line so that Markdown shows it as it is, in a table as well."""
    return _escaped(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Write text in one line so that Markdown shows it as it is, outside tables."""
    return " ".join(text.splitlines()).replace("<", "&lt;").replace("`", "'")
