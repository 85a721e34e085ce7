"""Commands about the record: events of a case, and files of events in other layouts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from offramp.cli.asking import AsOf, Json
from offramp.cli.running import app
from offramp.cli.showing import print_json, progress, refuse, show


@app.command
def events(
    source: Annotated[str, Parameter(name="CASE-OR-FILE", help="A case with a record, or a file of events.")],
    *,
    as_of: AsOf = None,
    layout: Annotated[str | None, Parameter(help="The layout of a file, if its first lines do not tell it.")] = None,
    kind: Annotated[str | None, Parameter(help="Only events of this kind of the case.")] = None,
    refused: Annotated[
        bool, Parameter(negative="", help="List all rows that could not be read, and nothing else.")
    ] = False,
    to: Annotated[Path | None, Parameter(help="Write the events to this file, as a table for a case.")] = None,
    json: Json = False,
) -> int:
    """Count the events of a case, or of a file in any layout; list rows that cannot be read; write a table."""
    from offramp import api

    if to is not None and to.exists():
        return refuse("E094", "there is a file already", str(to), "choose another name; nothing is written over", json)
    with progress(json) as report:
        there = api.gathered(source, as_of=as_of, layout=layout, kind=kind, report=report)
    if to is not None:
        api.write(to, api.events_table(there))
        return _wrote(to, len(there.events), there.provenance.refused, json)
    result = api.events(there)
    if not refused:
        return show(result, json, None)
    if json:
        print_json({"refused": result.to_dict()["refused"]})
        return 0
    for row in result.refused:
        print(f"{row.file}:{row.line}  {row.why}\n    {_plain(row.row)}")
    count, rows, of_events = len(result.refused), result.provenance.rows, result.provenance.refused
    if count == of_events:
        print(f"{count:,} of {rows:,} rows could not be read")
    else:
        print(f"{count:,} rows of the record could not be read; of its {rows:,} rows of events, {of_events:,}")
    return 0


def _wrote(path: Path, count: int, refused: int, json: bool) -> int:
    if json:
        print_json({"file": str(path), "events": count, "refused": refused})
    else:
        left = f"; {refused:,} rows could not be read, which --refused lists" if refused else ""
        print(f"wrote {count:,} event{'s' * (count != 1)} to {path}{left}")
    return 0


def _plain(row: str, most: int = 160) -> str:
    """Return a row for a terminal: on one line, cut, without characters that a terminal obeys."""
    text = "".join(character if character.isprintable() else " " for character in row)
    return text if len(text) <= most else f"{text[:most]}..."
