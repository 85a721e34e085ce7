"""Commands about case files."""

from __future__ import annotations

from pathlib import Path

from offramp.cli.asking import BUDGET, AsOf, Budget, Json, open_case
from offramp.cli.running import app
from offramp.cli.showing import plain_mistake, print_json, refuse, show


@app.command
def check(case: str, *, budget: Budget = BUDGET, as_of: AsOf = None, json: Json = False) -> int:
    """Read a case and list all its mistakes and warnings."""
    from offramp import api

    found, warnings = api.check(case, budget=budget, as_of=as_of)
    if json:
        print_json({"case": found.id, "errors": [], "warnings": [plain_mistake(w) for w in warnings]})
        return 0
    for warning in warnings:
        print(warning, end="\n\n")
    on = f" as of {as_of}" if as_of is not None else ""
    print(f"{found.id}{on}: no mistakes, {len(warnings)} warning{'s' * (len(warnings) != 1)}")
    return 0


@app.command
def states(case: str, *, limit: int = 40, budget: Budget = BUDGET, as_of: AsOf = None, json: Json = False) -> int:
    """List the feasible states and their outcomes.

    Parameters
    ----------
    limit
        The most states to print; `--json` prints all.
    """
    from offramp.study.listing import states as listed

    there = open_case(case, budget=budget, as_of=as_of)
    result = listed(there)
    return show(result, json, there.case, limit=limit)


@app.command
def schema() -> int:
    """Print the JSON Schema of case files, for editors."""
    from offramp.case.document import json_schema

    print_json(json_schema())
    return 0


@app.command
def new(name: str, *, json: Json = False) -> int:
    """Write a commented starter case to NAME/case.yaml."""
    import re

    from offramp import api

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        hint = "use lower-case letters and digits, with hyphens between, such as border-2026"
        return refuse("E013", f'"{name}" cannot be the name of a case', name, hint, json)
    path = Path(name) / "case.yaml"
    if path.exists():
        return refuse("E001", "there is a case already", str(path), "choose another name", json)
    path.parent.mkdir(exist_ok=True)
    api.write(path, api.starter(name))
    if json:
        print_json({"case": name, "file": str(path)})
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
        print_json({"cases": [{"case": name, "title": title} for name, title in found.items()]})
        return 0
    width = max(map(len, found))
    for name, title in found.items():
        print(f"{name.ljust(width)}  {title}")
    return 0
