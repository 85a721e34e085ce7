"""The deals that reach an outcome: all targets compared, and the best of them told in full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.beside import beside
from offramp.study.deals.comparing import Comparing
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.fairness import fair_points
from offramp.study.deals.filtering import Wanted, passing, require_known
from offramp.study.deals.ladder import ladder
from offramp.study.deals.stepping import Stepping
from offramp.study.deals.telling import Telling
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results.deals import DealsResult
from offramp.study.summing import provenance

Floats = NDArray[np.float64]

MOST_DEALS = 12
MOST_MENDED = 4
"""How many of the first deals are mended: it costs more than all else that is told of them."""
MOST_FRONT = 200
SURELY = 0.5
"""How surely a mended deal should hold, unless told otherwise."""
METHOD = (
    "Every feasible state of the outcome is a target. A party's clause holds all its options at the target's levels; "
    "it breaks the clause if it has a credible improvement. Third parties must come along of their own accord."
)


def deals(
    ensemble: Ensemble,
    wanted: Wanted | None = None,
    *,
    report: Report = silent,
    most: int = MOST_DEALS,
    mended: int = MOST_MENDED,
    mend_to: float = SURELY,
) -> DealsResult:
    """Return the Pareto-best deals that reach the case's outcome, out of all targets.

    A target is a feasible state of the wanted outcome with the clocks as they stand, in which nothing is undone that
    cannot be undone. Targets that pass the filters are compared by how surely they hold, by each party's net gain (its
    chance of better less its chance of worse), by the chance that no veto meets them and by how many level changes
    they ask in all; those that are beaten are left out. Deals that hold nowhere come last; before them those by which
    every party gains at least as likely as it loses; then the surest.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds.
    wanted : Wanted, optional
        Filters.
    report : callable
        Told of progress.
    most : int
        How many deals to tell in full; the surest is told besides, if it is not among them.
    mended : int
        How many of these to mend.
    mend_to : float
        How surely a mended deal should hold.

    Raises
    ------
    CaseError
        E064 if the case asks for no deals or has no status quo; E062 if no state reaches the outcome; E021 or E022 for
        filters with unknown names; E074 if no target passes the filters.

    Notes
    -----
    Every chance is over the ensemble's worlds. For each actor, one sweep over the states for each way it decides; then
    passes over the targets. Steps, breaches and mendings are looked at for the deals that are told alone.
    """
    bargain = Bargain(ensemble)
    asked = wanted or Wanted()
    require_known(asked, bargain)
    found = Comparing(bargain, report)
    passes = passing(asked, bargain, found.targets, found.measured)
    front = found.front(np.flatnonzero(passes))
    stepping = Stepping(bargain, Exposing(bargain))
    telling = Telling(found, stepping, mend_to, report)
    told = []
    chosen = _chosen(found.measured.enforceable[front.positions], most)
    for done, k in enumerate(chosen):
        report("telling deals", done, len(chosen))
        told.append(telling.deal(int(front.positions[k]), int(front.alike[k]), mended=done < mended))
    fair, not_cardinal = fair_points(found)
    return DealsResult(
        between=bargain.asked.between,
        reach=bargain.asked.reach,
        targets=len(found.targets),
        filters=asked.told(),
        passed=int(passes.sum()),
        best=len(front),
        deals=tuple(told),
        front=tuple(found.point(k) for k in front.positions[:MOST_FRONT].tolist()),
        ladder=ladder(bargain, stepping),
        fair=fair,
        not_cardinal=not_cardinal,
        beside=beside(bargain, report=report),
        provenance=provenance(ensemble, METHOD),
    )


def _chosen(holds: Floats, most: int) -> list[int]:
    """Return which deals of a front to tell: the first, and the surest if it is not among them."""
    first = list(range(min(most, len(holds))))
    surest = int(np.argmax(holds))
    return first if surest in first else [*first, surest]
