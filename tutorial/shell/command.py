"""A command: one object from which running, help and completion come."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutorial.cluster import host
from tutorial.cluster.waits import Wait
from tutorial.cluster.world import World
from tutorial.shell.context import LineContext
from tutorial.shell.spans import Span, Spans
from tutorial.shell.streams import Output, Source

if TYPE_CHECKING:
    from tutorial.shell.session import Session

Running = Generator[Wait, Any, int]

NODES = host.NODE_ROLES
CLIENTS = frozenset({"client", "laptop"})
LAPTOP = frozenset({"laptop"})
EVERYWHERE = NODES | CLIENTS | {"router"}


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command: its flags (`-v`, `--verbose`), the name of its argument if it takes one, a summary."""

    flags: tuple[str, ...]
    summary: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand by its words behind the command's name (`("marathon", "app", "show")`), for completion.

    `usage` names its operands as a usage does: `[--force] <app-id>`, `CONTAINER…`.
    """

    names: tuple[str, ...]
    summary: str = ""
    usage: str = ""
    options: tuple[Option, ...] = ()


@dataclass(slots=True)
class Call:
    """One run of a command: its words, its streams, and the session (place, variables) that it runs in."""

    session: "Session"
    name: str
    args: tuple[str, ...]
    stdin: Source
    stdout: Output
    stderr: Output
    values: tuple[tuple[str, str], ...] = ()
    descriptors: dict[int, Any] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The world that the command acts on."""
        return self.session.world

    @property
    def env(self) -> dict[str, str]:
        """What the command sees as its environment: what the session exports, and the `values` that stand before it."""
        return self.session.exported() | dict(self.values)

    @property
    def context(self) -> LineContext:
        """The line that the command belongs to."""
        return self.session.context

    def out(self, text: str, element: str | None = None, kind: str | None = None) -> None:
        """Print on standard output."""
        if text:
            self.stdout.write((Span(text, element, kind),))

    def out_spans(self, spans: Spans) -> None:
        """Print spans on standard output."""
        self.stdout.write(spans)

    def err(self, text: str) -> None:
        """Print on standard error."""
        if text:
            self.stderr.write((Span(text),))


@dataclass(frozen=True, slots=True)
class Command:
    """A tool. `run` takes a `Call` and returns the exit code, or is a generator that yields waits and returns it.

    `roles` are the roles of the hosts that have the tool, where it comes with a `package` once that is installed;
    `helps` is false for a tool to which `--help` is a word like others, or its own affair. Completion knows what may
    follow from `options`, from the operands that `usage` names, and from `subcommands`; `brought` gives those that are
    there in some worlds only, `words` more words that may be typed, from the words before.
    """

    name: str
    summary: str
    usage: str
    run: Callable[[Call], int | Running]
    options: tuple[Option, ...] = ()
    roles: frozenset[str] = EVERYWHERE
    aliases: tuple[str, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()
    brought: Callable[[World], tuple[Subcommand, ...]] | None = None
    words: Callable[[World, tuple[str, ...]], tuple[str, ...]] | None = None
    helps: bool = True
    package: str = ""

    def help(self) -> str:
        """Usage, summary and options as text."""
        lines = [f"Usage: {self.usage}", f"  {self.summary}"]
        flags = [
            ", ".join(option.flags) + (f" {option.argument}" if option.argument else "") for option in self.options
        ]
        width = max(map(len, flags), default=0)
        lines += [f"  {flag:<{width}}  {option.summary}" for flag, option in zip(flags, self.options, strict=True)]
        return "\n".join(lines) + "\n"
