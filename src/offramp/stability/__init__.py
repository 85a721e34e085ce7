"""The concepts of stability on a game: verdicts, witnesses, margins; and the oracle that checks them."""

from offramp.stability.concepts import CONCEPTS, Stability, analyse

__all__ = ["CONCEPTS", "Stability", "analyse"]
