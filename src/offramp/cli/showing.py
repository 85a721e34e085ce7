"""What every command prints: results, mistakes, progress."""

from __future__ import annotations

import json
import sys
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


def show(result: Any, as_json: bool, case: Case, **options: Any) -> int:
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


@contextmanager
def progress(quiet: bool) -> Iterator[Report]:
    """Show a progress bar with rate and time left on the terminal's error stream, for what takes over a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    import time

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Task as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Bar) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "")

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120) as bar:
        tasks: dict[str, Any] = {}
        started = time.monotonic()

        def report(what: str, done: int, total: int) -> None:
            if time.monotonic() - started < 1:
                return
            if what not in tasks:
                for task in tasks.values():
                    bar.remove_task(task)
                tasks.clear()
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done)

        yield report
