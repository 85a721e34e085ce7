"""Questions, evidence and perceptions, turned into weighted worlds."""

from offramp.beliefs.doubts import Doubts, doubts_of
from offramp.beliefs.drawing import worlds_of
from offramp.beliefs.updating import posterior
from offramp.beliefs.worlds import Worlds

__all__ = ["Doubts", "Worlds", "doubts_of", "posterior", "worlds_of"]
