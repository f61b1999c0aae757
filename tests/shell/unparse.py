"""A syntax tree written down as a line again, for the law that reading it gives the same tree."""

from collections.abc import Callable
from typing import Any

from tutorial.shell import syntax


def unparse(node: syntax.Node) -> str:
    """A line whose tree is this one. A here-document can't be written down, for its delimiter is not in the tree."""
    return _WRITERS[type(node)](node)


def _sequence(node: syntax.Sequence) -> str:
    """Commands one after the other, each with the mark that ends it."""
    marked = [unparse(item) + ";" * (not isinstance(item, syntax.Background)) for item in node.items]
    return " ".join(marked).removesuffix(";")


def _closed(node: syntax.Sequence) -> str:
    """The same with the mark behind the last one, too."""
    return _sequence(node) + ";" * (not (node.items and isinstance(node.items[-1], syntax.Background)))


def _background(node: syntax.Background) -> str:
    return f"{node.text} &"


def _function(node: syntax.Function) -> str:
    return f"{node.name}() {node.text}"


def _simple(node: syntax.Simple) -> str:
    assigned = [f"{one.name}{'+' * one.append}={one.value.raw}" for one in node.assignments]
    return _redirects(node.redirects) + " " * bool(node.redirects) + " ".join([*assigned, *(w.raw for w in node.words)])


def _redirects(redirects: tuple[syntax.Redirect, ...]) -> str:
    return "".join(
        f" {'' if one.operator.startswith('&') else one.fd}{one.operator} {one.target.raw}" for one in redirects
    )


def _pipeline(node: syntax.Pipeline) -> str:
    timed = {"": "", "time": "time ", "-p": "time -p "}[node.timed]
    return timed + "! " * node.negated + " | ".join(map(unparse, node.stages))


def _and_or(node: syntax.AndOr) -> str:
    return unparse(node.first) + "".join(f" {mark} {unparse(one)}" for mark, one in node.rest)


def _subshell(node: syntax.Subshell) -> str:
    return f"( {unparse(node.body)} )"


def _group(node: syntax.Group) -> str:
    return f"{{ {_closed(node.body)} }}"


def _for(node: syntax.For) -> str:
    words = "" if node.words is None else " ".join(["in", *(word.raw for word in node.words)])
    return f"for {node.name} {words}; do {_closed(node.body)} done"


def _count(node: syntax.Count) -> str:
    parts = ";".join(part.raw for part in (node.first, node.condition, node.following))
    return f"for (({parts})); do {_closed(node.body)} done"


def _while(node: syntax.While) -> str:
    return f"{'until' if node.until else 'while'} {_closed(node.condition)} do {_closed(node.body)} done"


def _if(node: syntax.If) -> str:
    branches = [f"if {_closed(condition)} then {_closed(body)} " for condition, body in node.branches]
    otherwise = f"else {_closed(node.otherwise)} " if node.otherwise.items else ""
    return "el".join(branches) + otherwise + "fi"


def _case(node: syntax.Case) -> str:
    items = [f"({'|'.join(word.raw for word in words)}) {unparse(body)} {mark}" for words, body, mark in node.items]
    return f"case {node.word.raw} in {' '.join(items)} esac"


def _calculation(node: syntax.Calculation) -> str:
    return f"(({node.expression.raw}))"


def _condition(node: syntax.Condition) -> str:
    return f"[[ {_test(node.test)} ]]"


def _test(test: syntax.Test) -> str:
    if isinstance(test, syntax.Compare):
        left = "" if test.left is None else f"{test.left.raw} "
        return f"{left}{test.operator} {test.right.raw}"
    if test.operator == "!":
        return f"! ( {_test(test.parts[0])} )"
    return f" {test.operator} ".join(f"( {_test(part)} )" for part in test.parts)


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
    syntax.Count: _compound(_count),
    syntax.Condition: _compound(_condition),
    syntax.Background: _background,
    syntax.Function: _function,
}
