"""cat: prints files one after the other."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.streams import TerminalSource
from tutorial.shell.texts import complain, each_input, lines_of


def run(call: Call) -> Running:
    """Prints its inputs; standard input as it comes."""
    options = parse_call(call, COMMAND)
    code = 0
    number = 0
    for path, reading in each_input(call, options.operands):
        if path == "-" and not options.has("-n") and not isinstance(call.stdin, TerminalSource):
            while text := (yield from call.stdin.read_some()):
                call.out(text)
            continue
        try:
            text = yield from reading
        except ShellError as fault:
            code = complain(call, fault)
            continue
        if options.has("-n"):
            for line in lines_of(text):
                number += 1
                call.out(f"{number:6}\t{line}")
        else:
            call.out(text)
    return code


COMMAND = Command("cat", "Print files.", "cat [-n] [FILE…]", run, (Option(("-n", "--number"), "number all lines"),))
