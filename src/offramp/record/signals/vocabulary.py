"""The built-in vocabulary of statements: topics, acts with strengths, extents. English, and a little Korean.

The tables are offramp's own convention, in the order in which such words are commonly taken: to suspend for a time is
less than to suspend, that less than to stop, that less than to end for good, as `no more` says too; to scale down is
less than to suspend; large drills alone are less than all drills. What no table orders is not called harder or softer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from offramp.case.recorded import Topic

_TOKEN = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*|,")
_ACRONYM = re.compile(r"(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)|(?<=\.[A-Za-z])\.")

TOPICS: tuple[Topic, ...] = (
    Topic("nuclear_tests", "nuclear tests", ("nuclear test", "nuclear testing", "atomic test", "핵시험", "핵실험")),
    Topic(
        "missile_tests",
        "missile tests",
        (
            "missile test", "missile testing", "missile flight test", "missile launch", "missile launches",
            "rocket test", "rocket launch", "rocket launches", "ballistic missile test", "ballistic missile launch",
            "ballistic missile launches", "ballistic rocket test-fire", "rocket test-fire", "icbm test", "icbm launch",
            "icbm launches", "test-fire", "test-firing", "launches", "시험발사", "미사일 시험",
        ),
    ),
    Topic("tests", "tests", ("test", "testing")),
    Topic(
        "nuclear_programme",
        "the nuclear programme",
        (
            "nuclear program", "nuclear programme", "nuclear activity", "nuclear development", "nuclear production",
            "arsenal", "enrichment", "reprocessing", "fissile material", "bomb-making material", "making",
        ),
    ),
    Topic(
        "missile_programme", "the missile programme", ("missile program", "missile programme", "missile activity")
    ),
    Topic(
        "nuclear_arms",
        "nuclear arms",
        (
            "nuclear arm", "nuclear weapon", "nuclear force", "nuclear deterrent", "nuclear deterrence", "nuke",
            "nuclear-armed", "핵무기", "핵무력", "핵",
        ),
    ),
    Topic(
        "missiles",
        "missiles",
        ("missile", "ballistic missile", "ballistic rocket", "icbm", "탄도로켓", "탄도미사일"),
    ),
    Topic(
        "exercises",
        "exercises",
        (
            "exercise", "drill", "war game", "war exercise", "joint exercise", "military exercise", "war drill",
            "nuclear war drill", "nuclear war exercise", "manoeuvre", "maneuver", "핵전쟁 연습", "전쟁 연습", "연습",
            "훈련",
        ),
    ),
    Topic("strategic_assets", "strategic assets", ("strategic asset", "bomber", "aircraft carrier")),
    Topic("troops", "troops and bases", ("troop", "base", "withdrawal of force", "redeployment")),
    Topic("peace", "a peace treaty", ("peace treaty", "peace mechanism", "peace regime", "peace agreement")),
    Topic("hostile_policy", "hostile policy", ("hostile policy", "aggressive policy", "적대시 정책")),
    Topic(
        "threat",
        "threats",
        ("threat", "nuclear threat", "military threat", "nuclear blackmail", "blackmail", "핵위협", "공갈"),
    ),
    Topic(
        "talks",
        "talks",
        (
            "talk", "talking", "dialogue", "negotiation", "negotiate", "meeting", "meet", "summit", "sit down", "대화",
            "회담",
        ),
    ),
    Topic(
        "negotiating_table",
        "the negotiating table",
        ("negotiating table", "bargaining table", "negotiable", "negotiability", "협상탁"),
    ),
    Topic(
        "denuclearization",
        "denuclearization",
        (
            "denuclearization", "denuclearisation", "denuclearize", "denuclearise", "nuclear disarmament", "비핵화",
        ),
    ),
    Topic(
        "nuclear_use", "use of nuclear arms", ("nuclear use", "first use", "first nuclear use", "use of nuclear arm")
    ),
    Topic(
        "proliferation", "proliferation", ("proliferation", "non-proliferation", "transfer", "spreading", "exporting")
    ),
    Topic("sanctions", "sanctions", ("sanction", "sanction pressure", "embargo", "un resolution", "제재")),
    Topic("assurances", "assurances", ("assurance", "security guarantee", "guarantee", "security", "safety")),
    Topic("facilities", "nuclear facilities", ("yongbyon", "test site", "nuclear facility", "reactor", "nuclear site")),
    Topic("aid", "aid", ("aid", "assistance", "food", "fuel", "relief")),
    Topic("conditions", "conditions", ("condition", "precondition", "choice", "option", "method")),
)  # fmt: skip
"""What is known without a case; a case's own `topics` come first where both fit equally well."""

BROAD = frozenset({"hostile_policy", "threat", "assurances", "conditions", "talks", "denuclearization"})
"""Topics under which much can be meant: an item about these alone counts half for specificity."""
GENERAL: dict[str, tuple[str, ...]] = {"tests": ("nuclear_tests", "missile_tests")}
"""For a general topic the special ones that it covers: who speaks of tests speaks of nuclear and of missile tests."""
MUTUAL = frozenset({"peace"})
"""Topics that need the other's hand: what is offered there is asked as well."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done.

    Attributes
    ----------
    name : str
        In one word.
    depth : int or None
        0 to talk of it, 1 to do less of it, 2 to do none of it, 3 to undo it or never do it again; None if the act is
        of another sort.
    hold : int
        0 for a time, 1 until it is taken up again, 2 until something else is said, 3 for good.
    """

    name: str
    depth: int | None
    hold: int


_ACTS: tuple[tuple[str, Act], ...] = (
    (r"consult\w*|discuss\w*|consider\w*|negotiab\w*", Act("discuss", 0, 0)),
    (r"scal(?:e|ed|es|ing) (?:down|back)|reduc\w+|limit(?:s|ed|ing)?|roll(?:s|ed|ing)? back|eas(?:e|ed|es|ing)|"
     r"curtail\w*|cut(?:s|ting)? back", Act("scale down", 1, 1)),
    (r"paus(?:e|ed|es|ing)|postpon\w+|delay\w*|hold(?:s|ing)? (?:off|fire)|de-conflict\w*", Act("pause", 2, 0)),
    (r"suspen[ds]\w*|moratorium|freez\w+|froze\w*|refrain\w*", Act("suspend", 2, 1)),
    (r"stop(?:s|ped|ping)?|halt(?:s|ed|ing)?|ceas\w+|cessation|discontinu\w+|"
     r"no(?! (?:more|further|longer)\b)|not|never(?! again\b)|"
     r"drop(?:s|ped|ping)?|cancel\w*|clos(?:e|ed|es|ing)|without|그만두\w*|그만둬\w*|중지\w*", Act("stop", 2, 2)),
    (r"no (?:more|further|longer)|never again|"
     r"end(?:s|ed|ing)?|dismantl\w+|eliminat\w+|terminat\w+|abandon\w*|remov(?:e|ed|es|ing|al)|lift(?:s|ed|ing)?|"
     r"withdr[ae]w\w*|"
     r"renounc\w+|giv(?:e|es|ing) up|scrap\w*|destroy\w*|청산\w*|폐기\w*", Act("end", 3, 3)),
    (r"go(?:es)? on|continu\w+|resum\w+|keep(?:s|ing)?", Act("continue", None, 0)),
    (r"accept\w*|agree\w*|recogni[sz]\w+|allow\w*|permit\w*", Act("accept", None, 0)),
    (r"sign(?:s|ed|ing)?|conclud\w+|provid\w+|declar\w+|disclos\w+|show(?:s|n|ing)?|mak(?:e|es)|return(?:s|ed|ing)?|"
     r"releas\w+|open(?:s|ed|ing)?|guarantee(?:d|s)?|tak(?:e|es)", Act("do", None, 0)),
)  # fmt: skip
_ACT = re.compile(
    "|".join(rf"(?P<a{n}>(?<![\w-])(?:{pattern})(?![\w-]))" for n, (pattern, _) in enumerate(_ACTS)), re.IGNORECASE
)

TEMPORARY = re.compile(
    r"(?<!\w)(?:temporar\w+|interim|provisional\w*|for now|for a time|for the time being|this year|this month|"
    r"during|while talks|for \w+ (?:days|weeks|months))(?!\w)",
    re.IGNORECASE,
)
PERMANENT = re.compile(r"(?<!\w)(?:permanent\w*|irreversibl\w+|for good|forever|for ever|once and for all)(?!\w)", re.I)
PARTLY = re.compile(
    r"(?<!\w)(?:large(?:st)?(?:-scale)?|big|major|main|partial(?:ly)?|part of|some of|\w+ of (?:the )?\d+|(?:january|"
    r"february|march|april|may|june|july|august|september|october|november|december)(?= exercise| drill))(?!\w)",
    re.IGNORECASE,
)
"""Words that limit what is meant to its larger kind or to a part; with none of them all of it is meant."""
FARTHER = re.compile(r"(?<!\w)(?:icbms?|inter-?continental|long-range)(?!\w)", re.IGNORECASE)
"""Words that limit missiles to those that go far."""
MISSILES = frozenset({"missile_tests", "missile_programme", "missiles"})
TIMED = re.compile(
    r"(?<!\w)(?:temporar\w+|permanent\w*|interim|this (?:year|month)|during|while|year-end|by (?:the )?end|before|"
    r"until|first|immediate\w*|for (?:good|now)|within|from \w+ \d+|\d{4}|(?:january|february|march|april|may|june|"
    r"july|august|september|october|november|december)(?= \d| exercise| drill))(?!\w)",
    re.IGNORECASE,
)
"""Words that say when, how long, or in which order."""
EXTENT = re.compile(
    r"(?<!\w)(?:all|annual|routine|joint|both|every|each|\d+|two|three|four|five|six|(?:in|at|around|near) (?:the )?"
    r"(?-i:[A-Z]\w+))(?!\w)",
    re.IGNORECASE,
)
"""Words that say how much of it or where, besides those that limit it."""
UNSPECIFIED = re.compile(r"(?<!\w)(?:unspecified|unnamed|unstated)(?!\w)", re.IGNORECASE)
VAGUE = re.compile(r"(?<!\w)(?:right|proper|matching|some|certain|suitable|appropriate)(?!\w)", re.I)
IMPLIED = re.compile(r"(?<!\w)implied(?!\w)", re.IGNORECASE)

SUBORDINATE = re.compile(
    r"(?<=\w)\s+(?:before|while|until|till|unless|if|as|so long|when|after|during|provided|towards?)\s", re.IGNORECASE
)
"""Where an item goes on to say when or on what it depends."""

_MODIFIERS = frozenset(
    (
        "full", "fully", "temporary", "temporarily", "permanent", "permanently", "fundamental", "fundamentally",
        "complete", "completely", "immediate", "immediately", "written", "partial", "unilateral", "verifiable",
        "implied", "further",
    )
)  # fmt: skip
_STOP = frozenset(
    (
        "a", "an", "the", "of", "to", "for", "in", "on", "at", "by", "and", "or", "with", "from", "its", "his", "her",
        "their", "our", "this", "that", "be", "is", "are", "us",
    )
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """Return the words and commas of a text: lower case, without the plural's s, abbreviations without dots."""
    plain = _ACRONYM.sub("", text)
    return [_singular(found.group().lower().replace("\u2019", "'")) for found in _TOKEN.finditer(plain)]


@lru_cache(maxsize=20_000)
def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def acts_in(text: str) -> list[tuple[Act, str, int]]:
    """Return each act that a text names, its words and where they begin."""
    return [(_ACTS[int(str(m.lastgroup)[1:])][1], m.group(), m.start()) for m in _ACT.finditer(text)]


def act_words(text: str) -> list[str]:
    """Return the words of a text that name acts."""
    return [words for _, words, _ in acts_in(text)]


def is_act(word: str) -> bool:
    """Whether one word by itself names an act."""
    return _ACT.fullmatch(word) is not None


def content_words(text: str) -> list[str]:
    """Return the words that say something: without articles, prepositions, and what only qualifies an act."""
    return [word for word in tokens(text) if word != "," and word not in _STOP and word not in _MODIFIERS]


def leading_act(text: str) -> bool:
    """Whether a text begins with an act, or with words that qualify one."""
    found = acts_in(text)
    return bool(found) and all(word in _MODIFIERS or word in _STOP for word in tokens(text[: found[0][2]]))


def topics_with(case: Iterable[Topic] = ()) -> tuple[Topic, ...]:
    """Return a case's topics followed by the built-in ones.

    One with a built-in id adds its words to that one. Words that a case gives to a topic are taken from the others.
    """
    own = {topic.id: topic for topic in case}
    claimed = {phrase_of(word) for topic in own.values() for word in topic.words}
    merged = []
    for topic in TOPICS:
        more = own.pop(topic.id, None)
        words = tuple(word for word in topic.words if phrase_of(word) not in claimed)
        merged.append(
            Topic(topic.id, topic.name if more is None else more.name, (*(more.words if more else ()), *words))
        )
    return (*own.values(), *merged)


def phrase_of(word: str) -> tuple[str, ...]:
    """Return a topic's word as it is looked for."""
    return tuple(tokens(word))


def kin(topics: Iterable[Topic], ids: frozenset[str]) -> frozenset[str]:
    """Return built-in topics and those of whose words at least half belong to them: a case may name its own so."""
    words = {phrase_of(word) for topic in TOPICS if topic.id in ids for word in topic.words}
    near = {t.id for t in topics if t.words and 2 * sum(phrase_of(w) in words for w in t.words) >= len(t.words)}
    return ids | near
