"""What all results have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

NONE_OF_THESE = "none of these"


def plain(value: Any) -> Any:
    """Turn a result into dicts, lists, numbers and text, as JSON takes them; nan and infinity become None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 12) if math.isfinite(value) else None
    return value


class Result:
    """A result of a study; subclasses are frozen dataclasses of plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as dicts, lists, numbers and text."""
        found: dict[str, Any] = plain(self)
        return found

    def to_json(self) -> str:
        """Return the result as JSON text; the keys are documented in `docs/json.md`."""
        import json

        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def _repr_html_(self) -> str:
        from offramp.report.tables import html_table

        text: str = html_table(self)
        return text


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result comes from.

    Attributes
    ----------
    case, file, digest : str
        The case, its file, and the SHA-256 of its text.
    version : str
        Of offramp.
    seed : int or None
        Of the sample; None if nothing was sampled.
    worlds : int
        How many worlds were played.
    exact : bool
        Whether these are all the worlds.
    partial : bool
        Whether the study was stopped before all the worlds it had been asked for were played.
    possible : float
        How many worlds there are.
    states : int
        Feasible states.
    method : str
        In one sentence.
    as_of : str or None
        The day as of which the case is looked at, None if it has none.
    """

    case: str
    file: str
    digest: str
    version: str
    seed: int | None
    worlds: int
    exact: bool
    partial: bool
    possible: float
    states: int
    method: str
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance over worlds.

    Attributes
    ----------
    chance : float
        Expected over worlds.
    low, high : float
        Least and greatest over worlds of weight.
    error : float
        Standard error from sampling worlds and completions; 0 if all were listed.
    """

    chance: float
    low: float
    high: float
    error: float
