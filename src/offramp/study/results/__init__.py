"""What the studies find: frozen results that know how to be written out."""

from offramp.study.results.base import NONE_OF_THESE, Chance, Provenance, Result, plain
from offramp.study.results.deals import Breaks, Deal, DealsResult, DealStep, Party, Undertaking
from offramp.study.results.evidence import EvidenceReport, EvidenceResult, QuestionResult
from offramp.study.results.misreadings import Belief, Misreading, MisreadResult, Revelation
from offramp.study.results.paths import PathEdge, PathNode, PathsResult
from offramp.study.results.policies import (
    Decides,
    EndState,
    Flip,
    Kept,
    Leaving,
    OutcomeChance,
    PoliciesResult,
    PolicyResult,
    Uptake,
    Watch,
    Worth,
)
from offramp.study.results.stability import Sanction, SanctionStep, StableResult, StateResult, Verdict, WhyResult

__all__ = [
    "NONE_OF_THESE",
    "Belief",
    "Breaks",
    "Chance",
    "Deal",
    "DealStep",
    "DealsResult",
    "Decides",
    "EndState",
    "EvidenceReport",
    "EvidenceResult",
    "Flip",
    "Kept",
    "Leaving",
    "MisreadResult",
    "Misreading",
    "OutcomeChance",
    "Party",
    "PathEdge",
    "PathNode",
    "PathsResult",
    "PoliciesResult",
    "PolicyResult",
    "Provenance",
    "QuestionResult",
    "Result",
    "Revelation",
    "Sanction",
    "SanctionStep",
    "StableResult",
    "StateResult",
    "Undertaking",
    "Uptake",
    "Verdict",
    "Watch",
    "WhyResult",
    "Worth",
    "plain",
]
