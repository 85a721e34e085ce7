"""Who misreads whom: what actors expect, what happens, what the error costs, and which news would correct it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.drawing import MOST_WORLDS, worlds_of
from offramp.beliefs.types import Types
from offramp.beliefs.updating import posterior
from offramp.beliefs.worlds import Worlds
from offramp.case.model import Policy
from offramp.game.labels import Labels, levels_of
from offramp.play.solving import ends_of
from offramp.study.playing.courses import Report, course_of, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.play import Way, play
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
    found = []
    for done, name in enumerate(chosen):
        policy = ensemble.policy(name)
        course_of(ensemble, policy, report)
        for actor in whose:
            report(f"misreadings under {policy.name}", done, len(chosen))
            found.append(_Reader(ensemble, policy, actor).result())
    return MisreadResult(_beliefs(ensemble, whose), tuple(found), provenance(ensemble, METHOD))


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

    def __init__(self, ensemble: Ensemble, policy: Policy, actor: str) -> None:
        self.ensemble = ensemble
        self.policy = policy
        self.actor = actor
        self.i = ensemble.case.actor_ids.index(actor)
        every = ensemble.worlds
        # differences are paired, world by world, so that fewer worlds do where they are sampled
        self.worlds = (
            every if every.exact else worlds_of(ensemble.doubts, seed=ensemble.seed, samples=SAMPLES, most=SAMPLES)
        )
        self.course = play(ensemble, policy, self.worlds, timed=False)
        self.chance = self.course.chance()
        self.looks = self.worlds.looks(self.i)

    def result(self) -> Misreading:
        names = outcome_names(self.ensemble.case)
        happens, happens_error = _summed(self.ensemble.worlds, course_of(self.ensemble, self.policy).chance())
        expects, expects_error = self.expected()
        change = self.told(self.worlds.types)
        seek, avoid = self.prices(change)
        states, weight = self.by_error()
        return Misreading(
            actor=self.actor,
            policy=self.policy.id,
            expects=dict(zip(names, expects.tolist(), strict=True)),
            happens=dict(zip(names, happens.tolist(), strict=True)),
            expects_error=expects_error,
            happens_error=happens_error,
            gap=float(np.abs(expects - happens).sum() / 2),
            price_seek=seek,
            price_avoid=avoid,
            price_error=_summed(self.worlds, change)[1],
            revelation=self.revelations(),
            stable_by_error=states,
            weight_by_error=weight,
        )

    def expected(self) -> tuple[Floats, float]:
        """Return the outcome chances in the actor's own game, mixed over its beliefs, and their largest error."""
        doubts = self.ensemble.doubts
        truth = tuple(t if b is None else b for t, b in zip(doubts.truth, doubts.believed[self.i], strict=True))
        shared = ((None,) * len(truth),) * len(truth)
        theirs = worlds_of(
            replace(doubts, truth=truth, believed=shared), seed=self.ensemble.seed, samples=SAMPLES, most=MOST_WORLDS
        )
        return _summed(theirs, play(self.ensemble, self.policy, theirs, timed=False).chance())

    def told(self, views: Longs) -> Floats:
        """Return how the outcome chances change, world by world, if the actor takes all to have the given types."""
        believed = self.worlds.believed.copy()
        believed[:, self.i] = np.where(self.looks[:, None], views, believed[:, self.i])
        believed[:, self.i, self.i] = self.worlds.types[:, self.i]
        course = play(self.ensemble, self.policy, replace(self.worlds, believed=believed), timed=False)
        return np.asarray(course.chance() - self.chance)

    def prices(self, change: Floats) -> tuple[float | None, float | None]:
        """Return how the judge's chances change."""
        case = self.ensemble.case
        numbers = [outcome_number(case, case.seek), outcome_number(case, case.avoid)]
        seek, avoid = (None if n is None else self.worlds.mean(change[:, n]) for n in numbers)
        return seek, avoid

    def revelations(self) -> tuple[Revelation, ...]:
        found = []
        for j, types in enumerate(self.ensemble.doubts.types):
            if j == self.i or self.ensemble.doubts.believed[self.i][j] is None:
                continue
            for column, question in enumerate(types.questions):
                views = self.worlds.believed[:, self.i].copy()
                views[:, j] = _corrected(types, column, views[:, j], self.worlds.types[:, j])
                change = self.told(views)
                shift = float(np.abs(_summed(self.worlds, change)[0]).sum() / 2)
                seek, avoid = self.prices(change)
                found.append(Revelation(question.id, shift, seek or 0.0, avoid or 0.0))
        return tuple(sorted(found, key=lambda r: -round(r.shift, 9)))

    def by_error(self) -> tuple[tuple[str, ...], float]:
        """Return the end states in which the actor stays only because it misreads another, and their chance."""
        worlds, i = self.worlds, self.i
        views = [self.course.which, worlds.foresight[:, i], *worlds.believed[:, i].T, *worlds.types.T]
        first, where = kinds_of([view[self.looks] for view in views])
        weight = np.bincount(where, worlds.weight[self.looks], minlength=len(first))
        rows = np.flatnonzero(self.looks)[first]
        total: dict[int, float] = {}
        for w, share in zip(rows, weight, strict=True):
            concept = worlds.concepts[i][worlds.foresight[w, i]]
            for way in self.course.ways[self.course.which[w]]:
                for state, chance in self.stays_by_error(way, concept, int(w)):
                    total[state] = total.get(state, 0.0) + float(share * way.share * chance)
        labels = Labels(self.ensemble.case)
        ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        named = tuple(labels.state(levels_of(self.ensemble.space, state)) for state, _ in ordered[:MOST_STATES])
        return named, float(sum(total.values()))

    def stays_by_error(self, way: Way, concept: str, w: int) -> Iterator[tuple[int, float]]:
        """Yield the end states of a way of play in which the actor stays, and would move if it knew the others."""
        chain = way.walk()
        ends = ends_of(chain)
        track, worlds = way.track, self.worlds
        stage = track.stage_of(chain.state[ends.nodes])
        for node, number, chance in zip(ends.nodes, stage, ends.chance, strict=True):
            board, joined = track.boards[number], int(chain.state[node])
            state = joined - int(track.offsets[number])
            if track.setting.final[joined]:
                continue
            blind = self.ensemble.mover(board, self.i, concept, worlds.believed[w, self.i])
            aware = self.ensemble.mover(board, self.i, concept, worlds.types[w])
            if not blind.targets(state) and aware.targets(state):
                yield int(track.base[joined]), float(chance)


def _summed(worlds: Worlds, chances: Floats) -> tuple[Floats, float]:
    """Return the expectation of each column of a (worlds, outcomes) array, and their largest sampling error."""
    return np.asarray(worlds.weight @ chances), max(worlds.error(column) for column in chances.T)


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
