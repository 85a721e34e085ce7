"""What a case names and its record does not have: kinds that no event is of, kinds of the calendar, days far ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from offramp.case.mistakes import Mistake, nearest
from offramp.case.reading import Place, Text
from offramp.case.recorded import Kind
from offramp.record.events.event import Event
from offramp.record.kinds import sides
from offramp.record.monitoring.following import kinds_behind, kinds_of
from offramp.record.monitoring.wording import listed
from offramp.record.opening import Opened

FAR = 365
"""After how many days without an event the last one may have a mistyped year."""

_READS: Mapping[str, Callable[[Event], tuple[str, ...]]] = {
    "actor": lambda event: sides(event.actor),
    "target": lambda event: sides(event.target),
    "category": lambda event: (event.category.casefold(),),
    "mode": lambda event: (event.mode.casefold(),),
    "code": lambda event: (event.code,),
}
"""What of an event a kind compares with what it asks for."""
_MANY = {"actor": "actors", "target": "targets", "category": "categories", "mode": "modes", "code": "codes"}


def unmatched(opened: Opened, text: Text) -> Iterator[Mistake]:
    """Yield warnings about what a case names and its record does not have.

    W119 for each kind that no event of the files is of, if they have any; W120 for each kind of the calendar, of a
    clock or beside a rate, that it does not have; W121 if the record has no `until` and its last event lies more than
    `FAR` days after the one before it, and after the day of the case.

    Parameters
    ----------
    opened : Opened
        The case and its record.
    text : Text
        The case's file, for the places.
    """
    if opened.record.events:
        yield from _kinds(opened, text)
    yield from _calendar(opened, text)
    yield from _far(opened, text)


def _kinds(opened: Opened, text: Text) -> Iterator[Mistake]:
    used = _uses(opened)
    there: dict[str, tuple[str, ...]] = {}
    for name, kind in opened.rules.kinds.items():
        if opened.kinds[name]:
            continue
        message = f"no event of the record is of the kind {name}"
        if name in used:
            message += f", on which {listed(used[name], 'and')} rest{'s' if len(used[name]) == 1 else ''}"
        place, hint = _lacking(opened, kind, there)
        yield text.mistake("W119", message, ("record", "kinds", name, *place), hint=hint, key=not place)


def _lacking(opened: Opened, kind: Kind, there: dict[str, tuple[str, ...]]) -> tuple[Place, str]:
    """Return what a kind asks for in vain: its place within the kind, and a hint."""
    events = opened.record.events
    for part, reads in _READS.items():
        asked: tuple[str, ...] = getattr(kind, part)
        if not asked:
            continue
        if part not in there:
            there[part] = tuple(sorted({value for event in events for value in reads(event)} - {""}))
        wanted = asked if part == "code" else tuple(word.casefold() for word in asked)
        fits = str.startswith if part == "code" else str.__eq__
        if not any(fits(value, word) for value in there[part] for word in wanted):
            hint = nearest(wanted[0], there[part], what=f"{_MANY[part]} of events")
            return (part,), f"it asks for {part} {_quoted(asked)}, which no event has\n{hint}"
    if kind.says and not any(word.casefold() in event.says.casefold() for event in events for word in kind.says):
        return ("says",), f"it asks for {_quoted(kind.says)} in what an event says, and none says so"
    if kind.any and not any(opened.kinds[other] for other in kind.any):
        return ("any",), f"it rests on {listed(kind.any, 'and')}, of which there is no event either"
    return (), "all that it asks for is there, but never in one event; ask for less, or mend its parts"


def _quoted(words: tuple[str, ...]) -> str:
    return " or ".join(f'"{word}"' for word in words)


def _uses(opened: Opened) -> dict[str, list[str]]:
    """Return, for each kind, what names it or a kind that rests on it: commitments, rules, rates, announcements."""
    rules = opened.rules
    found: dict[str, list[str]] = {}

    def add(kinds: set[str], use: str) -> None:
        reached, left = set(), [name for name in kinds if name in rules.kinds]
        while left:
            name = left.pop()
            if name not in reached:
                reached.add(name)
                left += [*rules.kinds[name].any, *rules.kinds[name].but]
        for name in reached:
            found.setdefault(name, []).append(use)

    for one in opened.case.commitments:
        add(kinds_of(one), f"the commitment {one.id}")
    for number, rule in enumerate(rules.rules, start=1):
        add(kinds_behind(rule), f"rule {number}")
    for rate in rules.rates.values():
        add({*rate.beside, *([rate.of] if rate.of is not None else [])}, f"the rate {rate.id}")
    for announcement in rules.announcements:
        add({announcement.says, announcement.does}, f"the announcement {announcement.id}")
    return found


def _calendar(opened: Opened, text: Text) -> Iterator[Mistake]:
    there = {entry.kind for entry in opened.calendar}
    named: list[tuple[str, Place, str]] = [
        (clock.calendar, ("clocks", clock.variable, "calendar"), "the clock never moves by it")
        for clock in opened.case.clocks
        if clock.calendar is not None
    ]
    named += [
        (name, ("record", "rates", rate.id, "beside", number), "and neither has the record events of such a kind")
        for rate in opened.rules.rates.values()
        for number, name in enumerate(rate.beside)
        if name not in opened.rules.kinds
    ]
    for name, place, meaning in named:
        if name not in there:
            known = there | set(opened.rules.kinds) if place[0] == "record" else there
            hint = nearest(name, known, what="kinds of the calendar" + (" and the record" * (known is not there)))
            yield text.mistake("W120", f'the calendar has no kind "{name}"; {meaning}', place, hint=hint)


def _far(opened: Opened, text: Text) -> Iterator[Mistake]:
    events, day = opened.record.events, opened.case.as_of
    if opened.rules.until is not None or len(events) < 2:
        return
    before, last = events[-2], events[-1]
    apart = (last.day - before.day).days
    if apart > FAR and (day is None or last.day > day):
        message = f"the last event, {last.id}, is of {last.day}, {apart} days after the one before it"
        hint = f"it stands in {last.file}, line {last.line}: mend its year, or give `until` in `record` if it is right"
        yield text.mistake("W121", message, ("record",), hint=hint, key=True)
