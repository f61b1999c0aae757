"""What the text tools share: their inputs, one after the other."""

from collections.abc import Generator, Iterator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import files
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError

Reading = Generator[Wait, Any, str]


def read_file(call: Call, path: str) -> str:
    """The text of a file as the call's user may read it; FileError with the system's words."""
    session = call.session
    text = files.read(call.world, session.place, session.user, session.cwd, path)
    call.context.move(len(text))
    return text


def read_input(call: Call, path: str) -> Reading:
    """The text of a file, or of standard input for `-`."""
    if path == "-":
        return (yield from call.stdin.read_all())
    return read_file(call, path)


def each_input(call: Call, paths: list[str]) -> Iterator[tuple[str, Reading]]:
    """The inputs of a text tool: its files, or standard input when none is named."""
    for path in paths or ["-"]:
        yield path, read_input(call, path)


def complain(call: Call, fault: ShellError) -> int:
    """Print a fault as the tool's own line and return 1, to go on with the next file."""
    call.err(f"{call.name}: {fault}\n")
    return 1


def lines_of(text: str) -> list[str]:
    """The lines of a text, each with its newline if it has one."""
    pieces = text.split("\n")
    return [piece + "\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def charged(call: Call, count: int) -> Generator[Wait, Any, None]:
    """Count steps for work done, and breathe where it is time to."""
    if call.context.step(count):
        yield Breath()
