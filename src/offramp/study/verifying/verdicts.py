"""Results of `stable` and `why` re-checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from offramp.case.model import Case
from offramp.stability.concepts import CONCEPTS
from offramp.stability.oracle import Oracle, State
from offramp.study.holding import World
from offramp.study.playing.ensemble import Ensemble
from offramp.study.verifying.findings import Findings
from offramp.study.verifying.reasons import ReasonChecker

MOST_WORK = 2_000_000
"""Verdicts without a reason are re-checked up to this many divided by the states, spread evenly over the result; the
rest are counted as not re-checked."""


def recheck_verdicts(
    result: Mapping[str, Any], case: Case, most: int | None, report: Callable[[int, int], None]
) -> Findings:
    """Re-check a result about verdicts in one world; see :func:`offramp.study.verifying.verify`."""
    checker = _Checker(result, case)
    if result["provenance"].get("states", len(checker.states)) != len(checker.states):
        checker.findings.refuse(f"provenance.states: there are {len(checker.states)} states")
    checker.check_witnesses(report)
    checker.check_states(MOST_WORK // len(checker.states) if most is None else most)
    return checker.findings


class _Checker:
    def __init__(self, result: Mapping[str, Any], case: Case) -> None:
        self.result = result
        self.findings = Findings()
        self.met = 0
        self.proved: dict[tuple[int, str, str], bool] = {}
        world = World(Ensemble(case), result.get("world", {}), result.get("completions", {}))
        orders = {
            actor: types.orders[t]
            for actor, types, t in zip(case.actor_ids, world.ensemble.doubts.types, world.types, strict=True)
        }
        self.oracle = Oracle(case, orders)
        self.states = self.oracle.states
        self.case = case
        self.reasons = ReasonChecker(case, self.oracle)

    def listed(self) -> list[Mapping[str, Any]]:
        found = [*self.result.get("states", [])]
        return [*found, self.result["state"]] if isinstance(self.result.get("state"), dict) else found

    def check_witnesses(self, report: Callable[[int, int], None]) -> None:
        every = self.result.get("witnesses", [])
        for number, witness in enumerate(every):
            report(number, len(every))
            self.findings.witnesses += 1
            problem = self.reasons.problem(witness)
            if problem:
                where = f"{witness.get('concept')} of {witness.get('actor')} at state {witness.get('state')}"
                self.findings.refuse(f"{where}: {problem}")
            else:
                self.proved[witness["state"], witness["actor"], witness["concept"]] = witness["stable"]

    def check_states(self, most: int) -> None:
        listed = self.listed()
        total = len(listed) * len(CONCEPTS) * len(self.oracle.actors)
        self.stride = max(1, -(-total // max(most, 1)))
        for entry in listed:
            if not self.reasons.known(entry.get("id")) or entry.get("levels") != self.levels(self.states[entry["id"]]):
                self.findings.refuse(f"state {entry.get('id')}: its levels are not those of that state")
            elif entry.get("label") != self.reasons.label(entry["id"]):
                self.findings.refuse(f"state {entry['id']}: it is called by another state's name")
            elif not isinstance(entry.get("stable"), Mapping) or not isinstance(entry.get("equilibrium"), Mapping):
                self.findings.refuse(f"state {entry['id']}: it is not written as a state is")
            else:
                self.check_state(entry)

    def check_state(self, entry: Mapping[str, Any]) -> None:
        for concept, verdicts in entry["stable"].items():
            for actor, verdict in verdicts.items():
                self.check_verdict(entry["id"], actor, concept, verdict)
            if entry["equilibrium"].get(concept) != all(verdicts.values()):
                self.findings.refuse(f"state {entry['id']}: the equilibrium under {concept} does not follow")
        profile = self.result.get("profile") or {}
        if profile and entry["equilibrium"].get("mixed") != all(entry["stable"][c][a] for a, c in profile.items()):
            self.findings.refuse(f"state {entry['id']}: the mixed equilibrium does not follow")

    def check_verdict(self, number: int, actor: str, concept: str, verdict: object) -> None:
        """Check a verdict: against its reason if that holds, else from the definition, if it is the turn of it."""
        if concept not in CONCEPTS or actor not in self.oracle.actors:
            self.findings.refuse(f"state {number}: no such concept or actor")
            return
        proved = self.proved.get((number, actor, concept))
        if proved is None:
            self.met += 1
            if self.met % self.stride:
                self.findings.unchecked += 1
                return
            proved = self.oracle.stable(actor, self.states[number], concept)
        self.findings.verdicts += 1
        if proved != verdict:
            self.findings.refuse(f"state {number}: {concept} of {actor} is not {verdict}")

    def levels(self, state: State) -> dict[str, str]:
        return {v.id: v.levels[level] for v, level in zip(self.case.variables, state, strict=True)}
