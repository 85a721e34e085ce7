"""Which question to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Gain:
    """What an answer would do for one yardstick.

    Attributes
    ----------
    policy : str
        The policy that is best by this yardstick on present beliefs.
    share : float
        The expected reduction of the variance of the outcome's chance under that policy, over the variance; nan if a
        sample has too few worlds.
    share_error : float
        Its standard error; 0 if all worlds were listed.
    variance : float
        The same reduction in squared chances.
    worth : float
        By how much the outcome's chance improves on average if the answer is known before a policy is chosen. In a
        sample, policies are chosen by one half of the worlds and judged in the other.
    worth_error : float
        Its standard error.
    """

    policy: str
    share: float
    share_error: float
    variance: float
    worth: float
    worth_error: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with two answers.

    Attributes
    ----------
    kind : str
        "order": does the first matter more to the actor than the second? "holds": does the actor hold the first?
        "answer": is the first, an alternative, the answer to the second, a question of the case?
    actor : str
        Whom it is about.
    first, second : str
        As written in the case; `second` is empty for "holds".
    applies : float
        The probability that the question has an answer: that both statements are among the actor's.
    yes : float
        The probability of yes, where the question has an answer.
    gains : mapping of yardstick to Gain
    """

    kind: str
    actor: str
    first: str
    second: str
    applies: float
    yes: float
    gains: Mapping[str, Gain]


@dataclass(frozen=True, slots=True)
class AskResult(Result):
    """The questions whose answers would reduce the doubt most.

    Attributes
    ----------
    seek, avoid : str or None
        The judge's outcomes.
    deviation : mapping of yardstick to float
        The standard deviation over worlds of the outcome's chance under the best policy: the doubt there is.
    questions : tuple of Ask
        Greatest expected reduction of variance first, summed over the yardsticks; of equals, greatest worth first.
    hidden : int
        How many more were weighed.
    provenance : Provenance
    """

    seek: str | None
    avoid: str | None
    deviation: Mapping[str, float]
    questions: tuple[Ask, ...]
    hidden: int
    provenance: Provenance
