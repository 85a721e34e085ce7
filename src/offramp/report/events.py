"""The events of a record on a terminal: counts by kind, month and actors, the last of them, and rows refused."""

from __future__ import annotations

from offramp.record.events.cells import printable
from offramp.report import recorded
from offramp.report.names import Names, spaced
from offramp.report.page import Page
from offramp.report.rounding import NOTHING, counted
from offramp.report.sheets import Table
from offramp.study.results.recording import EventLine, EventsResult, KindCount, RefusedRow

BARS = "▁▂▃▄▅▆▇█"
YEARS = 4
"""How many years stand beside each other."""
FEW = 3
"""Of kinds with fewer days the first and the last day say nearly all."""
EMPTY = "·"
LAST = 10
MOST_PAIRS = 12
MOST_REFUSED = 20
MOST_ROW = 160
DOUBT = (
    "Counts are of what the sources report. What a source missed, or reports more often than before, shows here as if "
    "it had happened so."
)
ON_DAYS = "Days: with at least one event; of several on one day one counts. Gap: the most days from one to the next."


def show_events(page: Page, result: EventsResult) -> None:
    """Print events, counted."""
    names = page.names
    page.say(f"Events from {result.since} to {result.until}", style="bold")
    page.say(f"As of {result.provenance.as_of}: {recorded.rows(result.provenance)}.")
    page.say(DOUBT)
    for table in (kinds(result.kinds), *months(result), pairs(result, names), last(result, names)):
        if table.rows:
            page.heading(table.caption)
            page.table(table.columns, table.rows, wide=table.wide)
            if table.note:
                page.say(table.note, style="dim")
    if result.refused:
        page.heading("Rows that could not be read, and are counted nowhere")
        page.items(refused(row) for row in result.refused[:MOST_REFUSED])
        if len(result.refused) > MOST_REFUSED:
            page.say(f"{len(result.refused) - MOST_REFUSED:,} more are not shown; --json gives all.", style="dim")
    page.say("")
    page.say(f"{recorded.source(result.provenance)}", style="dim")


def kinds(found: tuple[KindCount, ...]) -> Table:
    """The kinds of events, each with how often, when first and last, and the longest gap."""
    rows = [
        [
            kind.name,
            f"{kind.events:,}",
            f"{kind.days:,}",
            kind.first or NOTHING,
            kind.last or NOTHING,
            NOTHING if kind.longest_gap is None else f"{kind.longest_gap:,}",
        ]
        for kind in found
    ]
    columns = ("kind", "events", "days", "first", "last", "gap")
    return Table("By kind", columns, rows, (0,), f"{ON_DAYS} An event may be of several kinds.")


def months(result: EventsResult) -> list[Table]:
    """Bars by month, a row for every kind and a column for every year; all bars have one scale."""
    most = max((days for counts in result.months.values() for days in counts.values()), default=0)
    kinds = [kind for kind in result.kinds if kind.days >= FEW]
    first, last = recorded.day_of(result.since).year, recorded.day_of(result.until).year
    note = (
        f"Days with an event in each month, on one scale: {BARS[-1]} is {counted(most, 'day')}, {EMPTY} none, empty "
        f"outside the record. Left out: kinds with fewer than {FEW} days."
    )
    found = []
    for start in range(first, last + 1, YEARS) if kinds else ():
        years = range(start, min(start + YEARS, last + 1))
        rows = [[kind.name, *(_year(result, kind.kind, year, most) for year in years)] for kind in kinds]
        columns = ("kind", *(str(year) for year in years))
        found.append(Table("By month", columns, rows, tuple(range(len(columns))), note))
    return found


def _year(result: EventsResult, kind: str, year: int, most: int) -> str:
    """Return the bars of a year, one character for each month."""
    first, last = result.since[:7], result.until[:7]
    days = (f"{year}-{month:02d}" for month in range(1, 13))
    return "".join(bar(result.months.get(m, {}).get(kind, 0) if first <= m <= last else None, most) for m in days)


def bar(days: int | None, most: int) -> str:
    """Return the bar of a month; every count above none has one.

    Examples
    --------
    >>> bar(0, 8), bar(1, 8), bar(8, 8), bar(1, 100), bar(None, 8)
    ('·', '▁', '█', '▁', '\\xa0')
    """
    if days is None:
        return "\N{NO-BREAK SPACE}"
    return BARS[-(-days * len(BARS) // most) - 1] if days else EMPTY


def pairs(result: EventsResult, names: Names) -> Table:
    """Events by actor and target, most first."""
    found = list(result.actors.items())
    rows = [[pair(key, names), f"{count:,}"] for key, count in found[:MOST_PAIRS]]
    rest = found[MOST_PAIRS:]
    if rest:
        rows.append([f"{counted(len(rest), 'other pair')}", f"{sum(count for _, count in rest):,}"])
    return Table("By who acts on whom", ("actor > target", "events"), rows, (0,), "")


def pair(key: str, names: Names) -> str:
    """Return actor and target in words, the target left out where the source gives none."""
    actor, _, target = (part.strip() for part in key.partition(">"))
    told = names.actor(actor) if actor else "nobody named"
    return f"{told} > {names.actor(target)}" if target else told


def last(result: EventsResult, names: Names) -> Table:
    """The last events, each with who reports it and from when it was known."""
    found = result.events[-LAST:]
    rows = [[event.day, told(event, names)] for event in found]
    name = "The last of them" if len(result.events) > LAST else "Event by event"
    more = (
        f" The {counted(len(result.events) - LAST, 'event')} before are in --json." if len(result.events) > LAST else ""
    )
    note = f"“Known on” is given where it became known more than a day later.{more}" if rows else ""
    return Table(name, ("day", "event"), rows, (0, 1), note)


def told(event: EventLine, names: Names) -> str:
    """Say an event with its name in the file, its kinds, source, confidence, and from when it was known."""
    known = recorded.day_of(event.known_on) - recorded.day_of(event.day)
    notes = [
        event.id,
        ", ".join(spaced(kind) for kind in event.kinds) or "of no kind",
        event.source,
        f"confidence {event.confidence}" if event.confidence else "confidence not given",
        f"known on {event.known_on}" if known.days > 1 else "",
        f"{event.rows} rows" if event.rows > 1 else "",
    ]
    says = event.says or spaced(event.category)
    who = pair(f"{event.actor} > {event.target}", names)
    return f"{who}: {recorded.cut(says)} [{'; '.join(note for note in notes if note)}]"


def refused(row: RefusedRow) -> str:
    """Say where a row stands that could not be read, why, and what it is."""
    return f"{row.file}, line {row.line}: {row.why} Row: {recorded.cut(printable(row.row), MOST_ROW)}"
