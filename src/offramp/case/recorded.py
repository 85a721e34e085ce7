"""How a case reads the dated record: kinds of events, what they change, rates, statements, announcements."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from offramp.case.expressions import Expression


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of events: those that match everything given here.

    Attributes
    ----------
    actor, target, category, mode : tuple of str
        What the event may have there, compared without regard to case; empty if anything.
    code : tuple of str
        What its CAMEO code may begin with; empty if anything.
    says : tuple of str
        Of these words or phrases at least one stands in what it says, without regard to case; empty if anything.
    any : tuple of str
        Names of other kinds, of which the event must be of at least one; empty if that does not matter.
    but : tuple of str
        Names of other kinds, of which it must be of none.
    """

    id: str
    name: str
    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What an event, or the want of events, does to levels.

    Either `on` or `without` is given. A rule with `on` applies on the day of every event of one of these kinds. A
    rule with `without` applies once, `after` days after the last event of that kind (or after the start of the
    record, if there was none yet), if there has been none since.

    The level of an option or clock on a day is that of the latest rule that applied by then and has not run out; of
    two on one day, the one later in the file. If there is none, it is the level at the start.

    Attributes
    ----------
    on : tuple of str
        Names of kinds.
    without : str or None
        The name of a kind.
    after : int
        Days; 0 for a rule with `on`.
    sets : mapping of str to int
        For each option or clock the level it is set to.
    lasts : int or None
        Days after which the rule runs out, None if it does not.
    text : str
        The rule in words, such as `no test for 90 days`.
    """

    on: tuple[str, ...]
    without: str | None
    after: int
    sets: Mapping[str, int]
    lasts: int | None
    text: str
    about: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """A stretch of time within which a rate is taken as one; both days belong to it, None where the record ends."""

    id: str
    name: str
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate to be estimated from the record: of days with an event of a kind, or of changes of level.

    Attributes
    ----------
    of : str or None
        The name of a kind; its rate is that of days with at least one event.
    changes : str or None
        The name of an option or clock, or of an actor: its rate is that of changes of level (of an actor, of days on
        which any of its options changes).
    regimes : tuple of Regime
        Stretches of time, in order; empty if the whole record is one.
    expert : tuple of (float, float), optional
        Judgement: a range of rates per month that holds the true one with 90 percent.
    beside : tuple of str
        Kinds of calendar entries (such as large exercises), or of events whose day and the `beside_days` after it
        count, inside which the rate is compared with that outside.
    while_ : mapping of str to Expression
        Named conditions on levels, inside which the rate is compared with that outside.
    """

    id: str
    name: str
    of: str | None
    changes: str | None
    regimes: tuple[Regime, ...] = ()
    expert: tuple[float, float] | None = None
    beside: tuple[str, ...] = ()
    beside_days: int = 30
    while_: Mapping[str, Expression] = field(default_factory=dict)
    about: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """A kind of words and the kind of deed they announce, which should follow within some days."""

    id: str
    name: str
    says: str
    does: str
    within: int


@dataclass(frozen=True, slots=True)
class Topic:
    """Something statements are about, and the words by which it is known (compared without regard to case)."""

    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordRules:
    """How a case reads its record.

    Attributes
    ----------
    events, signals, calendar : tuple of str
        Files beside the case, as written there.
    since : date or None
        The first day the record covers; that of its first event if None.
    until : date or None
        The last day it covers; that of its last event if None.
    actors : mapping of str to str
        For a code in the files the actor it stands for.
    start : mapping of str to int
        Levels on the first day; the lowest where none is given.
    """

    events: tuple[str, ...]
    signals: tuple[str, ...]
    calendar: tuple[str, ...]
    since: datetime.date | None
    until: datetime.date | None
    actors: Mapping[str, str]
    start: Mapping[str, int]
    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    rates: Mapping[str, Estimate]
    announcements: tuple[Announcement, ...]
    topics: Mapping[str, Topic]
    about: str | None = None
