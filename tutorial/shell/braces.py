"""Brace expansion: `{a,b}` and `{1..5}`, before everything else that happens to a word."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from tutorial.shell.syntax import Literal, Parameter, Part

_RANGE = re.compile(r"(-?[0-9]{1,9})\.\.(-?[0-9]{1,9})(?:\.\.(-?[0-9]{1,9}))?|([A-Za-z])\.\.([A-Za-z])")
Atom = str | Part
"""An unquoted character, or a part that braces go around."""


def may_have_braces(parts: tuple[Part, ...]) -> bool:
    """Whether a word is worth looking at."""
    text = "".join(part.text for part in parts if isinstance(part, Literal) and not part.quoted)
    return "{" in text and "}" in text and ("," in text or ".." in text)


def expand_braces(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """The words that a word's braces make, in order, one at a time."""
    atoms: list[Atom] = []
    for part in parts:
        atoms += list(part.text) if isinstance(part, Literal) and not part.quoted else [part]
    for expanded in _expand(atoms, 0):
        yield _joined(expanded)


def _expand(atoms: list[Atom], depth: int) -> Iterator[list[Atom]]:
    start = 0
    while depth < 12 and "{" in atoms[start:]:
        start = atoms.index("{", start)
        end, commas = _matching(atoms, start)
        alternatives = _alternatives(atoms[start + 1 : end], [at - start - 1 for at in commas]) if end else None
        if alternatives is None:
            start += 1
            continue
        for alternative in alternatives:
            for middle in _expand(alternative, depth + 1):
                for rest in _expand(atoms[end + 1 :], depth + 1):
                    yield atoms[:start] + middle + rest
        return
    yield atoms


def _matching(atoms: list[Atom], start: int) -> tuple[int, list[int]]:
    level = 0
    commas: list[int] = []
    for at in range(start, len(atoms)):
        if atoms[at] == "{":
            level += 1
        elif atoms[at] == "}":
            level -= 1
            if level == 0:
                return at, commas
        elif atoms[at] == "," and level == 1:
            commas.append(at)
    return 0, []


def _alternatives(inside: list[Atom], commas: list[int]) -> Iterator[list[Atom]] | list[list[Atom]] | None:
    if commas:
        edges = [-1, *commas, len(inside)]
        return [inside[left + 1 : right] for left, right in pairwise(edges)]
    text = "".join(atom for atom in inside if isinstance(atom, str))
    found = _RANGE.fullmatch(text) if len(text) == len(inside) else None
    return None if found is None else _range(found)


def _range(found: "re.Match[str]") -> Iterator[list[Atom]]:
    if found[4]:
        first, last, step = ord(found[4]), ord(found[5]), 1
    else:
        first, last, step = int(found[1]), int(found[2]), abs(int(found[3] or 1)) or 1
    width = max(len(found[1] or ""), len(found[2] or "")) if _padded(found) else 0
    for number in range(first, last + 1, step) if first <= last else range(first, last - 1, -step):
        yield list(chr(number) if found[4] else f"{number:0{width}d}")


def _padded(found: "re.Match[str]") -> bool:
    return any(len(text.lstrip("-")) > 1 and text.lstrip("-")[0] == "0" for text in (found[1], found[2]) if text)


def _joined(atoms: list[Atom]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for atom in atoms:
        last = parts[-1] if parts else None
        if not isinstance(atom, str):
            parts.append(atom)
        elif isinstance(last, Parameter) and _lengthens(last, atom):
            parts[-1] = replace(last, name=last.name + atom)
        elif isinstance(last, Literal) and not last.quoted:
            parts[-1] = Literal(last.text + atom)
        else:
            parts.append(Literal(atom))
    return tuple(parts)


def _lengthens(last: Parameter, atom: str) -> bool:
    """Braces are expanded as text: `$x{1,2}` is `$x1 $x2`."""
    return last.bare and not last.quoted and last.name.isidentifier() and (atom.isalnum() or atom == "_")
