"""`key=value` arguments of `app update` as JSON. Source: python/lib/dcos/dcos/jsonitem.py."""

import json
from collections.abc import Iterable

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.client import CliError

LONGEST_NUMBER = 300
"""Digits up to which a text may be a whole number."""


def parse_items(words: Iterable[str]) -> Json:
    """The properties as one object; CliError for a word without `=` and for a key given twice."""
    found: dict[str, Json] = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark:
            raise CliError(f"{word!r} is not a valid json-item")
        if key in found:
            raise CliError(f"Key {key!r} was specified more than once")
        found[key] = parse_value(value)
    return found


def parse_value(text: str) -> Json:
    """A value: whole number, number, boolean, null, array, object or text, tried in this order.

    Quotes around the whole are not part of it; what is no JSON is a text.
    """
    value = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
    for number in (int, float):
        try:
            found = number(value) if len(value) <= LONGEST_NUMBER else None
        except ValueError:
            continue
        if found is not None and abs(found) < float("inf"):
            return found
    if value.lower() in {"true", "false"}:
        return value.lower() == "true"
    try:
        return json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return value


def _no_number(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON number")
