"""bash and sh: another shell, for a line, a file, standard input, or the next lines."""

from dataclasses import replace

from tutorial.shell import line
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.session import Entered, Session
from tutorial.shell.streams import TerminalSource
from tutorial.shell.terminal import Variable, new_frame
from tutorial.shell.texts import read_file

LETTERS = frozenset("ceuxfCils")
_SET = frozenset("euxfC")
NOT_THERE = 127


def run(call: Call) -> Running:
    """The exit code of what it has run."""
    letters, words = _options(call)
    inner = _fresh(call)
    inner.options = "".join(sorted(_SET & letters))
    if "c" in letters:
        if not words:
            raise UsageError("-c: option requires an argument", 2)
        inner.name, inner.arguments = (words[1] if words[1:] else call.name), tuple(words[2:])
        return (yield from line.run_remote(inner, call.descriptors, words[0]))
    if words and "s" not in letters:
        inner.name, inner.arguments = words[0], tuple(words[1:])
        try:
            text = read_file(call, words[0])
        except ShellError as fault:
            raise ShellError(str(fault), NOT_THERE, label=call.name) from None
        return (yield from line.run_remote(inner, call.descriptors, text))
    inner.arguments = tuple(words)
    if isinstance(call.stdin, TerminalSource):
        return _enter(call)
    text = yield from call.stdin.read_all()
    return (yield from line.run_remote(inner, call.descriptors, text))


def _options(call: Call) -> tuple[set[str], list[str]]:
    """The letters given, and the words behind them."""
    letters: set[str] = set()
    words = list(call.args)
    while words and words[0][:1] in {"-", "+"} and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            break
        if word.startswith("--"):
            continue
        letters |= set(word[1:]) if word[0] == "-" else set()
    if unknown := letters - LETTERS:
        raise UsageError(f"option -{min(unknown)} is not supported here; supported: -c -e -u -x -f -C -i -l -s", 2)
    return letters, words


def _fresh(call: Call) -> Session:
    """A shell that knows of this one what a program does: its environment."""
    inner = call.session.fork()
    inner.variables = {name: Variable(value, exported=True) for name, value in call.env.items()}
    inner.functions, inner.scopes, inner.callers, inner.loops, inner.tolerant = {}, [], 0, 0, 0
    inner.size = inner.functions_size = None
    inner.aliases, inner.expanding = (), frozenset()
    inner.parent = None
    return inner


def _enter(call: Call) -> int:
    session = call.session
    if not session.own or (not call.stdout.is_terminal and call.context.tty):
        raise ShellError("a shell is opened from the terminal alone; give it a line with -c", 1)
    variables = tuple((name, Variable(value, exported=True)) for name, value in sorted(call.env.items()))
    frame = new_frame(session.place, session.user)
    raise Entered((replace(frame, cwd=session.cwd, variables=variables, inside=session.inside),))


COMMAND = Command(
    "bash",
    "Run a line, a file or standard input in another shell.",
    "bash [-c LINE | FILE] [ARGUMENT…]",
    run,
    aliases=("sh",),
)
