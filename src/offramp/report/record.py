"""The record on the page: timeline, signals, window and commitments, each if there is something to tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.case.model import Case
from offramp.report import (
    closing,
    closing_charts,
    compliance,
    compliance_chart,
    events,
    lanes,
    recorded,
    signal_chart,
    signals,
    timeline,
)
from offramp.report.names import Names
from offramp.report.palette import Palette
from offramp.report.templates import environment
from offramp.study.results.base import NONE_OF_THESE
from offramp.study.results.monitoring import MonitorResult
from offramp.study.results.recording import EventsResult, TimelineResult
from offramp.study.results.signals import SignalsResult
from offramp.study.results.window import WindowResult


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the dated record says; None for what was not asked, or the case has no record of.

    Attributes
    ----------
    timeline : TimelineResult or None
        The states the record went through, and where we are.
    signals : SignalsResult or None
        What is being said.
    window : WindowResult or None
        How long the window stays open.
    monitor : MonitorResult or None
        Whether commitments are kept.
    events : EventsResult or None
        The events behind them, shown with the timeline.
    """

    timeline: TimelineResult | None = None
    signals: SignalsResult | None = None
    window: WindowResult | None = None
    monitor: MonitorResult | None = None
    events: EventsResult | None = None

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The sections there are: their name on the page, and their title."""
        return [(name, title) for name, title, found in self._sections() if found is not None]

    def _sections(self) -> Sequence[tuple[str, str, object]]:
        return (
            ("timeline", "Where we are", self.timeline),
            ("signals", "What is being said", self.signals),
            ("lasting", "How long the window stays open, by the record", self.window),
            ("kept", "Whether commitments are kept", self.monitor),
        )

    def section(self, case: Case) -> str:
        """Return the sections as HTML, for a page that has the style of the report."""
        found = Shown(self, case)
        template = environment().get_template("record.html.j2")
        return str(template.render(found=found, record=self, names=found.names, case=case))


def record_section(
    case: Case,
    *,
    timeline: TimelineResult | None = None,
    signals: SignalsResult | None = None,
    window: WindowResult | None = None,
    monitor: MonitorResult | None = None,
    events: EventsResult | None = None,
) -> str:
    """Write the sections about the record.

    Parameters
    ----------
    case : Case
        The case; it gives names, levels and outcomes.
    timeline, signals, window, monitor, events : optional
        What was found; what is None has no section.

    Returns
    -------
    str
        HTML sections for the page of the report, everything from files escaped; empty if nothing was given.
    """
    return Recorded(timeline, signals, window, monitor, events).section(case)


class Shown:
    """What the template shows of a record, as sentences, tables and pictures."""

    def __init__(self, record: Recorded, case: Case) -> None:
        self.record = record
        self.case = case
        self.names = Names.of(case)

    timeline = timeline
    signals = signals
    closing = closing
    compliance = compliance
    events = events
    recorded = recorded

    @property
    def levels(self) -> Mapping[str, Sequence[str]]:
        """The levels of every option and clock, lowest first."""
        return {variable.id: variable.levels for variable in self.case.variables}

    def lanes(self, found: TimelineResult) -> str:
        """The timeline as a picture."""
        as_of = self.case.as_of.isoformat() if self.case.as_of is not None else None
        return lanes.lanes_chart(
            found,
            self.names,
            palette(self.case),
            levels=self.levels,
            events=self.record.events,
            wanted=ruling(self.case),
            as_of=as_of,
        )

    def unmoved(self, found: TimelineResult) -> list[str]:
        """The options and clocks that the picture leaves out."""
        return lanes.unmoved(found, self.names)

    def statements(self, found: SignalsResult) -> str:
        """The statements as a picture."""
        return signal_chart.signals_chart(found, self.names)

    def rates(self, found: WindowResult) -> str:
        """The rates as a picture."""
        return closing_charts.rates_chart(found)

    def completion(self, found: WindowResult) -> str:
        """What is done before the window closes, as a picture."""
        return closing_charts.completion_chart(found, self.names)

    def compliance_picture(self, found: MonitorResult) -> str:
        """The compliance chart."""
        return compliance_chart.compliance_chart(found, self.names)


def ruling(case: Case) -> set[str]:
    """Return the kinds of events that the rules of a case go by."""
    rules = case.record.rules if case.record is not None else ()
    return {kind for rule in rules for kind in (*rule.on, rule.without) if kind is not None}


def palette(case: Case) -> Palette:
    """Return how the outcomes of a case are filled, as in all pictures of its report."""
    outcomes = [*(outcome.id for outcome in case.outcomes), NONE_OF_THESE]
    return Palette.of(outcomes, case.seek, case.avoid)
