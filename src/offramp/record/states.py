"""The states the record went through, one after the other, and their outcomes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.case.expressions import holds
from offramp.case.model import Case
from offramp.record.levels import History
from offramp.study.results.base import NONE_OF_THESE


@dataclass(frozen=True, slots=True)
class Stay:
    """Days on end in one state: the first and the last, the levels, and the outcome."""

    since: datetime.date
    until: datetime.date
    levels: tuple[int, ...]
    outcome: str


def outcome_of(case: Case, levels: Sequence[int]) -> str:
    """Return the outcome of a state: the first that matches, else none of these."""
    columns = {v.id: np.array([level]) for v, level in zip(case.variables, levels, strict=True)}
    found = (outcome.id for outcome in case.outcomes if bool(holds(outcome.when, columns)[0]))
    return next(found, NONE_OF_THESE)


def stays(case: Case, history: History) -> tuple[Stay, ...]:
    """Return the states of a history, one after the other."""
    begins = sorted({span.since for spans in history.spans.values() for span in spans})
    ends = [day - datetime.timedelta(days=1) for day in begins[1:]] + [history.until]
    levels = [history.on(day) for day in begins]
    return tuple(
        Stay(since, until, where, outcome_of(case, where))
        for since, until, where in zip(begins, ends, levels, strict=True)
    )
