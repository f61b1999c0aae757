"""source and `.`: runs the lines of a file, here."""

from contextlib import ExitStack

from tutorial.shell import line
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.functions import Return, arguments_of, local_variables
from tutorial.shell.texts import read_file


def run(call: Call) -> Running:
    """The exit code of the file's last command; further words are `$1` and so on while it runs."""
    if not call.args:
        raise ShellError("filename argument required", label=f"bash: {call.name}")
    try:
        text = read_file(call, call.args[0])
    except ShellError as fault:
        raise ShellError(str(fault), 1, label="bash") from None
    session = call.session
    with ExitStack() as stack:
        stack.enter_context(local_variables(session, call.values))
        stack.enter_context(arguments_of(session, call.args[1:] or session.arguments))
        try:
            return (yield from line.run_part(session, call.descriptors, text))
        except Return as end:
            return end.exit_code


COMMAND = Command(
    "source", "Run the lines of a file in this shell.", "source FILE [ARGUMENT…]", run, aliases=(".",), helps=False
)
