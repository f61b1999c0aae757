"""The inside of a simple command: words and redirections."""

import re

from tutorial.shell import scan
from tutorial.shell.errors import SyntaxFault
from tutorial.shell.scan import HERE, HERE_STRING
from tutorial.shell.syntax import Assignment, Here, Literal, Redirect, Simple, Word
from tutorial.shell.words import ParseScript, parse_text, parse_word

_REDIRECT = re.compile(r"&>>|&>|[0-9]{0,4}(?:>>|>\||>&|<&|<>|<|>)")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=)")
_ELEMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\]\+?=|\+?=\()")


class Lexer:
    """Reads words and redirections from the source of one command."""

    def __init__(self, text: str, heres: tuple[Here, ...], script: ParseScript, depth: int) -> None:
        self.text, self.heres, self.script, self.depth = text, heres, script, depth
        self.at = 0
        self.words: list[Word] = []
        self.redirects: list[Redirect] = []

    def simple(self) -> Simple:
        """The whole source as a simple command."""
        self._read()
        assignments: list[Assignment] = []
        for word in self.words:
            if (assignment := self._assignment(word)) is None:
                break
            assignments.append(assignment)
        return Simple(tuple(assignments), tuple(self.words[len(assignments) :]), tuple(self.redirects))

    def only_redirects(self) -> tuple[Redirect, ...]:
        """The whole source as the redirections behind a compound command."""
        self._read()
        if self.words:
            raise SyntaxFault(f"syntax error near unexpected token `{self.words[0].raw}'")
        return tuple(self.redirects)

    def all_words(self) -> tuple[Word, ...]:
        """The whole source as words."""
        self._read()
        return tuple(self.words)

    def _read(self) -> None:
        while self.at < len(self.text):
            mark = self.text[self.at]
            if mark in " \t\n":
                self.at += 1
            elif self.text.startswith(("<(", ">("), self.at):
                raise SyntaxFault("process substitution, <(…) and >(…), is not supported here")
            elif found := _REDIRECT.match(self.text, self.at):
                self._redirect(found[0])
            elif mark in scan.METACHARACTERS:
                raise SyntaxFault(f"syntax error near unexpected token `{mark}'")
            else:
                self.words.append(self._word())

    def _word(self) -> Word:
        end = scan.word_end(self.text, self.at)
        raw, self.at = self.text[self.at : end], end
        return parse_word(raw, self.script, self.depth)

    def _redirect(self, source: str) -> None:
        self.at += len(source)
        operator = source.lstrip("0123456789")
        fd = int(source[: -len(operator)] or (0 if operator[0] == "<" else 1))
        while self.text[self.at : self.at + 1] in tuple(" \t"):
            self.at += 1
        if self.text.startswith(HERE, self.at):
            self._here(fd)
            return
        if here_string := self.text.startswith(HERE_STRING, self.at):
            self.at += 1
        if self.at >= len(self.text) or self.text[self.at] in scan.METACHARACTERS:
            near = self.text[self.at : self.at + 1].strip() or "newline"
            raise SyntaxFault(f"syntax error near unexpected token `{near}'")
        if operator == "<>":
            raise SyntaxFault("the redirection <> is not supported here")
        target = self._word()
        if here_string:
            target = Word((*target.parts, Literal("\n", quoted=True)))
        self.redirects.append(Redirect(fd, "text" if here_string else operator, target))

    def _here(self, fd: int) -> None:
        end = scan.word_end(self.text, self.at)
        here = self.heres[int(self.text[self.at + 1 : end])]
        self.at = end
        if here.quoted:
            word = Word((Literal(here.text, quoted=True),))
        else:
            word = parse_text(here.text, self.script, self.depth)
        self.redirects.append(Redirect(fd, "text", word))

    def _assignment(self, word: Word) -> Assignment | None:
        if _ELEMENT.match(word.raw):
            raise SyntaxFault("arrays are not supported here")
        found = _ASSIGNMENT.match(word.raw)
        if found is None:
            return None
        value = parse_word(word.raw[found.end() :], self.script, self.depth)
        return Assignment(found[1], value, append=found[2] == "+=")
