"""Mistakes of shape: keys that do not exist, keys that are missing, values of the wrong kind."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from offramp.case.document import Document
from offramp.case.mistakes import Mistake, nearest
from offramp.case.probabilities import probability_hint
from offramp.case.reading import Place, Text

_LATER = {"graph": "explicit graphs"}
_KINDS = {
    "dict_type": "a mapping is wanted here, `name: value`",
    "model_type": "a mapping is wanted here, `key: value`",
    "model_attributes_type": "a mapping is wanted here, `key: value`",
    "list_type": "a list is wanted here, one item a line after `- `, or `[a, b]`",
    "string_type": "text is wanted here",
    "bool_type": "`true` or `false` is wanted here",
    "bool_parsing": "`true` or `false` is wanted here",
    "float_type": "a number is wanted here",
    "float_parsing": "a number is wanted here",
}
_CUSTOM = {
    "probability": ("E030", ""),
    "date": ("E035", "write year-month-day, such as 2017-07-10"),
    "whole": ("E012", "write digits only, such as 2; at most 10,000"),
    "code": ("E012", 'put it in quotes, such as "020": a number loses the nought it begins with'),
    "grade": ("E033", "the Admiralty code is a letter A to F and a digit 1 to 6, such as B2"),
}


def shape_mistake(entry: Any, text: Text) -> Mistake:
    """Turn one entry of pydantic's list of errors into a mistake with its place in the file."""
    place: Place = tuple(part for part in entry["loc"] if part != "[key]")
    kind: str = entry["type"]
    if kind == "extra_forbidden":
        key = str(place[-1])
        if key in _LATER:
            hint = f"{_LATER[key]} are not part of this version; take the key out"
            return text.mistake("E014", f'"{key}" is not understood yet', place, hint=hint, key=True)
        hint = nearest(key, keys_at(place[:-1]), what="keys")
        return text.mistake("E010", f'unknown key "{key}"', place, hint=hint, key=True)
    if kind == "missing":
        where = f" of {'.'.join(str(part) for part in place[:-1])}" if len(place) > 1 else ""
        hint = f"add `{place[-1]}:`; see `offramp new` for an example"
        return text.mistake("E011", f'the key "{place[-1]}"{where} is missing', place[:-1], hint=hint, key=True)
    if kind in _CUSTOM:
        code, hint = _CUSTOM[kind]
        return text.mistake(code, entry["msg"], place, hint=hint or probability_hint(entry["input"]))
    if kind == "literal_error":
        return text.mistake(
            "E012",
            f'"{entry["input"]}" is not possible here',
            place,
            hint=f"write one of: {entry['ctx']['expected']}",
        )
    message = _KINDS.get(kind, entry["msg"])
    return text.mistake("E012", message, place, hint=f"here stands {_kind_of(entry['input'])}")


def keys_at(place: Place) -> list[str]:
    """Return the keys that the language has at a place."""
    model: type[BaseModel] = Document
    annotation: Any = Document
    for part in place:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
            field = next((f for name, f in model.model_fields.items() if (f.alias or name) == part), None)
            annotation = field.annotation if field else None
        else:
            annotation = get_args(annotation)[-1] if get_args(annotation) else None
        annotation = _model_within(annotation)
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return []
    return [field.alias or name for name, field in annotation.model_fields.items()]


def _model_within(annotation: Any) -> Any:
    """Strip `Annotated` and `| None` from an annotation."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    models = [part for part in get_args(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    return models[0] if models and type(None) in get_args(annotation) else annotation


def _kind_of(value: object) -> str:
    if value is None:
        return "nothing"
    kinds = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        bool: "a yes-or-no value",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), "something else")
