"""What the record reveals about a case: rows refused, a status quo that differs, days it says nothing of."""

from __future__ import annotations

import datetime
from dataclasses import replace

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.reading import Text
from offramp.record.leaving_out import left_out
from offramp.record.opening import Opened
from offramp.record.standing import differences, own_day, status_quo
from offramp.record.unmatched import unmatched


def check_record(opened: Opened, text: Text, day: datetime.date | None = None) -> tuple[Mistake, ...]:
    """Return warnings about a case and its record.

    Parameters
    ----------
    opened : Opened
        The case and its record.
    text : Text
        The case's file, for the places.
    day : date, optional
        The day as of which the case is looked at; that of its file if not given.

    Returns
    -------
    tuple of Mistake
        W115 for each option and clock whose stated status quo differs from that of the record, on the day of the file
        alone; W116 if the record ends before the day; W117 if rows could not be read; W118 for each policy and rung
        that is left out on another day, since it cannot begin; W119 to W121 for what the record does not have
        (:func:`offramp.record.unmatched.unmatched`).
    """
    found = []
    if day is None:
        for difference in differences(opened):
            levels = opened.case.variable(difference.variable).levels
            message = (
                f"{difference.variable} is {levels[difference.stated]} in the status quo, and by the record "
                f"{levels[difference.derived]} on {own_day(opened)}"
            )
            hint = f"{difference.because}\nmend the status quo, a rule, or `start` of `record`"
            place = ("status_quo", difference.variable)
            found.append(text.mistake("W115", message, place, hint=hint))
    when = day or own_day(opened)
    if when > opened.until or when < opened.since:
        message = f"the record covers {opened.since} to {opened.until}, and says nothing of {when}"
        hint = "add events, or give `since` and `until` if the files cover more days than they have events for"
        found.append(text.mistake("W116", message, ("record",), hint=hint, key=True))
    if opened.refused:
        first = opened.refused[0]
        count = len(opened.refused)
        message = (
            f"{count} row{'s' * (count != 1)} of the record could not be read and {'are' if count != 1 else 'is'} "
        )
        message += f"not used, the first in {first.file}, line {first.line}: {first.why}"
        hint = f"`offramp events {text.file} --refused` lists them all"
        found.append(text.mistake("W117", message, ("record",), hint=hint, key=True))
    found += unmatched(opened, text)
    if day is not None:
        for left in left_out(replace(opened.case, status_quo=status_quo(opened, day))):
            message, hint = f"{left.id} is left out on {day}: {left.why}", "that may be as it should be, on this day"
            found.append(text.mistake("W118", message, left.place, hint=hint, key=True))
    return tuple(found)


def placed(error: CaseError, text: Text) -> CaseError:
    """Return mistakes that name a place in a case with the line and column of it."""
    return CaseError(
        text.mistake(m.code, m.message, m.place, hint=m.hint, key=True) if m.place and not m.line else m
        for m in error.mistakes
    )
