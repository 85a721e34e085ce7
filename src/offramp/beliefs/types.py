"""The orders that each actor may have: its own alternatives, times the completions of what the file leaves open."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import AnyOrder, Case, Holds, Maybe, Partial, Question, Slot, Statement, Statements, Tie
from offramp.game.preferences import Order

Floats = NDArray[np.float64]

MOST_COMPLETIONS = 720
SAMPLED_COMPLETIONS = 256


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
) -> tuple[Statement, ...] | Order:
    """Return the actor's preference with its slots filled by the chosen alternatives."""
    preference = case.preferences[actor]
    if not isinstance(preference, Statements):
        assert not isinstance(preference, Partial)
        return preference
    slots: dict[str, tuple[Statement, ...]] = {}
    for question, position in zip(questions, chosen, strict=True):
        slots.update(question.alternatives[position].slots)
    filled: list[Statement] = []
    for statement in preference.statements:
        filled.extend(slots.get(statement.name, ()) if isinstance(statement, Slot) else (statement,))
    return tuple(filled)


def _completions(
    preference: tuple[Statement, ...] | Order, rng: np.random.Generator
) -> tuple[list[tuple[float, Order]], bool]:
    """Return every completion with its probability, or a sample if there are too many."""
    if not isinstance(preference, tuple):
        return [(1.0, preference)], False
    count = math.prod(_ways(statement) for statement in preference)
    if count <= MOST_COMPLETIONS:
        choices = itertools.product(*(list(_forms(statement)) for statement in preference))
        return [_joined(choice) for choice in choices], False
    drawn = [_joined([_draw(statement, rng) for statement in preference])[1] for _ in range(SAMPLED_COMPLETIONS)]
    return [(1 / SAMPLED_COMPLETIONS, order) for order in drawn], True


def _joined(parts: Sequence[tuple[float, tuple[Holds | Tie, ...]]]) -> tuple[float, Order]:
    return math.prod(chance for chance, _ in parts), tuple(s for _, part in parts for s in part)


def _ways(statement: Statement) -> int:
    if isinstance(statement, AnyOrder):
        return math.factorial(min(len(statement.statements), 20))
    return 2 if isinstance(statement, Maybe) else 1


def _forms(statement: Statement) -> Iterator[tuple[float, tuple[Holds | Tie, ...]]]:
    """Yield the ways to complete a statement, with their probabilities."""
    if isinstance(statement, Maybe):
        chance = statement.chance.middle
        yield chance, (statement.statement,)
        yield 1 - chance, ()
    elif isinstance(statement, AnyOrder):
        for order in itertools.permutations(range(len(statement.statements))):
            weights = tuple(equally_likely[0] for equally_likely in statement.weights)
            yield _chance_of_order(order, weights), tuple(statement.statements[k] for k in order)
    else:
        assert not isinstance(statement, Slot), "slots are filled before"
        yield 1.0, (statement,)


def _chance_of_order(order: tuple[int, ...], weights: tuple[float, ...]) -> float:
    """Return the chance of drawing an order item by item in proportion to weights (Plackett 1975)."""
    chance, left = 1.0, sum(weights)
    for k in order:
        chance *= weights[k] / left
        left -= weights[k]
    return chance


def _draw(statement: Statement, rng: np.random.Generator) -> tuple[float, tuple[Holds | Tie, ...]]:
    if isinstance(statement, AnyOrder):
        # exponential clocks with these rates ring in an order drawn item by item in proportion to the weights
        weights = np.array([rng.choice(equally_likely) for equally_likely in statement.weights])
        rings = rng.exponential(size=len(weights)) / weights
        return 1.0, tuple(statement.statements[k] for k in np.argsort(rings))
    forms = list(_forms(statement))
    return forms[int(rng.choice(len(forms), p=[chance for chance, _ in forms]))]
