"""What mends a deal, found the slow way: every order, every set of promises, one world at a time."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from offramp.beliefs.types import types_of
from offramp.case.agreements import Offer
from offramp.case.expressions import And, At, Choice, Constant, Expression, Not, Or
from offramp.case.model import Case, Holds, Scores, Statements
from offramp.case.probabilities import Probability
from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.mending.leaving import Leaving
from offramp.study.deals.mending.wishes import told_apart, values_of
from study.small import ensemble

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


# ---------------------------------------------------------------- changes of preference


class Trial:
    """A random case of two or three actors without doubts, in which the first's order is to change."""

    def __init__(self, seed: int, concept: str, kind: str, *, most: int = 5) -> None:
        self.concept = concept
        self.there = ensemble(_draw(random.Random(f"{kind} {seed}"), concept, kind, most))
        self.case = self.there.case
        self.orders: dict[str, Order] = {t.actor: t.orders[0] for t in self.there.doubts.types}
        self.oracle = Oracle(self.case, self.orders)
        self.bargain = Bargain(self.there)
        self.leaving = Leaving(self.bargain, self.bargain.board)

    def left(self, most: int) -> Iterator[State]:
        """Yield some states that the first actor leaves."""
        found = [s for s in self.oracle.states if not self.oracle.stable("a", s, self.concept)]
        yield from random.Random(1).sample(found, min(most, len(found)))

    def dilemma(self, state: State):
        """Return what the program under test makes of a state."""
        distinct, _ = self.bargain.views(0)
        values, kind = told_apart(values_of(self.orders["a"], self.there.space.columns))
        way = self.leaving.way(0, distinct[0])
        return self.leaving.dilemma(way, values, kind, self.there.space.state(state))

    def stays(self, state: State, order: Order) -> bool:
        """Tell whether the first actor stays at a state if it has another order."""
        return self.oracle.with_orders({**self.orders, "a": order}).stable("a", state, self.concept)

    def cheapest_orders(self, state: State) -> tuple[int | None, set[frozenset[tuple[int, int]]]]:
        """Return the least number of reversed pairs of statements or classes, and the pairs of every such order."""
        own = self.orders["a"]
        parts = own if isinstance(own, tuple) else own.classes
        found: dict[int, set[frozenset[tuple[int, int]]]] = {}
        for order in itertools.permutations(range(len(parts))):
            turned = frozenset((first, second) for first, second in itertools.combinations(order, 2) if first > second)
            if len(turned) <= min(found, default=len(turned)):
                arranged = tuple(parts[k] for k in order)
                if self.stays(state, arranged if isinstance(own, tuple) else replace(own, classes=arranged)):
                    found.setdefault(len(turned), set()).add(turned)
        return (min(found), found[min(found)]) if found else (None, set())

    def cheapest_numbers(self, state: State, steps: Sequence[float]) -> tuple[float, set[frozenset[int]]]:
        """Return the least sum of changes of scores on a grid, and the least sets of numbers that so change."""
        own = self.orders["a"]
        assert isinstance(own, Scores)
        best, sets = np.inf, set()
        for change in itertools.product(steps, repeat=len(own.numbers)):
            cost = sum(map(abs, change))
            if cost <= best and self.stays(
                state, Scores(own.conditions, tuple(x + d for x, d in zip(own.numbers, change, strict=True)))
            ):
                sets = sets if cost == best else set()
                best = cost
                sets.add(frozenset(k for k, d in enumerate(change) if d))
        return best, {one for one in sets if not any(other < one for other in sets)}


def _draw(rng: random.Random, concept: str, kind: str, most: int) -> str:
    actors = ["a", "b", "c"][: rng.choice([2, 3])]
    options = {f"{actor}.o{n}": ["no", "yes"] for actor in actors for n in range(2 if actor == "a" else 1)}
    if kind != "ranking" and rng.random() < 0.5:
        options["a.o1"] = ["l0", "l1", "l2"]
    lines = ["case: trial", "title: Trial", "actors: {" + ", ".join(f"{a}: {{}}" for a in actors) + "}", "options:"]
    for name, levels in options.items():
        direction, steps = rng.choice(["both", "both", "up"]), rng.choice(["any", "any", "adjacent"])
        lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    lines += ["status_quo: {}", "outcomes: {deal: b.o0 == yes or b.o0 == no}", "deals: {between: [a, b], reach: deal}"]
    lines.append("preferences:")
    for actor in actors:
        if actor == "a" and kind == "scores":
            wishes = dict.fromkeys((_wish(rng, options) for _ in range(3)), None)
            scores = ", ".join(f'"{wish}": {rng.choice([-2, -1, 1, 2, 3])}' for wish in wishes)
            lines.append(f"  a: {{scores: {{{scores}}}}}")
        elif actor == "a" and kind == "ranking":
            classes = ", ".join(f"k{k}: {part}" for k, part in enumerate(_classes(rng, len(options))))
            known = ", ".join(f"k{k} before k{k + 1}" for k in range(3))
            lines.append(f"  a: {{partial: {{states: {{{classes}}}, known: [{known}]}}}}")
        else:
            size = rng.randint(3, most) if actor == "a" else rng.randint(1, 3)
            lines.append(f"  {actor}: [{', '.join(_statement(rng, options) for _ in range(size))}]")
    lines.append(f"behaviour: {{default: {{foresight: {{{concept}: 1}}}}}}")
    return "\n".join(lines) + "\n"


def _statement(rng: random.Random, options: Mapping[str, list[str]]) -> str:
    if rng.random() < 0.2:
        return f"{{tie: [{_wish(rng, options)}, {_wish(rng, options)}]}}"
    return _wish(rng, options)


def _classes(rng: random.Random, size: int) -> list[str]:
    """Return four classes of states as patterns; some states are in none."""
    states = ["".join(pattern) for pattern in itertools.product("YN", repeat=size)]
    rng.shuffle(states)
    parts = [states[k::5] for k in range(4)]
    return [f"[{', '.join(part)}]" if len(part) > 1 else part[0] for part in parts]


def _wish(rng: random.Random, options: Mapping[str, list[str]]) -> str:
    first, second = rng.sample(list(options), 2)
    if rng.random() < 0.4:
        return f"{first} == {rng.choice(options[first])}"
    word = rng.choice(["and", "or", "iff"])
    return f"{first} == {rng.choice(options[first])} {word} {second} == {rng.choice(options[second])}"


# ---------------------------------------------------------------- additions


def offer(name: str, to: Sequence[str], chances: Mapping[str, float], **given) -> Offer:
    """Return an offer; what is not given is empty."""
    promisers = {actor: Probability(chance, chance) for actor, chance in chances.items()}
    empty = {"above": None, "points": None, "keeps": {}, "texts": {}, "watch": {}}
    return Offer(name, name, None, tuple(to), promisers, **{**empty, **given}, cite=())


class Added:
    """A case with offers, and what each set of promises does to a target, from the definitions alone."""

    def __init__(self, slow, offers: Sequence[Offer]) -> None:
        self.slow = slow  # a study.bargaining.Bargain
        self.case: Case = slow.case
        self.offers = offers
        self.promises = [(one, actor) for one in offers if not one.watch for actor in one.promisers]
        self._oracles: dict[object, Oracle] = {}
        self._types: dict[object, object] = {}

    def enforceable(self, target: State, chosen: Sequence[int]) -> float:
        """Return the weight of worlds in which a target holds if some promises, by position, are made."""
        total = 0.0
        for w, weight in self.slow.weights():
            if not self.slow.third_parties_join(target, w):
                continue
            for drawn in itertools.product([False, True], repeat=len(chosen)):
                chance = 1.0
                for k, is_in in zip(chosen, drawn, strict=True):
                    one, actor = self.promises[k]
                    middle = one.promisers[actor].middle
                    chance *= middle if is_in else 1 - middle
                reckoned = {self.promises[k][0].id for k, is_in in zip(chosen, drawn, strict=True) if is_in}
                if chance and all(self.holds(party, target, w, reckoned) for party in self.slow.parties):
                    total += weight * chance
        return total

    def holds(self, party: str, target: State, w: int, reckoned: set[str]) -> bool:
        mine = [one for one in self.offers if one.id in reckoned and party in one.to]
        types, concept = self.slow.seen_by(party, w)
        orders = self.slow.orders(types)
        own = types[self.case.actor_ids.index(party)]
        benefits = [one for one in mine if not one.keeps]
        if benefits:
            orders[party] = self.order_with(party, own, benefits, target)
        kept = {o: c for one in mine for o, c in one.keeps.items() if self.follows(one.keeps, target)}
        key = (types, target, tuple(one.id for one in mine), party)
        if key not in self._oracles:
            case = self.case
            if kept:
                case = replace(case, impossible=(*case.impossible, *_unkept(case, kept)))
            self._oracles[key] = Guaranteed(case, orders, kept)
        return not self._oracles[key].credible_improvements(party, target, concept)

    def follows(self, keeps, target: State) -> bool:
        levels = self.slow.names(target)
        return all(levels[option] == _level(choice, levels) for option, choice in keeps.items())

    def order_with(self, party: str, number: int, benefits: Sequence[Offer], target: State) -> Order:
        """Return an order of a case into which the benefits were written before its types were made."""
        key = (party, tuple(one.id for one in benefits), target)
        if key not in self._types:
            start = dict(zip([v.id for v in self.case.variables], self.slow.start, strict=True))
            levels = self.slow.names(target)
            own = [v.id for v in self.case.variables if v.actor == party]
            part = [o for o in own if levels[o] != start[o]] or own
            when = And(tuple(At(o, (levels[o],)) for o in part))
            preference = self.case.preferences[party]
            if isinstance(preference, Scores):
                new = replace(
                    preference,
                    conditions=(*preference.conditions, *(Holds(when, "x") for _ in benefits)),
                    numbers=(*preference.numbers, *(one.points for one in benefits)),
                )
            else:
                places = [(k, 1, statement) for k, statement in enumerate(preference.statements)]
                places += [(one.above, 0, Holds(when, "x")) for one in benefits]
                new = Statements(tuple(part for _, _, part in sorted(places, key=lambda place: place[:2])))
            case = replace(self.case, preferences={**self.case.preferences, party: new})
            self._types[key] = types_of(case, party)
        return self._types[key].orders[number]


class Guaranteed(Oracle):
    """A game in which some options follow others at once: whoever moves, they are adjusted after the move."""

    def __init__(self, case: Case, orders: Mapping[str, Order], kept: Mapping[str, Choice | int]) -> None:
        self.kept = kept
        super().__init__(case, orders)

    def steps(self, actor: str, state: State) -> Iterator[State]:
        levels = dict(zip(self.names, state, strict=True))
        for after in super().steps(actor, state):
            there = dict(zip(self.names, after, strict=True))
            if any(there[option] != levels[option] for option in self.kept):
                continue  # nobody moves what is committed
            there.update({option: _level(choice, there) for option, choice in self.kept.items()})
            yield tuple(there[name] for name in self.names)


def _level(choice: Choice | int, levels: Mapping[str, int]) -> int:
    if isinstance(choice, int):
        return choice
    return _level(choice.then if true_at(choice.condition, levels) else choice.otherwise, levels)


def _unkept(case: Case, kept: Mapping[str, Choice | int]) -> Iterator[Expression]:
    """Yield what is impossible once options follow others: that they do not."""
    for option, choice in kept.items():
        for level in range(len(case.variable(option).levels)):
            yield And((At(option, (level,)), _when(choice, level)))


def _when(choice: Choice | int, level: int) -> Expression:
    """Return the condition under which a choice is not at a level."""
    if isinstance(choice, int):
        return Constant(choice != level)
    return Or(
        (
            And((choice.condition, _when(choice.then, level))),
            And((Not(choice.condition), _when(choice.otherwise, level))),
        )
    )
