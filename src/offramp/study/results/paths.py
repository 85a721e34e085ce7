"""The ways play takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result


@dataclass(frozen=True, slots=True)
class PathNode:
    """A state that play comes to; `steps` counts moves from the start, `end` is the chance of ending there."""

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    steps: int
    visited: float
    end: float


@dataclass(frozen=True, slots=True)
class PathEdge:
    """A move that play makes; `flow` is how often it is made on average, `actor` a clock's name if no actor moves."""

    origin: int
    target: int
    actor: str
    change: str
    flow: float


@dataclass(frozen=True, slots=True)
class PathsResult(Result):
    """The ways play takes from the status quo under one policy, over all worlds.

    Attributes
    ----------
    start : int
        The state play starts from.
    nodes : tuple of PathNode
        Most visited first; those visited with a chance below `cut` are left out.
    hidden : float
        The expected share of end chance in states left out.
    """

    policy: str
    start: int
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]
    cut: float
    hidden: float
