"""`key=value` arguments of `app update` as JSON. Source: python/lib/dcos/dcos/jsonitem.py."""

import json
import re
from collections.abc import Iterable

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.client import CliError

_FLOAT = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")


def parse_items(words: Iterable[str]) -> Json:
    """The properties as one object; CliError for a word without `=` and for a key given twice."""
    found: dict[str, Json] = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark:
            raise CliError(f"'{word}' is not a valid json-item")
        if key in found:
            raise CliError(f"Key '{key}' was specified more than once")
        found[key] = parse_value(value)
    return found


def parse_value(text: str) -> Json:
    """A value: whole number, number, boolean, null, array, object or text, tried in this order."""
    if re.fullmatch(r"\s*[+-]?[0-9]{1,300}\s*", text):
        return int(text)
    if _FLOAT.fullmatch(text) and abs(float(text)) < float("inf"):
        return float(text)
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if text == "null":
        return None
    if text[:1] in {"[", "{"}:
        return _structure(text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _structure(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise CliError(f"Unable to parse {text!r} as JSON: {fault}") from fault
