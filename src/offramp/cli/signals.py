"""Commands about what is being said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import AsOf, Json, Seed
from offramp.cli.running import app
from offramp.cli.showing import progress, show


@app.command
def signals(
    case: Annotated[str, Parameter(help="A case with a record, or a CSV file of statements.")],
    *,
    as_of: AsOf = None,
    actor: Annotated[str | None, Parameter(help="Whose statements, such as PRK; everybody's if not given.")] = None,
    seed: Seed = 0,
    json: Json = False,
) -> int:
    """Tell what is being said: what is new, dropped, harder or softer; the drumbeat; whether acts follow words."""
    from offramp import api

    bare = Path(case).suffix.lower() == ".csv"
    there = None if bare else api.opened(case)
    with progress(json) as report:
        result = api.signals(case if there is None else there, as_of=as_of, actor=actor, seed=seed, report=report)
    return show(result, json, None if there is None else there.case)
