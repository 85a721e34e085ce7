"""What a case says of its record, as written, with names resolved. The files themselves are read elsewhere."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from offramp.case import document
from offramp.case.estimates import estimates
from offramp.case.kinds import kinds, named, not_empty
from offramp.case.mistakes import nearest
from offramp.case.naming import Scope
from offramp.case.reading import Place
from offramp.case.recorded import Announcement, RecordRules, Rule, Topic
from offramp.case.recording import Record
from offramp.case.recording import Rule as Written
from offramp.case.timing import days


def record_rules(case: document.Document, scope: Scope) -> RecordRules | None:
    """Resolve how a case reads its record; mistakes go to the scope.

    Parameters
    ----------
    case : Document
        The case as written.
    scope : Scope
        The names that expressions may use.

    Returns
    -------
    RecordRules or None
        None if the case has no record.
    """
    written = case.record
    if written is None:
        return None
    if written.since and written.until and written.since > written.until:
        hint = "let `since` be a day before `until`, or the same"
        scope.wrong("E083", "the record ends before it begins", ("record", "until"), hint)
    start = scope.levels(written.start, ("record", "start"))
    return RecordRules(
        _files(written.events, ("record", "events"), scope),
        _files(written.signals, ("record", "signals"), scope),
        _files(written.calendar, ("record", "calendar"), scope),
        written.since,
        written.until,
        _actors(written, case, scope),
        start,
        kinds(written, scope),
        tuple(_rule(number, rule, start, scope) for number, rule in enumerate(written.rules)),
        estimates(case, written, scope),
        _announcements(written, scope),
        _topics(written, scope),
        written.about,
    )


def _files(names: list[str], place: Place, scope: Scope) -> tuple[str, ...]:
    """Report names of files that do not stay within the folder of the case, or stand twice."""
    for number, name in enumerate(names):
        inner = (*place, number)
        if not _is_beside(name):
            hint = "write the name of a file beside the case, such as events.csv, or in a folder there: data/events.csv"
            shown = name if len(name) <= 60 else f"{name[:60]}..."
            scope.wrong("E075", f'"{shown}" is not the name of a file beside the case', inner, hint)
        elif name in names[:number]:
            scope.wrong("E006", f"{name} stands twice", inner, "keep one of the two")
    return tuple(names)


def _is_beside(name: str) -> bool:
    """Tell whether a name, read as any system would, stays within the folder it is relative to."""
    windows = PureWindowsPath(name)
    outside = windows.drive or windows.root or PurePosixPath(name).root or name.startswith("~") or "://" in name
    return name.isprintable() and bool(name.strip(". ")) and not outside and ".." not in windows.parts


def _actors(record: Record, case: document.Document, scope: Scope) -> dict[str, str]:
    """Report codes for actors that nobody declared, and codes that differ in case only."""
    codes: set[str] = set()
    for code, actor in record.actors.items():
        place: Place = ("record", "actors", code)
        if actor not in case.actors:
            hint = nearest(actor, case.actors, what="actors")
            scope.wrong("E021", f'unknown actor "{actor}"', place, hint)
        if code.casefold() in codes:
            hint = "keep one of the two: codes are compared without regard to case"
            scope.wrong("E006", f"the code {code} stands twice", place, hint, key=True)
        codes.add(code.casefold())
    return dict(record.actors)


# ---------------------------------------------------------------- rules


def _rule(number: int, written: Written, start: dict[str, int], scope: Scope) -> Rule:
    place: Place = ("record", "rules", number)
    if bool(written.on) == (written.without is not None):
        hint = "give either `on:`, kinds of events, or `without:`, a kind that has not happened for some time"
        what = "with two causes" if written.on else "without a cause"
        scope.wrong("E080", f"a rule {what}", place, hint, key=True)
    elif (written.without is None) != (written.after is None):
        hint = "`without: KIND` and `after: 90 days` go together: none of these events for so long"
        what = "`without` and no `after`" if written.after is None else "`after` and no `without`"
        scope.wrong("E080", f"a rule with {what}", place, hint, key=True)
    if not written.sets:
        hint = "write `set: {option: level}`"
        scope.wrong("E079", "a rule that changes nothing", (*place, "set"), hint, key=True)
    sets = scope.levels(written.sets, (*place, "set"))
    lasts = days(written.lasts, (*place, "lasts"), scope)
    after = days(written.after, (*place, "after"), scope)
    _undone(sets, lasts, start, (*place, "set"), scope)
    if written.without is not None:
        named([written.without], (*place, "without"), scope)
    on = named(written.on, (*place, "on"), scope)
    return Rule(
        on, written.without, after or 0, sets, lasts, _words(written), written.about, tuple(written.cite)
    )  # fmt: skip


def _words(written: Written) -> str:
    """Return a rule's cause in words, such as `no test for 90 days`."""
    if written.without is not None:
        return f"no {_name(written.without)} for {' '.join((written.after or '').split())}"
    cause = " or ".join(map(_name, written.on))
    return cause if written.lasts is None else f"{cause}, for {' '.join(written.lasts.split())}"


def _undone(sets: dict[str, int], lasts: int | None, start: dict[str, int], place: Place, scope: Scope) -> None:
    """Warn of a rule that takes an option back which goes one way."""
    for option, level in sets.items():
        variable, first = scope.variables[option], start.get(option, 0)
        back = level < first if variable.direction == "up" else level > first
        if variable.direction != "both" and (back or lasts is not None):
            hint = f"{option} goes {variable.direction} only: mend the rule, its `lasts`, or the option's direction"
            scope.wrong("W112", f"this would undo {option}, which cannot be undone", (*place, option), hint, key=True)


# ---------------------------------------------------------------- words


def _announcements(record: Record, scope: Scope) -> tuple[Announcement, ...]:
    found = []
    for name, written in record.announcements.items():
        place: Place = ("record", "announcements", name)
        named([written.says], (*place, "says"), scope)
        named([written.does], (*place, "does"), scope)
        within = days(written.within, (*place, "within"), scope) or 1
        found.append(Announcement(name, written.name or _name(name), written.says, written.does, within))
    return tuple(found)


def _topics(record: Record, scope: Scope) -> dict[str, Topic]:
    found = {}
    for name, written in record.topics.items():
        place: Place = ("record", "topics", name)
        words = (*place, "words") if (*place, "words") in scope.text.marks else place
        if not written.words:
            hint = "write words by which a statement on it is known, such as `[nuclear test, sixth test]`"
            scope.wrong("E012", f"the topic {name} has no words", words, hint, key=True)
        not_empty(written.words, words, scope)
        found[name] = Topic(name, written.name or _name(name), tuple(written.words))
    return found


def _name(name: str) -> str:
    return name.replace("_", " ")
