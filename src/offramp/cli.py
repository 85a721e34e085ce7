"""The command line. Exit codes: 0 done; 1 a result that does not hold; 2 a mistake in what was given; 130 stopped."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from offramp import __version__

if TYPE_CHECKING:
    from offramp.case import Case, Mistake
    from offramp.study.ensemble import Ensemble
    from offramp.study.courses import Report

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the linear systems are small; threads only get in their way

app = App(
    name="offramp",
    version=__version__,
    help="Which policies have a chance in a standoff, what holds, who misreads whom, and which deal would hold.",
    help_epilogue="CASE is a name that `offramp cases` lists, a case file, or a folder with a case.yaml.",
    result_action="return_value",
)

Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of tables.")]
Seed = Annotated[int, Parameter(help="Seed of everything that is sampled.")]
Samples = Annotated[int | None, Parameter(help="How many worlds to draw where there are too many to list.")]
Budget = Annotated[int, Parameter(help="The most combinations of levels to list.")]
World = Annotated[
    list[str] | None,
    Parameter(name="--world", negative="", help="An answer, `question=alternative`; the most probable if not given."),
]

_BUDGET = 2**22


@app.command
def check(case: str, *, budget: Budget = _BUDGET, json: Json = False) -> int:
    """Read a case and list all its mistakes and warnings."""
    from offramp import api

    found, warnings = api.check(case, budget=budget)
    if json:
        _print_json({"case": found.id, "errors": [], "warnings": [_mistake(w) for w in warnings]})
        return 0
    for warning in warnings:
        print(warning, end="\n\n")
    print(f"{found.id}: no mistakes, {len(warnings)} warning{'s' * (len(warnings) != 1)}")
    return 0


@app.command
def states(case: str, *, limit: int = 40, budget: Budget = _BUDGET, json: Json = False) -> int:
    """List the feasible states and their outcomes.

    Parameters
    ----------
    limit
        The most states to print; `--json` prints all.
    """
    from offramp.study.listing import states as listed

    there = _open(case, budget=budget)
    result = listed(there)
    return _show(result, json, there.case, limit=limit)


@app.command
def stable(
    case: str,
    *,
    world: World = None,
    concept: Annotated[list[str] | None, Parameter(negative="", help="Concepts; all five if not given.")] = None,
    profile: Annotated[list[str] | None, Parameter(negative="", help="A mixed profile: `actor=concept`, each.")] = None,
    witnesses: Annotated[bool | None, Parameter(help="Reasons for all states, or for none.")] = None,
    budget: Budget = _BUDGET,
    json: Json = False,
) -> int:
    """Tell which states hold in one world: for whom, by which foresight, and why."""
    from offramp import api

    there = _open(case, budget=budget)
    result = api.stable(
        there,
        world=_pairs(world),
        concepts=_concepts(concept),
        profile=_profile(case, profile),
        witnesses=witnesses,
    )
    return _show(result, json, there.case)


@app.command
def why(
    case: str,
    state: Annotated[
        list[str] | None, Parameter(help="Its number, or `option=level` where it differs from the status quo.")
    ] = None,
    *,
    world: World = None,
    concept: Annotated[list[str] | None, Parameter(negative="", help="Concepts; all five if not given.")] = None,
    budget: Budget = _BUDGET,
    json: Json = False,
) -> int:
    """Give the reason for every verdict on one state; the status quo if none is named."""
    from offramp import api

    wanted: Any = None
    if state:
        wanted = int(state[0]) if len(state) == 1 and state[0].isdigit() else _pairs(state)
    there = _open(case, budget=budget)
    result = api.why(there, wanted, world=_pairs(world), concepts=_concepts(concept))
    return _show(result, json, there.case)


@app.command
def policies(
    case: str, *, seed: Seed = 0, samples: Samples = None, budget: Budget = _BUDGET, json: Json = False
) -> int:
    """Compare the policies: the chance of every outcome, what decides, what to watch for."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    with _progress(json) as report:
        result = api.policies(there, report=report)
    return _show(result, json, there.case)


@app.command
def paths(
    case: str,
    policy: str = "no policy",
    *,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = _BUDGET,
    json: Json = False,
) -> int:
    """Show the ways play takes from the status quo under a policy."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    with _progress(json):
        result = api.paths(there, policy)
    return _show(result, json, there.case)


@app.command
def deals(case: str, *, seed: Seed = 0, samples: Samples = None, budget: Budget = _BUDGET, json: Json = False) -> int:
    """Find the deals that would hold, and the order of their steps."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    with _progress(json) as report:
        result = api.deals(there, report=report)
    return _show(result, json, there.case)


@app.command
def misread(
    case: str,
    *,
    policy: Annotated[list[str] | None, Parameter(negative="", help="Under which policies; all if not given.")] = None,
    actor: Annotated[list[str] | None, Parameter(negative="", help="Whose expectations.")] = None,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = _BUDGET,
    json: Json = False,
) -> int:
    """Compare what actors expect with what happens, and price the difference."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    _known(policy, [p.id for p in there.policies], "policies", there)
    _known(actor, list(there.case.actor_ids), "actors", there)
    with _progress(json) as report:
        result = api.misread(there, policies=policy, actors=actor, report=report)
    return _show(result, json, there.case)


@app.command
def evidence(
    case: str, *, seed: Seed = 0, samples: Samples = None, budget: Budget = _BUDGET, json: Json = False
) -> int:
    """Show the posteriors, and what each item of evidence does to them and to the answer."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    with _progress(json) as report:
        result = api.evidence(there, report=report)
    return _show(result, json, there.case)


@app.command
def verify(result: Path, *, case: str | None = None, json: Json = False) -> int:
    """Re-check a result of `stable --json` or `why --json` from the definitions; exit code 1 if it does not hold.

    Parameters
    ----------
    result
        The JSON file.
    case
        The case, if it is not where the result says.
    """
    from offramp import api

    with _progress(json) as report:
        found = api.verify(result, case, report=report)
    if json:
        _print_json(found.to_dict())
    else:
        for line in found.refused[:20]:
            print(f"refused: {line}")
        print(f"{found.witnesses} reasons and {found.verdicts} verdicts re-checked", end="")
        print(f", {found.unchecked} verdicts not re-checked" if found.unchecked else "", end="")
        print("; all hold" if found.verified else f"; {len(found.refused)} do not hold")
    return 0 if found.verified else 1


@app.command
def report(
    case: str,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="The page; CASE.html if not given.")] = None,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = _BUDGET,
    json: Json = False,
) -> int:
    """Answer the case's question: print the policies and write the whole report as one page."""
    from offramp import api

    there = _open(case, seed=seed, samples=samples, budget=budget)
    path = output if output is not None else Path(f"{there.case.id}.html")
    if path.exists() and path.suffix.lower() not in (".html", ".htm"):
        hint = "give a path that ends in .html, or one where nothing stands"
        return _refuse("E001", "the report would overwrite a file that is no page", str(path), hint, json)
    if not path.parent.is_dir():
        return _refuse(
            "E001", f"there is no folder {path.parent}", str(path), "make it first, or give another path", json
        )
    warnings = api.check(case, budget=budget)[1]
    with _progress(json) as progress:
        page, compared = api.report(there, warnings=warnings, progress=progress)
    api.write(path, page)
    code = _show(compared, json, there.case)
    print(f"report: {path}", file=sys.stderr if json else sys.stdout)
    return code


@app.command
def schema() -> int:
    """Print the JSON Schema of case files, for editors."""
    from offramp.case.document import json_schema

    _print_json(json_schema())
    return 0


@app.command
def new(name: str, *, json: Json = False) -> int:
    """Write a commented starter case to NAME/case.yaml."""
    import re

    from offramp import api

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        hint = "use lower-case letters and digits, with hyphens between, such as border-2026"
        return _refuse("E013", f'"{name}" cannot be the name of a case', name, hint, json)
    path = Path(name) / "case.yaml"
    if path.exists():
        return _refuse("E001", "there is a case already", str(path), "choose another name", json)
    path.parent.mkdir(exist_ok=True)
    api.write(path, api.starter(name))
    if json:
        _print_json({"case": name, "file": str(path)})
    else:
        print(f"wrote {path}\nnext: offramp check {name}, then offramp report {name}")
    return 0


@app.command
def cases(*, json: Json = False) -> int:
    """List the bundled cases."""
    from offramp import api
    from offramp.case.reading import read_file

    found = {name: str(read_file(path).values["title"]) for name, path in api.cases().items()}
    if json:
        _print_json({"cases": [{"case": name, "title": title} for name, title in found.items()]})
        return 0
    width = max(map(len, found))
    for name, title in found.items():
        print(f"{name.ljust(width)}  {title}")
    return 0


# ---------------------------------------------------------------- shared by the commands


def _open(case: str, *, seed: int = 0, samples: int | None = None, budget: int = _BUDGET) -> Ensemble:
    from offramp import api
    from offramp.case.building import build
    from offramp.case.reading import read_file
    from offramp.game.states import combinations

    read, _ = build(read_file(api.find(case)))
    count = combinations(read)
    if count > 100_000:
        print(f"{count:,} combinations of levels to list (budget {budget:,})", file=sys.stderr)
    if seed < 0:
        _stop("E012", f"{seed} is not a seed", "--seed", "give a whole number from 0")
    if samples is not None and samples < 1:
        _stop("E012", f"{samples} is not a number of samples", "--samples", "give a whole number from 1")
    return api.ensemble(api.load(case, budget=budget), seed=seed, samples=samples, budget=budget)


def _concepts(names: list[str] | None) -> tuple[str, ...]:
    from offramp.case.mistakes import nearest
    from offramp.stability.concepts import CONCEPTS

    for name in names or ():
        if name not in CONCEPTS:
            _stop("E021", f'unknown concept "{name}"', "--concept", nearest(name, CONCEPTS, what="concepts"))
    return tuple(names or CONCEPTS)


def _profile(case: str, pairs: list[str] | None) -> dict[str, str]:
    if not pairs:
        return {}
    from offramp import api
    from offramp.case.mistakes import nearest

    profile = _pairs(pairs)
    actors = api.load(case).actor_ids
    _concepts(list(profile.values()))
    for actor in actors:
        if actor not in profile:
            _stop("E011", f"the profile has no concept for {actor}", "--profile", "give one for every actor")
    for actor in profile:
        if actor not in actors:
            _stop("E021", f'unknown actor "{actor}"', "--profile", nearest(actor, actors, what="actors"))
    return profile


def _pairs(written: list[str] | None) -> dict[str, str]:
    found = {}
    for pair in (part for item in written or () for part in item.split(",")):
        name, equals, value = pair.partition("=")
        if not equals or not name or not value:
            _stop("E012", f'"{pair}" is not `name=value`', pair, "write name=value, such as usa.talks=yes")
        found[name.strip()] = value.strip()
    return found


def _known(names: list[str] | None, known: list[str], what: str, there: Ensemble) -> None:
    from offramp.case.mistakes import nearest

    for name in names or ():
        if name not in known:
            _stop("E021", f'"{name}" is not among the {what}', there.case.file, nearest(name, known, what=what))


def _stop(code: str, message: str, file: str, hint: str) -> None:
    from offramp.case.mistakes import CaseError, Mistake

    raise CaseError([Mistake(code, message, file, hint=hint)])


def _refuse(code: str, message: str, file: str, hint: str, as_json: bool) -> int:
    from offramp.case.mistakes import Mistake

    return _tell([Mistake(code, message, file, hint=hint)], as_json)


def _show(result: Any, as_json: bool, case: Case, **options: Any) -> int:
    if as_json:
        print(result.to_json())
        return 0
    from rich.console import Console

    from offramp.report.text import show

    console = Console() if sys.stdout.isatty() else Console(width=80)
    show(result, console, case=case, **options)
    return 0


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _mistake(mistake: Mistake) -> dict[str, Any]:
    names = ("code", "file", "line", "column", "message", "hint")
    return {name: getattr(mistake, name) for name in names}


def _tell(mistakes: Any, as_json: bool, most: int = 12) -> int:
    """Print mistakes, at most a screenful as text, and return the exit code."""
    if as_json:
        _print_json({"errors": [_mistake(m) for m in mistakes if not m.is_warning]})
        return 2
    errors = [m for m in mistakes if not m.is_warning]
    for mistake in errors[:most]:
        print(mistake, end="\n\n", file=sys.stderr)
    more = f", of which {most} are shown; --json gives all" if len(errors) > most else ""
    print(f"{len(errors)} mistake{'s' * (len(errors) != 1)}{more}", file=sys.stderr)
    return 2


@contextmanager
def _progress(quiet: bool) -> Iterator[Report]:
    """Show a progress bar on the terminal's error stream for what takes over a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    import time

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}
        started = time.monotonic()

        def report(what: str, done: int, total: int) -> None:
            if time.monotonic() - started < 1:
                return
            if what not in tasks:
                for task in tasks.values():
                    bar.remove_task(task)
                tasks.clear()
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done)

        yield report


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return _guarded(lambda: app(given, exit_on_error=False, print_error=True), "--json" in given)


def _guarded(command: Callable[[], Any], as_json: bool) -> int:
    from cyclopts import CycloptsError

    try:
        code = command()
    except CycloptsError:
        return 2
    except (KeyboardInterrupt, SystemError) as error:
        if not _interrupted(error):
            raise
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        reason = (error.strerror or "it did not work").lower()
        return _refuse("E001", f"cannot read or write: {reason}", str(error.filename), "try another path", as_json)
    except Exception as error:
        from offramp.case.mistakes import CaseError

        if not isinstance(error, CaseError):
            raise
        return _tell(error.mistakes, as_json)
    return code if isinstance(code, int) else 0


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether an error is Ctrl-C; compiled code wraps it in a SystemError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def run() -> None:
    """Run the command line and leave with its exit code."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.exit(main())
