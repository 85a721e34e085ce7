"""Text as it may be shown: nothing in it that a terminal or a page obeys."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from offramp.record.events.cells import printable

TURNING = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
"""The classes of marks that embed, override or isolate a direction (Unicode Standard Annex 9)."""


def test_every_character_is_kept_or_a_space() -> None:
    obeyed = {letter for letter in map(chr, (*range(0xD800), *range(0xE000, 0x110000))) if printable(letter) != letter}

    assert {printable(letter) for letter in obeyed} == {" "}
    controls = {chr(n) for n in range(0x200) if unicodedata.category(chr(n)) == "Cc"} - {"\t", "\n"}
    turning = {chr(n) for n in range(0x110000) if unicodedata.bidirectional(chr(n)) in TURNING}
    assert obeyed == controls | turning


@given(st.text())
def test_length_stays_and_nothing_more_is_to_do(text: str) -> None:
    once = printable(text)

    assert len(once) == len(text)
    assert printable(once) == once
