"""Mustache, as far as app templates use it: `{{a.b}}`, sections and inverted sections. Nothing is escaped.

Source: mustache(5); dcos/cosmos renders so (MustacheRenderer).
"""

import re
from collections.abc import Iterator

from tutorial.cluster.jsontext import Json

_TAG = re.compile(r"\{\{\{?\s*([#^/]?)\s*([^{}\s]+)\s*\}?\}\}")


class TemplateError(ValueError):
    """A section that is not closed, or closed twice."""


def render(template: str, values: Json) -> str:
    """The template with its places filled; what no value is there for is empty."""
    parts = iter(_TAG.split(template))
    text, end = _until(parts, values)
    if end:
        raise TemplateError(f"section {end} is closed, but not open")
    return text


def _until(parts: Iterator[str], values: Json) -> tuple[str, str]:
    """What stands up to the end of a section, or of all, and the name of that section."""
    text = next(parts, "")
    while (kind := next(parts, None)) is not None:
        name = next(parts)
        if kind == "/":
            return text, name
        value = _value(values, name)
        if kind:
            inner, end = _until(parts, values)
            if end != name:
                raise TemplateError(f"section {name} is not closed")
            text += inner if bool(value) == (kind == "#") else ""
        else:
            text += _said(value)
        text += next(parts, "")
    return text, ""


def _value(values: Json, name: str) -> Json:
    for part in name.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values


def _said(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
