"""Bash's grammar as far as it says which token may come next: the first fault in bash's words, or that a line is open.

tree-sitter's grammar of bash mends faults in ways of its own, and misreads some redirections, negations, newlines and
substitutions. So `parse` shows it a skeleton: the line with every simple command made one word, every redirection of a
compound command blank, newlines made semicolons; what stood there is kept here, by the place where it begins.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.shell import scan, tokens
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.scan import Unfinished
from tutorial.shell.tokens import END, Token

Stretch = tuple[int, int]
"""Where a piece of the line begins and ends."""
UNEXPECTED_END = "syntax error: unexpected end of file"


_ASSIGNED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?\+?=")
_CLOSING = frozenset({"in", "then", "else", "elif", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"})
_ENDS_OF_ITEM = frozenset({";;", ";&", ";;&"})
_SEPARATORS = frozenset({";", "&", "\n"})


@dataclass(slots=True)
class Outline:
    """What a line consists of. Stretches are found by where the thing begins, redirections by where they follow it.
    Of a function there are the stretches of its name and its body; `falls` has the `;&` or `;;&` behind an item of
    `case`. `timed` says in which form it is told how long a pipeline took: `-p` or `time`.

    `text` is the line, with a blank put between two parentheses that the grammar would take for arithmetic;
    `unsupported` says what in it we do not run.
    """

    text: str
    marks: list[str]
    simple: dict[int, Stretch] = field(default_factory=dict)
    calculations: dict[int, Stretch] = field(default_factory=dict)
    redirects: dict[int, Stretch] = field(default_factory=dict)
    words: dict[int, Stretch] = field(default_factory=dict)
    functions: dict[int, tuple[Stretch, Stretch]] = field(default_factory=dict)
    conditions: dict[int, Stretch] = field(default_factory=dict)
    falls: dict[int, str] = field(default_factory=dict)
    negated: set[int] = field(default_factory=set)
    timed: dict[int, str] = field(default_factory=dict)
    unsupported: str = ""

    @property
    def skeleton(self) -> str:
        """The line with nothing in it but what its structure comes from; as long as the line."""
        return "".join(self.marks)

    def mask(self, start: int, end: int, mark: str) -> None:
        """Write a mark over a stretch of the skeleton."""
        self.marks[start:end] = mark * (end - start)


def read(text: str) -> Outline:
    """The outline of a line without here-documents and comments.

    Raises SyntaxFault with bash's words for the first fault, `Unfinished` where the line ends inside of something.
    """
    reader = _Reader(text)
    reader.program()
    reader.outline.text = reader.text
    return reader.outline


def first_end(text: str) -> tuple[int, bool] | None:
    """Where the first line of such a text ends, and whether at a fault: the newline or the text's end behind its
    commands, or the fault in them. None where the text ends before the line does.
    """
    reader, fault = None, False
    try:
        reader = _Reader(text)
        reader.first_line()
    except Unfinished:
        return None
    except SyntaxFault:
        fault = True
    at = 0 if reader is None else reader.token.start - (len(reader.text) - len(text))
    return at, fault


def unexpected(token: str) -> SyntaxFault:
    """Bash's words for a token that can't stand where it stands."""
    return SyntaxFault(f"syntax error near unexpected token `{'newline' if token == chr(10) else token}'")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.depth, self.end = text, 0, 0
        self.outline = Outline(text, list(text))
        self.count = 0
        self.token = tokens.read(text, 0)

    # Tokens

    def _next(self) -> Token:
        """Take the token; `end` is where it ends."""
        taken = self.token
        self.end, self.token = taken.end, tokens.read(self.text, taken.end)
        self.count += 1
        if self.count > scan.TOKEN_LIMIT:
            raise scan.too_long()
        return taken

    def _fault(self) -> SyntaxFault:
        if self.token.text == END:
            return Unfinished(UNEXPECTED_END)
        return unexpected(tokens.shown(self.text, self.token))

    def _expect(self, *texts: str) -> str:
        if self.token.text not in texts:
            raise self._fault()
        return self._next().text

    def _word(self) -> Token:
        if not self.token.is_word:
            raise self._fault()
        return self._next()

    def _newlines(self) -> None:
        while self.token.text == "\n":
            self.outline.mask(self.token.start, self.token.end, " ")
            self._next()

    def _at_once(self) -> None:
        """At the end of the text bash does not wait here for another line."""
        if self.token.text == END:
            raise unexpected("\n")

    # Lists

    def program(self) -> None:
        """Everything up to the end."""
        self._list(at_least=0)
        if self.token.text != END:
            raise self._fault()

    def first_line(self) -> None:
        """Commands up to the newline behind them, or the end."""
        while self.token.text not in {"\n", END}:
            self._and_or()
            if self.token.text in {";", "&"}:
                self._next()
            elif self.token.text not in {"\n", END}:
                raise self._fault()

    def _list(self, *, at_least: int = 1) -> None:
        """Commands up to a token that closes something."""
        self._newlines()
        while self.token.text not in _CLOSING and self.token.text != END:
            self._and_or()
            at_least = 0
            if self.token.text not in _SEPARATORS:
                break
            separator = self._next()
            self._newlines()
            if separator.text != "&":
                mark = " " if self.token.text in _ENDS_OF_ITEM else ";"
                self.outline.mask(separator.start, separator.end, mark)
        if at_least:
            raise self._fault()

    def _and_or(self) -> None:
        self._pipeline()
        while self.token.text in {"&&", "||"}:
            self._next()
            self._newlines()
            self._pipeline()

    def _pipeline(self) -> None:
        marks: list[Token] = []
        form = ""
        while self.token.is_word and self.token.text in {"!", "time"}:
            mark = self._next()
            self.outline.mask(mark.start, mark.end, " ")
            if mark.text == "!":
                marks.append(mark)
            else:
                form = self._time()
        if (marks or form) and self.token.text in {";", "\n", END}:
            self._nothing(marks, form)
        else:
            start = self.token.start
            self._command()
            self._negate(start, marks)
            if form:
                self.outline.timed[start] = form
        while self.token.text in {"|", "|&"}:
            self._next()
            self._newlines()
            self._command()

    def _time(self) -> str:
        """What stands behind `time`: the form that is asked for."""
        if self.token.text != "-p":
            return "time"
        option = self._next()
        self.outline.mask(option.start, option.end, " ")
        return option.text

    def _nothing(self, marks: list[Token], form: str) -> None:
        """`!` or `time` alone: nothing, negated or timed."""
        at = self.end - 1
        self.outline.mask(at, at + 1, "x")
        self.outline.simple[at] = (at, at)
        self._negate(at, marks)
        if form:
            self.outline.timed[at] = form

    def _negate(self, start: int, marks: list[Token]) -> None:
        if len(marks) % 2:
            self.outline.negated.add(start)

    # Commands

    def _command(self) -> None:
        self.depth += 1
        if self.depth > scan.DEPTH:
            raise scan.too_deep()
        compound = _COMPOUND.get(self.token.text)
        if compound is None:
            self._simple()
        else:
            self._next()
            compound(self)
            self._redirects()
        self.depth -= 1

    def _redirects(self) -> None:
        """The redirections behind a compound command."""
        behind, start = self.end, self.token.start
        while self.token.redirects:
            self._redirect()
        if self.end > behind:
            self.outline.mask(start, self.end, " ")
            self.outline.redirects[behind] = (start, self.end)

    def _redirect(self) -> None:
        self._next()
        self._at_once()
        if not self.token.is_word:
            raise self._fault()
        self._next()

    def _simple(self) -> None:
        token = self.token
        if token.text in _CLOSING or token.text == "!" or not (token.is_word or token.redirects):
            raise self._fault()
        count, assigning = 0, True
        while self.token.is_word or self.token.redirects:
            if self.token.redirects:
                self._redirect()
            else:
                assigning = assigning and _ASSIGNED.match(self.token.text) is not None
                self._array(self._next(), allowed=assigning)
            count += 1
        self._note(self.outline.simple, token.start)
        if self.token.text == "(":
            self._function(token, names=token.is_word and count == 1 and not _ASSIGNED.match(token.text))

    def _array(self, word: Token, *, allowed: bool) -> None:
        if not word.is_array:
            return
        if not allowed:
            raise unexpected("(")
        self.outline.unsupported = "arrays are not supported here"

    def _note(self, stretches: dict[int, Stretch], start: int) -> None:
        """What begins there and ends with the token just taken is one word of the skeleton."""
        self.outline.mask(start, self.end, "x")
        stretches[start] = (start, self.end)

    def _function(self, name: Token, *, names: bool) -> None:
        if not names:
            raise self._fault()
        self._next()
        self._at_once()
        self._expect(")")
        self._function_body(name.start, name)

    def _function_body(self, start: int, name: Token) -> None:
        """A definition is one word of the skeleton: what its body is made of is read when the function is defined."""
        self._newlines()
        if self.token.text not in _COMPOUND:
            raise self._fault()
        body = self.token.start
        self._command()
        self.outline.functions[start] = (name.start, name.end), (body, self.end)
        self.outline.mask(start, self.end, "x")

    def _named_function(self) -> None:
        start = self.end - len("function")
        self._at_once()
        name = self._word()
        if self.token.text == "(":
            self._next()
            self._expect(")")
        self._function_body(start, name)

    def _parentheses(self) -> None:
        start = self.end - 1
        if self.text.startswith("((", start) and self._calculation(self.outline.calculations, start):
            return
        if self.token.text == "(":
            self._insert_blank(self.end)
        self._list()
        self._expect(")")

    def _insert_blank(self, at: int) -> None:
        self.text = f"{self.text[:at]} {self.text[at:]}"
        self.outline.marks.insert(at, " ")
        self.token = tokens.read(self.text, at)

    def _calculation(self, stretches: dict[int, Stretch], start: int) -> bool:
        """Read `(( … ))` from its start; False when it is two subshells."""
        inside = scan.after_parentheses(self.text, start + 2)
        if not self.text.startswith(")", inside):
            return False
        self.end = inside + 1
        self.token = tokens.read(self.text, self.end)
        self._note(stretches, start)
        return True

    def _group(self) -> None:
        self._list()
        self._expect("}")

    def _if(self) -> None:
        mark = "if"
        while mark in {"if", "elif"}:
            self._list()
            self._expect("then")
            self._list()
            mark = self._expect("elif", "else", "fi")
        if mark == "else":
            self._list()
            self._expect("fi")

    def _while(self) -> None:
        self._list()
        self._body()

    def _body(self) -> None:
        self._expect("do")
        self._list()
        self._expect("done")

    def _select(self) -> None:
        self.outline.unsupported = "select is not supported here"
        self._for()

    def _for(self) -> None:
        start = self.token.start
        if self.text.startswith("((", start):
            if not self._calculation(self.outline.calculations, start):
                raise self._fault()
            behind = self.end
        else:
            behind = self._names()
        if self.token.text == ";":
            self._next()
        self._newlines()
        self.outline.mask(behind, self.token.start, " ")
        self.outline.mask(behind, min(behind + 1, self.token.start), ";")
        self._body()

    def _names(self) -> int:
        """Read `name`, or `name in words` with what ends them; where the name ends."""
        self._at_once()
        name = self._word()
        self.outline.mask(name.start, name.end, "x")
        behind = self.end
        self._newlines()
        if self.token.text != "in":
            return behind
        start = self._next().end
        while self.token.is_word:
            self._next()
        self.outline.words[name.start] = (start, self.end)
        self._expect(";", "\n")
        return behind

    def _case(self) -> None:
        start = self.token.start
        self._at_once()
        self._word()
        self._note(self.outline.words, start)
        self._newlines()
        self._expect("in")
        self._newlines()
        while self.token.text != "esac":
            self._case_item()
        self._next()

    def _case_item(self) -> None:
        start = self.token.start
        if self.token.text == "(":
            self._next()
        first = self._word()
        while self.token.text == "|":
            self._next()
            self._word()
        self._note(self.outline.words, start)
        self.outline.words[start] = (first.start, self.end)
        self._at_once()
        self._expect(")")
        self._list(at_least=0)
        if self.token.text == "esac":
            return
        end = self._expect(*sorted(_ENDS_OF_ITEM))
        if end != ";;":
            self.outline.falls[start] = end
            self.outline.mask(self.end - len(end), self.end, " ")
            self.outline.mask(self.end - len(end), self.end - len(end) + 2, ";")
        self._newlines()

    def _condition(self) -> None:
        """`[[ … ]]`."""
        start = self.end - 2
        while self.token.text != "]]":
            if self.token.text == END:
                raise self._fault()
            self._next()
        self._next()
        self._note(self.outline.conditions, start)


_COMPOUND: dict[str, Callable[[_Reader], None]] = {
    "(": _Reader._parentheses,
    "{": _Reader._group,
    "if": _Reader._if,
    "while": _Reader._while,
    "until": _Reader._while,
    "for": _Reader._for,
    "select": _Reader._select,
    "case": _Reader._case,
    "[[": _Reader._condition,
    "function": _Reader._named_function,
}
