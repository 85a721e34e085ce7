"""offramp: which policies have a chance in a standoff, what holds, who misreads whom, and which deal would hold.

One function for every question; each takes a case's name, file or the case itself and returns a frozen result.

>>> import offramp
>>> case = offramp.load("korea-2017")
>>> case.actor_ids[:2]
('usa', 'prk')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from offramp.api import (
        ask,
        cases,
        certain,
        check,
        deals,
        ensemble,
        evidence,
        hinges,
        holds,
        load,
        misread,
        paths,
        policies,
        pool,
        rates,
        report,
        robust,
        sobol,
        stable,
        survey,
        verify,
        why,
    )
    from offramp.api.backtest import backtest
    from offramp.api.events import events
    from offramp.api.monitoring import monitor
    from offramp.api.signals import sentences, signals
    from offramp.api.timeline import timeline
    from offramp.api.window import window
    from offramp.case import Case, CaseError, Mistake

__all__ = [
    "Case",
    "CaseError",
    "Mistake",
    "__version__",
    "ask",
    "backtest",
    "cases",
    "certain",
    "check",
    "deals",
    "ensemble",
    "events",
    "evidence",
    "hinges",
    "holds",
    "load",
    "misread",
    "monitor",
    "paths",
    "policies",
    "pool",
    "rates",
    "report",
    "robust",
    "sentences",
    "signals",
    "sobol",
    "stable",
    "survey",
    "timeline",
    "verify",
    "why",
    "window",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import offramp` stays quick."""
    if name in ("Case", "CaseError", "Mistake"):
        from offramp import case as module
    elif name in __all__:
        from offramp import api as module  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module 'offramp' has no attribute {name!r}")
    return getattr(module, name)
