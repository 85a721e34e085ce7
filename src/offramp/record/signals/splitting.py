"""Splitting what is offered or asked, as a cell of a table has it, into items."""

from __future__ import annotations

import re

from offramp.record.signals.vocabulary import act_words, content_words, is_act, leading_act

NOTHING = frozenset({"", "-", "--", "none", "nothing", "n/a", "na"})

_COUNT = re.compile(r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s*:\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_PLUS = re.compile(r"\s+plus\s+", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:or|of|by|to|for|in|on|at|with|from|if|until|unless|while|as|which|who|that)\b", re.IGNORECASE)


def items(cell: str) -> tuple[str, ...]:
    """Split a cell into items.

    At semicolons, if there are any. Else at `plus`; and at commas and `and` where both sides stand alone: where each
    has an act and something it is done to (`stop drills and lift sanctions`), or, at commas only, where no act governs
    the list (`summit, peace treaty, family reunions`). `halt threats, nuclear tests, launches` is one item, for one
    act governs it. A number before a colon (`five: ...`) is dropped, as are cells and items such as `none` and `-`.

    Examples
    --------
    >>> items("stop nuclear tests; peace treaty")
    ('stop nuclear tests', 'peace treaty')
    >>> items("summit, peace treaty, family reunions, no absorption")
    ('summit', 'peace treaty', 'family reunions', 'no absorption')
    >>> items("full stop to large-scale exercises, temporary or permanent")
    ('full stop to large-scale exercises, temporary or permanent',)
    >>> items("suspend the tests and stop the drills")
    ('suspend the tests', 'stop the drills')
    """
    text = _COUNT.sub("", " ".join(cell.split()))
    parts = text.split(";") if ";" in text else _parted(text)
    found = (part.strip(" .,") for part in parts)
    return tuple(part for part in found if part.lower() not in NOTHING)


def _parted(text: str) -> list[str]:
    """Split at commas and `and` where both sides stand alone."""
    parts = _COMMA.split(text)
    if len(parts) > 1 and not (all(map(_acts, parts)) or _is_list(parts)):
        return [text]
    return [piece for part in parts for plus in _PLUS.split(part) for piece in _at_and(plus)]


def _at_and(text: str) -> list[str]:
    pieces = _AND.split(text)
    return pieces if len(pieces) > 1 and all(map(_acts, pieces)) else [text]


def _acts(part: str) -> bool:
    """Whether a part has an act and something besides."""
    return bool(act_words(part)) and any(not is_act(word) for word in content_words(part))


def _is_list(parts: list[str]) -> bool:
    """Whether parts are things side by side that no act governs."""
    return not leading_act(parts[0]) and all(content_words(part) and not _LOOSE.match(part) for part in parts)
