"""Where a program reads from and prints to besides its inputs and standard output: files and commands."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell import files, line
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError
from tutorial.shell.files import FileError
from tutorial.shell.redirects import FileOutput
from tutorial.shell.spans import Span
from tutorial.shell.streams import Capture, Output, Source, TextSource
from tutorial.shell.texts import open_input

OPEN_LIMIT = 100


class Channels:
    """What is open, by its name. What is printed into a command is its input once the channel is closed."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.files: dict[str, FileOutput] = {}
        self.into: dict[str, list[str]] = {}
        self.sources: dict[tuple[bool, str], Source] = {}

    def _room(self) -> None:
        if len(self.files) + len(self.into) + len(self.sources) >= OPEN_LIMIT:
            raise ShellError(f"fatal: more than {OPEN_LIMIT} open files are not supported here")

    def print(self, text: str, mark: str, target: str) -> None:
        """Print to a file (`>` and `>>` differ when it is opened) or into a command (`|`)."""
        if mark == "|":
            if target not in self.into:
                self._room()
            self.into.setdefault(target, []).append(text)
            self.call.context.move(len(text))
        elif target in {"/dev/stderr", "/dev/stdout", "-"}:
            (self.call.err if target == "/dev/stderr" else self.call.out)(text)
        elif target != files.NULL_DEVICE:
            self._file(target, append=mark == ">>").write((Span(text),))

    def _file(self, path: str, *, append: bool) -> FileOutput:
        if path not in self.files:
            self._room()
            session = self.call.session
            try:
                place = files.check_writable(self.call.world, session.place, session.user, session.cwd, path)
            except FileError as fault:
                raise ShellError(f"fatal: can't redirect to `{path}' ({fault.reason})") from fault
            old = files.lookup(self.call.world, session.place, place) if append else None
            self.files[path] = FileOutput(session, place, old.content if old is not None else "")
        return self.files[path]

    def source(self, name: str, *, command: bool) -> Generator[Wait, Any, Source | None]:
        """A file, or what a command prints, to be read; None for a file that can't be."""
        key = (command, name)
        if key not in self.sources:
            self._room()
            if command:
                self.sources[key] = TextSource((yield from self._printed(name)))
            else:
                try:
                    self.sources[key] = open_input(self.call, name)
                except FileError:
                    return None
        return self.sources[key]

    def _printed(self, command: str) -> Generator[Wait, Any, str]:
        output = Capture(self.call.context)
        yield from self.run(command, output=output)
        return output.text

    def run(
        self, command: str, source: Source | None = None, output: Output | Capture | None = None
    ) -> Generator[Wait, Any, int]:
        """Run a command line in a shell of its own; its exit code."""
        inner = self.call.session.fork()
        descriptors = {0: source or self.call.stdin, 1: output or self.call.stdout, 2: self.call.stderr}
        inner.deeper()
        return (yield from line.run_remote(inner, descriptors, command))

    def close(self, name: str) -> Generator[Wait, Any, int]:
        """Close everything of that name: a command that was printed into runs now. -1 when nothing was open."""
        code = -1
        if (file := self.files.pop(name, None)) is not None:
            file.close()
            code = 0
        for command in (True, False):
            code = 0 if self.sources.pop((command, name), None) is not None else code
        if (pieces := self.into.pop(name, None)) is not None:
            code = yield from self.run(name, TextSource("".join(pieces)))
        return code

    def close_all(self) -> Generator[Wait, Any, None]:
        """Close everything, in the order in which it was opened."""
        for name in (*self.files, *self.into):
            yield from self.close(name)

    def keep(self) -> None:
        """Put the files' texts into the world, whatever happened."""
        for file in self.files.values():
            file.close()
        self.files = {}
