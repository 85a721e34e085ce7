"""Whether several case files are about the same standoff, whatever their authors believe."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from offramp.case.mistakes import CaseError, Mistake, Mistakes
from offramp.case.model import Case

FOR_READERS = frozenset({"name", "about", "text", "texts", "cite"})
"""Parts of a declaration that say something to a reader and nothing to the mathematics."""


def meaning(value: Any) -> Hashable:
    """Return what a piece of a case means, without names in words, remarks, texts and sources."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = (meaning(getattr(value, f.name)) for f in fields(value) if f.name not in FOR_READERS)
        return type(value).__name__, *parts
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), meaning(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(meaning(item) for item in value)
    found: Hashable = value
    return found


def require_same_standoff(cases: Mapping[str, Case]) -> None:
    """Refuse cases that differ in more than what their authors believe: priors, preferences, foresight, rates.

    Actors, options, clocks, impossible and merged states, the status quo, outcomes and their order, the judge,
    policies, questions with their alternatives, and the date of the analysis must be the same. Order does not matter
    elsewhere, nor do words for readers. Conditions must be the same as they are written, names of `define` resolved.

    Parameters
    ----------
    cases : mapping of analyst to Case

    Raises
    ------
    CaseError
        E070, one mistake for each difference from the first case.
    """
    (first, model), *others = cases.items()
    mistakes = Mistakes()
    for name, case in others:
        hint = f"let {name} and {first} describe the same standoff; priors, likelihoods, grades, perceptions, "
        hint += "preferences, foresight and rates may differ"
        mistakes.extend(Mistake("E070", found, case.file, hint=hint) for found in _differences(case, model))
    if mistakes:
        raise CaseError(mistakes)


def _differences(case: Case, model: Case) -> Iterator[str]:
    """Yield what differs, a sentence each."""
    here, there = _declared(case), _declared(model)
    for kind, mine in here.items():
        theirs = there[kind]
        yield from (f'the {kind} "{name}" is missing; {model.file} has it' for name in theirs if name not in mine)
        yield from (f'the {kind} "{name}" is not in {model.file}' for name in mine if name not in theirs)
        both = [name for name in theirs if name in mine]
        yield from (f'the {kind} "{name}" is not as in {model.file}' for name in both if mine[name] != theirs[name])
    names, known = [o.id for o in case.outcomes], [o.id for o in model.outcomes]
    if names != known and sorted(names) == sorted(known):
        yield f"the outcomes stand in another order than in {model.file}, and the first that matches wins"
    for what, value, other in (
        ("the impossible states", _set(case.impossible), _set(model.impossible)),
        ("the merged states", _set(case.merge), _set(model.merge)),
        ("the status quo", _status_quo(case), _status_quo(model)),
        ("the outcome to seek", case.seek, model.seek),
        ("the outcome to avoid", case.avoid, model.avoid),
        ("the date of the analysis, `as_of`,", case.as_of, model.as_of),
    ):
        if value != other:
            yield f"{what} {'are' if what.endswith('states') else 'is'} not as in {model.file}"


def _declared(case: Case) -> dict[str, dict[str, Hashable]]:
    """Return everything that is declared under a name, by kind."""
    return {
        "actor": {actor.id: actor.id for actor in case.actors},
        "option": {v.id: meaning(v) for v in case.variables if v.actor is not None},
        "clock": {v.id: meaning(v) for v in case.variables if v.actor is None},
        "outcome": {outcome.id: meaning(outcome) for outcome in case.outcomes},
        "policy": {policy.id: meaning(policy) for policy in case.policies},
        "question": {q.id: (q.about, frozenset(a.id for a in q.alternatives)) for q in case.questions},
    }


def _set(expressions: tuple[Any, ...]) -> frozenset[Hashable]:
    return frozenset(meaning(expression) for expression in expressions)


def _status_quo(case: Case) -> dict[str, int] | None:
    names = [variable.id for variable in case.variables]
    return None if case.status_quo is None else dict(zip(names, case.status_quo, strict=True))
