"""Command lines matched against a help text's `Usage:`, as docopt 0.6 does for the Python half of the CLI.

Options may stand anywhere, shortened as long as they stay unique; words are taken in their order. Where a usage line
has a bare `|`, each side stands for itself. Source: docopt/docopt 0.6.2, docopt.py (what it accepts, what it says).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

Options = tuple[tuple[str, str | None], ...]
_TOKEN = re.compile(r"\.\.\.|[\[\]()|]|[^\s\[\]()|<]*<[^>]*>|[^\s\[\]()|]+?(?=\.\.\.|[\s\[\]()|]|$)")
_DESCRIBED = re.compile(r"^ *(-\S.*?)(?:  .*)?$", re.MULTILINE)


class BadUsage(Exception):
    """The words match none of the usage lines; its text says so and shows them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a command line gave: its command words, its arguments by name, its options by their long name."""

    commands: frozenset[str] = frozenset()
    arguments: tuple[tuple[str, str], ...] = ()
    options: Options = ()

    def has(self, *names: str) -> bool:
        """Whether all of these command words and options were given."""
        given = {name for name, _ in self.options}
        return all(name in given or name in self.commands for name in names)

    def value(self, option: str) -> str | None:
        """An option's value; None where it was not given."""
        return dict(self.options).get(option)

    def all(self, name: str) -> list[str]:
        """Every value of an argument that may be repeated."""
        return [value for key, value in self.arguments if key == name]

    def word(self, name: str) -> str | None:
        """The value of an argument; None where it was not given."""
        return next(iter(self.all(name)), None)


@dataclass(frozen=True, slots=True)
class _State:
    """What is left of a command line while it is matched, and what was found."""

    words: tuple[str, ...]
    options: Options
    found: Found = field(default_factory=Found)

    @property
    def left(self) -> int:
        return len(self.words) + len(self.options)


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of a usage line. `kind`: word, argument, option, sequence, optional, choice or many."""

    kind: str
    name: str = ""
    inside: tuple["_Node", ...] = ()


def _match(node: _Node, state: _State) -> _State | None:
    """The state behind a piece that matches; None where it does not."""
    if node.kind in {"word", "argument", "option"}:
        return _single(node, state)
    if node.kind == "choice":
        ends = [end for inner in node.inside if (end := _match(inner, state)) is not None]
        return min(ends, key=lambda end: end.left, default=None)
    if node.kind == "many":
        return _repeated(node.inside[0], state)
    for inner in node.inside:
        behind = _match(inner, state)
        if behind is None and node.kind == "sequence":
            return None
        state = state if behind is None else behind
    return state


def _repeated(node: _Node, state: _State) -> _State | None:
    behind = _match(node, state)
    if behind is None:
        return None
    while behind.left < state.left:
        state, behind = behind, _match(node, behind) or behind
    return behind


def _single(node: _Node, state: _State) -> _State | None:
    found = state.found
    if node.kind == "option":
        for index, (name, value) in enumerate(state.options):
            if name == node.name:
                rest = state.options[:index] + state.options[index + 1 :]
                return replace(state, options=rest, found=replace(found, options=(*found.options, (name, value))))
        return None
    if not state.words or (node.kind == "word" and state.words[0] != node.name):
        return None
    if node.kind == "word":
        found = replace(found, commands=found.commands | {node.name})
    else:
        found = replace(found, arguments=(*found.arguments, (node.name, state.words[0])))
    return replace(state, words=state.words[1:], found=found)


class Manual:
    """A help text: the command lines that it allows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.usage = re.split(r"\n\s*\n", text[text.index("Usage:") :])[0].strip()
        self._long: dict[str, bool] = {}
        self._short: dict[str, str] = {}
        for line in _DESCRIBED.findall(text):
            self._describe(line)
        lines = re.split(r"\bdcos\s", self.usage.removeprefix("Usage:"))[1:]
        self._pattern = _Node("choice", inside=tuple(map(self._line, lines)))

    def _describe(self, line: str) -> None:
        names = re.findall(r"(-{1,2}[a-z-]+)", line.partition("=")[0])
        long = next((name for name in names if name.startswith("--")), names[0])
        self._long[long] = "=" in line
        self._short.update({name: long for name in names if name != long})

    def _line(self, text: str) -> _Node:
        tokens = _TOKEN.findall(text)
        node = self._choice(tokens)
        assert not tokens, f"the usage line {text!r} can be read"
        return node

    def _choice(self, tokens: list[str]) -> _Node:
        sides = [self._sequence(tokens)]
        while tokens and tokens[0] == "|":
            tokens.pop(0)
            sides.append(self._sequence(tokens))
        return sides[0] if len(sides) == 1 else _Node("choice", inside=tuple(sides))

    def _sequence(self, tokens: list[str]) -> _Node:
        pieces: list[_Node] = []
        while tokens and tokens[0] not in {"]", ")", "|"}:
            piece = self._piece(tokens)
            if tokens and tokens[0] == "...":
                tokens.pop(0)
                piece = _Node("many", inside=(piece,))
            pieces.append(piece)
        return _Node("sequence", inside=tuple(pieces))

    def _piece(self, tokens: list[str]) -> _Node:
        piece = tokens.pop(0)
        if piece in {"[", "("}:
            inner = self._choice(tokens)
            tokens.pop(0)
            if piece == "(":
                return inner
            return _Node("optional", inside=inner.inside if inner.kind == "sequence" else (inner,))
        if piece.startswith("-") and piece != "--":
            name, mark, _ = piece.partition("=")
            self._long.setdefault(name, bool(mark))
            return _Node("option", name)
        return _Node("argument" if piece.startswith("<") else "word", piece)

    def parse(self, words: tuple[str, ...]) -> Found:
        """What a command line gives; BadUsage where no usage line allows it.

        `--help` and `--version` may stand anywhere, whatever else is there.
        """
        given = self._given(words)
        for name in ("--help", "--version"):
            if any(option == name for option, _ in given.options):
                return Found(options=((name, None),))
        end = _match(self._pattern, given)
        if end is None or end.left:
            raise BadUsage(self.usage)
        return end.found

    def _given(self, words: tuple[str, ...]) -> _State:
        waiting, plain, options = list(words), list[str](), list[tuple[str, str | None]]()
        while waiting:
            word = waiting.pop(0)
            if word == "--":
                plain += [word, *waiting]
                break
            if word.startswith("--"):
                options.append(self._long_option(word, waiting))
            elif word.startswith("-") and word != "-":
                options += self._short_options(word[1:], waiting)
            else:
                plain.append(word)
        return _State(tuple(plain), tuple(options))

    def _long_option(self, word: str, waiting: list[str]) -> tuple[str, str | None]:
        name, mark, value = word.partition("=")
        similar = [name] if name in self._long else [known for known in self._long if known.startswith(name)]
        if len(similar) > 1:
            raise self._fault(f"{name} is not a unique prefix: {', '.join(similar)}?")
        if not similar:
            return name, value if mark else None
        if mark and not self._long[similar[0]]:
            raise self._fault(f"{similar[0]} must not have an argument")
        if self._long[similar[0]] and not mark:
            value = self._next(similar[0], waiting)
        return similar[0], value if self._long[similar[0]] else None

    def _short_options(self, letters: str, waiting: list[str]) -> Iterator[tuple[str, str | None]]:
        while letters:
            name, letters = self._short.get(f"-{letters[0]}", f"-{letters[0]}"), letters[1:]
            if not self._long.get(name):
                yield name, None
                continue
            yield name, letters or self._next(name, waiting)
            return

    def _next(self, name: str, waiting: list[str]) -> str:
        if not waiting:
            raise self._fault(f"{name} requires argument")
        return waiting.pop(0)

    def _fault(self, message: str) -> BadUsage:
        return BadUsage(f"{message}\n{self.usage}")


@lru_cache
def manual(text: str) -> Manual:
    """The manual of a help text, read once."""
    return Manual(text)
