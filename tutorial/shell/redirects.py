"""Redirections: which stream each descriptor of a command leads to."""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import files
from tutorial.shell.errors import ShellError
from tutorial.shell.expand import Expander
from tutorial.shell.session import Session
from tutorial.shell.spans import Spans, plain
from tutorial.shell.streams import Null, TextSource
from tutorial.shell.syntax import Redirect, Word

FILES_A_STEP = 20
"""Files of a host that are looked at in one step when one of them is opened."""
_DESCRIPTOR = re.compile(r"[0-9]{1,9}")
Descriptors = dict[int, Any]
"""Descriptor number → a `streams.Source` or `streams.Output`."""


class FileOutput:
    """A file opened for writing. Its text is in the world once it is closed, or `through` at once."""

    is_terminal = False

    def __init__(self, session: Session, place: str, before: str, *, through: bool = False) -> None:
        self.session, self.place, self.through = session, place, through
        self.pieces = [before]
        self.size = len(before)
        session.context.move(len(before))
        self.limit = files.room(session.world, session.place, place)
        if self.limit < 0:
            raise ShellError(f"{place}: No space left on device", exit_code=1)
        files.store(session.world, session.place, session.user, place, before)

    def write(self, spans: Spans) -> None:
        """Append text; a full disk is an error of the command that writes."""
        text = plain(spans)
        self.session.context.move(len(text))
        if self.size + len(text) > self.limit:
            raise ShellError("write error: No space left on device", exit_code=1)
        self.size += len(text)
        self.pieces.append(text)
        if self.through:
            self.pieces = ["".join(self.pieces)]
            self.close()

    def close(self) -> None:
        """Put the text into the world."""
        session = self.session
        files.store(session.world, session.place, session.user, self.place, "".join(self.pieces))


class Opened:
    """The files that a command's redirections opened."""

    def __init__(self, *, through: bool = False) -> None:
        self.files: list[FileOutput] = []
        self.through = through

    def redirect(
        self, redirects: tuple[Redirect, ...], session: Session, descriptors: Descriptors, expander: Expander
    ) -> Generator[Wait, Any, Descriptors]:
        """The descriptors of a command behind its redirections, applied from left to right."""
        inner = dict(descriptors)
        for redirect in redirects:
            if session.context.step(1 + files.count(session.world, session.place) // FILES_A_STEP):
                yield Breath()
            if redirect.operator == "text":
                inner[redirect.fd] = TextSource((yield from expander.text(redirect.target)))
            else:
                target = yield from _target(redirect.target, expander)
                self._apply(redirect, target, session, inner)
        return inner

    def _apply(self, redirect: Redirect, target: str, session: Session, inner: Descriptors) -> None:
        operator, fd = redirect.operator, redirect.fd
        if operator == "<":
            inner[fd] = self._source(session, target)
        elif operator in {">&", "<&"} and (target == "-" or _DESCRIPTOR.fullmatch(target)):
            inner[fd] = Null() if target == "-" else _copied(inner, target)
        elif operator in {"&>", "&>>", ">&"}:
            inner[1] = inner[2] = self._output(session, target, append=operator == "&>>")
        elif operator == "<&":
            raise ShellError(f"{target}: ambiguous redirect", exit_code=1)
        else:
            if operator == ">" and "C" in session.options:
                _spare(session, target)
            inner[fd] = self._output(session, target, append=operator == ">>")

    def _source(self, session: Session, target: str) -> Any:
        if files.absolute(session.cwd, target) == files.NULL_DEVICE:
            return Null()
        return TextSource(files.read(session.world, session.place, session.user, session.cwd, target))

    def _output(self, session: Session, target: str, *, append: bool) -> Any:
        place = files.check_writable(session.world, session.place, session.user, session.cwd, target)
        if place == files.NULL_DEVICE:
            return Null()
        before = ""
        if append and (old := files.lookup(session.world, session.place, place)) is not None:
            before = old.content
        self.files.append(FileOutput(session, place, before, through=self.through))
        return self.files[-1]


def _spare(session: Session, target: str) -> None:
    """Under `set -C` a file that is there is not written over."""
    place = files.absolute(session.cwd, target)
    if place != files.NULL_DEVICE and files.lookup(session.world, session.place, place) is not None:
        raise ShellError(f"{target}: cannot overwrite existing file", exit_code=1)


def _target(word: Word, expander: Expander) -> Generator[Wait, Any, str]:
    names = yield from expander.arguments((word,))
    if len(names) != 1:
        raise ShellError(f"{word.raw}: ambiguous redirect", exit_code=1)
    return names[0]


def _copied(inner: Descriptors, target: str) -> Any:
    found = inner.get(int(target))
    if found is None:
        raise ShellError(f"{target}: Bad file descriptor", exit_code=1)
    return found


@contextmanager
def opened(*, through: bool = False) -> Iterator[Opened]:
    """Files that are closed at the end, whatever happens; what is written `through` is in the world at once."""
    files_of_command = Opened(through=through)
    try:
        yield files_of_command
    finally:
        for file in files_of_command.files:
            file.close()
