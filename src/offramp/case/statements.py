"""Preferences as written, with names resolved: statements, rankings and scores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from offramp.case.expressions import And, At, Expression, Or
from offramp.case.fields import RANGE, RATE
from offramp.case.mistakes import nearest
from offramp.case.model import (
    AnyOrder,
    Holds,
    Maybe,
    Partial,
    Preference,
    Ranking,
    Scores,
    Slot,
    Statement,
    Statements,
    Tie,
    equally_likely,
)
from offramp.case.naming import Scope
from offramp.case.orders import known_order
from offramp.case.probabilities import probability_hint, read_probability
from offramp.case.reading import Place

_MAYBE = re.compile(r"maybe\((.*)\)\Z")
_FORMS = ("any_order", "tie", "slot", "maybe(p)")
_WORD = re.compile(r"[A-Za-z0-9_]+\Z")
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
    if isinstance(written, dict) and set(written) == {"partial"} and isinstance(written["partial"], dict):
        return _partial(written["partial"], (*place, "partial"), scope, named)
    hint = "a list of statements, most important first; or `ranking:` with states, best first; or `partial:` with "
    hint += "classes of states and what is known of their order; or `scores:`"
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
        return (_named_statements if _is_named(value) else _weighted)(value, inner, scope)
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
        hint = f"{found} for `{chance}`" if (found := probability_hint(chance)).startswith("write") else hint
        scope.mistakes.append(scope.text.mistake("E030", str(error), place, hint=hint, key=True))
        return None
    if probability.low == probability.high and probability.low in (0, 1):
        never = probability.low == 0
        message = f"a statement that is {'never' if never else 'always'} held is no doubt"
        hint = "take it out, or give" if never else "write the statement alone, or give"
        hint += " a probability between 0 and 1"
        scope.mistakes.append(scope.text.mistake("W108", message, place, hint=hint, key=True))
    statement = _holds(value, place, scope)
    return None if statement is None else Maybe(probability, statement)


def _weighted(written: dict[str, Any], place: Place, scope: Scope) -> AnyOrder:
    found, weights = [], []
    for key, weight in written.items():
        likely = _weights(weight)
        if not likely:
            message, hint = _no_weight(weight)
            scope.mistakes.append(scope.text.mistake("E012", message, (*place, key), hint=hint))
            continue
        found.append(Holds(_key_condition(key, place, scope), key))
        weights.append(likely)
    return AnyOrder(tuple(found), tuple(weights))


def _is_named(written: dict[str, Any]) -> bool:
    """Tell names for statements from statements with weights."""
    return set(written) == {"statements", "known"} or any(
        isinstance(written.get(key), dict | list) for key in ("statements", "known")
    )


def _weights(written: Any) -> tuple[float, ...]:
    """Return the equally likely values of a weight, none if it is not one."""
    if isinstance(written, str) and (match := RANGE.match(written)):
        low, high = float(match.group(1)), float(match.group(2))
    elif isinstance(written, int | float) and not isinstance(written, bool):
        low = high = float(written)
    else:
        return ()
    return equally_likely(low, high) if 1e-6 <= low <= high <= 1e6 else ()


def _no_weight(written: Any) -> tuple[str, str]:
    """Return what is wrong with a weight, and what to write."""
    if isinstance(written, str) and RATE.match(written):
        return "a weight has no unit", f"write `{written.rsplit(' per ', 1)[0].strip()}`"
    if isinstance(written, str) and (match := RANGE.match(written)) and float(match.group(1)) > float(match.group(2)):
        return "a range goes from low to high", f"write `{match.group(2)} to {match.group(1)}`"
    hint = "a weight is a number above 0, from 1e-6 to 1e6, or a range: `any_order: {statement: 2, other: 1 to 3}`"
    return "this is not a weight", hint


def _named_statements(written: dict[str, Any], place: Place, scope: Scope) -> AnyOrder:
    """Resolve statements whose order is known in part."""
    if not _has_both(written, ("statements", "known"), place, scope):
        return AnyOrder((), ())
    given = written["statements"]
    if not isinstance(given, dict):
        hint = "write `statements: {name: statement, other: statement}`; weights and `known` do not mix"
        _wrong(scope, (*place, "statements"), hint)
        return AnyOrder((), ())
    found = [_holds(value, (*place, "statements", name), scope, name) for name, value in given.items()]
    before = known_order(written["known"], list(given), (*place, "known"), scope)
    sound = tuple(holds for holds in found if holds is not None)
    return AnyOrder(sound, ((1.0,),) * len(sound), before)


def _has_both(written: dict[str, Any], keys: tuple[str, str], place: Place, scope: Scope) -> bool:
    """Report keys other than the two, and those of the two that are missing."""
    for key in written:
        if key not in keys:
            hint = nearest(key, keys, what="keys")
            scope.mistakes.append(
                scope.text.mistake("E010", f'unknown key "{key}"', (*place, key), hint=hint, key=True)
            )
    missing = [key for key in keys if key not in written]
    for key in missing:
        hint = f"write `{keys[0]}:` and `{keys[1]}:`"
        scope.mistakes.append(scope.text.mistake("E011", f'the key "{key}" is missing', place, hint=hint, key=True))
    return not missing


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


def _holds(written: Any, place: Place, scope: Scope, name: str | None = None) -> Holds | None:
    """Resolve a statement; its text is the name it has, if no other statement has it, or else what was written."""
    if isinstance(written, bool):
        written = "true" if written else "false"
    if not isinstance(written, str):
        _wrong(scope, place, "write an expression, such as `not prk.attack`")
        return None
    when = scope.condition(written, place)
    if name is None:
        return Holds(when, written)
    same = scope.called.setdefault(name, when) == when
    return Holds(when, name if same else f"{name} ({written})")


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
    if not written:
        hint = "give the level of at least one option, such as `{usa.talks: yes}`"
        scope.mistakes.append(scope.text.mistake("E012", "a state without levels", place, hint=hint))
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
    classes = [_class(item, (*place, number), scope, named) for number, item in enumerate(written)]
    return Ranking(tuple(members for members in classes if members is not None))


def _class(
    written: Any, place: Place, scope: Scope, named: Mapping[str, Expression], *, conditions: bool = False
) -> Expression | None:
    """Resolve a class of equally good states: a state, or a list of them; perhaps an expression."""
    if written == []:
        hint = "name at least one state, by its name, its levels or a pattern"
        scope.mistakes.append(scope.text.mistake("E012", "a class without states", place, hint=hint))
        return None
    members = written if isinstance(written, list) else [written]
    places = [(*place, number) for number in range(len(members))] if isinstance(written, list) else [place]
    resolve = _state_or_condition if conditions else state_pattern
    found = [resolve(member, inner, scope, named) for member, inner in zip(members, places, strict=True)]
    known = tuple(expression for expression in found if expression is not None)
    return Or(known) if len(known) > 1 else known[0] if known else None


def _state_or_condition(written: Any, place: Place, scope: Scope, named: Mapping[str, Expression]) -> Expression | None:
    """Resolve a state, or else an expression."""
    if not isinstance(written, str) or written in named:
        return state_pattern(written, place, scope, named)
    if written in scope.written or written in scope.variables:
        return scope.condition(written, place)
    if set(written) <= set("YN-"):
        return state_pattern(written, place, scope, named)
    if _WORD.match(written):
        hint = nearest(written, [*named, *scope.written], what="states and definitions")
        scope.mistakes.append(scope.text.mistake("E021", f'no state is called "{written}"', place, hint=hint))
        return None
    return scope.condition(written, place)


def _partial(written: dict[str, Any], place: Place, scope: Scope, named: Mapping[str, Expression]) -> Partial:
    """Resolve classes of states whose order is known in part."""
    if not _has_both(written, ("states", "known"), place, scope):
        return Partial((), (), ())
    given, inner = written["states"], (*place, "states")
    if isinstance(given, dict):
        names = list(given)
        classes = [_class(item, (*inner, name), scope, named, conditions=True) for name, item in given.items()]
    elif isinstance(given, list):
        names = [str(name) for name in given]
        classes = [state_pattern(name, (*inner, number), scope, named) for number, name in enumerate(names)]
        for number, name in enumerate(names):
            if name in names[:number]:
                hint = "keep one of the two"
                scope.mistakes.append(scope.text.mistake("E006", f'"{name}" stands twice', (*inner, number), hint=hint))
    else:
        hint = "write `states: {name: state, other: state}`, or a list of names of `states`"
        scope.mistakes.append(scope.text.mistake("E012", "classes of states are wanted here", inner, hint=hint))
        return Partial((), (), ())
    before = known_order(written["known"], names, (*place, "known"), scope)
    sound = [(name, members) for name, members in zip(names, classes, strict=True) if members is not None]
    return Partial(tuple(members for _, members in sound), tuple(name for name, _ in sound), before)


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
