"""The command about where the record stood."""

from __future__ import annotations

from offramp.cli.asking import AsOf, Json
from offramp.cli.running import app
from offramp.cli.showing import show


@app.command
def timeline(case: str, *, as_of: AsOf = None, json: Json = False) -> int:
    """Tell where we are by the record: the levels and states over time, and the rule and event behind each."""
    from offramp import api

    there = api.opened(case)
    return show(api.timeline(there, as_of=as_of), json, there.case)
