"""Commands about doubt: what is robust, what the answer hangs on, what to ask next, what analysts disagree on."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import (
    BUDGET,
    STUDY,
    AsOf,
    Budget,
    Json,
    Samples,
    Seed,
    Study,
    analysts_of,
    belief,
    finished,
    open_case,
    weights_of,
    whole,
)
from offramp.cli.running import app
from offramp.cli.showing import progress, show


@app.command
def robust(case: str, *, study: Study = STUDY, json: Json = False) -> int:
    """Compare the policies by mean, worst case, regret, how often they are good enough, and dominance."""
    from offramp import api

    there = study.open(case)
    with progress(json) as report:
        over = study.survey(there, report)
        result = api.robust(there, survey=over, report=report)
    return show(result, json, there.case) or finished(over)


@app.command
def hinges(
    case: str,
    *,
    pair: Annotated[
        list[str] | None,
        Parameter(negative="", help="The two beliefs of the flip surface: `question=alternative`, twice."),
    ] = None,
    study: Study = STUDY,
    json: Json = False,
) -> int:
    """Tell what the answer hangs on, what to watch for, and which beliefs would turn it."""
    from offramp import api

    there = study.open(case)
    beliefs = belief(pair)
    with progress(json) as report:
        over = study.survey(there, report)
        result = api.hinges(there, pair=beliefs, survey=over, report=report)
    return show(result, json, there.case) or finished(over)


@app.command
def ask(case: str, *, study: Study = STUDY, json: Json = False) -> int:
    """Say which question about an actor to ask next: whose answer would reduce the doubt most."""
    from offramp import api

    there = study.open(case)
    with progress(json) as report:
        over = study.survey(there, report)
        result = api.ask(there, survey=over, report=report)
    return show(result, json, there.case) or finished(over)


@app.command
def certain(case: str, *, study: Study = STUDY, json: Json = False) -> int:
    """Say in how many worlds the judge's outcomes are certain, open or impossible."""
    from offramp import api

    there = study.open(case)
    with progress(json) as report:
        over = study.survey(there, report)
        result = api.certain(there, survey=over, report=report)
    return show(result, json, there.case) or finished(over)


@app.command
def rates(
    case: str,
    *,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Vary each rate by itself, a tenth and tenfold: what changes, and does another policy become best?"""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    with progress(json) as report:
        result = api.rates(there, report=report)
    return show(result, json, there.case)


@app.command
def sobol(
    case: str,
    *,
    policy: Annotated[list[str] | None, Parameter(negative="", help="Under which policies; the best if none.")] = None,
    base: Annotated[
        int, Parameter(converter=whole, help="Points of the design, a power of two; more is slower and surer.")
    ] = 64,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Tell how much rates and words of probability share in the doubt, all varied at once, by actor."""
    from offramp import api

    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    with progress(json) as report:
        result = api.sobol(there, policies=policy, base=base, seed=seed, report=report)
    return show(result, json, there.case)


@app.command
def pool(
    *files: Annotated[str, Parameter(help="Each analyst's file, as `name=file`.")],
    weight: Annotated[
        list[str] | None, Parameter(negative="", help="An analyst's weight, `name=number`; equal if not given.")
    ] = None,
    seed: Seed = 0,
    samples: Samples = None,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Pool the judgements of several analysts, and tell which of their disagreements matter."""
    from offramp import api

    named = analysts_of(list(files))
    ensembles = {name: open_case(path, seed=seed, samples=samples, as_of=as_of) for name, path in named.items()}
    with progress(json) as report:
        result = api.pool(named, weights_of(weight), seed=seed, samples=samples, as_of=as_of, report=report)
    return show(result, json, ensembles[min(ensembles)].case)
