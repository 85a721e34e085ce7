"""Judgement and record of a rate, each alone and together."""

from __future__ import annotations

from dataclasses import dataclass

from offramp.record.rates.gammas import Gamma, agreement, from_count, from_range
from offramp.record.rates.watching import Watched
from offramp.study.results.window import Combined


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a rate in the present regime, None where there is nothing.

    Attributes
    ----------
    expert : Gamma or None
        The judgement.
    record : Gamma or None
        The record alone, with Jeffreys' prior.
    both : Gamma or None
        The judgement, updated with the record.
    agree : float or None
        How often the judgement would expect a count as far out.
    """

    expert: Gamma | None
    record: Gamma | None
    both: Gamma | None
    agree: float | None

    @property
    def best(self) -> Gamma | None:
        """All that is known: both, or the one there is."""
        return self.both or self.record or self.expert

    @property
    def weight(self) -> float | None:
        """The share of the record in both."""
        if self.expert is None or self.both is None:
            return None
        return 1 - self.expert.months / self.both.months

    def told(self) -> Combined:
        """Return it as medians and ranges."""
        expert, record, both = (g.told if g is not None else None for g in (self.expert, self.record, self.both))
        return Combined(expert, record, both, self.weight, self.agree)


def known(found: Watched) -> Known:
    """Combine what is judged of a rate with what the present regime of the record has of it."""
    expert = from_range(*found.estimate.expert) if found.estimate.expert is not None else None
    if found.present is None:
        return Known(expert, None, None, None)
    count, months = found.present.count, found.present.months
    record = from_count(count, months)
    if expert is None:
        return Known(None, record, None, None)
    return Known(expert, record, expert.after(count, months), agreement(expert, count, months))
