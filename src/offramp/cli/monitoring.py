"""The command about whether commitments are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import AsOf, Json
from offramp.cli.running import app
from offramp.cli.showing import progress, show


@app.command
def monitor(
    case: str,
    *,
    as_of: AsOf = None,
    events: Annotated[
        list[Path] | None, Parameter(negative="", help="More files of events, read beside those of the case.")
    ] = None,
    json: Json = False,
) -> int:
    """Tell of each commitment whether it is kept, broken, open or disputed, since when and by which event."""
    from offramp import api

    there = api.opened(case)
    with progress(json) as report:
        result = api.monitor(there, as_of=as_of, events=events or (), report=report)
    return show(result, json, there.case)
