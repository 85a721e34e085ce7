"""The drumbeat: how steadily a kind of signal is repeated, by channel, beside loud events."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from offramp.case.model import MONTH_DAYS
from offramp.record.intervals import garwood
from offramp.record.signals.changes import MOST_DAYS, Change, change_points
from offramp.record.signals.comparing import Placement
from offramp.record.signals.placing import Placer
from offramp.study.results.signals import ChangePoint, Drumbeat

NEAR = 7
"""Within how many days of a loud event a statement counts as made beside it."""
FEWEST = 2
"""From how many days with statements on a kind of signal is told."""
ENOUGH = 6
"""From how many statements or loud days on changes of a rate are looked for."""
ALL = "all"
_REFUSES = frozenset({"reject", "withdrawal"})


@dataclass(frozen=True, slots=True)
class Span:
    """The days looked at, both included."""

    since: datetime.date
    until: datetime.date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.until - self.since).days + 1


def rate_per_month(count: int, days: int) -> tuple[float, float, float]:
    """Return events per month of 30.4375 days, with the exact 95 percent interval of a Poisson rate (Garwood 1936).

    Examples
    --------
    >>> [round(rate, 2) for rate in rate_per_month(45, 699)]
    [1.96, 1.43, 2.62]
    """
    months = days / MONTH_DAYS
    return count / months, *garwood(count, months)


def evenness(days: Sequence[datetime.date]) -> float | None:
    """Return 1 minus the coefficient of variation of the gaps between days in order, not below 0.

    The deviation is that of the gaps themselves (divided by their number). None with fewer than three days, or if all
    are one day.
    """
    gaps = np.diff([day.toordinal() for day in days])
    if len(gaps) < 2 or not gaps.any():
        return None
    return max(0.0, 1.0 - float(gaps.std() / gaps.mean()))


def signals_of(placement: Placement, placer: Placer) -> tuple[str, ...]:
    """Return the kinds of signal that a statement is: its form, and what it offers and demands by topic."""
    form = (placement.statement.form,) if placement.statement.form else ()
    sides = (
        f"{side} {placer.topics[topic].name}"
        for side in ("offers", "demands")
        for topic in placement.side(side)
        if topic in placer.topics
    )
    return (*form, *sides)


def drumbeats(
    placements: Sequence[Placement],
    placer: Placer,
    loud: Sequence[datetime.date],
    until: datetime.date,
    *,
    seed: int = 0,
    report: Callable[[str, int, int], None] = lambda *_: None,
) -> tuple[tuple[Drumbeat, ...], tuple[ChangePoint, ...]]:
    """Return the kinds of signal that are repeated, by channel and in all, and where their rates changed.

    The rate runs from a signal's first day, which is one of its days: so it is a little too high for few statements.

    Consistency is the share, among the actor's statements between the first and the last of the signal, in the channel
    and on its topics, that carry it and do not refuse. The topics of a form are those of all statements of the form.

    Parameters
    ----------
    placements : sequence of Placement
        In order of day.
    placer : Placer
        That placed them.
    loud : sequence of date
        Days with loud events, in order.
    until : date
        The last day looked at.
    seed : int
        Of the drawing for changes of rates.
    report : callable
        Told of progress.
    """
    by_actor: dict[str, list[Placement]] = {}
    for placement in placements:
        by_actor.setdefault(placement.statement.actor.lower(), []).append(placement)
    beats: list[Drumbeat] = []
    changes: list[ChangePoint] = []
    series = [(said, signal, own) for said in by_actor.values() for signal, own in _by_signal(said, placer).items()]
    for number, (said, signal, carriers) in enumerate(series):
        report("signals", number, len(series))
        actor = said[0].statement.actor
        span = Span(said[0].statement.day, until)
        label = f"{actor}: {signal}" if signal else f"statements by {actor}"
        own = found_in([each.statement.day for each in carriers], span, label, seed)
        changes += own
        if signal:
            beats += _by_channel(signal, carriers, said, loud, until, tuple(change.day for change in own))
    order = {actor: n for n, actor in enumerate(by_actor)}
    beats.sort(key=lambda beat: (order[beat.actor.lower()], -beat.count if beat.channel == ALL else 0))
    return tuple(_together(beats)), tuple(changes)


def _together(beats: Iterable[Drumbeat]) -> list[Drumbeat]:
    """Put the channels of a signal after all of them together, in the order of the latter."""
    groups: dict[tuple[str, str], list[Drumbeat]] = {}
    for beat in sorted(beats, key=lambda beat: beat.channel != ALL):
        groups.setdefault((beat.actor.lower(), beat.signal), []).append(beat)
    return [beat for group in groups.values() for beat in group]


def _by_signal(said: Sequence[Placement], placer: Placer) -> dict[str, list[Placement]]:
    """Return for each kind of signal the statements that carry it; all of them under an empty name."""
    found: dict[str, list[Placement]] = {"": list(said)}
    for placement in said:
        for signal in signals_of(placement, placer):
            found.setdefault(signal, []).append(placement)
    return {signal: own for signal, own in found.items() if not signal or _days(own) >= FEWEST}


def _days(placements: Sequence[Placement]) -> int:
    return len({each.statement.day for each in placements})


def _by_channel(
    signal: str,
    carriers: Sequence[Placement],
    said: Sequence[Placement],
    loud: Sequence[datetime.date],
    until: datetime.date,
    changes: tuple[str, ...],
) -> list[Drumbeat]:
    found = [replace(_beat(signal, ALL, carriers, said, loud, until), changes=changes)]
    channels: Mapping[str, None] = dict.fromkeys(each.statement.channel for each in carriers)
    for channel in channels:
        own = [each for each in carriers if each.statement.channel == channel]
        if channel and _days(own) >= FEWEST:
            heard = [each for each in said if each.statement.channel == channel]
            found.append(_beat(signal, channel, own, heard, loud, until))
    return found


def _beat(
    signal: str,
    channel: str,
    carriers: Sequence[Placement],
    said: Sequence[Placement],
    loud: Sequence[datetime.date],
    until: datetime.date,
) -> Drumbeat:
    days = [each.statement.day for each in carriers]
    rate, low, high = rate_per_month(len(days), Span(days[0], until).days)
    return Drumbeat(
        actor=carriers[0].statement.actor,
        signal=signal,
        channel=channel,
        count=len(days),
        first=days[0].isoformat(),
        last=days[-1].isoformat(),
        per_month=rate,
        low=low,
        high=high,
        consistency=_consistency(signal, carriers, said),
        evenness=evenness(days),
        during_loud=sum(near(day, loud) for day in days),
        changes=(),
    )


def _consistency(signal: str, carriers: Sequence[Placement], said: Sequence[Placement]) -> float:
    first, last = carriers[0].statement.day, carriers[-1].statement.day
    if signal == carriers[0].statement.form:
        topics = {topic for each in carriers for topic in each.topics}
    else:
        side, name = signal.split(" ", 1)
        topics = {topic for topic, item in carriers[0].side(side).items() if item.name == name}
    carry = {id(each) for each in carriers if each.statement.form not in _REFUSES or each.statement.form == signal}
    within = [each for each in said if first <= each.statement.day <= last]
    about = [each for each in within if id(each) in carry or not topics or topics.intersection(each.topics)]
    return len(carry) / len(about) if about else 0.0


def near(day: datetime.date, loud: Sequence[datetime.date]) -> bool:
    """Whether a day lies within `NEAR` days of one of some days in order."""
    reach = datetime.timedelta(days=NEAR)
    return bisect_right(loud, day + reach) > bisect_left(loud, day - reach)


def found_in(days: Sequence[datetime.date], span: Span, of: str, seed: int) -> list[ChangePoint]:
    """Return where the rate of some days changes within a span.

    Nothing is looked for with fewer than `ENOUGH` of them, nor in a span of more than `MOST_DAYS`.
    """
    if len(days) < ENOUGH or span.days > MOST_DAYS:
        return []
    counts = np.bincount([(day - span.since).days for day in days], minlength=span.days).astype(np.int64)
    return [_told(change, span, of) for change in change_points(counts, seed=seed)]


def _told(change: Change, span: Span, of: str) -> ChangePoint:
    day = span.since + datetime.timedelta(days=change.day)
    return ChangePoint(of, day.isoformat(), change.before * MONTH_DAYS, change.after * MONTH_DAYS, change.p)
