"""Certificates: reasons why parties hold to a deal or leave it, for a second program to re-check."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.stability.witness import Reasons
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.parting import STAYS, departures
from offramp.study.holding import written
from offramp.study.results.breaking import Certificate

Longs = NDArray[np.int64]


def certificates(bargain: Bargain, target_state: int) -> tuple[Certificate, ...]:
    """Return, for each party, a reason why it holds to a deal and one why it leaves it.

    Parameters
    ----------
    bargain : Bargain
        The case.
    target_state : int
        The deal's state.

    Returns
    -------
    tuple of Certificate
        For each party, of the ways in which it decides the heaviest in which it holds, and the heaviest in which it
        breaks its clause; one of them if there is no other. :func:`offramp.study.verifying.verify` re-checks them.

    Notes
    -----
    A way to decide is a concept, the party's own type, and the types that it takes the others to have. Costs one sweep
    over the states for each actor that may answer, and a search of the others' moves.
    """
    found = []
    for i in bargain.parties:
        leaves = departures(bargain, i, target_state) != STAYS
        weights = bargain.weights(i)
        for group in (~leaves, leaves):
            heaviest = int(np.argmax(np.where(group, weights, -1.0)))
            if group[heaviest] and weights[heaviest] > 0:
                found.append(_certificate(bargain, i, heaviest, target_state))
    return tuple(found)


def _certificate(bargain: Bargain, i: int, way: int, state: int) -> Certificate:
    ensemble = bargain.ensemble
    row = bargain.views(i)[0][way]
    types = [int(t) for t in row[1:]]
    game = ensemble.game(types)
    witness = Reasons(game, ensemble.final).witness(i, state, ensemble.worlds.concepts[i][int(row[0])])
    return Certificate(
        weight=float(bargain.weights(i)[way]),
        world=_answers(bargain, types),
        completions=_completions(bargain, types),
        verdict=written(witness, game, bargain.labels),
    )


def _answers(bargain: Bargain, types: Sequence[int]) -> dict[str, str]:
    """Return the answers that some types embody, in the order of the case's questions."""
    found = {}
    for kinds, t in zip(bargain.ensemble.doubts.types, types, strict=True):
        for question, answer in zip(kinds.questions, kinds.alternatives[t], strict=True):
            found[question.id] = question.alternatives[int(answer)].id
    return {question.id: found[question.id] for question in bargain.case.questions}


def _completions(bargain: Bargain, types: Sequence[int]) -> dict[str, int]:
    """Return, for each actor with open preferences, which of its types with the same answers it has."""
    found = {}
    for actor, kinds, t in zip(bargain.case.actor_ids, bargain.ensemble.doubts.types, types, strict=True):
        alike = np.flatnonzero((kinds.alternatives == kinds.alternatives[t]).all(axis=1))
        if len(alike) > 1:
            found[actor] = int(np.flatnonzero(alike == t)[0])
    return found
