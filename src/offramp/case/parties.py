"""Who takes part in the deals of a case, and what may be said of whom."""

from __future__ import annotations

from collections.abc import Mapping

from offramp.case import document
from offramp.case.agreements import Watch
from offramp.case.mistakes import nearest
from offramp.case.model import Variable
from offramp.case.naming import Scope
from offramp.case.reading import Place
from offramp.case.timing import delay, length


class Parties:
    """The parties to the deals of a case; mistakes about them go to the scope.

    If `between` is not sound, nothing is said about who is a party.

    Parameters
    ----------
    case : Document
        The case as written.
    asked : Deals
        Its deals.
    scope : Scope
        The names that expressions may use.

    Attributes
    ----------
    names : tuple of str
        The parties.
    """

    def __init__(self, case: document.Document, asked: document.Deals, scope: Scope) -> None:
        self.case = case
        self.scope = scope
        self.names = tuple(dict.fromkeys(asked.between))
        self.sound = self._between(asked.between)

    def _between(self, written: list[str]) -> bool:
        """Report what is wrong with the list of parties; tell whether nothing is."""
        found = len(self.scope.mistakes)
        if len(self.names) < 2:
            hint = "name two different actors or more, such as `between: [usa, prk]`"
            self.wrong("E012", "a deal is between at least two actors", ("deals", "between"), hint, key=True)
        owners = {name.partition(".")[0] for name in self.case.options}
        for number, name in enumerate(written):
            place: Place = ("deals", "between", number)
            if len(self.names) > 1 and name in written[:number]:
                self.wrong("E006", f"{name} stands twice", place, "keep one of the two")
            elif self.is_actor(name, place) and name not in owners:
                message = f"{name} has no options, so it can undertake nothing"
                self.wrong("E064", message, place, "name actors that have options")
        return len(self.scope.mistakes) == found

    def wrong(self, code: str, message: str, place: Place, hint: str, *, key: bool = False) -> None:
        """Note a mistake."""
        self.scope.mistakes.append(self.scope.text.mistake(code, message, place, hint=hint, key=key))

    def is_actor(self, name: str, place: Place, *, key: bool = False) -> bool:
        """Tell whether an actor is declared; note it if not."""
        if name in self.case.actors:
            return True
        self.wrong("E021", f'unknown actor "{name}"', place, nearest(name, self.case.actors, what="actors"), key=key)
        return False

    def is_third(self, name: str | None) -> bool:
        """Tell whether an actor is surely no party."""
        return self.sound and name not in self.names

    def is_party(self, name: str | None) -> bool:
        """Tell whether an actor is surely a party."""
        return self.sound and name in self.names

    def option(self, name: str, place: Place) -> Variable | None:
        """Return an option that stands as a key, whoever owns it; note it if there is none."""
        variable = self.scope.variables.get(name)
        if variable is not None and variable.actor is not None:
            return variable
        options = [v.id for v in self.scope.variables.values() if v.actor in self.names]
        self.wrong("E021", f'unknown option "{name}"', place, nearest(name, options, what="options"), key=True)
        return None

    def watched(self, written: Mapping[str, document.Watch], place: Place) -> dict[str, Watch]:
        """Resolve how options of the parties are watched."""
        found = {}
        for name, given in written.items():
            inner = (*place, name)
            variable = self.option(name, inner)
            if variable is not None and self.is_third(variable.actor):
                message = f"{name} is an option of no party, so no deal holds it"
                hint = f"watch options of {' and '.join(self.names)}, or add {variable.actor} to `between`"
                self.wrong("E065", message, inner, hint, key=True)
            every = length(given.every, (*inner, "every"), self.scope)
            late = delay(given.delay, (*inner, "delay"), self.scope)
            found[name] = Watch(given.detects, every or 1.0, late, given.by)
        return found
