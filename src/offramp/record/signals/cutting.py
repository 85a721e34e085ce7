"""Cutting a text into sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from offramp.record.events.cells import printable

LONGEST = 2_000
"""Longer sentences are cut here, for they are none."""

_ABBREVIATIONS = frozenset(
    (
        "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "sgt", "adm", "sen", "rep", "gov", "st", "jr", "sr",
        "vs", "etc", "e.g", "i.e", "cf", "al", "inc", "ltd", "co", "corp", "u.s", "u.k", "u.n", "d.p.r.k", "r.o.k",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "art", "para", "p", "pp",
    )
)  # fmt: skip
_END = re.compile(r"[.!?。\uff01\uff1f…]+[\"'”\u2019»)\]]*(?=\s|$)|(?<=다)\.(?=[가-힣])|[。\uff01\uff1f]")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*")
_WORD_BEFORE = re.compile(r"[^\s\"'“\u2018(\[]{1,40}$")
_GOES_ON = re.compile(r"\s+[a-z]")


class Piece(NamedTuple):
    """A sentence: the line where it begins, counted from 1, and its text in one line."""

    line: int
    text: str


def sentences(text: str) -> list[Piece]:
    """Cut a text into sentences.

    They end at `.`, `!`, `?` and their like before a space, with the quotes and brackets that close there, and at empty
    lines; a Korean sentence ends after `다.` without a space too. A full stop does not end one if what follows goes on
    in lower case, nor after a single letter or a known abbreviation. Control characters are read as spaces.

    Examples
    --------
    >>> [piece.text for piece in sentences("Mr. Ri spoke. He left at 5 p.m. on Monday! “Stop,” he said.")]
    ['Mr. Ri spoke.', 'He left at 5 p.m. on Monday!', '“Stop,” he said.']
    """
    plain = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    starts = [0, *(found.end() for found in re.finditer("\n", plain))]
    found = []
    begin = 0
    for gap in (*_PARAGRAPH.finditer(plain), None):
        end = len(plain) if gap is None else gap.start()
        for a, b in _cut(plain, begin, end):
            whole = " ".join(plain[a:b].split())
            if whole:
                first = a + len(plain[a:b]) - len(plain[a:b].lstrip())
                found.append(Piece(bisect_right(starts, first), whole[:LONGEST]))
        begin = len(plain) if gap is None else gap.end()
    return found


def _cut(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = begin
    for mark in _END.finditer(text, begin, end):
        if mark.start() >= at and not _is_within(text, mark):
            found.append((at, mark.end()))
            at = mark.end()
    return [*found, (at, end)]


def _is_within(text: str, mark: re.Match[str]) -> bool:
    """Whether a full stop does not end its sentence."""
    if not mark.group().startswith("."):
        return mark.group()[-1] in "\"'”\u2019»" and _GOES_ON.match(text, mark.end()) is not None
    if _GOES_ON.match(text, mark.end()):
        return True
    before = _WORD_BEFORE.search(text, max(0, mark.start() - 40), mark.start())
    word = before.group().lower() if before else ""
    return mark.group() == "." and (word in _ABBREVIATIONS or (len(word) == 1 and word.isascii() and word.isalpha()))
