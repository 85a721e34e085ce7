"""Policies in stages: which policy is in force when, and what is learned between them."""

from __future__ import annotations

from offramp.case import document
from offramp.case.mistakes import nearest
from offramp.case.model import Stage
from offramp.case.naming import Scope
from offramp.case.probabilities import TOLERANCE
from offramp.case.reading import Place
from offramp.case.timing import length

NOBODY = "no policy"
"""What a stage names if nobody is bound in it."""


def stages(name: str, written: document.Policy, case: document.Document, scope: Scope) -> tuple[Stage, ...]:
    """Resolve the stages of a policy; mistakes go to the scope."""
    place: Place = ("policies", name, "stages")
    for key in ("by", "sets", "keeps", "lasts"):
        if key in written.model_fields_set:
            message = f"{name} has stages, and `{key}` of its own"
            hint = "write a policy for each stage, and only `stages:` here"
            scope.mistakes.append(scope.text.mistake("E057", message, ("policies", name, key), hint=hint, key=True))
    if not written.stages:
        hint = "name at least one policy, such as `stages: [contacts, pressure]`"
        scope.mistakes.append(scope.text.mistake("E012", "a policy without a stage", place, hint=hint, key=True))
    found = []
    for number, stage in enumerate(written.stages):
        found.append(_stage(stage, (*place, number), case, scope))
        if number + 1 < len(written.stages):
            _end(stage, found[-1], (*place, number), case, scope)
    return tuple(found)


def parties(found: tuple[Stage, ...], case: document.Document) -> tuple[str, ...]:
    """Return who commits in one of the stages, in their order."""
    names = [name for stage in found for name in _named(stage) if name != NOBODY]
    return tuple(dict.fromkeys(actor for name in names for actor in case.policies[name].by))


def binds_nobody(found: tuple[Stage, ...]) -> bool:
    """Tell whether every stage is without a policy, whatever is learned."""
    return bool(found) and all(set(_named(stage)) == {NOBODY} for stage in found)


def _named(stage: Stage) -> tuple[str, ...]:
    """Return the policies that may be in force in a stage."""
    return tuple(stage.then.values()) if stage.policy is None else (stage.policy,)


def _stage(written: document.Stage, place: Place, case: document.Document, scope: Scope) -> Stage:
    lasts = length(written.lasts, (*place, "lasts"), scope)
    if (written.policy is None) == (written.learn is None):
        hint = "write a policy's name, `{policy: name, lasts: 3 months}`, or "
        hint += "`{learn: question, then: {alternative: policy, ...}}`"
        message = "a stage either names a policy or learns the answer to a question"
        scope.mistakes.append(scope.text.mistake("E012", message, place, hint=hint))
        return Stage(None, lasts, None, {}, 1.0)
    if written.policy is None:
        return _learning(written, lasts, place, case, scope)
    for key in ("then", "right"):
        if key in written.model_fields_set:
            hint = "add `learn:` and take `policy:` out, or take this out"
            message = f"only a stage that learns something has `{key}`"
            scope.mistakes.append(scope.text.mistake("E012", message, (*place, key), hint=hint, key=True))
    known = _is_policy(written.policy, (*place, "policy"), case, scope)
    return Stage(written.policy if known else None, lasts, None, {}, 1.0)


def _learning(
    written: document.Stage, lasts: float | None, place: Place, case: document.Document, scope: Scope
) -> Stage:
    """Resolve a stage that names a policy for every answer to a question."""
    question = case.questions.get(str(written.learn))
    if question is None:
        hint = nearest(str(written.learn), case.questions, what="questions")
        scope.mistakes.append(
            scope.text.mistake("E021", f'unknown question "{written.learn}"', (*place, "learn"), hint=hint)
        )
        return Stage(None, lasts, written.learn, {}, 1.0)
    for alternative in question.alternatives:
        if alternative not in written.then:
            spot = (*place, "then") if "then" in written.model_fields_set else place
            message = f"no policy for the case that {alternative} is learned"
            hint = f"add `{alternative}:` with a policy, or `{alternative}: {NOBODY}`"
            scope.mistakes.append(scope.text.mistake("E059", message, spot, hint=hint, key=True))
    then = {}
    for alternative, name in written.then.items():
        inner = (*place, "then", alternative)
        if alternative not in question.alternatives:
            hint = nearest(alternative, question.alternatives, what=f"alternatives of {written.learn}")
            message = f'{written.learn} has no alternative "{alternative}"'
            scope.mistakes.append(scope.text.mistake("E059", message, inner, hint=hint, key=True))
        if _is_policy(name, inner, case, scope):
            then[alternative] = name
    right = written.right.middle if written.right else 1.0
    guess = 1 / max(len(question.alternatives), 1)
    if right < guess - TOLERANCE:
        message = f"this is right less often than a guess among {len(question.alternatives)} answers, {guess:.2g}"
        hint = "give the chance that what is learned is true; if it misleads on purpose, swap the policies under `then`"
        scope.mistakes.append(scope.text.mistake("W107", message, (*place, "right"), hint=hint))
    return Stage(None, lasts, written.learn, then, right)


def _is_policy(name: str, place: Place, case: document.Document, scope: Scope) -> bool:
    """Tell whether a stage may name this policy; note it if not."""
    if name == NOBODY:
        return True
    if name not in case.policies:
        hint = nearest(name, [*case.policies, NOBODY], what="policies")
        scope.mistakes.append(scope.text.mistake("E021", f'unknown policy "{name}"', place, hint=hint))
        return False
    if "stages" in case.policies[name].model_fields_set:
        hint = "write its stages out here"
        scope.mistakes.append(scope.text.mistake("E058", f"{name} has stages of its own", place, hint=hint))
        return False
    return True


def _end(written: document.Stage, stage: Stage, place: Place, case: document.Document, scope: Scope) -> None:
    """Report a stage that others follow, if nothing says how long it lasts."""
    if written.lasts is not None:
        return
    for name in dict.fromkeys(_named(stage)):
        if name == NOBODY or case.policies[name].lasts is None:
            hint = "add its length, such as `{policy: name, lasts: 3 months}`"
            if name != NOBODY:
                hint += f", or `lasts:` to the policy {name}"
            message = f"a stage follows, and nothing says how long {name} lasts"
            scope.mistakes.append(scope.text.mistake("E056", message, place, hint=hint))
            return
