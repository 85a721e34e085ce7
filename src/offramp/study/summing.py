"""Sums over worlds that every study needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp import __version__
from offramp.beliefs.doubts import count_worlds
from offramp.beliefs.worlds import Worlds
from offramp.case.model import Case
from offramp.study.many.survey import Survey
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results import NONE_OF_THESE, Chance, Provenance

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


def day_of(case: Case) -> str | None:
    """Return the day as of which a case is looked at, as text; None if it has none."""
    return case.as_of.isoformat() if case.as_of is not None else None


def outcome_names(case: Case) -> list[str]:
    """Return the outcomes' names, `none of these` last."""
    return [*(outcome.id for outcome in case.outcomes), NONE_OF_THESE]


def outcome_number(case: Case, name: str | None) -> int | None:
    """Return an outcome's position, None for no outcome."""
    return None if name is None else outcome_names(case).index(name)


def chance_of(worlds: Worlds, values: Floats) -> Chance:
    """Return a chance given world by world as expectation, range and sampling error."""
    present = values[worlds.weight > 0]
    return Chance(worlds.mean(values), float(present.min()), float(present.max()), worlds.error(values))


def mean_where(worlds: Worlds, values: Floats, where: NDArray[np.bool_]) -> float:
    """Return the expectation over the worlds of a kind; nan if there are none."""
    weight = worlds.weight[where]
    total = float(weight.sum())
    return float(weight @ values[where]) / total if total > 0 else float("nan")


def provenance(ensemble: Ensemble, method: str, *, survey: Survey | None = None) -> Provenance:
    """Return where a result comes from: the worlds of a survey, or of the ensemble if none is given."""
    used = survey.worlds if survey is not None else ensemble.worlds
    exact = used.exact and not any(t.sampled for t in ensemble.doubts.types)
    return Provenance(
        case=ensemble.case.id,
        file=ensemble.case.file,
        digest=ensemble.case.digest,
        version=__version__,
        seed=None if exact else ensemble.seed,
        worlds=len(used),
        exact=exact,
        partial=survey is not None and survey.partial,
        possible=float(count_worlds(ensemble.doubts)),
        states=len(ensemble.space),
        method=method,
        as_of=day_of(ensemble.case),
    )
