"""Characters that a terminal or a page obeys rather than shows never reach either."""

from __future__ import annotations

OBEYED = dict.fromkeys(
    (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " "
)
"""Control characters (C0 but tab and newline, DEL, C1), and those that turn the direction of writing."""


def harmless(text: str) -> str:
    """Return a text with a space for every character that would be obeyed; of markup, markup.

    Examples
    --------
    >>> harmless("a\\x1b[31m b\\u202ec")
    'a [31m b c'
    """
    return text.translate(OBEYED)
