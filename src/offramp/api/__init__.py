"""One function for every question; each takes a case and returns a typed, frozen result."""

from offramp.api.backtest import backtest
from offramp.api.doubt import ask, certain, hinges, pool, rates, robust, sobol
from offramp.api.events import events, events_table, gathered
from offramp.api.feeds import count_feed, read_feed, refused_rows, selection, take_feed
from offramp.api.files import cases, check, find, load, starter, write
from offramp.api.monitoring import monitor
from offramp.api.one_world import holds, stable, verify, why
from offramp.api.reports import report
from offramp.api.signals import sentences, signals
from offramp.api.subjects import MOST_SAMPLES, Subject, ensemble, opened, survey
from offramp.api.timeline import timeline
from offramp.api.window import window
from offramp.api.worlds import Wanted, deals, evidence, misread, paths, policies, term_sheet

__all__ = [
    "MOST_SAMPLES",
    "Subject",
    "Wanted",
    "ask",
    "backtest",
    "cases",
    "certain",
    "check",
    "count_feed",
    "deals",
    "ensemble",
    "events",
    "events_table",
    "evidence",
    "find",
    "gathered",
    "hinges",
    "holds",
    "load",
    "misread",
    "monitor",
    "opened",
    "paths",
    "policies",
    "pool",
    "rates",
    "read_feed",
    "refused_rows",
    "report",
    "robust",
    "selection",
    "sentences",
    "signals",
    "sobol",
    "stable",
    "starter",
    "survey",
    "take_feed",
    "term_sheet",
    "timeline",
    "verify",
    "why",
    "window",
    "write",
]
