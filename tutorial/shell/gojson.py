"""JSON as Go prints it (`docker inspect`): four blanks a level, `<`, `>` and `&` escaped."""

import json

from tutorial.cluster.jsontext import Json

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def indented(document: Json) -> str:
    """The document over several lines, keys in the order given."""
    return json.dumps(document, indent=4, ensure_ascii=False).translate(_ESCAPES)


def compact(document: Json) -> str:
    """The document on one line without blanks."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).translate(_ESCAPES)
