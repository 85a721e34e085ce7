"""What of a case may have been shaped by knowing what came."""

from __future__ import annotations

import datetime
import hashlib

from offramp.case.model import Case
from offramp.study.results.backtest import Hindsight


def mapping_of(case: Case) -> str:
    """Return the SHA-256 of what must be fixed before scoring: rules, kinds, priors, preferences, rates, policies."""
    fixed = (
        case.record, case.variables, case.impossible_texts, case.outcomes, case.preferences, case.questions,
        case.evidence, case.perceptions, case.clocks, case.policies, case.behaviour, case.window,
    )  # fmt: skip
    return hashlib.sha256(repr(fixed).encode()).hexdigest()


def hindsight_of(case: Case, first: datetime.date, last: datetime.date) -> Hindsight:
    """Count what of a case is dated, and say what a reader should hold against a score over these days."""
    dated = [item for item in case.evidence if item.known_on or item.date]
    later = [item for item in dated if (item.known_on or item.date or first) > first]
    alternatives = [a for question in case.questions for a in question.alternatives]
    known = [a for a in alternatives if a.known_on]
    rules = len(case.record.rules) if case.record else 0
    undated = [
        *(f"orders of preference of {actor}" for actor in case.preferences),
        *(
            f"prior of {question.id}"
            for question in case.questions
            if not any(a.known_on for a in question.alternatives)
        ),
        *(f"rate of {clock.variable}" for clock in case.clocks if clock.rates),
        *(["rates of the window"] if case.window and case.window.closes else []),
        *(f"policy {policy.id}" for policy in case.policies),
    ]
    items = {
        "evidence": len(case.evidence),
        "evidence with a day": len(dated),
        "evidence known only after the first forecast": len(later),
        "alternatives": len(alternatives),
        "alternatives with a day": len(known),
        "undated parts": len(undated),
    }
    return Hindsight(items, tuple(undated), rules, _says(case, rules, undated, len(later), first, last))


def _says(
    case: Case, rules: int, undated: list[str], later: int, first: datetime.date, last: datetime.date
) -> tuple[str, ...]:
    written = f"The case is written as of {case.as_of}" if case.as_of else "The case is undated"
    said = [
        f"{written}; forecasts run from {first} to {last}. Orders, priors, rates and policies are the same in all of "
        f"them: {len(undated)} parts carry no day, and those before that day were written knowing what came by then.",
        f"The {rules} rules from events to levels were written when all events were known. What counts as a halt, a "
        "cut or a change of level decides what counts as having come true.",
        "Which outcomes are told apart, and which events were recorded at all, was chosen afterwards.",
    ]
    if later:
        said.append(
            f"{later} items of evidence came in between; each is used from the day it was known, with likelihoods that "
            "were written later."
        )
    if case.as_of and not any((e.known_on or e.date or first) > case.as_of for e in case.evidence):
        said.append(f"No evidence after {case.as_of} is in the case: from then on only the record's state moves.")
    return tuple(said)
