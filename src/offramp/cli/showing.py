"""What every command prints: results, mistakes, progress."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.case import Case, Mistake
    from offramp.study.playing.courses import Report


def stop(code: str, message: str, file: str, hint: str) -> None:
    """Stop with a mistake in what was given."""
    from offramp.case.mistakes import CaseError, Mistake

    raise CaseError([Mistake(code, message, file, hint=hint)])


def refuse(code: str, message: str, file: str, hint: str, as_json: bool) -> int:
    """Print one mistake and return the exit code."""
    from offramp.case.mistakes import Mistake

    return tell([Mistake(code, message, file, hint=hint)], as_json)


def show(result: Any, as_json: bool, case: Case | None, **options: Any) -> int:
    """Print a result as tables or as JSON."""
    if as_json:
        print(result.to_json())
        return 0
    from rich.console import Console

    from offramp.report.text import show as shown

    console = Console() if sys.stdout.isatty() else Console(width=80)
    shown(result, console, case=case, **options)
    return 0


def print_json(value: Any) -> None:
    """Print plain values as JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def plain_mistake(mistake: Mistake) -> dict[str, Any]:
    """Return a mistake as plain values."""
    names = ("code", "file", "line", "column", "message", "hint")
    return {name: getattr(mistake, name) for name in names}


def tell(mistakes: Any, as_json: bool, most: int = 12) -> int:
    """Print mistakes, at most a screenful as text, and return the exit code."""
    if as_json:
        print_json({"errors": [plain_mistake(m) for m in mistakes if not m.is_warning]})
        return 2
    errors = [m for m in mistakes if not m.is_warning]
    for mistake in errors[:most]:
        print(mistake, end="\n\n", file=sys.stderr)
    more = f", of which {most} are shown; --json gives all" if len(errors) > most else ""
    print(f"{len(errors)} mistake{'s' * (len(errors) != 1)}{more}", file=sys.stderr)
    return 2


SECONDS_BEFORE = 1.0
SECONDS_BETWEEN = 30.0


@contextmanager
def progress(quiet: bool) -> Iterator[Report]:
    """Show how far a study is on the error stream, if it takes over a second.

    On a terminal it is a bar with rate and time left; elsewhere a line every half minute, none if `quiet`.
    """
    if not sys.stderr.isatty():
        yield (lambda *_: None) if quiet else _Lines().report
        return
    if quiet:
        yield lambda *_: None
        return
    with _Bar() as bar:
        yield bar.report


class _Lines:
    """Lines on the error stream, now and then."""

    def __init__(self) -> None:
        self.what = ""
        self.begun = self.told = time.monotonic()
        self.first = 0

    def report(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.begun, self.first = what, now, done
        if now - self.told < SECONDS_BETWEEN:
            return
        self.told = now
        speed = (done - self.first) / max(now - self.begun, 1e-9)
        left = f", {(total - done) / speed / 60:,.0f} minutes left" if speed > 0 and total else ""
        print(f"{what}: {done:,} of {total:,}{left}", file=sys.stderr, flush=True)


class _Bar:
    """A bar on a terminal, shown after a second; what was done before it began does not count as speed."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        speed = TaskProgressColumn(text_format_no_percentage="", show_speed=True)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn()
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120)
        self.tasks: dict[str, Any] = {}
        self.latest: tuple[str, int, int] | None = None
        self.shown = False
        self.lock = threading.Lock()
        self.timer = threading.Timer(SECONDS_BEFORE, self.show)

    def __enter__(self) -> _Bar:
        self.bar.start()
        self.timer.daemon = True
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        self.bar.stop()

    def show(self) -> None:
        with self.lock:
            self.shown = True
            self.update()

    def report(self, what: str, done: int, total: int) -> None:
        with self.lock:
            self.latest = what, done, total
            self.update()

    def update(self) -> None:
        if not self.shown or self.latest is None:
            return
        what, done, total = self.latest
        if what in self.tasks:
            self.bar.update(self.tasks[what], completed=done)
            return
        for task in self.tasks.values():
            self.bar.remove_task(task)
        self.tasks = {what: self.bar.add_task(what, total=total or None, completed=done)}
