"""The case: everything the analyst asserts, with names resolved. Nothing here computes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from offramp.case.expressions import Choice, Expression
from offramp.case.probabilities import Probability

Direction: TypeAlias = Literal["both", "up", "down"]

MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement in the case comes from; `weight` is in [0, 1], None if it cannot be weighed."""

    id: str
    title: str
    author: str | None
    publisher: str | None
    date: datetime.date | None
    url: str | None
    grade: str | None
    weight: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A decision maker (DM)."""

    id: str
    name: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Variable:
    """A coordinate of a state: an option of one actor, or a clock (`actor` is None)."""

    id: str
    actor: str | None
    name: str
    levels: tuple[str, ...]
    direction: Direction = "both"
    adjacent: bool = False
    about: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A named class of states; `final` outcomes stop play."""

    id: str
    name: str
    when: Expression
    text: str
    final: bool
    about: str | None


@dataclass(frozen=True, slots=True)
class Holds:
    """A preference statement: states where it is true are better."""

    when: Expression
    text: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Statements of equal weight: the more of them are true, the better."""

    statements: tuple[Holds, ...]


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """Statements whose order is unknown; drawn one after the other in proportion to the weights."""

    statements: tuple[Holds, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A statement the actor holds with some probability."""

    chance: Probability
    statement: Holds


@dataclass(frozen=True, slots=True)
class Slot:
    """A place filled by the statements of the alternative that holds."""

    name: str


Statement: TypeAlias = Holds | Tie | AnyOrder | Maybe | Slot


@dataclass(frozen=True, slots=True)
class Statements:
    """Prioritised statements, most important first (Fang, Hipel, Kilgour and Peng 2003)."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Classes of equally good states, best first; a class is the states where its expression holds."""

    classes: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """A number for each condition; a state is worth the sum over those that hold."""

    conditions: tuple[Holds, ...]
    numbers: tuple[float, ...]


Preference: TypeAlias = Statements | Ranking | Scores


@dataclass(frozen=True, slots=True)
class Alternative:
    """One exclusive answer to a question, and the statements it puts into the slots."""

    id: str
    name: str
    prior: Probability
    slots: Mapping[str, tuple[Statement, ...]]
    about: str | None
    known_on: datetime.date | None
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A hypothesis about an actor and its exclusive alternatives."""

    id: str
    about: str
    ask: str
    alternatives: tuple[Alternative, ...]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation; `likelihoods` gives, per question, one probability for each alternative in order."""

    id: str
    date: datetime.date | None
    known_on: datetime.date | None
    cite: tuple[str, ...]
    says: str
    note: str | None
    likelihoods: Mapping[str, tuple[Probability, ...]]
    weight: float
    group: str | None
    used: bool


@dataclass(frozen=True, slots=True)
class Perception:
    """An actor's own priors where they differ from the analyst's, and evidence it overlooks."""

    believes: Mapping[str, tuple[Probability, ...]]
    overlooks: tuple[str, ...]
    knows_truth: bool
    about: str | None
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per month while a condition holds; of several rates the first that matches counts."""

    per_month: float
    when: Expression
    text: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How a clock advances: at rates, or on dates given in months after `as_of`."""

    variable: str
    rates: tuple[Rate, ...]
    dates: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What one or several actors commit to: for each option the level it is held at."""

    id: str
    name: str
    about: str | None
    by: tuple[str, ...]
    commitments: Mapping[str, Choice | int]
    texts: Mapping[str, str]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an actor decides: its concepts with their probabilities, its rate a month, and its choice."""

    foresight: Mapping[str, Probability]
    per_month: float
    chooses: Literal["best", "any"]


@dataclass(frozen=True, slots=True)
class Window:
    """When the chance closes: at rates, on a date (months after `as_of`), or while a condition holds."""

    closes: tuple[Rate, ...]
    reopens: tuple[Rate, ...]
    closes_on: float | None
    when: Expression | None
    about: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the analyst asserts.

    Attributes
    ----------
    variables : tuple of Variable
        Options in the order of the file, then clocks; the coordinates of a state.
    status_quo : tuple of int or None
        One level for every variable, None if the file gives none.
    digest : str
        SHA-256 of the file's text.
    """

    id: str
    title: str
    about: str | None
    as_of: datetime.date | None
    file: str
    digest: str
    sources: Mapping[str, Source]
    actors: tuple[Actor, ...]
    variables: tuple[Variable, ...]
    definitions: Mapping[str, Expression]
    impossible: tuple[Expression, ...]
    impossible_texts: tuple[str, ...]
    merge: tuple[Expression, ...]
    status_quo: tuple[int, ...] | None
    outcomes: tuple[Outcome, ...]
    seek: str | None
    avoid: str | None
    preferences: Mapping[str, Preference]
    questions: tuple[Question, ...]
    evidence: tuple[Evidence, ...]
    perceptions: Mapping[str, Perception]
    clocks: tuple[Clock, ...]
    policies: tuple[Policy, ...]
    behaviour: Mapping[str, Behaviour]
    window: Window | None
    deal_parties: tuple[str, ...]
    deal_outcome: str | None

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors' names in the file, in order."""
        return tuple(actor.id for actor in self.actors)

    def variable(self, name: str) -> Variable:
        """Return a variable by its name."""
        return next(variable for variable in self.variables if variable.id == name)
