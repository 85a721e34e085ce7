"""What is being said: statements beside earlier ones, the drumbeat, changes of rates, words and deeds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from offramp import __version__
from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.record.events.event import Event, Refused
from offramp.record.signals.comparing import Comparison, compare_all, place_all
from offramp.record.signals.drumbeat import Span, drumbeats, found_in
from offramp.record.signals.placing import Placer
from offramp.record.signals.reading import read
from offramp.record.signals.saydo import say_do
from offramp.record.signals.scoring import score_all
from offramp.record.signals.statement import Statement
from offramp.record.signals.table import comparison_table
from offramp.study.recounting import record_provenance
from offramp.study.results.recording import RecordProvenance
from offramp.study.results.signals import ChangePoint, Formulation, Qualities, SayDo, SignalsResult, TableLine

if TYPE_CHECKING:
    from offramp.record.opening import Opened

METHOD = (
    "Statements are placed on topics and acts by a stated vocabulary and compared with the same actor's earlier ones; "
    "rates have exact Poisson intervals; changes of rate are found by binary segmentation, their p-values from 999 "
    "drawn orders of the days, each series tested by itself at 5 %, without correction for how many there are."
)
LOUD = "loud"
"""The kind of events of a case that counts as loud; without it, events of material conflict do."""
CONFLICT = 4

Report = Callable[[str, int, int], None]


def signals_of_case(
    opened: Opened, day: datetime.date, *, actor: str | None = None, seed: int = 0, report: Report = lambda *_: None
) -> SignalsResult:
    """Return what is being said in a case's record, as of a day.

    Parameters
    ----------
    opened : Opened
        The case and its record.
    day : date
        Nothing known later is used.
    actor : str, optional
        Whose statements, by the code in the files or the actor of the case; everybody's if not given.
    seed : int
        Of the drawing for changes of rates.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E021 if nobody of that name says anything.
    """
    rules = opened.rules
    events = opened.kinds.get(LOUD)
    loud = opened.record.events if events is None else events
    counted = [e for e in _known(loud, opened, day) if events is not None or e.quad == CONFLICT]
    kinds = {name: _known(there, opened, day) for name, there in opened.kinds.items()}
    codes = {code for code, name in rules.actors.items() if name == actor} | {actor}
    statements = _of(opened.statements, None if actor is None else codes, opened.case.file)
    done = say_do(rules.announcements, kinds, rules.actors, opened.since, day)
    return _told(
        statements,
        Placer(rules.topics.values()),
        day,
        sorted({event.day for event in counted}),
        opened.since,
        record_provenance(opened, day, METHOD),
        tuple(d for d in done if actor is None or d.actor in codes | {rules.actors.get(actor, actor)}),
        _refusals(row for row in opened.refused if row.file in {s.file for s in opened.statements}),
        seed,
        report,
    )


def signals_of_file(
    path: Path,
    day: datetime.date | None = None,
    *,
    actor: str | None = None,
    seed: int = 0,
    report: Report = lambda *_: None,
) -> SignalsResult:
    """Return what is being said in a file of statements by itself, with the built-in topics and without events.

    Parameters
    ----------
    path : Path
        The file; see :func:`offramp.record.signals.reading.read`.
    day : date, optional
        Nothing known later is used; the day on which the last statement was known if not given.
    actor, seed, report
        As for :func:`signals_of_case`.

    Raises
    ------
    CaseError
        E001 or E107 if the file cannot be read, E107 if it has no statement, E021 if nobody of that name says anything.
    """
    found = read([path])
    if not found.statements:
        hint = "\n".join(_refusals(found.refused[:5])) or "add a row for each statement"
        raise CaseError([Mistake("E107", "no row is a statement", str(path), hint=hint)])
    last = max(statement.known_on for statement in found.statements)
    until = last if day is None else day
    statements = _of(found.statements, None if actor is None else {actor}, str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = len(found.statements) + sum(row.line > 1 for row in found.refused)
    provenance = RecordProvenance(
        case="",
        file=str(path),
        digest=digest,
        version=__version__,
        as_of=until.isoformat(),
        files=(path.name,),
        record=digest,
        events=0,
        rows=rows,
        merged=0,
        refused=sum(row.line > 1 for row in found.refused),
        method=METHOD,
    )
    return _told(statements, Placer(), until, [], None, provenance, (), _refusals(found.refused), seed, report)


def _known(events: Iterable[Event], opened: Opened, day: datetime.date) -> list[Event]:
    return [event for event in events if event.known_on <= day and opened.since <= event.day <= day]


def _of(statements: Sequence[Statement], actors: set[str | None] | set[str] | None, file: str) -> list[Statement]:
    if actors is None:
        return list(statements)
    wanted = {name.lower() for name in actors if name}
    found = [statement for statement in statements if statement.actor.lower() in wanted]
    if not found:
        hint = nearest(sorted(wanted)[0], {statement.actor for statement in statements}, what="actors")
        raise CaseError([Mistake("E021", f"no statement by {', '.join(sorted(wanted))}", file, hint=hint)])
    return found


def _refusals(refused: Iterable[Refused]) -> tuple[str, ...]:
    return tuple(f"{Path(row.file).name}, line {row.line}: {row.why}" for row in refused)


def _told(
    statements: Sequence[Statement],
    placer: Placer,
    day: datetime.date,
    loud: Sequence[datetime.date],
    since: datetime.date | None,
    provenance: RecordProvenance,
    done: tuple[SayDo, ...],
    refused: tuple[str, ...],
    seed: int,
    report: Report,
) -> SignalsResult:
    known = [statement for statement in statements if statement.known_on <= day]
    placements = place_all(known, placer)
    comparisons = compare_all(placements, placer)
    scores = score_all(placements)
    beats, changes = drumbeats(placements, placer, loud, day, seed=seed, report=report)
    louder: list[ChangePoint] = []
    if loud and since is not None:
        louder = found_in(loud, Span(since, day), "days with loud events", seed)
    return SignalsResult(
        provenance=provenance,
        formulations=tuple(_formulation(c, score) for c, score in zip(comparisons, scores, strict=True)),
        table=_table(known, placer),
        drumbeats=beats,
        changes=(*louder, *changes),
        say_do=done,
        refused=refused,
        hidden=len(statements) - len(known),
    )


def _table(known: Sequence[Statement], placer: Placer) -> tuple[TableLine, ...]:
    actors = {statement.id: statement.actor for statement in known}
    return tuple(
        TableLine(name, line.days[0], actors[name], line.formulation, line.conditioned, line.would, line.asks)
        for line in comparison_table(known, placer=placer)
        for name in line.ids
    )


def _formulation(comparison: Comparison, scores: Qualities) -> Formulation:
    statement = comparison.placement.statement
    return Formulation(
        id=statement.id,
        day=statement.day.isoformat(),
        actor=statement.actor,
        speaker=statement.speaker,
        channel=statement.channel,
        form=statement.form,
        conditioned=statement.conditioned,
        phrase=statement.phrase,
        source=statement.source,
        offers=statement.offers,
        demands=statement.demands,
        scores=scores,
        compared_with=comparison.compared_with,
        by_speaker=comparison.by_speaker,
        moves=comparison.moves,
        first=comparison.first,
        note=statement.note,
        on_topics=comparison.on_topics,
        speaker_moves=comparison.speaker_moves,
    )
