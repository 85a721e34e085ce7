"""The census of the 2x2 games with strict orders (Rapoport and Guyer 1966; Robinson and Goforth 2005)."""

import itertools
from collections import Counter
from functools import cache

import numpy as np
import pytest

from mathematics.models import model_of
from offramp.case import load_text
from offramp.game import Game
from offramp.stability import analyse

Ranks = tuple[tuple[int, ...], tuple[int, ...]]

# States are 0: neither, 1: row only, 2: column only, 3: both; a flip of an option permutes them.
FLIPS = [(0, 1, 2, 3), (1, 0, 3, 2), (2, 3, 0, 1), (3, 2, 1, 0)]
SWAP = (0, 2, 1, 3)

EQUILIBRIA = {
    "nash": {0: 9, 1: 57, 2: 12},
    "gmr": {1: 26, 2: 42, 3: 10},
    "smr": {0: 4, 1: 42, 2: 29, 3: 3},
    "seq": {1: 50, 2: 28},
    "sseq": {0: 4, 1: 54, 2: 20},
}


@cache
def board() -> Game:
    """Return the states and moves that all 2x2 games share."""
    text = "case: board\ntitle: B\nactors: {row: {}, col: {}}\noptions: {row.x: , col.y: }\n"
    return model_of(load_text(text + "preferences: {row: [], col: []}")[0]).game


def seen(ranks: tuple[int, ...], places: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(ranks[place] for place in places)


def games(*, distinguish: bool) -> list[Ranks]:
    """Return one game of each kind; if players are distinguished, row and column do not change places."""
    kinds = set()
    for row, col in itertools.product(itertools.permutations(range(4)), repeat=2):
        forms = [(seen(row, flip), seen(col, flip)) for flip in FLIPS]
        if not distinguish:
            forms += [(seen(theirs, SWAP), seen(own, SWAP)) for own, theirs in forms]
        kinds.add(min(forms))
    return sorted(kinds)


def equilibria_per_game(kinds: list[Ranks], concept: str) -> dict[int, int]:
    found = Counter(
        int(analyse(board().with_ranks(np.array(ranks, dtype=np.int32)), (concept,)).equilibrium(concept).sum())
        for ranks in kinds
    )
    return dict(sorted(found.items()))


def test_there_are_78_strict_games_and_144_if_players_are_distinguished():
    assert len(games(distinguish=False)) == 78
    assert len(games(distinguish=True)) == 144


@pytest.mark.parametrize("concept", EQUILIBRIA)
def test_the_78_games_have_the_known_numbers_of_equilibria(concept):
    assert equilibria_per_game(games(distinguish=False), concept) == EQUILIBRIA[concept]


def test_of_the_144_games_18_have_no_nash_equilibrium_and_18_have_two():
    assert equilibria_per_game(games(distinguish=True), "nash") == {0: 18, 1: 108, 2: 18}
