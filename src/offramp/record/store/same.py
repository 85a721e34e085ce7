"""Which rows tell of one event, as a number that they share.

What is one event is the layout's to say (:func:`offramp.record.events.merging.key_of`), with one difference: where rows
have ids, those that share one but say different things stand each for themselves, for what is refused must be known
when a row is read. The number is a hash of 64 bits (BLAKE2b, RFC 7693), so that any database groups rows fast. Among n
events the chance that any two share a number by accident is about n^2 / 2^65: 3 in a million for ten million events.
"""

from __future__ import annotations

from hashlib import blake2b

from offramp.record.events.event import Event
from offramp.record.events.layout import Layout
from offramp.record.events.merging import content, key_of


class Same:
    """Tells which rows of a layout are one event.

    Parameters
    ----------
    layout : Layout
        Its `merge` and `two_sided` decide.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def number(self, event: Event) -> int:
        """Return the number that all rows of an event share."""
        layout = self.layout
        key = (layout.name, content(event)) if layout.merge == "id" else key_of(event, layout)
        text = repr(key if key is not None else (layout.name, event.file, event.line, event.id))
        return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)

    def alike(self, event: Event) -> bool:
        """Say whether all rows of an event agree in day, actor, target, category and code."""
        return event.code not in self.layout.two_sided
