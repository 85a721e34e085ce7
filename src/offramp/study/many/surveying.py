"""Playing all policies in many worlds: block by block, wherever the work is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offramp.stability.compiled import interrupted
from offramp.study.many.blocks import Job
from offramp.study.many.folder import RunFolder
from offramp.study.many.spreading import Batch, Here, Spread
from offramp.study.many.survey import Survey, Tally, survey_of, tally_of
from offramp.study.playing.courses import Report, courses_of, silent
from offramp.study.playing.ensemble import Ensemble

MOST_IN_BATCH = 16
"""How many blocks are played at once: kinds of worlds are then met again often, and memory stays small."""
BATCHES_PER_WORKER = 8


def survey(
    ensemble: Ensemble, *, spread: Spread | None = None, folder: Path | None = None, report: Report = silent
) -> Survey:
    """Play all policies of a case in all the worlds that were asked for.

    The result does not depend on how the work is spread, on the size of batches, nor on interruptions: blocks of
    worlds are drawn and played each for itself, and put together in their order.

    Parameters
    ----------
    ensemble : Ensemble
        The case; its `samples` tell how many worlds.
    spread : Spread, optional
        How the work is spread; in this process if not given.
    folder : Path, optional
        A run folder; what is found is kept there, and what is there already is not played again.
    report : callable
        Told how many worlds are done.

    Returns
    -------
    Survey
        A partial one if the study is interrupted (Ctrl-C) when at least one block is done.

    Raises
    ------
    KeyboardInterrupt
        If it is interrupted before that.
    CaseError
        E071 or E072 if the run folder cannot be used, E073 if workers cannot be reached or keep dying.

    Notes
    -----
    Worlds that differ in nothing an actor does are played once in a batch, courses of play that are the same are
    solved once by each worker. Memory grows by some 200 bytes a world and policy.
    """
    if folder is None and spread is None and _at_hand(ensemble):
        return survey_here(ensemble, report)
    job = Job(ensemble.case, ensemble.seed, ensemble.samples, ensemble.budget)
    return _Study(ensemble, job, spread if spread is not None else Here(), report).run(folder)


def survey_here(ensemble: Ensemble, report: Report = silent) -> Survey:
    """Return the survey of the worlds of an ensemble, whose courses of play are kept with it."""
    courses, worlds = courses_of(ensemble, report), ensemble.worlds
    tally = tally_of(list(courses.values()), worlds.weight, slice(None))
    return survey_of(ensemble.case, ensemble.doubts, list(courses), [worlds], [tally], planned=1, seed=ensemble.seed)


def _at_hand(ensemble: Ensemble) -> bool:
    """Tell whether the worlds that were asked for are those of the ensemble."""
    return ensemble.worlds.exact or (not ensemble.draw.exact and ensemble.draw.blocks == 1)


class _Study:
    """A study that is done in pieces."""

    def __init__(self, ensemble: Ensemble, job: Job, spread: Spread, report: Report) -> None:
        self.ensemble = ensemble
        self.draw = ensemble.draw
        self.job = job
        self.spread = spread
        self.report = report
        self.policies = [policy.id for policy in ensemble.policies]
        self.found: dict[int, Tally] = {}

    def run(self, folder: Path | None) -> Survey:
        if folder is None:
            return self.played(None)
        with RunFolder(folder, self.job, self.policies) as kept:
            return self.played(kept)

    def played(self, folder: RunFolder | None) -> Survey:
        """Play what is missing and put everything together."""
        if folder is not None:
            self.found = folder.readable(range(self.draw.blocks))
        missing = [number for number in range(self.draw.blocks) if number not in self.found]
        size = self.draw.count if self.draw.exact else self.ensemble.samples
        what, done = "playing worlds", size * len(self.found) // self.draw.blocks
        self.report(what, done, size)
        try:
            for batch, tallies in self.spread.play(self.job, batches_of(missing, self.spread.workers)):
                for number, tally in zip(batch, tallies, strict=True):
                    self.found[number] = tally
                    if folder is not None:
                        folder.save(number, tally)
                self.report(what, size * len(self.found) // self.draw.blocks, size)
        except (KeyboardInterrupt, SystemError) as error:
            if not interrupted(error) or not self.found:
                raise
        return self.together()

    def together(self) -> Survey:
        """Put the blocks that are done together, in their order."""
        numbers = sorted(self.found)
        blocks = [self.draw.block(number) for number in numbers]
        tallies = (self.found[number] for number in numbers)
        case, doubts = self.ensemble.case, self.ensemble.doubts
        return survey_of(
            case, doubts, self.policies, blocks, tallies, planned=self.draw.blocks, seed=self.ensemble.seed
        )


def batches_of(numbers: Sequence[int], workers: int) -> list[Batch]:
    """Return block numbers in batches: large enough to share work, small enough for all workers to end together."""
    size = max(1, min(MOST_IN_BATCH, len(numbers) // (workers * BATCHES_PER_WORKER)))
    return [tuple(numbers[k : k + size]) for k in range(0, len(numbers), size)]
