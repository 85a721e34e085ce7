"""Commitments by hand: clauses that an actor is to keep, as written, with names resolved."""

from __future__ import annotations

from offramp.case import document
from offramp.case.agreements import Commitment
from offramp.case.expressions import Expression, variables_of
from offramp.case.mistakes import nearest
from offramp.case.naming import Scope
from offramp.case.reading import Place
from offramp.case.timing import delay, length


def clauses(written: document.Document, scope: Scope) -> tuple[Commitment, ...]:
    """Resolve the commitments; mistakes go to the scope."""
    return tuple(_clause(name, clause, written, scope) for name, clause in written.commitments.items())


def _clause(name: str, given: document.Commitment, case: document.Document, scope: Scope) -> Commitment:
    place: Place = ("commitments", name)
    found = len(scope.mistakes)
    keeps = scope.condition(given.keeps, (*place, "keeps"))
    if len(scope.mistakes) == found:
        _bound(given.by, keeps, place, case, scope)
    elif given.by not in case.actors:
        _unknown(given.by, place, case, scope)
    within = delay(given.within, (*place, "within"), scope)
    lasts = length(given.lasts, (*place, "lasts"), scope)
    if lasts is not None and within >= lasts:
        hint = "let it hold sooner, or last longer"
        message = "this ends before it must first hold"
        scope.mistakes.append(scope.text.mistake("E012", message, (*place, "lasts"), hint=hint, key=True))
    return Commitment(
        name,
        given.name or name.replace("_", " "),
        given.by,
        keeps,
        given.keeps,
        None if given.given is None else scope.condition(given.given, (*place, "while")),
        given.given,
        within,
        lasts,
        None if given.until is None else scope.condition(given.until, (*place, "until")),
        given.until,
        _others(name, given.unless_broken, (*place, "unless_broken"), case, scope),
        tuple(given.cite),
    )


def _others(name: str, written: list[str], place: Place, case: document.Document, scope: Scope) -> tuple[str, ...]:
    """Return the commitments whose breach ends this one: each another, and each once."""
    for number, other in enumerate(written):
        inner = (*place, number)
        if other not in case.commitments:
            hint = nearest(other, [known for known in case.commitments if known != name], what="commitments")
            scope.mistakes.append(scope.text.mistake("E021", f'unknown commitment "{other}"', inner, hint=hint))
        elif other == name:
            hint = "name another commitment, or leave it out"
            message = f"{name} names itself: what ends it is the breach of another"
            scope.mistakes.append(scope.text.mistake("E012", message, inner, hint=hint))
        elif other in written[:number]:
            scope.mistakes.append(
                scope.text.mistake("E006", f"{other} stands twice", inner, hint="keep one of the two")
            )
    return tuple(written)


def _bound(actor: str, keeps: Expression, place: Place, case: document.Document, scope: Scope) -> None:
    """Report a commitment that its actor can neither keep nor break."""
    own = [v.id for v in scope.variables.values() if v.actor == actor]
    if actor not in case.actors:
        _unknown(actor, place, case, scope)
    elif not own:
        message = f"{actor} has no options, so it can undertake nothing"
        hint = "name an actor that has options"
        scope.mistakes.append(scope.text.mistake("E064", message, (*place, "by"), hint=hint))
    elif not variables_of(keeps) & set(own) and not any(m.place[:1] == ("define",) for m in scope.mistakes):
        hint = f"name who can, or say what is to hold of {actor}'s own options: {', '.join(own[:12])}"
        message = f"{actor} can neither keep this nor break it: none of it is its own"
        scope.mistakes.append(scope.text.mistake("E050", message, (*place, "keeps"), hint=hint))


def _unknown(actor: str, place: Place, case: document.Document, scope: Scope) -> None:
    hint = nearest(actor, case.actors, what="actors")
    scope.mistakes.append(scope.text.mistake("E021", f'unknown actor "{actor}"', (*place, "by"), hint=hint))
