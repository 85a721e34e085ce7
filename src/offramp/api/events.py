"""Events of a case, and files of events in other layouts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from offramp.api.files import Day, cases, day_of
from offramp.api.subjects import Subject, opened
from offramp.case import Mistake
from offramp.case.mistakes import CaseError

if TYPE_CHECKING:
    from offramp.record.events.reading import Progress
    from offramp.record.opening import Opened
    from offramp.study.events import Gathered
    from offramp.study.results.recording import EventsResult

Source: TypeAlias = "Subject | Opened | Gathered"
"""A case with a record, a file of events in any layout, or events gathered before."""


def gathered(
    source: Source,
    *,
    as_of: Day | None = None,
    layout: str | None = None,
    kind: str | None = None,
    report: Progress | None = None,
) -> Gathered:
    """Return the events of a case or a file, so that they can be counted and written without reading them twice.

    Parameters
    ----------
    source : str, Path, Case, Ensemble, Opened or Gathered
        A case with a record, or a file of events.
    as_of : date or str, optional
        Only events known by this day and not later than it; all if not given.
    layout : str, optional
        The layout of a file, one of `offramp.record.events.layouts.LAYOUTS`; found from its first lines if not given.
    kind : str, optional
        Only events of this kind of the case.
    report : callable, optional
        Told of progress.

    Raises
    ------
    CaseError
        E090 to E093 for a file that cannot be read as events, E101 for a case without a record, E021 for a kind it does
        not have, E102 for a day before the record begins.

    Examples
    --------
    >>> there = gathered("korea-2017", as_of="2016-12-31")
    >>> there.since.isoformat(), there.until.isoformat(), len(there.events) < len(there.record.events)
    ('2016-01-01', '2016-12-31', True)
    """
    from offramp.record.events.layouts import layout_of
    from offramp.record.events.reading import silent
    from offramp.study.events import Gathered, gather_case, gather_file

    if isinstance(source, Gathered):
        return source
    day = None if as_of is None else day_of(as_of)
    found = None if layout is None else layout_of(layout)
    if isinstance(source, str | Path) and (found is not None or _is_file_of_events(source)):
        if kind is not None:
            hint = "name a case instead, whose record has kinds; or leave out the kind"
            raise CaseError([Mistake("E021", f'a file of events has no kind "{kind}"', str(source), hint=hint)])
        return gather_file(Path(source), found, day, report or silent)
    return gather_case(opened(source), day, kind)


def _is_file_of_events(source: str | Path) -> bool:
    """Tell a file of events from a case, by its name."""
    path = Path(source)
    return path.is_file() and path.suffix not in (".yaml", ".yml") and str(source) not in cases()


def events(
    source: Source,
    *,
    as_of: Day | None = None,
    layout: str | None = None,
    kind: str | None = None,
    report: Progress | None = None,
) -> EventsResult:
    """Count the events of a case, or of a file in any layout; see :func:`gathered`.

    Examples
    --------
    >>> found = events("korea-2017", as_of="2017-07-10")
    >>> found.until, found.provenance.events == len(found.events), found.refused
    ('2017-07-10', True, ())
    >>> found.events[0].day, found.events[0].category
    ('2016-01-06', 'nuclear_test')
    """
    from offramp.study.events import told

    return told(gathered(source, as_of=as_of, layout=layout, kind=kind, report=report))


def events_table(
    source: Source,
    *,
    as_of: Day | None = None,
    layout: str | None = None,
    kind: str | None = None,
    report: Progress | None = None,
) -> str:
    """Return events as a table in offramp's own layout, so that a file in another becomes the record of a case.

    See :func:`gathered`, and :func:`offramp.record.events.writing.own_table` for what is lost.

    Examples
    --------
    >>> table = events_table("korea-2017", as_of="2016-01-06")
    >>> table.splitlines()[1].split(",")[:6]
    ['K001', '2016-01-06', 'day', 'PRK', 'USA', 'nuclear_test']
    """
    from offramp.record.events.writing import own_table

    return own_table(gathered(source, as_of=as_of, layout=layout, kind=kind, report=report).events)
