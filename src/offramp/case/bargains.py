"""Which deals to look for, as written, with names resolved."""

from __future__ import annotations

from offramp.case import document
from offramp.case.mistakes import nearest
from offramp.case.model import Deals
from offramp.case.naming import Scope
from offramp.case.reading import Place


def deals(written: document.Document, scope: Scope) -> Deals | None:
    """Resolve which deals to look for; mistakes go to the scope."""
    if written.deals is None:
        return None
    _parties(written, written.deals, scope)
    _outcome(written, written.deals, scope)
    return Deals(tuple(written.deals.between), written.deals.reach)


def _parties(written: document.Document, asked: document.Deals, scope: Scope) -> None:
    if len(set(asked.between)) < 2:
        hint = "name two different actors or more, such as `between: [usa, prk]`"
        _wrong(scope, "E012", "a deal is between at least two actors", ("deals", "between"), hint, key=True)
    owners = {name.partition(".")[0] for name in written.options}
    for number, name in enumerate(asked.between):
        place: Place = ("deals", "between", number)
        if name not in written.actors:
            _wrong(scope, "E021", f'unknown actor "{name}"', place, nearest(name, written.actors, what="actors"))
        elif name not in owners:
            message = f"{name} has no options, so it can undertake nothing"
            _wrong(scope, "E064", message, place, "name actors that have options")


def _outcome(written: document.Document, asked: document.Deals, scope: Scope) -> None:
    place: Place = ("deals", "reach")
    if asked.reach not in written.outcomes:
        _wrong(
            scope, "E021", f'unknown outcome "{asked.reach}"', place,
            nearest(asked.reach, written.outcomes, what="outcomes"),
        )  # fmt: skip
    elif written.judge is not None and asked.reach == written.judge.avoid:
        hint = "name the outcome that is sought, if that is not meant"
        _wrong(scope, "W109", f"{asked.reach} is the outcome to avoid", place, hint)


def _wrong(scope: Scope, code: str, message: str, place: Place, hint: str, *, key: bool = False) -> None:
    scope.mistakes.append(scope.text.mistake(code, message, place, hint=hint, key=key))
