"""Random small cases, as text: the one generator that all property tests share."""

from __future__ import annotations

import random

from offramp.case import Case, load_text


def random_case(rng: random.Random, *, largest: int = 64, adjacent: bool | None = None, merge: bool = False) -> Case:
    """Return a random case of at most `largest` combinations: 2-4 actors, directions, steps, rules, ties."""
    while True:
        text, size = _draw(rng, adjacent, merge)
        if size <= largest:
            return load_text(text)[0]


def _draw(rng: random.Random, adjacent: bool | None, merge: bool) -> tuple[str, int]:
    actors = [f"a{i}" for i in range(rng.randint(2, 4))]
    lines = ["case: random", "title: Random", "actors: {" + ", ".join(f"{a}: {{}}" for a in actors) + "}", "options:"]
    options: list[tuple[str, list[str]]] = []
    size = 1
    for actor in actors:
        for number in range(rng.choice([1, 1, 2, 2, 3])):
            levels = ["no", "yes"] if rng.random() < 0.6 else ["l0", "l1", "l2"][: rng.choice([2, 3, 3])]
            direction = rng.choice(["both", "both", "both", "up", "down"])
            steps = "adjacent" if (rng.random() < 0.5 if adjacent is None else adjacent) and len(levels) > 2 else "any"
            name = f"{actor}.o{number}"
            options.append((name, levels))
            size *= len(levels)
            lines.append(f"  {name}: {{levels: [{', '.join(levels)}], direction: {direction}, steps: {steps}}}")
    rules = [_condition(rng, options, depth=2, conjunction=True) for _ in range(rng.choice([0, 0, 1, 2]))]
    lines.append(f"impossible: [{', '.join(rules)}]")
    if merge:
        lines.append(f"merge: [{_condition(rng, options, depth=1, conjunction=True)}]")
    lines.append("preferences:")
    for actor in actors:
        lines.append(f"  {actor}:")
        lines.extend(f"    - {_statement(rng, options)}" for _ in range(rng.randint(1, 6)))
    return "\n".join(lines), size


def _statement(rng: random.Random, options: list[tuple[str, list[str]]]) -> str:
    if rng.random() < 0.15:
        return f"tie: [{_condition(rng, options)}, {_condition(rng, options)}]"
    return _condition(rng, options)


def _condition(
    rng: random.Random, options: list[tuple[str, list[str]]], depth: int = 2, *, conjunction: bool = False
) -> str:
    if depth == 0 or (not conjunction and rng.random() < 0.4):
        name, levels = rng.choice(options)
        return f"{name} {rng.choice(['==', '!=', '>=', '<'])} {rng.choice(levels)}"
    left = _condition(rng, options, depth - 1)
    right = _condition(rng, options, depth - 1)
    word = "and" if conjunction else rng.choice(["and", "or", "if", "iff"])
    return f"({left}) {word} ({right})"
