"""Aliases: names that stand for the beginning of a command. A word that was typed without quotes may be one.

Unlike bash, which looks while it reads a line, we look when the command is run: an alias counts from the next command
on, in functions, too. Source: bash(1), ALIASES.
"""

from dataclasses import replace

from tutorial.shell.errors import SyntaxFault
from tutorial.shell.parse import parse
from tutorial.shell.session import Session
from tutorial.shell.syntax import AndOr, Literal, Node, Pipeline, Sequence, Simple, Word


def named(node: Simple, session: Session) -> str:
    """The alias that a command begins with; "" where it begins with none, or with one that is being expanded."""
    name = _name(node.words[0]) if node.words else ""
    return name if name not in session.expanding and any(name == known for known, _ in session.aliases) else ""


def _name(word: Word) -> str:
    """The word as it may name an alias; "" where something in it is quoted or expanded."""
    first = word.parts[0] if len(word.parts) == 1 else None
    return first.text if isinstance(first, Literal) and first.text == word.raw else ""


def expanded(node: Simple, session: Session, name: str) -> Node:
    """What a command that begins with an alias is in full; SyntaxFault for one that can't be read."""
    text, rest = dict(session.aliases)[name], node.words[1:]
    if text[-1:].isspace() and rest:
        rest = _following(rest, session)
    whole = _with_more(parse(text)[0], rest, node)
    return _with_values(whole, node) if node.assignments else whole


def _following(words: tuple[Word, ...], session: Session) -> tuple[Word, ...]:
    """The words behind an alias that ends with a blank: the first of them may be one, too."""
    behind = Simple((), words, ())
    if not (name := named(behind, session)):
        return words
    found = expanded(behind, session, name)
    while isinstance(found, Sequence) and len(found.items) == 1:
        found = found.items[0]
    return found.words if isinstance(found, Simple) and not found.redirects else words


def _with_more(node: Node, words: tuple[Word, ...], typed: Simple) -> Node:
    """What an alias stands for with the words and redirections that were typed behind it."""
    if isinstance(node, Sequence) and node.items:
        return Sequence((*node.items[:-1], _with_more(node.items[-1], words, typed)))
    if isinstance(node, Pipeline):
        return replace(node, stages=(*node.stages[:-1], _with_more(node.stages[-1], words, typed)))
    if isinstance(node, AndOr):
        (operator, last), before = node.rest[-1], node.rest[:-1]
        return replace(node, rest=(*before, (operator, _with_more(last, words, typed))))
    if isinstance(node, Simple):
        return replace(node, words=(*node.words, *words), redirects=(*node.redirects, *typed.redirects))
    if isinstance(node, Sequence):
        return Simple((), words, typed.redirects)
    if words or typed.redirects:
        raise SyntaxFault(f"syntax error near unexpected token `{words[0].raw if words else 'newline'}'", 2)
    return node


def _with_values(node: Node, typed: Simple) -> Node:
    """The same with the values that were typed before it, which the first command gets."""
    if isinstance(node, Sequence) and node.items:
        return Sequence((_with_values(node.items[0], typed), *node.items[1:]))
    if isinstance(node, Pipeline):
        return replace(node, stages=(_with_values(node.stages[0], typed), *node.stages[1:]))
    if isinstance(node, AndOr):
        return replace(node, first=_with_values(node.first, typed))
    if isinstance(node, Simple):
        return replace(node, assignments=(*typed.assignments, *node.assignments))
    return node
