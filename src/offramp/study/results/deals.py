"""Deals, and the order of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What one party undertakes: an option, from its level now to the level of the deal."""

    actor: str
    option: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Party:
    """What a deal is to one party.

    Attributes
    ----------
    enforceable : float
        Weight of worlds in which it has no credible improvement that breaks its clause.
    better, equal, worse : float
        Chance that the deal is better, equal, worse, in its own ranks, than where play ends without it.
    worst_with, worst_without : float
        The lowest standing, as the share of states that the party ranks below, of the deal over worlds, and of where
        play may end without it.
    changes : int
        How many level changes it is asked for.
    exposure : float
        In the recommended order of steps: how far below its fallback it can be left, as a share of states.
    """

    enforceable: float
    better: float
    equal: float
    worse: float
    worst_with: float
    worst_without: float
    changes: int
    exposure: float


@dataclass(frozen=True, slots=True)
class DealStep:
    """One step of a deal, and where each party stands after it if the others stop or exploit it."""

    actor: str
    option: str
    before: str
    after: str
    exposure: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Who would leave a deal, in what share of worlds, and by what move."""

    actor: str
    weight: float
    move: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A joint target, with its clauses.

    Attributes
    ----------
    enforceable : float
        Weight of worlds in which no party has a credible improvement that breaks its clause, and third parties come
        along and stay.
    third_parties : tuple of Undertaking
        What third parties would have to do of their own accord; nobody undertakes it.
    third_parties_stay : float
        Weight of worlds in which their play leads to the target for sure, once the parties have taken their steps,
        and never out of the outcome while the clauses hold.
    orders : tuple of tuple of DealStep
        The Pareto-best orders of steps, least total exposure first; empty if there is nothing to change.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    undertakings: tuple[Undertaking, ...]
    third_parties: tuple[Undertaking, ...]
    enforceable: float
    parties: Mapping[str, Party]
    third_parties_stay: float
    orders: tuple[tuple[DealStep, ...], ...]
    breaks: tuple[Breaks, ...]


@dataclass(frozen=True, slots=True)
class DealsResult(Result):
    """The deals that reach an outcome: the Pareto set, out of all targets."""

    between: tuple[str, ...]
    reach: str
    targets: int
    deals: tuple[Deal, ...]
    provenance: Provenance
