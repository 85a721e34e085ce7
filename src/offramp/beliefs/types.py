"""The orders that each actor may have: its own alternatives, times the completions of what the file leaves open."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.extensions import (
    PartialOrder,
    count_extensions,
    draw_extension,
    every_extension,
    partial_order,
)
from offramp.case.model import (
    AnyOrder,
    Case,
    Holds,
    Maybe,
    Partial,
    Question,
    Ranking,
    Scores,
    Slot,
    Statement,
    Statements,
    Tie,
)
from offramp.game.preferences import Order

Floats = NDArray[np.float64]

MOST_COMPLETIONS = 720
SAMPLED_COMPLETIONS = 256

_prepared = lru_cache(maxsize=4)(partial_order)
"""The same order is asked for again under every combination of alternatives."""


@dataclass(frozen=True, eq=False)
class Types:
    """The orders one actor may have.

    Attributes
    ----------
    actor : str
        Whose.
    questions : tuple of Question
        The questions about this actor.
    alternatives : (types, questions) int array
        Which alternative of each question a type embodies.
    completion : (types,) float array
        The chance of the type's completion, given its alternatives.
    orders : tuple of Order
        The types' orders, with nothing open.
    drawn : (types,) bool array
        Which completions are a sample, because there are more than `MOST_COMPLETIONS` for their alternatives.
    """

    actor: str
    questions: tuple[Question, ...]
    alternatives: NDArray[np.int64]
    completion: Floats
    orders: tuple[Order, ...]
    drawn: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.orders)

    @property
    def sampled(self) -> bool:
        """Whether any completions are a sample."""
        return bool(self.drawn.any())

    @cached_property
    def answer(self) -> NDArray[np.int64]:
        """The number of each type's combination of alternatives, as a (types,) array."""
        if not self.questions:
            return np.zeros(len(self), dtype=np.int64)
        return np.unique(self.alternatives, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)

    def chances(self, posteriors: Mapping[str, Floats]) -> Floats:
        """Return the probability of each type under beliefs about the questions."""
        chance = self.completion.copy()
        for column, question in enumerate(self.questions):
            chance *= posteriors[question.id][self.alternatives[:, column]]
        return chance


def types_of(case: Case, actor: str, *, seed: int = 0) -> Types:
    """Return the types of an actor.

    Parameters
    ----------
    case : Case
        The case.
    actor : str
        Its name in the file.
    seed : int
        For sampling, where there are too many completions to list.

    Raises
    ------
    TooLittleKnown
        If an order is known in part and has too many down-sets; :func:`offramp.game.checking.check` says so first.
    """
    questions = tuple(q for q in case.questions if q.about == actor)
    rng = np.random.default_rng([seed, case.actor_ids.index(actor)])
    alternatives: list[tuple[int, ...]] = []
    completion: list[float] = []
    orders: list[Order] = []
    drawn: list[bool] = []
    for chosen in itertools.product(*(range(len(q.alternatives)) for q in questions)):
        found, sampled = _completions(_filled(case, actor, questions, chosen), rng)
        drawn += [sampled] * len(found)
        for chance, order in found:
            alternatives.append(chosen)
            completion.append(chance)
            orders.append(order)
    table = np.array(alternatives, dtype=np.int64).reshape(len(orders), len(questions))
    return Types(actor, questions, table, np.array(completion, dtype=np.float64), tuple(orders), np.array(drawn))


def _filled(
    case: Case, actor: str, questions: tuple[Question, ...], chosen: tuple[int, ...]
) -> tuple[Statement, ...] | Partial | Order:
    """Return the actor's preference with its slots filled by the chosen alternatives."""
    preference = case.preferences[actor]
    if not isinstance(preference, Statements):
        return preference
    slots: dict[str, tuple[Statement, ...]] = {}
    for question, position in zip(questions, chosen, strict=True):
        slots.update(question.alternatives[position].slots)
    filled: list[Statement] = []
    for statement in preference.statements:
        filled.extend(slots.get(statement.name, ()) if isinstance(statement, Slot) else (statement,))
    return tuple(filled)


def _completions(
    preference: tuple[Statement, ...] | Partial | Order, rng: np.random.Generator
) -> tuple[list[tuple[float, Order]], bool]:
    """Return every completion with its probability, or a sample if there are too many."""
    if isinstance(preference, Ranking | Scores):
        return [(1.0, preference)], False
    if isinstance(preference, Partial):
        return _completed(preference, rng)
    known = [_order_of(statement) for statement in preference]
    pairs = list(zip(preference, known, strict=True))
    if math.prod(_ways(statement, order) for statement, order in pairs) <= MOST_COMPLETIONS:
        choices = itertools.product(*(list(_forms(statement, order)) for statement, order in pairs))
        return [_joined(choice) for choice in choices], False
    drawn = [
        _joined([_draw(statement, order, rng) for statement, order in pairs])[1] for _ in range(SAMPLED_COMPLETIONS)
    ]
    return [(1 / SAMPLED_COMPLETIONS, order) for order in drawn], True


def _completed(preference: Partial, rng: np.random.Generator) -> tuple[list[tuple[float, Order]], bool]:
    """Return the rankings that agree with what is known of an order of classes."""
    order = _prepared(len(preference.classes), preference.before)
    few = count_extensions(order) <= MOST_COMPLETIONS
    found = every_extension(order) if few else (draw_extension(order, rng) for _ in range(SAMPLED_COMPLETIONS))
    rankings = [Ranking(tuple(preference.classes[k] for k in extension)) for extension in found]
    return [(1 / len(rankings), ranking) for ranking in rankings], not few


def _joined(parts: Sequence[tuple[float, tuple[Holds | Tie, ...]]]) -> tuple[float, Order]:
    return math.prod(chance for chance, _ in parts), tuple(s for _, part in parts for s in part)


def _order_of(statement: Statement) -> PartialOrder | None:
    """Return what is known of the order of statements, None if nothing is."""
    if isinstance(statement, AnyOrder) and statement.before:
        return _prepared(len(statement.statements), statement.before)
    return None


def _ways(statement: Statement, known: PartialOrder | None) -> int:
    if known is not None:
        return count_extensions(known)
    if isinstance(statement, AnyOrder):
        return math.factorial(min(len(statement.statements), 20))
    return 2 if isinstance(statement, Maybe) else 1


def _forms(statement: Statement, known: PartialOrder | None) -> Iterator[tuple[float, tuple[Holds | Tie, ...]]]:
    """Yield the ways to complete a statement, with their probabilities."""
    if isinstance(statement, Maybe):
        chance = statement.chance.middle
        yield chance, (statement.statement,)
        yield 1 - chance, ()
    elif isinstance(statement, AnyOrder):
        if known is not None:
            orders = list(every_extension(known))
            chances = [1 / len(orders)] * len(orders)
        else:
            orders = list(itertools.permutations(range(len(statement.statements))))
            chances = _chances_of_orders(orders, statement.weights)
        for chance, order in zip(chances, orders, strict=True):
            yield chance, tuple(statement.statements[k] for k in order)
    else:
        assert not isinstance(statement, Slot), "slots are filled before"
        yield 1.0, (statement,)


def _chances_of_orders(orders: Sequence[tuple[int, ...]], weights: Sequence[tuple[float, ...]]) -> list[float]:
    """Return the chance of drawing each order item by item in proportion to weights (Plackett 1975).

    An item with several equally likely weights has any of them, independently of the others: the chance is the mean.
    """
    table = np.array(orders, dtype=np.int64).reshape(len(orders), len(weights))
    chances = [_plackett(np.array(drawn)[table]) for drawn in itertools.product(*weights)]
    return [float(chance) for chance in np.mean(chances, axis=0)]


def _plackett(weights: Floats) -> Floats:
    """Return the chance of each row, given the weights of its items in their order."""
    left = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.prod(weights / left, axis=1))


def _draw(
    statement: Statement, known: PartialOrder | None, rng: np.random.Generator
) -> tuple[float, tuple[Holds | Tie, ...]]:
    if isinstance(statement, AnyOrder):
        order = draw_extension(known, rng) if known is not None else _draw_order(statement.weights, rng)
        return 1.0, tuple(statement.statements[k] for k in order)
    forms = list(_forms(statement, None))
    return forms[int(rng.choice(len(forms), p=[chance for chance, _ in forms]))]


def _draw_order(weights: Sequence[tuple[float, ...]], rng: np.random.Generator) -> list[int]:
    """Draw an order item by item in proportion to weights, as clocks with these rates ring one after the other."""
    rates = np.array([rng.choice(likely) if len(likely) > 1 else likely[0] for likely in weights])
    return [int(k) for k in np.argsort(rng.exponential(size=len(rates)) / rates)]
