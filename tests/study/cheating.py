"""Cheating on a deal the slow way: one party, one move, one month at a time, from the definitions alone."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

from offramp.case.agreements import Offer, Watch
from offramp.case.mistakes import CaseError
from offramp.case.probabilities import Probability
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.targets import targets_of
from offramp.study.playing.ensemble import Ensemble
from study.small import ensemble

Numbers = tuple[float, float, float]


def watch(detects: float, every: float, delay: float) -> Watch:
    return Watch(Probability(detects, detects), every, delay, None)


def offered(name: str, to: str, **watched: Watch) -> Offer:
    ways = {option.replace("_", "."): way for option, way in watched.items()}
    return Offer(name, name, None, tuple(to), {}, None, None, {}, {}, ways, ())


def with_watching(there: Ensemble, **asked: object) -> Ensemble:
    """Return a case with other watching, patience or offers."""
    assert there.case.deals is not None
    return Ensemble(replace(there.case, deals=replace(there.case.deals, **asked)))  # type: ignore[arg-type]


def weight_by_months(patience: float, ways: list[Numbers]) -> float:
    """Return how much what comes after the answer weighs, summing over the looks; the best of several ways."""
    best = 0.0
    for detects, every, delay in ways:
        total, missed = 0.0, 1.0
        for look in itertools.count(1):
            total += missed * detects * math.exp(-(look * every + delay) / patience)
            missed *= 1 - detects
            if missed < 1e-15 or look > 20_000:
                break
        best = max(best, total)
    return best


class Cheating:
    """One party to a deal of a case; the case's third parties know of nothing."""

    def __init__(self, there: Ensemble, actor: str, deal: State) -> None:
        self.there, self.case, self.actor, self.deal = there, there.case, actor, deal
        assert self.case.deals is not None
        self.deals = self.case.deals
        self.start: State = tuple(self.case.status_quo or ())
        i = self.case.actor_ids.index(actor)
        self.kinds = there.doubts.types[i].orders
        self.chances = there.doubts.truth[i].tolist()
        orders = {a: kinds.orders[0] for a, kinds in zip(self.case.actor_ids, there.doubts.types, strict=True)}
        self.oracles = [Oracle(self.case, {**orders, actor: kind}) for kind in self.kinds]

    def outcome(self, state: State) -> tuple[str, bool]:
        levels = {v.id: level for v, level in zip(self.case.variables, state, strict=True)}
        return next(((o.id, o.final) for o in self.case.outcomes if true_at(o.when, levels)), ("none of these", False))

    def stopped(self, state: State) -> bool:
        name, final = self.outcome(state)
        return final and name != self.deals.reach

    def afterwards(self, cheat: State) -> set[State]:
        """Return what the cheater can choose from once it is answered."""
        if self.stopped(cheat):
            return {cheat}
        others = [a for a in self.deals.between if a != self.actor]
        for back in (others, list(self.case.actor_ids)):
            answer = tuple(
                then if v.actor in back and v.direction == "both" else now
                for v, now, then in zip(self.case.variables, cheat, self.start, strict=True)
            )
            if answer in self.oracles[0].states:
                return {answer} | (set() if self.stopped(answer) else self.reached(answer))
        return {cheat}

    def reached(self, state: State) -> set[State]:
        """Return what the party comes to by its own moves, one after the other, until play stops or nothing is new."""
        found: set[State] = set()

        def go_on(here: State) -> None:
            for there in self.oracles[0].moves(self.actor, here) - found:
                if there not in found:
                    found.add(there)
                    if not self.stopped(there):
                        go_on(there)

        go_on(state)
        return found - {state}

    def changed(self, cheat: State) -> list[str]:
        pairs = zip(self.case.variables, cheat, self.deal, strict=True)
        return [v.id for v, now, then in pairs if now != then and v.actor == self.actor]

    def worth(self, state: State) -> float:
        return self.oracles[0].worth(self.actor, state)[0]

    def excess(self, cheat: State, watching: dict[str, list[Numbers]]) -> float:
        """Return what a move brings beside the deal, as value per month for good."""
        ways = [way for option in self.changed(cheat) for way in watching.get(option, [])]
        weight = weight_by_months(self.deals.patience[self.actor], ways)
        after = max(self.worth(state) for state in self.afterwards(cheat))
        return (1 - weight) * self.worth(cheat) + weight * after - self.worth(self.deal)

    def gainful(self) -> set[State]:
        return {s for s in self.reached(self.deal) if self.worth(s) > self.worth(self.deal)}

    def shares(self) -> tuple[float, float, float]:
        """Return the chances of never, some, none."""
        found = {"never": 0.0, "some": 0.0, "none": 0.0}
        for oracle, chance in zip(self.oracles, self.chances, strict=True):
            better = {s for s in self.reached(self.deal) if oracle.better(self.actor, s, self.deal)}
            kept = all(all(oracle.better(self.actor, self.deal, s) for s in self.afterwards(cheat)) for cheat in better)
            found["never" if not better else "some" if kept else "none"] += chance
        return found["never"], found["some"], found["none"]

    def safe_step(self, watching: dict[str, list[Numbers]]) -> int:
        """Return the largest number of level changes of the others that tempts to nothing, going up one by one."""
        others = [n for n, v in enumerate(self.case.variables) if v.actor in self.deals.between]
        others = [n for n in others if self.case.variables[n].actor != self.actor]
        choices = [
            [
                level
                for level in range(len(v.levels))
                if n in others and min(self.start[n], self.deal[n]) <= level <= max(self.start[n], self.deal[n])
            ]
            or [self.deal[n]]
            for n, v in enumerate(self.case.variables)
        ]
        points = [p for p in itertools.product(*choices) if p in self.oracles[0].states]
        taken = {p: sum(abs(p[n] - self.start[n]) for n in others) for p in points}
        steps = sum(abs(self.deal[n] - self.start[n]) for n in others)
        for k in range(steps + 1):
            near = [p for p in points if taken[p] <= k]
            if any(self.excess(c, watching) > 1e-9 for p in near for c in self.reached(p)):
                return max(k - 1, 0)
        return steps


def random_scored(seed: int) -> Ensemble:
    """Return a random case between a, whose values have size, and b, with a third party or without."""
    rng = random.Random(seed)
    while True:
        try:
            there = ensemble(_draw(rng))
            targets_of(Bargain(there))
        except CaseError:
            continue
        options = [v.id for v in there.case.variables if v.actor in "ab"]
        ways = {o: watch(rng.choice([0, 0.3, 1]), rng.choice([1, 4]), rng.choice([0, 2])) for o in options}
        ways = {o: way for o, way in ways.items() if rng.random() < 0.7} or {options[0]: watch(0.5, 1, 1)}
        patience = {"a": rng.choice([1.5, 6.0, 40.0]), "b": rng.choice([1.5, 6.0, 40.0])}
        return with_watching(there, watch=ways, patience=patience)


def _draw(rng: random.Random) -> str:
    options = {}
    for actor in "abc"[: rng.choice([2, 3])]:
        for n in range(rng.choice([1, 2])):
            options[f"{actor}.o{n}"] = ["l0", "l1", "l2"][: rng.choice([2, 3])]
    actors = sorted({name[0] for name in options})
    lines = ["case: scored", "title: Scored", "actors: {" + ", ".join(f"{a}: {{}}" for a in actors) + "}", "options:"]
    for name, levels in options.items():
        direction, steps = rng.choice(["both", "both", "both", "up"]), rng.choice(["any", "any", "any", "adjacent"])
        lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    facts = [f"{name} {sign} {level}" for name, levels in options.items() for level in levels for sign in ("==", "!=")]
    lines.append(f"impossible: [{' and '.join(rng.sample(facts, 3))}]")
    start = {name: rng.choice(levels[:2]) for name, levels in options.items()}
    lines.append("status_quo: {" + ", ".join(f"{name}: {level}" for name, level in start.items()) + "}")
    give, get = f"a.o0 != {start['a.o0']}", f"b.o0 != {start['b.o0']}"
    lines.append(
        f"outcomes: {{off: {{when: {' and '.join(rng.sample(facts, 3))}, final: true}}, deal: {give} and {get}}}"
    )
    lines.append("deals: {between: [a, b], reach: deal}")
    lines.append("preferences:")
    for actor in actors:
        if actor == "a" or rng.random() < 0.4:
            chosen = {fact: rng.randint(-2, 3) for fact in rng.sample(facts, 4)}
            chosen |= {give: -2, get: 6} if actor == "a" else {give: 6, get: -2}
            numbers = ", ".join(f"{fact}: {number}" for fact, number in chosen.items())
            lines.append(f"  {actor}: {{scores: {{{numbers}}}}}")
        else:
            first, second, third = rng.sample(facts, 3)
            lines.append(f'  {actor}: [{first}, {{"maybe(0.3)": {second}}}, {third}]')
    return "\n".join(lines) + "\n"
