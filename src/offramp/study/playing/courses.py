"""Play under every policy in the worlds of an ensemble; each policy is played once."""

from __future__ import annotations

from collections.abc import Callable

from offramp.case.model import Policy
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, play

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0 if that is not known."""


def silent(_: str, __: int, ___: int) -> None:
    """Report nothing."""


def courses_of(ensemble: Ensemble, report: Report = silent) -> dict[str, Course]:
    """Return play under every policy in the worlds of an ensemble."""
    return {policy.id: course_of(ensemble, policy, report) for policy in ensemble.policies}


def course_of(ensemble: Ensemble, policy: Policy, report: Report = silent) -> Course:
    """Return play under a policy in the worlds of an ensemble; kept with it, so that it is played once."""
    if policy.id not in ensemble.courses:
        what, count = f"playing: {policy.name}", len(ensemble.worlds)
        ensemble.courses[policy.id] = play(
            ensemble, policy, ensemble.worlds, progress=lambda done: report(what, done, count)
        )
    return ensemble.courses[policy.id]
