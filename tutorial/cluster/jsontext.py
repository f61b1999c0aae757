"""JSON documents as values: a state entry keeps the canonical text, readers get the parsed document.

Keeping text makes entries hashable and their digest independent of dictionary order.
"""

import json
from functools import lru_cache
from typing import Any

import orjson

Json = Any
"""A parsed JSON document: dict, list, str, int, float, bool or None. Never change one that `loads` returned."""


def dumps(document: Json) -> str:
    """The document on one line without blanks, keys in the order given: the form in which Marathon answers.

    Halves of surrogate pairs become `?`, as Java writes them: no text of the world is without a UTF-8 form.
    """
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=2048)
def loads(text: str) -> Json:
    """The parsed document. Cached and shared, so callers copy before they change anything."""
    return json.loads(text)


def resolve(document: Json, pointer: str) -> Json:
    """The value at a JSON pointer (RFC 6901); raises KeyError when nothing is there."""
    value = document
    for escaped in pointer.split("/")[1:]:
        part = escaped.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (IndexError, ValueError, TypeError) as error:
            raise KeyError(pointer) from error
    return value


def encoded(document: Json) -> bytes:
    """A document for readers alone, in UTF-8: fast, but numbers may be written in another of their forms."""
    try:
        return orjson.dumps(document)
    except TypeError:  # half of a surrogate pair, or a number of more than 64 bits
        return dumps(document).encode()
