"""Words: from their source to parts (quotes, parameters, substitutions)."""

import re
from collections.abc import Callable

from tutorial.shell import scan
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.syntax import Arithmetic, Literal, Parameter, Part, Sequence, Substitution, Word

ParseScript = Callable[[str, int], Sequence]
"""Parses the inside of a substitution that stands at a depth."""

_UNQUOTED = re.compile(r"""[^\\'"$`]+""")
_QUOTED = re.compile(r"[^\\$`]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!\-]")
_BRACED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!\-]")
_OPERATOR = re.compile(r":[-=?+]|%%|##|//|\^\^|,,|[-=?+%#/:^,]")
_INDIRECT = re.compile(r"!([A-Za-z_][A-Za-z0-9_]*|[0-9]+|#)")
_STATUSES = re.compile(r"PIPESTATUS\[([0-9]{1,3}|[@*])\]")
_QUOTING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*|[0-9]+)@([QULu])")
_ANSI = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))", re.DOTALL
)
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class BadSubstitution(SyntaxFault):
    """`${…}` with something in it that bash, or we, can't take."""


def parse_word(raw: str, script: ParseScript, depth: int = 0) -> Word:
    """The word whose source is `raw`."""
    if _UNQUOTED.fullmatch(raw):
        return Word((Literal(raw),), raw)
    return Word(_Parts(raw, script, depth).unquoted(), raw)


def parse_text(raw: str, script: ParseScript, depth: int = 0) -> Word:
    """A text in which parameters and substitutions are expanded but quotes are plain: a here-document."""
    return Word(_Parts(raw, script, depth).quoted(len(raw), escapes="$`\\"), raw)


def ansi(text: str) -> str:
    """The text of `$'…'` with its escapes replaced."""

    def one(found: "re.Match[str]") -> str:
        code = found[1] or found[2] or found[3]
        if code or found[4]:
            number = int(code, 16) if code else int(found[4], 8) & 0xFF
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
        if found[5]:
            return chr(ord(found[5]) & 0x1F)
        return _ANSI_LETTERS.get(found[6], found[6] if found[6] in "\\'\"?" else found[0])

    return _ANSI.sub(one, text)


class _Parts:
    def __init__(self, raw: str, script: ParseScript, depth: int) -> None:
        if depth > scan.DEPTH:
            raise scan.too_deep()
        self.raw, self.script, self.depth = raw, script, depth
        self.at = 0
        self.parts: list[Part] = []
        self.open: list[str] = []
        self.open_quoted = False

    def unquoted(self) -> tuple[Part, ...]:
        """All of the source, as outside of quotes."""
        while self.at < len(self.raw):
            mark = self.raw[self.at]
            if mark == "\\":
                following = self.raw[self.at + 1 : self.at + 2]
                self._text("" if following == "\n" else following or "\\", quoted=True)
                self.at += 2
            elif mark == "'":
                end = scan.after_quote(self.raw, self.at)
                self._text(self.raw[self.at + 1 : end - 1], quoted=True)
                self.at = end
            elif mark == '"':
                self._double()
            elif mark in "$`":
                self._dollar(quoted=False)
            else:
                self._run(_UNQUOTED, len(self.raw), quoted=False)
        self._close()
        return tuple(self.parts)

    def quoted(self, end: int, escapes: str) -> tuple[Part, ...]:
        """The source up to `end`, as inside of double quotes."""
        while self.at < end:
            mark = self.raw[self.at]
            if mark == "\\" and self.at + 1 < end and self.raw[self.at + 1] in escapes + "\n":
                following = self.raw[self.at + 1]
                self._text("" if following == "\n" else following, quoted=True)
                self.at += 2
            elif mark in "$`":
                self._dollar(quoted=True)
            elif mark == "\\":
                self._text(mark, quoted=True)
                self.at += 1
            else:
                self._run(_QUOTED, end, quoted=True)
        self._close()
        return tuple(self.parts)

    def _run(self, plain: "re.Pattern[str]", end: int, *, quoted: bool) -> None:
        """Take characters that stand for themselves."""
        found = plain.match(self.raw, self.at, end)
        assert found is not None, "what is special is taken elsewhere"
        self._text(found[0], quoted=quoted)
        self.at = found.end()

    def _text(self, text: str, *, quoted: bool) -> None:
        if self.open and self.open_quoted != quoted:
            self._close()
        self.open.append(text)
        self.open_quoted = quoted

    def _close(self) -> None:
        """What was read since the last part is a literal part."""
        if self.open:
            self.parts.append(Literal("".join(self.open), self.open_quoted))
            self.open = []

    def _add(self, part: Part) -> None:
        self._close()
        self.parts.append(part)

    def _double(self) -> None:
        end = scan.after_quote(self.raw, self.at)
        self._text("", quoted=True)
        self.at += 1
        self.quoted(end - 1, escapes='$`"\\')
        self.at = end

    def _dollar(self, *, quoted: bool) -> None:
        following = self.raw[self.at + 1 : self.at + 2]
        if self.raw[self.at] == "`":
            self._backquote(quoted=quoted)
        elif following == "(":
            self._parentheses(quoted=quoted)
        elif following == "{":
            end = scan.after_quote(self.raw, self.at)
            self._add(self._braced(self.raw[self.at + 2 : end - 1], quoted=quoted))
            self.at = end
        elif following == "'" and not quoted:
            end = scan.after_quote(self.raw, self.at)
            self._text(ansi(self.raw[self.at + 2 : end - 1]), quoted=True)
            self.at = end
        elif following == '"' and not quoted:
            self.at += 1
        elif found := _NAME.match(self.raw, self.at + 1):
            self._add(Parameter(found[0], quoted, bare=True))
            self.at = found.end()
        else:
            self._text("$", quoted=quoted)
            self.at += 1

    def _backquote(self, *, quoted: bool) -> None:
        end = scan.after_quote(self.raw, self.at)
        inside = re.sub(r'\\([$`\\"])' if quoted else r"\\([$`\\])", r"\1", self.raw[self.at + 1 : end - 1])
        self._add(Substitution(self.script(inside, self.depth + 1), quoted))
        self.at = end

    def _parentheses(self, *, quoted: bool) -> None:
        end = scan.after_quote(self.raw, self.at)
        inside = self.raw[self.at + 2 : end - 1]
        if inside.startswith("(") and inside.endswith(")") and _balanced(inside[1:-1]):
            expression = _Parts(inside[1:-1], self.script, self.depth + 1)
            self._add(Arithmetic(Word(expression.quoted(len(inside) - 2, escapes='$`"\\')), quoted))
        else:
            self._add(Substitution(self.script(inside, self.depth + 1), quoted))
        self.at = end

    def _braced(self, inside: str, *, quoted: bool) -> Parameter:
        if found := re.fullmatch(r"#([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!\-])", inside):
            return Parameter(found[1], quoted, "length")
        if found := _INDIRECT.fullmatch(inside):
            return Parameter(found[1], quoted, "indirect")
        if found := _STATUSES.fullmatch(inside):
            return Parameter(f"PIPESTATUS[{found[1]}]", quoted)
        if found := _QUOTING.fullmatch(inside):
            return Parameter(found[1], quoted, f"@{found[2]}")
        found = _BRACED.match(inside)
        if found is None:
            raise BadSubstitution(f"${{{inside}}}: bad substitution", exit_code=1)
        rest = inside[found.end() :]
        if not rest:
            return Parameter(found[0], quoted)
        operator = _OPERATOR.match(rest)
        if operator is None:
            raise BadSubstitution(f"${{{inside}}}: bad substitution", exit_code=1)
        return self._operation(found[0], operator[0], rest[operator.end() :], quoted=quoted)

    def _operation(self, name: str, operator: str, rest: str, *, quoted: bool) -> Parameter:
        second = None
        if operator in {"/", "//", ":"}:
            first, mark, after = _halves(rest, ":" if operator == ":" else "/")
            second = self._inner(after, quoted=quoted and operator != ":") if mark else None
            return Parameter(name, quoted, operator, self._inner(first, quoted=False), second)
        as_quoted = quoted and operator not in {"%", "%%", "#", "##"}
        return Parameter(name, quoted, operator, self._inner(rest, quoted=as_quoted))

    def _inner(self, raw: str, *, quoted: bool) -> Word:
        parts = _Parts(raw, self.script, self.depth + 1)
        return Word(parts.mixed() if quoted else parts.unquoted(), raw)

    def mixed(self) -> tuple[Part, ...]:
        """The word of `${x:-word}` inside of double quotes: double quotes in it still group, single ones are plain."""
        while self.at < len(self.raw):
            mark = self.raw[self.at]
            if mark == '"':
                self._double()
            elif mark == "\\" and self.raw[self.at + 1 : self.at + 2] in tuple('$`"\\}'):
                self._text(self.raw[self.at + 1], quoted=True)
                self.at += 2
            else:
                self.quoted(self.at + 1, escapes="")
        self._close()
        return tuple(self.parts)


def _balanced(text: str) -> bool:
    level = 0
    for mark in text:
        level += (mark == "(") - (mark == ")")
        if level < 0:
            return False
    return level == 0


def _halves(text: str, mark: str) -> tuple[str, str, str]:
    at = 0
    while at < len(text):
        if text[at] == mark and at > 0:
            return text[:at], mark, text[at + 1 :]
        at = scan.after_quote(text, at)
    return text, "", ""
