"""The chronicle: one page on what the analysis would have said month by month, and how well that did."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.case.model import Case
from offramp.report import backtest, chronicle_charts, recorded
from offramp.report.names import Names, quoted
from offramp.report.record import palette
from offramp.report.rounding import counted, percent, plus_minus
from offramp.report.sheets import Table
from offramp.report.templates import environment
from offramp.study.results.backtest import BacktestResult, Then
from offramp.study.results.recording import EventLine, EventsResult

LIMITS = (
    "One case is no test of a method. A score of one standoff says how the analysis did there, not how it will do.",
    "Forecasts of neighbouring months share what they rest on and what resolves them: their number is not their "
    "weight.",
    "Policies were not tried: that the best policy had a better chance is a claim of the model, which nothing here "
    "tests. Only what came, without anybody following its advice, is scored.",
    "The record is one reading of what happened, from the sources it cites.",
)


def chronicle(result: BacktestResult, case: Case, *, events: EventsResult | None = None) -> str:
    """Write the chronicle of a back-test.

    Parameters
    ----------
    result : BacktestResult
        The analysis as of each month, and its scores.
    case : Case
        The case; it gives names and outcomes.
    events : EventsResult, optional
        The events, so that the page can say what happened and not only name it.

    Returns
    -------
    str
        One HTML document: no network, no scripts.
    """
    found = Chronicle(result, case, events)
    return str(environment().get_template("chronicle.html.j2").render(found=found, names=found.names, case=case))


class Chronicle:
    """What the page shows of a back-test."""

    words = backtest
    recorded = recorded
    limits = LIMITS

    def __init__(self, result: BacktestResult, case: Case, events: EventsResult | None) -> None:
        self.result = result
        self.names = Names.of(case)
        self.palette = palette(case)
        self.events = {event.id: event for event in events.events} if events is not None else {}

    def months_picture(self) -> str:
        """What was said over the months, and what was so."""
        return chronicle_charts.months_chart(self.result, self.names, self.palette)

    def calibration_picture(self) -> str:
        """Whether chances came true as often as said."""
        return chronicle_charts.calibration_chart(self.result)

    def figures(self) -> list[tuple[str, str, str]]:
        """The few numbers to remember: on how little the scores rest, then how far off each horizon is."""
        totals = backtest.totals(self.result)
        found = []
        if totals:
            most = max(totals, key=lambda score: score.independent)
            overlap = f"at most, of {most.forecasts:,} forecasts that overlap"
            found.append((f"{most.independent:,}", "independent resolutions", overlap))
        for score in totals:
            what = f"beside the base rate within {counted(score.horizon, 'month')}; above 0 is worse"
            values = (score.brier, score.brier_base, score.brier_persistence)
            analysis, base, same = (backtest.scored(value) for value in values)
            note = f"Brier: analysis {analysis}, base rate {base}, persistence {same}; {backtest.side(score)}"
            found.append((backtest.difference(score.difference), what, note))
        return found

    def title(self, found: Then) -> str:
        """Return the line that stands for a month while it is folded: the day, the state, the best policy."""
        nothing, best = backtest.leading(found)
        parts = [f"{found.day}: {self.names.outcome(found.outcome)}"]
        if best is not None and nothing is not None:
            parts.append(
                f"{quoted(self.names.policy(best.policy))} {percent(best.seek)} {plus_minus(best.seek_error)}".strip()
                + f" against {percent(nothing.seek)} with no policy"
            )
        elif found.trouble:
            parts.append("could not be played")
        parts.append(
            f"a year later {self.names.outcome(found.followed)}" if found.followed else "a year later not known"
        )
        return "; ".join(parts)

    def happened(self, found: Then) -> Iterator[str]:
        """Yield what happened in the month that followed."""
        for name in found.events:
            event = self.events.get(name)
            yield self._event(event) if event is not None else name

    def _event(self, event: EventLine) -> str:
        return f"{event.day} {event.id}: {recorded.cut(event.says)}"

    def resolved(self, found: Then) -> Table:
        """The forecasts of a day beside what came."""
        return backtest.resolved(self.result, found.day)
