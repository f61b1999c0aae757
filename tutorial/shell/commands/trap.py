"""trap: what is run when the shell ends."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.quoting import listed

_END = frozenset({"EXIT", "0", "exit"})


def run(call: Call) -> int:
    """`trap LINE EXIT` sets it aside, `trap - EXIT` forgets it, `trap` prints it."""
    words = call.args[1:] if call.args[:1] == ("--",) else call.args
    session = call.session
    if not words or words[0] == "-p":
        call.out(f"trap -- {listed(session.exit_trap)} EXIT\n" if session.exit_trap else "")
        return 0
    if len(words) == 1 or not _END.issuperset(words[1:]):
        raise UsageError("of signals EXIT alone is supported here: trap LINE EXIT", 1, label="bash: trap")
    session.exit_trap = "" if words[0] == "-" else words[0]
    return 0


COMMAND = Command("trap", "Run a line when this shell ends.", "trap [LINE | -] EXIT", run, helps=False)
