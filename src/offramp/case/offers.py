"""What could be added to a deal: benefits, guarantees and watching, each with its place in the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from offramp.case import document
from offramp.case.agreements import Offer
from offramp.case.commitments import circles, irreversible
from offramp.case.expressions import Choice
from offramp.case.mistakes import nearest
from offramp.case.model import (
    AnyOrder,
    Holds,
    Maybe,
    Partial,
    Preference,
    Question,
    Ranking,
    Scores,
    Slot,
    Statement,
    Statements,
    Tie,
)
from offramp.case.parties import Parties
from offramp.case.reading import Place

MOST_PROMISES = 10
"""How many promises, pairs of an offer and who promises it, a case may have: all sets of them are tried."""
_MOST_POINTS = 1e9
_KINDS = ("above", "points", "keeps", "watch")


def offers(
    given: document.Deals, preferences: Mapping[str, Preference], asked: tuple[Question, ...], parties: Parties
) -> tuple[Offer, ...]:
    """Resolve the offers; mistakes go to the parties' scope.

    Parameters
    ----------
    given : Deals
        The deals as written.
    preferences : mapping of str to Preference
        The actors' preferences, resolved.
    asked : tuple of Question
        The questions, resolved.
    parties : Parties
        Who takes part.
    """
    promises = sum(len(offer.promisers) for offer in given.offers.values())
    if promises > MOST_PROMISES:
        message = f"{promises} promises: every set of them is tried, so there may be {MOST_PROMISES}"
        hint = "leave out offers, or promisers, that decide little"
        parties.wrong("E068", message, ("deals", "offers"), hint, key=True)
    return tuple(_offer(name, offer, preferences, asked, parties) for name, offer in given.offers.items())


def _offer(
    name: str,
    given: document.Offer,
    preferences: Mapping[str, Preference],
    asked: tuple[Question, ...],
    parties: Parties,
) -> Offer:
    place: Place = ("deals", "offers", name)
    kinds = [key for key in _KINDS if key in given.model_fields_set and getattr(given, key) is not None]
    if len(kinds) != 1:
        message = f"the offer {name} is {'of several kinds' if kinds else 'of no kind'}"
        hint = "give one of `above:` or `points:`, for a benefit; `keeps:`, for a guarantee; `watch:`, for watching"
        parties.wrong("E012", message, place, hint, key=True)
    _receivers(given, place, parties)
    _promisers(given, place, parties)
    if given.above is not None or given.points is not None:
        _one_receiver(given, place, parties)
    if "keeps" in kinds:
        _guarantor(given, place, parties)
    if "watch" in kinds and not given.watch:
        hint = "write `watch: {option: {detects: 0.9, every: 1 week}}`"
        parties.wrong("E012", "an offer that watches nothing", (*place, "watch"), hint, key=True)
    keeps = _kept(given, (*place, "keeps"), parties)
    return Offer(
        name,
        given.name or name.replace("_", " "),
        given.about,
        tuple(dict.fromkeys(given.to)),
        given.promisers,
        _above(given, (*place, "above"), preferences, asked, parties),
        _points(given, (*place, "points"), preferences, parties),
        keeps,
        {option: given.keeps[option] for option in keeps},
        parties.watched(given.watch, (*place, "watch")),
        tuple(given.cite),
    )


def _receivers(given: document.Offer, place: Place, parties: Parties) -> None:
    if not given.to:
        hint = f"name a party, such as `to: {next(iter(parties.names), 'usa')}`"
        parties.wrong("E012", "an offer to nobody", (*place, "to"), hint, key=True)
    for number, name in enumerate(given.to):
        inner = (*place, "to", number)
        if name in given.to[:number]:
            parties.wrong("E006", f"{name} stands twice", inner, "keep one of the two")
        elif parties.is_actor(name, inner) and parties.is_third(name):
            hint = f"name a party: {', '.join(parties.names)}"
            parties.wrong("E065", f"{name} is no party, so it keeps no deal for the sake of an offer", inner, hint)


def _promisers(given: document.Offer, place: Place, parties: Parties) -> None:
    if not given.promisers:
        hint = "write who promises it, and the chance that this is reckoned with: `from: {usa: 0.5}`"
        parties.wrong("E012", "an offer that nobody promises", (*place, "from"), hint, key=True)
    for name in given.promisers:
        inner = (*place, "from", name)
        if parties.is_actor(name, inner, key=True) and name in given.to:
            hint = "take it out here, or under `to`"
            parties.wrong("E065", f"{name} would promise this to itself", inner, hint, key=True)


# ---------------------------------------------------------------- benefits


def _one_receiver(given: document.Offer, place: Place, parties: Parties) -> None:
    if len(given.to) > 1:
        hint = "write an offer for each party: what a benefit is worth depends on who receives it"
        parties.wrong("E012", "a benefit has one receiver", (*place, "to"), hint, key=True)


def _preference(given: document.Offer, preferences: Mapping[str, Preference], parties: Parties) -> Preference | None:
    """Return the preference of the one receiver of a benefit, None if it cannot be told."""
    found = preferences.get(given.to[0]) if len(given.to) == 1 else None
    if isinstance(found, Statements) and not isinstance(parties.case.preferences.get(given.to[0]), list):
        return None
    return found


def _ranks_states(preference: Preference, actor: str, place: Place, parties: Parties) -> bool:
    """Tell whether a preference has no place for a benefit; note it if so."""
    if not isinstance(preference, Ranking | Partial):
        return False
    hint = f"write the preference of {actor} in statements or in scores; or make the benefit an option, and rank the "
    hint += "states with it"
    message = f"the preference of {actor} ranks states, so it has no place for a benefit"
    parties.wrong("E066", message, place, hint, key=True)
    return True


def _points(
    given: document.Offer, place: Place, preferences: Mapping[str, Preference], parties: Parties
) -> float | None:
    """Return the points of a benefit; None if it has none."""
    if given.points is None:
        return None
    if not 0 < given.points <= _MOST_POINTS:
        hint = "write a number above 0, at most 1e9, as in the receiver's scores"
        parties.wrong("E012", "a benefit is worth points above 0", place, hint)
    preference = _preference(given, preferences, parties)
    if preference is None or _ranks_states(preference, given.to[0], place, parties):
        return given.points
    if not isinstance(preference, Scores):
        hint = f"write `above:` and a statement of {given.to[0]}, `slot name`, `first` or `last`"
        message = f"the preference of {given.to[0]} is in statements, which have no points"
        parties.wrong("E066", message, place, hint, key=True)
    return given.points


def _above(
    given: document.Offer,
    place: Place,
    preferences: Mapping[str, Preference],
    asked: tuple[Question, ...],
    parties: Parties,
) -> int | None:
    """Return the position of the statement that a benefit matters more than; None if it has none."""
    preference = _preference(given, preferences, parties)
    if given.above is None or preference is None or _ranks_states(preference, given.to[0], place, parties):
        return None
    if not isinstance(preference, Statements):
        message = f"the preference of {given.to[0]} is in scores, which have no statements"
        parties.wrong("E066", message, place, "write `points:` and a number", key=True)
        return None
    return _position(given.above, given.to[0], preference.statements, asked, place, parties)


def _position(
    written: str,
    actor: str,
    statements: tuple[Statement, ...],
    asked: tuple[Question, ...],
    place: Place,
    parties: Parties,
) -> int | None:
    name = _spaced(written)
    if name in ("first", "last"):
        return 0 if name == "first" else len(statements)
    known = [[_spaced(text) for text in _texts(statement)] for statement in statements]
    positions = [number for number, texts in enumerate(known) if name in texts]
    if len(positions) > 1:
        hint = "name a statement next to the one that is meant, or write `first` or `last`"
        parties.wrong("E066", f'the statement "{name}" of {actor} stands {len(positions)} times', place, hint)
    if positions:
        return positions[0]
    hint = nearest(name, [text for texts in known for text in texts] + ["first", "last"], what=f"statements of {actor}")
    for question in asked:
        for alternative in question.alternatives if question.about == actor else ():
            for slot, inside in alternative.slots.items():
                if any(name == _spaced(text) for statement in inside for text in _texts(statement)):
                    hint = f"it is there only if {alternative.id} holds: write `slot {slot}`, for all that fills it"
    parties.wrong("E021", f'unknown statement "{written}" of {actor}', place, hint)
    return None


def _texts(statement: Statement) -> Iterator[str]:
    """Yield the words by which a statement may be named."""
    match statement:
        case Holds():
            yield statement.text
        case Maybe():
            yield statement.statement.text
        case Tie() | AnyOrder():
            yield from (member.text for member in statement.statements)
        case Slot():
            yield f"slot {statement.name}"


def _spaced(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- guarantees


def _guarantor(given: document.Offer, place: Place, parties: Parties) -> None:
    if not given.keeps:
        hint = "write `keeps: {option: level if condition else level}`"
        parties.wrong("E012", "a guarantee that holds nothing", (*place, "keeps"), hint, key=True)
    if len(given.promisers) > 1:
        hint = "write an offer for each: a guarantee holds options of its promiser"
        parties.wrong("E012", "a guarantee has one promiser", (*place, "from"), hint, key=True)
    for name in given.promisers:
        if parties.is_party(name):
            hint = "name a third party: what a party does stands in the deal itself"
            parties.wrong("E065", f"{name} is a party", (*place, "from", name), hint, key=True)


def _kept(given: document.Offer, place: Place, parties: Parties) -> dict[str, Choice | int]:
    """Return the levels at which the promiser of a guarantee holds its options."""
    owners = [name for name in given.promisers if name in parties.case.actors]
    found: dict[str, Choice | int] = {}
    for option, level in given.keeps.items():
        inner = (*place, option)
        variable = parties.scope.variables.get(option)
        if variable is None or variable.actor is None:
            options = [v.id for v in parties.scope.variables.values() if v.actor in owners]
            hint = nearest(option, options, what="options")
            parties.wrong("E021", f'unknown option "{option}"', inner, hint, key=True)
        elif owners and variable.actor not in owners:
            hint = f"let {variable.actor} promise it, or take the line out"
            if parties.is_party(variable.actor):
                hint = "take the line out: what a party does stands in the deal itself"
            message = f"{option} is not an option of {' or '.join(owners)}"
            parties.wrong("E050", message, inner, hint, key=True)
        elif (choice := parties.scope.level(level, variable, inner)) is not None:
            found[option] = choice
            irreversible(choice, variable, parties.case, inner, parties.scope)
    circles(found, place, parties.scope)
    return found
