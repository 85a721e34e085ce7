"""Commands about the record: large feeds of events in a database."""

from __future__ import annotations

import datetime
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from offramp.cli.asking import Json, date, whole
from offramp.cli.running import app
from offramp.cli.showing import progress, refuse, show, stop

if TYPE_CHECKING:
    from offramp.record.store.selecting import Selection

feed = App(
    name="feed",
    help="Keep feeds of events too large to be read whole in a database: read, count, take out.",
    help_epilogue="",
)
app.command(feed)

LARGE = 64_000_000
"""From how many bytes on reading is spread over all processors, unasked."""

Store = Annotated[
    str,
    Parameter(
        help="Where the feed is kept: a file such as feed.duckdb; postgresql://user@host/database; "
        "spark:local?folder=PATH or spark://host:port?folder=PATH."
    ),
]
Names = Annotated[list[str] | None, Parameter(negative="")]
Date = Annotated[datetime.date | None, Parameter(converter=date)]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Which:
    """Which events are asked for."""

    actor: Annotated[Names, Parameter(help="By whom, as the source codes it; several with commas.")] = None
    target: Annotated[Names, Parameter(help="Towards whom.")] = None
    category: Annotated[Names, Parameter(help="What it was.")] = None
    code: Annotated[str, Parameter(help="How its CAMEO code begins.")] = ""
    since: Annotated[Date, Parameter(help="The first day, such as 2017-07-01.")] = None
    until: Annotated[Date, Parameter(help="The last day.")] = None
    known_by: Annotated[Date, Parameter(help="Only what was publicly known by this day.")] = None

    def selection(self) -> Selection:
        """Return it as it is asked of a store."""
        from offramp import api

        return api.selection(
            actors=several(self.actor),
            targets=several(self.target),
            categories=several(self.category),
            code=self.code,
            since=self.since,
            until=self.until,
            known_by=self.known_by,
        )


ALL = Which()


@feed.command
def read(
    files: Annotated[list[Path], Parameter(negative="", help="Files of events, or ZIP archives of one.")],
    /,
    *,
    store: Store,
    layout: Annotated[
        str | None, Parameter(help="The layout of the files, if their first lines do not tell it.")
    ] = None,
    workers: Annotated[
        int | None,
        Parameter(converter=whole, help="Over how many processes to spread reading; large files take all processors."),
    ] = None,
    json: Json = False,
) -> int:
    """Read files of events into a store. Stopped or killed, the same command goes on from where it was."""
    from offramp import api

    if workers is not None and workers < 1:
        stop("E012", f"{workers} is not a number of workers", "--workers", "give a whole number from 1")
    large = sum(file.stat().st_size for file in files) >= LARGE
    count = workers if workers is not None else (os.cpu_count() or 1) if large else 1
    try:
        with progress(json) as report:
            result = api.read_feed(files, store, layout=layout, workers=count, report=report)
    except KeyboardInterrupt:
        print("stopped; what was read is in the store, and the same command goes on from there", file=sys.stderr)
        return 130
    return show(result, json, None)


@feed.command
def count(
    *,
    store: Store,
    by: Annotated[
        Names, Parameter(help="Any of year, month, day, actor, target, category, code, quad, with commas.")
    ] = None,
    which: Which = ALL,
    rows: Annotated[bool, Parameter(negative="", help="Count every row, also those that tell of one event.")] = False,
    limit: Annotated[int, Parameter(converter=whole, help="The most counts to print; --json gives all.")] = 40,
    json: Json = False,
) -> int:
    """Count the events of a store. Rows that tell of one event count once."""
    from offramp import api

    with progress(json):
        result = api.count_feed(store, several(by), which.selection(), merge=not rows)
    return show(result, json, None, limit=limit)


@feed.command
def take(
    *,
    store: Store,
    to: Annotated[Path, Parameter(help="The file to write, such as events.csv.")],
    which: Which = ALL,
    json: Json = False,
) -> int:
    """Write events of a store to a file that a case can use, at most 2,000,000."""
    from offramp import api

    if to.exists():
        return refuse("E094", "there is a file already", str(to), "choose another name; nothing is written over", json)
    with progress(json):
        result = api.take_feed(store, to, which.selection())
    return show(result, json, None)


@feed.command
def refused(
    *,
    store: Store,
    limit: Annotated[int, Parameter(converter=whole, help="The most rows to list.")] = 100,
    json: Json = False,
) -> int:
    """List rows that could not be read into a store."""
    from offramp import api

    return show(api.refused_rows(store, max(limit, 0)), json, None)


def several(written: list[str] | None) -> list[str]:
    """Return names that are given one by one or with commas between."""
    return [name.strip() for item in written or () for name in item.split(",") if name.strip()]
