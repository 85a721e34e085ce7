"""What a result about deals states that contradicts itself: chances, errors, counts, and the filters it claims."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from offramp.case.model import Case
from offramp.game.labels import level_names
from offramp.stability.oracle import State
from offramp.study.deals.search import MOST_FRONT

CLOSE = 1e-9
"""Sums of chances may differ by this much; results are written with twelve digits."""

SHARES = ("enforceable", "approved", "third_parties_stay", "third_parties_rest", "weight", "share", "usual", "holds")
RANKED = ("better", "equal", "worse", "exposure", "stuck", "worst_with", "worst_without", "never", "some", "none")
PLAYED = ("goes_on", "rests", "goes_back", "chance", "before_close", "by_date", "kept", "reached", "stops")
BREAKING = ("could", "would", "unpunished", "foresight", "wanted", "unmended")
CHANCES = frozenset([*SHARES, *RANKED, *PLAYED, *BREAKING])
"""Keys of numbers from 0 to 1, or of mappings to such."""

ELSEWHERE = frozenset(["patience", "verdict"])
"""Parts in which some of these keys mean other things."""

SHAPES = {
    "front": list,
    "fair": list,
    "beside": list,
    "not_cardinal": list,
    "ladder": Mapping | None,
    "filters": Mapping,
}
"""What some parts of a result are."""

WHOLES = (("better", "equal", "worse"), ("goes_on", "rests", "goes_back"))
"""Keys whose numbers sum to one."""


def odd_numbers(value: Any, path: str, *, sampled: bool) -> Iterator[str]:
    """Yield every chance that is none, and every standard error that cannot be.

    Parameters
    ----------
    value
        A result, or a part of it.
    path : str
        Where it stands.
    sampled : bool
        Whether anything was drawn; if nothing was, every standard error is 0.
    """
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from odd_numbers(item, f"{path}[{number}]", sampled=sampled)
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        where = f"{path}.{key}" if path else str(key)
        if key in CHANCES:
            numbers = item.values() if isinstance(item, Mapping) else [] if isinstance(item, list) else [item]
            if not all(x is None or _between(x, 0, 1) for x in numbers):
                yield f"{where}: this is no chance from 0 to 1"
        elif str(key).endswith("error") and item is not None:
            if not _between(item, 0, math.inf):
                yield f"{where}: a standard error is a number from 0"
            elif not sampled and item > CLOSE:
                yield f"{where}: nothing was sampled, so it is 0"
        if key not in ELSEWHERE:
            yield from odd_numbers(item, where, sampled=sampled)
    for keys in WHOLES:
        told = [value.get(key) for key in keys]
        if all(_between(x, 0, 1) for x in told) and abs(math.fsum(map(float, told)) - 1) > CLOSE:  # type: ignore[arg-type]
            yield f"{path}: {', '.join(keys)} do not sum to 1"


def odd_counts(result: Mapping[str, Any], targets: int) -> Iterator[str]:
    """Yield which counts of a result contradict each other, and what is told twice or not at all."""
    deals, front = result["deals"], result.get("front")
    passed, best = result.get("passed", targets), result.get("best")
    if not deals:
        yield "no deal is told"
    if "best" in result and best is None:
        yield "best: it is no number"
    for name, kind in SHAPES.items():
        if name in result and not isinstance(result[name], kind):
            yield f"{name}: it is not written as such a part is"
    if not _count(passed) or not 1 <= passed <= targets:
        yield f"passed: it is no number from 1 to {targets}, the number of targets"
    elif best is not None and (not _count(best) or not 1 <= best <= passed):
        yield f"best: it is no number from 1 to {passed}, the number of deals that pass"
    elif best is not None and len(deals) > best:
        yield f"there are {len(deals)} deals, and {best} that no other surpasses"
    elif best is not None and isinstance(front, list) and len(front) != min(best, MOST_FRONT):
        yield f"on the front there are not {min(best, MOST_FRONT)} deals"
    for name, listed in (("deals", deals), ("front", front)):
        ids = [one.get("id") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        yield from (f"{name}: state {n} is told twice" for k, n in enumerate(ids) if n in ids[:k])
    if best is not None and isinstance(front, list) and len(front) == best:
        known = [point.get("id") for point in front if isinstance(point, Mapping)]
        told = [deal.get("id") for deal in deals if isinstance(deal, Mapping)]
        yield from (f"deal {n}: it is not on the front" for n in told if n not in known)


def ill_compared(deal: Mapping[str, Any], case: Case) -> str | None:
    """Return which gains, approvals and counts of a deal contradict each other; None if none do."""
    parties = [party for party in deal["parties"].values() if "better" in party]
    if parties and deal["gains"] is not (min(p["better"] - p["worse"] for p in parties) >= -CLOSE):
        return "whether every party gains is not as the chances say"
    if "approval" in deal and case.deals is not None:
        asked = case.deals.approval
        if {actor: told["say"] for actor, told in deal["approval"].items()} != dict(asked):
            return "who is asked about it is not as in the case"
        worse = [told["worse"] for told in deal["approval"].values() if told["say"] == "veto"]
        if not 1 - sum(worse) - CLOSE <= deal["approved"] <= 1 - max(worse, default=0.0) + CLOSE:
            return "the chance that no veto meets it is not as the chances say"
    if "alike" in deal and (not _count(deal["alike"]) or deal["alike"] < 0):
        return "as many others as are alike is no number from 0"
    return None


class Claimed:
    """The filters that a result claims.

    Parameters
    ----------
    filters : mapping
        As the result tells them.
    case : Case
        The case.
    asked : mapping of state number to int
        For each target, how many level changes it asks of the parties.
    states : sequence of tuple of int
        All states.
    """

    def __init__(
        self, filters: Mapping[str, Any], case: Case, asked: Mapping[int, int], states: Sequence[State]
    ) -> None:
        self.filters, self.case, self.asked, self.states = filters, case, asked, states
        self.wanted = {name: levels.split("|") for name, levels in filters.get("with_levels", {}).items()}
        self.unwanted = [tuple(pair.split("=")) for pair in filters.get("without_levels", [])]

    def fails(self, n: int) -> str | None:
        """Return which filter the state of a target fails, None if none."""
        levels = level_names(self.case.variables, self.states[n])
        most = self.filters.get("max_asks")
        if most is not None and self.asked[n] > most:
            return "max_asks"
        if any(levels[name] not in known for name, known in self.wanted.items()):
            return "with_levels"
        return "without_levels" if any(levels[name] == level for name, level in self.unwanted) else None

    def fails_numbers(self, told: Mapping[str, Any]) -> str | None:
        """Return which filter the numbers of a deal, or of a point of the front, fail; None if none."""
        numbers = {"min_enforceable": told["enforceable"], "min_approved": told.get("approved")}
        if "least_gain" in told:
            numbers["min_gain"] = told["least_gain"]
        elif all("better" in party for party in told["parties"].values()):
            numbers["min_gain"] = min(party["better"] - party["worse"] for party in told["parties"].values())
        for name, number in numbers.items():
            least = self.filters.get(name)
            if least is not None and number is not None and number < least - CLOSE:
                return name
        return None

    def miscounted(self, passed: int | None) -> str | None:
        """Return what is wrong with the number of targets that pass, None if nothing is."""
        most = sum(self.fails(n) is None for n in self.asked)
        numbers = any(self.filters.get(name) is not None for name in ("min_enforceable", "min_gain", "min_approved"))
        if passed is None or (passed <= most if numbers else passed == most):
            return None
        return f"passed: {'at most ' if numbers else ''}{most} targets pass the filters"


def _between(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least - CLOSE <= value <= most + CLOSE


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
