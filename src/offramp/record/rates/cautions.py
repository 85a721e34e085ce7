"""What the use of a rate has against it, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from offramp.record.opening import Opened
from offramp.record.rates.combining import Known
from offramp.record.rates.counts import factor
from offramp.record.rates.exposing import beside
from offramp.record.rates.stating import uses
from offramp.record.rates.watching import Stretch, Watched, span_of
from offramp.study.results.window import Contrast, Gaps, RegimeRate

FEW = 10
"""Below how many events a rate is said to rest on few."""
FEW_INSIDE = 5
"""Below how many events inside some days a comparison is said to rest on few."""
UNLIKELY = 0.05
"""Below which chance something is said not to be chance."""


def cautions(
    opened: Opened,
    there: Watched,
    regimes: Sequence[RegimeRate],
    gaps: Sequence[Gaps],
    contrasts: Sequence[Contrast],
    combined: Known,
) -> tuple[str, ...]:
    """Return what the use of a rate has against it, the gravest first."""
    return (
        *_present(opened, there, combined),
        *_regimes(there),
        *_clusters(regimes),
        *_memory(gaps),
        *_changes(there),
        *_contrasts(opened, there, contrasts),
        *_uses(opened, there),
    )


def _present(opened: Opened, there: Watched, combined: Known) -> Iterator[str]:
    """Tell how little is known of the present rate."""
    present = there.present
    if present is None:
        only = "the judgement alone counts" if combined.expert else "nothing is known of the rate"
        yield f"the record covers no day of the present regime; {only}"
        return
    if present.until < there.day:
        since = (there.day - present.until).days
        yield f"nothing is counted after {present.until}, {_days(since)} before {there.day}: the rate is taken to go on"
    if present.count == 0:
        ceiling = "the record only says that the rate is not high"
        yield f"none in {_days(len(present.happened))} ({present.name}): {ceiling}"
    elif present.count < FEW and combined.record is not None:
        wide = factor(combined.record.quantile(0.05), combined.record.quantile(0.95))
        yield f"few, {_days(present.count)} ({present.name}): they fix the rate to within a factor of {wide:.1f}"
    if combined.agree is not None and combined.agree < UNLIKELY:
        yield (
            "judgement and record contradict each other: a count as far out has, by the judgement, a chance of "
            f"{_p(combined.agree)}; what combines them believes both, so say which is wrong"
        )
    if there.vague:
        are = "it is" if there.vague == 1 else "they are"
        yield f"of {_days(there.vague)} only the month or year is known; {are} counted on its first day"


def _regimes(there: Watched) -> Iterator[str]:
    """Tell what regimes hide."""
    ends = dict.fromkeys(_chosen(there.stretches))
    if ends:
        yield (
            f"the regimes {', '.join(ends)} meet where an event is: if they were told apart after seeing the events, "
            "their intervals are too narrow, and that they differ says less than it seems to"
        )
    if len(there.stretches) > 1:
        turns = len(there.stretches) - 1
        yield (
            f"one regime gave way to another {'once' if turns == 1 else f'{turns} times'}: from so few it cannot be "
            "learned when the next change comes, or what brings it; all this holds while the present one lasts"
        )


def _chosen(stretches: Sequence[Stretch]) -> Iterator[str]:
    """Yield regimes that follow each other where there is an event on the last day of one or the first of the next."""
    for before, after in itertools.pairwise(stretches):
        if (after.since - before.until).days == 1 and (before.happened[-1] or after.happened[0]):
            yield before.name
            yield after.name


def _clusters(regimes: Sequence[RegimeRate]) -> Iterator[str]:
    for regime in regimes:
        if regime.dispersion is not None and regime.dispersion_p is not None and regime.dispersion_p < UNLIKELY:
            yield (
                f"they come in clusters in {regime.regime}: the variance of monthly counts is "
                f"{regime.dispersion:.1f} times their mean (p {_p(regime.dispersion_p)}); "
                "its interval, and the range of what to expect, are too narrow"
            )


def _memory(gaps: Sequence[Gaps]) -> Iterator[str]:
    for own in gaps:
        if own.exponential_p is not None and own.exponential_p < UNLIKELY:
            yield (
                f"gaps in {own.regime} are not exponential (p {_p(own.exponential_p)}): "
                "how long ago the last one was matters, and a constant rate leaves that out"
            )


def _changes(there: Watched) -> Iterator[str]:
    """Tell what changes of level do not show."""
    if there.estimate.changes is None:
        return
    if not any(stretch.count for stretch in there.stretches):
        yield "no level has changed: there are no transitions to learn from"
    yield "a decision that changes no level leaves no trace: decisions are made at least as often, perhaps more often"


def _contrasts(opened: Opened, there: Watched, contrasts: Sequence[Contrast]) -> Iterator[str]:
    rules = opened.rules
    for own in contrasts:
        if own.ratio is None:
            if own.inside_days and own.outside_days:
                yield f"nothing to compare beside {_name(own)}: no regime has days inside, days outside and events"
            continue
        if own.inside < FEW_INSIDE:
            yield f"the comparison beside {_name(own)} rests on {_days(own.inside)} inside"
        sure = own.low is not None and own.high is not None and (own.low > 1 or own.high < 1)
        if sure and own.p is not None and UNLIKELY <= own.p <= 1 - UNLIKELY:
            yield f"clustering alone would explain the ratio beside {_name(own)} (p {_p(own.p)} by shifting)"
        if there.estimate.of is not None and own.beside in rules.kinds and own.beside in there.estimate.beside:
            yield from _both(opened, there, own.beside, _name(own))


def _both(opened: Opened, there: Watched, kind: str, name: str) -> Iterator[str]:
    """Tell on how many days that are counted there is an event of a kind beside which the rate is compared."""
    both = sum(int((s.happened & beside(opened, kind, 0, there.day, span_of(s))).sum()) for s in there.stretches)
    if both:
        counted = "is counted itself" if both == 1 else "are counted themselves"
        yield f"{_days(both)} of {name} {counted}: the ratio tells how they cluster"


def _uses(opened: Opened, there: Watched) -> Iterator[str]:
    closing = [use for use in uses(opened.case, there.estimate.id) if use.startswith("the window")]
    if closing and there.estimate.of is not None:
        yield f"the case takes it that {closing[0]} at this rate: as if each such event did it"


def _name(own: Contrast) -> str:
    return own.beside.replace("_", " ")


def _days(count: int) -> str:
    return f"{count:,} day{'s' * (count != 1)}"


def _p(chance: float) -> str:
    return f"{chance:.2g}" if chance >= 0.001 else "below 0.001"
