"""Stores of events as sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping

from offramp.report.events import refused as told
from offramp.report.page import Page
from offramp.report.rounding import NOTHING, counted, listed
from offramp.study.results.feeds import FeedCountResult, FeedFile, FeedReadResult, FeedRefusedResult, FeedTakeResult

MOST_FILES = 12
WORDS = {
    "actors": "by",
    "targets": "towards",
    "categories": "of category",
    "code": "code beginning with",
    "since": "since",
    "until": "until",
    "known_by": "known by",
}
DOUBT = "Counts are of what the source codes and how often it looks, not of what happened."


def show_read(page: Page, result: FeedReadResult) -> None:
    """Print what became of files read into a store."""
    events, refused = (sum(getattr(file, name) for file in result.files) for name in ("events", "refused"))
    page.say(f"{result.store}: {counted(len(result.files), 'file')}, {counted(events + refused, 'row')} read.")
    if result.before:
        page.say(f"{counted(result.before, 'row')} of them {'was' if result.before == 1 else 'were'} there before.")
    if refused:
        page.say(
            f"{counted(refused, 'row')} could not be read; `offramp feed refused --store {result.store}` lists them."
        )
    _files(page, result.files)


def show_count(page: Page, result: FeedCountResult) -> None:
    """Print events of a store, counted."""
    page.say(f"{counted(result.events, 'event')} in {result.store}{selected(result.selection)}", style="bold")
    page.say(f"{counted(result.rows, 'row')} tell of them; {result.merged:,} are merged into others as duplicates.")
    if result.refused:
        page.say(f"{counted(result.refused, 'row')} of the whole store could not be read; none is counted.")
    for file in result.files:
        if not file.complete:
            page.say(f"{file.name} has been read in part only: {counted(file.lines, 'line')}.", style="bold")
    page.say(DOUBT)
    if result.by:
        page.say("")
        rows = [
            [*(value or NOTHING for value in line.values), f"{line.events:,}", f"{line.rows:,}"]
            for line in result.counts
        ]
        page.table([*result.by, "events", "rows"], rows, wide=tuple(range(len(result.by))))
    page.say("")
    page.say(f"{result.method} offramp {result.version}.", style="dim")


def show_take(page: Page, result: FeedTakeResult) -> None:
    """Print what was taken from a store."""
    page.say(f"wrote {counted(result.events, 'event')}{selected(result.selection)} to {result.file}")
    page.say(f"{counted(result.rows, 'row')} told of them; {result.bytes / 1e6:,.1f} MB")


def show_refused(page: Page, result: FeedRefusedResult) -> None:
    """Print rows that could not be read."""
    if not result.refused:
        page.say(f"{result.store}: all rows could be read.")
        return
    page.say(f"{counted(result.refused, 'row')} could not be read into {result.store}", style="bold")
    page.items(told(row) for row in result.first)
    if len(result.first) < result.refused:
        page.say(f"{result.refused - len(result.first):,} more are not shown; --limit shows more.", style="dim")


def selected(selection: Mapping[str, str | tuple[str, ...]]) -> str:
    """Say which events were asked for: nothing if all."""
    parts = []
    for name, value in selection.items():
        word = WORDS.get(name, name)
        parts.append(f"{word} {value if isinstance(value, str) else ' or '.join(value)}")
    return f", {listed(parts)}" if parts else ""


def _files(page: Page, files: tuple[FeedFile, ...]) -> None:
    rows = [
        [file.name, file.layout, f"{file.events:,}", f"{file.refused:,}", "all" if file.complete else f"{file.lines:,}"]
        for file in files[:MOST_FILES]
    ]
    page.table(["file", "layout", "events", "refused", "lines"], rows)
    if len(files) > MOST_FILES:
        page.say(f"{len(files) - MOST_FILES:,} more files are not shown; --json gives all.", style="dim")
