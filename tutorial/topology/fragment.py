"""The part of an app's definition that something is there for: its lines as JSON is laid out, some of them marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.jsontext import Json, dumps

GAP = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the definition: its number from 1 (0: lines were left out here), its text, whether it is marked."""

    number: int
    text: str
    marked: bool = False

    def document(self) -> list[Any]:
        """`[number or null, text, marked]`."""
        return [self.number or None, self.text, self.marked]


@dataclass(frozen=True, slots=True)
class _Laid:
    pointer: str
    text: str


def fragment(definition: Json, pointer: str, also: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """The lines that a JSON pointer means, marked, with what they stand in and the app's id; `also` are pointers whose
    lines are shown too, marked. What is between is left out."""
    laid = list(_laid(definition, "", "", ""))
    wanted = (pointer, *also)
    shown: list[Line] = []
    for number, line in enumerate(laid, 1):
        marked = any(_within(line.pointer, one) for one in wanted if one)
        if marked or _leads(line.pointer, wanted) or line.pointer in {"", "/id"}:
            shown.append(Line(number, line.text, marked))
        elif shown[-1].number:
            shown.append(Line(0, GAP))
    return tuple(shown)


def whole(definition: Json) -> tuple[tuple[str, str], ...]:
    """Every line of a definition: the JSON pointer of what begins there, and its text; the pointer is empty where
    something only ends."""
    seen: set[str] = set()
    found: list[tuple[str, str]] = []
    for line in _laid(definition, "", "", ""):
        found.append(("" if line.pointer in seen else line.pointer, line.text))
        seen.add(line.pointer)
    return tuple(found)


def _within(pointer: str, whole: str) -> bool:
    return pointer == whole or pointer.startswith(f"{whole}/")


def _leads(pointer: str, wanted: tuple[str, ...]) -> bool:
    """Whether a line opens or closes something that a wanted pointer lies in."""
    return any(one.startswith(f"{pointer}/") for one in wanted)


def _laid(value: Json, pointer: str, head: str, tail: str, depth: int = 0) -> Iterator[_Laid]:
    """The lines of a value, two blanks a level; `head` stands before it, `tail` behind it."""
    blanks = "  " * depth
    if not value or not isinstance(value, dict | list):
        yield _Laid(pointer, f"{blanks}{head}{dumps(value)}{tail}")
        return
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    items = list(value.items()) if isinstance(value, dict) else [(at, item) for at, item in enumerate(value)]
    yield _Laid(pointer, f"{blanks}{head}{opening}")
    for at, (name, item) in enumerate(items):
        own = f"{dumps(name)}: " if isinstance(value, dict) else ""
        comma = "" if at == len(items) - 1 else ","
        yield from _laid(item, f"{pointer}/{_escaped(name)}", own, comma, depth + 1)
    yield _Laid(pointer, f"{blanks}{closing}{tail}")


def _escaped(name: str | int) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")
