"""How the work of a study is spread: in this process, over processes of this machine, or over a cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from offramp.case.mistakes import CaseError, Mistake
from offramp.study.many.blocks import Job, play_blocks
from offramp.study.many.survey import Tally

Batch: TypeAlias = tuple[int, ...]
Done: TypeAlias = tuple[Batch, list[Tally]]

MOST_DEATHS = 5
"""How often in a row workers may die, with nothing done between, before a study gives up."""


PATIENCE = 5
"""For how many seconds a scheduler may fail to answer."""


class Spread(Protocol):
    """A way to spread work."""

    @property
    def workers(self) -> int:
        """How many batches are worked on at once."""

    def play(self, job: Job, batches: Sequence[Batch]) -> Iterator[Done]:
        """Yield what is found in batches of blocks, in whatever order they are done."""


@dataclass(frozen=True, slots=True)
class Here:
    """In this process, one batch after the other."""

    workers: int = 1

    def play(self, job: Job, batches: Sequence[Batch]) -> Iterator[Done]:
        """Yield what is found in batches of blocks, in their order."""
        for batch in batches:
            yield batch, play_blocks(job, batch)


@dataclass(frozen=True, slots=True)
class Processes:
    """Over processes of this machine. A process that dies is replaced, and its batch done again."""

    workers: int

    def play(self, job: Job, batches: Sequence[Batch]) -> Iterator[Done]:
        """Yield what is found in batches of blocks, in whatever order they are done."""
        left = dict.fromkeys(batches)
        deaths = 0
        while left:
            try:
                for batch, tallies in self._play(job, list(left)):
                    del left[batch]
                    deaths = 0
                    yield batch, tallies
            except BrokenProcessPool:
                deaths += 1
                if deaths == MOST_DEATHS:
                    raise CaseError([_dying(job)]) from None

    def _play(self, job: Job, batches: Sequence[Batch]) -> Iterator[Done]:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, context, initializer=mind_parent, initargs=(os.getpid(),))
        waiting: dict[Future[list[Tally]], Batch] = {}
        left = iter(batches)
        try:
            while True:
                for batch in left:
                    waiting[pool.submit(play_blocks, job, batch)] = batch
                    if len(waiting) > self.workers:
                        break
                if not waiting:
                    break
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), future.result()
        finally:
            for process in list(pool._processes.values() if pool._processes else ()) if waiting else ():
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)


def _dying(job: Job) -> Mistake:
    hint = "they may run out of memory: give fewer `--workers`, or a smaller case"
    return Mistake("E073", "the worker processes keep dying", job.case.file, hint=hint)


def mind_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end when it does, however that may be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Over a Dask cluster. What a worker had when it died is done by another.

    Attributes
    ----------
    scheduler : str
        The scheduler's address, such as `tcp://10.0.0.5:8786`; `local` starts a cluster on this machine.
    workers : int
        How many workers a local cluster has; else only how finely the work is cut.
    """

    scheduler: str
    workers: int

    def play(self, job: Job, batches: Sequence[Batch]) -> Iterator[Done]:
        """Yield what is found in batches of blocks, in whatever order they are done."""
        dask: Any = importlib.import_module("distributed")  # heavy, and untyped
        cluster = None
        try:
            if self.scheduler == "local":
                cluster = dask.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
                )
            client = dask.Client(self.scheduler if cluster is None else cluster, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise CaseError([self._unreachable(error)]) from None
        try:
            futures = {client.submit(play_blocks, job, batch, pure=False): batch for batch in batches}
            for future in dask.as_completed(list(futures)):
                yield futures.pop(future), future.result()
                future.release()
        except (dask.scheduler.KilledWorker, dask.client.FutureCancelledError, OSError) as error:
            raise CaseError([self._unreachable(error)]) from None
        finally:
            with suppress(OSError, TimeoutError):
                client.close(timeout=5)
                if cluster is not None:
                    cluster.close(timeout=5)

    def _unreachable(self, error: Exception) -> Mistake:
        hint = "is `dask scheduler` running there, and a `dask worker` with the same version of offramp?"
        why = (str(error).strip().splitlines() or ["no reason given"])[0]
        return Mistake("E073", f"the cluster does not answer: {why}", self.scheduler, hint=hint)


def spread_over(workers: int | None, scheduler: str | None) -> Spread:
    """Return how to spread work, given what the user asked for; by default in this process."""
    if scheduler is not None:
        return Cluster(scheduler, workers or os.cpu_count() or 1)
    return Processes(workers) if workers is not None and workers > 1 else Here()
