"""Rules that find sentences which state a condition, an offer, a demand or a threat. For English alone.

They look for words, not for meaning: they are made to be right when they speak, and to be silent when in doubt. So
questions are left out, as are sentences that tell what somebody fails or refuses to do where a rule asks for an offer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SOFTENING = (
    r"(?:temporarily |immediately |also |then |first |gladly |fully )?(?:suspend|halt|stop|freeze|pause|end|lift|ease|"
    r"withdraw|dismantle|refrain|scale (?:down|back)|reduce|release|return|open|reopen|resume|restore|meet|talk|"
    r"negotiate|sit down|discuss|consider|accept|sign|join|agree|allow|permit|recogni[sz]e|guarantee|provide|give up|"
    r"abandon|destroy|close|cease|cancel|postpone|pull back|hold (?:off|talks)|discontinue)\b"
)
_ASKED = (
    r"(?:immediately |first |at once |also |completely |unconditionally |simply )?(?:stop|halt|end|cease|suspend|"
    r"freeze|abandon|give up|dismantle|withdraw|pull|remove|lift|refrain|return|release|renounce|declare|accept|abide|"
    r"comply|leave|respect|recogni[sz]e|allow|hand over|cancel|apologi[sz]e|pull back|change (?:its|their|your|his|"
    r"her)|lay down)\b"
)
_STRIKING = (
    r"(?:strike(?! (?:camp|an?|out)\b)|attack|destroy|annihilate|retaliate|shoot down|sink|crush|punish|wipe out|"
    r"respond with (?:all )?force|respond (?:mercilessly|militarily)|bomb|reduce \w+ to|turn \w+ into|"
    r"use (?:military )?force)\b"
)
_NOT_ASKED = "".join(
    rf"(?<!{word} )"
    for word in ("ask", "asks", "asked", "wonder", "wonders", "wondered", "know", "knows", "knew", "see", "doubt")
)
_ENDED = (
    r"(?:immediate |full |complete |total |prompt |swift |early |unconditional |urgent |permanent |and |, )*"
    r"(?:release|return|withdrawal|end|halt|cessation|lifting|removal|suspension|abolition|dismantl\w+|closure|freeze|"
    r"ceasefire|cease-fire|truce|disarmament|stop)\b"
)
_WHO = r"(?:the|an?|any|this|that|these|those|its|their|our|his|her|they|he|she|it|we|you|[A-Z][\w'\u2019-]+)"
_WILL = r"(?:will|would|shall|can|could|'ll|\u2019ll)"
_WE = r"(?:we|I|our (?:government|side|army|country)|both sides|the two sides)"


class Rule(NamedTuple):
    """A rule: its name, of which words one must be there, what the sentences state that it finds, and its pattern."""

    name: str
    words: tuple[str, ...]
    states: tuple[str, ...]
    pattern: re.Pattern[str]


class Hit(NamedTuple):
    """A rule that found a sentence, and the words it rests on."""

    rule: Rule
    words: str


def _rule(name: str, words: str, states: str, pattern: str) -> Rule:
    return Rule(name, tuple(words.split("|")), tuple(states.split()), re.compile(pattern, re.IGNORECASE))


RULES: tuple[Rule, ...] = (
    _rule(
        "unless",
        "unless",
        "condition",
        r"\bunless\b",
    ),
    _rule(
        "as long as",
        "long as",
        "condition",
        r"(?:^|[,;:“\"] ?)(?:as|so) long as\b|\bso long as\b",
    ),
    _rule(
        "only if",
        "only",
        "condition",
        r"\b(?:only (?:if|when|once|after)|if and only if)\b",
    ),
    _rule(
        "provided that",
        "provid|condition",
        "condition",
        r"\b(?:provided|providing) that\b|\bon (?:the )?condition that\b|\bconditional (?:up)?on\b",
    ),
    _rule(
        "not until",
        "until|before|unless",
        "condition",
        r"\b(?:will|would|shall|can|could) (?:not|never)\b[^.;]{1,160}?\b(?:until|before|unless)\b|"
        r"\bno \w+[^.;]{0,80}? (?:before|until|unless) \w+ [^.;]{0,40}?\b(?:is|are|has|have)\b|"
        r"\b(?:won't|can't|cannot|won\u2019t|can\u2019t)\b[^.;]{1,160}?\b(?:until|before|unless)\b",
    ),
    _rule(
        "if, then",
        "if ",
        "condition",
        rf"{_NOT_ASKED}\bif\b [^.;]{{3,200}}?,? (?:then )?\w+ (?:also )?{_WILL}\b",
    ),
    _rule(
        "will, if",
        " if",
        "condition",
        r"\b(?:will|would|shall|can|could|ready to|prepared to|willing to)\b[^.;?]{3,160}? if\b",
    ),
    _rule(
        "without",
        "without",
        "condition",
        r"(?:^|[,;:\u201c\"] ?)without (?!(?:a )?(?:doubt|question|exception|delay|fail|warning|notice|further|saying|"
        r"success|explanation|explaining|comment)\b)[^.;,]{3,100}?,? (?:there (?:will|can|would|could|shall) be no|"
        r"no [^.;,]{2,60}? (?:will|can|would|could|shall)|[^.;,]{2,60}? (?:will not|would not|cannot|could not|can't|"
        r"won't|can\u2019t|won\u2019t|will never))\b|"
        r"\bthere (?:will|can|would|could|shall) be no [^.;,]{2,80}? without (?!(?:a )?(?:doubt|question)\b)\w+",
    ),
    _rule(
        "should it",
        "should",
        "condition",
        rf"(?:^|[\u201c\"])(?![^.;]*\b(?:asked|wondered)\b)(?-i:Should) (?-i:{_WHO})\b[^.;?]{{3,160}}?, |"
        rf"\b(?:will|would|shall)\b[^.;?,]{{3,160}}?,? should (?:the|any|they|it|its|their) [^.;?,]{{2,80}}",
    ),
    _rule(
        "in the event",
        "in the event|in case of",
        "condition",
        r"\b(?:will|would|shall)\b[^.;?]{3,160}? in (?:the event|case) (?:of|that)\b|"
        r"\bin (?:the event|case) (?:of|that)\b[^.;?]{3,160}?, [^.;?]{2,60}? (?:will|would|shall)\b",
    ),
    _rule(
        "in return",
        "in return|in exchange",
        "condition offer",
        r"\bin (?:return|exchange) for\b(?= (?!his |her |my )\w+)",
    ),
    _rule(
        "ready to",
        "ready|prepared|willing",
        "offer",
        r"(?<!not )(?<!n't )(?<!never )\b(?:am|is|are|was|were|be|stand|stands|remain|remains|we're|"
        rf"I'm)\b (?:also |still |now |fully |always )?(?:ready|prepared|willing) to (?:{_SOFTENING}|"
        r"receive|hold|begin|start|enter|explore|help|work|offer|make)",
    ),
    _rule(
        "open to",
        "open to",
        "offer",
        r"\b(?:is|are|am|remain|remains)\b (?:also |still )?open to (?:talks|dialogue|negotiation|"
        r"negotiations|discussing|a (?:meeting|freeze|deal|proposal))\b",
    ),
    _rule(
        "will do",
        "will|shall|would|can|'ll|\u2019ll",
        "offer",
        rf"\b{_WE} (?:also |then )?(?:will|shall|would|can|'ll|\u2019ll) (?:then |also )?{_SOFTENING}",
    ),
    _rule(
        "offers to",
        "offer|propose|pledge|promise",
        "offer",
        r"\b(?:offer|offers|offered|propose|proposes|proposed|pledge|pledges|pledged|promise|promises|"
        rf"promised) to {_SOFTENING}",
    ),
    _rule(
        "must",
        "must",
        "demand",
        rf"\bmust (?:not )?{_ASKED}",
    ),
    _rule(
        "should",
        "should|ought|has to|have to|needs to",
        "demand",
        rf"\b(?:should|ought to|has to|have to|needs to) {_ASKED}",
    ),
    _rule(
        "demands",
        "demand|insist",
        "demand",
        r"\b\w+ (?<!to )(?:also |again )?(?:demand|demands|demanded|insist|insists|insisted) "
        r"(?:that|the|an|a|its|their|on)\b",
    ),
    _rule(
        "calls on",
        "call|urge",
        "demand",
        r"\b(?:call|calls|called|calling) (?:up)?on [^.;,]{2,80}? to \w+|\b(?:urge|urges|urged) "
        r"(?!that)[^.;,]{2,80}? to \w+",
    ),
    _rule(
        "calls for",
        "call",
        "demand",
        r"\b(?:call|calls|called|calling)(?: once more| again| also)? for "
        rf"(?:the |an? |their |its |his |her )?{_ENDED}",
    ),
    _rule(
        "will face",
        "will|would|shall",
        "threat",
        r"\b(?:will|would|shall) (?:face|suffer|meet with|be met with|pay|feel|bear|"
        r"regret)\b[^.;]{0,80}?\b(?:consequences?|price|response|retaliation|retribution|punishment|"
        r"fire|force|fury|destruction|ruin|dearly|defeat|it)\b",
    ),
    _rule(
        "will strike",
        "will|would|shall|'ll",
        "threat",
        rf"\b(?:{_WE}|they|it|he|army|forces|missiles|navy|military)\b (?:will|would|shall|'ll) (?:not "
        rf"hesitate to |be ready to |have no choice but to )?{_STRIKING}",
    ),
    _rule(
        "ready to strike",
        "ready|prepared|determined",
        "threat",
        rf"\b(?:ready|prepared|determined) to {_STRIKING}",
    ),
    _rule(
        "will be destroyed",
        "will be|would be|shall be",
        "threat",
        r"\b(?:will|would|shall) be (?:\w+ly )?(?:destroyed|annihilated|crushed|wiped out|reduced to|"
        r"turned into|punished|shot down|sunk)\b",
    ),
    _rule(
        "right to respond",
        "the right to|options",
        "threat",
        r"\breserves? the right to\b|\ball options (?:are|remain|is) on the table\b",
    ),
    _rule(
        "warns",
        "warn",
        "threat",
        r"\b(?:warn|warns|warned)\b [^.;]{0,100}?\b(?:retaliat\w+|consequences|strike|attack|war|"
        r"force|punish\w*|price)\b",
    ),
)
"""The rules, each by itself; a sentence states what any of them says."""

_SPEAKER = (
    r"(?:(?:the |a )?(?:[A-Z][\w'\u2019.-]*|of|the|and|for|foreign|defen[cs]e|prime|minister|ministry|ambassador|"
    r"spokes(?:man|woman|person)|president|official|government|statement|secretary|deputy|envoy|adviser)"
    r"(?: |(?=[,.;])|$)){1,9}"
)
_VERB = r"(?:said|says|told|warned|warns|declared|declares|added|stated|vowed|insisted|announced|wrote|tweeted)"
_AFTER = re.compile(rf"[\"”][,.]? (?:{_VERB} (?P<a>{_SPEAKER})|(?P<b>{_SPEAKER})(?:, [^,\"“”]{{2,60}},)? ?{_VERB}\b)")
_BEFORE = re.compile(rf"(?:^|[,;] )(?P<c>{_SPEAKER})(?:, [^,\"“”]{{2,60}},)? ?{_VERB}\b[^\"“]{{0,60}}[\"“]")
_TO = re.compile(r"\baccording to (?P<d>" + _SPEAKER + ")")
_QUOTE = re.compile(r"[\"“”]")
_PRONOUNS = frozenset({"he", "she", "it", "they", "i", "we", "the", "a", "and", "but", "this", "that", "who"})


def hits(sentence: str) -> list[Hit]:
    """Return the rules that find a sentence, each with the words it rests on; none for a question."""
    if sentence.rstrip("\"'”\u2019»)] ").endswith("?"):
        return []
    lower = sentence.lower()
    likely = (rule for rule in RULES if any(word in lower for word in rule.words))
    matches = ((rule, rule.pattern.search(sentence)) for rule in likely)
    return [Hit(rule, " ".join(match.group().split())) for rule, match in matches if match]


def speaker_of(sentence: str) -> str:
    """Return who is quoted, if the sentence quotes and says whom; else nothing.

    Examples
    --------
    >>> speaker_of('“We are ready to talk,” said Foreign Minister Ri Yong Ho.')
    'Foreign Minister Ri Yong Ho'
    """
    if not _QUOTE.search(sentence):
        return ""
    for pattern in (_AFTER, _BEFORE, _TO):
        if match := pattern.search(sentence):
            name = next(value for value in match.groups() if value is not None).strip(" ,.;")
            name = re.sub(r"^(?:the|a) ", "", name, flags=re.IGNORECASE)
            name = re.sub(r"(?: (?:of|the|and|for))+$", "", name)
            if name.lower() not in _PRONOUNS and re.search(r"[A-Za-z]{2}", name):
                return name
    return ""
