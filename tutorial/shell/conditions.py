"""`[[ … ]]`: from its source to a tree. Its words are neither split nor matched against file names."""

import re

from tutorial.shell import scan
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.syntax import Compare, Literal, Logic, Test, Word
from tutorial.shell.words import ParseScript, parse_word

UNARY = frozenset(f"-{letter}" for letter in "abcdefghknprstuvwxzGLNOS")
BINARY = frozenset({"=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"})
_OPERATOR = re.compile(r"\|\||&&|[()<>]")
_BLANKS = re.compile(r"[ \t\n]*")
_REGEX_RUN = re.compile(r"[^ \t\n()\\'\"$`]+")


def parse(text: str, script: ParseScript, depth: int) -> Test:
    """The condition between `[[` and `]]`; SyntaxFault with bash's words when it is none."""
    return _Reader(text, script, depth).whole()


class _Reader:
    def __init__(self, text: str, script: ParseScript, depth: int) -> None:
        self.text, self.script, self.depth = text, script, depth
        self.at = self.level = 0
        self.mark = self._read()

    def whole(self) -> Test:
        test = self._either()
        if self.mark:
            raise self._fault()
        return test

    # Tokens

    def _read(self) -> str:
        """The operator or word at the place; "" at the end."""
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at
        if self.at >= len(self.text):
            return ""
        start, operator = self.at, _OPERATOR.match(self.text, self.at)
        self.at = operator.end() if operator else max(scan.word_end(self.text, self.at), start + 1)
        return self.text[start : self.at]

    def _next(self) -> str:
        taken, self.mark = self.mark, self._read()
        return taken

    def _fault(self) -> SyntaxFault:
        near = self.mark or "]]"
        return SyntaxFault(f"syntax error in conditional expression: unexpected token `{near}'")

    def _word(self, raw: str) -> Word:
        return parse_word(raw, self.script, self.depth)

    # Grammar

    def _joined(self, operator: str, test: Test) -> Test:
        parts = [test]
        while self.mark == operator:
            self._next()
            parts.append(self._both() if operator == "||" else self._one())
        return Logic(operator, tuple(parts)) if len(parts) > 1 else test

    def _either(self) -> Test:
        return self._joined("||", self._both())

    def _both(self) -> Test:
        return self._joined("&&", self._one())

    def _one(self) -> Test:
        self.level += 1
        if self.level > scan.DEPTH:
            raise scan.too_deep()
        test = self._test()
        self.level -= 1
        return test

    def _test(self) -> Test:
        if self.mark == "!":
            self._next()
            return Logic("!", (self._one(),))
        if self.mark == "(":
            self._next()
            test = self._either()
            if self.mark != ")":
                raise self._fault()
            self._next()
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        first = self._operand()
        if first in UNARY and self.mark and self.mark not in BINARY and not _OPERATOR.fullmatch(self.mark):
            return Compare(first, self._word(self._next()))
        if self.mark not in BINARY:
            return Compare("-n", self._word(first))
        operator = self.mark
        right = self._regex() if operator == "=~" else self._operand(after=True)
        return Compare(operator, right if isinstance(right, Word) else self._word(right), self._word(first))

    def _operand(self, *, after: bool = False) -> str:
        if after:
            self._next()
        if not self.mark or _OPERATOR.fullmatch(self.mark):
            raise self._fault()
        return self._next()

    def _regex(self) -> Word:
        """What stands behind `=~`: blanks within parentheses belong to it."""
        start = at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches anywhere
        level = 0
        while at < len(self.text) and (level > 0 or self.text[at] not in " \t\n"):
            if run := _REGEX_RUN.match(self.text, at):
                at = run.end()
                continue
            level += (self.text[at] == "(") - (self.text[at] == ")")
            if level < 0:
                break
            at = scan.after_quote(self.text, at)
        if at == start:
            self._next()
            raise self._fault()
        raw, self.at = self.text[start:at], at
        self.mark = self._read()
        return self._word(raw) if raw else Word((Literal(""),))
