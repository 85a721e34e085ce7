"""Whether commitments are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from offramp.study.results.base import Result
from offramp.study.results.recording import RecordProvenance

Verdict: TypeAlias = Literal["not yet", "open", "disputed", "kept", "broken", "released"]


@dataclass(frozen=True, slots=True)
class VerdictSpan:
    """A stretch of time in which a clause had one verdict.

    Attributes
    ----------
    verdict : {"not yet", "open", "disputed", "kept", "broken", "released"}
        `not yet` before it binds; `open` while it binds and nothing has decided it; `disputed` from an act that it
        may or may not cover; `kept`, `broken` and `released` are final.
    since, until : str
        Its first and last day.
    known_on : str
        From when it was publicly known.
    event : str or None
        The event that decides it, None if a day or a level does.
    why : str
        In words.
    """

    verdict: Verdict
    since: str
    until: str
    known_on: str
    event: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A verdict that news changed afterwards.

    Attributes
    ----------
    on, event : str
        From which day which event was known.
    day : str
        The first day whose verdict it changed, its own or a later one.
    before, after : str
        The verdict for that day, as held the day before `on` and since.
    """

    on: str
    event: str
    day: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and how it has fared.

    Attributes
    ----------
    commitment, name, by : str
        Its name in the file, in words, and who is bound.
    text : str
        What it says.
    starts, ends : str or None
        Its first day, None if it has not begun; and its last one: on which it was decided, up to which it can be done,
        or for which it is to last; None if that is open.
    verdict : {"not yet", "open", "disputed", "kept", "broken", "released"}
        At the end.
    spans : tuple of VerdictSpan
        One after the other.
    bound : tuple of (str, str)
        Days in which it bound: the first and the last of each stretch.
    acts : tuple of str
        Events that counted against it or towards it.
    unclear : tuple of str
        Events of unclear scope.
    revisions : tuple of Revision
        Verdicts that late news changed.
    """

    commitment: str
    name: str
    by: str
    text: str
    starts: str | None
    ends: str | None
    verdict: Verdict
    spans: tuple[VerdictSpan, ...]
    bound: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]
    unclear: tuple[str, ...]
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class MonitorResult(Result):
    """Whether commitments are kept.

    Attributes
    ----------
    since, until : str
        The first day, and the day as of which it is told.
    clauses : tuple of Clause
        The commitments of the case.
    counts : mapping of str to int
        How many have which verdict.
    """

    provenance: RecordProvenance
    since: str
    until: str
    clauses: tuple[Clause, ...]
    counts: Mapping[str, int]
