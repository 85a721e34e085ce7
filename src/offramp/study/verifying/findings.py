"""What a second look finds, as it goes along."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """What was re-checked so far, and what does not hold; see :class:`VerifyResult` for the meaning of each."""

    witnesses: int = 0
    verdicts: int = 0
    unchecked: int = 0
    shares: bool | None = None
    refused: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def refuse(self, what: str) -> None:
        """Note something that does not hold."""
        self.refused.append(what)
