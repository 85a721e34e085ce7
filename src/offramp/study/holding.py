"""What holds in one world: verdicts on states, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from offramp.beliefs.updating import posterior
from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.game.game import Game
from offramp.game.labels import Labels, level_names, levels_of
from offramp.stability.concepts import CONCEPTS, Stability, analyse
from offramp.stability.witness import Reasons, Step, Witness
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results import (
    Provenance,
    Sanction,
    SanctionStep,
    StableResult,
    StateResult,
    Verdict,
    WhyResult,
)
from offramp.study.summing import day_of, outcome_names

FEW_STATES = 64
"""Up to how many states all verdicts come with their reasons unasked."""

MOST_EXPLAINED = 8
"""How many equilibria come with their reasons unasked where the states are more."""

METHOD = "Stability by one sweep over the states for each actor and concept; reasons by search of the others' moves."


class World:
    """One world in which stability is judged: each actor's type, known to all.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    answers : mapping of question to alternative
        Questions not named take their most probable alternative; open preferences their most probable completion.
    completions : mapping of actor to int, optional
        Which completion of its open preferences an actor has, counted from 0.
    """

    def __init__(
        self, ensemble: Ensemble, answers: Mapping[str, str], completions: Mapping[str, int] | None = None
    ) -> None:
        self.ensemble = ensemble
        self.answers = self.complete(answers)
        wanted = completions or {}
        self.types: list[int] = []
        self.completions: dict[str, int] = {}
        for actor, types in zip(ensemble.case.actor_ids, ensemble.doubts.types, strict=True):
            answer = [self.alternative(q.id) for q in types.questions]
            alike = np.flatnonzero((types.alternatives == np.array(answer, dtype=np.int64)).all(axis=1))
            likeliest = int(np.argmax(types.completion[alike]))
            chosen = wanted.get(actor, likeliest)
            if not 0 <= chosen < len(alike):
                raise CaseError([Mistake("E064", f"{actor} has no completion {chosen}", ensemble.case.file)])
            self.types.append(int(alike[chosen]))
            if len(alike) > 1:
                self.completions[actor] = chosen

    def complete(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return an answer to every question, the most probable where none is given."""
        case = self.ensemble.case
        known = {q.id: [a.id for a in q.alternatives] for q in case.questions}
        for question, alternative in answers.items():
            if question not in known:
                hint = nearest(question, known, what="questions")
                raise CaseError([Mistake("E021", f'unknown question "{question}"', case.file, hint=hint)])
            if alternative not in known[question]:
                hint = nearest(alternative, known[question], what=f"alternatives of {question}")
                raise CaseError([Mistake("E021", f'unknown alternative "{alternative}"', case.file, hint=hint)])
        return {q.id: answers.get(q.id, q.alternatives[int(np.argmax(posterior(case, q)))].id) for q in case.questions}

    def alternative(self, question: str) -> int:
        """Return the position of a question's answer."""
        asked = next(q for q in self.ensemble.case.questions if q.id == question)
        return [a.id for a in asked.alternatives].index(self.answers[question])

    def game(self) -> Game:
        """Return the game of this world."""
        return self.ensemble.game(self.types)


class _Writer:
    """Turns verdicts on arrays into results with labels."""

    def __init__(self, ensemble: Ensemble, stability: Stability, concepts: Sequence[str], profile: Mapping[str, str]):
        self.ensemble = ensemble
        self.stability = stability
        self.game = stability.game
        self.concepts = concepts
        self.labels = Labels(ensemble.case)
        self.names = outcome_names(ensemble.case)
        self.equilibrium = {concept: stability.equilibrium(concept) for concept in concepts}
        if profile:
            self.equilibrium["mixed"] = stability.equilibrium(profile)

    def state(self, s: int) -> StateResult:
        levels = levels_of(self.game.space, s)
        stable = {
            c: {a: bool(self.stability.stable[c][i, s]) for i, a in enumerate(self.game.actors)} for c in self.concepts
        }
        equilibrium = {name: bool(holds[s]) for name, holds in self.equilibrium.items()}
        outcome = self.names[int(self.ensemble.outcome[s])]
        return StateResult(
            s, self.labels.state(levels), level_names(self.game.space.variables, levels), outcome, stable, equilibrium
        )

    def verdicts(self, states: Iterable[int]) -> tuple[Verdict, ...]:
        reasons = Reasons(self.game, self.ensemble.final)
        return tuple(
            written(reasons.witness(i, s, concept), self.game, self.labels)
            for s in states
            for concept in self.concepts
            for i in range(len(self.game.actors))
        )


def written(witness: Witness, game: Game, labels: Labels) -> Verdict:
    """Return a verdict and its reason with names for actors and states.

    Parameters
    ----------
    witness : Witness
        The verdict.
    game : Game
        The game it was found in.
    labels : Labels
        Names for its states.
    """

    def label(state: int) -> str:
        return labels.state(levels_of(game.space, state))

    def step(taken: Step) -> SanctionStep:
        return SanctionStep(game.actors[taken.actor], taken.to, label(taken.to), taken.improves, taken.chosen)

    sanctions = tuple(
        Sanction(
            answer.improvement, label(answer.improvement), tuple(step(s) for s in answer.steps), answer.carried_out
        )
        for answer in witness.answers
    )
    unpunished = witness.unpunished
    return Verdict(
        game.actors[witness.actor],
        witness.concept,
        witness.state,
        witness.stable,
        sanctions,
        unpunished,
        None if unpunished is None else label(unpunished),
        witness.margin,
        witness.margin_share,
    )


def stable(
    ensemble: Ensemble,
    *,
    world: Mapping[str, str] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
    profile: Mapping[str, str] | None = None,
    witnesses: bool | None = None,
) -> StableResult:
    """Judge every state in one world.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    world : mapping of question to alternative, optional
        See :class:`World`.
    concepts : sequence of str
        Names of :data:`offramp.stability.CONCEPTS`.
    profile : mapping of actor to concept, optional
        A concept for each actor; adds the equilibria of the mixed profile, as `mixed`.
    witnesses : bool, optional
        Whether to give reasons for all states; if not said, for all if there are at most `FEW_STATES`, else for
        equilibria and the status quo.
    """
    there = World(ensemble, world or {})
    names = [*dict.fromkeys([*concepts, *(profile or {}).values()])]
    stability = analyse(there.game(), names)
    writer = _Writer(ensemble, stability, names, profile or {})
    return StableResult(
        world=there.answers,
        completions=there.completions,
        profile=dict(profile or {}),
        states=tuple(writer.state(s) for s in range(len(ensemble.space))),
        witnesses=writer.verdicts(_explained(ensemble, writer, witnesses)),
        provenance=_provenance(ensemble),
    )


def _explained(ensemble: Ensemble, writer: _Writer, witnesses: bool | None) -> list[int]:
    """Return the states whose verdicts come with reasons."""
    states = len(ensemble.space)
    if witnesses or (witnesses is None and states <= FEW_STATES):
        return list(range(states))
    if witnesses is False:
        return []
    held = np.logical_or.reduce([writer.equilibrium[c] for c in writer.equilibrium if c in ("nash", "sseq", "mixed")])
    chosen = [int(s) for s in np.flatnonzero(held)[:MOST_EXPLAINED]]
    if ensemble.case.status_quo is not None:
        start = ensemble.space.state(ensemble.case.status_quo)
        chosen = [start, *(s for s in chosen if s != start)]
    return chosen


def why(
    ensemble: Ensemble,
    state: int | None = None,
    *,
    world: Mapping[str, str] | None = None,
    completions: Mapping[str, int] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
) -> WhyResult:
    """Give the reason for every verdict on one state, the status quo if none is named.

    Raises
    ------
    CaseError
        If there is no such state, or no status quo.
    """
    there = World(ensemble, world or {}, completions)
    s = ensemble.space.state(ensemble.require_status_quo()) if state is None else state
    if not 0 <= s < len(ensemble.space):
        hint = f"states are numbered from 0 to {len(ensemble.space) - 1}; `offramp states` lists them"
        raise CaseError([Mistake("E064", f"there is no state {s}", ensemble.case.file, hint=hint)])
    writer = _Writer(ensemble, analyse(there.game(), concepts), concepts, {})
    return WhyResult(there.answers, there.completions, writer.state(s), writer.verdicts([s]), _provenance(ensemble))


def _provenance(ensemble: Ensemble) -> Provenance:
    from offramp import __version__

    case, states = ensemble.case, len(ensemble.space)
    return Provenance(
        case.id, case.file, case.digest, __version__, None, 1, True, False, 1.0, states, METHOD, day_of(case)
    )
