"""What a command's usage says of its operands: `ssh [-l USER] [USER@]HOST [COMMAND…]` takes a host, then a command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.shell.command import Option

_OPERAND = re.compile(
    r"(\[USER@\]HOST|<[a-z_-]+>|(?<![\w-])[A-Z][A-Z-]*(?:=VALUE)?(?![\w-]))([\]>\[=A-Z]*(?:…|\.\.\.))?"
)
_CHOICE = re.compile(r"\|<[a-z_-]+>")


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand's kind (`FILE`, `APP-ID`), and whether there may be several of it."""

    kind: str
    many: bool


def operands(usage: str) -> tuple[Operand, ...]:
    """The operands that a usage names, in order, without options and their arguments."""
    first = _CHOICE.sub("", _without_options(usage.partition("  or  ")[0]))
    found = ((name.strip("<>").replace("_", "-").upper(), bool(many)) for name, many in _OPERAND.findall(first))
    return tuple(Operand(kind, many) for kind, many in found if kind != "OPTION")


def _without_options(usage: str) -> str:
    """The usage without the brackets that begin with a hyphen."""
    kept, depth = "", 0
    for at, mark in enumerate(usage):
        if mark == "[" and (depth or usage[at + 1 : at + 2] == "-"):
            depth += 1
        kept += "" if depth else mark
        depth -= mark == "]" and depth > 0
    return kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the word behind some words may be: the argument of an option, else an operand.

    `operand` is the number of the operand, counted from 0; `words` are the operands before it; `options_over` is true
    behind `--`.
    """

    argument: str
    words: tuple[str, ...]
    options_over: bool


def wanted(options: tuple[Option, ...], words: tuple[str, ...], *, permute: bool = True) -> Wanted:
    """What may follow some words of a command. Without `permute` options end at the first operand."""
    flags = {flag: option for option in options for flag in option.flags}
    found: list[str] = []
    waiting: Iterator[str] = iter(())
    over = False
    for word in words:
        if next(waiting, None) is not None:
            continue
        if over or not word.startswith("-") or word == "-":
            found.append(word)
            over = over or not permute
        elif word == "--":
            over = True
        else:
            waiting = iter(_arguments(flags, word))
    return Wanted(next(waiting, ""), tuple(found), over)


def _arguments(flags: dict[str, Option], word: str) -> list[str]:
    """The kinds of the arguments that must follow a word with options."""
    if word in flags:
        return _kinds(flags[word].argument)
    if word.startswith("--"):
        return []
    for at in range(1, len(word)):
        option = flags.get(f"-{word[at]}")
        if option is not None and option.argument:
            return _kinds(option.argument) if at + 1 == len(word) else []
    return []


def _kinds(argument: str) -> list[str]:
    """The arguments that an option takes: `NAME TEXT` are two, `NAME: VALUE` is one."""
    return argument.split() if ":" not in argument else [argument]
