"""Words and deeds: whether acts followed announcements."""

from __future__ import annotations

import calendar
import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from offramp.case.recorded import Announcement
from offramp.record.events.event import Event
from offramp.record.intervals import jeffreys
from offramp.study.results.signals import Said, SayDo


def say_do(
    announcements: Sequence[Announcement],
    kinds: Mapping[str, Sequence[Event]],
    actors: Mapping[str, str],
    since: datetime.date,
    until: datetime.date,
) -> tuple[SayDo, ...]:
    """Return, for each kind of announcement and each actor that made one, whether the act followed.

    An act by the same actor follows if it comes on one of the `within` days after the announcement; one of the same day
    does not, for nobody can tell which came first. The earliest such act decides. An announcement is `not done` once
    its last day in time has gone by, `open` until then. One act may follow several announcements: they are counted
    each, so the interval is too narrow where they come in bunches. Of events of which only the month or year is known,
    an announcement counts as made on the last day of it, and an act only if all of its month or year is in time.

    Parameters
    ----------
    announcements : sequence of Announcement
        As the case has them.
    kinds : mapping of str to sequence of Event
        For each kind its events known by then, in order of day.
    actors : mapping of str to str
        For a code in the files the actor it stands for.
    since, until : date
        The first and the last day of the record looked at.
    """
    found = []
    for announcement in announcements:
        said = [event for event in kinds[announcement.says] if event.day <= until]
        acts = [event for event in kinds[announcement.does] if event.day <= until]
        for actor in dict.fromkeys(actors.get(event.actor, event.actor) for event in said):
            words = [event for event in said if actors.get(event.actor, event.actor) == actor]
            deeds = [event for event in acts if actors.get(event.actor, event.actor) == actor]
            found.append(_record(announcement, actor, words, deeds, since, until))
    return tuple(found)


def _record(
    announcement: Announcement,
    actor: str,
    words: Sequence[Event],
    deeds: Sequence[Event],
    since: datetime.date,
    until: datetime.date,
) -> SayDo:
    deeds = sorted(deeds, key=lambda event: (last_day(event), event.day))
    said = tuple(_said(event, deeds, announcement.within, until) for event in words)
    done, not_done, still_open = (sum(s.verdict == v for s in said) for v in ("done", "not done", "open"))
    ends = jeffreys(done, done + not_done) if done + not_done else None
    return SayDo(
        announcement=announcement.id,
        name=announcement.name,
        actor=actor,
        done=done,
        not_done=not_done,
        still_open=still_open,
        share=done / (done + not_done) if done + not_done else None,
        low=None if ends is None else float(ends[0]),
        high=None if ends is None else float(ends[1]),
        by_chance=by_chance(deeds, announcement.within, since, until),
        said=said,
    )


def _said(event: Event, deeds: Sequence[Event], within: int, until: datetime.date) -> Said:
    made = last_day(event)
    due = made + datetime.timedelta(days=within)
    act = next((e for e in deeds if e.id != event.id and e.day > made and last_day(e) <= due), None)
    verdict = "done" if act else "open" if until <= due else "not done"
    return Said(
        event=event.id,
        day=event.day.isoformat(),
        says=event.says,
        verdict=verdict,
        act=act.id if act else None,
        act_day=act.day.isoformat() if act else None,
        act_says=act.says if act else None,
        days=(act.day - made).days if act else None,
        due=due.isoformat(),
    )


def last_day(event: Event) -> datetime.date:
    """Return the last day on which an event can have happened: that of its month or year if no more is known."""
    if event.precision == "year":
        return event.day.replace(month=12, day=31)
    if event.precision == "month":
        return event.day.replace(day=calendar.monthrange(event.day.year, event.day.month)[1])
    return event.day


def by_chance(deeds: Sequence[Event], within: int, since: datetime.date, until: datetime.date) -> float | None:
    """Return the share of days of the record after which an act comes within so many days, by the same rule.

    Only days count of which all these days lie in the record; None if there is none.
    """
    days = (until - since).days + 1 - within
    if days <= 0:
        return None
    exact = sorted({event.day.toordinal() for event in deeds if event.precision == "day"})
    first = since.toordinal()
    hits = sum(bisect_right(exact, day + within) > bisect_left(exact, day + 1) for day in range(first, first + days))
    return hits / days
