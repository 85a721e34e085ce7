"""Commands about many worlds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import BUDGET, STUDY, AsOf, Budget, Json, Samples, Seed, Study, finished, known, open_case
from offramp.cli.running import app
from offramp.cli.showing import progress, refuse, show


@app.command
def policies(case: str, *, study: Study = STUDY, json: Json = False) -> int:
    """Compare the policies: the chance of every outcome, what decides, what to watch for."""
    from offramp import api

    there = study.open(case)
    with progress(json) as report:
        over = study.survey(there, report)
        result = api.policies(there, survey=over, report=report)
    return show(result, json, there.case) or finished(over)


@app.command
def paths(
    case: str,
    policy: str = "no policy",
    *,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Show the ways play takes from the status quo under a policy."""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    with progress(json):
        result = api.paths(there, policy)
    return show(result, json, there.case)


@app.command
def misread(
    case: str,
    *,
    policy: Annotated[list[str] | None, Parameter(negative="", help="Under which policies; all if not given.")] = None,
    actor: Annotated[list[str] | None, Parameter(negative="", help="Whose expectations.")] = None,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Compare what actors expect with what happens, and price the difference."""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    known(policy, [p.id for p in there.policies], "policies", there)
    known(actor, list(there.case.actor_ids), "actors", there)
    with progress(json) as report:
        result = api.misread(there, policies=policy, actors=actor, report=report)
    return show(result, json, there.case)


@app.command
def evidence(
    case: str,
    *,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Show the posteriors, and what each item of evidence does to them and to the answer."""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    with progress(json) as report:
        result = api.evidence(there, report=report)
    return show(result, json, there.case)


@app.command
def report(
    case: str,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="The page; CASE.html if not given.")] = None,
    study: Study = STUDY,
    json: Json = False,
) -> int:
    """Answer the case's question: print the policies and write the whole report as one page."""
    from offramp import api

    there = study.open(case)
    path = output if output is not None else Path(f"{there.case.id}.html")
    if path.exists() and path.suffix.lower() not in (".html", ".htm"):
        hint = "give a path that ends in .html, or one where nothing stands"
        return refuse("E001", "the report would overwrite a file that is no page", str(path), hint, json)
    if not path.parent.is_dir():
        return refuse(
            "E001", f"there is no folder {path.parent}", str(path), "make it first, or give another path", json
        )
    warnings = api.check(case, budget=study.budget, as_of=study.as_of)[1]
    with progress(json) as told:
        over = study.survey(there, told)
        page, compared = api.report(there, survey=over, warnings=warnings, progress=told)
    api.write(path, page)
    code = show(compared, json, there.case)
    print(f"report: {path}", file=sys.stderr if json else sys.stdout)
    return code or finished(over)
