"""Preferences as written, with names resolved: statements, rankings and scores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from offramp.case.expressions import And, At, Expression, Or
from offramp.case.mistakes import nearest
from offramp.case.model import (
    AnyOrder,
    Holds,
    Maybe,
    Preference,
    Ranking,
    Scores,
    Slot,
    Statement,
    Statements,
    Tie,
)
from offramp.case.naming import Scope
from offramp.case.probabilities import read_probability
from offramp.case.reading import Place

_MAYBE = re.compile(r"maybe\((.*)\)\Z")
_FORMS = ("any_order", "tie", "slot", "maybe(p)")
_WRITTEN = {
    "any_order": "any_order: [statement, statement]",
    "tie": "tie: [statement, statement]",
    "slot": "slot: name",
}


def preference(written: Any, place: Place, scope: Scope, named: Mapping[str, Expression]) -> Preference:
    """Resolve one actor's preference; mistakes go to the scope."""
    if isinstance(written, list):
        return Statements(statements(written, place, scope))
    if isinstance(written, dict) and set(written) == {"ranking"} and isinstance(written["ranking"], list):
        return _ranking(written["ranking"], (*place, "ranking"), scope, named)
    if isinstance(written, dict) and set(written) == {"scores"} and isinstance(written["scores"], dict):
        return _scores(written["scores"], (*place, "scores"), scope)
    hint = "a list of statements, most important first; or `ranking:` with states, best first; or `scores:`"
    scope.mistakes.append(scope.text.mistake("E012", "this is not a preference", place, hint=hint))
    return Statements(())


def statements(written: Any, place: Place, scope: Scope) -> tuple[Statement, ...]:
    """Resolve a list of statements."""
    if not isinstance(written, list):
        hint = "write a list: one statement a line, each after `- `"
        scope.mistakes.append(scope.text.mistake("E012", "a list of statements is wanted here", place, hint=hint))
        return ()
    found = [_statement(item, (*place, number), scope) for number, item in enumerate(written)]
    return tuple(item for item in found if item is not None)


def _statement(written: Any, place: Place, scope: Scope) -> Statement | None:
    if not isinstance(written, dict):
        return _holds(written, place, scope)
    if len(written) != 1:
        _wrong(scope, place, "a statement is one expression, or one of " + ", ".join(_FORMS))
        return None
    (key, value), inner = next(iter(written.items())), (*place, next(iter(written)))
    if key == "slot" and isinstance(value, str):
        return Slot(value)
    if key == "tie" and isinstance(value, list):
        return Tie(_several(value, inner, scope))
    if key == "any_order" and isinstance(value, list):
        found = _several(value, inner, scope)
        return AnyOrder(found, ((1.0,),) * len(found))
    if key == "any_order" and isinstance(value, dict):
        return _weighted(value, inner, scope)
    if match := _MAYBE.match(key):
        return _maybe(match.group(1), value, inner, scope)
    if key in _WRITTEN:
        _wrong(scope, inner, f"write `{_WRITTEN[key]}`")
        return None
    hint = nearest(key, _FORMS, what="forms") + "\nan expression that holds `: ` needs quotes"
    scope.mistakes.append(scope.text.mistake("E010", f'no statement is called "{key}"', inner, hint=hint, key=True))
    return None


def _maybe(chance: str, value: Any, place: Place, scope: Scope) -> Maybe | None:
    try:
        probability = read_probability(_number(chance))
    except ValueError as error:
        hint = "write `maybe(0.4): statement`, or a word of ICD 203: `maybe(likely): statement`"
        scope.mistakes.append(scope.text.mistake("E030", str(error), place, hint=hint, key=True))
        return None
    statement = _holds(value, place, scope)
    return None if statement is None else Maybe(probability, statement)


def _weighted(written: dict[str, Any], place: Place, scope: Scope) -> AnyOrder:
    found, weights = [], []
    for key, weight in written.items():
        if not isinstance(weight, int | float) or isinstance(weight, bool) or not 1e-6 <= weight <= 1e6:
            _wrong(
                scope, (*place, key), "a weight is a number above 0, at most 1e6: `any_order: {statement: 2, other: 1}`"
            )
            continue
        found.append(Holds(_key_condition(key, place, scope), key))
        weights.append((float(weight),))
    return AnyOrder(tuple(found), tuple(weights))


def _key_condition(key: str, place: Place, scope: Scope) -> Expression:
    """Resolve an expression that stands as a key; its mistakes point at the key."""
    inner = (*place, key)
    marks, keys = scope.text.marks, scope.text.keys
    if inner in keys:
        marks[(*inner, "key")] = keys[inner]
    return scope.condition(key, (*inner, "key"))


def _several(written: list[Any], place: Place, scope: Scope) -> tuple[Holds, ...]:
    found = [_holds(item, (*place, number), scope) for number, item in enumerate(written)]
    return tuple(item for item in found if item is not None)


def _holds(written: Any, place: Place, scope: Scope) -> Holds | None:
    if isinstance(written, bool):
        written = "true" if written else "false"
    if not isinstance(written, str):
        _wrong(scope, place, "write an expression, such as `not prk.attack`")
        return None
    return Holds(scope.condition(written, place), written)


def _wrong(scope: Scope, place: Place, hint: str) -> None:
    scope.mistakes.append(scope.text.mistake("E012", "this is not a statement", place, hint=hint))


def _number(written: str) -> float | str:
    try:
        return float(written)
    except ValueError:
        return written


# ---------------------------------------------------------------- rankings and scores


def state_pattern(written: Any, place: Place, scope: Scope, named: Mapping[str, Expression]) -> Expression | None:
    """Resolve a state: a name from `states:`, a pattern such as `YN-Y`, or its levels."""
    options = [variable for variable in scope.variables.values() if variable.actor is not None]
    if isinstance(written, dict):
        return _state_by_levels(written, place, scope)
    name = str(written)
    if name in named:
        return named[name]
    if len(name) == len(options) and set(name) <= set("YN-") and all(len(o.levels) == 2 for o in options):
        fixed = [At(o.id, (int(sign == "Y"),)) for o, sign in zip(options, name, strict=True) if sign != "-"]
        return And(tuple(fixed)) if fixed else Or((At(options[0].id, (0, 1)),))
    hint = nearest(name, named, what="states") if named else ""
    hint += f"\na pattern has one of Y, N, - for each of the {len(options)} options, in the order they are declared"
    scope.mistakes.append(scope.text.mistake("E021", f'no state is called "{name}"', place, hint=hint.strip()))
    return None


def _state_by_levels(written: dict[str, Any], place: Place, scope: Scope) -> Expression | None:
    fixed = []
    for key, level in written.items():
        variable = scope.variables.get(key)
        name = ("yes" if level else "no") if isinstance(level, bool) else str(level)
        if variable is None:
            hint = nearest(key, scope.variables, what="options")
            scope.mistakes.append(
                scope.text.mistake("E021", f'unknown option "{key}"', (*place, key), hint=hint, key=True)
            )
        elif name not in variable.levels:
            hint = nearest(name, variable.levels, what=f"levels of {key}")
            scope.mistakes.append(scope.text.mistake("E022", f'{key} has no level "{name}"', (*place, key), hint=hint))
        else:
            fixed.append(At(key, (variable.levels.index(name),)))
    return And(tuple(fixed)) if fixed else None


def _ranking(written: list[Any], place: Place, scope: Scope, named: Mapping[str, Expression]) -> Ranking:
    classes = []
    for number, item in enumerate(written):
        inner = (*place, number)
        members = item if isinstance(item, list) else [item]
        places = [(*inner, i) for i in range(len(members))] if isinstance(item, list) else [inner]
        found = [state_pattern(m, p, scope, named) for m, p in zip(members, places, strict=True)]
        known = tuple(expression for expression in found if expression is not None)
        if known:
            classes.append(known[0] if len(known) == 1 else Or(known))
    return Ranking(tuple(classes))


def _scores(written: dict[str, Any], place: Place, scope: Scope) -> Scores:
    conditions, numbers = [], []
    for key, number in written.items():
        if not isinstance(number, int | float) or isinstance(number, bool) or not abs(number) <= 1e9:
            scope.mistakes.append(
                scope.text.mistake(
                    "E012", "a score is a number", (*place, key), hint="write `condition: number`, at most 1e9"
                )
            )
            continue
        conditions.append(Holds(_key_condition(key, place, scope), key))
        numbers.append(float(number))
    return Scores(tuple(conditions), tuple(numbers))
