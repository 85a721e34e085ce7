"""Where a result says that it comes from, and its worlds drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from offramp import __version__
from offramp.case.model import Case
from offramp.study.playing.ensemble import Ensemble
from offramp.study.summing import provenance


@dataclass(frozen=True, eq=False)
class Origin:
    """The worlds of a result.

    Attributes
    ----------
    there : Ensemble
        The case in the worlds that the result was found in, or in others.
    same : bool
        Whether these are the same worlds. Else no share of worlds can be re-checked.
    refused : tuple of str
        What the result says of its worlds, and is not so.
    """

    there: Ensemble
    same: bool
    refused: tuple[str, ...]


def drawn_again(case: Case, told: Mapping[str, Any]) -> Origin:
    """Return a case in the worlds that a result was found in.

    They are the same if they are as many and of the same version: the seed is known, and how many were asked for is
    either the usual number or the number there is.

    Parameters
    ----------
    case : Case
        The case.
    told : mapping
        The result's provenance. What it does not tell is not looked at.
    """
    refused = [f"provenance.{name}: {words}" for name, words, fits in _shapes(told) if not fits]
    seed, count = told.get("seed"), told.get("worlds")
    there = Ensemble(case, seed=seed if seed is not None and _whole(seed, 0) else 0)
    if told.get("states", len(there.space)) != len(there.space):
        refused.append(f"provenance.states: there are {len(there.space)} states")
    if told.get("case", case.id) != case.id:
        refused.append(f"provenance.case: the case is {case.id}")
    if refused or told["version"] != __version__:
        return Origin(there, False, tuple(refused))
    if isinstance(count, int) and len(there.worlds) != count:
        there = Ensemble(case, seed=there.seed, samples=count)
    same = len(there.worlds) == count
    if same:
        expected = provenance(there, "")
        facts = {name: getattr(expected, name) for name in ("seed", "exact", "partial", "possible")}
        refused += [f"provenance.{name}: it is {fact}" for name, fact in facts.items() if told.get(name, fact) != fact]
    elif told.get("exact"):
        refused.append(f"provenance.worlds: not all worlds are {count}")
    return Origin(there, same and not refused, tuple(refused))


def _shapes(told: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return what each of the first few facts must be, and whether it is."""
    seed = told.get("seed")
    return [
        ("seed", "a seed is a whole number from 0", seed is None or _whole(seed, 0)),
        ("worlds", "a number of worlds is a whole number from 1", _whole(told.get("worlds"), 1)),
        ("version", "a version is text", isinstance(told.get("version"), str)),
        ("exact", "it is neither true nor false", isinstance(told.get("exact", True), bool)),
        ("partial", "it is neither true nor false", isinstance(told.get("partial", True), bool)),
    ]


def _whole(value: object, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
