"""The shape of what a case says about its record, and of commitments, which speak of events too.

See :mod:`offramp.case.document` for the other keys.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from offramp.case.fields import Date, ExpressionText, Part, Text, Texts

MOST = 10_000
"""The greatest whole number in what a case says of its record and commitments."""


def _codes(value: object) -> object:
    for code in value if isinstance(value, list) else [value]:
        if isinstance(code, int | float) and not isinstance(code, bool):
            raise PydanticCustomError("code", "a code is text, and this is a number", {})
    return [value] if isinstance(value, str) else value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise PydanticCustomError("whole", "a whole number is wanted here, 0 or more", {})
    return value


def _words(value: object) -> object:
    return {"words": value} if isinstance(value, str | list) else value


Codes = Annotated[
    list[str],
    BeforeValidator(_codes),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Days = Annotated[Text, Field(description="A length of time, such as `90 days` or `3 months`.")]
Whole = Annotated[Any, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST})]


class Kind(Part):
    """A kind of events: those that match everything given here."""

    name: Text | None = Field(default=None, description="In words, such as `a missile test`.")
    about: Text | None = Field(default=None, description="For the reader.")
    actor: Texts = Field(default=[], description="Codes of who does it, as they stand in the files.")
    target: Texts = Field(default=[], description="Codes of whom it is done to.")
    category: Texts = Field(default=[], description="What stands in the column `category`.")
    mode: Texts = Field(default=[], description="What stands in the column `plover_mode`.")
    code: Codes = Field(default=[], description="What its CAMEO code begins with, in quotes.")
    says: Texts = Field(default=[], description="Words or phrases, one of which stands in what it says.")
    any: Texts = Field(default=[], description="Other kinds, of one of which it is.")
    but: Texts = Field(default=[], description="Other kinds, of none of which it is.")


class Rule(Part):
    """What an event, or the want of events, does to levels."""

    on: Texts = Field(default=[], description="Kinds of events; the rule applies on the day of each.")
    without: Text | None = Field(default=None, description="A kind of events; the rule applies if there is none.")
    after: Days | None = Field(default=None, description="How long there must be none, such as `90 days`.")
    sets: dict[str, Text] = Field(alias="set", description="Options or clocks and the levels they are set to.")
    lasts: Days | None = Field(default=None, description="How long the level holds, such as `60 days`; else for good.")
    about: Text | None = Field(default=None, description="For the reader.")
    cite: Texts = Field(default=[], description="Sources.")


class Regime(Part):
    """A stretch of time within which a rate is taken as one."""

    name: Text | None = Field(default=None, description="In words.")
    since: Date | None = Field(default=None, description="Its first day; else that of the record.")
    until: Date | None = Field(default=None, description="Its last day; else that of the record.")


class Estimate(Part):
    """A rate to be estimated from the record: of days with an event of a kind, or of changes of level."""

    name: Text | None = Field(default=None, description="In words.")
    about: Text | None = Field(default=None, description="For the reader.")
    of: Text | None = Field(default=None, description="A kind of events.")
    changes: Text | None = Field(default=None, description="An option, a clock, or an actor, for any of its options.")
    regimes: dict[str, Regime] = Field(default={}, description="Stretches of time, in order, each with its own rate.")
    expert: Text | None = Field(
        default=None,
        description="Judgement: a range that holds the rate with 90 percent, such as `0.5 to 4 per month`.",
    )
    beside: Texts = Field(
        default=[], description="Kinds of calendar entries or events; the rate around them is compared with the rest."
    )
    beside_days: Whole = Field(default=30, description="For how many days after an event that still is around it.")
    given: dict[str, ExpressionText] = Field(
        default={}, alias="while", description="Names for conditions on levels; the rate is compared with the rest."
    )
    cite: Texts = Field(default=[], description="Sources.")


class Announcement(Part):
    """A kind of words and the kind of deed they announce."""

    name: Text | None = Field(default=None, description="In words.")
    says: Text = Field(description="The kind of events that announce it.")
    does: Text = Field(description="The kind of events that are announced.")
    within: Days = Field(description="The time within which the deed should follow, such as `12 months`.")


class Topic(Part):
    """Something statements are about."""

    name: Text | None = Field(default=None, description="In words.")
    words: Texts = Field(description="Words or phrases by which it is known.")


class Record(Part):
    """The dated record: files beside the case, and how they are read."""

    about: Text | None = Field(default=None, description="For the reader.")
    events: Texts = Field(default=[], description="Files with events, beside the case.")
    signals: Texts = Field(default=[], description="Files with statements, beside the case.")
    calendar: Texts = Field(default=[], description="Files with dated things such as exercises, beside the case.")
    since: Date | None = Field(
        default=None, description="The first day the record covers; else that of its first event."
    )
    until: Date | None = Field(default=None, description="The last day it covers; else that of its last event.")
    actors: dict[str, Text] = Field(default={}, description="Codes in the files and the actors they stand for.")
    kinds: dict[str, Kind] = Field(default={}, description="Kinds of events, by name.")
    start: dict[str, Text] = Field(default={}, description="Levels on the first day; others are at their lowest.")
    rules: list[Rule] = Field(default=[], description="What events do to levels; of two on one day the later counts.")
    rates: dict[str, Estimate] = Field(default={}, description="Rates to be estimated, by name.")
    announcements: dict[str, Announcement] = Field(default={}, description="Words, and the deeds they announce.")
    topics: dict[str, Annotated[Topic, BeforeValidator(_words, json_schema_input_type=Topic | list[str] | str)]] = (
        Field(default={}, description="What statements are about: words, or words under `words:` and a name.")
    )


class Commitment(Part):
    """A clause: what one actor is to keep, do or leave, and when."""

    name: Text | None = Field(default=None, description="In words.")
    by: Text = Field(description="Who is bound.")
    keeps: ExpressionText | None = Field(default=None, description="What must hold of the levels.")
    does: Texts = Field(default=[], description="Kinds of events, of which one must happen.")
    forbids: Texts = Field(default=[], description="Kinds of events that must not happen.")
    at_most: Whole = Field(default=0, description="How many forbidden events are allowed.")
    every: Days | None = Field(default=None, description="In any so many days; else in all the time it binds.")
    excluding: Texts = Field(default=[], description="Kinds of events that do not count.")
    unclear: Texts = Field(default=[], description="Kinds of events of which it is open whether they count.")
    starts: Date | None = Field(default=None, description="The day it begins to bind; else that of the case.")
    starts_on: Texts = Field(default=[], description="Kinds of events; it begins to bind with the first.")
    given: ExpressionText | None = Field(default=None, alias="while", description="It binds only while this holds.")
    within: Text = Field(default="0 days", description="The time until it must first hold, or be done.")
    lasts: Text | None = Field(default=None, description="How long it binds, such as `12 months`; else for good.")
    until: ExpressionText | None = Field(
        default=None, description="It ends once this expression holds, or an event of this kind happens."
    )
    unless: ExpressionText | None = Field(
        default=None, description="Its party is free once this expression holds, or an event of this kind happens."
    )
    unless_broken: Texts = Field(default=[], description="It ends once one of these other commitments is broken.")
    cite: Texts = Field(default=[], description="Sources.")
