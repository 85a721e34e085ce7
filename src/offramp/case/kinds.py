"""Kinds of events, as written, and where they are named."""

from __future__ import annotations

from collections.abc import Iterable

from offramp.case.mistakes import nearest
from offramp.case.naming import Scope, name_mistake
from offramp.case.reading import Place
from offramp.case.recorded import Kind
from offramp.case.recording import Kind as Written
from offramp.case.recording import Record

DEEPEST = 40
"""How many kinds may rest on one another, from one to the next."""
_TRAITS = ("actor", "target", "category", "mode", "code", "says", "any", "but")


def named(names: Iterable[str], place: Place, scope: Scope) -> tuple[str, ...]:
    """Return the kinds that stand in a place; those that nobody declared, or that stand twice, are noted."""
    found = tuple(names)
    for number, name in enumerate(found):
        inner = (*place, number)
        if scope.record is None:
            hint = f"add `record:` and say under `kinds:` which events are of the kind {name}"
            scope.wrong("E085", f'"{name}" would be a kind of events, and the case has no record', inner, hint)
        elif name not in scope.kinds:
            hint = nearest(name, scope.kinds, what="kinds of events")
            scope.wrong("E021", f'unknown kind "{name}"', inner, hint)
        elif name in found[:number]:
            scope.wrong("E006", f"{name} stands twice", inner, "keep one of the two")
    return found


def kinds(record: Record, scope: Scope) -> dict[str, Kind]:
    """Resolve the kinds of events; mistakes go to the scope."""
    found = {name: _kind(name, kind, scope) for name, kind in record.kinds.items()}
    _circles(record, scope)
    return found


def _kind(name: str, written: Written, scope: Scope) -> Kind:
    place: Place = ("record", "kinds", name)
    if mistake := name_mistake(name, scope.text, place):
        scope.mistakes.append(mistake)
    for table, what in ((scope.variables, "a clock"), (scope.written, "a definition")):
        if name in table:
            scope.wrong("E086", f'"{name}" is already {what}', place, "give one of the two another name", key=True)
    if not any(getattr(written, trait) for trait in _TRAITS):
        hint = "give at least one of " + ", ".join(f"`{trait}`" for trait in _TRAITS)
        scope.wrong("E077", f"the kind {name} matches every event", place, hint, key=True)
    not_empty(written.says, (*place, "says"), scope)
    not_empty(written.code, (*place, "code"), scope)
    return Kind(
        name,
        written.name or name.replace("_", " "),
        tuple(written.actor),
        tuple(written.target),
        tuple(written.category),
        tuple(written.mode),
        tuple(written.code),
        tuple(written.says),
        named(written.any, (*place, "any"), scope),
        named(written.but, (*place, "but"), scope),
        written.about,
    )


def doers_of(name: str, record: Record, way: tuple[str, ...] = ()) -> set[str] | None:
    """Return whose acts events of a kind can be, as codes in lower case; None if that is open."""
    kind = record.kinds.get(name)
    if kind is None or name in way or len(way) > DEEPEST:
        return None
    found = {part.strip() for code in kind.actor for part in code.casefold().split(";")} or None
    others = [doers_of(other, record, (*way, name)) for other in kind.any]
    if others and None not in others:
        within: set[str] = set().union(*(codes for codes in others if codes is not None))
        found = within if found is None else found & within
    return found


def not_empty(words: list[str], place: Place, scope: Scope) -> None:
    """Report words that stand in every text, since nothing is in them."""
    for number, word in enumerate(words):
        if not word.strip():
            hint = "write a word, or take it out"
            scope.wrong("E012", "this is empty, so it is found everywhere", (*place, number), hint)


def _circles(record: Record, scope: Scope) -> None:
    """Report kinds that need themselves, and kinds that rest on too many others."""
    depths: dict[str, int] = {}

    def depth(name: str, way: tuple[str, ...]) -> int:
        if name in depths:
            return depths[name]
        found = 1
        kind = record.kinds[name]
        for key, others in (("any", kind.any), ("but", kind.but)):
            for number, other in enumerate(others):
                place: Place = ("record", "kinds", name, key, number)
                if other in (*way, name):
                    circle = (*way, name)[(*way, name).index(other) :]
                    shown = [*circle, other] if len(circle) < 7 else [*circle[:6], "...", other]
                    message = f"a kind that needs itself: {' -> '.join(shown)}"
                    scope.wrong("E076", message, place, "take one of them out")
                elif other in record.kinds:
                    found = max(found, 1 + (depth(other, (*way, name)) if len(way) < DEEPEST else DEEPEST))
        depths[name] = found
        return found

    for name in record.kinds:
        if depth(name, ()) > DEEPEST:
            hint = f"let at most {DEEPEST} kinds rest on one another"
            scope.wrong("E007", "kinds that rest on too many others", ("record", "kinds", name), hint, key=True)
            return
