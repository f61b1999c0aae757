"""head: the first lines of its inputs."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.ends import print_ends
from tutorial.shell.texts import Reading, lines_of, read_input


def run(call: Call) -> Running:
    """Prints the first lines; from a pipe it reads no more than it needs."""
    return (yield from print_ends(call, COMMAND.options, r"-?[0-9]{1,15}", _cut))


def _cut(call: Call, path: str, number: str, by_bytes: bool) -> Reading:  # noqa: FBT001  # the form of ends.Cut
    count = int(number)
    if path == "-" and not by_bytes and count >= 0 and not call.stdin.is_terminal:
        lines: list[str] = []
        while len(lines) < count and (line := (yield from call.stdin.read_line())):
            lines.append(line)
        return "".join(lines)
    text = yield from read_input(call, path)
    if by_bytes:
        return text.encode()[:count].decode("utf-8", "replace")
    return "".join(lines_of(text)[:count])


COMMAND = Command(
    "head",
    "Print the first lines of files.",
    "head [-n N | -N] [-c N] [-q] [FILE…]",
    run,
    (
        Option(("-n", "--lines"), "so many lines; all but the last N for -N", "N"),
        Option(("-c", "--bytes"), "so many bytes", "N"),
        Option(("-q", "--quiet"), "no headings"),
    ),
)
