"""Probabilities as an analyst writes them: numbers, or the words of estimative probability of ICD 203."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS: dict[str, tuple[float, float]] = {
    "almost no chance": (0.01, 0.05),
    "remote": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "highly improbable": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "improbable": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "roughly even odds": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "probable": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "highly probable": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "nearly certain": (0.95, 0.99),
}
"""The ranges of Intelligence Community Directive 203 (US ODNI, 2015), as shares of one."""

_PERCENT = re.compile(r"\s*([0-9]{1,3}(?:\.[0-9]+)?)\s*(?:%|per\s?cent)\s*\Z")
TOLERANCE = 1e-6
"""By how much probabilities may miss what they should be."""


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability known within a range; a number has a range of no width."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2


def probability_hint(value: object) -> str:
    """Return what to write instead of something that is not a probability."""
    percent = _PERCENT.match(value) if isinstance(value, str) else None
    if percent and float(percent.group(1)) <= 100:
        return f"write {float(percent.group(1)) / 100:g}"
    return "a number from 0 to 1, or one of: " + ", ".join(sorted(WORDS))


def read_probability(value: object) -> Probability:
    """Read a number from 0 to 1 or a word of estimative probability.

    Raises
    ------
    ValueError
        If it is neither; the text says what would be.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 0 <= value <= 1:
            return Probability(float(value), float(value))
        raise ValueError(f"{value} is not between 0 and 1")
    if isinstance(value, str) and (word := value.lower().replace("_", " ").strip()) in WORDS:
        return Probability(*WORDS[word])
    raise ValueError(f'"{value}" is not a probability')
