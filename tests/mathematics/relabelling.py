"""The same conflict written in another way: options, actors or levels in another order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from offramp.case import Case
from offramp.case.expressions import And, At, Constant, Expression, Iff, Not, Or
from offramp.case.model import Holds, Preference, Ranking, Scores, Statements, Tie, Variable

Positions = Mapping[str, tuple[int, ...]]
"""For a variable, the new position of each of its levels."""


def shuffled(case: Case, rng: random.Random) -> Case:
    """Return the case with its actors and its variables in another order."""
    actors = rng.sample(case.actors, len(case.actors))
    variables = rng.sample(case.variables, len(case.variables))
    return replace(case, actors=tuple(actors), variables=tuple(variables))


def relevelled(case: Case, rng: random.Random) -> tuple[Case, Positions]:
    """Return the case with levels in another order: any for variables that go freely, else kept or reversed."""
    positions: dict[str, tuple[int, ...]] = {}
    variables = []
    for variable in case.variables:
        count = len(variable.levels)
        free = variable.direction == "both" and not variable.adjacent
        order = rng.sample(range(count), count) if free else list(range(count))[:: rng.choice([1, -1])]
        positions[variable.id] = tuple(order)
        variables.append(_with_levels(variable, order))
    return replace(
        case,
        variables=tuple(variables),
        impossible=tuple(_moved(rule, positions) for rule in case.impossible),
        merge=tuple(_moved(rule, positions) for rule in case.merge),
        preferences={actor: _preference(p, positions) for actor, p in case.preferences.items()},
    ), positions


def _with_levels(variable: Variable, order: list[int]) -> Variable:
    levels = [""] * len(order)
    for old, new in enumerate(order):
        levels[new] = variable.levels[old]
    turned = {"both": "both", "up": "down", "down": "up"}[variable.direction]
    direction = variable.direction if order[0] < order[-1] else turned
    return replace(variable, levels=tuple(levels), direction=direction)


def _moved(expression: Expression, positions: Positions) -> Expression:
    match expression:
        case At(variable, levels):
            return At(variable, tuple(sorted(positions[variable][level] for level in levels)))
        case Not(operand):
            return Not(_moved(operand, positions))
        case And(operands):
            return And(tuple(_moved(operand, positions) for operand in operands))
        case Or(operands):
            return Or(tuple(_moved(operand, positions) for operand in operands))
        case Iff(left, right):
            return Iff(_moved(left, positions), _moved(right, positions))
        case Constant():
            return expression


def _preference(preference: Preference, positions: Positions) -> Preference:
    match preference:
        case Ranking(classes):
            return Ranking(tuple(_moved(members, positions) for members in classes))
        case Scores(conditions, numbers):
            return Scores(tuple(_holds(condition, positions) for condition in conditions), numbers)
        case Statements(statements):
            return Statements(
                tuple(
                    Tie(tuple(_holds(part, positions) for part in statement.statements))
                    if isinstance(statement, Tie)
                    else _holds(statement, positions)
                    for statement in statements
                )
            )


def _holds(statement: Holds, positions: Positions) -> Holds:
    return Holds(_moved(statement.when, positions), statement.text)
