"""A second look at results: the oracle re-checks every verdict and every reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from offramp.case.model import Case
from offramp.game.labels import Labels
from offramp.stability.concepts import CONCEPTS
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.holding import World
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results import Result

MOST_WORK = 2_000_000
"""Verdicts without a reason are re-checked up to this many divided by the states, spread evenly over the result; the
rest are counted as not re-checked."""


@dataclass(frozen=True, slots=True)
class VerifyResult(Result):
    """What the oracle found.

    Attributes
    ----------
    verified : bool
        Whether everything that was re-checked holds.
    witnesses, verdicts : int
        How many reasons, and how many verdicts without one, were re-checked.
    unchecked : int
        How many verdicts were not, for there are too many.
    refused : tuple of str
        What does not hold.
    """

    verified: bool
    witnesses: int
    verdicts: int
    unchecked: int
    refused: tuple[str, ...]


def verify(
    result: Mapping[str, Any],
    case: Case,
    *,
    most: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> VerifyResult:
    """Re-check a result of `stable` or `why` with the oracle, from the definitions alone.

    Parameters
    ----------
    result : mapping
        The result as :meth:`~offramp.study.results.Result.to_dict` gives it.
    case : Case
        The case it speaks of; its digest must be the one in the result.
    most : int, optional
        The most verdicts without a reason to re-check; if not given, fewer the more states there are.
    report : callable, optional
        Told how many reasons are done, of how many.

    Notes
    -----
    The oracle lists the states, makes the moves and follows legal sequences by itself; what it shares with the engine
    is the reading of the case and the choice of the world. Costs a search of the others' moves for each verdict.
    """
    checker = _Checker(result, case)
    if not checker.refused:
        checker.check_witnesses(report)
        checker.check_states(MOST_WORK // len(checker.states) if most is None else most)
    refused = tuple(checker.refused)
    return VerifyResult(not refused, checker.witnesses, checker.verdicts, checker.unchecked, refused)


class _Checker:
    def __init__(self, result: Mapping[str, Any], case: Case) -> None:
        self.result = result
        self.refused: list[str] = []
        self.witnesses = self.verdicts = self.unchecked = self.met = 0
        self.proved: dict[tuple[int, str, str], bool] = {}
        digest = result.get("provenance", {}).get("digest")
        if digest != case.digest:
            self.refused.append(f"the result is about another text of the case (digest {str(digest)[:12]}...)")
            return
        world = World(Ensemble(case), result.get("world", {}), result.get("completions", {}))
        orders = {
            actor: types.orders[t]
            for actor, types, t in zip(case.actor_ids, world.ensemble.doubts.types, world.types, strict=True)
        }
        self.oracle = Oracle(case, orders)
        self.states = self.oracle.states
        self.case = case
        self.labels = Labels(case)
        self._ranks: dict[str, dict[tuple[float, ...], int]] = {}
        self._prospects: dict[tuple[str, State, str], int] = {}
        self._favourites: dict[tuple[str, State, str], set[State]] = {}

    def listed(self) -> list[Mapping[str, Any]]:
        found = [*self.result.get("states", [])]
        return [*found, self.result["state"]] if isinstance(self.result.get("state"), dict) else found

    # ------------------------------------------------------------ reasons

    def check_witnesses(self, report: Callable[[int, int], None] | None) -> None:
        every = self.result.get("witnesses", [])
        for number, witness in enumerate(every):
            if report is not None:
                report(number, len(every))
            self.witnesses += 1
            problem = self.guarded(witness)
            if problem:
                where = f"{witness.get('concept')} of {witness.get('actor')} at state {witness.get('state')}"
                self.refused.append(f"{where}: {problem}")
            else:
                self.proved[witness["state"], witness["actor"], witness["concept"]] = witness["stable"]

    def guarded(self, witness: Mapping[str, Any]) -> str | None:
        try:
            return self.problem(witness)
        except (KeyError, TypeError, IndexError, AttributeError):
            return "it is not written as a reason is"

    def problem(self, witness: Mapping[str, Any]) -> str | None:
        """Return what is wrong with a reason, None if nothing is."""
        actor, concept, number = witness["actor"], witness["concept"], witness["state"]
        if actor not in self.oracle.actors or concept not in CONCEPTS or not self.known(number):
            return "no such actor, concept or state"
        state = self.states[number]
        if witness["margin"] != self.margin(actor, state, concept):
            return "the margin is not as the definition gives it"
        share = self.margin_share(actor, state, witness["margin"])
        if share != witness["margin_share"] and abs((share or 0.0) - (witness["margin_share"] or 0.0)) > 1e-9:
            return "the margin's share of states is not so"
        if not witness["stable"]:
            return self.problem_unstable(witness, actor, state, concept)
        answered = {sanction["improvement"] for sanction in witness["sanctions"]}
        improvements = {self.states.index(s1) for s1 in self.oracle.improvements(actor, state)}
        if answered != improvements:
            return "the answers do not cover exactly the improvements"
        problems = (self.problem_sanction(s, actor, state, concept) for s in witness["sanctions"])
        return next((p for p in problems if p), None)

    def problem_unstable(self, witness: Mapping[str, Any], actor: str, state: State, concept: str) -> str | None:
        number = witness["unpunished"]
        if not self.known(number) or self.states[number] not in self.oracle.improvements(actor, state):
            return "the unpunished move is not an improvement"
        if witness["unpunished_label"] != self.label(number):
            return "the unpunished move is called by another state's name"
        if self.oracle.sanctioned(actor, state, self.states[number], concept):
            return "the unpunished move is sanctioned"
        return None

    def problem_sanction(self, sanction: Mapping[str, Any], actor: str, state: State, concept: str) -> str | None:
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
            chosen = there in self.favourites(mover, here, concept)
            if CONCEPTS[concept].credible and not improves:
                return "the answer makes a move that does not improve its mover's lot"
            if step["improves"] != improves or step["chosen"] != chosen:
                return "what it says of the movers' will is not so"
            carried_out = carried_out and chosen
            here, last = there, mover
        if not self.oracle.deters(actor, state, here, concept):
            return "the answer does not deter"
        return None if sanction["carried_out"] == carried_out else "what it says of being carried out is not so"

    def favourites(self, mover: str, state: State, concept: str) -> set[State]:
        """Return the most preferred of the mover's credible improvements; none where play has stopped."""
        key = (mover, state, concept)
        if self.has_stopped(state):
            return set()
        if key not in self._favourites:
            credible = self.oracle.credible_improvements(mover, state, concept)
            best = max((self.oracle.worth(mover, t) for t in credible), default=None)
            self._favourites[key] = {t for t in credible if self.oracle.worth(mover, t) == best}
        return self._favourites[key]

    def has_stopped(self, state: State) -> bool:
        levels = self.oracle.levels(state)
        return next((outcome.final for outcome in self.case.outcomes if true_at(outcome.when, levels)), False)

    def margin(self, actor: str, state: State, concept: str) -> int | None:
        """Return the margin from the definition: ranks between a state and the best prospect of a move."""
        moves = self.oracle.moves(actor, state)
        if not moves:
            return None
        ranks = self.ranks(actor)
        return ranks[self.oracle.worth(actor, state)] - max(self.prospect(actor, s1, concept) for s1 in moves)

    def margin_share(self, actor: str, state: State, margin: int | None) -> float | None:
        """Return the share of all states that lie between a state and what its margin reaches, in the actor's order."""
        if margin is None:
            return None
        ranks = self.ranks(actor)
        here = ranks[self.oracle.worth(actor, state)]
        low, high = sorted((here, here - margin))
        between = sum(low < ranks[self.oracle.worth(actor, s)] <= high for s in self.states)
        return (1 if margin >= 0 else -1) * between / len(self.states)

    def label(self, number: int) -> str:
        return self.labels.state(self.states[number])

    def prospect(self, actor: str, improvement: State, concept: str) -> int:
        key = (actor, improvement, concept)
        if key not in self._prospects:
            self._prospects[key] = self._prospect(actor, improvement, concept)
        return self._prospects[key]

    def _prospect(self, actor: str, improvement: State, concept: str) -> int:
        ranks = self.ranks(actor)
        own = ranks[self.oracle.worth(actor, improvement)]
        if concept == "nash":
            return own
        ends = {improvement, *self.oracle.reach(actor, improvement, credible=CONCEPTS[concept].credible)}
        return min(own, *(self.value(actor, end, concept) for end in ends))

    def value(self, actor: str, end: State, concept: str) -> int:
        ranks = self.ranks(actor)
        reached = {end, *self.oracle.moves(actor, end)} if CONCEPTS[concept].escape else {end}
        return max(ranks[self.oracle.worth(actor, t)] for t in reached)

    def ranks(self, actor: str) -> dict[tuple[float, ...], int]:
        if actor not in self._ranks:
            worths = sorted({self.oracle.worth(actor, state) for state in self.states})
            self._ranks[actor] = {worth: rank for rank, worth in enumerate(worths)}
        return self._ranks[actor]

    # ------------------------------------------------------------ states

    def check_states(self, most: int) -> None:
        listed = self.listed()
        total = len(listed) * len(CONCEPTS) * len(self.oracle.actors)
        self.stride = max(1, -(-total // max(most, 1)))
        for entry in listed:
            if not self.known(entry.get("id")) or entry.get("levels") != self.levels(self.states[entry["id"]]):
                self.refused.append(f"state {entry.get('id')}: its levels are not those of that state")
            elif entry.get("label") != self.label(entry["id"]):
                self.refused.append(f"state {entry['id']}: it is called by another state's name")
            elif not isinstance(entry.get("stable"), Mapping) or not isinstance(entry.get("equilibrium"), Mapping):
                self.refused.append(f"state {entry['id']}: it is not written as a state is")
            else:
                self.check_state(entry)

    def check_state(self, entry: Mapping[str, Any]) -> None:
        for concept, verdicts in entry["stable"].items():
            for actor, verdict in verdicts.items():
                self.check_verdict(entry["id"], actor, concept, verdict)
            if entry["equilibrium"].get(concept) != all(verdicts.values()):
                self.refused.append(f"state {entry['id']}: the equilibrium under {concept} does not follow")
        profile = self.result.get("profile") or {}
        if profile and entry["equilibrium"].get("mixed") != all(entry["stable"][c][a] for a, c in profile.items()):
            self.refused.append(f"state {entry['id']}: the mixed equilibrium does not follow")

    def check_verdict(self, number: int, actor: str, concept: str, verdict: object) -> None:
        """Check a verdict: against its reason if that holds, else from the definition, if it is the turn of it."""
        if concept not in CONCEPTS or actor not in self.oracle.actors:
            self.refused.append(f"state {number}: no such concept or actor")
            return
        proved = self.proved.get((number, actor, concept))
        if proved is None:
            self.met += 1
            if self.met % self.stride:
                self.unchecked += 1
                return
            proved = self.oracle.stable(actor, self.states[number], concept)
        self.verdicts += 1
        if proved != verdict:
            self.refused.append(f"state {number}: {concept} of {actor} is not {verdict}")

    def levels(self, state: State) -> dict[str, str]:
        return {v.id: v.levels[level] for v, level in zip(self.case.variables, state, strict=True)}

    def known(self, number: object) -> bool:
        return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(self.states)
