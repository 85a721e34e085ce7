"""What the list of states reveals about a case: mistakes and warnings that reading alone cannot find."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.extensions import TooLittleKnown, partial_order
from offramp.case.agreements import Happens
from offramp.case.commitments import order_of
from offramp.case.expressions import Choice, Columns, Expression, holds, level_of
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import AnyOrder, Case, Holds, Maybe, Partial, Preference, Ranking, Statement, Statements, Tie
from offramp.case.reading import Place, Text
from offramp.game.preferences import ranks_of
from offramp.game.states import BUDGET, Space, enumerate_states

Longs = NDArray[np.int64]


def check(case: Case, text: Text, *, budget: int = BUDGET) -> tuple[Mistake, ...]:
    """Return warnings about a case, found by listing its states.

    Parameters
    ----------
    case : Case
        The case.
    text : Text
        Its file, for the places.
    budget : int
        The most combinations of levels.

    Raises
    ------
    CaseError
        If there is no feasible state or more than the budget, if the status quo, an outcome, the first state of a
        policy, a rung or a commitment is impossible, if a ranking does not cover the states, if two classes share one,
        or if too little is known of an order.
    """
    space = enumerate_states(case, budget=budget)
    if not len(space):
        hint = "loosen one of the rules under `impossible`"
        raise CaseError(
            [
                text.mistake(
                    "E060", "no feasible state: the rules exclude everything", ("impossible",), hint=hint, key=True
                )
            ]
        )
    checker = _Checker(case, text, space)
    checker.run()
    if any(not mistake.is_warning for mistake in checker.mistakes):
        raise CaseError(checker.mistakes)
    return tuple(checker.mistakes)


class _Checker:
    def __init__(self, case: Case, text: Text, space: Space) -> None:
        self.case = case
        self.text = text
        self.space = space
        self.mistakes: list[Mistake] = []

    def wrong(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.mistakes.append(self.text.mistake(code, message, place, hint=hint, key=True))

    def run(self) -> None:
        self.outcomes()
        self.status_quo()
        for actor, preference in self.case.preferences.items():
            if isinstance(preference, Ranking):
                self.ranking(actor, preference)
            elif isinstance(preference, Partial):
                self.classes(actor, preference)
            elif isinstance(preference, Statements):
                self.idle_statements(actor, preference)
        self.orders()
        self.merged()
        self.left_over()
        self.ladder()
        self.commitments()

    # ------------------------------------------------------------ outcomes and the status quo

    def outcomes(self) -> None:
        taken = np.zeros(len(self.space), dtype=bool)
        for outcome in self.case.outcomes:
            here = holds(outcome.when, self.space.columns)
            place = ("outcomes", outcome.id)
            if not here.any():
                hint = "loosen its condition, or the rules under `impossible` that exclude it"
                self.wrong("E062", f"no feasible state is {outcome.id}", place, hint)
            elif not (here & ~taken).any():
                self.wrong("W101", f"{outcome.id} is hidden by the outcomes before it", place, "put it further up")
            taken |= here

    def status_quo(self) -> None:
        if self.case.status_quo is None:
            return
        if self.space.state(self.case.status_quo) < 0:
            rule = self.broken_rule(self.case.status_quo)
            self.wrong(
                "E061",
                f"the status quo is impossible: `{rule}` holds in it",
                ("status_quo",),
                "change a level, or the rule",
            )
            return
        for policy in self.case.policies:
            start = self.under(policy.commitments)
            if self.space.state(start) < 0:
                rule = self.broken_rule(start)
                hint = "let the policy set the other option too, or change the rule"
                message = f"{policy.id} cannot begin: `{rule}` holds once it is in force"
                self.wrong("E055", message, ("policies", policy.id), hint)
            elif self.is_sought(start) and not self.is_sought(self.case.status_quo):
                message = f"with {policy.id} in force, play begins in {self.case.seek}, the outcome sought"
                hint = "its chance then says nothing: leave to the actors a step that they must choose"
                self.wrong("W110", message, ("policies", policy.id), hint)

    def is_sought(self, levels: tuple[int, ...]) -> bool:
        """Tell whether a state is of the outcome to seek; of several outcomes the first that matches counts."""
        columns = self.columns(levels)
        first = next((outcome.id for outcome in self.case.outcomes if holds(outcome.when, columns)[0]), None)
        return first is not None and first == self.case.seek

    def under(self, commitments: Mapping[str, Choice | int]) -> tuple[int, ...]:
        """Return the status quo as a policy's commitments turn it."""
        names = [v.id for v in self.case.variables]
        columns = self.columns(self.case.status_quo or ())
        for option in order_of(dict(commitments)):
            columns[option] = level_of(commitments[option], columns)
        return tuple(int(columns[name][0]) for name in names)

    def columns(self, levels: tuple[int, ...]) -> dict[str, NDArray[np.uint8]]:
        return {v.id: np.array([level], dtype=np.uint8) for v, level in zip(self.case.variables, levels, strict=True)}

    def broken_rule(self, levels: tuple[int, ...]) -> str:
        columns = self.columns(levels)
        rules = zip(self.case.impossible, self.case.impossible_texts, strict=True)
        return next(text for rule, text in rules if holds(rule, columns)[0])

    def left_over(self) -> None:
        """Warn of states in no outcome that some actor's first statement tells apart."""
        if not self.case.outcomes:
            return
        taken = np.logical_or.reduce([holds(o.when, self.space.columns) for o in self.case.outcomes])
        left: Columns = {name: column[~taken] for name, column in self.space.columns.items()}
        if taken.all():
            return
        for actor, preference in self.case.preferences.items():
            first = preference.statements[0] if isinstance(preference, Statements) and preference.statements else None
            if isinstance(first, Holds) and len(np.unique(holds(first.when, left))) > 1:
                count = int((~taken).sum())
                message = (
                    f"{count} states are in no outcome, and `{first.text}`, the first wish of {actor}, tells them apart"
                )
                self.wrong("W103", message, ("outcomes",), "add an outcome, if the difference matters to the question")

    # ------------------------------------------------------------ deals and commitments

    def ladder(self) -> None:
        """Report rungs whose levels, with all else as it is now, make an impossible state."""
        now = self.case.status_quo
        if self.case.deals is None or now is None or self.space.state(now) < 0:
            return
        for rung in self.case.deals.ladder:
            there = tuple(rung.levels.get(v.id, level) for v, level in zip(self.case.variables, now, strict=True))
            if self.space.state(there) < 0:
                message = f"{rung.id} is impossible: `{self.broken_rule(there)}` holds with all else at the status quo"
                hint = "let the rung, or one below it, change the other option too, or change the rule"
                self.wrong("E069", message, ("deals", "ladder", rung.id), hint)

    def commitments(self) -> None:
        """Report commitments on levels that no state keeps, and warn of those that every state keeps."""
        every = np.ones(len(self.space), dtype=bool)
        for clause in self.case.commitments:
            if clause.keeps is None:
                continue
            place: Place = ("commitments", clause.id)
            binding = every if clause.given is None else holds(clause.given, self.space.columns)
            kept = holds(clause.keeps, self.space.columns)
            if binding.any() and not (binding & kept).any():
                also = f" while `{clause.given_text}` holds" if clause.given_text is not None else ""
                hint = "loosen it, or the rules under `impossible` that exclude it"
                self.wrong("E069", f"no feasible state keeps {clause.id}{also}", place, hint)
                continue
            for end in (clause.until, clause.unless):
                if end is not None and not isinstance(end, Happens):
                    binding = binding & ~holds(end, self.space.columns)
            if not (binding & ~kept).any():
                message = f"{clause.id} cannot be broken: it is kept in every feasible state in which it binds"
                hint = "take it out, or mend what it keeps, its `while`, its `until` or its `unless`"
                self.wrong("W111", message, place, hint)

    # ------------------------------------------------------------ preferences

    def ranking(self, actor: str, preference: Ranking) -> None:
        place = ("preferences", actor, "ranking")
        count = np.zeros(len(self.space), dtype=np.int64)
        for members in preference.classes:
            here = holds(members, self.space.columns)
            count += here
        if (count == 0).any():
            missing = self.named(int(np.argmax(count == 0)))
            message = f"the ranking leaves {int((count == 0).sum())} feasible states out, such as {missing}"
            self.wrong("E041", message, place, "rank every feasible state, or exclude it under `impossible`")
        if (count > 1).any():
            twice = self.named(int(np.argmax(count > 1)))
            self.wrong("E041", f"the ranking has a state in two places: {twice}", place, "keep one of them")

    def classes(self, actor: str, preference: Partial) -> None:
        """Report states in two classes, and warn of states in none."""
        place = ("preferences", actor, "partial", "states")
        here = [holds(members, self.space.columns) for members in preference.classes]
        count = np.sum(here, axis=0, dtype=np.int64) + np.zeros(len(self.space), dtype=np.int64)
        if (count > 1).any():
            state = int(np.argmax(count > 1))
            both = " and ".join(name for name, in_it in zip(preference.names, here, strict=True) if in_it[state])
            self.wrong("E041", f"a state is in two classes, {both}: {self.named(state)}", place, "keep one of them")
        if (count == 0).any():
            missing = self.named(int(np.argmax(count == 0)))
            message = f"{int((count == 0).sum())} feasible states are in no class, such as {missing}"
            self.wrong("W106", message, place, "they rank below all classes; make them a class if that is not meant")

    def orders(self) -> None:
        """Report orders of which so little is known that those that agree with it cannot be counted."""
        for place, size, before in _known_orders(self.case):
            try:
                partial_order(size, before)
            except TooLittleKnown:
                hint = (
                    "say more under `known`, above all of the names that others stand beside, or split the names in two"
                )
                self.wrong("E045", f"too little is known of the order of {size} names", place, hint)

    def named(self, state: int) -> str:
        levels = zip(self.case.variables, self.space.levels[state], strict=True)
        return "{" + ", ".join(f"{v.id}: {v.levels[level]}" for v, level in levels) + "}"

    def idle_statements(self, actor: str, preference: Statements) -> None:
        """Warn of statements that never tell two states apart that those before them leave equal."""
        statements = preference.statements
        for number, statement in enumerate(statements):
            place: Place = ("preferences", actor, number)
            for condition in _conditions(statement):
                if len(np.unique(holds(condition.when, self.space.columns))) == 1:
                    message = f"`{condition.text}` is the same in every state, so it never matters"
                    self.wrong("W102", message, place, "take it out, or mend it")
        if not all(isinstance(s, Holds | Tie) for s in statements):
            return
        plain = [s for s in statements if isinstance(s, Holds | Tie)]
        classes = 1
        for number, statement in enumerate(plain):
            ranks = ranks_of(tuple(plain[: number + 1]), self.space.columns)
            told_apart = int(ranks.max()) + 1
            varies = any(len(np.unique(holds(c.when, self.space.columns))) > 1 for c in _conditions(statement))
            if told_apart == classes and varies:
                text = "; ".join(c.text for c in _conditions(statement))
                message = f"`{text}` never matters: the statements before it decide"
                self.wrong("W102", message, ("preferences", actor, number), "take it out, or put it further up")
            classes = told_apart

    # ------------------------------------------------------------ merged states

    def merged(self) -> None:
        """Report merged states that a preference or an outcome tells apart."""
        if not self.space.merged:
            return
        every = np.flatnonzero(self.space.index >= 0)
        columns = {
            v.id: ((every // stride) % len(v.levels)).astype(np.uint8)
            for v, stride in zip(self.case.variables, self.space.strides, strict=True)
        }
        state = self.space.index[every]
        for actor, preference in self.case.preferences.items():
            for condition in _all_conditions(preference):
                if _differs_within(state, holds(condition, columns)):
                    hint = (
                        "merge only states that are the same to everybody; in a ranking, write `-` for what was merged"
                    )
                    self.wrong("E042", f"{actor} tells merged states apart", ("merge",), hint)
                    break


def _known_orders(case: Case) -> Iterator[tuple[Place, int, tuple[tuple[int, int], ...]]]:
    """Yield every order that is known in part: where it stands, how many names it has, and what is known."""
    lists: list[tuple[Place, tuple[Statement, ...]]] = []
    for actor, preference in case.preferences.items():
        if isinstance(preference, Partial):
            yield ("preferences", actor, "partial", "known"), len(preference.classes), preference.before
        elif isinstance(preference, Statements):
            lists.append((("preferences", actor), preference.statements))
    for question in case.questions:
        for alternative in question.alternatives:
            place: Place = ("questions", question.id, "alternatives", alternative.id)
            lists += [((*place, slot), statements) for slot, statements in alternative.slots.items()]
    for inner, statements in lists:
        for number, statement in enumerate(statements):
            if isinstance(statement, AnyOrder) and statement.before:
                yield (*inner, number, "any_order", "known"), len(statement.statements), statement.before


def _conditions(statement: Statement) -> list[Holds]:
    if isinstance(statement, Holds):
        return [statement]
    if isinstance(statement, Maybe):
        return [statement.statement]
    return list(statement.statements) if isinstance(statement, Tie | AnyOrder) else []


def _all_conditions(preference: Preference) -> list[Expression]:
    if isinstance(preference, Ranking | Partial):
        return list(preference.classes)
    if isinstance(preference, Statements):
        return [c.when for c in itertools.chain.from_iterable(_conditions(s) for s in preference.statements)]
    return [c.when for c in preference.conditions]


def _differs_within(group: NDArray[np.int32], values: NDArray[np.bool_]) -> bool:
    """Tell whether a value differs between members of a group."""
    some = np.zeros(int(group.max()) + 1, dtype=bool)
    every = np.ones(int(group.max()) + 1, dtype=bool)
    np.logical_or.at(some, group, values)
    np.logical_and.at(every, group, values)
    return bool((some & ~every).any())
