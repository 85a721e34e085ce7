"""A case in one world, as arrays: states, moves, ranks."""

from offramp.game.game import Game, game_of
from offramp.game.states import BUDGET, Space, enumerate_states

__all__ = ["BUDGET", "Game", "Space", "enumerate_states", "game_of"]
