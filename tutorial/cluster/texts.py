"""What the world says in English, kept as message and values so that it can be said in other languages.

`make messages` finds the first argument of these two functions, which must be a text in quotes, a whole sentence with
named places. Translation itself is the page's: here everything is English.
"""

from functools import lru_cache
from typing import NamedTuple


class Said(NamedTuple):
    """A message with its values: `str` of it is English."""

    message: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.message.format(**dict(self.values)) if self.values else self.message

    def document(self) -> list[object]:
        """`[message, {name: value}]`, for who translates it."""
        return [self.message, dict(self.values)]


def gettext(message: str, **values: str) -> Said:
    """A message and the values of its named places."""
    return _said(message, tuple(values.items()))


@lru_cache(maxsize=1 << 12)
def _said(message: str, values: tuple[tuple[str, str], ...]) -> Said:
    """One object for what is said again and again: many attempts' traces say the same."""
    return Said(message, values)


def gettext_noop(message: str) -> str:
    """The message itself, marked as one that is translated where it is shown."""
    return message
