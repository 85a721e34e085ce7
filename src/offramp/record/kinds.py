"""Which of a case's kinds an event is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from offramp.case.recorded import Kind
from offramp.record.events.event import Event


def of_kind(events: Iterable[Event], kinds: Mapping[str, Kind]) -> dict[str, tuple[Event, ...]]:
    """Return the events of each kind, in the order given.

    Parameters
    ----------
    events : iterable of Event
        The events.
    kinds : mapping of str to Kind
        The kinds; those that refer to others must not do so in a circle.
    """
    found: dict[str, list[Event]] = {name: [] for name in kinds}
    told = telling(kinds)
    for event in events:
        for name in told(event):
            found[name].append(event)
    return {name: tuple(those) for name, those in found.items()}


def kinds_of(event: Event, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """Return the names of the kinds that an event is of, in the order of the case."""
    return telling(kinds)(event)


def telling(kinds: Mapping[str, Kind]) -> Callable[[Event], tuple[str, ...]]:
    """Return what tells the kinds of an event, for many events one after the other."""
    own = {name: _matching(kind) for name, kind in kinds.items()}

    def told(event: Event) -> tuple[str, ...]:
        known: dict[str, bool] = {}

        def is_of(name: str) -> bool:
            if name not in known:
                kind = kinds[name]
                known[name] = (
                    own[name](event)
                    and (not kind.any or any(is_of(other) for other in kind.any))
                    and not any(is_of(other) for other in kind.but)
                )
            return known[name]

        return tuple(name for name in kinds if is_of(name))

    return told


def _matching(kind: Kind) -> Callable[[Event], bool]:
    """Return what tells whether an event matches a kind, other kinds left aside."""
    actor, target, category, mode, says = (
        frozenset(word.casefold() for word in words)
        for words in (kind.actor, kind.target, kind.category, kind.mode, kind.says)
    )
    code = kind.code

    def matches(event: Event) -> bool:
        return (
            (not category or event.category.casefold() in category)
            and (not actor or not actor.isdisjoint(sides(event.actor)))
            and (not target or not target.isdisjoint(sides(event.target)))
            and (not mode or event.mode.casefold() in mode)
            and (not code or event.code.startswith(code))
            and (not says or any(word in event.says.casefold() for word in says))
        )

    return matches


def sides(actor: str) -> tuple[str, ...]:
    """Return an actor, without regard to case; of several with `; ` between each, and all of them together."""
    whole = actor.casefold()
    return (whole,) if ";" not in whole else (whole, *(part.strip() for part in whole.split(";")))
