"""The ways play takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result


@dataclass(frozen=True, slots=True)
class PathNode:
    """A state that play comes to.

    Attributes
    ----------
    id : int
        The state's number.
    label : str
        In words.
    levels : mapping of option or clock to level
        Its position.
    outcome : str
        Its outcome.
    steps : int
        How many moves it is from the start.
    visited, end : float
        The chance that play ever comes there, and that it ends there.
    visited_error, end_error : float
        Their standard errors; see :class:`PathsResult`.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    steps: int
    visited: float
    end: float
    visited_error: float = 0.0
    end_error: float = 0.0


@dataclass(frozen=True, slots=True)
class PathEdge:
    """A move that play makes.

    Attributes
    ----------
    origin, target : int
        From which state to which.
    actor : str
        Who moves; a clock that advances by its name; `the policy` where its next stage begins.
    change : str
        What the mover changes of its own; into states that are merged, the least that leads there.
    flow : float
        How often the move is made on average.
    flow_error : float
        Its standard error; see :class:`PathsResult`.
    answers : str
        What commitments change in answer, at once; empty if nothing.
    """

    origin: int
    target: int
    actor: str
    change: str
    flow: float
    flow_error: float = 0.0
    answers: str = ""


@dataclass(frozen=True, slots=True)
class PathsResult(Result):
    """The ways play takes from the status quo under one policy, over all worlds.

    Standard errors are from sampling worlds and completions and, if courses of play were drawn, from drawing these.
    They are 0 where all draws agree.

    Attributes
    ----------
    policy : str
        The policy.
    start : int
        The state play starts from.
    nodes : tuple of PathNode
        Most visited first; those visited with a chance below `cut` are left out.
    edges : tuple of PathEdge
        Between these, most frequent first; several between the same states if several lead from one to the other.
    cut : float
        The chance below which states are left out.
    hidden, hidden_error : float
        The chance of ending in states left out, and its standard error.
    left : int
        How many states are left out.
    courses : int
        How many courses of play differ from each other, over all worlds.
    drawn : int
        How many were drawn, with chances in proportion to their weight; 0 if all were followed.
    seed : int or None
        The seed, if courses were drawn.
    as_of : str or None
        The day as of which the case is looked at, None if it has none.
    """

    policy: str
    start: int
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]
    cut: float
    hidden: float
    hidden_error: float = 0.0
    left: int = 0
    courses: int = 1
    drawn: int = 0
    seed: int | None = None
    as_of: str | None = None
