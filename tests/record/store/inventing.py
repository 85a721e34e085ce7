"""Feeds that are made up, and what is to be found in them by a naive program that reads them whole."""

from __future__ import annotations

import csv
import datetime
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from offramp.record.events.event import Event
from offramp.record.events.icews import ICEWS
from offramp.record.events.rows import rows
from offramp.record.store.selecting import Selection
from offramp.record.store.store import Store

FIRST = datetime.date(2017, 6, 25)
CODES = {"036": 1, "040": 1, "057": 1, "112": 3, "138": 3, "150": 4, "190": 4, "1621": 4}
NASTY = (
    "O'Hara",
    'say "no"',
    "back\\slash",
    "100%_of",
    "tab\tin",
    "Ünïcode 😀",
    "'; DROP TABLE events; --",
    "\\N",
    "$1 ? :x",
)


def gdelt(path: Path, count: int, seed: int, *, bad: float = 0.02) -> Path:
    """Write rows of GDELT 2.0, of which some tell of one event, some lack an actor, and some cannot be read."""
    rng = random.Random(seed)
    actors = ["USA", "PRK", "KOR", "CHN", "RUS", ""]
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            day = (FIRST + datetime.timedelta(rng.randrange(20))).strftime("%Y%m%d")
            added = (FIRST + datetime.timedelta(rng.randrange(40))).strftime("%Y%m%d")
            code, sides = rng.choice(list(CODES)), [rng.choice(actors) for _ in "12"]
            row = [f"{seed}{number:06d}", day, day[:6], day[:4], "2017.5"]
            for side in sides:
                row += [side, f"NAME {side}" if side else "", side, *[""] * 7]
            row += [
                "1",
                code,
                code[:3],
                code[:2],
                str(CODES[code]),
                str(rng.choice([-5.0, -2.0, 0.0, 3.4])),
                "3",
                "1",
                "3",
                "-1.5",
            ]
            row += ["1", "Pyongyang", "KN", "", "", "39.0", "125.7", "-1"] * 3
            row += [f"{added}120000", f"http://example{rng.randrange(3)}.com/{rng.randrange(50)}"]
            if rng.random() < bad:
                row[rng.choice([1, 26, 29])] = rng.choice(["20170231", "soon", "99"])
            if rng.random() < 0.005:
                row = row[:40]
            stream.write("\t".join(row) + "\n")
            if rng.random() < 0.01:
                stream.write("\n")
    return path


def icews(path: Path, count: int, seed: int) -> Path:
    """Write rows of ICEWS, some in both directions."""
    rng = random.Random(seed)
    countries = ["North Korea", "South Korea", "United States"]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("\t".join(name.title() for name in ICEWS.columns) + "\n")
        for number in range(count):
            given = dict.fromkeys(ICEWS.columns, "")
            source, target = rng.sample(countries, 2)
            code = rng.choice(["040", "042", "046", "057", "112", "190"])
            given |= {
                "event id": str(900 + number),
                "event date": (FIRST + datetime.timedelta(rng.randrange(5))).isoformat(),
                "source country": source,
                "target country": target,
                "cameo code": code,
                "intensity": "1.0",
                "story id": str(number),
                "sentence number": "1",
                "publisher": "Paper",
            }
            stream.write("\t".join(given.values()) + "\n")
    return path


def own(path: Path, count: int, seed: int) -> Path:
    """Write rows of offramp's own layout, with text that a careless program takes for something else."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["id", "date", "actor", "target", "category", "cameo", "summary", "confidence", "known_on"])
        for number in range(count):
            day = FIRST + datetime.timedelta(rng.randrange(30))
            says = rng.choice(NASTY) + rng.choice(["", "\nsecond line", ", with a comma"])
            row = [f"W{number}", day, rng.choice(NASTY), rng.choice(["USA", ""]), f"kind {rng.choice(NASTY)}", "", says]
            row += [rng.choice(["", "low", "medium", "high"]), day + datetime.timedelta(rng.randrange(9))]
            for _ in range(2 if rng.random() < 0.2 else 1):
                table.writerow(row)
    return path


# ---------------------------------------------------------------- the naive program


@cache
def read(file: Path) -> list[Event]:
    """Return every row of a file that can be read."""
    return [row for row in rows(file, name=str(file)) if isinstance(row, Event)]


def naive(files: Iterable[Path], selection: Selection) -> list[tuple[Event, int]]:
    """Return the events of files that are asked for, each with how many rows tell of it; all in plain Python."""
    found: dict[Any, list[Event]] = defaultdict(list)
    for file in files:
        for row in read(file):
            if selection.known_by is None or row.known_on <= selection.known_by:
                found[one_event(row, file)].append(row)
    events = [(alike[0], len(alike)) for alike in found.values() if asked(alike[0], selection)]
    return sorted(events, key=lambda pair: pair[0].day)


def one_event(event: Event, file: Path) -> Any:
    """Return what rows that tell of one event share, as the layouts of the files above have it."""
    if file.suffix == ".csv":
        return event.id
    if not (event.actor and event.target):
        return (
            event.id,
            event.day,
            event.actor,
            event.target,
            event.code,
            event.quad,
            event.score,
            event.says,
            event.url,
        )
    sides: Any = event.actor, event.target
    if event.code in ICEWS.two_sided and file.suffix == ".tab":
        sides = frozenset(sides)
    return file.suffix, event.day, sides, event.code


def asked(event: Event, selection: Selection) -> bool:
    """Say whether an event is asked for."""
    return (
        (not selection.actors or event.actor in selection.actors)
        and (not selection.targets or event.target in selection.targets)
        and (not selection.categories or event.category in selection.categories)
        and event.code.startswith(selection.code)
        and (selection.since is None or event.day >= selection.since)
        and (selection.until is None or event.day <= selection.until)
    )


def naive_count(events: Sequence[tuple[Event, int]], by: Sequence[str]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return how many events and rows there are for each value."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for event, together in events:
        spans = {"year": event.day.year, "month": event.day.year * 100 + event.day.month}
        key = tuple(spans[name] if name in spans else getattr(event, name) for name in by)
        count, total = found.get(key, (0, 0))
        found[key] = (count + 1, total + together)
    return found


def contents(place: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that a store holds, in order."""
    from offramp.record.store.columns import table

    with Store(place) as store:
        return {
            name: sorted(store._all(table(name)), key=lambda row: row.get("seq", row.get("number")))
            for name in ("events", "refused", "files")
        }
