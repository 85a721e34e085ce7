"""The case: everything the analyst asserts, with names resolved. Nothing here computes."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from offramp.case.agreements import Commitment, Deals
from offramp.case.expressions import Choice, Expression
from offramp.case.probabilities import Probability
from offramp.case.recorded import RecordRules

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
    """A preference statement: states where it is true are better.

    Attributes
    ----------
    when : Expression
        The condition.
    text : str
        How to show it: the name the analyst gave it, or else the condition as written.
    """

    when: Expression
    text: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Statements of equal weight: the more of them are true, the better."""

    statements: tuple[Holds, ...]


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """Statements whose order is unknown, or known in part.

    Attributes
    ----------
    statements : tuple of Holds
        The statements.
    weights : tuple of tuple of float
        For each statement its equally likely weights: one, or three for a range. If nothing is known of the order,
        the statements are drawn one after the other in proportion to their weights.
    before : tuple of (int, int)
        What is known: of each pair, the first statement matters more than the second. All orders that agree with it
        are equally likely.
    """

    statements: tuple[Holds, ...]
    weights: tuple[tuple[float, ...], ...]
    before: tuple[tuple[int, int], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Partial:
    """Classes of equally good states whose order is known in part; a completion is a `Ranking`.

    Attributes
    ----------
    classes : tuple of Expression
        The classes.
    names : tuple of str
        Their names, as written.
    before : tuple of (int, int)
        What is known: of each pair, the first class is better than the second. All orders that agree with it are
        equally likely.
    """

    classes: tuple[Expression, ...]
    names: tuple[str, ...]
    before: tuple[tuple[int, int], ...]


Preference: TypeAlias = Statements | Ranking | Scores | Partial


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
class Speed:
    """How often something happens per month: one number, or a range if it is not known better.

    `low` is 0 only if `high` is.
    """

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The geometric mean of the range."""
        return self.low if self.low == self.high else math.sqrt(self.low) * math.sqrt(self.high)

    @property
    def values(self) -> tuple[float, ...]:
        """The equally likely values: one, or for a range the middles of its thirds on a logarithmic scale."""
        return equally_likely(self.low, self.high)


def equally_likely(low: float, high: float) -> tuple[float, ...]:
    """Return the equally likely values that stand for a range of positive numbers: three, or one if it has no width.

    They are the middles of the thirds of the range on a logarithmic scale.
    """
    if low == high:
        return (low,)
    return tuple(low ** (1 - share) * high**share for share in (1 / 6, 1 / 2, 5 / 6))


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happens while a condition holds; of several rates the first that matches counts.

    `fitted` names the rate of the record that `speed` is taken from, None if the file states it.
    """

    speed: Speed
    when: Expression
    text: str
    fitted: str | None = None

    @property
    def per_month(self) -> float:
        """Events per month, the middle of a range."""
        return self.speed.middle


@dataclass(frozen=True, slots=True)
class Clock:
    """How a clock advances: at rates, or on dates given in months after `as_of`.

    `calendar` names the kind of calendar entries that give the dates: on the day of the case's file if that states
    none, and always when the case is looked at as of another day. `stated` tells whether the file states its level.
    """

    variable: str
    rates: tuple[Rate, ...]
    dates: tuple[tuple[float, int], ...]
    calendar: str | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a policy in stages.

    Attributes
    ----------
    policy : str or None
        The policy in force, or `no policy`; None if that depends on what is learned.
    lasts : float or None
        Its length in months, None if it lasts as long as the policy in force does, or for good.
    learn : str or None
        The question whose answer is learned when the stage begins.
    then : mapping of str to str
        For each alternative the policy in force if that is what is learned; `no policy` for none.
    right : float
        The chance that what is learned is true. Else it is one of the other alternatives, all equally likely.
    """

    policy: str | None
    lasts: float | None
    learn: str | None
    then: Mapping[str, str]
    right: float


@dataclass(frozen=True, slots=True)
class Policy:
    """What one or several actors commit to: for each option the level it is held at.

    Attributes
    ----------
    by : tuple of str
        Who commits; for a policy in stages, whoever does in one of them.
    commitments : mapping of str to Choice or int
        For each option the level it is held at; empty for a policy in stages.
    texts : mapping of str to str
        The commitments as written.
    lasts : float or None
        How many months the policy is in force, None for good.
    stages : tuple of Stage
        The policies in force one after the other, if it has stages.
    """

    id: str
    name: str
    about: str | None
    by: tuple[str, ...]
    commitments: Mapping[str, Choice | int]
    texts: Mapping[str, str]
    cite: tuple[str, ...]
    lasts: float | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an actor decides: its concepts with their probabilities, how often it decides, and its choice.

    `fitted` names the rate of the record that `speed` is taken from, None if the file states it.
    """

    foresight: Mapping[str, Probability]
    speed: Speed
    chooses: Literal["best", "any"]
    fitted: str | None = None

    @property
    def per_month(self) -> float:
        """Decisions per month, the middle of a range."""
        return self.speed.middle


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
    from_record : bool
        Whether the status quo follows from the record, and is not what the file states.
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
    deals: Deals | None
    commitments: tuple[Commitment, ...]
    record: RecordRules | None = None
    from_record: bool = False

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors' names in the file, in order."""
        return tuple(actor.id for actor in self.actors)

    def variable(self, name: str) -> Variable:
        """Return a variable by its name."""
        return next(variable for variable in self.variables if variable.id == name)
