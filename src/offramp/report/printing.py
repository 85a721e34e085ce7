"""What prints each result about the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from offramp.report.backtest import show_backtest, show_then
from offramp.report.closing import show_window
from offramp.report.compliance import show_monitor
from offramp.report.events import show_events
from offramp.report.feeds import show_count, show_read, show_refused, show_take
from offramp.report.signals import show_sentences, show_signals
from offramp.report.timeline import show_timeline
from offramp.study.results import (
    BacktestResult,
    EventsResult,
    FeedCountResult,
    FeedReadResult,
    FeedRefusedResult,
    FeedTakeResult,
    MonitorResult,
    SentencesResult,
    SignalsResult,
    Then,
    TimelineResult,
    WindowResult,
)

PRINTERS: dict[type, Callable[[Any, Any], None]] = {
    EventsResult: show_events,
    FeedReadResult: show_read,
    FeedCountResult: show_count,
    FeedTakeResult: show_take,
    FeedRefusedResult: show_refused,
    TimelineResult: show_timeline,
    SignalsResult: show_signals,
    SentencesResult: show_sentences,
    WindowResult: show_window,
    MonitorResult: show_monitor,
    BacktestResult: show_backtest,
    Then: show_then,
}
