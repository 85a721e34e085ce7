"""Policies: the commitments they make, checked for what cannot be kept."""

from __future__ import annotations

from offramp.case import document
from offramp.case.expressions import Choice, variables_of
from offramp.case.mistakes import nearest
from offramp.case.model import Policy, Variable
from offramp.case.naming import Scope
from offramp.case.reading import Place
from offramp.case.stages import binds_nobody, parties, stages
from offramp.case.timing import length


def policies(written: document.Document, scope: Scope) -> tuple[Policy, ...]:
    """Resolve the policies."""
    return tuple(_policy(name, policy, written, scope) for name, policy in written.policies.items())


def _policy(name: str, written: document.Policy, case: document.Document, scope: Scope) -> Policy:
    place: Place = ("policies", name)
    if "no policy" in (name.replace("_", " ").lower(), (written.name or "").lower()):
        scope.mistakes.append(
            scope.text.mistake(
                "E013",
                '"no policy" is what the others are compared with',
                place,
                hint="choose another name",
                key=True,
            )
        )
    if "stages" in written.model_fields_set:
        return _staged(name, written, case, scope)
    if "by" not in written.model_fields_set:
        hint = "add `by:`; see `offramp new` for an example"
        scope.mistakes.append(
            scope.text.mistake("E011", f'the key "by" of policies.{name} is missing', place, hint=hint, key=True)
        )
    elif not written.by:
        hint = "name at least one actor, such as `by: [usa]`; to compare with nothing, there is `no policy`"
        scope.mistakes.append(
            scope.text.mistake("E012", "a policy that nobody adopts", (*place, "by"), hint=hint, key=True)
        )
    for number, actor in enumerate(written.by):
        if actor not in case.actors:
            hint = nearest(actor, case.actors, what="actors")
            scope.mistakes.append(
                scope.text.mistake("E021", f'unknown actor "{actor}"', (*place, "by", number), hint=hint)
            )
    commitments: dict[str, Choice | int] = {}
    texts: dict[str, str] = {}
    for key, given in (("sets", written.sets), ("keeps", written.keeps)):
        for option, level in given.items():
            inner = (*place, key, option)
            variable = _own_option(option, written.by, inner, scope)
            if option in commitments:
                hint = "an option is either set or kept: take one of the two out"
                scope.mistakes.append(
                    scope.text.mistake("E051", f"{option} is both set and kept", inner, hint=hint, key=True)
                )
            elif variable is not None and (found := scope.level(level, variable, inner)) is not None:
                commitments[option] = found
                texts[option] = level
                irreversible(found, variable, case, inner, scope)
    circles(commitments, place, scope)
    return Policy(
        name,
        written.name or name.replace("_", " "),
        written.about,
        tuple(written.by),
        commitments,
        texts,
        tuple(written.cite),
        length(written.lasts, (*place, "lasts"), scope),
    )


def _staged(name: str, written: document.Policy, case: document.Document, scope: Scope) -> Policy:
    """Resolve a policy in stages; it is adopted by whoever commits in one of them."""
    found = stages(name, written, case, scope)
    if binds_nobody(found):
        hint = "let one of the stages be a policy; to compare with nothing, there is `no policy`"
        place: Place = ("policies", name, "stages")
        scope.mistakes.append(scope.text.mistake("E012", "a policy that nobody adopts", place, hint=hint, key=True))
    return Policy(
        name,
        written.name or name.replace("_", " "),
        written.about,
        parties(found, case),
        {},
        {},
        tuple(written.cite),
        stages=found,
    )


def _own_option(option: str, by: list[str], place: Place, scope: Scope) -> Variable | None:
    variable = scope.variables.get(option)
    if variable is None or variable.actor is None:
        options = [v.id for v in scope.variables.values() if v.actor in by]
        scope.mistakes.append(
            scope.text.mistake(
                "E021",
                f'unknown option "{option}"',
                place,
                hint=nearest(option, options, what="options"),
                key=True,
            )
        )
        return None
    if by and variable.actor not in by:
        hint = f"add {variable.actor} to `by`, or take the line out"
        message = f"{option} is not an option of {' or '.join(by)}"
        scope.mistakes.append(scope.text.mistake("E050", message, place, hint=hint, key=True))
        return None
    return variable


def irreversible(choice: Choice | int, variable: Variable, case: document.Document, place: Place, scope: Scope) -> None:
    """Report a commitment that would undo an option that goes one way."""
    if variable.direction == "both":
        return
    start = (case.status_quo or {}).get(variable.id, variable.levels[0])
    position = variable.levels.index(start) if start in variable.levels else 0
    wanted = _levels(choice)
    undone = (
        any(level < position for level in wanted)
        if variable.direction == "up"
        else any(level > position for level in wanted)
    )
    if undone or len(wanted) > 1:
        hint = f"{variable.id} goes {variable.direction} only and stands at {start}: set one level it can still reach"
        scope.mistakes.append(
            scope.text.mistake(
                "E053", f"this would undo {variable.id}, which cannot be undone", place, hint=hint, key=True
            )
        )


def _levels(choice: Choice | int) -> set[int]:
    return {choice} if isinstance(choice, int) else _levels(choice.then) | _levels(choice.otherwise)


def circles(commitments: dict[str, Choice | int], place: Place, scope: Scope) -> None:
    """Report commitments that need each other to be known."""
    if len(order_of(commitments)) < len(commitments):
        left = [option for option in commitments if option not in order_of(commitments)]
        hint = "make one of them depend on the options of others only, or on nothing"
        message = f"commitments that refer to each other: {', '.join(left)}"
        scope.mistakes.append(scope.text.mistake("E052", message, place, hint=hint, key=True))


def order_of(commitments: dict[str, Choice | int]) -> list[str]:
    """Return the committed options in an order in which each needs only those before it; circles are left out."""
    done: list[str] = []
    while True:
        ready = [
            option
            for option, choice in commitments.items()
            if option not in done and not (variables_of(choice) & set(commitments)) - set(done)
        ]
        if not ready:
            return done
        done.extend(ready)
