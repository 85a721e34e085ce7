"""The command that scores a case against what followed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import BUDGET, Budget, Json, Seed, whole
from offramp.cli.running import app
from offramp.cli.showing import progress, refuse, show


@app.command
def backtest(
    case: str,
    *,
    since: Annotated[str | None, Parameter(help="The first day; that of the record if none.")] = None,
    until: Annotated[str | None, Parameter(help="The last day; that of the record if none.")] = None,
    horizon: Annotated[
        list[int] | None, Parameter(negative="", help="Within how many months something is to come; 3, 6 and 12.")
    ] = None,
    policies: Annotated[bool, Parameter(help="Play the policies as of each month, too.")] = True,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], help="The chronicle; CASE-chronicle.html if not given.")
    ] = None,
    seed: Seed = 0,
    samples: Annotated[int, Parameter(converter=whole, help="How many worlds to draw as of each month.")] = 200,
    workers: Annotated[
        int | None, Parameter(converter=whole, help="Over how many processes to spread the months; all processors.")
    ] = None,
    budget: Budget = BUDGET,
    json: Json = False,
) -> int:
    """Run the case as of each month of its record, score it against what followed, and write a chronicle."""
    from offramp import api
    from offramp.api.backtest import HORIZONS
    from offramp.report.chronicle import chronicle

    there = api.opened(case)
    path = output if output is not None else Path(f"{there.case.id}-chronicle.html")
    if path.suffix.lower() not in (".html", ".htm") or not path.parent.is_dir():
        return refuse("E001", "this is no place for a page", str(path), "give a path that ends in .html", json)
    with progress(json) as report:
        result = api.backtest(
            there,
            since=since,
            until=until,
            horizons=horizon or HORIZONS,
            policies=policies,
            seed=seed,
            samples=samples,
            workers=workers if workers is not None else os.cpu_count() or 1,
            budget=budget,
            report=report,
        )
    came = api.timeline(there, as_of=result.provenance.as_of)
    api.write(path, chronicle(result, there.case, events=api.events(there), timeline=came))
    code = show(result, json, there.case)
    print(f"chronicle: {path}", file=sys.stderr if json else sys.stdout)
    return code
