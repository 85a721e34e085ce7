"""Which deals to look for, as written, with names resolved."""

from __future__ import annotations

from collections.abc import Mapping

from offramp.case import document
from offramp.case.agreements import Deals, Rung
from offramp.case.mistakes import nearest
from offramp.case.model import Preference, Question
from offramp.case.naming import Scope
from offramp.case.offers import offers
from offramp.case.parties import Parties
from offramp.case.reading import Place
from offramp.case.timing import length

_RUNG_KEYS = ("name", "about", "levels", "cite")


def deals(
    written: document.Document, preferences: Mapping[str, Preference], asked: tuple[Question, ...], scope: Scope
) -> Deals | None:
    """Resolve which deals to look for; mistakes go to the scope.

    Parameters
    ----------
    written : Document
        The case as written.
    preferences : mapping of str to Preference
        The actors' preferences, resolved: offers find their place in them.
    asked : tuple of Question
        The questions, resolved.
    scope : Scope
        The names that expressions may use.
    """
    given = written.deals
    if given is None:
        return None
    parties = Parties(written, given, scope)
    _outcome(written, given, parties)
    return Deals(
        parties.names,
        given.reach,
        length(given.lasts, ("deals", "lasts"), scope),
        _approval(given, parties),
        _ladder(given, parties),
        offers(given, preferences, asked, parties),
        parties.watched(given.watch, ("deals", "watch")),
        _patience(given, parties),
    )


def _outcome(written: document.Document, given: document.Deals, parties: Parties) -> None:
    place: Place = ("deals", "reach")
    if given.reach not in written.outcomes:
        hint = nearest(given.reach, written.outcomes, what="outcomes")
        parties.wrong("E021", f'unknown outcome "{given.reach}"', place, hint)
    elif written.judge is not None and given.reach == written.judge.avoid:
        hint = "name the outcome that is sought, if that is not meant"
        parties.wrong("W109", f"{given.reach} is the outcome to avoid", place, hint)


def _approval(given: document.Deals, parties: Parties) -> dict[str, document.Approval]:
    for name in given.approval:
        place: Place = ("deals", "approval", name)
        if parties.is_actor(name, place, key=True) and parties.is_party(name):
            hint = "take it out: a party agrees to a deal anyhow, and approval is what others give"
            parties.wrong("E065", f"{name} is a party", place, hint, key=True)
    return dict(given.approval)


def _patience(given: document.Deals, parties: Parties) -> dict[str, float]:
    found = {}
    for name, written in given.patience.items():
        place: Place = ("deals", "patience", name)
        if parties.is_actor(name, place, key=True) and parties.is_third(name):
            hint = f"take it out, or add {name} to `between`: only parties can wait for what a deal brings"
            parties.wrong("E065", f"{name} is no party", place, hint, key=True)
        found[name] = length(written, place, parties.scope) or 1.0
    return found


# ---------------------------------------------------------------- the ladder


def _ladder(given: document.Deals, parties: Parties) -> tuple[Rung, ...]:
    """Resolve the rungs; each has the levels of those below it, but for what it changes."""
    now = _status_quo(parties)
    asked: dict[str, int] = {}
    found: list[Rung] = []
    for name, rung in given.ladder.items():
        place: Place = ("deals", "ladder", name)
        added = _added(rung, place, {**now, **asked}, parties)
        if added is not None and all({**now, **asked}.get(option) == level for option, level in added.items()):
            message = f"{name} adds nothing to {'the rungs below it' if found else 'the status quo'}"
            hint = "give the level of an option that it changes, or take it out"
            parties.wrong("E067", message, place, hint, key=True)
        asked = {**asked, **(added or {})}
        found.append(Rung(name, rung.name or name.replace("_", " "), asked, rung.about, tuple(rung.cite)))
    return tuple(found)


def _status_quo(parties: Parties) -> dict[str, int]:
    """Return the levels now; empty if the case has no status quo."""
    written = parties.case.status_quo
    if written is None:
        return {}
    return {
        v.id: v.levels.index(written[v.id]) if written.get(v.id) in v.levels else 0
        for v in parties.scope.variables.values()
    }


def _added(rung: document.Rung, place: Place, before: Mapping[str, int], parties: Parties) -> dict[str, int] | None:
    """Return the levels that a rung itself asks for, None if some cannot be told."""
    written, inner = rung.__pydantic_extra__, place
    if rung.model_fields_set & set(_RUNG_KEYS):
        for key in written:
            hint = nearest(key, _RUNG_KEYS, what="keys") + "\nbeside other keys, options stand under `levels:`"
            parties.wrong("E010", f'unknown key "{key}"', (*place, key), hint, key=True)
        if written:
            return None
        written, inner = rung.levels, (*place, "levels")
    levels = {option: _level(option, level, (*inner, option), before, parties) for option, level in written.items()}
    known = {option: level for option, level in levels.items() if level is not None}
    return known if len(known) == len(levels) else None


def _level(option: str, level: str, place: Place, before: Mapping[str, int], parties: Parties) -> int | None:
    """Return the level that a rung asks for, None if it cannot be told."""
    variable = parties.option(option, place)
    if variable is None:
        return None
    if parties.is_third(variable.actor):
        hint = f"add {variable.actor} to `between`, or take the line out; what others bring is an offer"
        parties.wrong("E050", f"{option} is an option of no party", place, hint, key=True)
        return None
    if level not in variable.levels:
        hint = nearest(level, variable.levels, what=f"levels of {option}")
        parties.wrong("E022", f'{option} has no level "{level}"', place, hint)
        return None
    wanted, reached = variable.levels.index(level), before.get(option, 0)
    if (variable.direction == "up" and wanted < reached) or (variable.direction == "down" and wanted > reached):
        hint = f"it goes {variable.direction} only and stands at {variable.levels[reached]}: set a level it can reach"
        parties.wrong("E053", f"this would undo {option}, which cannot be undone", place, hint, key=True)
        return None
    return wanted
