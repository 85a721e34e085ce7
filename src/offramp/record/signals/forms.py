"""The forms of conditions, and which is harder than which."""

from __future__ import annotations

from collections import deque
from functools import cache

_SOFTER_THAN: dict[str, tuple[str, ...]] = {
    "unconditional": ("concession", "unilateral"),
    "open_offer": ("concession", "unilateral"),
    "concession": ("unilateral_conditional", "conditional_restraint", "staged"),
    "unilateral": ("unilateral_conditional", "conditional_restraint", "staged"),
    "unilateral_conditional": ("reciprocal_trade",),
    "staged": ("precondition_to_negotiability", "linkage"),
    "reciprocal_trade": ("precondition_to_negotiability", "precondition_list", "linkage"),
    "precondition_to_negotiability": ("precondition_to_talk",),
    "precondition_list": ("reject", "withdrawal"),
    "linkage": ("deadline",),
    "deadline": ("reject", "withdrawal"),
    "precondition_to_talk": ("reject", "withdrawal"),
    "conditional_restraint": ("red_line",),
    "red_line": ("threat",),
}
"""For each form those right above it. What no chain connects is not compared.

From open offers, over giving without asking, giving on a condition, trading, and asking first (before the matter can be
negotiated; before there is any talk), to refusing and walking away. Linkage and deadlines add pressure to a trade.
Restraint on a condition is softer than a red line, and that softer than a threat; a threat is neither harder nor
softer than a refusal. `third_party_trade`, `linked_to_growth`, `status_claim`, `belief` and `claim` have no place.
The order is offramp's own convention.
"""

STATES_NOTHING = frozenset({"", "belief", "claim", "status_claim"})
"""Forms of statements that by themselves condition, offer and demand nothing."""
TRADES = frozenset({"reciprocal_trade", "third_party_trade", "staged"})
"""Forms in which both sides act."""
ASKS_FIRST = frozenset({"precondition_to_negotiability", "precondition_to_talk", "precondition_list"})
"""Forms in which the other side is to act first."""


@cache
def _above(form: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = deque(_SOFTER_THAN.get(form, ()))
    while waiting:
        one = waiting.popleft()
        if one not in found:
            found.add(one)
            waiting.extend(_SOFTER_THAN.get(one, ()))
    return frozenset(found)


def harder(one: str, other: str) -> bool:
    """Whether one form is harder than another.

    Examples
    --------
    >>> harder("precondition_to_talk", "reciprocal_trade"), harder("threat", "reject"), harder("reject", "threat")
    (True, False, False)
    """
    return one in _above(other)
