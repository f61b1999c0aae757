"""How the places of a template are filled: Python's format strings, as far as a template needs them.

Templates may come from labels, which are anybody's: they reach no attribute of a value, and ask for no huge field.
"""

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

WIDEST = 1_000
_KEYS_ONLY = re.compile(r"[^.\[\]]*(\[[^\]]*\])*")
_NUMBER = re.compile(r"\d+")


class _Filler(Formatter):
    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The value of `name` or `name[key]`."""
        if _KEYS_ONLY.fullmatch(field_name) is None:
            raise AttributeError(f"{{{field_name}}} asks for an attribute")
        return super().get_field(field_name, args, kwargs)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The value of a name; nothing is given by position."""
        if isinstance(key, int):
            raise IndexError(f"Replacement index {key} out of range for positional args tuple")
        return kwargs[key]

    def format_field(self, value: Any, format_spec: str) -> Any:
        """The value in the form that a template asks for."""
        if any(int(digits) > WIDEST for digits in _NUMBER.findall(format_spec)):
            raise ValueError("Too many decimal digits in format string")
        return super().format_field(value, format_spec)


_FILLER = _Filler()


def fill(template: str, **values: Any) -> str:
    """The template with its places filled; what is wrong with one is a KeyError, ValueError and the like."""
    return _FILLER.vformat(template, (), values)
