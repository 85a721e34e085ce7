"""The same worlds under other beliefs: their new weights, and play afresh where worlds are missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import Doubts
from offramp.beliefs.drawing import BLOCK, worlds_of
from offramp.beliefs.worlds import Worlds
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, play

Floats = NDArray[np.float64]


def more_is_possible(now: Doubts, then: Doubts) -> bool:
    """Tell whether a type has some chance then, in truth or in a belief, and none now."""
    before = [*now.truth, *itertools.chain.from_iterable(now.believed)]
    after = [*then.truth, *itertools.chain.from_iterable(then.believed)]
    pairs = zip(before, after, strict=True)
    return any(bool(((a > 0) & (b == 0)).any()) for b, a in pairs if b is not None and a is not None)


def reweighting(now: Doubts, then: Doubts, worlds: Worlds) -> Floats:
    """Return, world by world, its probability under other beliefs over its probability now.

    Parameters
    ----------
    now, then : Doubts
        What is open, with its chances, and with others. The types, the concepts and their chances are the same.
    worlds : Worlds
        Worlds of the doubts of now.

    Returns
    -------
    (worlds,) float array
        0 for what is impossible then. What is impossible now has no world: see :func:`more_is_possible`.
    """
    ratio = np.ones(len(worlds))
    for i in range(len(now.types)):
        ratio *= _ratio(then.truth[i], now.truth[i])[worlds.types[:, i]]
        looks = worlds.looks(i)
        for j, chances in enumerate(now.believed[i]):
            after = then.believed[i][j]
            if chances is not None and after is not None:
                ratio *= np.where(looks, _ratio(after, chances)[worlds.believed[:, i, j]], 1.0)
    return ratio


def _ratio(after: Floats, before: Floats) -> Floats:
    return np.divide(after, before, out=np.zeros_like(after), where=before > 0)


def played_under(ensemble: Ensemble, doubts: Doubts, policies: Iterable[str]) -> tuple[Worlds, dict[str, Course]]:
    """Return worlds of other doubts, and play in them under some policies, without times.

    There are as many as an ensemble keeps for close study: all of them if they are few, else a block.
    """
    worlds = worlds_of(doubts, seed=ensemble.seed, samples=min(ensemble.samples, BLOCK))
    return worlds, {name: play(ensemble, ensemble.policy(name), worlds, timed=False) for name in policies}
