"""The known conflicts and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from mathematics.graphs import Graph, model_of_graph
from mathematics.models import Model, model_of
from offramp.case.building import build
from offramp.case.reading import read_file
from offramp.stability import Stability, analyse
from offramp.stability.witness import Answer, Reasons

HERE = Path(__file__).parent
SLUGS = sorted(path.stem for path in (HERE / "cases").glob("*.yaml"))
GRAPHS: dict[str, Any] = yaml.safe_load((HERE / "graphs.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Conflict:
    """A model whose states have names."""

    model: Model
    names: tuple[str, ...]

    @cached_property
    def stability(self) -> Stability:
        return analyse(self.model.game)

    @cached_property
    def reasons(self) -> Reasons:
        return Reasons(self.model.game)

    def named(self, states: np.ndarray) -> set[str]:
        """Return the names of the states where a bool array holds."""
        return {name for name, holds in zip(self.names, states, strict=True) if holds}

    def stable(self, actor: str, concept: str) -> set[str]:
        return self.named(self.stability.stable[concept][self.model.game.actors.index(actor)])

    def equilibria(self, concept: str) -> set[str]:
        return self.named(self.stability.equilibrium(concept))

    def answer(self, actor: str, state: str, improvement: str, concept: str) -> Answer:
        """Return the answer to one improvement."""
        number = self.model.game.actors.index(actor)
        witness = self.reasons.witness(number, self.names.index(state), concept)
        return next(a for a in witness.answers if self.names[a.improvement] == improvement)


def conflict_of(path: Path) -> Conflict:
    """Read a case whose states are named by patterns of Y, N and dashes."""
    text = read_file(path)
    model = model_of(build(text)[0])
    names = {model.game.space.state(_levels(pattern)): name for name, pattern in text.values["states"].items()}
    return Conflict(model, tuple(names[s] for s in range(len(model.game))))


def known(slug: str) -> Conflict:
    """Return a case of this folder."""
    return conflict_of(HERE / "cases" / f"{slug}.yaml")


def expected(slug: str) -> dict[str, Any]:
    """Return what is known of a case: the number of states, and verdicts as published and as computed."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "expected" / f"{slug}.yaml").read_text(encoding="utf-8"))
    return loaded


def graph_conflict(title: str) -> Conflict:
    """Return one of the conflicts given as arcs."""
    given = GRAPHS[title]
    states = sorted(state for members in given["rankings"][0] for state in _listed(members))
    number = {state: n for n, state in enumerate(states)}
    moves = tuple({number[s]: [number[t] for t in targets] for s, targets in own.items()} for own in given["arcs"])
    ranks = []
    for ranking in given["rankings"]:
        rank = {state: len(ranking) - 1 - n for n, members in enumerate(ranking) for state in _listed(members)}
        ranks.append(tuple(rank[state] for state in states))
    return Conflict(model_of_graph(Graph(moves, tuple(ranks))), tuple(str(state) for state in states))


def _listed(members: Any) -> list[Any]:
    return members if isinstance(members, list) else [members]


def _levels(pattern: str) -> tuple[int, ...]:
    return tuple(int(sign == "Y") for sign in pattern)
