"""How long a search for deals takes: a hundred thousand targets in a thousand worlds, part by part.

A made-up case of three parties and a third party with options. The same judgements are made the naive way, one target
and one world at a time from the definitions in plain Python, for a few pairs in the same run. Run it with `make bench`,
or `python benchmarks/deals.py`; `--naive 0` leaves the naive way out.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from offramp.case import load_text
from offramp.case.model import Policy
from offramp.game.game import Game
from offramp.play.movers import Mover
from offramp.stability.concepts import best_move, prospects
from offramp.study.deals.approving import Approving
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.filtering import Measured, Wanted, passing
from offramp.study.deals.gains import Gains
from offramp.study.deals.pareto import pareto
from offramp.study.deals.targets import targets_of
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import Board, Ensemble
from offramp.study.playing.stages import NO_POLICY

GOAL_TARGETS, GOAL_WORLDS, GOAL_MINUTES = 100_000, 1_000, 10.0
SIZES = {"a": [4, 4, 3], "b": [4, 4, 3], "c": [3, 2], "d": [3, 2], "e": [2]}
SMALL = {"a": [3], "b": [3], "c": [2, 2], "d": [2, 2], "e": [2]}
T = TypeVar("T")


def made_up(sizes: dict[str, list[int]], seed: int) -> str:
    """Return a case in which actors have options of some numbers of levels, and want and doubt various things."""
    rng = random.Random(seed)
    options = {f"{a}.o{n}": size for a, own in sizes.items() for n, size in enumerate(own)}

    def fact() -> str:
        name = rng.choice(list(options))
        return f"{name} {rng.choice(['>=', '<=', '=='])} l{rng.randrange(options[name])}"

    def wish() -> str:
        return f"{fact()} {rng.choice(['and', 'or', 'iff'])} {fact()}"

    lines = ["case: bargain", "title: A made-up bargain", f"actors: {{{', '.join(f'{a}: {{}}' for a in sizes)}}}"]
    lines.append("options:")
    lines += [f"  {name}: {{levels: [{', '.join(f'l{k}' for k in range(n))}]}}" for name, n in options.items()]
    lines += ["status_quo: {}", "outcomes: {deal: a.o0 >= l1 and (b.o0 >= l1 or c.o0 >= l1)}", "preferences:"]
    for a in sizes:
        doubts = ", ".join(wish() for _ in range(3))
        own = " and ".join(f"{a}.o{n} == l0" for n in range(len(sizes[a])))
        statements = [wish(), f"{{slot: aim_{a}}}", wish(), f"{{any_order: [{doubts}]}}", wish(), own, wish()]
        lines.append(f"  {a}: [{', '.join(statements)}]")
    lines.append("questions:")
    for a in sizes:
        aims = ", ".join(f"v{k}: {{prior: {p}, aim_{a}: [{wish()}]}}" for k, p in enumerate([0.5, 0.3, 0.2]))
        lines.append(f"  q_{a}: {{about: {a}, alternatives: {{{aims}}}}}")
    lines.append("behaviour: {default: {foresight: {nash: 0.2, gmr: 0.2, smr: 0.1, seq: 0.3, sseq: 0.2}}}")
    lines.append("deals: {between: [a, b, c], reach: deal, approval: {d: veto, e: veto}}")
    return "\n".join(lines) + "\n"


@dataclass
class Clock:
    """The seconds that each part took."""

    quiet: bool
    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, what: str, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        found = work()
        self.seconds[what] = time.perf_counter() - started
        self.say(f"{what:<30}{self.seconds[what]:>9.2f} s, memory at its peak so far {megabytes():>6,.0f} MB")
        return found

    def say(self, line: str) -> None:
        if not self.quiet:
            print(f"  {line}", flush=True)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True)
class Searched:
    """What the search found, and how long it took without play."""

    bargain: Bargain
    enforcing: Enforcing
    clock: Clock


def search(text: str, samples: int, *, quiet: bool = False) -> Searched:
    """Search for deals and time each part."""
    clock = Clock(quiet)
    there = clock.time("read the case", lambda: Ensemble(load_text(text)[0], samples=samples))
    clock.time("ranks of all types", lambda: there.ranks)
    bargain = Bargain(there)
    targets = clock.time("targets", lambda: targets_of(bargain))
    clock.say(f"{len(there.space):,} states, {len(targets):,} targets, {len(there.worlds):,} worlds")
    course = clock.time("play without a deal", lambda: course_of(there, NO_POLICY))
    enforcing = Enforcing(bargain, targets)
    held = clock.time("parties hold", lambda: enforcing.held)
    stays = clock.time("third parties join", lambda: enforcing.stays)
    ways = [v.bits.shape[0] for v, _ in [*held, stays]]
    clock.say(f"ways to decide: {ways[:-1]} of the parties, {ways[-1]} of third parties together")
    holds = clock.time("enforceable", lambda: enforcing.enforceable)
    gaining = Gains(bargain, targets, course)
    gains = clock.time("gains", lambda: np.stack([gaining.of(i) for i in bargain.parties]))
    approved = clock.time("approval", lambda: Approving(bargain, gaining).approved)
    net, asked = gains[:, 0] - gains[:, 2], gaining.asked.sum(axis=0)
    measured = Measured(holds, net.min(axis=0), approved, asked)
    kept = clock.time("filters", lambda: passing(Wanted(min_enforceable=0.0), bargain, targets, measured))
    merits = np.concatenate([holds[None], net, approved[None], -asked[None]])[:, kept]
    best = clock.time("Pareto set", lambda: pareto(merits))
    clock.say(f"{len(best):,} deals that no other surpasses; enforceable from {holds.min():.3f} to {holds.max():.3f}")
    return Searched(bargain, enforcing, clock)


# ---------------------------------------------------------------- the naive way


@dataclass(frozen=True)
class Naive:
    """Seconds for the parties in one world, at all targets; and for third parties in one world at one target."""

    parties: float
    third: float
    judged: int
    differing: int


def naive(found: Searched, targets: int, worlds: int) -> Naive:
    """Judge some targets in some worlds, world by world and target by target, and compare the verdicts."""
    bargain, enforcing, rng = found.bargain, found.enforcing, random.Random(0)
    there = bargain.ensemble
    positions = rng.sample(range(len(enforcing.targets)), targets)
    boards = [board_of(bargain, int(enforcing.targets[k])) for k in positions]
    spent, differing = [0.0, 0.0], 0
    for w in rng.sample(range(len(there.worlds)), worlds):
        started = time.perf_counter()
        hold = np.ones(len(there.space), dtype=bool)
        for i in bargain.parties:
            concept = there.worlds.concepts[i][int(there.worlds.foresight[w, i])]
            game = there.game([int(t) for t in there.worlds.believed[w, i]])
            hold &= best_move(game, i, prospects(game, i, concept)) <= game.ranks[i]
        spent[0] += time.perf_counter() - started
        started = time.perf_counter()
        joins = [join(bargain, board, int(enforcing.targets[k]), w) for k, board in zip(positions, boards, strict=True)]
        spent[1] += time.perf_counter() - started
        for k, joined in zip(positions, joins, strict=True):
            differing += (joined and bool(hold[enforcing.targets[k]])) != bool(enforcing.holding(k)[w])
    return Naive(spent[0] / worlds, spent[1] / worlds / targets, targets * worlds, differing)


def board_of(bargain: Bargain, target: int) -> Board:
    """Return the game left to third parties while the parties hold to a target's levels."""
    committed = bargain.committed([int(level) for level in bargain.ensemble.space.levels[target]])
    policy = Policy(f"deal {target}", "", None, bargain.asked.between, committed, {}, ())
    return bargain.ensemble.board(policy)


def join(bargain: Bargain, board: Board, target: int, w: int) -> bool:
    """Tell whether third parties lead to a target for sure, and never out of the outcome."""
    there = bargain.ensemble
    movers = []
    for i in bargain.third:
        concept = there.worlds.concepts[i][int(there.worlds.foresight[w, i])]
        game = Game(there.case.actor_ids, board.space, board.moves, there.ranks_on(board, there.worlds.believed[w, i]))
        movers.append(Mover(game, i, concept))
    goal, start = board.space.state(there.space.levels[target]), board.setting.start
    after: dict[int, set[int]] = {}
    waiting = [start, goal]
    while waiting:
        state = waiting.pop()
        if state not in after:
            after[state] = {t for mover in movers for t in mover.targets(state)}
            waiting.extend(after[state])
    stays = all(there.outcome[board.base[s]] == bargain.goal for s in closure(after, goal, -1))
    return stays and all(goal in closure(after, s, -1) for s in closure(after, start, goal))


def closure(after: dict[int, set[int]], start: int, stop: int) -> set[int]:
    """Return the states that can be reached from one, itself among them, not going on from `stop`."""
    seen, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        fresh = after[state] - seen if state != stop else set()
        seen |= fresh
        waiting.extend(fresh)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--worlds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1, help="of the made-up case")
    parser.add_argument("--small", action="store_true", help="some hundreds of targets")
    parser.add_argument("--naive", type=int, default=10, help="targets, and worlds, of the naive way")
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    search(made_up(SMALL, given.seed), 100, quiet=True)  # compile
    found = search(made_up(SMALL if given.small else SIZES, given.seed), given.worlds)
    total = sum(found.clock.seconds.values())
    print(f"all together: {total:,.1f} s; memory at its peak: {megabytes():,.0f} MB")
    targets, worlds = len(found.enforcing.targets), len(found.bargain.ensemble.worlds)
    if targets >= GOAL_TARGETS and worlds >= GOAL_WORLDS:
        verdict = "reached" if total <= 60 * GOAL_MINUTES else "missed"
        print(f"goal, {GOAL_TARGETS:,} targets in {GOAL_WORLDS:,} worlds within {GOAL_MINUTES:.0f} minutes: {verdict}")
    if given.naive:
        slow = naive(found, given.naive, given.naive)
        whole = worlds * (slow.parties + targets * slow.third)
        fast = sum(found.clock.seconds[part] for part in ("parties hold", "third parties join", "enforceable"))
        print(
            f"what holds, the naive way: {slow.parties:.2f} s a world and {slow.third * 1e3:.2f} ms a world and "
            f"target, so {whole / 3600:,.0f} hours for all; {whole / fast:,.0f} times the search"
        )
        print(f"of {slow.judged:,} verdicts, {slow.differing:,} differ")


if __name__ == "__main__":
    main()
