"""How much the answer to a breach weighs beside what the breach brings until then.

A party that discounts what comes after t months by exp(-r t), with r = 1 / patience, leaves a deal for something
that is worth `gain` more per month, until it is found out and answered; from then on it has `loss` less per month
than the deal, for good. With X the months until the answer, and weight = E[exp(-r X)], this brings

    ((1 - weight) gain - weight loss) / r

more than the deal does. So it pays if and only if weight < gain / (gain + loss), where that sum is positive. This is
the threshold of grim punishment in a repeated game (Friedman 1971), for a random delay.

Looks come every `every` months, the first one that long after the breach; each finds it with chance `detects`,
independently of the others; the answer follows `delay` months after that. With p = detects and q = exp(-r every), the
months until it is found out are `every` times a geometric number, so that weight = exp(-r delay) p q / (1 - (1 - p) q).
No look raises a false alarm. If some did, to look oftener could hurt (Abreu, Milgrom and Pearce 1991).
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Amount: TypeAlias = float | NDArray[np.float64]


def mean_months(detects: float, every: float, delay: float) -> float:
    """Return the expected months from a breach to its answer; infinite if no look finds it."""
    return delay + every / detects if detects > 0 else math.inf


def weight_after(patience: float, detects: float, every: float, delay: float) -> float:
    """Return how much what comes after the answer weighs, in [0, 1].

    Parameters
    ----------
    patience : float
        Months after which something counts for 1/e; positive.
    detects : float
        The chance that one look finds the breach.
    every, delay : float
        Months between looks, positive; and from finding it out to the answer.
    """
    if detects == 0:
        return 0.0
    found = detects * math.exp(-every / patience)
    return math.exp(-delay / patience) * found / (found - math.expm1(-every / patience))


def weight_needed(gain: float, loss: float) -> float:
    """Return the least weight at which a breach with a positive gain does not pay.

    At 1 or above no patience is enough; it is infinite if the answer leaves the party at least as well off as the
    breach does.
    """
    return gain / (gain + loss) if gain + loss > 0 else math.inf


def pays(gain: Amount, loss: Amount, weight: Amount) -> bool | NDArray[np.bool_]:
    """Tell whether leaving brings more than staying; for any signs of gain and loss, numbers or arrays."""
    return (1 - weight) * gain > weight * loss


def least_patience(needed: float, detects: float, every: float, delay: float) -> float:
    """Return the least patience, in months, that gives what comes after the answer the weight needed; nan if none does.

    Without a delay, and with looks that never miss, in closed form; else the root of a function that only rises, to
    twelve digits. The mean of the wait bounds it from above (Jensen), the wait without the delay from below.

    Parameters
    ----------
    needed : float
        A weight; positive.
    detects, every, delay : float
        As in :func:`weight_after`.
    """
    from scipy.optimize import brentq

    if needed >= 1 or detects == 0:
        return math.nan
    wanted = math.log(needed)
    undelayed = every / math.log1p(detects * (1 - needed) / needed)
    if delay == 0:
        return undelayed
    if detects == 1:
        return (every + delay) / -wanted

    def excess(log_patience: float) -> float:
        rate = math.exp(-log_patience)
        return -rate * delay - math.log1p(math.expm1(rate * every) / detects) - wanted

    highest = 2 * mean_months(detects, every, delay) / -wanted
    return math.exp(float(brentq(excess, math.log(undelayed), math.log(highest), xtol=1e-13)))


def least_detection(needed: float, patience: float, every: float, delay: float) -> float:
    """Return the least chance that one look finds a breach, so that it does not pay; nan if certainty is not enough."""
    if needed >= 1 or delay + every > -patience * math.log(needed):
        return math.nan
    wanted = needed * math.exp(delay / patience)
    return min(wanted * math.expm1(every / patience) / (1 - wanted), 1.0)


def longest_delay(needed: float, patience: float, detects: float, every: float) -> float:
    """Return the longest delay of the answer, in months, at which a breach does not pay; nan if it pays without any."""
    undelayed = weight_after(patience, detects, every, 0.0)
    return patience * math.log(undelayed / needed) if undelayed >= needed else math.nan
