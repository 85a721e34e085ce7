"""What holds in one world, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class SanctionStep:
    """One move in a sanction: who, to which state, and whether play would make it."""

    actor: str
    to: int
    label: str
    improves: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sanction:
    """An improvement, and the others' answer that deters it."""

    improvement: int
    label: str
    steps: tuple[SanctionStep, ...]
    carried_out: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is stable for an actor under a concept, and why.

    Attributes
    ----------
    sanctions : tuple of Sanction
        If stable, for each improvement the answer that deters it.
    unpunished : int or None
        If unstable, the improvement that nobody punishes.
    margin : int or None
        Ranks until the verdict turns; below 0 where unstable; None if the actor has no move.
    margin_share : float or None
        The same as a share of all states.
    """

    actor: str
    concept: str
    state: int
    stable: bool
    sanctions: tuple[Sanction, ...]
    unpunished: int | None
    unpunished_label: str | None
    margin: int | None
    margin_share: float | None


@dataclass(frozen=True, slots=True)
class StateResult:
    """A state's verdicts by concept and actor, and whether it is an equilibrium."""

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    stable: Mapping[str, Mapping[str, bool]]
    equilibrium: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class StableResult(Result):
    """Stability of all states in one world.

    Attributes
    ----------
    world : mapping of question to alternative
        The world that was analysed.
    completions : mapping of actor to int
        Which completion of its open preferences each actor has, counted from 0.
    profile : mapping of actor to concept
        The mixed profile, if one was asked for; `mixed` among a state's equilibria.
    witnesses : tuple of Verdict
        With reasons: for all states if they are few, else for equilibria and the status quo.
    """

    world: Mapping[str, str]
    completions: Mapping[str, int]
    profile: Mapping[str, str]
    states: tuple[StateResult, ...]
    witnesses: tuple[Verdict, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class WhyResult(Result):
    """One state, with the reason for every verdict on it."""

    world: Mapping[str, str]
    completions: Mapping[str, int]
    state: StateResult
    witnesses: tuple[Verdict, ...]
    provenance: Provenance
