"""The kinds of values that a case file has: text, expressions, probabilities, dates, grades, rates and lengths."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from offramp.case.probabilities import WORDS, Probability, read_probability

_NUMBER = r"((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
RANGE = re.compile(rf"\s*{_NUMBER}\s+to\s+{_NUMBER}\s*\Z")
RATE = re.compile(rf"\s*{_NUMBER}(?:\s+to\s+{_NUMBER})?\s+per\s+(day|week|month|year)\s*\Z")
LENGTH = re.compile(rf"\s*{_NUMBER}\s+(day|week|month|year)s?\s*\Z")
FITTED = re.compile(r"\s*fitted\s+(\S+)\s*\Z")
_GRADE = re.compile(r"[A-Fa-f][1-6]\Z")


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _texts(value: object) -> object:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return [value] if isinstance(value, str) else value


def _probability(value: object) -> Probability:
    if isinstance(value, Probability):  # what stands in for one that could not be read
        return value
    try:
        return read_probability(value)
    except ValueError as error:
        raise PydanticCustomError("probability", "{problem}", {"problem": str(error)}) from None


def _date(value: object) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise PydanticCustomError("date", '"{value}" is not a date', {"value": str(value)}) from None


def _grade(value: object) -> str:
    if not isinstance(value, str) or not _GRADE.match(value):
        problem = f'"{value}" is not an Admiralty grade'
        raise PydanticCustomError("grade", "{problem}", {"problem": problem})
    return value.upper()


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[
    list[str],
    BeforeValidator(_texts),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
ExpressionText = Annotated[
    str,
    BeforeValidator(_text),
    Field(description="An expression, such as `prk.testing >= moratorium and not usa.strike`."),
]
ProbabilityText = Annotated[
    Any,
    BeforeValidator(_probability),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"enum": sorted(WORDS)}],
            "description": "A number from 0 to 1, or a word of estimative probability (ICD 203).",
        }
    ),
]
Date = Annotated[datetime.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Grade = Annotated[str, BeforeValidator(_grade), WithJsonSchema({"type": "string", "pattern": "^[A-F][1-6]$"})]


class Part(BaseModel):
    """Keys and values; others are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
