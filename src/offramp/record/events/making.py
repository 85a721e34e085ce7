"""Making events fast: millions of them are made from a feed."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import Any

from offramp.record.events.event import Event

_Draft: Any = make_dataclass("_Draft", Event.__slots__, slots=True, eq=False, repr=False)


def make(*values: Any) -> Event:
    """Return an event of the given values, in the order of its attributes.

    It is the same as calling `Event`, and four times as fast: a frozen dataclass sets each attribute by a call of its
    own. An object of an equal class that is not frozen is filled instead, and then made an `Event`.
    """
    draft = _Draft(*values)
    draft.__class__ = Event
    event: Event = draft
    return event
