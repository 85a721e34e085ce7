"""What breaks a deal, found the slow way: world by world, from the definitions alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from offramp.stability.oracle import Oracle, State
from study.bargaining import Bargain


@dataclass
class Leaving:
    """What is summed over the worlds in which a party leaves by one move."""

    weight: float = 0.0
    gain: float = 0.0
    unpunished: float = 0.0
    foresight: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    true: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    looks: float = 0.0
    believed: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    could: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    would: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def favourite(bargain: Bargain, actor: str, target: State, w: int) -> State | None:
    """Return the move by which an actor leaves in a world; None if it holds."""
    types, concept = bargain.seen_by(actor, w)
    oracle = bargain.oracle(types)
    credible = oracle.credible_improvements(actor, target, concept)
    number = {state: n for n, state in enumerate(oracle.states)}
    return max(credible, key=lambda s: (oracle.worth(actor, s), -number[s]), default=None)


def leavings(bargain: Bargain, target: State) -> dict[tuple[str, State], Leaving]:
    """Return who leaves by which move, with everything told of it as sums of weights."""
    found: dict[tuple[str, State], Leaving] = defaultdict(Leaving)
    for w, weight in bargain.weights():
        for actor in bargain.parties:
            to = favourite(bargain, actor, target, w)
            if to is not None and weight > 0:
                _note(found[actor, to], bargain, actor, (target, to), w, weight)
    return found


def _note(one: Leaving, bargain: Bargain, actor: str, move: tuple[State, State], w: int, weight: float) -> None:
    target, to = move
    truth = bargain.oracle(bargain.true_types(w))
    one.weight += weight
    here, there = truth.worth(actor, target), truth.worth(actor, to)
    one.gain += weight * sum(here <= truth.worth(actor, s) < there for s in truth.states) / len(truth.states)
    _, concept = bargain.seen_by(actor, w)
    one.foresight[concept] += weight
    one.looks += weight * (concept in ("seq", "sseq"))
    for question, answer in answers(bargain, bargain.true_types(w)).items():
        one.true[question, answer] += weight
    for question, answer in beliefs(bargain, actor, w).items():
        one.believed[question, answer] += weight
    nobody = 1.0
    for other in bargain.case.actor_ids:
        if other != actor:
            would = _would(bargain, truth, (actor, other), move, w)
            one.could[other] += weight * any(not truth.better(actor, s, target) for s in truth.moves(other, to))
            one.would[other] += weight * would
            nobody *= 1 - would
    one.unpunished += weight * nobody


def _would(bargain: Bargain, truth: Oracle, who: tuple[str, str], move: tuple[State, State], w: int) -> float:
    """Return the chance that the other's next move leaves the party no better than the deal did."""
    (actor, other), (target, to) = who, move
    if any(o.id == bargain.outcome(to) and o.final for o in bargain.case.outcomes):
        return 0.0
    types, concept = bargain.seen_by(other, w)
    oracle = bargain.oracle(types)
    merits = {
        s: (oracle.worth(other, s), -sum(x != y for x, y in zip(to, s, strict=True)))
        for s in oracle.credible_improvements(other, to, concept)
    }
    chosen = [s for s, merit in merits.items() if merit == max(merits.values())]
    return sum(not truth.better(actor, s, target) for s in chosen) / len(chosen) if chosen else 0.0


def answers(bargain: Bargain, types: tuple[int, ...]) -> dict[str, str]:
    """Return the answers to all questions that some types embody."""
    found = {}
    for kinds, t in zip(bargain.there.doubts.types, types, strict=True):
        for n, question in enumerate(kinds.questions):
            found[question.id] = question.alternatives[kinds.alternatives[t, n]].id
    return found


def beliefs(bargain: Bargain, actor: str, w: int) -> dict[str, str]:
    """Return what an actor believes of the others in a world; nothing if it does not look at them."""
    types, concept = bargain.seen_by(actor, w)
    if concept not in ("seq", "sseq"):
        return {}
    about = {q.id: q.about for q in bargain.case.questions}
    return {question: answer for question, answer in answers(bargain, types).items() if about[question] != actor}
