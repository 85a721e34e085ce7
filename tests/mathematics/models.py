"""Random small conflicts: the one generator that all property tests share."""

from __future__ import annotations

import random
from dataclasses import dataclass

from offramp.case import Case, load_text
from offramp.case.model import Statements
from offramp.game import Game, enumerate_states, game_of
from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State

Options = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Model:
    """A conflict, as the engine and as the oracle see it; `states` are the oracle's, in the engine's order."""

    case: Case
    orders: dict[str, Order]
    game: Game
    oracle: Oracle
    states: list[State]


def model_of(case: Case) -> Model:
    """Return a case whose preferences leave nothing open, as both programs see it."""
    orders = orders_of(case)
    oracle = Oracle(case, orders)
    return Model(case, orders, game_of(case, orders), oracle, oracle.states)


def orders_of(case: Case) -> dict[str, Order]:
    """Return every actor's order; no preference may hold a slot or a doubt."""
    return {
        actor: preference.statements if isinstance(preference, Statements) else preference
        for actor, preference in case.preferences.items()
    }


def random_model(
    seed: int | random.Random, *, largest: int = 64, adjacent: bool | None = None, merge: bool | None = None
) -> Model:
    """Return a random conflict of at most `largest` combinations; one in five has merged states unless told."""
    rng = seed if isinstance(seed, random.Random) else random.Random(seed)
    merged = rng.random() < 0.2 if merge is None else merge
    return model_of(random_case(rng, largest=largest, adjacent=adjacent, merge=merged))


def random_case(rng: random.Random, *, largest: int = 64, adjacent: bool | None = None, merge: bool = False) -> Case:
    """Return a random case with feasible states: 2-4 actors, directions, steps, rules, clocks, ties.

    Parameters
    ----------
    largest : int
        The most combinations of levels.
    adjacent : bool, optional
        Whether options of three levels go one step at a time; at random unless told.
    merge : bool
        Whether some states are one and the same, by one rule or two.
    """
    while True:
        text, size = _draw(rng, adjacent, merge)
        if size > largest:
            continue
        case = load_text(text)[0]
        if len(enumerate_states(case)):
            return case


def _draw(rng: random.Random, adjacent: bool | None, merge: bool) -> tuple[str, int]:
    actors = [f"a{i}" for i in range(rng.randint(2, 4))]
    lines = ["case: random", "title: Random", "actors: {" + ", ".join(f"{a}: {{}}" for a in actors) + "}", "options:"]
    options: Options = []
    for actor in actors:
        for number in range(rng.choice([1, 1, 2, 2, 3])):
            levels = ["no", "yes"] if rng.random() < 0.6 else ["l0", "l1", "l2"][: rng.choice([2, 3, 3])]
            direction = rng.choice(["both", "both", "both", "up", "down"])
            steps = "adjacent" if (rng.random() < 0.5 if adjacent is None else adjacent) and len(levels) > 2 else "any"
            name = f"{actor}.o{number}"
            options.append((name, levels))
            lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    if rng.random() < 0.1:
        options.append(("clock", ["early", "late"]))
        lines.append("clocks: {clock: {levels: [early, late], rate: {1 per month: true}}}")
    rules = [_condition(rng, options, depth=2, conjunction=True) for _ in range(rng.choice([0, 0, 1, 2]))]
    lines += ["impossible:" if rules else "impossible: []", *(f"  - {rule}" for rule in rules)]
    if merge:
        lines.append("merge:")
        lines += [f"  - {_condition(rng, options, depth=1, conjunction=True)}" for _ in range(rng.choice([1, 1, 2]))]
    lines.append("preferences:")
    for actor in actors:
        lines.append(f"  {actor}:")
        lines += _preference(rng, options)
    size = 1
    for _, levels in options:
        size *= len(levels)
    return "\n".join(lines), size


def _preference(rng: random.Random, options: Options) -> list[str]:
    form = rng.random()
    if form < 0.7:
        return [f"    - {_statement(rng, options)}" for _ in range(rng.randint(1, 6))]
    if form < 0.85:
        scores = {_condition(rng, options): rng.randint(-30, 30) / 10 for _ in range(rng.randint(1, 6))}
        return ["    scores:", *(f"      {condition}: {number}" for condition, number in scores.items())]
    classes = [[_state(rng, options) for _ in range(rng.choice([1, 1, 2]))] for _ in range(rng.randint(1, 8))]
    return ["    ranking:", *(f"      - [{', '.join(members)}]" for members in classes)]


def _state(rng: random.Random, options: Options) -> str:
    named = rng.sample(options, rng.randint(max(1, len(options) - 2), len(options)))
    return "{" + ", ".join(f"{name}: {rng.choice(levels)}" for name, levels in named) + "}"


def _statement(rng: random.Random, options: Options) -> str:
    if rng.random() < 0.15:
        return f"tie: [{_condition(rng, options)}, {_condition(rng, options)}]"
    return _condition(rng, options)


def _condition(rng: random.Random, options: Options, depth: int = 2, *, conjunction: bool = False) -> str:
    if depth == 0 or (not conjunction and rng.random() < 0.4):
        return _comparison(rng, options)
    left = _condition(rng, options, depth - 1)
    right = _condition(rng, options, depth - 1)
    word = "and" if conjunction else rng.choice(["and", "or", "if", "iff"])
    return f"({left}) {word} ({right})"


def _comparison(rng: random.Random, options: Options) -> str:
    name, levels = rng.choice(options)
    alike = [other for other, theirs in options if theirs == levels and other != name]
    right = rng.choice(alike) if alike and rng.random() < 0.15 else rng.choice(levels)
    return f"{name} {rng.choice(['==', '!=', '>=', '<'])} {right}"
