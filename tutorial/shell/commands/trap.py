"""trap: what is run when the shell ends, and when Ctrl-C ends a line of it.

Unlike bash's, our shell does not go on with a line behind its trap: Ctrl-C ends every line.
"""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.quoting import listed
from tutorial.shell.session import Session

NAMES = {
    **dict.fromkeys(("EXIT", "0", "exit"), "EXIT"),
    **dict.fromkeys(("INT", "SIGINT", "2", "int", "sigint"), "INT"),
}
"""What may be met, by the words for it."""
PRINTED = {"EXIT": "EXIT", "INT": "SIGINT"}


def run(call: Call) -> int:
    """`trap LINE EXIT` or `trap LINE INT` sets it aside, `trap - EXIT` forgets it, `trap` prints both."""
    words = call.args[1:] if call.args[:1] == ("--",) else call.args
    session = call.session
    if not words or words[0] == "-p":
        held = {"EXIT": session.exit_trap, "INT": session.int_trap}
        call.out("".join(f"trap -- {listed(text)} {PRINTED[name]}\n" for name, text in held.items() if text))
        return 0
    if len(words) == 1 or not set(words[1:]) <= NAMES.keys():
        raise UsageError("of signals EXIT and INT alone are supported here: trap LINE EXIT", 1, label="bash: trap")
    if not words[0] and "INT" in {NAMES[word] for word in words[1:]}:
        raise UsageError("Ctrl-C can't be ignored here: it ends every line", 1, label="bash: trap")
    for word in words[1:]:
        _put(session, NAMES[word], "" if words[0] == "-" else words[0])
    return 0


def _put(session: Session, name: str, text: str) -> None:
    if name == "EXIT":
        session.exit_trap = text
    else:
        session.int_trap = text


COMMAND = Command(
    "trap", "Run a line when this shell ends, or at Ctrl-C.", "trap [LINE | -] EXIT | INT", run, helps=False
)
