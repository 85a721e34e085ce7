"""Whether commitments are kept, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.report import recorded
from offramp.report.names import Names, capital, quoted
from offramp.report.page import Page
from offramp.report.rounding import NOTHING, counted, listed
from offramp.report.sheets import Table
from offramp.study.results.monitoring import Clause, MonitorResult, Revision, Verdict, VerdictSpan

MEANINGS: dict[Verdict, str] = {
    "not yet": "does not bind yet",
    "open": "binds, and nothing has decided it",
    "disputed": "an act that it may or may not cover",
    "kept": "for good, as it was done or its time ran out without a breach",
    "broken": "for good",
    "released": "for good, as it no longer binds and was not broken",
}
DOUBT = (
    "A clause is judged by its text in the case against the events of the record. Who wrote the text and chose the "
    "kinds of events decides much; an act that is in no source breaks nothing here. Whether a breach was meant, or "
    "answered one by another, is not judged."
)


def show_monitor(page: Page, result: MonitorResult) -> None:
    """Print, clause by clause, the verdicts over time."""
    names = page.names
    page.say(f"Whether commitments are kept, {recorded.stretch(result.since, result.until)}", style="bold")
    page.say(summary(result))
    page.say(DOUBT)
    for clause in result.clauses:
        page.heading(headed(clause, names))
        page.say(f"{quoted(clause.text)} {binding(clause)}")
        table = spans(clause)
        page.table(table.columns, table.rows, wide=table.wide)
        page.items([*acts(clause), *(revised(revision) for revision in revisions(clause))])
    page.say("")
    page.say(f"{meanings(result)} {recorded.source(result.provenance)}", style="dim")


def summary(result: MonitorResult) -> str:
    """Say how many clauses have which verdict, and whether news changed any."""
    if not result.clauses:
        return "The case has no commitments to watch."
    verdicts = [f"{count:,} {verdict}" for verdict, count in result.counts.items() if count]
    lines = [f"{capital(counted(len(result.clauses), 'clause'))} on {result.until}: {listed(verdicts)}."]
    disputed = [quoted(clause.name) for clause in result.clauses if any(s.verdict == "disputed" for s in clause.spans)]
    if disputed:
        lines.append(f"In dispute, now or at some time: {listed(disputed)}; there it hangs on how the text is read.")
    changed = sum(len(revisions(clause)) for clause in result.clauses)
    if changed:
        lines.append(f"{capital(counted(changed, 'verdict was', 'verdicts were'))} changed by news that came later.")
    return " ".join(lines)


def headed(clause: Clause, names: Names) -> str:
    """Return a clause's name, who is bound, and the verdict now."""
    return f"{capital(clause.name)} ({names.actor(clause.by)}): {clause.verdict}"


def binding(clause: Clause) -> str:
    """Say from when to when a clause is written to bind, and on which days it did."""
    written = begins(clause)
    bound = listed([recorded.stretch(*days) for days in clause.bound]) or "no day"
    if len(clause.bound) == 1 and bound == written:
        return f"Bound {bound}."
    return f"To bind: {written}; bound: {bound}."


def begins(clause: Clause) -> str:
    """Write from when to when a clause is to bind."""
    return "not begun" if clause.starts is None else recorded.stretch(clause.starts, clause.ends)


def spans(clause: Clause) -> Table:
    """The verdicts of a clause one after the other, with what decided each."""
    rows = [[recorded.stretch(s.since, s.until), s.verdict, decided(s)] for s in clause.spans]
    return Table(f"Verdicts on {quoted(clause.name)}", ("days", "verdict", "why"), rows, (0, 1, 2), "")


def decided(found: VerdictSpan) -> str:
    """Say why a verdict is as it is, with the event that decides it and from when that was known."""
    late = f"known on {found.known_on}" if found.known_on > found.since else ""
    notes = [part for part in (found.event or "", late) if part]
    return f"{found.why} [{'; '.join(notes)}]" if notes else found.why


def acts(clause: Clause) -> Iterator[str]:
    """Yield which events counted, and which are of unclear scope."""
    if clause.acts:
        yield f"Acts that counted: {', '.join(clause.acts)}."
    if clause.unclear:
        yield f"Acts of unclear scope: {', '.join(clause.unclear)}."


def revisions(clause: Clause) -> list[Revision]:
    """Return the revisions that are told: those after which the verdict is another."""
    return [revision for revision in clause.revisions if revision.before != revision.after]


def revised(found: Revision) -> str:
    """Say how news changed a verdict."""
    return (
        f"{found.event} became known on {found.on}: the verdict for {found.day} was {quoted(found.before)} until then, "
        f"and is {quoted(found.after)} since."
    )


def meanings(result: MonitorResult) -> str:
    """Say what the verdicts that occur mean."""
    used = {span.verdict for clause in result.clauses for span in clause.spans}
    return " ".join(f"{capital(verdict)}: {meaning}." for verdict, meaning in MEANINGS.items() if verdict in used)


def overview(result: MonitorResult, names: Names) -> Table:
    """All clauses with who is bound, the verdict now, and what decided it."""
    rows = [
        [
            capital(clause.name),
            names.actor(clause.by),
            begins(clause),
            clause.verdict,
            decided(clause.spans[-1]) if clause.spans else NOTHING,
        ]
        for clause in result.clauses
    ]
    columns = ("clause", "by", "to bind", f"on {result.until}", "why")
    return Table("The clauses and how they stand", columns, rows, (0, 1, 2, 3, 4), meanings(result))
