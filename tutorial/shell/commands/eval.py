"""eval: runs its words as a line, here."""

from tutorial.shell import line
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import LineFault
from tutorial.shell.functions import local_variables


def run(call: Call) -> Running:
    """The exit code of the line that its words make together."""
    words = call.args[1:] if call.args[:1] == ("--",) else call.args
    text = " ".join(words)
    if not text.strip():
        return 0
    with local_variables(call.session, call.values):
        try:
            return (yield from line.run_part(call.session, call.descriptors, text))
        except LineFault as fault:  # it ends this line, not the one around it
            call.err(f"bash: {fault}\n")
            return fault.exit_code


COMMAND = Command("eval", "Run words as a line of this shell.", "eval [WORD…]", run, helps=False)
