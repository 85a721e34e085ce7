"""Small cases, and the studies on them."""

from __future__ import annotations

from offramp.case.building import build
from offramp.case.reading import read_text
from offramp.game.checking import check
from offramp.study.playing.ensemble import Ensemble
from offramp.study.policies import compare
from offramp.study.results import PoliciesResult, PolicyResult


def ensemble(text: str, *, seed: int = 0, samples: int = 1_000) -> Ensemble:
    """Return a case, given as text, in its worlds; its states are checked first."""
    read = read_text(text, "<text>")
    case, _ = build(read)
    check(case, read)
    return Ensemble(case, seed=seed, samples=samples)


def compared(text: str) -> PoliciesResult:
    """Return the comparison of a case's policies."""
    return compare(ensemble(text), thorough=False)


def policy(result: PoliciesResult, name: str = "no policy") -> PolicyResult:
    """Return one policy's result."""
    return next(p for p in result.policies if p.policy == name)


def chances(result: PoliciesResult, name: str = "no policy") -> dict[str, float]:
    """Return the chance of each outcome under a policy."""
    return {outcome: chance.chance for outcome, chance in policy(result, name).outcomes.items()}
