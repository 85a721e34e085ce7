"""The concepts of stability on a game: Nash, GMR, SMR, SEQ and SSEQ."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.moves import Arcs, Blocks
from offramp.stability import kernels

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

NONE = kernels.NONE


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of foresight.

    Attributes
    ----------
    name : str
        Its short name in lower case.
    title : str
        Its name in words.
    sanctioned : bool
        Whether an actor reckons with the others' answers.
    credible : bool
        Whether the others' moves must improve their own lot.
    escape : bool
        Whether the actor reckons with one more move of its own after the others' answer.
    source : str
        Who defined it.
    """

    name: str
    title: str
    sanctioned: bool
    credible: bool
    escape: bool
    source: str


CONCEPTS: Mapping[str, Concept] = {
    "nash": Concept("nash", "Nash", False, False, False, "Nash 1950"),
    "gmr": Concept("gmr", "general metarationality", True, False, False, "Howard 1971"),
    "smr": Concept("smr", "symmetric metarationality", True, False, True, "Howard 1971"),
    "seq": Concept("seq", "sequential stability", True, True, False, "Fraser and Hipel 1979"),
    "sseq": Concept("sseq", "symmetric sequential stability", True, True, True, "Rêgo and Vieira 2017"),
}


@dataclass(frozen=True, eq=False)
class Stability:
    """Which states are stable, for whom, and by how much.

    Attributes
    ----------
    game : Game
        What was analysed.
    stable : mapping of concept to (actors, states) bool array
        No credible improvement for this actor.
    margin : mapping of concept to (actors, states) int32 array
        How many ranks of the actor's own order the verdict is from turning: the actor's rank of the state less the
        best it could expect of a move. Below 0 where unstable. `NO_MOVE` where the actor has no move at all.
    """

    game: Game
    stable: Mapping[str, Bools]
    margin: Mapping[str, Ints]

    def equilibrium(self, profile: str | Mapping[str, str]) -> Bools:
        """Return, for each state, whether it is stable for every actor.

        Parameters
        ----------
        profile : str or mapping of actor to concept
            One concept for all, or each actor's own (a mixed profile).
        """
        concepts = [profile if isinstance(profile, str) else profile[actor] for actor in self.game.actors]
        everywhere: Bools = np.logical_and.reduce([self.stable[concept][i] for i, concept in enumerate(concepts)])
        return everywhere


NO_MOVE = np.iinfo(np.int32).max


def analyse(game: Game, concepts: Iterable[str] = tuple(CONCEPTS)) -> Stability:
    """Judge every state for every actor under the given concepts.

    A state s is stable for actor i iff no move of i leads to an s1 with min(P_i(s1), m_i(s1)) > P_i(s), where m_i is
    what the others can leave of s1 (:mod:`offramp.stability.kernels`). For Nash the others do nothing. A sanction may
    use any legal sequence of the others' moves, in which nobody moves twice in a row; an end that is equally good
    also deters (Fang, Hipel and Kilgour 1993).

    Parameters
    ----------
    game : Game
        The game; orders are complete and transitive.
    concepts : iterable of str
        Names of :data:`CONCEPTS`.

    Returns
    -------
    Stability
        Verdicts and margins.

    Notes
    -----
    Costs a few passes over the states per actor, pair of actors and concept, so time grows with actors squared times
    states; with adjacent steps or merged states, with the number of moves. Actors are judged side by side on all
    processors.
    """
    names = tuple(concepts)
    rows = _rows(game, names)
    actors = len(game.actors)
    workers = min(actors, os.cpu_count() or 1) if len(game) > 2_000 else 1
    with ThreadPoolExecutor(workers) as pool:
        bests = list(pool.map(lambda i: [_best(game, i, name, rows) for name in names], range(actors)))
    stable, margin = {}, {}
    for k, name in enumerate(names):
        best = np.stack([own[k] for own in bests])
        stable[name] = best <= game.ranks
        margin[name] = np.where(best == kernels.NONE, NO_MOVE, game.ranks - best).astype(np.int32)
    return Stability(game, stable, margin)


def prospects(game: Game, actor: int, concept: str) -> Ints:
    """Return min(P(s1), m(s1)) for every state s1: what the actor expects of moving there, in its own ranks.

    A move from s to s1 is a credible improvement iff this exceeds P(s).
    """
    return _prospects(game, actor, CONCEPTS[concept], _rows(game, (concept,)))


@dataclass(frozen=True, eq=False)
class _Rows:
    """What the sweeps over blocks share: a row for each state, and for each member of a block in order of rank."""

    block: Ints
    ranks: Ints
    ordered: Ints


def _rows(game: Game, names: tuple[str, ...]) -> _Rows:
    nothing = np.empty((0, len(game.actors)), dtype=np.int32)
    moves, concepts = game.moves, [CONCEPTS[name] for name in names]
    if isinstance(moves, Arcs) or not any(concept.sanctioned for concept in concepts):
        return _Rows(nothing, nothing, nothing)
    block = np.ascontiguousarray(moves.block.T)
    if not any(concept.credible for concept in concepts):
        return _Rows(block, nothing, nothing)
    ordered = kernels.ordered_members(game.ranks, moves.start, moves.members)
    return _Rows(block, np.ascontiguousarray(game.ranks.T), ordered)


def _best(game: Game, actor: int, name: str, rows: _Rows) -> Ints:
    """Return the best prospect among the actor's moves from each state."""
    return best_move(game, actor, _prospects(game, actor, CONCEPTS[name], rows))


def best_move(game: Game, actor: int, value: Ints) -> Ints:
    """Return, for each state, the greatest value among the states the actor can move to; `NONE` if there are none."""
    moves = game.moves
    if isinstance(moves, Blocks):
        return kernels.best_blocks(actor, value, moves.block, moves.out_start, moves.out, len(moves.start) - 1)
    return kernels.best_arcs(actor, value, moves.out_start, moves.out)


def _prospects(game: Game, actor: int, concept: Concept, rows: _Rows) -> Ints:
    own: Ints = game.ranks[actor]
    if not concept.sanctioned:
        return own
    key = np.maximum(own, best_move(game, actor, own)) if concept.escape else own
    order = kernels.ascending(key)
    moves = game.moves
    if isinstance(moves, Arcs):
        left = kernels.sweep_arcs(actor, concept.credible, key, order, game.ranks, moves.into_start, moves.into)
    elif concept.credible:
        left = kernels.sweep_credible(
            actor, key, order, rows.block, rows.ranks, moves.start, rows.ordered, moves.into_start, moves.into
        )
    else:
        left = kernels.sweep_blocks(
            actor, key, order, rows.block, moves.start, moves.members, moves.into_start, moves.into
        )
    expected: Ints = np.minimum(own, left)
    return expected
