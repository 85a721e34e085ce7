"""The chronicle: one page on what the analysis would have said month by month, and how well that did."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.case.model import Case
from offramp.report import backtest, chronicle_charts, faring, recorded
from offramp.report.names import Names, capital, quoted
from offramp.report.record import palette
from offramp.report.rounding import counted, percent, plus_minus
from offramp.report.sheets import Table
from offramp.report.templates import environment
from offramp.study.results.backtest import BacktestResult, Then
from offramp.study.results.recording import EventLine, EventsResult, TimelineResult

LIMITS = (
    "One case is no test of a method. A score of one standoff says how the analysis did there, not how it will do.",
    "Forecasts of neighbouring months share what they rest on and what resolves them: their number is not their "
    "weight.",
    "Policies were not tried: that the best policy had a better chance is a claim of the model, which nothing here "
    "tests. Only what came, without anybody following its advice, is scored.",
    "The record is one reading of what happened, from the sources it cites.",
)


def chronicle(
    result: BacktestResult, case: Case, *, events: EventsResult | None = None, timeline: TimelineResult | None = None
) -> str:
    """Write the chronicle of a back-test.

    Parameters
    ----------
    result : BacktestResult
        The analysis as of each month, and its scores.
    case : Case
        The case; it gives names and outcomes.
    events : EventsResult, optional
        The events, so that the page can say what happened and not only name it.
    timeline : TimelineResult, optional
        The states of the whole record, so that the page can say on which day the outcome sought came.

    Returns
    -------
    str
        One HTML document: no network, no scripts.
    """
    found = Chronicle(result, case, events, timeline)
    return str(environment().get_template("chronicle.html.j2").render(found=found, names=found.names, case=case))


class Chronicle:
    """What the page shows of a back-test."""

    words = backtest
    faring = faring
    recorded = recorded
    limits = LIMITS

    def __init__(
        self, result: BacktestResult, case: Case, events: EventsResult | None, timeline: TimelineResult | None
    ) -> None:
        self.result = result
        self.case = case
        self.timeline = timeline
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
        totals = faring.totals(self.result)
        found = []
        if totals:
            most = max(totals, key=lambda score: score.independent)
            overlap = f"at most, of {most.forecasts:,} forecasts that overlap"
            found.append((f"{most.independent:,}", "independent resolutions", overlap))
        for score in totals:
            alike = abs(score.difference) <= faring.LESS_THAN
            values = (score.brier, score.brier_base, score.brier_persistence)
            analysis, base, same = (faring.scored(value) for value in values)
            narrow = ", too narrow on so few" if faring.few(score) and score.low == score.low else ""
            note = f"{faring.ranged(score)}{narrow}; analysis {analysis}, base rate {base}, persistence {same}"
            joint = "from" if alike else "than"
            what = f"{joint} the base rate by Brier score, within {counted(score.horizon, 'month')}"
            found.append((faring.apart(score.difference), what, capital(note)))
        return found

    def own_day(self) -> str:
        """Say what the case's own answer was on its own day, and when what it seeks came; empty if it has no day."""
        day = self.case.as_of.isoformat() if self.case.as_of is not None else ""
        then = next((t for t in reversed(self.result.then) if t.day <= day and t.policies), None)
        if then is None or self.result.seek is None or day > self.result.until:
            return ""
        nothing, best = then.policies[0], backtest.helping(then)
        sought = quoted(self.names.outcome(self.result.seek))
        when = f"On {then.day}, {'the' if then.day == day else 'the last month before the'} day of the case,"
        made = (f for f in self.result.forecasts if (f.made, f.target) == (then.day, self.result.seek))
        dated = max(made, key=lambda f: f.horizon, default=None)
        by = f" ({percent(dated.chance)} within {counted(dated.horizon, 'month')})" if dated is not None else ""
        line = f"{when} it gave {sought} without any policy {percent(nothing.seek)} as the end of play{by}; "
        if best is None:
            line += "no policy did better"
        else:
            line += f"under the best policy, {quoted(self.names.policy(best.policy))}, {percent(best.seek)}"
        return f"{line}. {self._came(then)}"

    def _came(self, then: Then) -> str:
        """Say when the outcome sought came after a day, by the states of the record or else by the months."""
        if then.outcome == self.result.seek:
            return "The record stood in it already."
        if self.timeline is not None:
            spans = [s for s in self.timeline.states if s.since > then.day and s.outcome == self.result.seek]
            if spans:
                return f"The record came to it on {spans[0].since}."
        later = next((t for t in self.result.then if t.day > then.day and t.outcome == self.result.seek), None)
        if later is not None:
            return f"The record had come to it by {later.day}."
        return f"The record did not come to it by {self.result.until}."

    def title(self, found: Then) -> str:
        """Return the line that stands for a month while it is folded: the day, the state, the best policy."""
        nothing, best = backtest.leading(found)[0], backtest.helping(found)
        parts = [f"{found.day}: {self.names.outcome(found.outcome)}"]
        if nothing is not None:
            without = f"{percent(nothing.seek)} {plus_minus(nothing.seek_error)}".strip()
            with_best = (
                f"{quoted(self.names.policy(best.policy))} {percent(best.seek)} {plus_minus(best.seek_error)}".strip()
                if best is not None
                else "no policy does better"
            )
            parts.append(f"{without} with no policy, {with_best}")
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
