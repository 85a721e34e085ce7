"""What is shown of deals, in which order: printed on a terminal, or picked for the page."""

from __future__ import annotations

from functools import cached_property

from offramp.report import breaking, pareto, sheets
from offramp.report import deals as words
from offramp.report.breaking import Told
from offramp.report.names import Names, capital, quoted
from offramp.report.page import Page
from offramp.report.rounding import listed
from offramp.report.sheets import Table
from offramp.study.results.deals import Deal, DealOrder, DealsResult

MOST_TOLD = 3
MOST_BREAKS = 3
MOST_SHOWN = 5
WORTH_SAYING = 0.05
LEAST_SHOWN = 0.01


class Dealing:
    """The deals of a result as a reader meets them.

    Parameters
    ----------
    result : DealsResult
        The deals.
    names : Names
        What to call things.
    """

    def __init__(self, result: DealsResult, names: Names) -> None:
        self.result = result
        self.names = names

    # ------------------------------------------------------------ all deals

    @cached_property
    def summary(self) -> str:
        """How many deals there are, and how surely the surest hold."""
        return words.summary(self.result, self.names)

    @cached_property
    def deals(self) -> list[Deal]:
        """The deals that are told in full."""
        return list(self.result.deals[:MOST_TOLD])

    @cached_property
    def rest(self) -> Table | None:
        """The deals of the Pareto set that are not told in full."""
        return sheets.rest(self.result)

    def table(self) -> Table:
        """The deals side by side."""
        return sheets.told(self.result, self.names)

    @cached_property
    def ways(self) -> Table | None:
        """The ways to the deals side by side."""
        return sheets.ways(self.result, self.names)

    def pareto_picture(self) -> str:
        """How surely deals hold, against the least gain."""
        return pareto.pareto_chart(self.result)

    @cached_property
    def half(self) -> bool:
        """Whether the picture shows where a deal is as likely kept as not."""
        return pareto.highest(self.result) > 0.5

    def gains_picture(self) -> str:
        """What each party gets out of the best deals."""
        return pareto.deals_chart(self.result.deals[:MOST_SHOWN], self.names)

    # ------------------------------------------------------------ one deal

    def asked(self, deal: Deal) -> Table | None:
        """Who undertakes what; None if nothing has to change."""
        return sheets.asked(deal, self.names) if deal.undertakings else None

    def parties(self, deal: Deal) -> Table:
        """What it is to each."""
        return sheets.parties(deal, self.names)

    def sure(self, deal: Deal) -> list[str]:
        """How surely it holds, and what is left to others."""
        return [words.holding(deal), *words.others(deal, self.names), *words.unordered(deal)]

    def order(self, deal: Deal) -> DealOrder | None:
        """The steps in the order that exposes least."""
        return deal.orders[0] if deal.orders and deal.orders[0].steps else None

    def steps(self, order: DealOrder) -> Table:
        """The steps, with the exposure of each party."""
        return sheets.steps(order, self.names)

    def each_step(self, order: DealOrder) -> Table:
        """What each step is to each party."""
        return sheets.each_step(order, self.names)

    def way(self, deal: Deal, order: DealOrder) -> list[str]:
        """What decides on the way."""
        joint = words.exchange(deal, self.names)
        return [*words.walking(order, self.names), *([joint] if joint else []), *words.in_time(deal)]

    def more_of_the_way(self, deal: Deal, order: DealOrder) -> list[str]:
        """What else is worth saying of the steps."""
        others = words.orders_as_good(deal)
        hurting, back = words.hurting(order, self.names), words.turning_back(order, self.names)
        return [*hurting, *back, *([others] if others else [])]

    def breaks(self, deal: Deal) -> list[Told]:
        """What breaks it."""
        return breaking.breaks(deal, self.names)

    def changes(self, deal: Deal) -> list[Told]:
        """Which changes of what the parties want would mend it."""
        return breaking.changes(deal.mending, self.names)

    def remedies(self, deal: Deal) -> list[Told]:
        """Which promises would mend it, and which deals near it hold."""
        return breaking.remedies(deal, self.names)

    def patience(self, deal: Deal) -> list[Told]:
        """What keeps the parties from cheating."""
        return breaking.patience(deal.patience, self.names)

    # ------------------------------------------------------------ beside the deals

    @cached_property
    def ladder(self) -> Table | None:
        """How far a ladder is climbed."""
        return sheets.ladder(self.result.ladder, self.names) if self.result.ladder else None

    def rungs(self) -> Table | None:
        """What each rung is to each party."""
        return sheets.rungs(self.result.ladder, self.names) if self.result.ladder else None

    def ladder_picture(self) -> str:
        """How far a ladder is climbed, drawn."""
        return pareto.ladder_chart(self.result.ladder) if self.result.ladder else ""

    @cached_property
    def climbing(self) -> str:
        """Where climbing a ladder ends most often, in a sentence."""
        found = self.result.ladder
        if found is None or not found.rungs:
            return ""
        ends = [(found.never, words.sure(found.never, found.never_error), "not even the first rung is climbed")]
        for rung in found.rungs:
            ends.append((rung.stops, words.sure(rung.stops, rung.error), f"{quoted(rung.name)} is reached and kept"))
            ends.append(
                (rung.breaks, words.sure(rung.breaks, rung.error), f"{quoted(rung.name)} is reached and broken")
            )
        likely = sorted((end for end in ends if end[0] >= WORTH_SAYING), key=lambda end: -end[0])
        return f"Most often it ends thus: {'; '.join(f'in {share} {what}' for _, share, what in likely)}."

    @cached_property
    def fair(self) -> Table | None:
        """What rules of fairness pick."""
        return sheets.fair(self.result, self.names) if self.result.fair else None

    @cached_property
    def unsized(self) -> str:
        """Why no deal is called fair; empty if rules of fairness apply."""
        if not self.result.not_cardinal:
            return ""
        who = listed([self.names.the(actor) for actor in self.result.not_cardinal])
        return (
            f"No deal is called fair here: rules of fairness weigh gains, and what {who} "
            f"{'want' if len(self.result.not_cardinal) > 1 else 'wants'} has an order and no size."
        )

    def beside(self, least: float = 0.0) -> Table | None:
        """The case's policies with at least some chance, beside the best deals."""
        return sheets.beside(self.result, self.names, MOST_TOLD, least) if self.result.beside else None

    @cached_property
    def failing(self) -> list[str]:
        """Under which answers the case's policies fail, the likeliest to reach the outcome first."""
        policies = sorted(self.result.beside, key=lambda found: -found.chance)
        return [line for found in policies if (line := sheets.failing(found, self.names))]


# ---------------------------------------------------------------- on a terminal


def show_deals(page: Page, result: DealsResult) -> None:
    """Print the deals that would hold, the best in full, and what stands beside them."""
    found = Dealing(result, page.names)
    page.say(f"Deals that reach {quoted(page.names.outcome(result.reach))}", style="bold")
    page.say(found.summary)
    if result.deals:
        _table(page, found.table())
    if found.ways is not None:
        _table(page, found.ways)
    for number, deal in enumerate(found.deals, start=1):
        page.heading(f"Deal {number}: {deal.label}")
        if number == 1:
            _whole(page, found, deal)
        else:
            _short(page, found, deal)
    _beside(page, found)
    page.provenance(result.provenance)


def _table(page: Page, table: Table) -> None:
    page.heading(table.caption)
    page.table(table.columns, table.rows, wide=table.wide)
    if table.note:
        page.say(table.note, style="dim")


def _whole(page: Page, found: Dealing, deal: Deal) -> None:
    asked = found.asked(deal)
    if asked is None:
        page.say("Nothing has to change.")
    else:
        page.items(words.undertakings(deal, page.names))
    page.heading("How surely it holds")
    page.items(found.sure(deal))
    _table(page, found.parties(deal))
    order = found.order(deal)
    if order is not None:
        _table(page, found.steps(order))
        page.items([*found.way(deal, order), *found.more_of_the_way(deal, order)])
    for title, lines in (
        ("What breaks it", found.breaks(deal)[:MOST_BREAKS]),
        ("What would mend it", [*found.remedies(deal), *found.changes(deal)]),
        ("What keeps the parties from cheating", found.patience(deal)),
    ):
        if lines:
            page.heading(title)
            _told(page, lines)
    if len(found.breaks(deal)) > MOST_BREAKS:
        page.say("Less likely ways to leave are not shown; --json gives all.", style="dim")


def _told(page: Page, lines: list[Told]) -> None:
    for line in lines:
        page.items([line.head])
        for more in line.more:
            page.say(more, indent="    ")


def _short(page: Page, found: Dealing, deal: Deal) -> None:
    page.items(
        [
            *(words.undertakings(deal, page.names) or ["Nothing has to change."]),
            words.holding(deal),
            *(line.head for line in found.breaks(deal)[:1]),
        ]
    )


def _beside(page: Page, found: Dealing) -> None:
    if found.ladder is not None:
        _table(page, found.ladder)
        page.say(found.climbing)
    if found.fair is not None:
        _table(page, found.fair)
    elif found.unsized:
        page.heading("Fairness")
        page.say(capital(found.unsized))
    beside = found.beside(LEAST_SHOWN)
    if beside is not None:
        _table(page, beside)
        page.items(found.failing[:MOST_SHOWN])
