"""Statements beside the same actor's earlier ones: what is new, dropped, harder, softer, and what is said first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from offramp.record.signals.forms import STATES_NOTHING, harder
from offramp.record.signals.placing import Placed, Placer, strongest
from offramp.record.signals.splitting import items
from offramp.record.signals.statement import Statement
from offramp.study.results.signals import Difference

_AS_BEFORE = re.compile(r"(?:the )?same(?: as (?:above|before))?|as (?:above|before)|ditto", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)")
_THROUGH = re.compile(r"\b(?:via|through|according to|quoted by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placement:
    """A statement with its items on topics.

    Attributes
    ----------
    statement : Statement
        As the file has it.
    person : str
        The speaker's name, without office and asides; of what is told through another, all that the file says.
    in_person : bool
        Whether it is not told through another.
    offers, demands, conditioned : mapping of str to Placed
        By topic. `as above` and `same` stand for what the actor's latest earlier statement has there, and so does
        what such a statement leaves empty.
    topics : tuple of str
        All topics of the statement, those of its key phrase too.
    items : mapping of str to tuple of tuple of Placed
        For each of the three its items, each on its topics, in the order of the file.
    """

    statement: Statement
    person: str
    in_person: bool
    offers: Mapping[str, Placed]
    demands: Mapping[str, Placed]
    conditioned: Mapping[str, Placed]
    topics: tuple[str, ...]
    items: Mapping[str, tuple[tuple[Placed, ...], ...]]

    def side(self, name: str) -> Mapping[str, Placed]:
        """Return offers, demands or what is conditioned."""
        found: Mapping[str, Placed] = getattr(self, name)
        return found

    @property
    def states(self) -> bool:
        """Whether it conditions, offers or demands something, or has a form that does."""
        said = self.offers or self.demands or self.conditioned
        return bool(said) or self.statement.form not in STATES_NOTHING


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statement beside earlier ones of the same actor; see :class:`offramp.study.results.signals.Formulation`."""

    placement: Placement
    compared_with: str | None
    moves: tuple[Difference, ...]
    on_topics: tuple[Difference, ...]
    by_speaker: str | None
    speaker_moves: tuple[Difference, ...]
    first: tuple[str, ...]


def person_of(speaker: str) -> str:
    """Return a speaker's name without office and asides.

    Examples
    --------
    >>> person_of("Ri Yong Ho, foreign minister"), person_of("Kim Jong Un (English KCNA, via a book)")
    ('Ri Yong Ho', 'Kim Jong Un')
    """
    plain = " ".join(_ASIDE.sub(" ", speaker).split())
    return plain if _THROUGH.search(plain) else plain.split(",")[0].strip()


def quoted_speaker(speaker: str) -> str:
    """Return whose words they are, of what is told through another too.

    Examples
    --------
    >>> quoted_speaker("the president via an envoy")
    'the president'
    """
    return _THROUGH.split(_ASIDE.sub(" ", speaker))[0].strip() or speaker


def place_all(statements: Iterable[Statement], placer: Placer) -> tuple[Placement, ...]:
    """Place statements, which are in order of day, on topics."""
    latest: dict[str, list[Placement]] = {}
    found = []
    for statement in statements:
        earlier = latest.setdefault(statement.actor.lower(), [])
        placement = _placement(statement, placer, earlier[-1] if earlier else None)
        if placement.states:
            latest[statement.actor.lower()] = [placement]
        found.append(placement)
    return tuple(found)


def _placement(statement: Statement, placer: Placer, before: Placement | None) -> Placement:
    again = any(_AS_BEFORE.fullmatch(item) for item in (*statement.offers, *statement.demands))

    def said(name: str, own: Sequence[str]) -> tuple[tuple[Placed, ...], ...]:
        placed = tuple(placer.place(item) for item in own if not _AS_BEFORE.fullmatch(item))
        takes_over = again and (not own or any(_AS_BEFORE.fullmatch(item) for item in own))
        return (*before.items[name], *placed) if takes_over and before is not None else placed

    parts = {
        "offers": said("offers", statement.offers),
        "demands": said("demands", statement.demands),
        "conditioned": said("conditioned", items(statement.conditioned)),
    }
    sides = {name: strongest(each for item in part for each in item) for name, part in parts.items()}
    topics = dict.fromkeys((*(topic for side in sides.values() for topic in side), *placer.topics_of(statement.phrase)))
    return Placement(
        statement,
        person_of(statement.speaker),
        not _THROUGH.search(_ASIDE.sub(" ", statement.speaker)),
        sides["offers"],
        sides["demands"],
        sides["conditioned"],
        tuple(topic for topic in topics if topic in placer.topics),
        parts,
    )


def compare_all(placements: Sequence[Placement], placer: Placer) -> tuple[Comparison, ...]:
    """Set each statement beside the earlier ones of the same actor. Takes time in proportion to their number."""
    earlier: dict[str, _Earlier] = {}
    found = []
    for placement in placements:
        before = earlier.setdefault(placement.statement.actor.lower(), _Earlier(placer))
        found.append(before.compare(placement))
        before.add(placement)
    return tuple(found)


class _Earlier:
    """What an actor has said so far."""

    def __init__(self, placer: Placer) -> None:
        self.placer = placer
        self.latest: Placement | None = None
        self.by_person: dict[str, Placement] = {}
        self.on: dict[tuple[str, str], Placement] = {}
        self.topics: set[str] = set()
        self.forms: set[str] = set()
        self.person_topics: dict[str, set[str]] = {}

    def add(self, placement: Placement) -> None:
        self.topics.update(placement.topics)
        self.forms.add(placement.statement.form)
        if placement.in_person:
            self.person_topics.setdefault(placement.person, set()).update(placement.topics)
        if not placement.states:
            return
        self.latest = placement
        self.by_person[placement.person] = placement
        for side in ("offers", "demands"):
            for topic in placement.side(side):
                self.on.update(dict.fromkeys(((side, near) for near in self.placer.near(topic)), placement))

    def compare(self, now: Placement) -> Comparison:
        before = self.latest
        own = self.by_person.get(now.person)
        if before is None or not now.states:
            return Comparison(now, None, (), (), None, (), self._first(now))
        by_speaker = own if own is not None and own is not before else None
        moves = differences(before, now, self.placer)
        on_topics = _untold(self._on_topics(before, now), moves)
        by_own = () if by_speaker is None else differences(by_speaker, now, self.placer)
        return Comparison(
            now,
            before.statement.id,
            moves,
            on_topics,
            None if by_speaker is None else by_speaker.statement.id,
            _untold(by_own, (*moves, *on_topics)),
            self._first(now),
        )

    def _on_topics(self, before: Placement, now: Placement) -> Iterable[Difference]:
        for side in ("offers", "demands"):
            older, newer = _aligned(before.side(side), now.side(side), self.placer)
            for topic, placed in newer.items():
                there = self.on.get((side, topic))
                if topic not in older and there is not None:
                    yield from self._on_topic(side, there, placed, newer, set(older))

    def _on_topic(
        self, side: str, there: Placement, placed: Placed, newer: Mapping[str, Placed], told: set[str]
    ) -> Iterable[Difference]:
        """Yield how an item differs from what an earlier statement says on its topic.

        If that one speaks of a topic in general, what it covers and the later one does not name is dropped.
        """
        near = self.placer.near(placed.topic)
        said = {topic: item for topic, item in there.side(side).items() if topic in near}
        before, now = _aligned(said, {placed.topic: placed}, self.placer)
        general = {topic: item for topic, item in before.items() if topic in now or topic not in said}
        kept = {topic: item for topic, item in general.items() if topic in now or topic not in {*newer, *told}}
        yield from _side(side, kept, now, there.statement.id)

    def _first(self, now: Placement) -> tuple[str, ...]:
        if not self.forms:
            return ("statement of this actor",)
        new = [topic for topic in now.topics if topic not in self.topics]
        found = [f"on {self.placer.topics[topic].name}" for topic in new]
        if now.statement.form and now.statement.form not in self.forms:
            found.append(f"of the form {now.statement.form.replace('_', ' ')}")
        if now.in_person and now.person:
            said = self.person_topics.get(now.person)
            if said is None:
                found.append(f"by {now.person}")
            else:
                names = [self.placer.topics[t].name for t in now.topics if t not in said and t not in new]
                found += [f"by {now.person} on {name}" for name in names]
        return tuple(found)


def _untold(found: Iterable[Difference], told: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences without those that are told already, of another statement too; each once."""

    def same(each: Difference) -> tuple[str, ...]:
        return each.what, each.side, each.topic, each.before, each.now

    known = {same(each) for each in told}
    return tuple({same(each): each for each in found if same(each) not in known}.values())


def differences(before: Placement, now: Placement, placer: Placer) -> tuple[Difference, ...]:
    """Return how a statement differs from an earlier one.

    On offers and demands a topic is new or dropped; on a topic of both, more asked is harder and more offered softer,
    by act and by extent, each where the vocabulary orders them. A general topic stands for the special ones that it
    covers. The form is harder or softer where its order says so and both are about the same. What is conditioned is
    compared only if both say it; making more of the same topic conditional is harder.
    """
    than = before.statement.id
    found: list[Difference] = []
    for side in ("offers", "demands"):
        found += _side(side, *_aligned(before.side(side), now.side(side), placer), than)
    one, other = before.statement.form, now.statement.form
    for what, is_so in (("harder", harder(other, one)), ("softer", harder(one, other))):
        if is_so and about_the_same(before, now, placer):
            why = f'"{other}" is {what} than "{one}"'
            found.append(Difference(what, "form", "form", one, other, than, why))
    if before.conditioned and now.conditioned:
        found += _side("conditioned", *_aligned(before.conditioned, now.conditioned, placer), than)
    return tuple(found)


def about_the_same(one: Placement, other: Placement, placer: Placer) -> bool:
    """Whether the forms of two statements can be compared.

    If both say what is conditioned, it must be the same topics. For a statement that does not say, what it offers
    counts, or else all its topics; then those of one must be among those of the other. Without any topic nothing is
    compared.
    """
    parts = [each.conditioned or each.offers or each.topics for each in (one, other)]
    first, second = set(placer.aligned(parts[0], parts[1])), set(placer.aligned(parts[1], parts[0]))
    if one.conditioned and other.conditioned:
        return first == second
    return bool(first and second) and (first <= second or second <= first)


def _aligned(
    before: Mapping[str, Placed], now: Mapping[str, Placed], placer: Placer
) -> tuple[dict[str, Placed], dict[str, Placed]]:
    """Return what two statements say under the topics on which they are compared."""

    def under(one: Mapping[str, Placed], other: Mapping[str, Placed]) -> dict[str, Placed]:
        return {
            topic: one[own] if topic == own else replace(one[own], topic=topic, name=placer.topics[topic].name)
            for topic, own in placer.aligned(one, other).items()
        }

    return under(before, now), under(now, before)


def _side(side: str, before: Mapping[str, Placed], now: Mapping[str, Placed], than: str) -> list[Difference]:
    found = []
    for topic, placed in now.items():
        if topic in before:
            found += _placed_differences(side, before[topic], placed, than)
        else:
            found.append(Difference("new", side, placed.name, "", placed.text, than))
    gone = (placed for topic, placed in before.items() if topic not in now)
    return found + [Difference("dropped", side, placed.name, placed.text, "", than) for placed in gone]


def _placed_differences(side: str, before: Placed, now: Placed, than: str) -> list[Difference]:
    """Return what of two items on one topic is more and what is less, with the words that say so."""
    more = [_words(now, before, dimension, "more") for dimension in _DIMENSIONS if _exceeds(now, before, dimension)]
    less = [_words(now, before, dimension, "less") for dimension in _DIMENSIONS if _exceeds(before, now, dimension)]
    grows, shrinks = ("softer", "harder") if side == "offers" else ("harder", "softer")
    return [
        Difference(what, side, now.name, before.text, now.text, than, "; ".join(dict.fromkeys(whys)))
        for what, whys in ((grows, more), (shrinks, less))
        if whys
    ]


_DIMENSIONS = ("depth", "hold", "extent")


def _exceeds(one: Placed, other: Placed, dimension: str) -> bool:
    if dimension == "extent":
        return not one.limits and bool(other.limits)
    if one.act.depth is None or other.act.depth is None:
        return False
    return int(getattr(one.act, dimension)) > int(getattr(other.act, dimension))


def _words(now: Placed, before: Placed, dimension: str, what: str) -> str:
    if dimension == "extent":
        one, other = (" ".join(sorted(placed.limits)) or "all" for placed in (now, before))
        return f'"{one}" is {what} than "{other}"'
    return f'"{now.act_words}" is {what} than "{before.act_words}"'
