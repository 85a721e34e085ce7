"""The shape of a case file: which keys there are and what kind of value each takes.

These classes are the single source of the JSON Schema that `offramp schema` prints. They hold what was written; names
and expressions are resolved in :mod:`offramp.case.building`.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from offramp.case.probabilities import WORDS, Probability, read_probability

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
_NUMBER = r"((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
RANGE = re.compile(rf"\s*{_NUMBER}\s+to\s+{_NUMBER}\s*\Z")
RATE = re.compile(rf"\s*{_NUMBER}(?:\s+to\s+{_NUMBER})?\s+per\s+(day|week|month|year)\s*\Z")
LENGTH = re.compile(rf"\s*{_NUMBER}\s+(day|week|month|year)s?\s*\Z")
_GRADE = re.compile(r"[A-Fa-f][1-6]\Z")


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _texts(value: object) -> object:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return [value] if isinstance(value, str) else value


def _empty(value: object) -> object:
    return {} if value is None else value


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


def _condition(value: object) -> object:
    return {"when": value} if isinstance(value, str | bool) else value


def _stage(value: object) -> object:
    return {"policy": value} if isinstance(value, str) else value


def _foresight(value: object) -> object:
    return {value: 1.0} if isinstance(value, str) else value


Approval: TypeAlias = Literal["veto", "voice"]
Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
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
_WEIGHT = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}],
    "description": "A number above 0, or a range such as `1 to 3`.",
}
_KNOWN = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^.+ before .+$"},
    "description": "What is known of the order, such as `halt before talk`.",
}
_KNOWN_IN_PART = {
    "type": "object",
    "properties": {"statements": {"type": "object", "description": "Names for statements."}, "known": _KNOWN},
    "required": ["statements", "known"],
    "additionalProperties": False,
}
_STATEMENT = {
    "anyOf": [
        {"type": "string", "description": "An expression; true is better."},
        {"type": "boolean"},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {
                "any_order": {
                    "anyOf": [
                        {"type": "array"},
                        {"type": "object", "additionalProperties": _WEIGHT},
                        _KNOWN_IN_PART,
                    ],
                    "description": "Statements in an unknown order; with weights; or with what is known of the order.",
                },
                "tie": {"type": "array", "description": "As many as possible, none before the other."},
                "slot": {"type": "string", "description": "Filled by the alternative that holds."},
            },
            "patternProperties": {r"^maybe\(.*\)$": {"description": "A statement held with this probability."}},
            "additionalProperties": False,
        },
    ]
}
Statements = Annotated[Any, WithJsonSchema({"type": "array", "items": _STATEMENT})]
Preference = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": _STATEMENT, "description": "Statements, most important first."},
                {
                    "type": "object",
                    "properties": {"ranking": {"type": "array", "description": "States, best first; ties nested."}},
                    "required": ["ranking"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {
                        "partial": {
                            "type": "object",
                            "properties": {
                                "states": {
                                    "type": ["object", "array"],
                                    "description": "Classes of states by name; or a list of names of `states`.",
                                },
                                "known": _KNOWN,
                            },
                            "required": ["states", "known"],
                            "additionalProperties": False,
                        }
                    },
                    "required": ["partial"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"scores": {"type": "object", "additionalProperties": {"type": "number"}}},
                    "required": ["scores"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
StatePattern = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where a statement in the case comes from."""

    title: Text
    author: Text | None = None
    publisher: Text | None = None
    date: Date | None = None
    url: Text | None = None
    grade: Grade | None = Field(default=None, description="Admiralty code: reliability A-F, credibility 1-6.")
    weight: ProbabilityText | None = Field(default=None, description="Overrides the weight that the grade gives.")
    note: Text | None = None


class Actor(_Part):
    """A decision maker."""

    name: Text | None = None
    about: Text | None = None


class Option(_Part):
    """Something one actor controls."""

    levels: Texts = ["no", "yes"]
    direction: Literal["both", "up", "down"] = Field(
        default="both", description="up: never undone; down: never redone."
    )
    steps: Literal["any", "adjacent"] = Field(default="any", description="adjacent: one level at a time.")
    name: Text | None = None
    about: Text | None = None
    cite: Texts = []


class Outcome(_Part):
    """A named class of states."""

    when: ExpressionText
    final: bool = Field(default=False, description="Play stops there.")
    name: Text | None = None
    about: Text | None = None


class Judge(_Part):
    """The analyst's yardstick."""

    seek: Text
    avoid: Text


class Alternative(_Part):
    """One of a question's exclusive answers; further keys are slots, each with a list of statements."""

    model_config = ConfigDict(extra="allow", frozen=True)

    prior: ProbabilityText
    name: Text | None = None
    about: Text | None = None
    known_on: Date | None = None
    cite: Texts = []


class Question(_Part):
    """A hypothesis about an actor."""

    about: Text
    ask: Text | None = None
    alternatives: dict[str, Alternative]
    cite: Texts = []


class Evidence(_Part):
    """A dated, sourced observation, with its likelihood under each alternative."""

    id: Text
    date: Date | None = None
    known_on: Date | None = None
    cite: Texts = []
    says: Text | None = None
    note: Text | None = None
    bears_on: dict[str, dict[str, ProbabilityText]]
    weight: ProbabilityText | None = None
    group: Text | None = Field(default=None, description="Items that share a group are one body of evidence.")


class Perception(_Part):
    """What an actor believes of the others, where it differs from the analyst."""

    believes: dict[str, dict[str, ProbabilityText]] = {}
    overlooks: Texts = []
    knows: Literal["truth"] | None = None
    about: Text | None = None
    cite: Texts = []


class Clock(_Part):
    """Something that advances by itself."""

    levels: Texts
    name: Text | None = None
    about: Text | None = None
    rate: dict[str, ExpressionText] = Field(
        default={},
        description="Rate, such as `0.2 per month`, or a range, to the condition under which it holds; first match.",
    )
    dates: dict[str, Date] = Field(default={}, description="Level to the date on which it is reached.")
    cite: Texts = []


class Stage(_Part):
    """A part of a policy: a policy in force, or one for each answer that may be learned."""

    policy: Text | None = Field(default=None, description="A policy, or `no policy`.")
    lasts: Text | None = Field(default=None, description="How long, such as `3 months`.")
    learn: Text | None = Field(default=None, description="A question; its answer is learned when the stage begins.")
    then: dict[str, Text] = Field(default={}, description="A policy, or `no policy`, for each alternative.")
    right: ProbabilityText | None = Field(default=None, description="The chance that what is learned is true.")


class Policy(_Part):
    """What one or several actors commit to."""

    name: Text | None = None
    about: Text | None = None
    by: Texts = Field(default=[], description="Who commits; required unless the policy has stages.")
    sets: dict[str, Text] = {}
    keeps: dict[str, ExpressionText] = {}
    lasts: Text | None = Field(default=None, description="How long it is in force, such as `6 months`; else for good.")
    stages: list[Annotated[Stage, BeforeValidator(_stage, json_schema_input_type=Stage | str)]] = Field(
        default=[], description="Policies in force one after the other; a name, or a stage."
    )
    cite: Texts = []


class Behaviour(_Part):
    """How an actor decides."""

    foresight: Annotated[dict[str, ProbabilityText] | None, BeforeValidator(_foresight)] = None
    reconsiders: Text | None = Field(
        default=None, description="How often it decides, such as `1 per month` or `0.5 to 2 per month`."
    )
    chooses: Literal["best", "any"] | None = None
    cite: Texts = []


class Window(_Part):
    """The time until the chance closes."""

    closes: dict[str, ExpressionText] | Text | None = None
    reopens: dict[str, ExpressionText] = {}
    when: ExpressionText | None = None
    about: Text | None = None
    cite: Texts = []


class Watch(_Part):
    """How it is found out that an option is no longer where a deal has it."""

    detects: ProbabilityText = Field(description="The chance that one look finds it.")
    every: Text = Field(description="The time between looks, such as `1 week`.")
    delay: Text = Field(default="0 days", description="The time from finding out to the others' answer.")
    by: Text | None = Field(default=None, description="Who looks, or by what means.")


class Rung(_Part):
    """A partial deal: options of the parties and their levels, or these under `levels`, with a name."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Text] = Field(init=False)

    name: Text | None = None
    about: Text | None = None
    levels: dict[str, Text] = {}
    cite: Texts = []


class Offer(_Part):
    """Something that could be added to a deal: a benefit (`above`, `points`), a guarantee (`keeps`), or watching."""

    name: Text | None = None
    about: Text | None = None
    to: Texts = Field(description="The parties that reckon with it; for a benefit, the one that receives it.")
    promisers: dict[str, ProbabilityText] = Field(
        alias="from", description="By who promises it, the chance that a receiver reckons with the promise."
    )
    above: Text | None = Field(
        default=None, description="A statement of the receiver that it matters more than; `slot name`, `first`, `last`."
    )
    points: Annotated[float, Field(strict=True)] | None = Field(
        default=None, description="What it adds to the receiver's scores."
    )
    keeps: dict[str, ExpressionText] = Field(default={}, description="The levels at which its promiser holds options.")
    watch: dict[str, Watch] = Field(default={}, description="How options of the parties would be watched.")
    cite: Texts = []


class Deals(_Part):
    """Which deals to look for."""

    between: Texts
    reach: Text
    lasts: Text | None = Field(default=None, description="How long a deal runs, such as `12 months`; else open.")
    approval: dict[str, Approval] = Field(
        default={}, description="Third parties. veto: a deal must be no worse for it; voice: its view is told."
    )
    ladder: dict[str, Rung] = Field(default={}, description="Partial deals, each added to those before it.")
    offers: dict[str, Offer] = Field(default={}, description="What could be added to a deal.")
    watch: dict[str, Watch] = Field(default={}, description="How options of the parties are watched now.")
    patience: dict[str, Text] = Field(
        default={}, description="For each party, the time after which a gain counts for 1/e of what it counts now."
    )


class Commitment(_Part):
    """A clause: what one actor is to keep, and when."""

    name: Text | None = None
    by: Text
    keeps: ExpressionText
    given: ExpressionText | None = Field(default=None, alias="while", description="It binds only while this holds.")
    within: Text = Field(default="0 days", description="The time until it must first hold.")
    lasts: Text | None = Field(default=None, description="How long it binds, such as `12 months`; else for good.")
    until: ExpressionText | None = Field(default=None, description="It ends once this holds.")
    unless_broken: Texts = Field(default=[], description="It ends once one of these other commitments is broken.")
    cite: Texts = []


class Document(_Part):
    """A case: everything the analyst asserts, with sources."""

    case: Text = Field(description="The case's short name, in lower case with hyphens.")
    title: Text
    about: Text | None = None
    as_of: Date | None = None
    sources: dict[str, Source] = {}
    actors: dict[str, Annotated[Actor, BeforeValidator(_empty)]]
    options: dict[str, Annotated[Option, BeforeValidator(_empty)]]
    define: dict[str, ExpressionText] = {}
    impossible: list[ExpressionText] = []
    merge: list[ExpressionText] = Field(default=[], description="All states where it holds are one and the same state.")
    states: dict[str, StatePattern] = Field(default={}, description="Names for states, to be used in rankings.")
    status_quo: dict[str, Text] | None = None
    outcomes: dict[str, Annotated[Outcome, BeforeValidator(_condition)]] = {}
    judge: Judge | None = None
    preferences: dict[str, Preference]
    questions: dict[str, Question] = {}
    evidence: list[Evidence] = []
    perceptions: dict[str, Perception] = {}
    clocks: dict[str, Clock] = {}
    policies: dict[str, Policy] = {}
    behaviour: dict[str, Behaviour] = {}
    window: Window | None = None
    deals: Deals | None = None
    commitments: dict[str, Commitment] = {}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file, for editors."""
    schema = Document.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "offramp case"
    return schema
