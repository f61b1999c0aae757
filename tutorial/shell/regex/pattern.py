"""Patterns as trees: basic (BRE) and extended (ERE) regular expressions, and grep's words for what is wrong in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.shell import patterns
from tutorial.shell.errors import ShellError
from tutorial.shell.patterns import Item

DEPTH = 40
SIZE_LIMIT = 5_000
"""Places of a pattern; a larger one is too big."""
TOO_BIG = "Regular expression too big"
REPEATS = 32767
"""The largest number in an interval (RE_DUP_MAX)."""


class PatternFault(ShellError):
    """A pattern that can't be used; the words are grep's."""

    code = "pattern"


@dataclass(frozen=True, slots=True)
class Take:
    """One character."""

    item: Item


@dataclass(frozen=True, slots=True)
class Assert:
    """A place: `^` `$` `<` `>` `b` `B`, or `(` and `)`: no word character before, behind."""

    place: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One thing after the other."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    choices: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something at least so often, at most so often (None: any number)."""

    inner: "Tree"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Something in parentheses; groups are numbered from 1 in the order in which they open."""

    inner: "Tree"
    number: int


Tree = Take | Assert | Chain | Either | Repeat | Group
EMPTY = Chain(())

_WORD = "[:alnum:]_"
_CLASSES: dict[str, Tree] = {
    "w": Take(Item("set", _WORD)),
    "W": Take(Item("set", _WORD, negated=True)),
    "s": Take(Item("set", "[:space:]")),
    "S": Take(Item("set", "[:space:]", negated=True)),
    **{mark: Assert(mark) for mark in "<>bB"},
    "`": Assert("^"),
    "'": Assert("$"),
}
_INTERVAL = re.compile(r"([0-9]*)(,?)([0-9]*)")
_CLASS = re.compile(r"\[:([a-z]*):\]")
_ODD_CLASS = re.compile(r":[a-z]+:")


def parse(text: str, *, extended: bool) -> Tree:
    """The tree of a pattern; PatternFault in grep's words."""
    return _Parser(text, extended=extended).alternatives()


def literal(text: str) -> Tree:
    """The tree of a text that stands for itself."""
    if len(text) > SIZE_LIMIT:
        raise PatternFault(TOO_BIG, exit_code=2)
    return Chain(tuple(Take(Item("char", mark)) for mark in text))


def _ranges(inside: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(inside):
        if inside[at] == "[" and (found := _CLASS.match(inside, at)):
            at = found.end()
        elif inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            yield inside[at], inside[at + 2]
            at += 3
        else:
            at += 1


class _Parser:
    def __init__(self, text: str, *, extended: bool) -> None:
        self.text, self.extended, self.at, self.depth, self.size = text, extended, 0, 0, 0
        self.groups = 0

    def _fault(self, text: str) -> PatternFault:
        return PatternFault(text, exit_code=2)

    def _operator(self, mark: str) -> bool:
        """Whether an operator stands here: `(` in ERE, `\\(` in BRE."""
        if self.extended:
            return self.text.startswith(mark, self.at)
        return self.text.startswith("\\" + mark, self.at)

    def _take(self, mark: str) -> bool:
        if not self._operator(mark):
            return False
        self.at += 1 if self.extended else 2
        return True

    def alternatives(self) -> Tree:
        """Everything up to the end or the parenthesis that closes a group."""
        choices = [self._chain()]
        while self._take("|"):
            choices.append(self._chain())
        return choices[0] if len(choices) == 1 else Either(tuple(choices))

    def _chain(self) -> Tree:
        parts: list[Tree] = []
        start = self.at
        while self.at < len(self.text) and not self._operator("|") and not self._closes():
            atom = self._atom(first=self.at == start or parts == [Assert("^")])
            parts.append(self._repeated(atom))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def _closes(self) -> bool:
        if not self._operator(")"):
            return False
        if self.depth or not self.extended:
            if not self.depth:
                raise self._fault("Unmatched ) or \\)")
            return True
        return False

    # Atoms

    def _atom(self, *, first: bool) -> Tree:
        self.size += 1
        if self.size > SIZE_LIMIT:
            raise self._fault(TOO_BIG)
        mark = self.text[self.at]
        if self._take("("):
            return self._group()
        self.at += 1
        if mark == "[":
            return Take(self._set())
        if mark == ".":
            return Take(Item("any"))
        if mark == "\\":
            return self._escape()
        if mark == "^" and (self.extended or first):
            return Assert("^")
        if mark == "$" and (self.extended or self._at_end()):
            return Assert("$")
        if first and self.extended and mark in "*+?":
            return EMPTY
        return Take(Item("char", mark))

    def _at_end(self) -> bool:
        return self.at == len(self.text) or self._operator("|") or self._operator(")")

    def _group(self) -> Tree:
        self.depth += 1
        if self.depth > DEPTH:
            raise self._fault(f"groups nested more than {DEPTH} levels deep are not supported here")
        self.groups += 1
        number = self.groups
        tree = self.alternatives()
        if not self._take(")"):
            raise self._fault("Unmatched ( or \\(")
        self.depth -= 1
        return Group(tree, number)

    def _escape(self) -> Tree:
        if self.at == len(self.text):
            raise self._fault("Trailing backslash")
        mark = self.text[self.at]
        self.at += 1
        if mark in "123456789":
            raise self._fault(f"back-references (\\{mark}) are not supported here")
        return _CLASSES.get(mark) or Take(Item("char", mark))

    def _set(self) -> Item:
        negated = self.text.startswith("^", self.at)
        start = at = self.at + negated
        while at < len(self.text) and (self.text[at] != "]" or at == start):
            at = self._behind_class(at) if self.text[at] == "[" else at + 1
        if at >= len(self.text):
            raise self._fault("Unmatched [, [^, [:, [., or [=")
        inside, self.at = self.text[start:at], at + 1
        if _ODD_CLASS.fullmatch(inside):
            raise self._fault("character class syntax is [[:space:]], not [:space:]")
        if any(first > last for first, last in _ranges(inside)):
            raise self._fault("Invalid range end")
        return Item("set", inside, negated)

    def _behind_class(self, at: int) -> int:
        found = _CLASS.match(self.text, at)
        if found is None:
            if self.text.startswith(("[.", "[="), at):
                raise self._fault(f"{self.text[at : at + 2]} in brackets is not supported here")
            return at + 1
        if found[1] not in patterns.CLASSES:
            raise self._fault("Invalid character class name")
        return found.end()

    # Repetition

    def _repeated(self, tree: Tree) -> Tree:
        if tree == Assert("^") and not self.extended:
            return tree
        while bounds := self._bounds():
            tree = tree if tree == EMPTY else Repeat(tree, *bounds)
        return tree

    def _bounds(self) -> tuple[int, int | None] | None:
        """The repetition that stands here, taken; None when there is none."""
        if self.text.startswith("*", self.at):
            self.at += 1
            return 0, None
        for mark, bounds in (("+", (1, None)), ("?", (0, 1))):
            if self._take(mark):
                return bounds
        return self._interval() if self._operator("{") else None

    def _interval(self) -> tuple[int, int | None] | None:
        start = self.at + (1 if self.extended else 2)
        found = _INTERVAL.match(self.text, start)
        close = "}" if self.extended else "\\}"
        if found is None or not self.text.startswith(close, found.end()) or (self.extended and found[0] in {"", ","}):
            if self.extended:
                return None
            raise self._fault("Unmatched \\{" if close not in self.text[start:] else "Invalid content of \\{\\}")
        least = int(found[1][:6] or 0)
        most = int(found[3][:6]) if found[3] else None if found[2] else least
        if max(least, most or 0) > REPEATS:
            raise self._fault(TOO_BIG)
        if most is not None and most < least:
            raise self._fault("Invalid content of \\{\\}")
        self.at = found.end() + len(close)
        return least, most
