"""How many rows of a feed a second are read into a store, and how long questions take, against a plain loop.

Synthetic rows of GDELT 2.0 are written to a file, with duplicates and rows that cannot be read; read into a store in a
process that is killed half-way and begun again; then counted, merged and taken out. In the same run a plain loop over
`csv.reader` counts rows by month and actor, and does nothing else. Run it with `make bench`, or
`python benchmarks/feeds.py --rows 10000000` for the goal: read and asked within ten minutes on two cores, in less than
1 GB for each process.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offramp import api
from offramp.api.feeds import selection

GOAL_ROWS, GOAL_MINUTES, GOAL_MEMORY = 10_000_000, 10.0, 1000
ACTORS = ("USA", "PRK", "KOR", "CHN", "RUS", "JPN", "GBR", "IRN", "IRQ", "SYR", "ISR", "UKR", "")
CODES = {"010": 1, "036": 1, "042": 1, "057": 1, "0841": 2, "111": 3, "112": 3, "131": 3, "150": 4, "173": 4, "190": 4}
FIRST = datetime.date(2015, 2, 18)
DAYS = 1500
DUPLICATES, BAD = 0.1, 0.001


def invented(rows: int, seed: int) -> Iterator[str]:
    """Return lines of a feed, in order of day; a tenth tell again of what the line before told."""
    rng = random.Random(seed)
    day, told = "", ""
    for number in range(rows):
        if number % max(rows // DAYS, 1) == 0:
            day = (FIRST + datetime.timedelta(min(number // max(rows // DAYS, 1), DAYS))).strftime("%Y%m%d")
        if not told or rng.random() >= DUPLICATES:
            first, second, code = rng.choice(ACTORS), rng.choice(ACTORS), rng.choice(list(CODES))
            told = "\t".join(
                [day, day[:6], day[:4], f"{day[:4]}.5"]
                + [first, f"{first} GOVERNMENT", first, "", "", "", "", "GOV", "", ""]
                + [second, f"{second} MILITARY", second, "", "", "", "", "MIL", "", ""]
                + ["1", code, code[:3], code[:2], str(CODES[code]), "-2.0", "6", "1", "6", "-1.52"]
                + ["4", "Pyongyang, P'yongyang-si, North Korea", "KN", "KN12", "1", "39.0194", "125.755", "-124"] * 3
                + [f"{day}120000"]
            )
        shown = told.replace(day, "20150231", 1) if rng.random() < BAD else told
        url = f"http://www.paper{rng.randrange(500)}.com/news/{number:09d}/a-story-of-that-day.html"
        yield f"{400_000_000 + number}\t{shown}\t{url}\n"


def plain_loop(file: Path, most: int) -> tuple[int, float]:
    """Count rows by month and actor with nothing but the standard library; return how many, and the seconds."""
    counts: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)):
            if number == most:
                break
            counts[row[1][:6], row[7]] += 1
    return sum(counts.values()), time.perf_counter() - started


def megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def processor() -> float:
    """Return the seconds of processor time that this process and those it has waited for took."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def memory() -> list[float]:
    return [megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)]


def reading(file: str, store: str, workers: int, die_at: float) -> None:
    """Read a file into a store, telling how far it is; go away without a word at some share."""

    def report(what: str, done: int, total: int) -> None:
        if what == "lines" and done >= die_at * total > 0:
            os.kill(os.getpid(), 9)

    found = api.read_feed([file], store, workers=workers, report=report)
    told = found.files[0]
    print(json.dumps([told.events, told.refused, found.before, processor(), *memory()]))


def asking(store: str, folder: str) -> None:
    """Ask a store, and tell how long each question took."""
    questions: dict[str, Any] = {
        "all rows": lambda: api.count_feed(store, merge=False).rows,
        "rows by month and actor": lambda: api.count_feed(store, ["month", "actor"], merge=False).rows,
        "merged, by month and actor": lambda: api.count_feed(store, ["month", "actor"]).events,
        "merged, one actor by month": lambda: api.count_feed(store, ["month"], selection(actors=["PRK"])).events,
        "taken, one pair of actors": lambda: (
            api.take_feed(store, f"{folder}/taken.csv", selection(actors=["PRK"], targets=["USA", "KOR"])).events
        ),
    }
    found = {}
    for name, question in questions.items():
        started = time.perf_counter()
        found[name] = question(), time.perf_counter() - started
    print(json.dumps([found, *memory()]))


def child(*arguments: object) -> Any:
    """Run this file in a process of its own, and return what it told; None if it was killed."""
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode == -9:
        return None
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def measure(rows: int, workers: int, most: int, folder: str) -> None:
    """Run all of it, and print what came of it."""
    file, store = Path(folder, "feed.export.CSV"), str(Path(folder, "feed.duckdb"))
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(invented(rows, seed=5))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"feed: {rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB")
    looped, seconds = plain_loop(file, most)
    plain = looped / seconds
    print(f"plain loop that only counts: {looped:,} rows: {plain:,.0f} rows a second")
    started = time.perf_counter()
    if child("--read", file, store, workers, 0.5) is not None:
        raise RuntimeError("it was to be killed")
    killed = time.perf_counter() - started
    events, refused, before, busy, peak, worker = child("--read", file, store, workers, 2)
    reading_took = time.perf_counter() - started
    speed = rows / reading_took
    if events + refused != rows:
        raise RuntimeError(f"{events + refused} rows of {rows}")
    print(f"read with {workers} processes, killed after {killed:,.0f} s with {before:,} rows kept, and gone on:")
    print(f"  {events:,} events, {refused:,} refused in {reading_took:,.0f} s: {speed:,.0f} rows a second, ", end="")
    print(f"{speed / plain:.2f} of the plain loop")
    print(f"  processor time: {1e6 * busy / (rows - before):,.0f} millionths of a second a row")
    print(f"  memory at its peak: {peak:,.0f} MB, and {worker:,.0f} MB in the largest worker")
    print(f"  the store: {Path(store).stat().st_size / 1e6:,.0f} MB")
    answers, asked, _ = child("--ask", store, folder)
    for name, (found, took) in answers.items():
        print(f"  {name}: {found:,} in {took:.1f} s")
    print(f"  memory at its peak: {asked:,.0f} MB")
    total = reading_took + sum(took for _, took in answers.values())
    print(f"read and asked in {total / 60:.1f} minutes")
    if rows >= GOAL_ROWS:
        reached = total <= 60 * GOAL_MINUTES and max(peak, worker, asked) < GOAL_MEMORY
        print(f"goal, {GOAL_ROWS:,} rows in {GOAL_MINUTES:.0f} minutes and 1 GB: {'reached' if reached else 'missed'}")


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        reading(sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
        return
    if sys.argv[1:2] == ["--ask"]:
        asking(sys.argv[2], sys.argv[3])
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--loop", type=int, default=500_000, help="rows of the plain loop")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.rows, given.workers, given.loop, folder)


if __name__ == "__main__":
    main()
