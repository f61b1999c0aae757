"""A syntax tree written down as a line again, for the law that reading it gives the same tree."""

from collections.abc import Callable
from typing import Any

from tutorial.shell import syntax


def unparse(node: syntax.Node) -> str:
    """A line whose tree is this one. A here-document can't be written down, for its delimiter is not in the tree."""
    return _WRITERS[type(node)](node)


def _sequence(node: syntax.Sequence) -> str:
    return "; ".join(map(unparse, node.items))


def _simple(node: syntax.Simple) -> str:
    assigned = [f"{one.name}{'+' * one.append}={one.value.raw}" for one in node.assignments]
    return _redirects(node.redirects) + " " * bool(node.redirects) + " ".join([*assigned, *(w.raw for w in node.words)])


def _redirects(redirects: tuple[syntax.Redirect, ...]) -> str:
    return "".join(
        f" {'' if one.operator.startswith('&') else one.fd}{one.operator} {one.target.raw}" for one in redirects
    )


def _pipeline(node: syntax.Pipeline) -> str:
    return "! " * node.negated + " | ".join(map(unparse, node.stages))


def _and_or(node: syntax.AndOr) -> str:
    return unparse(node.first) + "".join(f" {mark} {unparse(one)}" for mark, one in node.rest)


def _subshell(node: syntax.Subshell) -> str:
    return f"( {unparse(node.body)} )"


def _group(node: syntax.Group) -> str:
    return f"{{ {unparse(node.body)}; }}"


def _for(node: syntax.For) -> str:
    words = "" if node.words is None else " ".join(["in", *(word.raw for word in node.words)])
    return f"for {node.name} {words}; do {unparse(node.body)}; done"


def _while(node: syntax.While) -> str:
    return f"{'until' if node.until else 'while'} {unparse(node.condition)}; do {unparse(node.body)}; done"


def _if(node: syntax.If) -> str:
    branches = [f"if {unparse(condition)}; then {unparse(body)}; " for condition, body in node.branches]
    otherwise = f"else {unparse(node.otherwise)}; " if node.otherwise.items else ""
    return "el".join(branches) + otherwise + "fi"


def _case(node: syntax.Case) -> str:
    items = [f"({'|'.join(word.raw for word in words)}) {unparse(body)} ;;" for words, body in node.items]
    return f"case {node.word.raw} in {' '.join(items)} esac"


def _calculation(node: syntax.Calculation) -> str:
    return f"(({node.expression.raw}))"


def _compound(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda node: write(node) + _redirects(node.redirects)


_WRITERS: dict[type, Callable[[Any], str]] = {
    syntax.Sequence: _sequence,
    syntax.Simple: _simple,
    syntax.Pipeline: _pipeline,
    syntax.AndOr: _and_or,
    syntax.Subshell: _compound(_subshell),
    syntax.Group: _compound(_group),
    syntax.For: _compound(_for),
    syntax.While: _compound(_while),
    syntax.If: _compound(_if),
    syntax.Case: _compound(_case),
    syntax.Calculation: _compound(_calculation),
}
