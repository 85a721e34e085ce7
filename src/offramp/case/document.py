"""The shape of a case file: which keys there are and what kind of value each takes.

These classes are the single source of the JSON Schema that `offramp schema` prints. They hold what was written; names
and expressions are resolved in :mod:`offramp.case.building`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from offramp.case.fields import Date, ExpressionText, Grade, Part, ProbabilityText, Text, Texts
from offramp.case.recording import Commitment, Record

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def _empty(value: object) -> object:
    return {} if value is None else value


def _condition(value: object) -> object:
    return {"when": value} if isinstance(value, str | bool) else value


def _stage(value: object) -> object:
    return {"policy": value} if isinstance(value, str) else value


def _foresight(value: object) -> object:
    return {value: 1.0} if isinstance(value, str) else value


Approval: TypeAlias = Literal["veto", "voice"]
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


class Source(Part):
    """Where a statement in the case comes from."""

    title: Text
    author: Text | None = None
    publisher: Text | None = None
    date: Date | None = None
    url: Text | None = None
    grade: Grade | None = Field(default=None, description="Admiralty code: reliability A-F, credibility 1-6.")
    weight: ProbabilityText | None = Field(default=None, description="Overrides the weight that the grade gives.")
    note: Text | None = None


class Actor(Part):
    """A decision maker."""

    name: Text | None = None
    about: Text | None = None


class Option(Part):
    """Something one actor controls."""

    levels: Texts = Field(default=["no", "yes"], description="From lowest to highest.")
    direction: Literal["both", "up", "down"] = Field(
        default="both", description="up: never undone; down: never redone."
    )
    steps: Literal["any", "adjacent"] = Field(default="any", description="adjacent: one level at a time.")
    name: Text | None = None
    about: Text | None = None
    cite: Texts = Field(default=[], description="Sources.")


class Outcome(Part):
    """A named class of states."""

    when: ExpressionText
    final: bool = Field(default=False, description="Play stops there.")
    name: Text | None = None
    about: Text | None = None


class Judge(Part):
    """The analyst's yardstick."""

    seek: Text
    avoid: Text


class Alternative(Part):
    """One of a question's exclusive answers; further keys are slots, each with a list of statements."""

    model_config = ConfigDict(extra="allow", frozen=True)

    prior: ProbabilityText
    name: Text | None = None
    about: Text | None = None
    known_on: Date | None = None
    cite: Texts = Field(default=[], description="Sources.")


class Question(Part):
    """A hypothesis about an actor."""

    about: Text
    ask: Text | None = None
    alternatives: dict[str, Alternative]
    cite: Texts = Field(default=[], description="Sources.")


class Evidence(Part):
    """A dated, sourced observation, with its likelihood under each alternative."""

    id: Text
    date: Date | None = None
    known_on: Date | None = None
    cite: Texts = Field(default=[], description="Sources.")
    says: Text | None = None
    note: Text | None = None
    bears_on: dict[str, dict[str, ProbabilityText]]
    weight: ProbabilityText | None = None
    group: Text | None = Field(default=None, description="Items that share a group are one body of evidence.")


class Perception(Part):
    """What an actor believes of the others, where it differs from the analyst."""

    believes: dict[str, dict[str, ProbabilityText]] = Field(
        default={}, description="Its own priors, by question and alternative."
    )
    overlooks: Texts = Field(default=[], description="Evidence it does not see.")
    knows: Literal["truth"] | None = None
    about: Text | None = None
    cite: Texts = Field(default=[], description="Sources.")


class Clock(Part):
    """Something that advances by itself."""

    levels: Texts
    name: Text | None = None
    about: Text | None = None
    rate: dict[str, ExpressionText] = Field(
        default={},
        description="Rate, such as `0.2 per month`, a range, or `fitted` and a rate of the record, to its condition; "
        "the first that matches counts.",
    )
    dates: dict[str, Date] = Field(default={}, description="Level to the date on which it is reached.")
    calendar: Text | None = Field(
        default=None, description="A kind of entries in the record's calendar, whose dates advance it."
    )
    cite: Texts = Field(default=[], description="Sources.")


class Stage(Part):
    """A part of a policy: a policy in force, or one for each answer that may be learned."""

    policy: Text | None = Field(default=None, description="A policy, or `no policy`.")
    lasts: Text | None = Field(default=None, description="How long, such as `3 months`.")
    learn: Text | None = Field(default=None, description="A question; its answer is learned when the stage begins.")
    then: dict[str, Text] = Field(default={}, description="A policy, or `no policy`, for each alternative.")
    right: ProbabilityText | None = Field(default=None, description="The chance that what is learned is true.")


class Policy(Part):
    """What one or several actors commit to."""

    name: Text | None = None
    about: Text | None = None
    by: Texts = Field(default=[], description="Who commits; required unless the policy has stages.")
    sets: dict[str, Text] = Field(default={}, description="Options and the levels they are held at.")
    keeps: dict[str, ExpressionText] = Field(
        default={}, description="Options and levels that depend on the options of others."
    )
    lasts: Text | None = Field(default=None, description="How long it is in force, such as `6 months`; else for good.")
    stages: list[Annotated[Stage, BeforeValidator(_stage, json_schema_input_type=Stage | str)]] = Field(
        default=[], description="Policies in force one after the other; a name, or a stage."
    )
    cite: Texts = Field(default=[], description="Sources.")


class Behaviour(Part):
    """How an actor decides."""

    foresight: Annotated[dict[str, ProbabilityText] | None, BeforeValidator(_foresight)] = None
    reconsiders: Text | None = Field(
        default=None,
        description="How often it decides, such as `1 per month`, `0.5 to 2 per month`, or `fitted` and a rate.",
    )
    chooses: Literal["best", "any"] | None = None
    cite: Texts = Field(default=[], description="Sources.")


class Window(Part):
    """The time until the chance closes."""

    closes: dict[str, ExpressionText] | Text | None = Field(
        default=None, description="Rates, each a number, a range or `fitted` and a rate of the record; or a date."
    )
    reopens: dict[str, ExpressionText] = Field(default={}, description="Rates, as under `closes`.")
    when: ExpressionText | None = None
    about: Text | None = None
    cite: Texts = Field(default=[], description="Sources.")


class Watch(Part):
    """How it is found out that an option is no longer where a deal has it."""

    detects: ProbabilityText = Field(description="The chance that one look finds it.")
    every: Text = Field(description="The time between looks, such as `1 week`.")
    delay: Text = Field(default="0 days", description="The time from finding out to the others' answer.")
    by: Text | None = Field(default=None, description="Who looks, or by what means.")


class Rung(Part):
    """A partial deal: options of the parties and their levels, or these under `levels`, with a name."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Text] = Field(init=False)

    name: Text | None = None
    about: Text | None = None
    levels: dict[str, Text] = Field(default={}, description="Options of the parties and their levels.")
    cite: Texts = Field(default=[], description="Sources.")


class Offer(Part):
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
    cite: Texts = Field(default=[], description="Sources.")


class Deals(Part):
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


class Document(Part):
    """A case: everything the analyst asserts, with sources."""

    case: Text = Field(description="The case's short name, in lower case with hyphens.")
    title: Text
    about: Text | None = None
    as_of: Date | None = None
    sources: dict[str, Source] = Field(default={}, description="Where statements come from, by name.")
    actors: dict[str, Annotated[Actor, BeforeValidator(_empty)]]
    options: dict[str, Annotated[Option, BeforeValidator(_empty)]]
    define: dict[str, ExpressionText] = Field(default={}, description="Names for conditions.")
    impossible: list[ExpressionText] = Field(default=[], description="States in which one of these holds do not exist.")
    merge: list[ExpressionText] = Field(default=[], description="All states where it holds are one and the same state.")
    states: dict[str, StatePattern] = Field(default={}, description="Names for states, to be used in rankings.")
    status_quo: dict[str, Text] | None = None
    outcomes: dict[str, Annotated[Outcome, BeforeValidator(_condition)]] = Field(
        default={}, description="Named classes of states; of several that match the first counts."
    )
    judge: Judge | None = None
    preferences: dict[str, Preference]
    questions: dict[str, Question] = Field(default={}, description="Hypotheses about actors.")
    evidence: list[Evidence] = Field(
        default=[], description="What was observed, and how likely under each alternative."
    )
    perceptions: dict[str, Perception] = Field(
        default={}, description="What actors believe, where it differs from the analyst."
    )
    clocks: dict[str, Clock] = Field(default={}, description="What advances by itself.")
    policies: dict[str, Policy] = Field(default={}, description="What actors may commit to.")
    behaviour: dict[str, Behaviour] = Field(default={}, description="How actors decide; `default` for all others.")
    window: Window | None = None
    deals: Deals | None = None
    commitments: dict[str, Commitment] = Field(default={}, description="What actors are to keep, do or leave.")
    record: Record | None = Field(default=None, description="Dated events and statements, and how they are read.")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file, for editors."""
    schema = Document.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "offramp case"
    return schema
