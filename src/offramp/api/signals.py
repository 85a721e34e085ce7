"""What is being said, and sentences of a text that state something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from offramp.api.files import Day, day_of, write
from offramp.api.subjects import Subject, opened
from offramp.case.mistakes import CaseError, Mistake

if TYPE_CHECKING:
    from offramp.record.opening import Opened
    from offramp.record.signals.adding import Origin
    from offramp.study.playing.courses import Report
    from offramp.study.results.signals import SentencesResult, SignalsResult


def signals(
    subject: Subject | Opened,
    *,
    as_of: Day | None = None,
    actor: str | None = None,
    seed: int = 0,
    report: Report = lambda *_: None,
) -> SignalsResult:
    """Return what is being said: statements beside earlier ones, the drumbeat, words and deeds.

    See :func:`offramp.study.signals.signals_of_case` and :func:`offramp.study.signals.signals_of_file`.

    Parameters
    ----------
    subject : str, Path, Case, Ensemble or Opened
        The case, with a record; or the path of a CSV file of statements, which is read by itself.
    as_of : date or str, optional
        The day to tell it for, nothing known later being used; the day of the case if not given, or the last day of
        its record, or of its file.
    actor : str, optional
        Whose statements; everybody's if not given.
    seed : int
        Of the drawing for changes of rates.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E101 if the case has no record, E107 if a file is not a table of statements, E021 if nobody of that name says
        anything.

    Examples
    --------
    >>> from offramp.api import find
    >>> found = signals(find("korea-2017").with_name("signals.csv"), as_of="2017-07-10", actor="PRK")
    >>> kim = next(f for f in found.formulations if f.id == "S19")
    >>> kim.compared_with, kim.first[0], round(kim.scores.authority, 2)
    ('S16', 'on the negotiating table', 1.0)
    """
    from offramp.study.signals import signals_of_case, signals_of_file

    day = None if as_of is None else day_of(as_of)
    if isinstance(subject, str | Path) and Path(subject).suffix.lower() == ".csv":
        return signals_of_file(Path(subject), day, actor=actor, seed=seed, report=report)
    from offramp.record.standing import own_day, require_covered

    there = opened(subject)
    day = own_day(there) if day is None else day
    require_covered(there, day)
    return signals_of_case(there, day, actor=actor, seed=seed, report=report)


def sentences(
    path: str | Path,
    *,
    accept: Iterable[int] = (),
    reject: Iterable[int] = (),
    to: str | Path | None = None,
    actor: str = "",
    date: Day | None = None,
    speaker: str = "",
    channel: str = "",
) -> SentencesResult:
    """Return the sentences of a text that state a condition, an offer, a demand or a threat.

    They are offered to the analyst, whose decisions are kept beside the text, in `<text>.sentences.json`, bound to the
    text's digest. Nothing enters beliefs, nor any other file unless `to` is given. The rules are for English.

    Parameters
    ----------
    path : str or Path
        The text, in UTF-8, at most 2 MB.
    accept, reject : iterable of int
        Numbers of sentences that the analyst accepts and rejects.
    to : str or Path, optional
        A CSV file of statements, to which all accepted sentences are added as rows to be coded; those that it has
        already are not added again.
    actor : str
        For `to`: for whom they were said.
    date : date or str, optional
        For `to`: when.
    speaker : str
        For `to`: by whom, where a sentence does not say it.
    channel : str
        For `to`: how, such as `press`.

    Raises
    ------
    CaseError
        E001 or E108 if the text cannot be read, E109 if a decision is about no such sentence or another text, E011 if
        `to` is given without actor or date, E107 if the file named is not a table of statements.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = Path(folder, "speech.txt")
    ...     _ = text.write_text("It rained. Unless the patrols end, the road stays shut.", encoding="utf-8")
    ...     found = sentences(text, accept=[2])
    >>> [(one.number, one.states, one.rules, one.accepted) for one in found.found]
    [(2, ('condition',), ('unless: "Unless"',), True)]
    """
    from offramp.record.signals import sentences as finding
    from offramp.record.signals.adding import with_rows
    from offramp.record.signals.placing import Placer
    from offramp.study.results.signals import SentencesResult

    text = finding.read_text(Path(path))
    before = finding.read_decisions(text)
    found, count = finding.found_in(text, Placer(), before)
    decisions = finding.decided(text, before, accept, reject, [one.number for one in found])
    origin = None if to is None else _origin(actor, date, speaker, channel)
    found = tuple(replace(one, accepted=decisions.get(one.number)) for one in found)
    rows = None
    if to is not None and origin is not None:
        rows = with_rows(Path(to), text, [one for one in found if one.accepted], origin)
    if decisions != before:
        write(finding.decisions_file(text.file), finding.as_json(text, decisions))
    if to is not None and rows is not None:
        write(Path(to), rows)
    return SentencesResult(file=str(path), digest=text.digest, sentences=count, found=found)


def _origin(actor: str, date: Day | None, speaker: str, channel: str) -> Origin:
    """Return whose the sentences are that are added to a file of statements."""
    from offramp.record.signals.adding import Origin

    if not actor.strip() or date is None:
        hint = "say for whom it was said and when, such as actor PRK and date 2017-07-05"
        raise CaseError([Mistake("E011", "accepted sentences need an actor and a date", "to", hint=hint)])
    return Origin(actor.strip(), day_of(date), speaker.strip(), channel.strip())
