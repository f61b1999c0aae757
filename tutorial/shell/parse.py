"""From a line to our syntax tree, by tree-sitter's grammar of bash.

The grammar says where commands, pipelines, lists and compound commands begin and end; what stands inside a simple
command is read by `lexemes` and `words`, because the grammar attaches some redirections and words wrongly.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

import tree_sitter_bash
from tree_sitter import Language, Parser
from tree_sitter import Node as TreeNode

from tutorial.shell import scan, syntax
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.lexemes import Lexer
from tutorial.shell.syntax import EMPTY, Node, Redirect, Sequence, Simple, Word
from tutorial.shell.words import parse_text, parse_word

LINE_LIMIT = 65_536
"""Characters of a line; a longer one is refused."""
OPERATOR_LIMIT = 1_000
"""Operators (`|`, `&`, `<`, `>`, parentheses) of a line: the grammar's time grows with the square of their number."""

UNEXPECTED_END = "syntax error: unexpected end of file"


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Sequence, tuple[str, ...]]:
    """The line's commands and its warnings; SyntaxFault with bash's words when it can't be parsed."""
    if len(text) > LINE_LIMIT:
        raise SyntaxFault(f"a line may have {LINE_LIMIT:,} characters, this one has {len(text):,}")
    prepared = scan.prepare(text)
    return _Script(prepared, 0).convert(), prepared.warnings


def parse_inside(text: str, depth: int) -> Sequence:
    """The commands inside of a substitution."""
    if depth > scan.DEPTH:
        raise scan.too_deep()
    return _Script(scan.prepare(text), depth).convert()


_OPERATOR = re.compile(rb"[|&<>()]")


class _Script:
    def __init__(self, prepared: scan.Prepared, depth: int) -> None:
        self.source = prepared.text.encode("utf-8", "replace")
        self.heres = prepared.heres
        self.depth = depth

    def convert(self) -> Sequence:
        if not self.source.strip():
            return EMPTY
        if len(_OPERATOR.findall(self.source)) > OPERATOR_LIMIT:
            raise SyntaxFault(f"a line with more than {OPERATOR_LIMIT:,} operators is not supported here")
        root = _parser().parse(self.source).root_node
        if root.has_error:
            raise SyntaxFault(complaint(root, self.source))
        return self._sequence(root.children, len(self.source), self.depth)

    # Helpers

    def _text(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace")

    def _lexer(self, start: int, end: int, depth: int) -> Lexer:
        return Lexer(self._text(start, end), self.heres, parse_inside, depth + 1)

    # Statements

    def _sequence(self, children: list[TreeNode], end: int, depth: int) -> Sequence:
        items: list[Node] = []
        for child in children:
            if child.type in {";", "\n", "comment"}:
                continue
            if child.type == "&":
                raise SyntaxFault("commands in the background (&) are not supported here yet")
            if child.type == ";;":
                raise SyntaxFault("syntax error near unexpected token `;;'")
            items.append(self._node(child, child.end_byte, depth))
        return Sequence(tuple(items))

    def _node(self, node: TreeNode, end: int, depth: int) -> Node:
        if depth > scan.DEPTH:
            raise scan.too_deep()
        if node.type in _SIMPLE:
            if node.children and node.children[0].type == "[[":
                raise SyntaxFault("[[ … ]] is not supported here: use [ … ]")
            return self._lexer(node.start_byte, end, depth).simple()
        convert = _CONVERTERS.get(node.type)
        if convert is None:
            raise SyntaxFault(f"{_NAMES.get(node.type, node.type.replace('_', ' '))} is not supported here")
        return convert(self, node, end, depth + 1)

    def _list(self, node: TreeNode, end: int, depth: int) -> Node:
        chain: list[TreeNode] = [node]
        while chain[0].type == "list":
            chain[:1] = chain[0].children
        first = self._node(chain[0], end if len(chain) == 1 else chain[0].end_byte, depth)
        rest: list[tuple[str, Node]] = []
        for at in range(1, len(chain), 2):
            right = chain[at + 1]
            right_end = end if at + 2 == len(chain) else right.end_byte
            rest.append((chain[at].type, self._node(right, right_end, depth)))
        return syntax.AndOr(first, tuple(rest))

    def _pipeline(self, node: TreeNode, end: int, depth: int) -> Node:
        stages: list[Node] = []
        negated = False
        for at, (mark, stage, stage_end) in enumerate(self._stages(node, end)):
            negated = negated or (at == 0 and stage.type == "negated_command")
            if mark == "|&":
                stages[-1] = _with_errors(stages[-1])
            inner = stage.children[1] if at == 0 and negated else stage
            stages.append(self._node(inner, stage_end, depth))
        return syntax.Pipeline(tuple(stages), negated)

    def _stages(self, node: TreeNode, end: int) -> list[tuple[str, TreeNode, int]]:
        """The stages from left to right, each with the mark before it and where its source ends."""
        found: list[tuple[str, TreeNode, int]] = []
        mark = ""
        for child in node.children:
            if child.type in {"|", "|&"}:
                mark = child.type
                continue
            child_end = end if child == node.children[-1] else child.end_byte
            inner = child
            if child.type == "redirected_statement" and child.children[0].type == "pipeline":
                inner = child.children[0]
            if inner.type == "pipeline":
                parts = self._stages(inner, child_end)
                found += [(mark, *parts[0][1:]), *parts[1:]]
            else:
                found.append((mark, child, child_end))
        return found

    def _negated(self, node: TreeNode, end: int, depth: int) -> Node:
        inner = self._node(node.children[1], end, depth)
        stages = inner.stages if isinstance(inner, syntax.Pipeline) else (inner,)
        return syntax.Pipeline(stages, negated=True)

    def _redirected(self, node: TreeNode, end: int, depth: int) -> Node:
        body = node.children[0]
        if body.type in _SIMPLE or body.type == "file_redirect":
            return self._lexer(node.start_byte, end, depth).simple()
        return self._node(body, end, depth)

    # Compound commands; `end` reaches behind their redirections

    def _redirects(self, node: TreeNode, end: int, depth: int) -> tuple[Redirect, ...]:
        if end <= node.end_byte:
            return ()
        return self._lexer(node.end_byte, end, depth).only_redirects()

    def _subshell(self, node: TreeNode, end: int, depth: int) -> Node:
        body = self._sequence(node.children[1:-1], node.end_byte - 1, depth)
        return syntax.Subshell(body, self._redirects(node, end, depth))

    def _group(self, node: TreeNode, end: int, depth: int) -> Node:
        redirects = self._redirects(node, end, depth)
        if node.children[0].type == "((":
            inside = self._text(node.children[0].end_byte, node.children[-1].start_byte)
            lexer_word = _arithmetic_word(inside, depth)
            return syntax.Calculation(lexer_word, redirects)
        return syntax.Group(self._sequence(node.children[1:-1], node.end_byte - 1, depth), redirects)

    def _body(self, node: TreeNode, depth: int) -> Sequence:
        return self._sequence(node.children[1:-1], node.end_byte, depth)

    def _for(self, node: TreeNode, end: int, depth: int) -> Node:
        group = node.children[-1]
        if node.children[0].type != "for" or group.type != "do_group":
            raise SyntaxFault(f"{node.children[0].type} is not supported here")
        words: tuple[Word, ...] | None = None
        if len(node.children) > 2 and node.children[2].type == "in":
            stop = next(
                (c.start_byte for c in node.children[3:] if c.type in {";", "\n", "do_group"}), group.start_byte
            )
            words = self._lexer(node.children[2].end_byte, stop, depth).all_words()
        redirects = self._redirects(node, end, depth)
        name = self._text(node.children[1].start_byte, node.children[1].end_byte)
        return syntax.For(name, words, self._body(group, depth), redirects)

    def _while(self, node: TreeNode, end: int, depth: int) -> Node:
        group = node.children[-1]
        condition = self._sequence(node.children[1:-1], group.start_byte, depth)
        until = node.children[0].type == "until"
        return syntax.While(condition, self._body(group, depth), until, self._redirects(node, end, depth))

    def _if(self, node: TreeNode, end: int, depth: int) -> Node:
        branches = [self._branch(node, depth)]
        otherwise = EMPTY
        for child in node.children:
            if child.type == "elif_clause":
                branches.append(self._branch(child, depth))
            elif child.type == "else_clause":
                otherwise = self._sequence(child.children[1:], child.end_byte, depth)
        return syntax.If(tuple(branches), otherwise, self._redirects(node, end, depth))

    def _branch(self, node: TreeNode, depth: int) -> tuple[Sequence, Sequence]:
        then = next(at for at, child in enumerate(node.children) if child.type == "then")
        inside = [c for c in node.children[then + 1 :] if c.type not in {"elif_clause", "else_clause", "fi"}]
        condition = self._sequence(node.children[1:then], node.children[then].start_byte, depth)
        return condition, self._sequence(inside, node.end_byte, depth)

    def _case(self, node: TreeNode, end: int, depth: int) -> Node:
        into = next(child for child in node.children if child.type == "in")
        words = self._lexer(node.children[0].end_byte, into.start_byte, depth).all_words()
        items = tuple(self._case_item(child, depth) for child in node.children if child.type == "case_item")
        return syntax.Case(words[0], items, self._redirects(node, end, depth))

    def _case_item(self, node: TreeNode, depth: int) -> tuple[tuple[Word, ...], Sequence]:
        close = next(at for at, child in enumerate(node.children) if child.type == ")")
        start = node.children[0].end_byte if node.children[0].type == "(" else node.start_byte
        patterns = self._text(start, node.children[close].start_byte)
        words = tuple(_pattern_word(raw, depth) for raw in _alternatives(patterns))
        inside = [child for child in node.children[close + 1 :] if child.type not in {";;", ";&", ";;&"}]
        if any(child.type in {";&", ";;&"} for child in node.children):
            raise SyntaxFault(";& and ;;& in case are not supported here")
        return words, self._sequence(inside, node.end_byte, depth)


def _alternatives(text: str) -> list[str]:
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "|":
            parts.append(text[start:at])
            start = at + 1
        at = scan.after_quote(text, at)
    return [part.strip(" \t\n") for part in (*parts, text[start:])]


def _pattern_word(raw: str, depth: int) -> Word:
    return parse_word(raw, parse_inside, depth + 1)


def _arithmetic_word(raw: str, depth: int) -> Word:
    return parse_text(raw, parse_inside, depth + 1)


def _with_errors(node: Node) -> Node:
    extra = Redirect(2, ">&", Word((syntax.Literal("1"),), "1"))
    if isinstance(node, Simple):
        return Simple(node.assignments, node.words, (*node.redirects, extra))
    return syntax.Group(Sequence((node,)), (extra,))


_SIMPLE = frozenset(
    {
        "command",
        "variable_assignment",
        "variable_assignments",
        "declaration_command",
        "unset_command",
        "test_command",
    }
)
Converter = Callable[[_Script, TreeNode, int, int], Node]
_CONVERTERS: dict[str, Converter] = {
    "list": _Script._list,
    "pipeline": _Script._pipeline,
    "negated_command": _Script._negated,
    "redirected_statement": _Script._redirected,
    "subshell": _Script._subshell,
    "compound_statement": _Script._group,
    "for_statement": _Script._for,
    "while_statement": _Script._while,
    "if_statement": _Script._if,
    "case_statement": _Script._case,
}
_NAMES = {
    "function_definition": "a function definition",
    "c_style_for_statement": "for ((…))",
}


def complaint(root: TreeNode, source: bytes) -> str:
    """Bash's words for the first fault in a tree."""
    fault = _first_fault(root)
    if fault is None or fault.start_byte >= len(source.rstrip()):
        return UNEXPECTED_END
    if fault.is_missing:
        return _near(source, fault.start_byte)
    leaf = fault
    while leaf.children:
        leaf = leaf.children[0]
    if leaf.type in _OPENERS:
        return UNEXPECTED_END
    return _near(source, leaf.start_byte)


_OPENERS = frozenset({"for", "if", "while", "until", "case", "{", "(", "do", "then", "else", "select", "function"})
_TOKEN = re.compile(rb"\s*(;;|&&|\|\||\|&|[;&|()<>]|\n|[^\s;&|()<>]+)")


def _near(source: bytes, at: int) -> str:
    found = _TOKEN.match(source, at)
    token = found[1].decode("utf-8", "replace") if found else "newline"
    return f"syntax error near unexpected token `{'newline' if token == chr(10) else token}'"


def _first_fault(node: TreeNode) -> TreeNode | None:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.type == "ERROR" or current.is_missing:
            return current
        if current.has_error:
            waiting += reversed(current.children)
    return None
