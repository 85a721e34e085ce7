"""Colours and patterns that stay the same in every picture and can be told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offramp.study.results import NONE_OF_THESE


@dataclass(frozen=True, slots=True)
class Swatch:
    """How one category is filled.

    Attributes
    ----------
    colour : str
        The fill, readable on white and on near-black.
    pattern : str
        What is drawn over the fill; see :data:`PATTERNS`.
    ink : str
        The colour of text on it.
    """

    colour: str
    pattern: str
    ink: str


PATTERNS: dict[str, str] = {
    "solid": "",
    "rising": '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>',
    "falling": '<path d="M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4"/>',
    "dots": '<circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/>',
    "rings": '<circle cx="4" cy="4" r="2.5"/>',
    "upright": '<path d="M2,0 v8 M6,0 v8"/>',
    "level": '<path d="M0,2 h8 M0,6 h8"/>',
    "crossed": '<path d="M0,0 l8,8 M8,0 l-8,8"/>',
    "grid": '<path d="M4,0 v8 M0,4 h8"/>',
}
"""Each fits a square of 8 by 8."""

SOUGHT = Swatch("#009E73", "solid", "#000000")
AVOIDED = Swatch("#D55E00", "rising", "#000000")
NEITHER = Swatch("#A8A8A8", "dots", "#000000")
ONE_BAR = Swatch("#0072B2", "solid", "#FFFFFF")
HIGHER = Swatch("#0072B2", "solid", "#FFFFFF")
LOWER = Swatch("#E69F00", "rising", "#000000")
OTHERS = (
    Swatch("#56B4E9", "falling", "#000000"),
    Swatch("#E69F00", "upright", "#000000"),
    Swatch("#CC79A7", "level", "#000000"),
    Swatch("#0072B2", "rings", "#FFFFFF"),
    Swatch("#F0E442", "crossed", "#000000"),
    Swatch("#7A5195", "grid", "#FFFFFF"),
)
"""After Okabe and Ito (2008), told apart with every common kind of colour vision."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The outcomes in the order in which pictures stack them, and how each is filled.

    The outcome sought comes first and the one to avoid last, so that both can be compared along an edge.
    """

    order: tuple[str, ...]
    swatches: dict[str, Swatch]

    @classmethod
    def of(cls, outcomes: Sequence[str], seek: str | None, avoid: str | None) -> Palette:
        """Return the palette for outcomes in the order of the file."""
        fixed = {seek: SOUGHT, avoid: AVOIDED, NONE_OF_THESE: NEITHER}
        rest = [name for name in outcomes if name not in fixed]
        swatches = {name: OTHERS[number % len(OTHERS)] for number, name in enumerate(rest)}
        swatches |= {name: fixed[name] for name in outcomes if name in fixed}
        first = [name for name in outcomes if name == seek]
        last = [name for name in outcomes if name == avoid and name != seek]
        middle = [name for name in [*rest, NONE_OF_THESE] if name in swatches and name not in (seek, avoid)]
        return cls((*first, *middle, *last), swatches)

    def swatch(self, outcome: str) -> Swatch:
        """Return how an outcome is filled."""
        return self.swatches.get(outcome, NEITHER)
