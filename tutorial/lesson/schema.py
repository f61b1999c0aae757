"""`lesson.toml` as a JSON Schema, for editors: what the loader reads, and each check with its parameters."""

from typing import Any

from tutorial.lesson.asking import HEADER
from tutorial.lesson.checks import Check, known
from tutorial.lesson.readings import OF_HOPS, OF_TRACES

Schema = dict[str, Any]
TYPES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}
TEXT: Schema = {"type": "string"}
STEP: Schema = {"type": "integer", "minimum": 1}
TEXTS: Schema = {"$ref": "#/$defs/texts"}


def lesson_schema() -> Schema:
    """The schema of `lesson.toml`."""
    fields = {
        "languages": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"pattern": "^[a-z]{2}(-[a-z]+)?$"},
        },
        "title": TEXTS,
        "summary": TEXTS,
        "minutes": {"type": "integer"},
        "scenario": {"type": "object", "description": "see docs/scenario.md and scenario.schema.json"},
        "drill": {"type": "boolean"},
        "goal": _list(_goal()),
        "solution": _list(
            _table({"step": STEP, "line": TEXT}, at=TEXT, exit={"type": "integer", "minimum": 0, "maximum": 255})
        ),
        "question": _list(_table({"id": TEXT, "step": STEP, "text": TEXTS, "choice": _list(_choice(), least=2)})),
        "predict": _list(
            _table({"id": TEXT, "step": STEP, "text": TEXTS, **_asked()}, choice=_list(_forecast()), **_about())
        ),
        "table": _list(
            _table(
                {
                    "id": TEXT,
                    "step": STEP,
                    "text": TEXTS,
                    "column": _list(TEXTS, least=1),
                    "row": _list(_row(), least=1),
                }
            )
        ),
    }
    table = _table({name: fields.pop(name) for name in ("languages", "title", "summary")}, **fields)
    top = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A lesson of Hopscope: lesson.toml"}
    return {**top, **table, "$defs": {"texts": _texts(), "check": _check(set()), "hint": _hint()}}


def _table(required: Schema, **optional: Any) -> Schema:
    properties = {**required, **optional}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _texts() -> Schema:
    pattern = {"^[a-z]{2}(-[a-z]+)?$": {"type": "string", "minLength": 1}}
    description = "a text for each language of the lesson"
    return {"type": "object", "description": description, "patternProperties": pattern, "additionalProperties": False}


def _hint() -> Schema:
    conditions = {name: {"$ref": "#/$defs/check"} for name in ("when", "until")}
    return {
        **_texts(),
        "description": "a rung of the ladder; `when` and `until` say while it stands there",
        "properties": conditions,
    }


def _goal() -> Schema:
    hint = {"oneOf": [TEXTS, _list({"$ref": "#/$defs/hint"}, least=1)]}
    common = {"id": TEXT, "step": STEP, "text": TEXTS, "hint": hint, "after": TEXT, "lasting": {"type": "boolean"}}
    return {"required": ["id", "step", "text", "hint"], "properties": common, **_check(set(common))}


def _check(others: set[str]) -> Schema:
    """A check by its name, with its parameters; `others` are fields that may stand beside them."""
    return {"oneOf": [_named(name, check, others) for name, check in known().items()]}


def _named(name: str, check: Check, others: set[str]) -> Schema:
    parameters = {
        field: {"type": TYPES[kind], **({} if default is None else {"default": default})}
        for field, (kind, default) in check.parameters.items()
    }
    required = ["check", *(field for field, (_, default) in check.parameters.items() if default is None)]
    properties = {"check": {"const": name}, **parameters, **dict.fromkeys(sorted(others), True)}
    table = {"type": "object", "required": required, "properties": properties, "additionalProperties": False}
    return {"description": check.summary, **table}


def _choice() -> Schema:
    return _table({"text": TEXTS, "why": TEXTS}, right={"type": "boolean"})


def _forecast() -> Schema:
    return _table({"value": TEXT, "text": TEXTS})


def _asked() -> Schema:
    return {"reads": {"enum": [*OF_HOPS, *OF_TRACES]}}


def _about() -> Schema:
    nth = {"type": "integer", "not": {"const": 0}}
    return {
        "origin": TEXT,
        "url": TEXT,
        "hop": _table({}, kind=TEXT, node=TEXT, changed={"enum": list(HEADER)}, nth=nth),
    }


def _row() -> Schema:
    return _table({"text": TEXTS, "cell": _list(_table(_asked(), **_about()), least=1)})
