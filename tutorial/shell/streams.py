"""Where a command's text comes from and goes to: terminal, pipe, file, text."""

from collections.abc import Generator
from typing import Any, Protocol

from tutorial.cluster.waits import Input, Wait
from tutorial.cluster.world import World
from tutorial.shell.context import LineContext
from tutorial.shell.errors import ShellError
from tutorial.shell.links import linked
from tutorial.shell.spans import Span, Spans, plain
from tutorial.shell.terminal import frame

LINKED = 64_000
"""Characters of a line's output in which words are linked; what comes behind them is plain."""
Reading = Generator[Wait, Any, str]


class BrokenPipe(Exception):
    """A command writes to a pipe that nobody reads any more: it ends with exit code 141."""


class Output(Protocol):
    """Something that can be written to."""

    is_terminal: bool

    def write(self, spans: Spans) -> None:
        """Take spans."""

    def close(self) -> None:
        """Nothing more will come."""


class Source(Protocol):
    """Something that can be read."""

    is_terminal: bool

    def read_all(self) -> Reading:
        """Everything that is left."""
        ...

    def read_line(self) -> Reading:
        """The next line with its newline; "" at the end."""
        ...

    def read_some(self) -> Reading:
        """What is there, at least something; "" at the end."""
        ...

    def unread(self, text: str) -> None:
        """Give back the end of what was read."""

    def close(self) -> None:
        """Nothing more will be read."""


class TerminalOutput:
    """One of the terminal's two output streams."""

    def __init__(self, world: World, context: LineContext, stream: str) -> None:
        self.world, self.context, self.stream, self.is_terminal = world, context, stream, context.tty

    def write(self, spans: Spans) -> None:
        """Print at once, with the words that name something in the picture linked to it."""
        shell = frame(self.world, self.context.terminal)
        shown: list[Span] = []
        for span in spans:
            free = span.element is None and self.context.shown < LINKED
            shown += linked(self.world, span.text, shell) if free else (span,)
        self.context.show(self.stream, tuple(shown))

    def close(self) -> None:
        """A terminal stays open."""


class Null:
    """`/dev/null`: takes everything, gives nothing."""

    is_terminal = False

    def write(self, spans: Spans) -> None:
        """Forget it."""

    def read_all(self) -> Reading:
        """Nothing."""
        yield from ()
        return ""

    read_line = read_some = read_all

    def unread(self, text: str) -> None:
        """There is nothing to give back."""

    def close(self) -> None:
        """Nothing to do."""


class Capture:
    """Collects text, for `$(…)`."""

    is_terminal = False

    def __init__(self, context: LineContext) -> None:
        self.context = context
        self.pieces: list[str] = []

    def write(self, spans: Spans) -> None:
        """Keep the text without its links."""
        text = plain(spans)
        self.context.move(len(text))
        self.pieces.append(text)

    def close(self) -> None:
        """Nothing to do."""

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self.pieces)


class TextSource:
    """A text to read: a file, a here-document."""

    is_terminal = False

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def read_all(self) -> Reading:
        """The rest of the text."""
        yield from ()
        rest, self.place = self.text[self.place :], len(self.text)
        return rest

    read_some = read_all

    def read_line(self) -> Reading:
        """The next line of the text."""
        yield from ()
        end = self.text.find("\n", self.place) + 1 or len(self.text)
        line, self.place = self.text[self.place : end], end
        return line

    def unread(self, text: str) -> None:
        """Give back the end of what was read."""
        self.text, self.place = text + self.text[self.place :], 0

    def close(self) -> None:
        """Nothing to do."""


class TerminalSource:
    """The terminal's keyboard. A line's commands can't be typed at, so reading it is refused in plain words."""

    is_terminal = True

    def read_all(self) -> Reading:
        """Always refused."""
        yield from ()
        raise ShellError("standard input is the terminal, which is not read here: use a file, a pipe or <<")

    read_line = read_some = read_all

    def unread(self, text: str) -> None:
        """There is nothing to give back."""

    def close(self) -> None:
        """Nothing to do."""


class Pipe:
    """What stands between two stages of a pipeline. Its reader waits with `Input` until there is something."""

    is_terminal = False

    def __init__(self, context: LineContext) -> None:
        self.context = context
        self.buffer: list[str] = []
        self.ended = False
        self.abandoned = False

    @property
    def ready(self) -> bool:
        """True when a reader need not wait."""
        return bool(self.buffer) or self.ended

    def write(self, spans: Spans) -> None:
        """Queue the text; BrokenPipe when the reader is gone."""
        if self.abandoned:
            raise BrokenPipe
        text = plain(spans)
        if text:
            self.context.move(len(text))
            self.buffer.append(text)

    def close(self) -> None:
        """The writer is done."""
        self.ended = True


class PipeSource:
    """The reading end of a pipe."""

    is_terminal = False

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe
        self.text, self.place = "", 0

    def read_all(self) -> Reading:
        """Everything until the writer is done."""
        while not self.pipe.ended:
            yield Input()
        text = self.text[self.place :] + self._take()
        self.text, self.place = "", 0
        return text

    def read_some(self) -> Reading:
        """What was written since, as soon as it is something."""
        while not self.pipe.ready:
            yield Input()
        text = self.text[self.place :] + self._take()
        self.text, self.place = "", 0
        return text

    def read_line(self) -> Reading:
        """The next line, as soon as it is there."""
        end = self.text.find("\n", self.place) + 1
        while not end:
            while not self.pipe.ready:
                yield Input()
            searched = len(self.text) - self.place
            more = self._take()
            self.text, self.place = self.text[self.place :] + more, 0
            end = self.text.find("\n", searched) + 1
            if self.pipe.ended and not self.pipe.buffer:
                end = end or len(self.text)
                break
        line, self.place = self.text[self.place : end], end
        return line

    def unread(self, text: str) -> None:
        """Give back the end of what was read."""
        self.text, self.place = text + self.text[self.place :], 0

    def close(self) -> None:
        """Nobody reads any more: the writer's next write breaks."""
        self.pipe.abandoned = True

    def _take(self) -> str:
        taken, self.pipe.buffer = self.pipe.buffer, []
        return "".join(taken)
