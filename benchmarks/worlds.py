"""How many worlds a second a study plays, against a plain loop over the API.

All policies of a case are played in many worlds, spread over processes, and in a few worlds one by one, in the same
run. Run it with `make bench`, or `python benchmarks/worlds.py --worlds 1000000` for the goal: 10^6 worlds of the Korea
case, all policies, on two cores, within ten minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from offramp import api
from offramp.study.many.survey import Survey
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import play

GOAL_WORLDS, GOAL_MINUTES = 1_000_000, 10.0


@dataclass(frozen=True)
class Run:
    """Worlds played, and the seconds it took."""

    worlds: int
    seconds: float

    @property
    def speed(self) -> float:
        """Worlds a second, under all policies."""
        return self.worlds / self.seconds


def loop(case: str, worlds: int) -> Run:
    """Play worlds one by one under every policy, with nothing but the public functions."""
    there = Ensemble(api.load(case), samples=max(worlds, 1))
    chosen = np.arange(min(worlds, len(there.worlds)))
    play(there, there.policies[0], there.worlds.at(chosen[:1]))  # compile
    started = time.perf_counter()
    for w in chosen:
        for policy in there.policies:
            play(there, policy, there.worlds.at(np.array([w])))
    return Run(len(chosen), time.perf_counter() - started)


def study(case: str, worlds: int, workers: int) -> tuple[Run, Survey]:
    """Play many worlds under every policy, spread over processes."""
    there = Ensemble(api.load(case), samples=worlds)
    started = time.perf_counter()
    shown = [started]

    def report(_: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - shown[0] > 10:
            shown[0] = now
            print(f"  {done:,} of {total:,} worlds after {now - started:.0f} s", file=sys.stderr, flush=True)

    found = api.survey(there, workers=workers, report=report)
    return Run(len(found.worlds), time.perf_counter() - started), found


def megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--case", default="korea-2017")
    parser.add_argument("--worlds", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--loop", type=int, default=100, help="worlds of the plain loop")
    given = parser.parse_args()
    plain = loop(given.case, given.loop)
    fast, found = study(given.case, given.worlds, given.workers)
    courses = sum(len(outlook.chance) for outlook in found.outlooks.values())
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {given.case}")
    print(f"plain loop: {plain.worlds:,} worlds, {len(found.policies)} policies: {plain.speed:,.1f} worlds a second")
    print(
        f"study, {given.workers} workers: {fast.worlds:,} worlds in {fast.seconds:,.0f} s: "
        f"{fast.speed:,.0f} worlds a second, {fast.speed / plain.speed:,.1f} times the loop"
    )
    print(f"distinct courses of play: {courses:,} of {fast.worlds * len(found.policies):,}")
    peak, worker = megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)
    print(f"memory at its peak: {peak:,.0f} MB here, {worker:,.0f} MB in the largest worker")
    if given.worlds >= GOAL_WORLDS:
        verdict = "reached" if fast.seconds <= 60 * GOAL_MINUTES else "missed"
        print(f"goal, {GOAL_WORLDS:,} worlds within {GOAL_MINUTES:.0f} minutes: {verdict}")


if __name__ == "__main__":
    main()
