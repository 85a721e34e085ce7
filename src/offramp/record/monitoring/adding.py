"""A record with more files of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.events.reading import read
from offramp.record.kinds import of_kind
from offramp.record.opening import Opened


def with_events(opened: Opened, files: Sequence[Path]) -> Opened:
    """Return a record with more files of events, in any layout; duplicates are merged as within it.

    It then covers the days to the last of these events, or to where it ended before.

    Parameters
    ----------
    opened : Opened
        A case and its record.
    files : sequence of Path
        The files.

    Raises
    ------
    CaseError
        E006 if a file is one of the record already; those of reading files of events.
    """
    own = [Path(opened.case.file).parent / name for name in opened.rules.events]
    there = [path.resolve() for path in own]
    for number, file in enumerate(files):
        if file.resolve() in [*there, *(other.resolve() for other in files[:number])]:
            hint = "give files that the case does not name under `record`, each once"
            raise CaseError([Mistake("E006", "this file of events is read already", str(file), hint=hint)])
    record = read([*own, *files], names=[*opened.rules.events, *(str(file) for file in files)])
    last = max((event.day for event in record.events), default=opened.until)
    until = max(opened.until, last)
    rules = opened.rules if opened.rules.until is None else replace(opened.rules, until=until)
    others = tuple(row for row in opened.refused if row not in opened.record.refused)
    return replace(
        opened,
        rules=rules,
        record=record,
        kinds=of_kind(record.events, rules.kinds),
        refused=(*record.refused, *others),
        until=until,
        files=(*opened.files, *(str(file) for file in files)),
        digest=record.digest,
    )
