"""Brace expansion: `{a,b}` and `{1..5}`, before everything else that happens to a word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from tutorial.shell.errors import ShellError
from tutorial.shell.syntax import Literal, Parameter, Part

_RANGE = re.compile(r"(-?[0-9]{1,9})\.\.(-?[0-9]{1,9})(?:\.\.(-?[0-9]{1,9}))?|([A-Za-z])\.\.([A-Za-z])")
Atom = str | Part
"""An unquoted character, or a part that braces go around."""
MAX_WORDS = 100_000
"""Words that one word's braces may make."""
DEPTH = 40
"""How deep braces may nest."""
RANGE_LENGTH = 40
"""No range is longer than this."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """`{a,b}`: two alternatives at least."""

    alternatives: "list[list[Piece]]"


@dataclass(frozen=True, slots=True)
class _Range:
    """`{1..5}` or `{a..e}`."""

    numbers: range
    width: int
    letters: bool

    def text(self, number: int) -> list[Atom]:
        """One of its numbers as it is written."""
        return list(chr(number) if self.letters else f"{number:0{self.width}d}")


Piece = Atom | _Choice | _Range


def may_have_braces(parts: tuple[Part, ...]) -> bool:
    """Whether a word is worth looking at."""
    text = "".join(part.text for part in parts if isinstance(part, Literal) and not part.quoted)
    return "{" in text and "}" in text and ("," in text or ".." in text)


def expand_braces(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """The words that a word's braces make, in order, one at a time; ShellError, before the first, for too many."""
    atoms: list[Atom] = []
    for part in parts:
        atoms += list(part.text) if isinstance(part, Literal) and not part.quoted else [part]
    pieces = _Reader(atoms).pieces(0, len(atoms), 0)
    if _count(pieces) > MAX_WORDS:
        raise ShellError(f"braces that make more than {MAX_WORDS:,} words are not supported here", exit_code=1)
    for expanded in _expand(pieces):
        yield _joined(expanded)


class _Reader:
    """Finds the groups in a word: each brace is looked at once."""

    def __init__(self, atoms: list[Atom]) -> None:
        self.atoms = atoms
        self.groups: dict[int, list[int]] = {}
        waiting: list[list[int]] = []
        for at, atom in enumerate(atoms):
            if atom == "{":
                waiting.append([at])
            elif atom == "," and waiting:
                waiting[-1].append(at)
            elif atom == "}" and waiting:
                edges = waiting.pop()
                self.groups[edges[0]] = [*edges, at]

    def pieces(self, start: int, end: int, depth: int) -> list[Piece]:
        """What stands between two indexes; groups that hold nothing to choose from are plain text."""
        if depth > DEPTH:
            raise ShellError(f"braces nested more than {DEPTH} levels deep are not supported here", exit_code=1)
        pieces: list[Piece] = []
        at = start
        while at < end:
            edges = self.groups.get(at, [])
            group = self._group(edges, depth) if edges else None
            if group is None:
                pieces.append(self.atoms[at])
            elif isinstance(group, _Range) and len(group.numbers) == 1:
                pieces += group.text(group.numbers[0])
            else:
                pieces.append(group)
            at = edges[-1] + 1 if group is not None else at + 1
        return pieces

    def _group(self, edges: list[int], depth: int) -> "_Choice | _Range | None":
        if len(edges) > 2:
            return _Choice([self.pieces(left + 1, right, depth + 1) for left, right in pairwise(edges)])
        first, last = edges
        if last - first > RANGE_LENGTH:
            return None
        inside = self.atoms[first + 1 : last]
        text = "".join(atom for atom in inside if isinstance(atom, str))
        found = _RANGE.fullmatch(text) if len(text) == len(inside) else None
        return None if found is None else _range(found)


def _count(pieces: list[Piece]) -> int:
    """How many words pieces make; it stops counting above `MAX_WORDS`."""
    count = 1
    for piece in pieces:
        if isinstance(piece, _Choice):
            count *= sum(_count(alternative) for alternative in piece.alternatives)
        elif isinstance(piece, _Range):
            count *= len(piece.numbers)
        count = min(count, MAX_WORDS + 1)
    return count


def _expand(pieces: list[Piece]) -> Iterator[list[Atom]]:
    plain: list[Atom] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, _Choice | _Range):
            for middle in _choices(piece):
                for rest in _expand(pieces[at + 1 :]):
                    yield plain + middle + rest
            return
        plain.append(piece)
    yield plain


def _choices(piece: "_Choice | _Range") -> Iterator[list[Atom]]:
    if isinstance(piece, _Range):
        yield from map(piece.text, piece.numbers)
        return
    for alternative in piece.alternatives:
        yield from _expand(alternative)


def _range(found: "re.Match[str]") -> _Range:
    if found[4]:
        first, last, step = ord(found[4]), ord(found[5]), 1
    else:
        first, last, step = int(found[1]), int(found[2]), abs(int(found[3] or 1)) or 1
    width = max(len(found[1] or ""), len(found[2] or "")) if _padded(found) else 0
    numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
    return _Range(numbers, width, letters=bool(found[4]))


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
