"""Parts of files read in several processes, and handed over in their order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType

from offramp.record.store.parts import Packed, Part, read_part


class Workers:
    """Processes that read parts; in this process if there is but one.

    Parameters
    ----------
    count : int
        How many processes. At most twice as many parts are in memory at once.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._pool is None:
            return
        for process in list(self._pool._processes.values()) if kind is not None else ():
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def read(self, parts: Iterator[Part]) -> Iterator[Packed]:
        """Read parts, and return what each gives, in their order."""
        if self.count == 1:
            yield from map(read_part, parts)
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, context, initializer=_follow, initargs=(os.getpid(),))
        waiting: deque[Future[Packed]] = deque()
        for part in parts:
            waiting.append(self._pool.submit(read_part, part))
            if len(waiting) >= 2 * self.count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _follow(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end when it does, however that may be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(200_000, 50, 100)  # events are many and live short; looking through them finds nothing

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
