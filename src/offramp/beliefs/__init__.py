"""Questions, evidence and perceptions, turned into weighted worlds."""

from offramp.beliefs.updating import posterior
from offramp.beliefs.worlds import Doubts, Worlds, doubts_of, worlds_of

__all__ = ["Doubts", "Worlds", "doubts_of", "posterior", "worlds_of"]
