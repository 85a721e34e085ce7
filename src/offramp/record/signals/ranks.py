"""How high a speaker stands and how much a channel binds, by the words that name them.

The numbers are offramp's own convention: an order in which such offices are commonly taken, on a scale from 0 to 1.
Nobody's office is known by name alone: where the words do not say it, a file gives `authority` itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN_RANK = 0.5
UNKNOWN_CHANNEL = 0.9
SECOND_HAND = 0.8
"""By what what is told through another counts less, unless its channel counts less already."""

RANKS: tuple[tuple[float, str], ...] = (
    (0.6, r"(?:deputy|vice)[\w -]{0,20}minister|under-?secretary|state secretary"),
    (0.6, r"deputy (?:envoy|ambassador)|ambassador|envoy|permanent representative|negotiator"),
    (0.7, r"(?:foreign|defen[cs]e) ministr(?:y|ies)|ministry|state department|pentagon|department"),
    (0.4, r"advis[eo]r"),
    (0.5, r"deputy\b|bureau|director|spokes(?:person|man|woman) for|diplomat"),
    (0.3, r"commentary|editorial|news agency|(?:unnamed |senior )?officials?"),
    (0.8, r"foreign minister|defen[cs]e minister|secretary of \w+|foreign secretary|minister"),
    (0.9, r"vice[- ]president"),
    (1.0, r"(?<!\w)(?:declaration|treaty|accord)"),
    (0.95, r"congress|plenum|parliament|politburo"),
    (1.0, r"president|prime minister|premier|chancellor|supreme leader|leader|chairman|king|queen|head of (?:state|"
          r"government)"),
    (0.9, r"government|cabinet|white house|blue house|kremlin"),
    (0.7, r"council"),
    (0.6, r"spokes(?:person|man|woman)"),
    (0.3, r"agency|kcna|xinhua|tass|irna|yonhap"),
)  # fmt: skip
"""Ranks by words; of several that fit, the first of the table counts."""

CHANNELS: tuple[tuple[float, str], ...] = (
    (1.0, r"joint (?:declaration|statement)|treaty|new year|congress|plenum|spa speech|state media|statement|law"),
    (0.6, r"private|back ?channel|track"),
    (0.7, r"tweet|social media|seminar|background|leak"),
    (0.8, r"envoy|readout by|second-?hand"),
    (0.95, r"speech|conference on|council|assembly"),
    (0.9, r"press|interview|op-ed|readout|conference"),
)
"""How much channels bind, by words; of several that fit, the first of the table counts."""


def _compiled(table: Iterable[tuple[float, str]]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((value, re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)) for value, words in table)


_RANKS, _CHANNELS = _compiled(RANKS), _compiled(CHANNELS)


def rank_of(speaker: str) -> tuple[float, str] | None:
    """Return a speaker's rank and the words it rests on, None if no word says it.

    Examples
    --------
    >>> rank_of("Ri Su-yong, foreign minister"), rank_of("Kye Chun-yong, ambassador to India")
    ((0.8, 'foreign minister'), (0.6, 'ambassador'))
    >>> rank_of("presidential adviser"), rank_of("Kim Jong Un")
    ((0.4, 'adviser'), None)
    """
    return _first(_RANKS, speaker)


def binding(channel: str) -> tuple[float, str] | None:
    """Return how much a channel binds and the words it rests on, None if no word says it."""
    return _first(_CHANNELS, channel)


def _first(table: tuple[tuple[float, re.Pattern[str]], ...], text: str) -> tuple[float, str] | None:
    for value, words in table:
        if found := words.search(text):
            return value, found.group()
    return None
