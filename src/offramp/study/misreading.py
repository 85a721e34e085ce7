"""Who misreads whom: what actors expect, what happens, what the error costs, and which news would correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.types import Types
from offramp.beliefs.updating import posterior
from offramp.beliefs.worlds import LOOKS_AT_OTHERS, Worlds, worlds_of
from offramp.case.model import Policy
from offramp.game.labels import Labels, levels_of
from offramp.study.ensemble import Ensemble
from offramp.study.playing import Course, play
from offramp.study.policies import Report, silent
from offramp.study.results import Belief, Misreading, MisreadResult, Revelation
from offramp.study.summing import outcome_names, outcome_number, provenance

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

SAMPLES = 200
MOST_STATES = 5
METHOD = (
    "What an actor expects is play in which all act in its game, mixed over its beliefs; "
    "what happens is play in which each acts in its own."
)


def misread(
    ensemble: Ensemble,
    *,
    policies: Sequence[str] | None = None,
    actors: Sequence[str] | None = None,
    report: Report = silent,
) -> MisreadResult:
    """Compare what actors expect with what happens.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    policies : sequence of str, optional
        Under which policies; all, and none, if not given.
    actors : sequence of str, optional
        Whose expectations; if not given, of the actors with a perception of their own, or of all if none has.
    report : callable
        Told of progress.

    Notes
    -----
    Others' preferences enter an actor's choice only under SEQ and SSEQ, so an error about them costs something only
    to an actor that looks ahead in this way.
    """
    case = ensemble.case
    chosen = list(policies) if policies is not None else [p.id for p in ensemble.policies]
    whose = list(actors) if actors is not None else list(case.perceptions) or list(case.actor_ids)
    worlds = worlds_of(ensemble.doubts, seed=ensemble.seed, samples=SAMPLES, most=SAMPLES)
    found = []
    for done, name in enumerate(chosen):
        policy = ensemble.policy(name)
        course = play(ensemble, policy, worlds, timed=False)
        for actor in whose:
            report(f"misreadings under {policy.name}", done, len(chosen))
            found.append(_Reader(ensemble, worlds, policy, course, actor).result())
    return MisreadResult(_beliefs(ensemble, whose), tuple(found), provenance(ensemble, METHOD, worlds=worlds))


def _beliefs(ensemble: Ensemble, actors: Sequence[str]) -> tuple[Belief, ...]:
    found = []
    for actor in actors:
        for question in ensemble.case.questions:
            if question.about == actor:
                continue
            names = [a.id for a in question.alternatives]
            analyst = dict(zip(names, posterior(ensemble.case, question).tolist(), strict=True))
            own = posterior(ensemble.case, question, believer=actor).tolist()
            found.append(Belief(actor, question.id, analyst, dict(zip(names, own, strict=True))))
    return tuple(found)


class _Reader:
    """One actor's reading of the conflict under one policy."""

    def __init__(self, ensemble: Ensemble, worlds: Worlds, policy: Policy, course: Course, actor: str) -> None:
        self.ensemble = ensemble
        self.worlds = worlds
        self.policy = policy
        self.course = course
        self.actor = actor
        self.i = ensemble.case.actor_ids.index(actor)
        self.happens = worlds.weight @ course.chance()
        self.looks = np.array([c in LOOKS_AT_OTHERS for c in worlds.concepts[self.i]])[worlds.foresight[:, self.i]]

    def result(self) -> Misreading:
        names = outcome_names(self.ensemble.case)
        expects = self.expected()
        seek, avoid = self.prices(self.told(self.worlds.types))
        states, weight = self.by_error()
        return Misreading(
            actor=self.actor,
            policy=self.policy.id,
            expects=dict(zip(names, expects.tolist(), strict=True)),
            happens=dict(zip(names, self.happens.tolist(), strict=True)),
            gap=float(np.abs(expects - self.happens).sum() / 2),
            price_seek=seek,
            price_avoid=avoid,
            revelation=self.revelations(),
            stable_by_error=states,
            weight_by_error=weight,
        )

    def expected(self) -> Floats:
        """Return the outcome chances in the actor's own game, mixed over its beliefs."""
        doubts = self.ensemble.doubts
        truth = tuple(t if b is None else b for t, b in zip(doubts.truth, doubts.believed[self.i], strict=True))
        shared = ((None,) * len(truth),) * len(truth)
        theirs = worlds_of(
            replace(doubts, truth=truth, believed=shared), seed=self.ensemble.seed, samples=SAMPLES, most=SAMPLES
        )
        return np.asarray(theirs.weight @ play(self.ensemble, self.policy, theirs, timed=False).chance())

    def told(self, views: Longs) -> Floats:
        """Return the outcome chances if the actor takes everybody to have the given types, world by world."""
        believed = self.worlds.believed.copy()
        believed[:, self.i] = np.where(self.looks[:, None], views, believed[:, self.i])
        believed[:, self.i, self.i] = self.worlds.types[:, self.i]
        course = play(self.ensemble, self.policy, replace(self.worlds, believed=believed), timed=False)
        return np.asarray(self.worlds.weight @ course.chance())

    def prices(self, informed: Floats) -> tuple[float | None, float | None]:
        """Return how the judge's chances would change."""
        case = self.ensemble.case
        numbers = [outcome_number(case, case.seek), outcome_number(case, case.avoid)]
        seek, avoid = (None if n is None else float(informed[n] - self.happens[n]) for n in numbers)
        return seek, avoid

    def revelations(self) -> tuple[Revelation, ...]:
        found = []
        for j, types in enumerate(self.ensemble.doubts.types):
            if j == self.i or self.ensemble.doubts.believed[self.i][j] is None:
                continue
            for column, question in enumerate(types.questions):
                views = self.worlds.believed[:, self.i].copy()
                views[:, j] = _corrected(types, column, views[:, j], self.worlds.types[:, j])
                informed = self.told(views)
                shift = float(np.abs(informed - self.happens).sum() / 2)
                seek, avoid = self.prices(informed)
                found.append(Revelation(question.id, shift, seek or 0.0, avoid or 0.0))
        return tuple(sorted(found, key=lambda r: -r.shift))

    def by_error(self) -> tuple[tuple[str, ...], float]:
        """Return the end states in which the actor stays only because it misreads another, and their chance."""
        board = self.ensemble.board(self.policy)
        worlds, i = self.worlds, self.i
        views = np.concatenate(
            [self.course.which[:, None], worlds.foresight[:, [i]], worlds.believed[:, i], worlds.types], axis=1
        )
        distinct, where = np.unique(views[self.looks], axis=0, return_inverse=True)
        weight = np.bincount(where.reshape(-1), worlds.weight[self.looks], minlength=len(distinct))
        actors = worlds.types.shape[1]
        total: dict[int, float] = {}
        for row, share in zip(distinct, weight, strict=True):
            concept = worlds.concepts[i][row[1]]
            blind = self.ensemble.mover(self.policy.id, board, i, concept, row[2 : 2 + actors])
            aware = self.ensemble.mover(self.policy.id, board, i, concept, row[2 + actors :])
            played = self.course.played[row[0]]
            for node, chance in zip(played.ends.nodes, played.ends.chance, strict=True):
                state = int(played.chain.state[node])
                stopped = bool(board.setting.final[state])
                if not stopped and not blind.targets(state) and aware.targets(state):
                    base = int(played.states[node])
                    total[base] = total.get(base, 0.0) + float(share * chance)
        labels = Labels(self.ensemble.case)
        ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        named = tuple(labels.state(levels_of(self.ensemble.space, state)) for state, _ in ordered[:MOST_STATES])
        return named, float(sum(total.values()))


def _corrected(types: Types, column: int, believed: Longs, true: Longs) -> Longs:
    """Return believed types in which one question has its true answer, all else being as believed."""
    table: dict[tuple[tuple[int, ...], int], int] = {}
    seen: dict[tuple[int, ...], int] = {}
    position = np.zeros(len(types), dtype=np.int64)
    for t in range(len(types)):
        answer = tuple(int(a) for a in types.alternatives[t])
        position[t] = seen.get(answer, 0)
        seen[answer] = int(position[t]) + 1
        table[answer, int(position[t])] = t
    corrected = np.empty_like(believed)
    for w, (b, t) in enumerate(zip(believed, true, strict=True)):
        answer = tuple(int(types.alternatives[t if q == column else b, q]) for q in range(types.alternatives.shape[1]))
        corrected[w] = table[answer, int(position[b]) % seen[answer]]
    return corrected
