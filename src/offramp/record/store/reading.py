"""Files read into a store, batch by batch, so that a run that was stopped or killed can go on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

from offramp.case.mistakes import CaseError
from offramp.record.events.detecting import detect
from offramp.record.events.layout import Layout
from offramp.record.store.columns import MOST_ROWS
from offramp.record.store.database import Batch, Database, Progress, refused
from offramp.record.store.packing import placed
from offramp.record.store.parts import Look, Packed, by_lines, look, parts, read_through, unchanged
from offramp.record.store.workers import Workers

Report: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A file to be read: where it is, how it is laid out, what it is, and how far it has been read before."""

    path: Path
    layout: Layout
    seen: Look
    before: Progress


def ingest(
    database: Database,
    files: Sequence[Path],
    there: Sequence[Progress],
    *,
    layout: Layout | None,
    workers: int,
    report: Report,
) -> tuple[Progress, ...]:
    """Read files into a store, and return how far each is read.

    Every batch of rows is written in one transaction together with how far its file is read, so the store is at every
    moment what reading the first lines gives, and the same call again goes on from there. A file whose bytes are in the
    store already, under whatever name, is not read again.

    Parameters
    ----------
    database : Database
        Where they are written to; nobody else may write to it.
    files : sequence of Path
        In this order.
    there : sequence of Progress
        What the store says of files read before.
    layout : Layout, optional
        How all of them are laid out; found for each from its first lines if not given.
    workers : int
        Over how many processes files whose rows are lines are spread.
    report : callable
        Told of lines done, of all lines.

    Raises
    ------
    CaseError
        E096 if a file is not the one that was begun, or changes while it is read; E090 if its layout is not known.

    Notes
    -----
    Memory: some parts of 50,000 rows for each process, whatever the size of the files.
    """
    plans = planned(files, there, layout, report)
    total, done = sum(plan.seen.lines for plan in plans), sum(plan.before.lines for plan in plans)
    report("lines", done, total)
    found = []
    with Workers(workers) as team:
        for plan in plans:
            progress = plan.before
            for batch in batches(plan, team):
                if not unchanged(plan.path, plan.seen):
                    raise changed(plan.before.name, "it was written to while it was read")
                with unbroken():
                    database.write(batch)
                done += batch.progress.lines - progress.lines
                progress = batch.progress
                report("lines", done, total)
            found.append(progress)
    return tuple(found)


def planned(
    files: Sequence[Path], there: Sequence[Progress], layout: Layout | None, report: Report
) -> tuple[Plan, ...]:
    """Look all files through, and return how to read each; a file that is given twice is read once."""
    names = {progress.name: progress for progress in there}
    digests = {progress.digest: progress for progress in there}
    number = max((progress.number for progress in there), default=0)
    plans: dict[str, Plan] = {}
    for place, path in enumerate(files):
        report("files looked through", place, len(files))
        name = str(path)
        seen = look(path, names[name].lines if name in names else 0)
        before = digests.get(seen.digest)
        if before is None and name in names:
            raise changed(name, "it is not the file that was begun under this name")
        if before is not None and before.lines != seen.start:
            seen = look(path, before.lines)
        if seen.digest in plans:
            continue
        used = layout or detect(path)
        if before is None:
            number += 1
            before = Progress(number, name, seen.digest, seen.size, used.name)
        elif before.layout != used.name:
            raise changed(name, f"it was begun as {before.layout}, and is now read as {used.name}")
        plans[seen.digest] = Plan(path, used, seen, before)
    return tuple(plans.values())


def batches(plan: Plan, team: Workers) -> Iterator[Batch]:
    """Return what is left of a file, in batches."""
    progress = plan.before
    if progress.complete:
        return
    for packed in _packed(plan, team):
        first = progress.number * MOST_ROWS + progress.events + progress.refused
        progress = replace(
            progress,
            lines=packed.lines,
            events=progress.events + packed.events.num_rows,
            refused=progress.refused + packed.refused.num_rows,
            complete=packed.lines == plan.seen.lines,
        )
        yield Batch(placed(packed.events, first), placed(packed.refused, first), progress)


def _packed(plan: Plan, team: Workers) -> Iterator[Packed]:
    if by_lines(plan.layout, plan.seen):
        return team.read(parts(plan.path, plan.layout, plan.before.name, plan.seen))
    return read_through(plan.path, plan.layout, plan.before.name, plan.seen)


def changed(name: str, why: str) -> CaseError:
    """Return the mistake of a file that is not what it was."""
    hint = "put back the file as it was, or read it into a new store; a store cannot forget a file"
    return refused("E096", f"the file has changed: {why}", name, hint)


@contextmanager
def unbroken() -> Iterator[None]:
    """Put Ctrl-C off until a transaction is through, so that a database's library never meets it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[tuple[int, FrameType | None]] = []
    before: Any = signal.signal(signal.SIGINT, lambda number, frame: asked.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked and callable(before):
        before(*asked[0])
