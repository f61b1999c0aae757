"""From the text of a template to its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.shell.errors import ShellError

_ACTION = re.compile(r"\{\{(?:- )?(?P<text>(?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|(?!\}\}).)*?)(?: -)?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)|(?P<number>[+-]?\d+)|(?P<field>\.\w+)|(?P<variable>\$\w*)"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<mark>:=|[|(),.]))",
    re.ASCII,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
BLOCKS = frozenset({"range", "if", "with"})
DEEPEST = 20
"""How deep blocks and parentheses may stand inside of each other."""


class Fault(ShellError):
    """What Go finds wrong with a template, or with what it meets while it fills it."""

    def __init__(self, text: str, *, parsing: bool = False) -> None:
        super().__init__(text, exit_code=64 if parsing else 1)


@dataclass(frozen=True, slots=True)
class Operand:
    """A value: `kind` is dot, variable, function, literal or pipeline; then the fields of it, each with its column."""

    kind: str
    value: object
    fields: tuple[tuple[str, int], ...] = ()


Pipeline = tuple[tuple[Operand, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Text that is printed as it stands, an action (`print`), or a block (`range`, `if`, `with`) with two bodies."""

    kind: str
    text: str = ""
    pipeline: Pipeline = ()
    variables: tuple[str, ...] = ()
    body: "Template" = ()
    otherwise: "Template" = ()


Template = tuple[Part, ...]


def parse(text: str) -> Template:
    """The parts of a template; Fault in Go's words."""
    reader = _Reader(_pieces(text))
    parts, end = reader.parts(0)
    if end:
        raise Fault(f"template: :1: unexpected {{{{{end}}}}}", parsing=True)
    return parts


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Texts and actions in turn, actions with their column; blanks beside `{{-` and `-}}` are cut off."""
    at, trim = 0, False
    while (start := text.find("{{", at)) >= 0:
        found = _ACTION.match(text, start)
        if found is None:
            raise Fault("template: :1: unclosed action", parsing=True)
        plain = text[at:start].lstrip() if trim else text[at:start]
        yield "text", plain.rstrip() if text.startswith("{{- ", start) else plain, start
        trim = found[0].endswith(" -}}")
        if not (found["text"].strip().startswith("/*") and found["text"].strip().endswith("*/")):
            yield "action", found["text"], found.start("text")
        at = found.end()
    yield "text", text[at:].lstrip() if trim else text[at:], at


class _Reader:
    def __init__(self, pieces: Iterator[tuple[str, str, int]]) -> None:
        self.pieces = pieces

    def parts(self, depth: int) -> tuple[Template, str]:
        """The parts up to the end, or to an `end` or `else`: which of these it was."""
        found: list[Part] = []
        for kind, text, column in self.pieces:
            if kind == "text":
                found += [Part("text", text)] if text else []
                continue
            word = text.split(maxsplit=1)[0] if text.strip() else ""
            if word in {"end", "else"}:
                return tuple(found), text.strip()
            found.append(self._block(word, text, column, depth) if word in BLOCKS else _action("print", text, column))
        return tuple(found), ""

    def _block(self, word: str, text: str, column: int, depth: int) -> Part:
        if depth >= DEEPEST:
            raise Fault(f"blocks inside of each other more than {DEEPEST} deep are not supported here", parsing=True)
        at = text.index(word) + len(word)
        head = _action(word, text[at:], column + at)
        body, end = self.parts(depth + 1)
        otherwise: Template = ()
        if end == "else":
            otherwise, end = self.parts(depth + 1)
        if end != "end":
            raise Fault(f"template: :1: unexpected {f'{{{{{end}}}}}' if end else 'EOF'}", parsing=True)
        return Part(word, "", head.pipeline, head.variables, body, otherwise)


def _action(kind: str, text: str, column: int) -> Part:
    """An action: variables that it sets, and its pipeline."""
    tokens = _Tokens(text, column)
    variables = tokens.declared()
    pipeline = tokens.pipeline(0)
    if tokens.left:
        raise Fault(f'template: :1: unexpected "{tokens.left[0][1]}" in operand', parsing=True)
    return Part(kind, "", pipeline, variables)


class _Tokens:
    """The tokens of one action: kind, text, column, and whether a blank stands before it."""

    def __init__(self, text: str, column: int) -> None:
        self.left: list[tuple[str, str, int, bool]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if found is None:
                raise Fault(f'template: :1: unexpected "{text[at:].lstrip()[:1]}" in command', parsing=True)
            kind = str(found.lastgroup)
            start = found.start(kind)
            self.left.append((kind, found[kind], column + start, start > at))
            at = found.end()

    def _next_is(self, *marks: str) -> bool:
        return bool(self.left) and self.left[0][0] == "mark" and self.left[0][1] in marks

    def declared(self) -> tuple[str, ...]:
        """The variables before `:=`, taken off; none where there is no such thing."""
        kinds = [text if kind == "mark" else kind for kind, text, _, _ in self.left[:4]]
        count = 1 if kinds[:2] == ["variable", ":="] else 2 if kinds[:2] == ["variable", ","] else 0
        if count == 0 or (count == 2 and kinds[2:] != ["variable", ":="]):
            return ()
        names = tuple(text for kind, text, _, _ in self.left[: 2 * count] if kind == "variable")
        del self.left[: 2 * count]
        return names

    def pipeline(self, depth: int) -> Pipeline:
        """Commands between bars."""
        commands = [self._command(depth)]
        while self._next_is("|"):
            self.left.pop(0)
            commands.append(self._command(depth))
        return tuple(commands)

    def _command(self, depth: int) -> tuple[Operand, ...]:
        found: list[Operand] = []
        while self.left and not self._next_is("|", ")"):
            found.append(self._operand(depth))
        if not found:
            raise Fault("template: :1: missing value for command", parsing=True)
        return tuple(found)

    def _operand(self, depth: int) -> Operand:
        kind, text, column, _ = self.left.pop(0)
        if kind == "field":
            return Operand("dot", None, ((text[1:], column), *self._fields()))
        if kind == "variable":
            return Operand("variable", text, self._fields())
        if kind == "mark" and text == "(" and depth < DEEPEST:
            return self._parenthesis(depth)
        if kind == "mark" and text != ".":
            raise Fault(f'template: :1: unexpected "{text}" in operand', parsing=True)
        return Operand("dot", None) if kind == "mark" else _literal(kind, text)

    def _parenthesis(self, depth: int) -> Operand:
        inner = self.pipeline(depth + 1)
        if not self._next_is(")"):
            raise Fault("template: :1: unclosed left paren", parsing=True)
        self.left.pop(0)
        return Operand("pipeline", inner, self._fields())

    def _fields(self) -> tuple[tuple[str, int], ...]:
        """The fields that follow without a blank."""
        found: list[tuple[str, int]] = []
        while self.left and self.left[0][0] == "field" and not self.left[0][3]:
            _, text, column, _ = self.left.pop(0)
            found.append((text[1:], column))
        return tuple(found)


def _literal(kind: str, text: str) -> Operand:
    if kind == "number":
        return Operand("literal", int(text[:18]))
    if kind == "string":
        plain = text[1:-1]
        if text[0] == '"':
            plain = _ESCAPE.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), plain)
        return Operand("literal", plain)
    constants = {"true": True, "false": False, "nil": None}
    return Operand("literal", constants[text]) if text in constants else Operand("function", text)
