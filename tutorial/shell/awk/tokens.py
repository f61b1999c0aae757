"""The words of an awk program."""

import re
from dataclasses import dataclass

from tutorial.shell.errors import UsageError
from tutorial.shell.escapes import unescape

KEYWORDS = frozenset(
    {"BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile"}
    | {"exit", "return", "delete", "in", "getline", "print", "printf"}
)
_TOKEN = re.compile(
    r"""(?P<blank>(?:[ \t\r]|\\\r?\n|\#[^\n]*)+)
    |(?P<newline>\n)
    |(?P<number>0[xX][0-9a-fA-F]{1,16}|(?:[0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})(?:[eE][+-]?[0-9]{1,4})?)
    |(?P<string>"(?:[^"\\\n]|\\.|\\\n)*")
    |(?P<call>[A-Za-z_][A-Za-z0-9_]*(?=\())
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>\*\*=|\*\*|\+\+|--|\+=|-=|\*=|/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||>>|[-+*/%^!<>|?:~$=;,(){}\[\]])""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/((?:[^/\\\n\[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.|\[:[a-z]+:\])*\])*)/", re.DOTALL)
_OPERANDS = frozenset({"number", "string", "name", "regex"})
_BEHIND_OPERANDS = frozenset({")", "]", "$", "++", "--"})
TOKENS_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a program. `kind` is number, string, regex, call, name, word (a keyword), mark, newline or end."""

    kind: str
    text: str
    line: int


def fault(line: int, words: str) -> UsageError:
    """What gawk says of a program that it can't read; the exit code is its."""
    return UsageError(f"cmd. line:{line}: {words}", exit_code=1)


def fatal(words: str) -> UsageError:
    """gawk's words for what ends a program."""
    return UsageError(f"cmd. line:1: fatal: {words}", exit_code=2)


def read_tokens(text: str) -> list[Token]:
    """The words of a program; UsageError where there is none."""
    tokens: list[Token] = []
    at, line = 0, 1
    while at < len(text):
        found = _regex_at(text, at, tokens) or _TOKEN.match(text, at)
        if found is None:
            words = {"/": "unterminated regexp", '"': "unterminated string"}
            raise fault(line, words.get(text[at], f"syntax error: invalid char '{text[at]}' in expression"))
        at = found.end()
        kind = found.lastgroup or "regex"
        if kind != "blank":
            tokens.append(_token(kind, found, line))
        line += found[0].count("\n")
        if len(tokens) > TOKENS_LIMIT:
            raise fault(line, f"a program of more than {TOKENS_LIMIT:,} words is not supported here")
    return [*tokens, Token("newline", "\n", line), Token("end", "end of program", line)]


def _regex_at(text: str, at: int, tokens: list[Token]) -> "re.Match[str] | None":
    """A slash begins a pattern where no operand stands before it."""
    if text[at] != "/":
        return None
    before = tokens[-1] if tokens else None
    if before is not None and (before.kind in _OPERANDS or before.text in _BEHIND_OPERANDS):
        return None
    return _REGEX.match(text, at)


def _token(kind: str, found: "re.Match[str]", line: int) -> Token:
    text = found[0]
    if kind == "regex":
        return Token(kind, found[1], line)
    if kind == "string":
        return Token(kind, string(text[1:-1]), line)
    if kind in {"name", "call"} and text in KEYWORDS:
        return Token("word", "function" if text == "func" else text, line)
    return Token(kind, {"**": "^", "**=": "^="}.get(text, text), line)


def string(text: str) -> str:
    """A string's value: `\\"` and `\\/` are themselves, other escapes as in C."""
    text = re.sub(r"\\(.)", lambda found: _kept(found[1]), text, flags=re.DOTALL)
    return unescape(text, octal_zero=False, stops=False)[0]


def _kept(mark: str) -> str:
    if mark in '"/':
        return mark
    if mark == "\n":
        return ""
    return f"\\{mark}" if mark in "abfnrtvx01234567\\" else f"\\\\{mark}"
