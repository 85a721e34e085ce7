"""The table of formulations: what is conditioned, what the actor would do, what it asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from offramp.record.signals.comparing import Placement, place_all
from offramp.record.signals.forms import TRADES
from offramp.record.signals.placing import Placed, Placer, strongest
from offramp.record.signals.ranks import rank_of
from offramp.record.signals.statement import Statement
from offramp.record.signals.vocabulary import IMPLIED

_NO = re.compile(r"no|not|never|without", re.IGNORECASE)
_VERBS = {1: "scale down", 2: "stop"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: one statement, or several told together.

    Attributes
    ----------
    days, ids : tuple of str
        When, and which statements.
    formulation : str
        What kind of statement it is, beside the lines before it.
    conditioned, would, asks : str
        What is made conditional, what the actor would do, what it asks; empty if it does not say.
    would_topics, asks_topics : mapping of str to Placed
        The same, by topic.
    """

    days: tuple[str, ...]
    ids: tuple[str, ...]
    formulation: str
    conditioned: str
    would: str
    asks: str
    would_topics: Mapping[str, Placed]
    asks_topics: Mapping[str, Placed]


def comparison_table(
    statements: Sequence[Statement],
    *,
    which: Iterable[str | tuple[str, ...]] | None = None,
    actor: str | None = None,
    placer: Placer | None = None,
) -> tuple[Line, ...]:
    """Return statements as a table of formulations.

    What needs the other's hand, such as a peace treaty, is told among what is asked, on whichever side it stands.

    Parameters
    ----------
    statements : sequence of Statement
        In order of day. What is left out of the table still counts as earlier.
    which : iterable of str or tuple of str, optional
        Ids, in the order wanted; a tuple of ids is told on one line. All that condition, offer or demand something,
        if not given.
    actor : str, optional
        Whose; everybody's if not given.
    placer : Placer, optional
        That of the case; the built-in topics if not given.

    Raises
    ------
    KeyError
        If there is no statement with such an id.
    """
    placer = placer or Placer()
    placements = {each.statement.id: each for each in place_all(statements, placer)}
    if which is None:
        which = [id for id, each in placements.items() if each.states]
    found: list[Line] = []
    earlier: dict[str, Line] = {}
    for entry in which:
        group = [placements[id] for id in ((entry,) if isinstance(entry, str) else entry)]
        if actor is not None and group[0].statement.actor.lower() != actor.lower():
            continue
        line = _line(group, placer, earlier.get(group[0].statement.actor.lower()))
        if group[0].statement.form in TRADES:
            earlier[group[0].statement.actor.lower()] = line
        found.append(line)
    return tuple(found)


def _line(group: Sequence[Placement], placer: Placer, trade: Line | None) -> Line:
    offered = [item for each in group for item in each.items["offers"]]
    demanded = [item for each in group for item in each.items["demands"]]
    mutual = [item for item in offered if placer.mutual.issuperset(each.topic for each in item)]
    given = [item for item in offered if item not in mutual]
    would = strongest(each for item in given for each in item)
    asked = strongest(each for item in (*demanded, *mutual) for each in item)
    statements = [each.statement for each in group]
    return Line(
        tuple(each.day.isoformat() for each in statements),
        tuple(each.id for each in statements),
        _formulation(group, would, asked, trade),
        "; ".join(dict.fromkeys(each.conditioned for each in statements if each.conditioned)),
        "; ".join(_worded(item) for item in given) or _implied(group),
        "; ".join(map(_worded, (*demanded, *mutual))),
        would,
        asked,
    )


def _formulation(
    group: Sequence[Placement], would: Mapping[str, Placed], asked: Mapping[str, Placed], trade: Line | None
) -> str:
    statement = group[0].statement
    if len(group) > 1:
        return "; ".join(each.person for each in group)
    if statement.form == "precondition_list" and len(statement.demands) > 1:
        return f"{len(statement.demands)} demands"
    office = rank_of(statement.speaker)
    by = f", {office[1]}" if office else ""
    if statement.form not in TRADES or not would or not asked:
        return f"{group[0].person}{by}"
    if trade is None or not (set(trade.would_topics) & set(would) and set(trade.asks_topics) & set(asked)):
        return f"{_names(would.values())} for {_names(asked.values())}"
    more = [
        item for topic, item in {**would, **asked}.items() if topic not in {**trade.would_topics, **trade.asks_topics}
    ]
    plus = f", plus {_names(more)}" if more else ""
    return f"same{plus}{by}"


def _names(items: Iterable[Placed]) -> str:
    return " and ".join(dict.fromkeys(item.name for item in items))


def _worded(items: Sequence[Placed]) -> str:
    """Return an item in the vocabulary's words where it has them, else as written."""
    act, text = items[0].act, items[0].text
    if act.depth == 0 and IMPLIED.search(text):
        return "(negotiate, implied)"
    if act.depth not in _VERBS or _NO.match(items[0].act_words):
        return text
    verb = _VERBS[act.depth]
    if act.depth == 2:
        verb = {0: "pause", 1: "suspend"}.get(act.hold, "stop")
    limits = sorted({limit for item in items for limit in item.limits})
    return " ".join([verb, *limits, _names(items)])


def _implied(group: Sequence[Placement]) -> str:
    """Return what is implied where nothing is offered: that what is linked to another's conduct would stop."""
    linked = [each.statement.conditioned for each in group if each.statement.form.startswith("linked_to_")]
    return f"(stop {linked[0]}, implied)" if linked and linked[0] else ""
