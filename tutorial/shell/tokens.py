"""The operators and words of a line."""

import re
from dataclasses import dataclass

from tutorial.shell import scan

END = ""

_OPERATOR = re.compile(r";;&|;;|;&|&&|\|\||\|&|&>>|&>|[0-9]*(?:<<<|<<-?|<&|<>|<|>>|>&|>\||>)|[;&|()]|\n")
_BLANKS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"^([0-9]+).*")
_ARRAY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=\(")
_HERE = {scan.HERE: "<<", scan.HERE_STRING: "<<<"}


@dataclass(frozen=True, slots=True)
class Token:
    """An operator, a newline or a word as typed, and where it stands; `END` behind the last one."""

    text: str
    start: int
    end: int
    is_word: bool = False

    @property
    def is_array(self) -> bool:
        """Whether it is `name=(words)`."""
        return self.is_word and self.text.endswith(")") and _ARRAY.match(self.text) is not None

    @property
    def redirects(self) -> bool:
        """Whether a word must follow: `<`, `2>&` and their like."""
        return not self.is_word and ("<" in self.text or ">" in self.text)


def read(text: str, at: int) -> Token:
    """The token at or behind an index."""
    if blanks := _BLANKS.match(text, at):
        at = blanks.end()
    if at >= len(text):
        return Token(END, at, at)
    start = at
    if text.startswith(("<(", ">("), start):
        at = scan.after_parentheses(text, start + 2)
    elif found := _OPERATOR.match(text, start):
        return Token(found[0], start, found.end())
    at = scan.word_end(text, at)
    if text.startswith("(", at) and _ARRAY.fullmatch(text[start : at + 1]):
        at = scan.after_parentheses(text, at + 1)
    return Token(text[start:at], start, at, is_word=True)


def shown(text: str, token: Token) -> str:
    """A token as bash names it in a complaint."""
    if token.text == "<":
        return _HERE.get(text[token.end : token.end + 1], "<")
    return _NUMBER.sub(r"\1", token.text) if token.redirects else token.text
