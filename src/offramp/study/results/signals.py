"""What is being said: statements compared, the drumbeat, words and deeds, and sentences found in a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result
from offramp.study.results.recording import RecordProvenance


@dataclass(frozen=True, slots=True)
class Qualities:
    """Three qualities of a statement, each on its own scale from 0 to 1; they are never added.

    Attributes
    ----------
    authority : float
        How high the speaker and how binding the channel.
    specificity : float
        How many of its parts are spelled out: what is offered, what is asked, of which extent, until when.
    reciprocity : float
        How far it gives for what it takes: 0 if it only asks or threatens, 1 if both sides act on the same footing.
    why : mapping of str to str
        For each of the three what it rests on, in words.
    """

    authority: float
    specificity: float
    reciprocity: float
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference from an earlier statement.

    Attributes
    ----------
    what : {"new", "dropped", "harder", "softer"}
        What happened to it.
    side : {"offers", "demands", "form", "conditioned"}
        Which part of the statement.
    topic : str
        What it is about.
    before, now : str
        As it was put earlier and as it is put now; empty if not at all.
    than : str
        The earlier statement.
    why : str
        The words it rests on, such as `"stop" is more than "suspend"`; empty where `before` or `now` says it all.
    """

    what: str
    side: str
    topic: str
    before: str
    now: str
    than: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Formulation:
    """A statement, set beside the earlier ones of the same actor.

    Attributes
    ----------
    id, day, actor, speaker, channel, form, conditioned, phrase, source : str
        As the file has it.
    offers, demands : tuple of str
        What is offered and asked.
    scores : Qualities
        Authority, specificity, reciprocity.
    compared_with : str or None
        The actor's latest earlier statement that conditions, offers or demands something; None if there is none.
    by_speaker : str or None
        The same speaker's latest earlier one, if that is another.
    moves : tuple of Difference
        How it differs from `compared_with`.
    first : tuple of str
        What stands in no earlier statement of the actor at all: topics, forms, and whether it is the first by this
        speaker.
    note : str
        What the analyst's file says of it.
    on_topics : tuple of Difference
        For topics that `compared_with` does not speak of but an earlier statement does: how it differs from the latest
        such statement; of one on the topic in general too.
    speaker_moves : tuple of Difference
        How it differs from `by_speaker`, without what the former two say already.
    """

    id: str
    day: str
    actor: str
    speaker: str
    channel: str
    form: str
    conditioned: str
    phrase: str
    source: str
    offers: tuple[str, ...]
    demands: tuple[str, ...]
    scores: Qualities
    compared_with: str | None
    by_speaker: str | None
    moves: tuple[Difference, ...]
    first: tuple[str, ...]
    note: str
    on_topics: tuple[Difference, ...] = ()
    speaker_moves: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Drumbeat:
    """How steadily an actor repeats a kind of signal in a channel, beside loud events.

    Attributes
    ----------
    actor, signal, channel : str
        Whose, which form or topic, and where; `all` for all channels together.
    count : int
        How many statements.
    first, last : str
        The days of the first and the last.
    per_month, low, high : float
        Its rate from its first day to the day as of which it is told, with its 95 percent interval (exact, Poisson).
    consistency : float
        The share of the actor's statements on the same topics, in the same time, that carry it and not its opposite.
    evenness : float or None
        1 minus the coefficient of variation of the gaps, not below 0; None with fewer than three statements.
    during_loud : int
        How many were made within 7 days of a loud event (a `loud` kind of the case, else any event of quad 4).
    changes : tuple of str
        Days on which its rate changed.
    """

    actor: str
    signal: str
    channel: str
    count: int
    first: str
    last: str
    per_month: float
    low: float
    high: float
    consistency: float
    evenness: float | None
    during_loud: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A day on which a rate changed.

    Attributes
    ----------
    of : str
        What is counted.
    day : str
        The first day of the new rate.
    before, after : float
        Per month, on each side, up to the next change or the end.
    p : float
        How often as large a change comes by chance at a constant rate, by drawing.
    """

    of: str
    day: str
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Said:
    """An announcement, and whether the act followed.

    Attributes
    ----------
    event, day, says : str
        The announcement.
    verdict : {"done", "not done", "open"}
        Done in time, not done in time, or still in time.
    act, act_day, act_says : str or None
        The act that decides it.
    days : int or None
        Days from announcement to act.
    due : str
        The last day in time.
    """

    event: str
    day: str
    says: str
    verdict: str
    act: str | None
    act_day: str | None
    act_says: str | None
    days: int | None
    due: str


@dataclass(frozen=True, slots=True)
class SayDo:
    """An actor's record of doing what it announces.

    Attributes
    ----------
    announcement, name, actor : str
        The kind of announcement, in words, and who makes it.
    done, not_done, still_open : int
        How many.
    share, low, high : float or None
        The share done of those decided, with its 95 percent interval (Jeffreys); None if none is decided.
    by_chance : float or None
        How often an act would fall within as many days of a day drawn at random from the record.
    said : tuple of Said
        Each of them.
    """

    announcement: str
    name: str
    actor: str
    done: int
    not_done: int
    still_open: int
    share: float | None
    low: float | None
    high: float | None
    by_chance: float | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of the table of formulations.

    Attributes
    ----------
    id, day, actor : str
        Which statement, when, and for whom.
    formulation : str
        What kind of statement it is, beside the lines before it.
    conditioned, would, asks : str
        What is made conditional, what the actor would do, what it asks; empty if it does not say.
    """

    id: str
    day: str
    actor: str
    formulation: str
    conditioned: str
    would: str
    asks: str


@dataclass(frozen=True, slots=True)
class SignalsResult(Result):
    """What is being said.

    Attributes
    ----------
    formulations : tuple of Formulation
        The statements in order, each beside the earlier ones.
    table : tuple of TableLine
        Those that condition, offer or ask something, one line each.
    drumbeats : tuple of Drumbeat
        Kinds of signal that are repeated.
    changes : tuple of ChangePoint
        Where rates of signals and of loud events changed.
    say_do : tuple of SayDo
        Announcements followed by acts.
    refused : tuple of str
        Rows of the file that could not be read, with line and reason.
    hidden : int
        Statements known only later, which are not used.
    """

    provenance: RecordProvenance
    formulations: tuple[Formulation, ...]
    table: tuple[TableLine, ...]
    drumbeats: tuple[Drumbeat, ...]
    changes: tuple[ChangePoint, ...]
    say_do: tuple[SayDo, ...]
    refused: tuple[str, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text that states something.

    Attributes
    ----------
    number, line : int
        Which one, counted from 1, and the line where it begins.
    text : str
        The sentence.
    states : tuple of str
        Of condition, offer, demand, threat: what it states.
    rules : tuple of str
        The rules that found it, each with the words it rests on.
    speaker : str
        Who is quoted, if the sentence says so; else empty.
    topics : tuple of str
        What it is about.
    accepted : bool or None
        What the analyst decided, None if not yet.
    """

    number: int
    line: int
    text: str
    states: tuple[str, ...]
    rules: tuple[str, ...]
    speaker: str
    topics: tuple[str, ...]
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class SentencesResult(Result):
    """Sentences found in a text, offered to the analyst. Nothing here enters beliefs.

    Attributes
    ----------
    file, digest : str
        The text and its SHA-256.
    sentences : int
        How many the text has.
    found : tuple of Sentence
        Those that state a condition, an offer, a demand or a threat.
    """

    file: str
    digest: str
    sentences: int
    found: tuple[Sentence, ...]
