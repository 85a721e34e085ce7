"""Commitments by hand: what an actor is to keep, do or leave, as written, with names resolved."""

from __future__ import annotations

from offramp.case import document
from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import Expression, variables_of
from offramp.case.kinds import doers_of, named
from offramp.case.mistakes import nearest
from offramp.case.naming import IDENTIFIER, Scope
from offramp.case.reading import Place
from offramp.case.recording import Commitment as Written
from offramp.case.timing import days, delay, length

_ASKING = ("keeps", "does", "forbids")
_OUT_OF_PLACE = {
    "keeps": ("at_most", "every", "excluding", "unclear"),
    "does": ("at_most", "every"),
    "forbids": ("within",),
}
"""For what a commitment may ask, the keys that mean nothing beside it."""


def clauses(written: document.Document, scope: Scope) -> tuple[Commitment, ...]:
    """Resolve the commitments; mistakes go to the scope."""
    return tuple(_clause(name, clause, written, scope) for name, clause in written.commitments.items())


def _clause(name: str, given: Written, case: document.Document, scope: Scope) -> Commitment:
    place: Place = ("commitments", name)
    asked = _asked(given, place, scope)
    keeps = _kept(given, place, case, scope)
    _fitting(given, asked, place, scope)
    within = delay(given.within, (*place, "within"), scope)
    lasts = length(given.lasts, (*place, "lasts"), scope)
    if lasts is not None and within >= lasts:
        hint = "let it hold sooner, or last longer"
        message = "this ends before it must first hold"
        scope.wrong("E012", message, (*place, "lasts"), hint, key=True)
    does, forbids = (named(getattr(given, key), (*place, key), scope) for key in ("does", "forbids"))
    _own_acts(given, asked, place, case, scope)
    return Commitment(
        name,
        given.name or name.replace("_", " "),
        given.by,
        keeps,
        given.keeps if given.keeps is not None else " or ".join((*does, *forbids)),
        None if given.given is None else scope.condition(given.given, (*place, "while")),
        given.given,
        within,
        lasts,
        _ending(given.until, (*place, "until"), scope),
        given.until,
        _others(name, given.unless_broken, (*place, "unless_broken"), case, scope),
        tuple(given.cite),
        does,
        forbids,
        given.at_most,
        days(given.every, (*place, "every"), scope),
        named(given.excluding, (*place, "excluding"), scope),
        named(given.unclear, (*place, "unclear"), scope),
        given.starts,
        Happens(named(given.starts_on, (*place, "starts_on"), scope)) if given.starts_on else None,
        _ending(given.unless, (*place, "unless"), scope),
        given.unless,
    )


def _asked(given: Written, place: Place, scope: Scope) -> str | None:
    """Return which of `keeps`, `does` and `forbids` is given; None, and a mistake, if it is not just one."""
    found = [key for key in _ASKING if getattr(given, key) not in (None, [])]
    if not found:
        hint = "add `keeps:` and a condition on levels, or `does:` or `forbids:` and kinds of events"
        message = f"{place[-1]} asks for nothing"
        scope.wrong("E011", message, place, hint, key=True)
    elif len(found) > 1:
        hint = "write a commitment for each"
        scope.wrong("E087", f"{place[-1]} has {' and '.join(f'`{key}`' for key in found)}", place, hint, key=True)
    return found[0] if len(found) == 1 else None


def _kept(given: Written, place: Place, case: document.Document, scope: Scope) -> Expression | None:
    """Resolve what is to be kept; report who cannot be bound by it."""
    found = len(scope.mistakes)
    keeps = None if given.keeps is None else scope.condition(given.keeps, (*place, "keeps"))
    if given.by not in case.actors:
        _unknown(given.by, place, case, scope)
    elif keeps is not None and len(scope.mistakes) == found:
        _bound(given.by, keeps, place, scope)
    return keeps


def _fitting(given: Written, asked: str | None, place: Place, scope: Scope) -> None:
    """Report keys that do not go with what is asked, or with one another."""
    for key in _OUT_OF_PLACE.get(asked or "", ()):
        if key in given.model_fields_set:
            hint = f"it goes with {' and '.join(f'`{a}`' for a in _ASKING if key not in _OUT_OF_PLACE[a])}; take it out"
            scope.wrong("E088", f"`{key}` means nothing beside `{asked}`", (*place, key), hint, key=True)
    if asked == "does" and "within" not in given.model_fields_set:
        hint = "add `within:`, the time in which it must be done, such as `6 months`"
        scope.wrong("E011", f'the key "within" of {".".join(map(str, place))} is missing', place, hint, key=True)
    if asked == "forbids" and given.every is not None and not given.at_most:
        hint = "add `at_most:` and a number, or take it out: none at all is none in any length of time"
        scope.wrong("E088", "`every` means nothing without `at_most`", (*place, "every"), hint, key=True)
    if given.starts is not None and given.starts_on:
        hint = "keep one of the two"
        scope.wrong("E088", "`starts` and `starts_on` both say when it begins", (*place, "starts_on"), hint, key=True)
    _when(given, place, scope)
    if asked is not None:
        _apart(given, place, scope)


def _apart(given: Written, place: Place, scope: Scope) -> None:
    """Report kinds that are named in two parts, which would say two things of one event."""
    seen: dict[str, str] = {}
    for key in ("does", "forbids", "excluding", "unclear"):
        for number, kind in enumerate(getattr(given, key)):
            if seen.setdefault(kind, key) != key:
                message = f"{kind} stands under `{seen[kind]}` and under `{key}`"
                scope.wrong("E088", message, (*place, key, number), "keep one of the two")


def _when(given: Written, place: Place, scope: Scope) -> None:
    """Warn of a commitment that begins outside the record."""
    record = scope.record
    if given.starts is None or record is None:
        return
    if (record.until and given.starts > record.until) or (record.since and given.starts < record.since):
        hint = "change the date, or `since` and `until` of the record"
        message = f"{place[-1]} begins outside the record, which says nothing of that time"
        scope.wrong("W114", message, (*place, "starts"), hint)


def _ending(written: str | None, place: Place, scope: Scope) -> Expression | Happens | None:
    """Resolve what ends a commitment: a condition on levels, or the name of a kind of events."""
    if written is None:
        return None
    name = written.strip()
    if name in scope.kinds:
        return Happens((name,))
    if scope.kinds and IDENTIFIER.match(name) and name not in {*scope.variables, *scope.written, "true", "false"}:
        hint = nearest(name, [*scope.variables, *scope.written, *scope.kinds])
        scope.wrong("E021", f'unknown name "{name}"', place, hint)
        return None
    return scope.condition(written, place)


def _own_acts(given: Written, asked: str | None, place: Place, case: document.Document, scope: Scope) -> None:
    """Warn of a commitment to do or leave what only others can do."""
    if asked not in ("does", "forbids") or scope.record is None or given.by not in case.actors:
        return
    own = {code.casefold() for code, actor in scope.record.actors.items() if actor == given.by}
    for number, kind in enumerate(getattr(given, asked)):
        doers = doers_of(kind, scope.record)
        if doers is not None and not doers & own:
            codes = sorted(code.upper() for code in doers)
            shown = ", ".join(codes[:6]) + (", ..." if len(codes) > 6 else "") or "nobody"
            hint = (
                f"name a kind of {given.by}'s own acts, or say under `actors:` of the record which codes stand for it"
            )
            message = f"{kind} is never an act of {given.by}: its actor is {shown}"
            scope.wrong("W113", message, (*place, asked, number), hint)


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


def _bound(actor: str, keeps: Expression, place: Place, scope: Scope) -> None:
    """Report a commitment that its actor can neither keep nor break."""
    own = [v.id for v in scope.variables.values() if v.actor == actor]
    if not own:
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
