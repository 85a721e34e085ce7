"""Which question to ask next: the one whose answer takes most of the doubt away."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.types import Types
from offramp.beliefs.worlds import Worlds
from offramp.case.expressions import Expression
from offramp.case.model import AnyOrder, Case, Holds, Maybe, Partial, Preference, Ranking, Statement, Statements
from offramp.game.preferences import Order
from offramp.study.deciding import Choice, Half
from offramp.study.hinges.shares import Unknown, first_order, variance
from offramp.study.hinges.unknowns import InWorlds
from offramp.study.playing.courses import Report, silent
from offramp.study.results.base import Provenance
from offramp.study.results.questions import Ask, AskResult, Gain

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

_Asked = tuple[str, str, str, Longs]
NO, YES, MUTE = 0, 1, 2
MOST_QUESTIONS = 30
EQUAL = 1e-12
METHOD = "Questions with two answers, by how much of the variance of the chances an answer takes away on average."


# ---------------------------------------------------------------- the questions there are


@dataclass(frozen=True, eq=False)
class Query:
    """A question that may be asked.

    Attributes
    ----------
    kind, first, second : str
        See :class:`~offramp.study.results.questions.Ask`.
    actor : int
        Whom it is about.
    answer : (types,) int array
        What it is for each of the actor's types: NO, YES, or MUTE where there is none.
    chances : (types,) float array
        The types' chances.
    """

    kind: str
    first: str
    second: str
    actor: int
    answer: Longs
    chances: Floats

    @property
    def applies(self) -> float:
        """The chance that there is an answer."""
        return float(self.chances[self.answer != MUTE].sum())

    @property
    def yes(self) -> float:
        """The chance of yes where there is an answer; nan if there is none anywhere."""
        applies = self.applies
        return min(float(self.chances[self.answer == YES].sum()) / applies, 1.0) if applies > 0 else math.nan


def queries_of(case: Case, actor: int, types: Types, chances: Floats) -> list[Query]:
    """Return the questions about an actor that are open.

    These are the order of each two statements of an `any_order`, or of each two classes of a partial ranking; each
    `maybe` statement; and each alternative of a question of the case, of two alternatives only the first.

    A type answers yes to "does X matter more than Y?" if X comes first in its order, wherever both stand; what stands
    twice counts where it first stands. It has no answer if it lacks either. It answers whether it holds a `maybe`
    statement if some type with the same alternatives holds it. A question is open if both answers have a chance.

    Parameters
    ----------
    case : Case
        The case.
    actor : int
        The actor's position.
    types : Types
        The actor's types.
    chances : (types,) float array
        Their chances.
    """
    found = [
        Query(
            "answer", alternative.id, question.id, actor, (types.alternatives[:, column] == k).astype(np.int64), chances
        )
        for column, question in enumerate(types.questions)
        for k, alternative in enumerate(question.alternatives[: 1 if len(question.alternatives) == 2 else None])
    ]
    once: dict[tuple[str, frozenset[str]], Query] = {}
    for kind, first, second, answer in _about_order(case.preferences[types.actor], types):
        query = Query(kind, first, second, actor, answer, chances)
        once.setdefault((query.kind, frozenset([query.first, query.second])), query)
    found += once.values()
    return [q for q in found if all(chances[q.answer == value].sum() > 0 for value in (NO, YES))]


def _about_order(preference: Preference, types: Types) -> Iterator[_Asked]:
    """Yield the kind of each question, the two things it is about, and the types' answers."""
    places = [_places(order) for order in types.orders]
    if isinstance(preference, Partial):
        yield from _orders(list(zip(preference.names, preference.classes, strict=True)), places)
    elif isinstance(preference, Statements):
        for statement in _open(preference, types):
            if isinstance(statement, AnyOrder):
                yield from _orders([(s.text, s.when) for s in statement.statements], places)
            else:
                yield _held(statement.statement, types, places)


def _places(order: Order) -> dict[Expression, int]:
    """Return at which place each statement or class of states stands in an order, the first if it stands twice."""
    members: list[Expression | None] = []
    if isinstance(order, Ranking):
        members = [*order.classes]
    elif isinstance(order, tuple):
        members = [statement.when if isinstance(statement, Holds) else None for statement in order]
    return {member: place for place, member in reversed(list(enumerate(members))) if member is not None}


def _open(preference: Statements, types: Types) -> Iterator[AnyOrder | Maybe]:
    """Yield what is open in a preference and in the slots that answers fill."""
    slots = (a.slots.values() for question in types.questions for a in question.alternatives)
    filled: list[tuple[Statement, ...]] = [preference.statements, *itertools.chain.from_iterable(slots)]
    for statement in itertools.chain.from_iterable(filled):
        if isinstance(statement, AnyOrder | Maybe):
            yield statement


def _orders(members: Sequence[tuple[str, Expression]], places: Sequence[Mapping[Expression, int]]) -> Iterator[_Asked]:
    for (first, one), (second, two) in itertools.combinations(members, 2):
        answers = [int(p[one] < p[two]) if one in p and two in p else MUTE for p in places]
        yield "order", first, second, np.array(answers, dtype=np.int64)


def _held(statement: Holds, types: Types, places: Sequence[Mapping[Expression, int]]) -> _Asked:
    held = np.array([statement.when in p for p in places])
    possible = np.isin(types.answer, types.answer[held])
    return "holds", statement.text, "", np.where(possible, held, MUTE).astype(np.int64)


# ---------------------------------------------------------------- what an answer does


def ask(
    survey: InWorlds, choices: Mapping[str, Choice], *, provenance: Provenance, report: Report = silent
) -> AskResult:
    """Say which question about an actor to ask next: the one whose answer would reduce the doubt most.

    The doubt is the variance over worlds of the chance of the outcome sought, and of the one to avoid, each under the
    policy that is best by it on present beliefs. An answer takes away the variance of the expectation given the
    answer (the first-order index, Sobol' 1993), on average over the answers. Questions are in the order of this
    reduction, summed over both: both are in squared chances, so a yardstick in little doubt counts little. Of equals,
    the one with the greater worth comes first.

    The worth of an answer is what choosing a policy after hearing it adds to the chance (Howard 1966). It does not
    come first, because a single small answer seldom makes another policy best: nearly all worths are then 0, and say
    nothing about where to begin, while several answers together may well change the choice. Where an answer has a
    worth by itself, it is given.

    Parameters
    ----------
    survey : InWorlds
        The case in its worlds.
    choices : mapping of yardstick to Choice
        The policies' chances over the same worlds.
    provenance : Provenance
        Where they come from.
    report : callable
        Told of progress.

    Returns
    -------
    AskResult
        At most 30 questions.

    Notes
    -----
    An answer is about what is true, and reaches the analyst alone; what actors believe of each other stays as it is.
    Answers are taken to be right. Where a question has no answer, because the actor lacks one of the statements,
    nothing is learned: whether it has one is not told.

    In a sample, shares are freed of what groups differ by chance alone, and their errors are those of
    :class:`offramp.study.hinges.shares.Shares`: the infinitesimal jackknife over worlds, in which worlds are the
    smallest blocks. Worths are judged in other worlds than policies are chosen by; see
    :meth:`offramp.study.deciding.Choice.worth`. Costs some passes over the worlds for each question and yardstick, but
    no replay.
    """
    doubts = survey.doubts
    queries = [
        query for i, types in enumerate(doubts.types) for query in queries_of(survey.case, i, types, doubts.truth[i])
    ]
    doubted = {yardstick: Doubted(survey.worlds, choice) for yardstick, choice in choices.items()}
    asked = []
    for done, query in enumerate(queries):
        report("weighing questions", done, len(queries))
        asked.append(_asked(survey, query, {y: _gain(survey.worlds, query, doubt) for y, doubt in doubted.items()}))
    asked.sort(key=lambda a: tuple(-round(sum(part(g) for g in a.gains.values()), 12) for part in (_taken, _worth)))
    return AskResult(
        seek=survey.case.seek,
        avoid=survey.case.avoid,
        deviation={y: doubt.variance**0.5 for y, doubt in doubted.items()},
        questions=tuple(asked[:MOST_QUESTIONS]),
        hidden=max(len(asked) - MOST_QUESTIONS, 0),
        provenance=provenance,
    )


def _taken(gain: Gain) -> float:
    return gain.variance if gain.variance == gain.variance else 0.0


def _worth(gain: Gain) -> float:
    return gain.worth


def _asked(survey: InWorlds, query: Query, gains: Mapping[str, Gain]) -> Ask:
    return Ask(
        kind=query.kind,
        actor=survey.case.actor_ids[query.actor],
        first=query.first,
        second=query.second,
        applies=min(query.applies, 1.0),
        yes=query.yes,
        gains=gains,
    )


def _gain(worlds: Worlds, query: Query, doubt: Doubted) -> Gain:
    answer = query.answer[worlds.types[:, query.actor]]
    told = answer != MUTE
    unknown = Unknown(np.where(told, answer, 0), matters=None if told.all() else told)
    share = first_order(worlds, doubt.choice.chances[doubt.leader], unknown)
    worth, error = doubt.worth_of(query)
    return Gain(doubt.leader, share.share, share.error, share.share * doubt.variance, worth, error)


class Doubted:
    """A choice between policies that an answer may change.

    Parameters
    ----------
    worlds : Worlds
        The worlds.
    choice : Choice
        The policies' chances in them.
    """

    def __init__(self, worlds: Worlds, choice: Choice) -> None:
        self.worlds = worlds
        self.choice = choice
        self.names = list(choice.chances)
        self.leader = choice.best()[0]
        self.variance = variance(worlds, choice.chances[self.leader])
        self._sums: dict[tuple[int, Half], Floats] = {}

    def worth_of(self, query: Query) -> tuple[float, float]:
        """Return by how much the chance improves on average if an answer is known first, and its standard error.

        Where a question has no answer, either is heard with the chance it has elsewhere.
        """
        return self.choice.worth(lambda half: self._gain(query, half))

    def _gain(self, query: Query, half: Half) -> Floats:
        """Return what the policies that are best after each answer add, world by world."""
        if query.applies <= 0:
            return np.zeros(len(self.worlds))
        merit = self._by_type(query, half)
        heard = (1.0 - query.yes, query.yes)
        sums = np.stack([np.bincount(query.answer, row, minlength=3) for row in merit])
        merits = sums[:, :MUTE] + np.multiply.outer(sums[:, MUTE], heard)
        leader = self.names.index(self.choice.best_under(half.weight))
        favour = np.where(np.arange(len(self.names)) == leader, EQUAL, 0.0)  # of equals, the one that is best without
        chosen = (merits + favour[:, np.newaxis]).argmax(axis=0)
        if (chosen == leader).all():
            return np.zeros(len(self.worlds))
        chances = [self.choice.chances[self.names[k]] for k in (leader, chosen[NO], chosen[YES])]
        no, yes = (self.choice.sign * (chance - chances[0]) for chance in chances[1:])
        answer = query.answer[self.worlds.types[:, query.actor]]
        return np.choose(answer, [no, yes, heard[NO] * no + heard[YES] * yes])

    def _by_type(self, query: Query, half: Half) -> Floats:
        """Return the merit of each policy in the worlds of each of an actor's types, as half of the worlds say."""
        key = query.actor, half
        if key not in self._sums:
            own, size = self.worlds.types[:, query.actor], len(query.answer)
            rows = [np.bincount(own, half.weight * chance, minlength=size) for chance in self.choice.chances.values()]
            self._sums[key] = np.asarray(self.choice.sign * np.stack(rows), dtype=np.float64)
        return self._sums[key]
