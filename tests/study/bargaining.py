"""Deals found the slow way, world by world, from the definitions alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from offramp.case.expressions import And, At, Not
from offramp.case.mistakes import CaseError
from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.playing.courses import course_of
from offramp.study.playing.ensemble import NO_POLICY, Ensemble
from study.small import ensemble

LEAST_WEIGHT = 0.01
Gain = tuple[float, float, float]


class Bargain:
    """A case's deals, judged one target and one world at a time."""

    def __init__(self, there: Ensemble) -> None:
        self.there = there
        self.case = there.case
        assert self.case.deals is not None
        self.deals = self.case.deals
        self.worlds = there.worlds
        self.parties = self.deals.between
        self.start: State = tuple(self.case.status_quo or ())
        self.course = course_of(there, NO_POLICY)
        self._oracles: dict[tuple[tuple[int, ...], State | None], Oracle] = {}

    # ------------------------------------------------------------ worlds

    def weights(self) -> Iterator[tuple[int, float]]:
        yield from enumerate(self.worlds.weight.tolist())

    def orders(self, types: tuple[int, ...]) -> dict[str, Order]:
        return {
            actor: kinds.orders[t]
            for actor, kinds, t in zip(self.case.actor_ids, self.there.doubts.types, types, strict=True)
        }

    def oracle(self, types: tuple[int, ...], held: State | None = None) -> Oracle:
        """Return the game in which actors have some types; parties hold to the levels of a target if one is given."""
        key = (types, held)
        if key not in self._oracles:
            case = self.case
            if held is not None:
                clauses = tuple(
                    At(v.id, (level,)) for v, level in zip(case.variables, held, strict=True) if v.actor in self.parties
                )
                case = replace(case, impossible=(*case.impossible, Not(And(clauses))))
            self._oracles[key] = Oracle(case, self.orders(types))
        return self._oracles[key]

    def seen_by(self, actor: str, w: int) -> tuple[tuple[int, ...], str]:
        """Return the types an actor takes all to have in a world, and its concept."""
        i = self.case.actor_ids.index(actor)
        return tuple(self.worlds.believed[w, i].tolist()), self.worlds.concepts[i][self.worlds.foresight[w, i]]

    # ------------------------------------------------------------ targets and what holds

    def outcome(self, state: State) -> str:
        levels = self.names(state)
        return next((o.id for o in self.case.outcomes if true_at(o.when, levels)), "none of these")

    def names(self, state: State) -> Mapping[str, int]:
        return {v.id: level for v, level in zip(self.case.variables, state, strict=True)}

    @cached_property
    def targets(self) -> list[State]:
        """Return the states of the wanted outcome that undo nothing one-way and leave the clocks."""
        states = self.oracle((0,) * len(self.case.actor_ids)).states
        return [s for s in states if self.outcome(s) == self.deals.reach and self.reachable(s)]

    def reachable(self, state: State) -> bool:
        pairs = zip(self.case.variables, self.start, state, strict=True)
        return all(
            (v.actor is not None or now == then)
            and not (v.direction == "up" and v.actor and then < now)
            and not (v.direction == "down" and then > now)
            for v, now, then in pairs
        )

    def holds_to(self, actor: str, target: State, w: int) -> bool:
        types, concept = self.seen_by(actor, w)
        return not self.oracle(types).credible_improvements(actor, target, concept)

    def third_parties_join(self, target: State, w: int) -> bool:
        """Tell whether third parties lead to the target for sure, and never out of the outcome."""
        return self.third_parties_come(target, w) and self.third_parties_stay(target, w)

    def third_parties_come(self, target: State, w: int) -> bool:
        variables = self.case.variables
        pairs = zip(variables, self.start, target, strict=True)
        begin = tuple(then if v.actor in self.parties else now for v, now, then in pairs)
        state_of = self.oracle((0,) * len(self.case.actor_ids), target).state_of
        if begin not in state_of:
            return False
        sure, before = {target}, self.before(state_of[begin], target, w)
        for _ in before:
            sure |= {s for s, ends in before.items() if ends & sure}
        return set(before) <= sure

    def before(self, begin: State, target: State, w: int) -> dict[State, set[State]]:
        """Return the states that third parties may pass before the target, with where each leads."""
        found: dict[State, set[State]] = {}
        waiting = [] if begin == target else [begin]
        while waiting:
            state = waiting.pop()
            others = [actor for actor in self.case.actor_ids if actor not in self.parties]
            ends = (
                set() if self.stopped(state) else {t for actor in others for t in self.chosen(actor, state, target, w)}
            )
            found[state] = ends
            waiting += [t for t in ends if t != target and t not in found]
        return found

    def stopped(self, state: State) -> bool:
        return any(o.id == self.outcome(state) and o.final for o in self.case.outcomes)

    def third_parties_stay(self, target: State, w: int) -> bool:
        """Tell whether third parties lead from a target to no other outcome, and to no state where a party leaves."""
        after = self.next(target, target, w)
        waiting = list(after)
        while waiting:
            for state in self.next(waiting.pop(), target, w) - after:
                after.add(state)
                waiting.append(state)
        good = (self.outcome(s) == self.deals.reach and self.parties_hold_to(s, w) for s in after)
        return self.outcome(target) == self.deals.reach and all(good)

    def next(self, state: State, target: State, w: int) -> set[State]:
        """Return where third parties go from a state while the parties hold to a target."""
        others = () if self.stopped(state) else [a for a in self.case.actor_ids if a not in self.parties]
        return {after for actor in others for after in self.chosen(actor, state, target, w)}

    def parties_hold_to(self, state: State, w: int) -> bool:
        whole = self.oracle((0,) * len(self.case.actor_ids)).state_of[state]
        return all(self.holds_to(actor, whole, w) for actor in self.parties)

    def chosen(self, actor: str, state: State, target: State, w: int) -> set[State]:
        """Return an actor's best credible improvements, with the fewest changes, while the parties hold still; all of
        them if it chooses any."""
        types, concept = self.seen_by(actor, w)
        oracle = self.oracle(types, target)
        merits = {
            t: (oracle.worth(actor, t), -sum(x != y for x, y in zip(state, t, strict=True)))
            for t in oracle.credible_improvements(actor, state, concept)
        }
        if self.case.behaviour[actor].chooses == "any":
            return set(merits)
        best = max(merits.values(), default=None)
        return {t for t, merit in merits.items() if merit == best}

    def enforceable(self, target: State) -> float:
        return sum(
            weight
            for w, weight in self.weights()
            if all(self.holds_to(actor, target, w) for actor in self.parties) and self.third_parties_join(target, w)
        )

    # ------------------------------------------------------------ what it is worth

    def ends(self, w: int) -> Iterator[tuple[State, float]]:
        """Yield the states in which play ends without a deal in a world, with their chances."""
        played = self.course.played[self.course.which[w]]
        for state, chance in zip(played.ends, played.shares, strict=True):
            yield tuple(self.there.space.levels[state].tolist()), float(chance)

    def true_types(self, w: int) -> tuple[int, ...]:
        return tuple(self.worlds.types[w].tolist())

    def gain(self, actor: str, target: State) -> Gain:
        better = equal = worse = 0.0
        for w, weight in self.weights():
            oracle = self.oracle(self.true_types(w))
            for end, chance in self.ends(w):
                here, there = oracle.worth(actor, target), oracle.worth(actor, end)
                better += weight * chance * (here > there)
                equal += weight * chance * (here == there)
                worse += weight * chance * (here < there)
        return better, equal, worse

    def approved(self, target: State) -> float:
        """Return the chance that nobody with a veto ranks a target below where play ends without a deal."""
        vetoes = [actor for actor, say in self.deals.approval.items() if say == "veto"]
        total = 0.0
        for w, weight in self.weights():
            oracle = self.oracle(self.true_types(w))
            for end, chance in self.ends(w):
                fine = all(oracle.worth(actor, target) >= oracle.worth(actor, end) for actor in vetoes)
                total += weight * chance * fine
        return total

    def asked(self, actor: str, target: State) -> int:
        pairs = zip(self.case.variables, self.start, target, strict=True)
        return sum(abs(now - then) for v, now, then in pairs if v.actor == actor)

    def merits(self, target: State) -> tuple[float, ...]:
        gains = [self.gain(actor, target) for actor in self.parties]
        asked = sum(self.asked(actor, target) for actor in self.parties)
        return tuple(round(x, 9) + 0.0 for x in (self.enforceable(target), *(g[0] - g[2] for g in gains), -asked))

    def pareto(self) -> list[State]:
        """Return the targets that no other beats; of equal ones the first."""
        merits = {target: self.merits(target) for target in self.targets}
        kept: list[State] = []
        for target, own in merits.items():
            beaten = any(all(x >= y for x, y in zip(m, own, strict=True)) and m != own for m in merits.values())
            if not beaten and own not in [merits[other] for other in kept]:
                kept.append(target)
        return kept

    # ------------------------------------------------------------ standings and exposure

    def kinds(self, actor: str) -> list[int]:
        """Return the types of an actor that have weight."""
        chances = self.there.doubts.truth[self.case.actor_ids.index(actor)].tolist()
        return [t for t, chance in enumerate(chances) if chance >= min(LEAST_WEIGHT, max(chances))]

    def with_type(self, actor: str, kind: int) -> Oracle:
        return self.oracle(tuple(kind if a == actor else 0 for a in self.case.actor_ids))

    def standing(self, actor: str, kind: int, state: State) -> float:
        """Return the share of states that a type of an actor ranks below a state."""
        oracle = self.with_type(actor, kind)
        worth = oracle.worth(actor, state)
        return sum(oracle.worth(actor, other) < worth for other in oracle.states) / len(oracle.states)

    def worst_with(self, actor: str, target: State) -> float:
        return min(self.standing(actor, kind, target) for kind in self.kinds(actor))

    def worst_without(self, actor: str) -> float:
        i = self.case.actor_ids.index(actor)
        return min(
            self.standing(actor, self.true_types(w)[i], end)
            for w, _ in self.weights()
            if self.true_types(w)[i] in self.kinds(actor)
            for end, _ in self.ends(w)
        )

    def exposure(self, actor: str, state: State) -> float:
        """Return how far below the status quo an actor may be left if the others stop here or exploit it."""
        reached = {state}
        for other in self.case.actor_ids:
            for kind in self.kinds(other) if other != actor else ():
                reached |= self.with_type(other, kind).improvements(other, state)
        return max(
            0.0,
            *(
                self.standing(actor, kind, self.start) - min(self.standing(actor, kind, s) for s in reached)
                for kind in self.kinds(actor)
            ),
        )


# ---------------------------------------------------------------- random bargains


def random_bargain(seed: int) -> Bargain:
    """Return a random case of two parties, with a third or without, whose wanted outcome can be reached."""
    rng = random.Random(seed)
    while True:
        try:
            there = ensemble(_draw(rng))
        except CaseError:
            continue
        bargain = Bargain(there)
        if len(there.worlds) <= 120 and 2 <= len(bargain.targets) <= 12:
            return bargain


def random_alliance(seed: int) -> Bargain:
    """Return a random case of two parties and two third parties, which may have all that makes third parties hard:
    merged states, a clock, final outcomes, one-way options, adjacent steps, and actors who choose any improvement."""
    rng = random.Random(seed)
    while True:
        try:
            bargain = Bargain(ensemble(_draw_alliance(rng)))
        except CaseError:
            continue
        if len(bargain.worlds) <= 60 and 2 <= len(bargain.targets) <= 16:
            return bargain


def _draw_alliance(rng: random.Random) -> str:
    options = {name: ["l0", "l1", "l2"][: rng.choice([2, 2, 3])] for name in ("a.o", "b.o", "c.p", "c.q", "d.r")}
    lines = ["case: alliance", "title: Alliance", "actors: {a: {}, b: {}, c: {}, d: {}}", "options:"]
    for name, levels in options.items():
        direction, steps = rng.choice(["both", "both", "up", "down"]), rng.choice(["any", "any", "adjacent"])
        lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    lines.append("status_quo: {" + ", ".join(f"{n}: {rng.choice(levels)}" for n, levels in options.items()) + "}")
    known = dict(options)
    if rng.random() < 0.4:
        lines.append("clocks: {tick: {levels: [l0, l1], rate: {1 per month: true}}}")
        known["tick"] = ["l0", "l1"]
    merged = _both(rng, known) if rng.random() < 0.5 else "a.o == l0 and a.o == l1"
    lines.append(f"merge: [{merged}]" if "a.o == l0 and a.o == l1" not in merged else "impossible: []")

    def wish() -> str:
        # nobody tells merged states apart
        return f"({_wish(rng, known)}) and not ({merged})"

    stops = [rng.choice(["true", "false", "false"]) for _ in range(2)]
    lines.append(
        f"outcomes: {{off: {{when: {wish()}, final: {stops[0]}}}, deal: {{when: {wish()}, final: {stops[1]}}}}}"
    )
    lines.append("deals: {between: [a, b], reach: deal, approval: {c: veto, d: veto}}")
    aims = [f"v{n}: {{prior: {p}, aim: [{wish()}]}}" for n, p in enumerate([0.7, 0.3])]
    lines.append(f"questions: {{q: {{about: c, alternatives: {{{', '.join(aims)}}}}}}}")
    lines.append("preferences:")
    for actor in "abcd":
        wishes = [wish() for _ in range(rng.randint(1, 3))]
        lines.append(
            f"  {actor}: [{', '.join([*wishes[:1], *(['{slot: aim}'] if actor == 'c' else []), *wishes[1:]])}]"
        )
    lines.append("perceptions: {d: {believes: {q: {v0: 0.5, v1: 0.5}}}}")
    chooses = rng.choice(["best", "any"])
    first, second = rng.sample(["nash", "seq", "smr", "gmr", "sseq"], 2)
    lines.append(f"behaviour: {{default: {{chooses: {chooses}, foresight: {{{first}: 0.6, {second}: 0.4}}}}}}")
    return "\n".join(lines) + "\n"


def _draw(rng: random.Random) -> str:
    actors = ["a", "b", "c"][: rng.choice([2, 3, 3])]
    options = {}
    for actor in actors:
        for n in range(rng.choice([1, 1, 2])):
            levels = ["l0", "l1", "l2"][: rng.choice([2, 2, 3])]
            options[f"{actor}.o{n}"] = levels
    lines = ["case: bargain", "title: Bargain", "actors: {" + ", ".join(f"{a}: {{}}" for a in actors) + "}", "options:"]
    for name, levels in options.items():
        direction = rng.choice(["both", "both", "both", "up"])
        steps = rng.choice(["any", "any", "adjacent"])
        lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    start = {name: rng.choice(levels) for name, levels in options.items()}
    lines.append("status_quo: {" + ", ".join(f"{name}: {level}" for name, level in start.items()) + "}")
    lines.append(f"outcomes: {{off: {_both(rng, options)}, deal: {_wish(rng, options)}}}")
    lines.append("deals: {between: [a, b], reach: deal}")
    follow = f"b.o0: {rng.choice(options['b.o0'])} if {_wish(rng, options)} else {rng.choice(options['b.o0'])}"
    if "b.o0" not in follow.partition(" if ")[2]:
        lines.append(f"policies: {{fix: {{by: a, sets: {{a.o0: l1}}}}, follow: {{by: b, keeps: {{{follow}}}}}}}")
    lines.append("preferences:")
    for actor in actors:
        wishes = [_wish(rng, options) for _ in range(rng.randint(1, 3))]
        doubt = f'{{"maybe(0.3)": {_wish(rng, options)}}}' if rng.random() < 0.4 else _wish(rng, options)
        slot = ["{slot: aim}"] if actor == "b" else []
        lines.append(f"  {actor}: [{', '.join([*wishes[:1], *slot, doubt, *wishes[1:]])}]")
    aims = [f"v{n}: {{prior: {p}, aim: [{_wish(rng, options)}]}}" for n, p in enumerate([0.7, 0.295, 0.005])]
    lines.append(f"questions: {{q: {{about: b, alternatives: {{{', '.join(aims)}}}}}}}")
    lines.append("perceptions: {a: {believes: {q: {v0: 0.5, v1: 0.5, v2: 0}}}}")
    first, second = rng.sample(["nash", "seq", "smr", "gmr", "sseq"], 2)
    lines.append(f"behaviour: {{default: {{foresight: {{{first}: 0.6, {second}: 0.4}}}}}}")
    return "\n".join(lines) + "\n"


def _wish(rng: random.Random, options: Mapping[str, list[str]]) -> str:
    name, other = rng.choice(list(options)), rng.choice(list(options))
    word = rng.choice(["and", "or", "iff"])
    return f"{_fact(rng, name, options[name])} {word} {_fact(rng, other, options[other])}"


def _both(rng: random.Random, options: Mapping[str, list[str]]) -> str:
    names = rng.sample(list(options), min(3, len(options)))
    return " and ".join(_fact(rng, name, options[name]) for name in names)


def _fact(rng: random.Random, name: str, levels: list[str]) -> str:
    return f"{name} {rng.choice(['==', '!=', '>='])} {rng.choice(levels)}"
