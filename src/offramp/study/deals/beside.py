"""The proposals on the table: the case's policies, measured by the outcome that the deals are to reach."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.parting import apart, error_apart, share_among
from offramp.study.keeping import compared, kept
from offramp.study.playing.courses import Report, courses_of, silent
from offramp.study.playing.play import Course
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.deals import Beside, Fails

Floats = NDArray[np.float64]

MOST_FAILS = 5


def beside(bargain: Bargain, report: Report = silent) -> tuple[Beside, ...]:
    """Return the case's policies, after no policy, as proposals beside the deals.

    Parameters
    ----------
    bargain : Bargain
        The case.
    report : callable
        Told of progress.

    Returns
    -------
    tuple of Beside
        In the order of the file. No policy is neither better nor worse than itself.

    Notes
    -----
    Plays every policy that was not played before. Then costs a look at the states that play visits for each course of
    play and way of deciding of each adopter, and a comparison of ends for each pair of courses, with the policy and
    without, and type of a party.
    """
    courses = courses_of(bargain.ensemble, report)
    found = []
    for done, course in enumerate(courses.values()):
        report("weighing proposals", done, len(courses))
        found.append(_Proposal(bargain, course, courses[NO_POLICY.id]).told())
    return tuple(found)


class _Proposal:
    def __init__(self, bargain: Bargain, course: Course, without: Course) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.worlds = bargain.ensemble.worlds
        self.course = course
        self.without = without
        self.comes = course.chance()[:, bargain.goal]

    def told(self) -> Beside:
        keeping = kept(self.ensemble, self.course, self.bargain.labels)
        ends = {
            actor: self.compared(i) for actor, i in zip(self.bargain.asked.between, self.bargain.parties, strict=True)
        }
        return Beside(
            policy=self.course.policy.id,
            name=self.course.policy.name,
            chance=self.worlds.mean(self.comes),
            error=self.worlds.error(self.comes),
            kept={actor: found.on_path for actor, found in keeping.items()},
            parties={actor: _three([self.worlds.mean(c) for c in columns]) for actor, columns in ends.items()},
            asks=self.asks(),
            fails=self.fails(),
            kept_error=max((found.error for found in keeping.values()), default=0.0),
            parties_error=max(self.worlds.error(column) for columns in ends.values() for column in columns),
        )

    def compared(self, i: int) -> Floats:
        """Return the chances of better, equal, worse than without the policy, world by world: a (3, worlds) array."""
        if self.course is self.without:
            return np.outer([0.0, 1.0, 0.0], np.ones(len(self.worlds)))
        return compared(self.ensemble, i, self.course, self.without)

    def asks(self) -> Mapping[str, int]:
        """Return with how many level changes a policy begins; the most, if that depends on what is learned."""
        start = np.array(self.bargain.start)
        boards = {way.track.boards[0].key: way.track.boards[0] for ways in self.course.ways for way in ways}
        changed = [
            np.abs(board.space.levels[board.setting.start].astype(np.int64) - start) for board in boards.values()
        ]
        owners = [variable.actor for variable in self.bargain.case.variables]
        return {
            actor: max(
                int(sum(c for c, owner in zip(change, owners, strict=True) if owner == actor)) for change in changed
            )
            for actor in self.course.policy.by
        }

    def fails(self) -> tuple[Fails, ...]:
        """Return the answers in whose worlds the policy does worse than in all, worst first."""
        everywhere = np.ones(len(self.worlds), dtype=bool)
        usual = self.worlds.mean(self.comes)
        found = []
        for question in self.bargain.case.questions:
            for number, alternative in enumerate(question.alternatives):
                where = self.ensemble.alternatives[question.id] == number
                weight = float(self.worlds.weight[where].sum())
                if weight > 0:
                    chance, _ = share_among(self.worlds, where, self.comes)
                    error = error_apart(self.worlds, where, everywhere, self.comes)
                    if apart(usual - chance, error):
                        found.append(Fails(question.id, alternative.id, chance, weight))
        found.sort(key=lambda fails: fails.chance)
        return tuple(found[:MOST_FAILS])


def _three(values: list[float]) -> tuple[float, float, float]:
    better, equal, worse = values
    return better, equal, worse
