"""From a line to our syntax tree, by tree-sitter's grammar of bash.

The grammar says how commands nest; it is shown the line's skeleton (`outline`). What stands inside a simple command is
read by `lexemes` and `words`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

import tree_sitter_bash
from tree_sitter import Language, Parser
from tree_sitter import Node as TreeNode

from tutorial.shell import conditions, outline, scan, syntax
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.lexemes import Lexer
from tutorial.shell.scan import Unfinished
from tutorial.shell.syntax import EMPTY, Node, Redirect, Sequence, Simple, Word
from tutorial.shell.words import parse_text, parse_word

LINE_LIMIT = 65_536
"""Characters of a line; a longer one is refused."""
OPERATOR_LIMIT = 1_000
"""Operators of a line's skeleton: the grammar's time grows with the square of their number."""
SUBSTITUTION_LIMIT = 1_000
"""Substitutions of a line; one with more is refused."""
EXPANSION_LIMIT = 5_000
"""Dollar signs of a line."""
SHORT, KEPT = 256, 1_024
"""Of lines with so many characters at most the last so many trees are kept: a course teaches all its learners the
same lines, and reading one again costs more than running most of them."""


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


@lru_cache(maxsize=1024)
def may_begin(text: str) -> bool:
    """Whether the grammar takes a line, or would once more is typed."""
    try:
        outline.read(scan.prepare(text).text)
    except Unfinished:
        return True
    except SyntaxFault:
        return False
    return True


def parse(text: str) -> tuple[Sequence, tuple[str, ...]]:
    """The line's commands and its warnings; SyntaxFault with bash's words when it can't be parsed."""
    return _parsed_once(text) if len(text) <= SHORT else _parsed(text)


def _parsed(text: str) -> tuple[Sequence, tuple[str, ...]]:
    if len(text) > LINE_LIMIT:
        raise SyntaxFault(f"a line may have {LINE_LIMIT:,} characters, this one has {len(text):,}")
    if text.count("$(") + text.count("`") > SUBSTITUTION_LIMIT or text.count("$") > EXPANSION_LIMIT:
        raise SyntaxFault(f"a line with more than {SUBSTITUTION_LIMIT:,} substitutions is not supported here")
    prepared = scan.prepare(text)
    return _Script(prepared, 0).convert(), prepared.warnings


_parsed_once = lru_cache(KEPT)(_parsed)


def incomplete(text: str) -> bool:
    """Whether a terminal would wait for another line: an open quote, here-document or command, a `\\` at the end."""
    if len(text) > LINE_LIMIT:
        return False
    try:
        prepared = scan.prepare(text)
        outline.read(prepared.text)
    except SyntaxFault as fault:
        return isinstance(fault, Unfinished)
    return prepared.is_open


def first_whole(text: str) -> str | None:
    """The first of the lines that a text from a keyboard consists of, which may go on over several; None while a
    terminal would wait for more of it. Behind a fault a line ends where the fault's line does.
    """
    prepared = scan.prepare_beginning(text[:LINE_LIMIT])
    found = outline.first_end(prepared.text)
    if found is None:
        return None
    end, fault = found
    ends = [(newline, behind) for place, newline, behind in prepared.ends if place >= end]
    if fault:
        lines = (text[:newline] for newline, _ in ends)
        rest = None if prepared.broken else text
        return next((line for line in lines if not incomplete(line)), rest)
    behind = ends[0][1] if ends else -1
    if (prepared.broken or prepared.is_open) and behind in {-1, len(text)}:
        return None
    return text if behind < 0 else text[:behind].removesuffix("\n")


@lru_cache(KEPT)
def body_of(function: syntax.Function) -> Sequence:
    """The commands of a function's body."""
    return _Script(scan.Prepared(function.text, function.heres), 0).convert()


def parse_inside(text: str, depth: int) -> Sequence:
    """The commands inside of a substitution."""
    if depth > scan.DEPTH:
        raise scan.too_deep()
    try:
        return _Script(scan.prepare(text), depth).convert()
    except Unfinished as fault:
        raise outline.unexpected(")") from fault


class _Script:
    def __init__(self, prepared: scan.Prepared, depth: int) -> None:
        self.heres, self.depth = prepared.heres, depth
        self.outline = outline.read(prepared.text)
        self.text = self.outline.text

    def convert(self) -> Sequence:
        if self.outline.unsupported:
            raise SyntaxFault(self.outline.unsupported)
        skeleton = self.outline.skeleton
        if not skeleton.strip():
            return EMPTY
        if sum(map(skeleton.count, "|&()")) > OPERATOR_LIMIT:
            raise SyntaxFault(f"a line with more than {OPERATOR_LIMIT:,} operators is not supported here")
        root = _parser().parse(skeleton.encode()).root_node
        if root.has_error:
            raise SyntaxFault("this way of writing it is not supported here")
        return self._sequence(root.children, self.depth)

    def _lexer(self, stretch: outline.Stretch, depth: int) -> Lexer:
        return Lexer(self.text[slice(*stretch)], self.heres, parse_inside, depth + 1)

    # Lists and pipelines

    def _sequence(self, children: list[TreeNode], depth: int) -> Sequence:
        items: list[Node] = []
        start = 0
        for child in children:
            if child.type == "&":
                items[-1] = syntax.Background(items[-1], self._typed(start, child.start_byte))
            elif child.type not in _MARKS:
                start = child.start_byte
                items.append(self._node(child, depth))
        return Sequence(tuple(items))

    def _typed(self, start: int, end: int) -> str:
        """A stretch as it was typed, with a mark for each here-document."""
        text = scan.HERE_MARK.sub("<<…", self.text[start:end])
        return text.replace(f"<{scan.HERE_STRING}", "<<<").strip(" \t\n")

    def _node(self, node: TreeNode, depth: int) -> Node:
        """A list, pipeline or command. `|` binds tighter than `&&`, however the grammar has nested them."""
        marks, parts = _flat(node)
        pipelines: list[list[TreeNode]] = [[parts[0]]]
        pipes: list[list[str]] = [[]]
        for mark, part in zip(marks, parts[1:], strict=True):
            if mark in _PIPES:
                pipelines[-1].append(part)
                pipes[-1].append(mark)
            else:
                pipelines.append([part])
                pipes.append([])
        first, *rest = [self._pipeline(*both, depth) for both in zip(pipes, pipelines, strict=True)]
        joints = [mark for mark in marks if mark not in _PIPES]
        return syntax.AndOr(first, tuple(zip(joints, rest, strict=True))) if rest else first

    def _pipeline(self, marks: list[str], parts: list[TreeNode], depth: int) -> Node:
        stages = [self._command(part, depth) for part in parts]
        for at, mark in enumerate(marks):
            if mark == "|&":
                stages[at] = _with_errors(stages[at])
        start = parts[0].start_byte
        negated, timed = start in self.outline.negated, self.outline.timed.get(start, "")
        plain = len(stages) == 1 and not negated and not timed
        return stages[0] if plain else syntax.Pipeline(tuple(stages), negated, timed)

    # Commands

    def _command(self, node: TreeNode, depth: int) -> Node:
        if depth > scan.DEPTH:
            raise scan.too_deep()
        if node.type != "command":
            return _CONVERTERS[node.type](self, node, depth + 1)
        if defined := self.outline.functions.get(node.start_byte):
            return self._function(*defined)
        if stretch := self.outline.simple.get(node.start_byte):
            return self._lexer(stretch, depth).simple()
        if stretch := self.outline.conditions.get(node.start_byte):
            test = conditions.parse(self.text[stretch[0] + 2 : stretch[1] - 2], parse_inside, depth + 1)
            return syntax.Condition(test, self._redirects(node, depth))
        start, end = self.outline.calculations[node.start_byte]
        expression = parse_text(self.text[start + 2 : end - 2], parse_inside, depth + 1)
        return syntax.Calculation(expression, self._redirects(node, depth))

    def _function(self, name: outline.Stretch, body: outline.Stretch) -> Node:
        """A definition whose body has been read once, so that what is wrong with it is said now."""
        text = self.text[slice(*body)]
        function = syntax.Function(self.text[slice(*name)], text, self.heres if scan.HERE in text else ())
        if not _FUNCTION_NAME.fullmatch(function.name):
            raise SyntaxFault(f"`{function.name}': not a valid identifier", exit_code=1)
        body_of(function)
        return function

    def _redirects(self, node: TreeNode, depth: int) -> tuple[Redirect, ...]:
        stretch = self.outline.redirects.get(node.end_byte)
        return () if stretch is None else self._lexer(stretch, depth).only_redirects()

    def _subshell(self, node: TreeNode, depth: int) -> Node:
        return syntax.Subshell(self._sequence(node.children[1:-1], depth), self._redirects(node, depth))

    def _group(self, node: TreeNode, depth: int) -> Node:
        return syntax.Group(self._sequence(node.children[1:-1], depth), self._redirects(node, depth))

    def _body(self, node: TreeNode, depth: int) -> Sequence:
        return self._sequence(node.children[-1].children[1:-1], depth)

    def _for(self, node: TreeNode, depth: int) -> Node:
        name = node.children[1]
        if stretch := self.outline.calculations.get(name.start_byte):
            return self._count(stretch, node, depth)
        stretch = self.outline.words.get(name.start_byte)
        words = None if stretch is None else self._lexer(stretch, depth).all_words()
        text = self.text[name.start_byte : name.end_byte]
        if not _NAME.fullmatch(text):
            raise SyntaxFault(f"`{text}': not a valid identifier", exit_code=1)
        return syntax.For(text, words, self._body(node, depth), self._redirects(node, depth))

    def _count(self, stretch: outline.Stretch, node: TreeNode, depth: int) -> Node:
        parts = self.text[stretch[0] + 2 : stretch[1] - 2].split(";")
        if len(parts) != COUNT_PARTS:
            raise SyntaxFault(f"syntax error: `(({';'.join(parts)}))'")
        first, condition, following = (parse_text(part, parse_inside, depth + 1) for part in parts)
        return syntax.Count(first, condition, following, self._body(node, depth), self._redirects(node, depth))

    def _while(self, node: TreeNode, depth: int) -> Node:
        condition = self._sequence(node.children[1:-1], depth)
        until = node.children[0].type == "until"
        return syntax.While(condition, self._body(node, depth), until, self._redirects(node, depth))

    def _if(self, node: TreeNode, depth: int) -> Node:
        branches = [self._branch(node, depth)]
        otherwise = EMPTY
        for child in node.children:
            if child.type == "elif_clause":
                branches.append(self._branch(child, depth))
            elif child.type == "else_clause":
                otherwise = self._sequence(child.children[1:], depth)
        return syntax.If(tuple(branches), otherwise, self._redirects(node, depth))

    def _branch(self, node: TreeNode, depth: int) -> tuple[Sequence, Sequence]:
        then = next(at for at, child in enumerate(node.children) if child.type == "then")
        inside = [c for c in node.children[then + 1 :] if c.type not in {"elif_clause", "else_clause", "fi"}]
        return self._sequence(node.children[1:then], depth), self._sequence(inside, depth)

    def _case(self, node: TreeNode, depth: int) -> Node:
        (word,) = self._lexer(self.outline.words[node.children[1].start_byte], depth).all_words()
        items = tuple(self._case_item(child, depth) for child in node.children if child.type == "case_item")
        return syntax.Case(word, items, self._redirects(node, depth))

    def _case_item(self, node: TreeNode, depth: int) -> tuple[tuple[Word, ...], Sequence, str]:
        start, end = self.outline.words[node.start_byte]
        words = tuple(parse_word(raw, parse_inside, depth + 1) for raw in _alternatives(self.text[start:end]))
        mark = self.outline.falls.get(node.start_byte, ";;")
        return words, self._sequence(node.children[2:], depth), mark


def _flat(node: TreeNode) -> tuple[list[str], list[TreeNode]]:
    """The marks between the commands of a list or pipeline, and the commands, from left to right."""
    if node.type not in {"list", "pipeline"}:
        return [], [node]
    marks: list[str] = []
    parts: list[TreeNode] = []
    for child in node.children:
        if child.type in _JOINTS:
            marks.append(child.type)
        else:
            inner_marks, inner_parts = _flat(child)
            marks, parts = marks + inner_marks, parts + inner_parts
    return marks, parts


def _alternatives(text: str) -> list[str]:
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "|":
            parts.append(text[start:at])
            start = at + 1
        at = scan.after_quote(text, at)
    return [part.strip(" \t\n") for part in (*parts, text[start:])]


def _with_errors(node: Node) -> Node:
    """The left side of `|&`: its standard error goes into the pipe too, after its own redirections."""
    extra = Redirect(2, ">&", Word((syntax.Literal("1"),), "1"))
    if isinstance(node, Simple):
        return Simple(node.assignments, node.words, (*node.redirects, extra))
    return syntax.Group(Sequence((node,)), (extra,))


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FUNCTION_NAME = re.compile(r"[^$`'\"\\/<>&|;()\s]+")
COUNT_PARTS = 3
_PIPES = frozenset({"|", "|&"})
_JOINTS = _PIPES | {"&&", "||"}
_MARKS = frozenset({";", ";;"})
_CONVERTERS: dict[str, Callable[[_Script, TreeNode, int], Node]] = {
    "subshell": _Script._subshell,
    "compound_statement": _Script._group,
    "for_statement": _Script._for,
    "while_statement": _Script._while,
    "if_statement": _Script._if,
    "case_statement": _Script._case,
}
