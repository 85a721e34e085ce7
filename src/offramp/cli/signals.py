"""Commands about what is being said."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import AsOf, Json, Seed, date
from offramp.cli.running import app
from offramp.cli.showing import progress, show, stop


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


@app.command
def sentences(
    text: Annotated[Path, Parameter(help="A text in UTF-8; the rules are for English.")],
    *,
    accept: Annotated[list[str] | None, Parameter(negative="", help="Numbers to accept, such as 3,5.")] = None,
    reject: Annotated[list[str] | None, Parameter(negative="", help="Numbers to reject, such as 2.")] = None,
    to: Annotated[Path | None, Parameter(help="A CSV file of statements, to add the accepted ones to.")] = None,
    actor: Annotated[str, Parameter(help="For --to: for whom they were said, such as PRK.")] = "",
    on: Annotated[
        datetime.date | None,
        Parameter(name="--date", converter=date, help="For --to: when they were said, such as 2017-07-05."),
    ] = None,
    speaker: Annotated[str, Parameter(help="For --to: by whom, where a sentence does not say it.")] = "",
    channel: Annotated[str, Parameter(help="For --to: how, such as press.")] = "",
    json: Json = False,
) -> int:
    """Find the sentences of a text that state a condition, an offer, a demand or a threat, to accept or reject."""
    from offramp import api

    result = api.sentences(
        text,
        accept=_numbers(accept, "--accept"),
        reject=_numbers(reject, "--reject"),
        to=to,
        actor=actor,
        date=on,
        speaker=speaker,
        channel=channel,
    )
    return show(result, json, None)


def _numbers(written: list[str] | None, where: str) -> list[int]:
    """Read numbers written as `3,5`."""
    parts = [part.strip() for item in written or () for part in item.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) < 10):
            stop("E012", f'"{part}" is not the number of a sentence', where, "write numbers, such as 3,5")
    return [int(part) for part in parts]
