"""tee: copies its input to files and to its output."""

from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.redirects import FileOutput
from tutorial.shell.spans import Span
from tutorial.shell.texts import charged, complain


def run(call: Call) -> Running:
    """Copies what comes, as it comes; 1 when a file can't be written."""
    options = parse_call(call, COMMAND, exit_code=1)
    outputs: list[FileOutput] = []
    code = 0
    for path in options.operands:
        try:
            outputs += _opened(call, path, append=options.has("-a"))
        except ShellError as fault:
            code = complain(call, fault)
    try:
        while text := (yield from call.stdin.read_some()):
            yield from charged(call, 1 + len(outputs))
            call.out(text)
            for output in outputs:
                output.write((Span(text),))
    finally:
        for output in outputs:
            output.close()
    return code


def _opened(call: Call, path: str, *, append: bool) -> list[FileOutput]:
    session = call.session
    place = files.check_writable(call.world, session.place, session.user, session.cwd, path)
    if place == files.NULL_DEVICE:
        return []
    old = files.lookup(call.world, session.place, place) if append else None
    return [FileOutput(session, place, old.content if old is not None else "")]


COMMAND = Command(
    "tee",
    "Copy the input to files and to the output.",
    "tee [-a] [FILE…]",
    run,
    (Option(("-a", "--append"), "behind what is in the files"), Option(("-i", "--ignore-interrupts"), "nothing here")),
)
