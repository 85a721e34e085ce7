"""Reads files into a store in small parts, and may end on the way: `python dying.py HOW WORKERS STORE FILES...`.

HOW is `go`; or `die:SEED:SECONDS`, to be killed as by `kill -9` at a moment of the first so many seconds of reading,
drawn with the seed; or `stop:N`, to be stopped as by Ctrl-C after N batches.
"""

import os
import random
import signal
import sys
import threading
from pathlib import Path

from offramp.record.store import parts, reading
from offramp.record.store.store import Store


def die_within(seconds: float, seed: int) -> None:
    """Kill this process before so many seconds are over."""
    moment = random.Random(seed).uniform(0, seconds)
    timer = threading.Timer(moment, os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()


def stopping(batches, most):
    """Return what cuts a file into batches, and asks this process to stop after some."""

    def cut(*arguments):
        for number, batch in enumerate(batches(*arguments), 1):
            if number == most:
                os.kill(os.getpid(), signal.SIGINT)
            yield batch

    return cut


if __name__ == "__main__":
    how, workers, store, *files = sys.argv[1:]
    parts.PART = 150
    planned = reading.planned
    kind, *numbers = how.split(":")
    if kind == "die":

        def timed(*arguments):
            """Let the clock run from where reading begins."""
            die_within(float(numbers[1]), int(numbers[0]))
            return planned(*arguments)

        reading.planned = timed
    if kind == "stop":
        from offramp.cli import main

        reading.batches = stopping(reading.batches, int(numbers[0]))
        sys.exit(main(["feed", "read", *files, "--store", store, "--workers", workers]))
    with Store(store, write=True) as there:
        there.ingest([Path(file) for file in files], workers=int(workers), report=lambda *_: None)
