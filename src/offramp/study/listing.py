"""The feasible states of a case, listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.game.labels import Labels, level_names, levels_of
from offramp.game.states import combinations
from offramp.study.playing.ensemble import Ensemble
from offramp.study.results import Result
from offramp.study.summing import day_of, outcome_names


@dataclass(frozen=True, slots=True)
class ListedState:
    """A feasible state."""

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str


@dataclass(frozen=True, slots=True)
class StatesResult(Result):
    """All feasible states.

    Attributes
    ----------
    combinations : int
        How many combinations of levels there are, feasible or not.
    status_quo : int or None
        The status quo's number.
    outcomes : mapping of str to int
        How many states each outcome has.
    states : tuple of ListedState
    as_of : str or None
        The day as of which the case is looked at, None if it has none.
    """

    combinations: int
    status_quo: int | None
    outcomes: Mapping[str, int]
    states: tuple[ListedState, ...]
    as_of: str | None = None


def states(ensemble: Ensemble) -> StatesResult:
    """List the feasible states of a case with their outcomes."""
    case, space = ensemble.case, ensemble.space
    labels, names = Labels(case), outcome_names(case)
    listed = []
    for s in range(len(space)):
        levels = levels_of(space, s)
        outcome = names[int(ensemble.outcome[s])]
        listed.append(ListedState(s, labels.state(levels), level_names(space.variables, levels), outcome))
    counts = {name: int((ensemble.outcome == k).sum()) for k, name in enumerate(names)}
    start = None if case.status_quo is None else space.state(case.status_quo)
    return StatesResult(combinations(case), start, counts, tuple(listed), day_of(case))
