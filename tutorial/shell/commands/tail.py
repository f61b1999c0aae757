"""tail: the last lines of its inputs."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.ends import print_ends
from tutorial.shell.texts import Reading, lines_of, read_input


def run(call: Call) -> Running:
    """Prints the last lines, or with `+N` everything from line N on."""
    return (yield from print_ends(call, COMMAND.options, r"[+-]?[0-9]{1,15}", _cut))


def _cut(call: Call, path: str, text: str, by_bytes: bool) -> Reading:  # noqa: FBT001  # the form of ends.Cut
    content = yield from read_input(call, path)
    count = abs(int(text))
    start = max(count - 1, 0) if text.startswith("+") else -count if count else None
    if by_bytes:
        return b"".join([content.encode()[start:]] if start is not None else []).decode("utf-8", "replace")
    return "".join(lines_of(content)[start:]) if start is not None else ""


COMMAND = Command(
    "tail",
    "Print the last lines of files.",
    "tail [-n [+]N | -N] [-c [+]N] [-q] [FILE…]",
    run,
    (
        Option(("-n", "--lines"), "so many lines; from line N on for +N", "N"),
        Option(("-c", "--bytes"), "so many bytes", "N"),
        Option(("-q", "--quiet"), "no headings"),
    ),
)
