"""Where quotes and substitutions end, and here-documents taken out of a line before the grammar sees it.

`prepare` replaces each here-document and here-string by a plain `<` redirection to a marked word and keeps its text
aside, so that nobody behind it meets a line that is no command.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate

from tutorial.shell.errors import SyntaxFault
from tutorial.shell.syntax import Here

HERE = "\ue000"
"""Marks the target of a redirection that stands for here-document number N: `<` HERE N."""
HERE_STRING = "\ue001"
"""Marks the target of a redirection that stands for a here-string: `<` HERE_STRING word."""
HERE_MARK = re.compile(f"<{HERE}[0-9]+")
DEPTH = 40
"""How deep quotes, substitutions and compound commands may nest."""
TOKEN_LIMIT = 5_000
"""Words and operators of a line, newlines among them."""
PARENTHESES = 2 * DEPTH
"""So many open ones are too deep, whether they group commands or numbers: nothing behind them is looked at."""
BLANKS = " \t"
METACHARACTERS = " \t\n;&|<>()"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A line as its outline is read, its here-documents, warnings, and whether its end asks for another line.

    `ends` are the newlines outside of quotes: where each stands in `text` and in the source, and where the next line
    begins there. `broken` is true where a quote that never ends cut it short.
    """

    text: str
    heres: tuple[Here, ...]
    warnings: tuple[str, ...] = ()
    is_open: bool = False
    ends: tuple[tuple[int, int, int], ...] = ()
    broken: bool = False


class Unfinished(SyntaxFault):
    """The text ends where something more must come: at a terminal, the next line."""

    code = "unfinished"


def unterminated(mark: str) -> SyntaxFault:
    """Bash's words for a quote that never ends."""
    return Unfinished(f"unexpected EOF while looking for matching `{mark}'")


def too_deep() -> SyntaxFault:
    """Our words for nesting that bash would still take."""
    return SyntaxFault(f"nested more than {DEPTH} levels deep, which is not supported here")


def too_long() -> SyntaxFault:
    """Our words for a line that bash would still take."""
    return SyntaxFault(f"a line with more than {TOKEN_LIMIT:,} words and operators is not supported here")


def after_quote(text: str, start: int, depth: int = 0) -> int:
    """The index behind the quote, substitution or escape that begins at `start`; SyntaxFault when it never ends."""
    if depth > DEPTH:
        raise too_deep()
    skip = _SKIPS.get(text[start])
    return start + 1 if skip is None else skip(text, start, depth)


def after_parentheses(text: str, start: int) -> int:
    """The index behind the `)` that belongs to a `(` just before `start`."""
    return _parentheses(text, start, 0)


def _escape(text: str, start: int, depth: int) -> int:
    return min(start + 2, len(text))


def _single(text: str, start: int, depth: int) -> int:
    end = text.find("'", start + 1)
    if end < 0:
        raise unterminated("'")
    return end + 1


def _double(text: str, start: int, depth: int) -> int:
    return _until(text, start + 1, '"', depth, plain_single=True, fault='"')


def _backquote(text: str, start: int, depth: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != "`":
        at += 2 if text[at] == "\\" else 1
    if at >= len(text):
        raise unterminated("`")
    return at + 1


def _dollar(text: str, start: int, depth: int) -> int:
    following = text[start + 1 : start + 2]
    if following == "(":
        return _parentheses(text, start + 2, depth)
    if following == "{":
        return _until(text, start + 2, "}", depth, plain_single=False, fault="}")
    if following == "'":
        at = start + 2
        while at < len(text) and text[at] != "'":
            at += 2 if text[at] == "\\" else 1
        if at >= len(text):
            raise unterminated("'")
        return at + 1
    return start + 1


def _until(text: str, at: int, end: str, depth: int, *, plain_single: bool, fault: str) -> int:
    while at < len(text) and text[at] != end:
        at = at + 1 if text[at] == "'" and plain_single else after_quote(text, at, depth + 1)
        if plain_single and at < len(text) and text[at - 1] == "$" and text[at] == "'":
            at += 1
    if at >= len(text):
        raise unterminated(fault)
    return at + 1


def _parentheses(text: str, start: int, depth: int) -> int:
    """Behind the `)` that closes what begins at `start`; the `)` behind a pattern of `case` closes nothing."""
    at, level, joined = start, 1, -1
    cases: list[int] = []
    while at < len(text):
        if run := _PARENTHESES_RUN.match(text, at):
            at = run.end()
            continue
        mark = text[at]
        begins = at != joined and text[at - 1] in METACHARACTERS
        if mark == "#" and begins:
            at = _line_end(text, at)
            continue
        if mark in "ce" and begins and (found := _CASE.match(text, at)):
            _note_case(cases, level, found[0], begins=_command_begins(text, start, at))
        before, at = at, after_quote(text, at, depth + 1)
        joined = at if at > before + 1 else -1
        if mark == ")" and level in cases:
            continue
        level += (mark == "(") - (mark == ")")
        if level == 0:
            return at
        if level > PARENTHESES:
            raise too_deep()
    raise unterminated(")")


def _command_begins(text: str, start: int, at: int) -> bool:
    """Whether a word at an index is a command's first one."""
    behind = len(text[max(start, at - BACK) : at].rstrip(BLANKS)) + max(start, at - BACK)
    if behind == start or text[behind - 1] in ";&|(\n":
        return True
    return _LEADS.search(text[max(start, behind - BACK) : behind]) is not None


def _note_case(cases: list[int], level: int, word: str, *, begins: bool) -> None:
    if word == "case" and begins:
        cases.append(level)
    elif word == "esac" and level in cases:
        cases.remove(level)


_PARENTHESES_RUN = re.compile(r"""[^\\\#'"`$()ce]+""")
_CASE = re.compile(r"(?:case|esac)(?![^ \t\n;&|<>()])")
_LEADS = re.compile(r"(?:^|[ \t\n;&|()])(?:do|then|else|elif|if|while|until|!|\{)$")
BACK = 40
"""How far before a word it is looked for what leads to it."""


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


_SKIPS: dict[str, Callable[[str, int, int], int]] = {
    "\\": _escape,
    "'": _single,
    '"': _double,
    "`": _backquote,
    "$": _dollar,
}

_RUN = re.compile(r"""[^\n\\#<'"`$]+""")
"""Characters that mean nothing where here-documents and comments are looked for."""
_WORD_RUN = re.compile(r"""[^ \t\n;&|<>()\\'"`$]+""")
_HERE = re.compile(r"<<(<|-?)[ \t]*")


def prepare(text: str) -> Prepared:
    """The line without comments, continued lines joined, here-documents taken out."""
    return _Preparation(text).run()


def prepare_beginning(text: str) -> Prepared:
    """As `prepare`, but a quote that never ends ends what is prepared, before it."""
    preparation = _Preparation(text)
    try:
        return preparation.run()
    except Unfinished:
        return replace(preparation.prepared(), broken=True)


class _Preparation:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\0", "").replace(HERE, "\ufffd").replace(HERE_STRING, "\ufffd")
        self.at = 0
        self.out: list[str] = []
        self.heres: list[Here] = []
        self.waiting: list[tuple[int, str, bool, bool]] = []
        self.warnings: list[str] = []
        self.is_open = False
        self.joined = -1
        self.ends: list[tuple[int, int, int]] = []
        self.calculations: dict[int, int] = {}

    def run(self) -> Prepared:
        while self.at < len(self.text):
            self._one(self.text[self.at])
        if self.waiting:
            self._bodies()
        return self.prepared()

    def prepared(self) -> Prepared:
        """What is prepared so far."""
        lengths = [0, *accumulate(map(len, self.out))]
        ends = tuple((lengths[piece], newline, behind) for piece, newline, behind in self.ends)
        return Prepared("".join(self.out), tuple(self.heres), tuple(self.warnings), self.is_open, ends)

    def _one(self, mark: str) -> None:
        if mark == "\n":
            piece, newline = len(self.out), self.at
            self._take(1)
            self._bodies()
            self.ends.append((piece, newline, self.at))
            if len(self.ends) + 2 * len(self.heres) > TOKEN_LIMIT:
                raise too_long()
        elif mark == "#" and self._at_word_start():
            self.at = _line_end(self.text, self.at)
        elif mark == "\\":
            self._backslash()
        elif mark == "<" and (found := _HERE.match(self.text, self.at)) and not self._calculates():
            self._here(found)
        elif run := _RUN.match(self.text, self.at):
            self.out.append(run[0])
            self.at, self.joined = run.end(), -1
        else:
            self._take(after_quote(self.text, self.at) - self.at)

    def _calculates(self) -> bool:
        """Whether the place is inside of `((…))`, where `<<` shifts."""
        start = self.text.rfind("((", 0, self.at)
        if start >= 0 and start not in self.calculations:
            try:
                end = after_parentheses(self.text, start + 2)
            except SyntaxFault:
                end = 0
            self.calculations[start] = end if self.text.startswith(")", end) else 0
        return self.at < self.calculations.get(start, 0)

    def _take(self, length: int) -> None:
        self.out.append(self.text[self.at : self.at + length])
        self.at += length
        self.joined = self.at if length > 1 else -1

    def _at_word_start(self) -> bool:
        return self.at != self.joined and (self.at == 0 or self.text[self.at - 1] in METACHARACTERS)

    def _backslash(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            self.at += 2
        else:
            self.is_open = following == ""
            self._take(2)

    def _here(self, found: "re.Match[str]") -> None:
        end = word_end(self.text, found.end())
        raw = self.text[found.end() : end]
        if not raw:
            self._take(found.end() - self.at)
            return
        if found[1] == "<":
            self.out.append(f"<{HERE_STRING}")
            self.at = found.end()
            return
        delimiter = re.sub(r"""\\(.)|['"]""", r"\1", raw)
        self.waiting.append((len(self.heres), delimiter, raw != delimiter, found[1] == "-"))
        self.out.append(f"<{HERE}{len(self.heres)}")
        self.heres.append(Here("", False))
        self.at = end

    def _bodies(self) -> None:
        for number, delimiter, quoted, tabs in self.waiting:
            lines: list[str] = []
            while True:
                if self.at >= len(self.text):
                    self.is_open = True
                    self.warnings.append(
                        f"warning: here-document at line 1 delimited by end-of-file (wanted `{delimiter}')"
                    )
                    break
                end = self.text.find("\n", self.at) + 1 or len(self.text)
                line, self.at = self.text[self.at : end], end
                line = line.lstrip("\t") if tabs else line
                if line.rstrip("\n") == delimiter:
                    break
                lines.append(line if line.endswith("\n") else line + "\n")
            self.heres[number] = Here("".join(lines), quoted)
        self.waiting = []


def word_end(text: str, start: int) -> int:
    """The index behind the word that begins at `start`."""
    at = start
    while at < len(text) and text[at] not in METACHARACTERS:
        run = _WORD_RUN.match(text, at)
        at = run.end() if run else after_quote(text, at)
    return at
