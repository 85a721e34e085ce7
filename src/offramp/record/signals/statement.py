"""A statement: who says what to whom, on which condition, in which channel."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said.

    Attributes
    ----------
    id : str
        Its name in the file.
    day, known_on : date
        When it was said, and from when it was publicly known.
    actor, speaker : str
        For whom, as the file codes it, and by whom.
    channel : str
        How: state media, press, speech, private, ...
    form : str
        The form of its condition: `reciprocal_trade`, `precondition_to_talk`, `threat`, ...
    conditioned : str
        What is made conditional, in words; empty if the file does not say.
    offers, demands : tuple of str
        Each item as written.
    phrase, language : str
        The key phrase and the language it is in; empty if none is quoted.
    source, url, note : str
        Who reports it, where, and what the file says of it.
    confidence : {"high", "medium", "low"} or None
        How sure the report is.
    file, line : str and int
        Where it stands.
    authority : float or None
        How much the speaker's word binds, from 0 to 1, if the file says so; it then counts instead of the tables.
    """

    id: str
    day: datetime.date
    known_on: datetime.date
    actor: str
    speaker: str
    channel: str
    form: str
    conditioned: str
    offers: tuple[str, ...]
    demands: tuple[str, ...]
    phrase: str
    language: str
    source: str
    url: str
    note: str
    confidence: Literal["high", "medium", "low"] | None
    file: str
    line: int
    authority: float | None = None
