"""The rates of a case, estimated from its record, with their doubt."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from functools import partial

import numpy as np

from offramp.case.model import MONTH_DAYS
from offramp.case.recorded import Estimate
from offramp.record.intervals import garwood
from offramp.record.opening import Opened
from offramp.record.rates.cautions import cautions
from offramp.record.rates.combining import Known, known
from offramp.record.rates.counts import dispersion, dispersion_p
from offramp.record.rates.exposing import Bools, Span, beside, while_
from offramp.record.rates.gammas import ahead
from offramp.record.rates.ratios import ratio, shift_p, stratum
from offramp.record.rates.stating import counted, stated
from offramp.record.rates.waits import exponential_p, fits, survival, waits
from offramp.record.rates.watching import Stretch, Watched, span_of, watched
from offramp.study.results.window import Contrast, Expected, Gaps, RateEstimate, RegimeRate

AHEAD = (30, 90, 180, 365)
"""In how many days expected counts are given."""
METHOD = (
    "Rates are days with an event by time, with exact Poisson intervals; ratios are exact within regimes; judgement "
    "and record are combined as gamma distributions; a p is found by drawing with a fixed seed, of ratios by shifting."
)

Report = Callable[[str, int, int], None]


def estimates(
    opened: Opened, day: datetime.date, *, seed: int = 0, report: Report = lambda *_: None
) -> tuple[RateEstimate, ...]:
    """Estimate every rate of a case from its record, as known on a day.

    Parameters
    ----------
    opened : Opened
        A case and its record.
    day : date
        Only what was known by then counts.
    seed : int
        Of what is drawn.
    report : callable
        Told of progress.

    Returns
    -------
    tuple of RateEstimate
        In the order of the file.

    Notes
    -----
    Costs, for each rate and regime, some 2,000 drawings of its gaps and of its monthly counts.
    """
    found = []
    for number, rate in enumerate(opened.rules.rates.values()):
        report(f"estimating: {rate.name}", number, len(opened.rules.rates))
        found.append(estimated(opened, rate, day, seed))
    return tuple(found)


def estimated(opened: Opened, rate: Estimate, day: datetime.date, seed: int) -> RateEstimate:
    """Estimate one rate; see :func:`estimates`."""
    there = watched(opened, rate, day)
    combined = known(there)
    regimes = tuple(_regime(stretch, seed) for stretch in there.stretches)
    gaps = tuple(_gaps(stretch, seed) for stretch in there.stretches)
    contrasts = _contrasts(opened, there)
    return RateEstimate(
        rate=rate.id,
        name=rate.name,
        of=counted(opened, rate),
        regimes=regimes,
        gaps=gaps,
        contrasts=contrasts,
        combined=combined.told(),
        expected=_expected(combined),
        stated=stated(opened.case, rate),
        warnings=cautions(opened, there, regimes, gaps, contrasts, combined),
    )


def _regime(stretch: Stretch, seed: int) -> RegimeRate:
    low, high = garwood(stretch.count, stretch.months)
    counts, days = stretch.monthly()
    return RegimeRate(
        regime=stretch.name,
        since=str(stretch.since),
        until=str(stretch.until),
        days=len(stretch.happened),
        count=stretch.count,
        per_month=stretch.count / stretch.months,
        low=low,
        high=high,
        dispersion=dispersion(counts),
        dispersion_p=dispersion_p(counts, days, seed),
    )


def _gaps(stretch: Stretch, seed: int) -> Gaps:
    there = waits(stretch.happened)
    fitted = fits(there)
    ended = there.ended
    mean = float(ended.mean()) if len(ended) else math.nan
    return Gaps(
        regime=stretch.name,
        count=len(ended),
        censored=int(there.cut > 0),
        mean=mean,
        median=float(np.median(ended)) if len(ended) else math.nan,
        longest=float(ended.max()) if len(ended) else math.nan,
        variation=float(ended.std(ddof=1)) / mean if len(ended) > 1 else math.nan,
        exponential=fitted.exponential if fitted else None,
        weibull_shape=fitted.shape if fitted else None,
        weibull_low=fitted.low if fitted else None,
        weibull_high=fitted.high if fitted else None,
        weibull_scale=fitted.scale if fitted else None,
        exponential_p=exponential_p(ended, seed),
        aic=fitted.aic if fitted else {},
        survival=survival(there),
    )


def _contrasts(opened: Opened, there: Watched) -> tuple[Contrast, ...]:
    rate, day, levels = there.estimate, there.day, there.levels
    days: dict[str, Callable[[Span], Bools]] = {
        name: partial(beside, opened, name, rate.beside_days, day) for name in rate.beside
    }
    if levels is not None:
        days.update((name, partial(while_, condition, levels)) for name, condition in rate.while_.items())
    return tuple(_contrast(name, there, inside) for name, inside in days.items())


def _contrast(name: str, there: Watched, inside_of: Callable[[Span], Bools]) -> Contrast:
    """Compare the rate inside some days with that outside, within regimes."""
    stretches = [(stretch.happened, inside_of(span_of(stretch))) for stretch in there.stretches]
    strata = [stratum(*stretch) for stretch in stretches]
    found = ratio(strata)
    return Contrast(
        beside=name,
        inside=sum(s.inside for s in strata),
        inside_days=sum(s.inside_days for s in strata),
        outside=sum(s.outside for s in strata),
        outside_days=sum(s.outside_days for s in strata),
        ratio=found[0] if found else None,
        low=found[1] if found else None,
        high=found[2] if found else None,
        p=shift_p(stretches) if found else None,
    )


def _expected(combined: Known) -> tuple[Expected, ...]:
    if combined.best is None:
        return ()
    found = [(days, ahead(combined.best, days / MONTH_DAYS)) for days in AHEAD]
    return tuple(Expected(days, a.mean, a.low, a.high, a.none) for days, a in found)
