"""The tokens of an awk program, one after another."""

from typing import NoReturn

from tutorial.shell.awk.syntax import Invoke
from tutorial.shell.awk.tokens import Token, fault

DEPTH = 40
"""How deep expressions and statements may stand inside of each other."""


class Cursor:
    """Where a reader stands: the next token, the part of the program (`BEGIN`, `END`, `function`, or a rule's: empty)
    and the loops around it. While there is `no_greater`, `>` redirects and compares nothing.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.part, self.loops = "", 0
        self.no_greater = False
        self.calls: list[Invoke] = []

    @property
    def token(self) -> Token:
        """The next one."""
        return self.tokens[self.at]

    def wrong(self) -> NoReturn:
        """Refuse the next one."""
        shown = "unexpected newline or end of string" if self.token.kind in {"newline", "end"} else "syntax error"
        raise fault(self.token.line, shown + ("" if "unexpected" in shown else f" at or near {self.token.text}"))

    def is_mark(self, *texts: str) -> bool:
        """Whether the next one is one of these marks or keywords."""
        return self.token.kind in {"mark", "word"} and self.token.text in texts

    def take(self) -> Token:
        """The next one, taken."""
        self.at += self.token.kind != "end"
        return self.tokens[self.at - 1] if self.token.kind != "end" or self.at else self.token

    def accept(self, *texts: str) -> bool:
        """Take the next one if it is one of these."""
        found = self.is_mark(*texts)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        """Take this one."""
        if not self.accept(text):
            self.wrong()

    def newlines(self, *, semicolons: bool = False) -> None:
        """Skip newlines."""
        while self.token.kind == "newline" or (semicolons and self.is_mark(";")):
            self.at += 1

    def name(self) -> str:
        """Take a name."""
        if self.token.kind not in {"name", "call"}:
            self.wrong()
        self.at += 1
        return self.tokens[self.at - 1].text

    def deeper(self) -> None:
        """Count one more level."""
        self.depth += 1
        if self.depth > DEPTH:
            raise fault(self.token.line, f"more than {DEPTH} levels inside of each other are not supported here")
