"""A piece of a study: some blocks of worlds, played under all policies. The same whoever does it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.beliefs.drawing import Draw, joined
from offramp.case.model import Case
from offramp.study.many.survey import Tally, tally_of
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import play

MOST_KEPT = 200_000
"""How many solved courses of play a worker keeps for later blocks: some 2 kB each."""


@dataclass(frozen=True, eq=False)
class Job:
    """A study that is done in pieces.

    Attributes
    ----------
    case : Case
        The case.
    seed, samples, budget : int
        See :class:`~offramp.study.playing.ensemble.Ensemble`.
    """

    case: Case
    seed: int
    samples: int
    budget: int

    @property
    def key(self) -> tuple[str, int, int, int]:
        """Equal for jobs that are the same."""
        return self.case.digest + self.dated, self.seed, self.samples, self.budget

    @property
    def dated(self) -> str:
        """What the record makes of the case on its day, in short; empty if it has no record."""
        case = self.case
        if case.record is None:
            return ""
        told = (case.as_of, case.status_quo, case.questions, case.evidence, case.clocks, case.window, case.behaviour)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    @property
    def draw(self) -> Draw:
        """How the worlds are drawn."""
        return _ensemble(self).draw


_ONE_AT_A_TIME = threading.Lock()  # a worker of a cluster may have several threads
_LAST: dict[tuple[str, int, int, int], Ensemble] = {}


def _ensemble(job: Job) -> Ensemble:
    """Return the case of a job in its worlds; kept in the process for the next piece."""
    if job.key not in _LAST:
        _LAST.clear()
        _LAST[job.key] = Ensemble(job.case, seed=job.seed, samples=job.samples, budget=job.budget)
    return _LAST[job.key]


def play_blocks(job: Job, numbers: Sequence[int]) -> list[Tally]:
    """Play some blocks of worlds under all policies.

    Parameters
    ----------
    job : Job
        The study.
    numbers : sequence of int
        Which blocks. What is found of a block does not depend on the others.

    Returns
    -------
    list of Tally
        One for each block. Memory grows with the number of worlds played at once.
    """
    with _ONE_AT_A_TIME:
        return _played(_ensemble(job), numbers)


def _played(there: Ensemble, numbers: Sequence[int]) -> list[Tally]:
    blocks = [there.draw.block(number) for number in numbers]
    worlds = joined(blocks)
    courses = []
    for policy in there.policies:
        courses.append(play(there, policy, worlds))
        if len(there.solved) > MOST_KEPT:
            there.solved.clear()
    ends = np.cumsum([0, *(len(block) for block in blocks)])
    return [
        tally_of(courses, block.weight, slice(begin, end))
        for block, begin, end in zip(blocks, ends[:-1], ends[1:], strict=True)
    ]
