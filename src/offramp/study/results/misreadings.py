"""Who misreads whom, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Revelation:
    """What changes if an actor learns the answer to one question."""

    question: str
    shift: float
    seek: float
    avoid: float


@dataclass(frozen=True, slots=True)
class Misreading:
    """What an actor expects under a policy, and what happens.

    Attributes
    ----------
    actor, policy : str
    expects, happens : mapping of outcome to float
        Chances as the actor expects them (a mixture over its beliefs, all acting in its game), and as they are.
    expects_error, happens_error : float
        The largest sampling error among them; 0 if all worlds were listed.
    gap : float
        Half the sum of the differences: the chance that is misplaced.
    price_seek, price_avoid : float
        How the judge's chances would change if this actor knew the truth.
    price_error : float
        The largest sampling error of the prices, and of the changes under `revelation`.
    revelation : tuple of Revelation
        Question by question, largest shift of the outcome chances first.
    stable_by_error : tuple of str
        End states in which the actor stays only because it misreads another.
    weight_by_error : float
        The chance of ending in such a state.
    """

    actor: str
    policy: str
    expects: Mapping[str, float]
    happens: Mapping[str, float]
    expects_error: float
    happens_error: float
    gap: float
    price_seek: float | None
    price_avoid: float | None
    price_error: float
    revelation: tuple[Revelation, ...]
    stable_by_error: tuple[str, ...]
    weight_by_error: float


@dataclass(frozen=True, slots=True)
class Belief:
    """An actor's beliefs about one question beside the analyst's."""

    actor: str
    question: str
    analyst: Mapping[str, float]
    believes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MisreadResult(Result):
    """Who misreads whom, and what follows."""

    beliefs: tuple[Belief, ...]
    misreadings: tuple[Misreading, ...]
    provenance: Provenance
