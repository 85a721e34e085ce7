"""What is being said, in words and tables: statements compared, three qualities, the drumbeat, words and deeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offramp.report import recorded
from offramp.report.names import Names, capital, quoted, spaced
from offramp.report.page import Page
from offramp.report.rounding import NOTHING, counted, decimal, listed, percent, span
from offramp.report.sheets import Table
from offramp.study.results.signals import (
    Difference,
    Drumbeat,
    Formulation,
    SayDo,
    Sentence,
    SentencesResult,
    SignalsResult,
)

ORDER = ("harder", "softer", "new", "dropped")
"""The statements that the page folds, and the five that it shows."""
CARRIES = {what: (f"carries something {what}", f"carry something {what}") for what in ("harder", "softer", "new")}
CARRIES["dropped"] = ("drops something", "drop something")
SIDES = {"offers": "offered", "demands": "asked", "form": "form", "conditioned": "conditioned"}
DOUBT = (
    "What is harder or softer is found by rules over the words of the file, which are an analyst's summary of often "
    "translated reports. A reader of the originals may judge otherwise."
)
APART = (
    "Authority: how high the speaker and how binding the channel. Specificity: how much is spelled out. Reciprocity: "
    "how far it gives for what it takes. From 0 to 1, each on its own scale by stated rules; they are never added."
)
BEATS = (
    "Per month: with its 95 % interval, which supposes statements independent of each other. Consistent: the share of "
    "the actor's statements on the same topics that carry it and not its opposite. Even: 1 if the gaps are all alike, "
    "0 if they vary as by chance or more. Near loud events: within 7 days of one."
)
CHANGED = "p: how often as large a change comes by chance at a constant rate. With many counts looked at, some come so."
DONE = (
    "Share: of those decided, with its 95 % interval. By chance: how often an act of the kind falls within as many "
    "days of a day drawn at random; a share no higher says little about words. That an act followed does not say it "
    "followed because of the words."
)
NOTHING_BELIEVED = (
    "Found by rules over words, without understanding them: some are missed and some are wrong. Nothing here enters "
    "beliefs; what is accepted is only marked so."
)

FORMULATED = (
    "In short words, by rules over the words of the file. A formulation says what is the same as, or added to, the one "
    "before it; what needs the other's hand, such as a treaty, stands under what it asks."
)


def show_signals(page: Page, result: SignalsResult) -> None:
    """Print what is being said."""
    names = page.names
    page.say(f"What is being said, as of {result.provenance.as_of}", style="bold")
    page.say(summary(result, names))
    page.say(DOUBT)
    for table in (
        formulations(result, names),
        compared(result, names),
        qualities(result, names),
        drum(result, names),
        changes(result),
    ):
        if table.rows:
            page.heading(table.caption)
            page.table(table.columns, table.rows, wide=table.wide)
            page.say(table.note, style="dim")
    if result.say_do:
        table = say_do(result, names)
        page.heading(table.caption)
        page.table(table.columns, table.rows, wide=table.wide)
        page.say(table.note, style="dim")
        page.items(line for found in result.say_do for line in deeds(found))
    if result.refused:
        page.heading("Rows that could not be read")
        page.items(result.refused)
    page.say("")
    page.say(recorded.source(result.provenance), style="dim")


def summary(result: SignalsResult, names: Names) -> str:
    """Say how many statements there are, how many carry something harder or softer, and what the latest says."""
    said = result.formulations
    if not said:
        return f"No statement was known by then.{_hidden(result)}"
    against = [f for f in said if f.compared_with is not None]
    lines = [
        f"{counted(len(said), 'statement')} by {listed([names.the(a) for a in dict.fromkeys(f.actor for f in said)])}."
    ]
    if against:
        kinds = [counted(sum(_carries(f, what) for f in against), *CARRIES[what]) for what in ORDER]
        lines.append(f"Of {len(against):,} set beside an earlier one of the same actor, {listed(kinds)}.")
    latest = next((f for f in reversed(said) if f.moves or f.first), None)
    if latest is not None:
        lines.append(_latest(latest, names))
    return " ".join(lines) + _hidden(result)


def _hidden(result: SignalsResult) -> str:
    if not result.hidden:
        return ""
    are = "is" if result.hidden == 1 else "are"
    return f" {counted(result.hidden, 'statement')} known only later {are} not used."


def _carries(found: Formulation, what: str) -> bool:
    return any(move.what == what for move in found.moves)


def _latest(found: Formulation, names: Names) -> str:
    who = f"{found.speaker} for {names.the(found.actor)}" if found.speaker else names.the(found.actor)
    line = f"The latest that differs is {found.id} ({found.day}, {who})"
    moves = "; ".join(grouped(found.moves))
    beside = f": beside {found.compared_with}, {moves}" if moves else ""
    first = f"; first of its kind: {listed(list(found.first))}" if found.first else ""
    return f"{line}{beside}{first}."


def asks(found: Formulation) -> bool:
    """Tell whether a statement conditions, offers or asks something."""
    return bool(found.conditioned or found.offers or found.demands or found.moves or found.on_topics)


# ---------------------------------------------------------------- statements compared


def formulations(result: SignalsResult, names: Names) -> Table:
    """Statements as a table of formulations: what is conditioned, what the actor would do, what it asks."""
    rows = [
        [f"{line.day} {line.id}: {names.actor(line.actor)}", line.formulation, line.conditioned, line.would, line.asks]
        for line in result.table
    ]
    columns = ("statement", "formulation", "what is conditioned", "what it would do", "what it asks")
    return Table("How formulations compare", columns, rows, (0, 1, 2, 3, 4), FORMULATED)


def compared(result: SignalsResult, names: Names, *, every: bool = False) -> Table:
    """The statements in order, what each trades, and how it differs from the earlier one of the same actor."""
    found = [f for f in result.formulations if every or asks(f)]
    rows = [[headed(f, names), terms(f), against(f)] for f in found]
    left = len(result.formulations) - len(found)
    note = f"Left out: statements that condition, offer and ask nothing ({left:,})." if left else ""
    return Table(
        "Statements beside earlier ones", ("statement", "what it trades", "against earlier"), rows, (0, 1, 2), note
    )


def headed(found: Formulation, names: Names) -> str:
    """Return when and by whom something was said, and where."""
    speaker = f", {found.speaker}" if found.speaker else ""
    channel = f" ({found.channel})" if found.channel else ""
    return f"{found.day} {found.id}: {names.actor(found.actor)}{speaker}{channel}"


def terms(found: Formulation) -> str:
    """Say what a statement conditions, offers and asks."""
    parts = [
        f"{spaced(found.form)}." if found.form else "",
        f"Conditioned: {found.conditioned}." if found.conditioned else "",
        f"Offers: {'; '.join(found.offers)}." if found.offers else "",
        f"Asks: {'; '.join(found.demands)}." if found.demands else "",
    ]
    return capital(" ".join(part for part in parts if part))


def against(found: Formulation) -> str:
    """Say how a statement differs from the earlier one, and what in it is the first of its kind."""
    parts = ["nothing earlier to set it beside"]
    if found.compared_with is not None:
        parts = [f"{found.compared_with}: {'; '.join(grouped(found.moves)) or 'no difference found'}"]
    for than in dict.fromkeys(move.than for move in found.on_topics):
        parts.append(f"{than}: {'; '.join(grouped([m for m in found.on_topics if m.than == than]))}")
    if found.by_speaker is not None:
        own = "; ".join(grouped(found.speaker_moves)) or "no difference found"
        parts.append(f"the speaker's own {found.by_speaker}: {own}")
    if found.first:
        parts.append(f"first: {', '.join(found.first)}")
    return ". ".join(capital(part) for part in parts)


def grouped(moves: Sequence[Difference]) -> Iterator[str]:
    """Yield the differences, harder ones first: `harder: test (asked)`."""
    for what in ORDER:
        mine = [move for move in moves if move.what == what]
        if mine:
            yield f"{what}: {', '.join(one(move) for move in mine)}"


def one(move: Difference) -> str:
    """Say one difference: its topic and side, and how it was put before and is put now."""
    side = SIDES.get(move.side, move.side)
    about = spaced(move.topic)
    label = about if about == side else f"{about} ({side})" if about else side
    before, now = (spaced(text) if move.side == "form" else text for text in (move.before, move.now))
    if before and now:
        return f"{label}, from {quoted(before)} to {quoted(now)}"
    words = now or before
    return f"{label}: {quoted(words)}" if words and words != move.topic else label


def differs(found: Formulation) -> list[Difference]:
    """Return every difference from any earlier statement."""
    return [*found.moves, *found.on_topics, *found.speaker_moves]


def reasons(result: SignalsResult) -> list[str]:
    """Say on which words it rests that something is harder or softer."""
    return [
        f"{found.id} beside {move.than or found.compared_with}, {spaced(move.topic)}: {move.what}, as {move.why}"
        for found in result.formulations
        for move in differs(found)
        if move.why
    ]


def qualities(result: SignalsResult, names: Names) -> Table:
    """Authority, specificity and reciprocity of each statement that trades something, side by side."""
    rows = [
        [
            headed(f, names),
            decimal(f.scores.authority),
            decimal(f.scores.specificity),
            decimal(f.scores.reciprocity),
        ]
        for f in result.formulations
        if asks(f)
    ]
    columns = ("statement", "authority", "specificity", "reciprocity")
    return Table("Three qualities, apart", columns, rows, (0,), APART)


def grounds(found: Formulation) -> str:
    """Say what the three qualities of a statement rest on."""
    return "; ".join(f"{name}: {why}" for name, why in found.scores.why.items())


# ---------------------------------------------------------------- the drumbeat, words and deeds


def drum(result: SignalsResult, names: Names) -> Table:
    """The kinds of signal that are repeated."""
    rows = [
        [
            f"{names.actor(b.actor)}: {spaced(b.signal)}, {channels(b)}",
            f"{b.count:,}",
            recorded.in_cell(b.per_month, b.low, b.high),
            percent(b.consistency),
            NOTHING if b.evenness is None else decimal(b.evenness),
            f"{b.during_loud:,}",
            ", ".join(b.changes) or NOTHING,
        ]
        for b in result.drumbeats
    ]
    columns = ("signal", "said", "per month", "consistent", "even", "near\nloud", "changed")
    return Table("The drumbeat", columns, rows, (0, 6), BEATS)


def channels(found: Drumbeat) -> str:
    """Return where a signal is given."""
    return "all channels" if found.channel == "all" else found.channel


def changes(result: SignalsResult) -> Table:
    """Where rates of signals and of loud events changed."""
    rows = [
        [spaced(c.of), c.day, f"{recorded.rate(c.before)} → {recorded.rate(c.after)}", recorded.by_chance(c.p)]
        for c in result.changes
    ]
    return Table("Where rates changed", ("of", "from", "per month", "p"), rows, (0,), CHANGED)


def say_do(result: SignalsResult, names: Names) -> Table:
    """Announcements, and whether the act followed."""
    rows = [
        [
            f"{names.actor(found.actor)}: {found.name}",
            f"{found.done:,}",
            f"{found.not_done:,}",
            f"{found.still_open:,}",
            kept(found),
            percent(found.by_chance),
        ]
        for found in result.say_do
    ]
    return Table(
        "Words and deeds", ("announced", "done", "not\ndone", "open", "share done", "by chance"), rows, (0,), DONE
    )


def kept(found: SayDo) -> str:
    """Write the share of decided announcements that were done, with its interval."""
    if found.share is None or found.low is None or found.high is None:
        return "none decided"
    return f"{percent(found.share)} ({span(found.low, found.high)})"


def deeds(found: SayDo) -> Iterator[str]:
    """Yield for each announcement whether and when the act followed."""
    for said in found.said:
        line = f"{said.day} {said.event}: {recorded.cut(said.says)}"
        if said.act is not None:
            after = f", {counted(said.days, 'day')} later" if said.days is not None else ""
            act = f"{said.act_day} {said.act}, {recorded.cut(said.act_says or '').removesuffix('.')}"
            yield f"{line} {capital(said.verdict)}: {act}{after}."
        else:
            yield f"{line} {capital(said.verdict)}; due by {said.due}."


# ---------------------------------------------------------------- sentences of a text


def show_sentences(page: Page, result: SentencesResult) -> None:
    """Print the sentences of a text that state a condition, an offer, a demand or a threat."""
    found = result.found
    page.say(f"Sentences that state something, in {result.file}", style="bold")
    page.say(f"{len(found):,} of {counted(result.sentences, 'sentence')}; {decided(found)}. {NOTHING_BELIEVED}")
    page.say("")
    for sentence in found:
        page.items([stated(sentence)])
        page.say(recorded.cut(sentence.text, 600), indent="    ")
        page.say(f"Found by: {'; '.join(sentence.rules)}.", indent="    ", style="dim")
    page.say("")
    page.say(f"{result.file}, SHA-256 {result.digest[: recorded.DIGEST]}.", style="dim")


def decided(found: Sequence[Sentence]) -> str:
    """Say how many sentences the analyst accepted and rejected, and how many are left."""
    counts = [sum(s.accepted is answer for s in found) for answer in (True, False, None)]
    return f"{counts[0]:,} accepted, {counts[1]:,} rejected, {counts[2]:,} not yet decided"


def stated(found: Sentence) -> str:
    """Say which sentence it is, what it states, who is quoted, and what the analyst decided."""
    mark = {True: "accepted", False: "rejected", None: "not decided"}[found.accepted]
    speaker = f"; {found.speaker} quoted" if found.speaker else ""
    topics = f"; about {listed([spaced(topic) for topic in found.topics])}" if found.topics else ""
    return f"{found.number}, line {found.line} [{mark}]: {listed(list(found.states))}{speaker}{topics}"
