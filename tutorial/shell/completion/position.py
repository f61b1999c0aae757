"""Where the cursor stands in a line that is still being typed: in which command, in which word, inside of which quote.

Only what stands before the cursor is read, by the same scanner that reads whole lines.
"""

import re
from dataclasses import dataclass, replace

from tutorial.shell import scan, tokens
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.scan import Unfinished
from tutorial.shell.tokens import END, Token

PLAIN, SINGLE, DOUBLE = "", "'", '"'
"""The quote that is open at the cursor."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_VARIABLE = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*)?")
_LEADS = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{"})
"""Behind these a command begins."""
_ENDS = frozenset({"fi", "done", "esac", "}"})
"""Behind these no word may follow."""
_HERE = re.compile(r"[0-9]*<<-?")
_BLANKS = re.compile(r"[ \t\r\f\v]+|\\\n")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a line. `words` are the sources of the command's words before it; `source` is what is typed of the
    word itself, from the index `start`; `quote` is the quote that is open there.

    `redirect` is true behind `<` and its like, `variable` where the source is `$NAME` or `${NAME`; `raw` is true
    inside of backquotes, where backslashes have a meaning of their own.
    """

    start: int
    source: str
    words: tuple[str, ...] = ()
    quote: str = PLAIN
    redirect: bool = False
    variable: bool = False
    raw: bool = False

    @property
    def in_braces(self) -> bool:
        """Whether a variable is written `${NAME`."""
        return self.source.startswith("${")


def locate(text: str) -> Position | None:
    """The position at the end of a text; None where nothing can be completed: in comments, here-documents, numbers."""
    try:
        return _Walk(text).run(0)
    except SyntaxFault:
        return None


class _Walk:
    """Goes through the tokens of a text, and into the one that is open at its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.redirect = ""
        self.heres: list[re.Pattern[str]] = []
        self.over = False

    def run(self, depth: int) -> Position | None:
        """The position at the text's end."""
        at = 0
        while True:
            at = self._behind_blanks(at)
            if self.text.startswith("#", at):
                at = self.text.find("\n", at)
                if at < 0:
                    return None
            try:
                token = tokens.read(self.text, at)
            except Unfinished:
                return self._inside(at, depth)
            if token.text == END or (token.is_word and token.end == len(self.text)):
                return self._inside(token.start, depth)
            at = self._take(token)
            if at < 0:
                return None

    def _behind_blanks(self, at: int) -> int:
        while found := _BLANKS.match(self.text, at):
            at = found.end()
        return at

    def _take(self, token: Token) -> int:
        """Note a token that is whole; the index behind it, -1 where the text ends in a here-document."""
        if token.is_word:
            self._word(token.text)
        elif token.redirects:
            self.redirect = token.text
        else:
            self.words, self.redirect, self.over = [], "", False
            if token.text == "\n" and self.heres:
                return self._behind_heres(token.end)
        return token.end

    def _word(self, source: str) -> None:
        if self.redirect:
            if _HERE.fullmatch(self.redirect):
                tabs = r"\t*" if self.redirect.endswith("-") else ""
                delimiter = re.sub(r"""\\(.)|['"]""", r"\1", source)
                self.heres.append(re.compile(rf"^{tabs}{re.escape(delimiter)}$", re.MULTILINE))
            self.redirect = ""
        elif self.words:
            self.words.append(source)
        elif source in _ENDS:
            self.over = True
        elif source not in _LEADS and not _ASSIGNMENT.match(source):
            self.words.append(source)

    def _behind_heres(self, at: int) -> int:
        for delimiter in self.heres:
            found = delimiter.search(self.text, at)
            if found is None or found.end() == len(self.text):
                return -1
            at = found.end() + 1
        self.heres = []
        return at

    # Into the word that is open at the end

    def _inside(self, start: int, depth: int) -> Position | None:
        found = _Word(self.text[start:], depth).run()
        if found is None or _HERE.fullmatch(self.redirect) or (self.over and not self.redirect):
            return None
        if found.words or found.start:
            return replace(found, start=found.start + start)
        found = replace(found, start=start, words=tuple(self.words), redirect=bool(self.redirect))
        if self.words[:1] == ["for"] and len(self.words) == 1:
            return None
        return found if found.variable or self.words or self.redirect else _value(found)


def _value(found: Position) -> Position:
    """In `NAME=value` before a command it is the value that is completed, as a file."""
    match = _ASSIGNMENT.match(found.source)
    if match is None:
        return found
    return replace(found, start=found.start + match.end(), source=found.source[match.end() :], redirect=True)


class _Word:
    """The source of a word up to the cursor: which quote is open, or which command inside of it."""

    def __init__(self, source: str, depth: int) -> None:
        self.source, self.depth = source, depth
        self.dollar = -1
        self.escaping = False

    def run(self) -> Position | None:
        if self.source.startswith(("<(", ">(")):
            return None
        return self._walk(0, PLAIN)

    def _walk(self, at: int, quote: str) -> Position | None:
        while at < len(self.source):
            mark = self.source[at]
            self.dollar = at if mark == "$" else self.dollar
            self.escaping = mark == "\\" and at + 1 == len(self.source)
            plain = quote == DOUBLE and mark == "'"
            try:
                at = at + 1 if plain else scan.after_quote(self.source, at)
            except Unfinished:
                return self._open(at, quote)
        return self._end(quote)

    def _open(self, at: int, quote: str) -> Position | None:
        """What begins there never ends."""
        mark, following = self.source[at], self.source[at + 1 : at + 2]
        if mark == DOUBLE and quote == PLAIN:
            return self._walk(at + 1, DOUBLE)
        if mark == SINGLE and quote == PLAIN:
            return Position(0, self.source, quote=SINGLE)
        if mark == "`":
            return self._command(at + 1, raw=True)
        if following == "(" and not self.source.startswith("((", at + 1):
            return self._command(at + 2, raw=False)
        if following == "{" and _NAME.fullmatch(self.source[at + 2 :] or "x"):
            return Position(at, self.source[at:], quote=quote, variable=True)
        return None

    def _command(self, at: int, *, raw: bool) -> Position | None:
        """The position inside of a substitution."""
        if self.depth >= scan.DEPTH:
            return None
        found = _Walk(self.source[at:]).run(self.depth + 1)
        return None if found is None else replace(found, start=found.start + at, raw=raw or found.raw)

    def _end(self, quote: str) -> Position:
        if self.dollar >= 0 and _VARIABLE.fullmatch(self.source, self.dollar):
            return Position(self.dollar, self.source[self.dollar :], quote=quote, variable=True)
        return Position(0, self.source[:-1] if self.escaping else self.source, quote=quote)
