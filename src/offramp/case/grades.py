"""How much a source counts, from its Admiralty grade."""

from __future__ import annotations

RELIABILITY = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2}
CREDIBILITY = {"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2}


def weight_of_grade(grade: str) -> float | None:
    """Return a source's weight in [0, 1]: reliability times credibility, None where the grade cannot judge.

    The Admiralty code (NATO STANAG 2511) names grades, not numbers; this table is offramp's own convention. F and 6
    say that no judgement is possible, so a source with such a grade needs a `weight` of its own.

    Examples
    --------
    >>> round(weight_of_grade("B2"), 2)
    0.64
    >>> weight_of_grade("F2") is None
    True
    """
    letter, digit = grade[0], grade[1]
    if letter not in RELIABILITY or digit not in CREDIBILITY:
        return None
    return RELIABILITY[letter] * CREDIBILITY[digit]
