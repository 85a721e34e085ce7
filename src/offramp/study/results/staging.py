"""What policies in stages are worth beside acting at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Chance


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A policy in stages beside acting at once, by one yardstick.

    Attributes
    ----------
    yardstick : str
        "seek" or "avoid".
    staged : Chance
        Of the outcome, under the policy in stages.
    at_once : mapping of policy to float
        Of the outcome, under each policy that the last thing learned may lead to, adopted from the start.
    best : str
        The best of these.
    gain, gain_error : float
        How much better the policy in stages is than the best of these (below 0: worse), and its standard error over
        the same worlds.
    learning, learning_error : float
        How much better it would be to adopt from the start what is chosen after learning.
    before, before_error : float
        What the stages before add to that; below 0, what waiting for it costs. Gain is learning and before together.
    """

    yardstick: str
    staged: Chance
    at_once: Mapping[str, float]
    best: str
    gain: float
    gain_error: float
    learning: float
    learning_error: float
    before: float
    before_error: float


@dataclass(frozen=True, slots=True)
class Staged:
    """A policy in stages that depends on what is learned on the way.

    Attributes
    ----------
    policy : str
        The policy.
    learns : tuple of str
        The questions whose answers are learned.
    months : float
        When the last of them is learned, from the start; at the latest, if that depends on what is learned before.
    yardsticks : tuple of AtOnce
    """

    policy: str
    learns: tuple[str, ...]
    months: float
    yardsticks: tuple[AtOnce, ...]
