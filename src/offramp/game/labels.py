"""Names for states that a person can read."""

from __future__ import annotations

from collections import Counter

from offramp.case.model import Case, Variable
from offramp.game.states import Space

LOWEST = "all at its lowest level"
"""The label of the state in which every option and clock is at its lowest level."""


class Labels:
    """Writes states as what differs from the lowest levels, such as "exercises suspended, testing moratorium, talks".

    What is at its lowest level is named, too, if it is not there in the status quo.

    Parameters
    ----------
    case : Case
        The case, for its options' names.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.variables = case.variables
        names = Counter(variable.name for variable in case.variables)
        self.actor_names = {actor.id: actor.name for actor in case.actors}
        self.names = [
            v.name if names[v.name] == 1 or v.actor is None else f"{self.actor_names[v.actor]} {v.name}"
            for v in case.variables
        ]

    def state(self, levels: tuple[int, ...]) -> str:
        """Return a state's label."""
        start = self.case.status_quo or (0,) * len(levels)
        told = [n for n, level in enumerate(levels) if level > 0 or start[n] > 0]
        told.sort(key=lambda n: self.variables[n].actor is None)
        return ", ".join(self.level(n, levels[n]) for n in told) if told else LOWEST

    def level(self, number: int, level: int) -> str:
        """Return one variable's level in words."""
        variable, name = self.variables[number], self.names[number]
        word = variable.levels[level].replace("_", " ")
        if variable.levels == ("no", "yes"):
            return name if level else f"no {name}"
        return f"{name} {word}"

    def change(self, before: tuple[int, ...], after: tuple[int, ...]) -> str:
        """Return what changes between two states."""
        changed = [self.level(n, b) for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        return ", ".join(changed) if changed else "nothing"


def level_names(variables: tuple[Variable, ...], levels: tuple[int, ...]) -> dict[str, str]:
    """Return the level of every variable by name."""
    return {v.id: v.levels[level] for v, level in zip(variables, levels, strict=True)}


def levels_of(space: Space, state: int) -> tuple[int, ...]:
    """Return a state's levels as plain numbers."""
    return tuple(int(level) for level in space.levels[state])
