"""How fast stability is judged, against sorting the same orders.

For games of two-level options with random orders (int64), the time to make dense ranks and to judge every state for
every actor under four concepts, beside numpy's stable argsort of the same arrays in the same run. Run it with
`make bench`; `--quick` stops at 2^16 states.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from offramp.case import load_text
from offramp.game import Game, Space, enumerate_states
from offramp.game.moves import Moves, moves_of
from offramp.game.preferences import dense
from offramp.stability import analyse

CONCEPTS = ("nash", "gmr", "smr", "seq")
ACTORS = (3, 5)
SIZES = tuple(range(10, 21))
QUICK = tuple(range(10, 17, 2))
GOAL, GOAL_ACTORS, GOAL_SIZE = 8.0, 5, 20


@dataclass(frozen=True)
class Row:
    """One measurement: seconds to judge a game, and to sort its orders."""

    actors: int
    size: int
    judging: float
    sorting: float

    @property
    def states(self) -> int:
        return 2**self.size

    @property
    def ratio(self) -> float:
        return self.judging / self.sorting


def board(actors: int, size: int) -> tuple[tuple[str, ...], Space, Moves]:
    """Return a full cube of two-level options, dealt out to the actors in turn."""
    names = [f"a{i}" for i in range(actors)]
    options = ", ".join(f"{names[n % actors]}.o{n}: " for n in range(size))
    lines = [
        "case: cube",
        "title: Cube",
        f"actors: {{{', '.join(f'{name}: ' for name in names)}}}",
        f"options: {{{options}}}",
        f"preferences: {{{', '.join(f'{name}: []' for name in names)}}}",
    ]
    case, _ = load_text("\n".join(lines))
    space = enumerate_states(case)
    return case.actor_ids, space, moves_of(space, case.actor_ids)


def judge(ids: tuple[str, ...], space: Space, moves: Moves, orders: np.ndarray) -> None:
    """Judge every state for every actor, from orders as whole numbers of any size."""
    ranks = np.stack([dense(order) for order in orders])
    analyse(Game(ids, space, moves, ranks), CONCEPTS)


def best(task: Callable[[], object], size: int) -> float:
    """Return the least seconds of several runs: more for small games, which a stray interrupt disturbs most."""
    seconds = []
    for _ in range(max(5, min(50, 2 ** (16 - size)))):
        begin = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def measure(actors: int, size: int) -> Row:
    """Measure one game."""
    ids, space, moves = board(actors, size)
    orders = np.random.default_rng(size).integers(0, 2**62, (actors, 2**size))
    judging = best(lambda: judge(ids, space, moves, orders), size)
    sorting = best(lambda: [np.argsort(order, kind="stable") for order in orders], size)
    return Row(actors, size, judging, sorting)


def machine() -> str:
    """Return what the times depend on."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    parts = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba"))
    return f"{model}, {os.cpu_count()} processors\n{platform.system()}, Python {platform.python_version()}, {parts}"


def show(row: Row, before: Row | None) -> str:
    """Return a line of the table; growth is the factor of time for each doubling of the states."""
    growth = "" if before is None else f"{(row.judging / before.judging) ** (1 / (row.size - before.size)):.2f}"
    return (
        f"{row.actors:6}  {f'2^{row.size}':>6}  {row.judging * 1e3:10,.1f}  {row.states / row.judging:12,.0f}"
        f"  {row.sorting * 1e3:10,.1f}  {row.ratio:6.2f}  {growth:>8}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="stop at 2^16 states")
    sizes = QUICK if parser.parse_args().quick else SIZES
    print(machine())
    print(f"\n{', '.join(CONCEPTS)} for every actor and state; the least of several runs\n")
    print("actors  states  judging ms  states a sec  sorting ms   ratio  doubling")
    measure(ACTORS[0], sizes[0])
    for actors in ACTORS:
        before = None
        for size in sizes:
            row = measure(actors, size)
            print(show(row, before), flush=True)
            before = row
            if (actors, size) == (GOAL_ACTORS, GOAL_SIZE):
                verdict = "met" if row.ratio <= GOAL else "missed"
                print(f"\ngoal at {actors} actors and 2^{size} states: a ratio of {GOAL:g} or less; {verdict}")


if __name__ == "__main__":
    main()
