"""Placing what a statement says: on which topics, with which act, to which extent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from offramp.case.recorded import Topic
from offramp.record.signals.vocabulary import (
    BROAD,
    EXTENT,
    FARTHER,
    GENERAL,
    IMPLIED,
    MISSILES,
    MUTUAL,
    PARTLY,
    PERMANENT,
    SUBORDINATE,
    TEMPORARY,
    TIMED,
    UNSPECIFIED,
    VAGUE,
    Act,
    acts_in,
    content_words,
    kin,
    phrase_of,
    tokens,
    topics_with,
)

UNSAID = Act("unsaid", None, 0)
_JOINTS = frozenset({"and", "or", ","})
_REACH = 5
"""How many words further on the noun may stand that two words share, as in `nuclear and missile tests`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on one topic.

    Attributes
    ----------
    topic, name : str
        The topic's id and name; of an item on no topic its words, sorted, and itself.
    text : str
        The item.
    act : Act
        What is to be done; of several acts the weakest, for it governs the others (`consult on suspending`).
    act_words : str
        The words that say so; empty if none does.
    limits : frozenset of str
        Words that limit it to its larger kind or a part; empty if all of it is meant.
    credit : float
        How much of it is spelled out, 0 to 1: halved if the act is unsaid, if it is on no topic, if its words are vague
        (`right`, `matching`), and if the topic is broad or the item implied; nothing if it is called unspecified.
    timed, extended : bool
        Whether it says when or for how long, and how much.
    """

    topic: str
    name: str
    text: str
    act: Act
    act_words: str
    limits: frozenset[str]
    credit: float
    timed: bool
    extended: bool


class Placer:
    """Finds topics in texts.

    Parameters
    ----------
    topics : iterable of Topic
        A case's own; the built-in ones are added.
    """

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        self.topics = {topic.id: topic for topic in topics_with(topics)}
        self.broad, self.mutual, self.missiles = (kin(self.topics.values(), ids) for ids in (BROAD, MUTUAL, MISSILES))
        self.general = {
            general: tuple((id, *sorted(kin(self.topics.values(), frozenset({id})) - {id})) for id in special)
            for general, special in GENERAL.items()
        }
        words = [(topic.id, word) for topic in self.topics.values() for word in topic.words if word.strip()]
        spaced = [(id, phrase_of(word)) for id, word in words if word.isascii()]
        self._phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for id, phrase in spaced:
            if phrase:
                self._phrases.setdefault(phrase[0], []).append((id, phrase))
        self._joined = sorted(((id, w.lower()) for id, w in words if not w.isascii()), key=lambda p: -len(p[1]))
        self._known: dict[str, tuple[str, ...]] = {}

    def topics_of(self, text: str) -> tuple[str, ...]:
        """Return the topics of a text in the order in which they stand.

        Longer phrases come before shorter ones, and a word counts once: in `nuclear threat` nothing is about nuclear
        arms. Only topics that have the very same phrase share it. Two words may share a noun: `nuclear and missile
        tests` are nuclear tests and missile tests.
        """
        if text not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> tuple[str, ...]:
        words = tokens(text)
        hits = [
            (-len(phrase), at, id, end, phrase)
            for at, word in enumerate(words)
            for id, phrase in self._phrases.get(word, ())
            if (end := _match(words, at, phrase))
        ]
        taken: dict[int, tuple[int, tuple[str, ...]]] = {}
        found: list[tuple[int, str]] = []
        for _, at, id, end, phrase in sorted(hits, key=lambda hit: hit[:2]):
            if all(taken.get(n, (at, phrase)) == (at, phrase) for n in range(at, end)):
                taken.update(dict.fromkeys(range(at, end), (at, phrase)))
                found.append((at, id))
        rest = text.lower()
        for id, word in self._joined:
            if (at := rest.find(word)) >= 0:
                found.append((len(words) + at, id))
                rest = rest.replace(word, " " * len(word))
        return tuple(dict.fromkeys(id for _, id in sorted(found)))

    def aligned(self, one: Collection[str], other: Collection[str]) -> dict[str, str]:
        """Return under which topics those of one are set beside those of another, and of which own topic each is.

        A general topic stands for the special ones that it covers where the other names any of these: for those that
        one does not name itself, and only for those that the other names if both name the general one.

        Examples
        --------
        >>> Placer().aligned(["tests"], ["nuclear_tests"])
        {'nuclear_tests': 'tests', 'missile_tests': 'tests'}
        """
        found = {topic: topic for topic in one}
        for general, kinds in self.general.items():
            if general not in found or not any(topic in other for kind in kinds for topic in kind):
                continue
            lacking = [kind for kind in kinds if not any(topic in one for topic in kind)]
            for kind in lacking:
                named = [topic for topic in kind if topic in other]
                if named or general not in other:
                    found[named[0] if named else kind[0]] = general
            if lacking and general not in other:
                del found[general]
        return found

    def near(self, topic: str) -> frozenset[str]:
        """Return a topic with the general ones that cover it and the special ones that it covers."""
        found = {topic}
        for general, kinds in self.general.items():
            special = {each for kind in kinds for each in kind}
            if topic == general:
                found |= special
            elif topic in special:
                found.add(general)
        return frozenset(found)

    def place(self, item: str) -> tuple[Placed, ...]:
        """Place an item on each of its topics; on one of its own if it is on none."""
        act, said = _act_of(item)
        topics = self.topics_of(SUBORDINATE.split(item)[0]) or self.topics_of(item)
        timed, extended = TIMED.search(item) is not None, EXTENT.search(item) is not None
        found = []
        for id in topics:
            limits = _limits(item, id in self.missiles)
            credit = _credit(item, 1.0 if said else 0.5, id in self.broad)
            extent = extended or bool(limits)
            found.append(Placed(id, self.topics[id].name, item, act, said, limits, credit, timed, extent))
        if found:
            return tuple(found)
        key = " ".join(sorted(set(content_words(item)))) or item.lower()
        limits = _limits(item, flies=False)
        credit = _credit(item, 0.5 if said else 0.25, broad=False)
        return (Placed(key, item, item, act, said, limits, credit, timed, extended or bool(limits)),)


def strongest(placed: Iterable[Placed]) -> dict[str, Placed]:
    """Return by topic what is placed there; of several items the strongest, the earlier of those that are equal."""
    found: dict[str, Placed] = {}
    for each in placed:
        there = found.get(each.topic)
        if there is None or _rank(each) > _rank(there):
            found[each.topic] = each
    return found


def _match(words: Sequence[str], at: int, phrase: tuple[str, ...]) -> int:
    """Return where a phrase that begins at a place ends, 0 if it does not stand there.

    If it shares its last word with others, as `nuclear test` in `nuclear and missile test`, it ends before the joint.
    """
    whole = at + len(phrase)
    if tuple(words[at:whole]) == phrase:
        return whole
    short = whole - 1
    if len(phrase) < 2 or short >= len(words) or tuple(words[at:short]) != phrase[:-1] or words[short] not in _JOINTS:
        return 0
    return short if phrase[-1] in words[short + 2 : short + 2 + _REACH] else 0


def _act_of(item: str) -> tuple[Act, str]:
    """Return the act of an item and the words that say so."""
    found = acts_in(item)
    if not found:
        return UNSAID, ""
    act, said, at = min(found, key=lambda each: (each[0].depth is None, each[0].depth or 0, each[0].hold))
    if act.depth is None or act.depth == 0:
        return act, said
    qualified = TEMPORARY.search(item) or PERMANENT.search(item)
    if qualified is None:
        return act, said
    hold = 0 if TEMPORARY.search(item) else 3
    words = sorted([(at, said), (qualified.start(), qualified.group())])
    return Act(act.name, act.depth, hold), " ".join(word for _, word in words)


def _limits(item: str, flies: bool) -> frozenset[str]:
    found = PARTLY.findall(item) + (FARTHER.findall(item) if flies else [])
    return frozenset(word.lower() for word in found)


def _credit(item: str, whole: float, broad: bool) -> float:
    if UNSPECIFIED.search(item):
        return 0.0
    if VAGUE.search(item):
        whole /= 2
    return whole / 2 if broad or IMPLIED.search(item) else whole


def _rank(placed: Placed) -> tuple[int, int, bool]:
    """Return what orders items on one topic within one statement."""
    depth = -1 if placed.act.depth is None else placed.act.depth
    return depth, placed.act.hold, not placed.limits
