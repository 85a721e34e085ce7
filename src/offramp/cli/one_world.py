"""Commands about verdicts: in one world, and over what an actor may want."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from offramp.cli.asking import BUDGET, AsOf, Budget, Json, Seed, World, concepts_of, open_case, pairs, profile_of
from offramp.cli.running import app
from offramp.cli.showing import print_json, progress, show


@app.command
def stable(
    case: str,
    *,
    world: World = None,
    concept: Annotated[list[str] | None, Parameter(negative="", help="Concepts; all five if not given.")] = None,
    profile: Annotated[list[str] | None, Parameter(negative="", help="A mixed profile: `actor=concept`, each.")] = None,
    witnesses: Annotated[bool | None, Parameter(help="Reasons for all states, or for none.")] = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Tell which states hold in one world: for whom, by which foresight, and why."""
    from offramp import api

    there = open_case(case, budget=budget, as_of=as_of)
    result = api.stable(
        there,
        world=pairs(world),
        concepts=concepts_of(concept),
        profile=profile_of(case, profile),
        witnesses=witnesses,
    )
    return show(result, json, there.case)


@app.command
def why(
    case: str,
    state: Annotated[
        list[str] | None, Parameter(help="Its number, or `option=level` where it differs from the status quo.")
    ] = None,
    *,
    world: World = None,
    concept: Annotated[list[str] | None, Parameter(negative="", help="Concepts; all five if not given.")] = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Give the reason for every verdict on one state; the status quo if none is named."""
    from offramp import api

    wanted: Any = None
    if state:
        wanted = int(state[0]) if len(state) == 1 and state[0].isdigit() else pairs(state)
    there = open_case(case, budget=budget, as_of=as_of)
    result = api.why(there, wanted, world=pairs(world), concepts=concepts_of(concept))
    return show(result, json, there.case)


@app.command
def holds(
    case: str,
    *,
    world: Annotated[
        list[str] | None,
        Parameter(name="--world", negative="", help="An answer taken as true, `question=alternative`; else all vary."),
    ] = None,
    concept: Annotated[list[str] | None, Parameter(negative="", help="Concepts; all five if not given.")] = None,
    seed: Seed = 0,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Tell which states hold in all, some and none of the orders that actors may have."""
    from offramp import api

    there = open_case(case, seed=seed, budget=budget, as_of=as_of)
    with progress(json) as report:
        result = api.holds(there, world=pairs(world), concepts=concepts_of(concept), report=report)
    return show(result, json, there.case)


@app.command
def verify(result: Path, *, case: str | None = None, json: Json = False) -> int:
    """Re-check a result of `stable`, `why` or `deals` from the definitions; exit code 1 if it does not hold.

    Parameters
    ----------
    result
        The JSON file, made with `--json`.
    case
        The case, if it is not where the result says.
    """
    from offramp import api

    with progress(json) as report:
        found = api.verify(result, case, report=report)
    if json:
        print_json(found.to_dict())
    else:
        for line in found.refused[:20]:
            print(f"refused: {line}")
        counts = f"{found.witnesses} reasons and {found.verdicts} verdicts re-checked"
        left = f", {found.unchecked} verdicts not re-checked" if found.unchecked else ""
        print(f"{found.said}; {counts}{left}")
        for line in found.passed_over:
            print(f"not looked at: {line}")
    return 0 if found.verified else 1
