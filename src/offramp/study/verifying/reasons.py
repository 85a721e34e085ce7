"""Reasons re-checked: whether a verdict and its witness hold in one game, from the definitions alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offramp.case.model import Case
from offramp.game.labels import Labels
from offramp.stability.concepts import CONCEPTS
from offramp.stability.oracle import Oracle, State, true_at


class ReasonChecker:
    """Re-checks the reasons of verdicts on one game.

    Parameters
    ----------
    case : Case
        The case.
    oracle : Oracle
        The game.
    """

    def __init__(self, case: Case, oracle: Oracle) -> None:
        self.case = case
        self.oracle = oracle
        self.states = oracle.states
        self.labels = Labels(case)
        self._ranked: dict[str, dict[tuple[float, ...], int]] = {}
        self._expected: dict[tuple[str, State, str], int] = {}
        self._liked: dict[tuple[str, State, str], set[State]] = {}

    def problem(self, witness: Mapping[str, Any]) -> str | None:
        """Return what is wrong with a reason, given as a result's dict has it; None if nothing is.

        Costs a search of the others' moves from each of the actor's moves.
        """
        try:
            return self._problem(witness)
        except (KeyError, TypeError, IndexError, AttributeError):
            return "it is not written as a reason is"

    def _problem(self, witness: Mapping[str, Any]) -> str | None:
        actor, concept, number = witness["actor"], witness["concept"], witness["state"]
        if actor not in self.oracle.actors or concept not in CONCEPTS or not self.known(number):
            return "no such actor, concept or state"
        state = self.states[number]
        if witness["margin"] != self._margin(actor, state, concept):
            return "the margin is not as the definition gives it"
        share = self._margin_share(actor, state, witness["margin"])
        if share != witness["margin_share"] and abs((share or 0.0) - (witness["margin_share"] or 0.0)) > 1e-9:
            return "the margin's share of states is not so"
        if witness["stable"] is not True:
            return self._problem_unstable(witness, actor, state, concept)
        if witness["unpunished"] is not None:
            return "it names an unpunished move, and calls the state stable"
        answered = {sanction["improvement"] for sanction in witness["sanctions"]}
        told = {self.states[n] for n in answered if self.known(n)}
        if len(told) != len(answered) or told != self.oracle.improvements(actor, state):
            return "the answers do not cover exactly the improvements"
        problems = (self._problem_sanction(s, actor, state, concept) for s in witness["sanctions"])
        return next((p for p in problems if p), None)

    def _problem_unstable(self, witness: Mapping[str, Any], actor: str, state: State, concept: str) -> str | None:
        number, improvements = witness["unpunished"], self.oracle.improvements(actor, state)
        if witness["stable"] is not False or witness["sanctions"]:
            return "it names answers, and calls the state unstable"
        if not self.known(number) or self.states[number] not in improvements:
            return "the unpunished move is not an improvement"
        if witness["unpunished_label"] != self.label(number):
            return "the unpunished move is called by another state's name"
        if self.oracle.sanctioned(actor, state, self.states[number], concept):
            return "the unpunished move is sanctioned"
        better = (s1 for s1 in improvements if self.oracle.better(actor, s1, self.states[number]))
        if not all(self.oracle.sanctioned(actor, state, s1, concept) for s1 in better):
            return "a move that it likes better goes unpunished, too"
        return None

    def _problem_sanction(self, sanction: Mapping[str, Any], actor: str, state: State, concept: str) -> str | None:
        steps = sanction["steps"]
        if concept == "nash" or not steps:
            return "nothing deters this improvement"
        if sanction["label"] != self.label(sanction["improvement"]):
            return "the improvement is called by another state's name"
        here, last, carried_out = self.states[sanction["improvement"]], actor, True
        for step in steps:
            mover = step["actor"]
            if mover in (actor, last) or mover not in self.oracle.actors or not self.known(step["to"]):
                return "the answer is not a legal sequence of the others"
            there = self.states[step["to"]]
            if there not in self.oracle.moves(mover, here):
                return "the answer makes a move that does not exist"
            if step["label"] != self.label(step["to"]):
                return "a step of the answer is called by another state's name"
            improves = self.oracle.better(mover, there, here)
            chosen = there in self._favourites(mover, here, concept)
            if CONCEPTS[concept].credible and not improves:
                return "the answer makes a move that does not improve its mover's lot"
            if step["improves"] != improves or step["chosen"] != chosen:
                return "what it says of the movers' will is not so"
            carried_out = carried_out and chosen
            here, last = there, mover
        if not self.oracle.deters(actor, state, here, concept):
            return "the answer does not deter"
        return None if sanction["carried_out"] == carried_out else "what it says of being carried out is not so"

    def _favourites(self, mover: str, state: State, concept: str) -> set[State]:
        """Return the most preferred of the mover's credible improvements; none where play has stopped."""
        key = (mover, state, concept)
        if self._has_stopped(state):
            return set()
        if key not in self._liked:
            credible = self.oracle.credible_improvements(mover, state, concept)
            best = max((self.oracle.worth(mover, t) for t in credible), default=None)
            self._liked[key] = {t for t in credible if self.oracle.worth(mover, t) == best}
        return self._liked[key]

    def _has_stopped(self, state: State) -> bool:
        levels = self.oracle.levels(state)
        return next((outcome.final for outcome in self.case.outcomes if true_at(outcome.when, levels)), False)

    def _margin(self, actor: str, state: State, concept: str) -> int | None:
        """Return the margin from the definition: ranks between a state and the best prospect of a move."""
        moves = self.oracle.moves(actor, state)
        if not moves:
            return None
        ranks = self._ranks(actor)
        return ranks[self.oracle.worth(actor, state)] - max(self._prospect(actor, s1, concept) for s1 in moves)

    def _margin_share(self, actor: str, state: State, margin: int | None) -> float | None:
        """Return the share of all states that lie between a state and what its margin reaches, in the actor's order."""
        if margin is None:
            return None
        ranks = self._ranks(actor)
        here = ranks[self.oracle.worth(actor, state)]
        low, high = sorted((here, here - margin))
        between = sum(low < ranks[self.oracle.worth(actor, s)] <= high for s in self.states)
        return (1 if margin >= 0 else -1) * between / len(self.states)

    def label(self, number: int) -> str:
        """Return the name of a state."""
        return self.labels.state(self.states[number])

    def _prospect(self, actor: str, improvement: State, concept: str) -> int:
        key = (actor, improvement, concept)
        if key not in self._expected:
            self._expected[key] = self._least(actor, improvement, concept)
        return self._expected[key]

    def _least(self, actor: str, improvement: State, concept: str) -> int:
        ranks = self._ranks(actor)
        own = ranks[self.oracle.worth(actor, improvement)]
        if concept == "nash":
            return own
        ends = {improvement, *self.oracle.reach(actor, improvement, credible=CONCEPTS[concept].credible)}
        return min(own, *(self._value(actor, end, concept) for end in ends))

    def _value(self, actor: str, end: State, concept: str) -> int:
        ranks = self._ranks(actor)
        reached = {end, *self.oracle.moves(actor, end)} if CONCEPTS[concept].escape else {end}
        return max(ranks[self.oracle.worth(actor, t)] for t in reached)

    def _ranks(self, actor: str) -> dict[tuple[float, ...], int]:
        if actor not in self._ranked:
            worths = sorted({self.oracle.worth(actor, state) for state in self.states})
            self._ranked[actor] = {worth: rank for rank, worth in enumerate(worths)}
        return self._ranked[actor]

    def known(self, number: object) -> bool:
        """Tell whether this is the number of a state."""
        return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(self.states)
