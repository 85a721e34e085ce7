"""Tables about North Korea: provocations and negotiations of CSIS Beyond Parallel, and missile tests of CNS."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from offramp.record.events.cells import MONTHS, Days, Unreadable, date_of, known_after, name_of, shown, whole
from offramp.record.events.cutting import Line, Row, bare, by_commas
from offramp.record.events.event import Event, Precision
from offramp.record.events.layout import Layout, Reads
from offramp.record.events.making import make

KOREA = "PRK"
CITE = "cite CSIS Beyond Parallel, and ask before passing the table on"


def bind_provocations(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row of the table of provocations. All are by North Korea; whom they are aimed at is open."""
    cells_of = itemgetter(at["date"], at["type"], at["event"])
    days = Days()

    def event(cells: Sequence[str], line: int) -> Event:
        date, kind, says = (cell.strip() for cell in cells_of(cells))
        if not kind:
            raise Unreadable("the row has no type")
        day = days[date[:10]]
        return _event(name_of(file, line), day, "day", "", kind, "", says, "CSIS Beyond Parallel", file, line)

    return event


def bind_negotiations(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row of the list of negotiations, which are dated by month.

    The actor is North Korea, the target whoever else took part, as written.
    """
    places = itemgetter(*(at[name] for name in NEGOTIATIONS.columns))

    def event(cells: Sequence[str], line: int) -> Event:
        month, year, leader, kind, parties, says = (cell.strip() for cell in places(cells))
        day = date_of(whole(year), MONTHS.get(month.lower().rstrip(".")), 1, f"{month} {year}")
        if not kind:
            raise Unreadable("the row has no event type")
        source = "CSIS Beyond Parallel"
        return _event(name_of(file, line), day, "month", parties, kind, leader.lower(), says, source, file, line)

    return event


def bind_tests(at: Mapping[str, int], file: str) -> Reads:
    """Return what reads a row of the table of missile tests: one missile each, dated in UTC."""
    names = ("date", "missile name", "missile type", "facility name", "test outcome")
    cells_of = itemgetter(*(at[name] for name in names))

    def event(cells: Sequence[str], line: int) -> Event:
        date, missile, kind, place, outcome = (cell.strip() for cell in cells_of(cells))
        day, precision = flown(date)
        says = f"{missile} launched{f' from {place}' if place else ''}{f': {outcome}' if outcome else ''}"
        source = "CNS North Korea Missile Test Database"
        name = name_of(file, line)
        return _event(name, day, precision, "", kind or "missile", outcome.lower(), says, source, file, line)

    return event


def flown(cell: str) -> tuple[datetime.date, Precision]:
    """Return the day or the month that `9-Apr-84` or `Apr-84` names; two digits are a year from 1970 to 2069."""
    parts = cell.replace(" ", "-").split("-")
    if len(parts) not in (2, 3) or len(parts[-1]) not in (2, 4):
        raise Unreadable(f"{shown(cell)} is not a date such as 9-Apr-84")
    year = whole(parts[-1])
    if year is not None and len(parts[-1]) == 2:
        year += 1900 if year >= 70 else 2000
    day = whole(parts[0]) if len(parts) == 3 else 1
    return date_of(year, MONTHS.get(parts[-2].lower()), day, cell), "day" if len(parts) == 3 else "month"


def _event(
    name: str,
    day: datetime.date,
    precision: Precision,
    target: str,
    kind: str,
    mode: str,
    says: str,
    source: str,
    file: str,
    line: int,
) -> Event:
    known = known_after(day, precision)
    words = kind.lower()
    return make(
        name,
        day,
        precision,
        KOREA,
        target,
        words,
        mode,
        "",
        None,
        None,
        "",
        says,
        source,
        "",
        known,
        None,
        1,
        file,
        line,
    )


_SHORT = r'("[^"]*"|[^",]*)'
_ENTRY = re.compile(rf'\s*"?([A-Za-z]{{3,9}}\.?)"?,\s*"?(\d{{4}})"?,{_SHORT},{_SHORT},{_SHORT},(.*)')


def by_entries(source: Iterator[Line]) -> Iterator[Row]:
    """Cut every line into month, year, three short cells, and a description in which quotes need not be doubled.

    A line that is not so is cut at its commas.
    """
    for number, text, why in source:
        found = _ENTRY.fullmatch(text)
        cells = found.groups() if found else text.split(",")
        yield number, [bare(cell.strip()) for cell in cells], text, why


CSIS = Layout(
    name="csis",
    title="CSIS Beyond Parallel, North Korean provocations",
    columns=("date", "type", "event", "description", "resources"),
    needs=("date", "type", "event", "description"),
    cut=by_commas,
    header="first",
    bind=bind_provocations,
    merge="content",
    terms=CITE,
)
NEGOTIATIONS = Layout(
    name="csis-negotiations",
    title="CSIS Beyond Parallel, negotiations with North Korea",
    columns=("month", "year", "leadership", "event type", "parties involved", "description"),
    needs=("month", "year", "leadership", "event type", "parties involved", "description"),
    cut=by_entries,
    header="first",
    bind=bind_negotiations,
    merge="content",
    terms=CITE,
)
CNS = Layout(
    name="cns",
    title="CNS/NTI North Korea missile tests",
    columns=("f1", "date", "missile name", "missile type", "facility name", "test outcome"),
    needs=("date", "missile name", "missile type", "facility name", "test outcome"),
    cut=by_commas,
    header="first",
    bind=bind_tests,
    merge="never",
    terms="cite the CNS North Korea Missile Test Database (NTI), and ask before passing the table on",
)
