"""What evidence does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question's prior, posterior, and what each actor believes.

    Attributes
    ----------
    low, high : mapping of alternative to float
        The posterior with all words of estimative probability read against the alternative, and for it.
    """

    question: str
    about: str
    ask: str
    prior: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    posterior: Mapping[str, float]
    actors: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """What one item of evidence does.

    Attributes
    ----------
    id, says : str
    weight : float
        Of its source.
    bears_on : mapping of question to mapping of alternative to float
        Its discounted likelihoods.
    without : mapping of question to mapping of alternative to float
        The posterior if it were retracted.
    seek, avoid : mapping of policy to float
        How each policy's chance of the outcome sought, or to avoid, would change if it were retracted.
    changes_best : bool
        Whether another policy would then be best by either yardstick.
    """

    id: str
    says: str
    date: str | None
    cite: tuple[str, ...]
    group: str | None
    used: bool
    weight: float
    bears_on: Mapping[str, Mapping[str, float]]
    without: Mapping[str, Mapping[str, float]]
    seek: Mapping[str, float]
    avoid: Mapping[str, float]
    changes_best: bool


@dataclass(frozen=True, slots=True)
class EvidenceReport(Result):
    """Posteriors, and what each piece of evidence does to them and to the answer.

    `as_of` is the day as of which the case is looked at, None if it has none.
    """

    questions: tuple[QuestionResult, ...]
    evidence: tuple[EvidenceResult, ...]
    as_of: str | None = None
