"""What is asked of deals before they are compared, and what to let go of where none passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.case.model import Variable
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.relaxing import smallest_sets
from offramp.study.results.deals import Filters

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

CLOSE = 1e-9
"""What falls short by no more passes; it is rounding."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of deals; what is None or empty is not asked.

    Attributes
    ----------
    min_enforceable : float or None
        The least weight of worlds in which a deal holds.
    min_gain : float or None
        The least net gain, the chance of better less the chance of worse, of the party that gains least.
    min_approved : float or None
        The least chance that no third party with a veto finds itself worse.
    max_asks : int or None
        The most level changes, of all parties together.
    with_levels : mapping of str to tuple of str
        For some options, the levels of which it must be at one.
    without_levels : mapping of str to tuple of str
        For some options, the levels at which it may not be.
    """

    min_enforceable: float | None = None
    min_gain: float | None = None
    min_approved: float | None = None
    max_asks: int | None = None
    with_levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without_levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def told(self) -> Filters:
        """Return what is asked as it stands in a result; levels of one option are joined by a bar."""
        return Filters(
            self.min_enforceable,
            self.min_gain,
            self.min_approved,
            self.max_asks,
            {option: "|".join(levels) for option, levels in self.with_levels.items()},
            tuple(f"{option}={level}" for option, levels in self.without_levels.items() for level in levels),
        )


@dataclass(frozen=True, eq=False)
class Measured:
    """What filters look at, one number for each target.

    Attributes
    ----------
    enforceable, least_gain, approved : (targets,) float array
        The weight of worlds in which it holds; the net gain of the party that gains least; the chance that no third
        party with a veto finds itself worse.
    asked : (targets,) int array
        Level changes, of all parties together.
    """

    enforceable: Floats
    least_gain: Floats
    approved: Floats
    asked: Longs


def require_known(wanted: Wanted, bargain: Bargain) -> None:
    """Raise what is wrong with the options and levels that filters name; nothing need be computed for it.

    Raises
    ------
    CaseError
        E021 for each option that the case does not have, E022 for each level that an option does not have.
    """
    variables = {v.id: v for v in bargain.case.variables if v.actor is not None}
    mistakes = []
    for asked in (wanted.with_levels, wanted.without_levels):
        for option, levels in asked.items():
            if option not in variables:
                hint = nearest(option, variables, what="options")
                mistakes.append(Mistake("E021", f'unknown option "{option}"', bargain.case.file, hint=hint))
                continue
            known = variables[option].levels
            for level in levels:
                if level not in known:
                    hint = nearest(level, known, what=f"levels of {option}")
                    mistakes.append(Mistake("E022", f'{option} has no level "{level}"', bargain.case.file, hint=hint))
    if mistakes:
        raise CaseError(mistakes)


def passing(wanted: Wanted, bargain: Bargain, targets: Longs, measured: Measured) -> Bools:
    """Tell which targets pass all filters.

    Parameters
    ----------
    wanted : Wanted
        The filters.
    bargain : Bargain
        The case.
    targets : (targets,) int array
        States; at least one.
    measured : Measured
        What they are compared by.

    Returns
    -------
    (targets,) bool array
        Costs a pass over the targets for each filter.

    Raises
    ------
    CaseError
        E021 or E022 for unknown names; E074 if no target passes. Its hint says for each filter how many would pass
        without it and which value of it lets at least one pass; if that takes several, the smallest sets of filters.
    """
    require_known(wanted, bargain)
    filters = [*_numbers(wanted, measured), *_levels(wanted, bargain, targets)]
    passes = np.logical_and.reduce([f.passes for f in filters]) if filters else np.ones(len(targets), dtype=bool)
    if not passes.any():
        message = f"none of {len(targets):,} deals passes the filters"
        raise CaseError([Mistake("E074", message, bargain.case.file, hint=_remedy(filters))])
    return np.asarray(passes)


@dataclass(frozen=True, eq=False)
class _Filter:
    """One filter in words, which targets pass it, and how to say which value of it lets some of the targets pass."""

    words: str
    passes: Bools
    nearest: Callable[[Bools], str]


def _numbers(wanted: Wanted, measured: Measured) -> list[_Filter]:
    found = []
    floors = [
        ("--min-enforceable", wanted.min_enforceable, measured.enforceable),
        ("--min-gain", wanted.min_gain, measured.least_gain),
        ("--min-approved", wanted.min_approved, measured.approved),
    ]
    for name, least, values in floors:
        if least is not None:
            found.append(_Filter(f"{name} {least:g}", values >= least - CLOSE, partial(_highest, values)))
    if wanted.max_asks is not None:
        asked = measured.asked
        passes = asked <= wanted.max_asks
        found.append(_Filter(f"--max-asks {wanted.max_asks}", passes, lambda among: str(asked[among].min())))
    return found


def _highest(values: Floats, among: Bools) -> str:
    """Return the highest value among some, rounded down so that it still passes."""
    return f"{np.floor(values[among].max() * 1e4 + 1e-5) / 1e4:.4g}"


def _levels(wanted: Wanted, bargain: Bargain, targets: Longs) -> list[_Filter]:
    space, found = bargain.ensemble.space, []
    positions = {v.id: n for n, v in enumerate(space.variables)}
    for name, asked, keep in (("--with", wanted.with_levels, True), ("--without", wanted.without_levels, False)):
        for option, levels in asked.items():
            variable = space.variables[positions[option]]
            here = space.levels[targets, positions[option]]
            among = np.isin(here, [variable.levels.index(level) for level in levels])
            words = f"{name} " + " or ".join(f"{option}={level}" for level in levels)
            found.append(_Filter(words, among if keep else ~among, partial(_present, variable, here)))
    return found


def _present(variable: Variable, here: NDArray[np.uint8], among: Bools) -> str:
    """Return the levels of an option that occur among some targets."""
    return " or ".join(f"{variable.id}={variable.levels[level]}" for level in np.unique(here[among]))


def _remedy(filters: Sequence[_Filter]) -> str:
    """Return which filters to loosen, and how far."""
    sets = smallest_sets([~f.passes for f in filters])
    size = len(sets[0][0])
    lines = []
    if size > 1:
        lines.append(f"dropping one filter is not enough; drop {size} together:")
    for members, count in sets[:MOST_TOLD]:
        words = " and ".join(filters[k].words for k in members)
        rest = [f.passes for k, f in enumerate(filters) if k not in members]
        left = np.logical_and.reduce([np.ones_like(filters[0].passes), *rest])
        values = f"; {filters[members[0]].nearest(left)} lets one pass" if size == 1 else ""
        lines.append(f"drop {words}: {count:,} {'passes' if count == 1 else 'pass'}{values}")
    if len(sets) > MOST_TOLD:
        lines.append(f"or {len(sets) - MOST_TOLD} other sets of as many")
    return "\n".join(lines)
