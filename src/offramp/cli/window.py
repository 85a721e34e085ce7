"""The command about how long the window stays open."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import BUDGET, AsOf, Budget, Json, Samples, Seed, known, open_case, whole
from offramp.cli.running import app
from offramp.cli.showing import progress, show


@app.command
def window(
    case: str,
    *,
    as_of: AsOf = None,
    policy: Annotated[
        list[str] | None, Parameter(negative="", help="Under which policies, beside none; all if not given.")
    ] = None,
    months: Annotated[int, Parameter(converter=whole, help="For how many months.")] = 36,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    json: Json = False,
) -> int:
    """Tell how long the window stays open: rates from the record, and which policy is done before it closes."""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    known(policy, [p.id for p in there.policies], "policies", there)
    record = api.opened(case) if there.case.record is not None else None
    with progress(json) as report:
        result = api.window(there, months=months, policies=policy, seed=seed, record=record, report=report)
    return show(result, json, there.case)
